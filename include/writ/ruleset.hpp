// The front door: a folder of rules in, decisions out.
#pragma once

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "writ/case_layout.hpp"
#include "writ/decision.hpp"
#include "writ/eval/quick.hpp"
#include "writ/facts.hpp"
#include "writ/lanes.hpp"
#include "writ/limits.hpp"
#include "writ/provenance.hpp"
#include "writ/result.hpp"
#include "writ/short_answer.hpp"
#include "writ/trace.hpp"

namespace writ {

namespace model {
struct model;
struct pack_files;
enum class term_id : std::uint32_t;
}  // namespace model
namespace program {
struct program;
}
namespace eval {
class evaluator;
class plain;
struct known_code;
}  // namespace eval
namespace classify {
struct catalogue;
}
namespace io {
class case_reader;
}
struct compilation;
class columns;
struct decision_columns;
template <class T, class Parts>
class binding;

/// A text given instead of a file: its name (`rules/tiers.writ`) and what it says.
struct named_text {
    std::string name;
    std::string text;
};

/// Somebody asked for a decision that the rules do not have.
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

/// Compiled rules: immutable, cheap to copy (a handle).
///
///     const auto rules = writ::ruleset::load("rules/enforcement");
///     const auto c = rules.read_json(R"({"account": {"region": "TH"}, "as_of": "2026-03-10"})");
///     const writ::decision d = rules.decide(c, "tier");
///
/// A new version of the rules is a new object: swap the handle, readers of the old one finish undisturbed. A case belongs
/// to the rules it was read by; deciding it by others is a mistake that nothing detects.
/// @par Thread safety  Any number of concurrent calls on one ruleset and on its copies. Two threads may not assign to one
///                     handle at once; `std::atomic<std::shared_ptr<const ruleset>>` or a mutex is for that.
/// @par Lifetime       Decisions, explanations and cases keep nothing of the ruleset; references it returns live as long
///                     as one of its copies.
class ruleset {
public:
    /// Compiles a folder, with the packs it uses from the folders beside it; or one `.writ` file. A `.writc` file, which is
    /// compiled already (`save`), is read.
    /// @throws compile_failed with every mistake found, also where the folder cannot be read. Warnings are dropped.
    /// @par Complexity  Reads and checks everything: milliseconds to seconds, not for the path of a request.
    [[nodiscard]] static ruleset load(const std::filesystem::path& folder, const limits& bounds = {});

    /// Compiles a folder as `load` does; mistakes and warnings come back as data, nothing is thrown.
    [[nodiscard]] static compilation compile(const std::filesystem::path& folder, const limits& bounds = {});

    /// Compiles texts as one pack, which cannot use others.
    [[nodiscard]] static compilation compile(std::vector<named_text> texts, const limits& bounds = {});
    [[nodiscard]] static compilation compile(std::initializer_list<named_text> texts, const limits& bounds = {});

    // ---- compiled rules, to be kept or sent

    /// Reads what `bytes` gave, for instance in another process. Nothing is compiled: it takes a fraction of the time.
    /// @param name  what diagnostics call the bytes
    /// @throws compile_failed  where they are damaged, come from another version of the library, or need a time zone or
    ///                         library that this program does not have
    [[nodiscard]] static ruleset load(std::span<const std::byte> bytes, std::string_view name = "compiled rules");
    /// The same; nothing is thrown.
    [[nodiscard]] static compilation compile(std::span<const std::byte> bytes,
                                             std::string_view name = "compiled rules");

    /// The compiled rules as bytes: the same rules give the same bytes on every machine. They hold the texts too, under the
    /// names they were compiled by, so that reasons can point at lines.
    [[nodiscard]] std::vector<std::byte> bytes() const;

    /// Writes `bytes()` to a file, by custom `NAME.writc`, whole or not at all.
    /// @throws std::filesystem::filesystem_error
    void save(const std::filesystem::path& file) const;

    // ---- cases

    /// Reads a case from JSON: groups of facts, and `as_of`; `writ/io/case_builder.hpp` has the format.
    ///
    /// What is wrong with it, even that it is no JSON, is in `case_data::errors`; every outcome of such a case is an error.
    /// @par Complexity  Linear in the text, and prepares for the pack every time: for many cases use `reader()`.
    [[nodiscard]] case_data read_json(std::string_view text, const limits& bounds = {}) const;

    /// Reads a case from YAML, as `read_json` does.
    [[nodiscard]] case_data read_yaml(std::string_view text, const limits& bounds = {}) const;

    /// A reader of many cases (`writ/io/read_case.hpp`). A copy of the ruleset must outlive it.
    [[nodiscard]] io::case_reader reader(const limits& bounds = {}) const;

    /// Room for cases to be decided again and again, or by the thousand: packed, a decision of them takes nanoseconds.
    [[nodiscard]] packed_cases pack() const;

    /// Room for the columns of so many cases (`writ/columns.hpp`).
    [[nodiscard]] writ::columns columns(std::size_t rows) const;

    /// A case that mentions nothing: every fact is unknown, save those that the rules `assume`. The same as reading `{}`.
    [[nodiscard]] case_data empty_case() const;

    // ---- answers

    /// Decides one question about a case.
    ///
    /// Mistakes in the case, conflicts of rules and failed computations are in the decision, never thrown.
    /// @param name  a decision, table, define or param without arguments; `pack.name` in a used pack
    /// @throws unknown_decision if there is none of that name, or it has arguments
    /// @par Complexity  Makes a `decider` for one question: for many cases keep one.
    [[nodiscard]] decision decide(const case_data& c, std::string_view name) const;

    /// Decides every decision of the pack, in the order of `decisions()`.
    [[nodiscard]] std::vector<decision> decide(const case_data& c) const;

    /// Decides one question about every row of some columns, with so many threads; the answers do not depend on how many.
    /// @throws unknown_decision if there is none of that name, or it has arguments
    /// @par Complexity  Makes a `column_decider` (`writ/columns.hpp`) for one question: for many columns keep one.
    [[nodiscard]] decision_columns decide(const writ::columns& cases, std::string_view name,
                                          unsigned threads = 1) const;

    /// What decisions about a case are made with; to be kept beside them.
    [[nodiscard]] writ::provenance provenance(const case_data& c) const;

    // ---- what the pack says of itself

    /// The names `decide(c)` answers, in the order they are declared: decisions and tables without arguments.
    [[nodiscard]] std::vector<std::string> decisions() const;

    /// The path of a rule of a `short_answer`, as `decision::rules` has it: `decision.rule.exception`.
    [[nodiscard]] const std::string& rule_path(std::uint32_t rule) const;

    const std::string& name() const noexcept;     ///< of the pack
    const std::string& version() const noexcept;  ///< as the pack says
    const std::string& hash()
        const noexcept;  ///< of all texts compiled, 64 hexadecimal digits: the same texts, the same hash
    const std::vector<std::string>& languages() const noexcept;  ///< as the pack lists them; at least one

    // ---- the stages, for tools (not covered by the promise of stability)
    const model::model& stage_model() const noexcept;
    const program::program& stage_program() const noexcept;
    const eval::known_code& stage_known() const noexcept;
    const source_set& sources() const noexcept;
    const case_layout& layout() const noexcept;
    const classify::catalogue& stage_classifiers() const noexcept;

private:
    struct parts;
    explicit ruleset(std::shared_ptr<const parts> p) : parts_(std::move(p)) {}
    friend struct compilation;
    friend class decider;
    static compilation compile_folder(const std::filesystem::path& folder, const limits& bounds);
    static compilation compile_packs(std::shared_ptr<source_set> sources, std::vector<model::pack_files> packs,
                                     std::vector<diagnostic> found, const limits& bounds);
    std::shared_ptr<const parts> parts_;
};

/// What compiling gave: rules, or the reasons why there are none; warnings in both.
struct compilation {
    std::optional<ruleset> rules;               ///< none if a diagnostic is an error
    std::vector<diagnostic> diagnostics;        ///< in the order of files and places
    std::shared_ptr<const source_set> sources;  ///< the texts the diagnostics point into

    explicit operator bool() const noexcept { return rules.has_value(); }
};

inline compilation ruleset::compile(std::initializer_list<named_text> texts, const limits& bounds) {
    return compile(std::vector<named_text>(texts), bounds);
}

/// Decides many cases one after the other in memory that it keeps.
///
///     writ::decider d(rules);
///     const auto tier = d.question("tier");
///     for (const writ::case_data& c : cases) {
///         d.load(c);
///         if (d.ask(tier).status == writ::status::undetermined) tell(d.decide("tier").needs);
///     }
/// @par Thread safety  One thread a decider; any number of deciders on one ruleset.
class decider {
public:
    /// Keeps a copy of the handle, so the rules live as long as the decider.
    explicit decider(ruleset rules);
    decider(decider&&) noexcept;
    decider& operator=(decider&&) noexcept;
    ~decider();

    /// Takes a case and forgets the one before. The case is not copied: it must stay, unchanged, until the next `load`.
    void load(const case_data& c) noexcept { given_ = &c, lanes_ = nullptr, forget(); }
    /// Takes a packed case, likewise.
    void load(const packed_cases& cases, std::size_t i) noexcept {
        given_ = &cases.given(i), lanes_ = cases[i], forget();
    }
    /// Takes a struct as it is, likewise: it and what binds it (`writ/bind.hpp`) must stay. @pre it was bound to the same rules
    /// @par Complexity  Where questions are answered by looking rules up, one step for each member; else none before the first.
    template <class T, class Parts>
    void load(binding<T, Parts>& by, const std::type_identity_t<T>& value, const moment_of_decision& as_of = {}) {
        given_ = nullptr, lanes_ = nullptr, forget();
        struct_ = {&by, &value, as_of, [](const bound_struct& s, case_data& out) {
                       static_cast<binding<T, Parts>*>(s.by)->load(*static_cast<const T*>(s.value), out, s.as_of);
                   }};
        if (!looks_up_) return;
        by.pack(value, as_of, own_lanes_.data());
        lanes_ = own_lanes_.data();
    }
    template <class T, class Parts>
    void load(binding<T, Parts>&, const std::type_identity_t<T>&&, const moment_of_decision& = {}) = delete;

    /// The case, for what needs one: explanations, notices, mistakes. Of a struct it is laid out now. Valid until the next `load`.
    /// @pre `load` was called
    const case_data& given();

    /// Answers one question about the case. @pre `load` was called
    /// @throws unknown_decision
    /// @par Complexity  One evaluation, shared with earlier questions about the case only in memory; at most 256 more while
    ///                  facts are unknown and the answer depends on them.
    [[nodiscard]] decision decide(std::string_view name);

    /// The answer in numbers, without names and words. Once cases of this size have been seen, `load` and `ask` allocate
    /// nothing as long as nothing that the answer depends on is unknown.
    /// @pre `load` was called, and `question` is from this ruleset
    /// @par Complexity  Where all rules of the decision ask nothing but facts, and the case gives them: tens of nanoseconds for
    ///                  a packed case, and a few more for ten times the rules; several times that where facts are unknown. Else,
    ///                  where the case tells what is asked, each expression that is reached once, and no other; else as
    ///                  `decide`.
    [[nodiscard]] const short_answer& ask(model::term_id question) {
        const short_answer* quick = quick_answer(question);
        return quick != nullptr ? *quick : evaluate(question);
    }

    /// The same if it takes no more than looking rules up, else null. Such an answer is decided, and where the rules and the value
    /// are the same, so is the whole `decision`: whoever puts it in words may keep them. @pre as `ask`
    [[nodiscard]] const short_answer* look_up(model::term_id question) {
        const short_answer* quick = quick_answer(question);
        return quick != nullptr && quick_.is_whole(*quick) ? quick : nullptr;
    }

    /// The answer with every step that was taken to it, in numbers (`writ/trace.hpp`): what a service keeps of each decision.
    /// Valid until the decider is asked again. @pre as `ask`
    /// @par Complexity  About as `ask` where nothing is looked up: each expression that is reached once, and a step for it.
    [[nodiscard]] writ::trace trace(model::term_id question);

    /// The number of a question, to be looked up once. @throws unknown_decision
    model::term_id question(std::string_view name) const;

private:
    struct bound_struct {
        void* by = nullptr;
        const void* value = nullptr;
        moment_of_decision as_of;
        void (*load)(const bound_struct&, case_data&) = nullptr;
    };

    void forget() noexcept { plain_loaded_ = loaded_ = false; }
    const short_answer* quick_answer(model::term_id question) {
        const auto term = static_cast<std::uint32_t>(question);
        if (lanes_ == nullptr) {
            if (quick_.never_answers(term)) return nullptr;
            pack_given();
        }
        const short_answer* const found = quick_.ask(term, lanes_);
        looks_up_ = looks_up_ || found != nullptr;
        return found;
    }
    void pack_given();
    eval::plain& plain();
    eval::evaluator& loaded();
    const short_answer& evaluate(model::term_id question);

    ruleset rules_;
    eval::quick quick_;
    std::unique_ptr<eval::plain> plain_;
    std::unique_ptr<eval::evaluator> evaluator_;
    bound_struct struct_;
    const case_data* given_ = nullptr;            ///< null: a struct, not laid out yet
    const lane_line* lanes_ = nullptr;            ///< null: not packed yet
    bool looks_up_ = false;                       ///< whether a question was answered from lanes
    bool plain_loaded_ = false, loaded_ = false;  ///< which evaluators have the case
    std::vector<lane_line> own_lanes_;
    std::unique_ptr<case_data> own_case_;  ///< of a struct
};

}  // namespace writ
