#include "support/random_expression.hpp"

#include <algorithm>

namespace writ::test {

namespace {

bool holds(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

std::string bracket(const std::string& s) { return "(" << s << ")"; }

bool is_number(sort s) { return s == sort::whole || s == sort::decimal || s == sort::percent; }
bool is_money(sort s) { return s == sort::dollars || s == sort::purse; }

}  // namespace

std::string type_text(const vocabulary& v, const value_type& t) {
    switch (t.what) {
        case sort::boolean: return "bool";
        case sort::whole: return "int";
        case sort::decimal: return "decimal(2)";
        case sort::percent: return "percent(1)";
        case sort::dollars: return "money USD";
        case sort::purse: return "money";
        case sort::date: return "date";
        case sort::time: return "time";
        case sort::instant: return "instant";
        case sort::duration: return "duration";
        case sort::span: return "span";
        case sort::text: return "text";
        case sort::enumeration: return v.enums[t.of].name;
        case sort::set: return "set of " << v.enums[t.of].name;
        case sort::record: return v.records[t.of].name;
    }
    return "";
}

// ---- places

expression_writer expression_writer::with_guard(const std::string& path) const {
    auto out = *this;
    out.guards_.push_back(path);
    return out;
}

expression_writer expression_writer::with_variable(const variable& x, bool facts) const {
    auto out = *this;
    out.variables_.push_back(x);
    for (auto f : v_->records[x.record].fields) {
        f.path = x.name << "." << f.path;
        for (auto& g : f.guards) g = x.name << "." << g;
        f.fact = facts;
        out.own_.push_back(f);
    }
    return out;
}

expression_writer expression_writer::with_value(const std::string& name, const value_type& t, bool optional) const {
    auto out = *this;
    out.own_.push_back({name, t, {}, false});
    if (optional) out.own_.back().guards.push_back(name);
    return out;
}

std::vector<thing> expression_writer::in_sight() const {
    auto out = v_->things;
    // What is near is read more often.
    for (int times = 0; times < 3; ++times) out.insert(out.end(), own_.begin(), own_.end());
    return out;
}

bool expression_writer::guards_hold(const std::vector<std::string>& guards) const {
    return std::all_of(guards.begin(), guards.end(), [&](const auto& g) { return holds(guards_, g); });
}

std::optional<thing> expression_writer::readable(const value_type& t) {
    auto all = in_sight();
    std::erase_if(all, [&](const thing& x) { return x.type != t || !guards_hold(x.guards); });
    return all.empty() ? std::nullopt : std::optional(dice_->of(all));
}

std::optional<thing> expression_writer::any_readable() {
    auto all = in_sight();
    std::erase_if(all, [&](const thing& x) { return !guards_hold(x.guards) || x.type.what == sort::record; });
    return all.empty() ? std::nullopt : std::optional(dice_->of(all));
}

std::optional<thing> expression_writer::guardable(const value_type* t) {
    auto all = in_sight();
    std::erase_if(all, [&](const thing& x) {
        if (x.guards.empty() || x.guards.back() != x.path || guards_hold({x.path})) return true;
        return (t != nullptr && x.type != *t) || !guards_hold({x.guards.begin(), x.guards.end() - 1});
    });
    return all.empty() ? std::nullopt : std::optional(dice_->of(all));
}

// ---- literals

std::string expression_writer::whole_literal() {
    static const std::vector<std::string> some{"0", "1", "2", "3", "5", "7", "10", "12", "24", "30", "100", "(-1)"};
    return dice_->of(some);
}

std::string expression_writer::date_literal() {
    static const std::vector<std::string> some{"2026-01-31", "2026-02-28", "2026-03-01", "2026-03-07", "2026-03-08",
                                               "2026-03-31", "2026-05-01", "2025-12-31", "2026-12-30"};
    return dice_->of(some);
}

std::string expression_writer::unit() {
    static const std::vector<std::string> some{"days", "weeks",         "months",      "years",
                                               "days", "months rolled", "days rolled", "business days"};
    return some[dice_->below(v_->working_days ? some.size() : 5)];
}

std::string expression_writer::literal(const value_type& t) {
    static const std::vector<std::string> decimals{"0.5", "2.25", "4.00", "0.01"};
    static const std::vector<std::string> percents{"0%", "2.5%", "50%", "100%", "12.5%"};
    static const std::vector<std::string> dollars{"USD 0.00", "USD 0.01", "USD 20.00", "USD 99.99"};
    static const std::vector<std::string> instants{"2026-03-08T09:00+07:00", "2026-03-01T00:00Z", "2026-03-31T23:30Z",
                                                   "2026-03-29T01:30+01:00"};
    static const std::vector<std::string> texts{"\"abc\"", "\"\"", "\"shop 7\""};
    switch (t.what) {
        case sort::boolean: return dice_->percent(50) ? "yes" : "no";
        case sort::whole: return whole_literal();
        case sort::decimal: return dice_->of(decimals);
        case sort::percent: return dice_->of(percents);
        case sort::dollars: return dice_->of(dollars);
        case sort::date: return date_literal();
        case sort::time: return dice_->percent(50) ? "09:00" : "12:30";
        case sort::instant: return dice_->of(instants);
        case sort::duration: return dice_->percent(50) ? "(4 hours)" : "(90 minutes)";
        case sort::span: return bracket(whole_literal() << " " << unit());
        case sort::text: return dice_->of(texts);
        case sort::enumeration: return enum_value(t.of);
        case sort::set: return "{" << enum_value(t.of) << "}";
        case sort::record: return record(t, 0);
        case sort::purse: break;
    }
    return "0";
}

// ---- conditions

std::string expression_writer::condition(int depth) {
    for (;;) {
        text s;
        switch (depth > 0 ? dice_->below(6) : 0) {
            case 0: s = simple_condition(depth); break;
            case 1:
            case 2: s = joined_condition(depth); break;
            case 3: s = guarded_condition(depth); break;
            case 4: s = list_condition(depth); break;
            default: s = plain({sort::boolean}, depth); break;
        }
        if (s) return *s;
    }
}

expression_writer::text expression_writer::simple_condition(int depth) {
    switch (dice_->below(9)) {
        case 0: return path({sort::boolean});
        case 1: return enum_condition(depth);
        case 2:
        case 3: return number_condition(depth);
        case 4: return date_condition(depth);
        case 5: return time_condition(depth);
        case 6: return set_condition(depth);
        case 7: return state_condition();
        default: return dice_->percent(15) ? text(literal({sort::boolean})) : path({sort::boolean});
    }
}

expression_writer::text expression_writer::joined_condition(int depth) {
    if (dice_->percent(20)) return bracket("not " << condition(depth - 1));
    const std::string word = dice_->percent(50) ? " and " : " or ";
    auto s = condition(depth - 1) << word << condition(depth - 1);
    if (dice_->percent(25)) s += word << condition(depth - 1);
    return bracket(s);
}

std::string expression_writer::comparison() {
    static const std::vector<std::string> some{" = ", " != ", " < ", " <= ", " > ", " >= "};
    return dice_->of(some);
}

expression_writer::text expression_writer::enum_condition(int depth) {
    const value_type t{sort::enumeration, dice_->below(v_->enums.size())};
    const auto x = path(t);
    if (!x) return {};
    const auto& e = v_->enums[t.of];
    switch (dice_->below(5)) {
        case 0: return bracket(*x << " is " << enum_value(t.of));
        case 1: return bracket(*x << " is not " << enum_value(t.of));
        case 2: return bracket(*x << " is one of " << value({sort::set, t.of}, 0));
        case 3:
            return e.ordered ? text(bracket(*x << dice_->of<std::string>({" < ", " >= "}) << enum_value(t.of)))
                             : text();
        default: {
            auto other = depth > 0 ? choice(t, depth - 1) : path(t);
            if (!other) return {};
            return bracket(*x << (e.ordered ? comparison() : dice_->of<std::string>({" = ", " != "})) << *other);
        }
    }
}

expression_writer::text expression_writer::number_condition(int depth) {
    switch (dice_->below(5)) {
        case 0: return bracket(number(depth - 1) << " during " << whole_literal() << " .. " << number(depth - 1));
        case 1: {
            const value_type t{v_->purses && dice_->percent(50) ? sort::purse : sort::dollars};
            const auto a = money(t, depth - 1), b = money(t, depth - 1);
            return a && b ? text(bracket(*a << comparison() << *b)) : text();
        }
        case 2: {
            const auto a = path({sort::whole});
            return a ? text(bracket(*a << " is one of {1, 3, " << whole_literal() << "}")) : text();
        }
        default:
            return bracket(number(depth - 1)
                           << comparison() << (dice_->percent(60) ? whole_literal() : number(depth - 1)));
    }
}

expression_writer::text expression_writer::time_condition(int depth) {
    switch (dice_->below(5)) {
        case 0: {
            const auto a = path({sort::time});
            return a ? text(bracket(*a << comparison() << literal({sort::time}))) : text();
        }
        case 1: return bracket(value({sort::duration}, depth - 1) << comparison() << value({sort::duration}, 0));
        case 2: {
            const auto a = path({sort::span});
            return a ? text(bracket(*a << " = " << value({sort::span}, 0))) : text();
        }
        case 3: {
            const auto a = path({sort::text});
            if (!a) return {};
            if (dice_->percent(50)) return bracket(*a << " matches \"^[a-s]\"");
            return bracket(*a << dice_->of<std::string>({" = ", " != "}) << value({sort::text}, 0));
        }
        default: {
            const auto a = value({sort::instant}, depth - 1), b = value({sort::instant}, 0);
            if (dice_->percent(50)) return bracket(a << comparison() << b);
            return bracket(a << " within " << value({sort::duration}, 0)
                             << (dice_->percent(50) ? " after " : " before ") << b);
        }
    }
}

expression_writer::text expression_writer::date_condition(int depth) {
    // An instant may stand where a day is wanted.
    const bool moment = v_->zones && dice_->percent(15);
    const auto d = moment ? value({sort::instant}, 0) : value({sort::date}, depth - 1);
    const auto other = value({sort::date}, depth - 1);
    switch (dice_->below(7)) {
        case 0: return bracket(d << comparison() << other);
        case 1: return bracket(d << (dice_->percent(50) ? " is after " : " is not before ") << other);
        case 2:
            return bracket(d << " within " << value({sort::span}, 0) << (dice_->percent(50) ? " after " : " before ")
                             << other);
        case 3:
            return bracket(d << " during last " << value({sort::span}, 0)
                             << (dice_->percent(50) ? " as of " << other : ""));
        case 4: return bracket(d << " during " << date_literal() << " .. " << other);
        case 5: return bracket("weekday(" << d << ") is " << dice_->of<std::string>({"mon", "sat", "sun"}));
        default:
            if (v_->working_days) return "working_day(" << d << ")";
            return {};
    }
}

expression_writer::text expression_writer::set_condition(int depth) {
    const auto e = dice_->below(v_->enums.size());
    const auto s = path({sort::set, e});
    if (!s) return {};
    switch (dice_->below(4)) {
        case 0: return bracket(*s << " has " << (depth > 0 ? value({sort::enumeration, e}, depth - 1) : enum_value(e)));
        case 1: return bracket(*s << " has any of " << value({sort::set, e}, depth - 1));
        case 2: return bracket(*s << " has all of " << value({sort::set, e}, depth - 1));
        default: return bracket(*s << " is empty");
    }
}

expression_writer::text expression_writer::state_condition() {
    auto all = in_sight();
    std::erase_if(all, [&](const thing& x) { return !x.fact; });
    if (v_->asks_what_is_known && !all.empty() && dice_->percent(70)) {
        auto x = dice_->of(all);
        if (!x.guards.empty() && x.guards.back() == x.path) x.guards.pop_back();
        if (guards_hold(x.guards)) return bracket(x.path << (dice_->percent(50) ? " is known" : " is unknown"));
    }
    const auto x = guardable();
    return x ? text(bracket(x->path << (dice_->percent(50) ? " is present" : " is absent"))) : text();
}

expression_writer::text expression_writer::guarded_condition(int depth) {
    const auto x = guardable();
    if (!x) return {};
    auto inside = with_guard(x->path);
    if (dice_->percent(60)) return bracket(x->path << " is present and " << inside.condition(depth - 1));
    return bracket(x->path << " is absent or " << inside.condition(depth - 1));
}

expression_writer::text expression_writer::list_condition(int depth) {
    auto b = bind(depth - 1);
    if (!b) return {};
    static const std::vector<std::string> some{"any", "every", "at least 2", "at most 1", "exactly 1", "at least 1"};
    const bool filtered = b->text.find(" where ") != std::string::npos;
    if (!filtered) b->text += " where " << b->inside.condition(depth - 1);
    return bracket(dice_->of(some) << " " << b->text);
}

std::optional<expression_writer::binder> expression_writer::bind(int depth, const value_type* element) {
    auto lists = v_->lists;
    std::erase_if(lists, [&](const list_source& l) {
        return !guards_hold(l.guards) || (element != nullptr && l.element != *element);
    });
    if (lists.empty()) return {};
    const auto& l = dice_->of(lists);
    const std::string name = "e" << std::to_string(variables_.size() + own_.size());
    const bool records = l.element.what == sort::record;
    const bool part = dice_->percent(20);
    auto inside = records ? with_variable({name, l.path, l.element.of, part}, l.facts) : with_value(name, l.element);
    std::string text = name << " among " << (part ? dice_->of<std::string>({"newest 2 of ", "oldest 2 of "}) : "")
                            << l.path;
    for (const auto& w : variables_)
        if (records && w.list == l.path && !part && !w.of_a_part && dice_->percent(50)) {
            text += dice_->of<std::string>({" before ", " after ", " other than "}) << w.name;
            break;
        }
    if (depth > 0 && dice_->percent(50)) {
        const auto x = inside.guardable();
        const bool own = x && x->path.rfind(name, 0) == 0;
        if (own) {
            text += " where (" << x->path << " is present and ";
            inside.guards_.push_back(x->path);
            text += inside.condition(depth - 1) << ")";
        } else {
            text += " where " << inside.condition(depth - 1);
        }
    }
    return binder{text, name, l.element, inside};
}

// ---- values

std::string expression_writer::value(const value_type& t, int depth) {
    if (t.what == sort::boolean) return condition(depth);
    for (int tries = 0; tries < 4; ++tries) {
        text s;
        switch (dice_->below(depth > 0 ? 8 : 2)) {
            case 0:
            case 1: s = path(t); break;
            case 2: s = choice(t, depth); break;
            case 3: s = call(t, depth); break;
            case 4: s = guarded_choice(t, depth); break;
            case 5: s = aggregate(t, depth); break;
            default: s = plain(t, depth); break;
        }
        if (s) return *s;
    }
    if (t.what == sort::purse) return *money(t, 0);
    return literal(t);
}

expression_writer::text expression_writer::path(const value_type& t) {
    const auto x = readable(t);
    return x ? text(x->path) : text();
}

expression_writer::text expression_writer::call(const value_type& t, int depth) {
    auto all = v_->callables;
    const auto variable_of = [&](const parameter& p) {
        return std::find_if(variables_.begin(), variables_.end(), [&](const variable& x) { return x.list == p.list; });
    };
    std::erase_if(all, [&](const callable& c) {
        return c.result != t || std::any_of(c.parameters.begin(), c.parameters.end(), [&](const parameter& p) {
                   return !p.list.empty() && variable_of(p) == variables_.end();
               });
    });
    if (all.empty()) return {};
    const auto& c = dice_->of(all);
    std::string s;
    for (const auto& p : c.parameters)
        s += (s.empty() ? "" : ", ") << (p.list.empty() ? value(p.type, depth - 1) : variable_of(p)->name);
    return c.name << "(" << s << ")";
}

expression_writer::text expression_writer::choice(const value_type& t, int depth) {
    return bracket("if " << condition(depth - 1) << " then " << value(t, depth - 1) << " otherwise "
                         << value(t, depth - 1));
}

expression_writer::text expression_writer::guarded_choice(const value_type& t, int depth) {
    const auto x = dice_->percent(70) ? guardable(&t) : guardable();
    if (!x) return {};
    auto inside = with_guard(x->path);
    const auto there = x->type == t && dice_->percent(70) ? x->path : inside.value(t, depth - 1);
    const auto not_there = value(t, depth - 1);
    if (dice_->percent(30))
        return bracket("if " << x->path << " is absent then " << not_there << " otherwise " << there);
    return bracket("if " << x->path << " is present then " << there << " otherwise " << not_there);
}

expression_writer::text expression_writer::aggregate(const value_type& t, int depth) {
    auto b = bind(depth - 1);
    if (!b) return {};
    if (t.what == sort::whole && dice_->percent(40)) {
        if (dice_->percent(70)) return bracket("count of " << b->text);
        const auto x = b->inside.any_readable();
        return x ? text(bracket("count of distinct " << x->path << " for " << b->text)) : text();
    }
    if (is_number(t.what) || is_money(t.what))
        return bracket("sum of " << b->inside.value(t, depth - 1) << " for " << b->text);
    if (t.what != sort::set) return {};
    const auto x = b->inside.readable({sort::enumeration, t.of});
    return x ? text(bracket("set of " << x->path << " for " << b->text)) : text();
}

expression_writer::text expression_writer::plain(const value_type& t, int depth) {
    switch (t.what) {
        case sort::boolean: return call(t, depth);
        case sort::whole: return whole(depth);
        case sort::decimal: return rounded(2, depth);
        case sort::percent: return rounded(3, depth);
        case sort::dollars:
        case sort::purse: return money(t, depth);
        case sort::date: return date(depth);
        case sort::instant: return instant(depth);
        case sort::duration: return duration(depth);
        case sort::span: return span_of(depth);
        case sort::set: return set(t, depth);
        case sort::record: return record(t, depth);
        default: return literal(t);
    }
}

expression_writer::text expression_writer::whole(int depth) {
    const auto some = [&] { return value({sort::whole}, depth - 1); };
    switch (dice_->below(9)) {
        case 0: return bracket(some() << " + " << some());
        case 1: return bracket(some() << " - " << some());
        case 2: return bracket(some() << " * " << whole_literal());
        case 3: return "(-" << some() << ")";
        case 4: return "clamp(" << some() << ", 0, " << dice_->of<std::string>({"5", "48"}) << ")";
        case 5: return (dice_->percent(50) ? "largest(" : "smallest(") << some() << ", " << some() << ")";
        case 6: return bracket(value({sort::date}, depth - 1) << " - " << value({sort::date}, 0));
        case 7: {
            if (dice_->percent(50) && v_->working_days)
                return "business_days(" << value({sort::date}, depth - 1) << ", " << value({sort::date}, 0) << ")";
            const auto s = path({sort::set, dice_->below(v_->enums.size())});
            return s ? text("size(" << *s << ")") : text();
        }
        default: return rounded(0, depth);
    }
}

std::string expression_writer::number(int depth) {
    if (depth <= 0 || dice_->percent(30)) return value({dice_->percent(70) ? sort::whole : sort::percent}, depth);
    switch (dice_->below(5)) {
        case 0: {
            const auto key = path({dice_->percent(50) ? sort::whole : sort::text});
            return key ? "lot(" + *key + ", \"week 11\")" : value({sort::decimal}, depth - 1);
        }
        case 1: return bracket(number(depth - 1) << " * " << number(depth - 1));
        case 2: {
            const auto by = path({sort::whole});
            return bracket(number(depth - 1) << " / " << (by && dice_->percent(60) ? *by : "3"));
        }
        case 3: return bracket(number(depth - 1) << (dice_->percent(50) ? " + " : " - ") << number(depth - 1));
        default: {
            const auto a = path({sort::dollars}), b = path({sort::dollars});
            return a && b ? bracket(*a << " / " << *b) : value({sort::whole}, depth);
        }
    }
}

expression_writer::text expression_writer::rounded(int places, int depth) {
    static const std::vector<std::string> how{"round(", "round_up(", "round_down("};
    return dice_->of(how) << number(depth - 1) << ", " << std::to_string(places) << ")";
}

expression_writer::text expression_writer::money(const value_type& t, int depth) {
    if (depth <= 0) {
        auto s = path(t);
        if (!s && t.what == sort::dollars) s = literal(t);
        return s;
    }
    const auto a = money(t, depth - 1), b = money(t, depth - 1);
    if (!a || !b) return {};
    switch (dice_->below(5)) {
        case 0: return bracket(*a << (dice_->percent(50) ? " + " : " - ") << *b);
        case 1: return "round(" << *a << " * " << number(depth - 1) << ", 2)";
        case 2: return "round_up(" << *a << " / " << dice_->of<std::string>({"3", "7"}) << ", 0)";
        case 3: return (dice_->percent(50) ? "largest(" : "smallest(") << *a << ", " << *b << ")";
        default: return a;
    }
}

std::string expression_writer::using_calendar() {
    return !v_->calendars.empty() && dice_->percent(30) ? " using " << dice_->of(v_->calendars) : "";
}

expression_writer::text expression_writer::date(int depth) {
    const auto some = [&] { return value({sort::date}, depth - 1); };
    switch (dice_->below(8)) {
        case 0:
        case 1:
            return bracket(value({sort::span}, depth - 1)
                           << (dice_->percent(60) ? " after " : " before ") << some() << using_calendar());
        case 2: return "month_start(" << some() << ")";
        case 3: return "weekday_after(" << some() << ", " << dice_->of<std::string>({"mon", "fri"}) << ")";
        case 4: return v_->working_days ? text("rolled(" << some() << ")") : text();
        case 5: return v_->zones ? text("day(" << value({sort::instant}, depth - 1) << ")") : text();
        case 6: return (dice_->percent(50) ? "earliest(" : "latest(") << some() << ", " << some() << ")";
        default: return dice_->percent(40) ? text("today") : path({sort::date});
    }
}

expression_writer::text expression_writer::instant(int depth) {
    if (dice_->percent(40))
        return bracket(value({sort::duration}, depth - 1)
                       << (dice_->percent(60) ? " after " : " before ") << value({sort::instant}, depth - 1));
    if (dice_->percent(15)) return "now";
    if (!v_->zones) return {};
    const auto d = value({sort::date}, depth - 1);
    return dice_->percent(50) ? "end_of(" << d << ")" : "moment(" << d << ", " << value({sort::time}, 0) << ")";
}

expression_writer::text expression_writer::duration(int depth) {
    switch (dice_->below(4)) {
        case 0: return bracket(value({sort::duration}, depth - 1) << " + " << value({sort::duration}, 0));
        case 1: return bracket(value({sort::instant}, 0) << " - " << value({sort::instant}, 0));
        case 2: return bracket(value({sort::duration}, 0) << " * " << whole_literal());
        default: return bracket("(" << value({sort::whole}, depth - 1) << ") hours");
    }
}

expression_writer::text expression_writer::span_of(int depth) {
    return bracket("(" << value({sort::whole}, depth - 1) << ") " << unit());
}

expression_writer::text expression_writer::set(const value_type& t, int depth) {
    switch (dice_->below(3)) {
        case 0:
            return bracket(value(t, depth - 1) << (dice_->percent(50) ? " union " : " minus ") << value(t, depth - 1));
        default:
            return "{" << value({sort::enumeration, t.of}, depth - 1) << ", " << enum_value(t.of) << " when "
                       << condition(depth - 1) << "}";
    }
}

std::string expression_writer::record(const value_type& t, int depth) {
    std::string s;
    for (const auto& f : v_->records[t.of].fields) {
        const bool absent = !f.guards.empty() && dice_->percent(40);
        s += (s.empty() ? "" : ", ") << f.path << ": " << (absent ? "absent" : value(f.type, depth - 1));
    }
    return "{" << s << "}";
}

}  // namespace writ::test
