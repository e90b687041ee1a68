// Executes the language reference: Kleene's logic, joins and equality of values that are partly known.
#include "support/oracle_value.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace writ::oracle {

bool operator<(const failure& a, const failure& b) {
    const auto parts = [](const failure& f) {
        return std::tie(f.place.file, f.place.begin, f.place.end, f.text, f.kind, f.rules);
    };
    return parts(a) < parts(b);
}

void needs::insert(const need& n) {
    const auto at = std::lower_bound(all_.begin(), all_.end(), n);
    if (at == all_.end() || *at != n) all_.insert(at, n);
}

needs operator+(needs a, const needs& b) {
    if (a.empty()) return b;
    if (b.empty() || a == b) return a;
    needs out;
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out.all_));
    return out;
}

failures operator+(failures a, const failures& b) {
    a.insert(b.begin(), b.end());
    return a;
}

// ------------------------------------------------------------------ making

namespace {

possible settled(possible v, needs n) {
    v.needs = is_determinate(v) ? needs{} : std::move(n);
    return v;
}

}  // namespace

possible no_value() { return {}; }

possible absent_value() {
    possible v;
    v.absent = true;
    return v;
}

possible error_values(failures f, needs n) {
    possible v;
    v.errors = std::move(f);
    return settled(std::move(v), std::move(n));
}

possible error_value(failure f) { return error_values({std::move(f)}); }

possible interval_value(bound low, bound high, needs n, failures e) {
    possible v;
    v.kind = shape::interval;
    v.low = low;
    v.high = high;
    v.errors = std::move(e);
    return settled(std::move(v), std::move(n));
}

possible number_value(const rational& x) { return interval_value(x, x); }

possible choice_values(const model::value_set& indices, needs n, failures e) {
    possible v;
    v.kind = indices.any() ? shape::choice : shape::nothing;
    v.choice = indices;
    v.errors = std::move(e);
    return settled(std::move(v), std::move(n));
}

possible choice_value(std::size_t index) { return choice_values(model::value_set().set(index)); }

possible truth(bool yes, bool no, failures e, needs n) {
    model::value_set s;
    s.set(1, yes);
    s.set(0, no);
    return choice_values(s, std::move(n), std::move(e));
}

possible mask_value(const model::value_set& must, const model::value_set& may, needs n, failures e) {
    possible v;
    v.kind = shape::masks;
    v.must = must;
    v.may = may;
    v.errors = std::move(e);
    return settled(std::move(v), std::move(n));
}

possible any_value(needs n, failures e) {
    possible v;
    v.kind = shape::any;
    v.errors = std::move(e);
    return settled(std::move(v), std::move(n));
}

possible record_of(record_value r) {
    possible v;
    v.kind = shape::record;
    v.record = std::make_shared<const record_value>(std::move(r));
    return v;
}

possible list_of(list_value l, failures e, needs n) {
    possible v;
    v.kind = shape::list;
    v.list = std::make_shared<const list_value>(std::move(l));
    v.errors = std::move(e);
    return settled(std::move(v), std::move(n));
}

possible waiting(possible v, needs n) {
    v.fact.reset();
    v.read_as_day.reset();
    v.assumed.reset();
    return settled(std::move(v), std::move(n));
}

// ------------------------------------------------------------------ asking

int plain_count(const possible& v) {
    switch (v.kind) {
        case shape::nothing: return 0;
        case shape::choice: return v.choice.count() > 1 ? 2 : 1;
        case shape::text: return v.texts.size() > 1 ? 2 : 1;
        case shape::interval: return v.low && v.low == v.high ? 1 : 2;
        case shape::masks: return v.must == v.may ? 1 : 2;
        case shape::spans: {
            const auto& s = *v.spans.begin();
            return v.spans.size() == 1 && s.low && s.low == s.high ? 1 : 2;
        }
        case shape::record:
        case shape::list: return 1;
        case shape::any: return 2;
    }
    return 2;
}

bool is_determinate(const possible& v) { return plain_count(v) + v.absent + !v.errors.empty() == 1; }
bool is_known(const possible& v) { return !v.absent && v.errors.empty() && plain_count(v) == 1; }
bool is_surely_absent(const possible& v) { return v.absent && v.kind == shape::nothing && v.errors.empty(); }
bool is_surely_error(const possible& v) { return !v.errors.empty() && v.kind == shape::nothing && !v.absent; }
bool can_be(const possible& v, bool yes) { return v.kind == shape::any || (v.kind == shape::choice && v.choice[yes]); }
bool is_surely(const possible& v, bool yes) { return is_known(v) && v.kind == shape::choice && v.choice[yes]; }

bool is_open(const possible& v) {
    if (!is_determinate(v) || !v.needs.empty()) return true;
    if (v.kind == shape::record)
        return std::any_of(v.record->fields.begin(), v.record->fields.end(),
                           [](const auto& f) { return is_open(f.second); });
    if (v.kind == shape::list)
        return v.list->rest || std::any_of(v.list->items.begin(), v.list->items.end(),
                                           [](const list_item& i) { return !is_known(i.present) || is_open(i.value); });
    return false;
}

needs deep_needs(const possible& v) {
    needs n = v.needs;
    if (v.kind == shape::record)
        for (const auto& [index, field] : v.record->fields) n = std::move(n) + deep_needs(field);
    if (v.kind == shape::list) {
        for (const auto& item : v.list->items) n = std::move(n) + item.present.needs + deep_needs(item.value);
        if (v.list->rest) n = std::move(n) + deep_needs(v.list->rest->value);
    }
    return n;
}

namespace {

std::string spelled(const bound& b) { return b ? std::to_string(b->num) + "/" + std::to_string(b->den) : "*"; }

std::string spelled(const model::value_set& s) {
    std::string out;
    for (std::size_t from = 0; from < s.size(); from += 64)
        out += std::to_string(((s >> from) & model::value_set(UINT64_MAX)).to_ullong()) + " ";
    return out;
}

std::string spelled(const possible& v, bool by_place);

std::string spelled_plain(const possible& v, bool by_place) {
    switch (v.kind) {
        case shape::nothing: return "-";
        case shape::choice: return "c" + spelled(v.choice);
        case shape::interval: return "i" + spelled(v.low) + ".." + spelled(v.high);
        case shape::masks: return "m" + spelled(v.must) + "," + spelled(v.may);
        case shape::any: return "?";
        case shape::text: {
            std::string out = "t";
            for (const auto& t : v.texts) out += std::to_string(t.size()) + ":" + t;
            return out;
        }
        case shape::spans: {
            std::string out = "s";
            for (const auto& s : v.spans)
                out += std::to_string(static_cast<int>(s.unit)) + (s.rolled ? "r" : "n") + spelled(s.low) + ".." +
                       spelled(s.high) + ";";
            return out;
        }
        case shape::record: {
            if (by_place && !v.record->list.empty())
                return "e" + v.record->list + "#" + std::to_string(v.record->index);
            std::string out = "{";
            for (const auto& [index, field] : v.record->fields)
                out += std::to_string(index) + "=" + spelled(field, by_place) + ";";
            return out + "}";
        }
        case shape::list: {
            if (by_place && !v.list->name.empty()) return "l" + v.list->name;
            std::string out = "[";
            for (const auto& item : v.list->items)
                out += spelled(item.value, by_place) + "@" + spelled(item.present.choice) + ";";
            if (v.list->rest) out += "...";
            return out + "]";
        }
    }
    return {};
}

std::string spelled(const possible& v, bool by_place) {
    auto out = spelled_plain(v, by_place);
    if (v.absent) out += "|absent";
    if (!by_place) return v.errors.empty() ? out : out + "|error";
    for (const auto& e : v.errors)
        out += "|" + std::to_string(e.place.file) + ":" + std::to_string(e.place.begin) + ":" + e.text;
    const auto spell = [](const need& n) {
        return std::to_string(static_cast<int>(n.kind)) + ":" + std::to_string(n.at) + ":" + std::to_string(n.element) +
               ":" + std::to_string(n.field);
    };
    for (const auto& n : v.needs) out += "|?" + spell(n);
    if (v.fact) out += "|=" + spell(*v.fact);
    return out;
}

}  // namespace

std::string key(const possible& v) { return spelled(v, true); }
std::string plain_key(const possible& v) { return spelled(v, false); }

comparison compare_plain(const possible& a, const possible& b) {
    if (is_determinate(a) && is_determinate(b) && !is_open(a) && !is_open(b)) {
        const bool same = plain_key(a) == plain_key(b);
        return {same, !same};
    }
    if (!(a.absent && b.absent)) {
        if (a.kind == shape::interval && b.kind == shape::interval &&
            ((a.high && b.low && *a.high < *b.low) || (b.high && a.low && *b.high < *a.low)))
            return {false, true};
        if (a.kind == shape::choice && b.kind == shape::choice && (a.choice & b.choice).none()) return {false, true};
        if (a.kind == shape::masks && b.kind == shape::masks && ((a.must & ~b.may).any() || (b.must & ~a.may).any()))
            return {false, true};
        if (a.kind == shape::record && b.kind == shape::record) {
            if (a.record->fields.size() != b.record->fields.size()) return {false, true};
            comparison all{true, false};
            for (const auto& [index, field] : a.record->fields) {
                const auto other = b.record->fields.find(index);
                if (other == b.record->fields.end()) return {false, true};
                const auto one = compare_plain(field, other->second);
                all = {all.equal && one.equal, all.different || one.different};
            }
            return {all.equal, all.different || !is_known(a) || !is_known(b)};
        }
    }
    return {true, true};
}

failures sure_errors(const std::vector<possible>& vs) {
    failures out;
    for (const auto& v : vs)
        if (is_surely_error(v)) out = std::move(out) + v.errors;
    return out;
}

possible part(possible v, failures& errors, needs& n) {
    if (v.errors.empty() || is_surely_error(v)) return v;
    errors = std::move(errors) + v.errors;
    n = std::move(n) + v.needs;
    v.errors.clear();
    return waiting(v, v.needs);
}

// ------------------------------------------------------------------ combining

possible negation(const possible& v) { return truth(can_be(v, false), can_be(v, true), v.errors, v.needs); }

possible all_of(const std::vector<possible>& vs) {
    for (const auto& v : vs)
        if (is_surely(v, false)) return truth(false, true);
    if (const auto sure = sure_errors(vs); !sure.empty()) return error_values(sure);
    bool yes = true, no = false;
    failures errors;
    needs n;
    for (std::size_t i = 0; i < vs.size(); ++i) {
        yes = yes && can_be(vs[i], true);
        no = no || can_be(vs[i], false);
        n = std::move(n) + vs[i].needs;
        bool undominated = true;  // an error counts where no other operand is surely no; none is here
        for (std::size_t j = 0; j < vs.size(); ++j)
            if (j != i) undominated = undominated && (can_be(vs[j], true) || !vs[j].errors.empty());
        if (undominated) errors = std::move(errors) + vs[i].errors;
    }
    return truth(yes, no, std::move(errors), std::move(n));
}

possible any_of(const std::vector<possible>& vs) {
    std::vector<possible> nots;
    for (const auto& v : vs) nots.push_back(negation(v));
    return negation(all_of(nots));
}

namespace {

/// Two lists in one that has the members of each in their order: those that both have once, the others perhaps.
list_value join_lists(const list_value& a, const list_value& b, const needs& n) {
    const auto maybe = truth(true, true, {}, n);
    list_value out;
    auto next = b.items.begin();
    for (const auto& item : a.items) {
        const auto key = plain_key(item.value);
        const auto same =
            std::find_if(next, b.items.end(), [&](const list_item& i) { return plain_key(i.value) == key; });
        if (same == b.items.end()) {
            out.items.push_back({item.value, maybe});
            continue;
        }
        for (; next != same; ++next) out.items.push_back({next->value, maybe});
        out.items.push_back({item.value, join({item.present, same->present}, n)});
        ++next;
    }
    for (; next != b.items.end(); ++next) out.items.push_back({next->value, maybe});
    out.rest = a.rest ? a.rest : b.rest;
    if (out.rest) {
        out.rest->least = 0;
        out.rest->value.needs = std::move(out.rest->value.needs) + n;
    }
    if (a.rest && b.rest)
        out.rest = list_rest{join({a.rest->value, b.rest->value}, n), std::min(a.rest->least, b.rest->least),
                             std::max(a.rest->most, b.rest->most)};
    return out;
}

/// The plain values of `b` added to those of `a`.
void add_plain(possible& a, const possible& b, const needs& n) {
    if (b.kind == shape::nothing) return;
    if (a.kind == shape::nothing || (a.kind == b.kind && a.kind == shape::record && a.record == b.record)) {
        const bool absent = a.absent;
        auto errors = std::move(a.errors);
        a = b;
        a.absent = absent;
        a.errors = std::move(errors);
        return;
    }
    if (a.kind != b.kind) {
        a.kind = shape::any;
        return;
    }
    switch (a.kind) {
        case shape::choice: a.choice |= b.choice; break;
        case shape::text: a.texts.insert(b.texts.begin(), b.texts.end()); break;
        case shape::spans: a.spans.insert(b.spans.begin(), b.spans.end()); break;
        case shape::interval:
            a.low = a.low && b.low ? bound(std::min(*a.low, *b.low)) : std::nullopt;
            a.high = a.high && b.high ? bound(std::max(*a.high, *b.high)) : std::nullopt;
            break;
        case shape::masks:
            a.must &= b.must;
            a.may |= b.may;
            break;
        case shape::record: {
            if (!a.record->list.empty() && a.record->list == b.record->list && a.record->index == b.record->index)
                break;
            record_value both;
            for (const auto& [index, field] : a.record->fields)
                if (const auto other = b.record->fields.find(index); other != b.record->fields.end())
                    both.fields.emplace(index, join({field, other->second}, n));
            a.record = std::make_shared<const record_value>(std::move(both));
            break;
        }
        case shape::list: a.list = std::make_shared<const list_value>(join_lists(*a.list, *b.list, n)); break;
        case shape::nothing:
        case shape::any: break;
    }
}

}  // namespace

possible join(const std::vector<possible>& vs, const needs& n) {
    if (vs.size() == 1 && n.empty()) return vs.front();
    needs all = n;
    for (const auto& v : vs) all = std::move(all) + v.needs;
    possible out;
    for (const auto& v : vs) {
        add_plain(out, v, all);
        out.absent = out.absent || v.absent;
        out.errors = std::move(out.errors) + v.errors;
    }
    out.grid = -1;
    return waiting(std::move(out), std::move(all));
}

possible extreme(const possible& a, const possible& b, bool up) {
    bound low, high;
    if (up) {
        low = !a.low ? b.low : !b.low ? a.low : bound(std::max(*a.low, *b.low));
        if (a.high && b.high) high = std::max(*a.high, *b.high);
    } else {
        if (a.low && b.low) low = std::min(*a.low, *b.low);
        high = !a.high ? b.high : !b.high ? a.high : bound(std::min(*a.high, *b.high));
    }
    return interval_value(low, high, a.needs + b.needs, a.errors + b.errors);
}

std::pair<model::value_set, model::value_set> members(const possible& v) {
    if (v.kind == shape::masks) return {v.must, v.may};
    model::value_set must, may;
    if (v.kind == shape::any) return {must, may.set()};
    if (v.kind != shape::list) return {must, may};
    for (const auto& item : v.list->items) {
        if (item.value.kind == shape::any) may.set();
        may |= item.value.choice;
        if (is_known(item.value) && is_surely(item.present, true)) must |= item.value.choice;
    }
    if (v.list->rest) {
        if (v.list->rest->value.kind == shape::any) may.set();
        may |= v.list->rest->value.choice;
        if (v.list->rest->least > 0 && is_known(v.list->rest->value)) must |= v.list->rest->value.choice;
    }
    return {must, may};
}

std::pair<std::int64_t, std::int64_t> count_range(const list_value& l) {
    std::int64_t least = 0, most = 0;
    for (const auto& item : l.items) {
        least += is_surely(item.present, true);
        most += can_be(item.present, true);
    }
    if (l.rest) {
        least += l.rest->least;
        most += l.rest->most;
    }
    return {least, most};
}

}  // namespace writ::oracle
