// The front door: a folder of rules in, decisions out.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "writ/case_layout.hpp"
#include "writ/decision.hpp"
#include "writ/facts.hpp"
#include "writ/limits.hpp"
#include "writ/result.hpp"

namespace writ {

namespace model {
struct model;
struct pack_files;
enum class term_id : std::uint32_t;
}
namespace program {
struct program;
}
namespace eval {
class evaluator;
}
struct compilation;

/// A text given instead of a file: its name (`rules/tiers.writ`) and what it says.
struct named_text {
    std::string name;
    std::string text;
};

/// A case was made for other rules, or asks for a decision that the rules do not have.
class unknown_decision : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

/// Rules could not be compiled. Thrown by `ruleset::load` alone; `compile` returns the same as data.
class compile_failed : public std::runtime_error {
public:
    compile_failed(std::string text, std::vector<diagnostic> diagnostics)
        : std::runtime_error(std::move(text)), diagnostics_(std::move(diagnostics)) {}
    /// What is wrong; `what()` is the same as text with carets.
    const std::vector<diagnostic>& diagnostics() const noexcept { return diagnostics_; }

private:
    std::vector<diagnostic> diagnostics_;
};

/// Compiled rules: immutable, cheap to copy (a handle), safe to use from any number of threads at once.
///
///     const auto rules = writ::ruleset::load("rules/enforcement");
///     const auto c = writ::read_case(rules, R"({"seller": {"region": "TH"}})");
///     const writ::decision d = rules.decide(c, "tier");
///
/// A new version of the rules is a new object: swap the handle, readers of the old one finish undisturbed.
class ruleset {
public:
    /// Compiles a folder, with the packs it uses from the folders beside it.
    /// @throws compile_failed with every mistake found
    static ruleset load(const std::filesystem::path& folder, const limits& bounds = {});

    /// Compiles a folder; mistakes and warnings come back as data.
    static compilation compile(const std::filesystem::path& folder, const limits& bounds = {});

    /// Compiles texts as one pack.
    static compilation compile(std::vector<named_text> texts, const limits& bounds = {});

    /// Decides one question about a case.
    /// @param name  a decision, table, define or param without arguments; `pack.name` in a used pack
    /// @throws unknown_decision if there is none of that name
    /// @par Complexity  One evaluation; at most 256 more while facts are unknown. See `decider` for many cases.
    decision decide(const case_data& c, std::string_view name) const;

    /// Decides every decision of the pack, in the order they are declared.
    std::vector<decision> decide(const case_data& c) const;

    /// The names `decide(c)` answers, in the order they are declared: decisions and tables without arguments.
    std::vector<std::string> decisions() const;

    const std::string& name() const noexcept;     ///< of the pack
    const std::string& version() const noexcept;  ///< as the pack says
    const std::string& hash() const noexcept;     ///< of all texts compiled, hexadecimal: the same texts, the same hash
    const std::vector<std::string>& languages() const noexcept;

    /// An empty case for these rules: nothing is known. For loading from text see `writ/io/read_case.hpp`.
    case_data empty_case() const;

    // ---- the stages, for tools (not covered by the promise of stability)
    const model::model& stage_model() const noexcept;
    const program::program& stage_program() const noexcept;
    const source_set& sources() const noexcept;
    const case_layout& layout() const noexcept;

private:
    struct parts;
    explicit ruleset(std::shared_ptr<const parts> p) : parts_(std::move(p)) {}
    friend struct compilation;
    friend class decider;
    static compilation compile_packs(std::shared_ptr<source_set> sources, const std::vector<model::pack_files>& packs,
                                     std::vector<diagnostic> found, const limits& bounds);
    std::shared_ptr<const parts> parts_;
};

/// What compiling gave: rules, or the reasons why there are none; warnings in both.
struct compilation {
    std::optional<ruleset> rules;             ///< none if a diagnostic is an error
    std::vector<diagnostic> diagnostics;      ///< in the order of files and places
    std::shared_ptr<const source_set> sources;  ///< the texts the diagnostics point into

    explicit operator bool() const noexcept { return rules.has_value(); }
};

/// Decides many cases one after the other in memory that it keeps.
/// @par Thread safety  One thread a decider; any number of deciders on one ruleset.
class decider {
public:
    explicit decider(ruleset rules);
    decider(decider&&) noexcept;
    decider& operator=(decider&&) noexcept;
    ~decider();

    /// Takes a case. It must outlive the decisions about it.
    void load(const case_data& c);

    /// @throws unknown_decision
    decision decide(std::string_view name);

    /// The status alone; allocates nothing once the largest case has been seen.
    status settle(model::term_id question);

    /// The number of a question, to be looked up once. @throws unknown_decision
    model::term_id question(std::string_view name) const;

    eval::evaluator& evaluator() noexcept { return *evaluator_; }

private:
    ruleset rules_;
    std::unique_ptr<eval::evaluator> evaluator_;
};

}  // namespace writ
