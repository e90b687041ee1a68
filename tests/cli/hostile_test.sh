#!/usr/bin/env bash
# Input that means harm: a clear message of ours in two seconds and 512 MB; never a crash, a hang or a guess.
source "$(dirname "$0")/lib.sh"

# guarded CODE TEXT ARGS…: the exit code, and what standard error has to say
guarded() {
    local wanted=$1 text=$2 code
    shift 2
    checks=$((checks + 1))
    (
        # The processor's time, not the wall's: tests share the machine. Sanitizers and emulators need far more of both.
        if [ -z "${WRIT_IS_SLOW:-}" ]; then
            ulimit -t 2
            ulimit -v $((512 * 1024))
        fi
        timeout 60 "$writ" "$@" >out.txt 2>err.txt
    )
    code=$?
    [ "$code" = "$wanted" ] || fail "writ $*: exit $code instead of $wanted: $(head -c 600 err.txt)"
    [ -z "$text" ] || grep -qF -- "$text" err.txt || fail "writ $*: not said: $text; but: $(head -c 600 err.txt)"
    [ "$(wc -c <err.txt)" -lt 100000 ] || fail "writ $*: a message of $(wc -c <err.txt) bytes"
}

# pack NAME: a file of that pack from standard input, behind its head
pack() {
    mkdir -p "$1"
    { printf 'pack %s "P" {\n  version   "1"\n  languages en\n}\n' "$1"; cat; } >"$1/$1.writ"
}
many() { head -c "$2" /dev/zero | sed "s/\\x00/$1/g"; }  # many TEXT COUNT

# ---- rules
{ printf 'define x = '; many '(' 100000; printf '1'; many ')' 100000; echo; } | pack brackets
guarded 1 'E0902' check brackets
{ printf 'define x = '; many 'not ' 100000; echo 'yes'; } | pack nots
guarded 1 'E0902' check nots
{ printf 'define x = '; many '-' 100000; echo '1'; } | pack minuses
guarded 1 'E09' check minuses
{ printf 'define x = '; many 'if yes then 1 otherwise ' 50000; echo '1'; } | pack ifs
guarded 1 'E0902' check ifs
{ echo 'facts c { p : bool  q : bool }'; echo 'define a0 = c.p'; echo 'define b0 = c.q'
  for n in $(seq 0 149); do echo "define a$((n + 1)) = a$n and b$n"; echo "define b$((n + 1)) = b$n and a$n"; done
  echo 'decision d : bool { rule r { when a150 and b150 then yes } otherwise no }'; } | pack doubling
echo 'c: {}' >open.yaml
guarded 0 '' eval doubling --case open.yaml  # every level reads both of the level below
{ printf 'define x = 1'; many ' + 1' 200000; echo; } | pack long_sum
guarded 1 'E09' check long_sum
{ printf 'define '; many x 100000; echo ' = 1'; } | pack long_name
guarded 1 'E0903' check long_name
{ printf 'define x = '; many 9 100000; echo; } | pack long_number
guarded 1 'error' check long_number
{ printf '# '; many x 3000000; printf '\ndecision d : bool { otherwise yes because "x" }\n'; } | pack long_line
guarded 0 '' check long_line
{ printf '# '; many x 17000000; } | pack large
guarded 1 'E0901' check large
printf 'define x = "caf\xe9"\n' | pack latin1
guarded 1 'not valid UTF-8' check latin1
printf 'define x = "\xc0\xaf"\n' | pack overlong
guarded 1 'not valid UTF-8' check overlong
printf 'define x = "a\x00b"\n' | pack nul
guarded 1 'NUL' check nul
printf 'define x = "a\xe2\x80\xaeb"\n' | pack bidi
guarded 1 'direction of text' check bidi
mkdir marked && printf '\xef\xbb\xbfpack marked "P" {\r\n  version "1"\r\n  languages en\r\n}\r\ndecision d : bool {\r\n  otherwise yes because "x"\r\n}\r\n' >marked/marked.writ
guarded 0 '' check marked
printf 'define x = 99999999999999999999999999999999999999\n' | pack big_number
guarded 1 'is no number that fits' check big_number
printf 'define x = 2026-02-30\n' | pack no_day
guarded 1 'error' check no_day
printf 'define x = 9999-13-01\n' | pack no_month
guarded 1 'error' check no_month
printf 'define x : int 0 .. 9 = 9_000_000_000_000_000_000 * 9_000_000_000_000_000_000\ndecision d : bool { otherwise x > 1 because "x" }\nexample "e" { expect d }\n' | pack product
guarded 1 '' test product
printf 'define x = 9_999_999 days after 9999-12-31\ndecision d : bool { otherwise x > 2026-01-01 because "x" }\nexample "e" { expect d }\n' | pack far
guarded 1 '' test far
printf 'define a = b\ndefine b = a\n' | pack circle
guarded 1 'error' check circle
{ for n in $(seq 1 600); do echo "define x$n = x$((n + 1)) + 1"; done; echo 'define x601 = 1'; } | pack chain
guarded 1 'error' check chain
{ for n in $(seq 1 3000); do echo "define x = $n"; done; } | pack same_name
guarded 1 'error' check same_name
mkdir uses_a uses_b
printf 'pack uses_a "P" {\n  version "1"\n  languages en\n}\nuse uses_b\n' >uses_a/a.writ
printf 'pack uses_b "P" {\n  version "1"\n  languages en\n}\nuse uses_a\n' >uses_b/b.writ
guarded 1 'packs use each other' check uses_a

# ---- links and things that are no files
mkdir linked && cp returns/returns.writ linked/linked.writ && ln -s /etc/hostname linked/other.writ
guarded 1 'leads out of the folder' check linked
mkdir linked_folder && cp returns/returns.writ linked_folder/ && ln -s ../returns linked_folder/more
guarded 1 'leads out of the folder' check linked_folder
mkdir looping && cp returns/returns.writ looping/ && ln -s . looping/again
guarded 0 '' check looping
mkdir dangling && cp returns/returns.writ dangling/ && ln -s nowhere.writ dangling/more.writ
guarded 1 'dangling/more.writ' check dangling
mkdir piped && cp returns/returns.writ piped/ && mkfifo piped/more.writ
guarded 1 'no file of text' check piped
guarded 1 'cannot read' check /dev/zero

# ---- words that would disturb a terminal, in arguments and in cases
guarded 2 'cannot read ` [31m.json`' eval returns --case $'\e[31m.json'
guarded 2 'there is no command ` [2J`' $'\e[2J'
guarded 2 'was not expected' check returns $'--\e[2J'
guarded 2 '…' eval returns --case returns.json --format "$(many x 100000)"
printf '{"parcel": {"opened\\u001b[2J": true}}' >escape.json
guarded 2 'parcel.opened [2J' eval returns --case escape.json
printf '{"%s": true}' "$(many x 100000)" >long_key.json
guarded 2 '…' eval returns --case long_key.json
printf 'define x = %s\n' "$(many 1- 30000)1" | pack long_line_of_code
guarded 1 'E09' check long_line_of_code
printf 'use ../returns\n' | pack climbs
guarded 1 'E0103' check climbs
printf 'use myself\n' | pack myself
guarded 1 'E0210' check myself
printf 'define x = 99999-01-01 + 12345678-01-01\n' | pack far_years
guarded 1 'E0108' check far_years

# ---- cases
guarded_case() { guarded 2 "$1" eval returns --case "$2"; }
{ many '[' 100000; } >deep.json
guarded_case 'deep' deep.json
{ many '{"a":' 100000; } >deeper.json
guarded_case 'deep' deeper.json
{ printf '{"parcel": '; many '[' 60; many ']' 60; printf '}'; } >odd.json
guarded_case 'parcel' odd.json
{ many '[' 100000; } >deep.yaml
guarded_case '' deep.yaml
{ many '- ' 100000; } >dashes.yaml
guarded_case '' dashes.yaml
{ printf 'a: &a [x, x, x, x, x, x, x, x, x]\n'; last=a; for n in b c d e f g h i j; do printf '%s: &%s [*%s, *%s, *%s, *%s, *%s, *%s, *%s, *%s, *%s]\n' $n $n $last $last $last $last $last $last $last $last $last; last=$n; done; } >laughs.yaml
guarded_case '' laughs.yaml
printf 'a: &a [*a]\n' >self.yaml
guarded_case '' self.yaml
{ printf '{"parcel": {"opened": "'; many x 17000000; printf '"}}'; } >large.json
guarded_case 'larger than 16777216 bytes' large.json
guarded_case 'larger than 16777216 bytes' /dev/zero
printf '{"parcel": {"opened": true, "opened": false}}' >twice.json
guarded_case 'opened' twice.json
printf 'parcel:\n  opened: yes\n  opened: no\n' >twice.yaml
guarded_case 'opened' twice.yaml
printf '{"parcel": {"opened": "\xff"}}' >bytes.json
guarded_case '' bytes.json
printf 'parcel:\n  opened: "\xff"\n' >bytes.yaml
guarded_case '' bytes.yaml
printf '{"parcel": {"opened\x00": true}}' >nul.json
guarded_case '' nul.json
printf 'parcel:\n  opened: \x00\n' >nul.yaml
guarded_case '' nul.yaml
printf '{"parcel": {"delivered": "99999-01-01"}}' >year.json
guarded_case 'parcel.delivered' year.json
printf '{"parcel": {"delivered": "2026-02-30"}}' >day.json
guarded_case 'parcel.delivered' day.json
printf '{"parcel": {"delivered": 1e400}}' >huge_number.json
guarded_case '' huge_number.json
: >empty.json
guarded_case '' empty.json
printf '\xef\xbb\xbf{"parcel": {"delivered": "2026-03-01",\r\n "returned": "2026-03-02", "opened": false}}\r\n' >marked.json
guarded 0 '' eval returns --case marked.json
printf '\xef\xbb\xbfparcel:\r\n  delivered: 2026-03-01\r\n  returned: 2026-03-02\r\n  opened: no\r\n' >marked.yaml
guarded 0 '' eval returns --case marked.yaml

# ---- many cases: bad lines are told by their number, the others are decided
{ echo '{"parcel": {"delivered": "2026-03-01", "returned": "2026-03-02", "opened": false}}'
    many '[' 100000; echo
    printf '{"parcel": {"opened": "'; many x 17000000; printf '"}}\n'
    printf '\xff\xfe\n'
    printf '{"parcel": {"opened": true, "opened": true}}\n'
    printf '\x00\n'
    echo '{"parcel": {"delivered": "2026-03-01", "returned": "2026-03-02", "opened": false}}'; } >lines.jsonl
guarded 1 '7 cases: 2 decided' eval returns --cases lines.jsonl
for line in 2 3 4 5 6; do yes_if "line $line is told" grep -q "^lines.jsonl:$line: " err.txt; done
yes_if "the others are decided" grep -q '^7: refund = full' out.txt

# ---- suites
cp -r returns with_suite
{ many '[' 100000; } >with_suite/deep.cases.yaml
guarded 1 '' test with_suite
cp laughs.yaml with_suite/deep.cases.yaml
guarded 1 '' test with_suite
rm with_suite/deep.cases.yaml && mkfifo with_suite/pipe.cases.yaml
guarded 1 '' test with_suite
finish
