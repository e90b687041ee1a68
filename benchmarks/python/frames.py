"""What Python adds to many decisions: a frame of a million rows, and the library alone.

    PYTHONPATH=build/release/python python3 benchmarks/python/frames.py [ROWS]

Milliseconds, medians of eleven rounds after two that do not count, each round all of them in turn.
*given* is what a program in C++ does first with the same arrays: it gives them to `writ::columns`,
which checks every value. Then it decides with a `column_decider` that it keeps, in memory that it
keeps: into `decision_columns`, which have the rules too, or into `outcome_arrays`, which have what
a frame has. The frame is told as a multiple of both, each with what is given. Rules are drawn at
random, always the same.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from typing import Any, Callable, Dict, List, Tuple

import numpy as np
import pandas as pd

import writ
from writ import _core
from writ._columns import Outcomes
from writ._fill import Values
from writ._frame import values_of_series

ENUMS = {"violation": 16, "category": 24, "region": 12, "tier": 6, "channel": 5, "fulfilment": 4,
         "listing": 5, "risk": 4, "appeal": 5, "topic": 16, "payment": 5, "account": 5}
NUMBERS = {"strikes_90d": 20, "strikes_365d": 60, "order_days": 400, "orders": 20_000,
           "account_days": 5_000, "defects": 10_000, "late": 10_000, "open_cases": 200,
           "appeals_30d": 20, "penalty_points": 48, "listings": 50_000, "reports_7d": 300,
           "response_hours": 240, "rating": 500}
MONEY = {"order_value": 500_000, "refund": 500_000, "sales_30d": 2_000_000_000,
         "balance": 500_000_000, "deposit": 50_000_000}
FLAGS = ["invoiced", "repeated", "brand_owner", "cross_border", "complained", "tracked",
         "dangerous", "verified", "managed"]


def condition(dice: random.Random) -> str:
    kind = dice.choice(["enum", "enum", "number", "number", "money", "flag"])
    if kind == "enum":
        name, count = dice.choice(list(ENUMS.items()))
        chosen = sorted(dice.sample(range(count), dice.randint(1, 2)))
        return f"seller.{name} is one of {{{', '.join(f'{name}_{c}' for c in chosen)}}}"
    if kind == "flag":
        return dice.choice(["", "not "]) + f"seller.{dice.choice(FLAGS)}"
    name, most = dice.choice(list((NUMBERS if kind == "number" else MONEY).items()))
    bound = dice.randint(most // 10, most - most // 10)
    value = f"USD {bound / 100:.2f}" if kind == "money" else str(bound)
    return f"seller.{name} {dice.choice(['>=', '<'])} {value}"


def policy(rules: int) -> str:
    dice = random.Random(7)
    out = ['pack shops "Shops" { version "1" languages en }']
    for name, count in ENUMS.items():
        out.append(f"enum {name.title()} {{ {', '.join(f'{name}_{i}' for i in range(count))} }}")
    out.append("facts seller {")
    out += [f"  {name} : {name.title()}" for name in ENUMS]
    out += [f"  {name} : int 0 .. {most}" for name, most in NUMBERS.items()]
    out += [f"  {name} : money USD 0 .. {most // 100 + 1}" for name, most in MONEY.items()]
    out += [f"  {name} : bool" for name in FLAGS] + ["}"]
    heads = []
    for i in range(rules):
        conditions = dict.fromkeys(condition(dice) for _ in range(dice.randint(3, 6)))
        heads.append((f"rule r{i} {{ when {' and '.join(conditions)}", dice.randint(1, 9)))
    out.append("enum Outcome { " + ", ".join(f"o{i}" for i in range(10)) + " }")
    out.append("decision first : Outcome takes first {")
    out += [f"  {head} then o{points} }}" for head, points in heads] + ["  otherwise o0", "}"]
    out.append("decision collect : int 0 .. 1000 takes sum {")
    out += [f"  {head} then {points} }}" for head, points in heads] + ["}"]
    return "\n".join(out)


def sellers(rows: int) -> Tuple[pd.DataFrame, Dict[str, str]]:
    """Rows in arrays as narrow as the values, and which of them count cents."""
    dice = np.random.default_rng(7)
    columns: Dict[str, Any] = {}
    for name, count in ENUMS.items():
        codes = dice.integers(0, count, rows).astype(np.int8)
        names = [f"{name}_{i}" for i in range(count)]
        columns[f"seller.{name}"] = pd.Categorical.from_codes(codes, names)
    for name, most in {**NUMBERS, **MONEY}.items():
        columns[f"seller.{name}"] = dice.integers(0, most, rows).astype(np.min_scalar_type(-most))
    for name in FLAGS:
        columns[f"seller.{name}"] = dice.random(rows) < 0.35
    cents = {f"seller.{name}": writ.minor_units(f"seller.{name}") for name in MONEY}
    return pd.DataFrame(columns), cents


def milliseconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


def _columns_of(rules: writ.Ruleset, arrays: Dict[str, Values], rows: int) -> _core.Columns:
    columns = _core.Columns(rules, rows)
    for name, values in arrays.items():
        if values.dictionary is None:
            columns.values(name, values.array)
        else:
            columns.texts(name, values.array, values.dictionary)
    return columns


def compared(rules: writ.Ruleset, rows: int, decision: str, threads: int) -> str:
    df, cents = sellers(rows)
    arrays = {name: values_of_series(df[name]) for name in df}
    decider = _core.ColumnDecider(rules, threads)
    given: List[_core.Columns] = []

    made = Outcomes(rules, decision, _columns_of(rules, arrays, rows), decider, None)
    kept = made.arguments

    def give() -> None:
        given[:] = [_columns_of(rules, arrays, rows)]

    def frame() -> pd.DataFrame:
        return rules.decide_frame(df, decision, columns=cents, threads=threads)

    times: Dict[str, List[float]] = {"given": [], "answers": [], "arrays": [], "frame": []}
    for round_ in range(13):
        measured = {"given": milliseconds(give),
                    "answers": milliseconds(lambda: decider.decide(given[0], decision))}
        give()
        measured |= {"arrays": milliseconds(lambda: decider.decide_arrays(given[0], decision, *kept)),
                     "frame": milliseconds(frame)}
        for name, took in measured.items():
            if round_ > 1:
                times[name].append(took)
    given_, answers, arrays_, whole = (statistics.median(times[name]) for name in times)
    return (f"| {decision} | {threads} | {given_:.1f} | {answers:.1f} | {arrays_:.1f} | {whole:.1f} "
            f"| {whole / (given_ + answers):.2f} | {whole / (given_ + arrays_):.2f} |")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{rows:,} rows, {len(ENUMS) + len(NUMBERS) + len(MONEY) + len(FLAGS)} columns")
    print("| rules | decision | threads | given | answers | arrays | frame | times answers | arrays |")
    print("|---|---|---|---|---|---|---|---|---|")
    for count in (10, 100, 1000):
        rules = writ.loads(policy(count))
        for decision in ("first", "collect"):
            for threads in (1, 2):
                print(f"| {count} " + compared(rules, rows, decision, threads), flush=True)


if __name__ == "__main__":
    main()
