"""Many cases at once, as columns: arrays of numpy, or columns of a DataFrame."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple, Union

import numpy as np
from numpy.typing import NDArray

from . import _core, _errors, _ruleset
from ._minor_units import MinorUnits

if TYPE_CHECKING:
    from ._ruleset import Case, Decision, Moment, Ruleset

__all__ = ["ColumnAnswer", "ColumnAnswers", "decide_columns"]

Progress = Union[bool, Callable[[int, int], object]]
Missing = Union[str, Mapping[str, str]]

statuses = ("decided", "undetermined", "conflict", "error")
_absent = 2  # as the library numbers what a missing value says: left_out, unknown, absent
_few = 10  # mistakes that an exception tells of
_us_per_day = 86_400_000_000


# ---------------------------------------------------------------- what is given

@dataclass
class Values:
    """The values of a column, in whichever form they came."""

    array: NDArray[Any]  #: with a dictionary: places in it, -1 for none
    missing: Optional[NDArray[Any]] = None  #: where there is no value; None: nothing but the array says so
    dictionary: Optional[Sequence[Any]] = None
    aware: bool = False  #: datetimes are instants, in UTC


def values_of(given: Any) -> Values:
    """Takes what a program calls a column.

    :raises ColumnError: it does not have one dimension
    """
    if hasattr(given, "array") and hasattr(given, "index"):
        from . import _frame
        return _frame.values_of_series(given)
    if isinstance(given, np.ndarray):
        values = Values(np.asarray(given))
        if isinstance(given, np.ma.MaskedArray) and given.mask is not np.ma.nomask:
            values.missing = np.asarray(given.mask)
    else:
        values = Values(_objects(given))
    if values.array.ndim != 1:
        raise _errors.ColumnError(f"a column has one dimension, not {values.array.ndim}")
    return values


def _objects(given: Iterable[Any]) -> NDArray[Any]:
    rows = list(given)
    out = np.empty(len(rows), object)
    for row, value in enumerate(rows):
        out[row] = value
    return out


@dataclass(frozen=True)
class _Fact:
    path: str
    kind: str  #: ``bool``, ``int``, ``number``, ``money``, ``date`` …
    words: str  #: ``a whole number``
    optional: bool
    places: int  #: decimal places of a number or an amount; -1 where they depend on the case


def facts_of(rules: "Ruleset") -> Dict[str, _Fact]:
    """Facts that can be columns, and fields of those that are records."""
    known = vars(rules).get("_column_facts")
    if known is None:
        known = vars(rules)["_column_facts"] = {f[0]: _Fact(*f) for f in _core.column_facts(rules)}
    return known


def kind_of(rules: "Ruleset", decision: str) -> Tuple[str, List[str]]:
    """What values of a decision are, and the names of those of an enum."""
    known: Dict[str, Tuple[str, List[str]]] = vars(rules).setdefault("_decision_kinds", {})
    if decision not in known:
        known[decision] = _core.decision_kind(rules, decision)
    return known[decision]


def unknown(word: object, known: Iterable[str], what: str) -> _errors.ColumnError:
    """That a name means nothing, with what it may have been meant to be."""
    hint = _core.suggestion(str(word), [str(k) for k in known])
    return _errors.ColumnError(f"{what}{f' ({hint})' if hint else ''}")


# ---------------------------------------------------------------- columns of the library

_held_by = {"b": "bool", "i": "whole numbers", "u": "whole numbers", "f": "floats", "M": "datetimes",
            "m": "timedeltas", "c": "complex numbers", "V": "records of numpy"}
_composed = ("list", "record", "set")
_give_by_kind = {"b": "_give_bools", "i": "_give_whole", "u": "_give_whole", "f": "_give_floats",
                 "M": "_give_datetimes", "m": "_give_elapsed"}
_takes = {"b": ("bool",), "i": ("int", "number", "money"), "u": ("int", "number", "money"),
          "f": ("int", "number", "money"), "M": ("date", "instant"), "m": ("duration", "span")}


def _known(values: Values) -> Values:
    """With all values that are missing, or None where none is, as far as numbers can be."""
    missing = values.missing
    if values.array.dtype.kind == "f":
        missing = _either(missing, np.isnan(values.array))
    elif values.array.dtype.kind in "mM":
        missing = _either(missing, np.isnat(values.array))
    return Values(values.array, missing if missing is not None and missing.any() else None, aware=values.aware)


def _bits(missing: Optional[NDArray[Any]]) -> Optional[NDArray[Any]]:
    return None if missing is None else np.packbits(~missing, bitorder="little")


def _plain(array: NDArray[Any]) -> NDArray[Any]:
    """Without gaps, in the order of bytes of this machine; the array itself where it is so already."""
    if array.dtype.isnative and array.flags.c_contiguous:
        return array
    return np.ascontiguousarray(array, array.dtype.newbyteorder("="))


class Filler:
    """Gives columns of the library what a program has."""

    def __init__(self, rules: "Ruleset", rows: int, *, missing: Missing = "left_out", exact_floats: bool = False,
                 strict: bool = True, label: Callable[[int], str] = str) -> None:
        self.columns = _core.Columns(rules, rows)
        self.label = label
        self.strict = strict
        self._facts = facts_of(rules)
        self._rows = rows
        self._missing = missing
        self._exact = exact_floats
        self._then: List[Callable[[], None]] = []  # what reads whole arrays: at the end, one after the other
        self._names: Dict[str, str] = {}  # what facts are called in the program, where that is something else

    # ---- mistakes

    def error(self, rows: Iterable[int]) -> _errors.CaseError:
        """What is wrong with some rows."""
        found = []
        for row in rows:
            for path, message, help, line, column in self.columns.case(row)._errors():
                found.append((f"row {self.label(row)}, {self._called(path)}", message, help, line, column))
        return _errors.CaseError(found[:_few])

    def _called(self, path: str) -> str:
        for fact, name in self._names.items():
            if path == fact or path.startswith((fact + ".", fact + "[")):
                return f"{path} (column `{name}`)"
        return path

    def _check(self, wrong: Sequence[int]) -> None:
        if wrong and self.strict:
            raise self.error(wrong)

    def _wrong(self, rows: Iterable[int], path: str, message: str, help: str = "") -> None:
        rows = [int(row) for row in rows]
        for row in rows:
            self.columns.wrong(row, path, message, help)
        self._check(rows[:_few])

    # ---- facts

    def give(self, target: str, values: Values, name: str) -> None:
        """Makes the values those of a fact. :raises ColumnError: they cannot be"""
        fact = self._fact(target, values, name)
        kind = values.array.dtype.kind
        if values.dictionary is not None:
            self._give_codes(fact, values)
        elif kind in "OUS":
            self._give_objects(fact, values)
        else:
            if values.missing is not None or kind not in "biu":
                values = _known(values)
            if self._rows == 0 or (values.missing is not None and values.missing.all()):
                self._give_objects(fact, Values(np.full(self._rows, None, object)))
            elif fact.kind not in _takes.get(kind, ()):
                raise _errors.ColumnError(f"`{name}` holds {_held_by[kind]} ({values.array.dtype}), "
                                          f"and `{fact.path}` is {fact.words}")
            else:
                getattr(self, _give_by_kind[kind])(fact, values, target, name)

    def finish(self) -> None:
        """Gives what is left to give. Only then a mistake may be found."""
        for give in self._then:
            give()
        self._then.clear()

    def _fact(self, target: str, values: Values, name: str) -> _Fact:
        fact = self._facts.get(target)
        if fact is None:
            raise unknown(target, self._facts, f"there is no fact `{target}`")
        if name != target:
            self._names[str(target)] = name
        if len(values.array) != self._rows:
            raise _errors.ColumnError(f"`{name}` has {len(values.array)} values, "
                                      f"and there are {self._rows} rows")
        if isinstance(target, MinorUnits):
            if fact.kind != "money":
                raise _errors.ColumnError(f"`{target}` is {fact.words}, so it has no minor units")
            if values.dictionary is not None or values.array.dtype.kind not in "iu":
                raise _errors.ColumnError(f"`{name}` counts minor units of `{target}`, so its values are whole "
                                          f"numbers (with missing ones: Int64)")
        return fact

    def _what_missing(self, fact: _Fact) -> str:
        if isinstance(self._missing, str):
            return self._missing
        return self._missing.get(self._names.get(fact.path, fact.path), "left_out")

    def _how(self, fact: _Fact, missing: Optional[NDArray[Any]]) -> Dict[str, Any]:
        if missing is None:
            return {}
        says = self._what_missing(fact)
        if says == "absent" and not fact.optional:  # wrong, but only where a value is missing
            return {"valid": _bits(missing), "each": np.full(self._rows, _absent, np.uint8)}
        return {"valid": _bits(missing), "missing": says}

    def _values(self, fact: _Fact, array: NDArray[Any], missing: Optional[NDArray[Any]], currency: str = "") -> None:
        how = {} if missing is None else self._how(fact, missing)
        self._then.append(partial(self.columns.values, fact.path, _plain(array), currency=currency, **how))

    def _give_objects(self, fact: _Fact, values: Values) -> None:
        array = values.array.astype(object, copy=False)
        if values.missing is not None and values.missing.any():
            array = array.copy()
            array[values.missing] = None
        self._check(self.columns.objects(fact.path, np.ascontiguousarray(array), missing=self._what_missing(fact),
                                         exact_floats=self._exact))

    def _give_codes(self, fact: _Fact, values: Values) -> None:
        words = list(values.dictionary or ())
        if words and all(type(w) is str and w.isprintable() for w in words) and fact.kind not in _composed:
            self._then.append(partial(self._tell_codes, fact, _plain(values.array), words))
            return
        table = _objects([*words, None])
        self._give_objects(fact, Values(table[values.array]))

    def _tell_codes(self, fact: _Fact, codes: NDArray[Any], words: List[str]) -> None:
        missing = codes < 0 if codes.min(initial=0) < 0 else None
        self.columns.texts(fact.path, codes, words, **self._how(fact, missing))

    def _give_bools(self, fact: _Fact, values: Values, target: str, name: str) -> None:
        self._values(fact, values.array, values.missing)

    def _give_whole(self, fact: _Fact, values: Values, target: str, name: str) -> None:
        array = values.array
        if fact.kind == "money":
            if not isinstance(target, MinorUnits):
                raise _errors.ColumnError(
                    f"`{name}` holds whole numbers, and `{fact.path}` is {fact.words}: if they count minor units, say "
                    f"columns={{{name!r}: writ.minor_units({fact.path!r})}}")
            return self._values(fact, array, values.missing, target.currency)
        if fact.places > 0:
            most = (2**63 - 1) // 10**fact.places
            if int(array.max()) > most or int(array.min()) < -most:
                return self._give_objects(fact, values)
            array = array.astype(np.int64) * 10**fact.places
        self._values(fact, array, values.missing)

    def _give_floats(self, fact: _Fact, values: Values, target: str, name: str) -> None:
        if fact.kind == "money" and not self._exact:
            raise _errors.ColumnError(
                f"`{name}` holds floats, and `{fact.path}` is {fact.words}: give writ.Money, texts like \"USD 12.50\" or "
                f"whole minor units; exact_floats=True takes floats that are exactly an amount")
        if fact.kind == "money" and fact.places < 0:  # the currency depends on the row
            return self._give_objects(fact, values)
        floats = values.array.astype(np.float64, copy=False)
        if values.missing is not None:
            floats = np.where(values.missing, 0.0, floats)
        pieces = np.ldexp(floats, fact.places) if fact.places else floats  # m / 2^k has k decimal places
        most = float((2**62) // 5**fact.places)
        with np.errstate(invalid="ignore"):
            whole = pieces.astype(np.int64)
        if not ((np.abs(pieces) <= most) & (whole == pieces)).all():
            return self._give_objects(fact, values)  # which says what is wrong, and where
        self._values(fact, whole * 5**fact.places if fact.places else whole, values.missing)

    def _give_datetimes(self, fact: _Fact, values: Values, target: str, name: str) -> None:
        if fact.kind == "date" and values.aware:
            raise _errors.ColumnError(
                f"`{name}` holds instants, and `{fact.path}` is {fact.words}: give the dates in the zone that is meant, "
                f".dt.tz_convert(zone).dt.date")
        if fact.kind == "instant" and not values.aware:
            raise _errors.ColumnError(
                f"`{name}` holds datetimes without a zone, and `{fact.path}` is {fact.words}: say which instants they "
                f"are, .dt.tz_localize(zone)")
        if fact.kind == "date":
            days, wrong = _days(values.array)
            self._values(fact, days, values.missing)
            self._tell(wrong, values, fact, "a datetime with a time of day", "give its date, in the zone that is meant")
        else:
            self._give_micros(fact, values)

    def _give_elapsed(self, fact: _Fact, values: Values, target: str, name: str) -> None:
        if fact.kind == "span":
            micros = values.array.astype("m8[us]").astype(object)
            return self._give_objects(fact, Values(micros, values.missing))
        self._give_micros(fact, values)

    def _give_micros(self, fact: _Fact, values: Values) -> None:
        micros, wrong = _micros(values.array)
        self._values(fact, micros, values.missing)
        self._tell(wrong, values, fact, "finer than a microsecond", "round it, .dt.round(\"us\")")

    def _tell(self, wrong: NDArray[Any], values: Values, fact: _Fact, message: str, help: str) -> None:
        if values.missing is not None:
            wrong = wrong & ~values.missing
        self._wrong(np.flatnonzero(wrong), fact.path, f"{message}; {fact.path} is {fact.words}", help)

    # ---- the moment of decision

    def at(self, moment: "Moment") -> None:
        self.columns.as_of(_ruleset._moment(moment))

    def at_each(self, values: Values, name: str) -> None:
        """The moment of each row: dates, or datetimes with a zone."""
        if values.array.dtype.kind == "M" and values.dictionary is None:
            missing = _either(values.missing, np.isnat(values.array))
            if values.aware:
                array, wrong = _micros(_plain(values.array))
                why = "finer than a microsecond"
            else:
                array, wrong = _days(_plain(values.array))
                why = "a datetime without a zone; the moment of decision is a date, or a datetime with a zone"
            self.columns.as_of_each(array, _bits(missing), not values.aware)
            return self._wrong(np.flatnonzero(wrong & ~missing), "as_of", why)
        if values.dictionary is not None:
            values = Values(_objects([*values.dictionary, None])[values.array])
        if values.array.dtype.kind not in "OU":
            raise _errors.ColumnError(f"`{name}` holds {_held_by.get(values.array.dtype.kind, 'something else')}, and the "
                                      f"moment of decision is a date, or a datetime with a zone")
        self._at_objects(values.array.astype(object, copy=False), name)

    def _at_objects(self, array: NDArray[Any], name: str) -> None:
        read = lru_cache(maxsize=100_000)(_moment_or_mistake)
        moments = np.zeros(self._rows, np.int64)
        there = np.zeros(self._rows, bool)
        instants: Optional[bool] = None
        for row, given in enumerate(array):
            if given is None or given != given:
                continue
            found = read(given)
            if isinstance(found, str):
                self._wrong([row], "as_of", found)
                continue
            if instants not in (None, found[1]):
                raise _errors.ColumnError(f"`{name}` holds dates and datetimes; all of them have to be the same")
            moments[row], instants = found
            there[row] = True
        self.columns.as_of_each(moments, _bits(~there), not instants)


def _either(a: Optional[NDArray[Any]], b: NDArray[Any]) -> NDArray[Any]:
    return b if a is None else a | b


def _days(array: NDArray[Any]) -> Tuple[NDArray[Any], NDArray[Any]]:
    """Days since 1970, and which values are none."""
    days = array.astype("M8[D]", copy=False)
    return days.view(np.int64), days != array


def _micros(array: NDArray[Any]) -> Tuple[NDArray[Any], NDArray[Any]]:
    """Microseconds, and which values are finer."""
    micros = array.astype(f"{array.dtype.kind}8[us]", copy=False)
    return micros.view(np.int64), micros != array


def _moment_or_mistake(given: Any) -> Union[str, Tuple[int, bool]]:
    """A moment as a number, and whether it is an instant; or what is wrong with it."""
    try:
        found = _core.day_or_instant(_ruleset._moment(given))
    except _errors.CaseError as e:
        return e.mistakes[0].message
    except TypeError as e:
        return str(e)
    if found is None:
        return f"`{given}` is neither a date nor an instant"
    return found


# ---------------------------------------------------------------- answers

class ColumnAnswer:
    """The answers to one question, a row for each case.

    ``counts``: how many rows are decided, undetermined, in conflict, and errors.
    """

    def __init__(self, rules: "Ruleset", name: str, columns: Any, made: Any) -> None:
        self.name = name
        self._rules, self._columns, self._made = rules, columns, made
        self.kind, self.names = kind_of(rules, name)
        self.counts: Dict[str, int] = dict(zip(statuses, made.counts))

    def __len__(self) -> int:
        return int(self._columns.rows)

    @property
    def status(self) -> NDArray[Any]:
        """Of each row, as a number: its place among ``writ.statuses``."""
        if self.counts["decided"] == len(self):
            return np.zeros(len(self), np.int8)
        out = np.empty(len(self), np.int8)
        self._made.write_statuses(out)
        return out

    def numbers(self) -> Tuple[NDArray[Any], NDArray[Any]]:
        """Values of a bool or of whole numbers, and where there are none."""
        values = np.empty(len(self), bool if self.kind == "bool" else np.int64)
        missing = np.zeros(len(self), bool)
        self._made.write_numbers(values, 0)
        if self._made.lacks_values():
            self._made.write_missing(missing)
        return values, missing

    def places(self) -> NDArray[Any]:
        """Values of an enum: places among ``names``, -1 where there is none."""
        out = np.empty(len(self), np.min_scalar_type(-len(self.names)))
        self._made.write_numbers(out, -1)
        return out

    def objects(self) -> NDArray[Any]:
        """Values as a single decision has them, None where there is none."""
        out = np.empty(len(self), object)
        self._made.write_objects(out)
        return out

    @property
    def values(self) -> NDArray[Any]:
        """The value of each row: bools and whole numbers as a masked array, all others as objects, None where there is none."""
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
        """Of each row a place among ``answers``, without a copy; empty where each row has its own sum."""
        return np.asarray(self._made.codes())

    @property
    def answers(self) -> List[Tuple[str, Tuple[str, ...]]]:
        """What rows came to, each once: status and rules."""
        return self._made.answers()

    @property
    def sums(self) -> NDArray[Any]:
        """The sum of each row, without a copy, at the decimal places of the decision; empty where rows share answers."""
        return np.asarray(self._made.sums())

    def case(self, row: int) -> "Case":
        """The case that a row is. :raises IndexError: there is no such row"""
        return self._columns.case(row)

    def decision(self, row: int) -> "Decision":
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
            raise _errors.UnknownDecision(f"there is no decision `{name}` here; there are {', '.join(self._answers)}")
        return self._answers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self._answers.values()))


class _Told:
    """Tells of progress through several decisions about the same rows."""

    def __init__(self, how: Progress, rows: int, questions: int) -> None:
        self._bar = None
        self._tell = how if callable(how) else None
        self._before, self._rows, self._total = 0, rows, rows * questions
        if how is True:
            from tqdm.auto import tqdm
            self._bar = tqdm(total=self._total, unit="rows", unit_scale=True)

    def __call__(self, rows: int) -> None:
        if self._bar is not None:
            self._bar.update(self._before + rows - self._bar.n)
        elif self._tell is not None:
            self._tell(self._before + rows, self._total)

    def one_done(self) -> None:
        self(self._rows)
        self._before += self._rows

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def decide_filled(rules: "Ruleset", filler: Filler, names: Sequence[str], threads: int,
                  progress: Progress) -> ColumnAnswers:
    """Decides columns that are filled. :raises CaseError: strict, and something is wrong with a row"""
    if isinstance(threads, bool) or not isinstance(threads, int) or threads < 1:
        raise ValueError(f"threads is a number from 1 on, not {threads!r}")
    filler.finish()
    idle = vars(rules).setdefault("_column_deciders", {}).setdefault(threads, [])
    decider = idle.pop() if idle else _core.ColumnDecider(rules, threads)
    told = _Told(progress, filler.columns.rows, len(names))
    answers: Dict[str, ColumnAnswer] = {}
    try:
        for name in names:
            made = decider.decide(filler.columns, name, None if progress is False else told)
            told.one_done()
            if filler.strict and not answers:
                mistaken = made.mistaken(_few)
                if mistaken:
                    raise filler.error(mistaken)
            answers[name] = ColumnAnswer(rules, name, filler.columns, made)
    finally:
        told.close()
        idle.append(decider)
    return ColumnAnswers(answers)


def decide_columns(rules: "Ruleset", columns: Mapping[str, Any], decisions: Union[None, str, Iterable[str]] = None, *,
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
    return decide_filled(rules, filler, rules._names(decisions), threads, progress)
