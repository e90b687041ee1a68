// Every example of the packs in rules/ as columns of one row: lists, records, texts, money and moments come back as they were.
#include <doctest/doctest.h>

#include <filesystem>
#include <list>

#include "writ/io/example_case.hpp"
#include "writ/io/write_case.hpp"
#include "writ/model/model.hpp"
#include "writ/writ.hpp"

namespace {

using namespace writ;

/// A case as columns, and their values.
class one_row {
public:
    one_row(const ruleset& rules, const case_data& c)
        : given(rules.columns(1)), rules_(rules), m_(rules.stage_model()), case_(c), constants_(text_constants(m_)) {
        given.as_of(c.as_of);
        for (std::uint32_t f = 0; f < m_.facts.size(); ++f) give(f);
    }

    columns given;

private:
    void give(std::uint32_t f) {
        const fact_place& at = rules_.layout().facts[f];
        const model::fact& fact = m_.facts[f];
        const std::string name = fact_path(m_, model::fact_id{f});
        if (at.kind == fact_place::kind_of::list) return give_list(name, fact, case_.lists[at.at]);
        const cell& first = case_.cells[at.at];
        if (first.state == presence::missing || is_assumed(first.state)) return;
        if (at.kind == fact_place::kind_of::scalar) return give(name, fact.type, fact.pack, {first});
        given.record(name, options({first}));
        if (first.state != presence::known) return;
        const auto& fields = m_.records[fact.type.ref].fields;
        for (std::uint32_t i = 0; i < fields.size(); ++i)
            give(name + "." + fields[i].name, fields[i].type, fact.pack, {case_.cells[at.at + 1 + i]});
    }

    void give_list(const std::string& name, const model::fact& fact, const list_data& list) {
        if (list.state == presence::missing || is_assumed(list.state)) return;
        auto& offsets = numbers_.emplace_back(std::vector<std::int64_t>{0, list.count});
        given.list(name, offsets, options({{0, list.state}}));
        const auto& fields = m_.records[fact.type.ref].fields;
        for (std::uint32_t i = 0; i < fields.size(); ++i) {
            std::vector<cell> cells(list.count);
            for (std::uint32_t e = 0; e < list.count; ++e) cells[list.given[e] - 1] = list.cells[i * list.count + e];
            give(name + "." + fields[i].name, fields[i].type, fact.pack, cells);
        }
    }

    /// What is missing of a column is so in one way.
    column_options options(const std::vector<cell>& cells) {
        column_options out;
        auto& bits = bits_.emplace_back((cells.size() + 7) / 8);
        out.valid = bits.data();
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const presence p = cells[i].state;
            if (p == presence::known) bits[i / 8] |= static_cast<std::uint8_t>(1u << i % 8);
            if (p == presence::unknown) out.missing = when_empty::unknown;
            if (p == presence::absent) out.missing = when_empty::absent;
        }
        return out;
    }

    void give(const std::string& name, const type& t, model::pack_id pack, const std::vector<cell>& cells) {
        column_options how = options(cells);
        const currency_code home = case_.currency[model::index(pack)];
        if (t.base == base_type::money && t.currency == 0 && home != 0) how.currency = currency_name(home);
        auto& values = numbers_.emplace_back();
        std::vector<std::string> words{"-"};
        const bool coded = t.base == base_type::text || t.base == base_type::calendar || t.base == base_type::span;
        for (const cell& c : cells) {
            values.push_back(coded ? static_cast<std::int64_t>(words.size()) : c.value);
            if (coded) words.push_back(c.state == presence::known ? word_of(t, c.value) : "-");
        }
        if (coded) given.texts(name, values, words, how);
        else given.values(name, values, how);
    }

    std::string word_of(const type& t, std::int64_t value) const {
        const auto id = static_cast<std::size_t>(value);
        if (t.base == base_type::calendar) return m_.calendars[id].name;
        if (t.base == base_type::span) return format_span(unpack_span(value));
        return id < constants_.size() ? constants_[id] : case_.texts[id - constants_.size()];
    }

    const ruleset& rules_;
    const model::model& m_;
    const case_data& case_;
    std::vector<std::string> constants_;
    std::list<std::vector<std::int64_t>> numbers_;
    std::list<std::vector<std::uint8_t>> bits_;
};

/// Whether columns can say it: nothing is given beside facts, and what a field of elements lacks, all lack in one way.
bool can_be_columns(const case_data& c) {
    const auto way = [](presence p) { return is_assumed(p) ? presence::missing : p; };
    if (!c.errors.empty() || !c.outcomes.empty()) return false;
    for (const list_data& list : c.lists)
        for (std::size_t i = 1; i < list.cells.size(); ++i)
            for (std::size_t k = i / list.count * list.count; k < i; ++k) {
                const presence a = way(list.cells[k].state), b = way(list.cells[i].state);
                if (a != presence::known && b != presence::known && a != b) return false;
            }
    return true;
}

}  // namespace

TEST_CASE("examples of the shipped packs are decided as columns as they are alone") {
    std::size_t compared = 0;
    for (const std::string pack : {"enforcement", "appeals", "disputes", "experience", "partner"}) {
        const ruleset rules = ruleset::load(std::filesystem::path(WRIT_SOURCE_DIR) / "rules" / pack);
        const model::model& m = rules.stage_model();
        decider alone(rules), as_row(rules);
        for (std::uint32_t e = 0; e < m.examples.size(); ++e) {
            const case_data c = io::case_of_example(m, rules.layout(), e);
            if (!can_be_columns(c)) continue;
            const one_row row(rules, c);
            const case_data again = row.given.row(0);
            INFO(pack, " ", m.examples[e].name);
            CHECK(again.errors.empty());
            CHECK(io::write_yaml_case(m, again) == io::write_yaml_case(m, c));
            if (++compared % 8 != 0) continue;
            alone.load(c);
            as_row.load(again);
            for (const std::string& name : rules.decisions()) {
                INFO(name);
                CHECK(as_row.decide(name) == alone.decide(name));
                const short_answer& expected = alone.ask(alone.question(name));
                const decision_columns got = rules.decide(row.given, name);
                CHECK(got[0].status == expected.status);
                CHECK(got[0].value == expected.value);
                CHECK(
                    std::equal(got[0].rules.begin(), got[0].rules.end(), expected.rules.begin(), expected.rules.end()));
            }
        }
    }
    CHECK(compared > 100);
}
