#!/usr/bin/env bash
# writ compile: a pack as one file, which commands take instead of the folder.
source "$(dirname "$0")/lib.sh"

exits 0 compile returns
yes_if "the file is called after the pack" test -f returns.writc
run written compile returns -o again.writc
yes_if "the same pack gives the same bytes" cmp -s returns.writc again.writc
exits 0 compile returns -o -
yes_if "- is standard output" cmp -s out.txt returns.writc
exits 0 compile returns --out linked.writc
run broken compile broken
run no_pack compile
run nowhere compile nowhere
run help compile --help

# same ARGS…: the command says the same of the compiled rules; PACK stands for either
same() {
    local of_text of_compiled
    of_text=$("$writ" "${@/PACK/returns}" 2>&1)
    of_compiled=$("$writ" "${@/PACK/returns.writc}" 2>&1)
    yes_if "writ $* says the same of compiled rules" test "$of_text" = "$of_compiled"
}
echo '{"parcel": {"delivered": "2026-03-01", "returned": "2026-03-20", "opened": true}}' >case.json
same eval PACK --case case.json
same eval PACK --case case.json --format json
same explain PACK --case case.json
same notice PACK --decision refund --case case.json
same graph PACK --format text
same graph PACK --format dot --detail rules
same test PACK --verbose

run check check returns.writc
head -c 1000 returns.writc >short.writc
run damaged eval short.writc --case case.json
cp returns/*.writ text.writc
run not_compiled eval text.writc --case case.json
run no_file eval nothing.writc --case case.json
finish
