"""Rules, and the decisions they make."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple, Union

from . import _core, _errors, _html
from ._case_type import prepared
from ._lines import Lines, Table
from ._progress import Progress

if TYPE_CHECKING:
    import pandas as pd

    from ._columns import ColumnAnswers

__all__ = ["ArrowDecisions", "Case", "Decision", "Decisions", "Fact", "Graph", "Interview", "Question", "Ruleset", "load", "loads"]

ArrowDecisions = _core.ArrowDecisions
Case = _core.Case
Decision = _core.Decision
Moment = Union[str, datetime.date, datetime.datetime]

_gravity = {"decided": 0, "undetermined": 1, "conflict": 2, "error": 3}


def load(path: Union[str, "os.PathLike[str]"]) -> "Ruleset":
    """Compiles a folder of ``.writ`` files, or one such file; reads a ``.writc`` file, which is compiled already.

    >>> rules = load("rules/enforcement")
    >>> rules.name
    'enforcement'

    :raises CompileError: with every mistake found; printed, it is what the command line prints
    """
    return Ruleset(os.fspath(path))


def loads(text: str, name: str = "rules.writ") -> "Ruleset":
    """Compiles rules from a text.

    >>> rules = loads('''
    ... pack p "P" { version "1" languages en }
    ... facts seller { points : int 0 .. 100 }
    ... decision warned : bool { rule many { when seller.points > 48 then yes } otherwise no }
    ... ''')
    >>> rules.decide({"seller": {"points": 50}}, "warned").value
    True

    :param name: what messages call the text
    :raises CompileError: with every mistake found
    """
    return Ruleset({name: text})


def _moment(when: Moment) -> str:
    """A moment of decision as cases write it."""
    if isinstance(when, str):
        return when
    if isinstance(when, datetime.datetime):
        if when.utcoffset() is None:
            raise _errors.CaseError([("as_of", f"a datetime without a zone ({when})",
                                      "say which instant it is: .replace(tzinfo=…)", 0, 0)])
        return when.astimezone(datetime.timezone.utc).isoformat()
    if isinstance(when, datetime.date):
        return when.isoformat()
    raise TypeError(f"a moment of decision is a date, a datetime with a zone or a text, not {type(when).__name__}")


@dataclass(frozen=True)
class Fact:
    """A fact that a case may give."""

    path: str  #: ``seller.points``
    kind: str  #: ``bool``, ``number``, ``money``, ``date``, ``time``, ``instant``, ``duration``, ``span``, ``enum``,
    #: ``text``, ``weekday``, ``calendar``, ``set``, ``record`` or ``list``
    type: str  #: in words: ``a whole number``
    optional: bool  #: whether it may be absent


class Graph:
    """What reads what in the rules, as a picture. Shown by notebooks; ``svg``, ``dot``, ``text`` and ``json`` are texts."""

    def __init__(self, rules: "Ruleset", decision: Optional[str], lang: str) -> None:
        self._rules, self._decision, self._lang = rules, decision, lang
        self._drawn("text")  # what is wrong is said at once

    def _drawn(self, form: str) -> str:
        return self._rules._graph(form, self._decision, self._lang)

    svg = property(lambda self: self._drawn("svg"), doc="A drawing. :raises ValueError: built without Graphviz")
    dot = property(lambda self: self._drawn("dot"), doc="For Graphviz.")
    text = property(lambda self: self._drawn("text"), doc="The facts that decisions can need.")
    json = property(lambda self: self._drawn("json"), doc="For programs.")

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return _html.of_graph(self)


class Decisions(Mapping):  # type: ignore[type-arg]
    """The decisions of a pack about one case, by name, each made when it is first looked at.

    >>> rules = load("rules/enforcement")
    >>> d = rules.decide(rules.example(rules.examples[0]))
    >>> "tier" in d, len(d) == len(rules.decisions)
    (True, True)

    ``status``, ``rules``, ``needs`` and ``asks`` speak of all of them: the gravest status, and what any of them has.
    """

    def __init__(self, case: Case, names: Sequence[str]) -> None:
        self.case = case
        self._names = tuple(names)
        self._made: Dict[str, Decision] = {}

    def __getitem__(self, name: str) -> Decision:
        if name not in self._names:
            raise _errors.UnknownDecision(f"there is no decision `{name}` here; there are {', '.join(self._names)}")
        if name not in self._made:
            self._made[name] = self.case.decide(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def _all(self, member: str) -> Tuple[str, ...]:
        return tuple(dict.fromkeys(word for d in self.values() for word in getattr(d, member)))

    @property
    def status(self) -> str:
        """``error``, ``conflict``, ``undetermined`` if any decision is that, else ``decided``."""
        return max((d.status for d in self.values()), key=_gravity.__getitem__, default="decided")

    @property
    def rules(self) -> Tuple[str, ...]:
        """The paths of all rules that spoke, each once."""
        return self._all("rules")

    @property
    def needs(self) -> Tuple[str, ...]:
        """The facts that would settle what is undetermined, each once."""
        return self._all("needs")

    @property
    def asks(self) -> Tuple[str, ...]:
        """The facts that provisional decisions ask for, each once."""
        return self._all("asks")

    def explain(self, lang: str = "") -> "Texts":
        """Why each of them came out as it did."""
        return Texts(d.explain(lang) for d in self.values())

    def why_not(self, wanted: str, lang: str = "") -> "Texts":
        """Why an outcome, or a rule, was not reached: of each decision that could have."""
        return Texts(found for found in (d.why_not(wanted, lang) for d in self.values()) if len(found))

    def to_json(self) -> str:
        """One line, the same bytes as ``writ eval --format json`` prints."""
        made = ",".join(d.to_json() for d in self.values())
        return f'{{"provenance":{self.case._provenance()},"decisions":[{made}]}}'

    def to_dict(self) -> Dict[str, Any]:
        """The same as a dict; numbers that are not whole are Decimal."""
        return _html.from_json(self.to_json())

    def __str__(self) -> str:
        return "\n".join(str(d) for d in self.values())

    def __repr__(self) -> str:
        return f"<decisions about a case: {', '.join(self._names)}>"

    def _repr_html_(self) -> str:
        return _html.of_decisions(self)


class Texts(tuple):  # type: ignore[type-arg]
    """Explanations, one after the other; printed, they are separated by blank lines."""

    def __str__(self) -> str:
        return "\n".join(str(t) for t in self)

    def _repr_html_(self) -> str:
        return _html.of_all(self)


@dataclass(frozen=True)
class Question:
    """What to ask a person next."""

    path: str  #: ``seller.violations[2].severity``
    text: str
    kind: str  #: what an answer is, in words: ``a whole number, from 1 to 99``
    choices: Tuple[Tuple[str, str], ...]  #: answers that can be listed, with their titles
    why: Tuple[str, ...]  #: the first few rules that wait for it
    step: Optional[str]  #: of a procedure: what to do and say before asking


class Interview(_core.Interview):
    """Asks for the facts that one decision still needs. Iterating gives questions until it is settled.

    >>> rules = load("rules/appeals")
    >>> talk = rules.interview("first_window")
    >>> replies = {"appeal.region": "MX", "appeal.ground": "content"}
    >>> for question in talk:
    ...     talk.answer(replies.get(question.path)) if question.path in replies else talk.skip()
    """

    def next(self) -> Optional[Question]:
        """The next question; None when the decision is settled, or what it needs was skipped."""
        return self._question(self._next())

    def next_meanwhile(self) -> Optional[Question]:
        """After a provisional decision: the next of the facts it asks for."""
        return self._question(self._next_meanwhile())

    @staticmethod
    def _question(q: Optional[Tuple[Any, ...]]) -> Optional[Question]:
        return None if q is None else Question(q[0], q[1], q[2], tuple(q[3]), q[4], q[5])

    def __iter__(self) -> Iterator[Question]:
        while (question := self.next()) is not None:
            yield question
            if self.next() == question:
                raise RuntimeError(f"`{question.path}` was neither answered nor skipped")

    def answer(self, reply: Any, path: Optional[str] = None) -> None:
        """Takes an answer to the question that is asked, or about any other fact.

        :param reply: a text as a case in YAML has it (``yes``, ``P3``, ``USD 10.00``); bool, int, Decimal, date,
            datetime, timedelta of whole hours are put in such words
        :raises CaseError: it is no answer to that; nothing was taken
        """
        asked = self.next() or self.next_meanwhile()
        if path is None and asked is None:
            raise LookupError("nothing is asked")
        wrong = self._answer(path if path is not None else asked.path, _reply(reply))  # type: ignore[union-attr]
        if wrong:
            raise _errors.CaseError(wrong)


def _reply(reply: Any) -> str:
    if isinstance(reply, bool):
        return "yes" if reply else "no"
    if isinstance(reply, datetime.date):
        return _moment(reply)
    return str(reply)


class Ruleset(_core.Ruleset):
    """Compiled rules: immutable, and the same for everybody who uses them.

    :param source: a folder or file; a dict of texts by name; or bytes that ``to_bytes`` gave
    :raises CompileError: with every mistake found

    Rules can be pickled: they travel compiled, with a checksum, and need not be compiled again.
    """

    # ---- cases

    def case(self, given: Any, *, as_of: Optional[Moment] = None, missing: str = "absent",
             exact_floats: bool = False, strict: bool = True) -> Case:
        """Reads a case: a dict of groups of facts, a dataclass, or any object with attributes of those names.

        :param as_of: the moment of decision; it goes before one in the case
        :param missing: what None says of a fact: ``absent`` (there is no such thing, as null in JSON), ``unknown``, or
            ``left_out`` (nothing is said: unknown, or what rules assume)
        :param exact_floats: money may be a float that is exactly an amount
        :param strict: what is wrong is raised; else decisions about such a case are an ``error``
        :raises CaseError: with every mistake
        """
        if isinstance(given, Case):
            made = given
        else:
            made = self._read(given, missing, exact_floats)
        return self._settled(made, as_of, strict)

    def read_json(self, text: str, *, as_of: Optional[Moment] = None, strict: bool = True) -> Case:
        """Reads a case in JSON. :raises CaseError: with every mistake, and its line and column"""
        return self._settled(self._read_json(text), as_of, strict)

    def read_yaml(self, text: str, *, as_of: Optional[Moment] = None, strict: bool = True) -> Case:
        """Reads a case in YAML. :raises CaseError: with every mistake, and its line and column"""
        return self._settled(self._read_yaml(text), as_of, strict)

    def example(self, name: str, *, as_of: Optional[Moment] = None, strict: bool = False) -> Case:
        """The case of one of the pack's ``examples``. :raises KeyError: there is none of that name"""
        return self._settled(self._example(name), as_of, strict)

    def suite(self, path: Union[str, "os.PathLike[str]"]) -> Dict[str, Case]:
        """The cases of a suite (``*.cases.yaml``), by their names.

        >>> rules = load("rules/experience")
        >>> cases = rules.suite("rules/experience/score.cases.yaml")
        >>> cases["a measure at the end of a band, and just above it 2"].decide("shop_score").text
        '4.75'

        :raises CaseError: it is no suite; with every mistake, and its line and column
        :raises OSError: it cannot be read
        """
        with open(path, encoding="utf-8") as file:
            return self._suite(file.read())

    @staticmethod
    def _settled(case: Case, as_of: Optional[Moment], strict: bool) -> Case:
        made = case if as_of is None else case._at(as_of)
        if strict:
            made._check()
        return made

    def case_type(self, of: type, facts: Optional[Mapping[str, str]] = None, *, as_of: Optional[str] = None,
                  missing: str = "absent", exact_floats: bool = False) -> _core.CaseType:
        """Prepares a class, so that its objects are decided in a microsecond more than it takes in C++.

        >>> from dataclasses import dataclass
        >>> @dataclass
        ... class Shop:
        ...     region: str
        ...     party: str
        >>> rules = load("rules/enforcement")
        >>> shops = rules.case_type(Shop, {"account.region": "region", "account.party": "party"})
        >>> shops.decide(Shop("TH", "seller"), "tier", as_of="2026-03-10").status
        'undetermined'

        :param of: a class; or ``dict``, then attributes are keys
        :param facts: for each fact the attribute that gives it, ``"seller.points"`` where one leads to another; if it is
            left out, the facts of which the annotations of the class say so: ``seller.points`` is attribute ``points`` of
            the attribute ``seller``
        :param as_of: the attribute that is the moment of decision
        :param missing: what None says, as in ``case``
        :raises CaseTypeError: with every mistake: no such fact, no such attribute, values of another kind
        """
        return prepared(self, of, facts, as_of, missing, exact_floats)

    # ---- answers

    def decide(self, given: Any, decision: Union[None, str, Iterable[str]] = None, *, as_of: Optional[Moment] = None,
               missing: str = "absent", exact_floats: bool = False, strict: bool = True) -> Any:
        """Decides a case.

        >>> rules = load("rules/enforcement")
        >>> d = rules.decide({"account": {"region": "TH"}}, "tier", as_of="2026-03-10")
        >>> d.status
        'undetermined'

        :param given: as ``case`` takes it, or a ``Case``
        :param decision: one name gives a ``Decision``; none, all decisions of the pack; several, those
        :raises CaseError: the case is not what the rules ask for
        :raises UnknownDecision: there is none of that name
        """
        case = self.case(given, as_of=as_of, missing=missing, exact_floats=exact_floats, strict=strict)
        if isinstance(decision, str):
            return case.decide(decision)
        if decision is None:
            return Decisions(case, self.decisions)
        names = list(decision)
        for name in names:
            case.decide(name)
        return Decisions(case, names)

    def decide_lines(
        self, source: Any, decisions: Union[None, str, Iterable[str]] = None, *,
        as_of: Optional[Moment] = None, by: Optional[str] = None, threads: int = 1,
        progress: bool = False,
    ) -> Lines:
        """Decides JSON Lines: a case on each line, blank lines are passed over.

        >>> rules = load("rules/enforcement")
        >>> lines = rules.decide_lines(b'{"account": {"region": "TH"}, "as_of": "2026-03-10"}', "tier")
        >>> print(lines.summary())
        1 cases, 0 of them unreadable
          tier undetermined: 1

        :param source: a path (``.gz``: compressed), bytes, or a file opened in binary mode
        :param decisions: one name, or several; none: all decisions of the pack
        :param as_of: the moment of decision; it goes before those in the cases
        :param by: a fact (``account.region``) by whose value the summary counts; of at most 256 values
        :param threads: how many decide; the answers do not depend on it
        :param progress: shows a bar, with tqdm
        :raises OSError: there is no such file, or it cannot be read
        :raises UnknownDecision: there is none of that name
        :raises ValueError: cases cannot be counted by that fact
        """
        moment = None if as_of is None else _moment(as_of)
        return Lines(self, source, self._names(decisions), as_of=moment, by=by, threads=threads,
                     progress=progress)

    def decide_csv(
        self, source: Any, decisions: Union[None, str, Iterable[str]] = None, *,
        columns: Optional[Mapping[str, str]] = None, ignore: Union[str, Iterable[str]] = (),
        missing: str = "left_out", delimiter: str = ",", as_of: Optional[Moment] = None,
        by: Optional[str] = None, threads: int = 1, progress: bool = False,
    ) -> Lines:
        """Decides a table in CSV: a case in each row.

        >>> rules = load("rules/enforcement")
        >>> table = b"account.region,as_of,clerk\\nTH,2026-03-10,Ann\\nMX,,Bob\\n"
        >>> rules.decide_csv(table, "tier", ignore="clerk").summary().count(status="undetermined")
        2

        The header names facts by their paths, fields of a record too, and ``as_of``. Values are
        written as in YAML without quotes (``yes``, ``P3``, ``USD 10.00``, ``unknown``) and read as
        their fact's type says; an amount may leave out the currency of its fact, values of a set
        are separated by semicolons. Cells may stand in quotes, as RFC 4180 has it.

        :param columns: facts of columns with other names: ``{"pts": "seller.points"}``
        :param ignore: columns to pass over; ``"rest"``: all that are no facts
        :param missing: what an empty cell says: ``left_out`` (nothing: the fact is unknown, or what
            rules assume), ``unknown``, or ``absent``
        :raises ColumnError: a column is no fact, or two are the same one

        All else is as ``decide_lines`` has it.
        """
        moment = None if as_of is None else _moment(as_of)
        return Lines(self, source, self._names(decisions), as_of=moment, by=by, threads=threads,
                     progress=progress, table=Table.make(columns, ignore, missing, delimiter))

    def _names(self, decisions: Union[None, str, Iterable[str]]) -> List[str]:
        if decisions is None:
            return list(self.decisions)
        return [decisions] if isinstance(decisions, str) else list(decisions)

    def decide_frame(
        self, df: pd.DataFrame, decisions: Union[None, str, Iterable[str]] = None, *,
        columns: Optional[Mapping[str, str]] = None, keep: Sequence[str] = (),
        ignore: Union[str, Iterable[str]] = (), as_of: Optional[Moment] = None,
        missing: Union[str, Mapping[str, str]] = "left_out", exact_floats: bool = False,
        threads: int = 1, progress: Progress = False,
        rules: bool = False, strict: bool = True,
    ) -> pd.DataFrame:
        """Decides every row of a DataFrame of pandas, as ``decide`` would decide it alone.

        >>> import pandas as pd
        >>> shops = pd.DataFrame({"account.region": ["TH", "TH"], "days": [3, 5]}, index=["a", "b"])
        >>> rules = load("rules/enforcement")
        >>> made = rules.decide_frame(shops, "tier", keep=["days"], as_of="2026-03-10")
        >>> made["tier.status"]["a"], list(made)
        ('undetermined', ['days', 'tier', 'tier.status'])

        For each decision ``NAME`` the result has the columns ``NAME`` and ``NAME.status`` (decided,
        undetermined, conflict, error), and the index of ``df``. A value is NA or None where nothing
        is decided, or there is no such thing. Enums are ordered categories, bools ``boolean``,
        whole numbers ``Int64``; others are objects, as ``Decision.value`` is.

        :param df: a column for each fact (``seller.points``), for a field of a record
            (``seller.bank.name``), or for a whole list or record (lists of dicts, dicts). Values are
            what ``decide`` takes; categories and arrays of numpy are not copied where the library
            can read them. Datetimes without a zone are dates, if at midnight. Floats are numbers, if
            they are exactly that at the declared decimal places; NaN is a missing value, never a
            number.
        :param columns: facts by other names of columns; ``writ.minor_units("claim.amount")`` for one
            that counts cents
        :param keep: columns to be copied in front of the result
        :param ignore: columns that are no facts; ``"rest"``: all that are none
        :param as_of: the moment of decision; or the name of a column of dates, or of datetimes with
            a zone
        :param missing: what a missing value says: ``left_out`` (nothing: unknown, or what rules
            assume), ``unknown``, or ``absent``; a dict says it of single columns
        :param exact_floats: money may be a float that is exactly an amount
        :param threads: how many decide; the result is the same
        :param progress: True shows a bar of tqdm; else what is called, some ten times a second, with
            the rows done and how many there are
        :param rules: adds ``NAME.rules``: the rules that spoke, joined by ", "
        :param strict: what is wrong with a row is raised; else its decisions are an ``error``
        :raises ColumnError: a column is no fact, or cannot be one; or two are the same
        :raises CaseError: values that facts cannot hold, each with its row and column
        :raises UnknownDecision: there is none of that name

        Other threads of Python run meanwhile; they must not change the frame. Ctrl-C stops it.
        """
        from ._frame import decide_frame
        return decide_frame(self, df, decisions, columns=columns, keep=keep, ignore=ignore,
                            as_of=as_of, missing=missing, exact_floats=exact_floats,
                            threads=threads, progress=progress, with_rules=rules, strict=strict)

    def decide_columns(
        self, columns: Mapping[str, Any], decisions: Union[None, str, Iterable[str]] = None, *,
        rows: Optional[int] = None, as_of: Any = None,
        missing: Union[str, Mapping[str, str]] = "left_out", exact_floats: bool = False,
        threads: int = 1, progress: Progress = False,
        strict: bool = True,
    ) -> ColumnAnswers:
        """Decides many cases that are arrays of numpy, one for each fact, with values that
        ``decide_frame`` takes.

        >>> import numpy as np
        >>> rules = loads('''
        ... pack p "P" { version "1" languages en }
        ... facts seller { points : int 0 .. 100 }
        ... decision warned : bool { rule many { when seller.points > 48 then yes } otherwise no }
        ... ''')
        >>> warned = rules.decide_columns({"seller.points": np.array([50, 7], np.int8)})["warned"]
        >>> warned.values.tolist(), warned.counts["decided"], warned.decision(0).rules
        ([True, False], 2, ('warned.many',))

        :param columns: by fact: an array, a masked array (masked values are missing), a Series, or
            objects in a sequence
        :param rows: how many, where there is no column
        :param as_of: the moment of decision, or a column of them
        :return: answers by name, each with ``values``, ``status``, ``rules`` and, of a row,
            ``decision`` and ``explain``
        :raises ColumnError: a column is no fact, or cannot be one
        :raises CaseError: strict, and values that facts cannot hold
        """
        from ._columns import decide_columns
        return decide_columns(self, columns, decisions, rows=rows, as_of=as_of, missing=missing,
                              exact_floats=exact_floats, threads=threads, progress=progress,
                              strict=strict)

    def decide_arrow(self, data: Any, decisions: Union[None, str, Iterable[str]] = None, *,
                     columns: Optional[Mapping[str, str]] = None, keep: Union[str, Sequence[str]] = (),
                     ignore: Union[str, Iterable[str]] = (), as_of: Optional[Moment] = None,
                     missing: Union[str, Mapping[str, str]] = "left_out", exact_floats: bool = False,
                     threads: int = 1, progress: Progress = False, rules: bool = False,
                     strict: bool = True) -> ArrowDecisions:
        """Decides the rows of columns as Apache Arrow has them, such as those of pyarrow, polars or DuckDB.

        Columns are read where they are, and what comes out can be read the same way by all of them. Nothing is copied
        that rules have a form for: booleans, integers, dictionaries of texts, dates, timestamps and durations in
        microseconds, lists of structs; ``ArrowDecisions.copied`` tells what was. With pyarrow::

            table = pyarrow.table({"account.region": ["TH", "MX"]})
            decided = pyarrow.table(rules.decide_arrow(table, "tier", as_of="2026-03-10"))

        >>> rules = load("rules/enforcement")
        >>> rules.decide_arrow([{"account.region": "TH"}], "tier")
        Traceback (most recent call last):
        TypeError: columns come from an object with `__arrow_c_stream__` or `__arrow_c_array__`, and `list` has neither

        Values are converted exactly, or wrong: numbers are integers, decimals, or floats that are those; money is decimals
        (the fact or the field's metadata says of which ``currency``), structs of ``amount`` and ``currency``, or texts;
        instants are timestamps with a time zone; dates are dates, or timestamps without one at midnight; enums and other
        words are texts or dictionaries; sets are lists of texts; records are structs, and lists are lists of those.

        :param data: record batches, by ``__arrow_c_stream__`` or ``__arrow_c_array__``: columns called like facts
        :param decisions: one name or several; none: all decisions of the pack
        :param columns: the facts of columns that are called otherwise, ``writ.minor_units("claim.amount")`` for amounts that
            are counted in cents
        :param keep: columns that are handed on as they are, in front of what is decided
        :param ignore: columns that are no facts; ``"rest"``: all others
        :param as_of: the moment of decision; or the name of a column of dates, or of timestamps with a zone
        :param missing: what a null says, or NaN: ``left_out`` (nothing: unknown, or what rules assume), ``unknown`` or
            ``absent``; also by column
        :param exact_floats: money may be a float that is exactly an amount
        :param threads: how many decide; the result is the same
        :param progress: True shows a bar of tqdm; else what is called, some ten times a second, with the rows done and
            how many there are, which is None where ``data`` has no length
        :param rules: tell the rules that spoke, too
        :param strict: what is wrong with a row is raised; else its decisions are an ``error``
        :raises ColumnError: a column is no fact, or cannot hold it
        :raises CaseError: with the first mistakes, their rows and columns
        :raises OSError: the producer of the batches failed
        :raises UnknownDecision: there is none of that name

        Other threads of Python run meanwhile. Ctrl-C stops it at once.
        """
        from ._arrow import decide_arrow
        return decide_arrow(self, data, self._names(decisions), columns=columns, keep=keep, ignore=ignore, as_of=as_of,
                            missing=missing, exact_floats=exact_floats, threads=threads, with_rules=rules,
                            strict=strict, progress=progress)

    def interview(self, decision: str, facts: Any = None, *, as_of: Optional[Moment] = None, lang: str = "") -> Interview:
        """Asks for what a decision still needs.

        :param facts: what is known already
        :raises UnknownDecision: there is none of that name
        """
        case = self.case({} if facts is None else facts, as_of=as_of)
        return Interview(self, decision, case, lang)

    # ---- what the rules say of themselves

    @property
    def facts(self) -> List[Fact]:
        """Every fact that a case may give, in file order."""
        return [Fact(*f) for f in self._facts()]

    @property
    def warnings(self) -> List[_errors.Diagnostic]:
        """What the checks have to say about rules that compile all the same."""
        return _errors.diagnostics(self._warnings())

    def graph(self, decision: Optional[str] = None, lang: str = "") -> Graph:
        """What reads what; of one decision, what it reads. :raises UnknownDecision: there is none of that name"""
        return Graph(self, decision, lang)

    def save(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes the compiled rules to a file, by custom ``NAME.writc``, whole or not at all.

        :raises OSError: it cannot be written
        """
        self._save(os.fspath(path))

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), (self.to_bytes(), self.name)

    def __repr__(self) -> str:
        return f"<rules {self.name} {self.version}, {self.hash[:8]}>"
