#!/usr/bin/env bash
# writ regions, and writ check --region: what a pack says region by region, and what one still lacks.
source "$(dirname "$0")/lib.sh"

mkdir fees && cat >fees/fees.writ <<'RULES'
pack fees "Fees" es "Tarifas" {
  version   "3"
  languages en, es
  region    seller.region
  zones     DE "Europe/Berlin", MX "America/Mexico_City"
  money     DE EUR, MX MXN
  notice    0 days { in DE = 15 days }
}

enum Region { DE "Germany" es "Alemania", MX "Mexico" es "México", TH "Thailand" es "Tailandia" }

facts seller { region : Region   sales : int 0 .. 1000   since : date }

param grace : span = 3 days { cite "Fees 1" }

param rate : percent(1) 0 .. 100 as of today = 2.5% {
  cite "Fees 2"
  in DE                                      = 3%    cite "Fees 2, DE"
  in DE from 2026-03-01 announced 2026-02-20 = 3.5%  cite "Fees 2, DE"
  in MX from 2026-06-01 until 2026-06-30     = 1%    cite "Summer in Mexico"
}

param cap : int 0 .. 100 as of today {
  in DE                 = 50  cite "Fees 3"
  in MX from 2026-01-01 = 40
  in TH undefined
}

calendar germany in DE { weekend sat, sun  covers 2025 .. 2027 }
calendar mexico  in MX { weekend sat, sun  covers 2026 .. 2026 }

decision free "Free of charge" : bool {
  rule small "Small" es "Pequeño" {
    when seller.sales < 10
    then yes
    cite "Fees 4"
    exception new_sellers in MX, TH from 2026-04-01 { when seller.since > 2026-01-01  then no  cite "Fees 5" }
  }
  rule over { when seller.sales * rate > cap  then yes  cite "Fees 6" }
  rule german law in DE { when seller.since within grace before 2026-05-01  then yes  cite "Law 1" }
  otherwise no
}

define next_day = 2 business days after seller.since

example "small" {
  as of  2026-02-01
  given  seller.region = DE   seller.sales = 3   seller.since = 2026-01-02
  expect free by small
  expect next_day = 2026-01-06
}
RULES

run table regions fees
run on_a_day regions fees --as-of 2026-06-15
run markdown regions fees --format markdown
run json regions fees --format json
run csv regions fees --format csv
run without_regions regions returns
run wrong_day regions fees --as-of soon
run help regions --help

run checklist check fees --region TH
run checklist_of_all check fees --region DE
run checklist_on_a_day check fees --region MX --as-of 2026-02-01
run checklist_json check fees --region TH --format json
run unknown check fees --region MC
run no_regions check returns --region MX

"$writ" regions fees --out fees.csv
yes_if "the ending says the format" grep -q '^param,rate,MX,1%,own,2026-06-01,2026-06-30,' fees.csv
yes_if "the table fits the page" test "$("$writ" regions fees | awk '{ if (length($0) > n) n = length($0) } END { print n }')" -le 120
for pack in "$WRIT_RULES"/*/; do exits 0 regions "$pack"; done
finish
