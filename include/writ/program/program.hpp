// The program: a model made flat for running.
//
// It promises: immutable; every reference is an index into one of its arrays (nothing points, so a copy or a file of it
// is as good as the original); every operand of an instruction is an instruction of the same program. An instruction
// has the number of the model's expression it came from, a rule that of the model's rule, and so on: whoever has a
// program's number has the author's line. It no longer knows names, except those a result shows.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "writ/case_layout.hpp"
#include "writ/facts.hpp"
#include "writ/model/model.hpp"

namespace writ::program {

using model::op;

/// A run of an array: `count` entries from `first`.
struct range {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

inline constexpr std::uint32_t none = 0xffffffff;

/// One operation over 64-bit values; writes the slot of its own number.
///
/// | field    | meaning                                                                                   |
/// |----------|-------------------------------------------------------------------------------------------|
/// | what     | the operation (model.hpp says what each does)                                             |
/// | base     | family of the result                                                                      |
/// | operands | run of `program::ids`: the instructions it reads                                          |
/// | index    | constant, fact, local, term, field, enum value, pattern, unit factor — by operation        |
/// | extra    | second number: binder of list operations, conditions of set literals, fields of records   |
/// | type     | index into `program::types`                                                               |
struct instruction {
    op what{};
    base_type base = base_type::any;
    rounding mode = rounding::half_even;
    range operands;
    std::uint32_t index = 0;
    std::uint32_t extra = none;
    std::uint32_t type = 0;
};

struct binder_code {
    std::uint32_t variable = 0;  ///< local
    std::uint32_t list = 0;      ///< instruction
    model::relation relation = model::relation::none;
    std::uint32_t reference = 0;  ///< local
    std::uint32_t where = none;   ///< instruction
};

/// `in`, `from`, `until` of a rule, table or parameter entry.
struct quals_code {
    bool regional = false, has_from = false, has_until = false;
    std::uint64_t regions[4] = {0, 0, 0, 0};  ///< bit i: the i-th value of the region enum
    day_number until = 0;
    range effective;             ///< run of `days`: first valid day by region (one entry: in all)
    std::uint32_t as_of = none;  ///< instruction; none: today
    bool always() const noexcept { return !regional && !has_from && !has_until; }
};

struct rule_code {
    model::rule_kind kind{};
    model::layer layer{};
    bool does_not_apply = false;
    std::uint32_t term = 0;
    std::uint32_t quals = 0;
    std::uint32_t then = none;  ///< instruction
    std::uint32_t block = none;
    range whens, fors, exceptions;  ///< runs of `ids`: instructions, binders, rules; rows: cells' conditions are whens
    range asks;                     ///< run of `ids`: into `asked`
};

struct block_code {
    std::uint32_t quals = 0;
    bool complete = false;  ///< some row always speaks, and no exception can silence it
};

struct entry_code {
    std::uint32_t quals = 0;
    std::uint32_t value = none;  ///< instruction; none: undefined
};

struct term_code {
    model::term_kind kind{};
    model::takes takes{};
    bool always_speaks = false;
    std::uint32_t pack = 0;
    std::uint32_t type = 0;
    range parameters;           ///< run of `ids`: locals
    std::uint32_t body = none;  ///< define: instruction
    // param
    std::uint32_t as_of = none, base = none;
    range entries;  ///< run of `entries`
    bool dated = false, by_region = false;
    range days;  ///< run of `days`: where its value may change, ascending
    // decision
    range rules;  ///< run of `ids`: rules and rows in order
    std::uint32_t otherwise = none;
};

/// A step or an end of a procedure.
struct step_code {
    std::uint32_t next = none;               ///< term: where it leads; none: an end
    std::uint32_t until = none;              ///< instruction: how long the path rests here
    std::uint32_t due = none;                ///< instruction: the time limit of an escalation
    std::uint32_t runs = none;               ///< procedure that has to end first
    std::uint32_t who = none, queue = none;  ///< values
    range actions;                           ///< run of `ids`: values
    range asks;  ///< run of `ids`: fact, element, field, and so on; `none` where none is named
};

struct procedure_code {
    range steps;  ///< run of `steps`: by value of the enum of its record's first field
    std::uint32_t start = 0;
    std::uint32_t ends = 0;  ///< term: what an end gives
};

struct pack_code {
    std::uint32_t region = none;  ///< fact
    std::uint32_t regions = 0;    ///< how many values its enum has
    range zones;                  ///< run of `ids`: zone by region, `none` where none; one entry: the same everywhere
    range calendars;              ///< run of `ids`: calendar by region, `none` where none
    range currencies;             ///< run of `ids`: currency by region
};

/// A compiled text pattern.
class pattern {
public:
    virtual ~pattern() = default;
    /// Whether the pattern occurs in the text.
    virtual bool matches(std::string_view text) const = 0;
    /// As rules write it.
    virtual const std::string& text() const noexcept = 0;
};

/// Compiles a pattern. @return null, and why, if it is none
std::shared_ptr<const pattern> make_pattern(const std::string& text, std::string& why);

struct program {
    std::vector<instruction> code;  ///< by model::expr_id
    std::vector<std::uint32_t> ids;
    std::vector<rational> numbers;
    std::vector<std::int64_t> integers;
    std::vector<calendar_span> spans;
    std::vector<std::string> texts;  ///< by text id, sorted
    std::vector<std::shared_ptr<const pattern>> patterns;
    std::vector<day_number> days;
    std::vector<binder_code> binders;
    std::vector<quals_code> quals;
    std::vector<rule_code> rules;  ///< by model::rule_id
    std::vector<block_code> blocks;
    std::vector<entry_code> entries;
    std::vector<term_code> terms;  ///< by model::term_id
    std::vector<step_code> steps;
    std::vector<procedure_code> procedures;  ///< by model::procedure_id
    std::vector<pack_code> packs;
    std::vector<type> types;
    std::vector<std::uint32_t> enum_sizes;
    std::vector<range> records;      ///< run of `ids`: types of its fields
    std::vector<std::string> asked;  ///< paths that rules ask for, each once
    std::vector<std::uint32_t> fact_types;
    std::vector<std::uint32_t> fact_packs;
    std::vector<std::uint32_t> fact_tellers;  ///< the term whose value it is, `none` where a case gives it
    std::vector<range> requirements;          ///< first: instruction, count: pack
    std::vector<std::shared_ptr<const zone>> zones;
    std::vector<working_calendar> calendars;
    std::size_t locals = 0;
    case_layout layout;
};

/// Runs of `program::ids` and other arrays as something to loop over.
template <class T>
struct slice {
    const T* first;
    std::uint32_t count;
    const T* begin() const noexcept { return first; }
    const T* end() const noexcept { return first + count; }
    const T& operator[](std::uint32_t i) const noexcept { return first[i]; }
};
inline slice<std::uint32_t> ids_of(const program& p, range r) noexcept { return {p.ids.data() + r.first, r.count}; }

}  // namespace writ::program
