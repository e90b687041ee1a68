// A case that does not give all that rules read: which of them match whatever that is, which may, and ways to complete it.
//
// A test of an unknown cell passes for some of its values and fails for others. So a rule surely matches by a way that asks for no
// unknown cell and passes what it asks; it may match where nothing known fails.
#pragma once

#include <bitset>
#include <cstdint>
#include <span>
#include <vector>

#include "writ/classify/classifier.hpp"

namespace writ::classify {

class tables;

/// The lines of a case that does not give all.
struct open_lines {
    const lane_line* given = nullptr;
    /// Places of its unknown cells in `rule_tests::open_cells`, and places of no cell behind those, so that most cases have as many.
    std::span<const std::uint32_t> unknown;
};

/// The first rule that may match, and the first that does with quiet values, as places.
struct first_rules {
    std::uint32_t twice_first = 2 * nothing;  ///< one more where that only may match, in the way found
    std::uint32_t quiet = nothing;

    std::uint32_t first() const noexcept { return twice_first / 2; }  ///< past all rules if there is none
    bool is_sure() const noexcept { return twice_first % 2 == 0; }
};

/// @par Lifetime       Classifier and case must outlive its questions.
/// @par Thread safety  One thread at a time.
class open_case {
public:
    /// Takes a case and forgets the one before.
    /// @return false if it leaves out more than cells that may be unknown, and are: nothing is to be asked
    bool load(const classifier& by, const lane_line* c);

    /// Whether the first rules are found without the others.
    bool finds_first() const noexcept { return by_->first_open_ != nullptr; }
    /// @pre `finds_first()`
    first_rules first() const noexcept { return by_->first_open_(*tables_, lines_); }

    /// Which rules are found.
    enum class extent : std::uint8_t {
        all,
        until_sure,  ///< none after the first that surely matches
        cheap,       ///< not all that are open, but all that match with quiet values
    };
    /// Finds the rules, as places in `rules()`. @return whether all are found that are open, and wanted
    bool weigh(extent e);
    /// Those that surely match, ascending.
    std::span<const std::uint32_t> sure() const noexcept { return sure_; }
    /// Those that only may, in no order.
    std::span<const std::uint32_t> open() const noexcept { return open_; }
    /// Of these, those that do with quiet values.
    std::span<const std::uint32_t> quiet() const noexcept { return quiet_; }

    // The case is completed by values of its unknown cells that are left: all, or those that some rules leave. The quiet one is
    // taken where it is left.

    /// Leaves all values.
    void leave_all();
    /// Leaves values with which an open rule may match.
    void leave_for(std::uint32_t place);
    /// Whether an open rule is known to match then.
    bool is_possible(std::uint32_t place) const { return by_->possible_[place]; }
    /// The unknown cells that a rule asks for: others have other bits, of 64 cells.
    std::uint64_t cells_of(std::uint32_t place) const noexcept { return by_->cells_of_[place] & unknown_cells_; }
    /// Leaves values with which a rule that matches so far does not. @return false if none is found: nothing changes
    bool leave_against(std::uint32_t place);

    /// Leaves one value of each unknown cell that open rules read, such that `leave_next` goes through all that they tell apart.
    /// @param most  combinations of the pieces that an evaluator may split these cells into
    /// @return false if there may be more, or it splits some cell into none
    bool leave_first_of_all(std::size_t most);
    /// @return false where that was the last
    bool leave_next();

    /// What matches the case as it is completed: the first rule, or some rules that do whatever is unknown and all open ones that
    /// do, in `out`, which has room for `room()` numbers. @return how many
    std::uint32_t first_completed();
    std::uint32_t all_completed(std::uint32_t* out);

private:
    /// Values of an unknown cell that are left.
    struct values {
        const open_cell* of = nullptr;
        std::int64_t low = 0, high = 0;  ///< numbers
        std::bitset<256> bits;  ///< others; of a set the members that may be in it, then those that may be missing
    };

    /// Values of a cell, one of each stretch that open rules tell apart.
    struct choice {
        std::size_t of = 0;  ///< place in `left_`
        std::vector<std::int64_t> values;
        std::size_t at = 0;
    };

    void keep_new_ones(std::uint32_t last);
    std::span<std::uint32_t> new_ones(std::span<std::uint32_t> rules, std::uint32_t last);
    void forget(std::span<const std::uint32_t> rules);
    void resolve_lists();
    const cell_lane& lane_of(const values& v) const noexcept { return by_->layout_.cells[v.of->cell]; }
    values all_of(const open_cell& o) const;
    values* left_for(const test& t) noexcept;
    void leave_passing(const test& t, values& v) const;
    bool leave_failing(const test& t, values& v) const;
    std::int64_t value_of(const values& v) const noexcept;
    std::vector<std::int64_t> told_apart(const values& v) const;
    void leave(const choice& c);
    std::span<const way> ways_of(std::uint32_t place) const noexcept;
    const lane_line* completed();

    const classifier* by_ = nullptr;
    const tables* tables_ = nullptr;
    open_lines lines_;
    std::uint64_t unknown_cells_ = 0;     ///< as `cells_of` has them
    std::vector<std::uint32_t> unknown_;  ///< what `lines_` has
    std::vector<values> left_;            ///< by unknown cell
    std::vector<choice> choices_;
    std::vector<lane_line> resolved_, completed_lines_;
    std::vector<std::uint64_t> seen_;  ///< a bit for each rule: none between questions
    std::vector<std::uint32_t> found_;
    std::span<std::uint32_t> sure_, open_, quiet_;  ///< in `found_`
};

}  // namespace writ::classify
