#!/usr/bin/env bash
# Packs that use packs: one run over a folder of them, cases, reasons and mistakes across their border.
source "$(dirname "$0")/lib.sh"

mkdir -p shops/ledger shops/sales shops/club && cd shops || exit 1
cat >ledger/ledger.writ <<'RULES'
pack ledger "Ledger" { version "1" languages en region account.region zones MX "America/Mexico_City", TH "Asia/Bangkok" }

enum Region { MX, TH }
enum Standing ordered { fine "In good standing", warned "Warned", closed "Closed" }
record Hit { points : int 0 .. 48   on : date }

facts account {
  region : Region              ask "Which region?"
  hits   : list of Hit up to 9
}

param limit : int 0 .. 99 = 24 { cite "Ledger 1"  in TH = 30 }

define total = sum of h.points for h among account.hits

decision standing "Standing" : Standing takes first {
  rule closed { when total >= 2 * limit  then closed  cite "Ledger 2"  because "{total} points." }
  rule warned { when total >= limit      then warned  cite "Ledger 3"  because "{total} points of {limit}." }
  otherwise fine
}

example "warned" {
  as of  2026-03-01
  given  account.region = MX   account.hits = [{points: 30, on: 2026-01-01}]
  expect standing is warned by warned
}
RULES
cat >sales/sales.writ <<'RULES'
pack sales "Sales" { version "1" languages en region seller.region zones "Asia/Bangkok" }

use ledger { account.region = seller.region }

facts seller { region : Region   price : int 0 .. 100 }

decision admitted "Admitted" : bool {
  rule good { when ledger.standing is fine                         then yes  cite "Sales 1" }
  rule dear { when ledger.standing is warned and seller.price > 50 then yes  cite "Sales 2" }
  otherwise no
}

example "warned and cheap" {
  as of  2026-03-01
  given  seller.region = MX   ledger.account.hits = [{points: 30, on: 2026-01-01}]   seller.price = 50
  expect not admitted
  expect ledger.standing is warned by ledger.standing.warned
}

example "the outcome is given" {
  as of  2026-03-01
  given  ledger.standing = warned   seller.price = 51
  expect admitted by dear
}
RULES
cat >club/club.writ <<'RULES'
pack club "Club" { version "1" languages en }

use sales
use ledger

decision member : bool {
  rule both { when sales.admitted and ledger.standing is fine  then yes }
  otherwise no
}

example "in both" {
  as of  2026-03-01
  given  sales.admitted = yes   ledger.standing = fine
  expect member by both
}
RULES
cat >case.yaml <<'CASE'
as_of: 2026-03-01
seller: {region: MX, price: 50}
ledger:
  account:
    hits: [{points: 30, on: 2026-01-01}]
CASE
cat >outcome.json <<'CASE'
{"as_of": "2026-03-01", "seller": {"price": 51}, "ledger": {"standing": "warned"}}
CASE
cat >told.yaml <<'CASE'
as_of: 2026-03-01
ledger: {account: {region: MX}, total: 3, standng: fine}
CASE
cat >sales/more.cases.yaml <<'CASES'
- name: an outcome in a suite
  as_of: 2026-03-01
  given: {ledger: {standing: fine}}
  expect: {admitted: yes}
CASES

run test_all test . --verbose
run check_all check . --strict
run explain explain sales --case case.yaml --decision admitted
run outcome eval sales --case outcome.json --format json
run needs eval sales --case told.yaml
run graph graph sales --format text
run given_away eval club --case case.yaml

# From inside the folder of the pack, and from beside it: the files have the names that lead to them.
cd sales || exit 1
exits 0 test .
exits 0 test ../club
cd ..

# A list that is told may be worked out.
mkdir sieve
cat >sieve/sieve.writ <<'RULES'
pack sieve { version "1" languages en region shop.region zones "Asia/Bangkok" }

use ledger {
  account.region = shop.region
  account.hits   = list of h for h among shop.hits where h.points > 5
}

facts shop { region : Region   hits : list of Hit up to 9 }

example "two of three hits are told" {
  as of  2026-03-01
  given  shop.region = MX
         shop.hits   = [{points: 30, on: 2026-01-01}, {points: 5, on: 2026-01-02}, {points: 6, on: 2026-01-03}]
  expect ledger.total = 36 and ledger.standing is warned
}

example "nobody knows the hits" {
  as of  2026-03-01
  like   "two of three hits are told"
  given  shop.hits = unknown
  expect ledger.total needs shop.hits
}
RULES
run worked_out test sieve
rm -r sieve

# A used pack with a mistake: said once, and who uses it says so.
sed -i 's/total >= limit /totl >= limit /' ledger/ledger.writ
run broken_all check .
run broken_test test .
run broken_one check club
printf 'pack lonely { languages en }\nuse ledgr\ndefine a = ledgr.total\n' >sales/sales.writ
run unknown check sales
finish
