"""Decisions, explanations and graphs as notebooks show them."""

from __future__ import annotations

import json
from decimal import Decimal
from html import escape
from typing import Any, Iterable, Mapping

_colour = {"decided": "#1a7f37", "undetermined": "#9a6700", "conflict": "#cf222e", "error": "#cf222e"}


def from_json(text: str) -> Any:
    """What the library wrote, with every number exact."""
    return json.loads(text, parse_float=Decimal)


def _badge(status: str) -> str:
    return (f'<span style="color:#fff;background:{_colour[status]};border-radius:3px;'
            f'padding:0 .4em">{escape(status)}</span>')


def _cell(text: str) -> str:
    return f'<td style="text-align:left;vertical-align:top">{text}</td>'


def _list(words: Iterable[str]) -> str:
    return "<br>".join(escape(w) for w in words)


def _row(decision: Any) -> str:
    d = decision.to_dict()
    notes = []
    if d["needs"]:
        notes.append("needs " + _list(d["needs"]))
    if d["asks"]:
        notes.append("provisional, ask " + _list(d["asks"]))
    if d["conflicts"]:
        notes.append("between " + _list(d["conflicts"]))
    if d["error"]:
        notes.append(escape(d["error"]))
    value = d["text"] if d["status"] in ("decided", "undetermined") else ""
    cells = (f"<b>{escape(d['decision'])}</b>", _badge(d["status"]), escape(value),
             _list(d["own_rules"]), "<br>".join(notes))
    return "<tr>" + "".join(_cell(c) for c in cells) + "</tr>"


def of_decisions(decisions: Mapping[str, Any]) -> str:
    """A table, a row for each decision."""
    head = "".join(f'<th style="text-align:left">{h}</th>' for h in ("decision", "status", "value", "rules", ""))
    return f"<table><tr>{head}</tr>{''.join(_row(d) for d in decisions.values())}</table>"


def of_decision(decision: Any) -> str:
    return of_decisions({decision.name: decision})


def of_words(words: Any) -> str:
    """An explanation or a notice: as it is read in a terminal, without its wide lines running off the page."""
    return f'<pre style="white-space:pre-wrap">{escape(str(words))}</pre>'
