"""How far long work is."""

from __future__ import annotations

from typing import Any, Callable, Optional, Union

#: Whether to show a bar; or what is told the rows done and how many there are, None where nobody knows.
Progress = Union[bool, Callable[[int, Any], object]]


class Told:
    """Tells of progress through several decisions about the same rows.

    :param rows: how many there are; None where nobody knows
    """

    def __init__(self, how: Progress, rows: Optional[int], questions: int = 1) -> None:
        self._bar = None
        self._tell = how if callable(how) else None
        self._before = 0
        self._total = None if rows is None else rows * questions
        if how is True:
            from tqdm.auto import tqdm
            self._bar = tqdm(total=self._total, unit="rows", unit_scale=True)

    def __call__(self, rows: int) -> None:
        if self._bar is not None:
            self._bar.update(self._before + rows - self._bar.n)
        elif self._tell is not None:
            self._tell(self._before + rows, self._total)

    def one_done(self, rows: int) -> None:
        """Of the decisions, about so many rows."""
        self(rows)
        self._before += rows

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
