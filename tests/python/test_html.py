"""What notebooks show of decisions, explanations, notices and graphs."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import List, Optional, Tuple

import pytest
import writ
from writ import _html

EVIL = '<script>alert("&amp;")</script>'

PACK = """
pack p "P" { version "1" languages en audiences sellers }

facts seller { name : text  points : int 0 .. 100  items : list of Item up to 3 }
record Item { code : text }

decision closed "Closed <b>now</b>" : bool {
  rule many {
    when seller.points >= 48  then yes
    because "<i>{seller.name}</i> has {seller.points} points."
    say sellers "<u>{seller.name}</u>"
  }
  rule bad { when any i among seller.items where i.code = "<s>"  then yes }
  otherwise no
}
"""


class _Checker(HTMLParser):
    """Checks that all that opens is closed, and gathers the text and the elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.stack: List[str] = []
        self.seen: List[str] = []
        self.words: List[str] = []
        self.feed(page)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: List[Tuple[str, Optional[str]]]) -> None:
        self.seen.append(tag)
        if tag != "br":
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.stack:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))


@pytest.fixture(scope="module")
def appeals() -> writ.Ruleset:
    return writ.load("rules/appeals")


@pytest.fixture(scope="module")
def refused(appeals: writ.Ruleset) -> writ.Decision:
    return appeals.decide(appeals.example("A-13 the same papers, asked for before"), "ruling")


def of_evil(points: int) -> writ.Decision:
    seller = {"name": EVIL, "points": points, "items": [{"code": EVIL}]}
    return writ.loads(PACK).decide({"seller": seller}, "closed")


def test_decisions_are_a_table(appeals: writ.Ruleset) -> None:
    page = _Checker(appeals.decide(appeals.example(appeals.examples[0]))._repr_html_())
    assert page.seen.count("tr") == 1 + len(appeals.decisions)
    assert "ruling" in page.text


def test_a_decision_tells_value_status_and_rule(refused: writ.Decision) -> None:
    page = _Checker(refused._repr_html_())
    assert "deny" in page.text and "decided" in page.text
    assert "ruling.still_incomplete" in page.text


def test_what_is_needed_is_folded_where_it_is_much(appeals: writ.Ruleset) -> None:
    page = _Checker(appeals.decide({}, "ruling")._repr_html_())
    assert "undetermined" in page.text and "still needed" in page.text
    assert re.search(r"and \d+ more", page.text) and "appeal.disruptions" in page.text


def test_errors_and_conflicts_are_told() -> None:
    rules = writ.load("rules/disputes")
    name = "D-18 United Kingdom, a price in euros is a mistake of the case"
    page = _Checker(rules.decide(rules.example(name), strict=False)._repr_html_())
    assert "error" in page.text and "wrong currency" in page.text
    clash = writ.loads("""pack c "C" { version "1" languages en }
        facts f { a : bool }
        decision d : int 0 .. 9 { rule one { when f.a then 1 } rule two { when f.a then 2 } }""")
    page = _Checker(clash.decide({"f": {"a": True}}, "d")._repr_html_())
    assert "conflict between" in page.text and "d.one" in page.text and "d.two" in page.text


def test_an_explanation_has_grounds_and_a_tree(refused: writ.Decision) -> None:
    page = _Checker(refused.explain()._repr_html_())
    assert "ruling = deny" in page.text
    assert "The papers were asked for once and are still missing: Invoice." in page.text
    assert "Nearest changes" in page.text and "In detail" in page.text
    assert page.seen.count("details") > 10
    assert "missing_papers = {invoice}" in page.text


def test_headings_are_in_the_language_of_the_explanation(refused: writ.Decision) -> None:
    page = _Checker(refused.explain("es")._repr_html_())
    assert "Por qué" in page.text and "En detalle" in page.text
    assert "Why" not in page.text and "In detail" not in page.text


def test_reasons_against_an_outcome(refused: writ.Decision) -> None:
    page = _Checker(refused.why_not("grant")._repr_html_())
    assert "ruling.grant" in page.text and "✗" in page.text
    assert _Checker(refused.why_not("no such outcome")._repr_html_()).text.strip() == ""


def test_a_notice(refused: writ.Decision) -> None:
    page = _Checker(refused.notice("sellers")._repr_html_())
    assert "Notice to sellers" in page.text and "Facts relied on" in page.text
    assert page.seen.count("li") >= 8


def test_explanations_of_all_decisions(appeals: writ.Ruleset) -> None:
    page = _Checker(appeals.decide(appeals.example(appeals.examples[0])).explain()._repr_html_())
    assert page.text.count("In detail") == len(appeals.decisions)
    assert page.seen.count("style") == 1


def test_every_shipped_explanation_is_well_formed(appeals: writ.Ruleset) -> None:
    for name in appeals.examples[::8]:
        for decision in appeals.decide(appeals.example(name), strict=False).values():
            _Checker(decision.explain()._repr_html_())


@pytest.mark.parametrize("points", [50, 10])
def test_everything_is_escaped(points: int) -> None:
    decision = of_evil(points)
    for shown in (decision, decision.explain(), decision.why_not("no"), decision.notice("sellers")):
        page = shown._repr_html_()
        assert not set(_Checker(page).seen) & {"script", "i", "s", "u"}
    assert "<b>now</b>" in _Checker(decision.explain()._repr_html_()).text


def test_a_graph_is_drawn(appeals: writ.Ruleset) -> None:
    graph = appeals.graph("first_window")
    try:
        graph.svg
    except ValueError:
        pytest.skip("built without Graphviz")
    assert "svg" in _Checker(graph._repr_html_()).seen


def test_a_graph_that_cannot_be_drawn_is_told() -> None:
    class Undrawn:
        text = "a <- b"

        @property
        def svg(self) -> str:
            raise ValueError("built without Graphviz")

    assert "a <- b" in _Checker(_html.of_graph(Undrawn())).text
