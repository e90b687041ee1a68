#include <algorithm>

#include "writ/detail/eval/machine.hpp"

// Frames, errors, and the two ways in which possible values meet: are they equal, and what is either of them.

namespace writ::eval {

void machine::begin() {
    work_.reset();
    if (++generation_ == 0) {
        for (auto& m : memo_) m = memo_slot{};
        for (auto& b : buckets_) b = bucket{};
        generation_ = 1;
    }
    entries_ = {};
    frame_count_ = 0;
    stack_.clear();
    pack_ = 0;
    push_frame(none);
}

std::uint32_t machine::push_frame(std::uint32_t term) {
    if (frame_count_ == frames_.size()) frames_.emplace_back();
    frames_[frame_count_].begin(term);
    stack_.push_back(static_cast<std::uint32_t>(frame_count_));
    return static_cast<std::uint32_t>(frame_count_++);
}

const link* machine::error_link(error_kind kind, std::uint32_t at, std::uint32_t term, const rational& seen,
                                bool open) {
    const std::size_t n = errors_.size();
    for (std::size_t i = n; i-- > (n > 64 ? n - 64 : 0);)
        if (errors_[i].kind == kind && errors_[i].at == at && errors_[i].term == term && errors_[i].rule_count == 0 &&
            errors_[i].seen == seen && errors_[i].open == open && errors_[i].pack == pack_)
            return leaf(work_, static_cast<std::uint32_t>(i));
    errors_.push_back({kind, at, term, 0, 0, seen, open, pack_});
    return leaf(work_, static_cast<std::uint32_t>(n));
}

const link* machine::conflict_link(const rule_set& rules) {
    for (std::uint32_t i = 0; i < errors_.size(); ++i) {
        const error_site& e = errors_[i];
        if (e.kind == error_kind::conflict && e.rule_count == rules.count &&
            std::equal(rules.ids, rules.ids + rules.count, conflict_rules_.begin() + e.first_rule))
            return leaf(work_, i);
    }
    errors_.push_back({error_kind::conflict,
                       none,
                       none,
                       static_cast<std::uint32_t>(conflict_rules_.size()),
                       rules.count,
                       {},
                       false,
                       pack_});
    conflict_rules_.insert(conflict_rules_.end(), rules.ids, rules.ids + rules.count);
    return leaf(work_, static_cast<std::uint32_t>(errors_.size() - 1));
}

void machine::collect(const link* l, std::vector<std::uint32_t>& out) {
    if (l == nullptr) return;
    if (++walk_ == 0) walk_ = 1;
    links_.assign(1, l);
    while (!links_.empty()) {
        const link* x = links_.back();
        links_.pop_back();
        if (x->left == nullptr) {
            if (out.empty() || out.back() != x->leaf) out.push_back(x->leaf);
            continue;
        }
        if (x->walk == walk_) continue;
        x->walk = walk_;
        links_.push_back(x->right);
        links_.push_back(x->left);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
}

void machine::collect_deep(const value& v, std::vector<std::uint32_t>& out) {
    collect(v.deps, out);
    if (v.form == shape::record)
        for (std::uint32_t k = 0; k < v.record->count; ++k) {
            if ((v.record->has >> k & 1) == 0) continue;
            collect_deep(record_field(*v.record, k), out);
        }
    if (v.form != shape::list) return;
    if (v.list->has_generic) collect_deep(v.list->generic, out);
    for (std::uint32_t k = 0; k < list_size(v); ++k) {
        value there;
        const value item = list_element(v, k, there);
        collect(there.deps, out);
        collect_deep(item, out);
    }
}

/// What a value and all inside it wait for.
const link* machine::deep_deps(const value& v) {
    scratch_.clear();
    collect_deep(v, scratch_);
    const link* deps = nullptr;
    for (const std::uint32_t d : scratch_) deps = join(work_, deps, thing_link(d));
    return deps;
}

bool machine::deep_open(const value& v) {
    if (!is_determinate(v) || v.deps != nullptr) return true;
    if (v.form == shape::record) {
        for (std::uint32_t k = 0; k < v.record->count; ++k)
            if ((v.record->has >> k & 1) != 0 && deep_open(record_field(*v.record, k))) return true;
        return false;
    }
    if (v.form != shape::list) return false;
    if (v.list->has_generic) return true;
    for (std::uint32_t k = 0; k < v.list->count; ++k) {
        value there;
        const value item = list_element(v, k, there);
        if (!is_known(there) || deep_open(item)) return true;
    }
    return false;
}

/// Whether two values have the same possibilities, whatever they wait for.
bool machine::same(const value& a, const value& b) {
    if (a.form != b.form || a.absent != b.absent || (a.errors != nullptr) != (b.errors != nullptr)) return false;
    switch (a.form) {
        case shape::nothing:
        case shape::any: return true;
        case shape::bits: return a.bits == b.bits;
        case shape::range:
            return a.low_open == b.low_open && a.high_open == b.high_open &&
                   (a.low_open || a.range.low == b.range.low) && (a.high_open || a.range.high == b.range.high);
        case shape::masks: return a.masks.must == b.masks.must && a.masks.may == b.masks.may;
        case shape::spans: {
            const auto* x = a.count == 1 ? &a.spans.one : a.spans.more;
            const auto* y = b.count == 1 ? &b.spans.one : b.spans.more;
            return a.count == b.count && std::equal(x, x + a.count, y);
        }
        case shape::texts: {
            const auto* x = a.count == 1 ? &a.texts.one : a.texts.more;
            const auto* y = b.count == 1 ? &b.texts.one : b.texts.more;
            return a.count == b.count && std::equal(x, x + a.count, y);
        }
        case shape::record: {
            const std::uint64_t has = all_fields(*a.record) & a.record->has;
            if (a.record->count != b.record->count || has != (all_fields(*b.record) & b.record->has)) return false;
            for (std::uint32_t k = 0; k < a.record->count; ++k)
                if ((has >> k & 1) != 0 && !same(record_field(*a.record, k), record_field(*b.record, k))) return false;
            return true;
        }
        case shape::list: {
            if (a.list->count != b.list->count || a.list->has_generic != b.list->has_generic) return false;
            for (std::uint32_t k = 0; k < a.list->count; ++k) {
                value p, q;
                const value x = list_element(a, k, p), y = list_element(b, k, q);
                if (!same(x, y) || !same(p, q)) return false;
            }
            return true;
        }
    }
    return false;
}

/// The same element of a list, or the same record of the case.
bool machine::same_record(const record_value& a, const record_value& b) {
    if (&a == &b) return true;
    if (a.list != nullptr || b.list != nullptr) return a.list == b.list && a.index == b.index;
    if (a.fields == nullptr && b.fields == nullptr) return a.fact == b.fact;
    return a.raw != 0 && a.raw == b.raw;
}

/// Records are equal if all their fields are, and differ if one does or if they name other fields.
void machine::record_equality(const value& a, const value& b, bool& equal, bool& differ) {
    equal = ((a.record->has ^ b.record->has) & all_fields(*a.record)) == 0;
    bool field_differs = !equal;
    for (std::uint32_t k = 0; k < a.record->count; ++k) {
        if ((a.record->has & b.record->has & std::uint64_t{1} << k) == 0) continue;
        bool field_equal = true, field_differ = true;
        equality(record_field(*a.record, k), record_field(*b.record, k), field_equal, field_differ);
        equal = equal && field_equal;
        field_differs = field_differs || field_differ;
    }
    if (is_known(a) && is_known(b)) differ = field_differs;
}

void machine::equality(const value& a, const value& b, bool& equal, bool& differ) {
    if (is_determinate(a) && is_determinate(b) && !deep_open(a) && !deep_open(b)) {
        equal = same(a, b);
        differ = !equal;
        return;
    }
    equal = differ = true;
    if (a.absent && b.absent) return;
    if (a.form == shape::range && b.form == shape::range)
        equal = !((!a.high_open && !b.low_open && a.range.high < b.range.low) ||
                  (!b.high_open && !a.low_open && b.range.high < a.range.low));
    else if (a.form == shape::bits && b.form == shape::bits) equal = !(a.bits & b.bits).none();
    else if (a.form == shape::masks && b.form == shape::masks)
        equal = (a.masks.must & ~b.masks.may) == 0 && (b.masks.must & ~a.masks.may) == 0;
    else if (a.form == shape::record && b.form == shape::record) record_equality(a, b, equal, differ);
}

namespace state_detail {

/// Adds the ranges of spans of `from` to those of `into`, each once.
inline void join_spans(arena& a, value& into, const value& from) {
    const auto* x = into.count == 1 ? &into.spans.one : into.spans.more;
    const auto* y = from.count == 1 ? &from.spans.one : from.spans.more;
    auto* all = a.room<span_range>(into.count + from.count);
    std::uint32_t n = 0;
    for (std::uint32_t i = 0; i < into.count; ++i) new (all + n++) span_range(x[i]);
    for (std::uint32_t i = 0; i < from.count; ++i)
        if (std::find(all, all + n, y[i]) == all + n) new (all + n++) span_range(y[i]);
    std::sort(all, all + n, [](const span_range& l, const span_range& r) {
        return std::tie(l.unit, l.rolled, l.low, l.high) < std::tie(r.unit, r.rolled, r.low, r.high);
    });
    into.count = n;
    into.spans = {all[0], n == 1 ? nullptr : all};
}

inline void join_texts(arena& a, value& into, const value& from) {
    const auto* x = into.count == 1 ? &into.texts.one : into.texts.more;
    const auto* y = from.count == 1 ? &from.texts.one : from.texts.more;
    auto* all = a.room<std::uint32_t>(into.count + from.count);
    std::copy(x, x + into.count, all);
    std::copy(y, y + from.count, all + into.count);
    std::sort(all, all + into.count + from.count);
    const auto n = static_cast<std::uint32_t>(std::unique(all, all + into.count + from.count) - all);
    const std::uint32_t first = all[0];
    into.count = n;
    into.texts = {first, n == 1 ? nullptr : all};
}

}  // namespace state_detail

void machine::join_plain(value& into, const value& from, const link* deps) {
    if (from.form == shape::nothing) return;
    if (into.form == shape::nothing) {
        into.form = from.form;
        into.low_open = from.low_open;
        into.high_open = from.high_open;
        into.count = from.count;
        into.bits = from.bits;
        std::memcpy(static_cast<void*>(&into.bits), &from.bits, sizeof into.bits);
        return;
    }
    if (into.form != from.form) {
        into.form = shape::any;
        return;
    }
    switch (into.form) {
        case shape::bits: into.bits = into.bits | from.bits; break;
        case shape::range:
            into.low_open = into.low_open || from.low_open;
            into.high_open = into.high_open || from.high_open;
            into.range = {std::min(into.range.low, from.range.low), std::max(into.range.high, from.range.high)};
            break;
        case shape::masks: into.masks = {into.masks.must & from.masks.must, into.masks.may | from.masks.may}; break;
        case shape::spans: state_detail::join_spans(work_, into, from); break;
        case shape::texts: state_detail::join_texts(work_, into, from); break;
        case shape::record: {
            const record_value &a = *into.record, &b = *from.record;
            if (same_record(a, b)) break;
            record_value r;
            r.count = std::min(a.count, b.count);
            r.has = a.has & b.has;
            auto* fields = work_.room<value>(r.count);
            for (std::uint32_t k = 0; k < r.count; ++k)
                new (fields + k)
                    value((r.has >> k & 1) != 0 ? joined(record_field(a, k), record_field(b, k), deps) : value{});
            r.fields = fields;
            into.record = work_.make(r);
            break;
        }
        case shape::list: into.list = joined_lists(*into.list, *from.list, deps); break;
        default: break;
    }
}

value machine::joined(const value& a, const value& b, const link* deps) {
    value v;
    v.absent = a.absent || b.absent;
    v.errors = join(work_, a.errors, b.errors);
    v.deps = join(work_, deps, join(work_, a.deps, b.deps));
    join_plain(v, a, v.deps);
    join_plain(v, b, v.deps);
    seal(v);
    return v;
}

/// Two lists in one that has the members of each in their order: those that both have once, the others perhaps.
const list_value* machine::joined_lists(const list_value& a, const list_value& b, const link* deps) {
    value x, y;
    x.form = y.form = shape::list;
    x.list = &a;
    y.list = &b;
    const value maybe = bool_value(true, true, nullptr, deps);
    arena_list<list_item> out;
    std::uint32_t next = 0;
    for (std::uint32_t k = 0; k < a.count; ++k) {
        value p, q;
        const value item = list_element(x, k, p);
        std::uint32_t at = next;
        while (at < b.count && !same(item, list_element(y, at, q))) ++at;
        if (at == b.count) {
            out.push(work_, {item, maybe});
            continue;
        }
        value unused;
        for (; next < at; ++next) out.push(work_, {list_element(y, next, unused), maybe});
        out.push(work_, {item, joined(p, q, deps)});
        ++next;
    }
    for (value unused; next < b.count; ++next) out.push(work_, {list_element(y, next, unused), maybe});
    list_value l;
    l.items = out.begin();
    l.count = static_cast<std::uint32_t>(out.size());
    l.has_generic = a.has_generic || b.has_generic;
    const list_value& g = a.has_generic ? a : b;
    l.generic = a.has_generic && b.has_generic ? joined(a.generic, b.generic, deps) : g.generic;
    if (l.has_generic) l.generic.deps = join(work_, l.generic.deps, deps);
    l.least = a.has_generic && b.has_generic ? std::min(a.least, b.least) : 0;
    l.most = std::max(a.has_generic ? a.most : 0, b.has_generic ? b.most : 0);
    return work_.make(l);
}

/// A part of a record or list that is made: its errors are errors of the whole; a sure one is all there is.
value machine::part(value v, value& whole, const link*& failed) {
    if (v.errors == nullptr) return v;
    if (surely_error(v)) {
        failed = join(work_, failed, v.errors);
        return v;
    }
    whole.errors = join(work_, whole.errors, v.errors);
    whole.deps = join(work_, whole.deps, v.deps);
    v.errors = nullptr;
    v.raw = v.day_zone = 0;
    seal(v);
    return v;
}

/// The errors of those of two values that are surely errors; null if neither is.
const link* machine::sure_errors(const value& a, const value& b) {
    return join(work_, surely_error(a) ? a.errors : nullptr, surely_error(b) ? b.errors : nullptr);
}

/// A value that has to be there: its absence becomes an error.
value machine::present(value v, std::uint32_t at) {
    if (!v.absent) return v;
    v.absent = false;
    v.errors = join(work_, v.errors, error_link(error_kind::absent_used, at));
    return v;
}

const link* machine::kept(const link* l) {
    if (l == nullptr) return nullptr;
    scratch_.clear();
    collect(l, scratch_);
    const link* out = nullptr;
    for (const std::uint32_t i : scratch_) out = join(kept_, out, leaf(kept_, i));
    return out;
}

/// A copy that outlives the next evaluation.
value machine::kept(const value& v) {
    value out = v;
    out.errors = kept(v.errors);
    out.deps = kept(v.deps);
    if (v.form == shape::spans && v.count > 1) {
        auto* all = kept_.room<span_range>(v.count);
        std::copy(v.spans.more, v.spans.more + v.count, all);
        out.spans.more = all;
    } else if (v.form == shape::texts && v.count > 1) {
        auto* all = kept_.room<std::uint32_t>(v.count);
        std::copy(v.texts.more, v.texts.more + v.count, all);
        out.texts.more = all;
    } else if (v.form == shape::record) {
        record_value r = *v.record;
        auto* fields = kept_.room<value>(r.count);
        for (std::uint32_t k = 0; k < r.count; ++k)
            new (fields + k) value((r.has >> k & 1) != 0 ? kept(record_field(*v.record, k)) : value{});
        r.fields = fields;
        r.data = nullptr;
        out.record = kept_.make(r);
    } else if (v.form == shape::list) {
        list_value l = *v.list;
        auto* items = kept_.room<list_item>(l.count);
        for (std::uint32_t k = 0; k < l.count; ++k) {
            value there;
            const value item = list_element(v, k, there);
            new (items + k) list_item{kept(item), kept(there)};
        }
        l.items = items;
        l.data = nullptr;
        if (l.has_generic) l.generic = kept(l.generic);
        out.list = kept_.make(l);
    }
    return out;
}

}  // namespace writ::eval
