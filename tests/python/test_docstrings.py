"""What the package says of itself: every public name is described, and every example is true."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from pathlib import Path
from types import ModuleType
from typing import Any, Iterator

import pytest

import writ

MODULES = ["writ"] + [f"writ.{m.name}" for m in pkgutil.iter_modules(writ.__path__)]
PUBLIC_MODULES = [name for name in MODULES if "._" not in name]


def public_names(module: ModuleType) -> list[str]:
    """What a module offers: its ``__all__``, or what is defined in it and is no hook of pytest."""
    own = [n for n, v in vars(module).items() if getattr(v, "__module__", None) == module.__name__]
    return [n for n in getattr(module, "__all__", own) if not n.startswith(("_", "pytest_"))]


def members(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """A public thing and, of a class, what this package defines in it that people call."""
    if not callable(value):
        return  # a constant: what it means stands beside it in the source
    yield name, value
    if inspect.isclass(value):
        for cls in value.__mro__:
            if cls.__module__.partition(".")[0] == "writ":
                for key, member in vars(cls).items():
                    called = callable(member) or isinstance(member, property)
                    if called and not key.startswith("_"):
                        yield f"{name}.{key}", getattr(value, key)


@pytest.mark.parametrize("name", PUBLIC_MODULES)
def test_every_public_name_is_described(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__
    found = [pair for n in public_names(module) for pair in members(n, getattr(module, n))]
    assert [n for n, value in found if not (inspect.getdoc(value) or "").strip()] == []


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    module = importlib.import_module(name)
    runner = doctest.DocTestRunner()
    for test in doctest.DocTestFinder().find(module, name, extraglobs={"writ": writ}):
        runner.run(test)
    assert runner.summarize().failed == 0
