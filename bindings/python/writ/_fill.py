"""Columns of a program as columns of the library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import (TYPE_CHECKING, Any, Callable, Dict, Iterable, List, Optional, Sequence, Tuple,
                    Union)

import numpy as np
from numpy.typing import NDArray

from . import _core, _errors, _ruleset
from ._minor_units import MinorUnits
from ._plan import Fact, facts_of, unknown

if TYPE_CHECKING:
    from ._ruleset import Moment, Ruleset

Missing = Union[str, Mapping[str, str]]

FEW = 10  # mistakes that an exception tells of
_ABSENT = 2  # as the library numbers what a missing value says: left_out, unknown, absent


# ---------------------------------------------------------------- what is given

@dataclass
class Values:
    """The values of a column, in whichever form they came."""

    array: NDArray[Any]  #: with a dictionary: places in it, -1 for none
    missing: Optional[NDArray[Any]] = None  #: where there is none; None: the array says so
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


# ---------------------------------------------------------------- arrays

def _either(a: Optional[NDArray[Any]], b: NDArray[Any]) -> NDArray[Any]:
    return b if a is None else a | b


def _known(values: Values) -> Values:
    """With all values that are missing; None where none is."""
    missing = values.missing
    if values.array.dtype.kind == "f":
        missing = _either(missing, np.isnan(values.array))
    elif values.array.dtype.kind in "mM":
        missing = _either(missing, np.isnat(values.array))
    if missing is not None and not missing.any():
        missing = None
    return Values(values.array, missing, aware=values.aware)


def _bits(missing: NDArray[Any]) -> NDArray[Any]:
    return np.packbits(~missing, bitorder="little")


def _plain(array: NDArray[Any]) -> NDArray[Any]:
    """Without gaps, as this machine reads it; the array itself where it is so."""
    if array.dtype.isnative and array.flags.c_contiguous and array.flags.aligned:
        return array
    return np.require(array, array.dtype.newbyteorder("="), ["C", "A"])


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
    return f"`{given}` is neither a date nor an instant" if found is None else found


# ---------------------------------------------------------------- columns of the library

_held_by = {"b": "bool", "i": "whole numbers", "u": "whole numbers", "f": "floats",
            "M": "datetimes", "m": "timedeltas", "c": "complex numbers", "V": "records of numpy"}
_numbers = ("int", "number", "money")
_takes = {"b": ("bool",), "i": _numbers, "u": _numbers, "f": _numbers, "M": ("date", "instant"),
          "m": ("duration", "span")}
_composed = ("list", "record", "set")
_needs_zone = "the moment of decision is a date, or a datetime with a zone"


class Filler:
    """Gives columns of the library what a program has.

    :param label: what messages call a row
    :raises ColumnError: by ``give`` and ``finish``: a column cannot hold its fact
    :raises CaseError: by them too, if strict: a value is wrong
    """

    def __init__(self, rules: Ruleset, rows: int, *, missing: Missing = "left_out",
                 exact_floats: bool = False, strict: bool = True,
                 label: Callable[[int], str] = str) -> None:
        self.columns = _core.Columns(rules, rows)
        self.label = label
        self.strict = strict
        self._facts = facts_of(rules)
        self._rows = rows
        self._missing = missing
        self._exact = exact_floats
        self._then: List[Callable[[], None]] = []  # reads whole arrays: at the end, in one go
        self._names: Dict[str, str] = {}  # what the program calls facts, where it is another name

    def finish(self) -> None:
        """Gives what is left to give."""
        for give in self._then:
            give()
        self._then.clear()

    # ---- mistakes

    def error(self, rows: Iterable[int]) -> _errors.CaseError:
        """What is wrong with some rows."""
        found = []
        for row in rows:
            for path, message, help, line, column in self.columns.case(row)._errors():
                where = f"row {self.label(row)}, {self._called(path)}"
                found.append((where, message, help, line, column))
        return _errors.CaseError(found[:FEW])

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
        self._check(rows[:FEW])

    # ---- facts

    def give(self, target: str, values: Values, name: str) -> None:
        """Makes the values of the column `name` those of a fact."""
        fact = self._fact(target, values, name)
        kind = values.array.dtype.kind
        if values.dictionary is not None:
            return self._give_codes(fact, values)
        if kind in "OUS":
            return self._give_objects(fact, values)
        if values.missing is not None or kind not in "biu":
            values = _known(values)
        if self._rows == 0 or (values.missing is not None and values.missing.all()):
            return self._give_objects(fact, Values(np.full(self._rows, None, object)))
        if fact.kind not in _takes.get(kind, ()):
            raise _errors.ColumnError(f"`{name}` holds {_held_by[kind]} ({values.array.dtype}), "
                                      f"and `{fact.path}` is {fact.words}")
        if kind in "iu":
            self._give_whole(fact, values, target, name)
        elif kind == "f":
            self._give_floats(fact, values, name)
        elif kind == "M":
            self._give_datetimes(fact, values, name)
        elif kind == "m":
            self._give_elapsed(fact, values)
        else:
            self._values(fact, values.array, values.missing)

    def _fact(self, target: str, values: Values, name: str) -> Fact:
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
                raise _errors.ColumnError(f"`{name}` counts minor units of `{target}`, so its "
                                          f"values are whole numbers (with missing ones: Int64)")
        return fact

    def _what_missing(self, fact: Fact) -> str:
        if isinstance(self._missing, str):
            return self._missing
        return self._missing.get(self._names.get(fact.path, fact.path), "left_out")

    def _how(self, fact: Fact, missing: Optional[NDArray[Any]]) -> Dict[str, Any]:
        if missing is None:
            return {}
        if not self._may_miss(fact):
            return {"valid": _bits(missing), "each": np.full(self._rows, _ABSENT, np.uint8)}
        return {"valid": _bits(missing), "missing": self._what_missing(fact)}

    def _may_miss(self, fact: Fact) -> bool:
        """Whether a missing value is no mistake; if it is, it is one of its row alone."""
        return fact.optional or self._what_missing(fact) != "absent"

    def _values(self, fact: Fact, array: NDArray[Any], missing: Optional[NDArray[Any]],
                currency: str = "") -> None:
        self._then.append(partial(self.columns.values, fact.path, _plain(array), currency=currency,
                                  **self._how(fact, missing)))

    def _give_objects(self, fact: Fact, values: Values) -> None:
        array = values.array.astype(object, copy=False)
        if values.missing is not None and values.missing.any():
            array = array.copy()
            array[values.missing] = None
        self._check(self.columns.objects(fact.path, _plain(array), exact_floats=self._exact,
                                         missing=self._what_missing(fact)))

    def _give_codes(self, fact: Fact, values: Values) -> None:
        words: List[Any] = list(values.dictionary or ())
        are_texts = all(type(w) is str and w.isprintable() for w in words)
        if words and are_texts and fact.kind not in _composed:
            self._then.append(partial(self._tell_codes, fact, _plain(values.array), words))
        else:
            self._give_objects(fact, Values(_objects([*words, None])[values.array]))

    def _tell_codes(self, fact: Fact, codes: NDArray[Any], words: List[str]) -> None:
        if self._may_miss(fact):
            self.columns.texts(fact.path, codes, words, missing=self._what_missing(fact),
                               missing_below_zero=True)
        else:
            missing = codes < 0
            self.columns.texts(fact.path, codes, words,
                               **self._how(fact, missing if missing.any() else None))

    def _give_whole(self, fact: Fact, values: Values, target: str, name: str) -> None:
        array = values.array
        if fact.kind == "money":
            if not isinstance(target, MinorUnits):
                raise _errors.ColumnError(
                    f"`{name}` holds whole numbers, and `{fact.path}` is {fact.words}: if they "
                    f"count minor units, say columns={{{name!r}: writ.minor_units({fact.path!r})}}")
            return self._values(fact, array, values.missing, target.currency)
        if fact.places > 0:
            most = (2**63 - 1) // 10**fact.places
            if int(array.max()) > most or int(array.min()) < -most:
                return self._give_objects(fact, values)  # which says what is too great
            array = array.astype(np.int64) * 10**fact.places
        self._values(fact, array, values.missing)

    def _give_floats(self, fact: Fact, values: Values, name: str) -> None:
        if fact.kind == "money" and not self._exact:
            raise _errors.ColumnError(
                f"`{name}` holds floats, and `{fact.path}` is {fact.words}: give writ.Money, texts "
                f"like \"USD 12.50\" or whole minor units; exact_floats=True takes floats that are "
                f"exactly an amount")
        if fact.places < 0:  # the currency depends on the row
            return self._give_objects(fact, values)
        floats = values.array.astype(np.float64, copy=False)
        if values.missing is not None:
            floats = np.where(values.missing, 0.0, floats)
        pieces = np.ldexp(floats, fact.places)  # m / 2^k has k decimal places
        with np.errstate(invalid="ignore"):
            whole = pieces.astype(np.int64)
        if not ((np.abs(pieces) <= 2.0**62 / 5**fact.places) & (whole == pieces)).all():
            return self._give_objects(fact, values)  # which says what is wrong, and where
        if fact.places > 0:
            whole *= 5**fact.places
        self._values(fact, whole, values.missing)

    def _give_datetimes(self, fact: Fact, values: Values, name: str) -> None:
        if fact.kind == "date" and values.aware:
            raise _errors.ColumnError(
                f"`{name}` holds instants, and `{fact.path}` is {fact.words}: give the dates in "
                f"the zone that is meant, .dt.tz_convert(zone).dt.date")
        if fact.kind == "instant" and not values.aware:
            raise _errors.ColumnError(
                f"`{name}` holds datetimes without a zone, and `{fact.path}` is {fact.words}: say "
                f"which instants they are, .dt.tz_localize(zone)")
        if fact.kind == "instant":
            return self._give_micros(fact, values)
        days, wrong = _days(_plain(values.array))
        self._values(fact, days, values.missing)
        self._tell(wrong, values, fact, "a datetime with a time of day",
                   "give its date, in the zone that is meant")

    def _give_elapsed(self, fact: Fact, values: Values) -> None:
        if fact.kind == "duration":
            return self._give_micros(fact, values)
        elapsed = values.array.astype("m8[us]").astype(object)
        self._give_objects(fact, Values(elapsed, values.missing))

    def _give_micros(self, fact: Fact, values: Values) -> None:
        micros, wrong = _micros(_plain(values.array))
        self._values(fact, micros, values.missing)
        self._tell(wrong, values, fact, "finer than a microsecond", "round it, .dt.round(\"us\")")

    def _tell(self, wrong: NDArray[Any], values: Values, fact: Fact, message: str,
              help: str) -> None:
        if values.missing is not None:
            wrong = wrong & ~values.missing
        message += f"; {fact.path} is {fact.words}"
        self._wrong(np.flatnonzero(wrong), fact.path, message, help)

    # ---- the moment of decision

    def at(self, moment: Moment) -> None:
        self.columns.as_of(_ruleset._moment(moment))

    def at_each(self, values: Values, name: str) -> None:
        """The moment of each row: dates, or datetimes with a zone."""
        kind = values.array.dtype.kind
        if values.dictionary is not None:
            self._at_objects(_objects([*values.dictionary, None])[values.array], name)
        elif kind in "OU":
            self._at_objects(values.array.astype(object, copy=False), name)
        elif kind == "M":
            self._at_datetimes(values)
        else:
            held = _held_by.get(kind, "something else")
            raise _errors.ColumnError(f"`{name}` holds {held}, and {_needs_zone}")

    def _at_datetimes(self, values: Values) -> None:
        missing = _either(values.missing, np.isnat(values.array))
        array, wrong = (_micros if values.aware else _days)(_plain(values.array))
        self.columns.as_of_each(array, _bits(missing), not values.aware)
        zoneless = f"a datetime without a zone; {_needs_zone}"
        why = "finer than a microsecond" if values.aware else zoneless
        self._wrong(np.flatnonzero(wrong & ~missing), "as_of", why)

    def _at_objects(self, array: NDArray[Any], name: str) -> None:
        read = lru_cache(maxsize=100_000)(_moment_or_mistake)
        moments = np.zeros(self._rows, np.int64)
        missing = np.ones(self._rows, bool)
        instants: Optional[bool] = None
        for row, given in enumerate(array):
            if given is None or given != given:
                continue
            found = read(given)
            if isinstance(found, str):
                self._wrong([row], "as_of", found)
            elif instants not in (None, found[1]):
                raise _errors.ColumnError(f"`{name}` holds dates and datetimes; all have to be one")
            else:
                moments[row], instants = found
                missing[row] = False
        self.columns.as_of_each(moments, _bits(missing), not instants)
