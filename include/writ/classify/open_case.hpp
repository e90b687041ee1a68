// A case that does not give all that rules read: which of them match whatever that is, which may, and ways to complete it.
//
// A test of an unknown cell passes for some of its values and fails for others. So a rule surely matches by a way that asks for no
// unknown cell and passes what it asks; it may match where nothing known fails.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "writ/classify/classifier.hpp"

namespace writ::classify {

struct lane_test;
struct lane_way;

/// @par Lifetime       Classifier and case must outlive its questions.
/// @par Thread safety  One thread at a time.
class open_case {
public:
    /// Takes a case and forgets the one before. @pre `by.weighs(c)`
    void load(const classifier& by, const lane_line* c);

    /// Finds the rules, as places in `rules()`; with `until_sure`, none after the first that surely matches.
    void weigh(bool until_sure);
    std::span<const std::uint32_t> sure() const noexcept { return surely_; }   ///< ascending: those that surely match
    std::span<const std::uint32_t> open() const noexcept { return perhaps_; }  ///< ascending: those that only may

    /// Gives the unknown cells values that pass few tests.
    void complete();
    /// Likewise, but to those that a rule asks for something what it asks.
    void complete_for(std::uint32_t place) { complete(place, true); }
    /// Likewise, but to those what it does not ask.
    void complete_against(std::uint32_t place) { complete(place, false); }
    /// Whether a rule matches the case as it was completed.
    bool matches(std::uint32_t place) const noexcept;

private:
    enum class verdict : std::uint8_t { no, open, yes };

    /// Lanes of a case, and the interval numbers of its wide cells.
    struct reading {
        const lane_line* lines = nullptr;
        std::vector<std::uint16_t> numbers;
        std::uint16_t at(std::uint32_t lane, std::uint32_t lanes) const noexcept {
            return lane < lanes ? lines[lane / lanes_of_line].lane[lane % lanes_of_line] : numbers[lane - lanes];
        }
    };

    void note_unknown(const lane_line* c);
    void resolve_lists(const lane_line* c);
    void read_numbers();
    verdict verdict_of(const lane_way& w) const noexcept;
    void complete(std::uint32_t place, bool passing);
    void choose(const test& t, bool passing);
    std::int64_t number_for(const test& t, const open_cell& o, bool passing) const noexcept;
    std::int64_t bits_for(const test& t, std::int64_t value, bool passing) const noexcept;
    void write();

    const classifier* by_ = nullptr;
    const tables* tables_ = nullptr;
    std::vector<const open_cell*> unknown_;
    std::vector<std::int64_t> values_;  ///< by place in `unknown_`: what completes the case
    reading given_, open_, completed_;
    std::vector<lane_line> resolved_, open_lines_, completed_lines_;
    std::vector<std::uint32_t> surely_, perhaps_;
};

}  // namespace writ::classify
