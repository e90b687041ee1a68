"""The examples and suites of packs as tests of pytest."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

SHOP = """
pack shop "Shop" { version "1" languages en }

facts seller { points : int 0 .. 100 }

decision closed : bool {
  rule many { when seller.points >= 48  then yes  because "There are {seller.points} points." }
  otherwise no
}
"""

EXAMPLES = """
example "open at 47" {
  given  seller.points = 47
  expect not closed
}

example "closed at 48" {
  given  seller.points = 48
  expect closed by many
}

example "planted" {
  given  seller.points = 12
  expect closed by many
}
"""

SUITE = """
- name: low
  given: {seller: {points: 1}}
  expect: {closed: no}
- name: planted in a suite
  given: {seller: {points: 50}}
  expect: {closed: no}
"""


@pytest.fixture
def packs(pytester: pytest.Pytester) -> pytest.Pytester:
    shop = pytester.mkdir("shop")
    (shop / "shop.writ").write_text(SHOP)
    (shop / "overlays").mkdir()
    (shop / "overlays" / "examples.writ").write_text(EXAMPLES)
    (shop / "points.cases.yaml").write_text(SUITE)
    return pytester


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest("-p", "writ.pytest_plugin", *arguments)


def test_examples_and_cases_are_items(packs: pytest.Pytester) -> None:
    result = run(packs, "--collect-only", "-q")
    assert result.outlines[:5] == [
        "shop/points.cases.yaml::low",
        "shop/points.cases.yaml::planted in a suite",
        "shop/overlays/examples.writ::open at 47",
        "shop/overlays/examples.writ::closed at 48",
        "shop/overlays/examples.writ::planted",
    ]


def test_failures_are_writs_own(packs: pytest.Pytester) -> None:
    result = run(packs)
    result.assert_outcomes(passed=3, failed=2)
    result.stdout.fnmatch_lines([
        "FAIL  shop: planted in a suite   shop/points.cases.yaml:5",
        "FAIL  shop: planted   shop/overlays/examples.writ:12",
        "  expected  closed by many   shop/overlays/examples.writ:14",
        "  actual    closed = no",
        "    | *",
    ])
    assert "Traceback" not in result.stdout.str()


def test_failures_are_those_of_the_command_line(
    packs: pytest.Pytester, writ_program: str, root: Path
) -> None:
    command = [root / writ_program, "test", "shop"]
    told = subprocess.run(command, cwd=packs.path, capture_output=True, text=True)
    reports = [block for block in told.stdout.split("\n\n") if block.startswith("FAIL")]
    assert len(reports) == 2
    shown = run(packs).stdout.str()
    for report in reports:
        assert report in shown


def test_failures_stand_at_their_lines(packs: pytest.Pytester) -> None:
    result = run(packs, "-v", "-rf")
    result.stdout.fnmatch_lines(["FAILED shop/overlays/examples.writ::planted*"])
    result = run(packs, "--junitxml=report.xml", "-o", "junit_family=xunit1")
    assert 'file="shop/overlays/examples.writ" line="11"' in (packs.path / "report.xml").read_text()


@pytest.mark.parametrize("arguments, passed, failed", [
    (["shop/overlays/examples.writ::closed at 48"], 1, 0),
    (["shop/overlays/examples.writ"], 2, 1),
    (["-k", "planted"], 0, 2),
    (["-m", "writ"], 3, 2),
    (["-x", "-k", "planted"], 0, 1),
])
def test_choosing(packs: pytest.Pytester, arguments: "list[str]", passed: int, failed: int) -> None:
    assert run(packs, *arguments).parseoutcomes().get("passed", 0) == passed
    assert run(packs, *arguments).parseoutcomes().get("failed", 0) == failed


def test_other_tests_stay(packs: pytest.Pytester) -> None:
    packs.makepyfile("def test_one(): pass")
    run(packs, "-m", "not writ").assert_outcomes(passed=1, deselected=5)


def test_a_broken_pack_is_told_once(packs: pytest.Pytester) -> None:
    wrong = packs.path / "shop" / "wrong.writ"
    wrong.write_text("decision late : bool { otherwise seler.points > 1 }\n")
    result = run(packs)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["error*: *seler*", " --> shop/wrong.writ:1:*"])
    assert "Traceback" not in result.stdout.str()


def test_files_of_a_broken_pack_one_by_one(packs: pytest.Pytester) -> None:
    (packs.path / "shop" / "wrong.writ").write_text("decision late : bool {\n")
    run(packs, "shop/overlays/examples.writ").assert_outcomes(errors=1)


def test_a_broken_suite(packs: pytest.Pytester) -> None:
    (packs.path / "shop" / "broken.cases.yaml").write_text("- name: x\n  given: 3\n  expect: [\n")
    result = run(packs, "shop")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([
        "FAIL  shop: shop/broken.cases.yaml*",
        "  expected  a suite of cases*",
    ])


def test_yaml_of_others_is_left_alone(pytester: pytest.Pytester) -> None:
    (pytester.path / "other.cases.yaml").write_text("anything: [")
    run(pytester).assert_outcomes()


def test_rules_without_a_pack(pytester: pytest.Pytester) -> None:
    (pytester.path / "alone.writ").write_text(EXAMPLES)
    run(pytester).assert_outcomes(errors=1)


def test_packs_that_use_others(packs: pytest.Pytester) -> None:
    user = packs.mkdir("user")
    (user / "user.writ").write_text("""
pack user "User" { version "1" languages en }
use shop
decision open : bool { otherwise not shop.closed }
example "uses" { given shop.seller.points = 60  expect not open }
""")
    run(packs, "user").assert_outcomes(passed=1)


def test_from_inside_the_pack(packs: pytest.Pytester) -> None:
    os.chdir(packs.path / "shop")  # which is undone with the folder
    run(packs).assert_outcomes(passed=3, failed=2)


def test_all_shipped_packs(pytester: pytest.Pytester, root: Path) -> None:
    told = run(pytester, "-q", str(root / "rules")).parseoutcomes()
    assert told["passed"] >= 939 and not told.keys() & {"failed", "errors"}
