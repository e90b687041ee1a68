"""Record batches of Apache Arrow in and out, without a copy where types allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple, Union

from . import _core, _errors, _ruleset
from ._minor_units import MinorUnits

if TYPE_CHECKING:
    from ._ruleset import Moment, Ruleset

Missing = Union[str, Mapping[str, str]]


class _Plan:
    """Which column is which fact. :raises ColumnError: one is nothing, or two are the same"""

    def __init__(self, rules: "Ruleset", names: Sequence[str], columns: Optional[Mapping[str, str]],
                 keep: Union[str, Sequence[str]], ignore: Union[str, Iterable[str]], as_of: Any) -> None:
        self._names = names
        self._facts = {fact[0] for fact in _core.column_facts(rules)}
        self._mapped: Dict[str, str] = dict(columns or {})
        self._rest = ignore == "rest"
        self._ignored = set() if self._rest else {ignore} if isinstance(ignore, str) else set(ignore)
        self._kept = [keep] if isinstance(keep, str) else list(keep)
        for name in (*self._mapped, *self._kept, *self._ignored):
            if name not in names:
                raise _unknown(name, names, f"there is no column `{name}`")
        self.has_moments = isinstance(as_of, str) and as_of in names
        self.given: List[Tuple[str, str]] = []  #: columns and facts
        for name in names:
            target = self._target(name, self.has_moments and name == as_of)
            if target is not None:
                self._give(name, target)
        if self.has_moments:
            self.given.append((as_of, "as_of"))

    def _target(self, name: str, known: bool) -> Optional[str]:
        if name in self._mapped:
            return self._mapped[name]
        if name in self._ignored:
            return None
        if name in self._facts:
            return name
        if known or self._rest or name in self._kept:
            return None
        raise _unknown(name, self._facts,
                       f"the column `{name}` is no fact; name it in columns=, keep= or ignore=")

    def _give(self, name: str, target: str) -> None:
        for other, same in self.given:
            if same == target:
                raise _errors.ColumnError(f"the columns `{other}` and `{name}` are both `{target}`")
        self.given.append((name, target))

    def kept(self, decisions: Iterable[str]) -> List[int]:
        """The numbers of columns to be handed on, in front of decisions."""
        made = {name + end for name in decisions for end in ("", ".status", ".rules")}
        for name in self._kept:
            if name in made:
                raise _errors.ColumnError(f"a kept column is called `{name}`, like what is decided")
        return [self._names.index(name) for name in self._kept]

    def targets(self, missing: Missing) -> List[Tuple[int, str, bool, str, str]]:
        """Numbers of columns, facts, whether integers count minor units, their currency, what nulls say."""
        def says(column: str) -> str:
            return missing if isinstance(missing, str) else missing.get(column, "left_out")

        return [(self._names.index(name), str(fact), isinstance(fact, MinorUnits),
                 getattr(fact, "currency", ""), says(name)) for name, fact in self.given]


def _unknown(word: str, known: Iterable[str], what: str) -> _errors.ColumnError:
    hint = _core.suggestion(word, sorted(known))
    return _errors.ColumnError(f"{what}{f' ({hint})' if hint else ''}")


def decide_arrow(
    rules: "Ruleset", data: Any, decisions: List[str], *, columns: Optional[Mapping[str, str]],
    keep: Union[str, Sequence[str]], ignore: Union[str, Iterable[str]], as_of: Optional["Moment"],
    missing: Missing, exact_floats: bool, threads: int, with_rules: bool, strict: bool,
) -> _core.ArrowDecisions:
    """See ``Ruleset.decide_arrow``."""
    source = _core.ArrowSource(data)
    try:
        plan = _Plan(rules, source.names, columns, keep, ignore, as_of)
        moment = None if as_of is None or plan.has_moments else _ruleset._moment(as_of)
        return _core.decide_arrow(rules, source, decisions, plan.targets(missing),
                                  plan.kept(decisions), moment, exact_floats, threads, with_rules, strict)
    finally:
        source.close()
