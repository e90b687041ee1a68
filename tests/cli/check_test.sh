#!/usr/bin/env bash
# writ check: every mistake of a pack in one run.
source "$(dirname "$0")/lib.sh"

run good check returns
run good_json check returns --format json
run broken check broken
run broken_json check broken --format json
run several check .
run nothing check nowhere
mkdir empty
run no_pack check empty
run no_arguments check
run wrong_format check returns --format yaml
run misspelt_option check returns --strct
mkdir counted
cat >counted/counted.writ <<'PACK'
pack counted "Counted" { version "1" languages en }
record Item { opened : bool  price : int 0 .. 100 }
facts order { paid : bool  days : int 0 .. 99  items : list of Item up to 20 }
decision late  : bool { rule r { when order.paid and order.days > 30 then yes } otherwise no }
decision opened : bool { rule r { when order.paid and (any i among order.items where i.opened and i.price > 10) then yes } otherwise no }
PACK
run questions check counted returns --questions
run questions_json check returns --questions --format json
run help check --help

# What is looked up, and how: that depends on the machine.
"$writ" check counted --stats >stats.txt 2>/dev/null
yes_if "rules that ask only facts are looked up" grep -Eq '^  looked up late: 1 rule by (words|rows), [0-9]+ bytes$' stats.txt
yes_if "rules that ask for more are not, and it is said why" grep -q "^  tried one by one, for it asks more than what single facts are: opened$" stats.txt

# A warning is a finding only when asked for.
mkdir warned
printf 'pack warned "Warned" {\n  version "1"\n  languages en\n}\ndefine unused = 1\ndecision d : bool {\n  otherwise yes because "x"\n}\n' >warned/warned.writ
exits 0 check warned
exits 1 check warned --strict

"$writ" check broken --format json --out found.json
yes_if "--out holds the data" grep -q 'order.day' found.json

# Colours on a terminal alone, and never with NO_COLOR.
yes_if "no colours in a file" bash -c "! '$writ' check broken 2>&1 | grep -q \$'\\033'"
if script -qec true /dev/null >/dev/null 2>&1; then
    NO_COLOR='' script -qec "'$writ' check broken" /dev/null >terminal.txt
    yes_if "colours on a terminal" grep -q $'\033\[' terminal.txt
    NO_COLOR=1 script -qec "'$writ' check broken" /dev/null >terminal.txt
    yes_if "no colours with NO_COLOR" bash -c "! grep -q \$'\\033\\[' terminal.txt"
else
    skip "there is no terminal: script(1) is missing"
fi

# A folder of the pack that may not be read is not passed over. (Nobody can forbid the superuser anything.)
as_a_user=()
if [ "$(id -u)" = 0 ]; then as_a_user=(setpriv --reuid 65534 --clear-groups); fi
chmod 755 "$work"
if "${as_a_user[@]}" "$writ" --version >/dev/null 2>&1; then
    cp -r returns guarded
    mkdir guarded/closed && echo 'define more = 1' >guarded/closed/more.writ && chmod 000 guarded/closed
    "${as_a_user[@]}" "$writ" check guarded 2>err.txt
    yes_if "a closed folder is an error" [ $? = 1 ]
    yes_if "a closed folder is told" grep -q 'E0190' err.txt
    chmod 755 guarded/closed
else
    skip "no ordinary user can run the program here"
fi
finish
