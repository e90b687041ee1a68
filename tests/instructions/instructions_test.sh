#!/usr/bin/env bash
# instructions_test.sh VALGRIND PROGRAM: counts the instructions of each subject and compares them with expected.txt.
#
# More than 5 % above what is expected is a failure; more than 5 % below is told, so that the gain is written down.
# WRIT_ACCEPT=1 writes what was counted.
set -euo pipefail
valgrind=$1 program=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
expected=$here/expected.txt

# Only what runs inside the functions called measured_… is counted.
count() {
    "$valgrind" --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect='measured_*' "$program" "$1" 2>&1 |
        sed -n 's/.*Collected : *\([0-9]*\).*/\1/p'
}

found=$("$program" | while read -r subject; do printf '%s %s\n' "$subject" "$(count "$subject")"; done)
if [ "${WRIT_ACCEPT:-}" = 1 ]; then
    printf '%s\n' "$found" >"$expected"
    exit 0
fi
awk -v expected="$expected" '
    BEGIN { while ((getline line < expected) > 0) { split(line, part, " "); was[part[1]] = part[2] } }
    !($1 in was) || $2 == "" { print "FAILED " $1 ": " ($2 == "" ? "nothing was counted" : "not in expected.txt"); failed = 1; next }
    {
        change = ($2 / was[$1] - 1) * 100
        note = change > 5 ? "FAILED: WRIT_ACCEPT=1 accepts" : change < -5 ? "fewer: WRIT_ACCEPT=1 writes that down" : ""
        printf "%-28s %10d, expected %10d: %+.1f %% %s\n", $1, $2, was[$1], change, note
        failed = failed || change > 5
    }
    END { exit failed }' <<<"$found"
