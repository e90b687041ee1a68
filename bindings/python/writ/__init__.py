"""Writ decides cases by rules that people write, and says why.

>>> import writ
>>> rules = writ.load("rules/enforcement")
>>> d = rules.decide({"account": {"region": "TH"}}, "tier", as_of="2026-03-10")
>>> d.status
'undetermined'
"""

from ._core import CaseType, Explanation, Notice, Reasons, __version__
from ._errors import (
    CaseError,
    CaseMistake,
    CaseTypeError,
    ColumnError,
    CompileError,
    Diagnostic,
    NotDecided,
    UnknownAudience,
    UnknownDecision,
    WritError,
)
from ._minor_units import MinorUnits, minor_units
from ._ruleset import (
    ArrowDecisions,
    Case,
    Decision,
    Decisions,
    Fact,
    Graph,
    Interview,
    Question,
    Ruleset,
    load,
    loads,
)
from ._summary import Summary
from ._values import ABSENT, UNKNOWN, Money

__all__ = [
    "ABSENT",
    "UNKNOWN",
    "ArrowDecisions",
    "Case",
    "CaseError",
    "CaseMistake",
    "CaseType",
    "CaseTypeError",
    "ColumnError",
    "CompileError",
    "Decision",
    "Decisions",
    "Diagnostic",
    "Explanation",
    "Fact",
    "Graph",
    "Interview",
    "MinorUnits",
    "Money",
    "NotDecided",
    "Notice",
    "Question",
    "Reasons",
    "Ruleset",
    "Summary",
    "UnknownAudience",
    "UnknownDecision",
    "WritError",
    "__version__",
    "load",
    "loads",
    "minor_units",
]
