"""Which column is which fact, in frames and in Arrow's batches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Dict, Optional, Union

from . import _core, _errors

if TYPE_CHECKING:
    from ._ruleset import Ruleset


@dataclass(frozen=True)
class Fact:
    path: str
    kind: str  #: ``bool``, ``int``, ``number``, ``money``, ``date`` …
    words: str  #: ``a whole number``
    optional: bool
    places: int  #: decimal places of a number or an amount; -1 where they depend on the case


def facts_of(rules: Ruleset) -> Dict[str, Fact]:
    """Facts that can be columns, and fields of those that are records."""
    known = vars(rules).get("_column_facts")
    if known is None:
        known = {f[0]: Fact(*f) for f in _core.column_facts(rules)}
        vars(rules)["_column_facts"] = known
    return known


def unknown(word: object, known: Iterable[object], what: str) -> _errors.ColumnError:
    """That a name means nothing, with what it may have been meant to be."""
    hint = _core.suggestion(str(word), [str(k) for k in known])
    return _errors.ColumnError(f"{what}{f' ({hint})' if hint else ''}")


class Plan:
    """What each of some columns is.

    :raises ColumnError: one is neither a fact nor named, two are the same fact, or there is none
        of a name
    """

    def __init__(self, rules: Ruleset, names: Sequence[Any],
                 columns: Optional[Mapping[str, str]], keep: Union[str, Sequence[str]],
                 ignore: Union[str, Iterable[str]], as_of: Any) -> None:
        self.keep = [keep] if isinstance(keep, str) else list(keep)
        self.as_of: Optional[str] = as_of if isinstance(as_of, str) and as_of in names else None
        self.uses: Dict[Any, str] = {}  #: by column: the fact
        self._facts = facts_of(rules)
        self._mapped = dict(columns or {})
        self._rest = ignore == "rest"
        ignored = [ignore] if isinstance(ignore, str) else ignore
        self._ignored = set() if self._rest else set(ignored)
        for name in (*self._mapped, *self.keep, *self._ignored):
            if name not in names:
                raise unknown(name, names, f"there is no column `{name}`")
        told: Dict[str, Any] = {}
        for name in names:
            target = self._target(name)
            if target in told:
                raise _errors.ColumnError(f"the columns `{told[target]}` and `{name}` are both "
                                          f"`{target}`")
            if target is not None:
                told[str(target)] = name
                self.uses[name] = target

    def _target(self, name: Any) -> Optional[str]:
        if name in self._mapped:
            return self._mapped[name]
        if name in self._ignored:
            return None
        if name in self._facts:
            return str(name)
        if name == self.as_of or self._rest or name in self.keep:
            return None
        raise unknown(name, [*sorted(self._facts), *(["as_of"] if name == "as_of" else [])],
                      f"the column `{name}` is no fact; name it in columns=, keep= or ignore=")

    def check_kept(self, decided: Iterable[str]) -> None:
        """:raises ColumnError: a kept column is called like one of those that are decided"""
        for name in decided:
            if name in self.keep:
                raise _errors.ColumnError(f"a kept column is called `{name}`, like what is decided")
