"""What many cases came to, counted."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Tuple

from ._errors import CaseMistake

__all__ = ["Answer", "Rule", "Summary", "WrongCase"]


class Answer(NamedTuple):
    """Answers that are counted together."""

    #: The value of the fact that is counted by, ``unknown`` or ``absent``; None: not by any.
    group: Optional[str]
    decision: str
    status: str  #: ``decided``, ``undetermined``, ``conflict`` or ``error``
    #: Decided: the value, if its type has at most 256 of them, else what it is: ``an amount of
    #: money``. ``absent`` where no rule applies; None where nothing is decided.
    outcome: Optional[str]


class Rule(NamedTuple):
    """A rule that spoke in answers about a decision."""

    group: Optional[str]
    decision: str
    rule: str  #: its path: ``tier.warn``


class WrongCase(NamedTuple):
    """A case that could not be read, and so was not decided."""

    file: str
    line: int  #: where it begins, from 1
    mistakes: Tuple[CaseMistake, ...]

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: "
        return "\n".join(place + str(m) for m in self.mistakes)


class Summary:
    """How many cases there were, and what they came to.

    Summaries of parts add up to the summary of all, however it was cut and in whichever order:

    >>> import writ
    >>> rules = writ.load("rules/enforcement")
    >>> thai, mexican = b'{"account": {"region": "TH"}}', b'{"account": {"region": "MX"}}'
    >>> one, two, both = (
    ...     rules.decide_lines(cases, "tier", by="account.region").summary()
    ...     for cases in (thai, mexican, mexican + b"\\n" + thai))
    >>> one + two == two + one + Summary() == both
    True
    >>> both.count("tier", status="undetermined", group="TH")
    1

    :ivar cases: all there were
    :ivar unreadable: something was wrong with them; no other count has them
    :ivar by: the fact by whose value is counted
    :ivar rules_hash: of the rules that decided; None: of none
    :ivar answers: how many answers came out the same, by ``Answer``
    :ivar rules: in how many answers a rule spoke, by ``Rule``
    :ivar wrong: the first of the unreadable cases, at most ``MOST_WRONG``, by file and line
    """

    MOST_WRONG = 100

    __slots__ = ("cases", "unreadable", "by", "rules_hash", "answers", "rules", "wrong")

    def __init__(
        self, cases: int = 0, unreadable: int = 0, *, by: Optional[str] = None,
        rules_hash: Optional[str] = None, answers: Iterable[Tuple[Answer, int]] = (),
        rules: Iterable[Tuple[Rule, int]] = (), wrong: Iterable[WrongCase] = (),
    ) -> None:
        self.cases, self.unreadable, self.by, self.rules_hash = cases, unreadable, by, rules_hash
        self.answers: Dict[Answer, int] = _added(answers)
        self.rules: Dict[Rule, int] = _added(rules)
        self.wrong: Tuple[WrongCase, ...] = tuple(sorted(wrong, key=_place)[:self.MOST_WRONG])

    # ---- adding up

    @classmethod
    def sum(cls, parts: Iterable["Summary"]) -> "Summary":
        """All of them together.

        :raises ValueError: they count by different facts, or different rules decided
        """
        all_parts = [p for p in parts if p.rules_hash is not None]
        for name in ("by", "rules_hash"):
            if len(kinds := {getattr(p, name) for p in all_parts}) > 1:
                shown = ", ".join(sorted(map(str, kinds)))
                raise ValueError(f"summaries with different `{name}` do not add up: {shown}")
        if not all_parts:
            return cls()
        return cls(sum(p.cases for p in all_parts), sum(p.unreadable for p in all_parts),
                   by=all_parts[0].by, rules_hash=all_parts[0].rules_hash,
                   answers=(pair for p in all_parts for pair in p.answers.items()),
                   rules=(pair for p in all_parts for pair in p.rules.items()),
                   wrong=(w for p in all_parts for w in p.wrong))

    def __add__(self, other: "Summary") -> "Summary":
        if not isinstance(other, Summary):
            return NotImplemented
        return Summary.sum((self, other))

    def __radd__(self, other: int) -> "Summary":
        if other != 0:  # with which the builtin sum begins
            return NotImplemented
        return self

    # ---- asking

    def count(
        self, decision: Optional[str] = None, *, status: Optional[str] = None,
        outcome: Optional[str] = None, group: Optional[str] = None,
    ) -> int:
        """How many answers are about this decision, with this status, outcome, group; None: any."""
        asked = (group, decision, status, outcome)
        return sum(n for key, n in self.answers.items()
                   if all(want is None or want == have for want, have in zip(asked, key)))

    def to_frame(self) -> Any:
        """As a DataFrame of pandas: group (if there is one), decision, status, outcome, cases."""
        return _frame(Answer, self.answers, self.by)

    def rules_frame(self) -> Any:
        """The same of rules: group (if there is one), decision, rule, cases."""
        return _frame(Rule, self.rules, self.by)

    # ---- as text

    def to_dict(self) -> Dict[str, Any]:
        """Plain values: what ``from_dict`` takes."""
        return {
            "schema": "writ.summary/1", "rules_hash": self.rules_hash, "by": self.by,
            "cases": self.cases, "unreadable": self.unreadable,
            "answers": [{**key._asdict(), "cases": n} for key, n in self.answers.items()],
            "rules": [{**key._asdict(), "cases": n} for key, n in self.rules.items()],
            "wrong": [{"file": w.file, "line": w.line, "mistakes": [vars(m) for m in w.mistakes]}
                      for w in self.wrong],
        }

    def to_json(self) -> str:
        """The same summary, the same bytes."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    @classmethod
    def from_dict(cls, given: Dict[str, Any]) -> "Summary":
        """What ``to_dict`` gave. :raises ValueError: it is something else"""
        if given.get("schema") != "writ.summary/1":
            raise ValueError(f"this is no summary: its schema is {given.get('schema')!r}")
        wrong = (WrongCase(w["file"], w["line"], tuple(CaseMistake(**m) for m in w["mistakes"]))
                 for w in given["wrong"])
        return cls(given["cases"], given["unreadable"], by=given["by"],
                   rules_hash=given["rules_hash"], answers=_counted(Answer, given["answers"]),
                   rules=_counted(Rule, given["rules"]), wrong=wrong)

    @classmethod
    def from_json(cls, text: str) -> "Summary":
        """What ``to_json`` gave. :raises ValueError: it is something else"""
        return cls.from_dict(json.loads(text))

    def __str__(self) -> str:
        shown = [f"{self.cases} cases, {self.unreadable} of them unreadable"]
        for key, n in self.answers.items():
            group = f"{key.group}: " if key.group is not None else ""
            outcome = f" {key.outcome}" if key.outcome is not None else ""
            shown.append(f"  {group}{key.decision} {key.status}{outcome}: {n}")
        return "\n".join(shown)

    def __repr__(self) -> str:
        return f"<summary of {self.cases} cases, {self.unreadable} of them unreadable>"

    # ---- values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Summary) and self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> Tuple[Any, ...]:
        return Summary.from_dict, (self.to_dict(),)


def _place(wrong: WrongCase) -> Tuple[str, int]:
    return wrong.file, wrong.line


def _order(key: Tuple[Optional[str], ...]) -> List[str]:
    return [word or "" for word in key]


def _added(pairs: Iterable[Tuple[Any, int]]) -> Dict[Any, int]:
    """Counts of the same added up, in an order that does not depend on theirs."""
    sums: Counter[Any] = Counter()
    for key, n in pairs:
        sums[key] += n
    return {key: sums[key] for key in sorted(sums, key=_order)}


def _counted(kind: Any, rows: List[Dict[str, Any]]) -> Iterable[Tuple[Any, int]]:
    return ((kind(**{name: row[name] for name in kind._fields}), row["cases"]) for row in rows)


def _frame(kind: Any, counts: Dict[Any, int], by: Optional[str]) -> Any:
    import pandas

    rows = [(*key, n) for key, n in counts.items()]
    frame = pandas.DataFrame(rows, columns=[*kind._fields, "cases"])
    return frame.drop(columns="group") if by is None else frame.rename(columns={"group": by})
