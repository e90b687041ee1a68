#!/usr/bin/env bash
# Compiles every public header on its own: headers_stand_alone.sh COMPILER INCLUDE_FOLDER
set -euo pipefail
compiler=$1
include=$(realpath "$2")
export compiler include

check() { "$compiler" -std=c++20 -Wall -Wextra -fsyntax-only -I "$include" -x c++ - <<<"#include \"$1\""; }
export -f check

# src.hpp and run.hpp are the library itself; detail and impl are nobody's to include.
cd "$include"
# shellcheck disable=SC2016  # the inner shell expands $0
find writ -name '*.hpp' -not -path 'writ/detail/*' -not -path 'writ/impl/*' -not -name src.hpp -not -name run.hpp -print0 |
    xargs -0 -n 1 -P 2 bash -c 'check "$0" || { echo "$0 does not compile on its own"; exit 255; }'
