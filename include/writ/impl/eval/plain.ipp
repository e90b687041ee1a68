#include "writ/detail/eval/plain.hpp"

#include <algorithm>
#include <utility>

#include "writ/detail/eval/asked.hpp"
#include "writ/detail/eval/params.hpp"

// Questions, facts, terms: what is known of them.

namespace writ::eval {

namespace plain_detail {

/// A term with arguments is worked out so often for one question; a policy that asks for more is the machine's.
inline constexpr std::uint32_t most_calls = 100'000;
inline constexpr std::size_t call_slots = 256;
inline constexpr int most_places = 9;  // 10^9 is the greatest power of ten in `known::more`

inline std::uint32_t power_of_ten(int places) noexcept {
    std::uint32_t out = 1;
    for (int i = 0; i < places; ++i) out *= 10;
    return out;
}

inline known constant_set(const program::program& p, const program::instruction& c) {
    std::uint64_t all = 0;
    if (c.extra != none) return {};
    for (const std::uint32_t at : ids_of(p, c.operands)) {
        const program::instruction& member = p.code[at];
        if (member.what != op::enum_value || member.index > 63) return {};
        all |= std::uint64_t{1} << member.index;
    }
    return {static_cast<std::int64_t>(all), 1, known::form_of::mask};
}

/// What an instruction is that reads nothing; open: it does, or is better worked out.
inline known constant_of(const program::program& p, const program::instruction& c) {
    switch (c.what) {
        case op::boolean:
        case op::enum_value:
        case op::weekday:
        case op::calendar: return indexed(c.index);
        case op::number:
        case op::money: return number_of(p.numbers[c.index]);
        case op::date:
        case op::time:
        case op::instant:
        case op::duration: return whole(p.integers[c.index]);
        case op::text: return {c.index, 0, known::form_of::text};
        case op::absent: return {0, 0, known::form_of::absent};
        case op::span: {
            const calendar_span& s = p.spans[c.index];
            return {s.count, static_cast<std::uint32_t>(s.unit) | (s.rolled ? rolled_span : 0), known::form_of::span};
        }
        case op::set_literal: return constant_set(p, c);
        default: return {};
    }
}

}  // namespace plain_detail

cell_read read_of(const type& t, std::uint32_t pack) {
    using form = known::form_of;
    switch (t.base) {
        case base_type::number:
            if (t.places < 0 || t.places > plain_detail::most_places) return {};
            return {form::number, plain_detail::power_of_ten(t.places), pack};
        case base_type::money:
            return {form::number, t.currency == 0 ? 0 : plain_detail::power_of_ten(minor_places(t.currency)), pack};
        case base_type::date:
        case base_type::time:
        case base_type::instant:
        case base_type::duration: return {form::number, 1, pack};
        case base_type::set: return {form::mask, 1, pack};
        case base_type::span: return {form::span, 1, pack};
        case base_type::text: return {form::text, 1, pack};
        case base_type::boolean:
        case base_type::weekday:
        case base_type::calendar:
        case base_type::enumeration: return {form::index, 1, pack};
        default: return {};
    }
}

known_code::known_code(const program::program& p) {
    for (const program::instruction& c : p.code) constants.push_back(plain_detail::constant_of(p, c));
    for (std::uint32_t f = 0; f < p.layout.facts.size(); ++f) {
        reads_at.push_back(static_cast<std::uint32_t>(reads.size()));
        const type& t = p.types[p.fact_types[f]];
        reads.push_back(read_of(t, p.fact_packs[f]));
        if (p.layout.facts[f].kind == fact_place::kind_of::scalar) continue;
        for (const std::uint32_t of : ids_of(p, p.records[t.ref]))
            reads.push_back(read_of(p.types[of], p.fact_packs[f]));
    }
    for (std::uint32_t t = 0; t < p.terms.size(); ++t) filters.push_back(filter_of(p, constants, t));
    for (std::uint32_t r = 0; r < p.requirements.size(); ++r) requirements.push_back(reads_of(p, r));
}

plain::plain(const program::program& p, const known_code& code)
    : p_(p),
      code_(code),
      locals_(p.locals),
      memo_(p.terms.size()),
      called_(plain_detail::call_slots),
      untold_(p.requirements.size()) {}

void plain::load(const case_data& c) {
    case_ = &c;
    supposed_term_ = none;
    money_.clear();
    for (std::size_t k = 0; k < p_.packs.size(); ++k)
        money_.push_back(plain_detail::power_of_ten(minor_places(k < c.currency.size() ? c.currency[k] : 0)));
    list_cells_.assign(1, static_cast<std::uint32_t>(c.cells.size()));
    for (const list_data& l : c.lists)
        list_cells_.push_back(list_cells_.back() + static_cast<std::uint32_t>(l.cells.size()));
    usable_ = c.errors.empty() && (p_.requirements.empty() || meets_requirements());
}

// ------------------------------------------------------------------ questions

void plain::begin() {
    work_.reset();
    rules_.clear();
    outranked_.clear();
    assumed_.clear();
    lost_ = false;
    pack_ = 0;
    calls_ = 0;
    if (++generation_ == 0) {
        for (memo_slot& m : memo_) m = {};
        for (call_slot& s : called_) s = {};
        generation_ = 1;
    }
    for (const given_cell& g : case_->outcomes) {
        const program::term_code& t = p_.terms[g.term];
        const cell given{g.value.value, g.value.state == presence::assumed ? presence::known : g.value.state};
        memo_[g.term] = {generation_, read(given, read_of(p_.types[t.type], t.pack), none)};
    }
    if (supposed_term_ != none && supposed_.size() == 1) memo_[supposed_term_] = {generation_, supposed_.front()};
}

/// Whether a question has an answer here; its value is then in `memo_`.
bool plain::settled(std::uint32_t term) {
    if (!usable_) return false;
    begin();
    const known v = call(term);
    tracing_ = false;
    return !lost_ && !is_open(v);
}

void plain::tidy(std::vector<std::uint32_t>& numbers) const {
    if (numbers.size() < 2) return;
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

const short_answer* plain::ask(std::uint32_t term) {
    if (!settled(term)) return nullptr;
    tidy(rules_);
    short_ = {status::decided, as_cell(memo_[term].result, p_.types[p_.terms[term].type]), rules_};
    return &short_;
}

const answer* plain::decide(std::uint32_t term) {
    if (!settled(term)) return nullptr;
    for (auto* list : {&rules_, &outranked_, &assumed_}) tidy(*list);
    answer_.status = status::decided;
    answer_.result = in_full(memo_[term].result);
    answer_.rules = rules_;
    answer_.outranked = outranked_;
    answer_.assumed = assumed_;
    find_asks(p_, answer_);
    return &answer_;
}

// ------------------------------------------------------------------ for explanations

namespace plain_detail {

/// A scalar that is known; open: it may be several.
inline known known_of(const value& v) noexcept {
    if (!is_known(v)) return {};
    if (v.form == shape::range) return number_of(v.range.low);
    return v.form == shape::bits ? indexed(v.bits.first()) : known{};
}

}  // namespace plain_detail

std::optional<rational> plain::known_number(std::uint32_t pack, std::uint32_t instruction) {
    if (!usable_) return std::nullopt;
    begin();
    pack_ = pack;
    const known v = eval(instruction);
    return !lost_ && is_number(v) ? std::optional(reduced(v)) : std::nullopt;
}

std::optional<rational> plain::known_number(std::uint32_t term, const value* arguments, std::uint32_t count) {
    if (!usable_) return std::nullopt;
    begin();
    std::vector<known> all;
    for (std::uint32_t k = 0; k < count; ++k) all.push_back(plain_detail::known_of(arguments[k]));
    const known v = call(term, all.data(), count);
    return !lost_ && is_number(v) ? std::optional(reduced(v)) : std::nullopt;
}

void plain::suppose(std::uint32_t term, const value* arguments, std::uint32_t count, const rational& number) {
    supposed_term_ = term;
    supposed_.clear();
    for (std::uint32_t k = 0; k < count; ++k) supposed_.push_back(plain_detail::known_of(arguments[k]));
    supposed_.push_back(number_of(number));
    usable_ = usable_ && (p_.requirements.empty() || meets_requirements());
}

// ------------------------------------------------------------------ values for others

/// A value as a cell of its type; `missing` where one number does not hold it.
cell plain::as_cell(const known& v, const type& t) const {
    switch (v.form) {
        case form::absent: return {0, presence::absent};
        case form::index:
        case form::mask: return {v.bits, presence::known};
        case form::number: break;
        default: return {};
    }
    const auto places = places_of_cell(t);
    if (!places) return {};
    if (*places <= plain_detail::most_places && v.more == plain_detail::power_of_ten(*places))
        return {v.bits, presence::known};
    const auto exact = exact_scaled(reduced(v), *places);
    return exact ? cell{*exact, presence::known} : cell{};
}

/// The same for those who put it in words.
value plain::in_full(const known& v) {
    value out;
    switch (v.form) {
        case form::open: break;
        case form::absent: return absent_value();
        case form::number: return number_value(reduced(v));
        case form::index: return bit_value(static_cast<std::uint32_t>(v.bits));
        case form::mask:
            out.form = shape::masks;
            out.masks = {static_cast<std::uint64_t>(v.bits), static_cast<std::uint64_t>(v.bits)};
            break;
        case form::span:
            out.form = shape::spans;
            out.count = 1;
            out.spans = {
                {v.bits, v.bits, static_cast<span_unit>(v.more % rolled_span), v.more >= rolled_span, false, false},
                nullptr};
            break;
        case form::text:
            out.form = shape::texts;
            out.count = 1;
            out.texts = {static_cast<std::uint32_t>(v.bits), nullptr};
            break;
        case form::element:
        case form::fact_record:
        case form::record: {
            record_value r;
            r.count = fields_of(v);
            r.has = v.form == form::record ? record_at(v).has : all_fields(r);
            auto* fields = work_.room<value>(r.count);
            for (std::uint32_t k = 0; k < r.count; ++k)
                new (fields + k) value((r.has >> k & 1) != 0 ? in_full(field_of(v, k)) : value{});
            r.fields = fields;
            out.form = shape::record;
            out.record = work_.make(r);
            break;
        }
        case form::fact_list:
        case form::list: {
            list_value l;
            l.count = size_of(v);
            auto* items = work_.room<list_item>(l.count);
            for (std::uint32_t k = 0; k < l.count; ++k)
                new (items + k) list_item{in_full(element_of(v, k)), yes_or_no(true)};
            l.items = items;
            out.form = shape::list;
            out.list = work_.make(l);
            break;
        }
    }
    return out;
}

// ------------------------------------------------------------------ facts

/// @param number  of the cell, of all of facts and lists
known plain::read(const cell& c, const cell_read& how, std::uint32_t number) {
    if (tracing_ && number != none) steps_.push_back({step::fact, verdict::none, number, 0, c});
    if (c.state != presence::known) {
        if (is_assumed(c.state)) assumed_.push_back(number);
        if (is_absent(c.state)) return {0, 0, form::absent};
        if (!has_value(c.state)) return {};
    }
    if (how.form == form::number) return scaled_number(c.value, how.scale != 0 ? how.scale : money_[how.pack]);
    if (how.form != form::span) return {c.value, 1, how.form};
    const calendar_span s = unpack_span(c.value);
    return {s.count, static_cast<std::uint32_t>(s.unit) | (s.rolled ? rolled_span : 0), form::span};
}

known plain::fact_value(std::uint32_t fact) {
    const fact_place& at = p_.layout.facts[fact];
    if (const std::uint32_t told = p_.fact_tellers[fact]; told != none) return checked(call(told), told);
    if (at.kind == fact_place::kind_of::scalar)
        return read(case_->cells[at.at], code_.reads[code_.reads_at[fact]], at.at);
    const bool list = at.kind == fact_place::kind_of::list;
    const presence state = list ? case_->lists[at.at].state : case_->cells[at.at].state;
    if (is_assumed(state)) assumed_.push_back(list ? list_cells_.back() + at.at : at.at);
    if (is_absent(state)) return {0, 0, form::absent};
    if (writ::is_open(state)) return {};
    return {0, fact, list ? form::fact_list : form::fact_record};
}

known plain::field_of(const known& record, std::uint32_t field) {
    if (record.form == form::record) return record_at(record).fields[field];
    const std::uint32_t fact = record.more;
    const fact_place& at = p_.layout.facts[fact];
    const cell_read& how = code_.reads[code_.reads_at[fact] + 1 + field];
    if (record.form == form::fact_record) return read(case_->cells[at.at + 1 + field], how, at.at + 1 + field);
    const list_data& l = case_->lists[at.at];
    const std::uint32_t c = field * l.count + static_cast<std::uint32_t>(record.bits);
    return read(l.cells[c], how, list_cells_[at.at] + c);
}

std::uint32_t plain::fields_of(const known& record) const {
    return record.form == form::record ? record_at(record).count : p_.layout.facts[record.more].fields;
}

std::uint32_t plain::size_of(const known& list) const {
    return list.form == form::list ? list_at(list).count : case_->lists[p_.layout.facts[list.more].at].count;
}

known plain::element_of(const known& list, std::uint32_t k) const {
    return list.form == form::list ? list_at(list).items[k] : known{k, list.more, form::element};
}

/// Whether anything in a value is.
bool plain::is_open(const known& v) {
    if (v.form == form::open) return true;
    if (is_record(v)) {
        const std::uint64_t has = v.form == form::record ? record_at(v).has : ~std::uint64_t{0};
        for (std::uint32_t k = 0; k < fields_of(v); ++k)
            if ((has >> k & 1) != 0 && is_open(field_of(v, k))) return true;
        return false;
    }
    if (is_list(v))
        for (std::uint32_t k = 0; k < size_of(v); ++k)
            if (is_open(element_of(v, k))) return true;
    return false;
}

plain::tri plain::same_fields(const known& a, const known& b) {
    const std::uint32_t n = fields_of(a);
    const std::uint64_t all = n >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1;
    const std::uint64_t has = (a.form == form::record ? record_at(a).has : all) & all;
    const std::uint64_t other = (b.form == form::record ? record_at(b).has : all) & all;
    bool equal = n == fields_of(b) && has == other;
    for (std::uint32_t k = 0; k < n && equal; ++k)
        if ((has >> k & 1) != 0) equal = same(field_of(a, k), field_of(b, k)) == tri::yes;
    return equal ? tri::yes : tri::no;
}

/// Whether two values are the same; open where anything in them is.
plain::tri plain::same(const known& a, const known& b) {
    const auto said = [](bool equal) { return equal ? tri::yes : tri::no; };
    if (a.form == form::index && b.form == form::index) return said(a.bits == b.bits);
    if (is_open(a) || is_open(b)) return tri::open;
    if (is_number(a) && is_number(b)) return said(compared(a, b) == 0);
    if (is_record(a) && is_record(b)) return same_fields(a, b);
    if (is_list(a) && is_list(b)) {
        bool equal = size_of(a) == size_of(b);
        for (std::uint32_t k = 0; equal && k < size_of(a); ++k)
            equal = same(element_of(a, k), element_of(b, k)) == tri::yes;
        return said(equal);
    }
    if (a.form != b.form) return tri::no;
    return said(a.form == form::absent || (a.bits == b.bits && (a.form != form::span || a.more == b.more)));
}

// ------------------------------------------------------------------ terms

known plain::call(std::uint32_t term) {
    memo_slot& m = memo_[term];
    if (m.generation == generation_) {
        if (tracing_) close_term(open(step::term, term), m.result);
        return m.result;
    }
    const known v = run(term, nullptr, 0);
    memo_[term] = {generation_, v};
    return v;
}

known plain::call(std::uint32_t term, const known* arguments, std::uint32_t count) {
    if (count == 0) return call(term);
    const known& a = arguments[0];
    if (count > 1 || a.form == form::open) return run(term, arguments, count);
    const auto at =
        static_cast<std::size_t>(static_cast<std::uint64_t>(a.bits) * 31 + a.more * 7 + term) % plain_detail::call_slots;
    call_slot& s = called_[at];
    const bool again = s.generation == generation_ && s.term == term && s.argument.bits == a.bits &&
                       s.argument.more == a.more && s.argument.form == a.form;
    if (again) {
        if (tracing_) close_term(open(step::term, term), s.result);
        return s.result;
    }
    const known v = run(term, arguments, count);
    called_[at] = {generation_, term, a, v};
    return v;
}

/// Whether these are the arguments of what is supposed; where that is open, nothing more is known.
bool plain::are_supposed(const known* arguments, std::uint32_t count) {
    for (std::uint32_t k = 0; k < count; ++k) {
        const tri equal = same(arguments[k], supposed_[k]);
        if (equal == tri::open) return lost(), true;
        if (equal == tri::no) return false;
    }
    return true;
}

known plain::run(std::uint32_t term, const known* arguments, std::uint32_t count) {
    if (lost_ || (count != 0 && ++calls_ > plain_detail::most_calls)) return lost();
    if (term == supposed_term_ && are_supposed(arguments, count)) return supposed_.back();
    const program::term_code& t = p_.terms[term];
    const auto parameters = ids_of(p_, t.parameters);
    for (std::uint32_t k = 0; k < count; ++k) locals_[parameters[k]] = arguments[k];
    const std::uint32_t before = std::exchange(pack_, t.pack), at = tracing_ ? open(step::term, term) : none;
    known v;
    if (t.kind == model::term_kind::define) v = eval(t.body);
    else if (t.kind == model::term_kind::param) v = param_value(t);
    else v = run_decision(t, term);
    if (at != none) close_term(at, v);
    pack_ = before;
    return v;
}

known plain::param_value(const program::term_code& t) {
    const std::uint32_t in = region();
    if (in == none && t.by_region && p_.packs[pack_].region != none) return lost();
    day_number day = 0;
    if (t.dated) {
        const known on = as_of_day(t.as_of);
        if (!is_number(on)) return lost();
        day = on.bits;
    }
    const std::uint32_t chosen = entry_of(p_, t, in, day);
    if (chosen == none) return {};
    const std::uint32_t at = tracing_ ? open(step::entry, chosen) : none;
    const known v = eval(chosen);
    if (at != none) close(at, tri::yes);
    return v;
}

/// An outcome that its decision's type holds; else it is an error.
known plain::checked(const known& v, std::uint32_t term) const {
    if (!is_number(v)) return v;
    const type& t = p_.types[p_.terms[term].type];
    if (t.ranged) {
        const rational x = reduced(v);
        if (x < t.low || t.high < x) return {};
    }
    int places = -1;
    if (t.base == base_type::number) places = t.places;
    if (t.base == base_type::money)
        places = minor_places(t.currency != 0                  ? t.currency
                              : pack_ < case_->currency.size() ? case_->currency[pack_]
                                                               : 0);
    if (places >= 0 && v.more != 1 && !exact_scaled(reduced(v), places)) return {};
    return v;
}

}  // namespace writ::eval
