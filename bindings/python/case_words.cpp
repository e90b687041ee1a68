#include "case_words.hpp"

#include <algorithm>

#include "writ/model/model.hpp"

namespace writ::python {

namespace py = pybind11;

namespace {

case_word word(const std::string& name, case_word::kind_of kind) {
    PyObject* interned = PyUnicode_FromStringAndSize(name.data(), static_cast<Py_ssize_t>(name.size()));
    if (interned == nullptr) throw py::error_already_set();
    PyUnicode_InternInPlace(&interned);
    case_word out;
    out.name = py::reinterpret_steal<py::str>(interned);
    out.text = name;
    out.kind = kind;
    return out;
}

/// An amount may also be given as `{"currency": "USD", "amount": "12.50"}`.
void add_parts_of_money(case_word& of) {
    static const std::string currency = "currency", amount = "amount";
    of.inner.push_back(word(currency, case_word::kind_of::value));
    of.inner.back().type.base = base_type::text;
    of.inner.push_back(word(amount, case_word::kind_of::value));
    of.inner.back().type.base = base_type::any;
}

case_word word_of_type(const model::model& m, const std::string& name, const writ::type& type) {
    using kind_of = case_word::kind_of;
    case_word out = word(name, type.base == base_type::list     ? kind_of::list
                               : type.base == base_type::record ? kind_of::object
                                                                : kind_of::value);
    out.type = type;
    const bool of_scalars = type.base == base_type::list && type.element != base_type::any;
    if (out.kind != kind_of::value && !of_scalars)
        for (const auto& f : m.records[type.ref].fields) out.inner.push_back(word_of_type(m, f.name, f.type));
    if (type.base == base_type::money) add_parts_of_money(out);
    return out;
}

/// The groups of a pack, in the order of their first facts.
void add_groups(const model::model& m, std::uint32_t pack, std::vector<case_word>& into) {
    for (const auto& f : m.facts) {
        if (model::index(f.pack) != pack || f.told_by) continue;
        auto group = std::find_if(into.begin(), into.end(), [&](const case_word& w) { return w.text == f.group; });
        if (group == into.end()) group = into.insert(into.end(), word(f.group, case_word::kind_of::object));
        group->inner.push_back(word_of_type(m, f.name, f.type));
    }
}

void add_outcomes(const model::model& m, std::uint32_t pack, std::vector<case_word>& into) {
    for (const auto& t : m.terms)
        if (model::index(t.pack) == pack && !t.generated && t.parameters.empty())
            into.push_back(word_of_type(m, t.name, t.type));
}

}  // namespace

const case_word* case_word::find(std::string_view wanted) const noexcept {
    for (const case_word& w : inner)
        if (w.text == wanted) return &w;
    return nullptr;
}

case_word case_words_of(const ruleset& rules) {
    const auto& m = rules.stage_model();
    case_word out;
    add_groups(m, 0, out.inner);
    for (std::uint32_t i = 1; i < m.packs.size(); ++i) {
        if (out.find(m.packs[i].name) != nullptr) continue;
        case_word pack = word(m.packs[i].name, case_word::kind_of::object);
        add_groups(m, i, pack.inner);
        add_outcomes(m, i, pack.inner);
        out.inner.push_back(std::move(pack));
    }
    static const std::string as_of = "as_of";
    if (out.find(as_of) == nullptr) out.inner.push_back(word(as_of, case_word::kind_of::moment));
    return out;
}

}  // namespace writ::python
