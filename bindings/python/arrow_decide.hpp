// Record batches, decided.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "arrow_build.hpp"
#include "arrow_columns.hpp"
#include "arrow_memory.hpp"
#include "writ/columns.hpp"

namespace writ::python::arrow {

/// What is to be made of the batches.
struct request {
    std::vector<std::string> decisions;
    std::vector<std::pair<std::int64_t, target>> given;  ///< which columns are facts
    std::vector<std::int64_t> kept;                      ///< columns that are handed on
    moment_of_decision as_of;
    bool exact_floats = false;  ///< money may be a float that is exactly an amount
    unsigned threads = 1;
    bool rules = false;   ///< tell those that spoke, too
    bool strict = false;  ///< what is wrong with a row is thrown
};

/// Something is wrong with some rows: the first few mistakes, and where.
struct mistaken_rows {
    std::vector<case_error> errors;
};

/// Decides batches of one schema, each to a batch: the columns kept, and for each decision its value, `NAME.status` and
/// perhaps `NAME.rules`. The GIL is not needed.
class batch_decider {
public:
    /// @throws unknown_decision
    batch_decider(ruleset rules, shared_schema batches, request what);

    /// Of what is made.
    ArrowSchema schema() const;

    /// @param look  is told now and then how many rows are done, of all batches, and may throw
    /// @throws bad_column, mistaken_rows, what `look` throws
    shared_array decide(const shared_array& batch, const watch& look);

    std::size_t rows() const noexcept { return rows_; }
    /// The columns of which a part had to be copied.
    const std::set<std::string>& copied() const noexcept { return copied_; }

private:
    struct question {
        std::string name;
        value_builder values;
    };

    ArrowArray kept(const shared_array& batch, std::int64_t column) const;
    ArrowArray values(question& q, const columns& cases, const watch& look);
    bool add_at_once(value_builder& to) const;
    ArrowArray statuses() const;
    ArrowArray spoken() const;
    void check_rows(const columns& cases) const;
    std::string called(std::size_t row, const std::string& path) const;

    ruleset rules_;
    shared_schema batches_;
    request what_;
    column_decider by_;
    decider alone_;  ///< for values that answers in numbers do not tell
    std::vector<question> questions_;
    decision_columns answers_;  ///< to the question before
    std::set<std::string> copied_;
    std::size_t rows_ = 0;
};

}  // namespace writ::python::arrow
