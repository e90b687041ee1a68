#!/usr/bin/env bash
# writ explain: why, and why not.
source "$(dirname "$0")/lib.sh"

cat >open.yaml <<'CASE'
as_of: 2026-03-31
parcel: {delivered: 2026-03-01, returned: 2026-03-20, opened: yes}
CASE

run text explain returns --example "opened, and back"
run spanish explain returns --example "opened, and back" --lang es
run markdown explain returns --example "opened, and back" --format markdown
run json explain returns --example "opened, and back" --format json
run undetermined explain returns --case open.yaml
run why_not explain returns --example "opened, and back" --why-not full
run why_not_json explain returns --example "opened, and back" --why-not full --format json
run why_not_markdown explain returns --example "opened, and back" --why-not full --format markdown
run why_not_spanish explain returns --example "opened, and back" --why-not full --format markdown --lang es
run why_not_rule explain returns --example "a day" --why-not opened.arrived_damaged
run why_not_nothing explain returns --example "a day" --why-not free
run other_day explain returns --example "opened, and back" --as-of 2027-01-01
run unknown_language explain returns --example "a day" --lang fr
run no_case explain returns
run help explain --help

"$writ" explain returns --example "a day" --out reasons.md
yes_if "a file that ends in .md is Markdown" grep -q '^# ' reasons.md
"$writ" explain returns --example "a day" --format json >once.json
"$writ" explain returns --example "a day" --format json >twice.json
yes_if "the same bytes twice" cmp -s once.json twice.json
finish
