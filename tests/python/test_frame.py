"""Many cases: frames and columns come to the same as single cases, without copies where types allow, and errors have places."""

from __future__ import annotations

import datetime as dt
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
decision price : money USD takes first { rule a { when c.price is present then c.price } otherwise USD 0.00 }
decision local : money takes first { rule a { when c.yes then c.local } }
decision day : date takes first { rule a { when c.day is present then c.day } otherwise today }
decision seen : instant takes first { rule a { when c.yes then c.seen } }
decision waits : duration takes first { rule a { when c.waits > 1 hour then c.waits } }
decision word : text takes first { rule a { when c.note is present then c.note } rule b { when c.yes then "known" } }
decision tongue : text takes first { rule a { when c.yes then c.tongue } }
decision signs : set of Sign takes first { rule a { when c.signs has red then c.signs } }
decision kept : list of Item up to 3 takes first { rule a { when c.yes then c.items } }
decision bank : bool takes first { rule a { when c.bank is present and c.bank.safe then yes } otherwise no }
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
    return dt.datetime(2026, 3, 10, 9, tzinfo=UTC) + dt.timedelta(microseconds=dice.randint(-10**12, 10**12))


def amount_of(dice: random.Random) -> Decimal:
    return Decimal(dice.randint(0, 20000)) / 100


def item_of(dice: random.Random, currency: str) -> Dict[str, Any]:
    fields = {
        "name": lambda: dice.choice(["a", "b", "ü"]), "level": lambda: dice.choice(["low", "mid", "high"]),
        "seen": lambda: instant_of(dice), "price": lambda: writ.Money(amount_of(dice), "USD"),
        "paid": lambda: some(dice, lambda: writ.Money(amount_of(dice), currency), lambda: None, lambda: writ.ABSENT),
        "points": lambda: dice.choice([0, 7, 50, writ.UNKNOWN]), "note": lambda: dice.choice(["n", None]),
    }
    return {name: made() for name, made in fields.items() if dice.random() < 0.8}


def kinds_case(dice: random.Random, wild: float) -> Dict[str, Any]:
    """A case of every type; now and then something is wrong, as often as `wild` says."""
    region, currency = dice.choice([("TH", "THB"), ("MX", "MXN")])
    facts: Dict[str, Callable[[], Any]] = {
        "region": lambda: region, "yes": lambda: dice.random() < 0.5,
        "maybe": lambda: dice.random() < 0.5, "whole": lambda: dice.choice([0, 5, 50, 400, 700, 1000]),
        "count": lambda: dice.choice([0, 499, 501]), "part": lambda: Decimal(dice.randint(-1000, 1000)) / 100,
        "share": lambda: Decimal(dice.randint(0, 1000)) / 1000, "price": lambda: writ.Money(amount_of(dice), "USD"),
        "local": lambda: f"{currency} {amount_of(dice):.2f}", "day": lambda: day_of(dice),
        "at": lambda: some(dice, lambda: dt.time(9, 30), lambda: "10:00"), "seen": lambda: instant_of(dice),
        "waits": lambda: dt.timedelta(minutes=dice.randint(0, 200)),
        "term": lambda: some(dice, lambda: "5 business days", lambda: dt.timedelta(days=3)),
        "tongue": lambda: dice.choice(["en", "es", "th"]), "note": lambda: dice.choice(["x", "y", ""]),
        "sign": lambda: dice.choice(["red", "green", "blue"]),
        "signs": lambda: some(dice, lambda: {"red"}, lambda: ["red", "blue"], lambda: set(), lambda: frozenset({"blue"})),
        "items": lambda: [item_of(dice, currency) for _ in range(dice.randint(0, 3))],
        "late": lambda: [{**item_of(dice, currency), "seen": instant_of(dice)} for _ in range(dice.randint(0, 3))],
        "bank": lambda: {"name": "B", "safe": dice.random() < 0.5, "checked": dice.choice([None, day_of(dice)])},
    }
    out = {}
    for name, made in facts.items():
        if dice.random() < wild:
            out[name] = dice.choice(["?", 3, True, Decimal("0.123"), {}, [1], 2**70, writ.UNKNOWN, writ.ABSENT, 1001])
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
    return {path: dice.choice(broken) if dice.random() < wild else None if dice.random() < 0.1 else dice.choice(known)
            for path, known in values.items()}


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
        return dice.choice([series, series.astype("boolean")] + ([] if holes else [series.astype(bool)]))
    if kinds == {int} and all(v is None or abs(v) < 2**53 for v in series):
        small = [] if holes else [series.astype("int16"), series.astype("int64")]
        return dice.choice([series, series.astype("Int64"), series.astype("float64")] + small)
    if kinds == {dt.timedelta} and not series.name.endswith("term"):
        return dice.choice([series, pd.to_timedelta(series)])
    if kinds == {dt.datetime}:
        return dice.choice([series, pd.to_datetime(series, utc=True), pd.to_datetime(series, utc=True).dt.tz_convert("Asia/Bangkok")])
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


def same_answers(rules: writ.Ruleset, df: pd.DataFrame, cases: List[Dict[str, Any]], missing: str, threads: int) -> None:
    moment = dt.date(2026, 3, 10)
    got = rules.decide_frame(df, as_of=moment, missing=missing, threads=threads, rules=True, strict=False)
    assert list(got.index) == list(df.index)
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
    for seed in range(12 if pack == "kinds" else 2):
        dice = random.Random(f"{pack} {missing} {seed}")
        wild = 0.02 if seed % 3 == 2 else 0.0
        cases = [random_case(pack, dice, wild) for _ in range(6)]
        same_answers(rules, frame_of(cases, dice), cases, missing, threads=1 + seed % 2)
