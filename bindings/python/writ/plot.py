"""Pictures of what many cases came to, for people who do not read rules.

Each picture is made in two steps: a function counts, and gives a DataFrame that can be looked at
and kept; another draws it. Needs pandas and matplotlib.

>>> import pandas, writ.plot
>>> results = pandas.DataFrame({
...     "region": ["TH", "TH", "MX"],
...     "closed": pandas.array([True, False, None], "boolean"),
...     "closed.status": ["decided", "decided", "undetermined"]})
>>> counts = writ.plot.outcomes(results, "closed", by="region")
>>> counts.to_dict("index")["TH"]
{'yes': 1, 'no': 1, 'not decided yet': 0}
>>> picture = writ.plot.draw_outcomes(counts)

Results are what ``Ruleset.decide_frame`` gives. Of many groups or outcomes the ``top`` most
frequent are shown, and the rest together as ``others``. People who see some colours as one can tell
all parts of a picture apart.
"""

from __future__ import annotations

import io
import textwrap
from typing import Any, Dict, List, Optional, Sequence, Tuple

import pandas
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ._counts import LAST, UNCHANGED, bands, changed_by, changes, outcomes

__all__ = ["bands", "changed_by", "changes", "draw_bands", "draw_changed_by", "draw_changes",
           "draw_outcomes", "outcomes"]

#: Distinct for all kinds of colour vision (Okabe and Ito).
_DISTINCT = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#332288")
_GREYS = dict(zip(LAST, ("#b8b0a4", "#dcdcdc", "#dcdcdc", "#c2c2c2", "#8c8c8c", "#5e5e5e")))
_WIDTH = 9.0  #: inches
_BAR = 0.38  #: inches


# ---- pictures


def draw_outcomes(counts: pandas.DataFrame, *, ax: Optional[Axes] = None,
                  title: Optional[str] = None) -> Figure:
    """Draws what ``outcomes`` counted: a bar for each group; of one group, one for each outcome."""
    about = f"What was decided: {_plain(counts.columns.name)}"
    if len(counts) == 1:
        row = counts.iloc[0]
        ax = _axes(ax, len(row), title or about)
        ax.barh(range(len(row)), row, color=list(_shades(row.index).values()))
        _name_bars(ax, row.index, row, [_share(n, row.sum()) for n in row])
        return ax.figure
    ax = _axes(ax, len(counts), title or f"{about}, by {_plain(counts.index.name)}")
    _stack(ax, counts, _shades(counts.columns))
    totals = counts.sum(axis=1)
    _name_bars(ax, counts.index, totals, [f"{n:,}" for n in totals])
    return ax.figure


def draw_changed_by(counts: pandas.DataFrame, *, ax: Optional[Axes] = None,
                    title: Optional[str] = None) -> Figure:
    """Draws what ``changed_by`` counted: of each group, the cases that come out differently."""
    about = f"Cases that come out differently, by {_plain(counts.index.name)}"
    changed, totals = counts.drop(columns=UNCHANGED), counts.sum(axis=1)
    ax = _axes(ax, len(counts), title or about)
    _stack(ax, changed, _distinct(changed.columns))
    sums = changed.sum(axis=1)
    says = [f"{_share(n, of)} of {of:,}" for n, of in zip(sums, totals)]
    _name_bars(ax, counts.index, sums, says)
    return ax.figure


def draw_changes(counts: pandas.DataFrame, *, ax: Optional[Axes] = None,
                 title: Optional[str] = None) -> Figure:
    """Draws what ``changes`` counted: a field for each pair, those that stay the same in grey."""
    total, changed = int(counts.to_numpy().sum()), counts.attrs["changed"]
    about = f"{changed:,} of {total:,} cases come out differently ({_percent(changed, total)})"
    ax = _axes(ax, 1.4 * len(counts), title or about)
    most = max((counts.iat[i, k] for i, k in _fields(counts) if i != k), default=0)
    for i, k in _fields(counts):
        n = int(counts.iat[i, k])
        colour = "#ececec" if i == k else _orange(n / most if most else 0)
        ax.add_patch(Rectangle((k - 0.5, i - 0.5), 1, 1, facecolor=colour, edgecolor="white", lw=2))
        if n:
            _write(ax, k, i, f"{n:,}", colour, weight="normal" if i == k else "bold")
    ax.set_xlim(-0.5, max(len(counts), 1) - 0.5)
    ax.set_ylim(max(len(counts), 1) - 0.5, -0.5)
    ax.set_xticks(range(len(counts)), _labels(counts.columns, 14))
    ax.set_yticks(range(len(counts)), _labels(counts.index, 24))
    ax.set_xlabel("after the change")
    ax.set_ylabel("before")
    return ax.figure


def draw_bands(counts: pandas.DataFrame, *, ax: Optional[Axes] = None,
               title: Optional[str] = None) -> Figure:
    """Draws what ``bands`` counted: of each period or version, the share of each band."""
    about = f"{_plain(counts.columns.name).capitalize()}: share of the cases in each band"
    width = min(_WIDTH, 4.0 + 1.2 * len(counts))
    ax = _axes(ax, 9 if len(counts) else 0, title or about, width)
    totals = counts.sum(axis=1)
    shares = counts.div(totals.where(totals > 0, 1), axis=0) * 100
    below = pandas.Series(0.0, counts.index)
    for name, colour in _shades(counts.columns).items():
        share = shares[name]
        ax.bar(range(len(counts)), share, bottom=below, color=colour, label=_wrapped(name),
               edgecolor="white")
        for at, (part, low) in enumerate(zip(share, below)):
            if part >= 4:
                _write(ax, at, low + part / 2, f"{part:.0f}%", colour)
        below = below + share
    names = [f"{name}\n{n:,} cases" for name, n in zip(_labels(counts.index, 12), totals)]
    ax.set_xticks(range(len(counts)), names)
    ax.set_yticks([])
    _legend(ax, reverse=True)
    return ax.figure


# ---- parts of pictures


class _Picture(Figure):  # type: ignore[misc]
    """A figure that notebooks show, whether or not they were told how to."""

    def _repr_png_(self) -> bytes:
        drawn = io.BytesIO()
        self.savefig(drawn, format="png", dpi=100)
        return drawn.getvalue()


def _axes(ax: Optional[Axes], bars: float, title: str, width: float = _WIDTH) -> Axes:
    if ax is None:
        height = 0.8 + _BAR * max(bars, 3)
        ax = _Picture(figsize=(width, height), layout="constrained").add_subplot()
    ax.set_title("\n".join(textwrap.wrap(title, 12 * int(width) - 4)), loc="left", weight="bold")
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    if not bars:
        ax.text(0.5, 0.5, "no cases", transform=ax.transAxes, ha="center", color="#5e5e5e")
    return ax


def _write(ax: Axes, x: float, y: float, words: str, on: str, **how: Any) -> None:
    """Words in the middle of a place of some colour."""
    ax.text(x, y, words, ha="center", va="center", color=_ink(on), **how)


def _stack(ax: Axes, counts: pandas.DataFrame, colours: Dict[Any, str]) -> None:
    """Horizontal bars, one on the end of the other, with their numbers where there is room."""
    longest = counts.sum(axis=1).max() if len(counts) else 0
    before = pandas.Series(0, counts.index)
    for name, colour in colours.items():
        ax.barh(range(len(counts)), counts[name], left=before, color=colour, label=_wrapped(name),
                edgecolor="white", linewidth=0.5)
        for at, (n, left) in enumerate(zip(counts[name], before)):
            if n > longest * 0.012 * (len(f"{n:,}") + 1):
                _write(ax, left + n / 2, at, f"{n:,}", colour, size=8)
        before = before + counts[name]
    _legend(ax)


def _name_bars(ax: Axes, names: Any, ends: Any, says: Sequence[str]) -> None:
    """What bars are called, and what is said at their ends."""
    longest = max(ends, default=0)
    for at, (end, words) in enumerate(zip(ends, says)):
        ax.text(end + longest * 0.01, at, words, va="center", size=9)
    ax.set_yticks(range(len(names)), _labels(names))
    ax.set_xticks([])
    ax.set_xlim(0, max(longest, 1) * (1.03 + 0.013 * max(map(len, says), default=0)))
    ax.set_ylim(max(len(names), 2) - 0.5, -0.6)


def _legend(ax: Axes, reverse: bool = False) -> None:
    """Beside the picture, in the order in which the parts stand."""
    handles, names = ax.get_legend_handles_labels()
    order = slice(None, None, -1 if reverse else 1)
    if handles:
        ax.legend(handles[order], names[order], loc="upper left", bbox_to_anchor=(1, 1),
                  frameon=False, fontsize=9)


# ---- words and colours


def _plain(name: Any) -> str:
    return str(name).rpartition(".")[2].replace("_", " ").replace("$", r"\$")


def _wrapped(name: Any, width: int = 32) -> str:
    """A name on at most two lines, in which a dollar is no sign of a formula."""
    lines = textwrap.wrap(str(name), width, max_lines=2, placeholder=" …")
    return "\n".join(lines).replace("$", r"\$") or "(no name)"


def _labels(names: Any, width: int = 32) -> List[str]:
    return [_wrapped(name, width) for name in names]


def _percent(n: int, of: int) -> str:
    share = 100 * n / of if of else 0.0
    return "less than 0.1%" if 0 < share < 0.1 else f"{share:.1f}%"


def _share(n: int, of: int) -> str:
    return f"{n:,} ({_percent(n, of)})"


def _fields(counts: pandas.DataFrame) -> List[Tuple[int, int]]:
    return [(i, k) for i in range(len(counts)) for k in range(counts.shape[1])]


def _shades(names: Any) -> Dict[Any, str]:
    """From light to dark in the order of the values; greys for what is no value."""
    values = [name for name in names if name not in _GREYS]
    steps = [0.95 - 0.8 * k / max(len(values) - 1, 1) for k in range(len(values))]
    shades = {name: to_hex(colormaps["viridis"](step)) for name, step in zip(values, steps)}
    return {name: shades.get(name) or _GREYS[name] for name in names}


def _distinct(names: Any) -> Dict[Any, str]:
    values = [name for name in names if name not in _GREYS]
    colours = dict(zip(values, _DISTINCT * (len(values) // len(_DISTINCT) + 1)))
    return {name: colours.get(name) or _GREYS[name] for name in names}


def _orange(strength: float) -> str:
    return to_hex(colormaps["Oranges"](0.75 * strength**0.5)) if strength else "#fafafa"


def _ink(colour: str) -> str:
    """Black or white, whichever can be read on a colour."""
    red, green, blue = to_rgb(colour)
    return "black" if 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 else "white"
