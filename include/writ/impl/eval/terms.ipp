#include <algorithm>

#include "writ/detail/eval/machine.hpp"
#include "writ/detail/eval/params.hpp"

// Terms: computed once for each argument; parameters by region and day.

namespace writ::eval {

std::uint64_t machine::hash_of(const value* v, std::uint32_t n) const {
    std::uint64_t h = 0x9e3779b97f4a7c15u;
    const auto mix = [&h](std::uint64_t x) { h = (h ^ x) * 0xff51afd7ed558ccdu, h ^= h >> 32; };
    for (std::uint32_t i = 0; i < n; ++i) {
        mix(static_cast<std::uint64_t>(v[i].form));
        switch (v[i].form) {
            case shape::record: mix(v[i].record->list != nullptr ? v[i].record->index : 0); break;
            case shape::range: mix(static_cast<std::uint64_t>(v[i].range.low.num)); break;
            case shape::bits: mix(v[i].bits.word[0]); break;
            case shape::masks: mix(v[i].masks.must); break;
            default: break;
        }
    }
    return h;
}

bool machine::same_argument(const value& a, const value& b) const {
    if (a.form != b.form || a.absent != b.absent || a.errors != b.errors || a.raw != b.raw) return false;
    if (a.form == shape::record) return same_record(*a.record, *b.record);
    if (a.deps != b.deps) return false;
    if (a.form == shape::list) return a.list == b.list || (a.list->identity != nullptr && a.list->identity == b.list->identity);
    switch (a.form) {
        case shape::bits: return a.bits == b.bits;
        case shape::range:
            return a.low_open == b.low_open && a.high_open == b.high_open && a.range.low == b.range.low &&
                   a.range.high == b.range.high;
        case shape::masks: return a.masks.must == b.masks.must && a.masks.may == b.masks.may;
        case shape::spans: return a.count == 1 && b.count == 1 && a.spans.one == b.spans.one;
        case shape::texts: return a.count == 1 && b.count == 1 && a.texts.one == b.texts.one;
        default: return a.form == shape::nothing;
    }
}

value machine::eval_call(const program::instruction& c) {
    const std::uint32_t n = c.operands.count;
    if (n == 0) return call(c.index, nullptr, 0);
    auto* arguments = work_.room<value>(n);
    for (std::uint32_t k = 0; k < n; ++k) new (arguments + k) value(operand(c, k));
    return call(c.index, arguments, n);
}

value machine::call(std::uint32_t term, const value* arguments, std::uint32_t count) {
    if (count != 0) return call_with(term, arguments, count);
    memo_slot& m = memo_[term];
    if (m.generation != generation_) {
        std::uint32_t frame_number = 0;
        const value v = run(term, nullptr, 0, frame_number);
        memo_[term] = {generation_, frame_number, v};
    }
    top().calls.push(work_, memo_[term].frame);
    return memo_[term].result;
}

value machine::call_with(std::uint32_t term, const value* arguments, std::uint32_t count) {
    const std::uint64_t hash = hash_of(arguments, count) + term * 0x2545f4914f6cdd1du;
    const auto find = [&]() -> std::size_t {
        std::size_t at = hash & (buckets_.size() - 1);
        for (;; at = (at + 1) & (buckets_.size() - 1)) {
            if (buckets_[at].generation != generation_) return at;
            const memo_entry& e = entries_[buckets_[at].entry];
            if (e.hash != hash || e.term != term) continue;
            bool same = true;
            for (std::uint32_t k = 0; same && k < count; ++k) same = same_argument(e.arguments[k], arguments[k]);
            if (same) return at;
        }
    };
    if (const bucket& b = buckets_[find()]; b.generation == generation_) {
        top().calls.push(work_, entries_[b.entry].frame);
        return entries_[b.entry].result;
    }
    std::uint32_t frame_number = 0;
    const value v = run(term, arguments, count, frame_number);
    top().calls.push(work_, frame_number);
    if (2 * (entries_.size() + 1) > buckets_.size()) {
        buckets_.assign(4 * buckets_.size(), bucket{});
        for (std::uint32_t e = 0; e < entries_.size(); ++e) {
            std::size_t at = entries_[e].hash & (buckets_.size() - 1);
            while (buckets_[at].generation == generation_) at = (at + 1) & (buckets_.size() - 1);
            buckets_[at] = {generation_, e};
        }
    }
    buckets_[find()] = {generation_, static_cast<std::uint32_t>(entries_.size())};
    entries_.push(work_, {hash, term, frame_number, arguments, count, v});
    return v;
}

bool machine::is_supposed(std::uint32_t term, const value* arguments, std::uint32_t count) const {
    if (term != supposed_term_ || supposed_.size() != count + std::size_t{1}) return false;
    for (std::uint32_t k = 0; k < count; ++k)
        if (!same_argument(arguments[k], supposed_[k])) return false;
    return true;
}

value machine::run(std::uint32_t term, const value* arguments, std::uint32_t count, std::uint32_t& frame_number) {
    const program::term_code& t = p_.terms[term];
    const auto parameters = ids_of(p_, t.parameters);
    for (std::uint32_t k = 0; k < count; ++k) locals_[parameters[k]] = arguments[k];
    frame_number = push_frame(term);
    const std::uint32_t before = enter_pack(t.pack);
    const value v = worked_out(t, term, arguments, count);
    enter_pack(before);
    stack_.pop_back();
    return v;
}

value machine::worked_out(const program::term_code& t, std::uint32_t term, const value* arguments,
                          std::uint32_t count) {
    if (is_supposed(term, arguments, count)) return supposed_.back();
    for (const given_cell& g : case_->outcomes)
        if (g.term == term) return given_outcome(g, term);
    if (t.kind == model::term_kind::define) return eval(t.body);
    return t.kind == model::term_kind::param ? run_param(t, term) : run_decision(t, term);
}

// ------------------------------------------------------------------ parameters

value machine::entry_value(const program::term_code& t, std::uint32_t number, std::uint32_t chosen,
                           std::uint32_t region) {
    if (chosen != none) return eval(chosen);
    if (answer_.combinations == 0) policy_region_[number] = region;  // of the case, not of a trial
    return open_value(p_.types[t.type], thing_link(static_cast<std::uint32_t>(things_.size()) + number), 0);
}

value machine::as_of_day(std::uint32_t instruction) {
    if (instruction == none) return clock(true);
    const value v = present(eval(instruction), instruction);
    return p_.code[instruction].base == base_type::instant ? to_day(v, instruction) : v;
}

value machine::run_param(const program::term_code& t, std::uint32_t number) {
    const link* deps = nullptr;
    arena_list<std::uint32_t> regions;
    const bits256 possible = region_bits(deps);
    for (std::uint32_t r = 0; r < p_.packs[pack_].regions; ++r)
        if (possible.test(r) && (t.by_region || regions.empty())) regions.push(work_, r);
    if (regions.empty()) regions.push(work_, none);
    if (!t.by_region) deps = nullptr;
    arena_list<day_number> days;
    value out;
    std::uint32_t count = 0;
    const auto include = [&](const value& v) { out = count++ == 0 ? v : joined(out, v); };
    if (t.dated) {
        const value day = as_of_day(t.as_of);
        if (surely_error(day)) return day;
        arena_list<day_number> points;
        for (std::uint32_t k = 0; k < t.entries.count; ++k) {
            const program::quals_code& q = p_.quals[p_.entries[t.entries.first + k].quals];
            for (const std::uint32_t r : regions)
                if (q.has_from) points.push(work_, effective_day(p_, q, r));
            if (q.has_until) points.push(work_, q.until + 1);
        }
        std::sort(points.begin(), points.end());
        points = unique_days(points);
        if (day.raw != 0)
            for (const day_number x : points) note_cut(day, op::less, rational(x));
        deps = join(work_, deps, day.deps);
        if (day.errors != nullptr) include(error_of(day.errors));
        representative_days(day, points, days);
    } else {
        days.push(work_, 0);
    }
    arena_list<std::uint32_t> seen;
    for (const std::uint32_t r : regions)
        for (const day_number d : days) {
            const std::uint32_t chosen = entry_of(p_, t, r, d);
            if (std::find(seen.begin(), seen.end(), chosen) != seen.end()) continue;
            seen.push(work_, chosen);
            include(entry_value(t, number, chosen, t.by_region && regions.size() == 1 ? r : none));
        }
    if (count > 1) out.deps = join(work_, out.deps, deps);
    seal(out);
    return out;
}

arena_list<day_number> machine::unique_days(const arena_list<day_number>& sorted) {
    arena_list<day_number> out;
    for (const day_number d : sorted)
        if (out.empty() || out[out.size() - 1] != d) out.push(work_, d);
    return out;
}

/// One day of each stretch between the points that a day may lie in.
void machine::representative_days(const value& day, const arena_list<day_number>& points,
                                  arena_list<day_number>& out) {
    const auto* low = day.low_open ? nullptr : &day.range.low;
    if (day.form != shape::range) return;
    if (is_known(day)) {
        out.push(work_, low->num);
        if (day.raw == 0) return;
    }
    arena_list<day_number> inside;
    for (const day_number x : points)
        if ((low == nullptr || x > low->num) && (day.high_open || x <= day.range.high.num)) inside.push(work_, x);
    if (out.empty()) out.push(work_, low != nullptr ? low->num : inside.empty() ? first_day : inside[0] - 1);
    for (const day_number x : inside) out.push(work_, x);
}

}  // namespace writ::eval
