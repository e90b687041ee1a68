// From what somebody says about a case to cells: the one place where given values are checked.
//
// A case document is an object of groups, each an object of facts:
//
//     as_of: 2026-03-10                      unless a group of facts is called so
//     seller:
//       region: TH
//       violations: [{reason: counterfeit, severity: unknown, issued: "2026-03-08T09:00+07:00", overturned: no}]
//     disputes:                              another pack: its groups, or its outcomes instead of working them out
//       claim: {amount: USD 100.00}
//       verdict: refund
//
// Nothing is guessed. A fact that is left out is missing (or assumed); null is absent; `{"unknown": true}` (in YAML also
// plain `unknown`) says that it is not known. How the types are given:
//
// | type | given as |
// |---|---|
// | bool | true, false; in YAML also yes, no; never in quotes |
// | int, decimal | a number, read from its spelling; never in quotes |
// | percent | 0.985, or the text "98.5%" |
// | money | the text "USD 100.00", or {"currency": "USD", "amount": "100.00"} |
// | date, time, instant | the texts "2026-03-01", "12:00", "2026-03-01T09:00+07:00" |
// | duration, span | the texts "48 hours", "30 days", "6 months rolled" |
// | enum, calendar, text | a text |
// | set | a list of texts |
// | record, list of records | an object, a list of objects |
//
// In YAML a value without quotes is what the fact's type says, save that a text that looks like a number or like yes or
// no needs quotes, and that a number or yes and no must not have any.
#pragma once

#include <memory>
#include <string_view>

#include "writ/case_layout.hpp"
#include "writ/limits.hpp"

namespace writ::io {

/// Takes a case as a stream of events, as a parser or a host finds them, and lays it out.
///
/// ```
/// builder.open_object();
/// builder.key("seller"); builder.open_object();
/// builder.key("region"); builder.text("TH");
/// builder.close(); builder.close();
/// builder.finish(out);
/// ```
/// All mistakes are `case_data::errors` of the case; none is thrown.
/// @par Lifetime  The model must outlive the builder.
/// @par Thread safety  One thread at a time; make one for each.
class case_builder {
public:
    case_builder(const model::model& m, const case_layout& layout, const limits& bounds = {});
    case_builder(case_builder&&) noexcept;
    case_builder& operator=(case_builder&&) noexcept;
    ~case_builder();

    /// Forgets what was told so far.
    void clear();

    void key(std::string_view name);  ///< the name of the next value; inside objects
    void open_object();
    void open_list();
    void close();  ///< the innermost open object or list

    void null();
    void unknown();
    void boolean(bool value);
    void number(std::string_view spelling);  ///< `48`, `-0.98`, `1e3`
    void text(std::string_view value);       ///< UTF-8, else the case has an error
    void plain(std::string_view value);      ///< without quotes: the fact's type says what it is

    /// Lays out what was told. `out` keeps its memory; everything in it is replaced.
    void finish(case_data& out);

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

}  // namespace writ::io
