#include "writ/classify/slices.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>

#include "writ/detail/classify/slices.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "writ/detail/classify/slices_kernel.hpp"
#include "hwy/foreach_target.h"
// The level that is left
#include "writ/detail/classify/slices_kernel.hpp"

namespace writ::classify {

namespace slices_detail {

HWY_EXPORT(match);
HWY_EXPORT(outside);

/// Takes the tests of rules apart into literals.
class maker {
public:
    maker(const rule_tests& rules, const lane_layout& layout, const std::vector<cell_form>& cells)
        : rules_(rules), layout_(layout), cells_(cells) {}

    std::unique_ptr<program> made() {
        for (const std::uint32_t r : rules_.read)
            if (r >= cells_.size() || !cells_[r].given) return nullptr;
        out_->reads = rules_.read;
        for (const way& w : rules_.ways)
            for (const test& t : w.tests)
                if (cells_[t.cell].meaning.size() > most_meanings) return nullptr;
        for (const way& w : rules_.ways) add(w);
        number();
        return std::move(out_);
    }

private:
    enum class kind_of : std::uint8_t { equal, cut, member };
    struct literal {
        std::uint32_t cell = 0;
        kind_of kind = kind_of::equal;
        std::uint64_t operand = 0;
        friend auto operator<=>(const literal&, const literal&) = default;
    };
    /// A literal, or its complement.
    struct atom {
        literal of;
        bool not_so = false;
        friend auto operator<=>(const atom&, const atom&) = default;
    };
    /// One of these holds, or none of them.
    struct clause {
        std::vector<atom> any;
        bool not_so = false;
    };
    struct plain_way {
        std::uint32_t rule = 0;
        std::vector<clause> clauses;  ///< all of these
    };

    /// Values are compared as distances from here, so that none is negative.
    std::uint64_t base_of(std::uint32_t cell) const {
        return static_cast<std::uint64_t>(std::min(ends_of(cells_[cell]).low, std::int64_t{0}));
    }
    std::uint64_t distance(std::uint32_t cell, std::int64_t value) const {
        return static_cast<std::uint64_t>(value) - base_of(cell);
    }

    void add(const way& w) {
        plain_way out{w.rule, {}};
        for (const test& t : w.tests)
            if (!add(t, out)) return;  // no row can match
        ways_.push_back(std::move(out));
    }

    bool add(const test& t, plain_way& to) {
        if (!cells_[t.cell].meaning.empty() || cells_[t.cell].bytes == 0) return add_values(t, to);
        if (!t.by_bits) return add_range(t, to);
        return layout_.cells[t.cell].kind == cell_lane::kind_of::set ? add_members(t, to) : add_values(t, to);
    }

    bool add_range(const test& t, plain_way& to) {
        const value_ends can = ends_of(cells_[t.cell]);
        if (t.low > can.high || t.high < can.low) return false;
        const auto add_cut = [&](std::int64_t from, bool below) {
            to.clauses.push_back({{{{t.cell, kind_of::cut, distance(t.cell, from)}}}, below});
        };
        if (t.low > can.low) add_cut(t.low, false);
        if (t.high < can.high) add_cut(t.high + 1, true);
        return true;
    }

    static bool passes(const test& t, std::int64_t value) {
        if (!t.by_bits) return t.low <= value && value <= t.high;
        return value >= 0 && t.bits.test(static_cast<std::size_t>(value));
    }

    /// One of several values: of these, or none of those, whichever are fewer.
    bool add_values(const test& t, plain_way& to) {
        const cell_form& f = cells_[t.cell];
        const value_ends can = ends_of(cells_[t.cell]);
        std::vector<atom> those, others;
        for (std::int64_t v = can.low; v <= can.high; ++v) {
            const bool is = passes(t, f.meaning.empty() ? v : f.meaning[static_cast<std::size_t>(v)]);
            (is ? those : others).push_back({{t.cell, kind_of::equal, distance(t.cell, v)}});
        }
        if (those.empty()) return false;
        if (others.empty()) return true;
        if (f.bytes == 0) to.clauses.push_back({{{{t.cell, kind_of::equal, 1}}}, others.front().of.operand == 1});
        else if (those.size() <= others.size()) to.clauses.push_back({std::move(those), false});
        else to.clauses.push_back({std::move(others), true});
        return true;
    }

    bool add_members(const test& t, plain_way& to) {
        const std::uint32_t points = layout_.cells[t.cell].points;
        const std::uint32_t held = std::min<std::uint32_t>(points, 8 * cells_[t.cell].bytes);
        std::vector<atom> any;
        for (std::uint32_t m = 0; m < points; ++m)
            for (const bool out : {false, true}) {
                if (!t.bits.test(m + (out ? points : 0))) continue;
                if (m < held) any.push_back({{t.cell, kind_of::member, std::uint64_t{1} << m}, out});
                else if (out) return true;  // such a column has no room for it
            }
        if (any.empty()) return false;
        to.clauses.push_back({std::move(any), false});
        return true;
    }

    void number() {
        std::map<literal, std::uint32_t> places;
        for (const plain_way& w : ways_)
            for (const clause& c : w.clauses)
                for (const atom& a : c.any) places[a.of];
        out_->operands.resize(1);
        for (auto& [l, place] : places) {
            if (out_->sources.empty() || out_->sources.back().cell != l.cell) start_source(l.cell);
            source& s = out_->sources.back();
            (l.kind == kind_of::equal ? s.equals : l.kind == kind_of::cut ? s.cuts : s.members) += 1;
            place = out_->places++;
            out_->operands.push_back(l.operand);
        }
        for (source& s : out_->sources) narrow(s);
        const auto reference_to = [&](const atom& a) { return 2 * places.at(a.of) + (a.not_so ? 1u : 0u); };
        std::map<std::vector<atom>, std::uint32_t> unions;
        for (const plain_way& w : ways_)
            for (const clause& c : w.clauses)
                if (c.any.size() > 1) unions[c.any];
        std::vector<std::pair<const std::vector<atom>, std::uint32_t>*> by_size;
        for (auto& u : unions) by_size.push_back(&u);
        // The loop over one is as long as the loop over the one before: a processor foresees its end.
        std::stable_sort(by_size.begin(), by_size.end(),
                         [](const auto* a, const auto* b) { return a->first.size() < b->first.size(); });
        for (auto* u : by_size) {
            u->second = out_->places++;
            out_->unions.push_back(start_run());
            for (const atom& a : u->first) out_->references.push_back(reference_to(a));
            end_run(out_->unions.back());
        }
        out_->rules.resize(rules_.rules.size());
        for (const plain_way& w : ways_) {
            run& of = out_->rules[w.rule];
            if (of.count++ == 0) of.first = static_cast<std::uint32_t>(out_->ways.size());
            out_->ways.push_back(start_run());
            for (const clause& c : w.clauses) {
                const reference r = c.any.size() == 1 ? reference_to(c.any.front()) : 2 * unions.at(c.any);
                out_->references.push_back(r ^ (c.not_so ? 1u : 0u));
            }
            if (w.clauses.empty()) out_->references.push_back(0);
            end_run(out_->ways.back());
        }
        for (const bool e : rules_.exceptional) out_->exceptional.push_back(e ? 1 : 0);
    }

    run start_run() const { return {static_cast<std::uint32_t>(out_->references.size()), 0}; }
    void end_run(run& r) const { r.count = static_cast<std::uint32_t>(out_->references.size()) - r.first; }

    void start_source(std::uint32_t cell) {
        const cell_form& f = cells_[cell];
        source& s = out_->sources.emplace_back();
        s.cell = cell;
        s.first = out_->places;
        s.from = s.to = f.bytes;
        if (s.from == 0 || layout_.cells[cell].kind == cell_lane::kind_of::set) return;
        s.base = base_of(cell);
        s.as_it_is = s.base == 0;
    }

    /// Compares a column in fewer bytes than it has, where so much is asked of it that this is quicker.
    void narrow(source& s) const {
        constexpr std::uint32_t few = 3;
        if (s.from == 0 || s.members > 0 || (s.as_it_is && s.equals + s.cuts < few)) return;
        const std::uint64_t width = distance(s.cell, ends_of(cells_[s.cell]).high);
        s.to = std::min<std::uint8_t>(s.from, width <= 0xff ? 1 : width <= 0xffff ? 2 : width <= 0xffffffff ? 4 : 8);
        s.as_it_is = s.base == 0 && s.to == s.from;
    }

    const rule_tests& rules_;
    const lane_layout& layout_;
    const std::vector<cell_form>& cells_;
    std::vector<plain_way> ways_;
    std::unique_ptr<program> out_ = std::make_unique<program>();
};

}  // namespace slices_detail

value_ends ends_of(const cell_form& f) noexcept {
    if (f.bytes == 0) return {0, 1};
    const std::int64_t high = f.meaning.empty() ? f.high : static_cast<std::int64_t>(f.meaning.size()) - 1;
    const std::int64_t low = f.meaning.empty() ? f.low : 0;
    if (f.bytes == 8) return {f.is_signed ? low : std::max(low, std::int64_t{0}), high};
    const std::int64_t most = (std::int64_t{1} << (8 * f.bytes - (f.is_signed ? 1 : 0))) - 1;
    return {std::max(low, f.is_signed ? -most - 1 : std::int64_t{0}), std::min(high, most)};
}

void find_outside(const void* data, const cell_form& form, slice& out) {
    const value_ends can = ends_of(form);
    const auto low = static_cast<std::uint64_t>(can.low), width = static_cast<std::uint64_t>(can.high) - low;
    if (can.low > can.high) std::fill(std::begin(out.words), std::end(out.words), ~std::uint64_t{0});
    else HWY_DYNAMIC_DISPATCH(slices_detail::outside)(data, form.bytes, low, width, out);
}

slicer::slicer(std::unique_ptr<const slices_detail::program> p) : program_(std::move(p)) {}
slicer::slicer(slicer&&) noexcept = default;
slicer& slicer::operator=(slicer&&) noexcept = default;
slicer::~slicer() = default;
slicer::workplace::workplace() : room_(std::make_unique<slices_detail::room>()) {}
slicer::workplace::workplace(workplace&&) noexcept = default;
slicer::workplace::~workplace() = default;

std::optional<slicer> slicer::make(const rule_tests& rules, const lane_layout& layout,
                                   const std::vector<cell_form>& cells, matches wanted,
                                   std::span<const std::int64_t> numbers, std::span<const std::uint32_t> ids) {
    if (rules.rules.size() > most_sliced || !rules.lists.empty()) return std::nullopt;
    auto made = slices_detail::maker(rules, layout, cells).made();
    if (made == nullptr) return std::nullopt;
    made->wanted = wanted;
    made->numbers.assign(numbers.begin(), numbers.end());
    made->ids.assign(ids.begin(), ids.end());
    return slicer(std::move(made));
}

const std::vector<std::uint32_t>& slicer::reads() const noexcept { return program_->reads; }

void slicer::match(std::span<const void* const> data, const slice& of, workplace& into) const {
    slices_detail::room& in = *into.room_;
    in.literals.resize(program_->places);
    std::fill(std::begin(in.literals.front().words), std::end(in.literals.front().words), ~std::uint64_t{0});
    HWY_DYNAMIC_DISPATCH(slices_detail::match)(*program_, data.data(), of, in, into.found);
}

}  // namespace writ::classify
