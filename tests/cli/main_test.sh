#!/usr/bin/env bash
# What all commands share.
source "$(dirname "$0")/lib.sh"

run help --help
run no_command
run unknown_command evaluate returns
exits 0 --version
for command in check eval explain ask test graph new; do
    exits 0 "$command" --help
    yes_if "$command --help has an example" grep -q "  writ $command " out.txt
    [ "$command" = ask ] || yes_if "$command --help knows --format" grep -q -- '--format' out.txt
    yes_if "help is data" [ ! -s err.txt ]
    exits 2 "$command"
    yes_if "wrong usage is a message" [ ! -s out.txt ]
done
finish
