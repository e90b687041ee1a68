// Rows of columns as cases.
#pragma once

#include "writ/detail/column_data.hpp"
#include "writ/io/case_builder.hpp"

namespace writ::columns_detail {

inline std::string spelled(std::int64_t value, int places) {
    std::string out = std::to_string(value);
    if (places <= 0) return out;
    const std::size_t sign = value < 0 ? 1 : 0, digits = static_cast<std::size_t>(places) + 1;
    if (out.size() - sign < digits) out.insert(sign, digits - (out.size() - sign), '0');
    return out.insert(out.size() - static_cast<std::size_t>(places), 1, '.');
}

/// Tells rows to a case builder, as a document would.
class row_reader {
public:
    explicit row_reader(const parts& p)
        : p_(p), m_(p.rules.stage_model()), to_(m_, p.rules.layout()), blank_(p.rules.empty_case()) {
        for (const fact_columns& f : p.facts) {
            const auto same = [&](const group& g) {
                return g.pack == m_.facts[f.fact].pack && g.name == m_.facts[f.fact].group;
            };
            auto home = std::find_if(groups_.begin(), groups_.end(), same);
            if (home == groups_.end()) home = groups_.insert(home, {m_.facts[f.fact].pack, m_.facts[f.fact].group, {}});
            home->facts.push_back(&f);
        }
        const auto by_pack = [](const group& a, const group& b) { return a.pack < b.pack; };
        std::stable_sort(groups_.begin(), groups_.end(), by_pack);
    }

    void read(std::size_t row, case_data& out) {
        row_ = row;
        to_.open_object();
        for (auto g = groups_.begin(); g != groups_.end();) {
            const model::pack_id pack = g->pack;
            const bool used = model::index(pack) != 0;
            if (used) to_.key(m_[pack].name), to_.open_object();
            for (; g != groups_.end() && g->pack == pack; ++g) tell(*g);
            if (used) to_.close();
        }
        to_.close();
        to_.finish(out);
        set_moment(out);
        const auto [first, end] = p_.wrong.equal_range(row);
        for (auto e = first; e != end; ++e) out.errors.push_back(e->second);
    }

private:
    struct group {
        model::pack_id pack{};
        std::string name;
        std::vector<const fact_columns*> facts;
    };

    void tell(const group& g) {
        to_.key(g.name);
        to_.open_object();
        for (const fact_columns* f : g.facts) tell(*f);
        to_.close();
    }

    void tell(const fact_columns& f) {
        const writ::type& t = m_.facts[f.fact].type;
        if (t.base != base_type::record && t.base != base_type::list) return tell(f.own, row_);
        if (f.whole && !is_there(f.own, row_)) return;
        to_.key(m_.facts[f.fact].name);
        if (t.base == base_type::record) return tell_fields(f, row_);
        to_.open_list();
        const auto end = static_cast<std::size_t>(f.own[row_ + 1]);
        for (auto i = static_cast<std::size_t>(f.own[row_]); i < end; ++i) tell_fields(f, i);
        to_.close();
    }

    void tell_fields(const fact_columns& f, std::size_t at) {
        to_.open_object();
        for (const auto& field : f.fields) tell(field.second, at);
        to_.close();
    }

    /// Whether there is a value; if not, says so.
    bool is_there(const column& c, std::size_t at) {
        if (c.is_valid(at)) return true;
        const when_empty says = c.each != nullptr ? c.each[at] : c.missing;
        if (says == when_empty::left_out) return false;
        to_.key(c.name);
        if (says == when_empty::absent) to_.null();
        else to_.unknown();
        return false;
    }

    void tell(const column& c, std::size_t at) {
        if (!is_there(c, at)) return;
        to_.key(c.name);
        const std::int64_t value = c[at];
        if (c.is_coded()) return tell_code(c, value);
        const bool too_great = value < 0 && c.of.bytes == 8 && !c.form.is_signed && c.type.base != base_type::set;
        if (too_great) return to_.number(std::to_string(static_cast<std::uint64_t>(value)));
        switch (c.type.base) {
            case base_type::boolean:
                if (value == 0 || value == 1) to_.boolean(value == 1);
                else to_.number(std::to_string(value));
                break;
            case base_type::number: to_.number(spelled(value, c.type.places)); break;
            case base_type::money: tell_money(c, value); break;
            case base_type::set: tell_set(c, static_cast<std::uint64_t>(value)); break;
            default: to_.text(words_of(c.type, value));
        }
    }

    void tell_code(const column& c, std::int64_t code) {
        if (code >= 0 && static_cast<std::size_t>(code) < c.dictionary.size())
            return to_.text(c.dictionary[static_cast<std::size_t>(code)]);
        to_.number(std::to_string(code));  // which is no text
    }

    std::string words_of(const writ::type& t, std::int64_t value) const {
        constexpr std::int64_t first = first_day * us_per_day, last = (last_day + 1) * us_per_day - 1;
        const auto within = [&](std::int64_t low, std::int64_t high) { return low <= value && value <= high; };
        static const char* const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
        if (t.base == base_type::date && within(first_day, last_day)) return format_date(value);
        if (t.base == base_type::time && within(0, 24 * 60 - 1)) return format_time(value);
        if (t.base == base_type::instant && within(first, last)) return format_instant(value);
        if (t.base == base_type::weekday && within(0, 6)) return days[value];
        if (t.base == base_type::duration) return spelled(value, 6) + " seconds";
        if (t.base == base_type::enumeration) {
            const auto& values = m_.enums[t.ref].values;
            if (within(0, static_cast<std::int64_t>(values.size()) - 1))
                return values[static_cast<std::size_t>(value)].name;
        }
        return std::to_string(value);
    }

    void tell_money(const column& c, std::int64_t value) {
        const currency_code in = c.currency != 0 ? c.currency : currency_of_region(c.pack);
        if (in == 0) to_.number(std::to_string(value));  // which lacks one, unless it is zero
        else to_.text(currency_name(in) + " " + spelled(value, minor_places(in)));
    }

    /// What money without a currency is in: that of the row's region.
    currency_code currency_of_region(model::pack_id id) const {
        const model::pack& pack = m_[id];
        if (!pack.money_by) return blank_.currency[model::index(id)];
        const std::uint32_t fact = model::index(*pack.money_by);
        const cell& assumed = blank_.cells[p_.rules.layout().facts[fact].at];
        std::int64_t region = has_value(assumed.state) ? assumed.value : -1;
        for (const fact_columns& f : p_.facts)
            if (f.fact == fact && f.own.is_valid(row_)) region = cell_of(f.own, row_);
        const auto at = static_cast<std::size_t>(region);
        return region >= 0 && at < pack.money_by_value.size() ? pack.money_by_value[at] : 0;
    }

    static std::int64_t cell_of(const column& c, std::size_t at) {
        const std::int64_t value = c[at];
        if (!c.is_coded()) return value;
        const auto code = static_cast<std::size_t>(value);
        return value >= 0 && code < c.fits.size() && c.fits[code] ? c.form.meaning[code] : -1;
    }

    void tell_set(const column& c, std::uint64_t mask) {
        const auto& values = m_.enums[c.type.ref].values;
        to_.open_list();
        for (std::size_t i = 0; i < 64; ++i)
            if ((mask >> i & 1) != 0) to_.text(i < values.size() ? values[i].name : "value " + std::to_string(i + 1));
        to_.close();
    }

    void set_moment(case_data& out) const {
        out.as_of = p_.moment;
        if (!p_.moments || !p_.moments->is_valid(row_)) return;
        const std::int64_t at = (*p_.moments)[row_];
        const std::int64_t unit = p_.moments_are_days ? 1 : us_per_day;
        if (at < first_day * unit || at > (last_day + 1) * unit - 1)
            out.errors.push_back({"as_of", "the moment of decision is no date from the year 1 to 9999", {}, {0, 0}});
        else if (p_.moments_are_days) out.as_of = {at, std::nullopt};
        else out.as_of = {std::nullopt, at};
    }

    const parts& p_;
    const model::model& m_;
    io::case_builder to_;
    case_data blank_;
    std::vector<group> groups_;
    std::size_t row_ = 0;
};

}  // namespace writ::columns_detail
