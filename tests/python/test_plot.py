"""What many cases came to, counted; and that it can be drawn."""

from __future__ import annotations

import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, List, Optional, Sequence

import pytest
import writ

pandas = pytest.importorskip("pandas")
pytest.importorskip("matplotlib").use("Agg")

from writ import plot  # noqa: E402

TIERS = ["fine", "warned", "closed"]


def results(tiers: Sequence[Optional[str]], regions: Sequence[Any] = (), **more: Any) -> Any:
    """As decide_frame gives them; no tier is a case that is not decided."""
    return pandas.DataFrame({
        "region": list(regions) or ["TH"] * len(tiers),
        "tier": pandas.Categorical(tiers, TIERS, ordered=True),
        "tier.status": pandas.Categorical(["decided" if t else "undetermined" for t in tiers]),
        "tier.rules": pandas.Categorical([f"tier.{t}" if t else "" for t in tiers]), **more})


def values(found: Sequence[Any], status: Optional[List[str]] = None) -> Any:
    """Results of a decision `d` of any other type."""
    return pandas.DataFrame({"d": pandas.Series(found, dtype=object),
                             "d.status": status or ["decided"] * len(found)})


def rows(table: Any) -> dict:
    return table.to_dict("index")


# ---- outcomes


def test_outcomes_stand_in_the_order_of_values() -> None:
    table = plot.outcomes(results(["closed", None, "fine", "closed"]), "tier")
    assert rows(table) == {"all cases": {"fine": 1, "closed": 2, "not decided yet": 1}}
    assert list(table.columns) == ["fine", "closed", "not decided yet"]


def test_outcomes_by_region_begin_with_the_largest() -> None:
    table = plot.outcomes(results(["fine", "fine", "closed"], ["MX", "TH", "TH"]), "tier", "region")
    assert list(table.index) == ["TH", "MX"] and table.index.name == "region"
    assert rows(table) == {"TH": {"fine": 1, "closed": 1}, "MX": {"fine": 1, "closed": 0}}


def test_outcomes_by_rule() -> None:
    table = plot.outcomes(results(["fine", "closed", "closed", None]), "tier", "rules")
    assert list(table.index) == ["closed", "fine", "no rule"]


def test_rules_of_other_decisions_are_left_out() -> None:
    frame = results(["fine", "closed"])
    frame["tier.rules"] = ["tier.low, score.row_1", "tier.high, tier.high.law, score.row_2"]
    assert list(plot.outcomes(frame, "tier", "rules").index) == ["low", "high, high.law"]


def test_outcomes_by_values_beside_them() -> None:
    frame = results(["fine", "closed"])
    table = plot.outcomes(frame, "tier", pandas.Series([1, 2], name="size"))
    assert table.index.name == "size" and list(table.index) == ["1", "2"]


def test_groups_that_are_not_given_come_last() -> None:
    frame = results(["fine"] * 5, [None, float("nan"), None, "TH", "TH"])
    assert list(plot.outcomes(frame, "tier", "region").index) == ["TH", "not given"]


def test_many_groups_and_outcomes_are_folded() -> None:
    frame = values(list(range(20)) + [3] * 5 + [1] * 4, None)
    frame["region"] = [f"R{k}" for k in range(20)] + ["R0"] * 9
    table = plot.outcomes(frame, "d", "region", top=2)
    assert list(table.columns) == ["1", "3", "others"]
    assert list(table.index)[0] == "R0" and list(table.index)[-1] == "others" and len(table) == 3
    assert table.to_numpy().sum() == 29


def test_every_status_is_named() -> None:
    frame = values([True, False, None, None, None],
                   ["decided", "decided", "decided", "conflict", "error"])
    assert list(plot.outcomes(frame, "d").columns) == [
        "yes", "no", "no outcome", "rules contradict each other", "mistake in the case"]


@pytest.mark.parametrize("found, words", [
    ([Decimal("10.5"), 9, Decimal("10.5")], ["9", "10.5"]),
    ([writ.Money("20.00", "USD"), writ.Money("3.50", "USD")], ["USD 3.50", "USD 20.00"]),
    ([datetime.date(2026, 3, 10), datetime.date(2026, 3, 9)], ["2026-03-09", "2026-03-10"]),
    (["b", "a"], ["a", "b"]),
    ([0, 1], ["0", "1"]),
    ([{"a": 1}, {"a": 1}], ["{'a': 1}"]),
])
def test_values_of_every_type(found: List[Any], words: List[str]) -> None:
    assert list(plot.outcomes(values(found), "d").columns) == words


def test_outcomes_of_a_summary() -> None:
    class Answer(SimpleNamespace):
        __hash__ = object.__hash__  # type: ignore[assignment]

    def answer(group: str, status: str, outcome: Optional[str]) -> Answer:
        return Answer(group=group, decision="tier", status=status, outcome=outcome)

    summary = SimpleNamespace(by="account.region", answers={
        answer("TH", "decided", "fine"): 5, answer("TH", "undetermined", None): 1,
        answer("MX", "decided", "absent"): 7, Answer(group="TH", decision="other"): 9})
    table = plot.outcomes(summary, "tier")
    assert rows(table) == {"MX": {"fine": 0, "no outcome": 7, "not decided yet": 0},
                           "TH": {"fine": 5, "no outcome": 0, "not decided yet": 1}}
    assert table.index.name == "account.region"


def test_unknown_columns_are_named() -> None:
    with pytest.raises(KeyError, match="no column `size`.*region, tier"):
        plot.outcomes(results(["fine"]), "tier", "size")
    with pytest.raises(KeyError, match="no column `teir`"):
        plot.outcomes(results(["fine"]), "teir")


# ---- changes


BEFORE = results(["fine", "warned", "warned", "closed", None], ["TH", "TH", "MX", "MX", "MX"])
AFTER = results(["fine", "closed", "warned", "closed", "fine"], ["TH", "TH", "MX", "MX", "MX"])


def test_changes_are_a_square() -> None:
    table = plot.changes(BEFORE, AFTER, "tier")
    assert list(table.index) == list(table.columns) == [*TIERS, "not decided yet"]
    assert table.loc["warned", "closed"] == 1 and table.loc["not decided yet", "fine"] == 1
    assert table.to_numpy().sum() == 5


def test_values_that_only_one_version_has() -> None:
    table = plot.changes(values([1, 3]), values([2, 3]), "d")
    assert list(table.index) == ["1", "2", "3"] and table.loc["1", "2"] == 1


def test_changes_among_the_others_are_counted() -> None:
    table = plot.changes(values([1, 1, 1, 2, 3]), values([1, 1, 1, 3, 3]), "d", top=1)
    assert list(table.index) == ["1", "others"] and table.attrs["changed"] == 1
    assert "1 of 5 cases come out differently" in words_of(plot.draw_changes(table))


def test_changes_by_region() -> None:
    table = plot.changed_by(BEFORE, AFTER, "tier", "region")
    assert rows(table) == {
        "MX": {"unchanged": 2, "not decided yet → fine": 1, "warned → closed": 0},
        "TH": {"unchanged": 1, "not decided yet → fine": 0, "warned → closed": 1}}


def test_who_is_most_affected_comes_first() -> None:
    regions = ["TH", "TH", "TH", "MX", "MX", None]
    after = results(["fine"] * 2 + ["closed"] * 4)
    table = plot.changed_by(results(["fine"] * 6, regions), after, "tier", "region")
    assert list(table.index) == ["MX", "TH", "not given"]
    assert list(table["unchanged"]) == [0, 2, 0] and table.index.name == "region"


def test_changes_by_rule_before() -> None:
    table = plot.changed_by(BEFORE, AFTER, "tier", "rules")
    assert rows(table)["warned"]["warned → closed"] == 1
    assert rows(table)["no rule"]["not decided yet → fine"] == 1


def test_nothing_changes() -> None:
    assert rows(plot.changed_by(BEFORE, BEFORE, "tier", "region")) == {
        "MX": {"unchanged": 3}, "TH": {"unchanged": 2}}


def test_results_of_other_cases_are_refused() -> None:
    with pytest.raises(ValueError, match="different cases"):
        plot.changes(BEFORE, AFTER.iloc[1:], "tier")
    with pytest.raises(ValueError, match="different cases"):
        plot.changed_by(BEFORE, AFTER.sort_index(ascending=False), "tier", "region")


# ---- bands


def scores(found: Sequence[Any], days: Sequence[Any]) -> Any:
    return values(found).assign(day=list(days))


def test_bands_by_month() -> None:
    days = [datetime.date(2026, 1, 31), datetime.date(2026, 2, 1), datetime.date(2026, 2, 28), None]
    table = plot.bands(scores([Decimal("3.99"), 4, Decimal("4.50"), 5], days), "d", "day",
                       edges=[4, Decimal("4.5")])
    assert list(table.index) == ["2026-01", "2026-02", "not given"]
    assert rows(table)["2026-02"] == {"under 4": 0, "4 to under 4.5": 1, "4.5 and more": 1}


@pytest.mark.parametrize("every, names", [
    ("day", ["2026-03-01", "2026-03-02"]), ("week", ["2026-02-23", "2026-03-02"]),
    ("quarter", ["2026Q1"]), ("year", ["2026"])])
def test_other_periods(every: str, names: List[str]) -> None:
    frame = scores([1, 2], pandas.to_datetime(["2026-03-01T10:00Z", "2026-03-02T01:00Z"]))
    assert list(plot.bands(frame, "d", "day", edges=[2], every=every).index) == names


def test_bands_of_versions_stay_in_their_order() -> None:
    table = plot.bands({"today": BEFORE, "changed": AFTER}, "tier")
    assert list(table.index) == ["today", "changed"]
    assert list(table.columns) == ["fine", "warned", "closed", "not decided yet"]
    assert table.loc["today", "warned"] == 2 and table.loc["changed", "warned"] == 1


# ---- drawing


def words_of(figure: Any) -> str:
    axes = figure.axes[0]
    marks = [t.get_text() for t in (*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels())]
    return "\n".join([axes.get_title(loc="left"), *marks])


def test_pictures_say_what_was_counted() -> None:
    figure = plot.draw_outcomes(plot.outcomes(BEFORE, "tier", "region"))
    assert "What was decided: tier, by region" in words_of(figure) and "MX" in words_of(figure)
    assert "2 (40.0%)" in words_of(plot.draw_outcomes(plot.outcomes(BEFORE, "tier")))
    assert "2 of 5 cases come out differently (40.0%)" in words_of(
        plot.draw_changes(plot.changes(BEFORE, AFTER, "tier")))
    assert "1 (50.0%) of 2" in words_of(
        plot.draw_changed_by(plot.changed_by(BEFORE, AFTER, "tier", "region")))
    assert "20%" in words_of(plot.draw_bands(plot.bands({"now": BEFORE}, "tier")))


def draw_all(before: Any, after: Any) -> List[Any]:
    return [plot.draw_outcomes(plot.outcomes(before, "tier", "region")),
            plot.draw_outcomes(plot.outcomes(before, "tier")),
            plot.draw_changes(plot.changes(before, after, "tier")),
            plot.draw_changed_by(plot.changed_by(before, after, "tier", "region")),
            plot.draw_bands(plot.bands({"before": before, "after": after}, "tier"))]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("before, after", [
    (BEFORE, AFTER),
    (BEFORE.iloc[:0], AFTER.iloc[:0]),
    (results(["fine"]), results(["fine"])),
    (results([None]), results([None])),
    (results(["fine"] * 40, [f"a name of a region that is too long, {k}" for k in range(40)]),
     results(["closed"] * 40)),
    (results(["fine", "fine"], ["$x$_y", "<b>"]), results(["fine", "warned"])),
], ids=["usual", "empty", "one", "undecided", "many", "odd names"])
def test_everything_can_be_drawn(before: Any, after: Any, tmp_path: Any) -> None:
    for figure in draw_all(before, after):
        figure.savefig(tmp_path / "picture.png")


def test_pictures_go_where_they_are_told() -> None:
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.add_subplot()
    drawn = plot.draw_outcomes(plot.outcomes(BEFORE, "tier", "region"), ax=axes, title="Ours")
    assert drawn is figure and axes.get_title(loc="left") == "Ours"
