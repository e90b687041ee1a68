// What to ask a person about a case, one question at a time, until a decision is settled.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "writ/decision.hpp"
#include "writ/explanation.hpp"
#include "writ/facts.hpp"
#include "writ/limits.hpp"
#include "writ/type.hpp"

namespace writ {

class ruleset;

/// One of the answers that can be listed.
struct choice {
    std::string value;  ///< what `interview::answer` takes: `P3`, `yes`, `absent`
    std::string title;  ///< in the chosen language; may be empty

    friend bool operator==(const choice&, const choice&) = default;
};

/// What to ask next.
struct question {
    /// A fact, `appeal.region`; a field of an element, `items[2].opened`; or `as_of`, the moment of decision. A list itself
    /// (`items`): how many elements it has. An optional record itself: whether there is one.
    std::string path;
    std::string text;              ///< the fact's `ask`, else what people call it, else its name in words
    writ::type type;               ///< of the answer, with its range, its currency and whether it may be absent
    std::string kind;              ///< the type in words of the chosen language: `a whole number, from 1 to 99`
    std::vector<choice> choices;   ///< every answer, where they can be listed; of a set, its members
    std::vector<std::string> why;  ///< the first few rules that wait for it: title and citations; may be empty
    /// Where a procedure stands that waits for it: who does the step, what to say and verify before asking. Its `asks` are left
    /// to the interview.
    std::optional<walk_step> step;

    friend bool operator==(const question&, const question&) = default;
};

/// Asks for the facts of a case that one decision needs.
///
///     writ::interview talk(rules, "refund");
///     while (const auto q = talk.next())
///         for (const auto& wrong : talk.answer(q->path, reply_to(q->text))) show(to_string(wrong));
///     show(talk.decision());
///
/// What is asked next depends on the case alone, so a case that was saved goes on where it stopped. Only facts in the
/// decision's `needs` are asked. The next one is that of whose possible values the greatest part settles the decision, then
/// the one that leaves fewest questions, then the first in file order; the fields of an element before those of the next. A
/// procedure is asked in its own order, that of its `needs`. What the case says is unknown is not asked.
///
/// A list is asked as the number of its elements, then as the fields that matter; those of a list that is sorted begin with
/// the field it is sorted on, which cannot be skipped without skipping the list.
/// @par Thread safety  One thread at a time. Keeps a copy of the handle of the rules.
class interview {
public:
    /// @param name      a decision, table or define without arguments
    /// @param facts     what is known already; nothing: `ruleset::empty_case`. With errors there is nothing to ask.
    /// @param language  one of the pack's; empty: its first
    /// @throws unknown_decision
    interview(ruleset rules, std::string_view name, std::optional<case_data> facts = {},
              std::string_view language = {});
    interview(interview&&) noexcept;
    interview& operator=(interview&&) noexcept;
    ~interview();

    /// The next question; none when the decision is settled, or when what it needs was skipped or is for the policy to say
    /// (`decision().needs` and `policy` tell).
    const std::optional<question>& next() const noexcept;

    /// After a provisional decision: the next of the facts it asks for meanwhile (`decision().asks`).
    const std::optional<question>& next_meanwhile() const noexcept;

    bool done() const noexcept { return !next(); }

    /// Takes an answer, checked as a case in YAML is; texts need no quotes, members of a set no brackets. Of a list: the
    /// number of its elements, or all of them as YAML; of an optional record: yes, or `absent`.
    /// @param path  of the question, or of any other fact
    /// @return why it was not taken; empty if it was
    std::vector<case_error> answer(std::string_view path, std::string_view text);

    /// Says that what is asked (`next`, else `next_meanwhile`) is not known; it is not asked again.
    /// @return false if nothing is asked
    bool skip();

    /// Takes back the last answer or skip. @return false if there was none
    bool back();

    /// The decision about the case so far.
    const writ::decision& decision() const noexcept;

    /// The case so far. Elements of a sorted list are in it once all of them have the field it is sorted on.
    const case_data& facts() const noexcept;

    /// The same as YAML; reading it gives the same decision.
    std::string to_yaml() const;

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

/// How many questions an interview asks at most, when it begins with nothing and every question is answered.
struct question_count {
    /// The elements of a list, each asked for again.
    struct list {
        std::string path;
        std::size_t each = 0;    ///< questions for one element
        std::uint32_t most = 0;  ///< elements

        friend bool operator==(const list&, const list&) = default;
    };
    std::size_t most = 0;     ///< without elements of lists; the number of elements is one question
    bool exact = false;       ///< some answers lead to so many questions; else no answers lead to more
    std::vector<list> lists;  ///< what may be asked beside `most`; none if `exact`

    friend bool operator==(const question_count&, const question_count&) = default;
};

/// Counts the questions of one decision by following every answer.
///
/// Answers that no comparison tells apart are one. Where answers are more than can be listed (texts, sets, lists, the moment
/// of decision, numbers that are computed with), and past `limits::interview_cases`, every fact that is still needed counts.
/// @throws unknown_decision
question_count count_questions(const ruleset& rules, std::string_view name, const limits& bounds = {});

}  // namespace writ
