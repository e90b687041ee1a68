"""Rules on many machines, with Dask: data frames, and files of cases.

>>> import writ, writ.dask
>>> rules = writ.load("rules/enforcement")
>>> made = writ.dask.decide_files(  # doctest: +SKIP
...     "cases/2026-*.jsonl", rules, "tier", by="account.region", out="answers/2026")
>>> print(made.to_frame())  # doctest: +SKIP

Work goes to the client of ``dask.distributed`` that there is, else to the scheduler of Dask that is
set. Rules travel compiled, with a checksum, once to each worker; files are read where they are
decided, so workers have to see them under the same paths. What comes out is the same, byte for
byte, as on one machine; a worker that is lost costs its tasks another try and nothing else.
"""

from __future__ import annotations

import contextlib
import functools
import glob
import json
import os
from dataclasses import dataclass, replace
from typing import (
    Any, BinaryIO, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple,
    Union,
)

import dask
from dask.delayed import delayed
from dask.utils import parse_bytes

from . import _errors
from ._lines import Lines, Table, opened, written_whole
from ._ruleset import Moment, Ruleset, _moment
from ._summary import Summary

__all__ = ["decide", "decide_files"]

Paths = Union[str, "os.PathLike[str]", Iterable[Union[str, "os.PathLike[str]"]]]
Names = Union[None, str, Iterable[str]]


def decide(ddf: Any, rules: Ruleset, /, decisions: Names = None, **options: Any) -> Any:
    """Decides every row of a Dask DataFrame, each partition as ``Ruleset.decide_frame`` does.

    >>> import dask.dataframe, pandas
    >>> rules = writ.load("rules/enforcement")
    >>> shops = pandas.DataFrame({"account.region": ["TH", "MX", "TH"]})
    >>> made = decide(dask.dataframe.from_pandas(shops, npartitions=2), rules, "tier")
    >>> list(made.compute()["tier.status"])
    ['undetermined', 'undetermined', 'undetermined']

    :param decisions: one name, or several; none: all decisions of the pack
    :param options: of ``decide_frame``
    :return: a Dask DataFrame with the columns, the index and the divisions of that one. The
        categories of ``NAME.rules`` are known only when it has been computed
    :raises ColumnError: a column is no fact; told before anything is computed
    :raises CaseError: when it is computed: a value that its fact cannot hold
    """
    from dask.dataframe.utils import clear_known_categories

    names = rules._names(decisions)
    meta = rules.decide_frame(ddf._meta, names, **options)
    texts = [f"{name}.rules" for name in names if options.get("rules")]
    return ddf.map_partitions(
        _decide_partition, _packed(rules), names, options,
        meta=clear_known_categories(meta, cols=texts), enforce_metadata=False)


def _decide_partition(df: Any, packed: bytes, names: List[str], options: Dict[str, Any]) -> Any:
    return _unpacked(packed).decide_frame(df, names, **options)


def decide_files(
    paths: Paths, rules: Ruleset, decisions: Names = None, *,
    out: Union[None, str, "os.PathLike[str]"] = None, by: Optional[str] = None,
    as_of: Optional[Moment] = None, columns: Optional[Mapping[str, str]] = None,
    ignore: Union[str, Iterable[str]] = (), missing: str = "left_out", delimiter: str = ",",
    blocksize: Union[int, str] = "32 MiB", retries: int = 3, progress: bool = False,
) -> Summary:
    """Decides files of JSON Lines, and of CSV: those whose names end in ``.csv`` or ``.csv.gz``.

    Files are cut at the ends of lines, or rows, into blocks, each of which is one task. A file
    whose name ends in ``.gz`` is one block, for nobody can begin to read it in the middle.

    :param paths: a path, a pattern (``cases/*.jsonl``), or several; files of a pattern by name
    :param decisions: one name, or several; none: all decisions of the pack
    :param out: a folder, new or empty, for the answers: ``part-00000.jsonl`` and so on, each whole
        or not there. One after the other they are what ``Ruleset.decide_lines`` and
        ``decide_csv`` give for the files. ``run.json`` comes last: the rules, what each part is
        of, and the summary
    :param by: a fact by whose value the summary counts
    :param as_of: the moment of decision; it goes before those in the cases
    :param columns: of CSV, as ``ignore``, ``missing`` and ``delimiter``: see ``decide_csv``
    :param blocksize: of what one task reads, about; a number of bytes, or ``"32 MiB"``
    :param retries: how often a task is tried again that failed (with ``dask.distributed``)
    :param progress: shows a bar
    :return: what all cases came to; cases that could not be read are counted, and the first of
        them told with file and line
    :raises ColumnError: the header of a table names what is no fact
    :raises FileNotFoundError: there is no such file, or none like the pattern
    :raises FileExistsError: there is something in the folder already
    :raises WritError: a file was changed while it was read
    """
    ask = _Ask(tuple(rules._names(decisions)), None if as_of is None else _moment(as_of), by)
    table = Table.make(columns, ignore, missing, delimiter)
    files = [_file_of(path, table) for path in _all_paths(paths)]
    for kind in {None, *(f.table for f in files)}:
        ask.of(rules, b"", table=kind).close()  # says what cannot be asked
    folder = None if out is None else _new_folder(out)
    blocks = _blocks(files, parse_bytes(blocksize), _Work(retries))
    parts = [_part(folder, n) for n in range(len(blocks))]
    packed = _packed(rules)
    made = [delayed(_decide_block)(b, packed, ask, part) for b, part in zip(blocks, parts)]
    summary: Summary = _Work(retries, progress).do(_tree(made)) if made else Summary()
    if folder is not None:
        _write_run(folder, rules, list(zip(parts, blocks)), summary)
    return summary


# ---- what is asked, and by which rules


class _Ask(NamedTuple):
    decisions: Tuple[str, ...]
    as_of: Optional[str]
    by: Optional[str]

    def of(self, rules: Ruleset, cases: Any, **known: Any) -> Lines:
        """The answers about some cases."""
        return Lines(rules, cases, self.decisions, as_of=self.as_of, by=self.by, **known)


def _packed(rules: Ruleset) -> Any:
    """The compiled rules as one value of the graph, which goes to each worker once."""
    return delayed(rules.to_bytes(), name=f"writ-rules-{rules.hash}")


@functools.lru_cache(maxsize=16)
def _unpacked(packed: bytes) -> Ruleset:
    """The rules, read once in each process.

    :raises CompileError: they are damaged, or of another version of the library
    """
    return Ruleset(packed, "rules sent to a worker")


# ---- files


class _File(NamedTuple):
    path: str
    size: int
    changed: int  # when, in nanoseconds
    table: Optional[Table]  # of CSV

    @property
    def is_cut(self) -> bool:
        return not self.path.endswith(".gz")


class _Block(NamedTuple):
    """Whole lines of a file, or rows."""

    file: _File
    start: int
    end: int
    before: int  # how many lines come before them


class _Place(NamedTuple):
    """Where a row begins."""

    at: int
    before: int  # how many lines come before it


class _Scan(NamedTuple):
    """What is to be known of some bytes of a file, to cut it."""

    lines: int  # how many line ends
    odd: bool  # whether quotes that are open before it are closed behind it, and the reverse
    first: Tuple[Optional[_Place], Optional[_Place]]  # row that begins; if quotes are open before


def _all_paths(paths: Paths) -> List[str]:
    if not isinstance(paths, (str, os.PathLike)):
        return [path for each in paths for path in _all_paths(each)]
    path = os.fspath(paths)
    if os.path.exists(path) or not glob.has_magic(path):
        return [path]
    found = sorted(glob.glob(path, recursive=True))
    if not found:
        raise FileNotFoundError(f"there is no file like {path}")
    return found


def _file_of(path: str, table: Table) -> _File:
    """What is known of a file; of a table its header too."""
    is_table = path.endswith((".csv", ".csv.gz"))
    with opened(path) as file:  # says what is wrong with it
        about = os.stat(path)
        table = table.of(file) if is_table else table
    return _File(path, about.st_size, about.st_mtime_ns, table if is_table else None)


def _blocks(files: Sequence[_File], blocksize: int, work: "_Work") -> List[_Block]:
    """The files, cut into blocks of about that size."""
    starts = {f: range(0, f.size, blocksize) if f.is_cut else range(1) for f in files}
    scans = {f: [delayed(_scan)(f, start, blocksize) for start in at]
             for f, at in starts.items() if len(at) > 1}
    found: Dict[_File, List[_Scan]] = dict(zip(scans, work.do(delayed(list)(list(scans.values())))))
    return [block for f in files for block in _cut(f, found.get(f, []))]


def _scan(file: _File, start: int, size: int) -> _Scan:
    with _unchanged(file) as source:
        source.seek(start)
        data = source.read(size)
    lines, quotes = data.count(b"\n"), file.table is not None

    def place(begin: Optional[int]) -> Optional[_Place]:
        return None if begin is None else _Place(start + begin, data.count(b"\n", 0, begin))

    if not quotes:
        return _Scan(lines, False, (place(_row_begin(data, 0, False)), None))
    closing = data.find(b'"') + 1
    inside = _row_begin(data, closing, True) if closing else None
    odd = data.count(b'"') % 2 == 1
    return _Scan(lines, odd, (place(_row_begin(data, 0, True)), place(inside)))


def _row_begin(data: bytes, at: int, quotes: bool) -> Optional[int]:
    """Behind the first end of a row; quotes are closed at the place where it begins to look."""
    quoted = False
    while (end := data.find(b"\n", at)) >= 0:
        quoted ^= quotes and data.count(b'"', at, end) % 2 == 1
        if not quoted:
            return end + 1
        at = end + 1
    return None


def _cut(file: _File, scans: Sequence[_Scan]) -> List[_Block]:
    """Blocks begin with the first row in what was scanned; the first one behind the header."""
    header = file.table.header if file.table is not None and file.is_cut else None
    begins = [_Place(len(header or b""), (header or b"").count(b"\n"))]
    before, quoted = 0, False
    for scan in scans:
        place = scan.first[quoted]
        if place is not None and begins[-1].at < place.at < file.size and scan is not scans[0]:
            begins.append(_Place(place.at, before + place.before))
        before += scan.lines
        quoted ^= scan.odd
    ends = [place.at for place in begins[1:]] + [file.size]
    return [_Block(file, begin.at, end, begin.before) for begin, end in zip(begins, ends)]


@contextlib.contextmanager
def _unchanged(file: _File) -> Iterator[BinaryIO]:
    """The file, opened. :raises WritError: it is not the one that was cut into blocks"""
    with open(file.path, "rb") as source:
        about = os.fstat(source.fileno())
        if (about.st_size, about.st_mtime_ns) != (file.size, file.changed):
            raise _errors.WritError(f"{file.path} was changed while it was read")
        yield source


class _Span:
    """The bytes of a block, as a file gives them."""

    def __init__(self, source: Any, block: _Block) -> None:
        self._source, self._left = source, block.end - block.start
        source.seek(block.start)

    def read(self, size: int) -> bytes:
        data: bytes = self._source.read(min(size, self._left))
        self._left -= len(data)
        return data


# ---- answers


def _new_folder(out: Union[str, "os.PathLike[str]"]) -> str:
    folder = os.path.abspath(os.fspath(out))
    os.makedirs(folder, exist_ok=True)
    if os.listdir(folder):
        raise FileExistsError(f"{folder} is not empty; answers go to a folder of their own")
    return folder


def _part(folder: Optional[str], number: int) -> Optional[str]:
    return None if folder is None else os.path.join(folder, f"part-{number:05}.jsonl")


def _write_run(
    folder: str, rules: Ruleset, parts: Iterable[Tuple[Any, _Block]], summary: Summary,
) -> None:
    """What is in the folder. It is written last: where it stands, all parts do.

    What killed workers left half written is taken away.
    """
    for left in glob.glob(os.path.join(glob.escape(folder), ".part-*.part")):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(left)
    told = {
        "rules": {"pack": rules.name, "version": rules.version, "hash": rules.hash},
        "parts": [{"part": os.path.basename(part), "file": b.file.path, "line": b.before + 1}
                  for part, b in parts],
        "summary": summary.to_dict(),
    }
    with written_whole(os.path.join(folder, "run.json")) as file:
        file.write(json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n")


# ---- the work


def _decide_block(block: _Block, packed: bytes, ask: _Ask, part: Optional[str]) -> Summary:
    """One task: the same for the same block and rules, however often it is done."""
    with _unchanged(block.file) as source:
        cases: Any = _Span(source, block) if block.file.is_cut else block.file.path
        table = block.file.table
        if table is not None and not block.file.is_cut:
            table = replace(table, header=None)  # it is read again, being compressed
        lines = ask.of(_unpacked(packed), cases, before=block.before, name=block.file.path,
                       table=table)
        return lines.summary() if part is None else lines.write(part)


def _tree(parts: List[Any], fan: int = 16) -> Any:
    """The sum of all, by sums of sums, so that nobody has to hold many of them."""
    while len(parts) > 1:
        parts = [delayed(Summary.sum)(parts[i:i + fan]) for i in range(0, len(parts), fan)]
    return parts[0]


@dataclass(frozen=True)
class _Work:
    """How tasks are done."""

    retries: int
    progress: bool = False

    def do(self, task: Any) -> Any:
        client = _client()
        if client is None:
            return self._do_here(task)
        from distributed import progress

        future = client.compute(task, retries=self.retries)
        try:
            if self.progress:
                progress(future, notebook=False)
            return future.result()
        except BaseException:  # Ctrl-C too: nobody waits for it any more
            future.cancel()
            raise

    def _do_here(self, task: Any) -> Any:
        from dask.diagnostics import ProgressBar

        with ProgressBar() if self.progress else contextlib.nullcontext():
            return dask.compute(task)[0]


def _client() -> Any:
    """The client of ``dask.distributed``; None if there is none."""
    try:
        from distributed import default_client

        return default_client()
    except (ImportError, ValueError):
        return None
