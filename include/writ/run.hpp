// Compiled rules (`.writc`) run in one translation unit, with nothing but the standard library.
//
//     #include "writ/run.hpp"    // in exactly one source file, with include/ on the include path; nothing to link
//     #include "writ/bind.hpp"   // in any file
//     const auto rules = writ::ruleset::load("build/enforcement.writc");
//
// What is there: `ruleset` (load, decide), `decider`, structs bound by `bind.hpp`, cases from `io/case_builder.hpp`. What takes
// texts apart or writes JSON is not: a program that calls it does not link, and folders are refused. Rules that match texts,
// know zones or draw lots need a library each; the program has it where one of these is defined before this file is included,
// and else says at loading what is missing:
//
//     WRIT_RUN_WITH_RE2       text patterns: link RE2
//     WRIT_RUN_WITH_DATE      time zones: link Howard Hinnant's date-tz
//     WRIT_RUN_WITH_XXHASH    `lot`: the header of xxHash
#pragma once

#ifdef WRIT_COMPILED_LIBRARY
#error "writ/run.hpp defines what the library writ::writ already holds: leave one of them out"
#endif

#include "writ/impl/bind.ipp"
#include "writ/impl/bind_places.ipp"
#include "writ/impl/classify/classifier.ipp"
#include "writ/impl/classify/lists.ipp"
#include "writ/impl/classify/lookup.ipp"
#include "writ/impl/classify/open_case.ipp"
#include "writ/impl/classify/rows.ipp"
#include "writ/impl/classify/words.ipp"
#include "writ/impl/classify/words_layout.ipp"
#include "writ/impl/date.ipp"
#include "writ/impl/decision.ipp"
#include "writ/impl/decision_error.ipp"
#include "writ/impl/diagnostic.ipp"
#include "writ/impl/diagnostic_code.ipp"
#include "writ/impl/eval/arithmetic.ipp"
#include "writ/impl/eval/case.ipp"
#include "writ/impl/eval/compare.ipp"
#include "writ/impl/eval/dates.ipp"
#include "writ/impl/eval/lists.ipp"
#include "writ/impl/eval/logic.ipp"
#include "writ/impl/eval/plain.ipp"
#include "writ/impl/eval/plain_dates.ipp"
#include "writ/impl/eval/plain_expressions.ipp"
#include "writ/impl/eval/plain_filters.ipp"
#include "writ/impl/eval/plain_lists.ipp"
#include "writ/impl/eval/plain_requirements.ipp"
#include "writ/impl/eval/plain_rules.ipp"
#include "writ/impl/eval/plain_trace.ipp"
#include "writ/impl/eval/quick.ipp"
#include "writ/impl/eval/quick_open.ipp"
#include "writ/impl/eval/refine.ipp"
#include "writ/impl/eval/rules.ipp"
#include "writ/impl/eval/state.ipp"
#include "writ/impl/eval/takes.ipp"
#include "writ/impl/eval/terms.ipp"
#include "writ/impl/eval/to_decision.ipp"
#include "writ/impl/eval/walk.ipp"
#include "writ/impl/facts.ipp"
#include "writ/impl/image/check.ipp"
#include "writ/impl/image/file.ipp"
#include "writ/impl/image/kept_expressions.ipp"
#include "writ/impl/image/read.ipp"
#include "writ/impl/image/write.ipp"
#include "writ/impl/io/case_builder.ipp"
#include "writ/impl/io/document.ipp"
#include "writ/impl/io/fill_case.ipp"
#include "writ/impl/io/read_scalar.ipp"
#include "writ/impl/io/tell_constant.ipp"
#include "writ/impl/io/word_table.ipp"
#include "writ/impl/lanes.ipp"
#include "writ/impl/model/case_layout.ipp"
#include "writ/impl/model/constant.ipp"
#include "writ/impl/model/model.ipp"
#include "writ/impl/phrases.ipp"
#include "writ/impl/rational.ipp"
#include "writ/impl/render_diagnostic.ipp"
#include "writ/impl/ruleset.ipp"
#include "writ/impl/source.ipp"
#include "writ/impl/type.ipp"
#include "writ/impl/working_calendar.ipp"

namespace writ {

/// Texts of rules are another program's.
compilation ruleset::compile_folder(const std::filesystem::path& folder, const limits&) {
    compilation out;
    out.sources = std::make_shared<source_set>();
    out.diagnostics = {make_diagnostic(
        diagnostic_code::unreadable_folder, {},
        {folder.generic_string(), "this program runs compiled rules only; `writ compile` makes them of a folder"})};
    return out;
}

}  // namespace writ

#ifdef WRIT_RUN_WITH_RE2
#include "writ/impl/program/pattern.ipp"
#else
namespace writ::program {
std::shared_ptr<const pattern> make_pattern(const std::string& text, std::string& why) {
    why = "RE2, which `matches \"" + text + "\"` is asked of";
    return nullptr;
}
}  // namespace writ::program
#endif

#ifdef WRIT_RUN_WITH_DATE
#include "writ/impl/zone.ipp"
#else
namespace writ {
std::shared_ptr<const zone> zone::find(std::string_view) { return nullptr; }
std::int32_t zone::offset_at(instant_us) const noexcept { return 0; }
day_number zone::day_at(instant_us) const noexcept { return 0; }
instant_us zone::instant_of(day_number, std::int64_t) const noexcept { return 0; }
std::string tz_version() { return "none"; }
}  // namespace writ
#endif

#ifdef WRIT_RUN_WITH_XXHASH
#include "writ/impl/lot.ipp"
#else
namespace writ {
rational lot(std::string_view, std::string_view) { return {}; }
bool can_draw_lots() noexcept { return false; }
}  // namespace writ
#endif
