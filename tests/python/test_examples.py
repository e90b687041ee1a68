"""The examples in examples/python run, and say what they should."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, List

import pytest

import writ

pytest.importorskip("pandas")
pytest.importorskip("matplotlib")

ROOT = Path(__file__).resolve().parents[2]
BACK_TEST = ROOT / "examples" / "python" / "back_test.py"
NOTEBOOK = ROOT / "examples" / "python" / "appeals.ipynb"


def back_test(folder: Path, *arguments: str) -> str:
    command = [sys.executable, str(BACK_TEST), "--picture", "picture.png", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def number(text: str) -> int:
    return int(text.replace(",", ""))


def test_a_changed_threshold_is_tried(tmp_path: Path) -> None:
    told = back_test(tmp_path, "--cases", "3000")
    assert "affiliate_score 3.00 → 3.50, tried on 3,000 shops (seed 20260317)" in told
    [changed] = re.findall(r"([\d,]+) of 3,000 shops come out differently", told)
    kinds = re.findall(r"^ +([\d,]+)  (\w+ → \w+)$", told, re.MULTILINE)
    assert 0 < number(changed) == sum(number(n) for n, _ in kinds)
    assert {kind for _, kind in kinds} == {"access → warned", "access → removed"}
    assert "affiliates.fair_score → affiliates.time_to_recover" in told
    assert re.search(r"^ +\d+\.\d%  DE$", told, re.MULTILINE)
    assert "The score is below 3.50." in told
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_the_same_seed_makes_the_same_shops(tmp_path: Path) -> None:
    told = [back_test(tmp_path, "--cases", "300", "--seed", seed) for seed in "112"]
    one, two, other = (text.split("\n\n")[1] for text in told)
    assert one == two != other


def test_another_number_and_another_decision(tmp_path: Path) -> None:
    other = ["--param", "demotion_score", "--to", "3.00", "--decision", "search"]
    assert "as_usual → demoted" in back_test(tmp_path, "--cases", "500", *other)


def test_a_number_that_stays_changes_nothing(tmp_path: Path) -> None:
    told = back_test(tmp_path, "--cases", "200", "--to", "3.00")
    assert "0 of 200 shops come out differently" in told


def test_a_param_that_the_rules_do_not_have(tmp_path: Path) -> None:
    command = [sys.executable, str(BACK_TEST), "--cases", "1", "--param", "no_such"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and done.stderr == "the rules have no param `no_such`\n"


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
    package = Path(writ.__file__).absolute().parents[1]
    environment = {**os.environ, "PYTHONPATH": str(package),
                   "IPYTHONDIR": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    shown = [data for cell in cells(tmp_path / "appeals.ipynb") for output in cell["outputs"]
             for data in [output.get("data", {})]]
    pages = "".join("".join(data.get("text/html", "")) for data in shown)
    for words in ("ruling.still_incomplete", "Por qué", "Notice to sellers"):
        assert words in pages
    assert "<svg" in pages or "<pre>" in pages
    assert sum("image/png" in data for data in shown) == 2
