// All of Writ that programs use: rules in, cases in, decisions and explanations out.
//
// Each of these headers may also be included alone. The stages (`writ/syntax/…` to `writ/eval/…`) are for tools.
#pragma once

#include "writ/bind.hpp"
#include "writ/columns.hpp"
#include "writ/decision.hpp"
#include "writ/diagnostic.hpp"
#include "writ/explanation.hpp"
#include "writ/facts.hpp"
#include "writ/interview.hpp"
#include "writ/io/case_builder.hpp"
#include "writ/io/read_case.hpp"
#include "writ/io/write_decision.hpp"
#include "writ/limits.hpp"
#include "writ/line_decider.hpp"
#include "writ/notice.hpp"
#include "writ/provenance.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/result.hpp"
#include "writ/ruleset.hpp"
#include "writ/version.hpp"
