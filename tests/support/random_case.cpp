#include "support/random_case.hpp"

#include <algorithm>
#include <set>

#include "support/dice.hpp"
#include "support/oracle_evaluator.hpp"
#include "writ/case_layout.hpp"

namespace writ::test {

namespace {

using model::index;
using model::op;

/// What the model compares with, by family.
struct constants {
    std::vector<rational> numbers, money;
    std::vector<std::int64_t> dates, times, instants, durations;
};

constants constants_of(const model::model& m) {
    constants c;
    for (const auto& e : m.expressions) switch (e.what) {
            case op::number: c.numbers.push_back(e.number); break;
            case op::money: c.money.push_back(e.number); break;
            case op::date: c.dates.push_back(e.details->integer); break;
            case op::time: c.times.push_back(e.details->integer); break;
            case op::instant: c.instants.push_back(e.details->integer); break;
            case op::duration: c.durations.push_back(e.details->integer); break;
            default: break;
        }
    return c;
}

class maker {
public:
    maker(const model::model& m, std::uint64_t seed)
        : m_(m), dice_(seed), constants_(constants_of(m)), own_texts_(text_constants(m)) {}

    case_data make() {
        const auto layout = layout_of(m_);
        out_.cells.resize(layout.cells);
        out_.lists.resize(layout.lists);
        choose_moment();
        choose_regions(layout);
        for (std::uint32_t i = 0; i < m_.facts.size(); ++i) {
            const auto& f = m_.facts[i];
            if (m_.packs[index(f.pack)].region == model::fact_id{i}) continue;
            make_fact(f, layout.facts[i]);
        }
        return std::move(out_);
    }

private:
    void choose_moment() {
        if (dice_.percent(8)) return;
        const auto day = near_today();
        if (dice_.percent(50)) out_.as_of.day = day;
        else out_.as_of.instant = day * us_per_day + static_cast<std::int64_t>(dice_.below(us_per_day));
        today_ = day;
    }

    /// The region first: it says what money is in.
    void choose_regions(const case_layout& layout) {
        for (const auto& p : m_.packs) {
            currency_code currency = 0;
            if (p.region) {
                auto& c = out_.cells[layout.facts[index(*p.region)].at];
                c = scalar(m_[*p.region].type, m_[*p.region].assume.has_value(), p);
                if (c.state == presence::known && static_cast<std::size_t>(c.value) < p.money.size())
                    currency = p.money[static_cast<std::size_t>(c.value)];
            }
            out_.currency.push_back(currency);
        }
    }

    void make_fact(const model::fact& f, const fact_place& place) {
        const auto& p = m_[f.pack];
        if (place.kind == fact_place::kind_of::list) {
            make_list(f.type, out_.lists[place.at], p);
        } else if (place.kind == fact_place::kind_of::record) {
            auto& own = out_.cells[place.at];
            own = {0, dice_.percent(6)                       ? presence::missing
                      : f.type.optional && dice_.percent(20) ? presence::absent
                                                             : presence::known};
            if (own.state != presence::known) return;
            const auto& fields = m_.records[f.type.ref].fields;
            for (std::uint32_t i = 0; i < fields.size(); ++i)
                out_.cells[place.at + 1 + i] = scalar(fields[i].type, fields[i].assume.has_value(), p);
        } else {
            out_.cells[place.at] = scalar(f.type, f.assume.has_value(), p);
        }
    }

    void make_list(const type& t, list_data& l, const model::pack& p) {
        if (dice_.percent(6)) {
            l.state = dice_.percent(50) ? presence::missing : presence::unknown;
            return;
        }
        if (t.optional && dice_.percent(15)) {
            l.state = presence::absent;
            return;
        }
        l.state = presence::known;
        const auto most = std::min<std::uint64_t>(t.most, 6);
        const auto least = std::min<std::uint64_t>(t.least, most);
        l.count = static_cast<std::uint32_t>(dice_.percent(12) ? least : least + dice_.below(most - least + 1));
        const auto& fields = m_.records[t.ref].fields;
        std::vector<std::vector<cell>> elements(l.count);
        std::optional<cell> last_key;
        for (auto& e : elements)
            for (std::size_t f = 0; f < fields.size(); ++f) {
                if (static_cast<std::int32_t>(f) != t.sorted_on) {
                    e.push_back(scalar(fields[f].type, fields[f].assume.has_value(), p));
                    continue;
                }
                if (!last_key || !dice_.percent(30)) last_key = cell{value(fields[f].type, p), presence::known};
                e.push_back(*last_key);
            }
        l.given.resize(l.count);
        for (std::uint32_t i = 0; i < l.count; ++i) l.given[i] = i + 1;
        if (t.sorted_on >= 0) {
            const auto key = static_cast<std::size_t>(t.sorted_on);
            std::stable_sort(l.given.begin(), l.given.end(), [&](std::uint32_t a, std::uint32_t b) {
                return elements[a - 1][key].value < elements[b - 1][key].value;
            });
        }
        l.cells.resize(fields.size() * l.count);
        for (std::size_t f = 0; f < fields.size(); ++f)
            for (std::uint32_t i = 0; i < l.count; ++i) l.cells[f * l.count + i] = elements[l.given[i] - 1][f];
    }

    cell scalar(const type& t, bool assumes, const model::pack& p) {
        const bool no_currency = t.base == base_type::money && t.currency == 0 && currency_of(p) == 0;
        if (dice_.percent(10) || no_currency)
            return {0, dice_.percent(50) && !assumes ? presence::missing : presence::unknown};
        if (t.optional && dice_.percent(25)) return {0, presence::absent};
        return {value(t, p), assumes && dice_.percent(30) ? presence::assumed : presence::known};
    }

    currency_code currency_of(const model::pack& p) const {
        const auto i = static_cast<std::size_t>(&p - m_.packs.data());
        return i < out_.currency.size() ? out_.currency[i] : currency_code{0};
    }

    std::int64_t value(const type& t, const model::pack& p) {
        switch (t.base) {
            case base_type::boolean: return static_cast<std::int64_t>(dice_.below(2));
            case base_type::enumeration: return static_cast<std::int64_t>(dice_.below(m_.enums[t.ref].values.size()));
            case base_type::number: return mantissa(t, t.places, constants_.numbers);
            case base_type::money:
                return mantissa(t, minor_places(t.currency ? t.currency : currency_of(p)), constants_.money);
            case base_type::date: return date();
            case base_type::time: return pick(constants_.times, static_cast<std::int64_t>(dice_.below(24 * 60)), 1);
            case base_type::instant: return instant();
            case base_type::duration:
                return pick(constants_.durations, static_cast<std::int64_t>(dice_.below(100)) * us_per_hour, 1);
            case base_type::span:
                return pack_span({static_cast<std::int64_t>(dice_.below(40)), static_cast<span_unit>(dice_.below(3)),
                                  dice_.percent(20)});
            case base_type::calendar: return calendar(p);
            case base_type::set:
                return static_cast<std::int64_t>(
                    dice_.below(std::uint64_t{1} << std::min<std::size_t>(m_.enums[t.ref].values.size(), 62)));
            case base_type::text: return text();
            default: return 0;
        }
    }

    /// One of the constants or a neighbour of it, or the other value.
    std::int64_t pick(const std::vector<std::int64_t>& from, std::int64_t other, std::int64_t step) {
        if (from.empty() || dice_.percent(50)) return other;
        return from[dice_.below(from.size())] + (static_cast<std::int64_t>(dice_.below(3)) - 1) * step;
    }

    std::int64_t mantissa(const type& t, int places, const std::vector<rational>& near) {
        std::int64_t low = -1000, high = 1000;
        for (int i = 0; i < places; ++i) low *= 10, high *= 10;
        if (t.ranged) {
            low = floor_scaled(t.low, places).value_or(low);
            high = floor_scaled(t.high, places).value_or(high);
        }
        std::vector<std::int64_t> scaled;
        for (const auto& x : near)
            if (const auto v = floor_scaled(x, places); v && *v >= low && *v <= high) scaled.push_back(*v);
        const auto width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
        const auto any = low + static_cast<std::int64_t>(width ? dice_.below(width) : dice_.below(1000));
        return std::clamp(pick(scaled, any, 1), low, high);
    }

    std::int64_t near_today() {
        const auto base = constants_.dates.empty() ? today_ : constants_.dates[dice_.below(constants_.dates.size())];
        const auto around = dice_.percent(40) ? today_ : base;
        return around + static_cast<std::int64_t>(dice_.percent(40) ? dice_.below(3) : dice_.below(400)) -
               (dice_.percent(50) ? 1 : 120);
    }

    std::int64_t date() { return near_today(); }
    std::int64_t instant() {
        const auto any = near_today() * us_per_day + static_cast<std::int64_t>(dice_.below(24)) * us_per_hour;
        return pick(constants_.instants, any, us_per_hour);
    }

    std::int64_t calendar(const model::pack& p) {
        std::vector<std::int64_t> own;
        for (std::size_t i = 0; i < m_.calendars.size(); ++i)
            if (&m_[m_.calendars[i].pack] == &p) own.push_back(static_cast<std::int64_t>(i));
        return own.empty() ? 0 : own[dice_.below(own.size())];
    }

    std::int64_t text() {
        if (!own_texts_.empty() && dice_.percent(50)) return static_cast<std::int64_t>(dice_.below(own_texts_.size()));
        static constexpr const char* words[] = {"", "abc", "a-1", "Ünï", "shop 7"};
        const std::string word = words[dice_.below(5)];
        if (const auto own = std::find(own_texts_.begin(), own_texts_.end(), word); own != own_texts_.end())
            return own - own_texts_.begin();
        auto at = std::find(out_.texts.begin(), out_.texts.end(), word);
        if (at == out_.texts.end()) at = out_.texts.insert(out_.texts.end(), word);
        return static_cast<std::int64_t>(own_texts_.size()) + (at - out_.texts.begin());
    }

    const model::model& m_;
    dice dice_;
    constants constants_;
    std::vector<std::string> own_texts_;
    case_data out_;
    day_number today_ = 20520;  // 2026-03-08
};

/// The facts that an expression reads, directly or through terms without arguments.
class reads {
public:
    explicit reads(const model::model& m) : m_(m) {}

    const std::set<std::uint32_t>& of(model::expr_id id) {
        expression(id);
        return facts_;
    }

private:
    void expression(model::expr_id id) {
        if (!seen_.insert(index(id)).second) return;
        const auto& e = m_[id];
        if (e.what == op::fact) facts_.insert(e.index);
        if (e.what == op::term && m_.terms[e.index].body) expression(*m_.terms[e.index].body);
        for (const auto a : e.args) expression(a);
        if (!e.details->binder) return;
        expression(m_[*e.details->binder].list);
        if (m_[*e.details->binder].where) expression(*m_[*e.details->binder].where);
    }

    const model::model& m_;
    std::set<std::uint32_t> seen_, facts_;
};

void make_unknown(case_data& c, const fact_place& at) {
    if (at.kind == fact_place::kind_of::list) c.lists[at.at] = {presence::unknown, 0, {}, {}};
    else c.cells[at.at] = {0, presence::unknown};
}

/// Most requirements are met by chance only; a case that fails one says nothing else. So what it reads is unknown then.
void meet_requirements(const model::model& m, case_data& c) {
    const auto layout = layout_of(m);
    for (const auto& r : m.requirements) {
        auto around = oracle::surroundings_of(m, c);
        oracle::evaluator e(around, {});
        if (!oracle::is_surely(e.check(r.condition, r.pack), false)) continue;
        reads read(m);
        for (const auto f : read.of(r.condition)) make_unknown(c, layout.facts[f]);
    }
}

}  // namespace

case_data random_case(const model::model& m, std::uint64_t seed) {
    auto c = maker(m, seed).make();
    if (seed % 8 != 0) meet_requirements(m, c);
    return c;
}

namespace {

/// Every fact that is known, or known to be absent, but for the keys lists are sorted on.
std::vector<cell*> known_cells(const model::model& m, case_data& c) {
    const auto layout = layout_of(m);
    std::vector<cell*> known;
    const auto add = [&](cell& x) {
        if (!is_open(x.state)) known.push_back(&x);
    };
    for (std::size_t i = 0; i < m.facts.size(); ++i) {
        const auto& place = layout.facts[i];
        if (place.kind == fact_place::kind_of::list) {
            auto& l = c.lists[place.at];
            if (l.state != presence::known) continue;
            for (std::uint32_t f = 0; f < place.fields; ++f)
                if (static_cast<std::int32_t>(f) != m.facts[i].type.sorted_on)
                    for (std::uint32_t e = 0; e < l.count; ++e) add(l.cells[f * l.count + e]);
        } else {
            add(c.cells[place.at]);
            for (std::uint32_t f = 0; f < place.fields && has_value(c.cells[place.at].state); ++f)
                add(c.cells[place.at + 1 + f]);
        }
    }
    return known;
}

}  // namespace

case_data forget(const model::model& m, case_data c, std::uint64_t seed) {
    dice d(seed);
    const auto known = known_cells(m, c);
    for (auto n = 1 + d.below(3); n > 0 && !known.empty(); --n) *d.of(known) = {0, presence::unknown};
    if (d.percent(10) && !c.lists.empty()) {
        auto& l = c.lists[d.below(c.lists.size())];
        if (l.state == presence::known || l.state == presence::absent) l = {presence::unknown, 0, {}, {}};
    }
    return c;
}

std::vector<case_data> each_fact_forgotten(const model::model& m, const case_data& c) {
    std::vector<case_data> out;
    for (std::size_t i = 0;; ++i) {
        auto less = c;
        const auto known = known_cells(m, less);
        if (i == known.size()) return out;
        *known[i] = {0, presence::unknown};
        out.push_back(std::move(less));
    }
}

std::optional<case_data> found_out(const model::model& m, case_data c, const case_data& from,
                                   const std::vector<std::string>& paths) {
    const auto layout = layout_of(m);
    const auto wanted = [&](const std::string& path) {
        return std::find(paths.begin(), paths.end(), path) != paths.end();
    };
    bool all_known = !wanted("today") && !wanted("now");
    const auto find_out = [&](cell& x, const cell& known) {
        x = known;
        all_known = all_known && !is_open(known.state);
    };
    for (std::size_t i = 0; i < m.facts.size(); ++i) {
        const auto& place = layout.facts[i];
        const auto name = m.facts[i].group + "." + m.facts[i].name;
        const auto field = [&](std::uint32_t f) { return "." + m.records[m.facts[i].type.ref].fields[f].name; };
        if (place.kind == fact_place::kind_of::list) {
            auto& l = c.lists[place.at];
            const auto& known = from.lists[place.at];
            const bool whole = wanted(name);
            if (whole) l = known;
            all_known = all_known && !(whole && is_open(known.state));
            for (std::uint32_t f = 0; f < place.fields; ++f)
                for (std::uint32_t e = 0; e < l.count; ++e)
                    if (whole || wanted(name + "[" + std::to_string(l.given[e]) + "]" + field(f)))
                        find_out(l.cells[f * l.count + e], known.cells[f * l.count + e]);
        } else {
            const bool whole = wanted(name);
            if (whole) find_out(c.cells[place.at], from.cells[place.at]);
            for (std::uint32_t f = 1; f <= place.fields && has_value(c.cells[place.at].state); ++f)
                if (whole || wanted(name + field(f - 1))) find_out(c.cells[place.at + f], from.cells[place.at + f]);
        }
    }
    return all_known ? std::optional(std::move(c)) : std::nullopt;
}

bool knows_all(const case_data& c) {
    const auto open = [](const cell& x) { return is_open(x.state); };
    const auto lists_something_open = [&](const list_data& l) {
        return is_open(l.state) || std::any_of(l.cells.begin(), l.cells.end(), open);
    };
    return c.as_of.instant && std::none_of(c.cells.begin(), c.cells.end(), open) &&
           std::none_of(c.lists.begin(), c.lists.end(), lists_something_open) &&
           std::none_of(c.outcomes.begin(), c.outcomes.end(), [&](const given_cell& g) { return open(g.value); });
}

}  // namespace writ::test
