"""Every public thing has help, and every example runs."""

import doctest
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import numpy
import omo
import pytest

README = Path(__file__).parents[2] / "omo-py" / "README.md"


def public():
    """Every public module, function, class and method: its name and itself."""
    yield "omo", omo
    for module in [omo, *(importlib.import_module(f"omo.{info.name}") for info in pkgutil.iter_modules(omo.__path__) if info.name[0] != "_")]:
        if module is not omo:
            yield module.__name__, module
        for name in module.__all__:
            thing = getattr(module, name)
            if inspect.isroutine(thing) or inspect.isclass(thing):
                yield f"{module.__name__}.{name}", thing
            if inspect.isclass(thing):
                for method, value in vars(thing).items():
                    value = getattr(thing, method) if isinstance(value, staticmethod) else value
                    if not method.startswith("_") and (callable(value) or inspect.isdatadescriptor(value)) and value.__doc__ is not None:
                        yield f"{module.__name__}.{name}.{method}", value


PUBLIC = dict(public())


@pytest.mark.parametrize("name", PUBLIC)
def test_help_is_there_with_an_example(name):
    doc = inspect.getdoc(PUBLIC[name])
    assert doc
    assert doc.splitlines()[0].endswith((".", "?")), "the first line is a sentence"
    if not inspect.ismodule(PUBLIC[name]):
        assert ">>> " in doc


@pytest.mark.parametrize("name", PUBLIC)
def test_examples_run(name):
    examples = doctest.DocTestParser().get_doctest(inspect.getdoc(PUBLIC[name]), {"omo": omo, "np": numpy}, name, None, 0)
    told = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples, out=told.append)
    assert not told, "".join(told)


@pytest.mark.parametrize("name", [name for name in PUBLIC if callable(PUBLIC[name]) and not inspect.isclass(PUBLIC[name])])
def test_parameters_are_explained(name):
    names = [p for p in inspect.signature(PUBLIC[name]).parameters if p not in ("self", "requested_schema")]
    for parameter in names:
        assert re.search(rf"^{parameter}$", inspect.getdoc(PUBLIC[name]), re.MULTILINE), parameter


def test_the_readme_runs():
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        exec(block, {})


def test_the_version_is_the_distribution_s():
    from importlib.metadata import version

    assert omo.__version__ == version("omo-py")


def test_all_names_exist():
    for name in omo.__all__:
        assert hasattr(omo, name)
    assert omo.__all__ == sorted(omo.__all__)
