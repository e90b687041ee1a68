#include "workloads/shop_policy.hpp"

#include <algorithm>

#include "workloads/random_numbers.hpp"

namespace writ::bench {

namespace {

using kind_of = shop_fact::kind_of;
using how = shop_condition::how;

constexpr std::size_t most_items = 8;

std::vector<shop_fact> facts_of_shops() {
    std::vector<shop_fact> out;
    const auto add = [&](kind_of k, const char* name, std::int64_t low, std::int64_t high) {
        out.push_back({k, name, low, high});
    };
    add(kind_of::choice, "violation", 0, 15), add(kind_of::choice, "category", 0, 23),
        add(kind_of::choice, "region", 0, 11);
    add(kind_of::choice, "tier", 0, 5), add(kind_of::choice, "channel", 0, 4), add(kind_of::choice, "fulfilment", 0, 3);
    add(kind_of::choice, "listing", 0, 4), add(kind_of::choice, "risk", 0, 3), add(kind_of::choice, "appeal", 0, 4);
    add(kind_of::choice, "topic", 0, 15), add(kind_of::choice, "payment", 0, 4), add(kind_of::choice, "account", 0, 4);
    add(kind_of::number, "strikes_90d", 0, 20), add(kind_of::number, "strikes_365d", 0, 60);
    add(kind_of::number, "order_days", 0, 400), add(kind_of::number, "orders", 0, 20'000);
    add(kind_of::number, "account_days", 0, 5'000), add(kind_of::number, "defects", 0, 10'000);
    add(kind_of::number, "late", 0, 10'000), add(kind_of::number, "open_cases", 0, 200);
    add(kind_of::number, "appeals_30d", 0, 20), add(kind_of::number, "penalty_points", 0, 48);
    add(kind_of::number, "listings", 0, 50'000), add(kind_of::number, "reports_7d", 0, 300);
    add(kind_of::number, "response_hours", 0, 240), add(kind_of::number, "rating", 100, 500);
    add(kind_of::money, "order_value", 0, 500'000), add(kind_of::money, "refund", 0, 500'000);
    add(kind_of::money, "sales_30d", 0, 2'000'000'000), add(kind_of::money, "balance", -50'000'000, 500'000'000);
    add(kind_of::money, "deposit", 0, 50'000'000);
    for (const char* name : {"invoiced", "repeated", "brand_owner", "cross_border", "complained", "tracked",
                             "dangerous", "verified", "managed"})
        add(kind_of::flag, name, 0, 1);
    add(kind_of::tags, "evidence", 0, 15), add(kind_of::tags, "flags", 0, 11);
    return out;
}

std::vector<shop_fact> fields_of_items() {
    return {{kind_of::choice, "sort", 0, 7},
            {kind_of::money, "worth", 0, 200'000},
            {kind_of::number, "days", 0, 400},
            {kind_of::number, "score", 0, 100},
            {kind_of::flag, "checked", 0, 1}};
}

/// Small values are more frequent than great ones, of numbers and of choices.
std::int64_t random_value(random_numbers& random, const shop_fact& f) {
    const auto span = static_cast<std::size_t>(f.high - f.low) + 1;
    switch (f.kind) {
        case kind_of::flag: return random.chance(35) ? 1 : 0;
        case kind_of::choice: return static_cast<std::int64_t>(random.below(random.below(span) + 1));
        case kind_of::tags: {
            std::int64_t mask = 0;
            for (std::size_t n = random.below(5); n > 0; --n) mask |= std::int64_t{1} << random.below(span);
            return mask;
        }
        default: return f.low + static_cast<std::int64_t>(random.below(random.below(span) + 1));
    }
}

/// A test that a case drawn at random meets with some probability, around what is usual for the fact.
shop_test random_test(random_numbers& random, const std::vector<shop_fact>& facts, std::size_t fact) {
    const shop_fact& f = facts[fact];
    shop_test t{fact, true, 0, 0, 0};
    switch (f.kind) {
        case kind_of::flag: t.bits = 1u << random.below(2); break;
        case kind_of::choice:
        case kind_of::tags: {
            const std::size_t n = f.kind == kind_of::tags || random.chance(60) ? 1 : 2 + random.below(3);
            for (std::size_t i = 0; i < n; ++i) t.bits |= 1u << random.below(static_cast<std::size_t>(f.high) + 1);
            break;
        }
        default: {
            t.by_bits = false;
            const std::int64_t at = random_value(random, f);
            const std::size_t form = random.below(3);
            t.low = form == 0 ? f.low : at;
            t.high = form == 1 ? f.high : std::max(at, random_value(random, f));
            break;
        }
    }
    return t;
}

bool meets(const shop_test& t, kind_of kind, std::int64_t v) {
    if (!t.by_bits) return t.low <= v && v <= t.high;
    return kind == kind_of::tags ? (t.bits & v) != 0 : (t.bits >> v & 1) != 0;
}

bool holds(const shop_policy& p, const shop_condition& k, const shop_case& c) {
    if (k.quantifier == how::test) {
        const shop_test& t = k.tests.front();
        return meets(t, p.facts[t.fact].kind, c.values[t.fact]);
    }
    std::size_t found = 0;
    for (const auto& item : c.items)
        found += std::all_of(k.tests.begin(), k.tests.end(),
                             [&](const shop_test& t) { return meets(t, p.fields[t.fact].kind, item[t.fact]); });
    switch (k.quantifier) {
        case how::any: return found > 0;
        case how::every: return found == c.items.size();
        default: return found >= k.count;
    }
}

/// Most rules are about one violation, topic or category.
shop_rule random_rule(random_numbers& random, const shop_policy& p) {
    shop_rule r;
    std::vector<std::size_t> used;
    const auto ask = [&](std::size_t fact) {
        if (std::find(used.begin(), used.end(), fact) != used.end()) return;
        used.push_back(fact);
        r.conditions.push_back({how::test, 0, {random_test(random, p.facts, fact)}});
    };
    const std::size_t about = random.below(100);
    if (about < 62) ask(0);
    else if (about < 75) ask(9);
    else if (about < 88) ask(1);
    const std::size_t conditions = 2 + random.below(5);
    if (!p.fields.empty()) {
        shop_condition k{static_cast<how>(1 + random.below(3)), 1 + random.below(3), {}};
        const std::size_t first = random.below(p.fields.size());
        k.tests.push_back(random_test(random, p.fields, first));
        if (random.chance(50)) k.tests.push_back(random_test(random, p.fields, (first + 1) % p.fields.size()));
        r.conditions.push_back(std::move(k));
    }
    while (r.conditions.size() < conditions) ask(random.below(p.facts.size()));
    r.points = 1 + static_cast<int>(random.below(16));
    return r;
}

}  // namespace

bool matches(const shop_policy& p, const shop_rule& r, const shop_case& c) {
    return std::all_of(r.conditions.begin(), r.conditions.end(),
                       [&](const shop_condition& k) { return holds(p, k, c); });
}

std::vector<shop_case> make_cases(const shop_policy& p, std::size_t count, std::uint64_t seed) {
    random_numbers random(seed);
    std::vector<shop_case> out(count);
    for (shop_case& c : out) {
        for (const shop_fact& f : p.facts) c.values.push_back(random_value(random, f));
        if (p.fields.empty()) continue;
        c.items.resize(3 + random.below(most_items - 2));
        for (auto& item : c.items)
            for (const shop_fact& f : p.fields) item.push_back(random_value(random, f));
    }
    return out;
}

shop_policy make_policy(std::size_t rules, bool lists, std::uint64_t seed) {
    shop_policy p{facts_of_shops(), lists ? fields_of_items() : std::vector<shop_fact>{}, {}};
    random_numbers random(seed);
    const auto sample = make_cases(p, 4'000, seed + 1);
    // Of how many cases in 4,000 a rule is true: at 10 rules 80 to 600, at 1,000 rules 2 to 40.
    const std::size_t least = std::max<std::size_t>(1, rules <= 10 ? 80 : rules <= 100 ? 12 : rules <= 1'000 ? 2 : 1);
    const std::size_t most = rules <= 10 ? 600 : rules <= 100 ? 160 : rules <= 1'000 ? 40 : 12;
    while (p.rules.size() < rules) {
        shop_rule r = random_rule(random, p);
        std::size_t share = 0;
        for (const shop_case& c : sample) share += matches(p, r, c) ? 1 : 0;
        if (least <= share && share <= most) p.rules.push_back(std::move(r));
    }
    return p;
}

// ------------------------------------------------------------------ as a pack

namespace {

std::string cents(std::int64_t n) {
    const std::int64_t whole = n / 100, rest = n % 100 < 0 ? -(n % 100) : n % 100;
    return (n < 0 && whole == 0 ? "-" : "") + std::to_string(whole) + (rest < 10 ? ".0" : ".") + std::to_string(rest);
}

std::string literal(const shop_fact& f, std::int64_t v) {
    if (f.kind != kind_of::money) return std::to_string(v);
    return v < 0 ? "-EUR " + cents(-v) : "EUR " + cents(v);
}

std::string type_name(const shop_fact& f) { return "Of_" + f.name; }

std::string value_name(const shop_fact& f, std::int64_t v) { return f.name + "_" + std::to_string(v); }

std::string enum_of(const shop_fact& f) {
    std::string out = "enum " + type_name(f) + " { ";
    for (std::int64_t v = 0; v <= f.high; ++v) out += (v == 0 ? "" : ", ") + value_name(f, v);
    return out + " }\n";
}

std::string type_of(const shop_fact& f) {
    const bool money = f.kind == kind_of::money;
    const std::string range = " " + (money ? "EUR " + cents(f.low) + " .. " + cents(f.high)
                                           : std::to_string(f.low) + " .. " + std::to_string(f.high));
    switch (f.kind) {
        case kind_of::flag: return "bool";
        case kind_of::choice: return type_name(f);
        case kind_of::tags: return "set of " + type_name(f);
        case kind_of::money: return "money" + range;
        default: return "int" + range;
    }
}

std::string as_condition(const shop_fact& f, const shop_test& t, const std::string& of) {
    const std::string name = of + "." + f.name;
    if (f.kind == kind_of::flag) return t.bits == 1 ? "not " + name : name;
    if (!t.by_bits) {
        if (t.low == f.low) return name + " <= " + literal(f, t.high);
        if (t.high == f.high) return name + " >= " + literal(f, t.low);
        return name + " >= " + literal(f, t.low) + " and " + name + " <= " + literal(f, t.high);
    }
    std::string values;
    for (std::int64_t v = 0; v <= f.high; ++v)
        if ((t.bits >> v & 1) != 0) values += (values.empty() ? "" : ", ") + value_name(f, v);
    if (f.kind == kind_of::tags) return name + " has " + values;
    return t.bits == (t.bits & -t.bits) ? name + " is " + values : name + " is one of {" + values + "}";
}

std::string as_condition(const shop_policy& p, const shop_condition& k) {
    if (k.quantifier == how::test) return as_condition(p.facts[k.tests.front().fact], k.tests.front(), "shop");
    std::string where;
    for (const shop_test& t : k.tests) where += (where.empty() ? "" : " and ") + as_condition(p.fields[t.fact], t, "i");
    const std::string count = k.quantifier == how::any     ? "any"
                              : k.quantifier == how::every ? "every"
                                                           : "at least " + std::to_string(k.count);
    return "(" + count + " i among shop.items where " + where + ")";
}

std::string as_rules(const shop_policy& p, bool points) {
    std::string out;
    for (std::size_t i = 0; i < p.rules.size(); ++i) {
        std::string when;
        for (const shop_condition& k : p.rules[i].conditions)
            when += (when.empty() ? "" : " and ") + as_condition(p, k);
        out += "  rule r" + std::to_string(i) + " { when " + when + " then " +
               std::to_string(points ? p.rules[i].points : static_cast<int>(i)) + " }\n";
    }
    return out;
}

}  // namespace

std::string as_pack(const shop_policy& p) {
    std::string out = "pack shops \"Shops\" {\n  version \"1\"\n  languages en\n}\n\n";
    for (const auto* facts : {&p.facts, &p.fields})
        for (const shop_fact& f : *facts)
            if (f.kind == kind_of::choice || f.kind == kind_of::tags) out += enum_of(f);
    if (!p.fields.empty()) {
        out += "\nrecord Item {\n";
        for (const shop_fact& f : p.fields) out += "  " + f.name + " : " + type_of(f) + "\n";
        out += "}\n";
    }
    out += "\nfacts shop {\n";
    for (const shop_fact& f : p.facts) out += "  " + f.name + " : " + type_of(f) + "\n";
    if (!p.fields.empty()) out += "  items : list of Item up to " + std::to_string(most_items) + "\n";
    const std::string last = std::to_string(p.rules.size());
    out += "}\n\ndecision outcome : int 0 .. " + last + " takes first {\n" + as_rules(p, false) + "  otherwise " +
           last + "\n}\n";
    return out + "\ndecision points : int 0 .. 1000000 takes sum {\n" + as_rules(p, true) + "}\n";
}

namespace {

std::string json_value(const shop_fact& f, std::int64_t v) {
    switch (f.kind) {
        case kind_of::flag: return v != 0 ? "true" : "false";
        case kind_of::choice: return "\"" + value_name(f, v) + "\"";
        case kind_of::money: return "\"EUR " + cents(v) + "\"";
        case kind_of::number: return std::to_string(v);
        case kind_of::tags: break;
    }
    std::string out;
    for (std::int64_t i = 0; i <= f.high; ++i)
        if ((v >> i & 1) != 0) out += (out.empty() ? "\"" : ", \"") + value_name(f, i) + "\"";
    return "[" + out + "]";
}

std::string json_object(const std::vector<shop_fact>& facts, const std::vector<std::int64_t>& values) {
    std::string out;
    for (std::size_t i = 0; i < facts.size(); ++i)
        out += (i == 0 ? "\"" : ", \"") + facts[i].name + "\": " + json_value(facts[i], values[i]);
    return out;
}

}  // namespace

std::string as_json(const shop_policy& p, const shop_case& c) {
    std::string out = "{\"shop\": {" + json_object(p.facts, c.values);
    if (p.fields.empty()) return out + "}}";
    out += ", \"items\": [";
    for (std::size_t i = 0; i < c.items.size(); ++i)
        out += (i == 0 ? "{" : ", {") + json_object(p.fields, c.items[i]) + "}";
    return out + "]}}";
}

// ------------------------------------------------------------------ as C++

namespace {

/// As narrow as somebody would who cares.
std::string member_type(const shop_fact& f) {
    switch (f.kind) {
        case kind_of::choice: return type_name(f);
        case kind_of::flag: return "bool";
        case kind_of::money: return "std::int64_t";
        default: return "std::int32_t";
    }
}

std::string as_struct(const std::string& name, const std::vector<shop_fact>& facts) {
    std::string enums, out = "struct " + name + " {\n";
    for (const shop_fact& f : facts)
        if (f.kind == kind_of::choice) enums += "enum " + type_name(f) + " : std::uint8_t {};\n";
    for (const char* type : {"std::int64_t", "std::int32_t", ""})  // no gaps between members
        for (const shop_fact& f : facts) {
            const bool small = f.kind == kind_of::choice || f.kind == kind_of::flag;
            if (small ? *type == 0 : member_type(f) == type) out += "    " + member_type(f) + " " + f.name + ";\n";
        }
    return enums + out + "};\n\n";
}

/// @param name  of the value
std::string as_test(const shop_fact& f, const shop_test& t, const std::string& name) {
    if (f.kind == kind_of::tags) return "(" + name + " & " + std::to_string(t.bits) + ") != 0";
    if (!t.by_bits) {
        if (t.low == f.low) return name + " <= " + std::to_string(t.high);
        if (t.high == f.high) return name + " >= " + std::to_string(t.low);
        return name + " >= " + std::to_string(t.low) + " && " + name + " <= " + std::to_string(t.high);
    }
    std::string out;
    for (std::int64_t v = 0; v <= f.high; ++v)
        if ((t.bits >> v & 1) != 0) out += (out.empty() ? "" : " || ") + name + " == " + std::to_string(v);
    return out.find("||") == std::string::npos ? out : "(" + out + ")";
}

std::string as_test(const shop_policy& p, const shop_condition& k) {
    const auto test = [](const shop_fact& f, const shop_test& t, const char* of) { return as_test(f, t, of + f.name); };
    if (k.quantifier == how::test) return test(p.facts[k.tests.front().fact], k.tests.front(), "c.");
    std::string where;
    for (const shop_test& t : k.tests) where += (where.empty() ? "" : " && ") + test(p.fields[t.fact], t, "i.");
    const std::string function = k.quantifier == how::any     ? "any"
                                 : k.quantifier == how::every ? "every"
                                                              : "at_least<" + std::to_string(k.count) + ">";
    return function + "(c, [](const item& i) { return " + where + "; })";
}

constexpr std::size_t rules_of_a_function = 200;  // compilers do not like one of thousands

constexpr const char* quantifiers = R"(
template <class F>
bool any(const shop& c, F f) {
    for (const item& i : c.items)
        if (f(i)) return true;
    return false;
}
template <class F>
bool every(const shop& c, F f) {
    for (const item& i : c.items)
        if (!f(i)) return false;
    return true;
}
template <std::uint32_t N, class F>
bool at_least(const shop& c, F f) {
    std::uint32_t n = 0;
    for (const item& i : c.items)
        if (f(i) && ++n == N) return true;
    return false;
}
)";

/// The rules of one of the functions of `first`, or of `all`.
std::string as_function(const shop_policy& p, std::size_t part, bool all) {
    const std::string number = std::to_string(part);
    std::string out =
        all ? "\nvoid all_" + number + "(const shop& c, std::uint32_t* rules, std::size_t& n, std::int64_t& points) {\n"
            : "\nint first_" + number + "(const shop& c) {\n";
    const std::size_t end = std::min(p.rules.size(), (part + 1) * rules_of_a_function);
    for (std::size_t i = part * rules_of_a_function; i < end; ++i) {
        std::string when;
        for (const shop_condition& k : p.rules[i].conditions) when += (when.empty() ? "" : " && ") + as_test(p, k);
        out += "    if (" + when + ") ";
        if (all)
            out += "rules[n++] = " + std::to_string(i) + ", points += " + std::to_string(p.rules[i].points) + ";\n";
        else out += "return " + std::to_string(i) + ";\n";
    }
    return out + (all ? "}\n" : "    return -1;\n}\n");
}

std::string as_put(const shop_policy& p) {
    std::string out =
        "\nvoid put(const std::int64_t* v, const std::int64_t* items, std::size_t count, void* into) {\n"
        "    shop& c = *static_cast<shop*>(into);\n";
    for (std::size_t i = 0; i < p.facts.size(); ++i)
        out += "    c." + p.facts[i].name + " = static_cast<" + member_type(p.facts[i]) + ">(v[" + std::to_string(i) +
               "]);\n";
    if (p.fields.empty()) return out + "    (void)items, (void)count;\n}\n";
    const std::string width = std::to_string(p.fields.size());
    out += "    c.items.count = static_cast<std::uint32_t>(count);\n    for (std::size_t k = 0; k < count; ++k) {\n";
    for (std::size_t i = 0; i < p.fields.size(); ++i)
        out += "        c.items.all[k]." + p.fields[i].name + " = static_cast<" + member_type(p.fields[i]) +
               ">(items[k * " + width + " + " + std::to_string(i) + "]);\n";
    return out + "    }\n}\n";
}

}  // namespace

std::string as_structs(const shop_policy& p) {
    return "#pragma once\n\n#include <cstdint>\n\n#include \"ladders/ladder.hpp\"\n\nnamespace writ::bench {\n\n" +
           as_struct("item", p.fields) + as_struct("flat_shop", p.facts) +
           "struct shop_with_items : flat_shop {\n    few<item, " + std::to_string(most_items) +
           "> items;\n};\n\n}  // namespace writ::bench\n";
}

namespace {

std::string as_bound(const std::vector<shop_fact>& facts, const std::string& call, const std::string& of) {
    std::string out;
    for (const shop_fact& f : facts) {
        out += "\n        ." + call + f.name + "\", &" + of + "::" + f.name;
        std::string names;
        for (std::int64_t v = 0; v <= f.high && (f.kind == kind_of::choice || f.kind == kind_of::tags); ++v) {
            const std::string name = "\"" + value_name(f, v) + "\"";
            names += v == 0 ? "" : ", ";
            names += f.kind == kind_of::tags ? name : "{" + type_name(f) + "{" + std::to_string(v) + "}, " + name + "}";
        }
        if (f.kind == kind_of::choice) out += ", writ::named<" + type_name(f) + ">({" + names + "})";
        if (f.kind == kind_of::tags) out += ", writ::bits({" + names + "})";
        if (f.kind == kind_of::money) out += ", writ::in_minor_units";
        out += ")";
    }
    return out;
}

}  // namespace

std::string as_bindings(const shop_policy& p) {
    const std::string facts = as_bound(p.facts, "fact(\"shop.", "flat_shop");
    return "#pragma once\n\n#include \"shops.hpp\"\n#include \"writ/bind.hpp\"\n\nnamespace writ::bench {\n\n"
           "inline auto bound_flat(const writ::ruleset& rules) {\n    return writ::bind<flat_shop>(rules)" +
           facts +
           "\n        .done();\n}\n\ninline auto bound_with_items(const writ::ruleset& rules) {\n"
           "    return writ::bind<shop_with_items>(rules)" +
           facts + "\n        .list(\"shop.items\", &shop_with_items::items, writ::fields<item>()" +
           as_bound(p.fields, "field(\"", "item") + ")\n        .done();\n}\n\n}  // namespace writ::bench\n";
}

std::string as_ladder(const shop_policy& p, const std::string& name) {
    std::string out = "#include \"shops.hpp\"\n\nnamespace {\n\nusing namespace writ::bench;\nusing shop = " +
                      std::string(p.fields.empty() ? "flat_shop" : "shop_with_items") + ";\n";
    if (!p.fields.empty()) out += quantifiers;
    const std::size_t parts = (p.rules.size() + rules_of_a_function - 1) / rules_of_a_function;
    for (std::size_t i = 0; i < parts; ++i) out += as_function(p, i, false) + as_function(p, i, true);
    out += as_put(p) +
           "\nint first(const void* at) {\n    const shop& c = *static_cast<const shop*>(at);\n    int r = -1;\n";
    for (std::size_t i = 0; i < parts; ++i) out += "    if ((r = first_" + std::to_string(i) + "(c)) >= 0) return r;\n";
    out +=
        "    return r;\n}\n\nstd::size_t all(const void* at, std::uint32_t* rules, std::int64_t& points) {\n"
        "    const shop& c = *static_cast<const shop*>(at);\n    std::size_t n = 0;\n    points = 0;\n";
    for (std::size_t i = 0; i < parts; ++i) out += "    all_" + std::to_string(i) + "(c, rules, n, points);\n";
    return out + "    return n;\n}\n\n}  // namespace\n\nnamespace writ::bench {\nextern const ladder " + name +
           " = {sizeof(shop), put, first, all};\n}\n";
}

// ------------------------------------------------------------------ as C++ over columns

namespace {

/// As narrow as the range allows.
std::string column_type(const shop_fact& f) {
    if (f.kind == kind_of::choice || f.kind == kind_of::flag) return "std::uint8_t";
    if (f.kind == kind_of::tags) return "std::uint16_t";
    const std::int64_t most = std::max(-f.low, f.high);
    return most < 32'768 ? "std::int16_t" : most < 2'147'483'648 ? "std::int32_t" : "std::int64_t";
}

/// A rule as a loop over the rows of a block: all tests of a row are worked out, so that the loop needs no jumps.
std::string as_loop(const shop_policy& p, std::size_t rule, const std::string& then) {
    std::string when;
    for (const shop_condition& k : p.rules[rule].conditions) {
        const shop_fact& f = p.facts[k.tests.front().fact];
        std::string test = as_test(f, k.tests.front(), "c." + f.name + "[i]");
        for (std::size_t at = 0; (at = test.find_first_of("&|", at)) != std::string::npos; ++at)
            if (test[at + 1] == test[at]) test.erase(at, 1);
        when += (when.empty() ? "std::uint8_t(" : " & std::uint8_t(") + test + ")";
    }
    return "    for (std::size_t i = 0; i < rows_of_block; ++i) {\n        const std::uint8_t m = " + when +
           ";\n        " + then + "\n    }\n";
}

}  // namespace

std::string as_columns(const shop_policy& p, const std::string& name) {
    std::string out =
        "#include \"ladders/ladder.hpp\"\n\nusing writ::bench::rows_of_block;\n\nnamespace {\n\nstruct shops {\n";
    std::string put =
        "\nvoid put(const std::int64_t* v, std::size_t row, void* into) {\n    shops& c = "
        "*static_cast<shops*>(into);\n";
    for (std::size_t f = 0; f < p.facts.size(); ++f) {
        const std::string type = column_type(p.facts[f]), fact = p.facts[f].name;
        out += "    " + type + " " + fact + "[rows_of_block];\n";
        put += "    c." + fact + "[row] = static_cast<" + type + ">(v[" + std::to_string(f) + "]);\n";
    }
    out += "};\n" + put + "}\n";
    const std::string of_rules = "const shops& c, std::int16_t* __restrict rules",
                      of_sums = "const shops& c, std::int16_t* __restrict counts, std::int32_t* __restrict points";
    std::string first, all;  // calls of the parts
    for (std::size_t from = 0; from < p.rules.size(); from += rules_of_a_function) {
        const std::string part = std::to_string(from);
        std::string firsts, sums;
        for (std::size_t r = from; r < std::min(p.rules.size(), from + rules_of_a_function); ++r) {
            // The first rule is written last.
            firsts = as_loop(p, r, "rules[i] = m ? " + std::to_string(r) + " : rules[i];") + firsts;
            sums += as_loop(p, r, "counts[i] += m, points[i] += m ? " + std::to_string(p.rules[r].points) + " : 0;");
        }
        out += "\n[[gnu::noinline]] void first_" + part + "(" + of_rules + ") {\n" + firsts +
               "}\n\n[[gnu::noinline]] void all_" + part + "(" + of_sums + ") {\n" + sums + "}\n";
        first = "    first_" + part + "(c, rules);\n" + first;
        all += "    all_" + part + "(c, counts, points);\n";
    }
    const std::string given =
        "    const shops& c = *static_cast<const shops*>(at);\n    for (std::size_t i = 0; i < rows_of_block; ++i) ";
    return out + "\nvoid first(const void* at, std::int16_t* rules) {\n" + given + "rules[i] = -1;\n" + first +
           "}\n\nvoid all(const void* at, std::int16_t* counts, std::int32_t* points) {\n" + given +
           "counts[i] = 0, points[i] = 0;\n" + all +
           "}\n\n}  // namespace\n\nnamespace writ::bench {\nextern const column_ladder " + name +
           " = {sizeof(shops), put, first, all};\n}\n";
}

}  // namespace writ::bench
