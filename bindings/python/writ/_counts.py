"""What many cases came to, counted and in words."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from typing import Any, Dict, List, Mapping, Sequence, Tuple, Union

import pandas
from pandas.api.types import is_bool

By = Union[None, str, "pandas.Series[Any]"]

UNCHANGED, NONE, NOT_GIVEN, OTHERS = "unchanged", "no outcome", "not given", "others"
STATUS = {"undetermined": "not decided yet", "conflict": "rules contradict each other",
           "error": "mistake in the case"}
LAST = (OTHERS, NONE, NOT_GIVEN, *STATUS.values())


# ---- counting


def outcomes(results: Any, decision: str, by: By = None, *, top: int = 8) -> pandas.DataFrame:
    """Counts what a decision came to: a row for each group of cases, a column for each outcome.

    :param results: of ``decide_frame``; or a ``Summary``, which has groups of its own
    :param by: a column of the results, values beside them, or ``rules``: those of the decision
    :raises KeyError: the results have no such column
    """
    if hasattr(results, "answers"):
        groups, words, cases = _of_summary(results, decision)
    else:
        groups, words, cases = _groups(results, decision, by), _outcomes([results], decision), None
    return _table(_most(groups, top, cases), _most(words, top, cases), cases)


def changes(before: pandas.DataFrame, after: pandas.DataFrame, decision: str, *,
            top: int = 8) -> pandas.DataFrame:
    """Counts what the same cases came to before (rows) and after (columns).

    ``attrs["changed"]`` of it is how many come out differently, those among the ``others`` too.

    :raises ValueError: the two results are about different cases
    """
    exact = _both(before, after, decision)
    both = _most(exact, top)
    was, now = both[:len(before)].rename("before"), both[len(before):].rename("after")
    names = pandas.Index(list(both.cat.categories), dtype=object)
    table = _table(was, now)
    table = table.reindex(index=names.rename("before"), columns=names.rename("after"), fill_value=0)
    codes = exact.cat.codes.to_numpy()
    table.attrs["changed"] = int((codes[:len(before)] != codes[len(before):]).sum())
    return table


def changed_by(before: pandas.DataFrame, after: pandas.DataFrame, decision: str, by: By = None, *,
               top: int = 8) -> pandas.DataFrame:
    """Counts who is affected: a row for each group, a column for each change.

    Groups with most changes come first; the first column is ``unchanged``.

    :param by: a column of ``before``, values beside it, or ``rules``: those of the decision, before
    :raises ValueError: the two results are about different cases
    """
    both = _both(before, after, decision).astype(object)
    was, now = both[:len(before)], both[len(before):].reset_index(drop=True)
    groups, differs = _most(_groups(before, decision, by), top), was != now
    kinds = (was + " → " + now)[differs].rename("change")
    table = _table(groups[differs], _most(kinds, top))
    totals = groups.astype(object).value_counts()
    table = table.reindex(totals.index, fill_value=0).rename_axis(groups.name)
    changed = table.sum(axis=1)
    table.insert(0, UNCHANGED, (totals - changed).astype("int64"))
    return table.loc[sorted(table.index, key=lambda name: (name in LAST, -changed[name]))]


def bands(results: Union[pandas.DataFrame, Mapping[str, pandas.DataFrame]], decision: str,
          over: By = None, *, edges: Sequence[Any] = (), every: str = "month",
          top: int = 8) -> pandas.DataFrame:
    """Counts the cases in each band of a score: a row for each period or version.

    :param results: of ``decide_frame``; or several, by what they are called (``{"today": …}``)
    :param over: of one result: a column, or values beside it; dates are put together by ``every``
    :param edges: where bands begin: ``[4, 4.5]`` gives ``under 4``, ``4 to under 4.5`` and
        ``4.5 and more``; without them every value of the decision is a band
    :param every: ``day``, ``week``, ``month``, ``quarter`` or ``year``
    """
    if isinstance(results, Mapping):
        names = [name for name, frame in results.items() for _ in range(len(frame))]
        rows = _as_words(pandas.Series(names, name="version", dtype=object), list(results))
        frames = list(results.values())
    else:
        rows, frames = _periods(_column(results, over), every), [results]
    return _table(rows, _most(_outcomes(frames, decision, edges), top))


# ---- cases in words


def _as_words(words: Any, order: Sequence[str]) -> Any:
    last = [word for word in LAST if word in order]
    shown = [word for word in dict.fromkeys(order) if word not in last]
    categories = pandas.CategoricalDtype([*shown, *last], ordered=True)
    return words.astype(categories)


def _column(results: pandas.DataFrame, name: By) -> Any:
    if isinstance(name, pandas.Series):
        return name
    if name not in results.columns:
        known = ", ".join(map(str, results.columns))
        raise KeyError(f"there is no column `{name}` in these results; there are {known}")
    return results[name]


def _outcomes(frames: Sequence[pandas.DataFrame], decision: str, edges: Sequence[Any] = ()) -> Any:
    """Of every case of some results, in one Series, what was decided."""
    columns = [_column(frame, decision) for frame in frames]
    statuses = [_column(frame, f"{decision}.status").astype(object) for frame in frames]
    status = pandas.concat(statuses, ignore_index=True)
    values = pandas.concat([column.astype(object) for column in columns], ignore_index=True)
    if edges:
        words = _words_of_bands(values, sorted(edges))
    elif all(isinstance(column.dtype, pandas.CategoricalDtype) for column in columns):
        words = {value: str(value) for column in columns for value in column.cat.categories}
    else:
        values, words = _words_of_values(values)
    said = values.map(words.get).fillna(NONE).where(status == "decided", status.map(STATUS))
    return _as_words(said.rename(decision), [*words.values(), *LAST])


def _words_of_values(values: Any) -> Tuple[Any, Dict[Any, str]]:
    """Values that can be told apart, and a word for each, in their order."""
    try:
        known = set(values.dropna())
    except TypeError:  # records and lists
        values = values.map(str, na_action="ignore")
        known = set(values.dropna())
    if known and all(map(is_bool, known)):
        return values, {True: "yes", False: "no"}
    return values, {value: str(value) for value in sorted(known, key=_rank)}


def _rank(value: Any) -> Tuple[bool, Any]:
    """Numbers and amounts in order, then all else by its letters; days are in order by theirs."""
    is_text = isinstance(value, (str, datetime.date))
    return is_text, str(value) if is_text else getattr(value, "amount", value)


def _words_of_bands(values: Any, edges: List[Any]) -> Dict[Any, str]:
    middle = [f"{low} to under {high}" for low, high in zip(edges, edges[1:])]
    names = [f"under {edges[0]}", *middle, f"{edges[-1]} and more"]
    known = sorted(set(values.dropna()), key=_rank)
    return {v: names[bisect_right(edges, getattr(v, "amount", v))] for v in known}


def _groups(results: pandas.DataFrame, decision: str, by: By) -> Any:
    if by is None:
        return pandas.Series("all cases", results.index, name="cases", dtype=object)
    if isinstance(by, str) and by == "rules":
        spoke = _column(results, f"{decision}.rules").astype(object)
        own = {text: _own_rules(text, decision) for text in spoke.unique()}
        return spoke.map(own.get)
    values = _column(results, by)
    return values.astype(object).where(values.notna(), NOT_GIVEN).map(str)


def _own_rules(text: Any, decision: str) -> str:
    """Of the rules that spoke, those of the decision itself, by their names in it."""
    begin = f"{decision}."
    paths = str(text).split(", ")
    return ", ".join(p[len(begin):] for p in paths if p.startswith(begin)) or "no rule"


def _periods(values: Any, every: str) -> Any:
    """Days as the periods in which they lie; other values as they are."""
    known = values.dropna()
    if len(known) and isinstance(known.iloc[0], datetime.date):
        days = pandas.to_datetime(known, utc=True).dt.tz_localize(None)
        known = days.dt.to_period({"quarter": "Q", "year": "A"}.get(every, every[0].upper()))
        if every == "week":
            known = known.dt.start_time.dt.date
    order = [str(value) for value in sorted(known.unique())]
    words = known.map(str).reindex(values.index).fillna(NOT_GIVEN)
    return _as_words(words, [*order, NOT_GIVEN]).rename(values.name)


def _both(before: pandas.DataFrame, after: pandas.DataFrame, decision: str) -> Any:
    """What cases came to before, then what they came to after."""
    if not before.index.equals(after.index):
        raise ValueError("the two results are about different cases: their indexes differ")
    return _outcomes([before, after], decision)


def _of_summary(summary: Any, decision: str) -> Tuple[Any, Any, Any]:
    counted = [(a, cases) for a, cases in summary.answers.items() if a.decision == decision]
    said = [a.outcome if a.status == "decided" else STATUS[a.status] for a, _ in counted]
    groups = [a.group or "all cases" for a, _ in counted]
    return (pandas.Series(groups, name=summary.by or "cases", dtype=object),
            pandas.Series(said, name=decision, dtype=object).replace("absent", NONE),
            pandas.Series([cases for _, cases in counted], dtype="int64"))


# ---- tables


def _most(words: Any, top: int, cases: Any = None) -> Any:
    """The most frequent words, and ``others``: in their order, or the most frequent first."""
    words = words.reset_index(drop=True)
    known = words.astype(object)
    often = (known.value_counts() if cases is None else
             cases.groupby(known).sum().sort_values(ascending=False, kind="stable"))
    kept = [word for word in often.index if word not in LAST][:top]
    kept += [word for word in often.index if word in LAST]
    ordered = isinstance(words.dtype, pandas.CategoricalDtype)
    order = [word for word in words.cat.categories if word in kept] if ordered else kept
    folded = _as_words(known.where(known.isin(kept), OTHERS), [*order, OTHERS])
    return folded.cat.remove_unused_categories()


def _table(rows: Any, columns: Any, cases: Any = None) -> pandas.DataFrame:
    """How many cases have the one word and the other; words that none has are left out."""
    pairs = pandas.DataFrame({"row": rows.array, "column": columns.array,
                              "cases": 1 if cases is None else cases.array})
    sums = pairs.groupby(["row", "column"], observed=True)["cases"].sum()
    table = sums.unstack("column", fill_value=0).astype("int64")
    table = table.sort_index(axis=0).sort_index(axis=1)  # in the order of the words
    table.index = pandas.Index(list(table.index), dtype=object, name=rows.name)
    table.columns = pandas.Index(list(table.columns), dtype=object, name=columns.name)
    return table
