// case → YAML
#pragma once

#include "writ/io/write_case.hpp"

#include <algorithm>

#include "writ/detail/io/json_writer.hpp"
#include "writ/detail/io/read_scalar.hpp"

namespace writ::io {

namespace write_case_detail {

class writer {
public:
    writer(const model::model& m, const case_data& c)
        : m_(m), c_(c), layout_(layout_of(m)), constants_(text_constants(m)) {}

    std::string write() {
        if (c_.as_of.day || c_.as_of.instant) out_ += "as_of: " + format_moment(c_.as_of) + "\n";
        for (std::uint32_t p = 0; p < m_.packs.size(); ++p) write_pack(static_cast<model::pack_id>(p));
        return out_.empty() ? "{}\n" : out_;
    }

private:
    void write_pack(model::pack_id pack) {
        const bool main = model::index(pack) == 0;
        const std::string indent = main ? "" : "  ";
        const std::size_t begin = out_.size();
        if (!main) out_ += quoted_name(m_[pack].name) + ":\n";
        const std::size_t head = out_.size();
        std::vector<std::string> groups;
        for (const auto& f : m_.facts)
            if (f.pack == pack && std::find(groups.begin(), groups.end(), f.group) == groups.end())
                groups.push_back(f.group);
        for (const auto& g : groups) write_group(pack, g, indent);
        for (const auto& o : c_.outcomes) {
            const auto& term = m_.terms[o.term];
            if (term.pack == pack)
                out_ += indent + quoted_name(term.name) + ": " + value(term.type, pack, o.value) + "\n";
        }
        if (out_.size() == head) out_.resize(begin);
    }

    static std::string quoted_name(const std::string& name) {
        return name.find('.') == std::string::npos && is_plain_word(name) ? name : in_yaml_quotes(name);
    }

    void write_group(model::pack_id pack, const std::string& group, const std::string& indent) {
        const std::size_t begin = out_.size();
        out_ += indent + quoted_name(group) + ":\n";
        const std::size_t head = out_.size();
        for (std::size_t i = 0; i < m_.facts.size(); ++i) {
            const auto& f = m_.facts[i];
            if (f.pack != pack || f.group != group) continue;
            const std::string text = fact_value(f, layout_.facts[i], indent);
            if (!text.empty()) out_ += indent + "  " + quoted_name(f.name) + ":" + text + "\n";
        }
        if (out_.size() == head) out_.resize(begin);
    }

    std::string fact_value(const model::fact& f, const fact_place& at, const std::string& indent) const {
        if (at.kind == fact_place::kind_of::list) return list_value(f, c_.lists[at.at], indent);
        const cell& first = c_.cells[at.at];
        if (first.state == presence::missing || is_assumed(first.state)) return {};
        if (at.kind == fact_place::kind_of::record && first.state == presence::known)
            return " " + record_value(f.type, f.pack, &first + 1, 1);
        return " " + value(f.type, f.pack, first);
    }

    std::string list_value(const model::fact& f, const list_data& list, const std::string& indent) const {
        if (list.state == presence::missing || is_assumed(list.state)) return {};
        if (list.state == presence::unknown) return " {unknown: true}";
        if (list.state == presence::absent) return " null";
        if (list.count == 0) return " []";
        std::vector<std::string> elements(list.count);
        for (std::size_t i = 0; i < list.count; ++i)
            elements[list.given[i] - 1] = record_value(f.type, f.pack, list.cells.data() + i, list.count);
        std::string out;
        for (const auto& e : elements) out += "\n" + indent + "    - " + e;
        return out;
    }

    std::string record_value(const writ::type& t, model::pack_id pack, const cell* first, std::size_t step) const {
        const auto& fields = m_.records[t.ref].fields;
        std::string out;
        for (std::size_t f = 0; f < fields.size(); ++f) {
            const cell& c = first[f * step];
            if (c.state == presence::missing || is_assumed(c.state)) continue;
            out += (out.empty() ? "" : ", ") + quoted_name(fields[f].name) + ": " + value(fields[f].type, pack, c);
        }
        return "{" + out + "}";
    }

    std::string value(const writ::type& t, model::pack_id pack, const cell& c) const {
        if (c.state == presence::absent) return "null";
        if (c.state != presence::known) return "{unknown: true}";
        if (t.base == base_type::text) return in_yaml_quotes(text_of(c));
        if (t.base == base_type::set) return set_value(t, static_cast<std::uint64_t>(c.value));
        detail::scalar_reading r;
        r.value = c.value;
        r.currency = t.currency != 0 ? t.currency : c_.currency[model::index(pack)];
        if (t.base == base_type::money && r.currency == 0) return "0";
        const scalar_value shown = detail::shown_value(m_, t, r);
        const bool words = shown.name.empty() && t.base != base_type::span && t.base != base_type::duration;
        const std::string text = to_string(shown);
        return words || is_plain_word(text) ? text : in_yaml_quotes(text);
    }

    /// Names and counts may stand without quotes unless YAML reads them as something else.
    static bool is_plain_word(const std::string& text) {
        static const std::vector<std::string> taken{"null", "Null", "NULL", "unknown", "absent"};
        return std::find(taken.begin(), taken.end(), text) == taken.end();
    }

    std::string set_value(const writ::type& t, std::uint64_t mask) const {
        std::string out;
        const auto& values = m_.enums[t.ref].values;
        for (std::size_t i = 0; i < values.size() && i < 64; ++i)
            if ((mask >> i & 1u) != 0)
                out += (out.empty() ? "" : ", ") +
                       (is_plain_word(values[i].name) ? values[i].name : in_yaml_quotes(values[i].name));
        return "[" + out + "]";
    }

    const std::string& text_of(const cell& c) const {
        const auto id = static_cast<std::size_t>(c.value);
        return id < constants_.size() ? constants_[id] : c_.texts[id - constants_.size()];
    }

    const model::model& m_;
    const case_data& c_;
    case_layout layout_;
    std::vector<std::string> constants_;
    std::string out_;
};

}  // namespace write_case_detail

std::string write_yaml_case(const model::model& m, const case_data& c) {
    return write_case_detail::writer(m, c).write();
}

/// In the quotes of JSON, which YAML reads too (yaml-cpp does not join the two halves of an escaped character, but the
/// writer escapes none).
std::string in_yaml_quotes(std::string_view text) {
    detail::json_writer w;
    w.text(text);
    return w.take();
}

}  // namespace writ::io
