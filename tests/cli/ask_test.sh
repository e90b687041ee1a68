#!/usr/bin/env bash
# writ ask: one question at a time, from a file and in a terminal.
source "$(dirname "$0")/lib.sh"
ln -s "${WRIT_RULES:?}" rules

# answers LINE…: what a person types
answers() { printf '%s\n' "$@"; }

run text ask returns --as-of 2026-03-31 < <(answers '?' perhaps '' y 2026-02-30 2026-03-01 2026-03-20 2)
run spanish ask returns --lang es < <(answers '' sí atrás atrás s 2026-03-01 2026-03-20 omitir)
run back_and_skip ask returns < <(answers back skip back no back skip 2026-03-01 2026-03-20 skip)
run stopped ask returns --out begun.yaml < <(answers y 2026-03-01)
run saved ask returns --case begun.yaml --out begun.yaml < <(answers 2026-04-20)
yes_if "the case is saved" diff - begun.yaml <<'CASE'
parcel:
  delivered: 2026-03-01
  returned: 2026-04-20
  opened: yes
CASE
run save_on_the_way ask returns < <(answers save 'save way.yaml' 'save no/such/folder.yaml' y quit)
yes_if "the case is saved on the way" grep -qx '{}' way.yaml
run list ask rules/appeals --decision missing_papers < <(
    answers counterfeit many 51 2 invoice 2026-02-30 2026-01-15 2026-02-01 y span paper brand_ y 'united s' ENGL)
cat >route.yaml <<'CASE'
as_of: 2026-03-10
appeal:
  region: US
  reason: late_dispatch
  ground: performance
  notified: 2026-03-01T10:00-08:00
  number: 1
  submitted: 2026-03-09T10:00-07:00
  original_agent: "K"
  reviewer: "M"
  appeals_90d: 1
  unfounded_90d: 0
  warned_on: null
  disruptions: []
CASE
run provisional ask rules/appeals --decision route --case route.yaml < <(answers y P4)
run which_decision ask rules/appeals </dev/null
run unknown_decision ask rules/appeals --decision rout </dev/null
printf 'parcel: {opened: perhaps}\n' >wrong.yaml
run wrong_case ask returns --case wrong.yaml </dev/null
run standard_input ask returns --case - </dev/null
run unknown_language ask returns --lang fr </dev/null
run help ask --help </dev/null

# ---- in a terminal, as a person sees it

# Each terminal has a server of its own: one that is asked to end does so a little later, and takes a new terminal with it.
terminals=0
pane() { tmux -L "writ_$$_$terminals" "$@"; }
opens() {
    terminals=$((terminals + 1)) typed=0
    pane -f /dev/null new-session -d "$@"
}

# waits_for WHAT COMMAND…: until the command succeeds for what stands in the terminal
waits_for() {
    for _ in $(seq 600); do
        pane capture-pane -p -t 0 >shown.txt || break
        "${@:2}" && return 0
        sleep 0.1
    done
    fail "the terminal never showed $1"$'\n'"$(cat shown.txt)"
}
shows() { waits_for "$1" grep -qF -- "$1" shown.txt; }

# types TEXT: where it is asked for, and presses Enter
is_asked() { (($(grep -c '^>' shown.txt) > typed)); }
types() {
    waits_for "a place to type in" is_asked
    typed=$((typed + 1))
    pane send-keys -t 0 -l -- "$1" && pane send-keys -t 0 Enter
}

if command -v tmux >/dev/null; then
    opens -x 100 -y 50 "cd '$work'; '$writ' ask returns; echo exit \$?; sleep 600"
    shows '[parcel.opened]'
    types '?'
    shows 'refund depends on it'
    types perhaps
    shows 'is neither yes nor no'
    types y
    shows '[parcel.delivered]'
    types 2026-03-01
    shows '[parcel.returned]'
    types back
    types 2026-03-01
    types 2026-03-20
    shows '[parcel.damaged]'
    types n
    shows 'refund = half'
    types by_hand.yaml
    shows 'exit 0'
    compare terminal.expected "$(pane capture-pane -p -t 0 | sed '/./,$!d')"
    pane kill-server
    yes_if "the case is saved" grep -q 'opened: yes' by_hand.yaml

    # A procedure of a shipped pack, step by step to its end.
    opens -x 110 -y 60 \
        "cd '$work'; '$writ' ask rules/disputes --decision dispute --lang es; echo exit \$?; sleep 600"
    shows 'verificar: "El nombre y el correo son los de la cuenta."'
    shows '[buyer.identified]'
    types sí
    shows '[buyer.owns_order]'
    types 1
    shows '[order.chargeback_open]'
    types '?'
    types s
    shows 'V12 Detenida por contracargo'
    types ''
    shows 'exit 0'
    compare procedure.expected "$(pane capture-pane -p -t 0 | sed '/./,$!d')"
    pane kill-server
else
    skip 'tmux is not installed, so nothing was typed into a terminal'
fi
finish
