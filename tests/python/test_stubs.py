"""The types of the package: the stubs are true, and programs are checked by them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import writ

rules: writ.Ruleset = writ.load("rules/appeals")
case: writ.Case = rules.case({"appeal": {"region": "MX"}}, as_of="2026-03-10")
decision: writ.Decision = case.decide("route")
words: str = decision.explain(lang="es").short
paths: tuple[str, ...] = decision.rules
"""
WRONG = """
writ.Decision(rules)
decision.explain(language="es")
number: int = decision.status
"""


def check(root: Path, *command: object) -> subprocess.CompletedProcess[str]:
    """Runs a checker on the package in the tree, not on one that is installed."""
    words = [sys.executable, "-m", *map(str, command)]
    known = os.environ | {"MYPYPATH": str(root / "bindings/python")}
    return subprocess.run(words, cwd=root, env=known, text=True, capture_output=True)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mypy")


def test_the_stubs_say_what_the_module_has(root: Path) -> None:
    done = check(root, "mypy.stubtest", "--concise", "--mypy-config-file", "pyproject.toml",
                 "writ._core")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_package_is_typed(root: Path, cache: Path) -> None:
    done = check(root, "mypy", "--cache-dir", cache, "-p", "writ")
    assert done.returncode == 0, done.stdout + done.stderr


def test_programs_are_checked(root: Path, cache: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM + WRONG)
    said = check(root, "mypy", "--cache-dir", cache, program).stdout.splitlines()
    first_wrong = PROGRAM.count("\n") + 2
    errors = [int(line.split(":")[1]) for line in said if ": error:" in line]
    assert errors == [first_wrong, first_wrong + 1, first_wrong + 2]
