#!/usr/bin/env bash
# Runs the commands that README.md shows and compares what they print with what it says: readme.sh WRIT ROOT
#
# A block under `<!-- file: NAME -->` is a file; in a `console` block every line that begins with `$ writ` is run among those
# files and rules/, and the lines after it are its output. With WRIT_ACCEPT=1 the page is rewritten instead.
set -euo pipefail
program=$(realpath "$1") root=$(realpath "$2")
page=$root/README.md
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ln -s "$root/rules" "$folder/rules"

awk -v folder="$folder" '
    /^<!-- file: / { name = folder "/" $3; next }
    name != "" && /^```/ {
        if (!inside) { parent = name; sub("/[^/]*$", "", parent); system("mkdir -p \"" parent "\""); printf "" > name }
        else { close(name); name = "" }
        inside = !inside
        next
    }
    inside { print > name }
' "$page"

# The version of the time zone database is that of the machine.
run() { (cd "$folder" && PATH=/dev/null && eval "${1/#writ/$program}" 2>&1) | sed 's/"zones":"[^"]*"/"zones":"2024a"/' || true; }

commands=0
inside=no
while IFS= read -r line; do
    case $inside,$line in
        'no,```console') inside=yes; printf '%s\n' "$line" ;;
        'yes,```') inside=no; printf '%s\n' "$line" ;;
        'yes,$ writ '*) printf '%s\n' "$line"; run "${line#\$ }"; commands=$((commands + 1)) ;;
        yes,*) ;;
        *) printf '%s\n' "$line" ;;
    esac
done <"$page" >"$folder/page"
[ "$commands" -gt 0 ] || { echo "README.md shows no command"; exit 1; }

if [ -n "${WRIT_ACCEPT:-}" ]; then
    cp "$folder/page" "$page"
else
    diff -u "$page" "$folder/page" || { echo "README.md shows other output: read the difference, then accept it with WRIT_ACCEPT=1"; exit 1; }
fi
