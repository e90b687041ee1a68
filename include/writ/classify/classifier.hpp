// The classifier of a decision: which of its rules match a case, found without trying one after the other.
//
// It promises: the rules it names are exactly those that match; it answers for cases that give the cells and lists it reads,
// and knows which those are; of cases with unknown cells it names the rules that match whatever those are, and those that may
// (`open_case`). It no longer knows expressions: a rule is what it asks of lanes.
#pragma once

#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "writ/lanes.hpp"

namespace writ::classify {

inline constexpr std::uint32_t nothing = 0xffffffff;

/// What is asked of one cell: that one of these bits is set, or that the value lies in the range (ends included).
struct test {
    std::uint32_t cell = 0;
    bool by_bits = false;
    std::bitset<256> bits;
    std::int64_t low = 0, high = 0;
    friend bool operator==(const test&, const test&) = default;
};

/// What is asked of a list: that so many of its elements pass all tests.
struct list_test {
    std::uint32_t list = 0;   ///< place in `lane_layout::lists`
    bool failing = false;     ///< those are counted that fail some test
    std::uint32_t count = 1;  ///< there are as many, or more
    bool fewer = false;       ///< there are fewer
    std::vector<test> tests;  ///< of fields of the list
    friend bool operator==(const list_test&, const list_test&) = default;
};

/// Tests that together are one way for a rule to match.
struct way {
    std::uint32_t rule = 0;  ///< place in `rule_tests::rules`
    std::vector<test> tests;
    std::vector<std::uint32_t> lists = {};  ///< places in `rule_tests::lists`
};

/// A cell that may be unknown: a rule that reads it is open exactly where its tests leave it open.
struct open_cell {
    std::uint32_t cell = 0;
    std::int64_t low = 0, high = 0;  ///< of numbers: the least and the greatest it may have
    std::int64_t quiet = 0;          ///< a value that passes few tests
    std::uint32_t pieces = 0;        ///< so many an evaluator splits its values into, at most; 0: it does not
    friend bool operator==(const open_cell&, const open_cell&) = default;
};

/// The rules of a decision as tests.
struct rule_tests {
    /// Numbers of the program, in the decision's order; exceptions stand before what they change, those of its `otherwise` last.
    std::vector<std::uint32_t> rules;
    std::vector<bool> exceptional;           ///< by place: an exception, which matches only where what it changes does
    std::vector<way> ways;                   ///< by rule; a rule may have several, or none
    std::vector<list_test> lists;            ///< each once
    std::vector<open_cell> open_cells = {};  ///< ascending
    /// Cells, and behind all of them lists, that rules read as they are written: where tests of them contradict each other none is
    /// left, but a rule may be open all the same. Ascending.
    std::vector<std::uint32_t> read = {};
};

/// Tests of one cell for a range, at most: each cuts its values at two places, and cuts are numbered with 16 bits.
inline constexpr std::size_t most_ranges = 32'000;
/// What rules come apart into, at most, where any of several bits will do.
inline constexpr std::size_t most_pieces = 250'000;

/// Elements are counted up to here.
inline constexpr std::uint32_t most_counted = 8;

/// Whether rules are within these bounds, and what they ask of lists can be looked up: a classifier is made of no others.
bool is_moderate(const rule_tests& rules, const lane_layout& layout);

/// How rules are looked up.
enum class strategy : std::uint8_t {
    scan,   ///< one after the other, as a reader would: for little, and to compare the others with
    rows,   ///< for each value of a cell the rules that it leaves, as bits
    words,  ///< 32 tests at a time
};
std::string_view to_string(strategy s) noexcept;

/// Which instructions of the processor are used.
enum class level : std::uint8_t { portable, avx2, avx512 };
/// The greatest that this machine has.
level best_level() noexcept;

/// What somebody wants of a classifier, for tests and measuring. What cannot be is not done.
struct wish {
    std::optional<strategy> how;
    std::optional<level> on;  ///< at most
};

class tables;
struct open_lines;
struct first_rules;

/// A classifier, ready to run. Immutable.
/// @par Thread safety  Any number of threads may ask at once.
class classifier {
public:
    /// @pre `is_moderate(rules, layout)`
    /// @param wish  empty: the best this machine can do for these rules
    classifier(rule_tests rules, const lane_layout& layout, const wish& wish = {});
    classifier(classifier&&) noexcept;
    classifier& operator=(classifier&&) noexcept;
    ~classifier();

    /// The first rule that matches, as a place in `rules()`; `nothing` if none does. @pre `answers(c)`
    std::uint32_t first(const lane_line* c) const noexcept { return first_(*tables_, c); }

    /// All rules that match, ascending, written to `out`, which has room for `room()` numbers.
    /// @return how many. @pre `answers(c)`
    std::uint32_t all(const lane_line* c, std::uint32_t* out) const noexcept { return all_(*tables_, c, out); }

    /// Which ways match, a bit each: the same rules match wherever the set is the same.
    /// @pre `ways_of_set() > 0 && answers(c)`
    std::uint32_t set(const lane_line* c) const noexcept { return set_(*tables_, c); }
    /// How many bits sets have; 0 where there are none, for more is asked than one word.
    std::uint32_t ways_of_set() const noexcept { return ways_of_set_; }

    /// Whether this case gives every cell and list that some rule reads.
    bool answers(const lane_line* c) const noexcept { return c->lane[0] == lanes_always || answers_nevertheless(c); }

    const std::vector<std::uint32_t>& rules() const noexcept { return rules_.rules; }
    std::size_t room() const noexcept { return room_; }
    const rule_tests& tests() const noexcept { return rules_; }
    const lane_layout& layout() const noexcept { return layout_; }
    strategy chosen() const noexcept { return chosen_; }
    std::size_t bytes() const noexcept;  ///< of what is read while classifying

private:
    friend class open_case;
    void note_reads();
    void prepare(const rule_tests& rules, const lane_layout& layout, std::optional<strategy> how, level on);
    bool answers_nevertheless(const lane_line* c) const noexcept;

    rule_tests rules_;
    lane_layout layout_;
    std::uint32_t ways_of_set_ = 0;
    std::size_t room_ = 0;              ///< ways that may match at once, and as many as are written beyond the last
    std::vector<std::uint64_t> reads_;  ///< a bit for each cell some rule reads, then one for each list
    std::vector<std::uint64_t> may_be_open_;  ///< a bit for each cell that may be unknown
    /// By cell that may be unknown: its place among those. Of 64 cells the last comes one later, and there is none where it would
    /// be: a bit that is always set ends a loop without a question.
    std::vector<std::uint32_t> open_cell_of_;
    static constexpr std::size_t places_of_64 = 68;
    std::vector<bool> possible_;             ///< by rule: it has one way, which asks no cell twice; true past all
    std::vector<std::uint64_t> cells_of_;    ///< by rule: a bit for each cell that it asks for, of 64
    std::vector<std::uint32_t> way_starts_;  ///< by rule: where its ways start; and one more
    strategy chosen_ = strategy::scan;
    std::unique_ptr<tables> tables_;
    std::uint32_t (*first_)(const tables&, const lane_line*) noexcept = nullptr;
    std::uint32_t (*all_)(const tables&, const lane_line*, std::uint32_t*) noexcept = nullptr;
    std::uint32_t (*set_)(const tables&, const lane_line*) noexcept = nullptr;
    first_rules (*first_open_)(const tables&, const open_lines&) noexcept = nullptr;
};

}  // namespace writ::classify
