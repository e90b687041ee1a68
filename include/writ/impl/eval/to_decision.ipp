#include "writ/eval/to_decision.hpp"

#include <algorithm>

#include "writ/detail/eval/asked.hpp"
#include "writ/detail/eval/machine.hpp"
#include "writ/eval/evaluator.hpp"

namespace writ::eval {
namespace to_decision_detail {

/// Puts values of one static type in words.
class value_writer {
public:
    value_writer(const model::model& names, machine& m, model::pack_id pack) : names_(names), m_(m), pack_(pack) {}

    outcome write(const value& v, const type& t) {
        outcome o;
        o.absent = v.absent;
        o.error = v.errors != nullptr;
        switch (v.form) {
            case shape::nothing: break;
            case shape::any: o.kind = outcome::kind_of::any; break;
            case shape::bits: bits(v, t, o); break;
            case shape::range: range(v, t, o); break;
            case shape::masks: masks(v, t, o); break;
            case shape::spans: spans(v, o); break;
            case shape::texts: texts(v, o); break;
            case shape::list: list(v, t, o); break;
            case shape::record: record(v, t, o); break;
        }
        return o;
    }

private:
    scalar_value named(base_type base, std::string name) const {
        scalar_value s;
        s.base = base;
        s.name = std::move(name);
        return s;
    }

    scalar_value bit(std::uint32_t i, const type& t) const {
        static const char* const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
        switch (t.base) {
            case base_type::boolean: {
                scalar_value s;
                s.base = base_type::boolean;
                s.number = rational(i);
                return s;
            }
            case base_type::weekday: return named(t.base, days[i % 7]);
            case base_type::calendar: return named(t.base, names_.calendars[i].name);
            default: return named(base_type::enumeration, names_.enums[t.ref].values[i].name);
        }
    }

    void bits(const value& v, const type& t, outcome& o) const {
        o.kind = outcome::kind_of::values;
        for (std::uint32_t i = 0; i < 256; ++i)
            if (v.bits.test(i)) o.values.push_back(bit(i, t));
    }

    scalar_value number(const rational& r, const type& t) const {
        scalar_value s;
        s.base = t.base;
        s.number = r;
        s.places = t.places;
        s.percent = t.percent;
        if (t.base == base_type::money) s.currency = currency(t);
        return s;
    }

    currency_code currency(const type& t) const {
        if (t.currency != 0) return t.currency;
        const auto& all = m_.facts().currency;
        return index(pack_) < all.size() ? all[index(pack_)] : 0;
    }

    void range(const value& v, const type& t, outcome& o) const {
        if (is_determinate(v) || plain_count(v) == 1) {
            o.kind = outcome::kind_of::values;
            o.values.push_back(number(v.range.low, t));
            return;
        }
        o.kind = outcome::kind_of::interval;
        if (!v.low_open) o.low = number(v.range.low, t);
        if (!v.high_open) o.high = number(v.range.high, t);
    }

    void masks(const value& v, const type& t, outcome& o) const {
        o.kind = outcome::kind_of::set;
        const auto& values = names_.enums[t.ref].values;
        for (std::uint32_t i = 0; i < values.size() && i < 64; ++i) {
            if (v.masks.must >> i & 1) o.must.push_back(values[i].name);
            else if (v.masks.may >> i & 1) o.may.push_back(values[i].name);
        }
    }

    void spans(const value& v, outcome& o) const {
        o.kind = outcome::kind_of::values;
        const auto* all = v.count == 1 ? &v.spans.one : v.spans.more;
        for (std::uint32_t k = 0; k < v.count; ++k) {
            if (all[k].low_open || all[k].high_open || all[k].low != all[k].high) {
                o.kind = outcome::kind_of::any;
                o.values.clear();
                return;
            }
            scalar_value s;
            s.base = base_type::span;
            s.span_value = {all[k].low, all[k].unit, all[k].rolled};
            o.values.push_back(s);
        }
    }

    void texts(const value& v, outcome& o) const {
        o.kind = outcome::kind_of::values;
        const auto* ids = v.count == 1 ? &v.texts.one : v.texts.more;
        const auto& own = m_.code().texts;
        for (std::uint32_t k = 0; k < v.count; ++k)
            o.values.push_back(
                named(base_type::text, ids[k] < own.size() ? own[ids[k]] : m_.facts().texts[ids[k] - own.size()]));
        std::sort(o.values.begin(), o.values.end(),
                  [](const scalar_value& a, const scalar_value& b) { return a.name < b.name; });
    }

    void list(const value& v, const type& t, outcome& o) {
        o.kind = outcome::kind_of::list;
        o.open = v.list->has_generic;
        type of;
        of.base = t.element == base_type::any ? base_type::record : t.element;
        of.ref = t.ref;
        of.places = t.places;
        of.percent = t.percent;
        of.currency = t.currency;
        for (std::uint32_t k = 0; k < m_.list_size(v); ++k) {
            value there;
            const value item = m_.list_element(v, k, there);
            o.members.push_back({write(item, of), sure(there, true)});
        }
    }

    void record(const value& v, const type& t, outcome& o) {
        o.kind = outcome::kind_of::record;
        const record_value& r = *v.record;
        const auto& fields = names_.records[t.ref].fields;
        for (std::uint32_t k = 0; k < r.count && k < fields.size(); ++k)
            if (r.has >> k & 1) o.fields.emplace_back(fields[k].name, write(m_.record_field(r, k), fields[k].type));
    }

    const model::model& names_;
    machine& m_;
    model::pack_id pack_;
};

/// Puts an answer in words.
class decision_writer {
public:
    decision_writer(const model::model& names, machine& m, const answer& a) : names_(names), m_(m), a_(a) {}

    decision write(model::term_id question) {
        const model::term& t = names_[question];
        decision d;
        d.name = t.name;
        d.status = a_.status;
        if (a_.input_error) {
            input_error(d);
            return d;
        }
        d.value = value_writer(names_, m_, t.pack).write(a_.result, t.type);
        paths(a_.rules, d.rules);
        paths(a_.possible, d.possible_rules);
        paths(a_.outranked, d.outranked);
        for (const std::uint32_t r : a_.rules)
            if (names_.rules[r].decision == question) d.own_rules.push_back(names_.rules[r].path);
        needs(d);
        if (d.status == status::decided)
            for (const std::uint32_t k : a_.asks) d.asks.push_back(m_.code().asked[k]);
        for (const std::uint32_t c : a_.assumed) d.assumed.push_back(cell_path(c));
        d.provisional = !d.asks.empty();
        errors(d);
        return d;
    }

private:
    void input_error(decision& d) const {
        d.value.error = true;
        if (a_.requirement == none) {
            const case_error& e = m_.facts().errors.front();
            d.error_text = error_text(error_kind::input, {e.path, e.message});
            return;
        }
        const model::requirement& r = names_.requirements[a_.requirement];
        std::string words;
        if (!r.because.empty())
            for (const auto& piece : r.because.texts.front().pieces) words += piece.words;
        d.error_text = error_text(error_kind::requirement, {words});
        d.error_place = names_[r.condition].where;
    }

    void paths(const std::vector<std::uint32_t>& rules, std::vector<std::string>& out) const {
        for (const std::uint32_t r : rules) out.push_back(names_.rules[r].path);
    }

    /// Facts in file order, then what the policy owes by name.
    void needs(decision& d) const {
        std::vector<open_thing> owed;
        for (const std::uint32_t n : a_.needs) {
            const open_thing t = m_.thing(n);
            const bool policy = t.kind == open_thing::kind_of::param || t.kind == open_thing::kind_of::calendar;
            if (policy) owed.push_back(t);
            else need(t, d);
        }
        std::stable_sort(owed.begin(), owed.end(), [&](const open_thing& a, const open_thing& b) {
            return thing_path(names_, a) < thing_path(names_, b);
        });
        for (const open_thing& t : owed) need(t, d);
    }

    void need(const open_thing& t, decision& d) const {
        d.needs.push_back(thing_path(names_, t));
        using kind_of = open_thing::kind_of;
        if (t.kind == kind_of::param) {
            const model::term& p = names_.terms[t.id];
            std::string region;
            const auto& e = names_[p.pack].region_enum;
            if (t.region != none && e) region = names_[*e].values[t.region].name;
            d.policy.push_back({d.needs.back(), parameter_need_text(p.name, region)});
        } else if (t.kind == kind_of::calendar) {
            const model::calendar& c = names_.calendars[t.id];
            d.policy.push_back({d.needs.back(), calendar_need_text(c.name, c.first_year, c.last_year)});
        }
    }

    std::string cell_path(std::uint32_t cell) const {
        for (std::uint32_t f = 0; f < names_.facts.size(); ++f) {
            const fact_place& at = m_.code().layout.facts[f];
            const std::string path = fact_path(names_, model::fact_id{f});
            if (at.kind == fact_place::kind_of::list) {
                const list_data& l = m_.facts().lists[at.at];
                const std::uint32_t before = m_.cells_before(at.at);
                const auto lists = static_cast<std::uint32_t>(m_.facts().lists.size());
                if (cell == m_.cells_before(lists) + at.at) return path;
                if (cell < before || cell - before >= l.cells.size()) continue;
                const std::uint32_t k = cell - before;
                return path + "[" + std::to_string(l.given[k % l.count]) + "]." +
                       names_.records[names_.facts[f].type.ref].fields[k / l.count].name;
            }
            if (cell == at.at) return path;
            if (at.kind == fact_place::kind_of::record && cell > at.at && cell <= at.at + at.fields)
                return path + "." + names_.records[names_.facts[f].type.ref].fields[cell - at.at - 1].name;
        }
        return {};
    }

    span place_of(const error_site& e) const {
        if (e.at != none) return names_.expressions[e.at].where;
        return e.term != none ? names_.terms[e.term].where : span{};
    }

    std::string text_of(const error_site& e) const {
        if (e.kind == error_kind::conflict) {
            std::string rules;
            for (std::uint32_t k = 0; k < e.rule_count; ++k)
                rules += (k == 0 ? "" : ", ") + names_.rules[m_.conflict_rules()[e.first_rule + k]].path;
            return error_text(e.kind, {rules});
        }
        if (e.kind == error_kind::two_currencies) return two_currencies(e);
        if ((e.kind == error_kind::no_calendar || e.kind == error_kind::no_zone) && e.seen.num > 0 &&
            names_.packs[e.pack].region_enum)
            return error_text(
                e.kind,
                {names_[*names_.packs[e.pack].region_enum].values[static_cast<std::size_t>(e.seen.num - 1)].name});
        if (e.kind != error_kind::outside_range && e.kind != error_kind::not_rounded) return error_text(e.kind);
        const model::term& t = names_.terms[e.term];
        const auto shown = [&](const rational& r) {
            value v = number_value(r);
            return to_string(value_writer(names_, m_, t.pack).write(v, t.type));
        };
        return error_text(
            e.kind, {t.name, e.open ? std::string() : shown(e.seen), to_string(t.type.low), to_string(t.type.high)});
    }

    /// The currency that was written, and the one that the case is in.
    std::string two_currencies(const error_site& e) const {
        const model::expression& meets = names_.expressions[e.at];
        const currency_code written = names_[meets.args[0]].type.currency;
        const currency_code own = e.pack < m_.facts().currency.size() ? m_.facts().currency[e.pack] : 0;
        if (own == 0) return error_text(e.kind);
        return error_text(e.kind, {currency_name(written != 0 ? written : meets.type.currency), currency_name(own)});
    }

    /// The first error by place; all rules of all conflicts.
    void errors(decision& d) const {
        const error_site* first = nullptr;
        const auto key = [&](const error_site& e) {
            const span s = place_of(e);
            return std::tuple(s.file, s.begin, s.end, text_of(e));
        };
        std::vector<std::uint32_t> rules;
        for (const std::uint32_t n : a_.errors) {
            const error_site& e = m_.site(n);
            if (e.kind == error_kind::conflict) {
                const auto* begin = m_.conflict_rules().data() + e.first_rule;
                rules.insert(rules.end(), begin, begin + e.rule_count);
                if (d.status == status::error) continue;
            }
            if (first == nullptr || key(e) < key(*first)) first = &e;
        }
        std::sort(rules.begin(), rules.end());
        rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
        if (d.status == status::conflict) paths(rules, d.conflicts);
        if (first == nullptr || d.status == status::conflict) return;
        d.error_text = text_of(*first);
        if (first->at != none || first->term != none) d.error_place = place_of(*first);
    }

    const model::model& names_;
    machine& m_;
    const answer& a_;
};

}  // namespace to_decision_detail

decision to_decision(const model::model& names, machine& m, const answer& a, model::term_id question) {
    return to_decision_detail::decision_writer(names, m, a).write(question);
}

outcome to_outcome(const model::model& names, machine& m, const value& v, const type& t, model::pack_id pack) {
    return to_decision_detail::value_writer(names, m, pack).write(v, t);
}

std::string thing_path(const model::model& names, const open_thing& t) {
    using kind_of = open_thing::kind_of;
    switch (t.kind) {
        case kind_of::now: return "now";
        case kind_of::today: return "today";
        case kind_of::param:
        case kind_of::outcome: return term_path(names, model::term_id{t.id});
        case kind_of::calendar: return calendar_path(names, model::calendar_id{t.id});
        default: break;
    }
    std::string path = fact_path(names, model::fact_id{t.id});
    if (t.kind == kind_of::fact) return path;
    if (t.kind == kind_of::element) path += "[" + std::to_string(t.element) + "]";
    return path + "." + names.records[names.facts[t.id].type.ref].fields[t.field].name;
}

// ------------------------------------------------------------------ evaluator

namespace to_decision_detail {

/// The value of a decided answer as a cell; `missing` where one number does not hold it.
inline cell cell_of(const value& v, const type& t) {
    if (surely_absent(v)) return {0, presence::absent};
    if (!is_known(v)) return {};
    if (v.form == shape::bits) return {static_cast<std::int64_t>(v.bits.first()), presence::known};
    if (v.form == shape::masks) return {static_cast<std::int64_t>(v.masks.must), presence::known};
    if (v.form != shape::range) return {};
    const auto places = places_of_cell(t);
    const auto exact = places ? exact_scaled(v.range.low, *places) : std::nullopt;
    return exact ? cell{*exact, presence::known} : cell{};
}

/// And back.
inline value value_of(const cell& c, const type& t) {
    if (c.state != presence::known) return absent_value();
    switch (t.base) {
        case base_type::boolean:
        case base_type::enumeration:
        case base_type::weekday: return bit_value(static_cast<std::uint32_t>(c.value));
        default: return number_value(rational::scaled(c.value, places_of_cell(t).value_or(0)));
    }
}

}  // namespace to_decision_detail

evaluator::evaluator(const program::program& p, const model::model& names)
    : program_(&p), names_(&names), machine_(std::make_unique<machine>(p)), said_(std::make_unique<answer>()) {}
evaluator::evaluator(evaluator&&) noexcept = default;
evaluator& evaluator::operator=(evaluator&&) noexcept = default;
evaluator::~evaluator() = default;

void evaluator::load(const case_data& c) { machine_->load(c); }

bool evaluator::accepts() { return machine_->accepts(); }

const type& evaluator::type_of(model::term_id question) const {
    return program_->types[program_->terms[index(question)].type];
}

decision evaluator::decide(model::term_id question) {
    return to_decision(*names_, *machine_, machine_->ask(index(question)), question);
}

decision evaluator::tell(model::term_id question, const short_answer& known) {
    said_->status = known.status;
    said_->result = to_decision_detail::value_of(known.value, type_of(question));
    said_->rules.assign(known.rules.begin(), known.rules.end());
    find_asks(*program_, *said_);
    return tell(question, *said_);
}

decision evaluator::tell(model::term_id question, const answer& known) {
    return to_decision(*names_, *machine_, known, question);
}

const short_answer& evaluator::ask(model::term_id question) {
    const answer& a = machine_->ask(index(question));
    const bool decided = a.status == status::decided;
    answer_ = {a.status, decided ? to_decision_detail::cell_of(a.result, type_of(question)) : cell{}, a.rules};
    return answer_;
}

}  // namespace writ::eval
