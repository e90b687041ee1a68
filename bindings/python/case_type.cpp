#include "case_type.hpp"

#include <datetime.h>

#include <algorithm>
#include <utility>

#include "errors.hpp"
#include "python_types.hpp"
#include "writ/model/model.hpp"

namespace writ::python {

namespace py = pybind11;
using bind_detail::holds;
using bind_detail::target;

namespace {

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
        case base_type::set: return holds::word_list;
        case base_type::list: return holds::list;
        case base_type::record: return holds::record;
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

/// `-12.5` at so many decimal places: -1250 at two. Nothing for other spellings, and more than 18 digits.
std::optional<std::int64_t> scaled(std::string_view text, int places) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    if (text.empty() || text.size() > 18) return std::nullopt;
    std::int64_t out = 0;
    int after_point = -1;
    for (const char c : text) {
        if (c == '.' && after_point < 0) {
            after_point = 0;
        } else if (c >= '0' && c <= '9') {
            out = 10 * out + (c - '0');
            after_point += after_point >= 0 ? 1 : 0;
        } else {
            return std::nullopt;
        }
    }
    if (after_point > places) return std::nullopt;
    for (int i = std::max(after_point, 0); i < places; ++i)
        if (__builtin_mul_overflow(out, std::int64_t{10}, &out)) return std::nullopt;
    return negative ? -out : out;
}

/// A number that is of Python's own type Decimal.
std::optional<std::int64_t> scaled(PyObject* value, int places) {
    if (Py_TYPE(value) != reinterpret_cast<PyTypeObject*>(python_types::get().decimal.ptr())) return std::nullopt;
    const py::object text = py::reinterpret_steal<py::object>(PyObject_Str(value));
    const auto spelling = text ? utf8(text) : std::nullopt;
    return spelling ? scaled(*spelling, places) : std::nullopt;
}

std::optional<minor_units> money_of(PyObject* value) {
    if (Py_TYPE(value) != reinterpret_cast<PyTypeObject*>(python_types::get().money.ptr())) return std::nullopt;
    const auto currency = utf8(PyTuple_GET_ITEM(value, 1));
    if (!currency) return std::nullopt;
    const currency_code code = pack_currency(*currency);
    const auto minor = scaled(PyTuple_GET_ITEM(value, 0), minor_places(code));
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
        const model::fact* const f = fact_called(rules_->rules(), name);
        const writ::type type = f != nullptr ? f->type : writ::type{};
        member m{way_of(way), name, place_of(type, name, nullptr)};
        if (f != nullptr && (type.base == base_type::list || type.base == base_type::record))
            for (const auto& of_record : rules_->rules().stage_model().records[type.ref].fields)
                m.fields.push_back({py::str(of_record.name), place_of(of_record.type, of_record.name, &m.value.to)});
        members_.push_back(std::move(m));
    }
    core_.finish();
    if (as_of) moment_ = way_of(*as_of);
}

/// @param of  the list or record that it is a field of; null: a fact
case_type::place case_type::place_of(const writ::type& type, const std::string& name, const target* of) {
    place out;
    const auto held = holds_of(type);
    out.at_once = held.has_value();
    if (!held && type.base != base_type::any) return out;
    bind_detail::wish w;
    w.name = name;
    w.what = held.value_or(holds::boolean);
    w.optional = true;
    out.to = of != nullptr ? core_.field(*of, w) : core_.fact(w);
    for (const auto& [value, number] : out.to.names) out.names[py::str(value)] = number;
    return out;
}

shared_case case_type::read(py::handle given, const std::optional<moment_of_decision>& moment) {
    if (reinterpret_cast<PyObject*>(Py_TYPE(given.ptr())) != of_.ptr() && !py::isinstance(given, of_))
        throw py::type_error("a case of " + std::string(py::str(of_.attr("__name__"))) + " was prepared, and this is " +
                             type_name(given));
    collected found = std::exchange(spare_, {});
    collect(given, found);
    auto out = rules_->room();
    const bool done = found.at_once && !is_putting_ && put_all(found, moment, *out);
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

void case_type::collect(py::handle given, collected& out) {
    for (member& m : members_) {
        out.values.push_back(follow(given, m.way));
        if (out.values.back() && !m.fields.empty())
            out.at_once = out.at_once && collect_elements(m, out.values.back(), out);
    }
    if (moment_) out.values.push_back(follow(given, *moment_));
}

/// @return false if these are not the usual: lists and tuples of dicts and dataclasses
bool case_type::collect_elements(member& m, py::handle value, collected& out) {
    if (m.value.to.type.base == base_type::record) {
        out.counts.push_back(1);
        return collect_fields(m, value, out);
    }
    if (!PyList_CheckExact(value.ptr()) && !PyTuple_CheckExact(value.ptr())) return false;
    const py::tuple elements = py::reinterpret_steal<py::tuple>(PySequence_Tuple(value.ptr()));
    if (!elements) throw py::error_already_set();
    out.counts.push_back(elements.size());
    for (const py::handle element : elements)
        if (!collect_fields(m, element, out)) return false;
    return true;
}

bool case_type::collect_fields(member& m, py::handle element, collected& out) {
    if (PyDict_CheckExact(element.ptr())) {
        Py_ssize_t known = 0;
        for (const field& f : m.fields) {
            PyObject* const value = PyDict_GetItemWithError(element.ptr(), f.name.ptr());
            if (value == nullptr && PyErr_Occurred() != nullptr) throw py::error_already_set();
            known += value != nullptr ? 1 : 0;
            out.inner.push_back(py::reinterpret_borrow<py::object>(value));
        }
        return known == PyDict_Size(element.ptr());
    }
    const std::vector<bool>* const has = fields_of(m, element);
    for (std::size_t i = 0; has != nullptr && i < m.fields.size(); ++i)
        out.inner.push_back((*has)[i] ? follow(element, {m.fields[i].name}) : py::object());
    return has != nullptr;
}

/// Which fields the objects of a dataclass have; null: it is none, or has others too.
const std::vector<bool>* case_type::fields_of(member& m, py::handle element) {
    const py::handle type(reinterpret_cast<PyObject*>(Py_TYPE(element.ptr())));
    for (const auto& [known, has] : m.met)
        if (known.is(type)) return &has;
    if (m.met.size() >= 64 || !py::hasattr(type, "__dataclass_fields__")) return nullptr;
    const py::dict all = type.attr("__dataclass_fields__");
    std::vector<bool> has;
    for (const field& f : m.fields) has.push_back(all.contains(f.name));
    if (static_cast<std::size_t>(std::count(has.begin(), has.end(), true)) != all.size()) return nullptr;
    return &m.met.emplace_back(py::reinterpret_borrow<py::object>(type), std::move(has)).second;
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

bool case_type::put_all(const collected& found, const std::optional<moment_of_decision>& moment, case_data& out) {
    moment_of_decision when = moment.value_or(moment_of_decision{});
    if (moment_ && !moment && found.values.back() && !found.values.back().is_none()) {
        PyObject* const given = found.values.back().ptr();
        if (PyDate_CheckExact(given)) when.day = day_of(given);
        else if (const auto instant = instant_of(given)) when.instant = *instant;
        else return false;
    }
    const struct putting {
        bool& is;
        ~putting() { is = false; }
    } now{is_putting_ = true};
    core_.start(out, when);
    const py::object* inner = found.inner.data();
    const std::size_t* count = found.counts.data();
    for (const bool region : {true, false}) {  // money needs it
        for (std::size_t i = 0; i < members_.size(); ++i) {
            member& m = members_[i];
            if (!found.values[i] || m.value.to.names_region != region) continue;
            const bool done = !m.value.at_once    ? false
                              : !m.fields.empty() ? put_elements(m, inner, *count++)
                                                  : put(m.value, found.values[i], core_.cell_of(m.value.to));
            if (!done) return false;
        }
        if (region) core_.settle_currencies();
    }
    return out.errors.empty();
}

bool case_type::put_elements(member& m, const py::object*& next, std::size_t count) {
    const bool record = m.value.to.type.base == base_type::record;
    list_data* const list = record ? nullptr : core_.open_list(m.value.to, count);
    cell* const first = record ? core_.open_record(m.value.to) : nullptr;
    if (!record && list == nullptr) return false;
    for (std::size_t i = 0; i < count; ++i)
        for (field& f : m.fields) {
            cell& out = record ? first[f.value.to.at] : list->cells[f.value.to.at * count + i];
            const py::object& value = *next++;
            if (value && (!f.value.at_once || !put(f.value, value, out))) return false;
        }
    if (record) core_.close_record();
    else core_.close_list(m.value.to, *list);
    return true;
}

bool case_type::put(place& p, py::handle value, cell& out) {
    PyObject* const v = value.ptr();
    if (is_missing(value)) return put_missing(p, out);
    switch (p.to.type.base) {
        case base_type::boolean:
            if (!PyBool_Check(v)) return false;
            core_.put_boolean(out, v == Py_True);
            return true;
        case base_type::number:
            if (PyLong_CheckExact(v)) {
                const auto number = whole(v);
                if (number) core_.put_whole(p.to, out, *number);
                return number.has_value();
            }
            if (const auto number = scaled(v, p.to.type.places);
                number && *number >= p.to.low && *number <= p.to.high) {
                out = {*number, presence::known};
                return true;
            }
            return false;
        case base_type::money:
            if (const auto amount = money_of(v)) {
                core_.put_money(p.to, out, *amount);
                return true;
            }
            return false;
        case base_type::date:
            if (!PyDate_CheckExact(v)) return false;
            core_.put_day(p.to, out, day_of(v));
            return true;
        case base_type::instant:
            if (const auto at = instant_of(v)) {
                out = {*at, presence::known};
                return true;
            }
            return false;
        case base_type::duration:
            if (!PyDelta_CheckExact(v) || !is_short(v)) return false;
            core_.put_duration(p.to, out, us_of(v));
            return true;
        case base_type::enumeration: return put_name(p, value, out);
        case base_type::set: return put_set(p, value, out);
        case base_type::text:
            if (const auto text = PyUnicode_CheckExact(v) ? utf8(v) : std::nullopt) {
                core_.put_words(p.to, out, *text);
                return true;
            }
            return false;
        default: return false;
    }
}

/// The value that a text names; or a member of a Python enum: by its value if rules know that, else by its name.
bool case_type::put_name(place& p, py::handle value, cell& out) {
    const auto number_of = [&](PyObject* name) {
        PyObject* const number = PyDict_GetItemWithError(p.names.ptr(), name);
        return number != nullptr ? PyLong_AsLongLong(number) : -1;
    };
    std::int64_t found = -1;
    if (PyUnicode_CheckExact(value.ptr())) {
        found = number_of(value.ptr());
    } else {
        for (const auto& [known, number] : p.met)
            if (known.is(value)) found = number;
        if (found < 0 && p.met.size() < 256 && is_a(value, python_types::get().enumeration)) {
            const py::object text = value.attr("value"), name = value.attr("name");
            if (PyUnicode_Check(text.ptr())) found = number_of(text.ptr());
            if (found < 0) found = number_of(name.ptr());
            if (found >= 0) p.met.emplace_back(py::reinterpret_borrow<py::object>(value), found);
        }
    }
    out = {found, presence::known};
    return found >= 0;
}

/// Sets, lists and tuples of texts, and of members of Python's enums.
bool case_type::put_set(place& p, py::handle value, cell& out) {
    PyObject* const v = value.ptr();
    if (!PyAnySet_CheckExact(v) && !PyList_CheckExact(v) && !PyTuple_CheckExact(v)) return false;
    const py::tuple members = py::reinterpret_steal<py::tuple>(PySequence_Tuple(v));
    if (!members) throw py::error_already_set();
    std::uint64_t mask = 0;
    for (const py::handle one : members) {
        cell number;
        if (!put_name(p, one, number)) return false;
        mask |= std::uint64_t{1} << static_cast<unsigned>(number.value);
    }
    out = {static_cast<std::int64_t>(mask), presence::known};
    return true;
}

bool case_type::put_missing(const place& p, cell& out) const {
    if (how_.missing == when_empty::left_out) return true;
    if (how_.missing == when_empty::unknown) out = {0, presence::unknown};
    else if (p.to.type.optional) out = {0, presence::absent};
    return how_.missing == when_empty::unknown || p.to.type.optional;
}

// ------------------------------------------------------------------ the way of all cases

shared_case case_type::read_slowly(const collected& found, const std::optional<moment_of_decision>& moment) {
    py::dict all;
    for (std::size_t i = 0; i < members_.size(); ++i) {
        if (!found.values[i]) continue;
        py::dict at = all;
        std::string_view rest = members_[i].fact;
        for (auto dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.')) {
            const py::str group(rest.data(), dot);
            if (!at.contains(group)) at[group] = py::dict();
            at = at[group];
            rest.remove_prefix(dot + 1);
        }
        at[py::str(rest.data(), rest.size())] = found.values[i];
    }
    if (moment_ && !moment && found.values.back() && !found.values.back().is_none()) all["as_of"] = found.values.back();
    const shared_case out = rules_->read(all, how_);
    if (moment) std::const_pointer_cast<case_data>(out)->as_of = *moment;
    return out;
}

}  // namespace writ::python
