"""Runs the examples and suites of packs with pytest.

Every ``example`` of a ``.writ`` file, and every case of a ``*.cases.yaml`` suite in a pack's
folder, is a test of that name in that file. One that fails shows what ``writ test`` shows of it:
what was expected, what came out, and why. A pack that does not compile is an error of collection,
with the compiler's diagnostics; it is told once, by the first of its files.

    pytest rules                      # every example of every pack below
    pytest rules -k "A-13"            # those whose name has these words
    pytest rules/appeals/ruling_examples.writ
    pytest -m "not writ"              # all tests but these

The plugin is there when the package is installed, and ``-p no:writ.pytest_plugin`` leaves it out;
without installing ask for it with ``-p writ.pytest_plugin``.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Dict, Iterator, Optional, Tuple

import pytest

from ._errors import CompileError
from ._ruleset import Ruleset, load

_declares_pack = re.compile(r"^\s*pack\s+\w+", re.MULTILINE)


class _Packs:
    """The packs of a session, each compiled once."""

    def __init__(self) -> None:
        self._declares: Dict[Path, bool] = {}
        self._compiled: Dict[Path, Optional[Ruleset]] = {}

    def folder_of(self, file: Path) -> Optional[Path]:
        """The folder of the pack that a file belongs to: the nearest one that declares a pack."""
        return next((folder for folder in file.parents if self._declares_pack(folder)), None)

    def _declares_pack(self, folder: Path) -> bool:
        if folder not in self._declares:
            files = (path for path in sorted(folder.glob("*.writ")) if path.is_file())
            self._declares[folder] = any(
                _declares_pack.search(path.read_text("utf-8", "replace")) for path in files)
        return self._declares[folder]

    def compiled(self, folder: Path) -> Optional[Ruleset]:
        """The rules of a folder; None where somebody was told already that they do not compile.

        :raises CompileError: they do not compile
        """
        if folder not in self._compiled:
            self._compiled[folder] = None
            self._compiled[folder] = load(_as_typed(folder))
        return self._compiled[folder]


_packs = pytest.StashKey[_Packs]()


def _as_typed(path: Path) -> str:
    """A path as somebody would type it here; messages name files so."""
    return os.path.relpath(path)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "writ: an example or a case of a suite, of rules in Writ")
    config.stash[_packs] = _Packs()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Optional[pytest.Collector]:
    folder_of = parent.config.stash[_packs].folder_of
    if file_path.suffix == ".writ":
        folder = folder_of(file_path) or file_path.parent
        return _Examples.from_parent(parent, path=file_path, folder=folder)
    if file_path.name.endswith(".cases.yaml") and (found := folder_of(file_path)) is not None:
        return _Suite.from_parent(parent, path=file_path, folder=found)
    return None


class _NotMet(Exception):
    """An expectation was not met; holds the report."""


class _File(pytest.File):
    """A file with tests of the pack that stands in a folder."""

    def __init__(self, *, folder: Path, **known: object) -> None:
        super().__init__(**known)  # type: ignore[arg-type]
        self._folder = folder

    def collect(self) -> Iterator[pytest.Item]:
        try:
            rules = self.config.stash[_packs].compiled(self._folder)
        except CompileError as wrong:
            raise self.CollectError(str(wrong)) from None
        if rules is not None:
            yield from self.tests(rules)

    def tests(self, rules: Ruleset) -> Iterator[pytest.Item]:
        raise NotImplementedError


class _Examples(_File):
    """The examples of a pack that stand in one file."""

    def tests(self, rules: Ruleset) -> Iterator[pytest.Item]:
        for name, file, line in rules._places_of_examples():
            if os.path.normpath(file) == _as_typed(self.path):
                yield _Example.from_parent(self, name=name, rules=rules, line=line)


class _Suite(_File):
    """The cases of a suite. They are decided together when collected, and told one by one."""

    def tests(self, rules: Ruleset) -> Iterator[pytest.Item]:
        file = _as_typed(self.path)
        for name, place, report in rules._run_suite(file):
            if name == file:
                raise self.CollectError(report)
            line = int(place.rpartition(":")[2])
            yield _Case.from_parent(self, name=name, line=line, report=report)


class _Test(pytest.Item):
    """One test of a pack."""

    def __init__(self, *, line: int, **known: object) -> None:
        super().__init__(**known)  # type: ignore[arg-type]
        self._line = line
        self.add_marker("writ")

    def report(self) -> Optional[str]:
        """What is wrong; None if nothing is."""
        raise NotImplementedError

    def runtest(self) -> None:
        report = self.report()
        if report is not None:
            raise _NotMet(report)

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None
    ) -> str:
        if isinstance(excinfo.value, _NotMet):
            return str(excinfo.value).rstrip("\n")
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> Tuple[Path, int, str]:
        return self.path, self._line - 1, self.name


class _Example(_Test):
    def __init__(self, *, rules: Ruleset, **known: object) -> None:
        super().__init__(**known)  # type: ignore[arg-type]
        self._rules = rules

    def report(self) -> Optional[str]:
        return self._rules._run_example(self.name)


class _Case(_Test):
    def __init__(self, *, report: Optional[str], **known: object) -> None:
        super().__init__(**known)  # type: ignore[arg-type]
        self._report = report

    def report(self) -> Optional[str]:
        return self._report
