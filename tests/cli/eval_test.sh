#!/usr/bin/env bash
# writ eval: one case, and many.
source "$(dirname "$0")/lib.sh"

cat >one.yaml <<'CASE'
as_of: 2026-03-31
parcel:
  delivered: 2026-03-01
  returned: 2026-03-20
  opened: yes
CASE
cat >one.json <<'CASE'
{"as_of": "2026-03-31", "parcel": {"delivered": "2026-03-01", "returned": "2026-03-20", "opened": true, "damaged": true}}
CASE
cat >misspelt.yaml <<'CASE'
parcel:
  delivred: 2026-03-01
  opened: perhaps
CASE
printf '{"parcel": ' >cut.json
cat >many.jsonl <<'CASES'
{"as_of": "2026-03-31", "parcel": {"delivered": "2026-03-01", "returned": "2026-03-20", "opened": false}}
{"as_of": "2026-03-31", "parcel": {"delivered": "2026-03-01", "returned": "2026-05-20"}}

{"parcel": {"delivered": 7}}
not json at all
{"as_of": "2026-03-31", "parcel": {"delivered": "2026-03-01", "returned": "2026-03-20", "opened": true}}
CASES

run yaml eval returns --case one.yaml
run json eval returns --case one.json --format json
run standard_input eval returns --case - --decision refund <one.json
run example eval returns --example "a day"
run misspelt eval returns --case misspelt.yaml
run cut_off eval returns --case cut.json
run many eval returns --cases many.jsonl
run many_json eval returns --cases many.jsonl --format json
run many_from_standard_input eval returns --cases - --decision refund <many.jsonl
run no_case eval returns
run two_cases eval returns --case one.yaml --example "a day"
run unreadable eval returns --case nowhere.yaml
run several_examples eval returns --example "opened"
run unknown_example eval returns --example "a dya too late"
run unknown_decision eval returns --case one.yaml --decision refnud
run unknown_language eval returns --case one.yaml --lang fr
run wrong_moment eval returns --case one.yaml --as-of yesterday
run broken_rules eval broken --case one.yaml
run warnings_are_counted eval warned --example opened
run help eval --help

# --out: named so that it is JSON, whole or not at all.
"$writ" eval returns --cases many.jsonl --out out.jsonl 2>err.txt
yes_if "bad lines are a finding" [ $? = 1 ]
compare out.jsonl "$(without_machine <out.jsonl)"
compare out.summary "$(cat err.txt)"
yes_if "nothing else is left" [ -z "$(ls ./*.part 2>/dev/null)" ]
printf 'old\n' >kept.txt
exits 2 eval returns --cases nowhere.jsonl --out kept.txt
exits 2 eval returns --case misspelt.yaml --out kept.txt
exits 2 eval returns --case one.yaml --decision nothing_such --out kept.txt
yes_if "a file is as it was after a failure" [ "$(cat kept.txt)" = old ]
yes_if "nothing half written is left" [ -z "$(ls ./*.part 2>/dev/null)" ]
exits 2 eval returns --case one.yaml --out nowhere/out.txt
exits 2 eval returns --case one.yaml --out returns
ln -s real.txt link.txt
exits 0 eval returns --case one.json --out link.txt
yes_if "a link stays a link" [ -L link.txt ]
yes_if "and its file is written" [ -s real.txt ]
exits 0 eval returns --case one.json --out /dev/null
yes_if "a device stays a device" [ -c /dev/null ]
if [ -e /dev/full ]; then
    checks=$((checks + 1))
    "$writ" eval returns --case one.json >/dev/full 2>err.txt
    [ $? = 2 ] || fail "a full disk is an error"
fi

# As many answers as cases, in their order.
for n in $(seq 1 3000); do
    printf '{"as_of": "2026-03-31", "parcel": {"delivered": "2026-03-01", "returned": "2026-03-%02d", "opened": false}}\n' $((n % 28 + 1))
done >long.jsonl
exits 0 eval returns --cases long.jsonl --out long.out --format json
yes_if "order is kept" bash -c "grep -o '^{\"line\":[0-9]*' long.out | grep -o '[0-9]*' | diff -q - <(seq 1 3000) >/dev/null"

# However many threads work, the same bytes; wrong lines are told in their order.
for _ in $(seq 1 12); do cat long.jsonl; done >longer.jsonl
{ cat long.jsonl many.jsonl long.jsonl long.jsonl many.jsonl; printf '{"parcel": {}}'; } >mixed.jsonl
for format in text json; do
    for jobs in 1 2 3 7; do
        "$writ" eval returns --cases mixed.jsonl --format "$format" --jobs "$jobs" >"$format.$jobs" 2>"$format.$jobs.err"
    done
    yes_if "$format is whole" [ "$(wc -l <"$format.1")" = 9011 ]
    for jobs in 2 3 7; do
        yes_if "$format of $jobs jobs is that of one" cmp "$format.1" "$format.$jobs"
        yes_if "messages of $jobs jobs are those of one" cmp "$format.1.err" "$format.$jobs.err"
    done
done
exits 2 eval returns --cases many.jsonl --jobs 0
exits 1 eval returns --cases many.jsonl --jobs 1
exits 1 eval returns --cases many.jsonl --jobs 256
exits 2 eval returns --cases many.jsonl --jobs 257

# A line is told as one case is, also when it was told before.
for format in text json; do
    "$writ" eval returns --cases long.jsonl --format "$format" --jobs 1 | sed -E 's/^(\{"line":)?([0-9]+)(,|: )//; s/^"prov/{"prov/' >all.txt
    for line in 1 2 5 29 2999; do
        sed -n "${line}p" long.jsonl >line.json
        "$writ" eval returns --case line.json --format "$format" >line.txt
        count=$(wc -l <line.txt)
        yes_if "$format of line $line" cmp -s line.txt <(sed -n "$(((line - 1) * count + 1)),$((line * count))p" all.txt)
    done
done

# Answers come as the cases do; Ctrl-C leaves what --out named as it was.
mkfifo slowly
for pause in 0 0.4; do  # while it works, and while it waits for more
    "$writ" eval returns --cases - --out kept.txt <slowly 2>err.txt &
    run=$!
    exec 9>slowly
    cat long.jsonl >&9
    sleep "$pause"
    kill -INT "$run"  # a job in the background of a script ignores it, until writ says otherwise
    wait "$run"
    yes_if "Ctrl-C has a code of its own" [ $? = 130 ]
    exec 9>&-
    yes_if "a file is as it was after Ctrl-C" [ "$(cat kept.txt)" = old ]
    yes_if "nothing half written is left after Ctrl-C" [ -z "$(ls ./*.part 2>/dev/null)" ]
    yes_if "Ctrl-C is told" grep -q 'interrupted' err.txt
done

# Whoever reads the answers may stop.
yes_if "a closed pipe ends the run" bash -c "'$writ' eval returns --cases mixed.jsonl 2>pipe.txt | head -n 1 >head.txt && [ ! -s pipe.txt ]"
if [ -e /dev/full ]; then
    checks=$((checks + 1))
    "$writ" eval returns --cases longer.jsonl >/dev/full 2>err.txt
    [ $? = 2 ] || fail "a full disk ends the run"
fi

# Progress on a terminal, none in a file.
if script -qec true /dev/null >/dev/null 2>&1; then
    script -qec "'$writ' eval returns --cases longer.jsonl --out terminal.out" /dev/null >terminal.txt
    yes_if "progress on a terminal" grep -qE '[0-9]+ cases, [0-9]+ a second, [0-9]+ %, [0-9]+:[0-9][0-9] left' terminal.txt
    yes_if "the size of a pipe is not known" bash -c \
        "script -qec \"cat longer.jsonl | '$writ' eval returns --cases - --out terminal.out\" /dev/null | grep -E 'a second' | grep -vq left"
    "$writ" eval returns --cases longer.jsonl --out terminal.out 2>err.txt
    yes_if "no progress in a file" bash -c "! grep -q 'a second' err.txt"
else
    skip "there is no terminal: script(1) is missing"
fi
finish
