"""Many cases, a line for each."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import uuid
from dataclasses import dataclass, replace
from typing import (
    Any, BinaryIO, Callable, Iterable, Iterator, List, Mapping, Optional, Sequence, Tuple, Union,
)

from . import _core
from ._errors import CaseMistake
from ._summary import Answer, Rule, Summary, WrongCase

__all__ = ["Lines"]

Source = Union[str, "os.PathLike[str]", bytes, BinaryIO]


@dataclass(frozen=True)
class Table:
    """How a file of CSV is to be understood."""

    columns: Tuple[Tuple[str, str], ...] = ()
    ignore: Tuple[str, ...] = ()
    ignore_rest: bool = False
    missing: str = "left_out"
    delimiter: str = ","
    header: Optional[bytes] = None  #: the first row, with its line end; None: it is to be read

    @classmethod
    def make(
        cls, columns: Optional[Mapping[str, str]], ignore: Union[str, Iterable[str]], missing: str,
        delimiter: str,
    ) -> "Table":
        """What people say of it. :raises ValueError: the delimiter is no character of ASCII"""
        if len(delimiter) != 1 or not delimiter.isascii() or delimiter in '"\r\n':
            raise ValueError(f"a delimiter is one character of ASCII and no quote: {delimiter!r}")
        rest = ignore == "rest"
        ignored = () if rest else (ignore,) if isinstance(ignore, str) else tuple(ignore)
        return cls(tuple((columns or {}).items()), ignored, rest, missing, delimiter)

    def of(self, file: BinaryIO) -> "Table":
        """The table of a file, whose header is read."""
        header = file.readline()
        while header.count(b'"') % 2 and (more := file.readline()):
            header += more
        return replace(self, header=header)

    @property
    def lines(self) -> int:
        """How many lines the header takes."""
        return (self.header or b"").count(b"\n")

    def as_told(self) -> Tuple[Any, ...]:
        """What the compiled part takes."""
        return (self.header, dict(self.columns), set(self.ignore), self.ignore_rest, self.missing,
                self.delimiter)


class Lines:
    """The answers about cases that are read one after the other. It can be used once.

    - Iterating gives one line of JSON (``bytes``) for each case, in their order:
      ``{"line":17,"provenance":{…},"decisions":[…]}``; of a case that cannot be read
      ``{"line":17,"errors":[…]}``.
    - ``write(path)`` writes these lines to a file.
    - ``summary()`` counts what the cases came to; used alone it is quicker, for no answer is put
      in words.

    A block of lines is read and decided at a time, without the GIL; so memory stays small, and
    Ctrl-C stops at once. ``Ruleset.decide_lines`` and ``decide_csv`` make them.
    """

    def __init__(
        self, rules: Any, source: Source, decisions: Sequence[str], *, as_of: Optional[str] = None,
        by: Optional[str] = None, threads: int = 1, progress: bool = False, before: int = 0,
        name: Optional[str] = None, table: Optional[Table] = None,
    ) -> None:
        if not 1 <= threads <= 256:
            raise ValueError(f"threads is how many decide: from 1 to 256, not {threads}")
        self._rules, self._by = rules, by
        self._name = name or _name_of(source)
        self._wrong: List[WrongCase] = []
        self._open = contextlib.ExitStack()
        with contextlib.ExitStack() as undo:
            file = undo.enter_context(opened(source))
            self._move_bar: Callable[[], None] = lambda: None
            if progress:
                self._move_bar = undo.enter_context(_bar(file))
            if table is not None and table.header is None:
                table = table.of(file)
                before += table.lines
            self._core = _core.Lines(
                rules, _reader_of(file), list(decisions), as_of=as_of, by=by or "", before=before,
                threads=threads, table=None if table is None else table.as_told())
            self._open = undo.pop_all()

    # ---- answers

    def blocks(self) -> Iterator[bytes]:
        """Many lines at a time, as they come."""
        while (made := self._step(self._core.next)) is not None:
            yield from made

    def __iter__(self) -> Iterator[bytes]:
        for block in self.blocks():
            yield from block.splitlines(keepends=True)

    def read(self) -> bytes:
        """All lines that are left."""
        return b"".join(self.blocks())

    def write(self, path: Union[str, "os.PathLike[str]"]) -> Summary:
        """Writes all lines that are left to a file, whole or not at all.

        :raises OSError: it cannot be written
        """
        with written_whole(path) as file:
            file.writelines(self.blocks())
        return self.summary()

    # ---- counts

    def summary(self) -> Summary:
        """What all cases came to, those that are left and those that were read before."""
        while self._step(self._core.count_next):
            pass
        cases, unreadable, answers, rules = self._core.counts()
        return Summary(
            cases, unreadable, by=self._by, rules_hash=self._rules.hash, wrong=self._wrong,
            answers=((Answer(g or None, d, s, o or None), n) for g, d, s, o, n in answers),
            rules=((Rule(g or None, d, path), n) for g, d, path, n in rules))

    # ---- the work

    def _step(self, decide: Callable[[], Any]) -> Any:
        """Decides the next block; what is open is closed at the end, or when that fails."""
        try:
            made = decide()
            self._move_bar()
            self._take_mistakes()
        except BaseException:
            self.close()
            raise
        if made is None or made is False:
            self.close()
        return made

    def _take_mistakes(self) -> None:
        for line in self._core.take_mistakes().splitlines():
            if len(self._wrong) == Summary.MOST_WRONG:
                return
            found = json.loads(line)
            mistakes = tuple(CaseMistake(**m) for m in found["errors"])
            self._wrong.append(WrongCase(self._name, found["line"], mistakes))

    def close(self) -> None:
        """Closes the file, if it was opened by its path. Ended lines are closed already."""
        self._open.close()

    def __enter__(self) -> "Lines":
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<answers about the cases of {self._name}>"


@contextlib.contextmanager
def written_whole(path: Union[str, "os.PathLike[str]"]) -> Iterator[BinaryIO]:
    """A file to write, which takes its place when all is written; until then nothing is there."""
    folder, name = os.path.split(os.path.abspath(os.fspath(path)))
    part = os.path.join(folder, f".{name}.{uuid.uuid4().hex}.part")
    try:
        with open(part, "xb") as file:
            yield file
        os.replace(part, os.path.join(folder, name))
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(part)
        raise


def _name_of(source: Any) -> str:
    if isinstance(source, (bytes, bytearray, memoryview)):
        return "<bytes>"
    return str(getattr(source, "name", "<file>")) if hasattr(source, "read") else os.fspath(source)


def opened(source: Any) -> Any:
    """A context that gives a file; what the caller has opened is left open."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        return io.BytesIO(source)
    if hasattr(source, "read"):
        return contextlib.nullcontext(source)
    path = os.fspath(source)
    return gzip.open(path, "rb") if str(path).endswith(".gz") else open(path, "rb")


def _reader_of(file: Any) -> Callable[[int], bytes]:
    """What gives the next bytes; of a pipe those that are there, without waiting for more."""
    return file.read1 if isinstance(file, io.BufferedReader) else file.read


@contextlib.contextmanager
def _bar(file: Any) -> Iterator[Callable[[], None]]:
    """A progress bar in bytes of the file, and what moves it on."""
    from tqdm.auto import tqdm

    raw = getattr(file, "fileobj", None) or file  # of a compressed file, the bytes on the disk
    try:
        size: Optional[int] = os.fstat(raw.fileno()).st_size or None
    except (AttributeError, OSError):
        size = None
    with tqdm(total=size, unit="B", unit_scale=True) as bar:
        def move() -> None:
            with contextlib.suppress(AttributeError, OSError):
                bar.update(raw.tell() - bar.n)
        yield move
