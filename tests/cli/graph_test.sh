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
run procedure graph dispute --format dot --decision dispute --lang es
run way graph dispute --format dot --decision dispute --example "the seller is silent"
echo '{claim: {asked: 2026-03-09T10:00+01:00, answer: absent}, as_of: 2026-03-10T09:00+01:00}' >waiting.yaml
run waiting graph dispute --format dot --decision dispute --case waiting.yaml
run way_of_no_procedure graph returns --format dot --decision refund --case waiting.yaml
run way_of_whole_pack graph dispute --format dot --case waiting.yaml
echo '{claim: {asked: tomorrow}}' >wrong.yaml
run way_of_wrong_case graph dispute --format dot --decision dispute --case wrong.yaml
exits 0 graph returns --out picture.dot
yes_if "a file that ends in .dot is DOT" grep -q '^digraph' picture.dot
finish
