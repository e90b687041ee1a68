#include "spread_answers.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

#include "others_may_run.hpp"
#include "to_python.hpp"
#include "writ/case_layout.hpp"
#include "writ/detail/io/read_scalar.hpp"
#include "writ/model/model.hpp"

namespace writ::python {

namespace py = pybind11;

namespace {

const model::model& model_of(const answers_handle& a) { return a.cases->rules()->rules().stage_model(); }
const writ::type& type_of(const answers_handle& a) { return model_of(a)[a.question->number].type; }

/// Whether an answer has a value, and one number tells it.
bool has_number(const decision_columns::answer& a) { return a.status == status::decided && has_value(a.value.state); }

/// What each row is, by a table of what answers are; `of_sum` says it of a row with a sum of its own.
template <class T, class OfAnswer, class OfSum>
void spread(const decision_columns& a, T* out, const OfAnswer& of_answer, const OfSum& of_sum) {
    std::vector<T> of_code;
    for (const auto& answer : a.answers) of_code.push_back(of_answer(answer));
    const T* const table = of_code.data();  // known to the compiler to stay while bytes are written
    const std::uint32_t* const codes = a.codes.data();
    const std::int64_t* const sums = a.sums.data();
    const std::size_t rows = a.rows;
    if (a.sums.empty()) {  // backwards: the last codes, which were written just now, are in the cache
        for (std::size_t row = rows; row-- > 0;) out[row] = table[codes[row]];
    } else {
        for (std::size_t row = rows; row-- > 0;) out[row] = of_sum(sums[row]);
        for (std::size_t row = 0; row < a.codes.size(); ++row)
            if (codes[row] != decision_columns::summed) out[row] = table[codes[row]];
    }
}

/// Lets `write` have an array, `write(span)`, while other threads of Python run.
template <class Write>
void fill(const answers_handle& a, const py::buffer& into, const Write& write) {
    const py::buffer_info info = checked_integers(a.question->name, into, true);
    if (static_cast<std::size_t>(info.size) != a.all().rows)
        throw py::value_error("the array to write into is not as long as there are rows");
    const others_may_run meanwhile;
    const auto as = [&]<class T>(T) { write(static_cast<T*>(info.ptr)); };
    switch (info.itemsize) {
        case 1: return as(std::int8_t{});
        case 2: return as(std::int16_t{});
        case 4: return as(std::int32_t{});
        default: return as(std::int64_t{});
    }
}

}  // namespace

void write_statuses(const answers_handle& a, const py::buffer& into) {
    fill(a, into, [&]<class T>(T* out) {
        spread(
            a.all(), out, [](const auto& answer) { return static_cast<T>(answer.status); },
            [](std::int64_t) { return static_cast<T>(status::decided); });
    });
}

void write_numbers(const answers_handle& a, const py::buffer& into, std::int64_t none) {
    fill(a, into, [&]<class T>(T* out) {
        spread(
            a.all(), out,
            [&](const auto& answer) { return static_cast<T>(has_number(answer) ? answer.value.value : none); },
            [](std::int64_t sum) { return static_cast<T>(sum); });
    });
}

bool lacks_values(const answers_handle& a) noexcept {
    return !std::ranges::all_of(a.all().answers, has_number);  // of which some may be those of no row
}

void write_missing(const answers_handle& a, const py::buffer& into) {
    fill(a, into, [&]<class T>(T* out) {
        spread(
            a.all(), out, [](const auto& answer) { return T{!has_number(answer)}; }, [](std::int64_t) { return T{0}; });
    });
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
    std::unordered_map<rule_list, std::size_t, same_rules, same_rules> numbers;
    std::vector<std::string> texts;
    fill(a, into, [&]<class T>(T* out) {
        for (std::size_t row = 0; row < a.all().rows; ++row) {
            const rule_list all = a.all()[row].rules;
            const auto [at, is_new] = numbers.try_emplace(all, texts.size());
            out[row] = static_cast<T>(at->second);
            if (!is_new) continue;
            std::string& text = texts.emplace_back();
            for (const std::uint32_t rule : all) text += (text.empty() ? "" : ", ") + rules.rule_path(rule);
        }
    });
    return texts;
}

}  // namespace writ::python
