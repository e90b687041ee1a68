// JSON → the cells of a case, as it is expected.
#pragma once

#include "writ/detail/io/quick_json.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "writ/detail/io/json_scan.hpp"
#include "writ/detail/io/read_scalar.hpp"

namespace writ::detail {

namespace quick_json_detail {

inline std::vector<std::string> sorted_keys(const auto& map) {
    std::vector<std::string> out;
    for (const auto& [name, value] : map) out.emplace_back(name);
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace quick_json_detail

// ------------------------------------------------------------------ texts of a case

void text_numbers::clear(std::vector<std::string>& texts) noexcept {
    texts_ = &texts;
    count_ = 0;
    ++turn_;
}

/// Where a text is, or belongs.
text_numbers::slot& text_numbers::find(std::string_view text) noexcept {
    std::size_t i = std::hash<std::string_view>{}(text);
    for (;; ++i) {
        slot& s = slots_[i & (slots_.size() - 1)];
        if (s.turn != turn_ || (*texts_)[s.text] == text) return s;
    }
}

std::uint32_t text_numbers::of(std::string_view text) {
    if (slots_.size() <= count_ * 2) {
        slots_.assign(std::max<std::size_t>(16, slots_.size() * 4), {});
        for (std::uint32_t i = 0; i < count_; ++i) find((*texts_)[i]) = {turn_, i};
    }
    slot& s = find(text);
    if (s.turn == turn_) return s.text;
    s = {turn_, static_cast<std::uint32_t>(count_)};
    if (count_ == texts_->size()) texts_->emplace_back(text);
    else (*texts_)[count_].assign(text);
    return static_cast<std::uint32_t>(count_++);
}

// ------------------------------------------------------------------ what is expected

quick_json::quick_json(const case_filler& general, const case_layout& layout, const limits& bounds)
    : m_(general.of()), general_(general), names_(m_.enums.size() + 1), constants_(general.constants()), one_(bounds) {
    constexpr std::size_t deepest = 8;  // no case that is accepted is deeper
    if (bounds.case_depth < deepest) return;
    most_bytes_ = std::min(bounds.case_bytes, bounds.case_nodes);
    paid_.resize(m_.packs.size());
    for (const auto& pack : m_.packs)
        currency_cells_.push_back(pack.money_by && !pack.money.empty() ? layout.facts[model::index(*pack.money_by)].at
                                                                       : none);
    top_ = level_of_pack(layout, model::pack_id{});
}

std::uint32_t quick_json::add_level(const std::vector<std::string>& keys, std::vector<member> members) {
    level l;
    l.keys = word_table(keys);
    l.members = std::move(members);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const std::string key = '"' + keys[i] + "\":";
        if (key.size() <= expected_word::longest) l.members[i].key = expected_word(key);
        l.members[i].next = &l.members[(i + 1) % keys.size()];
    }
    l.first = l.members.data();
    levels_.push_back(std::move(l));
    return static_cast<std::uint32_t>(levels_.size() - 1);
}

/// Names are looked up in the order of `case_filler`: groups before packs or outcomes, the moment last.
std::uint32_t quick_json::level_of_pack(const case_layout& layout, model::pack_id pack) {
    const auto& known = general_.names().of(pack);
    std::vector<std::string> keys;
    std::vector<member> members;
    const auto add = [&](const std::string& key, const member& m) {
        if (std::find(keys.begin(), keys.end(), key) != keys.end()) return;
        keys.push_back(key);
        members.push_back(m);
    };
    for (const auto& name : quick_json_detail::sorted_keys(known.groups)) {
        member m;
        m.what = member::kind_of::group;
        m.inside = level_of_group(known.groups.at(name), layout);
        add(name, m);
    }
    if (model::index(pack) != 0) {
        for (const auto& name : quick_json_detail::sorted_keys(known.outcomes)) {
            const auto id = known.outcomes.at(name);
            member m;
            if (m_[id].parameters.empty()) m.what = member::kind_of::outcome;
            m.at = model::index(id);
            m.plan = plan_of(m_[id].type, m_[id].pack);
            add(name, m);
        }
        return add_level(keys, std::move(members));
    }
    for (std::size_t i = 1; i < m_.packs.size(); ++i) {
        if (known.groups.contains(m_.packs[i].name)) most_bytes_ = 0;  // whose region is meant is a question of its own
        member m;
        m.what = member::kind_of::pack;
        m.inside = level_of_pack(layout, static_cast<model::pack_id>(i));
        add(m_.packs[i].name, m);
    }
    member moment;
    moment.what = member::kind_of::as_of;
    add("as_of", moment);
    return add_level(keys, std::move(members));
}

std::uint32_t quick_json::level_of_group(const fact_names::group& facts, const case_layout& layout) {
    std::vector<std::string> keys = quick_json_detail::sorted_keys(facts);
    std::vector<member> members;
    std::sort(keys.begin(), keys.end(), [&](const auto& a, const auto& b) { return facts.at(a) < facts.at(b); });
    for (const auto& key : keys) {
        const auto& fact = m_[facts.at(key)];
        const fact_place& home = layout.facts[model::index(facts.at(key))];
        member m;
        m.at = home.at;
        m.type = &fact.type;
        if (home.kind == fact_place::kind_of::scalar) {
            m.what = member::kind_of::scalar;
            m.plan = plan_of(fact.type, fact.pack);
        } else {
            m.what = home.kind == fact_place::kind_of::list ? member::kind_of::list : member::kind_of::record;
            m.inside = level_of_record(fact.type.ref, fact.pack);
        }
        if (fact.told_by) m.what = member::kind_of::hard;
        members.push_back(m);
    }
    return add_level(keys, std::move(members));
}

std::uint32_t quick_json::level_of_record(std::uint32_t record, model::pack_id pack) {
    std::vector<std::string> keys;
    std::vector<member> members;
    for (const auto& field : m_.records[record].fields) {
        member m;
        m.what = member::kind_of::scalar;
        m.at = static_cast<std::uint32_t>(keys.size());
        m.plan = plan_of(field.type, pack);
        keys.push_back(field.name);
        members.push_back(m);
    }
    return add_level(keys, std::move(members));
}

quick_json::scalar_plan quick_json::plan_of(const writ::type& t, model::pack_id pack) {
    using kind_of = scalar_plan::kind_of;
    scalar_plan out;
    out.optional = t.optional;
    out.type = &t;
    out.pack = pack;
    switch (t.base) {
        case base_type::boolean: out.what = kind_of::boolean; break;
        case base_type::number: {
            if (t.places < 0 || t.places > static_cast<int>(quick_json_detail::most_digits)) break;
            const auto lowest = t.ranged ? negate(t.low) : std::nullopt;
            const auto low = lowest ? floor_scaled(*lowest, t.places) : std::nullopt;
            const auto high = t.ranged ? floor_scaled(t.high, t.places) : std::nullopt;
            if (t.ranged && (!low || !high)) break;
            out.low = low ? -*low : std::numeric_limits<std::int64_t>::min();
            out.high = high.value_or(std::numeric_limits<std::int64_t>::max());
            out.places = static_cast<std::uint8_t>(t.places);
            out.what = t.places == 0 ? kind_of::whole : kind_of::number;
            break;
        }
        case base_type::money: out.what = kind_of::money; break;
        case base_type::date: out.what = kind_of::date; break;
        case base_type::time: out.what = kind_of::time; break;
        case base_type::instant: out.what = kind_of::instant; break;
        case base_type::duration:
        case base_type::span:
        case base_type::calendar: out.what = kind_of::other; break;
        case base_type::weekday:
        case base_type::enumeration:
            out.what = kind_of::named;
            out.names = names_of(t);
            break;
        case base_type::set:
            out.what = kind_of::set;
            out.names = names_of(t);
            break;
        case base_type::text: out.what = kind_of::text; break;
        case base_type::list:
        case base_type::record:
        case base_type::any: break;
    }
    return out;
}

const word_table* quick_json::names_of(const writ::type& t) {
    const bool weekday = t.base == base_type::weekday;
    auto& table = weekday ? names_.back() : names_[t.ref];
    if (table != nullptr) return table.get();
    std::vector<std::string> words{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    if (!weekday) words.clear();
    if (!weekday)
        for (const auto& v : m_.enums[t.ref].values) words.push_back(v.name);
    table = std::make_unique<const word_table>(words);
    return table.get();
}

// ------------------------------------------------------------------ one case

void quick_json::start(case_data& out) {
    general_.clear(out);
    texts_.clear(out.texts);
    if (any_paid_) std::fill(paid_.begin(), paid_.end(), currency_code{0});
    any_paid_ = false;
    out_ = &out;
}

const char* quick_json::read(const char* text, const char* end, case_data& out) {
    using namespace quick_json_detail;
    const char* p = past_space(text);
    if (*p != '{' || most_bytes_ == 0) return nullptr;
    end_ = end;
    start(out);
    p = members(levels_[top_], p + 1, [this](const member& m, const char* at) { return top(m, at); });
    if (p == nullptr) return nullptr;
    p = past_space(p);
    if (*p != '\n' || static_cast<std::size_t>(p - text) > most_bytes_ || !settle_currencies()) return nullptr;
    texts_.finish();
    return p;
}

/// The member whose key stands at `p`, which goes to behind its colon; null if it is none.
[[gnu::noinline]] quick_json::member* quick_json::found_member(level& l, const char*& p) const {
    using namespace quick_json_detail;
    if (*p != '"') return nullptr;
    const char* const quote = quote_from(p + 1, end_);
    if (quote == nullptr) return nullptr;
    const std::uint32_t found = l.keys.find(p + 1, static_cast<std::size_t>(quote - p) - 1);
    p = past_space(quote + 1);
    return found != none && *p++ == ':' ? &l.members[found] : nullptr;
}

/// The members of an object, from behind its brace to behind its other brace. `each` takes a value and ends behind it.
template <class Each>
inline const char* quick_json::members(level& l, const char* p, const Each& each) {
    using namespace quick_json_detail;
    p = past_space(p);
    if (*p == '}') return p + 1;
    if (l.members.empty()) return nullptr;
    const std::uint64_t object = ++l.objects;
    for (member** expected = &l.first;;) {
        member* m = *expected;
        if (m->key.stands_at(p) && m->key.size() != 0) {
            p += m->key.size();
        } else {
            m = found_member(l, p);
            if (m == nullptr) return nullptr;
            *expected = m;
        }
        if (m->seen == object) return nullptr;
        m->seen = object;
        expected = &m->next;
        p = each(*m, past_space(p));
        if (p == nullptr) return nullptr;
        if (*p != ',') p = past_space(p);
        if (*p != ',') return *p == '}' ? p + 1 : nullptr;
        p = past_space(p + 1);
    }
}

const char* quick_json::top(const member& m, const char* p) {
    if (m.what == member::kind_of::as_of) return as_of(p);
    if (m.what != member::kind_of::pack) return part(m, p);
    if (*p != '{') return nullptr;
    return members(levels_[m.inside], p + 1, [this](const member& inner, const char* at) { return part(inner, at); });
}

/// Of a pack: a group of facts or an outcome.
const char* quick_json::part(const member& m, const char* p) {
    if (m.what == member::kind_of::outcome) {
        out_->outcomes.push_back({m.at, {}});
        return value(m.plan, p, out_->outcomes.back().value);
    }
    if (m.what != member::kind_of::group || *p != '{') return nullptr;
    cell* const cells = out_->cells.data();
    return members(levels_[m.inside], p + 1, [this, cells](const member& inner, const char* at) {
        return inner.what == member::kind_of::scalar ? scalar(inner.plan, at, cells[inner.at]) : fact(inner, at);
    });
}

const char* quick_json::fact(const member& m, const char* p) {
    if (m.what == member::kind_of::record) return record(m, p);
    return m.what == member::kind_of::list ? list(m, p) : nullptr;
}

const char* quick_json::as_of(const char* p) {
    std::string_view given;
    p = word(p, given);
    const auto moment = p == nullptr ? std::nullopt : parse_moment(given);
    if (!moment) return nullptr;
    out_->as_of = *moment;
    return p;
}

/// Reads `null` or `{"unknown": true}`. A value is left where it is: then `out` is `known`.
const char* quick_json::no_value(bool optional, const char* p, presence& out) const {
    using namespace quick_json_detail;
    out = presence::known;
    if (*p == 'n') {
        out = presence::absent;
        return optional && std::string_view(p, 4) == "null" ? p + 4 : nullptr;
    }
    if (*p != '{') return p;
    static const expected_word key("\"unknown\""), yes("true");
    const char* q = past_space(p + 1);
    if (!key.stands_at(q)) return p;
    q = past_space(q + key.size());
    if (*q != ':') return p;
    q = past_space(q + 1);
    if (!yes.stands_at(q)) return p;
    q = past_space(q + yes.size());
    if (*q != '}') return p;
    out = presence::unknown;
    return q + 1;
}

const char* quick_json::record(const member& m, const char* p) {
    cell* const first = &out_->cells[m.at];
    const auto& blank = general_.blank_fields(m.type->ref);
    *first = {};
    p = no_value(m.type->optional, p, first->state);
    if (p == nullptr) return nullptr;
    if (first->state != presence::known) {
        std::fill_n(first + 1, blank.size(), *first);
        return p;
    }
    if (*p != '{') return nullptr;
    std::copy(blank.begin(), blank.end(), first + 1);
    return members(levels_[m.inside], p + 1,
                   [&](const member& field, const char* at) { return value(field.plan, at, first[1 + field.at]); });
}

const char* quick_json::list(const member& m, const char* p) {
    const writ::type& t = *m.type;
    list_data& list = out_->lists[m.at];
    list.cells.clear();
    list.given.clear();
    list.count = 0;
    p = no_value(t.optional, p, list.state);
    if (p == nullptr || list.state != presence::known) return p;
    p = elements(m, p);
    if (p == nullptr || list.count < t.least || list.count > t.most) return nullptr;
    const std::size_t fields = general_.blank_fields(t.ref).size(), count = list.count;
    list.cells.resize(count * fields);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t f = 0; f < fields; ++f) list.cells[f * count + i] = rows_[i * fields + f];
    list.given.resize(count);
    std::iota(list.given.begin(), list.given.end(), 1u);
    if (t.sorted_on < 0) return p;
    const cell* const keys = list.cells.data() + static_cast<std::size_t>(t.sorted_on) * count;
    if (!std::all_of(keys, keys + count, [](const cell& k) { return has_value(k.state); })) return nullptr;
    case_filler::sort(t, list);
    return p;
}

/// Reads the elements into `rows_`, and counts them.
const char* quick_json::elements(const member& m, const char* p) {
    using namespace quick_json_detail;
    const auto& blank = general_.blank_fields(m.type->ref);
    std::uint32_t& count = out_->lists[m.at].count;
    rows_.clear();
    if (*p != '[') return nullptr;
    p = past_space(p + 1);
    if (*p == ']') return p + 1;
    for (;;) {
        if (*p != '{' || count == m.type->most) return nullptr;
        rows_.insert(rows_.end(), blank.begin(), blank.end());
        cell* const row = rows_.data() + rows_.size() - blank.size();
        p = members(levels_[m.inside], p + 1,
                    [&](const member& field, const char* at) { return value(field.plan, at, row[field.at]); });
        if (p == nullptr) return nullptr;
        ++count;
        p = past_space(p);
        if (*p != ',') return *p == ']' ? p + 1 : nullptr;
        p = past_space(p + 1);
    }
}

// ------------------------------------------------------------------ one value

[[gnu::always_inline]] inline const char* quick_json::named(const word_table& names, const char* p,
                                                            std::int64_t& out) const {
    using namespace quick_json_detail;
    if (*p++ != '"') return nullptr;
    const char* const quote = quote_from(p, end_);
    if (quote == nullptr) return nullptr;
    const std::uint32_t found = names.find(p, static_cast<std::size_t>(quote - p));
    out = found;
    return found == none ? nullptr : quote + 1;
}

[[gnu::always_inline]] inline const char* quick_json::scalar(const scalar_plan& how, const char* p, cell& out) {
    using namespace quick_json_detail;
    using kind_of = scalar_plan::kind_of;
    std::int64_t value = 0;
    const char* behind = nullptr;
    switch (how.what) {
        case kind_of::boolean: behind = truth(p, value); break;
        case kind_of::whole:
            behind = whole(p, value);
            if (value < how.low || value > how.high) behind = nullptr;
            break;
        case kind_of::named: behind = named(*how.names, p, value); break;
        case kind_of::set: behind = set(*how.names, p, value); break;
        default: behind = rarer(how, p, value); break;
    }
    if (behind == nullptr) return no_cell(how, p, out);
    out = {value, presence::known};
    return behind;
}

/// The same, not woven into the loop that calls it.
const char* quick_json::value(const scalar_plan& how, const char* p, cell& out) { return scalar(how, p, out); }

/// What stands where no value is that is right: null, `{"unknown": true}`, or a mistake.
const char* quick_json::no_cell(const scalar_plan& how, const char* p, cell& out) const {
    out = {};
    p = no_value(how.optional, p, out.state);
    return out.state == presence::known ? nullptr : p;
}

const char* quick_json::rarer(const scalar_plan& how, const char* p, std::int64_t& out) {
    using namespace quick_json_detail;
    using kind_of = scalar_plan::kind_of;
    switch (how.what) {
        case kind_of::number:
            if (*p == '"') return how.type->percent ? other(how, p, out) : nullptr;
            p = number(p, how.places, out);
            return p != nullptr && how.low <= out && out <= how.high ? p : nullptr;
        case kind_of::text: return text(p, out);
        case kind_of::money: return money(how, p, out);
        case kind_of::other: return other(how, p, out);
        default: break;
    }
    std::string_view given;
    p = word(p, given);
    if (p == nullptr || how.what == kind_of::hard) return nullptr;
    const auto read = how.what == kind_of::date   ? parse_date(given)
                      : how.what == kind_of::time ? parse_time(given)
                                                  : parse_instant(given);
    out = read.value_or(0);
    return read ? p : nullptr;
}

const char* quick_json::set(const word_table& names, const char* p, std::int64_t& out) const {
    using namespace quick_json_detail;
    std::uint64_t mask = 0;
    if (*p != '[') return nullptr;
    p = past_space(p + 1);
    if (*p != ']') {
        for (;;) {
            std::int64_t value = 0;
            p = named(names, p, value);
            if (p == nullptr) return nullptr;
            mask |= std::uint64_t{1} << static_cast<unsigned>(value);
            p = past_space(p);
            if (*p != ',') break;
            p = past_space(p + 1);
        }
        if (*p != ']') return nullptr;
    }
    out = static_cast<std::int64_t>(mask);
    return p + 1;
}

/// A text in quotes, without escapes.
const char* quick_json::word(const char* p, std::string_view& out) const {
    using namespace quick_json_detail;
    if (*p++ != '"') return nullptr;
    const char* const quote = quote_from(p, end_);
    if (quote == nullptr) return nullptr;
    out = {p, static_cast<std::size_t>(quote - p)};
    return is_plain_text(out) ? quote + 1 : nullptr;
}

const char* quick_json::text(const char* p, std::int64_t& out) {
    std::string_view given;
    p = word(p, given);
    if (p == nullptr) return nullptr;
    const std::uint32_t constant = constants_.find(given.data(), given.size());
    out = constant != none ? std::int64_t{constant}
                           : static_cast<std::int64_t>(general_.constants().size() + texts_.of(given));
    return p;
}

/// `"USD 100.00"`
const char* quick_json::money(const scalar_plan& how, const char* p, std::int64_t& out) {
    constexpr std::size_t letters = 3;
    if (*p++ != '"') return nullptr;
    const currency_code code = pack_currency({p, letters});
    p += letters;
    if (code == 0 || *p++ != ' ') return nullptr;
    const writ::type& t = *how.type;
    const int places = minor_places(code);
    p = quick_json_detail::number(p, static_cast<unsigned>(places), out);
    if (p == nullptr || *p != '"') return nullptr;
    if (t.ranged && (rational::scaled(out, places) < t.low || rational::scaled(out, places) > t.high)) return nullptr;
    if (t.currency != 0) return t.currency == code ? p + 1 : nullptr;
    currency_code& paid = paid_[model::index(how.pack)];
    if (paid != 0 && paid != code) return nullptr;
    paid = code;
    any_paid_ = true;
    return p + 1;
}

const char* quick_json::other(const scalar_plan& how, const char* p, std::int64_t& out) {
    std::string_view given;
    p = word(p, given);
    if (p == nullptr) return nullptr;
    one_.clear();
    one_.scalar(node::kind_of::text, given);
    const scalar_reading r = read_scalar(m_, *how.type, how.pack, 0, one_, one_.root());
    out = r.value;
    return r.wrong ? nullptr : p;
}

/// What money without a currency is in: that of the region, and all of it.
bool quick_json::settle_currencies() {
    for (std::size_t i = 0; i < currency_cells_.size(); ++i) {
        currency_code& home = out_->currency[i];
        if (currency_cells_[i] != none) {
            const cell& region = out_->cells[currency_cells_[i]];
            const auto& by_value = m_.packs[i].money_by_value;
            const auto value = static_cast<std::size_t>(has_value(region.state) ? region.value : -1);
            if (value < by_value.size()) home = by_value[value];
        }
        if (paid_[i] == 0) continue;
        if (home != 0 && home != paid_[i]) return false;
        home = paid_[i];
    }
    return true;
}

}  // namespace writ::detail
