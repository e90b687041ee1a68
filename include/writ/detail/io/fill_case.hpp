// A document → the cells of a case: names looked up, every value checked, lists sorted.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "writ/case_layout.hpp"
#include "writ/detail/io/document.hpp"
#include "writ/detail/io/read_scalar.hpp"

namespace writ::detail {

/// Where in a document something is: names from the root down, made into a path only when it is shown.
struct place {
    const place* above = nullptr;
    std::string_view name;
    std::uint32_t element = 0;  ///< from 1; then there is no name
};
std::string to_string(const place& at);

/// The names of the facts and outcomes of one model.
class fact_names {
public:
    using group = std::unordered_map<std::string_view, model::fact_id>;
    struct pack {
        std::unordered_map<std::string_view, group> groups;
        std::unordered_map<std::string_view, model::term_id> outcomes;
    };

    explicit fact_names(const model::model& m);
    const pack& of(model::pack_id id) const { return packs_[model::index(id)]; }
    const pack* used(std::string_view name, model::pack_id& id) const;

private:
    const model::model& m_;
    std::vector<pack> packs_;
};

/// Fills cases of one model. Reusable; one thread at a time.
class case_filler {
public:
    case_filler(const model::model& m, const case_layout& layout, const limits& bounds);

    /// Makes a case of a document, or of its failure. Everything in `out` is replaced.
    void fill(const document& d, node_id root, case_data& out);

    const model::model& of() const noexcept { return m_; }
    const fact_names& names() const noexcept { return names_; }
    /// The texts that rules write, as `text_constants` has them.
    const std::vector<std::string>& constants() const noexcept { return constants_; }
    /// What a record holds that mentions nothing.
    const std::vector<cell>& blank_fields(std::uint32_t record) const { return blank_fields_[record]; }
    /// Makes it the case that mentions nothing. Leaves its texts.
    void clear(case_data& out) const;
    /// Brings the elements in the order their list is sorted on, equal keys as they were given.
    static void sort(const writ::type& t, list_data& list);

private:
    void start(const document& d, case_data& out);
    void fill_top(node_id root);
    void fill_as_of(const place& at, node_id given);
    void fill_pack(const place& at, model::pack_id pack, node_id given);
    void fill_group(const place& at, const fact_names::group& facts, node_id given);
    void fill_fact(const place& at, model::fact_id id, node_id given);
    void fill_outcome(const place& at, model::term_id id, node_id given);
    void fill_record(const place& at, const writ::type& t, model::pack_id pack, cell* first, std::size_t step,
                     node_id given);
    void fill_list(const place& at, const model::fact& fact, list_data& list, node_id given);
    void fill_elements(const place& at, const model::fact& fact, list_data& list, node_id given);
    void check_keys(const place& at, const writ::type& t, const list_data& list, node_id given);

    cell read(const place& at, const writ::type& t, model::pack_id pack, node_id given);
    presence said_state(const place& at, const writ::type& t, node_id given);
    std::int64_t intern(std::string_view text);
    void settle_currencies(node_id root);
    void learn_assumptions();
    static void mark_assumed(const fact_place& home, case_data& c);
    void complain(const place& at, node_id given, std::string message, std::string help = {});
    template <class Each>
    void for_members(const place& at, node_id object, const Each& each);

    const model::model& m_;
    case_layout layout_;
    limits bounds_;
    fact_names names_;
    std::vector<std::string> constants_;
    case_data blank_;  ///< what a case holds that mentions nothing: missing and assumed facts
    std::vector<std::vector<cell>> blank_fields_;  ///< per record
    std::unordered_map<std::string_view, std::int64_t> interned_;
    const document* d_ = nullptr;
    case_data* out_ = nullptr;
    std::size_t unshown_ = 0;  ///< mistakes past the bound
};

/// Tells a document a constant of the model, as if somebody had given it.
void tell_constant(const model::model& m, model::expr_id id, document& d);
/// The same for a value given by an example.
void tell_given(const model::model& m, const writ::type& t, const model::given_value& v, document& d);

}  // namespace writ::detail
