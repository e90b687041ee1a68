"""Many cases, a line for each: the command line's bytes, counts of them, and what can go wrong."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import writ
from writ import Summary
from writ._lines import Lines
from writ._summary import Answer, Rule

RULES = """
pack shop "Shop" { version "1" languages en  region order.region }
enum Region { TH en "Thailand", MX en "Mexico" }
enum Level ordered { low en "Low", high en "High" }
facts order {
  region : Region
  points : int 0 .. 99
  size   : int 0 .. 100000
  total  : money USD
  note   : optional text
  tags   : set of Level
  gift   : optional bool
}
decision tier : Level {
  rule many { when order.points > 48 then high }
  rule big  { when order.size > 1000 then high }
  otherwise low
}
decision refund : money USD {
  rule all  { when order.points <= 48 then order.total }
}
decision clash : bool {
  rule yes_ { when order.points > 10 then yes }
  rule no_  { when order.points > 90 then no }
  otherwise no
}
decision ratio : bool { rule r { when 100 / order.size > 3 then yes } otherwise no }
"""


@pytest.fixture(scope="module")
def rules() -> writ.Ruleset:
    return writ.loads(RULES)


def made_up(number: int) -> dict[str, Any]:
    """A case of a kind that depends on its number: known, open, wrong."""
    order: dict[str, Any] = {
        "region": ["TH", "MX"][number % 2], "points": number % 100, "size": number * 70 % 3000,
        "total": f"USD {number % 500}.25", "note": f"line\n{number}"}
    if number % 5 == 0:
        del order["points"]
    if number % 31 == 0:
        order["points"] = 100 + number
    if number % 7 == 0:
        del order["region"]
    return {"as_of": "2026-03-10", "order": order}


def text_of(numbers: range) -> bytes:
    lines = [json.dumps(made_up(n)).encode() for n in numbers]
    lines[3:3] = [b"", b"   ", b"no json", b'{"order": {"pionts": 3}}']
    return b"\n".join(lines) + b"\n"


@pytest.fixture(scope="module")
def cases() -> bytes:
    return text_of(range(1, 3000))


@pytest.fixture(scope="module")
def answers(rules: writ.Ruleset, cases: bytes) -> bytes:
    return rules.decide_lines(cases).read()


def test_every_line_is_what_one_case_is(rules: writ.Ruleset, cases: bytes, answers: bytes) -> None:
    told = answers.splitlines()
    given = [(n, line) for n, line in enumerate(cases.splitlines(), 1) if line.strip()]
    assert len(told) == len(given)
    for (number, line), answer in list(zip(given, told))[:400]:
        head = f'{{"line":{number},'.encode()
        try:
            made = rules.decide(rules.read_json(line.decode())).to_json()
            assert answer == head + made.encode()[1:]
        except writ.CaseError as e:
            assert json.loads(answer) == {"line": number, "errors": [
                {"path": m.path, "message": m.message, "help": m.help} for m in e.mistakes]}


def test_the_same_bytes_as_the_command_line(
    cases: bytes, writ_program: str, tmp_path: Path,
) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "rules.writ").write_text(RULES)
    (tmp_path / "cases.jsonl").write_bytes(cases)
    file = tmp_path / "cases.jsonl"
    program = subprocess.run([writ_program, "eval", tmp_path / "shop", "--cases", file,
                              "--format", "json"], capture_output=True)
    from_folder = writ.load(tmp_path / "shop").decide_lines(file)
    assert from_folder.read() == program.stdout
    told = "".join(f"{w}\n" for w in from_folder.summary().wrong)
    assert len(told) > 0 and told in program.stderr.decode()


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_do_not_show(
    rules: writ.Ruleset, cases: bytes, answers: bytes, threads: int,
) -> None:
    lines = rules.decide_lines(cases * 3, threads=threads, by="order.region")
    assert lines.read() == rules.decide_lines(cases * 3).read()
    assert lines.summary() == rules.decide_lines(cases * 3, by="order.region").summary()


def test_all_ways_to_give_lines(
    rules: writ.Ruleset, cases: bytes, answers: bytes, tmp_path: Path,
) -> None:
    plain, packed = tmp_path / "cases.jsonl", tmp_path / "cases.jsonl.gz"
    plain.write_bytes(cases)
    packed.write_bytes(gzip.compress(cases))
    in_memory = (bytearray(cases), memoryview(cases), io.BytesIO(cases))
    for source in (plain, str(plain), packed, *in_memory):
        assert rules.decide_lines(source).read() == answers
    with open(plain, "rb") as file:
        assert b"".join(rules.decide_lines(file)) == answers
        assert not file.closed
    with open(plain, "rb", buffering=0) as file:
        assert b"".join(rules.decide_lines(file).blocks()) == answers


def test_lines_come_as_they_are_written(rules: writ.Ruleset) -> None:
    reading, writing = os.pipe()
    with open(reading, "rb") as source, open(writing, "wb", buffering=0) as sink:
        lines = iter(rules.decide_lines(source, "tier"))
        for number in (1, 2, 3):
            sink.write(json.dumps(made_up(number)).encode() + b"\n")
            assert json.loads(next(lines))["line"] == number


def test_written_whole_or_not_at_all(
    rules: writ.Ruleset, cases: bytes, answers: bytes, tmp_path: Path,
) -> None:
    out = tmp_path / "out.jsonl"
    summary = rules.decide_lines(cases).write(out)
    assert out.read_bytes() == answers
    assert summary == rules.decide_lines(cases).summary()

    class Breaks(io.BytesIO):
        def read(self, size: Any = -1) -> bytes:
            raise OSError("the network is gone")

    with pytest.raises(OSError, match="the network is gone"):
        rules.decide_lines(Breaks(cases)).write(out)
    assert out.read_bytes() == answers
    assert os.listdir(tmp_path) == ["out.jsonl"]
    with pytest.raises(FileNotFoundError):
        rules.decide_lines(cases).write(tmp_path / "nowhere" / "out.jsonl")


def test_a_bar_shows_how_far_it_is(
    rules: writ.Ruleset, cases: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip("tqdm")
    file = tmp_path / "cases.jsonl.gz"
    file.write_bytes(gzip.compress(cases))
    want = rules.decide_lines(file).summary()
    assert rules.decide_lines(file, progress=True).summary() == want
    assert "100%" in capfd.readouterr().err
    assert rules.decide_lines(cases, progress=True).summary().answers == want.answers


# ------------------------------------------------------------------ counts

def counted(answers: bytes, region_of: dict[int, str]) -> Summary:
    """The same counts, from the answers in words."""
    many = {"refund": "an amount of money"}
    kinds: list[tuple[Any, int]] = []
    rules: list[tuple[Any, int]] = []
    all_lines = [json.loads(line) for line in answers.splitlines()]
    for line in all_lines:
        for d in line.get("decisions", []):
            group = region_of.get(line["line"], "unknown")
            known = d["status"] == "decided"
            absent = known and d["value"] is None
            value = "absent" if absent else many.get(d["decision"], d["text"])
            outcome = value if known else None
            name = d["decision"]
            kinds.append((Answer(group, name, d["status"], outcome), 1))
            rules += [(Rule(group, name, rule), 1) for rule in d["rules"]]
    wrong = sum("errors" in line for line in all_lines)
    return Summary(len(all_lines), wrong, by="order.region", answers=kinds, rules=rules)


def test_counts_are_those_of_the_answers(rules: writ.Ruleset, cases: bytes, answers: bytes) -> None:
    regions: dict[int, str] = {}
    for number, line in enumerate(cases.splitlines(), 1):
        if line.startswith(b'{"as_of'):
            regions[number] = json.loads(line)["order"].get("region", "unknown")
    want = counted(answers, regions)
    in_words = rules.decide_lines(cases, by="order.region")
    in_words.read()
    for got in (in_words.summary(), rules.decide_lines(cases, by="order.region").summary()):
        assert (got.cases, got.unreadable) == (want.cases, want.unreadable)
        assert got.answers == want.answers
        assert got.rules == want.rules
    statuses = {key.status for key in want.answers}
    assert statuses == {"decided", "undetermined", "conflict", "error"}


def test_summaries_add_up_however_they_are_cut(rules: writ.Ruleset, cases: bytes) -> None:
    lines = cases.splitlines(keepends=True)
    whole = rules.decide_lines(cases, ["tier", "refund"], by="order.region").summary()
    for size in (1, 700, 2999):
        parts = [
            Lines(rules, b"".join(lines[at:at + size]), ["tier", "refund"], by="order.region",
                  before=at).summary()
            for at in range(0, len(lines), size)]
        assert Summary.sum(parts) == whole
        assert sum(reversed(parts)) == whole
        assert Summary.sum(parts[::2]) + Summary.sum(parts[1::2]) == whole
    assert Summary() + whole == whole == whole + Summary()
    assert Summary.from_json(whole.to_json()) == whole
    assert Summary.from_json(whole.to_json()).to_json() == whole.to_json()


def test_what_does_not_add_up(rules: writ.Ruleset) -> None:
    one = rules.decide_lines(b"{}", "tier").summary()
    with pytest.raises(ValueError, match="different `by`"):
        one + rules.decide_lines(b"{}", "tier", by="order.region").summary()
    with pytest.raises(ValueError, match="different `rules_hash`"):
        one + writ.loads(RULES.replace("48", "50")).decide_lines(b"{}", "tier").summary()
    with pytest.raises(ValueError, match="no summary"):
        Summary.from_json("{}")


def test_counts_as_frames(rules: writ.Ruleset, cases: bytes) -> None:
    summary = rules.decide_lines(cases, "tier", by="order.region").summary()
    frame = summary.to_frame()
    assert list(frame.columns) == ["order.region", "decision", "status", "outcome", "cases"]
    assert frame["cases"].sum() == summary.cases - summary.unreadable
    known = frame[(frame["order.region"] == "TH") & (frame["outcome"] == "high")]
    assert known["cases"].sum() == summary.count("tier", group="TH", outcome="high")
    assert list(summary.rules_frame().columns) == ["order.region", "decision", "rule", "cases"]
    in_one = rules.decide_lines(cases, "tier").summary().to_frame()
    assert list(in_one.columns) == ["decision", "status", "outcome", "cases"]


@pytest.mark.parametrize("by, message", [
    ("order.regoin", "did you mean `order.region`"), ("order.size", "too many values"),
    ("order.note", "which is a text"), ("order", "no fact `order`")])
def test_facts_to_count_by(rules: writ.Ruleset, by: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rules.decide_lines(b"", by=by)


def test_absent_values_are_a_group(rules: writ.Ruleset) -> None:
    gifts = (b"null", b"true", b'{"unknown": true}')
    cases = b"{}\n" + b"".join(b'{"order": {"gift": %b}}\n' % gift for gift in gifts)
    summary = rules.decide_lines(cases, "tier", by="order.gift").summary()
    counts = {key.group: n for key, n in summary.answers.items()}
    assert counts == {"absent": 1, "yes": 1, "unknown": 2}


def test_wrong_cases_are_told_with_their_place(rules: writ.Ruleset, tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(b'{}\n\n{"order": {"points": "many"}}\noops\n')
    summary = rules.decide_lines(file, "tier").summary()
    assert [(w.file, w.line) for w in summary.wrong] == [(str(file), 3), (str(file), 4)]
    assert str(summary.wrong[0]).startswith(f"{file}:3: order.points: `many` in quotes is a text")
    many = rules.decide_lines(b"oops\n" * 1000, "tier").summary()
    assert (many.unreadable, len(many.wrong), many.wrong[-1].line) == (1000, 100, 100)


# ------------------------------------------------------------------ tables

def table_of(numbers: range) -> bytes:
    """The cases of these numbers as CSV."""
    columns = ["region", "points", "size", "total", "note"]
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow([*(f"order.{name}" for name in columns), "as_of"])
    for n in numbers:
        case = made_up(n)
        rows.writerow([*(case["order"].get(name) for name in columns), case["as_of"]])
    return file.getvalue().encode()


def without_place(answers: bytes) -> list[Any]:
    return [{k: v for k, v in json.loads(line).items() if k not in ("line", "errors")}
            for line in answers.splitlines()]


def test_a_table_is_decided_as_lines_are(rules: writ.Ruleset) -> None:
    lines = b"\n".join(json.dumps(made_up(n)).encode() for n in range(1, 1500))
    table = table_of(range(1, 1500))
    want, got = rules.decide_lines(lines), rules.decide_csv(table)
    answers = got.read()
    assert without_place(answers) == without_place(want.read())
    assert got.summary().answers == want.summary().answers
    assert [json.loads(line)["line"] for line in answers.splitlines()[:3]] == [2, 4, 6]
    for threads in (2, 3):
        assert rules.decide_csv(table, threads=threads).read() == answers


def test_how_a_table_is_understood(rules: writ.Ruleset, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("pts;clerk;order.gift\n50;Ann;\n7;Bob;yes\n\nx;;\n")
    how: dict[str, Any] = {"columns": {"pts": "order.points"}, "delimiter": ";"}
    summary = rules.decide_csv(
        file, "tier", **how, ignore="clerk", missing="absent", by="order.gift").summary()
    assert summary.count(group="absent", outcome="high") == 1
    assert [(w.file, w.line) for w in summary.wrong] == [(str(file), 5)]
    assert rules.decide_csv(file, "tier", **how, ignore="rest").summary().cases == 3
    for wrong, message in [
        ({}, "the column `clerk` is no fact"), ({"ignore": ["clerk", "x"]}, "no column `x`"),
        ({"columns": {"pts": "order.pts"}}, "nor is `order.pts`"),
    ]:
        with pytest.raises(writ.ColumnError, match=message):
            rules.decide_csv(file, **(how | wrong))
    for delimiter in ("", ";;", '"', "\n", "\u00e9"):
        with pytest.raises(ValueError, match="a delimiter is one character"):
            rules.decide_csv(file, delimiter=delimiter)
    with pytest.raises(ValueError, match="missing is"):
        rules.decide_csv(file, **how, ignore="rest", missing="nothing")
    with pytest.raises(writ.ColumnError, match="no header"):
        rules.decide_csv(b"")


# ------------------------------------------------------------------ what can go wrong

def test_files_that_cannot_be_read(rules: writ.Ruleset, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        rules.decide_lines(tmp_path / "nowhere.jsonl")
    with pytest.raises(IsADirectoryError):
        rules.decide_lines(tmp_path)
    broken = tmp_path / "broken.jsonl.gz"
    broken.write_bytes(gzip.compress(b"{}\n" * 100_000)[:50])
    with pytest.raises(EOFError):
        rules.decide_lines(broken).read()
    with pytest.raises(TypeError, match="binary mode"):
        rules.decide_lines(io.StringIO("{}")).read()
    with pytest.raises(TypeError):
        rules.decide_lines(17)


def test_questions_that_cannot_be_asked(rules: writ.Ruleset) -> None:
    with pytest.raises(writ.UnknownDecision):
        rules.decide_lines(b"", "teir")
    with pytest.raises(ValueError, match="neither a date"):
        rules.decide_lines(b"", as_of="soon")
    for threads in (0, 257):
        with pytest.raises(ValueError, match="from 1 to 256"):
            rules.decide_lines(b"", threads=threads)


def test_a_moment_goes_before_that_of_the_case(rules: writ.Ruleset) -> None:
    line, = rules.decide_lines(b'{"as_of": "2026-03-10"}', as_of="2025-01-01")
    assert json.loads(line)["provenance"]["as_of"] == "2025-01-01"


def test_nothing_is_nothing(rules: writ.Ruleset) -> None:
    lines = rules.decide_lines(b"")
    assert lines.read() == b"" and lines.read() == b""
    assert lines.summary().cases == 0


def test_a_line_that_never_ends_takes_no_memory(rules: writ.Ruleset) -> None:
    class Endless:
        left = 300

        def read(self, size: int) -> bytes:
            self.left -= 1
            return b"x" * size if self.left > 0 else b"\n{}\n" if self.left == 0 else b""

    summary = rules.decide_lines(Endless(), "tier").summary()
    assert (summary.cases, summary.unreadable) == (2, 1)


def test_lines_may_come_in_any_number_of_pieces(rules: writ.Ruleset) -> None:
    class OneByOne:
        left = 3000

        def read(self, size: int) -> bytes:
            self.left -= 1
            return b"{}\n" if self.left >= 0 else b""

    assert rules.decide_lines(OneByOne(), "tier").summary().cases == 3000


def test_two_threads_at_once_are_refused(rules: writ.Ruleset) -> None:
    class Waits:
        def __init__(self) -> None:
            self.asked, self.go_on = threading.Event(), threading.Event()

        def read(self, size: int) -> bytes:
            self.asked.set()
            self.go_on.wait(20)
            return b""

    source = Waits()
    lines = rules.decide_lines(source)
    reader = threading.Thread(target=lines.read)
    reader.start()
    source.asked.wait(20)
    with pytest.raises(ValueError, match="being decided already"):
        lines.read()
    source.go_on.set()
    reader.join()


def test_ctrl_c_stops_at_once(tmp_path: Path) -> None:
    program = tmp_path / "run.py"
    program.write_text(
        "import sys, writ\n"
        "class Endless:\n"
        "    def read(self, size):\n"
        "        print('on', flush=True)\n"
        "        return b'{}\\n' * (size // 3)\n"
        f"writ.loads({RULES!r}).decide_lines(Endless(), threads=2).summary()\n")
    run = subprocess.Popen(
        [sys.executable, program], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdout is not None
    run.stdout.readline()
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=20)
    assert run.returncode != 0 and b"KeyboardInterrupt" in errors


@pytest.mark.parametrize("threads", [1, 2])
def test_the_end_of_the_program_ends_the_work(tmp_path: Path, threads: int) -> None:
    program = tmp_path / "run.py"
    program.write_text(
        "import threading, time, writ\n"
        "class Endless:\n"
        "    def read(self, size):\n"
        "        begun.set()\n"
        "        return b'{}\\n' * (size // 3)\n"
        "begun = threading.Event()\n"
        f"lines = writ.loads({RULES!r}).decide_lines(Endless(), threads={threads})\n"
        "threading.Thread(target=lines.summary, daemon=True).start()\n"
        "begun.wait()\n"
        "time.sleep(0.05)\n")
    run = subprocess.run([sys.executable, program], timeout=60, stderr=subprocess.PIPE)
    assert run.returncode == 0, run.stderr
