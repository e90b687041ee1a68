#include "support/random_pack.hpp"

#include <algorithm>
#include <utility>

#include "support/random_expression.hpp"

namespace writ::test {

namespace {

/// Something an exception from elsewhere can be attached to.
struct target {
    std::string path;
    bool law = false;
    bool does_not_apply = false;
};

/// A decision that rules and exceptions are added to from elsewhere, with what was declared before it.
struct extensible {
    std::string name;
    value_type result;
    vocabulary before;
    std::vector<std::pair<std::string, value_type>> parameters;
    std::vector<target> targets;
    std::vector<std::string> rules;
    bool in_order = false;
};

enum class part { rule, exception, exception_to_nothing };

class pack_writer {
public:
    explicit pack_writer(std::uint64_t seed) : dice_(seed), paths_(seed + 0x50d), forms_(seed + 0xdead) {}

    random_pack write() {
        regional_ = dice_.percent(80);
        v_.asks_what_is_known = dice_.percent(30);
        v_.zones = dice_.percent(80);
        v_.working_days = regional_ && dice_.percent(70);
        header();
        enums();
        calendars();
        records();
        facts();
        for (std::size_t n = 5 + dice_.below(7); n > 0; --n) term();
        for (const auto& d : extensible_) additions(d);
        if (dice_.percent(25)) require();
        if (paths_.percent(40)) procedure();
        if (forms_.percent(35)) score();
        if (v_.zones && forms_.percent(45)) deadline();
        return {files(), v_.asks_what_is_known};
    }

private:
    void header();
    void enums();
    void calendars();
    void records();
    void facts();
    void require();

    void term();
    void param();
    void define();
    void list_define();
    void grid();
    void table();
    void decision();
    void additions(const extensible& d);
    void procedure();
    void score();
    void deadline();
    std::string metric(expression_writer& w, const std::string& name);
    std::string period(expression_writer& w, bool hours);
    std::string pause(expression_writer& w, const value_type& moment);
    std::string maybe_absent(expression_writer& w, const value_type& t);
    void read_later(const std::string& what, const value_type& t, bool optional);

    std::string entries(const value_type& t);
    std::string scalar_type(const value_type& t);
    value_type any_type();
    std::string name(const std::string& stem) { return stem << std::to_string(++names_); }
    std::string regions();
    std::string qualifiers();

    std::string rows(expression_writer& w, const std::vector<thing>& headings, const value_type& result, bool label,
                     std::vector<std::string>& labels);
    std::string cell(expression_writer& w, const thing& heading, bool& guards);
    std::string body(expression_writer w, const value_type& result, int depth, part kind, target self,
                     std::vector<target>& targets);
    std::string rule_text(const expression_writer& w, extensible& d, bool one_of_many);
    std::string outcome(expression_writer& w, const value_type& t, bool partial, int depth);
    std::string parameters_text(const std::vector<std::pair<std::string, value_type>>& all);

    void declare(std::string text) { declarations_.push_back(std::move(text)); }
    std::vector<named_text> files();

    dice dice_;
    dice paths_;  ///< for procedures
    dice forms_;  ///< for scores and deadlines
    vocabulary v_;
    bool regional_ = false;
    int names_ = 0;
    std::vector<std::string> declarations_;
    std::vector<extensible> extensible_;
    std::vector<std::pair<std::string, std::string>> region_sets_;
};

// ---- what the case is

void pack_writer::header() {
    std::string s = "pack made \"Made up\" {\n  version \"1\"\n  languages en\n";
    if (regional_) {
        v_.purses = dice_.percent(50);
        s += "  region c.region\n";
        if (v_.zones) s += "  zones DE \"Europe/Berlin\", TH \"Asia/Bangkok\", US \"America/New_York\"\n";
        if (v_.purses) s += "  money DE EUR, TH THB, US USD\n";
        if (dice_.percent(40)) s += "  notice 0 days { in DE = 15 days  in US = 1 month }\n";
    } else if (v_.zones) {
        s += "  zones \"Europe/Berlin\"\n";
    }
    if (dice_.percent(50)) s += "  rounding half_up\n";
    declare(s << "}");
}

void pack_writer::enums() {
    v_.enums = {{"Region", {"DE", "TH", "US"}, false},
                {"Kind", {"fake", "late", "other"}, false},
                {"Level", {"none", "low", "mid", "high"}, true}};
    if (dice_.percent(40)) v_.enums.push_back({"Step", {"open", "shut", "other"}, dice_.percent(50)});
    for (const auto& e : v_.enums) {
        std::string s;
        for (const auto& x : e.values) s += (s.empty() ? "" : ", ") << x;
        declare("enum " << e.name << (e.ordered ? " ordered" : "") << " { " << s << " }");
    }
}

void pack_writer::calendars() {
    if (!v_.working_days) return;
    const std::string years = dice_.percent(70) ? "2025 .. 2027" : "2026 .. 2026";
    declare("calendar german in DE { weekend sat, sun covers " << years << " holidays 2026-03-09, 2026-05-01 }");
    declare("calendar other_ones in TH, US { weekend sun covers 2025 .. 2027 holidays 2026-03-02 }");
    if (dice_.percent(50)) {
        v_.calendars.push_back("bank");
        declare("calendar bank { weekend fri, sat covers 2025 .. 2027 }");
    }
}

std::string pack_writer::scalar_type(const value_type& t) {
    const auto base = type_text(v_, t);
    switch (t.what) {
        case sort::whole: return base << dice_.of<std::string>({" 0 .. 9", " 0 .. 100", " -5 .. 50", " 0 .. 1000"});
        case sort::decimal: return base << " 0.00 .. 5.00";
        case sort::percent: return base << " 0% .. 100%";
        case sort::dollars:
        case sort::purse: return base << " 0.00 .. 500.00";
        default: return base;
    }
}

value_type pack_writer::any_type() {
    static const std::vector<sort> some{sort::boolean,  sort::boolean,     sort::whole,       sort::whole,
                                        sort::whole,    sort::enumeration, sort::enumeration, sort::enumeration,
                                        sort::date,     sort::date,        sort::decimal,     sort::percent,
                                        sort::dollars,  sort::set,         sort::span,        sort::instant,
                                        sort::duration, sort::time,        sort::text,        sort::purse};
    const auto what = dice_.of(some);
    if (what == sort::purse && !v_.purses) return any_type();
    return {what, what == sort::enumeration || what == sort::set ? dice_.below(v_.enums.size()) : 0};
}

void pack_writer::records() {
    record_words item{"Item", {}};
    std::string s = "record Item {\n  at : " << std::string(v_.zones && dice_.percent(30) ? "instant" : "date") << "\n";
    item.fields.push_back({"at", {s.find("instant") == std::string::npos ? sort::date : sort::instant}, {}, true});
    for (std::size_t i = 1 + dice_.below(4); i > 0; --i) {
        const auto t = any_type();
        const auto f = name("f");
        const bool optional = dice_.percent(25);
        item.fields.push_back({f, t, optional ? std::vector{f} : std::vector<std::string>{}, true});
        s += "  " << f << " : " << (optional ? "optional " : "") << scalar_type(t) << "\n";
    }
    v_.records.push_back(item);
    declare(s << "}");
    v_.records.push_back({"Plan",
                          {{"x", {sort::whole}, {}, false},
                           {"y", {sort::enumeration, 2}, {}, false},
                           {"z", {sort::date}, {"z"}, false}}});
    declare("record Plan { x : int  y : Level  z : optional date }");
}

void pack_writer::facts() {
    std::string s = "facts c {\n";
    if (regional_) {
        s += "  region : Region\n";
        v_.things.push_back({"c.region", {sort::enumeration, 0}, {}, true});
    }
    std::vector<value_type> types{{sort::boolean}, {sort::whole}, {sort::date}, {sort::enumeration, 1}};
    if (v_.purses) types.push_back({sort::purse});
    const auto always = types.size();
    for (std::size_t i = 3 + dice_.below(6); i > 0; --i) types.push_back(any_type());
    for (std::size_t i = 0; i < types.size(); ++i) {
        const auto f = name("f"), path = "c." << f;
        const bool optional = i >= always && dice_.percent(35);
        v_.things.push_back({path, types[i], optional ? std::vector{path} : std::vector<std::string>{}, true});
        s += "  " << f << " : " << (optional ? "optional " : "") << scalar_type(types[i]);
        if (dice_.percent(8))
            s += types[i].what == sort::boolean ? " assume no" : types[i].what == sort::whole ? " assume 3" : "";
        if (dice_.percent(10)) s += " ask \"What?\"";
        s += "\n";
    }
    for (std::size_t i = 1 + dice_.below(2); i > 0; --i) {
        const auto f = name("l");
        const bool optional = dice_.percent(12);
        s += "  " << f << " : " << (optional ? "optional " : "") << "list of Item "
                  << (dice_.percent(20) ? "at least 1 " : "") << "up to " << std::to_string(2 + dice_.below(3))
                  << (dice_.percent(60) ? " sorted on at" : "") << "\n";
        v_.lists.push_back(
            {"c." << f, {sort::record, 0}, optional ? std::vector{"c." << f} : std::vector<std::string>{}, true});
    }
    if (dice_.percent(30)) {
        const bool optional = dice_.percent(40);
        s += std::string("  plan : ") << (optional ? "optional " : "") << "Plan\n";
        const std::vector<std::string> first =
            optional ? std::vector<std::string>{"c.plan"} : std::vector<std::string>{};
        v_.things.push_back({"c.plan", {sort::record, 1}, first, true});
        for (const auto& f : v_.records[1].fields) {
            auto guards = first;
            if (!f.guards.empty()) guards.push_back("c.plan." << f.path);
            v_.things.push_back({"c.plan." << f.path, f.type, guards, true});
        }
    }
    declare(s << "}");
}

void pack_writer::require() {
    expression_writer w(dice_, v_);
    declare("require " << w.condition(1) << " or " << w.condition(1) << "\n  because \"It must be so.\"");
}

// ---- qualifiers

std::string pack_writer::regions() {
    if (!regional_) return "";
    if (dice_.percent(10)) {
        if (region_sets_.empty()) {
            region_sets_.push_back({"some_regions", ""});
            declare("define some_regions : set of Region = {DE, TH}");
        }
        return " in some_regions";
    }
    return " in " << dice_.of<std::string>({"DE", "TH", "US", "DE, TH", "TH, US"});
}

std::string pack_writer::qualifiers() {
    std::string s;
    if (dice_.percent(25)) s += regions();
    if (!dice_.percent(18)) return s;
    switch (dice_.below(3)) {
        case 0: s += " from 2026-03-01"; break;
        case 1: s += " until 2026-03-31"; break;
        default: s += " from 2026-02-01 until 2026-03-08"; break;
    }
    expression_writer w(dice_, v_);
    const auto day = dice_.percent(50) ? w.readable({sort::date}) : std::nullopt;
    if (day && day->fact && day->path.rfind("c.", 0) == 0) s += " as of " << day->path;
    return s;
}

// ---- terms

void pack_writer::term() {
    switch (dice_.below(10)) {
        case 0: return param();
        case 1:
        case 2: return define();
        case 3: return list_define();
        case 4: return grid();
        case 5: return table();
        default: return decision();
    }
}

/// Values of which no two can hold at once with the same right.
std::string pack_writer::entries(const value_type& t) {
    expression_writer w(dice_, v_);
    const auto some = [&] { return w.literal(t) << "\n"; };
    const bool purse = t.what == sort::purse;
    std::string s;
    if (purse) return "    in DE = EUR 20.00\n    in TH = THB 0.50\n    in US = USD 99.00\n";
    if (dice_.percent(50)) s += "    from 2026-03-01 = " << some();
    if (dice_.percent(30)) s += "    from 2026-02-01 until 2026-03-08 = " << some();
    if (dice_.percent(30)) s += "    from 2026-03-08 announced 2026-03-07 = " << some();
    if (!regional_) return s;
    if (dice_.percent(50)) s += "    in DE = " << some();
    if (dice_.percent(30)) s += "    in DE, US from 2026-03-08 announced 2026-02-25 = " << some();
    if (dice_.percent(25)) s += "    in US from 2026-01-31 until 2026-03-31 = " << some();
    if (dice_.percent(20)) s += "    in TH undefined\n";
    return s;
}

void pack_writer::param() {
    const auto p = name("p");
    auto t = any_type();
    if (t.what == sort::set) t = {sort::whole};
    const bool purse = t.what == sort::purse;
    const auto s = entries(t);
    expression_writer w(dice_, v_);
    const auto value = purse ? "" : " = " << w.literal(t);
    const auto block = s.empty() ? "" : " {\n" << s << "  }";
    if (!purse && dice_.percent(40)) {
        declare("param " << p << "(d : date) : " << type_text(v_, t) << " as of d" << value << block);
        v_.callables.push_back({p, {{{sort::date}, ""}}, t});
        return;
    }
    const auto day = w.readable({sort::date});
    const bool of_a_fact = day && day->fact && day->path.rfind("c.", 0) == 0 && dice_.percent(40);
    declare("param " << p << " : " << type_text(v_, t)
                     << (of_a_fact           ? " as of " << day->path
                         : dice_.percent(60) ? " as of today"
                                             : "")
                     << value << block);
    v_.things.push_back({p, t, {}, false});
}

std::string pack_writer::parameters_text(const std::vector<std::pair<std::string, value_type>>& all) {
    std::string s;
    for (const auto& [x, t] : all) s += (s.empty() ? "" : ", ") << x << " : " << type_text(v_, t);
    return s.empty() ? "" : "(" << s << ")";
}

void pack_writer::define() {
    const auto d = name("d");
    expression_writer w(dice_, v_);
    const auto t = any_type();
    if (dice_.percent(35)) {
        const auto& l = dice_.of(v_.lists);
        const bool element = l.facts && l.guards.empty() && dice_.percent(60);
        const value_type x = element ? value_type{sort::record, 0} : any_type();
        const auto inside = element ? w.with_variable({"x", l.path, 0}, true) : w.with_value("x", x);
        const auto body = expression_writer(inside).value(t, 2);
        declare("define " << d << parameters_text({{"x", x}}) << " : " << type_text(v_, t) << " = " << body);
        v_.callables.push_back({d, {{x, element ? l.path : ""}}, t});
        return;
    }
    if (dice_.percent(30)) {
        // Of nothing there is no largest: the value is optional.
        if (auto b = w.bind(1)) {
            const bool number = dice_.percent(60);
            const value_type of{number ? sort::whole : sort::date};
            const auto word = number              ? (dice_.percent(50) ? "largest" : "smallest")
                              : dice_.percent(50) ? "earliest"
                                                  : "latest";
            if (b->text.find(" where ") == std::string::npos) b->text += " where " << b->inside.condition(0);
            declare("define " << d << " : optional " << type_text(v_, of) << " = " << word << " of "
                              << b->inside.value(of, 1) << " for " << b->text);
            v_.things.push_back({d, of, {d}, false});
            return;
        }
    }
    // Values of enums need a declared type to be told apart.
    const bool typed = dice_.percent(60) || t.what == sort::enumeration || t.what == sort::set;
    declare("define " << d << (typed ? " : " << type_text(v_, t) : "") << " = " << w.value(t, 3));
    v_.things.push_back({d, t, {}, false});
}

void pack_writer::list_define() {
    const auto d = name("d");
    expression_writer w(dice_, v_);
    auto b = w.bind(2);
    if (!b) return;
    const bool records = b->element.what == sort::record;
    if (records && dice_.percent(40)) {
        declare("define " << d << " = list of " << b->variable << " for " << b->text);
        v_.lists.push_back({d, b->element, {}, false});
        return;
    }
    const auto t = records ? any_type() : b->element;
    if (t.what == sort::set) return;
    const auto x = b->inside.readable(t);
    if (!x) return;
    declare("define " << d << " = list of " << x->path << " for " << b->text);
    v_.lists.push_back({d, t, {}, false});
}

// ---- tables

void pack_writer::grid() {
    const auto t = name("t");
    const auto down = 1 + dice_.below(v_.enums.size() - 1), across = 1 + dice_.below(v_.enums.size() - 1);
    auto result = any_type();
    expression_writer w(dice_, v_);
    std::string s = "table " << t << "(a : " << v_.enums[down].name << ", b : " << v_.enums[across].name
                             << ") : " << type_text(v_, result) << " {\n           ";
    for (const auto& x : v_.enums[across].values) s += " | " << x;
    s += "\n";
    for (const auto& y : v_.enums[down].values) {
        s += "    " << y;
        for (std::size_t i = 0; i < v_.enums[across].values.size(); ++i)
            s += " | " << w.value(result, dice_.percent(80) ? 0 : 1);
        s += "\n";
    }
    declare(s << "  }");
    v_.callables.push_back({t, {{{sort::enumeration, down}, ""}, {{sort::enumeration, across}, ""}}, result});
}

std::string pack_writer::cell(expression_writer& w, const thing& h, bool& guards) {
    const bool optional = !h.guards.empty() && h.guards.back() == h.path;
    guards = false;
    if (dice_.percent(20)) return "-";
    if (optional && dice_.percent(35)) {
        if (dice_.percent(50)) return "absent";
        guards = true;
        return "present";
    }
    if (v_.asks_what_is_known && h.fact && dice_.percent(15)) return dice_.percent(50) ? "known" : "unknown";
    guards = optional;
    switch (h.type.what) {
        case sort::boolean: return dice_.percent(50) ? "yes" : "no";
        case sort::whole:
            return dice_.of<std::string>({"0 .. 5", ">= 12", "< 30", "1, 3", "6 .. 24, 48", "!= 0", "> 2"});
        case sort::date: return dice_.of<std::string>({">= ", "< ", "> "}) << w.date_literal();
        case sort::enumeration: {
            const auto& all = v_.enums[h.type.of];
            const bool without = dice_.percent(20);
            if (without) guards = false;
            if (all.ordered && dice_.percent(30)) return ">= " << dice_.of(all.values);
            const auto i = dice_.below(all.values.size());
            const auto j = (i + 1) % all.values.size();
            return (without ? "not " : "") << all.values[i] << (dice_.percent(40) ? ", " << all.values[j] : "");
        }
        case sort::set: guards = optional && dice_.percent(50); return guards ? "empty" : "not empty";
        default: break;
    }
    guards = false;
    return "-";
}

std::string pack_writer::rows(expression_writer& w, const std::vector<thing>& headings, const value_type& result,
                              bool label, std::vector<std::string>& labels) {
    std::string s = "    ";
    for (std::size_t i = 0; i < headings.size(); ++i) s += (i ? " | " : "") << headings[i].path;
    s += " || out | because\n";
    for (std::size_t r = 2 + dice_.below(4); r > 0; --r) {
        auto inside = w;
        s += "    ";
        if (label && dice_.percent(60)) {
            labels.push_back(name("r"));
            s += labels.back() << ": ";
        }
        for (std::size_t i = 0; i < headings.size(); ++i) {
            bool guards = false;
            s += (i ? " | " : "") << cell(w, headings[i], guards);
            if (guards) inside = inside.with_guard(headings[i].path);
        }
        s += " || " << inside.value(result, dice_.percent(60) ? 0 : 1) << " | \"So it is.\"\n";
    }
    return s;
}

void pack_writer::table() {
    const auto t = name("t");
    auto result = any_type();
    expression_writer w(dice_, v_);
    std::vector<thing> headings;
    auto all = v_.things;
    std::erase_if(all, [](const thing& x) {
        static const std::vector<sort> some{sort::boolean, sort::whole, sort::date, sort::enumeration, sort::set};
        return x.guards.size() > 1 || (x.guards.size() == 1 && x.guards[0] != x.path) ||
               std::find(some.begin(), some.end(), x.type.what) == some.end();
    });
    for (std::size_t i = 1 + dice_.below(3); i > 0; --i) headings.push_back(dice_.of(all));
    std::vector<std::string> labels;
    const bool numbers = result.what == sort::whole || result.what == sort::decimal || result.what == sort::dollars;
    const auto takes = !numbers || dice_.percent(70) ? std::string("first") : dice_.of<std::string>({"sum", "largest"});
    extensible d{t, result, v_, {}, {}, {}, false};
    auto s = "table " << t << " : " << type_text(v_, result) << " takes " << takes << " {\n"
                      << rows(w, headings, result, true, labels);
    if (takes != "sum") {
        std::string any;
        for (std::size_t i = 0; i < headings.size(); ++i) any += i ? " | -" : "-";
        s += "    " << (takes == "first" && dice_.percent(50) ? any : std::string("otherwise")) << " || "
                    << w.value(result, 1) << " | \"Else.\"\n";
    }
    declare(s << "  }");
    for (const auto& l : labels) d.targets.push_back({t << "." << l});
    if (!d.targets.empty()) extensible_.push_back(std::move(d));
    v_.things.push_back({t, result, {}, false});
}

// ---- decisions

std::string pack_writer::outcome(expression_writer& w, const value_type& t, bool partial, int depth) {
    if (t.what != sort::record || !partial || dice_.percent(40)) return w.value(t, depth);
    const auto& f = v_.records[t.of].fields[dice_.below(2)];
    return "{" << f.path << ": " << w.value(f.type, depth) << "}";
}

/// Conditions, outcome, notes and exceptions of a rule or exception.
std::string pack_writer::body(expression_writer w, const value_type& result, int depth, part kind, target self,
                              std::vector<target>& targets) {
    std::string s;
    const auto x = dice_.percent(30) ? w.guardable() : std::nullopt;
    if (x) {
        s += " when " << x->path << " is present";
        w = w.with_guard(x->path);
    }
    if (!x || dice_.percent(50)) s += " when " << w.condition(dice_.percent(50) ? 1 : 2);
    self.does_not_apply = kind != part::rule && dice_.percent(25);
    s += " then " << (self.does_not_apply ? "does not apply"
                                          : outcome(w, result, kind == part::exception, dice_.percent(60) ? 1 : 2));
    if (self.law) s += " cite \"law\"";
    if (dice_.percent(10)) s += " because \"It is so.\"";
    if (v_.asks_what_is_known && dice_.percent(20)) s += " ask " << v_.things[dice_.below(2)].path;
    targets.push_back(self);
    for (int n = 0; depth < 3 && dice_.percent(n == 0 ? 35 : 20); ++n) {
        const bool law = self.law || dice_.percent(12);
        const auto e = name("x");
        s += "\n      exception " << e << (law ? " law" : "") << qualifiers() << " {"
                                  << body(w, result, depth + 1,
                                          self.does_not_apply ? part::exception_to_nothing : part::exception,
                                          {self.path << "." << e, law}, targets)
                                  << " }";
    }
    return s;
}

std::string pack_writer::rule_text(const expression_writer& w, extensible& d, bool repeated) {
    const auto r = name("r");
    const bool law = dice_.percent(10);
    std::string s = "rule " << r << (law ? " law" : "") << qualifiers() << " {";
    auto inside = w;
    if (repeated)
        if (const auto b = inside.bind(1)) {
            s += " for " << b->text;
            inside = expression_writer(b->inside);
        }
    d.rules.push_back(r);
    return s << body(inside, d.result, 0, part::rule, {d.name << "." << r, law}, d.targets) << " }";
}

void pack_writer::decision() {
    static const std::vector<std::string> ways{"one", "one", "one", "first",   "first",   "first",
                                               "all", "all", "sum", "largest", "smallest"};
    auto takes = dice_.of(ways);
    auto result = any_type();
    if (takes == "sum" || takes == "largest" || takes == "smallest")
        result = {dice_.percent(70) ? sort::whole : dice_.percent(50) ? sort::dollars : sort::decimal};
    else if (dice_.percent(15)) result = {sort::record, 1};
    else if (takes == "one" && dice_.percent(70)) result = {dice_.percent(50) ? sort::boolean : sort::enumeration, 1};
    extensible d{name("q"), result, v_, {}, {}, {}, takes == "first"};
    const bool otherwise = takes != "all" && takes != "sum" && dice_.percent(70);
    const bool optional = takes != "all" && takes != "sum" && !otherwise;
    if (!optional && takes != "all" && dice_.percent(30)) d.parameters.push_back({"a", any_type()});
    if (!d.parameters.empty() && dice_.percent(30)) d.parameters.push_back({"b", any_type()});
    expression_writer w(dice_, v_);
    for (const auto& [x, t] : d.parameters) w = w.with_value(x, t);
    std::string s = "decision " << d.name << parameters_text(d.parameters) << " : " << (optional ? "optional " : "")
                                << type_text(v_, result) << (takes == "one" ? "" : " takes " << takes) << " {\n";
    for (std::size_t n = 1 + dice_.below(4); n > 0; --n)
        s += "    " << rule_text(w, d, takes != "first" && takes != "one" && dice_.percent(50)) << "\n";
    if (dice_.percent(20) && takes != "one") {
        std::vector<std::string> labels;
        std::vector<thing> headings{v_.things[1], v_.things[2]};
        s += "    table" << qualifiers() << " {\n" << rows(w, headings, result, true, labels) << "    }\n";
        for (const auto& l : labels) {
            d.rules.push_back(l);
            d.targets.push_back({d.name << "." << l});
        }
    }
    if (otherwise) {
        s += "    otherwise " << w.value(result, 1) << "\n";
        d.targets.push_back({d.name << ".otherwise"});
    }
    declare(s << "  }");
    if (takes == "all") {
        v_.lists.push_back({d.name, result, {}, false});
    } else if (!d.parameters.empty()) {
        callable c{d.name, {}, result};
        for (const auto& [x, t] : d.parameters) c.parameters.push_back({t, ""});
        v_.callables.push_back(std::move(c));
    } else {
        const auto guard = optional ? std::vector{d.name} : std::vector<std::string>{};
        if (result.what != sort::record) v_.things.push_back({d.name, result, guard, false});
        if (result.what == sort::record && !optional)
            for (const auto& f : v_.records[result.of].fields)
                v_.things.push_back(
                    {d.name << "." << f.path, f.type,
                     f.guards.empty() ? std::vector<std::string>{} : std::vector{d.name << "." << f.path}, false});
    }
    extensible_.push_back(std::move(d));
}

/// Rules and exceptions to a decision from elsewhere, which may read what it could read.
void pack_writer::additions(const extensible& d) {
    const auto now = std::exchange(v_, d.before);
    expression_writer w(dice_, v_);
    for (const auto& [x, t] : d.parameters) w = w.with_value(x, t);
    auto targets = d.targets;
    while (dice_.percent(35)) {
        const auto to = dice_.of(targets);
        const bool law = to.law || dice_.percent(20);
        const auto e = name("x");
        auto list = to.path;
        bool nothing = to.does_not_apply;
        if (const auto& other = dice_.of(targets); !law && !other.law && other.path != to.path && dice_.percent(25)) {
            list += ", " << other.path;
            nothing = nothing || other.does_not_apply;
        }
        auto s = "exception " << e << " to " << list << (law ? " law" : "") << qualifiers() << " {"
                              << body(w, d.result, 2, nothing ? part::exception_to_nothing : part::exception,
                                      {to.path << "." << e, law}, targets)
                              << " }";
        declare(std::move(s));
    }
    if (!d.rules.empty() && dice_.percent(25)) {
        extensible more = d;
        more.targets.clear();
        auto s = rule_text(w, more, false);
        const auto at = s.find(' ', 5);
        std::string where = " to " << d.name;
        if (d.in_order && dice_.percent(50)) where += (dice_.percent(50) ? " before " : " after ") << dice_.of(d.rules);
        declare(s.insert(at, where));
    }
    v_ = now;
}

/// Steps that lead on to the next one, or further, or to one of two ends; perhaps a procedure that runs them; and something
/// that reads what they give.
void pack_writer::procedure() {
    expression_writer w(paths_, v_);
    static const std::vector<value_type> results{{sort::boolean}, {sort::whole}, {sort::enumeration, 1}};
    const auto result = paths_.of(results);
    const std::size_t steps = 1 + paths_.below(4);
    const auto step = [](std::size_t i) { return "a" << std::to_string(i); };
    const auto condition = [&] { return w.condition(paths_.percent(60) ? 1 : 2); };
    std::string s = "sop path : " << type_text(v_, result) << " {\n    start a1\n";
    for (std::size_t i = 1; i <= steps; ++i) {
        s += "    step " << step(i) << (paths_.percent(30) ? " who clerk {" : " {");
        if (paths_.percent(30)) s += " do act" << std::to_string(i % 3);
        if (paths_.percent(30)) s += " ask " << v_.things[paths_.below(2)].path;
        if (paths_.percent(25)) s += " wait " << condition() << " until " << w.value({sort::date}, 1) << " -> e2";
        if (i < steps && paths_.percent(60))
            s += " when " << condition() << " -> " << step(i + 1 + paths_.below(steps - i));
        if (i == steps || paths_.percent(30)) s += " when " << condition() << " -> e2";
        s += " otherwise -> " << (i == steps ? std::string("e1") : step(i + 1)) << " }\n";
    }
    s += "    end e1 then " << w.value(result, 1) << "\n    end e2"
                            << (paths_.percent(50) ? " then " << w.value(result, 1) : std::string());
    declare(s << "\n  }");
    const auto reader = expression_writer(paths_, v_).with_value("path.outcome", result).value(result, 2);
    if (paths_.percent(40))
        declare(
            "sop journey {\n    start b1\n    step b1 who chief { do act1 run path when path.step is e2 -> e3 "
            "otherwise -> b2 }\n    step b2 { do act3 run path otherwise -> e3 }\n    end e3 do act2\n  }");
    declare("define behind : optional " << type_text(v_, result) << " = if path.outcome is present then " << reader
                                        << " otherwise absent");
}

// ---- scores and deadlines

/// Something optional, if there is anything; else a value.
std::string pack_writer::maybe_absent(expression_writer& w, const value_type& t) {
    const auto x = forms_.percent(70) ? w.guardable(&t) : std::nullopt;
    return x ? x->path : w.value(t, 1);
}

/// A definition that reads what a form gives.
void pack_writer::read_later(const std::string& what, const value_type& t, bool optional) {
    const auto w = expression_writer(forms_, v_).with_value(what, t);
    const value_type result{sort::whole};
    const auto value = expression_writer(w).value(result, 2);
    const auto d = name("later");
    if (optional)
        declare("define " << d << " : optional int = if " << what << " is present then " << value
                          << " otherwise absent");
    else declare("define " << d << " : int = " << value);
}

std::string pack_writer::metric(expression_writer& w, const std::string& name) {
    const auto weight = forms_.percent(75) ? std::to_string(forms_.below(4) + (name == "m1" ? 1 : 0))
                                           : "(if " << w.condition(1) << " then 3 otherwise 1)";
    auto s = "metric " << name << " = " << maybe_absent(w, {sort::whole}) << " weight " << weight;
    if (forms_.percent(25)) return s;
    s += " bands ";
    if (forms_.percent(30)) s += "7 : 2.5, ";
    s += "<= " << forms_.of<std::string>({"0", "2", "5"}) << " : 5, ";
    if (forms_.percent(60))
        s += "< " << w.value({sort::whole}, 1) << " : " << (forms_.percent(70) ? "3" : w.value({sort::whole}, 1))
                  << ", ";
    return s << "otherwise " << (forms_.percent(70) ? "1" : w.value({sort::decimal}, 1));
}

void pack_writer::score() {
    expression_writer w(forms_, v_);
    std::string s = "score rank " << forms_.of<std::string>({"0.00 .. 5.00", "0 .. 100", "-50.0 .. 50.0"}) << " {\n";
    if (forms_.percent(40)) s += "    needs " << w.condition(1) << "\n";
    const std::size_t metrics = 1 + forms_.below(4);
    std::size_t grouped = forms_.percent(60) ? 1 + forms_.below(metrics) : 0;
    if (grouped > 0) s += "    group some {\n";
    for (std::size_t i = 1; i <= metrics; ++i) {
        s += "    " << metric(w, "m" << std::to_string(i)) << "\n";
        if (i == grouped) s += "    }\n";
    }
    declare(s << "  }");
    read_later("rank", {sort::decimal}, true);
    if (forms_.percent(50)) read_later("rank.m1.points", {sort::decimal}, true);
}

std::string pack_writer::period(expression_writer& w, bool hours) {
    const auto count = forms_.percent(60) ? w.whole_literal() : w.value({sort::whole}, 1);
    if (hours) return count << (forms_.percent(70) ? " hours" : " minutes");
    static const std::vector<std::string> some{" days",          " weeks",       " months",
                                               " business days", " days rolled", " months rolled"};
    return count << some[forms_.below(v_.working_days ? some.size() : 3)];
}

std::string pack_writer::pause(expression_writer& w, const value_type& moment) {
    auto b = w.bind(1);
    if (!b || b->element.what != sort::record) return "";
    const auto from = b->inside.value(moment, 0), to = maybe_absent(b->inside, moment);
    return "    pause " << from << " .. " << to << " for " << b->text << "\n";
}

void pack_writer::deadline() {
    expression_writer w(forms_, v_);
    const value_type moment{forms_.percent(50) ? sort::instant : sort::date};
    const bool hours = moment.what == sort::instant && forms_.percent(50);
    auto s = "deadline reply {\n    starts " << w.value(moment, 1) << "\n    allow " << period(w, hours) << "\n";
    if (forms_.percent(60)) s += "    done " << maybe_absent(w, moment) << "\n";
    if (forms_.percent(40)) s += std::string("    warn ") << (hours ? "2 hours" : "1 day") << "\n";
    const auto stops = forms_.percent(50) ? pause(w, moment) : "";
    declare(s << stops << "  }");
    if (forms_.percent(30))
        declare("exception grace to reply.state.missed {\n    when " << w.condition(1) << "\n    then running\n  }");
    const value_type state{sort::enumeration, v_.enums.size()};
    v_.enums.push_back({"DeadlineState", {"running", "warning", "paused", "met", "missed"}, false});
    read_later("reply.state", state, false);
    read_later("reply.due", {hours ? sort::instant : sort::date}, !stops.empty());
}

std::vector<named_text> pack_writer::files() {
    std::vector<named_text> out{{"made.writ", ""}};
    for (std::size_t i = 0; i < declarations_.size(); ++i) {
        if (i > 4 && out.size() < 3 && dice_.percent(8))
            out.push_back({"made_" << std::to_string(out.size()) << ".writ", ""});
        out.back().text += declarations_[i] << "\n\n";
    }
    return out;
}

}  // namespace

random_pack make_random_pack(std::uint64_t seed) { return pack_writer(seed).write(); }

std::string text_of(const std::vector<named_text>& files) {
    std::string s;
    for (const auto& f : files) s += (s.empty() ? "" : "#### file " << f.name << "\n") << f.text;
    return s;
}

}  // namespace writ::test
