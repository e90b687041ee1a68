// A model as text.
#pragma once

#include "writ/model/print.hpp"

namespace writ::model {

namespace print_detail {

/// Writes lines with the indentation of the parts they belong to.
class printer {
public:
    explicit printer(const model& m) : m_(m) {}

    std::string whole() {
        for (std::size_t i = 0; i < m_.packs.size(); ++i) pack_lines(m_.packs[i]);
        for (const enumeration& e : m_.enums) enum_line(e);
        for (const record& r : m_.records) {
            line(0, "record " + r.name);
            for (const field& f : r.fields) field_line(f.name, f.type, f.assume, f.ask, 1);
        }
        for (std::size_t i = 0; i < m_.facts.size(); ++i) {
            const fact& f = m_.facts[i];
            field_line("fact " + fact_path(m_, fact_id{static_cast<std::uint32_t>(i)}), f.type, f.assume, f.ask, 0);
            if (f.told_by) line(1, "told by " + print(m_, *m_[*f.told_by].body));
        }
        for (const requirement& r : m_.requirements) {
            line(0, "require " + print(m_, r.condition));
            message_line("because", r.because, 1);
        }
        for (const calendar& c : m_.calendars) calendar_line(c);
        for (const term& t : m_.terms)
            if (!t.generated) term_lines(t);
        for (const example& e : m_.examples) example_lines(e);
        return std::move(text_);
    }

private:
    void line(std::size_t depth, const std::string& words) {
        text_.append(2 * depth, ' ');
        for (const char c : words) {
            if (c == '\n') text_ += "\\n";
            else text_ += c;
        }
        text_ += '\n';
    }

    void pack_lines(const pack& p) {
        line(0, "pack " + p.name + (p.version.empty() ? "" : " version " + p.version));
        for (const std::string& l : p.languages) line(1, "language " + l);
        for (const std::string& a : p.audiences) line(1, "audience " + a);
        for (const std::string& a : p.internal) line(1, "internal " + a);
        if (p.region) line(1, "region " + fact_path(m_, *p.region));
        for (std::size_t i = 0; i < p.zones.size(); ++i)
            line(1, "zone " + (p.one_zone ? "" : region(p, i) + " ") + p.zones[i]);
        for (std::size_t i = 0; i < p.money.size(); ++i)
            if (p.money[i] != 0) line(1, "money " + region(p, i) + " " + currency_name(p.money[i]));
        if (p.default_rounding == rounding::half_up) line(1, "rounding half_up");
        if (p.citations_required) line(1, "citations required");
        for (const pack_id used : p.uses) line(1, "use " + m_[used].name);
    }

    std::string region(const pack& p, std::size_t i) const {
        return p.region_enum && i < m_[*p.region_enum].values.size() ? m_[*p.region_enum].values[i].name
                                                                     : std::to_string(i);
    }

    void enum_line(const enumeration& e) {
        std::string values;
        for (const enum_value& v : e.values) values += (values.empty() ? " " : ", ") + v.name;
        line(0, "enum " + e.name + (e.ordered ? " ordered" : "") + values);
        for (const enum_value& v : e.values) message_line(v.name, v.label, 1);
    }

    void field_line(const std::string& name, const type& t, const std::optional<expr_id>& assume, const message& ask,
                    std::size_t depth) {
        line(depth, name + " : " + print(m_, t) + (assume ? " assume " + print(m_, *assume) : ""));
        message_line("ask", ask, depth + 1);
    }

    void message_line(const std::string& head, const message& m, std::size_t depth) {
        for (const message_text& t : m.texts) {
            std::string words;
            for (const message_piece& p : t.pieces) words += p.value ? "{" + print(m_, *p.value) + "}" : p.words;
            line(depth, head + " " + t.language + " \"" + words + "\"");
        }
    }

    void calendar_line(const calendar& c) {
        std::string words = "calendar " + c.name + regions(c.pack, c.regions);
        const bool covers = c.first_year <= c.last_year;
        words += covers ? ' ' + std::to_string(c.first_year) + " .. " + std::to_string(c.last_year) : " none";
        line(0, words + ", weekend mask " + std::to_string(c.weekend_mask));
        for (const auto& h : c.holidays) line(1, format_date(h.day));
    }

    std::string regions(pack_id p, const value_set& set) const {
        std::string words;
        const auto& e = m_[p].region_enum;
        for (std::size_t i = 0; e && i < m_[*e].values.size(); ++i)
            if (set[i]) words += (words.empty() ? " in " : ", ") + m_[*e].values[i].name;
        return words;
    }

    std::string quals(pack_id p, const qualifiers& q) const {
        std::string words = q.law ? " law" : "";
        if (q.regional) words += q.regions.none() ? " in nowhere" : regions(p, q.regions);
        if (q.from) words += " from " + format_date(*q.from);
        if (q.announced) words += " announced " + format_date(*q.announced) + " effective";
        for (std::size_t i = 0; q.announced && i < q.effective.size(); ++i) words += " " + format_date(q.effective[i]);
        if (q.until) words += " until " + format_date(*q.until);
        if (q.as_of) words += " as of " + print(m_, *q.as_of);
        return words;
    }

    void term_lines(const term& t) {
        static constexpr const char* kinds[] = {"define ", "param ", "decision "};
        static constexpr const char* takes_names[] = {"",           " takes first",   " takes all",
                                                      " takes sum", " takes largest", " takes smallest"};
        std::string head =
            kinds[static_cast<std::size_t>(t.kind)] + (t.pack == pack_id{0} ? t.name : m_[t.pack].name + "." + t.name);
        for (std::size_t i = 0; i < t.parameters.size(); ++i)
            head += (i == 0 ? "(" : ", ") + m_[t.parameters[i]].name + " : " + print(m_, m_[t.parameters[i]].type);
        if (!t.parameters.empty()) head += ")";
        line(0, head + " : " + print(m_, t.type) + takes_names[static_cast<std::size_t>(t.takes)]);
        message_line("title", t.title, 1);
        if (t.body) line(1, print(m_, *t.body));
        if (t.as_of) line(1, "as of " + print(m_, *t.as_of));
        if (t.base) line(1, "value " + print(m_, *t.base));
        for (const param_entry& e : t.entries)
            line(1, "value" + quals(t.pack, e.quals) + (e.value ? " = " + print(m_, *e.value) : " undefined") +
                        (e.cite.empty() ? "" : " cite \"" + e.cite + "\""));
        if (t.kind != term_kind::decision)  // its rules have them
            for (const std::string& c : t.cites) line(1, "cite \"" + c + "\"");
        std::optional<block_id> block;
        for (const rule_id r : t.rules) {
            if (m_[r].block && m_[r].block != block) heading_line(*m_[r].block, t.pack);
            block = m_[r].block;
            rule_lines(r, t.pack, 1);
        }
        if (t.otherwise) rule_lines(*t.otherwise, t.pack, 1);
    }

    void heading_line(block_id b, pack_id p) {
        std::string words = m_[b].grid ? "grid" : "rows";
        for (std::size_t i = 0; i < m_[b].headings.size(); ++i)
            words += (i == 0 ? " over " : " | ") + print(m_, m_[b].headings[i]);
        line(1, words + quals(p, m_[b].quals));
    }

    void rule_lines(rule_id id, pack_id p, std::size_t depth) {
        static constexpr const char* kinds[] = {"rule ", "row ", "exception ", ""};
        const rule& r = m_[id];
        line(depth, kinds[static_cast<std::size_t>(r.kind)] + r.path + quals(p, r.quals) +
                        (r.does_not_apply ? " does not apply" : ""));
        message_line("title", r.title, depth + 1);
        for (const binder_id b : r.fors) {
            const binder& over = m_[b];
            line(depth + 1, "for " + m_[over.variable].name + " among " + print(m_, over.list) +
                                (over.where ? " where " + print(m_, *over.where) : ""));
        }
        for (const expr_id w : r.whens) line(depth + 1, "when " + print(m_, w));
        for (const cell& c : r.cells) line(depth + 1, c.condition ? "cell " + print(m_, *c.condition) : "cell -");
        if (r.then) line(depth + 1, "then " + print(m_, *r.then));
        for (const std::string& c : r.cites) line(depth + 1, "cite \"" + c + "\"");
        message_line("because", r.because, depth + 1);
        for (const say_note& s : r.says)
            message_line("say" + (s.audience.empty() ? "" : " " + s.audience), s.text, depth + 1);
        for (const asked_fact& a : r.asks) line(depth + 1, "ask " + a.path);
        for (const rule_id e : r.exceptions) rule_lines(e, p, depth + 1);
    }

    std::string given_text(const given_value& v) const {
        std::string words;
        switch (v.kind) {
            case given_value::kind_of::scalar: return v.scalar ? print(m_, *v.scalar) : "nothing";
            case given_value::kind_of::absent: return "absent";
            case given_value::kind_of::unknown: return "unknown";
            case given_value::kind_of::set: return "mask " + std::to_string(v.mask);
            case given_value::kind_of::list:
                for (const given_value& item : v.items) words += (words.empty() ? "" : ", ") + given_text(item);
                return "[" + words + "]";
            case given_value::kind_of::record:
                for (const auto& part : v.fields)
                    words += (words.empty() ? "" : ", ") + std::to_string(part.field) + ": " + given_text(part.value);
                return "{" + words + "}";
        }
        return words;
    }

    void example_lines(const example& e) {
        static constexpr const char* kinds[] = {"holds", "needs", "asks", "fails", "conflicts"};
        line(0, "example \"" + e.name + "\"" + (e.as_of ? " as of " + *e.as_of : "") +
                    (e.like ? " like \"" + m_.examples[*e.like].name + "\"" : ""));
        for (const given& g : e.givens) {
            std::string path = fact_path(m_, g.fact);
            if (g.element) path += "[" + std::to_string(*g.element) + "]";
            if (g.field) path += "." + m_.records[m_[g.fact].type.ref].fields[*g.field].name;
            line(1, "given " + path + " = " + given_text(g.value));
        }
        for (const given_outcome& o : e.outcomes)
            line(1, "given " + m_[m_[o.term].pack].name + "." + m_[o.term].name + " = " + given_text(o.value));
        for (const expectation& x : e.expects) {
            std::string words = std::string("expect ") + kinds[static_cast<std::size_t>(x.kind)] + " " +
                                (m_[x.question].body ? print(m_, *m_[x.question].body) : "nothing");
            for (const std::string& path : x.paths) words += " " + path;
            for (const auto& by : x.by) {
                words += " by ";
                for (std::size_t i = 0; i < by.size(); ++i) words += (i == 0 ? "" : ".") + by[i];
            }
            line(1, words);
        }
    }

    const model& m_;
    std::string text_;
};

}  // namespace print_detail

std::string print(const model& m) { return print_detail::printer(m).whole(); }

}  // namespace writ::model
