#include "writ/detail/classify/lists.hpp"

#include <algorithm>
#include <map>

namespace writ::classify {

namespace lists_detail {

/// A cell that says what is so of a list holds so many answers.
inline constexpr std::uint32_t answers_of_cell = 128;

/// Bytes that are written and read at once: wider registers gain nothing here.
inline std::uint32_t width_of(level on) { return on == level::portable ? 16 : 32; }

class resolution {
public:
    resolution(const rule_tests& rules, const lane_layout& layout, level on)
        : rules_(rules), layout_(layout), on_(on) {}

    std::optional<resolved_lists> run() {
        out_.layout = layout_;
        out_.lines = line_ = (layout_.open + lanes_of_line - 1) / lanes_of_line;
        for (std::uint32_t list = 0; list < layout_.lists.size(); ++list)
            if (!resolve(list)) return std::nullopt;
        out_.layout.lines = line_;
        if (line_ > most_lines_with_lists) return std::nullopt;
        out_.rules = rules_;
        out_.rules.lists.clear();
        for (way& w : out_.rules.ways) {
            for (const std::uint32_t asked : w.lists) w.tests.push_back(answers_.at(asked));
            w.lists.clear();
        }
        return std::move(out_);
    }

private:
    /// Makes the table of a list, and cells for its answers.
    bool resolve(std::uint32_t list) {
        const list_lanes& at = layout_.lists[list];
        rule_tests elements;
        std::vector<const list_test*> tests;
        const auto first_cell = static_cast<std::uint32_t>(out_.layout.cells.size());
        for (std::uint32_t k = 0; k < rules_.lists.size(); ++k) {
            const list_test& t = rules_.lists[k];
            if (t.list != list) continue;
            const auto place = static_cast<std::uint32_t>(tests.size());
            tests.push_back(&t);
            elements.ways.push_back({place, t.tests});
            test answer;
            answer.cell = first_cell + place / answers_of_cell;
            answer.by_bits = true;
            answer.bits.set(place % answers_of_cell);
            answers_.emplace(k, answer);
        }
        if (tests.empty()) return true;
        lane_layout fields;
        fields.cells = at.fields;
        auto of_elements = rows_of(elements, fields, width_of(on_));
        if (!of_elements || of_elements->chunks != 1 || of_elements->ids.size() != tests.size()) return false;
        list_table table{at.size, at.first, at.stride, *std::move(of_elements), {}, line_, nullptr};
        plan(tests, table);
        table.ask = ask_by_rows(table, on_);
        for (std::uint32_t k = 0; k < tests.size(); k += answers_of_cell)
            out_.layout.cells.push_back(
                {cell_lane::kind_of::set, line_ * lanes_of_line + k / 16, 0, answers_of_cell, 0});
        line_ += (table.elements.width + 63) / 64;
        out_.lists.push_back(std::move(table));
        return true;
    }

    static void plan(const std::vector<const list_test*>& tests, list_table& to) {
        const std::uint32_t width = to.elements.width;
        to.plan.resize(((counter_bits + 2) * width + sizeof(lane_line) - 1) / sizeof(lane_line), lane_line{});
        auto* const bytes = reinterpret_cast<unsigned char*>(to.plan.data());
        for (std::size_t k = 0; k < tests.size(); ++k) {
            const auto set = [&](std::size_t row) {
                unsigned char& at = bytes[row * width + k / 8];
                at = static_cast<unsigned char>(at | 1u << k % 8);
            };
            const std::uint32_t start = most_counted - tests[k]->count;
            for (std::uint32_t b = 0; b < counter_bits; ++b)
                if ((start >> b & 1) != 0) set(b);
            if (tests[k]->failing) set(counter_bits);
            if (tests[k]->fewer) set(counter_bits + 1);
        }
    }

    const rule_tests& rules_;
    const lane_layout& layout_;
    level on_;
    std::uint32_t line_ = 0;
    std::map<std::uint32_t, test> answers_;  ///< by test of a list
    resolved_lists out_;
};

}  // namespace lists_detail

std::optional<resolved_lists> resolve_lists(const rule_tests& rules, const lane_layout& layout, level on) {
    for (const list_test& t : rules.lists)
        if (t.count > most_counted) return std::nullopt;
    return lists_detail::resolution(rules, layout, on).run();
}

}  // namespace writ::classify
