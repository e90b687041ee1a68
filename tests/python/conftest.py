"""What the tests of the package share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


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
