// Why a decision came out as it did, as a tree of reasons, and that tree as text, Markdown or JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "writ/decision.hpp"
#include "writ/facts.hpp"
#include "writ/limits.hpp"
#include "writ/trace.hpp"

namespace writ {

class ruleset;
namespace model {
enum class term_id : std::uint32_t;
}

/// What a reason speaks of.
enum class reason_kind : std::uint8_t {
    decision,    ///< a decision or table and its outcome
    rule,        ///< a rule or row that spoke, may speak, or did not
    exception,   ///< an exception that was considered
    otherwise,   ///< what applies when no rule does
    condition,   ///< one condition, as written, and whether it holds
    fact,        ///< a fact and its value
    definition,  ///< a `define` and its value
    parameter,   ///< a `param`, its value and the entry that set it
    element,     ///< an element of a list that was counted, or was not
    step,        ///< a step or end of a procedure that the case was led through
};

/// Words for an audience, or a question after a fact. In the chosen language.
struct addressed_words {
    std::string to;    ///< the audience, or the fact's path; empty: everyone
    std::string text;  ///< empty: a fact that has no question

    friend bool operator==(const addressed_words&, const addressed_words&) = default;
};

/// One reason with the reasons under it.
struct reason {
    reason_kind kind = reason_kind::fact;
    writ::verdict verdict = writ::verdict::none;
    std::string name;   ///< path of a rule or fact, name of a term, place in a list: stable, for programs
    std::string title;  ///< in words of the policy, in the chosen language; empty if none was written
    std::string text;   ///< condition: as written; rule: its message; element, parameter: why
    std::string value;  ///< what it comes to, where it comes to something
    std::vector<std::string> cites;
    std::vector<addressed_words> says;  ///< of a rule that speaks: its words for people
    std::string place;                  ///< `file:line`
    std::string told;                   ///< fact: its value in words (`value` is as rules write it); not in JSON
    std::string overlay;                ///< parameter, exception: `in DE`, `law`, `from 2026-03-01` …
    bool overruled = false;  ///< rule, exception: it stands, but another one speaks in its place, or switches it off
    std::vector<reason> parts;

    friend bool operator==(const reason&, const reason&) = default;
};

/// What a rule that spoke says of itself: the short answer to "why".
struct ground {
    std::string text;  ///< its message in the chosen language; its title if it has none
    std::string rule;  ///< its path
    std::vector<std::string> cites;

    friend bool operator==(const ground&, const ground&) = default;
};

/// The smallest change of one thing that would change the outcome; or a number that the next days change by themselves.
struct near_change {
    enum class kind_of : std::uint8_t {
        value,  ///< were `what` `to`, the outcome would be another
        day     ///< on a day to come `what` will be `to`; if `what` is `today`, that day itself
    };
    kind_of kind = kind_of::value;
    std::string what;      ///< term, fact, or `today`
    std::string from, to;  ///< its value now, and the nearest one with another outcome, or the one it will have
    std::string distance;  ///< `12 more`, `3 days earlier`, `on 2026-04-01`
    std::string outcome;   ///< what the decision would then be
    bool changes = true;   ///< false: the number changes, the outcome stays as it is

    friend bool operator==(const near_change&, const near_change&) = default;
};

/// A step of a procedure that a case was led through, with what there is to do at it. Words are in the chosen language.
struct walk_step {
    std::string name;        ///< `evidence`
    std::string of;          ///< the procedure it belongs to, if that is another one, which a step runs; else empty
    std::string title;       ///< empty if none was written
    std::string who, queue;  ///< the role that handles it; the queue it is escalated to; empty if none is named
    std::string state;       ///< of the last step: `asking`, `waiting` or `ended`; of those before: empty
    std::string until;       ///< waiting: until when; escalated: by when
    std::string because;     ///< why this step is there
    std::vector<addressed_words> says;
    std::vector<std::string> verifies;
    std::vector<addressed_words> asks;  ///< asking: facts that are still open, with their questions
    std::vector<std::string> actions;
    std::vector<std::string> cites;

    friend bool operator==(const walk_step&, const walk_step&) = default;
};

/// A decision with its reasons.
struct explanation {
    writ::decision decision;
    std::string pack, version, hash;  ///< of the rules
    std::string engine;               ///< of this library
    std::string zones;                ///< version of the tz database
    std::string as_of;
    std::string language;
    std::vector<walk_step> path;  ///< of a procedure: every step up to the one where the case stands; if that is in a
                                  ///< procedure that a step runs, the steps of that one follow
    std::vector<ground> grounds;  ///< what the rules that spoke say, each once, in the order of the reasons
    std::vector<reason> reasons;  ///< the decision asked for first, then every decision and definition it read
    std::vector<near_change> nearest;  ///< at most seven: other values, as the reasons name them, then days

    friend bool operator==(const explanation&, const explanation&) = default;
};

/// Explains one question about a case: decides it again and follows every value to what it was read from.
/// @param language  one of the pack's; empty: its first. Messages and titles are in it; the engine's own words too, where
///                  it has them (`phrases.hpp`), else they are English. Conditions and values stand as rules write them.
/// @throws unknown_decision
explanation explain(const ruleset& rules, const case_data& c, std::string_view name, std::string_view language = {});

/// The same for a question by its number; for tools that ask what has no name (the expectations of examples).
explanation explain(const ruleset& rules, const case_data& c, model::term_id question, std::string_view language = {});

/// Why another outcome or rule was not reached: for each rule that could give it, which conditions fail or are open.
/// @param wanted  an outcome as rules write it (`P3`, `48`), or a rule's path or its end (`tier.ban`)
/// @return one reason for each such rule; empty if no rule gives that outcome
std::vector<reason> why_not(const ruleset& rules, const case_data& c, std::string_view name, std::string_view wanted,
                            std::string_view language = {});

/// As a person reads it in a terminal: outcome, grounds, nearest changes, then the reasons one by one. Lines are not
/// wrapped. Ends with a line end.
std::string to_text(const explanation& e, const limits& bounds = {});
/// The beginning of `to_text`: outcome and grounds.
std::string to_short_text(const explanation& e);
/// One step: who does it, then what there is to do, a line each.
std::string to_text(const walk_step& step, std::string_view language);
/// @param language  of the words round the reasons: that of `why_not`
std::string to_text(const std::vector<reason>& reasons, std::string_view language, const limits& bounds = {});

/// As a document: headings, lists, citations.
std::string to_markdown(const explanation& e, const limits& bounds = {});
std::string to_markdown(const std::vector<reason>& reasons, std::string_view language, const limits& bounds = {});

/// As JSON with a fixed order of keys; `"schema": "writ.explanation/1"`. Past `bounds.explanation_bytes` it has no reasons, and
/// `left_out` says so.
std::string to_json(const explanation& e, const limits& bounds = {});
std::string to_json(const std::vector<reason>& reasons, const limits& bounds = {});

}  // namespace writ
