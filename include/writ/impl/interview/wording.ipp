#include "writ/detail/interview/wording.hpp"

#include <algorithm>
#include <unordered_set>

#include "writ/model/reads.hpp"
#include "writ/model/words.hpp"

// What a question says: its text, the answers there are, and the rules that wait for it.

namespace writ::interview_detail {

using kind_of = open_thing::kind_of;

namespace wording_detail {

/// Whether a rule reads a fact, or the moment of decision: itself, through definitions, or through decisions too.
inline bool reads(const model::model& m, model::rule_id rule, const open_thing& t, bool through_decisions) {
    model::reading all(m, m[m[rule].decision].pack);
    all.add(rule);
    for (std::size_t k = 0; k < all.result().terms.size(); ++k) {
        const model::term_id next = all.result().terms[k].id;
        if (through_decisions || m[next].kind != model::term_kind::decision) all.add(next);
    }
    if (is_clock(t)) return all.result().clock;
    const auto& facts = all.result().facts;
    return std::any_of(facts.begin(), facts.end(), [&](const auto& f) { return model::index(f.id) == t.id; });
}

}  // namespace wording_detail

question question_writer::ask(const open_thing& t, model::term_id about, const decision& so_far) const {
    question out;
    out.path = path_of(m_, t);
    out.text = text(t);
    out.type = type_of(m_, t);
    out.kind = kind(out.type, is_clock(t) ? model::pack_id{} : m_.facts[t.id].pack);
    out.choices = choices(out.type);
    out.why = why(t, about, so_far);
    return out;
}

std::string question_writer::text(const open_thing& t) const {
    if (t.kind == kind_of::now) return words(phrase::which_moment);
    if (t.kind == kind_of::today) return words(phrase::which_day);
    const model::fact& f = m_.facts[t.id];
    const model::message& asked = t.kind == kind_of::fact ? f.ask : m_.records[f.type.ref].fields[t.field].ask;
    const std::string out = asked.empty() ? in_words(t) : model::words(asked, language_);
    if (t.kind != kind_of::fact) return out;
    if (f.type.base == base_type::list) return words(phrase::how_many, {out});
    return f.type.base == base_type::record ? words(phrase::is_there_one, {out}) : out;
}

std::string question_writer::in_words(const open_thing& t) const {
    const auto named = [&](const model::message& called, std::string name) {
        if (!called.empty()) return model::words(called, language_);
        std::replace(name.begin(), name.end(), '_', ' ');
        return name;
    };
    const model::fact& f = m_.facts[t.id];
    if (t.kind == kind_of::fact) return named(f.called, f.group + ": " + f.name);
    const model::field& field = m_.records[f.type.ref].fields[t.field];
    const std::string element = t.kind == kind_of::element ? " " + std::to_string(t.element) : "";
    return named(f.called, f.name) + element + ": " + named(field.called, field.name);
}

std::string question_writer::kind(const writ::type& t, model::pack_id pack) const {
    std::string out = plain_kind(t, pack);
    if (t.ranged) {
        const auto shown = [&](const rational& r) {
            scalar_value v;
            v.base = base_type::number;
            v.number = r;
            v.percent = t.percent;
            v.places = t.percent ? std::int16_t{2} : std::int16_t{-1};
            return to_string(v);
        };
        out = words(phrase::from_to, {out, shown(t.low), shown(t.high)});
    }
    return t.optional ? words(phrase::or_say_absent, {out}) : out;
}

std::string question_writer::plain_kind(const writ::type& t, model::pack_id pack) const {
    switch (t.base) {
        case base_type::boolean: return words(phrase::yes_or_no);
        case base_type::number:
            if (t.percent) return words(phrase::a_percentage);
            return words(t.places == 0 ? phrase::a_whole_number : phrase::a_number);
        case base_type::money: {
            const currency_code code = t.currency != 0 ? t.currency : currency_[model::index(pack)];
            if (code == 0) return words(phrase::an_amount, {"USD 100.00"});
            return words(phrase::an_amount, {currency_name(code) + (minor_places(code) == 0 ? " 100" : " 100.00")});
        }
        case base_type::date: return words(phrase::a_date);
        case base_type::time: return words(phrase::a_time);
        case base_type::instant: return words(phrase::an_instant);
        case base_type::duration: return words(phrase::a_duration);
        case base_type::span: return words(phrase::a_span);
        case base_type::text: return words(phrase::a_text);
        case base_type::set: return words(phrase::any_of_these);
        case base_type::list:
            return words(phrase::from_to,
                         {words(phrase::a_whole_number), std::to_string(t.least), std::to_string(t.most)});
        case base_type::record: return words(phrase::yes_or_no);
        default: return words(phrase::one_of_these);
    }
}

std::vector<choice> question_writer::choices(const writ::type& t) const {
    std::vector<choice> out;
    const auto add = [&](std::string value, std::string title) { out.push_back({std::move(value), std::move(title)}); };
    switch (t.base) {
        case base_type::boolean:
            add("yes", words(phrase::yes));
            add("no", words(phrase::no));
            break;
        case base_type::record:
            add("yes", words(phrase::yes));
            if (t.optional) add("absent", words(phrase::no));
            return out;
        case base_type::weekday:
            for (const char* day : {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}) add(day, "");
            break;
        case base_type::calendar:
            for (const auto& c : m_.calendars) add(c.name, "");
            break;
        case base_type::enumeration:
        case base_type::set:
            for (const auto& v : m_.enums[t.ref].values) add(v.name, model::words(v.label, language_));
            break;
        default: return out;
    }
    if (t.optional && t.base != base_type::set) add("absent", words(phrase::absent));
    return out;
}

/// Rules that may speak and read the thing: those of the decision itself first, and those that read it without another
/// decision between.
std::vector<std::string> question_writer::why(const open_thing& t, model::term_id about, const decision& so_far) const {
    constexpr std::size_t few = 2;
    const std::unordered_set<std::string_view> possible(so_far.possible_rules.begin(), so_far.possible_rules.end());
    std::vector<std::string> out;
    for (const bool through_decisions : {false, true})
        for (const bool own : {true, false})
            for (std::uint32_t r = 0; r < m_.rules.size() && out.size() < few; ++r) {
                const model::rule& rule = m_.rules[r];
                if ((rule.decision == about) != own || !possible.contains(rule.path)) continue;
                if (!wording_detail::reads(m_, model::rule_id{r}, t, through_decisions)) continue;
                std::string line = rule_line(rule);
                if (std::find(out.begin(), out.end(), line) == out.end()) out.push_back(std::move(line));
            }
    return out;
}

std::string question_writer::rule_line(const model::rule& r) const {
    const model::term& of = m_[r.decision];
    std::string out = of.title.empty() ? of.name : model::words(of.title, language_);
    if (r.kind == model::rule_kind::otherwise) out += ": " + words(phrase::otherwise);
    else if (!r.title.empty()) out += ": " + model::words(r.title, language_);
    else if (r.labelled) out += ": " + r.name;
    for (std::size_t k = 0; k < r.cites.size(); ++k) out += (k == 0 ? " [" : "; ") + r.cites[k];
    return r.cites.empty() ? out : out + "]";
}

}  // namespace writ::interview_detail
