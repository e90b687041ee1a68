"""Many cases at once, as columns, and the answers about them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import (TYPE_CHECKING, Any, Callable, Dict, Iterable, Iterator, List, Optional,
                    Sequence, Tuple, TypeVar, Union)

import numpy as np
from numpy.typing import NDArray

from . import _core, _errors
from ._fill import FEW, Filler, Missing, values_of
from ._progress import Progress, Told

if TYPE_CHECKING:
    from ._ruleset import Case, Decision, Ruleset

__all__ = ["ColumnAnswer", "ColumnAnswers", "decide_columns"]

STATUSES = ("decided", "undetermined", "conflict", "error")


def kind_of(rules: Ruleset, decision: str) -> Tuple[str, List[str]]:
    """What values of a decision are, and the names of those of an enum."""
    known: Dict[str, Tuple[str, List[str]]] = vars(rules).setdefault("_decision_kinds", {})
    if decision not in known:
        known[decision] = _core.decision_kind(rules, decision)
    return known[decision]


def _room(kind: str, names: Sequence[str], rows: int) -> Tuple[NDArray[Any], int]:
    """Memory for values that are numbers, and what stands where there is none."""
    if kind == "enum":
        return np.empty(rows, np.min_scalar_type(-len(names))), -1
    return np.empty(rows, bool if kind == "bool" else np.int64), 0


class Outcomes:
    """What rows came to and nothing more: values of bools, enums or whole numbers, and statuses.

    It has as much of a ``ColumnAnswer`` as a frame needs, and takes less memory and time.

    ``arguments``: its arrays, as ``_core.ColumnDecider.decide_arrays`` takes them.
    """

    def __init__(self, rules: Ruleset, name: str, columns: Any, decider: Any, told: Any) -> None:
        self.name = name
        self.kind, self.names = kind_of(rules, name)
        self._values, none = _room(self.kind, self.names, columns.rows)
        self._missing = None if self.kind == "enum" else np.empty(columns.rows, bool)
        self.status = np.empty(columns.rows, np.int8)
        self.arguments = self._values, none, self._missing, self.status
        self.counts: Dict[str, int] = dict(zip(STATUSES, decider.decide_arrays(
            columns, name, *self.arguments, told)))

    @staticmethod
    def have(rules: Ruleset, name: str) -> bool:
        """Whether they have the values of a decision."""
        return kind_of(rules, name)[0] in ("bool", "int", "enum")

    def numbers(self) -> Tuple[NDArray[Any], Optional[NDArray[Any]]]:
        """As ``ColumnAnswer.numbers``."""
        return self._values, self._missing

    def places(self) -> NDArray[Any]:
        """As ``ColumnAnswer.places``."""
        return self._values


class ColumnAnswer:
    """The answers to one question, a row for each case.

    ``counts``: how many rows are decided, undetermined, in conflict, and errors.
    """

    def __init__(self, rules: Ruleset, name: str, columns: Any, decider: Any, told: Any) -> None:
        self.name = name
        self._columns, self._made = columns, decider.decide(columns, name, told)
        self.kind, self.names = kind_of(rules, name)
        self.counts: Dict[str, int] = dict(zip(STATUSES, self._made.counts))

    def __len__(self) -> int:
        return int(self._columns.rows)

    @property
    def status(self) -> NDArray[Any]:
        """Of each row, as a number: 0 decided, 1 undetermined, 2 conflict, 3 error."""
        out = np.empty(len(self), np.int8)
        self._made.write(None, 0, None, out)
        return out

    def numbers(self) -> Tuple[NDArray[Any], NDArray[Any]]:
        """Values of a bool or of whole numbers, and where there are none."""
        values, none = _room(self.kind, self.names, len(self))
        missing = np.empty(len(self), bool)
        self._made.write(values, none, missing, None)
        return values, missing

    def places(self) -> NDArray[Any]:
        """Values of an enum: places among ``names``, -1 where there is none."""
        out, none = _room(self.kind, self.names, len(self))
        self._made.write(out, none, None, None)
        return out

    def objects(self) -> NDArray[Any]:
        """Values as a single decision has them, None where there is none."""
        out = np.empty(len(self), object)
        self._made.write_objects(out)
        return out

    @property
    def values(self) -> NDArray[Any]:
        """The value of each row: bools and whole numbers in a masked array, all others as objects
        that a single decision has, None where there is none."""
        if self.kind not in ("bool", "int"):
            return self.objects()
        values, missing = self.numbers()
        return np.ma.array(values, mask=missing)  # type: ignore[no-untyped-call]

    @property
    def rules(self) -> Tuple[NDArray[Any], List[str]]:
        """The rules that spoke: of each row a place among texts, each of which names some rules."""
        places = np.empty(len(self), np.int32)
        texts = self._made.write_rules(places)
        return places, texts

    @property
    def codes(self) -> NDArray[Any]:
        """Of each row a place among ``answers``, without a copy; empty if each has its own sum."""
        return np.asarray(self._made.codes())

    @property
    def answers(self) -> List[Tuple[str, Tuple[str, ...]]]:
        """What rows came to, each once: status and rules."""
        return self._made.answers()

    @property
    def sums(self) -> NDArray[Any]:
        """Of each row its sum, without a copy, at the decimal places of the decision; empty if rows
        share answers, which ``codes`` says."""
        return np.asarray(self._made.sums())

    def case(self, row: int) -> Case:
        """The case that a row is. :raises IndexError: there is no such row"""
        return self._columns.case(row)

    def decision(self, row: int) -> Decision:
        """The decision about a row, with its reasons."""
        return self.case(row).decide(self.name)

    def explain(self, row: int, lang: str = "") -> Any:
        """Why a row came out as it did."""
        return self.decision(row).explain(lang)

    def __repr__(self) -> str:
        told = ", ".join(f"{count:,} {status}" for status, count in self.counts.items() if count)
        return f"<answers to {self.name}: {told or 'no rows'}>"


class ColumnAnswers(Mapping):  # type: ignore[type-arg]
    """Answers to several questions about the same rows, by name."""

    def __init__(self, answers: Dict[str, ColumnAnswer]) -> None:
        self._answers = answers

    def __getitem__(self, name: str) -> ColumnAnswer:
        if name not in self._answers:
            raise _errors.UnknownDecision(f"there is no decision `{name}` here; "
                                          f"there are {', '.join(self._answers)}")
        return self._answers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self._answers.values()))


Answer = TypeVar("Answer", bound=Union[ColumnAnswer, Outcomes])


def decide_filled(rules: Ruleset, filler: Filler, names: Sequence[str], threads: int,
                  progress: Progress, ask: Callable[[str, Any, Any], Answer]) -> Dict[str, Answer]:
    """Decides columns that are filled.

    :param ask: asks one question: its name, a decider of columns, what it tells of progress
    :raises CaseError: strict, and something is wrong with a row
    """
    if isinstance(threads, bool) or not isinstance(threads, int) or threads < 1:
        raise ValueError(f"threads is a number from 1 on, not {threads!r}")
    filler.finish()
    idle = vars(rules).setdefault("_column_deciders", {}).setdefault(threads, [])
    decider = idle.pop() if idle else _core.ColumnDecider(rules, threads)
    told = Told(progress, filler.columns.rows, len(names))
    answers: Dict[str, Answer] = {}
    try:
        for name in names:
            answer = ask(name, decider, None if progress is False else told)
            told.one_done(filler.columns.rows)
            if filler.strict and not answers and answer.counts["error"]:
                mistaken = filler.columns.mistaken(answer.status, FEW)
                if mistaken:
                    raise filler.error(mistaken)
            answers[name] = answer
    finally:
        told.close()
        idle.append(decider)
    return answers


def decide_columns(rules: Ruleset, columns: Mapping[str, Any],
                   decisions: Union[None, str, Iterable[str]] = None, *,
                   rows: Optional[int] = None, as_of: Any = None, missing: Missing = "left_out",
                   exact_floats: bool = False, threads: int = 1, progress: Progress = False,
                   strict: bool = True) -> ColumnAnswers:
    """See ``Ruleset.decide_columns``."""
    given = {fact: values_of(values) for fact, values in columns.items()}
    if rows is None:
        if not given:
            raise _errors.ColumnError("without columns, say how many rows there are: rows=")
        rows = len(next(iter(given.values())).array)
    filler = Filler(rules, rows, missing=missing, exact_floats=exact_floats, strict=strict)
    for fact, values in given.items():
        filler.give(fact, values, str(fact))
    if isinstance(as_of, (str, datetime.date)):
        filler.at(as_of)
    elif as_of is not None:
        filler.at_each(values_of(as_of), "as_of")

    def ask(name: str, decider: Any, told: Any) -> ColumnAnswer:
        return ColumnAnswer(rules, name, filler.columns, decider, told)

    return ColumnAnswers(decide_filled(rules, filler, rules._names(decisions), threads, progress,
                                       ask))
