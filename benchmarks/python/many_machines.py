"""Cases a second of many cases in files and frames: one process, and workers of Dask.

    PYTHONPATH=build/release/python python3 benchmarks/python/many_machines.py [--cases N] [--price P]

Every way is run three times; the table has the best. Workers are processes of one thread on this
machine, so 2 workers measure two of its cores. The price is of an hour of one core.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import pickle
import random
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any, Callable

import dask.dataframe as dd
import pandas as pd
import writ
import writ.dask
from distributed import Client, LocalCluster

REGIONS = ["TH", "MX", "DE", "US"]
KINDS = [f"kind{n}" for n in range(20)]


def policy(rules: int) -> str:
    """So many rules about an order, each of which asks four of its facts."""
    dice = random.Random(1)
    lines = []
    for n in range(rules):
        low = dice.randrange(80)
        lines.append(
            f"  rule r{n} {{ when order.kind is {dice.choice(KINDS)} and order.points >= {low}"
            f" and order.days < {dice.randrange(20, 200)} and order.opened"
            f" then {dice.choice(['warn', 'stop', 'watch'])} }}")
    kinds = ", ".join(f'{k} en "{k}"' for k in KINDS)
    regions = ", ".join(f'{r} en "{r}"' for r in REGIONS)
    return f"""
pack orders "Orders" {{ version "1" languages en  region order.region }}
enum Region {{ {regions} }}
enum Kind {{ {kinds} }}
enum Level ordered {{ none en "None", watch en "Watch", warn en "Warn", stop en "Stop" }}
facts order {{
  region : Region  kind : Kind  points : int 0 .. 99  days : int 0 .. 365
  opened : bool  total : money USD  since : date
}}
decision level : Level takes first {{
""" + "\n".join(lines) + """
  otherwise none
}
decision refund : money USD { rule unopened { when not order.opened then order.total } }
"""


def made_up(dice: random.Random) -> dict[str, Any]:
    return {
        "region": dice.choice(REGIONS), "kind": dice.choice(KINDS), "points": dice.randrange(100),
        "days": dice.randrange(366), "opened": dice.random() < 0.6,
        "total": f"USD {dice.randrange(1, 900)}.50", "since": f"2025-0{dice.randrange(1, 10)}-15"}


def write_files(folder: Path, cases: int) -> pd.DataFrame:
    """The same cases as JSON Lines, as CSV, and as a frame."""
    dice = random.Random(2)
    kept = [made_up(dice) for _ in range(20_000)]
    with open(folder / "cases.jsonl", "w") as lines, open(folder / "cases.csv", "w") as rows:
        rows.write(",".join(f"order.{name}" for name in kept[0]) + "\n")
        block = "".join(json.dumps({"order": case}) + "\n" for case in kept)
        table = "".join(",".join(map(str, case.values())) + "\n" for case in kept)
        for _ in range(cases // len(kept)):
            lines.write(block)
            rows.write(table)
    one = pd.DataFrame(kept).add_prefix("order.")
    for name in ("order.region", "order.kind"):
        one[name] = one[name].astype("category")
    one["order.since"] = pd.to_datetime(one["order.since"])
    cents = one["order.total"].str[4:].astype(float) * 100
    one["order.total"] = cents.round().astype("int64")
    return pd.concat([one] * (cases // len(kept)), ignore_index=True)


def best_of_three(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


class Run:
    """One table of results."""

    def __init__(self, cases: int, price: float) -> None:
        self.cases, self.price = cases, price

    def show(self, what: str, workers: int, work: Callable[[], object]) -> None:
        seconds = best_of_three(work)
        hours = max(workers, 1) * seconds / self.cases * 1e9 / 3600
        where = "one process" if workers == 0 else f"{workers} worker{'s' * (workers > 1)}"
        print(f"| {what} | {where} | {self.cases / seconds / 1e6:.2f} | {hours:.2f} "
              f"| {hours * self.price:.2f} |", flush=True)


def bytes_that_move(rules: writ.Ruleset, summary: writ.Summary, folder: Path) -> None:
    file = writ.dask._file_of(str(folder / "cases.jsonl"), writ.dask.Table())
    block = writ.dask._Block(file, 0, 1, 0)
    ask = writ.dask._Ask(("level", "refund"), None, "order.region")
    print(f"rules, once to each worker: {len(rules.to_bytes())} bytes; "
          f"a task: {len(pickle.dumps((block, ask)))}; "
          f"its summary: {len(pickle.dumps(summary))}")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--cases", type=int, default=2_000_000)
    words.add_argument("--rules", type=int, default=100)
    words.add_argument("--price", type=float, default=0.05, help="of an hour of a core")
    given = words.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        measure(folder, given.cases, given.rules, given.price)
    finally:
        shutil.rmtree(folder)


def measure(folder: Path, cases: int, count: int, price: float) -> None:
    rules = writ.loads(policy(count))
    frame = write_files(folder, cases)
    lines, table, out = folder / "cases.jsonl", folder / "cases.csv", folder / "out"
    names, by = ["level", "refund"], "order.region"
    money = {"order.total": writ.minor_units("order.total")}
    run = Run(cases, price)

    print("| what | where | million cases/s | core-hours a billion | price |\n|---|---|---|---|---|")
    run.show("JSON Lines, counted", 0, lambda: rules.decide_lines(lines, names, by=by).summary())
    run.show("JSON Lines, answers", 0, lambda: rules.decide_lines(lines, names).write(out))
    out.unlink()
    run.show("CSV, counted", 0, lambda: rules.decide_csv(table, names, by=by).summary())
    run.show("frame", 0, lambda: rules.decide_frame(frame, "level", columns=money))

    def files(path: Path, to: Path | None = None) -> writ.Summary:
        shutil.rmtree(out, ignore_errors=True)
        return writ.dask.decide_files(path, rules, names, by=by, out=to, blocksize="8 MiB")

    for workers in (1, 2):
        with LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1",
            dashboard_address=None, silence_logs=logging.CRITICAL,
        ) as cluster, Client(cluster) as client:
            files(lines)  # workers import what they need, and read the rules
            run.show("JSON Lines, counted", workers, lambda: files(lines))
            run.show("JSON Lines, answers", workers, lambda: files(lines, out))
            run.show("CSV, counted", workers, lambda: files(table))
            parts = client.persist(dd.from_pandas(frame, npartitions=8))
            days = iter(range(1, 29))  # another moment each time, else Dask knows the results

            def frames() -> None:
                made = writ.dask.decide(
                    parts, rules, "level", columns=money, as_of=f"2026-03-{next(days):02}")
                made.groupby("level", observed=True).size().compute()

            frames()
            run.show("frame", workers, frames)
    bytes_that_move(rules, rules.decide_lines(lines, names, by=by).summary(), folder)
    sizes = [os.path.getsize(f) / cases for f in (lines, table)]
    print(f"bytes a case: {sizes[0]:.0f} JSON Lines, {sizes[1]:.0f} CSV")


if __name__ == "__main__":
    main()
