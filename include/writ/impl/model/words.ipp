// Expressions as short words.
#pragma once

#include "writ/model/words.hpp"

#include <algorithm>

namespace writ::model {

namespace words_detail {

/// Writes one expression; stops, with what it has, when there is too much.
class writer {
public:
    /// @param language  of what people call things; none: names as rules write them
    writer(const model& m, std::size_t most, std::optional<std::string_view> language = {})
        : model_(m), language_(language), most_bytes_(4 * most + 4) {}
    std::string take() { return std::move(out_); }

    void write(expr_id e, int outer = 0);

private:
    void constant(const expression& x);
    void reading(const expression& x);
    bool comparison(const expression& x);
    bool listing(const expression& x);
    bool between(const expression& x);
    bool window(const expression& low, const expression& high);
    void call(std::string_view name, const expression& x);
    void counted(const expression& x);
    void arguments(const few<expr_id>& args, std::string_view open, std::string_view close);
    void infix(const expression& x, std::string_view sign, int level, int outer);
    void binding(binder_id b);
    void record(const expression& x);
    void field(const expression& x);
    std::string called(const message& title, const std::string& name) const;

    const model& model_;
    std::optional<std::string_view> language_;
    std::string out_;
    std::size_t most_bytes_;
    int depth_ = 0;
};

inline std::string_view sign_of(op what) {
    switch (what) {
        case op::equal: return "=";
        case op::not_equal: return "!=";
        case op::less: return "<";
        case op::less_equal: return "<=";
        case op::greater: return ">";
        case op::greater_equal: return ">=";
        case op::add: return "+";
        case op::subtract: return "-";
        case op::multiply: return "*";
        case op::divide: return "/";
        case op::set_union: return "union";
        case op::set_minus: return "minus";
        case op::conjunction: return "and";
        case op::disjunction: return "or";
        case op::earlier_element:
        case op::before: return "before";
        case op::later_element:
        case op::after: return "after";
        case op::has: return "has";
        case op::has_any: return "has any of";
        case op::has_all: return "has all of";
        default: return {};
    }
}

/// How tightly the operators of the language reference hold, loosest first.
inline int level_of(op what) {
    switch (what) {
        case op::choice: return 1;
        case op::conjunction:
        case op::disjunction: return 2;
        case op::negation: return 3;
        case op::after:
        case op::before: return 5;
        case op::add:
        case op::subtract:
        case op::set_union:
        case op::set_minus: return 6;
        case op::multiply:
        case op::divide: return 7;
        default: return 4;
    }
}

inline std::string_view state_of(op what) {
    switch (what) {
        case op::is_present: return " is present";
        case op::is_absent: return " is absent";
        case op::is_known: return " is known";
        case op::is_unknown: return " is unknown";
        case op::is_empty: return " is empty";
        default: return {};
    }
}

inline std::string_view function_of(op what) {
    switch (what) {
        case op::weekday_of: return "weekday";
        case op::weekday_after: return "weekday_after";
        case op::month_start: return "month_start";
        case op::end_of: return "end_of";
        case op::moment: return "moment";
        case op::rolled: return "rolled";
        case op::working_day: return "working_day";
        case op::business_days: return "business_days";
        case op::round: return "round";
        case op::clamp: return "clamp";
        case op::size: return "size";
        case op::lot: return "lot";
        case op::largest: return "largest";
        case op::smallest: return "smallest";
        default: return {};
    }
}

inline std::string_view list_word(op what) {
    switch (what) {
        case op::any: return "any ";
        case op::every: return "every ";
        case op::at_least: return "at least ";
        case op::at_most: return "at most ";
        case op::exactly: return "exactly ";
        case op::count: return "count of ";
        case op::count_distinct: return "count of distinct ";
        case op::sum: return "sum of ";
        case op::largest_of: return "largest of ";
        case op::smallest_of: return "smallest of ";
        case op::set_of: return "set of ";
        case op::list_of: return "list of ";
        default: return {};
    }
}

void writer::arguments(const few<expr_id>& args, std::string_view open, std::string_view close) {
    out_ += open;
    for (std::size_t i = 0; i < args.size() && out_.size() < most_bytes_; ++i) {
        if (i) out_ += ", ";
        write(args[i]);
    }
    out_ += close;
}

void writer::call(std::string_view name, const expression& x) {
    out_ += name;
    arguments(x.args, "(", ")");
}

/// `n business days`, `target hours`.
void writer::counted(const expression& x) {
    write(x.args[0], 8);
    if (x.what == op::duration_of) out_ += x.details->integer == us_per_hour ? " hours" : " minutes";
    else if (x.details->span_value.unit == span_unit::months)
        out_ += x.details->span_value.count == 12 ? " years" : " months";
    else if (x.details->span_value.unit == span_unit::business_days) out_ += " business days";
    else out_ += x.details->span_value.count == 7 ? " weeks" : " days";
    if (x.details->span_value.rolled) out_ += " rolled";
}

void writer::infix(const expression& x, std::string_view sign, int level, int outer) {
    const bool bracket = outer >= level && outer != 0 && !(outer == level && (level == 2 || level >= 6));
    if (bracket) out_ += '(';
    for (std::size_t i = 0; i < x.args.size() && out_.size() < most_bytes_; ++i) {
        if (i) ((out_ += ' ') += sign) += ' ';
        write(x.args[i], level);
    }
    if (bracket) out_ += ')';
}

void writer::binding(binder_id b) {
    const binder& on = model_[b];
    out_ += model_[on.variable].name + " among ";
    write(on.list);
    constexpr std::string_view relations[] = {"", " before ", " after ", " other than "};
    if (on.rel != relation::none) (out_ += relations[static_cast<std::size_t>(on.rel)]) += model_[on.reference].name;
    if (!on.where) return;
    out_ += " where ";
    write(*on.where);
}

void writer::record(const expression& x) {
    out_ += '{';
    for (std::size_t i = 0; i < x.args.size() && out_.size() < most_bytes_; ++i) {
        if (i) out_ += ", ";
        if (x.type.ref < model_.records.size() && i < x.details->fields.size())
            out_ += model_.records[x.type.ref].fields[x.details->fields[i]].name + ": ";
        write(x.args[i]);
    }
    out_ += '}';
}

void writer::constant(const expression& x) {
    constexpr std::string_view days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    switch (x.what) {
        case op::boolean: out_ += x.index ? "yes" : "no"; return;
        case op::number: {
            const auto hundred = x.type.percent ? multiply(x.number, rational(100)) : std::nullopt;
            out_ += hundred ? to_string(*hundred) + '%' : to_string(x.number);
            return;
        }
        case op::money:
            if (x.type.currency) out_ += currency_name(x.type.currency) + ' ';
            out_ += to_string(x.number, x.number.is_whole() ? -1 : 2);
            return;
        case op::date: out_ += format_date(x.details->integer); return;
        case op::time: out_ += format_time(x.details->integer); return;
        case op::instant: out_ += format_instant(x.details->integer); return;
        case op::duration: out_ += format_duration(x.details->integer); return;
        case op::span: out_ += format_span(x.details->span_value); return;
        case op::enum_value: {
            const enum_value& v = model_.enums[x.type.ref].values[x.index];
            out_ += called(v.label, v.name);
            return;
        }
        case op::weekday: out_ += days[x.index % 7]; return;
        case op::calendar: out_ += model_.calendars[x.index].name; return;
        case op::text: out_ += '"' + x.details->text + '"'; return;
        case op::absent: out_ += "absent"; return;
        default: out_ += "unknown"; return;
    }
}

void writer::reading(const expression& x) {
    switch (x.what) {
        case op::fact: out_ += called(model_.facts[x.index].called, fact_path(model_, fact_id{x.index})); return;
        case op::local: out_ += model_.locals[x.index].name; return;
        case op::today: out_ += "today"; return;
        case op::now: out_ += "now"; return;
        case op::term:
            if (x.args.empty()) out_ += called(model_.terms[x.index].title, term_path(model_, term_id{x.index}));
            else call(term_path(model_, term_id{x.index}), x);
            return;
        default: field(x); return;
    }
}

/// Of a field that people do not call anything the whole path is as rules write it.
void writer::field(const expression& x) {
    const std::uint32_t record = model_[x.args[0]].type.ref;
    const bool there = record < model_.records.size() && x.index < model_.records[record].fields.size();
    const auto language = language_;
    if (there && model_.records[record].fields[x.index].called.empty()) language_.reset();
    write(x.args[0], 9);
    if (there) {
        const auto& f = model_.records[record].fields[x.index];
        out_ += (language_ ? ": " : ".") + called(f.called, f.name);
    }
    language_ = language;
}

/// What people call a thing, else its name.
std::string writer::called(const message& title, const std::string& name) const {
    return language_ && !title.empty() ? words(title, *language_) : name;
}

bool writer::comparison(const expression& x) {
    if (const auto state = state_of(x.what); !state.empty()) {
        write(x.args[0], 4);
        out_ += state;
        return true;
    }
    if (x.what == op::has && model_[x.args[0]].what == op::set_literal) {
        write(x.args[1], 4);
        out_ += " is one of ";
        write(x.args[0], 4);
        return true;
    }
    const bool named = (x.what == op::equal || x.what == op::not_equal) && x.args.size() == 2 &&
                       model_[x.args[1]].what == op::enum_value;
    if (!named) return false;
    write(x.args[0], 4);
    out_ += x.what == op::equal ? " is " : " is not ";
    write(x.args[1], 4);
    return true;
}

/// `d during last P as of a`, which is `P before a < d <= a`; `d within P after e`, which is `e <= d <= P after e`.
bool writer::window(const expression& low, const expression& high) {
    const expr_id day = low.args[1];
    const expression &from = model_[low.args[0]], &to = model_[high.args[1]];
    const bool last = low.what == op::less && from.what == op::before && from.args[1] == high.args[1];
    const bool after = low.what == op::less_equal && to.what == op::after && to.args[1] == low.args[0];
    const bool before = low.what == op::less_equal && from.what == op::before && from.args[1] == high.args[1];
    if (!last && !after && !before) return false;
    write(day, 4);
    out_ += last ? " during last " : " within ";
    write(after ? to.args[0] : from.args[0], 5);
    if (last && (to.what == op::today || to.what == op::now)) return true;
    out_ += last ? " as of " : after ? " after " : " before ";
    write(after ? low.args[0] : high.args[1], 5);
    return true;
}

/// Conditions with both ends, as the author wrote them.
bool writer::between(const expression& x) {
    if (x.what != op::conjunction || x.args.size() != 2) return false;
    const expression &low = model_[x.args[0]], &high = model_[x.args[1]];
    if (high.what != op::less_equal || low.args.size() != 2) return false;
    const bool upwards = (low.what == op::less || low.what == op::less_equal) && low.args[1] == high.args[0];
    if (upwards && window(low, high)) return true;
    const bool downwards = low.what == op::greater_equal && low.args[0] == high.args[0];
    if (!downwards && (!upwards || low.what == op::less)) return false;
    write(high.args[0], 4);
    out_ += " during ";
    write(low.args[downwards ? 1 : 0], 5);
    out_ += " .. ";
    write(high.args[1], 5);
    return true;
}

bool writer::listing(const expression& x) {
    const auto word = list_word(x.what);
    if (word.empty()) return false;
    out_ += word;
    const bool of = !x.args.empty();
    if (of) write(x.args[0], 4);
    if (of && x.details->binder)
        out_ += x.what == op::at_least || x.what == op::at_most || x.what == op::exactly ? " " : " for ";
    if (x.details->binder) binding(*x.details->binder);
    return true;
}

void writer::write(expr_id e, int outer) {
    if (out_.size() > most_bytes_ || depth_ > 60) {
        out_ += "…";
        return;
    }
    ++depth_;
    const expression& x = model_[e];
    if (x.what <= op::unknown) constant(x);
    else if (x.what <= op::now) reading(x);
    else if (x.what == op::negation) out_ += "not ", write(x.args[0], 3);
    else if (x.what == op::negate) out_ += '-', write(x.args[0], 8);
    else if (x.what == op::choice) {
        out_ += "if ", write(x.args[0], 1), out_ += " then ", write(x.args[1], 1), out_ += " otherwise ",
            write(x.args[2], 1);
    } else if (x.what == op::matches) write(x.args[0], 4), out_ += " matches \"" + x.details->text + '"';
    else if (x.what == op::set_literal) arguments(x.args, "{", "}");
    else if (x.what == op::list_literal) arguments(x.args, "[", "]");
    else if (x.what == op::record_literal) record(x);
    else if (x.what == op::newest || x.what == op::oldest)
        out_ += (x.what == op::newest ? "newest " : "oldest ") + std::to_string(x.details->integer) + " of ",
            write(x.args[0], 9);
    else if (x.what == op::span_of || x.what == op::duration_of) counted(x);
    else if (comparison(x) || listing(x) || between(x)) {
    } else if (const auto sign = sign_of(x.what); !sign.empty()) infix(x, sign, level_of(x.what), outer);
    else if (const auto name = function_of(x.what); !name.empty()) call(name, x);
    else if (!x.args.empty())
        write(x.args[0], outer);  // guarded, required, day_of and their kin: nothing the author wrote
    --depth_;
}

}  // namespace words_detail

std::string shortened(std::string text, std::size_t most) {
    std::size_t count = 0, cut = text.size();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0u) == 0x80u) continue;
        if (++count == most) cut = i;
        if (count > most) {
            text.resize(cut);
            return text + "…";
        }
    }
    return text;
}

std::string words(const model& m, expr_id e, std::size_t most) {
    words_detail::writer w(m, most);
    w.write(e);
    return shortened(w.take(), most);
}

std::string told(const model& m, expr_id e, std::string_view language, std::size_t most) {
    words_detail::writer w(m, most, language);
    w.write(e);
    return shortened(w.take(), most);
}

std::string words(const message& text, std::string_view language) {
    if (text.empty()) return {};
    const auto found = std::find_if(text.texts.begin(), text.texts.end(),
                                    [&](const message_text& t) { return t.language == language; });
    std::string out;
    for (const message_piece& piece : (found == text.texts.end() ? text.texts.front() : *found).pieces)
        out += piece.value && !piece.words.starts_with('{') ? '{' + piece.words + '}' : piece.words;
    return out;
}

}  // namespace writ::model
