// What the forms of a rule set are made of, member by member: the one description that writing and reading go by.
//
// `members<T>` hands the members of a struct to a visitor, `last_of<E>` is the greatest value of an enum. A member that is
// left out here does not compile, and files of a library with other members are refused (`layout_fingerprint`).
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include "writ/case_layout.hpp"
#include "writ/classify/classifier.hpp"
#include "writ/lanes.hpp"
#include "writ/model/model.hpp"
#include "writ/program/program.hpp"

namespace writ::image::detail {

template <class T>
inline constexpr auto members = nullptr;

template <class E>
inline constexpr auto last_of = nullptr;

template <class T>
concept described = !std::is_same_v<std::remove_cv_t<decltype(members<std::remove_cv_t<T>>)>, std::nullptr_t>;

/// Numbers of one array of the model, each kind a type of its own.
template <class T>
concept identifier = std::is_enum_v<T> && sizeof(T) == sizeof(std::uint32_t);

// clang-format off: a type a line
#define WRIT_MEMBERS(T, ...) template <> inline constexpr auto members<T> = [](auto& x, auto&& f) { return f(__VA_ARGS__); }
#define WRIT_LAST(E, last) template <> inline constexpr auto last_of<E> = E::last

// ---- values
WRIT_LAST(base_type, any);
WRIT_LAST(rounding, down);
WRIT_LAST(span_unit, months);
WRIT_LAST(fact_place::kind_of, list);
WRIT_MEMBERS(span, x.file, x.begin, x.end);
WRIT_MEMBERS(rational, x.num, x.den);
WRIT_MEMBERS(calendar_span, x.count, x.unit, x.rolled);
WRIT_MEMBERS(type, x.base, x.optional, x.places, x.percent, x.ref, x.element, x.currency, x.home, x.ranged, x.low, x.high, x.least, x.most, x.sorted_on);
WRIT_MEMBERS(fact_place, x.kind, x.at, x.fields);
WRIT_MEMBERS(case_layout, x.facts, x.cells, x.lists);

// ---- model
WRIT_LAST(model::op, walk);
WRIT_LAST(model::relation, other_than);
WRIT_LAST(model::layer, law);
WRIT_LAST(model::rule_kind, otherwise);
WRIT_LAST(model::cell_alternative::kind_of, state);
WRIT_LAST(model::term_kind, decision);
WRIT_LAST(model::takes, smallest);
WRIT_LAST(model::form::kind_of, deadline);
WRIT_LAST(model::expectation::kind_of, conflicts);
WRIT_LAST(model::given_value::kind_of, set);
WRIT_MEMBERS(model::message_piece, x.words, x.value);
WRIT_MEMBERS(model::message_text, x.language, x.pieces);
WRIT_MEMBERS(model::message, x.texts, x.where);
WRIT_MEMBERS(model::expression_details, x.integer, x.span_value, x.text, x.binder, x.conditions, x.fields);
WRIT_MEMBERS(model::expression, x.what, x.type, x.where, x.args, x.index, x.number, x.mode, x.details);
WRIT_MEMBERS(model::binder, x.variable, x.list, x.rel, x.reference, x.where, x.at);
WRIT_MEMBERS(model::local, x.name, x.type, x.where);
WRIT_MEMBERS(model::enum_value, x.name, x.label, x.where);
WRIT_MEMBERS(model::enumeration, x.name, x.pack, x.ordered, x.values, x.where);
WRIT_MEMBERS(model::field, x.name, x.type, x.assume, x.ask, x.where, x.called, x.seen_by);
WRIT_MEMBERS(model::record, x.name, x.pack, x.fields, x.where);
WRIT_MEMBERS(model::fact, x.pack, x.group, x.name, x.type, x.assume, x.ask, x.where, x.doc, x.called, x.seen_by, x.told_by);
WRIT_MEMBERS(model::requirement, x.pack, x.condition, x.because, x.where);
WRIT_MEMBERS(model::calendar::holiday, x.day, x.title);
WRIT_MEMBERS(model::calendar, x.name, x.pack, x.regions, x.weekend_mask, x.first_year, x.last_year, x.holidays, x.where);
WRIT_MEMBERS(model::qualifiers, x.law, x.regional, x.regions, x.from, x.announced, x.until, x.as_of, x.effective, x.where);
WRIT_MEMBERS(model::param_entry, x.quals, x.value, x.cite, x.where);
WRIT_MEMBERS(model::asked_fact, x.fact, x.element, x.field, x.path);
WRIT_MEMBERS(model::say_note, x.audience, x.text);
WRIT_MEMBERS(model::cell_alternative, x.kind, x.compare, x.state, x.low, x.high);
WRIT_MEMBERS(model::cell, x.any, x.negated, x.alternatives, x.condition, x.where);
WRIT_MEMBERS(model::rule, x.kind, x.name, x.path, x.labelled, x.title, x.decision, x.parent, x.quals, x.layer, x.whens, x.fors, x.then, x.does_not_apply, x.idle, x.exceptions, x.block, x.cells, x.cites, x.because, x.says, x.asks, x.where, x.doc);
WRIT_MEMBERS(model::block, x.decision, x.quals, x.headings, x.rows, x.complete, x.grid, x.where);
WRIT_MEMBERS(model::term, x.kind, x.name, x.pack, x.title, x.parameters, x.type, x.where, x.doc, x.table, x.generated, x.question, x.step, x.part, x.body, x.as_of, x.base, x.entries, x.cites, x.takes, x.rules, x.otherwise, x.always_speaks);
WRIT_MEMBERS(model::procedure_node, x.name, x.title, x.end, x.next, x.until, x.due, x.runs, x.who, x.queue, x.actions, x.asks, x.verifies, x.says, x.because, x.cites, x.where);
WRIT_MEMBERS(model::procedure, x.term, x.nodes, x.start, x.ends);
WRIT_MEMBERS(model::statement::redress_way, x.text, x.until);
WRIT_MEMBERS(model::statement, x.term, x.audiences, x.of, x.measure, x.automated, x.territory, x.starts, x.ends, x.redress, x.cites, x.where);
WRIT_MEMBERS(model::score_metric, x.value, x.points, x.weight, x.contribution);
WRIT_MEMBERS(model::score, x.total, x.lacking, x.metrics);
WRIT_MEMBERS(model::form_line, x.name, x.title, x.words);
WRIT_MEMBERS(model::form, x.kind, x.whole, x.parts, x.range, x.lines);
WRIT_MEMBERS(model::expectation, x.kind, x.question, x.paths, x.by, x.where, x.source);
WRIT_MEMBERS(model::given_value, x.kind, x.scalar, x.items, x.fields, x.mask, x.where);
WRIT_MEMBERS(model::given_value::part, x.field, x.value);
WRIT_MEMBERS(model::given, x.fact, x.element, x.field, x.value, x.where);
WRIT_MEMBERS(model::given_outcome, x.term, x.value);
WRIT_MEMBERS(model::example, x.name, x.pack, x.as_of, x.like, x.givens, x.outcomes, x.expects, x.where);
WRIT_MEMBERS(model::pack, x.name, x.title, x.version, x.languages, x.audiences, x.internal, x.region, x.region_enum, x.zones, x.one_zone, x.money, x.money_by, x.money_by_value, x.default_rounding, x.citations_required, x.uses, x.where, x.content_hash);
WRIT_MEMBERS(model::model, x.packs, x.enums, x.records, x.facts, x.requirements, x.calendars, x.terms, x.rules, x.blocks, x.expressions, x.binders, x.locals, x.procedures, x.scores, x.forms, x.statements, x.examples);

// ---- program: zones are written by their names, patterns by their texts; calendars are those of the model
WRIT_MEMBERS(program::range, x.first, x.count);
WRIT_MEMBERS(program::instruction, x.what, x.base, x.mode, x.operands, x.index, x.extra, x.type);
WRIT_MEMBERS(program::binder_code, x.variable, x.list, x.relation, x.reference, x.where);
WRIT_MEMBERS(program::quals_code, x.regional, x.has_from, x.has_until, x.regions, x.until, x.effective, x.as_of);
WRIT_MEMBERS(program::rule_code, x.kind, x.layer, x.does_not_apply, x.term, x.quals, x.then, x.block, x.whens, x.fors, x.exceptions, x.asks);
WRIT_MEMBERS(program::block_code, x.quals, x.complete);
WRIT_MEMBERS(program::entry_code, x.quals, x.value);
WRIT_MEMBERS(program::term_code, x.kind, x.takes, x.always_speaks, x.pack, x.type, x.parameters, x.body, x.as_of, x.base, x.entries, x.dated, x.by_region, x.days, x.rules, x.otherwise);
WRIT_MEMBERS(program::step_code, x.next, x.until, x.due, x.runs, x.who, x.queue, x.actions, x.asks);
WRIT_MEMBERS(program::procedure_code, x.steps, x.start, x.ends);
WRIT_MEMBERS(program::pack_code, x.region, x.regions, x.zones, x.calendars, x.currencies);
WRIT_MEMBERS(program::program, x.code, x.ids, x.numbers, x.integers, x.spans, x.texts, x.patterns, x.days, x.binders, x.quals, x.rules, x.blocks, x.entries, x.terms, x.steps, x.procedures, x.packs, x.types, x.enum_sizes, x.records, x.asked, x.fact_types, x.fact_packs, x.fact_tellers, x.requirements, x.zones, x.calendars, x.locals, x.layout);

// ---- classifiers
WRIT_LAST(cell_lane::kind_of, wide);
WRIT_MEMBERS(cell_lane, x.kind, x.lane, x.bit, x.points, x.low);
WRIT_MEMBERS(list_lanes, x.list, x.most, x.size, x.first, x.stride, x.fields);
WRIT_MEMBERS(lane_layout, x.cells, x.lists, x.open, x.unknown, x.lines);
WRIT_MEMBERS(classify::test, x.cell, x.by_bits, x.bits, x.low, x.high);
WRIT_MEMBERS(classify::list_test, x.list, x.failing, x.count, x.fewer, x.tests);
WRIT_MEMBERS(classify::way, x.rule, x.tests, x.lists);
WRIT_MEMBERS(classify::open_cell, x.cell, x.low, x.high, x.quiet, x.pieces);
WRIT_MEMBERS(classify::rule_tests, x.rules, x.exceptional, x.ways, x.lists, x.open_cells, x.read);
// clang-format on

#undef WRIT_MEMBERS
#undef WRIT_LAST

// ------------------------------------------------------------------ nothing is left out

/// Converts to whatever a member is.
struct anything {
    template <class T>
    operator T() const;
};

template <class T, std::size_t... I>
constexpr bool is_made_of(std::index_sequence<I...>) {
    return requires { T{(static_cast<void>(I), anything{})...}; };
}

/// How many values an aggregate is made of; an array counts once for each element.
template <class T, std::size_t N = 0>
constexpr std::size_t count_of_parts() {
    if constexpr (is_made_of<T>(std::make_index_sequence<N + 1>{})) return count_of_parts<T, N + 1>();
    else return N;
}

template <class M>
inline constexpr std::size_t parts_of = std::is_array_v<M> ? std::extent_v<M> : 1;

struct counter {
    template <class... M>
    constexpr auto operator()(M&...) const {
        return std::integral_constant<std::size_t, (parts_of<std::remove_const_t<M>> + ...)>{};
    }
};

/// Whether `members<T>` names them all; of classes with constructors nobody can tell.
template <class T>
inline constexpr bool is_whole =
    !std::is_aggregate_v<T> || decltype(members<T>(std::declval<T&>(), counter{}))::value == count_of_parts<T>();

}  // namespace writ::image::detail
