"""What README.md shows of Python is what happens, in the order of the page."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

_FILE = re.compile(r"^<!-- file: (\S+) -->\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_readme(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (root / "README.md").read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    Path("rules").symlink_to(root / "rules")
    for name, text in _FILE.findall(page):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, "utf-8")
    blocks = "\n".join(_BLOCK.findall(page))
    shown = doctest.DocTestParser().get_doctest(blocks, {}, "README.md", "README.md", 0)
    assert len(shown.examples) > 5
    runner = doctest.DocTestRunner()
    runner.run(shown)
    assert runner.summarize().failed == 0
