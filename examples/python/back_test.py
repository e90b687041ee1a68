"""What would happen if the affiliate programme took a score of 3.50 instead of 3.00?

Decides 100,000 generated shops by the rules as they are and by rules in which one number is
another, tells who is affected and how, and draws it. The same seed makes the same shops.
Needs pandas and matplotlib.

    python3 examples/python/back_test.py
    python3 examples/python/back_test.py --param demotion_score --to 3.00 --decision search
    python3 examples/python/back_test.py --cases 10000 --seed 3 --picture other.png
"""

from __future__ import annotations

import argparse
import datetime
import random
import re
import shutil
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import pandas
from matplotlib.figure import Figure

import writ
from writ import plot

RULES = Path(__file__).resolve().parents[2] / "rules"
TODAY = datetime.date(2026, 3, 17)

#: How many of a hundred shops are there, and how much worse than elsewhere their service is.
REGIONS = {"ID": (24, 1.2), "TH": (18, 1.0), "VN": (14, 1.1), "PH": (12, 1.3), "US": (12, 0.8),
           "MX": (8, 1.1), "UK": (6, 0.7), "DE": (3, 0.6), "FR": (3, 0.7)}

#: The six measures of the score, and what is usual: shares, and hours.
USUAL = {"nrr": 0.010, "nbfr": 0.009, "sfcr": 0.009, "ldr": 0.020, "imd": 0.090, "asht": 22.0}


# ---- cases


def measured(usual: float, quality: float, chance: random.Random) -> float:
    """A measure of a shop: mostly a little better than usual, sometimes much worse."""
    return usual * quality * chance.lognormvariate(0, 0.6)


def shop(chance: random.Random) -> Dict[str, Any]:
    """The facts of one shop, by their names in the rules."""
    region = chance.choices(list(REGIONS), [share for share, _ in REGIONS.values()])[0]
    quality = REGIONS[region][1] * chance.lognormvariate(-0.3, 0.4)
    warned = TODAY - datetime.timedelta(chance.randrange(1, 21)) if chance.random() < 0.08 else None
    facts: Dict[str, Any] = {
        "shop.region": region,
        "shop.category": "fashion" if chance.random() < 0.3 else "general",
        "shop.delivered_90d": int(chance.expovariate(1 / 400)),
        "affiliate.warned_on": warned,
    }
    for name, usual in USUAL.items():
        value = measured(usual, quality, chance)
        places, most = (1, 10_000.0) if name == "asht" else (4, 1.0)
        facts[f"metrics.{name}"] = Decimal(f"{min(value, most):.{places}f}")
    if chance.random() < 0.05:
        facts["metrics.asht"] = None  # nobody asked for anything after a sale
    return facts


def shops(count: int, seed: int) -> pandas.DataFrame:
    """So many shops, a row each; None: there is no such thing."""
    chance = random.Random(seed)
    return pandas.DataFrame([shop(chance) for _ in range(count)])


# ---- rules


def changed_rules(param: str, to: str, folder: Path) -> Tuple[writ.Ruleset, str]:
    """The pack with another value of one param, made in a folder; and the value it had."""
    for pack in ("experience", "enforcement"):
        shutil.copytree(RULES / pack, folder / pack)
    says = re.compile(rf"^(param {re.escape(param)}\s*:[^=]*= *)(\S+)", re.MULTILINE)
    for file in (folder / "experience").rglob("*.writ"):
        text = file.read_text("utf-8")
        if found := says.search(text):
            file.write_text(says.sub(rf"\g<1>{to}", text), "utf-8")
            return writ.load(folder / "experience"), found[2]
    raise SystemExit(f"the rules have no param `{param}`")


def decided(rules: writ.Ruleset, cases: pandas.DataFrame, decision: str) -> pandas.DataFrame:
    """What every shop comes to, with its region and the rules that spoke."""
    return rules.decide_frame(cases, decision, keep=["shop.region"], as_of=TODAY, missing="absent",
                              rules=True)


# ---- what came out


def counted(words: pandas.Series, most: int = 8) -> str:
    """The most frequent of some words, one a line."""
    counts = words.value_counts()
    lines = [f"  {n:>7,}  {word}" for word, n in counts.head(most).items()]
    if len(counts) > most:
        lines.append(f"  {counts.iloc[most:].sum():>7,}  in other ways")
    return "\n".join(lines)


def affected(before: pandas.DataFrame, after: pandas.DataFrame, decision: str) -> pandas.Series:
    """Of the shops that come out differently, what becomes of them."""
    was, now = (results[decision].astype(object).map(str) for results in (before, after))
    return (was + " → " + now)[was != now]


def own_rules(results: pandas.DataFrame, decision: str) -> pandas.Series:
    """The rules of the decision itself that spoke; those of the score it rests on are left out."""
    def own(text: str) -> str:
        return ", ".join(rule for rule in text.split(", ") if rule.startswith(f"{decision}."))

    spoke = results[f"{decision}.rules"].astype(object)
    return spoke.map({text: own(text) for text in spoke.unique()})


def one_of_them(case: pandas.Series, rules: writ.Ruleset, decision: str) -> str:
    """Why one of the affected cases comes out as it does now, in the words of the rules."""
    groups: Dict[str, Dict[str, Any]] = {}
    for path, value in case.items():
        group, _, fact = str(path).partition(".")
        groups.setdefault(group, {})[fact] = value
    why = rules.decide(groups, decision, as_of=TODAY).explain().short
    return "\n".join("  " + line for line in why.splitlines())


def summary(before: pandas.DataFrame, after: pandas.DataFrame, decision: str) -> str:
    """Who is affected, and how."""
    hits = affected(before, after, decision)
    spoke, speaks = (own_rules(results, decision)[hits.index] for results in (before, after))
    counts = plot.changed_by(before, after, decision, by="shop.region", top=len(REGIONS))
    share = (1 - counts["unchanged"] / counts.sum(axis=1)).sort_values(ascending=False)
    regions = "\n".join(f"  {100 * part:>6.1f}%  {name}" for name, part in share.items())
    part = f"{len(hits) / max(len(before), 1):.1%}"
    return "\n".join([
        f"{len(hits):,} of {len(before):,} shops come out differently ({part})",
        counted(hits), "",
        "The rules that speak for them, before → after", counted(spoke + " → " + speaks), "",
        "Share of the shops that is affected, by region", regions])


def picture(before: pandas.DataFrame, after: pandas.DataFrame, decision: str) -> Figure:
    """What becomes of whom, and of how many in each region."""
    figure = Figure(figsize=(9, 8.5), layout="constrained")
    above, below = figure.subplots(2, 1, gridspec_kw={"height_ratios": [2, 3]})
    plot.draw_changes(plot.changes(before, after, decision), ax=above)
    plot.draw_changed_by(plot.changed_by(before, after, decision, "shop.region", top=len(REGIONS)),
                         ax=below)
    return figure


def main(arguments: Optional[List[str]] = None) -> None:
    words = argparse.ArgumentParser(description=__doc__,
                                    formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--cases", type=int, default=100_000)
    words.add_argument("--seed", type=int, default=20260317)
    words.add_argument("--param", default="affiliate_score", help="the number that is changed")
    words.add_argument("--to", default="3.50", help="what it is changed to")
    words.add_argument("--decision", default="affiliates", help="what is looked at")
    words.add_argument("--picture", type=Path, default=Path("back_test.png"))
    given = words.parse_args(arguments)

    cases = shops(given.cases, given.seed)
    rules = writ.load(RULES / "experience")
    with tempfile.TemporaryDirectory() as folder:
        others, value = changed_rules(given.param, given.to, Path(folder))
    print(f"{rules.name} {rules.version}: {given.param} {value} → {given.to}, "
          f"tried on {given.cases:,} shops (seed {given.seed}) as of {TODAY}\n")

    begun = time.perf_counter()
    before, after = (decided(r, cases, given.decision) for r in (rules, others))
    took = time.perf_counter() - begun
    print(summary(before, after, given.decision))

    for row in affected(before, after, given.decision).index[:1]:
        print(f"\nOne of them, shop {row}, afterwards")
        print(one_of_them(cases.loc[row], others, given.decision))
    drawn = picture(before, after, given.decision)
    drawn.suptitle(f"{given.param} {value} → {given.to}")
    drawn.savefig(given.picture, dpi=120)
    print(f"\n{2 * given.cases:,} decisions in {took:.1f} s. The picture is in {given.picture}")


if __name__ == "__main__":
    main()
