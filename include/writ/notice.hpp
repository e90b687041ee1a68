// What people are told of a decision: an agent's note, a notice to a party, an auditor's record, a statement of reasons.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "writ/explanation.hpp"

namespace writ {

/// Somebody asked for a notice to an audience that the pack does not have.
class unknown_audience : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

/// A fact that a decision rests on, in words.
struct told_fact {
    std::string path;   ///< `seller.violations[2].reason`
    std::string name;   ///< what people call it; its path if nobody says
    std::string value;  ///< in the language of the notice

    friend bool operator==(const told_fact&, const told_fact&) = default;
};

/// One part of a statement of reasons.
struct statement_part {
    std::string part;     ///< `measure`, `facts`, `automated`, `ground`, `territory`, `duration`, `redress`, `due`
    std::string heading;  ///< in the language of the notice
    std::vector<std::string> lines;  ///< what it says
    std::string missing;             ///< why it is not complete; empty: it is

    friend bool operator==(const statement_part&, const statement_part&) = default;
};

/// A statement of reasons: the measure, the facts, whether it was automated, the ground with its clause and reasoning, where and
/// for how long, and what can be done against it until when. Complete, or it says what is missing.
struct statement_of_reasons {
    std::string name, title;
    bool complete = false;
    std::vector<statement_part> parts;

    friend bool operator==(const statement_of_reasons&, const statement_of_reasons&) = default;
};

/// What one audience is told of one decision, in one language. Facts that the audience may not see are left out.
struct notice {
    std::string decision, title;
    std::string audience, language;
    bool internal = false;  ///< the audience sees everything: `record` is for it alone
    writ::status status = writ::status::undetermined;
    std::string pack, version, as_of;
    std::vector<std::string> outcome;  ///< in words, a line for each field of a record
    std::vector<std::string> says;     ///< the words that rules and steps have for this audience
    std::vector<ground> reasons;       ///< why, with the clauses
    std::vector<told_fact> facts;      ///< at most 40; `more_facts` are left out
    std::size_t more_facts = 0;
    std::vector<addressed_words> needs;  ///< undetermined: what is still to be told, with its question
    std::vector<statement_of_reasons> statements;
    std::vector<std::string> record;  ///< internal: rules with their places, hash and versions

    friend bool operator==(const notice&, const notice&) = default;
};

/// Writes the notice of one question about a case.
/// @param audience  one of the pack's `audiences`
/// @param language  one of the pack's; empty: its first
/// @throws unknown_decision, unknown_audience
notice write_notice(const ruleset& rules, const case_data& c, std::string_view name, std::string_view audience,
                    std::string_view language = {});

/// As a letter; as a document; as JSON with a fixed order of keys, `"schema": "writ.notice/1"`.
std::string to_text(const notice& n);
std::string to_markdown(const notice& n);
std::string to_json(const notice& n);

}  // namespace writ
