// The whole of Writ in one translation unit, for those who embed it without building a library.
//
// Include this in exactly one source file of a program, with nothing but include/ on the include path and the libraries
// of README.md on the link line (`writ::headers` carries both). All other files include the ordinary headers. That one
// file then takes as long to compile as the whole library. A second file that includes it fails to link.
#pragma once

#ifdef WRIT_COMPILED_LIBRARY
#error "writ/src.hpp defines everything that the library writ::writ already holds: link writ::headers instead"
#endif

// One line for each file below include/writ/impl, sorted; tests/architecture compares them.
#include "writ/impl/analysis/canonical.ipp"
#include "writ/impl/analysis/cover.ipp"
#include "writ/impl/analysis/decision_check.ipp"
#include "writ/impl/analysis/slot_points.ipp"
#include "writ/impl/analysis/slot_words.ipp"
#include "writ/impl/analysis/slots.ipp"
#include "writ/impl/analysis/tables.ipp"
#include "writ/impl/date.ipp"
#include "writ/impl/decision.ipp"
#include "writ/impl/decision_error.ipp"
#include "writ/impl/diagnostic.ipp"
#include "writ/impl/diagnostic_code.ipp"
#include "writ/impl/facts.ipp"
#include "writ/impl/graph/analyze.ipp"
#include "writ/impl/graph/from_model.ipp"
#include "writ/impl/graph/graph.ipp"
#include "writ/impl/graph/to_dot.ipp"
#include "writ/impl/graph/to_svg.ipp"
#include "writ/impl/io/case_builder.ipp"
#include "writ/impl/io/document.ipp"
#include "writ/impl/io/fill_case.ipp"
#include "writ/impl/io/read_case.ipp"
#include "writ/impl/io/read_json.ipp"
#include "writ/impl/io/read_scalar.ipp"
#include "writ/impl/io/read_yaml.ipp"
#include "writ/impl/io/tell_constant.ipp"
#include "writ/impl/model/case_layout.ipp"
#include "writ/impl/model/model.ipp"
#include "writ/impl/model/reads.ipp"
#include "writ/impl/model/words.ipp"
#include "writ/impl/rational.ipp"
#include "writ/impl/render_diagnostic.ipp"
#include "writ/impl/source.ipp"
#include "writ/impl/syntax/builder.ipp"
#include "writ/impl/syntax/grammar_declaration.ipp"
#include "writ/impl/syntax/grammar_expression.ipp"
#include "writ/impl/syntax/lex.ipp"
#include "writ/impl/syntax/parse.ipp"
#include "writ/impl/syntax/parse_failure.ipp"
#include "writ/impl/syntax/print.ipp"
#include "writ/impl/syntax/print_expression.ipp"
#include "writ/impl/syntax/print_phrase.ipp"
#include "writ/impl/syntax/print_table.ipp"
#include "writ/impl/syntax/tree.ipp"
#include "writ/impl/type.ipp"
#include "writ/impl/working_calendar.ipp"
#include "writ/impl/zone.ipp"
