#include "writ/bind.hpp"

#include <algorithm>
#include <numeric>

#include "writ/detail/io/read_scalar.hpp"
#include "writ/io/case_builder.hpp"
#include "writ/model/model.hpp"

// What does not depend on the struct that is bound: names while binding, checked cells while loading.

namespace writ {
namespace bind_detail {
inline std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const auto& l : lines) out += (out.empty() ? "" : "\n") + l;
    return out;
}

inline const char* in_words(holds h) {
    static const char* const words[] = {"a bool",
                                        "an integer",
                                        "a writ::rational",
                                        "an enum",
                                        "a text",
                                        "writ::minor_units",
                                        "a date",
                                        "an instant",
                                        "a std::chrono::duration",
                                        "a writ::calendar_span",
                                        "a vector of enums",
                                        "a vector of texts",
                                        "an integer with names of bits",
                                        "a struct",
                                        "a vector of structs"};
    return words[static_cast<int>(h)];
}

inline bool fits(holds h, const writ::type& t) {
    switch (t.base) {
        case base_type::boolean: return h == holds::boolean;
        case base_type::number: return h == holds::whole || h == holds::number;
        case base_type::money: return h == holds::money;
        case base_type::date: return h == holds::day || h == holds::whole;
        case base_type::instant: return h == holds::instant;
        case base_type::time:
        case base_type::duration: return h == holds::duration;
        case base_type::span: return h == holds::span;
        case base_type::enumeration: return h == holds::enumerator || h == holds::words;
        case base_type::weekday:
        case base_type::calendar: return h == holds::words;
        case base_type::text: return h == holds::words;
        case base_type::set: return h == holds::enumerators || h == holds::word_list || h == holds::bits;
        case base_type::record: return h == holds::record;
        case base_type::list: return h == holds::list;
        case base_type::any: break;
    }
    return false;
}

/// What to bind a fact of this type to instead.
inline std::string members_for(const writ::type& t) {
    switch (t.base) {
        case base_type::boolean: return "bind it to a bool";
        case base_type::number: return "bind it to an integer or a writ::rational";
        case base_type::money: return "bind it to writ::minor_units, or an integer in_minor_units";
        case base_type::date:
            return "bind it to std::chrono::year_month_day, std::chrono::sys_days or writ::day_number";
        case base_type::instant: return "bind it to a std::chrono::sys_time, such as std::chrono::sys_seconds";
        case base_type::time: return "bind it to std::chrono::minutes since midnight";
        case base_type::duration: return "bind it to a std::chrono::duration";
        case base_type::span: return "bind it to writ::calendar_span";
        case base_type::enumeration: return "bind it to an enum or a std::string";
        case base_type::weekday:
        case base_type::calendar:
        case base_type::text: return "bind it to a std::string";
        case base_type::set: return "bind it to a vector of enums or texts, or an integer with names of bits";
        case base_type::record: return "bind it with record(name, member, fields)";
        case base_type::list: return "bind it with list(name, member, fields)";
        case base_type::any: break;
    }
    return {};
}

/// The names that a text can give: of an enum's values, of weekdays, of the pack's calendars.
inline std::vector<std::pair<std::string, std::uint32_t>> names_of(const model::model& m, const writ::type& t,
                                                                   std::uint32_t pack) {
    std::vector<std::pair<std::string, std::uint32_t>> out;
    const auto add = [&](std::string name, std::size_t i) {
        out.emplace_back(std::move(name), static_cast<std::uint32_t>(i));
    };
    if (t.base == base_type::enumeration || t.base == base_type::set)
        for (std::size_t i = 0; i < m.enums[t.ref].values.size(); ++i) add(m.enums[t.ref].values[i].name, i);
    static const char* const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    if (t.base == base_type::weekday)
        for (std::size_t i = 0; i < 7; ++i) add(days[i], i);
    if (t.base == base_type::calendar)
        for (std::size_t i = 0; i < m.calendars.size(); ++i)
            if (model::index(m.calendars[i].pack) == pack) add(m.calendars[i].name, i);
    std::sort(out.begin(), out.end());
    return out;
}

inline std::vector<std::string_view> words_of(const std::vector<std::pair<std::string, std::uint32_t>>& names) {
    std::vector<std::string_view> out;
    for (const auto& n : names) out.push_back(n.first);
    return out;
}

/// The cells of a record of which nothing is said: missing, or what the rules assume.
inline std::vector<cell> blank_fields(const ruleset& rules, const model::fact& f, const fact_place& home) {
    const bool list = home.kind == fact_place::kind_of::list;
    io::case_builder nothing_said(rules.stage_model(), rules.layout());
    std::vector<std::string_view> way{f.group, f.name};
    if (model::index(f.pack) != 0) way.insert(way.begin(), rules.stage_model()[f.pack].name);
    nothing_said.open_object();
    for (const std::string_view name : way) {
        nothing_said.key(name);
        if (list && name.data() == f.name.data()) nothing_said.open_list();
        nothing_said.open_object();
    }
    for (std::size_t open = way.size() + (list ? 2 : 1); open > 0; --open) nothing_said.close();
    case_data c;
    nothing_said.finish(c);
    if (list) return c.lists[home.at].cells;
    const auto first = c.cells.begin() + home.at + 1;
    return {first, first + home.fields};
}

inline std::int64_t least_scaled(const rational& low, int places) {
    if (const auto exact = exact_scaled(low, places)) return *exact;
    const auto floor = floor_scaled(low, places);
    return floor ? *floor + 1 : low < rational(0) ? INT64_MIN : INT64_MAX;
}

inline std::int64_t most_scaled(const rational& high, int places) {
    const auto floor = floor_scaled(high, places);
    return floor ? *floor : high < rational(0) ? INT64_MIN : INT64_MAX;
}

inline std::string shown(const rational& r, bool percent) {
    if (!percent) return to_string(r);
    const auto hundred = multiply(r, rational(100));
    return hundred ? to_string(*hundred) + "%" : to_string(r);
}

inline std::string range_in_words(const writ::type& t) {
    return "this is from " + shown(t.low, t.percent) + " to " + shown(t.high, t.percent);
}

core::core(ruleset rules)
    : rules_(std::move(rules)),
      blank_(rules_.empty_case()),
      constants_(text_constants(rules_.stage_model())),
      slots_(16) {
    const auto& m = rules_.stage_model();
    for (std::size_t i = 0; i < m.packs.size(); ++i)
        if (m.packs[i].money_by && !m.packs[i].money.empty())
            regions_.push_back({static_cast<std::uint32_t>(i),
                                rules_.layout().facts[model::index(*m.packs[i].money_by)].at, false,
                                m.packs[i].money_by_value});
}

// ------------------------------------------------------------------ while binding

void core::mistake(std::string message, const std::string& help) {
    mistakes_.push_back(std::move(message) + (help.empty() ? "" : " (" + help + ")"));
}

void core::bind_names(const wish& w, target& t, std::uint32_t pack) {
    t.names = names_of(rules_.stage_model(), t.type, pack);
    for (const auto& [value, name] : w.names) {
        const auto found = std::lower_bound(t.names.begin(), t.names.end(), std::pair(name, std::uint32_t{0}));
        if (found == t.names.end() || found->first != name)
            mistake("`" + t.path + "`: `" + name + "` is not " + t.type_words,
                    detail::suggestion(name, words_of(t.names)));
        else t.enumerators.emplace_back(value, found->second);
    }
    std::sort(t.enumerators.begin(), t.enumerators.end());
    const auto twice = std::adjacent_find(t.enumerators.begin(), t.enumerators.end(),
                                          [](const auto& a, const auto& b) { return a.first == b.first; });
    if (twice != t.enumerators.end())
        mistake("`" + t.path + "`: the enumerator " + std::to_string(twice->first) + " has two names");
}

target core::make(const wish& w, const writ::type& type, std::string path, std::uint32_t pack) {
    target t;
    t.path = std::move(path);
    t.type = type;
    t.what = w.what;
    t.pack = pack;
    writ::type element = type;
    if (type.base == base_type::set) element.base = base_type::enumeration;
    t.type_words = detail::in_words(rules_.stage_model(), element);
    if (!fits(w.what, type)) {
        mistake("`" + t.path + "` is " + detail::in_words(rules_.stage_model(), type) + ", and the member is " +
                    in_words(w.what),
                members_for(type));
        return t;
    }
    if (w.optional && w.empty == when_empty::absent && !type.optional)
        mistake("`" + t.path + "` cannot be absent: it is not optional", "choose when_empty::left_out or unknown");
    if (type.base == base_type::number && type.ranged) {
        t.low = least_scaled(type.low, type.places);
        t.high = most_scaled(type.high, type.places);
    }
    bind_names(w, t, pack);
    t.empty.state = w.empty == when_empty::absent ? presence::absent : presence::unknown;
    t.empty_is_blank = w.empty == when_empty::left_out;
    return t;
}

target core::fact(const wish& w) {
    const auto& m = rules_.stage_model();
    target nothing;
    nothing.path = w.name;
    std::vector<std::string> paths;
    for (std::uint32_t i = 0; i < m.facts.size(); ++i) {
        const auto& f = m.facts[i];
        paths.push_back(fact_path(m, model::fact_id{i}));
        if (paths.back() != w.name) continue;
        if (f.told_by) {
            mistake("`" + w.name + "` is told by the rules", "bind what tells it instead");
            return nothing;
        }
        const fact_place& home = rules_.layout().facts[i];
        target t = make(w, f.type, w.name, model::index(f.pack));
        if (std::find(bound_.begin(), bound_.end(), w.name) != bound_.end()) mistake("`" + w.name + "` is bound twice");
        bound_.push_back(w.name);
        t.at = home.at;
        t.fields = home.fields;
        if (home.kind != fact_place::kind_of::scalar) t.blank = blank_fields(rules_, f, home);
        if (home.kind != fact_place::kind_of::list && t.empty_is_blank) t.empty = blank_.cells[home.at];
        for (region_fact& r : regions_)
            if (m.packs[r.pack].money_by && model::index(*m.packs[r.pack].money_by) == i)
                t.names_region = r.bound = true;
        return t;
    }
    mistake("there is no fact `" + w.name + "`", detail::suggestion(w.name, {paths.begin(), paths.end()}));
    return nothing;
}

target core::field(const target& of, const wish& w) {
    const auto& m = rules_.stage_model();
    if (of.type.base != base_type::record && of.type.base != base_type::list) return {};  // a mistake already
    const auto& record = m.records[of.type.ref];
    std::vector<std::string_view> names;
    for (std::uint32_t i = 0; i < record.fields.size(); ++i) {
        names.push_back(record.fields[i].name);
        if (names.back() != w.name) continue;
        target t = make(w, record.fields[i].type, of.path + "." + w.name, of.pack);
        t.path = w.name;
        t.at = i;
        if (t.empty_is_blank) t.empty = of.blank[i];
        const std::string path = of.path + "." + w.name;
        if (std::find(bound_.begin(), bound_.end(), path) != bound_.end()) mistake("`" + path + "` is bound twice");
        bound_.push_back(path);
        return t;
    }
    mistake("`" + record.name + "` has no field `" + w.name + "`, which is bound in `" + of.path + "`",
            detail::suggestion(w.name, names));
    return {};
}

void core::finish() const {
    if (!mistakes_.empty()) throw bind_failed(mistakes_);
}

// ------------------------------------------------------------------ while loading

void core::start(case_data& out, const moment_of_decision& as_of) {
    out_ = &out;
    out.cells = blank_.cells;
    out.lists.resize(blank_.lists.size());
    for (std::size_t i = 0; i < blank_.lists.size(); ++i) out.lists[i] = blank_.lists[i];
    out.outcomes.clear();
    out.errors.clear();
    out.currency = blank_.currency;
    inside_ = nullptr;
    element_ = 0;
    texts_ = 0;
    if (++generation_ == 0) {
        std::fill(slots_.begin(), slots_.end(), slot{});
        generation_ = 1;
    }
    set_moment(as_of);
}

void core::settle_currencies() {
    for (const region_fact& r : regions_) {
        const cell& where = out_->cells[r.at];
        const auto number = static_cast<std::size_t>(where.value);
        out_->currency[r.pack] = has_value(where.state) && number < r.money.size() ? r.money[number] : 0;
    }
}

void core::complain(const target& t, std::string message, std::string help) {
    if (out_->errors.size() >= limits{}.diagnostics) return;
    std::string path = t.path;
    if (inside_ != nullptr)
        path = inside_->path + (element_ == 0 ? "" : "[" + std::to_string(element_) + "]") + "." + path;
    out_->errors.push_back({std::move(path), std::move(message), std::move(help), {0, 0}});
}

void core::refuse(const target& t, cell& out, std::string message, std::string help) {
    out = {0, presence::unknown};
    complain(t, std::move(message), std::move(help));
}

void core::set_moment(const moment_of_decision& m) {
    if (!is_moment(m)) return no_such_moment();
    out_->as_of = m;
}

void core::no_such_moment() {
    out_->as_of = {};
    out_->errors.push_back({"as_of", "the moment of decision is no date from the year 1 to 9999", {}, {0, 0}});
}

void core::put_whole(const target& t, cell& out, std::int64_t value) {
    if (t.type.base == base_type::date) return put_day(t, out, value);
    std::int64_t scaled = value;
    for (int p = t.type.places; p > 0; --p)
        if (__builtin_mul_overflow(scaled, std::int64_t{10}, &scaled))
            return refuse(t, out, "`" + std::to_string(value) + "` is too great a number");
    if (scaled < t.low || scaled > t.high)
        return refuse(t, out, "`" + std::to_string(value) + "` is out of range: " + range_in_words(t.type));
    out = {scaled, presence::known};
}

void core::put_too_great(const target& t, cell& out, std::uint64_t value) {
    refuse(t, out, "`" + std::to_string(value) + "` is too great a number");
}

void core::put_number(const target& t, cell& out, const rational& value) {
    const auto scaled = exact_scaled(value, t.type.places);
    if (t.type.ranged && (value < t.type.low || value > t.type.high))
        return refuse(t, out, "`" + shown(value, t.type.percent) + "` is out of range: " + range_in_words(t.type));
    if (!scaled) {
        const int places = t.type.percent ? t.type.places - 2 : t.type.places;
        return refuse(t, out, "`" + shown(value, t.type.percent) + "` has too many decimal places, or is too great",
                      "at most " + std::to_string(places) + (places == 1 ? " decimal place" : " decimal places"));
    }
    out = {*scaled, presence::known};
}

void core::put_enumerator(const target& t, cell& out, std::int64_t value) {
    const auto found = std::lower_bound(t.enumerators.begin(), t.enumerators.end(), std::pair(value, std::uint32_t{0}));
    if (found == t.enumerators.end() || found->first != value)
        return refuse(
            t, out, "the enumerator " + std::to_string(value) + " was bound to no name, so it is not " + t.type_words);
    out = {found->second, presence::known};
}

void core::put_bit(const target& t, cell& out, std::int64_t bit) {
    const auto found = std::lower_bound(t.enumerators.begin(), t.enumerators.end(), std::pair(bit, std::uint32_t{0}));
    if (found == t.enumerators.end() || found->first != bit)
        return refuse(t, out, "bit " + std::to_string(bit) + " was bound to no name, so it is not " + t.type_words);
    out = {found->second, presence::known};
}

void core::put_words(const target& t, cell& out, std::string_view value) {
    if (t.type.base != base_type::text) {
        const auto found = std::lower_bound(t.names.begin(), t.names.end(), value,
                                            [](const auto& n, std::string_view v) { return n.first < v; });
        if (found == t.names.end() || found->first != value)
            return refuse(t, out, detail::in_ticks(value) + " is not " + t.type_words,
                          detail::suggestion(value, words_of(t.names)));
        out = {found->second, presence::known};
        return;
    }
    if (!detail::is_valid_utf8(value)) return refuse(t, out, "the text is not valid UTF-8");
    if (value.find('\0') != std::string_view::npos) return refuse(t, out, "a text cannot hold the character NUL");
    out = {intern(value), presence::known};
}

/// The number of a text, the same for equal texts of a case.
std::int64_t core::intern(std::string_view text) {
    const auto constant = std::lower_bound(constants_.begin(), constants_.end(), text);
    if (constant != constants_.end() && *constant == text) return constant - constants_.begin();
    const auto number = [&](std::size_t i) { return static_cast<std::int64_t>(constants_.size() + i); };
    const auto place = [&](std::string_view s) {
        std::size_t at = std::hash<std::string_view>()(s) & (slots_.size() - 1);
        while (slots_[at].generation == generation_ && out_->texts[slots_[at].text] != s)
            at = (at + 1) & (slots_.size() - 1);
        return at;
    };
    if (2 * (texts_ + 1) > slots_.size()) {
        slots_.assign(2 * slots_.size(), slot{});
        for (std::size_t i = 0; i < texts_; ++i)
            slots_[place(out_->texts[i])] = {generation_, static_cast<std::uint32_t>(i)};
    }
    slot& home = slots_[place(text)];
    if (home.generation == generation_) return number(home.text);
    if (texts_ == out_->texts.size()) out_->texts.emplace_back(text);
    else out_->texts[texts_].assign(text);
    home = {generation_, static_cast<std::uint32_t>(texts_)};
    return number(texts_++);
}

void core::put_money(const target& t, cell& out, const minor_units& value) {
    currency_code& home = out_->currency[t.pack];
    const currency_code wanted = t.type.currency != 0 ? t.type.currency : home;
    const currency_code code = value.currency != 0 ? value.currency : wanted;
    if (wanted != 0 && code != wanted)
        return refuse(t, out, "the amount is in " + currency_name(code), "this is in " + currency_name(wanted));
    if (code == 0 && value.amount != 0) {
        out = {0, presence::unknown};
        if (!out_->errors.empty()) return;  // it may well be the region that is wrong
        return refuse(t, out, "the amount has no currency",
                      "set minor_units::currency, or bind the fact that names the region");
    }
    if (t.type.ranged) {
        const rational amount = rational::scaled(value.amount, minor_places(code));
        if (amount < t.type.low || amount > t.type.high)
            return refuse(t, out, "`" + to_string(amount) + "` is out of range: " + range_in_words(t.type));
    }
    if (t.type.currency == 0 && code != 0) home = code;
    out = {value.amount, presence::known};
}

void core::put_day(const target& t, cell& out, std::int64_t day, bool exists) {
    if (!exists) return refuse(t, out, "there is no such date");
    if (day < first_day || day > last_day)
        return refuse(t, out,
                      "day " + std::to_string(day) + " is out of range: dates are from 0001-01-01 to 9999-12-31");
    out = {day, presence::known};
}

void core::put_instant(const target& t, cell& out, std::int64_t day, std::int64_t us_of_day) {
    put_day(t, out, day);
    if (out.state == presence::known) out.value = day * us_per_day + us_of_day;
}

void core::put_duration(const target& t, cell& out, std::int64_t us, bool fits) {
    if (!fits) return refuse(t, out, "the duration is too great");
    if (t.type.base == base_type::time) {
        if (us < 0 || us >= us_per_day || us % us_per_minute != 0)
            return refuse(t, out, "a time of day is whole minutes from 0 to 1439 since midnight");
        us /= us_per_minute;
    }
    out = {us, presence::known};
}

void core::no_list(const target& t) {
    if (t.empty_is_blank) return;
    list_data& list = out_->lists[t.at];
    list.cells.clear();
    list.given.clear();
    list.count = 0;
    list.state = t.empty.state;
}

list_data* core::open_list(const target& t, std::size_t count) {
    list_data& list = out_->lists[t.at];
    list.cells.clear();
    list.given.clear();
    list.count = 0;
    list.state = presence::known;
    const auto held = [&] { return "there are " + std::to_string(count) + " elements; " + t.path + " has at "; };
    if (count > t.type.most) {
        complain(t, held() + "most " + std::to_string(t.type.most));
        return nullptr;
    }
    if (count < t.type.least) complain(t, held() + "least " + std::to_string(t.type.least));
    list.count = static_cast<std::uint32_t>(count);
    for (std::uint32_t f = 0; f < t.fields; ++f) list.cells.insert(list.cells.end(), count, t.blank[f]);
    list.given.resize(count);
    std::iota(list.given.begin(), list.given.end(), 1u);
    inside_ = &t;
    return &list;
}

void core::close_list(const target& t, list_data& list) {
    inside_ = nullptr;
    element_ = 0;
    if (t.type.sorted_on < 0) return;
    const auto field = static_cast<std::size_t>(t.type.sorted_on);
    const cell* const keys = list.cells.data() + field * list.count;
    for (std::uint32_t i = 0; i < list.count; ++i)
        if (!has_value(keys[i].state) && out_->errors.empty())
            complain(t,
                     "the list is sorted on `" + rules_.stage_model().records[t.type.ref].fields[field].name +
                         "`, which element " + std::to_string(i + 1) + " does not have",
                     "bind and give it");
    const auto earlier = [&](std::uint32_t a, std::uint32_t b) {
        const std::int64_t x = keys[a - 1].value, y = keys[b - 1].value;
        return x != y ? x < y : a < b;
    };
    if (std::is_sorted(list.given.begin(), list.given.end(), earlier)) return;
    std::sort(list.given.begin(), list.given.end(), earlier);  // the place as given breaks ties: nothing to allocate
    sorted_.assign(list.cells.begin(), list.cells.end());
    for (std::size_t f = 0; f < t.fields; ++f)
        for (std::size_t i = 0; i < list.count; ++i)
            list.cells[f * list.count + i] = sorted_[f * list.count + list.given[i] - 1];
}

cell* core::open_record(const target& t) {
    cell* const record = &out_->cells[t.at];
    *record = {0, presence::known};
    std::copy(t.blank.begin(), t.blank.end(), record + 1);
    inside_ = &t;
    return record + 1;
}

void core::no_record(const target& t) {
    if (t.empty_is_blank) return;
    for (std::uint32_t i = 0; i <= t.fields; ++i) out_->cells[t.at + i] = {0, t.empty.state};
}

}  // namespace bind_detail

bind_failed::bind_failed(std::vector<std::string> mistakes)
    : std::logic_error(bind_detail::joined(mistakes)), mistakes_(std::move(mistakes)) {}

}  // namespace writ
