"""DataFrames in, DataFrames out."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Union

import numpy as np
import pandas as pd

from . import _errors
from ._columns import STATUSES, ColumnAnswer, Outcomes, decide_filled
from ._fill import Filler, Missing, Values
from ._plan import Plan
from ._progress import Progress

if TYPE_CHECKING:
    from ._ruleset import Ruleset

_status = pd.CategoricalDtype(STATUSES)


# ---------------------------------------------------------------- in

def values_of_series(series: pd.Series) -> Values:
    """The values of a column, without a copy where its type has an array of numpy in it."""
    dtype = series.dtype
    if isinstance(dtype, np.dtype):
        return Values(series.to_numpy())
    array = series.array
    if isinstance(array, pd.Categorical):
        return Values(array.codes, dictionary=array.categories.tolist())
    if isinstance(dtype, pd.DatetimeTZDtype):
        return Values(array.tz_convert("UTC").tz_localize(None).to_numpy(), aware=True)
    if isinstance(array, (pd.arrays.IntegerArray, pd.arrays.BooleanArray, pd.arrays.FloatingArray)):
        return Values(array._data, array._mask)
    if isinstance(dtype, pd.SparseDtype):
        return Values(np.asarray(array))
    return Values(series.to_numpy(object))


def _check(df: pd.DataFrame) -> None:
    """Whether each column has a name of its own.

    :raises TypeError: it is no frame
    :raises ColumnError: two columns have one name, or one has several
    """
    if not isinstance(df, pd.DataFrame):
        raise TypeError(f"decide_frame takes a DataFrame, not a {type(df).__name__}")
    if isinstance(df.columns, pd.MultiIndex):
        raise _errors.ColumnError("the columns have several levels; facts have one name: "
                                  "df.columns = [\".\".join(c) for c in df.columns]")
    if not df.columns.is_unique:
        twice = df.columns[df.columns.duplicated()][0]
        raise _errors.ColumnError(f"two columns are called `{twice}`")


# ---------------------------------------------------------------- out

_has_validate = "validate" in inspect.signature(pd.Categorical.from_codes).parameters


def _categorical(codes: Any, dtype: pd.CategoricalDtype) -> pd.Categorical:
    """Of codes that need no check: they are places."""
    if _has_validate:
        return pd.Categorical.from_codes(codes, dtype=dtype, validate=False)
    return pd.Categorical(codes, dtype=dtype, fastpath=True)  # the same before pandas 2.1


_Answer = Union[ColumnAnswer, Outcomes]


def _categories(rules: Ruleset, answer: _Answer) -> pd.CategoricalDtype:
    """Of an enum; made once."""
    known: Dict[str, pd.CategoricalDtype] = vars(rules).setdefault("_categories", {})
    if answer.name not in known:
        known[answer.name] = pd.CategoricalDtype(answer.names, ordered=True)
    return known[answer.name]


def _values(rules: Ruleset, answer: _Answer, index: pd.Index) -> Any:
    if answer.kind == "bool":
        return pd.arrays.BooleanArray(*answer.numbers())
    if answer.kind == "int":
        return pd.arrays.IntegerArray(*answer.numbers())
    if answer.kind == "enum":
        return _categorical(answer.places(), _categories(rules, answer))
    assert isinstance(answer, ColumnAnswer)  # which alone has other values
    return pd.Series(answer.objects(), index, object, copy=False)  # pandas keeps them as they are


def _columns_of(rules: Ruleset, answer: _Answer, index: pd.Index,
                with_rules: bool) -> Dict[str, Any]:
    out = {answer.name: _values(rules, answer, index),
           f"{answer.name}.status": _categorical(answer.status, _status)}
    if with_rules and isinstance(answer, ColumnAnswer):
        out[f"{answer.name}.rules"] = pd.Categorical.from_codes(*answer.rules)
    return out


def decide_frame(rules: Ruleset, df: pd.DataFrame,
                 decisions: Union[None, str, Iterable[str]] = None, *,
                 columns: Optional[Mapping[str, str]] = None, keep: Sequence[str] = (),
                 ignore: Union[str, Iterable[str]] = (), as_of: Any = None,
                 missing: Missing = "left_out", exact_floats: bool = False, threads: int = 1,
                 progress: Progress = False, with_rules: bool = False,
                 strict: bool = True) -> pd.DataFrame:
    """See ``Ruleset.decide_frame``."""
    _check(df)
    plan = Plan(rules, df.columns, columns, keep, ignore, as_of)
    filler = Filler(rules, len(df), missing=missing, exact_floats=exact_floats, strict=strict,
                    label=lambda row: repr(df.index[[row]].tolist()[0]))
    for name, target in plan.uses.items():
        filler.give(target, values_of_series(df[name]), name)
    if plan.as_of is not None:
        filler.at_each(values_of_series(df[plan.as_of]), plan.as_of)
    elif as_of is not None:
        filler.at(as_of)

    def ask(name: str, decider: Any, told: Any) -> _Answer:
        if not with_rules and Outcomes.have(rules, name):
            return Outcomes(rules, name, filler.columns, decider, told)
        return ColumnAnswer(rules, name, filler.columns, decider, told)

    answers = decide_filled(rules, filler, rules._names(decisions), threads, progress, ask)
    out: Dict[str, Any] = {name: df[name].array.copy() for name in plan.keep}
    for answer in answers.values():
        made = _columns_of(rules, answer, df.index, with_rules)
        plan.check_kept(made)
        out.update(made)
    return pd.DataFrame(out, index=df.index, copy=False)
