#include "case_type.hpp"

#include <datetime.h>

#include <utility>

#include "errors.hpp"
#include "python_types.hpp"
#include "writ/detail/io/read_scalar.hpp"
#include "writ/model/model.hpp"

namespace writ::python {

namespace py = pybind11;
using bind_detail::holds;
using bind_detail::target;

namespace {

std::optional<std::string_view> utf8(PyObject* text) noexcept {
    Py_ssize_t size = 0;
    if (const char* const bytes = PyUnicode_AsUTF8AndSize(text, &size))
        return std::string_view(bytes, static_cast<std::size_t>(size));
    PyErr_Clear();
    return std::nullopt;
}

/// What stands for the values of a type while it is bound; none: they cannot become cells at once.
std::optional<holds> holds_of(const writ::type& t) {
    switch (t.base) {
        case base_type::boolean: return holds::boolean;
        case base_type::number: return holds::number;
        case base_type::money: return holds::money;
        case base_type::date: return holds::day;
        case base_type::instant: return holds::instant;
        case base_type::duration: return holds::duration;
        case base_type::enumeration:
        case base_type::text: return holds::words;
        default: return std::nullopt;
    }
}

const model::fact* fact_called(const ruleset& rules, const std::string& path) {
    const auto& m = rules.stage_model();
    for (std::uint32_t i = 0; i < m.facts.size(); ++i)
        if (fact_path(m, model::fact_id{i}) == path) return &m.facts[i];
    return nullptr;
}

std::optional<std::int64_t> whole(PyObject* value) {
    int overflow = 0;
    const long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow != 0) return std::nullopt;
    return number;
}

/// A number that is of Python's own type Decimal.
std::optional<rational> number_of(PyObject* value) {
    if (Py_TYPE(value) != reinterpret_cast<PyTypeObject*>(python_types::get().decimal.ptr())) return std::nullopt;
    const py::object text = py::reinterpret_steal<py::object>(PyObject_Str(value));
    const auto spelling = text ? utf8(text.ptr()) : std::nullopt;
    return spelling ? detail::read_number(*spelling) : std::nullopt;
}

std::optional<minor_units> money_of(PyObject* value) {
    if (Py_TYPE(value) != reinterpret_cast<PyTypeObject*>(python_types::get().money.ptr())) return std::nullopt;
    const auto amount = number_of(PyTuple_GET_ITEM(value, 0));
    const auto currency = utf8(PyTuple_GET_ITEM(value, 1));
    if (!amount || !currency) return std::nullopt;
    const currency_code code = pack_currency(*currency);
    const auto minor = exact_scaled(*amount, minor_places(code));
    if (!minor) return std::nullopt;
    return minor_units{*minor, code};
}

std::int64_t day_of(PyObject* date) {
    return to_day({PyDateTime_GET_YEAR(date), PyDateTime_GET_MONTH(date), PyDateTime_GET_DAY(date)});
}

std::int64_t us_of(PyObject* delta) {
    return (std::int64_t{PyDateTime_DELTA_GET_DAYS(delta)} * 86400 + PyDateTime_DELTA_GET_SECONDS(delta)) * 1'000'000 +
           PyDateTime_DELTA_GET_MICROSECONDS(delta);
}

/// Days that fit in microseconds: a timedelta may be longer.
bool is_short(PyObject* delta) { return std::abs(PyDateTime_DELTA_GET_DAYS(delta)) < 100'000'000; }

/// An instant in UTC; of other zones it takes the program's own code to tell.
std::optional<instant_us> instant_of(PyObject* value) {
    if (!PyDateTime_CheckExact(value) || PyDateTime_DATE_GET_TZINFO(value) != python_types::get().utc.ptr())
        return std::nullopt;
    const std::int64_t seconds = PyDateTime_DATE_GET_HOUR(value) * 3600 + PyDateTime_DATE_GET_MINUTE(value) * 60 +
                                 PyDateTime_DATE_GET_SECOND(value);
    return day_of(value) * us_per_day + seconds * 1'000'000 + PyDateTime_DATE_GET_MICROSECOND(value);
}

}  // namespace

case_type::case_type(shared_rules rules, py::type of, const std::vector<std::pair<std::string, py::tuple>>& facts,
                     const std::optional<py::tuple>& as_of, const reading& how)
    : rules_(std::move(rules)),
      of_(std::move(of)),
      of_dicts_(of_.ptr() == reinterpret_cast<PyObject*>(&PyDict_Type)),
      how_(how),
      core_(rules_->rules()) {
    if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
    const auto way_of = [](const py::tuple& names) {
        way_to out;
        for (const py::handle name : names) out.push_back(py::str(name));
        return out;
    };
    for (const auto& [name, way] : facts) {
        member m;
        m.way = way_of(way);
        m.fact = name;
        const model::fact* const f = fact_called(rules_->rules(), name);
        const auto held = f != nullptr ? holds_of(f->type) : holds::boolean;
        if (held) {
            bind_detail::wish w;
            w.name = name;
            w.what = *held;
            w.optional = true;
            m.to = core_.fact(w);
            m.at_once = true;
            for (const auto& [value, number] : m.to.names) m.names[py::str(value)] = number;
        }
        members_.push_back(std::move(m));
    }
    core_.finish();
    if (as_of) moment_ = way_of(*as_of);
}

shared_case case_type::read(py::handle given, const std::optional<moment_of_decision>& moment) {
    if (reinterpret_cast<PyObject*>(Py_TYPE(given.ptr())) != of_.ptr() && !py::isinstance(given, of_))
        throw py::type_error("a case of " + std::string(py::str(of_.attr("__name__"))) + " was prepared, and this is " +
                             type_name(given));
    values found = std::exchange(spare_, {});
    collect(given, found);
    auto out = rules_->room();
    const bool done = put_all(found, moment, *out);
    shared_case made = done ? std::move(out) : read_slowly(found, moment);
    found.clear();
    spare_ = std::move(found);
    return made;
}

decision_handle case_type::decide(py::handle given, std::string_view question,
                                  const std::optional<moment_of_decision>& moment) {
    shared_case facts = read(given, moment);
    check(*facts);
    return {rules_, std::move(facts), rules_->question(question)};
}

// ------------------------------------------------------------------ from the object

void case_type::collect(py::handle given, values& out) const {
    for (const member& m : members_) out.push_back(follow(given, m.way));
    if (moment_) out.push_back(follow(given, *moment_));
}

/// The value; no object at all where a dict has no such key.
py::object case_type::follow(py::handle given, const way_to& way) const {
    py::object at = py::reinterpret_borrow<py::object>(given);
    for (const py::str& name : way) {
        PyObject* found = nullptr;
        if (PyDict_CheckExact(at.ptr())) {
            found = PyDict_GetItemWithError(at.ptr(), name.ptr());
            Py_XINCREF(found);
            if (found == nullptr && PyErr_Occurred() == nullptr) return {};
        } else {
            found = PyObject_GetAttr(at.ptr(), name.ptr());
        }
        if (found == nullptr) {
            py::error_already_set failed;
            failed.value().attr("add_note")("while `" + std::string(name) + "` of the case was read");
            throw failed;
        }
        at = py::reinterpret_steal<py::object>(found);
        if (&name != &way.back() && is_missing(at)) return at;
    }
    return at;
}

// ------------------------------------------------------------------ at once

bool case_type::put_all(const values& found, const std::optional<moment_of_decision>& moment, case_data& out) {
    moment_of_decision when = moment.value_or(moment_of_decision{});
    if (moment_ && !moment && found.back() && !found.back().is_none()) {
        PyObject* const given = found.back().ptr();
        if (PyDate_CheckExact(given)) when.day = day_of(given);
        else if (const auto instant = instant_of(given)) when.instant = *instant;
        else return false;
    }
    core_.start(out, when);
    for (const bool region : {true, false}) {  // money needs it
        for (std::size_t i = 0; i < members_.size(); ++i) {
            member& m = members_[i];
            if (!found[i]) continue;
            if (!m.at_once) return false;
            if (m.to.names_region == region && !put(m, found[i], core_.cell_of(m.to))) return false;
        }
        if (region) core_.settle_currencies();
    }
    return out.errors.empty();
}

bool case_type::put(member& m, py::handle value, cell& out) {
    PyObject* const v = value.ptr();
    if (is_missing(value)) return put_missing(m, out);
    switch (m.to.type.base) {
        case base_type::boolean:
            if (!PyBool_Check(v)) return false;
            core_.put_boolean(out, v == Py_True);
            return true;
        case base_type::number:
            if (PyLong_CheckExact(v)) {
                const auto number = whole(v);
                if (number) core_.put_whole(m.to, out, *number);
                return number.has_value();
            }
            if (const auto number = number_of(v)) {
                core_.put_number(m.to, out, *number);
                return true;
            }
            return false;
        case base_type::money:
            if (const auto amount = money_of(v)) {
                core_.put_money(m.to, out, *amount);
                return true;
            }
            return false;
        case base_type::date:
            if (!PyDate_CheckExact(v)) return false;
            core_.put_day(m.to, out, day_of(v));
            return true;
        case base_type::instant:
            if (const auto at = instant_of(v)) {
                out = {*at, presence::known};
                return true;
            }
            return false;
        case base_type::duration:
            if (!PyDelta_CheckExact(v) || !is_short(v)) return false;
            core_.put_duration(m.to, out, us_of(v));
            return true;
        case base_type::enumeration: return put_name(m, value, out);
        case base_type::text:
            if (const auto text = PyUnicode_CheckExact(v) ? utf8(v) : std::nullopt) {
                core_.put_words(m.to, out, *text);
                return true;
            }
            return false;
        default: return false;
    }
}

/// The value that a text names; or a member of a Python enum: by its value if rules know that, else by its name.
bool case_type::put_name(member& m, py::handle value, cell& out) {
    const auto number_of = [&](PyObject* name) {
        PyObject* const number = PyDict_GetItemWithError(m.names.ptr(), name);
        return number != nullptr ? PyLong_AsLongLong(number) : -1;
    };
    std::int64_t found = -1;
    if (PyUnicode_CheckExact(value.ptr())) {
        found = number_of(value.ptr());
    } else {
        for (const auto& [known, number] : m.met)
            if (known.is(value)) found = number;
        if (found < 0 && m.met.size() < 256 && is_a(value, python_types::get().enumeration)) {
            const py::object text = value.attr("value"), name = value.attr("name");
            if (PyUnicode_Check(text.ptr())) found = number_of(text.ptr());
            if (found < 0) found = number_of(name.ptr());
            if (found >= 0) m.met.emplace_back(py::reinterpret_borrow<py::object>(value), found);
        }
    }
    out = {found, presence::known};
    return found >= 0;
}

bool case_type::put_missing(const member& m, cell& out) const {
    if (how_.missing == when_empty::left_out) return true;
    if (how_.missing == when_empty::unknown) out = {0, presence::unknown};
    else if (m.to.type.optional) out = {0, presence::absent};
    return how_.missing == when_empty::unknown || m.to.type.optional;
}

// ------------------------------------------------------------------ the way of all cases

shared_case case_type::read_slowly(const values& found, const std::optional<moment_of_decision>& moment) {
    py::dict all;
    for (std::size_t i = 0; i < members_.size(); ++i) {
        if (!found[i]) continue;
        py::dict at = all;
        std::string_view rest = members_[i].fact;
        for (auto dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.')) {
            const py::str group(rest.data(), dot);
            if (!at.contains(group)) at[group] = py::dict();
            at = at[group];
            rest.remove_prefix(dot + 1);
        }
        at[py::str(rest.data(), rest.size())] = found[i];
    }
    if (moment_ && !moment && found.back() && !found.back().is_none()) all["as_of"] = found.back();
    const shared_case out = rules_->read(all, how_);
    if (moment) std::const_pointer_cast<case_data>(out)->as_of = *moment;
    return out;
}

}  // namespace writ::python
