// Executes the language reference, "Refinement", "needs" and "Status": asks once, splits what is still open, asks again for
// every combination, and puts the answer together.
#include "support/oracle.hpp"

#include <algorithm>

#include "support/oracle_evaluator.hpp"
#include "support/oracle_outcome.hpp"
#include "writ/limits.hpp"

namespace writ::oracle {

using model::index;

namespace {

/// Facts that are asked for, by place in the file.
using asked = std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::string>;

/// What one evaluation said, and what it rests on.
struct answer {
    possible value;
    bool open = false;
    std::string key;
    std::set<std::uint32_t> spoke, perhaps_spoke, outranked;
    asked asks;
    needs assumed;
};

/// Facts that the rules that spoke ask for.
asked asks_of(const model::model& m, const std::set<std::uint32_t>& spoke) {
    asked out;
    for (const auto r : spoke)
        for (const auto& a : m.rules[r].asks)
            out.emplace(std::tuple(index(a.fact), a.element.value_or(0), a.field ? *a.field + 1 : 0), a.path);
    return out;
}

answer answer_of(evaluator& e, const model::model& m, model::term_id question) {
    answer a;
    a.value = e.ask(question);
    a.open = is_open(a.value) && !is_surely_error(a.value);
    a.key = plain_key(a.value);
    a.spoke = e.spoke();
    a.perhaps_spoke = e.perhaps_spoke();
    a.outranked = e.outranked();
    a.asks = asks_of(m, a.spoke);
    a.assumed = e.assumed();
    return a;
}

/// An unknown fact and the pieces it is split into.
struct split {
    need fact;
    std::vector<possible> pieces;
};

std::vector<split> splits_of(const evaluator& e, const needs& open) {
    std::vector<split> out;
    std::size_t combinations = 1;
    for (const auto& n : open) {
        if (n.kind != need::kind_of::fact || !e.unknown_facts().contains(n)) continue;
        auto pieces = e.pieces(n);
        if (pieces.size() < 2 || combinations * pieces.size() > limits{}.combinations) continue;
        combinations *= pieces.size();
        out.push_back({n, std::move(pieces)});
    }
    return out;
}

/// All combinations of pieces as one choice per split.
std::vector<std::vector<std::size_t>> combinations_of(const std::vector<split>& splits) {
    std::vector<std::vector<std::size_t>> out{{}};
    for (const auto& s : splits) {
        std::vector<std::vector<std::size_t>> longer;
        for (const auto& c : out)
            for (std::size_t i = 0; i < s.pieces.size(); ++i) {
                longer.push_back(c);
                longer.back().push_back(i);
            }
        out = std::move(longer);
    }
    return out;
}

/// Whether two combinations that differ in nothing but this split differ in outcome.
bool matters(std::size_t which, const std::vector<std::vector<std::size_t>>& combinations,
             const std::vector<answer>& answers) {
    std::map<std::vector<std::size_t>, std::string> first;
    for (std::size_t i = 0; i < combinations.size(); ++i) {
        auto others = combinations[i];
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(which));
        const auto [at, fresh] = first.emplace(others, answers[i].key);
        if (!fresh && at->second != answers[i].key) return true;
    }
    return false;
}

std::vector<std::string> paths(const model::model& m, const std::set<std::uint32_t>& rules) {
    std::vector<std::string> out;
    for (const auto r : rules) out.push_back(m.rules[r].path);
    return out;
}

void add_error(decision& d, const failures& errors) {
    if (d.status == status::conflict) return;
    const auto first =
        std::find_if(errors.begin(), errors.end(), [](const failure& f) { return f.kind != error_kind::conflict; });
    d.error_text = first->text;
    d.error_place = first->place;
}

/// The first requirement that is surely not met, or the first that is not surely met.
std::optional<failure> unmet(const model::model& m, const case_data& c, bool surely) {
    auto around = surroundings_of(m, c);
    evaluator e(around, {});
    for (const auto& r : m.requirements) {
        const auto met = e.check(r.condition, r.pack);
        if (surely ? !is_surely(met, false) : is_surely(met, true)) continue;
        std::string text;
        if (!r.because.empty())
            for (const auto& piece : r.because.texts.front().pieces) text += piece.words;
        return failure{m[r.condition].where, error_kind::requirement, error_text(error_kind::requirement, {text}), {}};
    }
    return std::nullopt;
}

/// An error of the case itself, which every outcome of it is.
std::optional<failure> input_error(const model::model& m, const case_data& c) {
    if (!c.errors.empty())
        return failure{
            {}, error_kind::input, error_text(error_kind::input, {c.errors[0].path, c.errors[0].message}), {}};
    return unmet(m, c, true);
}

decision failed_input(const model::model& m, model::term_id question, const failure& wrong) {
    decision d;
    d.name = m[question].name;
    d.status = status::error;
    d.value.error = true;
    d.error_text = wrong.text;
    if (wrong.kind == error_kind::requirement) d.error_place = wrong.place;
    return d;
}

}  // namespace

settled_question settle(surroundings& around, model::term_id question) {
    const model::model& m = *around.m;
    evaluator base(around, {});
    std::vector<answer> answers{answer_of(base, m, question)};
    std::vector<split> splits;
    std::vector<std::vector<std::size_t>> combinations;
    if (answers.front().open) {
        splits = splits_of(base, deep_needs(answers.front().value));
        if (!splits.empty()) {
            answers.clear();
            combinations = combinations_of(splits);
            for (const auto& pieces : combinations) {
                std::map<need, possible> replaced;
                for (std::size_t i = 0; i < splits.size(); ++i)
                    replaced.emplace(splits[i].fact, splits[i].pieces[pieces[i]]);
                evaluator e(around, std::move(replaced));
                answers.push_back(answer_of(e, m, question));
            }
        }
    }

    settled_question q;
    const bool open = std::any_of(answers.begin(), answers.end(), [](const answer& a) { return a.open; });
    const bool same =
        std::all_of(answers.begin(), answers.end(), [&](const answer& a) { return a.key == answers[0].key; });
    std::vector<possible> values;
    q.spoke = answers.front().spoke;
    asked asks = answers.front().asks;
    for (const auto& a : answers) {
        values.push_back(a.value);
        std::erase_if(q.spoke, [&](std::uint32_t r) { return !a.spoke.contains(r); });
        std::erase_if(asks, [&](const auto& x) { return !a.asks.contains(x.first); });
        q.perhaps_spoke.insert(a.spoke.begin(), a.spoke.end());
        q.perhaps_spoke.insert(a.perhaps_spoke.begin(), a.perhaps_spoke.end());
        q.outranked.insert(a.outranked.begin(), a.outranked.end());
        q.assumed = std::move(q.assumed) + a.assumed;
    }
    std::erase_if(q.perhaps_spoke, [&](std::uint32_t r) { return q.spoke.contains(r); });
    for (const auto& [place, path] : asks) q.asks.push_back(path);
    q.value = values.front();
    if (!same) q.value = join(values);
    if (same)
        for (const auto& v : values) q.value.errors = q.value.errors + v.errors;

    // No outcome is left: what always speaks counts on what is required, and nothing possible meets it.
    if (q.value.kind == shape::nothing && !q.value.absent && q.value.errors.empty())
        q.unmet = unmet(m, *around.c, false);
    if (is_surely_error(q.value)) {
        const auto is_conflict = [](const failure& f) { return f.kind == error_kind::conflict; };
        const bool conflict = std::all_of(q.value.errors.begin(), q.value.errors.end(), is_conflict);
        q.status = conflict ? status::conflict : status::error;
        return q;
    }
    if (same && !open) {
        q.status = status::decided;
        return q;
    }
    for (const auto& a : answers)
        if (a.open) q.needs = std::move(q.needs) + deep_needs(a.value);
    for (std::size_t i = 0; i < splits.size(); ++i)
        if (open || matters(i, combinations, answers)) q.needs.insert(splits[i].fact);
    return q;
}

decision decide(const model::model& m, const case_data& c, model::term_id question) {
    if (const auto wrong = input_error(m, c)) return failed_input(m, question, *wrong);
    auto around = surroundings_of(m, c);
    const settled_question q = settle(around, question);
    if (q.unmet) return failed_input(m, question, *q.unmet);
    decision d;
    d.name = m[question].name;
    d.status = q.status;
    d.value = outcome_of(m, c, m[question], q.value);
    d.rules = paths(m, q.spoke);
    d.possible_rules = paths(m, q.perhaps_spoke);
    d.outranked = paths(m, q.outranked);
    d.assumed = fact_paths(m, q.assumed);
    for (const auto r : q.spoke)
        if (m.rules[r].decision == question) d.own_rules.push_back(m.rules[r].path);
    if (is_surely_error(q.value)) {
        add_error(d, q.value.errors);
        std::set<std::uint32_t> rules;
        for (const auto& f : q.value.errors) rules.insert(f.rules.begin(), f.rules.end());
        if (d.status == status::conflict) d.conflicts = paths(m, rules);
        return d;
    }
    if (q.status == status::decided) {
        d.asks = q.asks;
        d.provisional = !d.asks.empty();
        return d;
    }
    show_needs(m, c, q.needs, d);
    return d;
}

}  // namespace writ::oracle
