#include "support/example_case.hpp"

#include <algorithm>
#include <functional>

#include "writ/case_layout.hpp"

namespace writ::test {

namespace {

using model::given_value;
using model::index;
using model::op;

class filler {
public:
    explicit filler(const model::model& m) : m_(m), layout_(layout_of(m)), own_texts_(text_constants(m)) {}

    case_data fill(const model::example& e) {
        out_.cells.resize(layout_.cells);
        out_.lists.resize(layout_.lists);
        given_.resize(m_.facts.size());
        outcomes_.resize(m_.terms.size());
        gather(e);
        if (as_of_) {
            if (const auto moment = parse_moment(*as_of_)) out_.as_of = *moment;
        }
        currencies();
        for (std::uint32_t i = 0; i < m_.facts.size(); ++i)
            place(m_.facts[i], layout_.facts[i], given_[i].empty() ? nullptr : &given_[i].front());
        for (std::uint32_t i = 0; i < m_.terms.size(); ++i) {
            if (outcomes_[i].empty()) continue;
            const auto& t = m_.terms[i];
            const auto path = m_[t.pack].name + "." + t.name;
            out_.outcomes.push_back({i, cell_of(t.type, &outcomes_[i].front(), std::nullopt, path)});
        }
        return std::move(out_);
    }

private:
    /// The facts of those it is like first, then its own.
    void gather(const model::example& e) {
        if (e.like) gather(m_.examples[*e.like]);
        if (e.as_of) as_of_ = e.as_of;
        for (const auto& g : e.givens) {
            if (given_[index(g.fact)].empty()) given_[index(g.fact)].resize(1);
            auto& fact = given_[index(g.fact)].front();
            if (!g.element && !g.field) {
                fact = g.value;
            } else if (g.element) {
                if (*g.element == 0 || *g.element > fact.items.size()) {
                    out_.errors.push_back({fact_path(m_, g.fact), "there is no such element", {}});
                    continue;
                }
                auto& element = fact.items[*g.element - 1];
                g.field ? set_field(element, *g.field, g.value) : void(element = g.value);
            } else {
                fact.kind = given_value::kind_of::record;
                set_field(fact, *g.field, g.value);
            }
        }
        for (const auto& o : e.outcomes) outcomes_[index(o.term)] = {o.value};
    }

    static void set_field(given_value& record, std::uint32_t field, const given_value& value) {
        for (auto& [i, v] : record.fields)
            if (i == field) {
                v = value;
                return;
            }
        record.fields.push_back({field, value});
    }

    void currencies() {
        for (const auto& p : m_.packs) {
            currency_code c = p.money_by || p.money_by_value.empty() ? 0 : p.money_by_value[0];
            if (p.money_by) {
                const auto& f = m_[*p.money_by];
                const auto& given = given_[index(*p.money_by)];
                const auto cell = cell_of(f.type, given.empty() ? nullptr : &given.front(), f.assume, {});
                if (has_value(cell.state) && static_cast<std::size_t>(cell.value) < p.money_by_value.size())
                    c = p.money_by_value[static_cast<std::size_t>(cell.value)];
            }
            out_.currency.push_back(c);
        }
    }

    void place(const model::fact& f, const fact_place& at, const given_value* v) {
        const auto path = fact_path(m_, model::fact_id{static_cast<std::uint32_t>(&f - m_.facts.data())});
        pack_ = index(f.pack);
        if (at.kind == fact_place::kind_of::list) return place_list(f, out_.lists[at.at], v, path);
        out_.cells[at.at] = cell_of(f.type, v, f.told_by ? std::nullopt : f.assume, path);
        if (at.kind != fact_place::kind_of::record || !v || v->kind != given_value::kind_of::record) return;
        out_.cells[at.at].state = presence::known;
        place_fields(f.type, *v, path, [&](std::uint32_t i) -> cell& { return out_.cells[at.at + 1 + i]; });
    }

    void place_fields(const type& t, const given_value& v, const std::string& path,
                      const std::function<cell&(std::uint32_t)>& to) {
        const auto& fields = m_.records[t.ref].fields;
        for (std::uint32_t i = 0; i < fields.size(); ++i) {
            const given_value* own = nullptr;
            for (const auto& [field, value] : v.fields)
                if (field == i) own = &value;
            to(i) = cell_of(fields[i].type, own, fields[i].assume, path + "." + fields[i].name);
        }
    }

    void place_list(const model::fact& f, list_data& l, const given_value* v, const std::string& path) {
        if (!v || v->kind == given_value::kind_of::unknown) {
            l.state = v ? presence::unknown : presence::missing;
            return;
        }
        if (v->kind == given_value::kind_of::absent) {
            l.state = presence::absent;
            return;
        }
        const auto fields = static_cast<std::uint32_t>(m_.records[f.type.ref].fields.size());
        l.state = presence::known;
        l.count = static_cast<std::uint32_t>(v->items.size());
        if (l.count < f.type.least || l.count > f.type.most)
            out_.errors.push_back({path, "too few or too many elements", {}});
        std::vector<std::vector<cell>> elements(l.count, std::vector<cell>(fields));
        for (std::uint32_t e = 0; e < l.count; ++e) {
            place_fields(f.type, v->items[e], path + "[" + std::to_string(e + 1) + "]",
                         [&](std::uint32_t i) -> cell& { return elements[e][i]; });
            l.given.push_back(e + 1);
        }
        if (f.type.sorted_on >= 0) {
            const auto key = static_cast<std::size_t>(f.type.sorted_on);
            for (const auto& e : elements)
                if (!has_value(e[key].state)) out_.errors.push_back({path, "an element without its key", {}});
            std::stable_sort(l.given.begin(), l.given.end(), [&](std::uint32_t a, std::uint32_t b) {
                return elements[a - 1][key].value < elements[b - 1][key].value;
            });
        }
        for (std::uint32_t i = 0; i < fields; ++i)
            for (std::uint32_t e = 0; e < l.count; ++e) l.cells.push_back(elements[l.given[e] - 1][i]);
    }

    cell cell_of(const type& t, const given_value* v, const std::optional<model::expr_id>& assume,
                 const std::string& path) {
        if (!v && assume && m_[*assume].what == model::op::absent) return {0, presence::assumed_absent};
        if (!v && assume) return {constant(t, *assume, path), presence::assumed};
        if (!v) return {};
        switch (v->kind) {
            case given_value::kind_of::unknown: return {0, presence::unknown};
            case given_value::kind_of::absent:
                if (!t.optional) out_.errors.push_back({path, "absent, but not optional", {}});
                return {0, presence::absent};
            case given_value::kind_of::set: return {static_cast<std::int64_t>(v->mask), presence::known};
            case given_value::kind_of::scalar: return {constant(t, *v->scalar, path), presence::known};
            default: return {0, presence::known};
        }
    }

    std::int64_t constant(const type& t, model::expr_id id, const std::string& path) {
        const auto& e = m_[id];
        switch (e.what) {
            case op::number:
            case op::money: {
                const auto currency = t.currency                     ? t.currency
                                      : pack_ < out_.currency.size() ? out_.currency[pack_]
                                                                     : currency_code{0};
                const auto mantissa = exact_scaled(e.number, e.what == op::money ? minor_places(currency) : t.places);
                if (!mantissa) out_.errors.push_back({path, "too many places", {}});
                if (t.ranged && (e.number < t.low || e.number > t.high))
                    out_.errors.push_back({path, "outside its range", {}});
                return mantissa.value_or(0);
            }
            case op::span: return pack_span(e.details->span_value);
            case op::text: return text(e.details->text);
            case op::date:
            case op::time:
            case op::instant:
            case op::duration: return e.details->integer;
            case op::negate: return -constant(t, e.args[0], path);
            case op::in_region_currency: {
                const auto named = m_[e.args[0]].type.currency;
                if (pack_ < out_.currency.size() && out_.currency[pack_] == 0) out_.currency[pack_] = named;
                if (pack_ < out_.currency.size() && named != out_.currency[pack_])
                    out_.errors.push_back({path, "money in another currency", {}});
                return constant(t, e.args[0], path);
            }
            default: return e.index;
        }
    }

    std::int64_t text(const std::string& word) {
        if (const auto own = std::find(own_texts_.begin(), own_texts_.end(), word); own != own_texts_.end())
            return own - own_texts_.begin();
        out_.texts.push_back(word);
        return static_cast<std::int64_t>(own_texts_.size() + out_.texts.size() - 1);
    }

    const model::model& m_;
    case_layout layout_;
    std::vector<std::string> own_texts_;
    std::vector<std::vector<given_value>> given_;     // by fact; empty: not given
    std::vector<std::vector<given_value>> outcomes_;  // by term
    std::optional<std::string> as_of_;
    std::uint32_t pack_ = 0;
    case_data out_;
};

std::string listed(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& w : words) out += (out.empty() ? "" : ", ") + w;
    return out;
}

bool same_members(std::vector<std::string> a, std::vector<std::string> b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b;
}

bool ends_with(const std::string& path, const std::vector<std::string>& end) {
    std::string tail;
    for (const auto& part : end) tail += (tail.empty() ? "" : ".") + part;
    return path == tail || path.ends_with("." + tail);
}

}  // namespace

case_data example_case(const model::model& m, const model::example& e) { return filler(m).fill(e); }

std::string disappointment(const model::model&, const model::expectation& expected, const decision& d) {
    using kind_of = model::expectation::kind_of;
    const bool surely =
        d.status == status::decided && d.value.is_known() && d.value.values.front().number == rational(1);
    bool good = false;
    switch (expected.kind) {
        case kind_of::holds: good = surely; break;
        case kind_of::needs: good = d.status == status::undetermined && same_members(d.needs, expected.paths); break;
        case kind_of::asks: good = surely && same_members(d.asks, expected.paths); break;
        case kind_of::fails: good = d.status == status::error; break;
        case kind_of::conflicts: good = d.status == status::conflict; break;
    }
    const auto& cited = expected.kind == kind_of::conflicts ? d.conflicts : d.rules;
    for (const auto& end : expected.by)
        good = good && std::any_of(cited.begin(), cited.end(), [&](const std::string& r) { return ends_with(r, end); });
    if (good) return {};
    return expected.source + ": " + std::string(to_string(d.status)) + " " + to_string(d.value) + " needs [" +
           listed(d.needs) + "] asks [" + listed(d.asks) + "] rules [" + listed(d.rules) + "] " + listed(d.conflicts) +
           d.error_text;
}

}  // namespace writ::test
