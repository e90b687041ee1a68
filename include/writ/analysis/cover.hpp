// Boxes over slots, and the one question nearly every analysis asks: do these boxes cover that one, and if not, where not?
//
// A slot is something a condition tests: a fact, an argument, a term, a condition taken as it is. Its values are grouped
// into finitely many *points*, such that no condition at hand tells two values of one point apart (`< 12`, `12`,
// `13 .. 47` …); absent and unknown are points like any other. So nothing here knows values, types or the model, and
// every answer is exact. The question is co-NP hard in general; in policies it is easy, and a budget bounds the rest.
// Nothing is random and no answer depends on addresses: the same question has the same answer everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace writ::analysis {

/// A set of points of one slot.
///
/// Kept as runs of neighbouring points: ascending, apart from each other, none empty. The runs are the value: two sets
/// are equal if and only if their runs are.
class point_set {
public:
    /// The points `first` to `last`, both included.
    struct run {
        std::uint32_t first = 0, last = 0;
        friend auto operator<=>(const run&, const run&) = default;
    };

    point_set() = default;  ///< the empty set
    /// The points `first` to `last`, both included. Precondition: `first <= last`.
    point_set(std::uint32_t first, std::uint32_t last) : runs_{{first, last}} {}

    bool empty() const noexcept { return runs_.empty(); }
    const std::vector<run>& runs() const noexcept { return runs_; }
    /// The least point. Precondition: not empty.
    std::uint32_t front() const { return runs_.front().first; }
    /// The greatest point. Precondition: not empty.
    std::uint32_t back() const { return runs_.back().last; }
    /// How many points.
    std::size_t size() const noexcept;
    bool has(std::uint32_t point) const noexcept;

    friend auto operator<=>(const point_set&, const point_set&) = default;

    friend point_set unite(const point_set& a, const point_set& b);
    friend point_set intersect(const point_set& a, const point_set& b);
    friend point_set subtract(const point_set& a, const point_set& b);

private:
    std::vector<run> runs_;
};

point_set unite(const point_set& a, const point_set& b);
point_set intersect(const point_set& a, const point_set& b);
/// What is in `a` and not in `b`.
point_set subtract(const point_set& a, const point_set& b);
bool meets(const point_set& a, const point_set& b) noexcept;
/// Whether every point of `b` is in `a`.
bool contains(const point_set& a, const point_set& b) noexcept;

/// How many points a slot has, and whether neighbours belong together (numbers and dates: yes; enums: no).
struct slot_shape {
    std::uint32_t size = 0;
    bool ordered = false;
};

/// All slots of one question; a slot is its index.
using space = std::vector<slot_shape>;

/// One set per slot of the space; a case is in it if every slot's point is in its set.
using box = std::vector<point_set>;

/// What a cube asks of one slot.
struct literal {
    std::uint32_t slot = 0;
    point_set points;
    friend bool operator==(const literal&, const literal&) = default;
};

/// A box that names only the slots it restricts, each once, in ascending order.
using cube = std::vector<literal>;

/// The box of everything.
box everything(const space& slots);
/// A cube as a box.
box box_of(const space& slots, const cube& c);
/// What is in both, or nothing if no case is. Precondition: no set in either is empty.
std::optional<cube> meet(const cube& a, const cube& b);
/// Whether every case of `inner` is in `outer`.
bool contains(const cube& outer, const cube& inner);

/// The answer to `covered`.
enum class coverage : std::uint8_t {
    covered,    ///< every case of the region is in some cube
    open,       ///< the hole is in the region and in no cube
    undecided,  ///< the budget was spent first
};

struct cover_answer {
    coverage verdict = coverage::covered;
    box hole;               ///< if open: a box of cases that no cube holds
    std::size_t nodes = 0;  ///< boxes looked at
};

/// Whether cubes together cover a region.
///
/// Splits the region on the slot that the cubes need most (each cube counts 2^-n for the n slots it still restricts:
/// Jeroslow and Wang), in the middle of an ordered slot, and where it helps most cubes on another. A half is not looked
/// at if the cubes that cover the other half cover it as well.
/// @param region  no set in it may be empty
/// @param budget  the greatest number of boxes to look at
/// @par Complexity  Exponential in the worst case, bounded by `budget` times the number of cubes; for tables as people
/// write them about the number of rows. Memory is bounded by the number of cuts times the number of cubes.
cover_answer covered(const space& slots, const box& region, std::span<const cube> cubes, std::size_t budget);

/// Widens a hole, slot by slot, as far as it stays a hole: what remains restricted is what it takes to be one.
/// @param region  what the hole may grow into
box widen(const space& slots, box hole, const box& region, std::span<const cube> cubes);

}  // namespace writ::analysis
