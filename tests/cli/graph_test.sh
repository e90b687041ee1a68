#!/usr/bin/env bash
# writ graph: what reads what.
source "$(dirname "$0")/lib.sh"

run text graph returns --format text
run json graph returns --format json
run dot graph returns --format dot
run one graph returns --format text --decision refund
run unknown_decision graph returns --format text --decision refnud
run decisions graph returns --format dot --detail decisions
run unknown_detail graph returns --detail all
run help graph --help
exits 0 graph returns --out picture.dot
yes_if "a file that ends in .dot is DOT" grep -q '^digraph' picture.dot
finish
