"""The examples that need no data run, and say what their pages promise."""

import pathlib
import subprocess
import sys

EXAMPLES = pathlib.Path(__file__).parents[2] / "examples"


def test_a_shop_keeps_running_across_a_restart():
    said = subprocess.run([sys.executable, EXAMPLES / "engine.py"], check=True, capture_output=True, text=True).stdout
    lines = said.splitlines()
    assert lines[0] == "{'accepted': 4, 'duplicates': 0, 'quarantined': 0, 'notes': 0}"
    # Her card and her e-mail were two customers until both were seen together.
    assert "'kind': 'merged', 'customer': 'web-1', 'from': ['web-1', 'till-1']" in said
    assert "web-1 2 online, 2 offline" in said
    assert "{'touchpoints': 4, 'consents': 0, 'quarantined': 0}" in lines
    assert "1 refused" in lines and "'intact': True" in lines[-1]
