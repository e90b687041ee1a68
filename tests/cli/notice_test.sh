#!/usr/bin/env bash
# writ notice: what each audience is told; who is no audience; statements that are not complete.
source "$(dirname "$0")/lib.sh"

run seller notice letters --example closed --decision tier --audience seller
run every_audience notice letters --example closed --decision tier --lang es
run markdown notice letters --example closed --decision tier --audience agent --format markdown
run json notice letters --example closed --decision tier --audience seller --format json
run incomplete notice letters --example "nobody says by whom" --decision tier --audience seller
run procedure notice letters --example closed --decision case_of_seller --audience agent
run unknown_audience notice letters --example closed --audience buyer
run no_audiences notice returns --example "opened, and back"
run no_case notice letters
run help notice --help

# Notices of the shipped packs, in both languages.
cp -r "$WRIT_RULES" rules
for language in en es; do
    run "statement_$language" notice rules/enforcement --example "a statement of reasons is due in Germany" --decision tier --audience sellers --lang $language
    run "refund_$language" notice rules/disputes --example "D-06 United States, 100.00" --decision dispute --audience buyers --lang $language
    run "refusal_$language" notice rules/appeals --example "A-13" --decision ruling --audience sellers --lang $language
done
exits 0 notice letters --example "in Thailand" --decision tier
finish
