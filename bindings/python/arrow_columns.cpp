#include "arrow_columns.hpp"

#include <algorithm>

#include "writ/detail/io/read_scalar.hpp"

// What a column is of: facts, records and lists, and what there is not.

namespace writ::python::arrow {

void column_giver::give(const target& as, const view& from) {
    column_ = from.path;
    as_ = as;
    of_ = {};
    if (as.path == "as_of") return give_moments(from);
    const place at = find(as.path);
    if (as_.minor_units && at.type.base != base_type::money)
        throw bad_column("`" + at.path + "` is no money, so it has no minor units");
    if (from.is.what == content::nothing) return give_nothing(at, from);
    if (at.type.base == base_type::list) return give_list(at, from);
    if (at.type.base == base_type::record) return give_record(at, from);
    give_value(at, from);
}

column_giver::place column_giver::find(std::string_view path) const {
    const model::model& m = rules_.stage_model();
    std::vector<std::string> known;
    for (std::uint32_t i = 0; i < m.facts.size(); ++i) {
        const model::fact& f = m.facts[i];
        const place fact{fact_path(m, model::fact_id{i}), {}, f.type, f.pack};
        if (fact.path == path) return fact;
        known.push_back(fact.path);
        if (f.type.base != base_type::record) continue;
        for (place& field : fields_of(fact)) {
            if (field.path == path) return field;
            known.push_back(std::move(field.path));
        }
    }
    const std::string help = detail::suggestion(path, {known.begin(), known.end()});
    throw bad_column("there is no fact `" + std::string(path) + "`" + (help.empty() ? "" : " (" + help + ")"));
}

std::vector<column_giver::place> column_giver::fields_of(const place& whole) const {
    std::vector<place> out;
    for (const model::field& f : rules_.stage_model().records[whole.type.ref].fields)
        out.push_back({whole.path + "." + f.name, f.name, f.type, whole.pack});
    return out;
}

void column_giver::give_moments(const view& from) {
    place at;
    at.path = "as_of";
    at.type.base = base_type::instant;
    if (from.is.what == content::nothing) return;
    if (from.is.what == content::days) to_.as_of_days(from.all<std::int32_t>(), validity(from));
    else to_.as_of_instants(instants_of(at, from), validity(from));
}

// ------------------------------------------------------------------ records and lists

void column_giver::give_record(const place& at, const view& from) {
    if (from.is.what != content::structs) refuse(at, from);
    if (from.has_nulls()) to_.record(at.path, options(at, from));
    give_fields(at, {&from, nullptr});
}

void column_giver::give_list(const place& at, const view& from) {
    if (from.is.what != content::lists || from.children.front().is.what != content::structs) refuse(at, from);
    view offsets = from;
    ++offsets.length;
    const bool none = from.length == 0;
    const std::int64_t first = none ? 0 : from.integer(0), end = none ? 0 : from.integer(from.size());
    if (first == 0 && !none) {
        with_integers(offsets, [&](auto all) { to_.list(at.path, all, options(at, from)); });
    } else {
        auto& moved = room<std::int64_t>(from.size() + 1);
        for (std::size_t i = 0; i <= from.size() && !none; ++i) moved[i] = from.integer(i) - first;
        to_.list(at.path, moved, options(at, from));
    }
    const view elements = from.children.front().part(first, end - first);
    of_ = {nullptr, &from};
    for (std::size_t i = 0; i < elements.size() && elements.valid != nullptr; ++i)
        if (!elements.is_valid(i)) wrong(at, i, {"an element is null", "an element of a list is an object"});
    give_fields(at, {&elements, &from});
}

void column_giver::give_fields(const place& whole, const owner& of) {
    const std::vector<place> fields = fields_of(whole);
    of_ = of;
    for (const view& child : of.records->children) {
        const auto same = [&](const place& f) { return f.field == child.name(); };
        const auto found = std::find_if(fields.begin(), fields.end(), same);
        if (found != fields.end()) {
            child.is.what == content::nothing ? give_nothing(*found, child) : give_value(*found, child);
            continue;
        }
        std::vector<std::string_view> known;
        for (const place& f : fields) known.push_back(f.field);
        const std::string help = detail::suggestion(child.name(), known);
        throw bad_column("column `" + child.path + "`: " + whole.path + " has no field `" + std::string(child.name()) +
                         "`" + (help.empty() ? "" : " (" + help + ")"));
    }
}

// ------------------------------------------------------------------ values

void column_giver::give_value(const place& at, const view& from) {
    if (at.type.base == base_type::set) return give_sets(at, from);
    if (from.holds_texts()) return give_texts(at, from);
    if (from.dictionary != nullptr) refuse(at, *from.dictionary, "of dictionaries only those of texts are read");
    switch (at.type.base) {
        case base_type::boolean: return give_bools(at, from);
        case base_type::number: return give_numbers(at, from);
        case base_type::money: return give_money(at, from);
        case base_type::date: return give_dates(at, from);
        case base_type::span: return give_spans(at, from);
        case base_type::instant: to_.values(at.path, instants_of(at, from), options(at, from)); return;
        case base_type::time: to_.values(at.path, times_of(at, from), options(at, from)); return;
        case base_type::duration: to_.values(at.path, durations_of(at, from), options(at, from)); return;
        default: refuse(at, from);
    }
}

void column_giver::give_nothing(const place& at, const view& from) {
    if (as_.missing == when_empty::left_out) return;
    column_options how = options(at, from);
    how.valid = room<std::uint8_t>((from.size() + 7) / 8).data();
    const auto& zeros = room<std::int8_t>(from.size() + 1);
    const std::span<const std::int8_t> values(zeros.data(), from.size());
    switch (at.type.base) {
        case base_type::list: to_.list(at.path, zeros, how); return;
        case base_type::record: to_.record(at.path, how); return;
        case base_type::set: to_.values(at.path, values, how); return;
        default: to_.texts(at.path, values, {""}, how);
    }
}

// ------------------------------------------------------------------ what there is, and what is wrong

column_options column_giver::options(const place& at, const view& from, const std::string& currency) {
    column_options how;
    how.valid = validity(from);
    how.missing = as_.missing;
    how.currency = currency;
    if (how.missing == when_empty::absent && !at.type.optional) {  // a mistake of the rows that have none
        how.missing = when_empty::left_out;
        if (from.has_nulls()) how.each = room(from.size(), when_empty::absent).data();
    }
    return how;
}

const std::uint8_t* column_giver::validity(const view& from) {
    const bool hidden =
        from.is.what == content::floats || (from.dictionary != nullptr && from.dictionary->valid != nullptr);
    if (!hidden) return bits(from.valid, from.offset, from.size());
    auto& out = room<std::uint8_t>((from.size() + 7) / 8);
    for (std::size_t i = 0; i < from.size(); ++i)
        if (from.has(i)) out[i / 8] = static_cast<std::uint8_t>(out[i / 8] | 1u << i % 8);
    return out.data();
}

/// Bits from the first of a byte on.
const std::uint8_t* column_giver::bits(const void* from, std::int64_t offset, std::size_t count) {
    if (from == nullptr) return nullptr;
    const auto* const at = static_cast<const std::uint8_t*>(from) + offset / 8;
    const unsigned shift = static_cast<unsigned>(offset % 8);
    if (shift == 0) return at;
    const std::size_t bytes = (count + 7) / 8, given = (count + shift + 7) / 8;
    auto& out = room<std::uint8_t>(bytes);
    for (std::size_t i = 0; i < bytes; ++i) {
        const unsigned above = i + 1 < given ? at[i + 1] : 0u;
        out[i] = static_cast<std::uint8_t>(at[i] >> shift | above << (8 - shift));
    }
    return out.data();
}

column_giver::mistake column_giver::misread(const place& at, detail::node::kind_of kind, std::string_view given) const {
    const model::model& m = rules_.stage_model();
    detail::document d{limits{}};
    d.scalar(kind, given);
    const auto read = detail::read_scalar(m, at.type, at.pack, 0, d, d.root());
    if (!read.wrong) return {detail::in_ticks(given) + " is not exactly " + detail::in_words(m, at.type), {}};
    const std::string& expected = read.wrong->expected;
    return {read.wrong->message + (expected.empty() ? "" : "; " + at.path + " is " + expected), read.wrong->help};
}

void column_giver::wrong(const place& at, std::size_t i, mistake what) {
    if (of_.records != nullptr && !of_.records->is_valid(i)) return;
    std::string path = at.path;
    std::size_t row = i;
    if (of_.lists != nullptr) {
        const view& lists = *of_.lists;
        const auto start = [&](std::size_t r) { return static_cast<std::size_t>(lists.integer(r) - lists.integer(0)); };
        std::size_t end = lists.size();
        for (row = 0; end - row > 1;) {
            const std::size_t middle = (row + end) / 2;
            (start(middle) <= i ? row : end) = middle;
        }
        if (!lists.is_valid(row)) return;
        const std::string list = path.substr(0, path.size() - (at.field.empty() ? 0 : at.field.size() + 1));
        path = list + "[" + std::to_string(i - start(row) + 1) + "]" + (at.field.empty() ? "" : "." + at.field);
    }
    to_.wrong(row, {std::move(path), std::move(what.message), std::move(what.help), {0, 0}});
}

void column_giver::refuse(const place& at, const view& from, const std::string& help) const {
    throw bad_column("column `" + from.path + "` has " + std::string(in_words(from.is.what)) + " (`" + from.format +
                     "`), and " + at.path + " is " + detail::in_words(rules_.stage_model(), at.type) +
                     (help.empty() ? "" : " (" + help + ")"));
}

}  // namespace writ::python::arrow
