"""The door to long calls: other threads run, Ctrl-C ends the wait, and progress is shown."""

import builtins
import signal
import subprocess
import sys
import textwrap
import threading
import time

import omo
import pytest
from omo._omo import _wait


def python(code, **options):
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
@pytest.mark.parametrize("options", ["", "tells=False", "progress=lambda share: None"], ids=["tells", "silent", "shows"])
def test_ctrl_c_ends_a_call_at_once(options):
    child = python(
        f"""
        import time
        from omo._omo import _wait
        print("ready", flush=True)
        start = time.monotonic()
        try:
            _wait(60_000, {options})
        except KeyboardInterrupt:
            print("interrupted", time.monotonic() - start < 30, flush=True)
        """
    )
    assert child.stdout.readline() == "ready\n"
    time.sleep(0.3)
    sent = time.monotonic()
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=20)
    assert (out, child.returncode) == ("interrupted True\n", 0), err
    assert time.monotonic() - sent < 10


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="needs SIGALRM")
def test_a_signal_handler_of_the_caller_runs_meanwhile():
    seen = []
    before = signal.signal(signal.SIGALRM, lambda *_: seen.append(time.monotonic()))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        _wait(600, tells=False)
        done = time.monotonic()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert seen
    assert seen[0] < done


def test_other_threads_run_meanwhile():
    worker = threading.Thread(target=_wait, args=(500,))
    worker.start()
    turns = 0
    while worker.is_alive():
        turns += 1
        time.sleep(0.001)
    assert turns > 20


def test_calls_run_beside_each_other():
    starts, ends = [], []

    def call():
        starts.append(time.monotonic())
        assert _wait(300) == 300
        ends.append(time.monotonic())

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ends) == 8
    assert max(starts) < min(ends), "the last begins before the first ends"


def test_progress_grows_to_one_on_the_thread_that_called():
    shares, threads = [], set()

    def show(share):
        shares.append(share)
        threads.add(threading.get_ident())

    assert _wait(400, progress=show) == 400
    assert shares == sorted(shares)
    assert len(shares) > 2
    assert shares[-1] == 1.0
    assert threads == {threading.get_ident()}


def test_an_exception_of_the_progress_function_stops_the_call():
    class Enough(Exception):
        pass

    def show(share):
        raise Enough

    start = time.monotonic()
    with pytest.raises(Enough):
        _wait(60_000, progress=show)
    assert time.monotonic() - start < 30


def test_a_call_that_was_left_stops_working():
    def stop(share):
        raise RuntimeError

    before = threads()
    for _ in range(3):
        with pytest.raises(RuntimeError):
            _wait(60_000, progress=stop)
    for _ in range(200):
        if threads() <= before:
            return
        time.sleep(0.01)
    raise AssertionError("threads of the calls go on")


def threads():
    if not sys.platform.startswith("linux"):
        pytest.skip("counts threads in /proc")
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("Threads:"))


def test_a_bar_is_shown_with_tqdm(capfd):
    pytest.importorskip("tqdm")
    _wait(200, progress=True)
    assert "100%" in capfd.readouterr().err


def test_without_tqdm_there_is_no_bar_and_no_error(monkeypatch, capfd):
    for name in [name for name in sys.modules if name.split(".")[0] == "tqdm"]:
        monkeypatch.delitem(sys.modules, name)
    inner = builtins.__import__

    def without(name, *args, **options):
        if name.split(".")[0] == "tqdm":
            raise ImportError(name)
        return inner(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    assert _wait(100, progress=True) == 100
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("progress", [None, False])
def test_silence_is_the_default(progress, capfd):
    _wait(100, progress=progress)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("progress", ["yes", 1, 0.5, object()])
def test_progress_is_true_false_or_a_function(progress):
    with pytest.raises(TypeError, match="progress"):
        _wait(1, progress=progress)


def test_a_short_call_costs_little():
    start = time.process_time()
    for _ in range(1000):
        _wait(0)
    assert (time.process_time() - start) / 1000 < 0.002


def test_ending_while_a_call_runs_is_well():
    child = python(
        """
        import threading
        from omo._omo import _wait
        threading.Thread(target=_wait, args=(60_000,), daemon=True).start()
        import time
        time.sleep(0.2)
        print("done")
        """
    )
    out, err = child.communicate(timeout=20)
    assert (out, child.returncode) == ("done\n", 0), err


def test_the_public_api_still_answers_from_threads():
    answers = []
    thread = threading.Thread(target=lambda: answers.append(omo.read_identifier("phone", "090-1234-5678")))
    thread.start()
    thread.join()
    assert answers == [{"kind": "phone", "value": "+819012345678"}]
