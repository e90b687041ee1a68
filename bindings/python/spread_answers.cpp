#include "spread_answers.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

#include "others_may_run.hpp"
#include "to_python.hpp"
#include "writ/case_layout.hpp"
#include "writ/detail/column_outcomes.hpp"
#include "writ/detail/io/read_scalar.hpp"
#include "writ/model/model.hpp"

namespace writ::python {

namespace py = pybind11;

namespace {

const model::model& model_of(const answers_handle& a) { return a.cases->rules()->rules().stage_model(); }
const writ::type& type_of(const answers_handle& a) { return model_of(a)[a.question->number].type; }

bool has_number(const decision_columns::answer& a) { return a.status == status::decided && has_value(a.value.state); }

/// An array of the program as elements to write. Nothing for None.
template <class T>
std::span<T> bytes_in(const char* what, const py::object& array) {
    if (array.is_none()) return {};
    const py::buffer_info info = checked_integers(what, py::cast<py::buffer>(array), true);
    if (info.itemsize != 1) throw bad_column(std::string(what) + " are written into single bytes");
    return {static_cast<T*>(info.ptr), static_cast<std::size_t>(info.size)};
}

columns_detail::written_array numbers_in(const py::object& array) {
    if (array.is_none()) return {};
    const py::buffer_info info = checked_integers("values", py::cast<py::buffer>(array), true);
    columns_detail::written_array out;
    out.data = info.ptr;
    out.size = static_cast<std::size_t>(info.size);
    out.bytes = static_cast<std::uint8_t>(info.itemsize);
    out.is_bool = info.format == "?";
    out.is_signed = std::string_view("bhilq").find(info.format.back()) != std::string_view::npos;
    return out;
}

}  // namespace

std::span<const status> statuses_in(const py::buffer& array) { return bytes_in<status>("statuses", array); }

outcome_arrays arrays_of(const py::object& values, std::int64_t none, const py::object& missing,
                         const py::object& statuses) {
    return {numbers_in(values), none, bytes_in<bool>("marks of missing values", missing),
            bytes_in<status>("statuses", statuses)};
}

void write_outcomes(const answers_handle& a, const py::object& values, std::int64_t none, const py::object& missing,
                    const py::object& statuses) {
    const outcome_arrays into = arrays_of(values, none, missing, statuses);
    const decision_columns& all = a.all();
    columns_detail::check_arrays(into, model_of(a), a.question->name, type_of(a), all.rows);
    const others_may_run meanwhile;
    const columns_detail::outcome_writer writer(into, all.answers);
    if (all.sums.empty()) return writer.write(0, all.codes);
    writer.write(0, all.sums);
    for (std::size_t row = 0; row < all.codes.size(); ++row)
        if (const std::uint32_t code = all.codes[row]; code != decision_columns::summed)
            writer.write(row, all.answers[code].status, all.answers[code].value);
}

// ------------------------------------------------------------------ objects

namespace {

/// Values as Python objects, each made once where rows share it.
class value_objects {
public:
    explicit value_objects(const answers_handle& a)
        : of_(a), type_(type_of(a)), texts_(text_constants(model_of(a))), by_answer_(a.all().answers.size()) {}

    py::object of_row(std::size_t row) {
        const decision_columns& all = of_.all();
        const std::uint32_t code = all.codes.empty() ? decision_columns::summed : all.codes[row];
        if (code == decision_columns::summed) return of_number(row, all.sums[row]);
        py::object& known = by_answer_[code];
        if (known) return known;
        const auto& answer = all.answers[code];
        if (answer.status != status::decided || is_absent(answer.value.state)) return known = py::none();
        if (!has_number(answer)) return again(row);
        return of_number(row, answer.value.value);
    }

private:
    /// Whether the number alone tells the value.
    bool tells(std::int64_t number) const {
        switch (type_.base) {
            case base_type::number: return type_.places >= 0;
            case base_type::money: return type_.currency != 0;
            case base_type::text: return static_cast<std::size_t>(number) < texts_.size();
            case base_type::list:
            case base_type::record:
            case base_type::any: return false;
            default: return true;
        }
    }

    py::object of_number(std::size_t row, std::int64_t number) {
        if (!tells(number)) return again(row);
        py::object& known = by_number_[number];
        if (!known) known = type_.base == base_type::set ? names_of(number) : shown(number);
        return known;
    }

    py::object shown(std::int64_t number) const {
        detail::scalar_reading r;
        r.value = number;
        r.currency = type_.currency;
        if (type_.base == base_type::text) r.text = texts_[static_cast<std::size_t>(number)];
        return to_python(detail::shown_value(model_of(of_), type_, r));
    }

    py::object names_of(std::int64_t mask) const {
        outcome o;
        o.kind = outcome::kind_of::set;
        const auto& values = model_of(of_).enums[type_.ref].values;
        for (std::size_t i = 0; i < values.size() && i < 64; ++i)
            if ((static_cast<std::uint64_t>(mask) >> i & 1) != 0) o.must.push_back(values[i].name);
        return to_python(o);
    }

    py::object again(std::size_t row) {
        if (!cases_) cases_.emplace(of_.cases->all());
        if (!decide_) decide_.emplace(of_.cases->rules()->rules());
        decide_->load((*cases_)[row]);
        return to_python(decide_->decide(of_.question->name).value);
    }

    const answers_handle& of_;
    const writ::type& type_;
    std::vector<std::string> texts_;  ///< of the rules
    std::vector<py::object> by_answer_;
    std::unordered_map<std::int64_t, py::object> by_number_;
    std::optional<row_cases> cases_;
    std::optional<decider> decide_;
};

}  // namespace

void write_objects(const answers_handle& a, const py::buffer& into) {
    const py::buffer_info info = into.request(true);
    if (info.format != "O" || info.ndim != 1 || static_cast<std::size_t>(info.size) != a.all().rows)
        throw py::value_error("values are written into an array of objects, one for each row");
    auto* const out = static_cast<PyObject**>(info.ptr);
    value_objects values(a);
    for (std::size_t row = 0; row < a.all().rows; ++row) {
        if (row % 4096 == 0 && PyErr_CheckSignals() != 0) throw py::error_already_set();
        PyObject* const before = std::exchange(out[row], values.of_row(row).release().ptr());
        Py_XDECREF(before);
    }
}

// ------------------------------------------------------------------ rules

namespace {

using rule_list = std::span<const std::uint32_t>;

struct same_rules {
    bool operator()(const rule_list& a, const rule_list& b) const { return std::ranges::equal(a, b); }
    std::size_t operator()(const rule_list& rules) const {
        std::size_t out = rules.size();
        for (const std::uint32_t r : rules) out = (out ^ r) * 0x9e3779b97f4a7c15u;
        return out;
    }
};

}  // namespace

std::vector<std::string> write_rules(const answers_handle& a, const py::buffer& into) {
    const ruleset& rules = a.cases->rules()->rules();
    std::unordered_map<rule_list, std::int32_t, same_rules, same_rules> numbers;
    std::vector<std::string> texts;
    const py::buffer_info info = checked_integers(a.question->name, into, true);
    if (info.itemsize != 4 || static_cast<std::size_t>(info.size) != a.all().rows)
        throw py::value_error("rules are written into an array of 32 bits, one for each row");
    auto* const out = static_cast<std::int32_t*>(info.ptr);
    const others_may_run meanwhile;
    for (std::size_t row = 0; row < a.all().rows; ++row) {
        const rule_list all = a.all()[row].rules;
        const auto [at, is_new] = numbers.try_emplace(all, static_cast<std::int32_t>(texts.size()));
        out[row] = at->second;
        if (!is_new) continue;
        std::string& text = texts.emplace_back();
        for (const std::uint32_t rule : all) text += (text.empty() ? "" : ", ") + rules.rule_path(rule);
    }
    return texts;
}

}  // namespace writ::python
