// A small model made by hand, with a fact of every type, for tests of cases that should not depend on the language.
#pragma once

#include "writ/model/model.hpp"

namespace writ::test {

/// Pack `shop` (region TH in THB, DE in EUR, JP without a currency) that uses pack `disputes`.
///
///     enum Region { TH, DE, JP }  enum Reason { counterfeit, late_dispatch }  enum Severity ordered { low, mid, high }
///     record Violation { reason : Reason  severity : Severity  issued : instant  overturned : bool assume no
///                        fine : optional money }
///     record Address { city : text  since : optional date }
///     facts seller {
///       region : Region            points : int 0 .. 48       rate : percent(1) 0 .. 1    score : decimal(2)
///       name : text                opened : optional date     opens : time                last_seen : instant
///       wait : duration            notice : span assume 30 days   plan : calendar         reasons : set of Reason
///       budget : money USD         sales : optional money     closed : bool               home : optional Address
///       violations : optional list of Violation up to 3 sorted on issued
///       notes : list of Violation at least 1 up to 2
///     }
///     decision tier : Severity      (a term of shop)
///     pack disputes: facts claim { amount : money }  verdict : Reason   window(p : int) : int   last.day : date
model::model shop_model();

}  // namespace writ::test
