"""Many cases: frames and columns come to the same as single cases, and errors have places."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import threading
import time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

import pytest

import writ

np = pytest.importorskip("numpy")
pd = pytest.importorskip("pandas")

ROOT = Path(__file__).resolve().parents[2]
PACKS = sorted(folder.name for folder in (ROOT / "rules").iterdir() if any(folder.glob("*.writ")))
UTC = dt.timezone.utc
IS_SLOW = bool(os.environ.get("WRIT_IS_SLOW"))

EVERY_TYPE = """
pack kinds "Every kind" {
  version "1.0"
  languages en
  region c.region
  money TH THB, MX MXN
}
enum Region { TH, MX }
enum Level ordered { low, mid, high }
enum Sign { red, green, blue }
record Item { name : text  level : Level  seen : instant  price : money USD  paid : optional money
              points : int 0 .. 50 assume 2  note : optional text }
record Bank { name : text  checked : optional date  safe : bool }
facts c {
  region  : Region
  yes     : bool
  maybe   : optional bool
  whole   : int 0 .. 1000
  count   : optional int 0 .. 1000
  part    : decimal(2) -10 .. 10
  share   : percent(1) 0% .. 100%
  price   : optional money USD
  local   : money
  day     : optional date
  at      : time
  seen    : instant
  waits   : duration
  term    : span
  tongue  : text assume "en"
  note    : optional text
  sign    : optional Sign
  signs   : set of Sign
  items   : list of Item up to 3
  late    : list of Item up to 3 sorted on seen
  bank    : optional Bank
}
define total = sum of i.points for i among c.items
decision fine : bool {
  rule closed { when c.yes or total > 40 then no }
  otherwise yes
}
decision level : Level takes first {
  rule big  { when c.whole >= 500 and c.region is TH then high }
  rule part { when c.part > 5 or c.share >= 50% then mid }
  rule sign { when c.sign is present and c.sign is one of {red, green} then mid }
  rule seen { when c.seen > now then high }
  otherwise low
}
decision points : int 0 .. 100 takes sum {
  rule rich  { when c.price is present and c.price >= USD 50.00 then 5 }
  rule late  { when c.whole < 100 then 7 }
  rule noted { when c.note is present then 2 }
  rule maybe { when c.maybe is present and c.maybe then 1 }
}
decision plain : int takes first {
  rule one { when c.count is present and c.count > 500 then 2 }
  rule two { when c.whole > 300 then 1 }
}
decision part : optional decimal(2) takes first { rule a { when c.yes then c.part } }
decision price : money USD takes first {
  rule a { when c.price is present then c.price }
  otherwise USD 0.00
}
decision local : money takes first { rule a { when c.yes then c.local } }
decision day : date takes first { rule a { when c.day is present then c.day } otherwise today }
decision seen : instant takes first { rule a { when c.yes then c.seen } }
decision waits : duration takes first { rule a { when c.waits > 1 hour then c.waits } }
decision word : text takes first {
  rule a { when c.note is present then c.note }
  rule b { when c.yes then "known" }
}
decision tongue : text takes first { rule a { when c.yes then c.tongue } }
decision signs : set of Sign takes first { rule a { when c.signs has red then c.signs } }
decision kept : list of Item up to 3 takes first { rule a { when c.yes then c.items } }
decision bank : bool takes first {
  rule a { when c.bank is present and c.bank.safe then yes }
  otherwise no
}
decision clash : Level {
  rule a { when c.whole > 10 then low }
  rule b { when c.whole > 600 then high }
}
"""


@lru_cache(maxsize=None)
def rules_of(name: str) -> writ.Ruleset:
    return writ.loads(EVERY_TYPE) if name == "kinds" else writ.load(ROOT / "rules" / name)


# ---------------------------------------------------------------- random cases

def some(dice: random.Random, *choices: Callable[[], Any]) -> Any:
    return dice.choice(choices)()


def day_of(dice: random.Random) -> dt.date:
    return dt.date(2026, 3, 10) + dt.timedelta(days=dice.randint(-20, 20))


def instant_of(dice: random.Random) -> dt.datetime:
    micros = dt.timedelta(microseconds=dice.randint(-10**12, 10**12))
    return dt.datetime(2026, 3, 10, 9, tzinfo=UTC) + micros


def amount_of(dice: random.Random) -> Decimal:
    return Decimal(dice.randint(0, 20000)) / 100


def item_of(dice: random.Random, currency: str) -> Dict[str, Any]:
    fields = {
        "name": lambda: dice.choice(["a", "b", "ü"]),
        "level": lambda: dice.choice(["low", "mid", "high"]),
        "seen": lambda: instant_of(dice), "price": lambda: writ.Money(amount_of(dice), "USD"),
        "paid": lambda: some(dice, lambda: writ.Money(amount_of(dice), currency), lambda: None,
                             lambda: writ.ABSENT),
        "points": lambda: dice.choice([0, 7, 50, writ.UNKNOWN]),
        "note": lambda: dice.choice(["n", None]),
    }
    return {name: made() for name, made in fields.items() if dice.random() < 0.8}


def kinds_case(dice: random.Random, wild: float) -> Dict[str, Any]:
    """A case of every type; now and then something is wrong, as often as `wild` says."""
    region, currency = dice.choice([("TH", "THB"), ("MX", "MXN")])
    facts: Dict[str, Callable[[], Any]] = {
        "region": lambda: region, "yes": lambda: dice.random() < 0.5,
        "maybe": lambda: dice.random() < 0.5,
        "whole": lambda: dice.choice([0, 5, 50, 400, 700, 1000]),
        "count": lambda: dice.choice([0, 499, 501]),
        "part": lambda: Decimal(dice.randint(-1000, 1000)) / 100,
        "share": lambda: Decimal(dice.randint(0, 1000)) / 1000,
        "price": lambda: writ.Money(amount_of(dice), "USD"),
        "local": lambda: f"{currency} {amount_of(dice):.2f}", "day": lambda: day_of(dice),
        "at": lambda: some(dice, lambda: dt.time(9, 30), lambda: "10:00"),
        "seen": lambda: instant_of(dice),
        "waits": lambda: dt.timedelta(minutes=dice.randint(0, 200)),
        "term": lambda: some(dice, lambda: "5 business days", lambda: dt.timedelta(days=3)),
        "tongue": lambda: dice.choice(["en", "es", "th"]),
        "note": lambda: dice.choice(["x", "y", ""]),
        "sign": lambda: dice.choice(["red", "green", "blue"]),
        "signs": lambda: some(dice, lambda: {"red"}, lambda: ["red", "blue"], lambda: set(),
                              lambda: frozenset({"blue"})),
        "items": lambda: [item_of(dice, currency) for _ in range(dice.randint(0, 3))],
        "late": lambda: [{**item_of(dice, currency), "seen": instant_of(dice)}
                         for _ in range(dice.randint(0, 3))],
        "bank": lambda: {"name": "B", "safe": dice.random() < 0.5,
                         "checked": dice.choice([None, day_of(dice)])},
    }
    out = {}
    for name, made in facts.items():
        if dice.random() < wild:
            out[name] = dice.choice(["?", 3, True, Decimal("0.123"), {}, [1], 2**70, writ.UNKNOWN,
                                     writ.ABSENT, 1001])
        else:
            out[name] = None if dice.random() < 0.15 else made()
    return {f"c.{name}": value for name, value in out.items()}


@lru_cache(maxsize=None)
def shipped_values(pack: str) -> Dict[str, List[Any]]:
    """What the examples of a pack tell, by fact."""
    yaml = pytest.importorskip("yaml")
    rules, out = rules_of(pack), {}

    def read(text: str) -> Any:
        said = {"null": None, "yes": True, "no": False}
        if text in said:
            return said[text]
        for kind in (int, Decimal):
            try:
                return kind(text)
            except (ValueError, ArithmeticError):
                pass
        return text

    class Reader(yaml.BaseLoader):  # type: ignore[misc, name-defined]
        def construct_scalar(self, node: Any) -> Any:
            return read(node.value) if node.style is None else node.value

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            given = super().construct_mapping(node, deep=True)
            return writ.UNKNOWN if given == {"unknown": True} else given

    def collect(path: str, value: Any) -> None:
        if path in facts:
            out.setdefault(path, []).append(value)
        elif isinstance(value, dict):
            for name, inner in value.items():
                collect(f"{path}.{name}" if path else name, inner)

    facts = {f.path for f in rules.facts}
    for example in rules.examples:
        collect("", yaml.load(rules.example(example).to_yaml(), Loader=Reader))
    return out


def random_case(pack: str, dice: random.Random, wild: float) -> Dict[str, Any]:
    if pack == "kinds":
        return kinds_case(dice, wild)
    values = shipped_values(pack)
    broken = ["?", 3, True, Decimal("0.123"), writ.UNKNOWN, writ.ABSENT]

    def value(known: List[Any]) -> Any:
        return dice.choice(broken) if dice.random() < wild else dice.choice([*known, None])

    return {path: value(known) for path, known in values.items()}


def nested(flat: Dict[str, Any], missing: str) -> Dict[str, Any]:
    """A case as one writes it; what is missing is None, or is not there."""
    out: Dict[str, Any] = {}
    for path, value in flat.items():
        *way, name = path.split(".")
        group = out
        for word in way:
            group = group.setdefault(word, {})
        if value is not None or missing != "left_out":
            group[name] = value
    return out


def dressed(series: pd.Series, dice: random.Random) -> pd.Series:
    """The same values in another type of column, where one holds them."""
    kinds = {type(v) for v in series if v is not None}
    holes = any(v is None for v in series)
    if kinds == {str}:
        return dice.choice([series, series.astype("category"), series.astype("string")])
    if kinds == {bool}:
        whole = [] if holes else [series.astype(bool)]
        return dice.choice([series, series.astype("boolean"), *whole])
    if kinds == {int} and all(v is None or abs(v) < 2**53 for v in series):
        small = [] if holes else [series.astype("int16"), series.astype("int64")]
        return dice.choice([series, series.astype("Int64"), series.astype("float64")] + small)
    if kinds == {dt.timedelta} and not series.name.endswith("term"):
        return dice.choice([series, pd.to_timedelta(series)])
    if kinds == {dt.datetime}:
        return dice.choice([series, pd.to_datetime(series, utc=True),
                            pd.to_datetime(series, utc=True).dt.tz_convert("Asia/Bangkok")])
    if kinds == {dt.date}:
        return dice.choice([series, pd.to_datetime(series)])
    return series


def frame_of(cases: List[Dict[str, Any]], dice: random.Random) -> pd.DataFrame:
    names = list(dict.fromkeys(name for case in cases for name in case))
    index = pd.Index([f"case {i}" for i in range(len(cases))])
    columns = {}
    for name in names:
        values = np.empty(len(cases), object)
        for row, case in enumerate(cases):
            values[row] = case[name]
        columns[name] = dressed(pd.Series(values, index=index, name=name, dtype=object), dice)
    return pd.DataFrame(columns, index=index)


def plain(value: Any) -> Any:
    return None if value is None or value is pd.NA or value is np.nan else value


def same_answers(rules: writ.Ruleset, df: pd.DataFrame, cases: List[Dict[str, Any]], missing: str,
                 threads: int) -> None:
    moment = dt.date(2026, 3, 10)
    got = rules.decide_frame(df, as_of=moment, missing=missing, threads=threads, rules=True,
                             strict=False)
    assert list(got.index) == list(df.index)
    without = rules.decide_frame(df, as_of=moment, missing=missing, threads=threads, strict=False)
    pd.testing.assert_frame_equal(without, got[list(without)])
    for row, case in enumerate(cases):
        alone = rules.decide(nested(case, missing), as_of=moment, missing=missing, strict=False)
        for name, d in alone.items():
            where = f"{name} of row {row}: {case}"
            assert got[f"{name}.status"].iloc[row] == d.status, where
            assert plain(got[name].iloc[row]) == (d.value if d.status == "decided" else None), where
            assert got[f"{name}.rules"].iloc[row] == ", ".join(d.rules), where


@pytest.mark.parametrize("missing", ["left_out", "unknown", "absent"])
@pytest.mark.parametrize("pack", ["kinds", *PACKS])
def test_a_row_comes_to_the_same_as_a_case(pack: str, missing: str) -> None:
    rules = rules_of(pack)
    for seed in range((12 if pack == "kinds" else 2) // (2 if IS_SLOW else 1)):
        dice = random.Random(f"{pack} {missing} {seed}")
        wild = 0.02 if seed % 3 == 2 else 0.0
        cases = [random_case(pack, dice, wild) for _ in range(6)]
        same_answers(rules, frame_of(cases, dice), cases, missing, threads=1 + seed % 2)


# ---------------------------------------------------------------- what columns are taken from

def kinds(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({f"c.{name}": values for name, values in columns.items()})


def decided(df: pd.DataFrame, decision: str, **how: Any) -> List[Any]:
    return [plain(v) for v in rules_of("kinds").decide_frame(df, decision, **how)[decision]]


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Dict[str, int]]:
    """Where the arrays are that the library is handed, by fact."""
    from writ import _core, _fill
    seen: Dict[str, int] = {}

    class Columns(_core.Columns):  # type: ignore[misc]
        def values(self, name: str, array: Any, **how: Any) -> None:
            seen[name] = array.ctypes.data
            super().values(name, array, **how)

        def texts(self, name: str, codes: Any, dictionary: List[str], **how: Any) -> None:
            seen[name] = codes.ctypes.data
            super().texts(name, codes, dictionary, **how)

    monkeypatch.setattr(_fill._core, "Columns", Columns)
    yield seen


def test_nothing_is_copied_where_types_allow(handed: Dict[str, int]) -> None:
    df = pd.DataFrame({
        "c.whole": np.array([1, 2, 3], np.int16), "c.count": pd.array([1, None, 3], "Int64"),
        "c.yes": [True, False, True], "c.maybe": pd.array([True, None, False], "boolean"),
        "c.region": pd.Categorical(["TH", "MX", None]),
        "c.price": np.array([1050, 1, 2], np.int32)})
    rules_of("kinds").decide_frame(df, "points", columns={"c.price": writ.minor_units("c.price")})
    assert handed == {
        "c.whole": df["c.whole"].to_numpy().ctypes.data,
        "c.count": df["c.count"].array._data.ctypes.data,
        "c.yes": df["c.yes"].to_numpy().ctypes.data,
        "c.maybe": df["c.maybe"].array._data.ctypes.data,
        "c.region": df["c.region"].array.codes.ctypes.data,
        "c.price": df["c.price"].to_numpy().ctypes.data}


def test_arrays_with_gaps_or_foreign_bytes_are_copied() -> None:
    wide = pd.DataFrame(np.array([[600, 1], [5, 2]]), columns=["c.whole", "other"])
    assert decided(wide, "plain", ignore="rest", missing="left_out") == [None, None]
    odd = np.frombuffer(b"x" + np.array([600, 5]).tobytes(), np.int64, offset=1)
    assert rules_of("kinds").decide_columns({"c.count": odd, "c.whole": odd},
                                            "plain")["plain"].values[0] == 2
    columns = {"c.whole": np.array([600, 5], ">i4"), "c.count": np.array([[600, 0], [5, 0]])[:, 0]}
    assert rules_of("kinds").decide_columns(columns, "plain")["plain"].values.tolist() == [2, None]


@pytest.mark.parametrize("values", [
    [600, 5], pd.array([600, 5], "Int64"), np.array([600, 5], np.uint16), [600.0, 5.0],
    np.array([600, 5], np.float32),
    pd.array([600, 5], "Float64"), [Decimal(600), Decimal(5)], np.array([600, 5], object),
    [np.int16(600), 5],
    pd.arrays.SparseArray([600, 5])])
def test_whole_numbers_come_in_many_types(values: Any) -> None:
    assert decided(kinds(count=values, whole=[0, 400]), "plain") == [2, 1]


def test_floats_are_numbers_where_they_are_exactly_those() -> None:
    df = kinds(part=[0.25, -9.75, np.nan, 5.0], yes=True)
    assert decided(df, "part") == [Decimal("0.25"), Decimal("-9.75"), None, Decimal("5.00")]
    assert decided(kinds(part=[3, 4], yes=True), "part") == [Decimal("3.00"), Decimal("4.00")]
    for wrong, said in ((0.1, "not exactly a number with 2 decimal places"),
                        (float("inf"), "`inf` is no value"),
                        (1e300, ""), (10.5, "")):
        with pytest.raises(writ.CaseError, match=f"row 1, c.part: .*{said}"):
            decided(kinds(part=[0.25, wrong], yes=True), "part")
        with pytest.raises(writ.CaseError):
            rules_of("kinds").decide({"c": {"part": wrong}})


def test_money_is_never_a_float_unless_asked_for() -> None:
    df = kinds(price=[60.0, 12.25])
    with pytest.raises(writ.ColumnError, match=r"`c.price` holds floats.*exact_floats=True"):
        decided(df, "price")
    expected = [writ.Money("60.00", "USD"), writ.Money("12.25", "USD")]
    assert decided(df, "price", exact_floats=True) == expected
    with pytest.raises(writ.CaseError, match="row 0, c.price"):
        decided(kinds(price=[0.1]), "price", exact_floats=True)
    cents = pd.DataFrame({"cents": [6000, 1225]})
    with pytest.raises(writ.ColumnError,
                       match=r"say columns=\{'cents': writ.minor_units\('c.price'\)\}"):
        decided(cents, "price", columns={"cents": "c.price"})
    assert decided(cents, "price", columns={"cents": writ.minor_units("c.price")}) == expected
    assert decided(kinds(price=["USD 60.00", writ.Money("12.25", "USD")]), "price") == expected
    with pytest.raises(writ.ColumnError, match="has no minor units"):
        decided(cents, "plain", columns={"cents": writ.minor_units("c.whole")})
    local = pd.DataFrame({"c.yes": [True], "c.region": ["TH"], "paid": [1050]})
    assert decided(local, "local",
                   columns={"paid": writ.minor_units("c.local")}) == [writ.Money("10.50", "THB")]


def test_dates_and_instants() -> None:
    midnights = pd.to_datetime(["2026-03-01", None, "2026-03-02"])
    days = [dt.date(2026, 3, 1), dt.date(2026, 3, 10), dt.date(2026, 3, 2)]
    for values in (midnights, midnights.to_numpy().astype("M8[D]"), [days[0], None, days[2]],
                   ["2026-03-01", None, "2026-03-02"]):
        assert decided(kinds(day=values), "day", as_of="2026-03-10", missing="absent") == days
    with pytest.raises(writ.CaseError,
                       match="row 1, c.day: a datetime with a time of day; c.day is a date"):
        decided(kinds(day=pd.to_datetime(["2026-03-01", "2026-03-01 09:00"])), "day")
    with pytest.raises(writ.ColumnError,
                       match=r"`c.seen` holds datetimes without a zone.*tz_localize"):
        decided(kinds(seen=midnights), "seen")
    with pytest.raises(writ.ColumnError, match=r"`c.day` holds instants.*\.dt\.date"):
        decided(kinds(day=midnights.tz_localize("UTC")), "day")
    seen = pd.Series(pd.to_datetime(["2026-03-01 09:00"])).dt.tz_localize("Asia/Bangkok")
    assert decided(kinds(seen=seen, yes=True), "seen") == [dt.datetime(2026, 3, 1, 2, tzinfo=UTC)]
    fine = pd.Series(pd.to_datetime([1], unit="ns", utc=True))
    with pytest.raises(writ.CaseError, match="row 0, c.seen: finer than a microsecond"):
        decided(kinds(seen=fine, yes=True), "seen")
    assert decided(kinds(waits=pd.to_timedelta(["2 hours", None])),
                   "waits") == [dt.timedelta(hours=2), None]


def test_categories_that_rules_do_not_know_are_wrong_only_where_they_are_used() -> None:
    known = pd.Categorical(["red", "blue"], categories=["blue", "purple", "red"])
    assert decided(kinds(sign=known, part=0, share=0, whole=0,
                         seen=dt.datetime(2020, 1, 1, tzinfo=UTC)), "level",
                   as_of="2026-03-10T09:00Z") == ["mid", "low"]
    with pytest.raises(writ.CaseError, match="row 1, c.sign: `purple` is not a value of Sign"):
        decided(kinds(sign=known.set_categories(["red", "purple"]).fillna("purple")), "level")
    numbers = pd.Categorical([600, 5, None])
    assert decided(kinds(count=numbers, whole=0), "plain", missing="absent") == [2, None, None]


def test_lists_records_and_sets() -> None:
    items = [[{"name": "a", "points": 40}, {"name": "b"}], [], None, ({"name": "c", "points": 3},)]
    df = kinds(items=items, yes=False, bank=[{"safe": True}, {"safe": False}, None, {"safe": True}],
               signs=[{"red"}, ["red", "blue"], [], frozenset(["blue"])])
    assert decided(df, "fine") == [False, True, None, True]
    assert decided(df, "bank", missing={"c.bank": "absent"}) == [True, False, False, True]
    assert decided(df, "signs") == [frozenset({"red"}), frozenset({"red", "blue"}), None, None]
    assert decided(pd.DataFrame({"c.bank.safe": [True, False], "c.bank.name": ["a", "b"]}),
                   "bank") == [True, False]
    with pytest.raises(writ.CaseError, match=r"row 'b', c.items\[2\].points \(column `i`\): "):
        bad = pd.DataFrame({"i": [[], [{"name": "x"}, {"points": "many"}]]}, index=["a", "b"])
        decided(bad, "fine", columns={"i": "c.items"})


def test_missing_values_are_what_the_caller_says() -> None:
    for values in ([None, "red"], pd.Categorical([None, "red"]), pd.array([pd.NA, "red"], "string"),
                   [np.nan, "red"]):
        df = kinds(note=["x", "x"], sign=values, part=0, share=0, whole=0,
                   seen=dt.datetime(2020, 1, 1, tzinfo=UTC))
        for missing, first in (("left_out", None), ("unknown", None), ("absent", "low")):
            level = decided(df, "level", as_of="2026-03-10T09:00Z", missing=missing)
            assert level == [first, "mid"]
        assert decided(df, "level", as_of="2026-03-10T09:00Z",
                       missing={"c.sign": "absent"}) == ["low", "mid"]
    assert decided(kinds(tongue=[None, "es"], yes=True), "tongue") == ["en", "es"]
    for values in ([np.nan, np.nan], [None, None], pd.to_datetime([None, None]),
                   pd.array([None, None], "Int64")):
        assert decided(kinds(yes=values, items=[[], []]), "fine") == [None, None]
    with pytest.raises(writ.CaseError, match="row 0, c.whole: "):
        decided(kinds(whole=pd.array([None, 5], "Int64")), "plain", missing="absent")
    coded = pd.Categorical(["TH", None], categories=["TH", "DE"])
    assert decided(kinds(region=coded, whole=700), "level", missing="unknown") == ["high", None]
    with pytest.raises(writ.CaseError, match="row 1, c.region: "):
        decided(kinds(region=coded, whole=700), "plain", missing="absent")
    with pytest.raises(ValueError, match='missing is "absent"'):
        decided(kinds(whole=[np.nan]), "plain", missing="zero")


def test_the_moment_of_decision() -> None:
    when = [dt.date(2026, 3, 1), dt.date(2026, 3, 2)]
    for values in (when, pd.to_datetime(when), pd.Categorical(when), ["2026-03-01", "2026-03-02"]):
        df = pd.DataFrame({"c.day": [None, None], "at": values})
        assert decided(df, "day", as_of="at", missing="absent") == when
    assert decided(kinds(day=[None]), "day", as_of=dt.date(2026, 3, 1),
                   missing="absent") == when[:1]
    zoned = pd.Series(pd.to_datetime(["2026-03-01 09:00", None], utc=True))
    df = pd.DataFrame({"c.seen": pd.to_datetime(["2026-03-01 09:01"] * 2, utc=True), "at": zoned,
                       "c.part": 0, "c.share": 0,
                       "c.sign": None, "c.whole": 0})
    got = rules_of("kinds").decide_frame(df, "level", as_of="at", missing={"c.sign": "absent"})
    assert list(got["level.status"]) == ["decided", "undetermined"]
    for values, said in ((["2026-03-01", "soon"], "row 1, as_of: `soon` is neither"),
                         (pd.to_datetime(["2026-03-01", "2026-03-01 09:00"]),
                          "row 1, as_of: a datetime without a zone"),
                         (pd.Series([when[0], dt.datetime(2026, 3, 1)], dtype=object),
                          "row 1, as_of: a datetime without")):
        with pytest.raises(writ.CaseError, match=said):
            decided(pd.DataFrame({"c.day": [None, None], "at": values}), "day", as_of="at",
                    missing="absent")
    for values in ([1, 2], pd.Series([when[0], dt.datetime(2026, 3, 1, tzinfo=UTC)], dtype=object)):
        with pytest.raises(writ.ColumnError, match="`at` holds "):
            decided(pd.DataFrame({"c.day": [None, None], "at": values}), "day", as_of="at")


# ---------------------------------------------------------------- what comes out

def test_what_a_result_looks_like() -> None:
    index = pd.MultiIndex.from_tuples([("a", 1), ("a", 1), ("b", 2)])
    df = pd.DataFrame({"id": [7, 8, 9], "c.whole": [700, 5, 11],
                       "c.price": ["USD 60.00", None, "USD 1.00"]}, index=index)
    got = rules_of("kinds").decide_frame(df, ["plain", "price", "clash"], keep=["id"], rules=True,
                                         missing="absent", strict=False)
    assert list(got) == ["id", "plain", "plain.status", "plain.rules", "price", "price.status",
                         "price.rules", "clash", "clash.status", "clash.rules"]
    assert got.index.equals(index)
    assert list(got["id"]) == [7, 8, 9]
    assert not np.shares_memory(got["id"].to_numpy(), df["id"].to_numpy())
    assert got["plain"].dtype == "Int64" and got["price"].dtype == object
    assert list(got["plain.status"].cat.categories) == ["decided", "undetermined", "conflict",
                                                        "error"]
    assert got["price"].iloc[0] == writ.Money("60.00", "USD")
    assert got["price.rules"].iloc[0] == "price.a"
    assert list(got["clash"].cat.categories) == ["low", "mid", "high"] and got["clash"].cat.ordered
    assert list(got["clash.status"]) == ["conflict", "decided", "decided"]
    assert got["clash"].isna().tolist() == [True, True, False]
    assert rules_of("kinds").decide_frame(df, "fine", ignore="rest")["fine"].dtype == "boolean"
    got.iloc[0, 1] = 3  # it is the caller's own
    assert got["plain"].iloc[0] == 3


@pytest.mark.parametrize("rows", [0, 1])
def test_few_rows(rows: int) -> None:
    for df in (kinds(whole=[700, 5], region=["TH", "MX"], items=[[], []]),
               kinds(whole=[1, 2]).astype(object),
               kinds(whole=pd.array([1, 2], "Int64"),
                     seen=pd.to_datetime([1, 2], unit="s", utc=True))):
        got = rules_of("kinds").decide_frame(df.iloc[:rows], rules=True)
        assert len(got) == rows and len(got.columns) == 3 * len(rules_of("kinds").decisions)
    assert len(rules_of("kinds").decide_frame(pd.DataFrame(index=range(rows)), "plain")) == rows


def test_rows_that_are_wrong_are_errors_if_one_is_not_strict() -> None:
    df = kinds(whole=[700, 2000, 5, 400], count=0,
               price=["USD 1.00", "USD 1.00", "EUR 2.00", "cheap"])
    got = rules_of("kinds").decide_frame(df, ["plain", "level"], strict=False)
    assert list(got["plain.status"]) == ["decided", "error", "error", "error"]
    assert plain(got["plain"].iloc[1]) is None
    with pytest.raises(writ.CaseError) as failed:
        rules_of("kinds").decide_frame(df, ["plain", "level"])
    assert [m.path for m in failed.value.mistakes] == ["row 1, c.whole", "row 2, c.price",
                                                       "row 3, c.price"]


# ---------------------------------------------------------------- what is refused

def refused(df: Any, **how: Any) -> str:
    with pytest.raises((writ.ColumnError, TypeError)) as failed:
        rules_of("kinds").decide_frame(df, "plain", **how)
    return str(failed.value)


def test_columns_that_are_no_facts() -> None:
    df = kinds(whole=[1], hwole=[2])
    assert refused(df) == ("the column `c.hwole` is no fact; name it in columns=, keep= or ignore= "
                           "(did you mean `c.whole`?)")
    assert "no column `wole`" in refused(df, columns={"wole": "c.whole"})
    assert "no column `x`" in refused(df, keep=["x"])
    assert "no column `y`" in refused(df, ignore=["y"])
    assert "no fact `c.wohle` (did you mean `c.whole`?)" in refused(
        df, columns={"c.hwole": "c.wohle"})
    assert "the columns `c.whole` and `c.hwole` are both `c.whole`" in refused(
        df, columns={"c.hwole": "c.whole"})
    assert "is no fact" in refused(pd.DataFrame({3: [1]}))
    assert decided(df, "plain", ignore="rest") == decided(df, "plain", ignore=["c.hwole"]) == [None]


def test_frames_that_cannot_be() -> None:
    two = kinds(whole=[1], count=[2])
    assert refused(pd.concat([two, two], axis=1)) == "two columns are called `c.whole`"
    assert "several levels" in refused(pd.DataFrame({("c", "whole"): [1]}))
    assert refused({"c.whole": [1]}) == "decide_frame takes a DataFrame, not a dict"
    assert "neither a date" in str(pytest.raises(ValueError, decided, two, "plain",
                                                 as_of="soon").value)
    with pytest.raises(writ.UnknownDecision, match="plane"):
        decided(two, "plane")
    for threads in (0, -1, 1.5, True, "2"):
        with pytest.raises(ValueError, match="threads"):
            decided(two, "plain", threads=threads)


@pytest.mark.parametrize("name, values, said", [
    ("whole", [True, False], "`c.whole` holds bool (bool), and `c.whole` is a whole number"),
    ("yes", [1, 0], "`c.yes` holds whole numbers (int64), and `c.yes` is yes or no"),
    ("region", [1.5, 2], "`c.region` holds floats (float64), and `c.region` is a value of Region"),
    ("day", [1, 2], "holds whole numbers"), ("whole", pd.to_datetime([1, 2]), "holds datetimes"),
    ("whole", pd.to_timedelta([1, 2]), "holds timedeltas"),
    ("whole", [1j, 2], "holds complex numbers"),
    ("items", [1, 2], "holds whole numbers"), ("bank", [True, False], "holds bool"),
])
def test_columns_of_another_kind(name: str, values: Any, said: str) -> None:
    assert said in refused(kinds(**{name: values}))


class Loud:
    def __hash__(self) -> int:
        raise RuntimeError("do not hash me")


def test_objects_that_misbehave() -> None:
    with pytest.raises(RuntimeError, match="do not hash me"):
        decided(pd.DataFrame({"c.note": pd.Series([Loud()], dtype=object)}), "plain")
    for odd in (object(), b"x", Decimal("sNaN"), "\ud800", float, ..., range(3), [[]], {"red": 1}):
        for name in ("note", "whole", "sign", "signs", "items", "bank", "price", "day"):
            column = np.empty(1, object)
            column[0] = odd
            with pytest.raises(writ.CaseError, match=f"row 0, c.{name}"):
                decided(pd.DataFrame({f"c.{name}": pd.Series(column)}), "plain")


# ---------------------------------------------------------------- arrays of numpy

def test_arrays_of_numpy() -> None:
    rules = rules_of("kinds")
    answers = rules.decide_columns({"c.whole": np.array([700, 50, 5]),
                                    "c.region": ["TH", "MX", "TH"], "c.price": [None] * 3,
                                    "c.note": [None, "x", None],
                                    "c.maybe": np.ma.array([True, True, False], mask=[0, 0, 1])},
                                   ["points", "level"], missing="absent")
    points = answers["points"]
    assert points.values.tolist() == [1, 10, 7] and points.counts["decided"] == len(points) == 3
    assert [points.rules[1][place] for place in points.rules[0]] == [
        "points.maybe", "points.late, points.noted, points.maybe", "points.late"]
    assert points.decision(1).value == 10 and points.case(2).decide("points").value == 7
    assert "points = 10" in str(points.explain(1))
    assert [points.answers[code][0] for code in points.codes] == ["decided"] * 3
    assert points.codes.base is not None and len(points.sums) == 0
    assert answers["level"].places().tolist()[0] == 2
    assert repr(points) == "<answers to points: 3 decided>"
    assert list(answers) == ["points", "level"]
    with pytest.raises(IndexError):
        points.case(3)
    with pytest.raises(writ.UnknownDecision):
        answers["word"]
    with pytest.raises(writ.ColumnError, match="rows="):
        rules.decide_columns({})
    assert rules.decide_columns({}, "plain", rows=2)["plain"].counts["undetermined"] == 2
    with pytest.raises(writ.ColumnError, match="has 2 values, and there are 1 rows"):
        rules.decide_columns({"c.whole": [1], "c.count": [1, 2]})
    with pytest.raises(writ.ColumnError, match="one dimension"):
        rules.decide_columns({"c.whole": np.zeros((2, 2))})


def test_answers_outlive_what_they_were_made_from() -> None:
    rules = writ.loads(EVERY_TYPE)
    points = rules.decide_columns({"c.whole": np.array([700, 50])}, "plain")["plain"]
    codes = points.codes
    del rules
    before = codes.copy()
    assert points.decision(0).status == "undetermined"
    del points
    assert (codes == before).all()


# ---------------------------------------------------------------- long work

def slow_frame(rows: int) -> Tuple[writ.Ruleset, pd.DataFrame]:
    """Rows that are decided one by one, each in about a millisecond."""
    rules = rules_of("enforcement")
    return rules, pd.DataFrame({"account.region": ["TH"] * rows})


def test_progress_is_told() -> None:
    rules, df = slow_frame(40)
    told: List[Tuple[int, int]] = []
    rules.decide_frame(df, ["tier", "since"], as_of="2026-03-10",
                       progress=lambda done, all: told.append((done, all)))
    assert told == sorted(told) and told[-1] == (80, 80)

    def stop(done: int, all: int) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        rules.decide_frame(df, "tier", as_of="2026-03-10", progress=stop)


def test_progress_is_a_bar(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    rules_of("kinds").decide_frame(kinds(whole=[1, 2]), ["plain", "fine"], progress=True)
    assert "4.00/4.00" in capsys.readouterr().err


@pytest.mark.parametrize("threads", [1, 2])
def test_ctrl_c_stops_at_once_and_breaks_nothing(threads: int) -> None:
    rules, df = slow_frame(400_000)
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        timer = threading.Timer(0.2, signal.raise_signal, [signal.SIGINT])
        timer.start()
        start = time.perf_counter()
        with pytest.raises(KeyboardInterrupt):
            rules.decide_frame(df, "tier", as_of="2026-03-10", threads=threads)
        timer.join()
        assert time.perf_counter() - start < 5
    finally:
        signal.signal(signal.SIGINT, previous)
    again = rules.decide_frame(df.iloc[:10], "tier", as_of="2026-03-10", threads=threads)
    assert set(again["tier.status"]) == {"undetermined"}


def test_other_threads_run_meanwhile() -> None:
    rules, df = slow_frame(40)
    counted = 0
    done = threading.Event()

    def work() -> None:
        try:
            rules.decide_frame(df, "tier", as_of="2026-03-10")
        finally:
            done.set()

    thread = threading.Thread(target=work)
    thread.start()
    while not done.wait(0.001):
        counted += 1
    thread.join()
    assert counted > 5


def test_several_threads_share_rules() -> None:
    rules = rules_of("kinds")
    df = kinds(whole=list(range(1000)) * 5, count=0)
    expected = rules.decide_frame(df, "plain")
    results: List[pd.DataFrame] = []

    def work() -> None:
        results.append(rules.decide_frame(df, "plain", threads=2))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert all(r.equals(expected) for r in results) and len(results) == 4
