#include "support/random_table.hpp"

#include <array>
#include <vector>

#include "writ/model/model.hpp"

namespace writ::test {

namespace {

std::size_t below(std::mt19937_64& random, std::size_t n) { return static_cast<std::size_t>(random() % n); }

std::string values_of(char letter, int n) {
    std::string out;
    for (int i = 0; i < n; ++i) out += (i == 0 ? "" : ", ") + std::string(1, letter) + std::to_string(i);
    return out;
}

// Enums of one lane, of exactly one, of one more value, of several lanes; sets of a lane and of more.
const std::string head =
    "pack random \"Random tables\" { version \"1\" languages en region t.where }\n"
    "enum Place { n, s, e, w }\n"
    "enum Few { " +
    values_of('a', 3) + " }\nenum Full { " + values_of('b', 16) +
    " }\n"
    "enum More { " +
    values_of('c', 17) + " }\nenum Many { " + values_of('d', 45) +
    " }\n"
    "enum Tag { " +
    values_of('g', 5) + " }\nenum Mark { " + values_of('h', 21) +
    " }\n"
    R"(
record Item {
  form  : Full
  small : int 0 .. 20
  over  : int -5 .. 65530
  okay  : bool
  tags  : set of Tag
}
facts t {
  where  : Place
  yes1   : bool
  yes2   : bool
  few    : Few
  full   : Full
  more   : More
  many   : Many
  tags   : set of Tag
  marks  : set of Mark
  small  : int 0 .. 20
  edge   : int -5 .. 65529
  over   : int -5 .. 65530
  wide   : int 0 .. 4294967295
  huge   : int -4000000000 .. 9000000000
  cents  : decimal(2) 0 .. 100
  day    : date
  maybe  : optional int 0 .. 20
)";

const std::string list_fact = "  items  : list of Item up to 5\n";

const std::vector<std::int64_t> numbers = {0, 1, 2, 7, 12, 20};

std::string number(std::mt19937_64& random) { return std::to_string(numbers[below(random, numbers.size())]); }

std::string pick(std::mt19937_64& random, char letter, int n) {
    return std::string(1, letter) + std::to_string(below(random, static_cast<std::size_t>(n)));
}

std::string several(std::mt19937_64& random, char letter, int n) {
    std::string out = pick(random, letter, n);
    const std::size_t more = 1 + below(random, 3);
    for (std::size_t i = 0; i < more; ++i)
        if (const std::string one = pick(random, letter, n);
            out.find(one + ",") == std::string::npos && out != one && !out.ends_with(" " + one))
            out += ", " + one;
    return out;
}

std::string comparison(std::mt19937_64& random, const std::string& fact, const std::string& value) {
    static const std::array signs = {" < ", " <= ", " > ", " >= ", " = ", " < ", " >= "};
    return fact + signs[below(random, signs.size())] + value;
}

std::string of_enum(std::mt19937_64& random, const std::string& fact, char letter, int n) {
    switch (below(random, 4)) {
        case 0: return fact + " is " + pick(random, letter, n);
        case 1: return fact + " is not " + pick(random, letter, n);
        case 2: return fact + " is one of {" + several(random, letter, n) + "}";
        default: return "not (" + fact + " is one of {" + several(random, letter, n) + "})";
    }
}

std::string of_set(std::mt19937_64& random, const std::string& fact, char letter, int n) {
    switch (below(random, 5)) {
        case 0: return fact + " has " + pick(random, letter, n);
        case 1: return "not (" + fact + " has " + pick(random, letter, n) + ")";
        case 2: return fact + " has any of {" + several(random, letter, n) + "}";
        case 3: return fact + " has all of {" + several(random, letter, n) + "}";
        default: return "not (" + fact + " has any of {" + several(random, letter, n) + "})";
    }
}

std::string of_element(std::mt19937_64& random, std::size_t field) {
    switch (field % 5) {
        case 0: return below(random, 2) == 0 ? "i.okay" : "not i.okay";
        case 1: return of_enum(random, "i.form", 'b', 16);
        case 2: return comparison(random, "i.small", number(random));
        case 3: return comparison(random, "i.over", number(random));
        default: return "i.tags has " + pick(random, 'g', 5);
    }
}

std::string of_list(std::mt19937_64& random) {
    const std::size_t field = below(random, 5);
    std::string items = "i among t.items where " + of_element(random, field);
    if (below(random, 2) == 0) items += " and " + of_element(random, field + 1 + below(random, 4));
    const std::string count = std::to_string(below(random, 7));
    switch (below(random, 8)) {
        case 0: return "(any " + items + ")";
        case 1: return "not (any " + items + ")";
        case 2: return "(every " + items + ")";
        case 3: return "not (every " + items + ")";
        case 4: return "(at least " + count + " " + items + ")";
        case 5: return "not (at most " + count + " " + items + ")";
        default: return comparison(random, "(count of " + items + ")", std::to_string(below(random, 6)));
    }
}

std::string condition(std::mt19937_64& random, bool with_maybe, bool with_lists) {
    if (with_lists && below(random, 3) == 0) return of_list(random);
    switch (below(random, with_maybe ? 17 : 16)) {
        case 0: return "t.yes1";
        case 1: return "not t.yes2";
        case 2: return of_enum(random, "t.few", 'a', 3);
        case 3:
        case 4: return of_enum(random, "t.full", 'b', 16);
        case 5: return of_enum(random, "t.more", 'c', 17);
        case 6: return of_enum(random, "t.many", 'd', 45);
        case 7: return of_set(random, "t.tags", 'g', 5);
        case 8: return of_set(random, "t.marks", 'h', 21);
        case 9: return comparison(random, "t.small", below(random, 3) == 0 ? "limit" : number(random));
        case 10: return comparison(random, "t.edge", number(random));
        case 11: return comparison(random, "t.over", number(random));
        case 12: return comparison(random, "t.wide", number(random));
        case 13: return comparison(random, "t.huge", number(random));
        case 14: return comparison(random, "t.cents", number(random) + ".5");
        case 15: return comparison(random, "t.day", "2026-01-0" + std::to_string(1 + below(random, 9)));
        default: return "(t.maybe is present and " + comparison(random, "t.maybe", number(random)) + ")";
    }
}

std::string conditions(std::mt19937_64& random, bool with_maybe, bool with_lists) {
    const auto one = [&] { return condition(random, with_maybe, with_lists); };
    std::string out = one();
    const std::size_t more = below(random, 5);
    for (std::size_t i = 0; i < more; ++i) {
        const bool either = below(random, 6) == 0;
        out += " and " + (either ? "(" + one() + " or " + one() + ")" : one());
    }
    return out;
}

// A table and how it is made up.
struct table_writer {
    std::mt19937_64& random;
    bool with_lists, with_maybe, with_exceptions, with_regions;

    bool one_of(std::size_t n) const { return below(random, n) == 0; }

    /// ` law in n, w`, or less.
    std::string layer(bool& law) const {
        law = law || (with_exceptions && one_of(6));
        return std::string(law ? " law" : "") + (with_regions && one_of(4) ? " in n, w" : "");
    }

    /// What follows the name of a rule or exception.
    template <class Value>
    std::string body(bool law, std::size_t depth, const Value& value) const {
        std::string text = layer(law) + " {\n    when " + condition(random, with_maybe, with_lists);
        if (depth == 0) text += " and " + conditions(random, with_maybe, with_lists);
        text += " then " + (depth > 0 && one_of(4) ? "does not apply" : value()) + (law ? " cite \"law\"\n" : "\n");
        for (std::size_t i = 0; with_exceptions && depth < 3 && i < 2; ++i)
            if (one_of(depth == 0 ? 5 : 2)) text += "    exception x" + std::to_string(i) + body(law, depth + 1, value);
        return text + "  }\n";
    }

    template <class Value>
    std::string decision(const std::string& head, std::size_t rules, const Value& value, bool otherwise) const {
        std::string out = "decision " + head + " {\n";
        for (std::size_t i = 0; i < rules; ++i) out += "  rule r" + std::to_string(i) + body(false, 0, value);
        if (!otherwise) return out + "}\n";
        out += "  otherwise " + value() + "\n}\n";
        const std::string name = head.substr(0, head.find(' '));
        for (std::size_t i = 0; with_exceptions && i < 3; ++i)
            if (one_of(2))
                out += "exception y" + std::to_string(i) + " to " + name + ".otherwise" + body(false, 1, value);
        return out;
    }
};

}  // namespace

std::string random_table(std::mt19937_64& random, std::size_t rules, bool lists) {
    const bool with_maybe = below(random, 4) == 0, with_exceptions = below(random, 3) == 0;
    const bool with_regions = below(random, 3) == 0;
    const table_writer w{random, lists, with_maybe, with_exceptions, with_regions};
    const auto of_enum = [&](char letter, int n) { return [&random, letter, n] { return pick(random, letter, n); }; };
    const auto of_number = [&] { return std::to_string(below(random, 60)); };
    const std::size_t few = std::min<std::size_t>(rules, 6);
    return head + (lists ? list_fact : "") + "}\n\nparam limit : int 0 .. 20 = 7\n" +
           w.decision("first : Full takes first", rules, of_enum('b', 16), true) +
           w.decision("total : int 0 .. 1000 takes sum", rules, of_number, false) +
           w.decision("one : optional Few", few, of_enum('a', 3), false) +
           w.decision(
               "agreed : bool", few, [&] { return std::string(below(random, 4) == 0 ? "yes" : "no"); }, true) +
           w.decision("together : Few takes all", few, of_enum('a', 3), false) +
           w.decision("greatest : optional int 0 .. 60 takes largest", few, of_number, false) +
           w.decision("least : decimal(1) 0 .. 60 takes smallest", few, of_number, true);
}

namespace {

/// A value of a type, at or beside what conditions ask for.
std::int64_t random_value(std::mt19937_64& random, const model::model& m, const type& t) {
    switch (t.base) {
        case base_type::boolean: return static_cast<std::int64_t>(below(random, 2));
        case base_type::enumeration: return static_cast<std::int64_t>(below(random, m.enums[t.ref].values.size()));
        case base_type::set:
            return static_cast<std::int64_t>(random() & random() &
                                             ((std::uint64_t{1} << m.enums[t.ref].values.size()) - 1));
        case base_type::date: return to_day({2026, 1, 1}) + static_cast<std::int64_t>(below(random, 11)) - 1;
        default: break;
    }
    const std::int64_t scale = t.places == 2 ? 100 : 1;
    const std::int64_t low = *floor_scaled(t.low, t.places), high = *floor_scaled(t.high, t.places);
    if (below(random, 6) == 0) return low;
    if (below(random, 6) == 0) return high;
    const std::int64_t near = numbers[below(random, numbers.size())] + static_cast<std::int64_t>(below(random, 3)) - 1;
    return std::min(std::max(near * scale + (scale > 1 ? 50 : 0), low), high);
}

cell random_cell(std::mt19937_64& random, const model::model& m, const type& t, bool forgetful) {
    if (forgetful && below(random, 8) == 0) return {0, presence::missing};
    if (t.optional && below(random, 2) == 0) return {0, presence::absent};
    return {random_value(random, m, t), presence::known};
}

list_data random_list(std::mt19937_64& random, const model::model& m, const type& t, bool forgetful) {
    list_data out;
    if (forgetful && below(random, 8) == 0) return out;
    out.state = presence::known;
    out.count = static_cast<std::uint32_t>(below(random, t.most + 1));
    for (const auto& field : m.records[t.ref].fields)
        for (std::uint32_t i = 0; i < out.count; ++i)
            out.cells.push_back(random_cell(random, m, field.type, forgetful && below(random, 4) == 0));
    for (std::uint32_t i = 1; i <= out.count; ++i) out.given.push_back(i);
    return out;
}

}  // namespace

case_data random_table_case(std::mt19937_64& random, const ruleset& rules, bool forgetful) {
    const model::model& m = rules.stage_model();
    case_data out = rules.empty_case();
    for (std::size_t f = 0; f < m.facts.size(); ++f) {
        const fact_place& at = rules.layout().facts[f];
        const type& t = m.facts[f].type;
        if (at.kind == fact_place::kind_of::list) out.lists[at.at] = random_list(random, m, t, forgetful);
        else out.cells[at.at] = random_cell(random, m, t, forgetful);
    }
    return out;
}

}  // namespace writ::test
