// Many cases at once.
#include <algorithm>
#include <array>

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "columns_handle.hpp"
#include "others_may_run.hpp"
#include "python_watch.hpp"
#include "spread_answers.hpp"
#include "writ/detail/io/read_scalar.hpp"
#include "writ/model/model.hpp"

namespace writ::python {

namespace {

/// What Python says of the values of a column beside them.
struct spoken_options {
    py::object valid;  ///< packed bits, or None
    std::string missing;
    py::object each;  ///< a byte for each value, or None
    std::string currency = {};
    bool missing_below_zero = false;
};

/// The start of an array of at least so many bytes, which the columns keep; null for None.
const std::uint8_t* bytes_of(columns_handle& to, const py::object& array, std::size_t least) {
    if (array.is_none()) return nullptr;
    const py::buffer_info info = checked_integers("validity", py::cast<py::buffer>(array));
    if (info.itemsize != 1 || static_cast<std::size_t>(info.size) < least)
        throw bad_column("the validity of values is bytes, at least " + std::to_string(least));
    to.keep(array);
    return static_cast<const std::uint8_t*>(info.ptr);
}

/// @param size  how many values there are
column_options options(columns_handle& to, const spoken_options& s, std::size_t size) {
    column_options out{.valid = bytes_of(to, s.valid, (size + 7) / 8),
                       .missing = missing_of(s.missing),
                       .currency = s.currency,
                       .missing_below_zero = s.missing_below_zero};
    out.each = reinterpret_cast<const when_empty*>(bytes_of(to, s.each, size));
    return out;
}

/// Gives the columns an array of integers: `how(columns, array, options)`.
/// @param more  how many numbers the array has beyond those that may be missing
template <class Add>
void add(columns_handle& to, std::string_view name, const py::buffer& array, const spoken_options& spoken,
         const Add& how, std::size_t more = 0) {
    to.keep(array);
    with_integers(name, array, [&](const auto& span) {
        const column_options known = options(to, spoken, std::max(span.size(), more) - more);
        const others_may_run meanwhile;
        how(to.all(), span, known);
    });
}

void add_values(columns_handle& to, const std::string& name, const py::buffer& array, py::object valid,
                std::string missing, py::object each, std::string currency) {
    add(to, name, array, {std::move(valid), std::move(missing), std::move(each), std::move(currency)},
        [&](columns& all, const auto& span, const column_options& how) { all.values(name, span, how); });
}

void add_texts(columns_handle& to, const std::string& name, const py::buffer& codes,
               std::vector<std::string> dictionary, py::object valid, std::string missing, py::object each,
               bool missing_below_zero) {
    add(to, name, codes, {std::move(valid), std::move(missing), std::move(each), {}, missing_below_zero},
        [&](columns& all, const auto& span, const column_options& how) {
            all.texts(name, span, std::move(dictionary), how);
        });
}

void add_list(columns_handle& to, const std::string& name, const py::buffer& offsets, py::object valid,
              std::string missing, py::object each) {
    add(
        to, name, offsets, {std::move(valid), std::move(missing), std::move(each)},
        [&](columns& all, const auto& span, const column_options& how) { all.list(name, span, how); }, 1);
}

void add_record(columns_handle& to, const std::string& name, py::object valid, std::string missing, py::object each) {
    to.all().record(name, options(to, {std::move(valid), std::move(missing), std::move(each)}, to.all().rows()));
}

void add_moments(columns_handle& to, const py::buffer& array, py::object valid, bool days) {
    add(to, "as_of", array, {std::move(valid), "left_out", py::none()},
        [&](columns& all, const auto& span, const column_options& how) {
            if (days) all.as_of_days(span, how.valid);
            else all.as_of_instants(span, how.valid);
        });
}

void set_moment(columns_handle& to, const std::string& moment) { to.all().as_of(moment_from(moment)); }

case_handle row_of(const columns_handle& c, std::size_t row) {
    if (row >= c.all().rows()) throw py::index_error("there are " + std::to_string(c.all().rows()) + " rows");
    return {c.rules(), std::make_shared<case_data>(c.all().row(row))};
}

// ------------------------------------------------------------------ deciding

/// Decides columns of some rules, one after the other, in memory that it keeps. One call at a time.
class column_decider_handle {
public:
    column_decider_handle(shared_rules of, unsigned threads) : rules_(std::move(of)), by_(rules_->rules(), threads) {}

    answers_handle decide(const shared_columns& cases, std::string_view name, const watch& look) {
        if (cases->rules() != rules_) throw py::value_error("the columns are those of other rules");
        const auto made = room();
        answers_handle out{cases, &rules_->question(name), made};
        const others_may_run meanwhile;
        by_.decide(cases->all(), name, *made, look);
        return out;
    }

    /// The same, only what arrays hold.
    void decide(const columns_handle& cases, std::string_view name, outcome_arrays& into, const watch& look) {
        if (cases.rules() != rules_) throw py::value_error("the columns are those of other rules");
        const others_may_run meanwhile;
        by_.decide(cases.all(), name, into, look);
    }

private:
    /// Memory for answers, which comes back here when nobody has them any more.
    std::shared_ptr<decision_columns> room() {
        auto made = *spare_ ? std::move(*spare_) : std::make_unique<decision_columns>();
        return {made.release(), [home = spare_](decision_columns* done) {
                    std::unique_ptr<decision_columns> owned(done);
                    constexpr std::size_t most_kept = 64u << 20;
                    const std::size_t bytes = owned->codes.capacity() * 4 + owned->sums.capacity() * 8 +
                                              owned->offsets.capacity() * 8 + owned->sum_rules.capacity() * 4;
                    if (bytes <= most_kept) *home = std::move(owned);
                }};
    }

    shared_rules rules_;
    column_decider by_;
    std::shared_ptr<std::unique_ptr<decision_columns>> spare_ = std::make_shared<std::unique_ptr<decision_columns>>();
};

answers_handle decide(column_decider_handle& d, const shared_columns& cases, std::string_view name,
                      const py::object& told) {
    python_watch look(told);
    return d.decide(cases, name, std::ref(look));
}

/// Writes what arrays hold. @return how many rows are decided, undetermined, in conflict, errors
std::array<std::size_t, 4> decide_arrays(column_decider_handle& d, const columns_handle& cases, std::string_view name,
                                         const py::object& values, std::int64_t none, const py::object& missing,
                                         const py::object& statuses, const py::object& told) {
    python_watch look(told);
    outcome_arrays into = arrays_of(values, none, missing, statuses);
    d.decide(cases, name, into, std::ref(look));
    return std::to_array(into.count);
}

// ------------------------------------------------------------------ what Python is told

/// A moment as a number, and whether it is an instant; None for other words.
py::object day_or_instant(const std::string& moment) {
    const auto parsed = parse_moment(moment);
    if (!parsed) return py::none();
    return py::make_tuple(parsed->instant ? *parsed->instant : *parsed->day, parsed->instant.has_value());
}

const char* column_kind(const writ::type& t) {
    switch (t.base) {
        case base_type::boolean: return "bool";
        case base_type::number: return t.places == 0 ? "int" : "number";
        case base_type::money: return "money";
        case base_type::date: return "date";
        case base_type::time: return "time";
        case base_type::instant: return "instant";
        case base_type::duration: return "duration";
        case base_type::span: return "span";
        case base_type::enumeration: return "enum";
        case base_type::set: return "set";
        case base_type::list: return "list";
        case base_type::record: return "record";
        case base_type::any: return "any";
        default: return "text";  // texts, calendars, weekdays: all are words
    }
}

std::vector<std::string> names_of(const model::model& m, const writ::type& t) {
    std::vector<std::string> out;
    if (t.base == base_type::enumeration)
        for (const auto& v : m.enums[t.ref].values) out.push_back(v.name);
    return out;
}

py::tuple told_of(const model::model& m, const std::string& path, const writ::type& t) {
    return py::make_tuple(path, column_kind(t), detail::in_words(m, t), t.optional, places_of_cell(t).value_or(-1));
}

/// Every fact that may be a column, and every field of those that are records.
py::list column_facts(const rules_handle& r) {
    const auto& m = r.rules().stage_model();
    py::list out;
    for (std::uint32_t i = 0; i < m.facts.size(); ++i) {
        const auto& f = m.facts[i];
        if (f.told_by) continue;
        const std::string path = fact_path(m, model::fact_id{i});
        out.append(told_of(m, path, f.type));
        if (f.type.base != base_type::record) continue;
        for (const auto& field : m.records[f.type.ref].fields)
            out.append(told_of(m, path + "." + field.name, field.type));
    }
    return out;
}

/// `rules.name` of a decision's kind, and the names of its values where it is an enum.
py::tuple decision_kind(rules_handle& r, std::string_view name) {
    const auto& m = r.rules().stage_model();
    const writ::type& t = m[r.question(name).number].type;
    return py::make_tuple(column_kind(t), names_of(m, t));
}

/// Numbers of the answers themselves, as they are.
template <class T>
auto view(std::vector<T> decision_columns::* member) {
    return [member](const answers_handle& a) {
        const std::vector<T>& all = a.all().*member;
        return shared_numbers{a.answers, py::buffer_info(all.data(), static_cast<py::ssize_t>(all.size()))};
    };
}

/// The dictionary that `codes` are places in: status and rules of each answer.
py::list answers_of(const answers_handle& a) {
    py::list out;
    for (const auto& answer : a.all().answers) {
        py::list rules;
        for (std::uint32_t i = 0; i < answer.rules; ++i)
            rules.append(a.cases->rules()->rules().rule_path(a.all().answer_rules[answer.first_rule + i]));
        out.append(py::make_tuple(std::string(to_string(answer.status)), py::tuple(rules)));
    }
    return out;
}

/// The first rows, at most so many, that are errors because something in them is wrong.
/// @param statuses  of all rows
std::vector<std::size_t> mistaken(const columns_handle& of, const py::buffer& statuses, std::size_t most) {
    const auto all = statuses_in(statuses);
    if (all.size() != of.all().rows()) throw py::value_error("there is a status for each row");
    const others_may_run meanwhile;
    std::vector<std::size_t> out;
    row_cases cases(of.all());
    for (std::size_t row = 0; row < all.size() && out.size() < most; ++row)
        if (all[row] == status::error && !cases[row].errors.empty()) out.push_back(row);
    return out;
}

void bind_answers(py::module_& m) {
    using namespace py::literals;
    py::class_<shared_numbers>(m, "Memory", py::buffer_protocol()).def_buffer([](const shared_numbers& s) {
        return py::buffer_info(s.info.ptr, s.info.itemsize, s.info.format, s.info.size, s.info.readonly);
    });
    py::class_<answers_handle>(m, "ColumnAnswers")
        .def_property_readonly("counts", [](const answers_handle& a) { return std::to_array(a.all().count); })
        .def("codes", view(&decision_columns::codes))
        .def("answers", &answers_of)
        .def("sums", view(&decision_columns::sums))
        .def("write", &write_outcomes, "values"_a, "none"_a, "missing"_a, "statuses"_a)
        .def("write_objects", &write_objects)
        .def("write_rules", &write_rules);
}

}  // namespace

void bind_columns(py::module_& m) {
    using namespace py::literals;
    py::class_<columns_handle, shared_columns>(m, "Columns")
        .def(py::init<shared_rules, std::size_t>())
        .def_property_readonly("rows", [](const columns_handle& c) { return c.all().rows(); })
        .def("values", &add_values, "name"_a, "array"_a, "valid"_a = py::none(), "missing"_a = "left_out",
             "each"_a = py::none(), "currency"_a = "")
        .def("texts", &add_texts, "name"_a, "codes"_a, "dictionary"_a, "valid"_a = py::none(), "missing"_a = "left_out",
             "each"_a = py::none(), "missing_below_zero"_a = false)
        .def("list", &add_list, "name"_a, "offsets"_a, "valid"_a = py::none(), "missing"_a = "left_out",
             "each"_a = py::none())
        .def("record", &add_record, "name"_a, "valid"_a, "missing"_a = "left_out", "each"_a = py::none())
        .def(
            "objects",
            [](columns_handle& to, const std::string& name, const py::buffer& objects, std::string_view missing,
               bool exact_floats) { return give_objects(to, name, objects, {missing_of(missing), exact_floats}); },
            "name"_a, "objects"_a, "missing"_a = "left_out", "exact_floats"_a = false)
        .def("as_of", &set_moment)
        .def("as_of_each", &add_moments, "array"_a, "valid"_a, "days"_a)
        .def("wrong",
             [](columns_handle& to, std::size_t row, std::string path, std::string message, std::string help) {
                 if (row >= to.all().rows()) throw py::index_error("there is no such row");
                 to.all().wrong(row, {std::move(path), std::move(message), std::move(help), {0, 0}});
             })
        .def("mistaken", &mistaken, "statuses"_a, "most"_a)
        .def("case", &row_of);
    py::class_<column_decider_handle>(m, "ColumnDecider")
        .def(py::init<shared_rules, unsigned>())
        .def("decide", &decide, "columns"_a, "name"_a, "told"_a = py::none())
        .def("decide_arrays", &decide_arrays, "columns"_a, "name"_a, "values"_a, "none"_a, "missing"_a, "statuses"_a,
             "told"_a = py::none());
    bind_answers(m);
    m.def("day_or_instant", &day_or_instant);
    m.def("suggestion", [](const std::string& word, const std::vector<std::string>& known) {
        return detail::suggestion(word, {known.begin(), known.end()});
    });
    m.def("column_facts", &column_facts);
    m.def("decision_kind", &decision_kind);
}

}  // namespace writ::python
