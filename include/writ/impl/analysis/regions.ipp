#include "writ/analysis/regions.hpp"

#include <algorithm>
#include <set>

#include "writ/model/words.hpp"

namespace writ::analysis {

namespace regions_detail {

using model::pack_id;

/// Whether qualifiers speak of a region. `everywhere` stands for the one column of a pack without regions.
bool holds_in(const model::qualifiers& q, std::uint32_t region) { return !q.regional || q.regions.test(region); }

std::optional<day_number> first_day_in(const model::qualifiers& q, std::uint32_t region) {
    if (q.effective.empty()) return {};
    return q.effective[std::min<std::size_t>(region, q.effective.size() - 1)];
}

std::string joined(const std::vector<std::string>& words, std::string_view between = ", ") {
    std::string out;
    for (const auto& w : words) out += (out.empty() ? "" : std::string(between)) + w;
    return out;
}

bool valid_on(const regional_value& v, day_number day) {
    return (!v.from || *v.from <= day) && (!v.until || day <= *v.until);
}

/// The values of one param in one region, over all days.
class timeline {
public:
    timeline(const model::model& m, const model::term& t, std::uint32_t region) : m_(m), t_(t), region_(region) {}

    std::vector<regional_value> values() const {
        std::set<day_number> turns;
        for (const auto& e : t_.entries) {
            if (!holds_in(e.quals, region_)) continue;
            if (const auto from = first_day_in(e.quals, region_)) turns.insert(*from);
            if (e.quals.until) turns.insert(*e.quals.until + 1);
        }
        std::vector<regional_value> out;
        const day_number before = turns.empty() ? day_number{} : *turns.begin() - 1;
        const model::param_entry* last = chosen(before);
        out.push_back(value_of(last));
        for (const day_number day : turns) {
            const model::param_entry* now = chosen(day);
            if (now == last) continue;
            out.back().until = day - 1;
            out.push_back(value_of(now));
            out.back().from = day;
            if (now != nullptr && first_day_in(now->quals, region_) == day) out.back().announced = now->quals.announced;
            last = now;
        }
        return out;
    }

private:
    /// The entry valid on a day; null: the value after `: type =`, or none at all.
    const model::param_entry* chosen(day_number day) const {
        for (const bool regional : {true, false}) {
            const model::param_entry* best = nullptr;
            const auto rank = [&](const model::param_entry& e) {
                return std::pair(e.quals.until.has_value(), first_day_in(e.quals, region_).value_or(first_day - 1));
            };
            for (const auto& e : t_.entries) {
                if (e.quals.regional != regional || !holds_in(e.quals, region_)) continue;
                const auto from = first_day_in(e.quals, region_);
                if ((from && *from > day) || (e.quals.until && day > *e.quals.until)) continue;
                if (best == nullptr || rank(*best) < rank(e)) best = &e;
            }
            if (best != nullptr) return best;
        }
        return nullptr;
    }

    regional_value value_of(const model::param_entry* e) const {
        regional_value v;
        const auto value = e != nullptr ? e->value : t_.base;
        v.undefined = !value;
        if (value) v.words = model::words(m_, *value, 60);
        v.inherited = e == nullptr || !e->quals.regional;
        v.cite = e != nullptr && !e->cite.empty() ? e->cite : joined(t_.cites, "; ");
        v.where = e != nullptr ? e->where : t_.where;
        return v;
    }

    const model::model& m_;
    const model::term& t_;
    std::uint32_t region_;
};

bool has_qualifiers(const model::qualifiers& q) { return q.regional || q.from || q.until; }

/// Fills a table row by row.
class table_maker {
public:
    table_maker(const model::model& m, std::optional<day_number> as_of) : m_(m), pack_(m.packs.front()), as_of_(as_of) {
        if (pack_.region_enum)
            for (const auto& v : m[*pack_.region_enum].values) out_.regions.push_back(v.name);
        if (out_.regions.empty()) out_.regions.emplace_back();
    }

    regional_table make() {
        for (const auto& t : m_.terms)
            if (t.pack == pack_id{0} && t.kind == model::term_kind::param)
                row(regional_kind::param, t.name, t.where,
                    [&](std::uint32_t r) { return timeline(m_, t, r).values(); });
        rules();
        calendars();
        if (!pack_.zones.empty()) places(regional_kind::zone, "zone", pack_.zones);
        std::vector<std::string> money;
        for (const currency_code c : pack_.money) money.push_back(c == 0 ? std::string() : currency_name(c));
        if (!money.empty()) places(regional_kind::currency, "money", money);
        return std::move(out_);
    }

private:
    template <class Cell>
    void row(regional_kind kind, std::string name, span where, const Cell& cell) {
        regional_row made{kind, std::move(name), where, {}};
        for (std::uint32_t r = 0; r < out_.regions.size(); ++r) {
            made.cells.push_back(cell(r));
            if (as_of_) std::erase_if(made.cells.back(), [&](const auto& v) { return !valid_on(v, *as_of_); });
        }
        out_.rows.push_back(std::move(made));
    }

    std::vector<regional_value> qualified(const model::qualifiers& q, const std::string& cite, span where,
                                          std::uint32_t region) const {
        if (!holds_in(q, region)) return {};
        regional_value v;
        v.words = "yes";
        v.inherited = !q.regional;
        v.from = first_day_in(q, region);
        v.until = q.until;
        v.announced = q.announced;
        v.cite = cite;
        v.where = where;
        return {v};
    }

    void rules() {
        for (const auto& b : m_.blocks) {
            if (m_[b.decision].pack != pack_id{0} || !has_qualifiers(b.quals)) continue;
            std::vector<std::string> cites;
            for (const model::rule_id r : b.rows)
                for (const auto& cite : m_[r].cites)
                    if (std::find(cites.begin(), cites.end(), cite) == cites.end()) cites.push_back(cite);
            row(regional_kind::table, m_[b.decision].name, b.where,
                [&](std::uint32_t r) { return qualified(b.quals, joined(cites, "; "), b.where, r); });
        }
        for (const auto& rule : m_.rules) {
            if (rule.kind == model::rule_kind::row) continue;  // its table says where it holds
            if (m_[rule.decision].pack != pack_id{0} || !has_qualifiers(rule.quals)) continue;
            const auto kind = rule.kind == model::rule_kind::exception ? regional_kind::exception : regional_kind::rule;
            row(kind, rule.path, rule.where,
                [&](std::uint32_t r) { return qualified(rule.quals, joined(rule.cites, "; "), rule.where, r); });
        }
    }

    void calendars() {
        std::vector<const model::calendar*> own;
        for (const auto& c : m_.calendars)
            if (c.pack == pack_id{0} && c.regions.any()) own.push_back(&c);
        if (own.empty()) return;
        row(regional_kind::calendar, "calendar", own.front()->where, [&](std::uint32_t r) {
            const auto here = [&](const auto* c) { return c->regions.test(r); };
            const auto at = std::find_if(own.begin(), own.end(), here);
            regional_value v;
            v.undefined = at == own.end();
            v.where = v.undefined ? pack_.where : (*at)->where;
            if (v.undefined) return std::vector{v};
            const model::calendar& c = **at;
            v.words =
                c.name + " " +
                (c.last_year < c.first_year ? "covers none"
                                            : std::to_string(c.first_year) + " .. " + std::to_string(c.last_year));
            return std::vector{v};
        });
    }

    void places(regional_kind kind, const std::string& name, const std::vector<std::string>& values) {
        row(kind, name, pack_.where, [&](std::uint32_t r) {
            regional_value v;
            v.inherited = values.size() < out_.regions.size();
            v.words = values[std::min<std::size_t>(r, values.size() - 1)];
            v.undefined = v.words.empty();
            v.where = pack_.where;
            return std::vector{v};
        });
    }

    const model::model& m_;
    const model::pack& pack_;
    std::optional<day_number> as_of_;
    regional_table out_;
};

/// Goes through a table and asks of each row what it means for one region.
class checklist_maker {
public:
    checklist_maker(const model::model& m, std::uint32_t region, std::optional<day_number> as_of)
        : m_(m), table_(across_regions(m, as_of)), region_(region) {
        out_.region = table_.regions[region];
    }

    region_checklist make() {
        for (const auto& row : table_.rows) {
            for (const auto& v : row.cells[region_])
                if (v.undefined)
                    out_.missing.push_back(
                        item(row, row.kind == regional_kind::param ? "undefined" + days(v) : "none", v));
            if (row.kind == regional_kind::param) inherited(row);
            if (row.kind == regional_kind::rule || row.kind == regional_kind::exception ||
                row.kind == regional_kind::table)
                special(row);
        }
        years();
        for (const auto& e : m_.enums)
            if (e.pack == pack_id{0})
                for (const auto& v : e.values) text("label", e.name + "." + v.name, v.label, v.where);
        for (const auto& t : m_.terms)
            if (t.pack == pack_id{0}) text("title", t.name, t.title, t.where);
        for (const auto& r : m_.rules)
            if (m_[r.decision].pack == pack_id{0}) text("title", r.path, r.title, r.where);
        return std::move(out_);
    }

private:
    static std::string days(const regional_value& v) {
        return (v.from ? " from " + format_date(*v.from) : "") + (v.until ? " until " + format_date(*v.until) : "");
    }

    /// Regions besides this one for which a row has something of their own.
    std::vector<std::string> others(const regional_row& row) const {
        std::vector<std::string> out;
        for (std::uint32_t r = 0; r < table_.regions.size(); ++r) {
            const auto& cell = row.cells[r];
            const bool own =
                std::any_of(cell.begin(), cell.end(), [](const auto& v) { return !v.inherited && !v.undefined; });
            if (own && r != region_) out.push_back(table_.regions[r]);
        }
        return out;
    }

    checklist_item item(const regional_row& row, std::string words, const regional_value& v) const {
        return {std::string(kind_name(row.kind)), row.name, std::move(words), others(row), v.cite, v.where};
    }

    void inherited(const regional_row& row) {
        const auto& cell = row.cells[region_];
        if (cell.empty() || std::any_of(cell.begin(), cell.end(), [](const auto& v) { return !v.inherited; })) return;
        std::string words;
        for (const auto& v : cell)
            if (!v.undefined) words += (words.empty() ? "" : "; ") + v.words + days(v);
        if (!words.empty()) out_.inherited.push_back(item(row, words, cell.back()));
    }

    void special(const regional_row& row) {
        const auto& cell = row.cells[region_];
        if (!cell.empty() && !cell.front().inherited)
            out_.special.push_back(item(row, "holds" + days(cell.front()), cell.front()));
    }

    /// Years that the calendar of another region covers.
    void years() {
        const model::calendar* own = nullptr;
        int first = 0, last = -1;
        for (const auto& c : m_.calendars) {
            if (c.pack != pack_id{0} || c.regions.none()) continue;
            if (own == nullptr && c.regions.test(region_)) own = &c;
            if (c.last_year < c.first_year) continue;
            first = last < first ? c.first_year : std::min(first, c.first_year);
            last = std::max(last, c.last_year);
        }
        if (own == nullptr || last < first) return;
        std::string lacking;
        for (int y = first; y <= last; ++y)
            if (y < own->first_year || y > own->last_year) lacking += (lacking.empty() ? "" : ", ") + std::to_string(y);
        if (!lacking.empty())
            out_.missing.push_back({"calendar", own->name, "does not cover " + lacking, {}, {}, own->where});
    }

    void text(const char* kind, const std::string& name, const model::message& text, span where) {
        if (text.empty()) return;
        std::vector<std::string> lacking;
        for (const auto& language : m_.packs.front().languages) {
            const auto same = [&](const auto& t) { return t.language == language; };
            if (std::none_of(text.texts.begin(), text.texts.end(), same)) lacking.push_back(language);
        }
        if (!lacking.empty()) out_.missing.push_back({kind, name, "no text in " + joined(lacking), {}, {}, where});
    }

    const model::model& m_;
    regional_table table_;
    std::uint32_t region_;
    region_checklist out_;
};

}  // namespace regions_detail

std::string_view kind_name(regional_kind k) noexcept {
    constexpr std::string_view names[] = {"param", "rule", "exception", "table", "calendar", "zone", "money"};
    return names[static_cast<std::size_t>(k)];
}

bool regional_row::same_everywhere() const {
    return std::all_of(cells.begin(), cells.end(), [&](const auto& c) { return c == cells.front(); }) &&
           std::all_of(cells.front().begin(), cells.front().end(), [](const auto& v) { return v.inherited; });
}

regional_table across_regions(const model::model& m, std::optional<day_number> as_of) {
    return regions_detail::table_maker(m, as_of).make();
}

region_checklist checklist_of(const model::model& m, std::uint32_t region, std::optional<day_number> as_of) {
    return regions_detail::checklist_maker(m, region, as_of).make();
}

}  // namespace writ::analysis
