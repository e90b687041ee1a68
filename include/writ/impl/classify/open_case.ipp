#include "writ/classify/open_case.hpp"

#include <algorithm>
#include <bit>

#include "writ/detail/classify/search.hpp"
#include "writ/detail/classify/tables.hpp"
#include "writ/detail/put_in_lanes.hpp"

namespace writ::classify {

void open_case::load(const classifier& by, const lane_line* c) {
    by_ = &by;
    tables_ = by.tables_.get();
    given_.lines = c;
    note_unknown(c);
    if (!tables_->lists.empty()) resolve_lists(c);
    open_lines_.assign(tables_->lanes / lanes_of_line, lane_line{});
    for (const open_cell* o : unknown_) put_all(by.layout_.cells[o->cell], open_lines_.data());
    open_.lines = open_lines_.data();
    read_numbers();
}

void open_case::note_unknown(const lane_line* c) {
    unknown_.clear();
    const auto& cells = by_->rules_.open_cells;
    for (std::uint32_t i = 0; i < by_->may_be_open_.size(); ++i) {
        std::uint64_t left = by_->may_be_open_[i];
        if (left != 0) left &= word_at(c, by_->layout_.unknown + 4 * i);
        for (; left != 0; left &= left - 1) {
            const std::uint32_t cell = i * 64 + static_cast<std::uint32_t>(std::countr_zero(left));
            unknown_.push_back(&*std::lower_bound(cells.begin(), cells.end(), cell,
                                                  [](const open_cell& o, std::uint32_t x) { return o.cell < x; }));
        }
    }
}

void open_case::resolve_lists(const lane_line* c) {
    resolved_.assign(tables_->lanes / lanes_of_line + 1, lane_line{});
    tables_->resolve(*tables_, c, resolved_.data());
    given_.lines = resolved_.data();
}

/// Of an unknown cell the number says that it is.
void open_case::read_numbers() {
    const std::vector<wide_cell>& wides = tables_->wides;
    given_.numbers.resize(wides.size());
    open_.numbers.resize(wides.size());
    for (std::size_t i = 0; i < wides.size(); ++i) {
        open_.numbers[i] = open_.at(wides[i].lane, tables_->lanes);
        if (open_.numbers[i] == 0)
            given_.numbers[i] =
                static_cast<std::uint16_t>(search::portable::number_of(wides[i], *tables_, given_.lines));
    }
}

// ------------------------------------------------------------------ rules that match, and those that may

open_case::verdict open_case::verdict_of(const lane_way& w) const noexcept {
    const std::uint32_t lanes = tables_->lanes;
    verdict out = verdict::yes;
    for (const lane_test& x : w.tests) {
        const std::uint16_t open = open_.at(x.lane, lanes);
        if (x.of_bits() ? (open & x.mask) != 0 : open != 0) out = verdict::open;
        else if (!x.passes(given_.at(x.lane, lanes))) return verdict::no;
    }
    return out;
}

void open_case::weigh(bool until_sure) {
    surely_.clear();
    perhaps_.clear();
    for (const lane_way& w : tables_->ways) {
        if (!surely_.empty() && surely_.back() == w.rule) continue;
        if (!surely_.empty() && until_sure) return;
        const verdict v = verdict_of(w);
        if (v == verdict::no) continue;
        const bool noted = !perhaps_.empty() && perhaps_.back() == w.rule;
        if (v == verdict::open && !noted) perhaps_.push_back(w.rule);
        if (v == verdict::open) continue;
        if (noted) perhaps_.pop_back();
        surely_.push_back(w.rule);
    }
}

// ------------------------------------------------------------------ ways to complete the case

void open_case::complete() {
    values_.clear();
    for (const open_cell* o : unknown_) values_.push_back(o->quiet);
    write();
}

/// A rule that can match in several ways is asked for the first of them.
void open_case::complete(std::uint32_t place, bool passing) {
    const auto& ways = by_->rules_.ways;
    const auto before = [](const way& w, std::uint32_t p) { return w.rule < p; };
    values_.clear();
    for (const open_cell* o : unknown_) values_.push_back(o->quiet);
    for (const test& t : std::lower_bound(ways.begin(), ways.end(), place, before)->tests) choose(t, passing);
    write();
}

/// Gives a cell, if it is unknown, a value that passes a test, or one that does not.
void open_case::choose(const test& t, bool passing) {
    for (std::size_t i = 0; i < unknown_.size(); ++i) {
        if (unknown_[i]->cell != t.cell) continue;
        values_[i] = t.by_bits ? bits_for(t, values_[i], passing) : number_for(t, *unknown_[i], passing);
    }
}

std::int64_t open_case::number_for(const test& t, const open_cell& o, bool passing) const noexcept {
    if (passing) return std::clamp(o.quiet, std::max(t.low, o.low), std::min(t.high, o.high));
    return t.high < o.high ? t.high + 1 : t.low - 1;
}

std::int64_t open_case::bits_for(const test& t, std::int64_t value, bool passing) const noexcept {
    const cell_lane& l = by_->layout_.cells[t.cell];
    const bool is_set = l.kind == cell_lane::kind_of::set;
    for (std::uint32_t bit = 0; bit < l.points * (is_set ? 2 : 1); ++bit) {
        if (t.bits.test(bit) != (passing || is_set)) continue;
        if (!is_set) return bit;
        const std::uint64_t member = std::uint64_t{1} << bit % l.points;
        const bool there = (bit < l.points) == passing;
        const auto members = static_cast<std::uint64_t>(value);
        value = static_cast<std::int64_t>(there ? members | member : members & ~member);
        if (passing) break;
    }
    return value;
}

void open_case::write() {
    const std::size_t lines = tables_->lanes / lanes_of_line;
    completed_lines_.resize(lines + 1);
    std::copy_n(given_.lines, lines, completed_lines_.data());
    for (std::size_t i = 0; i < unknown_.size(); ++i)
        lanes_detail::put(by_->layout_.cells[unknown_[i]->cell], values_[i],
                          reinterpret_cast<unsigned char*>(completed_lines_.data()));
    completed_.lines = completed_lines_.data();
    completed_.numbers = given_.numbers;
    for (std::size_t i = 0; i < open_.numbers.size(); ++i)
        if (open_.numbers[i] != 0)
            completed_.numbers[i] =
                static_cast<std::uint16_t>(search::portable::number_of(tables_->wides[i], *tables_, completed_.lines));
}

bool open_case::matches(std::uint32_t place) const noexcept {
    const auto passes = [&](const lane_test& x) { return x.passes(completed_.at(x.lane, tables_->lanes)); };
    for (std::uint32_t i = tables_->starts[place]; i < tables_->starts[place + 1]; ++i)
        if (const auto& tests = tables_->ways[i].tests; std::all_of(tests.begin(), tests.end(), passes)) return true;
    return false;
}

}  // namespace writ::classify
