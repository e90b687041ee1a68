"""What Python adds to one decision: prepared classes, dicts, and what the library alone takes, in one process.

    PYTHONPATH=build/release/python python3 benchmarks/python/one_case.py

Microseconds, the least of seven rounds. The library alone: `decider::load` and `decider::ask` of a case in memory.
"""

from __future__ import annotations

import datetime
import enum
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Callable, List

import writ

POLICY = """
pack shops "Shops" { version "1" languages en }
enum Kind { shop, creator, partner }
facts seller {
  points : int 0 .. 100  kind : Kind  since : date  active : bool  score : decimal(2) 0 .. 100
  orders : int 0 .. 100000  paid : money USD  tier : Kind
}
decision warned : bool {
  rule many { when seller.points > 48 and seller.kind is shop and seller.active then yes }
  rule poor { when seller.score < 3 and seller.orders > 10 and seller.paid > USD 10.00 then yes }
  otherwise no
}
"""

LEDGER = """
pack ledger "Ledger" { version "1" languages en }
enum Reason { counterfeit, late, content }
record Violation { reason : Reason  points : int 0 .. 48  overturned : bool }
facts seller { party : Reason  violations : list of Violation up to 20 }
decision closed : bool {
  rule fake { when any v among seller.violations where v.reason is counterfeit and v.points > 40 and not v.overturned then yes }
  otherwise no
}
"""


class Kind(enum.Enum):
    shop = 1
    creator = 2


@dataclass
class Shop:
    points: int
    kind: Kind
    since: datetime.date
    active: bool
    score: Decimal
    orders: int
    paid: writ.Money
    tier: str


@dataclass
class Violation:
    reason: str
    points: int
    overturned: bool


@dataclass
class Ledger:
    party: str
    violations: List[Violation]


def microseconds(work: Callable[[], Any], repeats: int = 20_000) -> float:
    least = float("inf")
    for _ in range(7):
        start = time.perf_counter()
        for _ in range(repeats):
            work()
        least = min(least, time.perf_counter() - start)
    return least / repeats * 1e6


def row(what: str, rules: writ.Ruleset, given: Any, decision: str) -> None:
    prepared = rules.case_type(type(given), {f"seller.{name}": name for name in type(given).__annotations__})
    as_dict = {"seller": {name: getattr(given, name) for name in type(given).__annotations__}}
    case = rules.case(as_dict)
    alone = case._seconds(decision, 200_000) * 1e6
    full = microseconds(lambda: prepared.decide(given, decision).value)
    of_dict = microseconds(lambda: rules.decide(as_dict, decision).value)
    print(f"| {what} | {alone:.2f} | {full:.2f} | {full - alone:.2f} | {of_dict:.2f} |")


def main() -> None:
    print("| case | C++ alone | prepared class | more than C++ | dict |\n|---|---|---|---|---|")
    shop = Shop(40, Kind.shop, datetime.date(2026, 1, 1), True, Decimal("4.50"), 12, writ.Money("9.50", "USD"), "partner")
    row("8 facts", writ.loads(POLICY), shop, "warned")
    violations = [Violation("late", 4, False), Violation("counterfeit", 48, False)]
    row("1 fact, a list of 2 records of 3", writ.loads(LEDGER), Ledger("late", violations), "closed")


if __name__ == "__main__":
    main()
