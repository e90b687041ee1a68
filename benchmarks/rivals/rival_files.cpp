#include "rivals/rival_files.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

namespace writ::bench {

namespace {

constexpr std::array<const char*, 5> kinds{"choice", "flag", "number", "money", "tags"};
constexpr std::array<const char*, 4> quantifiers{"test", "any", "every", "at_least"};

template <std::size_t N>
std::size_t place_of(const std::array<const char*, N>& names, const std::string& name) {
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) throw std::runtime_error("no word of a policy: " + name);
    return static_cast<std::size_t>(at - names.begin());
}

void put(std::ostream& out, const shop_fact& f, const char* word) {
    out << word << ' ' << kinds[static_cast<std::size_t>(f.kind)] << ' ' << f.name << ' ' << f.low << ' ' << f.high
        << '\n';
}

void put(std::ostream& out, const shop_rule& r) {
    out << "rule " << r.points << '\n';
    for (const shop_condition& k : r.conditions) {
        out << quantifiers[static_cast<std::size_t>(k.quantifier)];
        if (k.quantifier == shop_condition::how::at_least) out << ' ' << k.count;
        out << '\n';
        for (const shop_test& t : k.tests) {
            if (t.by_bits) out << "is " << t.fact << ' ' << t.bits << '\n';
            else out << "in " << t.fact << ' ' << t.low << ' ' << t.high << '\n';
        }
    }
}

shop_fact get_fact(std::istream& in) {
    shop_fact f;
    std::string kind;
    in >> kind >> f.name >> f.low >> f.high;
    f.kind = static_cast<shop_fact::kind_of>(place_of(kinds, kind));
    return f;
}

std::ifstream opened(const std::filesystem::path& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error("cannot open " + file.string());
    return in;
}

}  // namespace

void write_rival_files(const std::filesystem::path& folder, const shop_policy& p, const std::vector<shop_case>& cases) {
    std::filesystem::create_directories(folder);
    std::ofstream policy(folder / "policy.txt"), lines(folder / "cases.txt");
    for (const shop_fact& f : p.facts) put(policy, f, "fact");
    for (const shop_fact& f : p.fields) put(policy, f, "field");
    for (const shop_rule& r : p.rules) put(policy, r);
    for (const shop_case& c : cases) {
        const char* space = "";
        const auto add = [&](const std::vector<std::int64_t>& values) {
            for (const std::int64_t v : values) lines << std::exchange(space, " ") << v;
        };
        add(c.values);
        for (const auto& item : c.items) add(item);
        lines << '\n';
    }
    if (!policy.flush() || !lines.flush()) throw std::runtime_error("cannot write to " + folder.string());
}

shop_policy read_policy(const std::filesystem::path& folder) {
    shop_policy p;
    auto in = opened(folder / "policy.txt");
    for (std::string word; in >> word;) {
        if (word == "fact") p.facts.push_back(get_fact(in));
        else if (word == "field") p.fields.push_back(get_fact(in));
        else if (word == "rule") in >> p.rules.emplace_back().points;
        else if (word == "is" || word == "in") {
            shop_test& t = p.rules.back().conditions.back().tests.emplace_back();
            t.by_bits = word == "is";
            in >> t.fact;
            if (t.by_bits) in >> t.bits;
            else in >> t.low >> t.high;
        } else {
            shop_condition& k = p.rules.back().conditions.emplace_back();
            k.quantifier = static_cast<shop_condition::how>(place_of(quantifiers, word));
            if (k.quantifier == shop_condition::how::at_least) in >> k.count;
        }
    }
    return p;
}

std::vector<shop_case> read_shop_cases(const std::filesystem::path& folder, const shop_policy& p) {
    std::vector<shop_case> out;
    auto in = opened(folder / "cases.txt");
    for (std::string line; std::getline(in, line);) {
        std::istringstream numbers(line);
        shop_case& c = out.emplace_back();
        for (std::int64_t v = 0; numbers >> v;) {
            if (c.values.size() < p.facts.size()) {
                c.values.push_back(v);
                continue;
            }
            if (c.items.empty() || c.items.back().size() == p.fields.size()) c.items.emplace_back();
            c.items.back().push_back(v);
        }
    }
    return out;
}

}  // namespace writ::bench
