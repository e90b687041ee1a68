"""What the tests of the package share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "timing: measures time; left out where all takes longer")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not os.environ.get("WRIT_IS_SLOW"):
        return
    for item in items:
        if item.get_closest_marker("timing"):
            item.add_marker(pytest.mark.skip(reason="everything takes longer here"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def writ_program() -> str:
    """The command line tool, which the build names in the environment."""
    program = os.environ.get("WRIT_PROGRAM")
    if not program:
        pytest.skip("needs the command line tool: WRIT_PROGRAM=build/release/bin/writ")
    return program
