// What expressions, rules and terms read: the walk that the decision graph and the analyses share.
#pragma once

#include <unordered_set>
#include <vector>

#include "writ/model/model.hpp"

namespace writ::model {

/// A fact or term that something reads, and the author's words that read it.
template <class Id>
struct read_of {
    Id id{};
    span where;
};

/// What is read, each thing once, at its first place, in the order of reading.
struct reads {
    std::vector<read_of<fact_id>> facts;
    std::vector<read_of<term_id>> terms;
    std::vector<read_of<local_id>> locals;                   ///< read as a whole
    std::vector<std::pair<local_id, std::uint32_t>> fields;  ///< read of a local: one field of it
    bool clock = false;                                      ///< `today` or `now`
};

/// Collects what is read; one expression after another, none looked at twice.
///
/// A place that depends on the case's region without naming it (a calendar, a zone, money in the region's currency, a
/// value that differs by region) reads the fact that names the region.
/// @par Complexity  Linear in the expressions visited.
class reading {
public:
    /// @param m      must outlive this
    /// @param where  the pack whose region, zones and calendars count
    reading(const model& m, pack_id where) : model_(m), pack_(where) {}

    reading& add(expr_id e);
    reading& add(const std::optional<expr_id>& e) { return e ? add(*e) : *this; }
    reading& add(binder_id b);
    reading& add(const qualifiers& q);
    /// Its conditions, what it repeats over, its outcome and its qualifiers; not its exceptions, not its texts.
    reading& add(rule_id r);
    /// A define's body, a param's values and days; of a decision its rules, `otherwise` and all their exceptions.
    reading& add(term_id t);

    const reads& result() const noexcept { return result_; }

private:
    void visit(expr_id e);
    void visit(binder_id b);
    void visit(procedure_id p, span where);
    void read(fact_id fact, span where);
    void read_region(pack_id of, span where);
    void note_region_use(const expression& x);

    const model& model_;
    pack_id pack_;
    reads result_;
    std::vector<expr_id> open_;
    std::unordered_set<std::uint32_t> expressions_, facts_, terms_, locals_;  ///< seen; what is kept has its own order
    std::unordered_set<std::uint64_t> fields_;
};

/// Every exception of a rule, and theirs, in order, outer ones first.
std::vector<rule_id> exceptions_below(const model& m, rule_id r);

/// All rules of a decision in order: rules and rows, `otherwise`, each followed by its exceptions.
std::vector<rule_id> all_rules(const model& m, term_id t);

}  // namespace writ::model
