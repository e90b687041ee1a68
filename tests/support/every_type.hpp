// A pack whose facts are of every type there is.
#pragma once

namespace writ::test {

inline constexpr const char* every_type = R"(
pack kinds "Types" {
  version "1"
  languages en
  region seller.region
  zones TH "Asia/Bangkok", DE "Europe/Berlin"
  money TH THB, DE EUR
}
enum Region { TH, DE }
enum Colour { red, green, counterfeit_suspected_by_buyer, counterfeit_suspected_by_maker }
record Item {
  kind : Colour
  price : optional money
  weight : decimal(2) 0 .. 100
  name : text
}
facts seller {
  region : Region
  points : int 0 .. 1000
  far : int
  share : percent(1) 0% .. 100%
  ratio : decimal(3) -1.5 .. 1.5
  paid : money
  fee : optional money USD
  since : optional date
  at : time
  seen : instant
  waits : duration
  term : span
  colour : Colour
  colours : set of Colour
  note : text
  open : optional bool
  home : optional Item
  items : list of Item up to 3
  sorted : list of Item up to 40 sorted on weight
}
decision done : bool { otherwise yes }
)";

}  // namespace writ::test
