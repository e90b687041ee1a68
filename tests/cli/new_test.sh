#!/usr/bin/env bash
# writ new: a pack that passes its tests.
source "$(dirname "$0")/lib.sh"

run made new refunds
run tested test refunds
exits 0 check refunds --strict
run there_already new refunds
run bad_name new 2nd-try
run json new others/refunds_two --format json
exits 0 test others/refunds_two
exits 0 new with_slash/
exits 0 test with_slash
exits 2 new /proc/nowhere/pack
finish
