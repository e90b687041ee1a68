#include "writ/program/disassemble.hpp"

#include <array>

namespace writ::program {
namespace disassemble_detail {

// clang-format off: in the order of model::op
constexpr std::array op_names = {
    "boolean", "number", "money", "date", "time", "instant", "duration", "span", "enum_value", "weekday", "calendar",
    "text", "absent", "unknown", "fact", "local", "term", "field", "today", "now", "not", "and", "or", "choice",
    "equal", "not_equal", "less", "less_equal", "greater", "greater_equal", "earlier_element", "later_element", "has",
    "has_any", "has_all", "matches", "is_present", "is_absent", "is_known", "is_unknown", "is_empty", "add", "subtract",
    "multiply", "divide", "negate", "union", "minus", "span_of", "duration_of", "after", "before", "any", "every",
    "at_least", "at_most", "exactly", "count", "count_distinct", "sum", "largest_of", "smallest_of", "set_of", "list_of",
    "set", "record", "list", "newest", "oldest", "day_of", "weekday_of", "weekday_after", "month_start", "end_of",
    "moment", "rolled", "working_day", "business_days", "round", "clamp", "size", "lot", "largest", "smallest", "guarded",
    "required", "in_region_currency", "walk"};
// clang-format on
static_assert(op_names.size() == static_cast<std::size_t>(op::walk) + 1);

class printer {
public:
    printer(const program& p, const model::model& names) : p_(p), names_(names) {}

    std::string print() {
        line("; " + std::to_string(p_.code.size()) + " instructions, " + std::to_string(p_.terms.size()) + " terms, " +
             std::to_string(p_.rules.size()) + " rules, " + std::to_string(p_.layout.cells) + " cells, " +
             std::to_string(p_.layout.lists) + " lists");
        line("facts:");
        for (std::uint32_t f = 0; f < p_.layout.facts.size(); ++f) fact(f);
        line("code:");
        for (std::uint32_t i = 0; i < p_.code.size(); ++i) instruction_line(i);
        line("rules:");
        for (std::uint32_t r = 0; r < p_.rules.size(); ++r) rule(r);
        line("terms:");
        for (std::uint32_t t = 0; t < p_.terms.size(); ++t) term(t);
        if (!p_.procedures.empty()) line("procedures:");
        for (std::uint32_t i = 0; i < p_.procedures.size(); ++i) procedure(i);
        return std::move(out_);
    }

private:
    void line(const std::string& text) { out_ += text + "\n"; }

    static std::string slot(std::uint32_t i) { return "%" + std::to_string(i); }

    std::string run(range r, const char* mark) const {
        std::string s;
        for (const auto id : ids_of(p_, r)) s += (s.empty() ? "" : " ") + std::string(mark) + std::to_string(id);
        return s.empty() ? "-" : s;
    }

    void fact(std::uint32_t f) {
        static const char* const kinds[] = {"cell", "record", "list"};
        const fact_place& at = p_.layout.facts[f];
        line("  " + fact_path(names_, model::fact_id{f}) + " = " + kinds[static_cast<int>(at.kind)] + " " +
             std::to_string(at.at) + (at.fields != 0 ? " of " + std::to_string(at.fields) + " fields" : "") +
             (p_.fact_tellers[f] != none ? " told by " + names_.terms[p_.fact_tellers[f]].name : ""));
    }

    std::string payload(const instruction& c) const {
        switch (c.what) {
            case op::boolean: return c.index != 0 ? "yes" : "no";
            case op::number:
            case op::money: return to_string(p_.numbers[c.index]);
            case op::date: return format_date(p_.integers[c.index]);
            case op::time: return format_time(p_.integers[c.index]);
            case op::instant: return format_instant(p_.integers[c.index]);
            case op::duration:
            case op::duration_of: return format_duration(p_.integers[c.index]);
            case op::newest:
            case op::oldest: return std::to_string(p_.integers[c.index]);
            case op::span:
            case op::span_of: return format_span(p_.spans[c.index]);
            case op::enum_value: return names_.enums[p_.types[c.type].ref].values[c.index].name;
            case op::calendar: return names_.calendars[c.index].name;
            case op::text: return "\"" + p_.texts[c.index] + "\"";
            case op::fact: return fact_path(names_, model::fact_id{c.index});
            case op::local: return "$" + std::to_string(c.index) + " " + names_.locals[c.index].name;
            case op::term: return names_.terms[c.index].name;
            case op::walk: return names_.terms[index(names_.procedures[c.index].term)].name;
            case op::weekday:
            case op::field:
            case op::matches: return "#" + std::to_string(c.index);
            default: return {};
        }
    }

    void instruction_line(std::uint32_t i) {
        const instruction& c = p_.code[i];
        std::string s = "  " + slot(i) + " = " + op_names[static_cast<std::size_t>(c.what)];
        if (const auto what = payload(c); !what.empty()) s += " " + what;
        if (c.operands.count != 0) s += " " + run(c.operands, "%");
        if (c.extra != none && c.what >= op::any && c.what <= op::list_of) s += " " + binder(p_.binders[c.extra]);
        line(s);
    }

    std::string binder(const binder_code& b) const {
        static const char* const relations[] = {"", " before $", " after $", " other than $"};
        std::string s = "for $" + std::to_string(b.variable) + " among " + slot(b.list);
        if (b.relation != model::relation::none)
            s += relations[static_cast<int>(b.relation)] + std::to_string(b.reference);
        return b.where != none ? s + " where " + slot(b.where) : s;
    }

    void rule(std::uint32_t r) {
        const rule_code& c = p_.rules[r];
        std::string s = "  !" + std::to_string(r) + " " + names_.rules[r].path + ": when " + run(c.whens, "%");
        s += c.does_not_apply ? " then off" : " then " + slot(c.then);
        if (c.exceptions.count != 0) s += " unless " + run(c.exceptions, "!");
        static const char* const layers[] = {"", " regional", " law"};
        line(s + layers[static_cast<int>(c.layer)]);
    }

    void term(std::uint32_t t) {
        static const char* const takes[] = {"one", "first", "all", "sum", "largest", "smallest"};
        const term_code& c = p_.terms[t];
        std::string s = "  " + names_.terms[t].name + ": ";
        if (c.kind == model::term_kind::define) s += "define " + slot(c.body);
        else if (c.kind == model::term_kind::param) s += "param of " + std::to_string(c.entries.count) + " entries";
        else s += std::string("takes ") + takes[static_cast<int>(c.takes)] + " of " + run(c.rules, "!");
        if (c.otherwise != none) s += " otherwise !" + std::to_string(c.otherwise);
        line(s);
    }

    void procedure(std::uint32_t i) {
        const procedure_code& c = p_.procedures[i];
        const model::procedure& named = names_.procedures[i];
        line("  " + names_[named.term].name + ": from " + named.nodes[c.start].name + ", ends give " +
             names_.terms[c.ends].name);
        for (std::uint32_t k = 0; k < c.steps.count; ++k) {
            const step_code& s = p_.steps[c.steps.first + k];
            std::string words = "    " + named.nodes[k].name;
            if (s.next != none) words += " by " + names_.terms[s.next].name;
            if (s.until != none) words += " until " + slot(s.until);
            if (s.due != none) words += " due " + slot(s.due);
            if (s.runs != none) words += " after " + names_[names_.procedures[s.runs].term].name;
            line(words);
        }
    }

    const program& p_;
    const model::model& names_;
    std::string out_;
};

}  // namespace disassemble_detail

std::string disassemble(const program& p, const model::model& names) {
    return disassemble_detail::printer(p, names).print();
}

}  // namespace writ::program
