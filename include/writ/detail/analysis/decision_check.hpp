// One decision under analysis: its rules as boxes, and the questions asked of them.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "writ/analysis/cube_index.hpp"
#include "writ/detail/analysis/slots.hpp"
#include "writ/diagnostic.hpp"
#include "writ/limits.hpp"

namespace writ::analysis {

/// A rule or row as boxes.
struct entry {
    model::rule_id id{};
    bool repeated = false;           ///< has `for`: its boxes are unknown
    bool may_be_off = false;         ///< some exception switches it off
    cubes matches;                   ///< its conditions hold
    std::optional<cubes> qualified;  ///< and its qualifiers, if it has any
    std::string result;              ///< the same text for the same outcome
    bool constant = false;           ///< the outcome is the same in every case

    const cubes& stands() const noexcept { return qualified ? *qualified : matches; }
};

class decision_check {
public:
    /// Takes the rules apart. Findings are added to `found`, by the questions below.
    decision_check(const model::model& m, model::term_id decision, std::vector<diagnostic>& found,
                   const limits& bounds);

    bool always_speaks();
    bool is_complete(model::block_id b);
    const std::vector<model::block_id>& blocks() const noexcept { return blocks_; }
    /// Gaps, overlaps, rules in vain.
    void report_findings();

private:
    void collect();
    void compile();
    void collect_conditions(const model::rule& r);
    cubes conditions(const model::rule& r);
    bool is_qualified(const model::rule& r) const;
    cubes qualifiers(const model::rule& r);
    std::string result_of(model::expr_id then, bool& constant);

    bool required_in_vain();
    void gaps();
    void report_gap(const box& hole, const std::vector<std::string>& others);
    void overlaps(const model::block& b);
    bool report_overlap(const entry& first, const entry& second);
    std::optional<box> clash(const entry& first, const entry& second, const cube& both);
    void never_first();
    void report_never_first(std::size_t which);
    void adding_nothing(const model::block& b);
    void matching_nothing();

    cover_answer cover(const box& region, const std::vector<cube>& by);
    bool is_covered(const cube& region, const cube_index& by, std::size_t count);
    void index_standing();
    void note(coverage verdict);
    bool is_uncertain(const box& b) const;
    std::vector<const entry*> rows_of(const model::block& b) const;
    std::string row_words(model::rule_id r) const;
    diagnostic& report(diagnostic_code code, span where, std::initializer_list<std::string_view> words);

    const model::model& model_;
    model::term_id id_;
    std::vector<diagnostic>& found_;
    const limits& bounds_;
    slot_table slots_;
    canonical_forms forms_;
    std::vector<entry> entries_;                               ///< of the rules, in order
    std::unordered_map<std::uint32_t, std::size_t> entry_of_;  ///< by rule
    std::vector<model::block_id> blocks_;
    std::vector<cube> excluded_;  ///< cases that `require` rules out
    std::optional<cube_index>
        standing_;  ///< those, and where rules stand that no exception switches off; once asked for
    std::vector<std::size_t> standing_before_;  ///< how many of them come before each entry, and in all
    bool undecided_ = false;
};

}  // namespace writ::analysis
