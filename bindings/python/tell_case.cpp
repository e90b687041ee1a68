#include "tell_case.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "python_types.hpp"
#include "writ/detail/io/read_scalar.hpp"
#include "writ/model/model.hpp"

namespace writ::python {

namespace py = pybind11;

namespace {

py::object checked(PyObject* owned) {
    if (owned == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::object>(owned);
}

/// Says where in the case an exception of the program's own code came from.
[[noreturn]] void rethrow_with_place(const std::string& path) {
    py::error_already_set failed;
    failed.value().attr("add_note")("while `" + path + "` of the case was read");
    throw failed;
}

bool is_named_tuple(py::handle value) { return PyTuple_Check(value.ptr()) && py::hasattr(value, "_fields"); }

bool is_sequence(py::handle value) {
    return PyList_Check(value.ptr()) || (PyTuple_Check(value.ptr()) && !is_named_tuple(value));
}

/// Values that have attributes, but no facts.
bool is_plain_value(py::handle value) {
    PyObject* const v = value.ptr();
    const auto& types = python_types::get();
    return PyUnicode_Check(v) || PyBytes_Check(v) || PyLong_Check(v) || PyFloat_Check(v) || is_sequence(value) ||
           PyAnySet_Check(v) || PyType_Check(v) || PyModule_Check(v) || is_a(value, types.date) ||
           is_a(value, types.time) || is_a(value, types.timedelta) || is_a(value, types.decimal) ||
           is_a(value, types.enumeration);
}

/// An attribute, or nothing where there is none. What a property raises goes through.
py::object attribute(py::handle of, const py::str& name) {
    PyObject* const found = PyObject_GetAttr(of.ptr(), name.ptr());
    if (found != nullptr) return py::reinterpret_steal<py::object>(found);
    if (PyErr_ExceptionMatches(PyExc_AttributeError) == 0) throw py::error_already_set();
    py::error_already_set failed;
    if (PyObject_HasAttr(reinterpret_cast<PyObject*>(Py_TYPE(of.ptr())), name.ptr()) != 0) throw failed;
    return {};
}

std::string indefinite(const char* type) { return "a value of the type `" + std::string(type) + "`"; }

}  // namespace

moment_of_decision moment_from(const std::string& text) {
    const auto parsed = parse_moment(text);
    if (!parsed) throw py::value_error("`" + text + "` is neither a date nor an instant");
    return *parsed;
}

when_empty missing_of(std::string_view word) {
    if (word == "absent") return when_empty::absent;
    if (word == "unknown") return when_empty::unknown;
    if (word == "left_out") return when_empty::left_out;
    throw py::value_error("missing is \"absent\", \"unknown\" or \"left_out\", not \"" + std::string(word) + "\"");
}

case_teller::case_teller(const ruleset& rules, const case_word& words)
    : rules_(rules), words_(words), builder_(rules.stage_model(), rules.layout()) {}

void case_teller::read(py::handle given, const reading& how, case_data& out) {
    how_ = how;
    way_.clear();
    wrong_.clear();
    builder_.clear();
    tell(words_, given);
    builder_.finish(out);
    out.errors.insert(out.errors.end(), wrong_.begin(), wrong_.end());
}

// ------------------------------------------------------------------ objects and lists

void case_teller::tell(const case_word& w, py::handle given) {
    using kind_of = case_word::kind_of;
    if (tell_missing(given)) return;
    switch (w.kind) {
        case kind_of::object: return tell_object(w, given);
        case kind_of::list: return tell_list(w, given);
        case kind_of::moment: return tell_moment(given);
        case kind_of::value:
            if (w.type.base == base_type::set) return tell_set(w, given);
            return w.type.base == base_type::money && PyDict_Check(given.ptr()) ? tell_items(w, given)
                                                                                : tell_value(w, given);
    }
}

bool case_teller::tell_missing(py::handle given) {
    const auto& types = python_types::get();
    const bool none = is_missing(given);
    if (given.is(types.unknown) || (none && how_.missing == when_empty::unknown)) builder_.unknown();
    else if (none || given.is(types.absent)) builder_.null();
    else return false;
    return true;
}

void case_teller::tell_object(const case_word& w, py::handle given) {
    if (PyDict_Check(given.ptr())) return tell_items(w, given);
    if (is_plain_value(given)) {
        complain(indefinite(type_name(given)) + "; " + expected(w));
        builder_.open_object();
        return builder_.close();
    }
    const py::handle type(reinterpret_cast<PyObject*>(Py_TYPE(given.ptr())));
    if (!py::hasattr(type, "__dataclass_fields__") && is_a(given, python_types::get().mapping))
        return tell_items(w, given);
    tell_attributes(w, given);
}

void case_teller::tell_items(const case_word& w, py::handle mapping) {
    const py::list items(checked(PyMapping_Items(mapping.ptr())));  // a copy: what is read may change the mapping
    builder_.open_object();
    for (const py::handle item : items) {
        const py::tuple pair = py::reinterpret_borrow<py::tuple>(item);
        const auto name = PyUnicode_Check(pair[0].ptr()) ? utf8(pair[0]) : std::nullopt;
        if (name) tell_member(w, *name, pair[1]);
        else complain("a key here is " + indefinite(type_name(pair[0])), "keys are texts");
    }
    builder_.close();
}

void case_teller::tell_attributes(const case_word& w, py::handle given) {
    const py::handle type(reinterpret_cast<PyObject*>(Py_TYPE(given.ptr())));
    std::vector<py::str> names;
    if (py::hasattr(type, "__dataclass_fields__"))
        for (const py::handle name : py::list(type.attr("__dataclass_fields__"))) names.push_back(py::str(name));
    else
        for (const case_word& inner : w.inner) names.push_back(inner.name);
    bool any = false;
    builder_.open_object();
    for (const py::str& name : names) {
        const std::string_view word = utf8(name).value_or("");
        way_.push_back({word});
        py::object value;
        try {
            value = attribute(given, name);
        } catch (py::error_already_set& failed) {
            failed.restore();
            rethrow_with_place(path());
        }
        way_.pop_back();
        any = any || value;
        if (value) tell_member(w, word, value);
    }
    builder_.close();
    if (!any)
        complain(indefinite(type_name(given)) + ", which has none of the facts; " + expected(w),
                 "give a dict, a dataclass, or an object with attributes of these names");
}

void case_teller::tell_member(const case_word& w, std::string_view name, py::handle given) {
    const case_word* const inner = w.find(name);
    const bool moment = inner != nullptr && inner->kind == case_word::kind_of::moment;
    if (is_missing(given) && (moment || how_.missing == when_empty::left_out)) return;
    way_.push_back({name});
    builder_.key(name);
    if (inner != nullptr) tell(*inner, given);
    else builder_.null();  // the builder says that there is no such word
    way_.pop_back();
}

void case_teller::tell_list(const case_word& w, py::handle given) {
    if (!is_sequence(given))
        return refuse(indefinite(type_name(given)) + "; " + expected(w),
                      PyIter_Check(given.ptr()) != 0 ? "it can be read only once: make a list of it" : "give a list");
    const py::tuple elements(checked(PySequence_Tuple(given.ptr())));
    builder_.open_list();
    way_.push_back({});
    for (const py::handle element : elements) {
        ++way_.back().element;
        if (!tell_missing(element)) tell_object(w, element);
    }
    way_.pop_back();
    builder_.close();
}

void case_teller::tell_set(const case_word& w, py::handle given) {
    if (!is_sequence(given) && PyAnySet_Check(given.ptr()) == 0)
        return refuse(indefinite(type_name(given)) + "; " + expected(w), "give a set or a list of texts");
    const py::tuple members(checked(PySequence_Tuple(given.ptr())));
    builder_.open_list();
    for (const py::handle member : members) {
        if (is_a(member, python_types::get().enumeration)) tell_name(w, member);
        else if (PyUnicode_Check(member.ptr())) tell_text(member);
        else complain(indefinite(type_name(member)) + " in the set", "its members are texts");
    }
    builder_.close();
}

// ------------------------------------------------------------------ values

void case_teller::tell_value(const case_word& w, py::handle given) {
    const auto& types = python_types::get();
    PyObject* const v = given.ptr();
    const std::string_view type = Py_TYPE(v)->tp_name;
    if (is_a(given, types.enumeration)) return tell_name(w, given);
    if (PyUnicode_Check(v)) return tell_text(given);
    if (PyBool_Check(v) || type == "numpy.bool_") return builder_.boolean(PyObject_IsTrue(v) == 1);
    if (PyFloat_Check(v) || type.starts_with("numpy.float"))
        return tell_float(w, py::reinterpret_steal<py::float_>(checked(PyNumber_Float(v)).release()));
    if (PyLong_Check(v) || PyIndex_Check(v) != 0) return tell_whole(given);
    if (is_a(given, types.decimal)) return tell_decimal(w, given);
    if (w.type.base == base_type::money && is_a(given, types.money))
        return tell_text(py::str(given.attr("currency")) + py::str(" ") + py::str(given.attr("amount")));
    if (w.type.base == base_type::instant && is_a(given, types.datetime)) return tell_instant(given);
    if (w.type.base == base_type::date && is_a(given, types.date) && !is_a(given, types.datetime))
        return tell_text(given.attr("isoformat")());
    if (w.type.base == base_type::time && is_a(given, types.time)) return tell_time(given);
    if (is_a(given, types.timedelta)) return tell_elapsed(w, given);
    const bool moment = w.type.base == base_type::date && is_a(given, types.datetime);
    refuse(indefinite(type_name(given)) + "; " + expected(w),
           moment ? "give its .date(), in the zone that is meant" : "");
}

void case_teller::tell_whole(py::handle given) {
    const py::object number = checked(PyNumber_Index(given.ptr()));
    int overflow = 0;
    const long long value = PyLong_AsLongLongAndOverflow(number.ptr(), &overflow);
    if (overflow != 0) return refuse("the number is too great", "numbers have at most 18 digits");
    builder_.number(std::to_string(value));
}

/// A float that is a decimal number of few places is that number; what others stand for cannot be known.
void case_teller::tell_float(const case_word& w, double value) {
    const bool money = w.type.base == base_type::money;
    if (!std::isfinite(value))
        return refuse("`" + std::string(py::str(py::float_(value))) + "` is no value",
                      "leave it out, or say writ.UNKNOWN");
    if (money && !how_.exact_floats)
        return refuse("a float; " + expected(w), "give writ.Money(\"12.50\", \"USD\"), or a text");
    const int places = money ? 2 : w.type.base == base_type::number ? w.type.places : 17;
    const bool exact = std::fmod(std::ldexp(value, places), 1.0) == 0;  // m / 2^k has k decimal places
    std::array<char, 400> digits;
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, places);
    const std::string shown = py::str(py::object(py::float_(value)));
    if (!exact && (money || w.type.base == base_type::number))
        return refuse("the float " + shown + " is not exactly a number with " + std::to_string(places) +
                          (places == 1 ? " decimal place" : " decimal places"),
                      "give Decimal(\"" + shown + "\")");
    if (money) {
        if (w.type.currency == 0) return refuse("a float without a currency; " + expected(w), "give writ.Money");
        return builder_.text(currency_name(w.type.currency) + " " + std::string(digits.data(), end.ptr));
    }
    builder_.number({digits.data(), end.ptr});
}

void case_teller::tell_decimal(const case_word& w, py::handle given) {
    const std::string spelling = py::str(given);
    if (!py::cast<bool>(given.attr("is_finite")()))
        return refuse("`" + spelling + "` is no value", "leave it out, or say writ.UNKNOWN");
    if (w.type.base != base_type::money) return builder_.number(spelling);
    if (w.type.currency == 0)
        return refuse("`" + spelling + "` has no currency", "give writ.Money(\"" + spelling + "\", \"USD\")");
    builder_.text(currency_name(w.type.currency) + " " + spelling);
}

void case_teller::tell_text(py::handle given) {
    if (const auto text = utf8(given)) builder_.text(*text);
    else refuse("the text has a character that is half of a pair (a surrogate)");
}

/// A member of an enum of the program: its value if rules know that, else its name.
void case_teller::tell_name(const case_word& w, py::handle member) {
    const py::object value = member.attr("value");
    const bool text = PyUnicode_Check(value.ptr());
    const bool named = w.type.base == base_type::enumeration || w.type.base == base_type::set;
    if (!named && (text || w.type.base != base_type::weekday)) return tell_value(w, value);
    const py::object name = member.attr("name");
    if (!named) return tell_text(name);
    const auto knows = [&](const py::object& word) {
        for (const auto& v : rules_.stage_model().enums[w.type.ref].values)
            if (utf8(word) == std::optional<std::string_view>(v.name)) return true;
        return false;
    };
    tell_text(text && (knows(value) || !knows(name)) ? value : name);
}

void case_teller::tell_moment(py::handle given) {
    const auto& types = python_types::get();
    if (PyUnicode_Check(given.ptr())) return tell_text(given);
    if (is_a(given, types.datetime)) return tell_instant(given);
    if (is_a(given, types.date)) return tell_text(given.attr("isoformat")());
    refuse(indefinite(type_name(given)) + "; the moment of decision is a date, or a datetime with a zone");
}

void case_teller::tell_instant(py::handle given) {
    if (given.attr("utcoffset")().is_none())
        return refuse("a datetime without a zone (" + std::string(py::str(given)) + ")",
                      "say which instant it is: .replace(tzinfo=ZoneInfo(\"Asia/Bangkok\"))");
    tell_text(given.attr("astimezone")(python_types::get().utc).attr("isoformat")());
}

void case_teller::tell_time(py::handle given) {
    if (!given.attr("tzinfo").is_none()) return refuse("a time with a zone; a time of day has none");
    const std::string text = py::str(given.attr("isoformat")());
    builder_.text(text.ends_with(":00") && text.size() == 8 ? text.substr(0, 5) : text);
}

/// A duration to the microsecond; calendar days where rules count those.
void case_teller::tell_elapsed(const case_word& w, py::handle given) {
    const auto days = py::cast<std::int64_t>(given.attr("days"));
    const auto seconds = py::cast<std::int64_t>(given.attr("seconds"));
    const auto micros = py::cast<std::int64_t>(given.attr("microseconds"));
    if (w.type.base == base_type::span && seconds == 0 && micros == 0)
        return builder_.text(std::to_string(days) + " days");
    if (w.type.base != base_type::duration)
        return refuse(indefinite("timedelta") + "; " + expected(w),
                      w.type.base == base_type::span ? "only whole days are a span" : "");
    if (days > 100'000'000 || days < -100'000'000) return refuse("the timedelta is too great");
    const rational elapsed = rational::scaled((days * 86400 + seconds) * 1'000'000 + micros, 6);
    builder_.text(to_string(elapsed) + " seconds");
}

// ------------------------------------------------------------------ what is wrong

void case_teller::complain(std::string message, std::string help) {
    wrong_.push_back({path(), std::move(message), std::move(help), {0, 0}});
}

void case_teller::refuse(std::string message, std::string help) {
    complain(std::move(message), std::move(help));
    builder_.unknown();
}

std::string case_teller::path() const {
    std::string out;
    for (const step& s : way_) {
        if (s.element != 0) out += "[" + std::to_string(s.element) + "]";
        else out += (out.empty() ? "" : ".") + std::string(s.name);
    }
    return out;
}

std::string case_teller::expected(const case_word& w) const {
    if (way_.empty()) return "a case is a dict, a dataclass, or an object with attributes";
    if (w.kind == case_word::kind_of::object && w.type.base == base_type::any) return path() + " is a group of facts";
    writ::type type = w.type;
    if (w.kind == case_word::kind_of::list && way_.back().element != 0) type.base = base_type::record;
    type.optional = false;
    return path() + " is " + detail::in_words(rules_.stage_model(), type);
}

}  // namespace writ::python
