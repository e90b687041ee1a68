"""What can go wrong, and what is known about it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Dict, Iterable, List, Tuple

__all__ = [
    "CaseError",
    "CaseMistake",
    "CaseTypeError",
    "ColumnError",
    "CompileError",
    "Diagnostic",
    "NotDecided",
    "UnknownAudience",
    "UnknownDecision",
    "WritError",
]


class WritError(Exception):
    """Every exception of this package."""


@dataclass(frozen=True)
class Diagnostic:
    """One mistake in rules, or a warning about them: what, where, and what to write instead."""

    code: str  #: ``E0219``; the documentation of the language lists them
    severity: str  #: ``error`` or ``warning``
    message: str
    file: str = ""  #: empty where no text is to blame, such as a folder that cannot be read
    line: int = 0  #: from 1
    column: int = 0  #: from 1, in characters
    end_line: int = 0
    end_column: int = 0
    labels: Tuple[Dict[str, Any], ...] = ()  #: other places, with a few words about each
    help: Tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: " if self.file else ""
        lines = [f"{place}{self.severity}[{self.code}]: {self.message}"]
        return "\n".join(lines + [f"  help: {h}" for h in self.help])


def diagnostics(text: str) -> List[Diagnostic]:
    """The diagnostics of a JSON array, as the library writes them."""
    fields = Diagnostic.__dataclass_fields__
    out = []
    for entry in json.loads(text):
        known = {key: value for key, value in entry.items() if key in fields}
        for several in ("labels", "help"):
            known[several] = tuple(known.get(several) or ())
        out.append(Diagnostic(**{key: value for key, value in known.items() if value is not None}))
    return out


class CompileError(WritError):
    """Rules cannot be compiled. Printed, it looks as on the command line, with the lines and carets.

    ``diagnostics`` has every mistake and warning, in the order of files and places.
    """

    def __init__(self, text: str, found: str = "[]") -> None:
        super().__init__(text, found)
        self._text = text
        self.diagnostics: List[Diagnostic] = diagnostics(found)

    def __str__(self) -> str:
        return self._text.rstrip("\n")


@dataclass(frozen=True)
class CaseMistake:
    """One thing that is wrong with a case."""

    path: str  #: ``seller.violations[2].severity``; elements count from 1
    message: str
    help: str = ""
    line: int = 0  #: in the text that the case was read from; 0 where there is none
    column: int = 0

    def __str__(self) -> str:
        place = f"{self.line}:{self.column}: " if self.line else ""
        path = f"{self.path}: " if self.path else ""
        return place + path + self.message + (f" ({self.help})" if self.help else "")


class CaseError(WritError, ValueError):
    """A case cannot be decided, because something in it is not what the rules ask for.

    ``mistakes`` has all of it, each with its path in the case and, where there is one, a suggestion.
    """

    def __init__(self, mistakes: Iterable[Tuple[str, str, str, int, int]]) -> None:
        given = list(mistakes)
        super().__init__(given)
        self.mistakes: List[CaseMistake] = [CaseMistake(*m) for m in given]

    def __str__(self) -> str:
        return "\n".join(str(m) for m in self.mistakes)


class NotDecided(WritError, LookupError):
    """The value of a decision was asked for that has none: it is undetermined, in conflict, or an error."""


class UnknownDecision(WritError, LookupError):
    """The rules have no decision of that name, or it needs arguments."""


class UnknownAudience(WritError, LookupError):
    """The pack has no audience of that name."""


class ColumnError(WritError, ValueError):
    """A column cannot hold a fact: there is none of that name, or its values are of another kind."""


class CaseTypeError(WritError, TypeError):
    """A class cannot be prepared for rules: they have no such facts, or those hold something else."""


for _error in [WritError, *WritError.__subclasses__()]:
    _error.__module__ = "writ"  # where people find it, and what a traceback calls it
