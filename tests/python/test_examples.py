"""The examples in examples/python run, and say what they should."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Dict, List

import pytest

import writ

pytest.importorskip("pandas")
pytest.importorskip("matplotlib")

ROOT = Path(__file__).resolve().parents[2]
BACK_TEST = ROOT / "examples" / "python" / "back_test.py"
NOTEBOOK = ROOT / "examples" / "python" / "appeals.ipynb"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    found = importlib.util.spec_from_file_location("back_test", BACK_TEST)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def environment() -> Dict[str, str]:
    """For programs that start in another folder."""
    return {**os.environ, "PYTHONPATH": str(Path(writ.__file__).absolute().parents[1])}


def number(text: str) -> int:
    return int(text.replace(",", ""))


def test_a_changed_threshold_is_tried(tmp_path: Path) -> None:
    command = [sys.executable, str(BACK_TEST), "--picture", "picture.png", "--cases", "3000"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True,
                          timeout=120)
    assert done.returncode == 0, done.stderr
    told = done.stdout
    assert "affiliate_score 3.00 → 3.50, tried on 3,000 shops (seed 20260317)" in told
    [changed] = re.findall(r"([\d,]+) of 3,000 shops come out differently", told)
    kinds = re.findall(r"^ +([\d,]+)  (\w+ → \w+)$", told, re.MULTILINE)
    assert 0 < number(changed) == sum(number(n) for n, _ in kinds)
    assert {kind for _, kind in kinds} == {"access → warned", "access → removed"}
    assert "affiliates.fair_score → affiliates.time_to_recover" in told
    assert re.search(r"^ +\d+\.\d%  DE$", told, re.MULTILINE)
    assert "The score is below 3.50." in told
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_the_same_seed_makes_the_same_shops(script: ModuleType) -> None:
    assert script.shops(50, 1).equals(script.shops(50, 1))
    assert not script.shops(50, 1).equals(script.shops(50, 2))


@pytest.mark.parametrize("arguments, words", [
    ("--param demotion_score --to 3.00 --decision search", "as_usual → demoted"),
    ("--to 3.00", "0 of 200 shops come out differently"),
])
def test_other_numbers(script: ModuleType, arguments: str, words: str, tmp_path: Path,
                       capsys: pytest.CaptureFixture[str]) -> None:
    script.main([*arguments.split(), "--cases", "200", "--picture", str(tmp_path / "picture.png")])
    assert words in capsys.readouterr().out


def test_a_param_that_the_rules_do_not_have(script: ModuleType) -> None:
    with pytest.raises(SystemExit, match="the rules have no param `no_such`"):
        script.main(["--cases", "1", "--param", "no_such"])


# ---- the notebook


def cells(notebook: Path) -> List[Any]:
    all_cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return [cell for cell in all_cells if cell["cell_type"] == "code"]


def test_the_notebook_is_kept_without_outputs() -> None:
    for cell in cells(NOTEBOOK):
        assert cell["outputs"] == [] and cell["execution_count"] is None


def test_the_notebook_runs(tmp_path: Path) -> None:
    pytest.importorskip("nbconvert")
    pytest.importorskip("ipykernel")
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute",
               "--output-dir", str(tmp_path), str(NOTEBOOK)]
    own = {"IPYTHONDIR": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path)}
    done = subprocess.run(command, env=environment() | own, capture_output=True, text=True,
                          timeout=180)
    assert done.returncode == 0, done.stderr
    shown = [data for cell in cells(tmp_path / "appeals.ipynb") for output in cell["outputs"]
             for data in [output.get("data", {})]]
    pages = "".join("".join(data.get("text/html", "")) for data in shown)
    for words in ("ruling.still_incomplete", "Por qué", "Notice to sellers"):
        assert words in pages
    assert "<svg" in pages or "<pre>" in pages
    assert sum("image/png" in data for data in shown) == 2
