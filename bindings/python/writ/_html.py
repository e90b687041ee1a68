"""Decisions, explanations, notices and graphs as notebooks show them, in light and in dark ones.

Everything that comes from rules and cases is escaped. Where a page takes the style away, tables,
lists and foldable reasons stay.
"""

from __future__ import annotations

import json
from decimal import Decimal
from html import escape
from typing import Any, Iterable, List, Mapping, Sequence

_STYLE = """<style>
.writ { line-height: 1.45; }
.writ code { background: none !important; padding: 0 !important; color: inherit; }
.writ .muted { opacity: .65; font-size: .9em; }
.writ .head { font-size: 1.1em; font-weight: 600; }
.writ p { margin: .15em 0; }
.writ ul { margin: .15em 0 .6em; padding-left: 1.3em; }
.writ details > :not(summary) { margin-left: 1.25em; }
.writ details details, .writ .leaf { border-left: 1px solid rgba(128, 128, 128, .35); }
.writ details details { padding-left: .6em; }
.writ .leaf { padding-left: 1.6em; }
.writ summary { cursor: pointer; }
.writ .status { color: #fff; border-radius: 3px; padding: 0 .45em; white-space: nowrap; }
.writ .decided { background: #1a7f37; }
.writ .undetermined { background: #8a5a00; }
.writ .conflict, .writ .error { background: #b42318; }
.writ .mark { display: inline-block; width: 1.2em; font-weight: 700; }
.writ .yes { color: #1f9d4d; }
.writ .no { opacity: .6; }
.writ .open { color: #c77d00; }
.writ .wrong { color: #e5484d; }
.writ table { border-collapse: collapse; }
.writ th, .writ td { text-align: left !important; vertical-align: top; }
.writ th, .writ td { padding: .25em .8em .25em 0; }
.writ .drawing { background: #fff; color: #000; overflow: auto; max-height: 40em; }
</style>"""

_MARKS = {"yes": ("✓", "yes"), "no": ("✗", "no"), "open": ("?", "open"), "error": ("!", "wrong")}
_NOTED = {"needs": "still needed", "asks": "ask for", "conflicts": "conflict between",
          "assumed": "assumed"}
_COLUMNS = ("Decision", "Outcome", "Status", "Rules", "Notes")
_SHOWN = 4  #: rules or facts that stand in a table; more of them are folded


def from_json(text: str) -> Any:
    """What the library wrote, with every number exact."""
    return json.loads(text, parse_float=Decimal)


def _page(*parts: str) -> str:
    return f'<div class="writ">{_STYLE}{"".join(parts)}</div>'


def _code(words: str) -> str:
    return f"<code>{escape(words)}</code>"


def _muted(words: str) -> str:
    return f'<span class="muted">{words}</span>' if words else ""


# ---- decisions


def _folded(names: Sequence[str]) -> str:
    """Names below each other; where they are many, the rest can be unfolded."""
    lines = [_code(name) for name in names]
    shown, rest = "<br>".join(lines[:_SHOWN]), "<br>".join(lines[_SHOWN:])
    if not rest:
        return shown
    more = f"<summary>and {len(lines) - _SHOWN} more</summary>"
    return f"{shown}<details>{more}<div>{rest}</div></details>"


def _notes(decision: Mapping[str, Any]) -> str:
    notes = [f"{words}<br>{_folded(decision[key])}" for key, words in _NOTED.items() if decision[key]]
    if decision["error"]:
        notes.append(escape(decision["error"]))
    return "<br>".join(notes)


def _row(decision: Any) -> str:
    d = decision.to_dict()
    value = f"<b>{escape(d['text'])}</b>" if d["status"] == "decided" else ""
    if d["status"] == "undetermined":
        value = _muted(escape(d["text"]))
    status = d["status"] + (", provisional" if d["provisional"] else "")
    chip = f'<span class="status {d["status"]}">{escape(status)}</span>'
    cells = (_code(d["decision"]), value, chip, _folded(d["own_rules"]), _notes(d))
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def of_decisions(decisions: Mapping[str, Any]) -> str:
    """A table, a row for each decision."""
    head = "".join(f"<th>{words}</th>" for words in _COLUMNS)
    rows = "".join(_row(d) for d in decisions.values())
    return _page(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")


def of_decision(decision: Any) -> str:
    """A table of one row."""
    return of_decisions({decision.name: decision})


# ---- words: explanations, reasons, notices


def of_words(words: Any) -> str:
    """An explanation, reasons or a notice; the reasons can be unfolded one by one."""
    return _page(*_words(words))


def of_all(texts: Iterable[Any]) -> str:
    """Several of them."""
    return _page(*(part for words in texts for part in _words(words)))


def _words(words: Any) -> List[str]:
    reasons = words.to_dict().get("reasons", [])
    text = str(words)
    if not reasons or "kind" not in reasons[0]:
        return _outline(text)
    if not hasattr(words, "short"):
        return [_reason(r, True) for r in reasons]
    begin, _, detail = text.partition("\n" + _last_heading(text) + "\n")
    tree = "".join(_reason(r, r is reasons[0]) for r in reasons)
    folded = f"<details><summary>{escape(_capital(_last_heading(text)))}</summary>{tree}</details>"
    return [*_outline(begin), folded]


def _last_heading(text: str) -> str:
    return [line for line in text.splitlines() if line and not line.startswith(" ")][-1]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _outline(text: str) -> List[str]:
    """Paragraphs as they are read in a terminal: a heading, and the lines set in under it."""
    if not text.strip():
        return []
    first, *others = (paragraph.splitlines() for paragraph in text.strip("\n").split("\n\n"))
    out = [f'<p class="head">{escape(first[0])}</p>']
    out += [f'<p class="muted">{escape(line)}</p>' for line in first[1:]]
    for paragraph in others:
        items = [line for line in paragraph if line.startswith(" ")]
        tag = "b" if items else "span"
        for line in paragraph[:len(paragraph) - len(items)]:
            out.append(f"<p><{tag}>{escape(_capital(line))}</{tag}></p>")
        if items:
            out.append("<ul>" + "".join(map(_item, items)) + "</ul>")
    return out


def _item(line: str) -> str:
    deeper = (len(line) - len(line.lstrip(" "))) // 2 - 1
    style = f' style="margin-left: {1.3 * deeper}em"' if deeper > 0 else ""
    return f"<li{style}>{escape(line.strip())}</li>"


# ---- the tree of reasons


def _read(reason: Mapping[str, Any]) -> str:
    """What a condition or an element read."""
    parts = reason.get("parts", [])
    read = (f"{p['name']} = {p['value']}" for p in parts if p["name"] != reason.get("text"))
    return _muted(escape(", ".join(read)))


def _is_short(reason: Mapping[str, Any]) -> bool:
    """Whether what it read is so little that it can stand behind it."""
    parts = reason.get("parts", [])
    return reason["kind"] in ("condition", "element") and len(parts) <= 4 and not any(
        p.get("parts") or p["kind"] in ("condition", "element") for p in parts)


def _said(reason: Mapping[str, Any]) -> str:
    """What a reason is called, and what it comes to."""
    name, text, value = (reason.get(key, "") for key in ("name", "text", "value"))
    if reason["kind"] == "condition":
        out = _code(text or name)
    elif reason["kind"] == "element":
        out = ": ".join(_code(words) for words in (name, text) if words)
    elif reason.get("title"):
        out = f"{escape(reason['title'])} {_muted(_code(name))}"
    else:
        out = _code(name)
    return f"{out} = <b>{escape(value)}</b>" if value else out


def _headline(reason: Mapping[str, Any]) -> str:
    mark, place = "", ""
    if reason.get("verdict") in _MARKS:
        sign, colour = _MARKS[reason["verdict"]]
        mark = f'<span class="mark {colour}" title="{reason["verdict"]}">{sign}</span>'
    if reason.get("place") and reason["kind"] != "condition":
        file = escape(reason["place"])
        place = f'<span title="{file}">{file.rpartition("/")[2]}</span>'
    cites = f"[{'; '.join(reason['cites'])}]" if reason.get("cites") else ""
    more = (escape(reason.get("overlay", "")), escape(cites), place)
    return f"{mark}{_said(reason)} {_muted(' '.join(words for words in more if words))}"


def _reason(reason: Mapping[str, Any], unfolded: bool) -> str:
    """One reason and those under it. Unfolded ones show what is in them, save what does not hold."""
    head, message, parts = _headline(reason), "", reason.get("parts", [])
    if reason["kind"] not in ("condition", "element", "definition") and reason.get("text"):
        message = f"<p>{escape(reason['text'])}</p>"
    if _is_short(reason) or not parts:
        return f'<div class="leaf">{head}{_read(reason)}{message}</div>'
    inner = "".join(_reason(p, unfolded and p.get("verdict") != "no") for p in parts)
    unfold = " open" if unfolded else ""
    return f"<details{unfold}><summary>{head}</summary>{message}{inner}</details>"


# ---- graphs


def of_graph(graph: Any) -> str:
    """A drawing, on white: its lines are black. As text where the library cannot draw."""
    try:
        svg = graph.svg
    except ValueError:
        return _page(f"<pre>{escape(graph.text)}</pre>")
    return _page(f'<div class="drawing">{svg[svg.index("<svg"):]}</div>')
