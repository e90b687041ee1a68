#!/usr/bin/env bash
# Builds a program with pkg-config and nothing else: build_and_run.sh COMPILER PREFIX PROGRAM.cpp OUTPUT
set -euo pipefail
compiler=$1 prefix=$2 program=$3 output=$4

folder=$(dirname "$(find "$prefix" -name writ.pc)")
export PKG_CONFIG_PATH=$folder
# shellcheck disable=SC2046  # many words on purpose
"$compiler" -std=c++20 "$program" -o "$output" $(pkg-config --static --cflags --libs writ)
"$output"
