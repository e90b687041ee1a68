"""One case: what Python values mean, and what comes back."""

from __future__ import annotations

import datetime
import enum
import pickle
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType, SimpleNamespace
from typing import Any, List, NamedTuple, Optional

import pytest

import writ

EVERY_TYPE = """
pack kinds "Every kind" {
  version "1.0"
  languages en, es
  region c.region
  zones MX "America/Mexico_City", TH "Asia/Bangkok"
}
enum Region { MX, TH }
enum Level ordered { low, mid, high }
enum Sign { red, green, blue }
record Item { name : text  level : Level  seen : instant  price : money USD }
facts c {
  region  : Region
  yes     : bool
  whole   : int 0 .. 1000
  part    : decimal(2) -10 .. 10
  share   : percent(1) 0% .. 100%
  price   : optional money USD
  day     : optional date
  at      : time
  seen    : instant
  waits   : duration
  term    : span
  level   : Level
  signs   : set of Sign
  word    : text
  item    : optional Item
  items   : list of Item up to 5
}
"""

DECISIONS = {
    "d_yes": ("bool", "c.yes"),
    "d_whole": ("int 0 .. 1000", "c.whole"),
    "d_part": ("decimal(2) -10 .. 10", "c.part"),
    "d_share": ("percent(1) 0% .. 100%", "c.share"),
    "d_price": ("optional money USD", "c.price"),
    "d_at": ("time", "c.at"),
    "d_seen": ("instant", "c.seen"),
    "d_waits": ("duration", "c.waits"),
    "d_level": ("Level", "c.level"),
}


def every_type() -> writ.Ruleset:
    text = EVERY_TYPE
    for name, (kind, value) in DECISIONS.items():
        text += f"decision {name} : {kind} {{ otherwise {value} }}\n"
    text += "decision has_day : bool { rule there { when c.day is present then yes } otherwise no }\n"
    text += "decision dear : int 0 .. 5 { otherwise count of i among c.items where i.price > USD 10.00 }\n"
    text += "decision signed : bool { rule red { when c.signs has red then yes } otherwise no }\n"
    return writ.loads(text)


@pytest.fixture(scope="module")
def rules() -> writ.Ruleset:
    return every_type()


def value(rules: writ.Ruleset, name: str, decision: str, given: Any, **how: Any) -> Any:
    return rules.decide({"c": {name: given}}, decision, **how).value


UTC = datetime.timezone.utc
BANGKOK = datetime.timezone(datetime.timedelta(hours=7))


@pytest.mark.parametrize("name, given, expected", [
    ("yes", True, True),
    ("yes", False, False),
    ("whole", 0, 0),
    ("whole", 1000, 1000),
    ("whole", Decimal("12"), 12),
    ("whole", 12.0, 12),
    ("part", Decimal("-9.99"), Decimal("-9.99")),
    ("part", 3, Decimal("3.00")),
    ("part", 0.25, Decimal("0.25")),
    ("share", Decimal("0.985"), Decimal("0.985")),
    ("share", "98.5%", Decimal("0.985")),
    ("price", writ.Money("12.50", "USD"), writ.Money("12.50", "USD")),
    ("price", Decimal("12.5"), writ.Money("12.50", "USD")),
    ("price", "USD 7.00", writ.Money("7.00", "USD")),
    ("price", {"currency": "USD", "amount": "7.00"}, writ.Money("7.00", "USD")),
    ("at", datetime.time(9, 30), datetime.time(9, 30)),
    ("at", "09:30", datetime.time(9, 30)),
    ("seen", datetime.datetime(2026, 3, 1, 9, 0, tzinfo=BANGKOK), datetime.datetime(2026, 3, 1, 2, 0, tzinfo=UTC)),
    ("seen", datetime.datetime(2026, 3, 1, 9, 0, 1, 5, tzinfo=UTC), datetime.datetime(2026, 3, 1, 9, 0, 1, 5, tzinfo=UTC)),
    ("seen", datetime.datetime(1, 1, 1, tzinfo=UTC), datetime.datetime(1, 1, 1, tzinfo=UTC)),
    ("waits", datetime.timedelta(hours=48), datetime.timedelta(hours=48)),
    ("waits", datetime.timedelta(microseconds=1), datetime.timedelta(microseconds=1)),
    ("waits", "90 minutes", datetime.timedelta(minutes=90)),
    ("level", "mid", "mid"),
])
def test_a_value_comes_back_as_it_was_given(rules, name, given, expected):
    back = value(rules, name, "d_" + name, given)
    assert back == expected and type(back) is type(expected)


def test_sets_lists_and_records(rules):
    assert value(rules, "signs", "signed", {"red", "blue"}) is True
    assert value(rules, "signs", "signed", ["blue"]) is False
    assert value(rules, "signs", "signed", frozenset()) is False
    items = [{"name": "a", "price": "USD 10.00"}, {"name": "b", "price": writ.Money("10.01", "USD")}]
    assert value(rules, "items", "dear", items) == 1
    assert value(rules, "items", "dear", tuple(items)) == 1
    assert value(rules, "items", "dear", []) == 0


class Level(enum.Enum):
    LOW = "low"
    mid = 1


class Sign(str, enum.Enum):
    RED = "red"


def test_members_of_enums_are_their_value_or_their_name(rules):
    assert value(rules, "level", "d_level", Level.LOW) == "low"
    assert value(rules, "level", "d_level", Level.mid) == "mid"
    assert value(rules, "signs", "signed", [Sign.RED]) is True

    class Other(enum.Enum):
        top = "highest"

    with pytest.raises(writ.CaseError, match="`highest` is not a value of Level"):
        value(rules, "level", "d_level", Other.top)


def test_floats_are_money_only_if_asked_for_and_exact(rules):
    assert value(rules, "price", "d_price", 12.5, exact_floats=True) == writ.Money("12.50", "USD")
    with pytest.raises(writ.CaseError, match="a float; c.price is an amount of money"):
        value(rules, "price", "d_price", 12.5)
    with pytest.raises(writ.CaseError, match="the float 12.1 is not exactly a number with 2 decimal places"):
        value(rules, "price", "d_price", 12.1, exact_floats=True)
    assert value(rules, "part", "d_part", 0.25) == Decimal("0.25")
    with pytest.raises(writ.CaseError, match="the float 0.125 is not exactly a number with 2 decimal places"):
        value(rules, "part", "d_part", 0.125)


# ---------------------------------------------------------------- what is missing


def test_none_says_what_the_caller_says(rules):
    assert value(rules, "day", "has_day", None) is False
    assert rules.decide({"c": {"day": None}}, "has_day", missing="unknown").status == "undetermined"
    assert rules.decide({"c": {"day": None}}, "has_day", missing="left_out").status == "undetermined"
    assert rules.decide({"c": {"day": writ.UNKNOWN}}, "has_day").status == "undetermined"
    assert value(rules, "day", "has_day", writ.ABSENT, missing="unknown") is False
    with pytest.raises(writ.CaseError, match="c.yes cannot be absent"):
        value(rules, "yes", "d_yes", None)
    with pytest.raises(ValueError, match='missing is "absent"'):
        value(rules, "yes", "d_yes", None, missing="nothing")


def test_the_missing_values_of_pandas_are_those_of_python(rules):
    pandas = pytest.importorskip("pandas")
    for nothing in (pandas.NA, pandas.NaT):
        assert value(rules, "day", "has_day", nothing) is False
        assert rules.decide({"c": {"day": nothing}}, "has_day", missing="unknown").status == "undetermined"


def test_numbers_of_numpy_are_numbers(rules):
    numpy = pytest.importorskip("numpy")
    assert value(rules, "whole", "d_whole", numpy.int64(7)) == 7
    assert value(rules, "whole", "d_whole", numpy.uint8(7)) == 7
    assert value(rules, "part", "d_part", numpy.float32(0.5)) == Decimal("0.50")
    assert value(rules, "yes", "d_yes", numpy.bool_(True)) is True
    with pytest.raises(writ.CaseError, match="c.whole"):
        value(rules, "whole", "d_whole", numpy.bool_(True))


# ---------------------------------------------------------------- kinds of cases


@dataclass
class Item:
    name: str
    price: writ.Money


@dataclass
class Facts:
    whole: int
    items: List[Item] = field(default_factory=list)


@dataclass
class Case:
    c: Facts
    as_of: Optional[datetime.date] = None


class Row(NamedTuple):
    whole: int
    yes: bool


class Slots:
    __slots__ = ("whole",)

    def __init__(self, whole: int) -> None:
        self.whole = whole


def test_cases_are_dicts_dataclasses_and_objects(rules):
    items = [Item("a", writ.Money(11, "USD"))]
    for given in ({"c": {"whole": 5, "items": items}}, Case(Facts(5, items)), {"c": Facts(5, items)},
                  SimpleNamespace(c=SimpleNamespace(whole=5, items=items)), MappingProxyType({"c": Facts(5, items)})):
        d = rules.decide(given, ["d_whole", "dear"])
        assert (d["d_whole"].value, d["dear"].value) == (5, 1)
    assert rules.decide({"c": Row(5, True)}, "d_whole").value == 5
    assert rules.decide({"c": Slots(5)}, "d_whole").value == 5


def test_the_moment_of_decision(rules):
    day, moment = datetime.date(2026, 3, 1), datetime.datetime(2026, 3, 1, 9, tzinfo=BANGKOK)
    assert rules.case({}, as_of=day).as_of == "2026-03-01"
    assert rules.case({"as_of": day}).as_of == "2026-03-01"
    assert rules.case(Case(Facts(1), as_of=day)).as_of == "2026-03-01"
    assert rules.case({"as_of": "2025-01-01"}, as_of=moment).as_of == "2026-03-01T02:00Z"
    assert rules.case({}).as_of is None
    with pytest.raises(writ.CaseError, match="a datetime without a zone"):
        rules.case({}, as_of=datetime.datetime(2026, 3, 1))
    with pytest.raises(writ.CaseError, match="as_of: a datetime without a zone"):
        rules.case({"as_of": datetime.datetime(2026, 3, 1)})
    with pytest.raises(ValueError, match="neither a date nor an instant"):
        rules.case({}, as_of="soon")
    with pytest.raises(TypeError, match="a moment of decision is a date"):
        rules.case({}, as_of=5)


def test_cases_as_text(rules):
    c = rules.read_json('{"c": {"whole": 5}}')
    assert rules.decide(c, "d_whole").value == 5
    assert rules.read_yaml(c.to_yaml()).decide("d_whole").value == 5
    with pytest.raises(writ.CaseError, match="^1:17: c.whole") as caught:
        rules.read_json('{"c": {"whole": "5"}}')
    assert (caught.value.mistakes[0].line, caught.value.mistakes[0].column) == (1, 17)


# ---------------------------------------------------------------- decisions


@pytest.fixture(scope="module")
def appeals() -> writ.Ruleset:
    return writ.load("rules/appeals")


def test_what_a_decision_says(appeals):
    d = appeals.decide(appeals.example("A-19 an appeal whose penalty tier nobody has told") if
                       "A-19 an appeal whose penalty tier nobody has told" in appeals.examples else
                       appeals.example(next(e for e in appeals.examples if e.startswith("A-19"))))
    assert d["admissible"].value is True and d["admissible"].own_rules == ("admissible.taken",)
    assert d["route"].value == "tier_2" and d["route"].provisional and d["route"].asks == ("appeal.penalty_tier",)
    ruling = d["ruling"]
    assert ruling.status == "undetermined" and ruling.needs == ("appeal.penalty_tier",)
    assert str(ruling) == ("ruling = one of escalate_to_tier_2, grant   undetermined, needs appeal.penalty_tier")
    with pytest.raises(writ.NotDecided, match="ruling = one of escalate_to_tier_2, grant   undetermined"):
        ruling.value
    assert d.status == "undetermined" and "appeal.penalty_tier" in d.needs
    assert len(d) == len(appeals.decisions) and list(d) == list(appeals.decisions)
    assert "appeal.penalty_tier" in d.asks and "admissible.taken" in d.rules
    with pytest.raises(writ.UnknownDecision, match="there is no decision `rulling`"):
        d["rulling"]
    with pytest.raises(writ.UnknownDecision):
        appeals.decide({}, "rulling")


def test_decisions_can_be_explained(appeals):
    case = appeals.example(next(e for e in appeals.examples if e.startswith("A-07")))
    d = appeals.decide(case, "first_window")
    assert str(d.explain()).startswith("first_window = ")
    assert d.explain(lang="es").to_dict()["language"] == "es"
    assert "why not six_months" not in str(d.why_not("six_months")) and "law in DE, FR" in str(d.why_not("six_months"))
    assert len(d.why_not("ever")) == 0
    with pytest.raises(ValueError, match='the rules are not in "de"; they are in'):
        d.explain(lang="de")
    both = appeals.decide(case, ["first_window", "route"]).explain()
    assert len(both) == 2 and "route = " in str(both)
    assert appeals.decide(case).why_not("six_months")


def test_notices(appeals):
    case = appeals.example(next(e for e in appeals.examples if e.startswith("A-13")))
    notice = appeals.decide(case, "ruling").notice("sellers", lang="es")
    assert str(notice).startswith("Aviso a sellers") and notice.to_dict()["language"] == "es"
    with pytest.raises(writ.UnknownAudience):
        appeals.decide(case, "ruling").notice("nobody")


def test_values_that_are_records_can_be_asked_for_fields():
    rules = writ.loads('pack p "P" { version "1" languages en } record R { a : int 0 .. 9\n b : bool }\n'
                       "facts c { x : int 0 .. 9 }\ndecision d : R { otherwise {a: c.x, b: yes} }")
    d = rules.decide({"c": {"x": 3}}, "d")
    assert d.value == {"a": 3, "b": True} and d["a"] == 3


def test_numbers_that_no_decimal_equals_are_fractions():
    rules = writ.loads('pack p "P" { version "1" languages en }\nfacts c { x : int 1 .. 9 }\ndefine third = 1 / c.x\n'
                       "decision d : bool { otherwise yes }")
    assert rules.decide({"c": {"x": 3}}, "third").value == Fraction(1, 3)
    assert rules.decide({"c": {"x": 4}}, "third").value == Decimal("0.25")


# ---------------------------------------------------------------- prepared classes


@dataclass
class Shop:
    whole: int
    level: Level
    price: Optional[writ.Money]
    day: Optional[datetime.date]
    seen: datetime.datetime
    share: Decimal
    items: List[Item]
    signs: Any
    item: Any
    when: datetime.date


SHOP = {f"c.{name}": name for name in ("whole", "level", "price", "day", "seen", "share", "items", "signs", "item")}


@dataclass
class Other:
    level: Level
    nome: str = "a"


@dataclass
class Seen:
    seen: Any
    name: Any = "a"


def shop(**other: Any) -> Shop:
    made = Shop(5, Level.LOW, writ.Money("1.50", "USD"), datetime.date(2026, 1, 1),
                datetime.datetime(2026, 1, 1, tzinfo=UTC), Decimal("0.5"), [], ["red"], None, datetime.date(2026, 3, 1))
    for name, value in other.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize("other", [
    {}, {"whole": 1000}, {"whole": 1001}, {"whole": -1}, {"whole": True}, {"whole": 10**30}, {"whole": "5"},
    {"whole": writ.UNKNOWN}, {"level": Level.mid}, {"level": "high"}, {"level": "none"}, {"level": 3}, {"level": Sign.RED},
    {"price": None}, {"price": writ.Money("1.505", "USD")}, {"price": writ.Money(1, "EUR")}, {"price": Decimal("2.00")},
    {"price": 2.0}, {"day": None}, {"day": datetime.datetime(2026, 1, 1)}, {"day": "2026-01-01"}, {"day": 5},
    {"seen": datetime.datetime(2026, 1, 1)}, {"seen": datetime.datetime(2026, 1, 1, tzinfo=BANGKOK)}, {"seen": "2026-01-01"},
    *({"share": Decimal(text)} for text in ("1E-1", "-0.0", "-0.001", "0.9990", "1.0000", "1.001", "0.99999999999999999999")),
    *({"whole": Decimal(text)} for text in ("7", "7.0", "7.5", "1E+3", "1E+4", "123456789012345678", "1234567890123456789")),
    *({"price": writ.Money(text, "USD")} for text in ("0.10", "-1", "1E+1", "9223372036854775807", "92233720368547758.07")),
    {"share": Decimal("0.5555")}, {"share": Decimal("NaN")}, {"share": Decimal("2")}, {"share": 0.5}, {"share": 1},
    {"items": [Item("a", writ.Money(20, "USD"))]}, {"items": [5]}, {"items": "ab"}, {"items": None}, {"items": [None]},
    {"items": [{"name": "b"}, Item("a", writ.Money(20, "USD")), {"level": Level.LOW, "name": "a", "price": "USD 1.00"}]},
    {"items": ({"name": "b"}, {"nome": "b"})}, {"items": [Other(Level.LOW)]}, {"items": [{}] * 6}, {"items": [{}] * 5},
    {"items": [Seen(datetime.datetime(2026, 1, 1, tzinfo=UTC)), Seen("2026-01-01T09:00Z"), Seen(None)]},
    {"items": [Seen(writ.UNKNOWN, None)]}, {"items": [SimpleNamespace(name="x")]}, {"items": [MappingProxyType({"name": "x"})]},
    {"item": Item("a", writ.Money(20, "USD"))}, {"item": {"name": "a", "price": writ.Money("1.005", "USD")}}, {"item": {}},
    {"item": Other(Level.mid)}, {"item": Seen(datetime.datetime(2026, 1, 1))}, {"item": [{}]}, {"item": writ.UNKNOWN},
    {"signs": {"red", "blue"}}, {"signs": (Sign.RED,)}, {"signs": "red"}, {"signs": {"rad"}}, {"signs": [1]}, {"signs": None},
    {"signs": frozenset()}, {"signs": ["red", "red"]}, {"signs": writ.UNKNOWN}, {"signs": (s for s in ["red"])},
    {"when": datetime.datetime(2026, 1, 1, tzinfo=UTC)}, {"when": "2026-01-01"}, {"when": None},
])
@pytest.mark.parametrize("missing", ["absent", "unknown", "left_out"])
def test_a_prepared_object_is_the_case_that_a_dict_is(rules, other, missing):
    prepared = rules.case_type(Shop, SHOP, as_of="when", missing=missing)
    given = shop(**other)
    as_dict = {"c": {name: getattr(given, name) for name in SHOP.values()}}
    if given.when is not None:
        as_dict["as_of"] = given.when
    try:
        expected: Any = rules.case(as_dict, missing=missing)
    except writ.CaseError as wrong:
        with pytest.raises(writ.CaseError) as caught:
            prepared.case(given)
        assert str(caught.value) == str(wrong)
        return
    made = prepared.case(given)
    assert made.to_yaml() == expected.to_yaml() and made.as_of == expected.as_of
    assert prepared.decide(given, "d_whole").to_json() == expected.decide("d_whole").to_json()


def test_what_can_be_prepared(rules):
    @dataclass
    class Nested:
        c: Facts

    assert rules.case_type(Nested).decide(Nested(Facts(7)), "d_whole").value == 7
    rows = rules.case_type(dict, {"c.whole": "n", "c.yes": "y"})
    assert rows.decide({"n": 7, "other": 1}, "d_whole").value == 7
    assert rows.decide({}, "d_whole").status == "undetermined"
    assert rules.case_type(Shop, SHOP).decide(shop(), "has_day", as_of="2026-03-01").value is True

    with pytest.raises(writ.CaseTypeError) as caught:
        rules.case_type(Shop, {"c.hole": "whole", "c.whole": "hole", "c.yes": "whole", "c.day": "seen", "c.seen": "when"})
    assert str(caught.value).splitlines() == [
        "there is no fact `c.hole` (did you mean `c.whole`?)",
        "`c.whole`: `Shop` has no attribute `hole` (did you mean `whole`?)",
        "`c.yes` is a bool, and `whole` is a int",
        "`c.day` is a date, and `seen` is a datetime",
        "`c.seen` is an instant, and `when` is a date",
    ]
    with pytest.raises(writ.CaseTypeError, match="gives none of the facts"):
        rules.case_type(Slots)
    with pytest.raises(TypeError, match="a case of Shop was prepared, and this is dict"):
        rules.case_type(Shop, SHOP).decide({}, "d_whole")
    with pytest.raises(TypeError, match="made of a class"):
        rules.case_type(shop(), SHOP)  # type: ignore[arg-type]


# ---------------------------------------------------------------- rules


def test_what_rules_say_of_themselves(rules, tmp_path):
    assert (rules.name, rules.version, rules.languages) == ("kinds", "1.0", ("en", "es"))
    assert rules.facts[1] == writ.Fact("c.yes", "bool", "yes or no", False)
    assert {f.path: f.kind for f in rules.facts}["c.items"] == "list"
    assert isinstance(rules.warnings, list) and all(w.severity == "warning" for w in rules.warnings)
    assert repr(rules) == f"<rules kinds 1.0, {rules.hash[:8]}>"
    rules.save(tmp_path / "kinds.writc")
    again = writ.load(tmp_path / "kinds.writc")
    assert again.hash == rules.hash and again.decide({"c": {"whole": 5}}, "d_whole").value == 5
    assert "c.whole" in rules.graph("d_whole").text and rules.graph().dot.startswith("digraph")


def test_rules_travel_compiled(rules):
    again = pickle.loads(pickle.dumps(rules))
    assert type(again) is writ.Ruleset and again.hash == rules.hash and again.to_bytes() == rules.to_bytes()
    damaged = bytearray(rules.to_bytes())
    damaged[len(damaged) // 2] ^= 1
    with pytest.raises(writ.CompileError, match="damaged"):
        writ.Ruleset(bytes(damaged), "from afar")


def test_rules_that_do_not_compile_say_so_as_on_the_command_line():
    with pytest.raises(writ.CompileError) as caught:
        writ.loads('pack p "P" { version "1" languages en }\nfacts s { points : int 0 .. 9 }\n'
                   "decision d : bool { rule r { when s.point > 3 then yes } otherwise no }", "tiers.writ")
    assert str(caught.value).splitlines()[:2] == ["error[E0219]: no fact is called `s.point`", " --> tiers.writ:3:35"]
    (found,) = caught.value.diagnostics
    assert (found.code, found.severity, found.file, found.line, found.column) == ("E0219", "error", "tiers.writ", 3, 35)
    assert found.help == ("did you mean `s.points`?",)
    with pytest.raises(writ.CompileError, match="nowhere"):
        writ.load("nowhere")


def test_errors_can_be_pickled():
    for error in (writ.CaseError([("a.b", "wrong", "right", 1, 2)]), writ.CompileError("text", "[]"),
                  writ.NotDecided("x"), writ.UnknownDecision("y")):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error) and str(again) == str(error)


# ---------------------------------------------------------------- interviews


def test_an_interview(appeals):
    talk = appeals.interview("first_window")
    asked = []
    for question in talk:
        asked.append(question.path)
        talk.answer(question.choices[0][0])
    assert asked and talk.decision.status == "decided"
    assert appeals.read_yaml(talk.to_yaml()).decide("first_window").to_json() == talk.decision.to_json()
    assert talk.back() and talk.next() is not None
    with pytest.raises(writ.CaseError, match="is not a value of"):
        talk.answer("nonsense")
    assert talk.next().path == asked[-1]
    while talk.skip():
        pass
    assert talk.next() is None and talk.decision.status == "undetermined"
    with pytest.raises(RuntimeError, match="neither answered nor skipped"):
        for question in appeals.interview("first_window"):
            pass
