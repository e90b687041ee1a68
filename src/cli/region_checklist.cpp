// writ check --region: what a region still lacks.
#include <algorithm>
#include <boost/json.hpp>

#include "command.hpp"
#include "writ/analysis/regions.hpp"
#include "writ/diagnostic.hpp"
#include "writ/model/model.hpp"

namespace writ::cli {
namespace {

using namespace analysis;
namespace json = boost::json;

/// The number of a region in the pack's enum. @throws stop
std::uint32_t region_number(const ruleset& rules, const std::string& name) {
    const model::model& m = rules.stage_model();
    const auto& regions = m.packs.front().region_enum;
    if (!regions) throw stop{unusable, "`" + rules.name() + "` has no regions"};
    std::vector<std::string_view> names;
    std::string listed;
    for (const auto& v : m[*regions].values) {
        if (v.name == name) return static_cast<std::uint32_t>(names.size());
        names.push_back(v.name);
        listed += (listed.empty() ? "" : ", ") + v.name;
    }
    std::string message = "`" + rules.name() + "` has no region `" + name + "`; it has: " + listed;
    if (const auto near = nearest(name, names); !near.empty()) message += "; did you mean `" + std::string(near) + "`?";
    throw stop{unusable, message};
}

std::string others_in_words(const checklist_item& item, std::string_view head) {
    std::string out;
    for (const auto& region : item.others) out += (out.empty() ? std::string(head) : ", ") + region;
    return out;
}

/// Items in aligned columns: name, what is said, where.
std::string section(const ruleset& rules, const std::string& title, const std::vector<checklist_item>& items,
                    std::string_view others) {
    if (items.empty()) return {};
    std::size_t name = 0, words = 0;
    const auto said = [&](const checklist_item& i) { return i.words + others_in_words(i, others); };
    const auto named = [](const checklist_item& i) { return i.name == i.kind ? i.name : i.kind + " " + i.name; };
    constexpr std::size_t widest = 60;
    for (const auto& i : items) {
        name = std::max(name, named(i).size());
        words = std::max(words, std::min(said(i).size(), widest));
    }
    std::string out = "\n" + title + " (" + std::to_string(items.size()) + ")\n";
    for (const auto& i : items) {
        std::string line = "  " + named(i) + std::string(name - named(i).size() + 2, ' ') + said(i);
        line += std::string(said(i).size() < words ? words - said(i).size() + 2 : 2, ' ') + place_of(rules, i.where);
        out += line + (i.cite.empty() ? "" : "  [" + i.cite + "]") + "\n";
    }
    return out;
}

std::string to_text(const ruleset& rules, const region_checklist& list) {
    std::vector<checklist_item> set_elsewhere, shared;
    for (const auto& i : list.inherited) (i.others.empty() ? shared : set_elsewhere).push_back(i);
    std::string out = list.region + " in " + rules.name() + " " + rules.version() +
                      (list.missing.empty() ? ": nothing is missing\n" : "\n");
    return out + section(rules, "missing", list.missing, "; set in ") +
           section(rules, "not set for " + list.region + ", but for other regions", set_elsewhere, "; set in ") +
           section(rules, "holds in " + list.region + ", not everywhere", list.special, ", also in ") +
           section(rules, "the same for all regions", shared, "");
}

json::array to_array(const ruleset& rules, const std::vector<checklist_item>& items) {
    json::array out;
    for (const auto& i : items) {
        json::array others;
        for (const auto& region : i.others) others.emplace_back(region);
        out.push_back(json::object{{"kind", i.kind},
                                   {"name", i.name},
                                   {"words", i.words},
                                   {"others", std::move(others)},
                                   {"cite", i.cite},
                                   {"place", place_of(rules, i.where)}});
    }
    return out;
}

std::string to_json(const ruleset& rules, const region_checklist& list) {
    return json::serialize(json::object{{"schema", "writ.region_checklist/1"},
                                        {"pack", rules.name()},
                                        {"version", rules.version()},
                                        {"region", list.region},
                                        {"missing", to_array(rules, list.missing)},
                                        {"inherited", to_array(rules, list.inherited)},
                                        {"special", to_array(rules, list.special)}}) +
           "\n";
}

}  // namespace

bool write_checklist(std::ostream& out, const ruleset& rules, const std::string& region, const options& o) {
    const auto list = checklist_of(rules.stage_model(), region_number(rules, region), given_day(o));
    out << (o.format == "json" ? to_json(rules, list) : to_text(rules, list));
    return list.missing.empty();
}

}  // namespace writ::cli
