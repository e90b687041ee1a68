#include "writ/classify/open_case.hpp"

#include <algorithm>
#include <bit>

#include "writ/detail/classify/tables.hpp"
#include "writ/detail/put_in_lanes.hpp"

namespace writ::classify {

/// Unknown cells are written four at a time: most cases have no more, and then nothing surprises the processor.
bool open_case::load(const classifier& by, const lane_line* c) {
    constexpr std::uint64_t end = std::uint64_t{1} << 63;
    by_ = &by;
    tables_ = by.tables_.get();
    if ((c->lane[0] & lanes_erroneous) != 0) return false;
    if (unknown_.size() < by.open_cell_of_.size()) unknown_.resize(by.open_cell_of_.size());
    std::uint32_t* out = unknown_.data();
    unknown_cells_ = 0;
    const std::uint32_t* places = by.open_cell_of_.data();
    for (std::uint32_t i = 0; i < by.reads_.size(); ++i, places += classifier::places_of_64) {
        const std::uint64_t open = word_at(c, by.layout_.open + 4 * i) & by.reads_[i];
        // Those that are no cells have no bit in the second word either.
        if ((open & ~(word_at(c, by.layout_.unknown + 4 * i) & by.may_be_open_[i])) != 0) return false;
        unknown_cells_ |= open;
        if ((open & end) != 0) *out++ = places[64];
        for (std::uint64_t left = open | end; left != end;)
            for (int k = 0; k < 4; ++k, left = (left & (left - 1)) | end) *out++ = places[std::countr_zero(left)];
    }
    lines_ = {c, {unknown_.data(), out}};
    if (!tables_->lists.empty()) resolve_lists();
    return true;
}

void open_case::resolve_lists() {
    resolved_.assign(tables_->lanes / lanes_of_line + 1, lane_line{});
    tables_->resolve(*tables_, lines_.given, resolved_.data());
    lines_.given = resolved_.data();
}

// ------------------------------------------------------------------ rules that match, and those that may

namespace open_case_detail {

/// @pre there is one
inline std::size_t first_of(const std::bitset<256>& bits) {
    std::size_t out = 0;
    while (!bits.test(out)) ++out;
    return out;
}

}  // namespace open_case_detail

bool open_case::weigh(extent e) {
    const bool until_sure = e == extent::until_sure;
    const std::size_t room = tables_->room_to_weigh();
    if (found_.size() < 3 * room) found_.resize(3 * room);
    std::uint32_t *const sure = found_.data(), *const open = sure + room, *const quiet = open + room;
    weighed found{until_sure, e == extent::cheap, nothing, sure, open, quiet};
    tables_->weigh(*tables_, lines_, found);
    sure_ = {sure, found.sures}, open_ = {open, found.opens}, quiet_ = {quiet, found.quiets};
    if (until_sure || !found.each_once) keep_new_ones(found.last);
    if (until_sure) sure_ = sure_.first(std::min<std::size_t>(sure_.size(), 1));
    return found.whole;
}

/// Keeps open rules before `last`, and each rule once.
void open_case::keep_new_ones(std::uint32_t last) {
    seen_.resize(std::max(seen_.size(), by_->rules_.rules.size() / 64 + 1));
    sure_ = new_ones(sure_, nothing);
    open_ = new_ones(open_, last);
    forget(open_);
    quiet_ = new_ones(quiet_, last);
    forget(quiet_);
    forget(sure_);
}

/// Keeps the rules before `last` that have not been seen, and notes them.
std::span<std::uint32_t> open_case::new_ones(std::span<std::uint32_t> rules, std::uint32_t last) {
    std::size_t n = 0;
    for (const std::uint32_t rule : rules) {
        const std::uint64_t bit = std::uint64_t{1} << rule % 64;
        std::uint64_t& seen = seen_[rule / 64];
        const bool wanted = rule < last && (seen & bit) == 0;
        seen |= wanted ? bit : 0;
        rules[n] = rule;
        n += wanted ? 1 : 0;
    }
    return rules.first(n);
}

void open_case::forget(std::span<const std::uint32_t> rules) {
    for (const std::uint32_t rule : rules) seen_[rule / 64] &= ~(std::uint64_t{1} << rule % 64);
}

// ------------------------------------------------------------------ ways to complete the case

open_case::values open_case::all_of(const open_cell& o) const {
    values out{&o, o.low, o.high, {}};
    const cell_lane& l = lane_of(out);
    const std::uint32_t bits = l.kind == cell_lane::kind_of::set ? 2 * l.points : l.points;
    if (bits != 0) out.bits = ~out.bits >> (out.bits.size() - bits);
    return out;
}

void open_case::leave_all() {
    left_.clear();
    for (const std::uint32_t u : lines_.unknown)
        if (u < by_->rules_.open_cells.size()) left_.push_back(all_of(by_->rules_.open_cells[u]));
}

std::span<const way> open_case::ways_of(std::uint32_t place) const noexcept {
    const std::uint32_t* const starts = by_->way_starts_.data() + place;
    return {by_->rules_.ways.data() + starts[0], by_->rules_.ways.data() + starts[1]};
}

/// Null if the cell is not unknown.
open_case::values* open_case::left_for(const test& t) noexcept {
    for (values& v : left_)
        if (v.of->cell == t.cell) return &v;
    return nullptr;
}

/// A rule that can match in several ways is asked for the first of them.
void open_case::leave_for(std::uint32_t place) {
    leave_all();
    for (const test& t : ways_of(place).front().tests)
        if (values* v = left_for(t)) leave_passing(t, *v);
}

bool open_case::leave_against(std::uint32_t place) {
    for (const test& t : ways_of(place).front().tests)
        if (values* v = left_for(t); v != nullptr && leave_failing(t, *v)) return true;
    return false;
}

/// Leaves none out if none passes.
void open_case::leave_passing(const test& t, values& v) const {
    if (!t.by_bits) {
        if (t.high < v.low || t.low > v.high) return;
        v.low = std::max(v.low, t.low);
        v.high = std::min(v.high, t.high);
        return;
    }
    const cell_lane& l = lane_of(v);
    const auto both = v.bits & t.bits;
    if (both.none()) return;
    if (l.kind != cell_lane::kind_of::set) {
        v.bits = both;
        return;
    }
    const std::size_t chosen = open_case_detail::first_of(both);
    v.bits.reset(chosen < l.points ? chosen + l.points : chosen - l.points);
}

/// Of numbers those above the range are left, or if there are none those below.
bool open_case::leave_failing(const test& t, values& v) const {
    if (!t.by_bits) {
        if (t.high < v.high) v.low = std::max(v.low, t.high + 1);
        else if (t.low > v.low) v.high = std::min(v.high, t.low - 1);
        else return false;
        return true;
    }
    const auto rest = v.bits & ~t.bits;
    const cell_lane& l = lane_of(v);
    const bool is_set = l.kind == cell_lane::kind_of::set;
    for (std::uint32_t m = 0; is_set && m < l.points; ++m)
        if (!rest.test(m) && !rest.test(m + l.points)) return false;
    if (rest.none()) return false;
    v.bits = rest;
    return true;
}

/// One of the values that are left, the quiet one if that is.
std::int64_t open_case::value_of(const values& v) const noexcept {
    const cell_lane& l = lane_of(v);
    const std::int64_t quiet = v.of->quiet;
    if (l.kind == cell_lane::kind_of::bits)
        return v.bits.test(static_cast<std::size_t>(quiet))
                   ? quiet
                   : static_cast<std::int64_t>(open_case_detail::first_of(v.bits));
    if (l.kind != cell_lane::kind_of::set) return std::clamp(quiet, v.low, v.high);
    std::int64_t out = 0;
    for (std::uint32_t m = 0; m < l.points; ++m) {
        const bool wanted = (quiet >> m & 1) != 0;
        const bool in = wanted ? v.bits.test(m) : !v.bits.test(m + l.points);
        out |= std::int64_t{in} << m;
    }
    return out;
}

// ---- all of them

/// None where no open rule reads the cell.
std::vector<std::int64_t> open_case::told_apart(const values& v) const {
    std::vector<std::int64_t> out;
    bool read = false;
    for (const std::uint32_t place : open_)
        for (const way& w : ways_of(place))
            for (const test& t : w.tests) {
                if (t.cell != v.of->cell) continue;
                read = true;
                if (t.by_bits) continue;
                if (t.low > v.low && t.low <= v.high) out.push_back(t.low);
                if (t.high >= v.low && t.high < v.high) out.push_back(t.high + 1);
            }
    if (!read) return {};
    if (lane_of(v).kind != cell_lane::kind_of::bits) out.push_back(v.low);
    for (std::uint32_t bit = 0; bit < lane_of(v).points; ++bit) out.push_back(bit);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

bool open_case::leave_first_of_all(std::size_t most) {
    leave_all();
    choices_.clear();
    std::size_t combinations = 1;
    for (std::size_t i = 0; i < left_.size(); ++i) {
        auto values = told_apart(left_[i]);
        if (values.empty()) continue;
        const std::size_t pieces = left_[i].of->pieces;
        combinations *= std::max(pieces, values.size());
        if (pieces == 0 || combinations > most) return false;
        choices_.push_back({i, std::move(values), 0});
    }
    for (const choice& c : choices_) leave(c);
    return true;
}

bool open_case::leave_next() {
    for (choice& c : choices_) {
        const bool more = ++c.at < c.values.size();
        if (!more) c.at = 0;
        leave(c);
        if (more) return true;
    }
    return false;
}

void open_case::leave(const choice& c) {
    values& v = left_[c.of];
    v.low = v.high = c.values[c.at];
    v.bits.reset();
    if (lane_of(v).kind == cell_lane::kind_of::bits) v.bits.set(static_cast<std::size_t>(v.low));
}

const lane_line* open_case::completed() {
    const std::size_t lines = tables_->lanes / lanes_of_line;
    completed_lines_.resize(lines + 1);
    std::copy_n(lines_.given, lines, completed_lines_.data());
    for (const values& v : left_)
        lanes_detail::put(lane_of(v), value_of(v), reinterpret_cast<unsigned char*>(completed_lines_.data()));
    return completed_lines_.data();
}

std::uint32_t open_case::first_completed() {
    const bool lists = !tables_->lists.empty();
    return (lists ? tables_->then_first : by_->first_)(*tables_, completed());
}

std::uint32_t open_case::all_completed(std::uint32_t* out) {
    const bool lists = !tables_->lists.empty();
    return (lists ? tables_->then_all : by_->all_)(*tables_, completed(), out);
}

}  // namespace writ::classify
