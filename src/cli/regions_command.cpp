// writ regions: what a pack says for each region, side by side.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>

#include "command.hpp"
#include "writ/analysis/regions.hpp"
#include "writ/model/model.hpp"

namespace writ::cli {
namespace {

using namespace analysis;
namespace json = boost::json;
using lines = std::vector<std::string>;

/// Columns of the terminal; what fits on a page where there is none.
std::size_t page_width() {
    winsize size{};
    const bool known = is_terminal(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 40;
    return known ? size.ws_col : 100;
}

/// Columns that a text takes: one a code point.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string padded(std::string text, std::size_t width) {
    const std::size_t have = width_of(text);
    return have < width ? std::move(text) + std::string(width - have, ' ') : text;
}

/// A value in its cell, and below it the days: what comes from the entry for all regions stands in brackets.
lines cell_lines(const std::vector<regional_value>& cell) {
    lines out;
    for (const auto& v : cell) {
        if (v.undefined) out.emplace_back("undefined");
        else out.push_back(v.inherited ? "[" + v.words + "]" : v.words);
        if (v.from) out.push_back("  from " + format_date(*v.from));
        if (v.announced) out.push_back("  announced " + format_date(*v.announced));
        if (v.until) out.push_back("  until " + format_date(*v.until));
    }
    if (out.empty()) out.emplace_back("-");
    return out;
}

std::string name_of(const regional_row& row) {
    return row.kind == regional_kind::table ? row.name + " (table)" : row.name;
}

std::string on_one_line(const lines& all, std::string_view between) {
    std::string out;
    for (const auto& l : all) out += (out.empty() ? "" : std::string(between)) + l;
    return out;
}

void trim_right(std::string& line) {
    while (line.ends_with(' ')) line.pop_back();
    line += '\n';
}

/// Some rows and some regions as columns.
std::string grid(const regional_table& t, const std::vector<const regional_row*>& rows, std::size_t first,
                 std::size_t last, std::size_t head, const std::vector<std::size_t>& widths) {
    std::string out = padded({}, head);
    for (std::size_t r = first; r < last; ++r) out += "  " + padded(t.regions[r], widths[r]);
    trim_right(out);
    for (const auto* row : rows) {
        std::size_t height = 1;
        for (std::size_t r = first; r < last; ++r) height = std::max(height, cell_lines(row->cells[r]).size());
        for (std::size_t k = 0; k < height; ++k) {
            std::string line = padded(k == 0 ? name_of(*row) : "", head);
            for (std::size_t r = first; r < last; ++r) {
                const lines cell = cell_lines(row->cells[r]);
                line += "  " + padded(k < cell.size() ? cell[k] : "", widths[r]);
            }
            trim_right(line);
            out += line;
        }
    }
    return out;
}

std::string columns(const regional_table& t, const std::vector<const regional_row*>& rows) {
    std::size_t head = 0;
    std::vector<std::size_t> widths;
    for (const auto* row : rows) head = std::max(head, width_of(name_of(*row)));
    for (std::size_t r = 0; r < t.regions.size(); ++r) {
        widths.push_back(width_of(t.regions[r]));
        for (const auto* row : rows)
            for (const auto& line : cell_lines(row->cells[r])) widths[r] = std::max(widths[r], width_of(line));
    }
    std::string out;
    const std::size_t page = page_width();
    for (std::size_t first = 0, last = 0; first < t.regions.size(); first = last) {
        std::size_t used = head;
        for (last = first; last < t.regions.size() && (last == first || used + 2 + widths[last] <= page); ++last)
            used += 2 + widths[last];
        out += (out.empty() ? "" : "\n") + grid(t, rows, first, last, head, widths);
    }
    return out;
}

/// Where the values of a row are from: each place once, with the regions that it speaks for.
struct origin {
    std::string place, cite;
    lines regions;
};

std::vector<origin> origins(const ruleset& rules, const regional_table& t, const regional_row& row) {
    std::vector<origin> out;
    for (std::size_t r = 0; r < t.regions.size(); ++r)
        for (const auto& v : row.cells[r]) {
            const std::string place = place_of(rules, v.where);
            const auto same = [&](const origin& o) { return o.place == place && o.cite == v.cite; };
            auto at = std::find_if(out.begin(), out.end(), same);
            if (at == out.end()) at = out.insert(out.end(), {place, v.cite, {}});
            if (at->regions.empty() || at->regions.back() != t.regions[r]) at->regions.push_back(t.regions[r]);
        }
    return out;
}

std::string sources_of(const ruleset& rules, const regional_table& t, const std::vector<const regional_row*>& rows) {
    std::size_t head = 0;
    for (const auto* row : rows) head = std::max(head, width_of(name_of(*row)));
    std::string out;
    for (const auto* row : rows) {
        std::string name = name_of(*row);
        for (const auto& o : origins(rules, t, *row)) {
            std::string line = "  " + padded(name, head) + "  " + o.place;
            if (o.regions.size() < t.regions.size()) line += "  " + on_one_line(o.regions, ", ");
            if (!o.cite.empty()) line += "  [" + o.cite + "]";
            trim_right(line);
            out += line;
            name.clear();
        }
    }
    return out;
}

std::string to_text(const ruleset& rules, const regional_table& t) {
    std::vector<const regional_row*> same, different;
    for (const auto& row : t.rows) (row.same_everywhere() ? same : different).push_back(&row);
    std::string out = rules.name() + " " + rules.version() + "\n";
    if (!different.empty()) {
        out += "\nby region   ([…]: of the entry for all regions)\n\n" + columns(t, different);
        out += "\nwhere it is from\n" + sources_of(rules, t, different);
    }
    if (same.empty()) return out;
    out += "\nthe same everywhere\n";
    std::size_t head = 0, words = 0;
    for (const auto* row : same) {
        head = std::max(head, width_of(name_of(*row)));
        for (const auto& line : cell_lines(row->cells.front())) words = std::max(words, width_of(line));
    }
    for (const auto* row : same) {
        const lines cell = cell_lines(row->cells.front());
        for (std::size_t k = 0; k < cell.size(); ++k) {
            std::string line = "  " + padded(k == 0 ? row->name : "", head) + "  " + padded(cell[k], words);
            if (k == 0) {
                const auto& v = row->cells.front();
                line += "  " + place_of(rules, v.empty() ? row->where : v.front().where);
                if (!v.empty() && !v.front().cite.empty()) line += "  [" + v.front().cite + "]";
            }
            trim_right(line);
            out += line;
        }
    }
    return out;
}

std::string escaped(std::string text) {
    for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
    return text;
}

std::string to_markdown(const ruleset& rules, const regional_table& t) {
    std::string out = "# " + rules.name() + " " + rules.version() + "\n\n|  |", rule = "|---|";
    for (const auto& region : t.regions) out += " " + region + " |", rule += "---|";
    out += " source |\n" + rule + "---|\n";
    for (const auto& row : t.rows) {
        out += "| `" + row.name + "` |";
        for (const auto& cell : row.cells) out += " " + escaped(on_one_line(cell_lines(cell), "<br>")) + " |";
        lines from;
        for (const auto& o : origins(rules, t, row))
            from.push_back(o.place + (o.cite.empty() ? "" : " [" + o.cite + "]") +
                           (o.regions.size() < t.regions.size() ? " (" + on_one_line(o.regions, ", ") + ")" : ""));
        out += " " + escaped(on_one_line(from, "<br>")) + " |\n";
    }
    return out;
}

json::value day_or_null(const std::optional<day_number>& day) {
    return day ? json::value(format_date(*day)) : json::value();
}

json::object to_object(const ruleset& rules, const regional_value& v) {
    return {{"value", v.undefined ? json::value() : json::value(v.words)},
            {"undefined", v.undefined},
            {"inherited", v.inherited},
            {"from", day_or_null(v.from)},
            {"until", day_or_null(v.until)},
            {"announced", day_or_null(v.announced)},
            {"cite", v.cite},
            {"place", place_of(rules, v.where)}};
}

std::string to_json(const ruleset& rules, const regional_table& t) {
    json::array regions, rows;
    for (const auto& region : t.regions) regions.emplace_back(region);
    for (const auto& row : t.rows) {
        json::object cells;
        for (std::size_t r = 0; r < t.regions.size(); ++r) {
            json::array values;
            for (const auto& v : row.cells[r]) values.push_back(to_object(rules, v));
            cells[t.regions[r]] = std::move(values);
        }
        rows.push_back(json::object{{"kind", kind_name(row.kind)},
                                    {"name", row.name},
                                    {"place", place_of(rules, row.where)},
                                    {"regions", std::move(cells)}});
    }
    return json::serialize(json::object{{"schema", "writ.regions/1"},
                                        {"pack", rules.name()},
                                        {"version", rules.version()},
                                        {"hash", rules.hash()},
                                        {"regions", std::move(regions)},
                                        {"rows", std::move(rows)}}) +
           "\n";
}

std::string quoted(std::string text) {
    for (std::size_t at = 0; (at = text.find('"', at)) != std::string::npos; at += 2) text.insert(at, "\"");
    return text.find_first_of(",\"\n") == std::string::npos ? text : "\"" + text + "\"";
}

std::string to_csv(const ruleset& rules, const regional_table& t) {
    std::string out = "kind,name,region,value,state,from,until,announced,cite,place\n";
    const auto day = [](const std::optional<day_number>& d) { return d ? format_date(*d) : std::string(); };
    for (const auto& row : t.rows)
        for (std::size_t r = 0; r < t.regions.size(); ++r)
            for (const auto& v : row.cells[r])
                out += std::string(kind_name(row.kind)) + "," + quoted(row.name) + "," + quoted(t.regions[r]) + "," +
                       quoted(v.words) + "," +
                       (v.undefined   ? "undefined"
                        : v.inherited ? "inherited"
                                      : "own") +
                       "," + day(v.from) + "," + day(v.until) + "," + day(v.announced) + "," + quoted(v.cite) + "," +
                       quoted(place_of(rules, v.where)) + "\n";
    return out;
}

int compare_regions(const options& o) {
    const ruleset rules = load_pack(o.packs.front());
    const auto table = across_regions(rules.stage_model(), given_day(o));
    output out(o.out_file);
    out.stream() << (o.format == "json"       ? to_json(rules, table)
                     : o.format == "markdown" ? to_markdown(rules, table)
                     : o.format == "csv"      ? to_csv(rules, table)
                                              : to_text(rules, table));
    out.finish();
    return fine;
}

}  // namespace

CLI::App* add_regions(CLI::App& app, int& code) {
    auto* command = app.add_subcommand("regions", "Compare what a pack says for each region");
    const auto o = std::make_shared<options>();
    add_options(*command, *o, "poa", {"text", "markdown", "json", "csv"});
    command->footer(
        "Examples:\n  writ regions rules/enforcement\n  writ regions rules/enforcement --as-of 2026-06-01\n"
        "  writ regions rules/appeals --out regions.md\n"
        "[…] is the entry for all regions; --as-of shows what is valid on one day.");
    command->callback([o, &code] { code = compare_regions(*o); });
    return command;
}

}  // namespace writ::cli
