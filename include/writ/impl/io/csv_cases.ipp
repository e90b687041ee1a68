// Rows of CSV → cases.
#pragma once

#include "writ/io/csv_cases.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "writ/detail/io/read_scalar.hpp"
#include "writ/io/case_builder.hpp"

namespace writ::io {

namespace csv_cases_detail {

constexpr auto none = std::string_view::npos;

inline bool is_odd(std::string_view text) { return std::count(text.begin(), text.end(), '"') % 2 != 0; }

inline std::uint64_t lines_of(std::string_view text) {
    return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

inline std::string_view without_line_end(std::string_view row) {
    if (row.ends_with('\n')) row.remove_suffix(1);
    if (row.ends_with('\r')) row.remove_suffix(1);
    return row;
}

/// The cells of a row, in memory that it keeps.
class cells {
public:
    explicit cells(char delimiter) : delimiter_(delimiter) {}

    /// @return what is wrong with the row; empty: nothing
    std::string_view split(std::string_view row) {
        size_ = 0;
        for (std::size_t at = 0;; ++at) {
            std::string& cell = next();
            const std::string_view wrong =
                at < row.size() && row[at] == '"' ? quoted(row, at, cell) : plain(row, at, cell);
            if (!wrong.empty() || at >= row.size()) return wrong;
        }
    }

    std::size_t size() const { return size_; }
    const std::string& operator[](std::size_t i) const { return all_[i]; }

private:
    std::string& next() {
        if (size_ == all_.size()) all_.emplace_back();
        return all_[size_++];
    }
    /// Takes a cell; `at` is then at the delimiter behind it, or at the end.
    std::string_view plain(std::string_view row, std::size_t& at, std::string& cell) const {
        const std::size_t end = std::min(row.find(delimiter_, at), row.size());
        cell.assign(row.substr(at, end - at));
        at = end;
        return cell.find('"') == none ? "" : "a quote stands in a cell that is not in quotes";
    }
    std::string_view quoted(std::string_view row, std::size_t& at, std::string& cell) const {
        cell.clear();
        for (++at;; at += 2) {
            const std::size_t end = row.find('"', at);
            if (end == none) return "a quote is not closed";
            cell += row.substr(at, end - at);
            at = end;
            if (row.substr(end, 2) != "\"\"") break;
            cell += '"';
        }
        ++at;
        return at == row.size() || row[at] == delimiter_ ? "" : "something stands behind a closing quote";
    }

    char delimiter_;
    std::vector<std::string> all_;
    std::size_t size_ = 0;
};

/// What a column says: a fact by its path, taken apart.
struct column {
    std::size_t cell = 0;
    std::vector<std::string> way;
    type what;  ///< any: the moment of decision
};

inline std::vector<std::string> taken_apart(const std::string& path) {
    std::vector<std::string> out;
    for (std::size_t at = 0, dot = 0; dot != none; at = dot + 1) {
        dot = path.find('.', at);
        out.push_back(path.substr(at, dot - at));
    }
    return out;
}

/// The facts that columns may be of.
class known_facts {
public:
    explicit known_facts(const model::model& m) : m_(m) {
        for (std::uint32_t f = 0; f < m.facts.size(); ++f) {
            const auto& fact = m.facts[f];
            if (fact.told_by) continue;
            const std::string path = fact_path(m, model::fact_id{f});
            types_[path] = fact.type;
            if (fact.type.base != base_type::record) continue;
            for (const auto& field : m.records[fact.type.ref].fields) types_[path + "." + field.name] = field.type;
        }
    }

    bool has(const std::string& path) const { return path == as_of || types_.count(path) != 0; }

    /// @throws bad_header
    type of(const std::string& path, const std::string& column) const {
        if (path == as_of) return {};
        const auto found = types_.find(path);
        if (found == types_.end()) {
            std::vector<std::string_view> names{as_of};
            for (const auto& [name, t] : types_) names.push_back(name);
            const std::string help = detail::suggestion(path, names);
            throw bad_header("the column `" + column + "` is no fact" +
                             (path == column ? "" : ", nor is `" + path + "`") +
                             (help.empty() ? "" : " (" + help + ")"));
        }
        const auto& t = found->second;
        if (t.base == base_type::list || t.base == base_type::record)
            throw bad_header("the column `" + column + "` cannot be " + detail::in_words(m_, t) +
                             (t.base == base_type::record ? ": give columns for its fields" : ""));
        return t;
    }

private:
    static constexpr const char* as_of = "as_of";
    const model::model& m_;
    std::map<std::string, type, std::less<>> types_;
};

inline std::vector<column> columns_of(const model::model& m, const cells& header, const csv_options& how) {
    const known_facts known(m);
    std::vector<column> out;
    std::map<std::string, std::string> given;  // by fact, the column
    std::set<std::string> unused = how.ignore;
    for (const auto& [name, fact] : how.columns) unused.insert(name);
    for (std::size_t i = 0; i < header.size(); ++i) {
        const std::string& name = header[i];
        const auto mapped = how.columns.find(name);
        const std::string& fact = mapped == how.columns.end() ? name : mapped->second;
        unused.erase(name);
        if (how.ignore.count(name) != 0 || (how.ignore_rest && mapped == how.columns.end() && !known.has(name)))
            continue;
        out.push_back({i, taken_apart(fact), known.of(fact, name)});
        if (const auto [twice, is_new] = given.emplace(fact, name); !is_new)
            throw bad_header("the columns `" + twice->second + "` and `" + name + "` are both `" + fact + "`");
    }
    if (!unused.empty()) throw bad_header("there is no column `" + *unused.begin() + "`");
    std::sort(out.begin(), out.end(), [](const column& a, const column& b) { return a.way < b.way; });
    return out;
}

}  // namespace csv_cases_detail

struct csv_reader::parts {
    void tell(std::string_view value, const type& t);
    void tell_set(std::string_view value);
    void tell_missing();
    void go_to(const std::vector<std::string>& way, std::size_t& open, const std::vector<std::string>*& at);
    void refuse(std::string message, case_data& out);

    case_builder builder;
    csv_cases_detail::cells cells;
    std::vector<csv_cases_detail::column> columns;  ///< by path, so that groups stand together
    std::size_t count;
    when_empty missing;
    std::size_t longest;
};

csv_reader::csv_reader(const model::model& m, const case_layout& layout, std::string_view header,
                       const csv_options& how, const limits& bounds) {
    csv_cases_detail::cells names(how.delimiter);
    if (header.starts_with("\xEF\xBB\xBF")) header.remove_prefix(3);
    header = csv_cases_detail::without_line_end(header);
    if (header.empty()) throw bad_header("the table has no header");
    const std::string_view wrong = names.split(header);
    if (!wrong.empty()) throw bad_header("the header cannot be read: " + std::string(wrong));
    parts_.reset(new parts{case_builder(m, layout, bounds), csv_cases_detail::cells(how.delimiter),
                           csv_cases_detail::columns_of(m, names, how), names.size(), how.missing, bounds.case_bytes});
}
csv_reader::csv_reader(csv_reader&&) noexcept = default;
csv_reader& csv_reader::operator=(csv_reader&&) noexcept = default;
csv_reader::~csv_reader() = default;

// ------------------------------------------------------------------ a row

void csv_reader::read(std::string_view row, case_data& out) {
    parts& p = *parts_;
    if (row.size() > p.longest) return p.refuse("the row is longer than " + std::to_string(p.longest) + " bytes", out);
    if (const std::string_view wrong = p.cells.split(row); !wrong.empty()) return p.refuse(std::string(wrong), out);
    if (p.cells.size() != p.count)
        return p.refuse(
            "the row has " + std::to_string(p.cells.size()) + " cells, and the header " + std::to_string(p.count), out);
    std::size_t open = 0;
    const std::vector<std::string>* at = nullptr;
    p.builder.open_object();
    for (const auto& column : p.columns) {
        const std::string& value = p.cells[column.cell];
        const bool moment = column.what.base == base_type::any;
        if (value.empty() && (moment || p.missing == when_empty::left_out)) continue;
        p.go_to(column.way, open, at);
        if (value.empty()) p.tell_missing();
        else p.tell(value, column.what);
    }
    for (; open != 0; --open) p.builder.close();
    p.builder.close();
    p.builder.finish(out);
}

/// Closes and opens groups, from those of one fact to those of another, and says its name.
void csv_reader::parts::go_to(const std::vector<std::string>& way, std::size_t& open,
                              const std::vector<std::string>*& at) {
    std::size_t same = 0;
    while (same < open && same + 1 < way.size() && (*at)[same] == way[same]) ++same;
    for (; open > same; --open) builder.close();
    for (; open + 1 < way.size(); ++open) {
        builder.key(way[open]);
        builder.open_object();
    }
    builder.key(way.back());
    at = &way;
}

void csv_reader::parts::tell_missing() {
    if (missing == when_empty::absent) builder.null();
    else builder.unknown();
}

void csv_reader::parts::tell(std::string_view value, const type& t) {
    const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
        return std::find(words.begin(), words.end(), value) != words.end();
    };
    const bool says_nothing = is_one_of({"unknown", "absent"});
    if (t.base == base_type::text || t.base == base_type::any) return builder.text(value);
    if (t.base == base_type::boolean && is_one_of({"True", "TRUE"})) return builder.boolean(true);
    if (t.base == base_type::boolean && is_one_of({"False", "FALSE"})) return builder.boolean(false);
    if (t.base == base_type::set && !says_nothing) return tell_set(value);
    if (t.base == base_type::money && t.currency != 0 && detail::read_number(value))
        return builder.text(currency_name(t.currency) + " " + std::string(value));
    builder.plain(value);
}

void csv_reader::parts::tell_set(std::string_view value) {
    const auto trimmed = [](std::string_view s) {
        while (s.starts_with(' ')) s.remove_prefix(1);
        while (s.ends_with(' ')) s.remove_suffix(1);
        return s;
    };
    builder.open_list();
    for (bool more = value != "{}"; more;) {
        const auto end = value.find(';');
        builder.text(trimmed(value.substr(0, end)));
        more = end != value.npos;
        if (more) value.remove_prefix(end + 1);
    }
    builder.close();
}

/// Makes a case that is wrong.
void csv_reader::parts::refuse(std::string message, case_data& out) {
    builder.clear();
    builder.open_object();
    builder.close();
    builder.finish(out);
    out.errors.push_back({{}, std::move(message), {}, {0, 0}});
}

// ------------------------------------------------------------------ rows

std::size_t csv_row_end(std::string_view text, std::size_t from, bool quoted) noexcept {
    for (;;) {
        const std::size_t end = text.find('\n', from);
        if (end == text.npos) return end;
        quoted = quoted != csv_cases_detail::is_odd(text.substr(from, end - from));
        if (!quoted) return end + 1;
        from = end + 1;
    }
}

bool csv_rows::next(case_data& out) {
    while (!rest_.empty()) {
        const std::string_view row = rest_.substr(0, csv_row_end(rest_, 0));
        rest_.remove_prefix(row.size());
        line_ = next_line_;
        next_line_ += csv_cases_detail::lines_of(row);
        const std::string_view cells = csv_cases_detail::without_line_end(row);
        if (cells.empty()) continue;
        reader_.read(cells, out);
        return true;
    }
    return false;
}

csv_blocks::csv_blocks(byte_source input, std::size_t block_bytes, const limits& bounds)
    : input_(std::move(input)),
      block_bytes_(std::max<std::size_t>(block_bytes, 1)),
      longest_(bounds.case_bytes + 3) {}  // so much is too long, whatever line end is taken away

/// Puts more behind what is there; false at the end.
bool csv_blocks::read_on() {
    if (ended_) return false;
    const std::size_t had = memory_.size();
    memory_.resize(had + block_bytes_);
    const std::size_t got = input_(memory_.data() + had, block_bytes_);
    memory_.resize(had + got);
    ended_ = got == 0;
    return !ended_;
}

bool csv_blocks::next() {
    before_ += csv_cases_detail::lines_of(text()) + passed_over_;
    passed_over_ = 0;
    memory_.erase(0, whole_);
    whole_ = 0;
    bool quoted = false, more = true;
    for (std::size_t row = 0; more; more = read_on()) {
        const std::string_view all = memory_;
        for (std::size_t end = all.find('\n', row); end != all.npos; end = all.find('\n', row)) {
            quoted = quoted != csv_cases_detail::is_odd(all.substr(row, end - row));
            row = end + 1;
            if (!quoted) whole_ = row;
        }
        if (whole_ != 0) return true;
        if (all.size() >= longest_) {
            pass_over_row(quoted != csv_cases_detail::is_odd(all.substr(row)));
            return true;
        }
    }
    whole_ = memory_.size();
    return whole_ != 0;
}

/// Leaves so much of a row that is too long, and forgets the rest of it. @param quoted  whether memory ends within quotes
void csv_blocks::pass_over_row(bool quoted) {
    const std::string kept = memory_.substr(0, longest_);
    passed_over_ = csv_cases_detail::lines_of(memory_) - csv_cases_detail::lines_of(kept);
    for (memory_.clear(); read_on(); memory_.clear()) {
        const std::size_t end = csv_row_end(memory_, 0, quoted);
        passed_over_ += csv_cases_detail::lines_of(std::string_view(memory_).substr(0, end));
        if (end != memory_.npos) {
            memory_.erase(0, end);
            break;
        }
        quoted = quoted != csv_cases_detail::is_odd(memory_);
    }
    memory_.insert(0, kept);
    whole_ = kept.size();
}

}  // namespace writ::io
