# Shared by the tests of the command line: `source lib.sh` in a script that ctest runs as `NAME_test.sh WRIT`.
#
# Every test runs the real program in a fresh folder that holds copies of packs/ and compares its exit code and both its
# outputs with tests/cli/expected/NAME/…; WRIT_ACCEPT=1 writes those files instead.
set -uo pipefail
writ=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[1]}")" && pwd)
name=$(basename "${BASH_SOURCE[1]}" _test.sh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$here/packs/." "$work"
cd "$work" || exit 1
failures=0 checks=0

fail() {
    printf 'FAILED %s: %s\n' "$name" "$*" >&2
    failures=$((failures + 1))
}

# The version of the tz database is the machine's.
without_machine() { sed -E 's/"zones":"[^"]*"/"zones":"…"/g; s/(, tz )[0-9]+[a-z]/\1…/g'; }

# compare FILE TEXT: with expected/NAME/FILE
compare() {
    local file="$here/expected/$name/$1"
    checks=$((checks + 1))
    if [ "${WRIT_ACCEPT:-}" = 1 ]; then
        mkdir -p "$(dirname "$file")"
        printf '%s\n' "$2" >"$file"
    elif [ ! -f "$file" ]; then
        fail "$1 is missing; got:"$'\n'"$2"
    elif ! diff -u --label expected --label got "$file" - <<<"$2" >&2; then
        fail "$1 differs; WRIT_ACCEPT=1 ctest -R cli/ accepts what was got"
    fi
}

# run TEST ARGS…: writ with these arguments; standard input is the test's
run() {
    local test=$1 code
    shift
    "$writ" "$@" >out.txt 2>err.txt
    code=$?
    compare "$test.expected" "$(printf 'writ %s\nexit %s\n--- standard output\n' "$*" "$code"
        without_machine <out.txt
        printf -- '--- standard error\n'
        cat err.txt)"
}

# exits CODE ARGS…: only the exit code matters
exits() {
    local wanted=$1 code
    shift
    checks=$((checks + 1))
    "$writ" "$@" >out.txt 2>err.txt </dev/null
    code=$?
    [ "$code" = "$wanted" ] || fail "writ $*: exit $code instead of $wanted: $(head -c 500 err.txt)"
}

# yes_if TEXT COMMAND…: what must be true
yes_if() {
    local text=$1
    shift
    checks=$((checks + 1))
    "$@" || fail "$text"
}

skip() { printf 'SKIPPED a part of %s: %s\n' "$name" "$*" >&2; }

finish() {
    printf '%s: %s checks, %s failed\n' "$name" "$checks" "$failures"
    [ "$checks" -gt 0 ] && [ "$failures" = 0 ]
}
