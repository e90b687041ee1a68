"""What programs get wrong: each is a Python exception that says what and where, and nothing is left broken."""

from __future__ import annotations

import enum
import gc
import os
import subprocess
import sys
import textwrap
import threading
from collections import OrderedDict, UserDict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Iterator

import pytest

import writ

TEXT = """
pack p "P" { version "1" languages en }
enum Kind { shop, creator }
record Item { name : text  price : money USD }
facts s {
  points : int 0 .. 100
  score  : decimal(2) 0 .. 10
  price  : money USD
  kind   : Kind
  kinds  : set of Kind
  day    : optional date
  seen   : instant
  note   : text
  items  : list of Item up to 3
}
decision warned : bool { rule many { when s.points > 48 then yes } otherwise no }
"""


@pytest.fixture(scope="module")
def rules() -> writ.Ruleset:
    return writ.loads(TEXT)


def mistakes(rules: writ.Ruleset, given: Any, **how: Any) -> list:
    with pytest.raises(writ.CaseError) as caught:
        rules.case(given, **how)
    return [str(m) for m in caught.value.mistakes]


class Odd:
    pass


@pytest.mark.parametrize("name, given, message", [
    ("points", True, "s.points: `true` is yes; s.points is a whole number"),
    ("points", 101, "s.points: `101` is out of range: this is from 0 to 100"),
    ("points", 10**25, "s.points: the number is too great (numbers have at most 18 digits)"),
    ("points", 1.5, 's.points: the float 1.5 is not exactly a number with 0 decimal places (give Decimal("1.5"))'),
    ("points", float("nan"), "s.points: `nan` is no value (leave it out, or say writ.UNKNOWN)"),
    ("points", float("-inf"), "s.points: `-inf` is no value (leave it out, or say writ.UNKNOWN)"),
    ("points", Decimal("NaN"), "s.points: `NaN` is no value (leave it out, or say writ.UNKNOWN)"),
    ("points", "5", "s.points: `5` in quotes is a text; s.points is a whole number (write 5 without quotes)"),
    ("points", Odd(), "s.points: a value of the type `Odd`; s.points is a whole number"),
    ("points", 1j, "s.points: a value of the type `complex`; s.points is a whole number"),
    ("points", b"5", "s.points: a value of the type `bytes`; s.points is a whole number"),
    ("points", [1], "s.points: a value of the type `list`; s.points is a whole number"),
    ("points", {"a": 1}, "s.points: a value of the type `dict`; s.points is a whole number"),
    ("score", 0.1, 's.score: the float 0.1 is not exactly a number with 2 decimal places (give Decimal("0.1"))'),
    ("price", 1.5, 's.price: a float; s.price is an amount of money (give writ.Money("12.50", "USD"), or a text)'),
    ("price", 5, 's.price: `5` has no currency (write it like "USD 100.00")'),
    ("price", writ.Money(1, "EUR"), "s.price: `EUR 1` is in the wrong currency (this is in USD)"),
    ("price", {"amount": 5}, 's.price: an amount of money has a `currency` and an `amount` (write it like "USD 100.00")'),
    ("kind", "shap", "s.kind: `shap` is not a value of Kind (did you mean `shop`?)"),
    ("kind", 1, "s.kind: `1` is a number; s.kind is a value of Kind"),
    ("kinds", "shop", "s.kinds: a value of the type `str`; s.kinds is a set of Kind (give a set or a list of texts)"),
    ("kinds", {1}, "s.kinds: a value of the type `int` in the set (its members are texts)"),
    ("day", 5, "s.day: `5` is a number; s.day is a date (a date is written 2026-03-01 and must exist)"),
    ("day", "2026-02-30", "s.day: `2026-02-30` is not a date (a date is written 2026-03-01 and must exist)"),
    ("note", "\ud800", "s.note: the text has a character that is half of a pair (a surrogate)"),
    ("note", "a\0b", "s.note: a text cannot hold the character NUL"),
    ("items", {"name": "a"}, "s.items: a value of the type `dict`; s.items is a list of Item (give a list)"),
    ("items", [5], "s.items[1]: a value of the type `int`; s.items[1] is an object with the fields of Item"),
    ("items", [{}, {"name": "a", "prize": 1}], "s.items[2].prize: `Item` has no field called `prize` (did you mean `price`?)"),
    ("items", [{}] * 4, "s.items: there are 4 elements; s.items has at most 3"),
    ("pionts", 5, "s.pionts: `s` has no fact called `pionts` (did you mean `points`?)"),
])
def test_a_wrong_value_is_told_with_its_place(rules, name, given, message):
    assert mistakes(rules, {"s": {name: given}}) == [message]


@pytest.mark.parametrize("given, message", [
    (5, "a value of the type `int`; a case is a dict, a dataclass, or an object with attributes"),
    ("s", "a value of the type `str`; a case is a dict, a dataclass, or an object with attributes"),
    ([], "a value of the type `list`; a case is a dict, a dataclass, or an object with attributes"),
    (None, "a case is an object with groups of facts"),
    (Odd(), "a value of the type `Odd`, which has none of the facts; a case is a dict, a dataclass, or an object with "
            "attributes (give a dict, a dataclass, or an object with attributes of these names)"),
    (Odd, "a value of the type `type`; a case is a dict, a dataclass, or an object with attributes"),
    ({"s": 5}, "s: a value of the type `int`; s is a group of facts"),
    ({5: {}}, "a key here is a value of the type `int` (keys are texts)"),
    ({"s": {None: 1}}, "s: a key here is a value of the type `NoneType` (keys are texts)"),
    ({"\ud800": 1}, "a key here is a value of the type `str` (keys are texts)"),
])
def test_what_is_no_case(rules, given, message):
    assert mistakes(rules, given) == [message]


def test_numbers_too_long_to_be_written(rules):
    message = "s.points: the number is too great (numbers have at most 18 digits)"
    assert mistakes(rules, {"s": {"points": -(10**5000)}}) == [message]


def test_all_mistakes_are_told_at_once(rules):
    found = mistakes(rules, {"s": {"points": -1, "kind": "x", "day": 1.5}, "t": 1})
    assert [m.split(":")[0] for m in found] == ["s.points", "s.kind", "s.day", "t"]


def test_a_wrong_case_can_be_decided_as_an_error(rules):
    d = rules.decide({"s": {"points": -1}}, "warned", strict=False)
    assert d.status == "error" and "s.points" in d.error
    with pytest.raises(writ.NotDecided):
        d.value


def test_generators_and_views_are_not_read(rules):
    def items() -> Iterator[dict]:
        yield {}

    assert mistakes(rules, {"s": {"items": items()}}) == [
        "s.items: a value of the type `generator`; s.items is a list of Item (it can be read only once: make a list of it)"]
    assert "give a list" in mistakes(rules, {"s": {"items": {}.values()}})[0]
    assert mistakes(rules, items())[0].startswith("a value of the type `generator`")


def test_cases_that_contain_themselves(rules):
    cyclic: dict = {}
    cyclic["s"] = cyclic
    assert mistakes(rules, cyclic) == [
        "s.s: `s` has no fact called `s`"]
    looped: list = []
    looped.append(looped)
    assert mistakes(rules, {"s": {"items": looped}})[0].startswith("s.items[1]: a value of the type `list`")
    item: dict = {}
    item["name"] = item
    assert mistakes(rules, {"s": {"items": [item]}})[0].startswith("s.items[1].name: a value of the type `dict`")


def test_cases_that_change_while_they_are_read(rules):
    group: dict = {}

    class Fickle:
        @property
        def name(self) -> str:
            group.clear()
            for i in range(1000):
                group[f"k{i}"] = i
            return "x"

    group.update(items=[Fickle(), Fickle()], points=50)
    assert rules.decide({"s": group}, "warned").value is True
    assert len(group) == 1000

    listed: list = []

    class Emptying:
        @property
        def name(self) -> str:
            listed.clear()
            gc.collect()
            return "x"

    listed.extend([Emptying(), Emptying(), Emptying()])
    assert rules.decide({"s": {"points": 1, "items": listed}}, "warned").value is False


def test_exceptions_of_the_programs_own_code_go_through(rules):
    class Failing:
        def __init__(self, error: BaseException) -> None:
            self.error = error

        @property
        def points(self) -> int:
            raise self.error

    for error in (RuntimeError("the database is gone"), AttributeError("inside"), KeyboardInterrupt(), ValueError("v")):
        with pytest.raises(type(error)) as caught:
            rules.case({"s": Failing(error)})
        assert caught.value is error and error.__notes__ == ["while `s.points` of the case was read"]
        prepared = rules.case_type(Failing, {"s.points": "points"})
        with pytest.raises(type(error)):
            prepared.decide(Failing(error), "warned")
    assert rules.decide({"s": {"points": 50}}, "warned").value is True

    class BadMapping(UserDict):
        def items(self) -> Any:
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        rules.case({"s": BadMapping({"points": 1})})

    class BadDecimal(Decimal):
        def __str__(self) -> str:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rules.case({"s": {"score": BadDecimal("1")}})


def test_a_case_may_be_read_while_another_is(rules):
    class Nested:
        @property
        def points(self) -> int:
            return 50 if rules.decide({"s": {"points": 60}}, "warned").value else 0

    assert rules.decide({"s": Nested()}, "warned").value is True
    prepared = rules.case_type(Nested, {"s.points": "points"})

    class Deep(Nested):
        @property
        def points(self) -> int:
            return 51 if prepared.decide(Nested(), "warned").value else 0

    assert prepared.decide(Deep(), "warned").value is True


def test_an_enum_may_have_another_object_read(rules):
    class Kind(enum.Enum):
        shop = 1

        @property
        def value(self) -> Any:
            prepared.decide({"k": "shop", "items": [{"name": "a"}] * 3}, "warned")
            return "shop"

    prepared = rules.case_type(dict, {"s.kind": "k", "s.kinds": "ks", "s.items": "items", "s.points": "p"})
    items = [{"name": "b", "price": writ.Money(1, "USD")}] * 2
    for _ in range(3):
        given = {"k": Kind.shop, "ks": [Kind.shop], "items": items, "p": 50}
        assert prepared.decide(given, "warned").value is True
        assert prepared.case(given).to_yaml().count("name") == 2


def test_subclasses_of_dicts_texts_and_numbers(rules):
    class Text(str):
        def __str__(self) -> str:
            raise RuntimeError

    class Number(int):
        def __int__(self) -> int:
            raise RuntimeError

        def __str__(self) -> str:
            return "99"

    given = OrderedDict(s=UserDict(points=Number(50), kind=Text("shop")))
    assert rules.decide(given, "warned").value is True
    with pytest.raises(writ.CaseError, match="s.points"):
        rules.case({"s": {"points": Number(500)}})


def test_arguments_of_wrong_types(rules):
    with pytest.raises(TypeError):
        rules.decide({}, 5)
    with pytest.raises(TypeError):
        rules.decide()
    with pytest.raises(TypeError):
        writ.load(5)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        writ.Ruleset()
    with pytest.raises(TypeError):
        writ.Ruleset(None)  # type: ignore[arg-type]
    with pytest.raises(KeyError, match='no example is called "x"'):
        rules.example("x")
    with pytest.raises(ValueError, match="drawn as svg, dot, text or json"):
        rules._graph("png", None, "")
    for never_made in ("Decision", "Case", "Explanation", "Notice", "Reasons"):
        with pytest.raises(TypeError):
            getattr(writ, never_made)()


def test_rules_come_from_paths_texts_and_bytes(rules, tmp_path):
    for wrong in ({1: "x"}, {"x": 1}, {"x": b""}, bytearray(b"x"), ["x"]):
        with pytest.raises(TypeError):
            writ.Ruleset(wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="one text or more"):
        writ.Ruleset({})
    with pytest.raises(ValueError, match="NUL"):
        writ.load("a\0b")
    with pytest.raises(UnicodeEncodeError):
        writ.loads("\ud800")
    with pytest.raises(writ.CompileError, match="compiled rules"):
        writ.Ruleset(b"abc")
    with pytest.raises(writ.CompileError):
        writ.load(os.fsdecode(b"\xff"))
    with pytest.raises(OSError, match="nowhere/x.writc"):
        rules.save(tmp_path / "nowhere" / "x.writc")
    for of_language in (lambda: rules.graph(lang="xx"), lambda: rules.interview("warned", lang="xx")):
        with pytest.raises(ValueError, match='the rules are not in "xx"; they are in en'):
            of_language()


def test_values_without_a_truth():
    with pytest.raises(TypeError):
        bool(writ.UNKNOWN)
    for amount, currency in ((1.5, "USD"), (True, "USD"), (None, "USD")):
        with pytest.raises(TypeError):
            writ.Money(amount, currency)  # type: ignore[arg-type]
    for amount, currency in (("x", "USD"), ("NaN", "USD"), (1, "usd"), (1, "US"), (1, "ÄÖÜ"), (1, 5)):
        with pytest.raises(ValueError):
            writ.Money(amount, currency)  # type: ignore[arg-type]


def test_many_threads_share_rules(rules):
    failed = []

    def work(points: int) -> None:
        try:
            for _ in range(300):
                d = rules.decide({"s": {"points": points}}, "warned")
                assert d.value is (points > 48) and d.own_rules
        except BaseException as error:  # pragma: no cover - only when it fails
            failed.append(error)

    threads = [threading.Thread(target=work, args=(points,)) for points in (1, 99, 48, 49)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not failed


def run(program: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", f"TEXT = {TEXT!r}\n" + textwrap.dedent(program)],
                          capture_output=True, text=True, timeout=120, env=dict(os.environ))


def test_objects_that_live_when_the_interpreter_ends():
    done = run("""
        import sys, threading, writ
        rules = writ.loads(TEXT)
        class Last:
            def __del__(self):
                keep.status
        keep = rules.decide({"s": {"points": 50}}, "warned")
        sys.kept = (rules, keep, keep.explain(), rules.case({}), rules.interview("warned"), Last())
        def forever():
            while True:
                rules.decide({"s": {"points": 50}}, "warned")
        threading.Thread(target=forever, daemon=True).start()
        print("done")
    """)
    assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_forked_process_decides():
    done = run("""
        import os, writ
        rules = writ.loads(TEXT)
        rules.decide({"s": {"points": 50}}, "warned")
        child = os.fork()
        if child == 0:
            os._exit(0 if rules.decide({"s": {"points": 50}}, "warned").value is True else 1)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """)
    assert (done.returncode, done.stdout, done.stderr) == (0, "0\n", "")


def test_the_core_needs_neither_numpy_nor_pandas():
    done = run("""
        import sys
        for name in ("numpy", "pandas", "dask", "matplotlib", "tqdm"):
            sys.modules[name] = None
        import writ
        print(writ.loads(TEXT).decide({"s": {"points": 50}}, "warned").value)
    """)
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


def test_nothing_leaks(rules):
    @dataclass
    class Row:
        points: int
        kind: str

    prepared = rules.case_type(Row, {"s.points": "points", "s.kind": "kind"})

    def once() -> None:
        given = {"s": {"points": 50, "items": [{"name": "a"}], "kinds": ["shop"], "price": "USD 1.00"}}
        d = rules.decide(given, "warned")
        (d.value, d.rules, d.to_dict(), str(d.explain()), prepared.decide(Row(5, "shop"), "warned").value)
        for wrong in ({"s": {"points": "x"}}, {"s": 5}):
            try:
                rules.decide(wrong)
            except writ.CaseError as e:
                str(e)

    for _ in range(20):
        once()
    gc.collect()
    before = sys.getrefcount(None), len(gc.get_objects())
    for _ in range(200):
        once()
    gc.collect()
    after = sys.getrefcount(None), len(gc.get_objects())
    assert after[0] - before[0] < 100 and after[1] - before[1] < 100
