"""The package as others get it: a wheel, installed into an environment of its own.

It has the extension module that these tests run with: compiling is left to `pip install .`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import writ

SOURCES = ["pyproject.toml", "setup.py", "README.md", "LICENSE", "include/writ/version.hpp",
           "bindings/python/writ"]


def run(*command: object, **environment: str) -> str:
    """What a program prints; it knows nothing of the build tree."""
    known = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    words = [str(word) for word in command]
    done = subprocess.run(words, env=known | environment, text=True, capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = tmp_path_factory.mktemp("tree")  # setuptools writes beside the sources
    for name in SOURCES:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (root / name).is_dir() else shutil.copy
        copy(root / name, tree / name)
    out = tmp_path_factory.mktemp("wheels")
    run(sys.executable, "-m", "pip", "wheel", "--no-index", "--no-build-isolation", "--no-deps",
        "-w", out, tree, WRIT_PREBUILT=writ._core.__file__)
    (made,) = out.iterdir()
    return made


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment in which the wheel is installed."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--system-site-packages", "--without-pip", folder)
    made = folder / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", made, "install", "--no-index", "--no-deps", wheel)
    return made


def test_the_wheel_has_every_file_of_the_package_and_none_beside(wheel: Path, root: Path) -> None:
    expected = {"py.typed", Path(writ._core.__file__).name}
    expected |= {p.name for p in (root / "bindings/python/writ").glob("*.py*") if p.is_file()}
    names = [name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name]
    assert sorted(names) == sorted(f"writ/{name}" for name in expected)


def test_an_installed_package_decides(python: Path, root: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(f"""
import importlib.metadata, importlib.resources, json, sys, writ
rules = writ.load({str(root / "rules/enforcement")!r})
print(json.dumps({{
    "place": writ.__file__,
    "versions": [writ.__version__, importlib.metadata.version("writ")],
    "typed": importlib.resources.files("writ").joinpath("py.typed").is_file(),
    "status": rules.decide({{"account": {{"region": "TH"}}}}, "tier", as_of="2026-03-10").status,
    "numpy": "numpy" in sys.modules or "pandas" in sys.modules,
}}))
""")
    said = json.loads(run(python, program))
    assert Path(said["place"]).is_relative_to(python.parents[1])
    assert said["versions"] == [writ.__version__] * 2
    assert said["typed"] is True
    assert said["status"] == "undetermined"
    assert said["numpy"] is False  # one case needs neither


@pytest.mark.parametrize("asked_for", [(), ("-p", "writ.pytest_plugin")])
def test_pytest_finds_the_plugin(python: Path, root: Path, asked_for: tuple[str, ...]) -> None:
    said = run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *asked_for,
               root / "rules/appeals/ruling_examples.writ")
    assert " passed" in said
