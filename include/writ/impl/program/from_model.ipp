#include "writ/program/from_model.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace writ::program {
namespace from_model_detail {

class lowering {
public:
    explicit lowering(const model::model& m) : m_(m) {}

    result<program> run() {
        p_.layout = layout_of(m_);
        p_.texts = text_constants(m_);
        p_.locals = m_.locals.size();
        lower_packs();
        lower_types();
        lower_asked();
        for (const auto& b : m_.binders) p_.binders.push_back(lower(b));
        for (const auto& e : m_.expressions) p_.code.push_back(lower(e));
        for (const auto& b : m_.blocks) p_.blocks.push_back({lower(b.quals), b.complete && !has_exceptions(b)});
        for (const auto& r : m_.rules) p_.rules.push_back(lower(r));
        for (const auto& t : m_.terms) p_.terms.push_back(lower(t));
        for (const auto& p : m_.procedures) p_.procedures.push_back(lower(p));
        for (const auto& r : m_.requirements) p_.requirements.push_back({index(r.condition), index(r.pack)});
        if (has_error(diagnostics_)) return diagnostics_;
        return std::move(p_);
    }

private:
    template <class Ids>
    range run_of(const Ids& ids) {
        const range r{static_cast<std::uint32_t>(p_.ids.size()), static_cast<std::uint32_t>(ids.size())};
        for (auto id : ids) p_.ids.push_back(static_cast<std::uint32_t>(id));
        return r;
    }

    std::uint32_t type_index(const type& t) {
        const auto key = std::tuple(t.base, t.ref, t.places, t.low.num, t.high.num);
        for (auto [at, end] = types_.equal_range(key); at != end; ++at)
            if (p_.types[at->second] == t) return at->second;
        const auto n = static_cast<std::uint32_t>(p_.types.size());
        p_.types.push_back(t);
        types_.emplace(key, n);
        return n;
    }

    void lower_packs() {
        std::map<std::string, std::uint32_t> zones;
        for (const auto& c : m_.calendars) p_.calendars.push_back(working_days_of(c));
        for (std::uint32_t i = 0; i < m_.packs.size(); ++i) p_.packs.push_back(lower(m_.packs[i], i, zones));
    }

    pack_code lower(const model::pack& k, std::uint32_t number, std::map<std::string, std::uint32_t>& zones) {
        pack_code out;
        const std::uint32_t regions = k.region_enum ? static_cast<std::uint32_t>(m_[*k.region_enum].values.size()) : 0;
        out.region = k.region ? index(*k.region) : none;
        out.regions = regions;
        std::vector<std::uint32_t> by_region;
        for (const auto& name : k.zones) by_region.push_back(name.empty() ? none : zone_index(name, k.where, zones));
        out.zones = run_of(by_region);
        std::vector<std::uint32_t> calendars(regions, none);
        for (std::uint32_t c = 0; c < m_.calendars.size(); ++c)
            for (std::uint32_t r = 0; r < regions; ++r)
                if (index(m_.calendars[c].pack) == number && m_.calendars[c].regions.test(r) && calendars[r] == none)
                    calendars[r] = c;
        out.calendars = run_of(calendars);
        out.currencies = run_of(k.money);
        return out;
    }

    std::uint32_t zone_index(const std::string& name, const span& where, std::map<std::string, std::uint32_t>& zones) {
        if (const auto it = zones.find(name); it != zones.end()) return it->second;
        auto z = zone::find(name);
        if (z == nullptr) diagnostics_.push_back(make_diagnostic(diagnostic_code::zone_not_in_database, where, {name}));
        p_.zones.push_back(std::move(z));
        return zones[name] = static_cast<std::uint32_t>(p_.zones.size() - 1);
    }

    void lower_types() {
        for (const auto& e : m_.enums) p_.enum_sizes.push_back(static_cast<std::uint32_t>(e.values.size()));
        for (const auto& r : m_.records) {
            std::vector<std::uint32_t> types;
            for (const auto& f : r.fields) types.push_back(type_index(f.type));
            p_.records.push_back(run_of(types));
        }
        for (const auto& f : m_.facts) {
            p_.fact_types.push_back(type_index(f.type));
            p_.fact_packs.push_back(index(f.pack));
            p_.fact_tellers.push_back(f.told_by ? index(*f.told_by) : none);
        }
    }

    bool has_exceptions(const model::block& b) const {
        return std::any_of(b.rows.begin(), b.rows.end(), [&](model::rule_id r) { return !m_[r].exceptions.empty(); });
    }

    static binder_code lower(const model::binder& b) {
        return {index(b.variable), index(b.list), b.rel, index(b.reference), b.where ? index(*b.where) : none};
    }

    instruction lower(const model::expression& e) {
        instruction i;
        i.what = e.what;
        i.base = e.type.base;
        i.mode = e.mode;
        i.operands = run_of(e.args);
        i.index = e.index;
        i.type = type_index(e.type);
        if (e.details->binder) i.extra = index(*e.details->binder);
        lower_payload(e, i);
        return i;
    }

    void lower_payload(const model::expression& e, instruction& i) {
        switch (e.what) {
            case op::number:
            case op::money: i.index = pooled(p_.numbers, e.number); break;
            case op::date:
            case op::time:
            case op::instant:
            case op::duration:
            case op::duration_of:
            case op::newest:
            case op::oldest: i.index = pooled(p_.integers, e.details->integer); break;
            case op::span:
            case op::span_of: i.index = pooled(p_.spans, e.details->span_value); break;
            case op::text: i.index = text_id(e.details->text); break;
            case op::matches: i.index = pattern_index(e); break;
            case op::set_literal: i.extra = conditions(e); break;
            case op::record_literal: i.extra = run_of(e.details->fields).first; break;
            default: break;
        }
    }

    template <class T>
    static std::uint32_t pooled(std::vector<T>& pool, const T& x) {
        const std::size_t n = pool.size();
        for (std::size_t i = n; i-- > (n > 16 ? n - 16 : 0);)
            if (pool[i] == x) return static_cast<std::uint32_t>(i);
        pool.push_back(x);
        return static_cast<std::uint32_t>(n);
    }

    std::uint32_t text_id(const std::string& text) const {
        const auto it = std::lower_bound(p_.texts.begin(), p_.texts.end(), text);
        return static_cast<std::uint32_t>(it - p_.texts.begin());
    }

    std::uint32_t pattern_index(const model::expression& e) {
        std::string why;
        p_.patterns.push_back(make_pattern(e.details->text, why));
        if (p_.patterns.back() == nullptr)
            diagnostics_.push_back(make_diagnostic(diagnostic_code::bad_pattern, e.where, {e.details->text, why}));
        return static_cast<std::uint32_t>(p_.patterns.size() - 1);
    }

    /// Where the conditions of a set literal's members stand; `none` for a member without one.
    std::uint32_t conditions(const model::expression& e) {
        bool any = false;
        std::vector<std::uint32_t> out;
        for (std::size_t k = 0; k < e.args.size(); ++k) {
            const bool has = k < e.details->conditions.size() && e.details->conditions[k].has_value();
            out.push_back(has ? index(*e.details->conditions[k]) : none);
            any = any || has;
        }
        return any ? run_of(out).first : none;
    }

    /// What rules ask for, each once, in the order of the facts.
    void lower_asked() {
        std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::string> all;
        for (const auto& r : m_.rules)
            for (const auto& a : r.asks)
                all.emplace(std::tuple(index(a.fact), a.element.value_or(0), a.field ? *a.field + 1 : 0), a.path);
        for (const auto& [place, path] : all) p_.asked.push_back(path);
    }

    range asked(const model::rule& r) {
        std::vector<std::uint32_t> out;
        for (const auto& a : r.asks) {
            const auto it = std::find(p_.asked.begin(), p_.asked.end(), a.path);
            out.push_back(static_cast<std::uint32_t>(it - p_.asked.begin()));
        }
        return run_of(out);
    }

    std::uint32_t lower(const model::qualifiers& q) {
        if (!q.regional && !q.from && !q.until && !p_.quals.empty()) return 0;
        if (p_.quals.empty()) p_.quals.emplace_back();  // number 0: always
        if (!q.regional && !q.from && !q.until) return 0;
        quals_code c;
        c.regional = q.regional;
        c.has_from = q.from.has_value();
        c.has_until = q.until.has_value();
        for (std::size_t r = 0; r < q.regions.size(); ++r)
            if (q.regions.test(r)) c.regions[r >> 6] |= std::uint64_t{1} << (r & 63);
        c.until = q.until.value_or(0);
        c.effective = days_run(q.effective);
        c.as_of = q.as_of ? index(*q.as_of) : none;
        p_.quals.push_back(c);
        return static_cast<std::uint32_t>(p_.quals.size() - 1);
    }

    range days_run(const std::vector<day_number>& days) {
        const range r{static_cast<std::uint32_t>(p_.days.size()), static_cast<std::uint32_t>(days.size())};
        p_.days.insert(p_.days.end(), days.begin(), days.end());
        return r;
    }

    rule_code lower(const model::rule& r) {
        rule_code c;
        c.kind = r.kind;
        c.layer = r.layer;
        c.does_not_apply = r.does_not_apply;
        c.asks = asked(r);
        c.term = index(r.decision);
        c.quals = r.kind == model::rule_kind::row ? lower(model::qualifiers{}) : lower(r.quals);
        c.then = r.then ? index(*r.then) : none;
        c.block = r.block ? index(*r.block) : none;
        std::vector<model::expr_id> whens;
        for (const auto& cell : r.cells)
            if (cell.condition) whens.push_back(*cell.condition);
        whens.insert(whens.end(), r.whens.begin(), r.whens.end());
        c.whens = run_of(whens);
        c.fors = run_of(r.fors);
        c.exceptions = run_of(r.exceptions);
        return c;
    }

    term_code lower(const model::term& t) {
        term_code c;
        c.kind = t.kind;
        c.takes = t.takes;
        c.always_speaks = t.always_speaks;
        c.pack = index(t.pack);
        c.type = type_index(t.type);
        c.parameters = run_of(t.parameters);
        c.body = t.body ? index(*t.body) : none;
        c.as_of = t.as_of ? index(*t.as_of) : none;
        c.base = t.base ? index(*t.base) : none;
        lower_entries(t, c);
        c.rules = run_of(t.rules);
        c.otherwise = t.otherwise ? index(*t.otherwise) : none;
        return c;
    }

    void lower_entries(const model::term& t, term_code& c) {
        std::set<day_number> days;
        c.entries = {static_cast<std::uint32_t>(p_.entries.size()), static_cast<std::uint32_t>(t.entries.size())};
        std::vector<entry_code> entries;
        for (const auto& e : t.entries) {
            entries.push_back({lower(e.quals), e.value ? index(*e.value) : none});
            const auto& d = e.quals.effective;
            c.by_region = c.by_region || e.quals.regional ||
                          std::adjacent_find(d.begin(), d.end(), std::not_equal_to<>()) != d.end();
            c.dated = c.dated || e.quals.from || e.quals.until;
            days.insert(d.begin(), d.end());
            if (e.quals.until) days.insert(*e.quals.until + 1);
        }
        p_.entries.insert(p_.entries.end(), entries.begin(), entries.end());
        c.days = days_run({days.begin(), days.end()});
    }

    procedure_code lower(const model::procedure& p) {
        procedure_code c;
        c.steps = {static_cast<std::uint32_t>(p_.steps.size()), static_cast<std::uint32_t>(p.nodes.size())};
        for (const auto& n : p.nodes) p_.steps.push_back(lower(n));
        c.start = p.start;
        c.ends = index(p.ends);
        return c;
    }

    step_code lower(const model::procedure_node& n) {
        step_code c;
        c.next = n.next ? index(*n.next) : none;
        c.until = n.until ? index(*n.until) : none;
        c.due = n.due ? index(*n.due) : none;
        c.runs = n.runs ? index(*n.runs) : none;
        c.who = n.who.value_or(none);
        c.queue = n.queue.value_or(none);
        c.actions = run_of(n.actions);
        std::vector<std::uint32_t> asks;
        for (const auto& a : n.asks)
            asks.insert(asks.end(), {index(a.fact), a.element.value_or(none), a.field.value_or(none)});
        c.asks = run_of(asks);
        return c;
    }

    const model::model& m_;
    program p_;
    std::multimap<std::tuple<base_type, std::uint32_t, std::int16_t, std::int64_t, std::int64_t>, std::uint32_t>
        types_;  ///< numbers of types by what tells most of them apart
    std::vector<diagnostic> diagnostics_;
};

}  // namespace from_model_detail

result<program> from_model(const model::model& m) { return from_model_detail::lowering(m).run(); }

}  // namespace writ::program
