#!/usr/bin/env bash
# writ test: examples and suites.
source "$(dirname "$0")/lib.sh"

run good test returns
run failing test failing
run warnings_are_shown test warned
run json test failing --format json
run junit test failing --format junit
run only test returns --only "a day"
run verbose test returns --only "a day" --verbose
run none test returns --only "no such name"
run broken test broken
run several test returns failing
run help test --help

cat >returns/more.cases.yaml <<'CASES'
- name: in a suite
  as_of: 2026-03-31
  given: {parcel: {delivered: 2026-03-01, returned: 2026-03-20, opened: no, damaged: no}}
  expect: {refund: full}
- name: in a suite, and wrong
  like: in a suite
  expect: {refund: half}
CASES
run suite test returns
printf 'cases: 1\n' >returns/more.cases.yaml
run broken_suite test returns
rm returns/more.cases.yaml

exits 1 test . --format junit --out report.xml
if command -v xmllint >/dev/null; then
    yes_if "JUnit is well-formed" xmllint --noout report.xml
elif command -v python3 >/dev/null; then
    yes_if "JUnit is well-formed" python3 -c 'import sys, xml.dom.minidom as d; d.parse("report.xml")'
else
    skip "nothing here reads XML"
fi
exits 0 test "$WRIT_RULES"
finish
