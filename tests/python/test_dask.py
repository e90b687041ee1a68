"""Many machines: several worker processes give what one process gives, also when one is killed."""

from __future__ import annotations

import gzip
import json
import logging
import os
import pickle
import signal
import threading
import time
from pathlib import Path
from typing import Any, Iterator

import pytest

import writ
from writ import Summary

pytest.importorskip("distributed")

import dask  # noqa: E402
import dask.dataframe as dd  # noqa: E402
import pandas as pd  # noqa: E402
import writ.dask  # noqa: E402
from distributed import Client, LocalCluster  # noqa: E402

RULES = """
pack shop "Shop" { version "1" languages en  region order.region }
enum Region { TH en "Thailand", MX en "Mexico", DE en "Germany" }
enum Level ordered { low en "Low", high en "High" }
facts order {
  region : Region
  points : int 0 .. 99
  total  : money USD
  opened : bool
  note   : optional text
}
decision tier : Level {
  rule many { when order.points > 48 then high }
  otherwise low
}
decision refund : money USD {
  rule unopened { when not order.opened then order.total }
}
"""
ASK = {"decisions": ["tier", "refund"], "by": "order.region"}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Client]:
    """Three worker processes on this machine."""
    with LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, host="127.0.0.1",
        dashboard_address=None, silence_logs=logging.CRITICAL,
    ) as machines, Client(machines) as client:
        yield client


@pytest.fixture(scope="module")
def rules() -> writ.Ruleset:
    return writ.loads(RULES)


def line_of(number: int) -> bytes:
    """A case of a kind that depends on its number: known, open, wrong, no case at all."""
    if number % 97 == 0:
        return b"no case"
    order: dict[str, Any] = {
        "region": ["TH", "MX", "DE"][number % 3], "points": number % 103, "opened": number % 2 == 0,
        "total": f"USD {number % 500}.25", "note": "x" * (number % 40)}
    if number % 5 == 0:
        del order["points"]
    return json.dumps({"as_of": "2026-03-10", "order": order}).encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of cases: long and short, with line ends of both kinds, none at the end, compressed."""
    made = tmp_path_factory.mktemp("cases")
    cases = [line_of(n) for n in range(4000)]
    (made / "a.jsonl").write_bytes(b"\n".join(cases))
    (made / "b.jsonl").write_bytes(b"\r\n\r\n".join(cases[:900]) + b"\r\n")
    (made / "c.jsonl").write_bytes(b"")
    (made / "d.jsonl.gz").write_bytes(gzip.compress(b"\n".join(cases[900:1500])))
    return made


def one_machine(rules: writ.Ruleset, files: list[Path]) -> tuple[bytes, Summary]:
    all_lines = [rules.decide_lines(file, **ASK) for file in files]
    answers = b"".join(lines.read() for lines in all_lines)
    return answers, sum(lines.summary() for lines in all_lines)


def answers_in(folder: Path) -> bytes:
    return b"".join(part.read_bytes() for part in sorted(folder.glob("part-*.jsonl")))


# ------------------------------------------------------------------ files of cases

def test_the_same_bytes_as_one_machine(
    cluster: Client, rules: writ.Ruleset, folder: Path, tmp_path: Path,
) -> None:
    files = sorted(folder.iterdir())
    bytes_of_one, summary_of_one = one_machine(rules, files)
    summary = writ.dask.decide_files(
        folder / "*.jsonl*", rules, **ASK, blocksize=20_000, out=tmp_path / "out")
    assert answers_in(tmp_path / "out") == bytes_of_one
    assert summary == summary_of_one
    told = json.loads((tmp_path / "out" / "run.json").read_text())
    assert Summary.from_dict(told["summary"]) == summary
    assert told["rules"]["hash"] == rules.hash
    assert len(told["parts"]) == len(list((tmp_path / "out").glob("part-*")))
    assert told["parts"][0] == {"part": "part-00000.jsonl", "file": str(files[0]), "line": 1}


def test_a_killed_worker_costs_a_retry(
    cluster: Client, rules: writ.Ruleset, folder: Path, tmp_path: Path,
) -> None:
    stuck = tmp_path / "stuck"

    def get_stuck_once() -> None:
        """In one of the workers the third task is begun, its part half written, and never ended."""
        import os
        import time

        import writ.dask

        decide, begun = writ.dask._decide_block, []

        def slow(block: Any, packed: bytes, ask: Any, part: Any) -> Any:
            begun.append(block)
            if len(begun) == 3:
                try:
                    marker = os.open(stuck, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
                except FileExistsError:
                    return decide(block, packed, ask, part)
                with writ.dask.written_whole(part) as half:
                    half.write(b"half a line")
                    half.flush()
                    os.write(marker, str(os.getpid()).encode())
                    time.sleep(600)
            return decide(block, packed, ask, part)

        writ.dask._decide_block = slow

    cluster.run(get_stuck_once)
    workers_before = {w["pid"] for w in cluster.run(lambda: {"pid": os.getpid()}).values()}
    made: list[Summary] = []
    run = threading.Thread(target=lambda: made.append(writ.dask.decide_files(
        folder / "a.jsonl", rules, **ASK, blocksize=10_000, out=tmp_path / "out")))
    run.start()
    while not stuck.exists() or not stuck.read_text():
        assert run.is_alive()
        time.sleep(0.02)
    victim = int(stuck.read_text())
    assert victim in workers_before
    os.kill(victim, signal.SIGKILL)
    run.join(60)
    bytes_of_one, summary_of_one = one_machine(rules, [folder / "a.jsonl"])
    assert answers_in(tmp_path / "out") == bytes_of_one
    assert made == [summary_of_one]
    names = [f"part-{n:05}.jsonl" for n in range(len(os.listdir(tmp_path / "out")) - 1)]
    assert sorted(os.listdir(tmp_path / "out")) == [*names, "run.json"]


@pytest.mark.parametrize("blocksize", [37, 150, 4096, 10**9])
def test_any_cut_gives_the_same(rules: writ.Ruleset, tmp_path: Path, blocksize: int) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(b"\n" + b"\n".join(line_of(n) for n in range(40)) + b"\n\n" + line_of(40))
    with dask.config.set(scheduler="synchronous"):
        summary = writ.dask.decide_files(
            file, rules, **ASK, blocksize=blocksize, out=tmp_path / "out")
    assert (answers_in(tmp_path / "out"), summary) == one_machine(rules, [file])


def rows_of(numbers: range) -> bytes:
    """The same cases as a table, with line ends and quotes in cells, and wrong rows."""
    made = ["order.note,order.region,points,order.total,order.opened,as_of,\"a\nclerk\""]
    for n in numbers:
        note = ["plain", '"two\nlines"', '"a ""quote"""', '"\n"', ""][n % 5]
        points = "" if n % 5 == 0 else n % 103
        opened = ["True", "no"][n % 2]
        region = ["TH", "MX", "DE"][n % 3]
        made.append(f"{note},{region},{points},{n % 500}.25,{opened},2026-03-10,x")
        if n % 13 == 0:
            made += ["", "too,short"]
    return "\r\n".join(made).encode()


@pytest.mark.parametrize("blocksize", [37, 150, 4096])
def test_tables_are_cut_at_the_ends_of_rows(
    rules: writ.Ruleset, tmp_path: Path, blocksize: int,
) -> None:
    (tmp_path / "a.csv").write_bytes(rows_of(range(60)))
    (tmp_path / "b.csv").write_bytes(rows_of(range(7)) + b'\n"never closed\n1\n2\n3')
    (tmp_path / "c.csv.gz").write_bytes(gzip.compress(rows_of(range(60, 90))))
    table = {"columns": {"points": "order.points"}, "ignore": ["a\nclerk"]}
    alone = [rules.decide_csv(file, **ASK, **table) for file in sorted(tmp_path.iterdir())]
    with dask.config.set(scheduler="synchronous"):
        summary = writ.dask.decide_files(
            tmp_path / "*.csv*", rules, **ASK, **table, blocksize=blocksize, out=tmp_path / "out")
    assert answers_in(tmp_path / "out") == b"".join(lines.read() for lines in alone)
    assert summary == sum(lines.summary() for lines in alone)
    assert (summary.cases, summary.unreadable) == (106, 9)


def test_tables_on_a_cluster(cluster: Client, rules: writ.Ruleset, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(rows_of(range(3000)))
    table = {"columns": {"points": "order.points"}, "ignore": "rest", "missing": "unknown"}
    want = rules.decide_csv(tmp_path / "a.csv", **ASK, **table)
    got = writ.dask.decide_files(
        tmp_path / "a.csv", rules, **ASK, **table, blocksize=9000, out=tmp_path / "out")
    assert answers_in(tmp_path / "out") == want.read()
    assert got == want.summary()
    with pytest.raises(writ.ColumnError, match="the column `points` is no fact"):
        writ.dask.decide_files(tmp_path / "a.csv", rules, out=tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


# ------------------------------------------------------------------ data frames

def frame_of(size: int) -> pd.DataFrame:
    numbers = range(size)
    return pd.DataFrame({
        "order.region": pd.Categorical(["TH", "MX", "DE"][n % 3] for n in numbers),
        "order.points": pd.array([None if n % 5 == 0 else n % 100 for n in numbers], "Int64"),
        "order.opened": [n % 2 == 0 for n in numbers],
        "cents": [n * 25 for n in numbers],
        "clerk": [f"clerk {n % 7}" for n in numbers],
    }, index=pd.Index([n * 10 for n in numbers], name="order"))


def test_frames_are_decided_as_by_pandas(cluster: Client, rules: writ.Ruleset) -> None:
    frame = frame_of(1000)
    cents = writ.minor_units("order.total")
    options = {"columns": {"cents": cents}, "keep": ["clerk"], "rules": True}
    want = rules.decide_frame(frame, **options)
    made = writ.dask.decide(dd.from_pandas(frame, npartitions=7), rules, **options)
    assert list(made.columns) == list(want.columns) and made.known_divisions
    assert made["tier"].cat.categories.tolist() == ["low", "high"]
    pd.testing.assert_frame_equal(made.compute(), want, check_categorical=False)
    counts = made.groupby("tier.status", observed=True).size().compute()
    assert counts.to_dict() == want.groupby("tier.status", observed=True).size().to_dict()


def test_frames_that_cannot_be_decided(rules: writ.Ruleset) -> None:
    with pytest.raises(writ.ColumnError, match="the column `cents` is no fact"):
        writ.dask.decide(dd.from_pandas(frame_of(9), npartitions=2), rules)
    wrong = pd.DataFrame({"order.points": [1, 2, 3, 444]}, index=list("abcd"))
    made = writ.dask.decide(dd.from_pandas(wrong, npartitions=2), rules, "tier")
    with pytest.raises(writ.CaseError, match="444"):
        made.compute()


def test_wrong_lines_are_told_with_their_place(rules: writ.Ruleset, folder: Path) -> None:
    with dask.config.set(scheduler="threads"):
        summary = writ.dask.decide_files([folder / "a.jsonl"], rules, "tier", blocksize=9_000)
    wrong = [n for n in range(4000) if n % 97 == 0 or (n % 5 and n % 103 > 99)]
    assert summary.unreadable == len(wrong)
    assert [w.line for w in summary.wrong] == [n + 1 for n in wrong][:Summary.MOST_WRONG]
    assert {w.file for w in summary.wrong} == {str(folder / "a.jsonl")}


def test_a_bar_shows_how_far_it_is(
    cluster: Client, rules: writ.Ruleset, folder: Path, capfd: pytest.CaptureFixture[str],
) -> None:
    writ.dask.decide_files(folder / "b.jsonl", rules, "tier", progress=True)
    assert "100% Completed" in capfd.readouterr().out


def test_no_cases_are_no_answers(rules: writ.Ruleset, folder: Path, tmp_path: Path) -> None:
    summary = writ.dask.decide_files(folder / "c.jsonl", rules, out=tmp_path / "out")
    assert summary.cases == 0 and answers_in(tmp_path / "out") == b""
    assert writ.dask.decide_files([], rules) == Summary()


# ------------------------------------------------------------------ what can go wrong

def test_files_that_cannot_be_read(rules: writ.Ruleset, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no file like"):
        writ.dask.decide_files(tmp_path / "*.jsonl", rules)
    with pytest.raises(FileNotFoundError):
        writ.dask.decide_files([folder / "a.jsonl", tmp_path / "nowhere.jsonl"], rules)
    with pytest.raises(IsADirectoryError):
        writ.dask.decide_files(folder, rules)
    with pytest.raises(FileExistsError, match="not empty"):
        writ.dask.decide_files(folder / "a.jsonl", rules, out=folder)
    with pytest.raises(writ.UnknownDecision):
        writ.dask.decide_files(folder / "a.jsonl", rules, "teir", out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_that_changes_is_noticed(
    cluster: Client, rules: writ.Ruleset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(line_of(1) + b"\n")
    known = writ.dask._file_of(str(file), writ.dask.Table())
    monkeypatch.setattr(writ.dask, "_file_of", lambda path, table: known)
    file.write_bytes(line_of(2) + b"\n" + line_of(3))
    with pytest.raises(writ.WritError, match="was changed while it was read"):
        writ.dask.decide_files(file, rules, "tier", retries=0, out=tmp_path / "out")
    assert answers_in(tmp_path / "out") == b"" and not (tmp_path / "out" / "run.json").exists()
    file.unlink()
    with pytest.raises(FileNotFoundError):
        writ.dask.decide_files(file, rules, "tier", retries=0)


# ------------------------------------------------------------------ how rules travel

def test_rules_travel_compiled(cluster: Client, rules: writ.Ruleset) -> None:
    assert pickle.loads(pickle.dumps(rules)).to_bytes() == rules.to_bytes()

    def hash_of(sent: writ.Ruleset) -> str:
        return sent.hash

    assert cluster.submit(hash_of, rules).result() == rules.hash


def test_rules_are_read_once_in_each_worker(
    cluster: Client, rules: writ.Ruleset, folder: Path,
) -> None:
    def read_so_far() -> int:
        import writ.dask

        return writ.dask._unpacked.cache_info().misses

    before = cluster.run(read_so_far)
    fresh = writ.loads(RULES.replace("48", "47"))
    for _ in range(2):
        writ.dask.decide_files(folder / "a.jsonl", fresh, "tier", blocksize=10_000)
    for worker, misses in cluster.run(read_so_far).items():
        assert misses - before[worker] <= 1


def test_damaged_rules_are_refused(rules: writ.Ruleset) -> None:
    sent = bytearray(pickle.dumps(rules))
    sent[len(sent) // 2] ^= 1
    with pytest.raises(writ.CompileError, match="damaged"):
        pickle.loads(bytes(sent))


def test_rules_of_another_version_are_refused(
    cluster: Client, rules: writ.Ruleset, folder: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    packed = rules.to_bytes()
    other = packed[:8] + b"0.0.9".ljust(16, b"\0") + packed[24:]
    monkeypatch.setattr(writ.Ruleset, "to_bytes", lambda self: other)
    with pytest.raises(writ.CompileError, match=r"0\.0\.9") as refused:
        writ.dask.decide_files(folder / "a.jsonl", writ.loads(RULES + "\n"), "tier", retries=0)
    assert writ.__version__ in str(refused.value)
