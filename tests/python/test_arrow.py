"""Columns as Apache Arrow has them, in and out."""

from __future__ import annotations

import ctypes
import datetime
import gc
import os
import random
import signal
import struct
import subprocess
import sys
import threading
from dataclasses import replace
from decimal import Decimal
from typing import Any, Callable, Dict, List, Optional

import pytest
from arrow_by_hand import (
    ArrowArray,
    ArrowArrayStream,
    ArrowSchema,
    Column,
    Producer,
    batches_of,
    bools,
    coded,
    decimals,
    lists,
    nothing,
    numbers,
    read,
    structs,
    taken,
    texts,
    values_of,
)

import writ

UTC = datetime.timezone.utc
DAY = 86_400

KINDS = """
pack kinds "Every kind" {
  version "1"
  languages en
  region c.region
  zones MX "America/Mexico_City", JP "Asia/Tokyo"
  money MX MXN, JP JPY
}
enum Region { MX, JP }
enum Level ordered { low, mid, high }
enum Sign { red, green, blue }
record Item { name : text  level : Level  price : money USD  signs : set of Sign }
facts c {
  region : Region
  yes    : bool
  whole  : int
  small  : int 0 .. 100
  part   : decimal(2)
  share  : percent(1) 0% .. 100%
  price  : optional money USD
  local  : money
  day    : date
  at     : time
  seen   : instant
  waits  : duration
  term   : span
  level  : Level
  signs  : set of Sign
  word   : optional text
  dow    : optional int
  item   : optional Item
  items  : list of Item up to 3
}
define total : money USD = sum of i.price for i among c.items
decision d_yes : bool { otherwise c.yes }
decision d_whole : int { otherwise c.whole }
decision d_small : int { otherwise c.small }
decision d_part : decimal(2) { otherwise c.part }
decision d_share : percent(1) { otherwise c.share }
decision d_price : optional money USD { otherwise c.price }
decision d_local : money { otherwise c.local }
decision d_day : date { otherwise c.day }
decision d_at : time { otherwise c.at }
decision d_seen : instant { otherwise c.seen }
decision d_waits : duration { otherwise c.waits }
decision d_term : span { otherwise c.term }
decision d_level : Level { otherwise c.level }
decision d_signs : set of Sign { otherwise c.signs }
decision d_word : optional text { otherwise c.word }
decision d_dow : optional int { otherwise c.dow }
decision d_item : optional Item { otherwise c.item }
decision d_total : money USD { otherwise total }
decision d_red : text takes all { rule red { for i among c.items when i.signs has red then i.name } }
decision d_items : Item takes all { rule dear { for i among c.items when i.price > USD 1.00 then i } }
define ratio = c.part / 3
"""


@pytest.fixture(scope="module")
def rules() -> writ.Ruleset:
    return writ.loads(KINDS)


def at(*parts: int) -> datetime.datetime:
    return datetime.datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def seconds(moment: Optional[datetime.datetime]) -> Optional[int]:
    return None if moment is None else round((moment - at(1970, 1, 1)).total_seconds())


MOMENTS = [at(2026, 3, 1, 9, 30), None, at(1969, 12, 31, 23, 59, 59)]
DAYS = [datetime.date(2026, 3, 1), None, datetime.date(1960, 2, 29)]


def moments(unit: str, per_second: int, zone: str = "UTC") -> Column:
    whole = [None if m is None else seconds(m) * per_second for m in MOMENTS]
    return numbers(f"ts{unit}:{zone}", whole, "q")


def days(format: str, factor: int, width: str) -> Column:
    since = datetime.date(1970, 1, 1)
    return numbers(format, [None if d is None else (d - since).days * factor for d in DAYS], width)


NUMBERS = [7, None, 0, 100]
AMOUNTS = ["12.50", None, "-0.01", "0.00"]
TIMES = [datetime.time(9, 30), None, datetime.time(0, 0), datetime.time(23, 59)]
MINUTES = [570, None, 0, 1439]
WAITS = [datetime.timedelta(hours=48), None, datetime.timedelta(seconds=-1)]
ELAPSED = [48 * 3600, None, -1]
SPANS = [datetime.timedelta(days=30), None, datetime.timedelta(0)]
LEVELS = ["mid", None, "high", "low", "mid"]
WORDS = ["", None, "a text that is longer than twelve bytes", "short", "día ✓"]
SIGNS = [["red", "blue"], None, [], ["green"]]


def times(unit: str, per_second: int, width: str) -> Column:
    return numbers(f"tt{unit}", [None if m is None else m * 60 * per_second for m in MINUTES], width)


def waits(unit: str, per_second: int, all: List[Any] = ELAPSED) -> Column:
    return numbers(f"tD{unit}", [None if e is None else e * per_second for e in all], "q")


def signs(members: Callable[[List[Any]], Column], format: str = "+l") -> Column:
    flat = [sign for row in SIGNS for sign in row or []]
    return lists([None if row is None else len(row) for row in SIGNS], members(flat), format)


def amounts(currency: Callable[[List[Any]], Column] = texts) -> Column:
    inner = {"amount": decimals(["12.50", "7", "100"], 2), "currency": currency(["MXN", "MXN", "JPY"])}
    return structs(inner, [True, False, True])


def money(values: List[Any], currency: str = "USD") -> List[Any]:
    return [None if v is None else writ.Money(v, currency) for v in values]


#: a fact, a column, and the values that a case has in its place
KNOWN: Dict[str, Any] = {
    "bool": ("yes", bools([True, None, False]), [True, None, False]),
    **{f"integers {f}": ("whole", numbers(f, NUMBERS), NUMBERS) for f in "cCsSiIlL"},
    "integers of a range": ("small", numbers("s", NUMBERS), NUMBERS),
    "integers for decimals": ("part", numbers("l", NUMBERS), NUMBERS),
    "decimals": ("part", decimals(AMOUNTS, 2), [v and Decimal(v) for v in AMOUNTS]),
    "decimals of more places": ("part", decimals(AMOUNTS, 9), [v and Decimal(v) for v in AMOUNTS]),
    "decimals of less": ("part", decimals(["12.5", "-3", None], 1), [Decimal("12.5"), Decimal(-3), None]),
    "decimals in 32 bits": ("part", decimals(AMOUNTS, 2, 4), [v and Decimal(v) for v in AMOUNTS]),
    "decimals in 64 bits": ("part", decimals(AMOUNTS, 2, 8), [v and Decimal(v) for v in AMOUNTS]),
    "decimals for integers": ("whole", decimals(["12", None, "-3"], 2), [12, None, -3]),
    "floats": ("part", numbers("g", [0.25, None, -3.5]), [0.25, None, -3.5]),
    "narrow floats": ("whole", numbers("f", [2.0, None, -3.0]), [2.0, None, -3.0]),
    "NaN": ("dow", numbers("g", [2.0, float("nan"), None]), [2, None, None]),
    "percent": ("share", decimals(["0.985", None, "1"], 3), [Decimal("0.985"), None, Decimal(1)]),
    "percent in texts": ("share", texts(["98.5%", None]), ["98.5%", None]),
    "money": ("price", decimals(AMOUNTS, 4), money(AMOUNTS)),
    "money in texts": ("price", texts(["USD 12.50", None]), ["USD 12.50", None]),
    "money in structs": (
        "price", structs({"currency": texts(["USD"] * 2), "amount": decimals(["1", "2"], 0)}), money(["1", "2"])),
    "date32": ("day", days("tdD", 1, "i"), DAYS),
    "date64": ("day", days("tdm", 1000 * DAY, "q"), DAYS),
    "midnights": ("day", days("tsu:", 1_000_000 * DAY, "q"), DAYS),
    "dates in texts": ("day", texts(["2026-03-01", None]), ["2026-03-01", None]),
    "time32[s]": ("at", times("s", 1, "i"), TIMES),
    "time32[ms]": ("at", times("m", 1000, "i"), TIMES),
    "time64[us]": ("at", times("u", 10**6, "q"), TIMES),
    "time64[ns]": ("at", times("n", 10**9, "q"), TIMES),
    "timestamp[s]": ("seen", moments("s", 1), MOMENTS),
    "timestamp[ms]": ("seen", moments("m", 1000, "Asia/Tokyo"), MOMENTS),
    "timestamp[us]": ("seen", moments("u", 10**6), MOMENTS),
    "timestamp[ns]": ("seen", moments("n", 10**9, "+07:00"), MOMENTS),
    "duration[s]": ("waits", waits("s", 1), WAITS),
    "duration[ms]": ("waits", waits("m", 1000), WAITS),
    "duration[us]": ("waits", waits("u", 10**6), WAITS),
    "duration[ns]": ("waits", waits("n", 10**9), WAITS),
    "durations for spans": ("term", waits("u", 10**6, [30 * DAY, None, 0]), SPANS),
    "spans in texts": ("term", texts(["30 days", "6 months rolled"]), ["30 days", "6 months rolled"]),
    **{f"dictionary of {i}": ("level", coded(LEVELS, index=i), LEVELS) for i in "cCsSiIlL"},
    "dictionary with nulls": ("level", coded(["mid", "low", "mid"], ["low", "mid"]), ["mid", "low", "mid"]),
    "enums in texts": ("level", texts(LEVELS), LEVELS),
    "utf8": ("word", texts(WORDS), WORDS),
    "large_utf8": ("word", texts(WORDS, "U"), WORDS),
    "utf8 views": ("word", texts(WORDS, "vu"), WORDS),
    "dictionary of words": ("word", coded(WORDS), WORDS),
    "sets": ("signs", signs(texts), SIGNS),
    "sets of large lists": ("signs", signs(texts, "+L"), SIGNS),
    "sets of dictionaries": ("signs", signs(coded), SIGNS),
    "null": ("whole", nothing(3), [None, None, None]),
    "null for texts": ("word", nothing(2), [None, None]),
    "null for sets": ("signs", nothing(2), [None, None]),
}


def decide(by: writ.Ruleset, batch: Dict[str, Column], asked: Any = None,
           **how: Any) -> Dict[str, List[Any]]:
    """What a batch of these columns comes to, read back."""
    return read(by.decide_arrow(Producer([structs(batch)]), asked, **how))


def decided(rules: writ.Ruleset, fact: str, column: Column, **how: Any) -> Dict[str, List[Any]]:
    batch = structs({f"c.{fact}": column})
    out = read(rules.decide_arrow(Producer([batch]), f"d_{fact}", rules=True, **how))
    return {"value": out[f"d_{fact}"], "status": out[f"d_{fact}.status"], "rules": out[f"d_{fact}.rules"]}


def expected(rules: writ.Ruleset, fact: str, values: List[Any], **how: Any) -> Dict[str, List[Any]]:
    """What the cases that rows are come to, one by one."""
    all = [rules.decide({"c": {fact: v}}, f"d_{fact}", **how) for v in values]
    return {"value": [as_read(d.value) if d.status == "decided" else None for d in all],
            "status": [d.status for d in all], "rules": [", ".join(d.rules) for d in all]}


def as_read(value: Any) -> Any:
    """A value as the reader by hand gives it."""
    if isinstance(value, writ.Money):
        return value.amount
    if isinstance(value, frozenset):
        return sorted(value, key=["red", "green", "blue"].index)
    return value


# ---------------------------------------------------------------- values in

@pytest.mark.parametrize("missing", ["left_out", "unknown"])
@pytest.mark.parametrize("kind", KNOWN)
def test_every_type_says_what_cases_say(rules, kind, missing):
    fact, column, values = KNOWN[kind]
    got = decided(rules, fact, column, missing=missing)
    assert got == expected(rules, fact, values, missing=missing)


@pytest.mark.parametrize("first", [1, 2])
@pytest.mark.parametrize("kind", KNOWN)
def test_slices_say_what_their_rows_say(rules, kind, first):
    fact, column, values = KNOWN[kind]
    first = min(first, len(values) - 1)
    assert decided(rules, fact, column.sliced(first, len(values) - first)) == expected(
        rules, fact, values[first:], missing="left_out")


def test_slices_of_batches_say_what_their_rows_say(rules):
    batch = structs({"c.yes": bools([True, None, False] * 9), "c.level": coded(["low", None, "mid"] * 9),
                     "c.word": texts(["a", "b", None] * 9, "vu")})
    asked = ["d_yes", "d_level", "d_word"]
    whole = read(rules.decide_arrow(Producer([batch]), asked, rules=True))
    for first in (0, 1, 7, 8, 9, 16, 17, 26):
        part = read(rules.decide_arrow(Producer([batch.sliced(first, 27 - first)]), asked, rules=True))
        assert part == {name: values[first:] for name, values in whole.items()}


@pytest.mark.parametrize("missing", ["left_out", "unknown", "absent"])
def test_nulls_say_what_the_caller_says(rules, missing):
    got = decided(rules, "word", texts(["a", None]), missing=missing)
    assert got["status"] == ["decided", "decided" if missing == "absent" else "undetermined"]
    by_column = decided(rules, "word", texts(["a", None]), missing={"c.word": missing, "other": "unknown"})
    assert by_column == got


@pytest.mark.parametrize("column", [numbers("l", [1, None]), nothing(2)])
def test_a_null_that_cannot_be_absent_is_a_mistake_of_its_row(rules, column):
    with pytest.raises(writ.CaseError, match="row 1, c.whole: c.whole cannot be absent: it is not"):
        decided(rules, "whole", column, missing="absent")


def test_money_is_of_the_currency_that_something_says(rules):
    local = {"c.region": coded(["MX", "JP", "MX"])}
    cases = [{"c": {"region": "MX", "local": "MXN 12.50"}}, {"c": {"region": "JP", "local": "JPY 100"}},
             {"c": {"region": "MX", "local": "MXN 5"}}]
    for currency in (texts, coded):
        inner = {"amount": decimals(["12.50", "100", "5"], 2), "currency": currency(["MXN", "JPY", "MXN"])}
        got = decide(rules, {**local, "c.local": structs(inner)}, "d_local")
        assert got["d_local"] == [rules.decide(c, "d_local").value._asdict() for c in cases]
    units = Producer([structs({**local, "cents": numbers("i", [1250, 100, 500])})])
    got = read(rules.decide_arrow(units, "d_local", columns={"cents": writ.minor_units("c.local")}))
    assert got["d_local"][:2] == [{"amount": Decimal("12.50"), "currency": "MXN"},
                                  {"amount": Decimal("100"), "currency": "JPY"}]
    yen = decide(rules, {"n": numbers("i", [100])}, "d_local",
                 columns={"n": writ.minor_units("c.local", "JPY")})
    assert yen["d_local"] == [{"amount": Decimal(100), "currency": "JPY"}]
    named = decimals(["1.50", "2"], 2, metadata={"currency": "MXN"})
    assert decided(rules, "local", named)["value"] == [
        {"amount": Decimal(a), "currency": "MXN"} for a in ("1.5", "2")]
    floats = numbers("g", [12.5, 0.25])
    assert decided(rules, "price", floats, exact_floats=True)["value"] == [Decimal("12.5"), Decimal("0.25")]


def items(count: int) -> Dict[str, Column]:
    return {"name": texts([f"item {i}" for i in range(count)]),
            "level": coded(["low", "high"] * (count // 2)),
            "price": decimals([f"{i}.50" for i in range(count)], 2),
            "signs": lists([i % 2 for i in range(count)], texts(["red"] * (count // 2)))}


def item(i: int) -> Dict[str, Any]:
    return {"name": f"item {i}", "level": ["low", "high"][i % 2], "price": writ.Money(f"{i}.50", "USD"),
            "signs": ["red"] * (i % 2)}


@pytest.mark.parametrize("format", ["+l", "+L"])
@pytest.mark.parametrize("first", [0, 1, 3])
def test_lists_of_records(rules, first, format):
    sizes = [2, 0, 3, None, 1]
    column = lists(sizes, structs(items(6)), format).sliced(first, len(sizes) - first)
    asked = ["d_total", "d_red", "d_items"]
    got = decide(rules, {"c.items": column}, asked, rules=True)
    starts = [0, 2, 2, 5, 5]
    for row in range(first, len(sizes)):
        given = {"items": [item(starts[row] + i) for i in range(sizes[row] or 0)]}
        if sizes[row] is None:
            given = {}
        for name, d in rules.decide({"c": given}, asked).items():
            assert got[f"{name}.status"][row - first] == d.status
            assert got[f"{name}.rules"][row - first] == ", ".join(d.rules)
            if d.status == "decided":
                assert comparable(got[name][row - first]) == comparable(d.value)


def comparable(value: Any) -> Any:
    """A value whatever form its parts have."""
    if isinstance(value, dict):
        return {name: comparable(v) for name, v in value.items()}
    if isinstance(value, (list, frozenset)):
        return [comparable(v) for v in value]
    return as_read(value)


def test_records(rules):
    fields = {**items(4), "price": decimals(["1.50", None, "2", "3"], 2)}
    column = structs(fields, [True, True, False, True])
    got = decide(rules, {"c.item": column}, "d_item", missing="absent", strict=False)
    prices = money(["1.50", None, None, "3"])
    alone: List[Any] = [{**item(i), "price": price} for i, price in enumerate(prices)]
    alone[2] = None
    for row, given in enumerate(alone):
        d = rules.decide({"c": {"item": given}}, "d_item", missing="absent", strict=False)
        assert got["d_item.status"][row] == d.status
        if d.status == "decided":
            assert comparable(got["d_item"][row]) == comparable(d.value)
    flat = structs({f"c.item.{name}": fields for name, fields in items(4).items()})
    assert read(rules.decide_arrow(Producer([flat]), "d_item"))["d_item"] == [
        comparable(rules.decide({"c": {"item": item(i)}}, "d_item").value) for i in range(4)]


def test_each_row_can_have_a_moment_of_its_own():
    rules = writ.loads("""
pack moments "Moments" { version "1" languages en }
facts c { seen : instant }
decision over : bool { rule late { when now is after c.seen then yes } otherwise no }
""")
    seen = numbers("tss:UTC", [20_000 * DAY] * 3, "q")
    alone = [rules.decide({"c": {"seen": at(2024, 10, 4)}}, "over", as_of=moment).status
             for moment in (datetime.date(2024, 10, 4), datetime.date(2024, 10, 5), None)]
    given = {"c.seen": seen, "when": numbers("tdD", [20_000, 20_001, None], "i")}
    assert decide(rules, given, as_of="when")["over.status"] == alone
    given["when"] = numbers("tss:UTC", [20_000 * DAY, 20_000 * DAY + 1, None], "q")
    assert decide(rules, given, as_of="when")["over"] == [False, True, None]
    del given["when"]
    fixed = rules.decide_arrow(Producer([structs(given)]), as_of=at(2030, 1, 1))
    assert read(fixed)["over"] == [True] * 3


# ---------------------------------------------------------------- what is wrong

@pytest.mark.parametrize("fact, column, message", [
    ("small", numbers("l", [1, 101]),
     "row 1, c.small: `101` is out of range: this is from 0 to 100"),
    ("whole", numbers("L", [1, 2**64 - 1]),
     "row 1, c.whole: `18446744073709551615` is not a number that fits"),
    ("whole", decimals(["1", "1.5"], 1), "row 1, c.whole: `1.5` is not a whole number"),
    ("whole", decimals(["1", "1e30"], 1),
     "row 1, c.whole: `1000000000000000000000000000000.0` is not a number that"),
    ("part", decimals(["0.125", None], 3),
     "row 0, c.part: `0.125` has too many decimal places (at most 2 decimal"),
    ("part", numbers("g", [0.5, 0.1]),
     "row 1, c.part: the float 0.1 is not exactly a number with 2 decimal places"),
    ("part", numbers("g", [float("inf")]), "row 0, c.part: `inf` is no value"),
    ("part", numbers("g", [1e300]),
     "row 0, c.part: the float 1e+300 is not exactly a number with 2 decimal places"),
    ("price", decimals(["0.5", "0.125"], 3),
     "row 1, c.price: `USD 0.125` has too many decimal places (at most 2)"),
    ("price", texts(["EUR 1.00"]),
     "row 0, c.price: `EUR 1.00` is in the wrong currency (this is in USD)"),
    ("price", structs({"amount": decimals(["1", None], 0), "currency": texts(["USD"] * 2)}),
     "row 1, c.price: `null` is not an amount that fits"),
    ("day", numbers("tsu:", [1], "q"), "row 0, c.day: `1970-01-01T00:00:00.000001Z` is not a date"),
    ("day", numbers("tdm", [DAY * 1000 + 1], "q"),
     "row 0, c.day: `1970-01-02T00:00:00.001Z` is not a date"),
    ("day", numbers("tdD", [5_000_000], "i"), "row 0, c.day"),
    ("at", numbers("tts", [60, 61], "i"),
     "row 1, c.at: `00:01:01` is not a time of day (a time is written 09:30)"),
    ("at", numbers("ttn", [-1], "q"), "row 0, c.at"),
    ("at", numbers("tts", [DAY], "i"), "row 0, c.at"),
    ("seen", numbers("tsn:UTC", [1], "q"),
     "row 0, c.seen: `1` nanoseconds are no whole number of microseconds"),
    ("seen", numbers("tss:UTC", [2**62], "q"), "row 0, c.seen: `4611686018427387904` does not fit"),
    ("seen", numbers("tsu:UTC", [2**62], "q"), "row 0, c.seen"),
    ("waits", numbers("tDn", [5], "q"),
     "row 0, c.waits: `5` nanoseconds are no whole number of microseconds"),
    ("term", numbers("tDs", [3600], "q"),
     "row 0, c.term: `1 hour` is not a span of days or months"),
    ("level", coded(["low", "lou"]),
     "row 1, c.level: `lou` is not a value of Level (did you mean `low`?)"),
    ("level", texts(["low", b"\xff"]), "row 1, c.level: `?` is not a value of Level"),
    ("word", texts(["\0"]), "row 0, c.word: a text cannot hold the character NUL"),
    ("whole", texts(["7"]), "row 0, c.whole: `7` in quotes is a text; c.whole is a whole number"),
    ("signs", lists([1, 1], texts(["red", "rad"])),
     "row 1, c.signs: `rad` is not a value of Sign (did you mean `red`?)"),
    ("signs", lists([1], texts([None])),
     "row 0, c.signs: a set cannot hold a value that is not known"),
    ("items", lists([1, 4], structs({"name": texts(["a"] * 5)})),
     "row 1, c.items: there are 4 elements; c.items has at most 3"),
    ("items", lists([1, 2], structs({"price": decimals(["1", "2", "0.123"], 3)})),
     "row 1, c.items[2].price: `USD 0.123`"),
    ("items", lists([0, 2], structs({"name": texts(["a", "b"])}, [True, False])),
     "row 1, c.items[2]: an element is null"),
    ("item", structs({"price": decimals(["0.123"], 3)}),
     "row 0, c.item.price: `USD 0.123` has too many decimal places"),
])
def test_a_value_that_cannot_be_names_its_row(rules, fact, column, message):
    with pytest.raises(writ.CaseError) as e:
        rules.decide_arrow(
            Producer([structs({f"c.{fact}": column})]), "d_yes")
    assert str(e.value).startswith(message)
    lenient = rules.decide_arrow(Producer([structs({f"c.{fact}": column})]), "d_yes", strict=False)
    assert "error" in read(lenient)["d_yes.status"]


def test_mistakes_name_the_row_of_all_batches_and_the_column(rules):
    good, bad = structs({"n": numbers("i", [1, 2])}), structs({"n": numbers("i", [3, -1, -2])})
    producer = Producer([good, bad])
    with pytest.raises(writ.CaseError) as e:
        rules.decide_arrow(producer, "d_small", columns={"n": "c.small"})
    assert str(e.value).splitlines() == [
        f"row {row}, c.small (column `n`): `{value}` is out of range: this is from 0 to 100"
        for row, value in ((3, -1), (4, -2))]
    gc.collect()
    assert producer.balanced
    many = structs({"c.small": numbers("i", [-1] * 100)})
    with pytest.raises(writ.CaseError) as e:
        rules.decide_arrow(Producer([many]), "d_small")
    assert len(e.value.mistakes) == 10


def test_wrong_values_where_there_is_no_record_do_not_count(rules):
    price = decimals(["0.123", "1.00"], 3)
    records = Producer([structs({"c.item": structs({"price": price}, [False, True])})])
    assert read(rules.decide_arrow(records, "d_item", missing="absent"))["d_item.status"][0] == "decided"


@pytest.mark.parametrize("fact, column, message", [
    ("yes", numbers("c", [1]), "column `c.yes` has integers (`c`), and c.yes is yes or no"),
    ("whole", bools([True]), "column `c.whole` has booleans (`b`), and c.whole is a whole number"),
    ("whole", numbers("tdD", [1], "i"), "column `c.whole` has dates (`tdD`)"),
    ("price", numbers("l", [1]),
     'if they count its smallest units, say so: columns={"c.price": writ.minor_units("c.price")}'),
    ("price", numbers("g", [1.5]),
     "column `c.price` has floats (`g`), and c.price is an amount of money (give decimals"),
    ("local", decimals(["1"], 2),
     "of which currency? give structs of amount and currency, or name it in the field's"),
    ("price", structs({"amount": decimals(["1"], 2)}),
     "money is a struct of `amount`, decimals, and `currency`, texts"),
    ("price", decimals(["1"], 2, metadata={"currency": "EUR"}), "is in USD, and the column in EUR"),
    ("seen", numbers("tsu:", [0], "q"), "without a time zone they are no instants"),
    ("day", numbers("tsu:UTC", [0], "q"), "which day that is depends on a time zone"),
    ("seen", numbers("tdD", [0], "i"),
     "column `c.seen` has dates (`tdD`), and c.seen is an instant"),
    ("level", numbers("l", [0]),
     "column `c.level` has integers (`l`), and c.level is a value of Level"),
    ("level", Column("c", 1, [None, b"\0"], dictionary=numbers("l", [5])),
     "of dictionaries only those of texts are read"),
    ("signs", texts(["red"]), "a set is a list of texts"),
    ("items", texts(["red"]), "column `c.items` has texts (`u`), and c.items is a list of Item"),
    ("items", lists([1], texts(["a"])),
     "column `c.items` has lists (`+l`), and c.items is a list of Item"),
    ("items", lists([1], structs({"nam": texts(["a"])})),
     "c.items has no field `nam` (did you mean `name`?)"),
    ("item", texts(["a"]),
     "column `c.item` has texts (`u`), and c.item is an object with the fields of Item"),
    ("whole", numbers("e", [1], "h"),
     "column `c.whole` has the format `e`, which is not read here"),
    ("whole", Column("d:38,2,256", 1, [None, bytes(32)]),
     "column `c.whole` has the format `d:38,2,256`, which is not read"),
    ("whole", Column("z", 1, [None, bytes(8), b"a"]), "column `c.whole` has the format `z`"),
    ("whole", Column("+r", 1, []), "column `c.whole` has the format `+r`"),
    ("whole", Column("tsx:", 1, [None, bytes(8)]), "column `c.whole` has the format `tsx:`"),
])
def test_a_column_of_another_kind_is_refused(rules, fact, column, message):
    producer = Producer([structs({f"c.{fact}": column})])
    with pytest.raises(writ.ColumnError) as e:
        rules.decide_arrow(producer, "d_yes")
    assert message in str(e.value)
    gc.collect()
    assert producer.balanced


@pytest.mark.parametrize("how, message", [
    ({}, "the column `pionts` is no fact; name it in columns=, keep= or ignore="),
    ({"columns": {"points": "c.small"}}, "there is no column `points` (did you mean `pionts`?)"),
    ({"columns": {"pionts": "c.smal"}}, "there is no fact `c.smal` (did you mean `c.small`?)"),
    ({"columns": {"pionts": "c.yes"}}, "the columns `c.yes` and `pionts` are both `c.yes`"),
    ({"columns": {"pionts": writ.minor_units("c.small")}},
     "`c.small` is no money, so it has no minor units"),
    ({"keep": "d_yes", "ignore": "pionts"}, "there is no column `d_yes`"),
    ({"keep": ["nope"]}, "there is no column `nope`"),
    ({"ignore": ["nope"]}, "there is no column `nope`"),
])
def test_columns_that_mean_nothing_are_refused(rules, how, message):
    producer = Producer([structs({"c.yes": bools([True]), "pionts": numbers("l", [1])})])
    with pytest.raises(writ.ColumnError) as e:
        rules.decide_arrow(producer, "d_yes", **how)
    assert str(e.value).startswith(message)
    assert producer.balanced


def test_a_kept_column_must_not_be_called_like_what_is_decided(rules):
    with pytest.raises(writ.ColumnError, match="a kept column is called `d_yes`, like what is decided"):
        rules.decide_arrow(Producer([structs({"d_yes": bools([True])})]), "d_yes", keep="d_yes")


def test_unknown_decisions_and_words_are_refused(rules):
    batch = structs({"c.yes": bools([True])})
    with pytest.raises(writ.UnknownDecision):
        rules.decide_arrow(Producer([batch]), "d_yess")
    with pytest.raises(ValueError, match="missing is"):
        rules.decide_arrow(Producer([batch]), "d_yes", missing="none")
    with pytest.raises(TypeError, match="has neither"):
        rules.decide_arrow({"c.yes": [True]}, "d_yes")


# ---------------------------------------------------------------- producers that are not sound

@pytest.mark.parametrize("column, message", [
    (replace(numbers("l", [1]), length=-1), "its length or its offset is no number of values"),
    (replace(numbers("l", [1]), offset=-1), "its length or its offset is no number of values"),
    (replace(numbers("l", [1]), offset=2**62), "its length or its offset is no number of values"),
    (replace(numbers("l", [1]), length=0), "it has fewer values than there are rows"),
    (replace(numbers("l", [1]), buffers=[None]), "it has 1 buffers and not 2"),
    (replace(numbers("l", [1]), buffers=[None, None]), "it has no values"),
    (replace(numbers("l", [1]), nulls=1), "it has nulls and does not say which"),
    (replace(numbers("l", [1]), children={"a": bools([True])}), "it has 1 children and not 0"),
    (replace(texts(["a"]), buffers=[None, b"\1\0\0\0\0\0\0\0", b"a"]), "its offsets do not ascend"),
    (replace(texts(["a"]), buffers=[None, b"\xff\xff\xff\xff\0\0\0\0", b"a"]),
     "an offset is below zero"),
    (replace(texts(["a"]), buffers=[None, b"\0\0\0\0\1\0\0\0", None]), "it has no characters"),
    (replace(texts(["a"], "vu"), buffers=[None, b"\xff" * 16, b"", b""]),
     "a text has a length below zero"),
    (replace(texts(["a" * 20], "vu"), buffers=[None, struct.pack("<iiii", 20, 0, 1, 0), b"", bytes(8)]),
     "a text stands outside of its buffers"),
    (replace(texts(["a" * 20], "vu"),
             buffers=[None, struct.pack("<iiii", 20, 0, 0, 9), b"a" * 20, struct.pack("<q", 20)]),
     "a text stands outside of its buffers"),
    (replace(numbers("c", [3]), dictionary=texts(["a"])),
     "a place in its dictionary is 3, and that has 1 values"),
    (replace(numbers("c", [-1]), dictionary=texts(["a"])),
     "a place in its dictionary is -1, and that has 1 values"),
    (replace(numbers("g", [0]), dictionary=texts(["a"])),
     "places in its dictionary are no integers"),
    (lists([5], texts(["a"])), "its lists end behind the last element"),
    (replace(lists([1], texts(["a"])), children={}), "it has 0 children and not 1"),
    (replace(structs({"name": texts(["a"])}), children={"name": texts([])}),
     "it is shorter than what it is a part of"),
])
def test_arrays_that_are_not_sound_are_refused(rules, column, message):
    batch = Column("+s", 1, [None], children={"c.signs": column})
    producer = Producer([batch])
    with pytest.raises(writ.ColumnError) as e:
        rules.decide_arrow(producer, "d_yes")
    assert str(e.value).startswith("column `c.signs") and message in str(e.value)
    assert producer.balanced


def test_batches_that_are_not_sound_are_refused(rules):
    nulls = structs({"c.yes": bools([True, False])}, [True, False])
    for batch, message in ((nulls, "a row of the record batch is null as a whole"),
                           (numbers("l", [1]), "these are no record batches: the format is `l`"),
                           (replace(nulls, buffers=[]), "a record batch has one buffer, not 0")):
        for stream in (True, False):
            producer = Producer([batch], stream)
            with pytest.raises(writ.ColumnError, match=message):
                rules.decide_arrow(producer, "d_yes")
            assert producer.balanced
    deep = bools([True])
    for _ in range(70):
        deep = structs({"a": deep})
    with pytest.raises(writ.ColumnError, match="has more than 64 levels"):
        rules.decide_arrow(Producer([deep]), "d_yes")


def test_metadata_that_is_not_sound_is_refused(rules):
    for metadata in (struct.pack("<i", -1), struct.pack("<ii", 1, -5)):
        producer = Producer([structs({"c.price": decimals(["1"], 2, metadata=metadata)})])
        with pytest.raises(ValueError, match="the metadata of a field has a length below zero"):
            rules.decide_arrow(producer, "d_price", keep="c.price")
        assert producer.balanced


def test_a_producer_that_fails_says_why(rules):
    batch = structs({"c.yes": bools([True])})
    producer = Producer([batch] * 3, fails_at=1)
    with pytest.raises(OSError, match="the disk is on fire") as e:
        rules.decide_arrow(producer, "d_yes")
    assert e.value.errno == 5
    assert producer.balanced and producer.made["array"] == 2


class Raises:
    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        raise ZeroDivisionError("no batches today")


def test_objects_that_give_something_else_are_refused(rules):
    class Gives:
        what: Any = None

        def __arrow_c_stream__(self) -> object:
            return self.what

    given = Gives()
    with pytest.raises(TypeError, match="a capsule called `arrow_array_stream` was expected, not None"):
        rules.decide_arrow(given, "d_yes")
    given.what = Producer([structs({"c.yes": bools([True])})], stream=False).__arrow_c_array__()[0]
    with pytest.raises(TypeError, match="a capsule called `arrow_array_stream` was expected, not <capsule"):
        rules.decide_arrow(given, "d_yes")
    with pytest.raises(ZeroDivisionError, match="no batches today"):
        rules.decide_arrow(Raises(), "d_yes")


def test_a_capsule_is_read_once(rules):
    class Twice:
        capsule = Producer([structs({"c.yes": bools([True])})]).__arrow_c_stream__()

        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return self.capsule

    assert len(rules.decide_arrow(Twice(), "d_yes")) == 1
    with pytest.raises(ValueError, match="was read already"):
        rules.decide_arrow(Twice(), "d_yes")


@pytest.mark.parametrize("stream", [True, False])
def test_what_is_read_is_released_once(rules, stream):
    columns = {"c.items": lists([1, 1], structs(items(2))), "c.level": coded(["low", None]),
               "note": texts(["a", "b"])}
    producer = Producer([structs(columns)], stream)
    made = rules.decide_arrow(producer, "d_total", ignore="note")
    assert producer.balanced and producer.made["array"] == 12
    assert read(made)["d_total"] == [Decimal("0.5"), Decimal("1.5")]


def test_a_stream_without_batches_has_columns(rules):
    class Empty(Producer):
        def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
            self.batches, batches = [], self.batches
            out = super().__arrow_c_stream__()
            self.batches = batches
            return out

    made = rules.decide_arrow(Empty([structs({"c.yes": bools([True])})]), "d_yes")
    assert len(made) == 0 and read(made) == {"d_yes": [], "d_yes.status": []}
    none = rules.decide_arrow(Producer([structs({"c.yes": bools([]), "c.items": lists([], structs(items(0))),
                                                 "c.word": texts([]), "c.level": coded([])})]))
    assert len(none) == 0 and read(none)["d_item"] == []


# ---------------------------------------------------------------- out

def test_what_comes_out_can_be_read_as_often_as_one_likes(rules):
    small = Producer([structs({"c.small": numbers("i", [1, None])})])
    made = rules.decide_arrow(small, ["d_small"], rules=True)
    assert made.names == ("d_small", "d_small.status", "d_small.rules")
    assert len(made) == 2 and made.batches == 1
    assert read(made) == read(made)
    assert repr(made) == "<decisions about 2 rows: d_small, d_small.status, d_small.rules>"
    assert formats(made) == {"d_small": "l", "d_small.status": "c", "d_small.rules": "i"}
    (first,), (second,) = addresses(made)["d_small"], addresses(made)["d_small"]
    assert first == second


def test_types_of_what_comes_out(rules):
    made = rules.decide_arrow(Producer([structs({"c.yes": bools([True])})]), [*rules.decisions, "ratio"])
    assert {n: f for n, f in formats(made).items() if not n.endswith(".status")} == {
        "d_yes": "b", "d_whole": "l", "d_small": "l", "d_part": "d:38,2", "d_share": "d:38,3",
        "d_price": "d:38,2", "d_local": "+s", "d_day": "tdD", "d_at": "tts", "d_seen": "tsu:UTC", "d_waits": "tDu", "d_term": "U",
        "d_level": "c", "d_signs": "+L", "d_word": "U", "d_dow": "l", "d_item": "+s",
        "d_total": "d:38,2", "d_red": "+L", "d_items": "+L", "ratio": "U"}
    ratio = rules.decide_arrow(Producer([structs({"c.part": decimals(["0.50", "0.75"], 2)})]), "ratio")
    assert read(ratio)["ratio"] == ["1/6", "0.25"]
    schema = taken(made.__arrow_c_schema__(), ArrowSchema)
    fields = {schema.children[i].contents.name: schema.children[i].contents for i in range(schema.n_children)}
    usd = struct.pack("<iI8sI3s", 1, 8, b"currency", 3, b"USD")
    assert ctypes.string_at(fields[b"d_price"].metadata, len(usd)) == usd
    assert fields[b"d_level"].flags == 3  # nullable, ordered
    schema.release(schema)


def formats(made: Any) -> Dict[str, str]:
    schema = taken(made.__arrow_c_schema__(), ArrowSchema)
    out = {schema.children[i].contents.name.decode(): schema.children[i].contents.format.decode()
           for i in range(schema.n_children)}
    schema.release(schema)
    return out


def addresses(made: Any) -> Dict[str, List[int]]:
    """Where the values of columns are, batch by batch."""
    stream, schema = taken(made.__arrow_c_stream__(), ArrowArrayStream), ArrowSchema()
    stream.get_schema(stream, schema)
    names = [schema.children[i].contents.name.decode() for i in range(schema.n_children)]
    out: Dict[str, List[int]] = {name: [] for name in names}
    for batch in batches_of(stream):
        for i, of in enumerate(out.values()):
            child = batch.children[i].contents
            of.append(child.buffers[child.n_buffers - 1])
        batch.release(batch)
    schema.release(schema)
    stream.release(stream)
    return out


def test_kept_columns_are_the_memory_that_was_given(rules):
    first = structs({"id": numbers("l", [7, 8, 9]), "blob": Column("z", 3, [None, bytes(16), b"a"]),
                     "c.level": coded(["low", None, "mid"])})
    producer = Producer([first, first.sliced(1, 2)])
    made = rules.decide_arrow(producer, "d_level", keep=["id", "c.level", "blob"])
    given = [buffers[-1] for buffers in producer.given]
    assert addresses(made)["id"] == [given[0], given[5]]
    assert not producer.balanced
    assert read(made) == {"id": [7, 8, 9, 8, 9], "c.level": ["low", None, "mid", None, "mid"],
                          "blob": [b"", b"", b"", b"", b""],
                          "d_level": ["low", None, "mid", None, "mid"],
                          "d_level.status": ["decided", "undetermined", "decided", "undetermined", "decided"]}
    del made
    gc.collect()
    assert producer.balanced


def test_what_has_its_form_is_not_copied(rules):
    as_it_is = {"c.yes": bools([True] * 16), "c.whole": numbers("C", [1] * 16),
                "c.level": coded(["low", None] * 8),
                "c.day": numbers("tdD", [1] * 16, "i"), "c.seen": numbers("tsu:UTC", [1] * 16, "q"),
                "c.waits": numbers("tDu", [1] * 16, "q"),
                "c.items": lists([1] * 16, structs({"level": coded(["low"] * 16)}))}
    whole = structs(as_it_is)
    for batch in (whole, whole.sliced(8, 8)):
        assert rules.decide_arrow(Producer([batch]), "d_yes").copied == (("c.items",) if batch.offset else ())
    odd = rules.decide_arrow(Producer([whole.sliced(1, 8)]), "d_yes")  # bits that start within a byte
    assert odd.copied == ("c.items", "c.level", "c.yes")
    others = structs({"c.part": decimals(["1"], 2), "c.word": texts(["a"]),
                      "c.at": numbers("tts", [60], "i")})
    assert rules.decide_arrow(Producer([others]), "d_yes").copied == ("c.at", "c.part", "c.word")


def test_arrays_outlive_rules_and_decisions():
    rules = writ.loads(KINDS)
    made = rules.decide_arrow(Producer([structs({"c.word": texts(["a", None])})]), ["d_word"], rules=True)
    schema, array = (taken(c, s) for c, s in zip(made.__arrow_c_array__(), (ArrowSchema, ArrowArray)))
    stream = taken(made.__arrow_c_stream__(), ArrowArrayStream)
    del made, rules
    gc.collect()
    assert values_of(schema, array)["d_word"] == ["a", None]

    moved = ArrowArray()  # a child may outlive what it was a part of
    ctypes.memmove(ctypes.byref(moved), array.children[0], ctypes.sizeof(ArrowArray))
    ctypes.memset(ctypes.addressof(array.children[0].contents) + ArrowArray.release.offset, 0, 8)
    threads = [threading.Thread(target=lambda: array.release(array))]
    for thread in threads:
        thread.start()
        thread.join()
    assert not array.release and moved.length == 2
    moved.release(moved)
    assert [values_of(schema, batch)["d_word"] for batch in batches_of(stream)] == [["a", None]]
    stream.release(stream)
    schema.release(schema)


def test_several_batches_are_read_as_a_stream(rules):
    batch = structs({"c.yes": bools([True])})
    made = rules.decide_arrow(Producer([batch, batch]), "d_yes")
    assert made.batches == 2 and read(made)["d_yes"] == [True, True]
    with pytest.raises(ValueError, match="there are 2 batches: read them as a stream"):
        made.__arrow_c_array__()


def test_what_comes_out_goes_in_again(rules):
    facts = ["yes", "whole", "part", "share", "price", "day", "at", "seen", "waits", "term", "level",
             "signs", "word"]
    asked = [f"d_{fact}" for fact in facts]
    first = {fact: next(column for f, column, _ in KNOWN.values() if f == fact) for fact in facts}
    batch = structs({f"c.{fact}": column.sliced(0, 2) for fact, column in first.items()})
    made = rules.decide_arrow(Producer([batch]), asked)
    back = {f"d_{fact}": f"c.{fact}" for fact in facts}
    again = rules.decide_arrow(made, asked, columns=back, ignore="rest")
    assert read(again) == read(made)
    nested = rules.decide_arrow(Producer([structs({"c.items": lists([1, 1], structs(items(2)))})]), "d_items")
    twice = rules.decide_arrow(nested, "d_items", columns={"d_items": "c.items"}, ignore="rest")
    assert read(twice) == read(nested)


def test_many_rows_with_threads_and_batches(rules):
    random.seed(5)
    rows = 120_000
    column = numbers("s", [random.randrange(101) if i % 7 else None for i in range(rows)])
    batches = [structs({"c.small": column}).sliced(first, 60_000) for first in (0, 60_000)]
    one = rules.decide_arrow(Producer(batches), "d_small")
    two = rules.decide_arrow(Producer(batches), "d_small", threads=2)
    assert read(one) == read(two)


def test_ctrl_c_stops_at_once(rules):
    producer = Producer([structs({"c.whole": nothing(3_000_000)})])
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        rules.decide_arrow(producer, "d_whole", missing="unknown")
    assert producer.balanced


def test_progress_is_told(rules, capsys):
    def producer():
        return Producer([structs({"c.whole": numbers("i", [1, 2, 3])}) for _ in range(4)])

    told = []
    rules.decide_arrow(producer(), ["d_whole", "d_yes"], progress=lambda *done: told.append(done))
    assert told[-1] == (12, None) and told == sorted(told)

    class Table(Producer):
        def __len__(self):
            return 12

    told.clear()
    table = Table([structs({"c.whole": numbers("i", [1] * 12)})])
    rules.decide_arrow(table, "d_whole", progress=lambda *done: told.append(done))
    assert told[-1] == (12, 12)

    def stop(done, all):
        raise RuntimeError("enough")

    class Query(Producer):
        def __len__(self):
            raise AssertionError("its rows are counted by asking for them")

    assert len(rules.decide_arrow(Query([structs({"c.whole": numbers("i", [1])})]), "d_whole")) == 1

    given = producer()
    with pytest.raises(RuntimeError, match="enough"):
        rules.decide_arrow(given, "d_whole", progress=stop)
    assert given.balanced
    pytest.importorskip("tqdm")
    rules.decide_arrow(producer(), "d_whole", progress=True)
    assert "12.0rows" in capsys.readouterr().err


def test_the_interpreter_may_end_first(root):
    program = """
import sys, threading
sys.path[:0] = [{tests!r}]
from arrow_by_hand import Producer, bools, structs, taken, ArrowArray
import writ
rules = writ.loads({rules!r})
producer = Producer([structs({{"c.yes": bools([True])}})])
made = rules.decide_arrow(producer, "d_yes")
capsule = made.__arrow_c_stream__()
schema, array = made.__arrow_c_array__()
array = taken(array, ArrowArray)
"""
    tests = str(root / "tests" / "python")
    program = program.format(tests=tests, rules=KINDS)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_any_row_of_random_columns_is_decided_as_it_would_be_alone(rules):
    random.seed(7)
    asked = ["d_small", "d_part", "d_level", "d_word", "d_seen", "d_total"]
    for _ in range(20):
        rows = random.randrange(1, 40)

        def some(make: Callable[[], Any]) -> List[Any]:
            return [make() if random.random() < 0.8 else None for _ in range(rows)]

        small, level = some(lambda: random.randrange(120)), some(lambda: random.choice(["low", "mid", "top"]))
        part = some(lambda: f"{random.randrange(-900, 900)}e-3")
        word = some(lambda: "x" * random.randrange(20))
        batch = structs({"c.small": numbers(random.choice("cSiL"), small), "c.part": decimals(part, 3),
                         "c.level": random.choice([coded, texts])(level),
                         "c.word": texts(word, random.choice(["u", "vu"]))})
        first = random.randrange(rows)
        some_rows = Producer([batch.sliced(first, rows - first)])
        got = read(rules.decide_arrow(some_rows, asked, strict=False, rules=True))
        for row in range(first, rows):
            given = {"small": small[row], "level": level[row], "word": word[row],
                     "part": part[row] and Decimal(part[row])}
            for name, d in rules.decide({"c": given}, asked, missing="left_out", strict=False).items():
                assert got[f"{name}.status"][row - first] == d.status
                assert got[f"{name}.rules"][row - first] == ", ".join(d.rules)
                assert got[name][row - first] == (as_read(d.value) if d.status == "decided" else None)
