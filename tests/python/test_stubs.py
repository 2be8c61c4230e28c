"""The committed stub is what the library says of itself.

To write it anew, in omo-py:

    maturin generate-stubs --profile release --out python
"""

import ast
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import omo
import pytest
from omo import _omo

ROOT = Path(__file__).parents[2]
STUB = ROOT / "omo-py" / "python" / "omo" / "_omo.pyi"


@pytest.mark.skipif(find_spec("maturin") is None, reason="needs maturin")
def test_the_stub_is_fresh(tmp_path):
    command = [sys.executable, "-m", "maturin", "generate-stubs", "--profile", "release", "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT / "omo-py", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    fresh = (tmp_path / "omo" / "_omo.pyi").read_text(encoding="utf-8")
    assert fresh == STUB.read_text(encoding="utf-8"), "write it anew: see the top of this file"


def test_the_stub_is_python_and_complete():
    tree = ast.parse(STUB.read_text(encoding="utf-8"))
    names = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    assert {name for name in vars(_omo) if not name.startswith("__")} == names
    assert "Incomplete" not in STUB.read_text(encoding="utf-8")


def test_the_package_says_that_it_is_typed():
    assert (Path(omo.__file__).parent / "py.typed").exists()


def test_every_public_name_of_the_library_is_exported():
    compiled = {name for name in vars(_omo) if not name.startswith("_")}
    assert compiled <= set(omo.__all__) | {name for module in vars(omo).values() for name in getattr(module, "__all__", [])}
