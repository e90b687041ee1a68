#include "to_python.hpp"

#include "python_types.hpp"

namespace writ::python {

namespace py = pybind11;

namespace {

py::object decimal(const std::string& spelling) { return python_types::get().decimal(spelling); }

/// The number with so many places: `100.00`.
std::string with_places(const rational& number, int places) {
    scalar_value v;
    v.base = base_type::number;
    v.number = number;
    v.places = static_cast<std::int16_t>(places);
    return to_string(v);
}

bool is_decimal(const rational& r) {
    std::int64_t rest = r.den;
    while (rest % 2 == 0) rest /= 2;
    while (rest % 5 == 0) rest /= 5;
    return rest == 1;
}

py::object elapsed(std::int64_t us) { return python_types::get().timedelta(us / us_per_day, 0, us % us_per_day); }

}  // namespace

py::object number_to_python(const rational& number, int places) {
    if (places <= 0 && number.is_whole()) return py::int_(number.num);
    if (!is_decimal(number)) return python_types::get().fraction(number.num, number.den);
    return decimal(places > 0 ? with_places(number, places) : to_string(number));
}

py::object to_python(const scalar_value& v) {
    const auto& types = python_types::get();
    const auto whole = [&] { return v.number.num; };
    switch (v.base) {
        case base_type::boolean: return py::bool_(whole() != 0);
        case base_type::number: return number_to_python(v.number, v.percent ? -1 : v.places);
        case base_type::money:
            return types.money(decimal(with_places(v.number, minor_places(v.currency))), currency_name(v.currency));
        case base_type::date: {
            const civil day = to_civil(whole());
            return types.date(day.year, day.month, day.day);
        }
        case base_type::time: return types.time(whole() / 60, whole() % 60);
        case base_type::instant: return types.epoch + elapsed(whole());
        case base_type::duration: return elapsed(whole());
        default: return py::str(to_string(v));
    }
}

py::object to_python(const outcome& o) {
    switch (o.kind) {
        case outcome::kind_of::values: return to_python(o.values.front());
        case outcome::kind_of::interval: return to_python(*o.low);
        case outcome::kind_of::set: {
            py::set names;
            for (const auto& name : o.must) names.add(py::str(name));
            return py::reinterpret_steal<py::object>(PyFrozenSet_New(names.ptr()));
        }
        case outcome::kind_of::list: {
            py::list members;
            for (const auto& m : o.members) members.append(to_python(m.value));
            return members;
        }
        case outcome::kind_of::record: {
            py::dict fields;
            for (const auto& f : o.fields) fields[py::str(f.name)] = to_python(f.value);
            return fields;
        }
        case outcome::kind_of::nothing:
        case outcome::kind_of::any: break;
    }
    return py::none();
}

}  // namespace writ::python
