// What a decision waits for, and which of it to ask first.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "writ/detail/eval/machine.hpp"
#include "writ/interview.hpp"
#include "writ/model/model.hpp"

namespace writ::interview_detail {

using eval::open_thing;

/// The moment of decision.
inline bool is_clock(const open_thing& t) noexcept {
    return t.kind == open_thing::kind_of::now || t.kind == open_thing::kind_of::today;
}

/// How a decision stands when some things are told.
struct standing {
    bool possible = true;  ///< no: what is told does not meet a requirement
    bool settled = false;
    bool told = false;                   ///< it waits for more than is told of something that was told
    std::vector<std::uint32_t> waiting;  ///< things that can be asked, in the order of `needs`
};

/// A thing to ask for, and the pieces of what it may be; fewer than two: they cannot be listed.
struct pick {
    std::uint32_t thing = 0;
    std::vector<eval::value> pieces;
};

/// One decision about the case that a machine has loaded.
class inquiry {
public:
    /// @param with_clock  the moment of decision can be asked
    inquiry(const model::model& m, eval::machine& machine, model::term_id question, bool with_clock)
        : m_(m), machine_(machine), question_(question), with_clock_(with_clock) {}

    /// Decides. @param refined  false: at a glance, for choosing; something that is settled may not be seen to be
    standing look(bool refined = true);

    /// Of what a decision waits for, the thing to ask. @pre `now` is what the last `look` gave, and waits for something
    pick choose(const standing& now);

    /// Cases evaluated until now.
    std::size_t evaluated() const noexcept { return evaluated_; }

private:
    struct prospect;
    bool askable(std::uint32_t thing) const;
    prospect prospect_of(const pick& p, const standing& now);
    std::vector<std::uint32_t> candidates(const standing& now) const;
    bool in_its_own_order() const;

    const model::model& m_;
    eval::machine& machine_;
    model::term_id question_;
    bool with_clock_;
    std::size_t evaluated_ = 0;
};

/// Whether a case says nothing of a thing, not even that it is unknown. @pre it is a fact or part of one
bool is_missing(const case_layout& layout, const case_data& c, const open_thing& t);

/// The type of what is asked for.
writ::type type_of(const model::model& m, const open_thing& t);

/// As `needs` has it; the moment of decision is `as_of`.
std::string path_of(const model::model& m, const open_thing& t);

/// Counts the questions of an interview about the case that the machine has loaded.
question_count count_questions(const model::model& m, eval::machine& machine, model::term_id about,
                               std::size_t most_cases);

}  // namespace writ::interview_detail
