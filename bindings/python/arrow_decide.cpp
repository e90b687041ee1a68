#include "arrow_decide.hpp"

#include <map>
#include <optional>

#include "writ/detail/io/read_scalar.hpp"

namespace writ::python::arrow {

namespace {

/// Rows for which it is worth to look on from another thread.
constexpr std::size_t many_rows = 50'000;

/// Mistakes that an exception tells of.
constexpr std::size_t few_mistakes = 10;

ArrowSchema schema_of_places(std::string name, std::string format) {
    schema_parts parts{std::move(format), std::move(name), 0};
    parts.dictionary = made(schema_parts{"U"});
    return made(std::move(parts));
}

/// Texts as places in a dictionary.
ArrowArray array_of_places(std::size_t rows, buffer places, const std::vector<std::string>& texts) {
    array_parts parts{static_cast<std::int64_t>(rows), 0, 0, {buffer(), std::move(places)}};
    parts.dictionary = array_of(texts);
    return made(std::move(parts));
}

/// Words that have some of a text, which may be no UTF-8.
std::string readable(std::string words) {
    if (!detail::is_valid_utf8(words))
        for (char& c : words) c = static_cast<unsigned char>(c) < 0x80 ? c : '?';
    return words;
}

}  // namespace

batch_decider::batch_decider(ruleset rules, shared_schema batches, request what)
    : rules_(std::move(rules)),
      batches_(std::move(batches)),
      what_(std::move(what)),
      by_(rules_, what_.threads),
      alone_(rules_) {
    const model::model& m = rules_.stage_model();
    for (const std::string& name : what_.decisions)
        questions_.push_back({name, value_builder(m, m[alone_.question(name)].type)});
}

ArrowSchema batch_decider::schema() const {
    schema_parts parts{"+s", {}, 0};
    for (const std::int64_t column : what_.kept) parts.children.push_back(arrow::copied(*batches_->children[column]));
    for (const question& q : questions_) {
        parts.children.push_back(q.values.schema(q.name));
        parts.children.push_back(schema_of_places(q.name + ".status", "c"));
        if (what_.rules) parts.children.push_back(schema_of_places(q.name + ".rules", "i"));
    }
    return made(std::move(parts));
}

shared_array batch_decider::decide(const shared_array& batch, const watch& look) {
    columns cases = rules_.columns(static_cast<std::size_t>(batch->length));
    column_giver giver(rules_, cases, what_.exact_floats);
    cases.as_of(what_.as_of);
    std::vector<view> looked_at;
    looked_at.reserve(what_.given.size());
    for (const auto& [column, as] : what_.given)
        giver.give(as, looked_at.emplace_back(look_at(*batches_, *batch, column)));
    copied_.insert(giver.copied().begin(), giver.copied().end());

    array_parts parts{batch->length, 0, 0, {buffer()}};
    for (const std::int64_t column : what_.kept) parts.children.push_back(kept(batch, column));
    look(rows_);
    std::size_t questions_done = 0;
    const watch within = [&](std::size_t rows) {
        return look(rows_ + (questions_done * cases.rows() + rows) / questions_.size());
    };
    for (question& q : questions_) {
        by_.decide(cases, q.name, answers_, cases.rows() < many_rows ? watch() : within);
        ++questions_done;
        if (what_.strict && questions_done == 1) check_rows(cases);
        parts.children.push_back(values(q, cases, within));
        parts.children.push_back(statuses());
        if (what_.rules) parts.children.push_back(spoken());
    }
    rows_ += cases.rows();
    return taken(made(std::move(parts)));
}

/// A column as it is, of the rows of its batch.
ArrowArray batch_decider::kept(const shared_array& batch, std::int64_t column) const {
    ArrowArray out = shared(shared_array(batch, batch->children[column]));
    if (out.length != batch->length && out.null_count != 0) out.null_count = -1;
    out.offset += batch->offset;
    out.length = batch->length;
    return out;
}

/// @throws mistaken_rows
void batch_decider::check_rows(const columns& cases) const {
    if (answers_.count[static_cast<int>(status::error)] == 0) return;
    mistaken_rows found;
    row_cases all(cases);
    for (std::size_t row = 0; row < cases.rows() && found.errors.size() < few_mistakes; ++row) {
        if (answers_[row].status != status::error) continue;
        for (const case_error& e : all[row].errors)
            found.errors.push_back({called(rows_ + row, e.path), readable(e.message), e.help, e.where});
    }
    if (!found.errors.empty()) throw found;
}

/// What programs call a place in a row.
std::string batch_decider::called(std::size_t row, const std::string& path) const {
    const std::string here = "row " + std::to_string(row) + ", " + path;
    for (const auto& [column, as] : what_.given) {
        const std::string name = name_of(*batches_->children[column]);
        const bool in_it = path.starts_with(as.path) && (path.size() == as.path.size() || path[as.path.size()] == '.' ||
                                                         path[as.path.size()] == '[');
        if (in_it && name != as.path) return here + " (column `" + name + "`)";
    }
    return here;
}

ArrowArray batch_decider::values(question& q, const columns& cases, const watch& look) {
    if (add_at_once(q.values)) return q.values.take();
    std::optional<row_cases> all;
    for (std::size_t row = 0; row < cases.rows(); ++row) {
        const short_answer a = answers_[row];
        if (a.status != status::decided || is_absent(a.value.state)) {
            q.values.add_nothing();
        } else if (has_value(a.value.state) && q.values.tells(a.value.value)) {
            q.values.add(a.value.value);
        } else {
            if (!all) all.emplace(cases);
            if (row % 1024 == 0) look(0);  // of the next question: this one is decided
            alone_.load((*all)[row]);
            q.values.add(alone_.decide(q.name).value);
        }
    }
    return q.values.take();
}

/// Adds the values of all rows, if numbers that rows share tell them, or all are sums.
bool batch_decider::add_at_once(value_builder& to) const {
    if (!to.adds_many()) return false;
    if (answers_.codes.empty()) {
        to.add(std::span(answers_.sums));
        return true;
    }
    std::vector<std::optional<std::int64_t>> cells;
    for (const decision_columns::answer& a : answers_.answers) {
        const bool none = a.status != status::decided || is_absent(a.value.state);
        if (!none && !(has_value(a.value.state) && to.tells(a.value.value))) return false;
        cells.push_back(none ? std::nullopt : std::optional(a.value.value));
    }
    if (!answers_.sums.empty()) return false;  // some rows have sums
    to.add(cells, answers_.codes);
    return true;
}

ArrowArray batch_decider::statuses() const {
    static const std::vector<std::string> names = {"decided", "undetermined", "conflict", "error"};
    std::vector<std::int8_t> by_answer, places(answers_.rows);
    for (const auto& a : answers_.answers) by_answer.push_back(static_cast<std::int8_t>(a.status));
    const bool all_decided = answers_.count[0] == answers_.rows;
    for (std::size_t row = 0; row < answers_.codes.size() && !all_decided; ++row)
        if (const std::uint32_t code = answers_.codes[row]; code != decision_columns::summed)
            places[row] = by_answer[code];
    return array_of_places(answers_.rows, buffer_of(std::move(places)), names);
}

/// The rules that spoke: of each row a place among texts, each of which names some rules.
ArrowArray batch_decider::spoken() const {
    std::map<std::vector<std::uint32_t>, std::int32_t> known;
    std::vector<std::string> texts;
    const auto place_of = [&](std::span<const std::uint32_t> rules) {
        const auto [at, is_new] =
            known.try_emplace({rules.begin(), rules.end()}, static_cast<std::int32_t>(texts.size()));
        if (!is_new) return at->second;
        std::string& text = texts.emplace_back();
        for (const std::uint32_t rule : rules) text += (text.empty() ? "" : ", ") + rules_.rule_path(rule);
        return at->second;
    };
    std::vector<std::int32_t> by_answer(answers_.answers.size(), -1);
    const auto [made, places] = new_buffer<std::int32_t>(answers_.rows);
    for (std::size_t row = 0; row < answers_.rows; ++row) {
        const std::uint32_t code = answers_.codes.empty() ? decision_columns::summed : answers_.codes[row];
        if (code == decision_columns::summed) {
            places[row] = place_of(answers_[row].rules);
        } else {
            if (by_answer[code] < 0) by_answer[code] = place_of(answers_[row].rules);
            places[row] = by_answer[code];
        }
    }
    return array_of_places(answers_.rows, made, texts);
}

}  // namespace writ::python::arrow
