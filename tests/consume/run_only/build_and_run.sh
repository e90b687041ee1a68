#!/usr/bin/env bash
# Compiles rules with the installed library, and runs them in a program that has nothing but headers:
# build_and_run.sh COMPILER PREFIX FOLDER OUTPUT
set -euo pipefail
compiler=$1 prefix=$2 folder=$3 output=$4

mkdir -p "$output"
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name writ.pc)")
export PKG_CONFIG_PATH
# shellcheck disable=SC2046  # many words on purpose
"$compiler" -std=c++20 "$folder/compile.cpp" -o "$output/compile" $(pkg-config --static --cflags --libs writ)
"$compiler" -std=c++20 -Wall -Wextra "$folder/main.cpp" -o "$output/run" -I"$prefix/include"
"$output/compile" "$output/loans.writc"
"$output/run" "$output/loans.writc"
