"""Which attributes of a class give which facts."""

from __future__ import annotations

import datetime
import difflib
import enum
import typing
from decimal import Decimal
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple

from . import _core, _errors, _values

Way = Tuple[str, ...]

# What a class may say that the values of a fact are, by the kind of the fact. Others are left to be seen.
_fitting: Dict[str, Tuple[type, ...]] = {
    "bool": (bool,),
    "number": (int, float, Decimal),
    "money": (_values.Money, Decimal, float, str),
    "date": (datetime.date, str),
    "time": (datetime.time, str),
    "instant": (datetime.datetime, str),
    "duration": (datetime.timedelta, str),
    "enum": (str, enum.Enum),
    "text": (str, enum.Enum),
}
_simple = (bool, int, float, str, bytes, Decimal, datetime.date, datetime.time, datetime.timedelta, enum.Enum)


def prepared(rules: Any, of: type, facts: Optional[Mapping[str, str]], as_of: Optional[str], missing: str,
             exact_floats: bool) -> _core.CaseType:
    """See ``Ruleset.case_type``."""
    if not isinstance(of, type):
        raise TypeError(f"a case type is made of a class, not of {of!r}")
    kinds = {fact.path: fact.kind for fact in rules.facts}
    ways = _given(facts) if facts is not None else _by_annotations(of, kinds)
    mistakes = [m for path, way in ways.items() for m in _check(of, path, way, kinds)]
    if as_of is not None:
        mistakes += _check(of, "as_of", tuple(as_of.split(".")), {"as_of": ""})
    if mistakes:
        raise _errors.CaseTypeError("\n".join(mistakes))
    if not ways:
        raise _errors.CaseTypeError(f"`{of.__name__}` gives none of the facts of {rules.name}; say which attributes do: "
                                    f'facts={{"{next(iter(kinds), "group.name")}": "attribute"}}')
    moment = None if as_of is None else tuple(as_of.split("."))
    return _core.CaseType(rules, of, list(ways.items()), moment, missing, exact_floats)


def _given(facts: Mapping[str, str]) -> Dict[str, Way]:
    return {path: tuple(attributes.split(".")) for path, attributes in facts.items()}


def _hints(of: Any) -> Dict[str, Any]:
    try:
        return typing.get_type_hints(of)
    except Exception:  # annotations may name what is not there; then nothing is known of them
        return dict(getattr(of, "__annotations__", {}))


def _by_annotations(of: type, kinds: Iterable[str]) -> Dict[str, Way]:
    """The facts whose path leads through annotated attributes."""
    out = {}
    for path in kinds:
        at: Any = of
        for name in path.split("."):
            at = _without_optional(_hints(at).get(name)) if at is not None else None
        if at is not None:
            out[path] = tuple(path.split("."))
    return out


def _without_optional(hint: Any) -> Any:
    arguments = [a for a in typing.get_args(hint) if a is not type(None)]
    is_union = typing.get_origin(hint) is typing.Union or type(hint).__name__ == "UnionType"
    return arguments[0] if is_union and len(arguments) == 1 else hint


def _check(of: type, path: str, way: Way, kinds: Mapping[str, str]) -> List[str]:
    """What is wrong with a way to a fact, as far as the class says."""
    if path not in kinds:
        near = difflib.get_close_matches(path, kinds, 1)
        return [f"there is no fact `{path}`" + (f" (did you mean `{near[0]}`?)" if near else "")]
    if issubclass(of, dict):
        return []
    at: Any = of
    for name in way:
        hints = _hints(at)
        if name not in hints and not hasattr(at, name):
            if not hints:
                return []  # its attributes are made as it runs
            near = difflib.get_close_matches(name, hints, 1)
            what = getattr(at, "__name__", str(at))
            return [f"`{path}`: `{what}` has no attribute `{name}`" + (f" (did you mean `{near[0]}`?)" if near else "")]
        at = _without_optional(hints.get(name))
        if not isinstance(at, type):
            return []
    fitting = _fitting.get(kinds[path])
    if fitting is None or not issubclass(at, _simple + (_values.Money,)):
        return []
    wrong = not issubclass(at, fitting) or (at is bool and bool not in fitting)
    if kinds[path] == "date" and issubclass(at, datetime.datetime):
        wrong = True
    return [f"`{path}` is {_in_words(kinds[path])}, and `{'.'.join(way)}` is a {at.__name__}"] if wrong else []


def _in_words(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
