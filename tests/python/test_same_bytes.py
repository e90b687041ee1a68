"""The command line and Python decide every case of every shipped pack in the same bytes."""

from __future__ import annotations

import json
import re
import subprocess
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict

import pytest
import writ

yaml = pytest.importorskip("yaml")

ROOT = Path(__file__).resolve().parents[2]
PACKS = sorted(folder.name for folder in (ROOT / "rules").iterdir() if folder.is_dir())


class _CaseReader(yaml.BaseLoader):  # type: ignore[misc, name-defined]
    """Reads a case as somebody would write it in Python: what is in quotes stays a text."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        given = {key.value: self.construct_object(value, deep=True) for key, value in node.value}
        return writ.UNKNOWN if given == {"unknown": True} else given

    def construct_scalar(self, node: Any) -> Any:
        return _plain_value(node.value) if node.style is None else node.value


def _plain_value(text: str) -> Any:
    said = {"null": None, "unknown": writ.UNKNOWN, "yes": True, "true": True, "no": False}
    if text in said:
        return said[text]
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r"-?\d+\.\d+", text):
        return Decimal(text)
    return text


def _as_dict(case: writ.Case) -> Dict[str, Any]:
    return yaml.load(case.to_yaml(), Loader=_CaseReader)  # type: ignore[no-any-return]


def _as_json(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)}: {_as_json(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_as_json, value)) + "]"
    if value is writ.UNKNOWN:
        return '{"unknown": true}'
    return str(value) if isinstance(value, Decimal) else json.dumps(value)


@lru_cache(maxsize=None)
def _rules(pack: str) -> writ.Ruleset:
    return writ.load(ROOT / "rules" / pack)


@lru_cache(maxsize=None)
def _cases(pack: str) -> Dict[str, writ.Case]:
    """Every case of a pack: its examples by their names, and those of its suites."""
    rules = _rules(pack)
    cases = {name: rules.example(name) for name in rules.examples}
    for file in sorted((ROOT / "rules" / pack).rglob("*.cases.yaml")):
        cases.update({f"{file.name}: {name}": case for name, case in rules.suite(file).items()})
    return cases


@lru_cache(maxsize=None)
def _expected(pack: str) -> Dict[str, str]:
    """What Python says of each case."""
    rules = _rules(pack)
    return {n: rules.decide(case, strict=False).to_json() for n, case in _cases(pack).items()}


def _writable(pack: str) -> Dict[str, str]:
    """The same of those without a mistake; a mistake of a case is not written out with it."""
    return {n: told for n, told in _expected(pack).items() if not _cases(pack)[n]._errors()}


def _eval(program: str, *arguments: str, given: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run([program, "eval", *arguments, "--format", "json"], cwd=ROOT, input=given,
                          capture_output=True, text=True, timeout=60)


def test_there_are_packs_and_cases() -> None:
    assert len(PACKS) >= 6
    assert sum(len(_cases(pack)) for pack in PACKS) >= 939


@pytest.mark.parametrize("pack", PACKS)
def test_lines_of_the_command_line(pack: str, writ_program: str) -> None:
    expected = _writable(pack)
    lines = "\n".join(_as_json(_as_dict(_cases(pack)[name])) for name in expected)
    told = _eval(writ_program, f"rules/{pack}", "--cases", "-", given=lines).stdout.splitlines()
    assert len(told) == len(expected)
    for number, (name, answer) in enumerate(expected.items(), 1):
        assert told[number - 1] == f'{{"line":{number},{answer[1:]}', name


@pytest.mark.parametrize("pack", PACKS)
def test_examples_of_the_command_line(pack: str, writ_program: str) -> None:
    for name in _rules(pack).examples[::25]:
        answer = _expected(pack)[name]
        assert _eval(writ_program, f"rules/{pack}", "--example", name).stdout == answer + "\n", name


@pytest.mark.parametrize("pack", PACKS)
def test_mistakes_are_told_alike(pack: str, writ_program: str) -> None:
    for name in _expected(pack).keys() - _writable(pack).keys():
        with pytest.raises(writ.CaseError) as caught:
            _rules(pack).example(name, strict=True)
        told = _eval(writ_program, f"rules/{pack}", "--example", name).stderr
        assert told == f"{caught.value}\n", name


@pytest.mark.parametrize("pack", PACKS)
def test_dicts(pack: str) -> None:
    rules = _rules(pack)
    for name, answer in _writable(pack).items():
        assert rules.decide(_as_dict(_cases(pack)[name])).to_json() == answer, name


@pytest.mark.parametrize("pack", PACKS)
def test_texts(pack: str) -> None:
    rules = _rules(pack)
    for name in _writable(pack):
        case = _cases(pack)[name]
        written = case.to_yaml()
        assert rules.read_json(_as_json(_as_dict(case))).to_yaml() == written, name
        assert rules.read_yaml(written).to_yaml() == written, name


@pytest.mark.parametrize("pack", PACKS)
def test_rules_that_travelled(pack: str) -> None:
    rules = _rules(pack)
    arrived = writ.Ruleset(rules.to_bytes(), rules.name)
    for name in rules.examples[::10]:
        decided = arrived.decide(arrived.example(name), strict=False)
        assert decided.to_json() == _expected(pack)[name], name


def test_what_is_no_suite_is_told(tmp_path: Path) -> None:
    (tmp_path / "wrong.cases.yaml").write_text("- name: x\n  given: {shop: {regoin: TH}}\n- 3\n")
    with pytest.raises(writ.CaseError, match="^3:3: a case has a `name`"):
        _rules("experience").suite(tmp_path / "wrong.cases.yaml")
    with pytest.raises(FileNotFoundError):
        _rules("experience").suite(tmp_path / "none.cases.yaml")
