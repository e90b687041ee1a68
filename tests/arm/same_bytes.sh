#!/usr/bin/env bash
# Two builds of the command line tool write the same bytes for every pack of this tree: same_bytes.sh WRIT OTHER_WRIT
#
# What they refuse they refuse with the same words.
set -euo pipefail
one=$(realpath "$1") other=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A pack that is one file needs a folder of its name.
in_folder() {
    local name
    name=$(sed -n 's/^pack \([a-z_0-9]*\).*/\1/p' "$1" | head -n 1)
    mkdir -p "$work/packs/$1/$name"
    cp "$1" "$work/packs/$1/$name/$name.writ"
    printf '%s\n' "$work/packs/$1/$name"
}

compiled() { "$1" compile "$2" -o - >"$work/$3.writc" 2>"$work/$3.err" || printf 'exit %s\n' $? >>"$work/$3.err"; }

same=0 differ=0
compare() {
    compiled "$one" "$1" one
    compiled "$other" "$1" other
    if cmp "$work/one.writc" "$work/other.writc" && diff "$work/one.err" "$work/other.err"; then
        same=$((same + 1))
    else
        differ=$((differ + 1))
        printf 'DIFFERENT %s\n' "$1"
    fi
}

for pack in rules/*/ tests/cli/packs/*/; do
    if compgen -G "$pack*.writ" >/dev/null; then compare "$pack"; fi
done
for file in tests/golden/{model,eval}/good/*.writ; do compare "$(in_folder "$file")"; done

printf '%s passed, %s failed\n' "$same" "$differ"
[ "$same" -gt 0 ] && [ "$differ" = 0 ]
