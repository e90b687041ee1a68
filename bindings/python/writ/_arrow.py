"""Record batches of Apache Arrow in and out, without a copy where types allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, List, Optional, Tuple, Union

from . import _core, _ruleset
from ._minor_units import MinorUnits
from ._plan import Plan
from ._progress import Progress, Told

if TYPE_CHECKING:
    from ._ruleset import Moment, Ruleset

Missing = Union[str, Mapping[str, str]]


def _targets(plan: Plan, names: List[str],
             missing: Missing) -> List[Tuple[int, str, bool, str, str]]:
    """Number of a column, fact, whether it counts minor units, their currency, what nulls say."""
    def says(column: str) -> str:
        return missing if isinstance(missing, str) else missing.get(column, "left_out")

    given = [*plan.uses.items(), *([(plan.as_of, "as_of")] if plan.as_of is not None else [])]
    return [(names.index(name), str(fact), isinstance(fact, MinorUnits),
             getattr(fact, "currency", ""), says(name)) for name, fact in given]


def decide_arrow(
    rules: "Ruleset", data: Any, decisions: List[str], *, columns: Optional[Mapping[str, str]],
    keep: Union[str, Sequence[str]], ignore: Union[str, Iterable[str]], as_of: Optional["Moment"],
    missing: Missing, exact_floats: bool, threads: int, with_rules: bool, strict: bool,
    progress: Progress,
) -> _core.ArrowDecisions:
    """See ``Ruleset.decide_arrow``."""
    source = _core.ArrowSource(data)
    try:
        names = source.names
        plan = Plan(rules, names, columns, keep, ignore, as_of)
        plan.check_kept(name + end for name in decisions for end in ("", ".status", ".rules"))
        moment = None if as_of is None or plan.as_of is not None else _ruleset._moment(as_of)
        counted = progress is not False and hasattr(data, "__len__")  # which may take a query
        told = Told(progress, len(data) if counted else None)
        try:
            made = _core.decide_arrow(rules, source, decisions, _targets(plan, names, missing),
                                      [names.index(name) for name in plan.keep], moment,
                                      exact_floats, threads, with_rules, strict,
                                      None if progress is False else told)
            told.one_done(len(made))
        finally:
            told.close()
        return made
    finally:
        source.close()
