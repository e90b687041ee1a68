// Python objects as columns: each value is read as in a single case, and what it came to is laid out.
#include <cmath>
#include <map>
#include <optional>
#include <tuple>

#include "columns_handle.hpp"
#include "python_types.hpp"
#include "writ/case_layout.hpp"
#include "writ/detail/io/read_scalar.hpp"
#include "writ/model/model.hpp"

namespace writ::python {

namespace py = pybind11;

namespace {

/// A fact, or a field of a record, and the names that lead to it.
struct place {
    std::vector<std::string> way;  ///< of the pack (where it is a used one), the group, the fact, the field
    std::uint32_t fact = 0;
    std::optional<std::uint32_t> field;
    writ::type type;
    model::pack_id pack{};
};

place find_place(const model::model& m, const std::string& name) {
    for (std::uint32_t i = 0; i < m.facts.size(); ++i) {
        const model::fact& f = m.facts[i];
        const std::string path = fact_path(m, model::fact_id{i});
        if (!name.starts_with(path)) continue;
        place out{{f.group, f.name}, i, std::nullopt, f.type, f.pack};
        if (model::index(f.pack) != 0) out.way.insert(out.way.begin(), m[f.pack].name);
        if (name == path) return out;
        if (f.type.base != base_type::record) continue;
        const auto& fields = m.records[f.type.ref].fields;
        for (std::uint32_t n = 0; n < fields.size(); ++n) {
            if (name != path + "." + fields[n].name) continue;
            out.way.push_back(fields[n].name);
            out.field = n;
            out.type = fields[n].type;
            return out;
        }
    }
    throw bad_column("there is no fact `" + name + "` that takes objects");
}

/// The array's objects.
std::span<PyObject* const> objects_of(const py::buffer_info& info, std::size_t rows, const std::string& name) {
    if (info.ndim != 1 || info.format != "O" || info.strides[0] != info.itemsize)
        throw bad_column("`" + name + "` is no array of objects with one dimension and no gaps");
    if (static_cast<std::size_t>(info.size) != rows)
        throw bad_column("`" + name + "` has " + std::to_string(info.size) + " values, and there are " +
                         std::to_string(rows) + " rows");
    return {static_cast<PyObject* const*>(info.ptr), rows};
}

bool is_nan(py::handle of) { return PyFloat_Check(of.ptr()) && std::isnan(PyFloat_AS_DOUBLE(of.ptr())); }

/// Borrowed from the array, which the program's code may change meanwhile; NaN is None.
py::object object_at(PyObject* of) {
    if (of == nullptr || is_nan(of)) return py::none();
    return py::reinterpret_borrow<py::object>(of);
}

/// Lets Ctrl-C in, now and then.
void mind_signals(std::size_t row) {
    if (row % 4096 == 0 && PyErr_CheckSignals() != 0) throw py::error_already_set();
}

// ------------------------------------------------------------------ distinct objects

constexpr std::int32_t no_value = -1;  ///< None, NaN, `pandas.NA`, `NaT`

/// Numbers objects, the same number for the same value of the same type.
class distinct_objects {
public:
    std::int32_t number(py::handle of) {
        recent& last = recent_[reinterpret_cast<std::uintptr_t>(of.ptr()) / 16 % std::size(recent_)];
        if (last.object.is(of)) return last.number;
        last = {py::reinterpret_borrow<py::object>(of), look_up(of)};
        return last.number;
    }
    const std::vector<py::object>& all() const noexcept { return all_; }
    /// Whether all of them are plain texts.
    bool are_texts() const noexcept { return static_cast<std::size_t>(py::len(texts_)) == all_.size(); }

private:
    struct recent {
        py::object object;
        std::int32_t number = no_value;
    };

    std::int32_t look_up(py::handle of) {
        if (is_missing(of)) return no_value;
        if (PyUnicode_CheckExact(of.ptr())) return number_in(texts_, of, of);
        if (PyAnySet_Check(of.ptr()) || PyList_Check(of.ptr()) || PyDict_Check(of.ptr())) return add(of);
        const py::tuple key = py::make_tuple(py::handle(reinterpret_cast<PyObject*>(Py_TYPE(of.ptr()))), of);
        return number_in(others_, key, of);
    }

    std::int32_t number_in(const py::dict& known, py::handle key, py::handle of) {
        PyObject* const found = PyDict_GetItemWithError(known.ptr(), key.ptr());
        if (found != nullptr) return static_cast<std::int32_t>(PyLong_AsLong(found));
        if (PyErr_Occurred() != nullptr) {
            if (PyErr_ExceptionMatches(PyExc_TypeError) == 0) throw py::error_already_set();
            PyErr_Clear();  // it has no hash: no other is the same
            return add(of);
        }
        const std::int32_t made = add(of);
        if (PyDict_SetItem(known.ptr(), key.ptr(), py::int_(made).ptr()) != 0) throw py::error_already_set();
        return made;
    }

    std::int32_t add(py::handle of) {
        all_.push_back(py::reinterpret_borrow<py::object>(of));
        return static_cast<std::int32_t>(all_.size() - 1);
    }

    py::dict texts_, others_;
    std::vector<py::object> all_;
    recent recent_[1024];
};

// ------------------------------------------------------------------ values

/// One value of a column, or what there is instead.
struct item {
    std::int64_t value = 0;
    bool valid = false;
    when_empty says = when_empty::left_out;
};

/// The values of a fact or field, one after the other.
class gathered {
public:
    gathered(const ruleset& rules, const writ::type& type, model::pack_id pack)
        : rules_(&rules), type_(type), pack_(pack) {
        const bool words = type.base == base_type::text || type.base == base_type::calendar ||
                           type.base == base_type::span || (type.base == base_type::money && type.currency == 0);
        if (words) words_.emplace();
    }

    /// What a cell of a case is. @param texts  of the rules themselves
    item item_of(const cell& c, const case_data& of, const std::vector<std::string>& texts) {
        if (c.state == presence::unknown) return {0, false, when_empty::unknown};
        if (c.state == presence::absent) return {0, false, when_empty::absent};
        if (c.state != presence::known) return {};
        return {words_ ? code_of(words_of(c, of, texts)) : c.value, true, {}};
    }

    void add(const item& i) {
        if (values_.size() % 8 == 0) valid_.push_back(0);
        valid_.back() = static_cast<std::uint8_t>(valid_.back() | (i.valid ? 1 : 0) << values_.size() % 8);
        values_.push_back(i.value);
        says_.push_back(i.says);
    }

    void give(columns_handle& to, const std::string& name) && {
        const column_options how = options(to);
        const auto values = to.keep(std::move(values_));
        if (!words_) to.all().values(name, values, how);
        else to.all().texts(name, values, dictionary(), how);
    }

    void give_lists(columns_handle& to, const std::string& name, std::vector<std::int64_t> offsets) && {
        const column_options how = options(to);
        to.all().list(name, to.keep(std::move(offsets)), how);
    }

    void give_records(columns_handle& to, const std::string& name) && { to.all().record(name, options(to)); }

private:
    column_options options(columns_handle& to) {
        valid_.push_back(0);
        return {.valid = to.keep(std::move(valid_)).data(), .each = to.keep(std::move(says_)).data()};
    }

    std::vector<std::string> dictionary() const {
        std::vector<std::string> out(words_->size());
        for (const auto& [text, code] : *words_) out[static_cast<std::size_t>(code)] = text;
        if (out.empty()) out.emplace_back();
        return out;
    }

    std::int64_t code_of(std::string text) {
        return words_->try_emplace(std::move(text), static_cast<std::int64_t>(words_->size())).first->second;
    }

    std::string words_of(const cell& c, const case_data& of, const std::vector<std::string>& texts) const {
        const auto at = static_cast<std::size_t>(c.value);
        if (type_.base == base_type::text) return at < texts.size() ? texts[at] : of.texts[at - texts.size()];
        detail::scalar_reading r;
        r.value = c.value;
        r.currency = of.currency[model::index(pack_)];
        return to_string(detail::shown_value(rules_->stage_model(), type_, r));
    }

    const ruleset* rules_;
    writ::type type_;
    model::pack_id pack_;
    std::vector<std::int64_t> values_;
    std::vector<std::uint8_t> valid_;
    std::vector<when_empty> says_;
    std::optional<std::map<std::string, std::int64_t, std::less<>>> words_;  ///< their codes, where they are texts
};

// ------------------------------------------------------------------ columns

/// Makes a column of objects.
class object_column {
public:
    object_column(columns_handle& to, const std::string& name, const reading& how)
        : to_(to),
          name_(name),
          how_(how),
          m_(to.rules()->rules().stage_model()),
          at_(find_place(m_, name)),
          texts_(text_constants(m_)) {}

    std::vector<std::size_t> give(std::span<PyObject* const> objects) {
        if (at_.type.base == base_type::list) give_lists(objects);
        else if (at_.type.base == base_type::record) give_records(objects);
        else give_scalars(objects);
        return std::move(wrong_);
    }

private:
    const fact_place& home() const { return to_.rules()->rules().layout().facts[at_.fact]; }

    /// A case that tells this alone.
    shared_case read(const py::object& value) const {
        py::object out = value;
        for (auto word = at_.way.rbegin(); word != at_.way.rend(); ++word) {
            py::dict around;
            around[py::str(*word)] = out;
            out = std::move(around);
        }
        return to_.rules()->read(out, how_);
    }

    void note(std::size_t row, const case_data& c) {
        constexpr std::size_t few = 10;
        for (const case_error& e : c.errors) to_.all().wrong(row, e);
        if (!c.errors.empty() && wrong_.size() < few) wrong_.push_back(row);
    }

    gathered gather(const writ::type& type) const { return {to_.rules()->rules(), type, at_.pack}; }

    void give_scalars(std::span<PyObject* const> objects) {
        distinct_objects known;
        std::vector<std::int32_t> codes;
        codes.reserve(objects.size());
        for (PyObject* const o : objects) {
            mind_signals(codes.size());
            codes.push_back(known.number(object_at(o)));
        }
        if (!known.are_texts() || at_.type.base == base_type::set || !give_texts(codes, known.all()))
            give_items(codes, known.all());
    }

    /// @return false if a text is none that rules could be told
    bool give_texts(const std::vector<std::int32_t>& codes, const std::vector<py::object>& distinct) {
        std::vector<std::string> dictionary;
        for (const py::object& text : distinct) {
            Py_ssize_t size = 0;
            const char* const bytes = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
            if (bytes == nullptr) PyErr_Clear();
            if (bytes == nullptr) return false;
            dictionary.emplace_back(bytes, static_cast<std::size_t>(size));
        }
        if (dictionary.empty()) return false;
        std::vector<std::uint8_t> valid(codes.size() / 8 + 1);
        for (std::size_t i = 0; i < codes.size(); ++i)
            valid[i / 8] = static_cast<std::uint8_t>(valid[i / 8] | (codes[i] >= 0 ? 1 : 0) << i % 8);
        column_options how{.valid = to_.keep(std::move(valid)).data(), .missing = how_.missing};
        if (how_.missing == when_empty::absent && !at_.type.optional) {
            how.missing = when_empty::left_out;
            how.each = to_.keep(std::vector<when_empty>(codes.size(), when_empty::absent)).data();
        }
        to_.all().texts(name_, to_.keep(codes), std::move(dictionary), how);
        return true;
    }

    void give_items(const std::vector<std::int32_t>& codes, const std::vector<py::object>& distinct) {
        gathered out = gather(at_.type);
        std::vector<item> items;
        std::map<std::int32_t, shared_case> refused;
        const std::uint32_t at = home().at + (at_.field ? 1 + *at_.field : 0);
        for (const py::object& value : distinct) {
            mind_signals(items.size());
            const shared_case c = read(value);
            if (!c->errors.empty()) refused.emplace(static_cast<std::int32_t>(items.size()), c);
            items.push_back(c->errors.empty() ? out.item_of(c->cells[at], *c, texts_) : item{});
        }
        const item none{0, false, how_.missing};
        for (std::size_t row = 0; row < codes.size(); ++row)
            out.add(codes[row] == no_value ? none : items[static_cast<std::size_t>(codes[row])]);
        std::move(out).give(to_, name_);
        if (refused.empty()) return;
        for (std::size_t row = 0; row < codes.size(); ++row)
            if (const auto found = refused.find(codes[row]); found != refused.end()) note(row, *found->second);
    }

    // ---- records and lists

    std::vector<gathered> gather_fields() const {
        std::vector<gathered> out;
        for (const auto& f : m_.records[at_.type.ref].fields) out.push_back(gather(f.type));
        return out;
    }

    void give_fields(std::vector<gathered> fields) {
        for (std::size_t f = 0; f < fields.size(); ++f)
            std::move(fields[f]).give(to_, name_ + "." + m_.records[at_.type.ref].fields[f].name);
    }

    void give_records(std::span<PyObject* const> objects) {
        gathered out = gather(at_.type);
        std::vector<gathered> fields = gather_fields();
        for (std::size_t row = 0; row < objects.size(); ++row) {
            mind_signals(row);
            const shared_case c = read(object_at(objects[row]));
            const cell* const cells = c->cells.data() + home().at;
            note(row, *c);
            out.add({0, cells->state == presence::known, says(cells->state)});
            for (std::size_t f = 0; f < fields.size(); ++f) fields[f].add(fields[f].item_of(cells[1 + f], *c, texts_));
        }
        std::move(out).give_records(to_, name_);
        give_fields(std::move(fields));
    }

    void give_lists(std::span<PyObject* const> objects) {
        gathered out = gather(at_.type);
        std::vector<gathered> fields = gather_fields();
        std::vector<std::int64_t> offsets{0};
        for (std::size_t row = 0; row < objects.size(); ++row) {
            mind_signals(row);
            const shared_case c = read(object_at(objects[row]));
            const list_data& list = c->lists[home().at];
            const bool known = c->errors.empty() && list.state == presence::known;
            note(row, *c);
            out.add({0, known, says(list.state)});
            if (known) add_elements(list, *c, fields);
            offsets.push_back(offsets.back() + (known ? list.count : 0));
        }
        std::move(out).give_lists(to_, name_, std::move(offsets));
        give_fields(std::move(fields));
    }

    /// In the order in which they were given.
    void add_elements(const list_data& list, const case_data& of, std::vector<gathered>& fields) const {
        std::vector<std::uint32_t> order(list.count);
        for (std::uint32_t i = 0; i < list.count; ++i) order[list.given[i] - 1] = i;
        for (const std::uint32_t i : order)
            for (std::size_t f = 0; f < fields.size(); ++f)
                fields[f].add(fields[f].item_of(list.cells[f * list.count + i], of, texts_));
    }

    static when_empty says(presence state) {
        return state == presence::unknown  ? when_empty::unknown
               : state == presence::absent ? when_empty::absent
                                           : when_empty::left_out;
    }

    columns_handle& to_;
    const std::string& name_;
    const reading& how_;
    const model::model& m_;
    place at_;
    std::vector<std::string> texts_;  ///< of the rules
    std::vector<std::size_t> wrong_;
};

}  // namespace

std::vector<std::size_t> give_objects(columns_handle& to, const std::string& name, const py::buffer& objects,
                                      const reading& how) {
    const py::buffer_info info = objects.request();
    return object_column(to, name, how).give(objects_of(info, to.all().rows(), name));
}

py::buffer_info checked_integers(std::string_view name, const py::buffer& array, bool to_write) {
    py::buffer_info info = array.request(to_write);
    const auto refuse = [&](const std::string& why) {
        throw bad_column("the array of `" + std::string(name) + "` " + why);
    };
    if (info.ndim != 1) refuse("has " + std::to_string(info.ndim) + " dimensions, not one");
    if (info.format.empty() || std::string_view("?bBhHiIlLqQ").find(info.format.back()) == std::string_view::npos)
        refuse("is not of integers");
    if (info.format.front() == '>' || info.format.front() == '!')
        refuse("has the bytes of its numbers in another order");
    if (info.size > 1 && info.strides[0] != info.itemsize) refuse("has gaps");
    return info;
}

}  // namespace writ::python
