// Many cases, one after the other: a line of answers about each, and counts of what all of them came to.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "writ/ruleset.hpp"

namespace writ {

/// `refund = no   by refund.too_late`: an answer on one line for people.
std::string to_line(const decision& d);

/// What is asked of every case.
struct line_questions {
    enum class form : std::uint8_t {
        text,  ///< for each case a line `7: refund = …` for each question
        json   ///< for each case a line `{"line":7,"provenance":{…},"decisions":[…]}` (`writ/io/write_decision.hpp`)
    };

    std::vector<std::string> decisions;  ///< their names
    form answers = form::json;
    std::optional<moment_of_decision> as_of = {};  ///< goes before that of a case
    std::string by = {};                           ///< the path of a fact by whose value is counted; empty: not by any
};

/// The questions cannot be asked like this: the fact to count by is not there, or may have too many values.
class bad_question : public std::invalid_argument {
public:
    using std::invalid_argument::invalid_argument;
};

/// How many cases there were.
struct line_totals {
    std::uint64_t cases = 0;
    std::uint64_t unreadable = 0;    ///< something was wrong with them, and they were not decided
    std::uint64_t undetermined = 0;  ///< some answer was, and none failed
    std::uint64_t failed = 0;        ///< some answer was a conflict or an error

    line_totals& operator+=(const line_totals& more) noexcept;
};

/// What cases came to. Counts of parts of the cases, added up, are those of all.
struct line_counts {
    /// How many answers to one question came out the same.
    struct answer {
        std::string group;  ///< the value of the fact that is counted by, `unknown` or `absent`; empty: not by any
        std::string decision;
        writ::status status = writ::status::undetermined;
        /// Decided: the value, if its type has at most 256 of them, else what it is (`an amount of money`); or `absent`.
        std::string outcome;
        std::uint64_t cases = 0;
    };
    /// In how many answers to one question a rule spoke.
    struct rule {
        std::string group, decision, path;
        std::uint64_t cases = 0;
    };

    std::vector<answer> answers;  ///< by group and question
    std::vector<rule> rules;      ///< by group, question, rule as written
};

/// Decides cases on one thread, in memory that it keeps.
///
/// ```
/// writ::line_decider lines(rules, {.decisions = {"tier"}});
/// lines.take(c, 17, out);                      // appends {"line":17, …}
/// std::cout << lines.totals().cases;
/// ```
/// A case that has errors is answered `{"line":17,"errors":[{"path","message","help"}]}`, in text `17: cannot be read`.
/// @par Thread safety  One thread at a time; make one for each.
class line_decider {
public:
    /// Keeps a copy of the handle. @throws unknown_decision, bad_question
    line_decider(ruleset rules, line_questions asked);
    line_decider(line_decider&&) noexcept;
    line_decider& operator=(line_decider&&) noexcept;
    ~line_decider();

    /// Decides a case and appends the answers. `as_of` of the case becomes that of the questions, if they have one.
    void take(case_data& c, std::uint64_t line, std::string& answers);
    /// The same without answers: only counts, much quicker, for what is the same is put in words once.
    void count(case_data& c);

    /// Of all cases that were taken.
    [[nodiscard]] const line_totals& totals() const noexcept;
    /// What they came to. @par Complexity  Put in words each time.
    [[nodiscard]] line_counts counts() const;

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

/// `{"line":17,"errors":[{"path":"…","message":"…","help":"…"}]}` and a line end, appended: what is wrong with a case.
void write_errors(const case_data& c, std::uint64_t line, std::string& out);

}  // namespace writ
