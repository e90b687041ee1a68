// YAML → suite
#pragma once

#include "writ/io/suite.hpp"

#include <algorithm>

#include "writ/detail/io/fill_case.hpp"
#include "writ/detail/io/read_document.hpp"

namespace writ::io {

namespace suite_detail {

using detail::document;
using detail::in_ticks;
using detail::no_node;
using detail::node;
using detail::node_id;

/// One thing given, by the names that lead to it.
struct giving {
    std::vector<std::string_view> path;
    node_id value = no_node;
};

/// What a case is made of, before it is laid out.
struct draft {
    std::string name;
    position where{0, 0};
    std::optional<moment_of_decision> as_of;
    std::vector<giving> given;
    std::vector<expectation> expect;
};

inline bool is_word(const node& n) { return n.kind == node::kind_of::text || n.kind == node::kind_of::plain; }

inline std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> out;
    for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
        out.push_back(path.substr(0, dot));
        path.remove_prefix(dot + 1);
    }
    out.push_back(path);
    return out;
}

class reader {
public:
    reader(const model::model& m, const case_layout& layout, const limits& bounds)
        : m_(m), bounds_(bounds), document_(bounds), filler_(m, layout, bounds) {}

    suite read(std::string_view text) {
        detail::parse_yaml(text, bounds_, document_);
        if (document_.failure()) {
            out_.errors.push_back(*document_.failure());
            return std::move(out_);
        }
        const node& root = document_[document_.root()];
        if (root.kind != node::kind_of::list) complain(document_.root(), "a suite is a list of cases and tables");
        for (node_id c = root.first; root.kind == node::kind_of::list && c != no_node; c = document_[c].next)
            read_item(c);
        return std::move(out_);
    }

private:
    void complain(node_id at, std::string message, std::string help = {}) {
        good_ = false;
        if (out_.errors.size() < bounds_.diagnostics)
            out_.errors.push_back({where_, std::move(message), std::move(help), document_[at].where});
    }

    void read_item(node_id item) {
        where_.clear();
        good_ = true;
        if (document_[item].kind != node::kind_of::object)
            return complain(item, "a case has a `name`, and what is `given` and expected");
        const bool table = document_.find(item, "columns") != no_node;
        static const std::vector<std::string_view> of_case{"name", "like", "as_of", "given", "expect"};
        static const std::vector<std::string_view> of_table{"name", "like", "as_of", "given", "columns", "rows"};
        check_keys(item, table ? of_table : of_case, table ? "a table" : "a case");
        draft d;
        d.where = document_[item].where;
        read_name(item, table, d);
        where_ = d.name;
        read_like(item, d);
        read_as_of(document_.find(item, "as_of"), d);
        if (const node_id given = document_.find(item, "given"); given != no_node) read_given(given, d);
        if (!good_) return;
        if (table) return read_table(item, d);
        if (const node_id expect = document_.find(item, "expect"); expect != no_node) read_expect(expect, d);
        finish(item, d);
    }

    void check_keys(node_id object, const std::vector<std::string_view>& known, const std::string& what) {
        for (node_id c = document_[object].first; c != no_node; c = document_[c].next) {
            const auto key = document_[c].key;
            if (document_[c].repeated) complain(c, in_ticks(key) + " is given twice", "give it once");
            else if (std::find(known.begin(), known.end(), key) == known.end())
                complain(c, what + " has no " + in_ticks(key), detail::suggestion(key, known));
        }
    }

    void read_name(node_id item, bool table, draft& d) {
        const node_id name = document_.find(item, "name");
        if (name != no_node && is_word(document_[name])) d.name = document_[name].text;
        else if (name != no_node || !table) complain(item, "a case has a `name`");
    }

    void read_like(node_id item, draft& d) {
        const node_id like = document_.find(item, "like");
        if (like == no_node) return;
        const auto found = std::find_if(drafts_.begin(), drafts_.end(),
                                        [&](const draft& b) { return b.name == document_[like].text; });
        if (found == drafts_.end())
            return complain(like, "no case before this is called " + in_ticks(document_[like].text));
        d.given = found->given;
        d.as_of = found->as_of;
    }

    void read_as_of(node_id as_of, draft& d) {
        if (as_of == no_node) return;
        d.as_of = is_word(document_[as_of]) ? parse_moment(document_[as_of].text) : std::nullopt;
        if (!d.as_of) complain(as_of, "`as_of` is a date or an instant", "write 2026-03-01 or 2026-03-01T09:00+07:00");
    }

    /// Adds what is given, fact by fact; each replaces what the case that this is like says of it.
    void read_given(node_id given, draft& d) {
        if (document_[given].kind != node::kind_of::object)
            return complain(given, "what is given is an object with groups of facts");
        std::vector<giving> own;
        for (node_id top = document_[given].first; top != no_node; top = document_[top].next) {
            model::pack_id pack{};
            const bool group = filler_.names().of(pack).groups.count(document_[top].key) != 0;
            const auto* used = group ? nullptr : filler_.names().used(document_[top].key, pack);
            flatten(top, {}, group ? 1 : used != nullptr ? 2 : 0, used, own);
        }
        merge(d.given, own);
    }

    /// The facts under a name; `depth` names are still above them.
    void flatten(node_id at, std::vector<std::string_view> path, int depth, const detail::fact_names::pack* used,
                 std::vector<giving>& out) {
        path.push_back(document_[at].key);
        if (path.size() == 2 && used != nullptr && used->groups.count(path.back()) == 0) depth = 0;
        if (depth == 0 || document_[at].kind != node::kind_of::object) {
            out.push_back({std::move(path), at});
            return;
        }
        for (node_id c = document_[at].first; c != no_node; c = document_[c].next)
            flatten(c, path, depth - 1, used, out);
    }

    static void merge(std::vector<giving>& base, const std::vector<giving>& own) {
        std::erase_if(base, [&](const giving& b) {
            return std::any_of(own.begin(), own.end(), [&](const giving& o) { return o.path == b.path; });
        });
        base.insert(base.end(), own.begin(), own.end());
    }

    void read_expect(node_id expect, draft& d) {
        if (document_[expect].kind != node::kind_of::object)
            return complain(expect, "what is expected is an object with decisions");
        for (node_id c = document_[expect].first; c != no_node; c = document_[c].next) {
            if (document_[c].repeated) complain(c, in_ticks(document_[c].key) + " is given twice", "give it once");
            else read_expectation(document_[c].key, c, d);
        }
    }

    std::optional<model::term_id> term_called(std::string_view name) const {
        for (std::size_t i = 0; i < m_.terms.size(); ++i) {
            const auto& t = m_.terms[i];
            const std::string& pack = m_[t.pack].name;
            const bool called = model::index(t.pack) == 0 ? t.name == name
                                                          : name.size() == pack.size() + 1 + t.name.size() &&
                                                                name.starts_with(pack + ".") && name.ends_with(t.name);
            if (called && !t.generated && t.parameters.empty()) return static_cast<model::term_id>(i);
        }
        return std::nullopt;
    }

    void read_expectation(std::string_view name, node_id value, draft& d) {
        const auto id = term_called(name);
        if (!id) {
            std::vector<std::string_view> names;
            for (const auto& t : m_.terms)
                if (model::index(t.pack) == 0 && !t.generated && t.parameters.empty()) names.push_back(t.name);
            return complain(value, "no decision or word without arguments is called " + in_ticks(name),
                            detail::suggestion(name, names));
        }
        expectation e;
        e.decision = name;
        e.where = document_[value].where;
        if (document_[value].kind == node::kind_of::object) read_checks(*id, value, e);
        else e.is = read_value(m_[*id].type, m_[*id].pack, value);
        d.expect.push_back(std::move(e));
    }

    void read_checks(model::term_id id, node_id checks, expectation& e) {
        static const std::vector<std::string_view> known{"is", "by", "needs", "asks", "status", "fails"};
        check_keys(checks, known, "what is expected of a decision");
        const auto of = [&](const char* key) { return document_.find(checks, key); };
        if (const node_id n = of("is"); n != no_node) e.is = read_value(m_[id].type, m_[id].pack, n);
        if (const node_id n = of("by"); n != no_node) e.by = read_words(n);
        if (const node_id n = of("needs"); n != no_node) e.needs = read_words(n);
        if (const node_id n = of("asks"); n != no_node) e.asks = read_words(n);
        if (const node_id n = of("fails"); n != no_node) {
            e.fails = document_[n].text == "true" || document_[n].text == "yes";
            if (!e.fails) complain(n, "`fails` is true or left out");
        }
        const node_id s = of("status");
        if (s == no_node) return;
        for (const auto one : {status::decided, status::undetermined, status::conflict, status::error})
            if (document_[s].text == to_string(one)) e.status = one;
        if (!e.status) complain(s, "a status is decided, undetermined, conflict or error");
    }

    std::vector<std::string> read_words(node_id list) {
        std::vector<std::string> out;
        if (document_[list].kind != node::kind_of::list) complain(list, "write a list between [ and ]");
        for (node_id c = document_[list].first; c != no_node; c = document_[c].next) {
            if (!is_word(document_[c])) complain(c, "write names here");
            out.emplace_back(document_[c].text);
        }
        return out;
    }

    /// An expected value, typed by what it is compared with.
    outcome read_value(writ::type t, model::pack_id pack, node_id value) {
        outcome o;
        if (detail::says_absent(m_, t, document_, value)) {
            o.absent = true;
            return o;
        }
        t.ranged = false;
        if (t.base == base_type::record) return read_record(t, pack, value);
        if (t.base == base_type::list) return read_list(t, pack, value);
        if (t.base == base_type::set) return read_set(t, value);
        o.kind = outcome::kind_of::values;
        if (t.base == base_type::number && t.places < 0) {
            scalar_value v;
            v.base = base_type::number;
            const auto number = detail::read_number(document_[value].text);
            if (!number) complain(value, detail::in_words(document_, value) + ", and a number is expected");
            v.number = number.value_or(rational());
            o.values.push_back(v);
            return o;
        }
        const auto r = detail::read_scalar(m_, t, pack, 0, document_, value);
        if (r.wrong)
            complain(value, r.wrong->message + (r.wrong->expected.empty() ? "" : "; this is " + r.wrong->expected),
                     r.wrong->help);
        else o.values.push_back(detail::shown_value(m_, t, r));
        return o;
    }

    outcome read_record(const writ::type& t, model::pack_id pack, node_id value) {
        outcome o;
        o.kind = outcome::kind_of::record;
        if (document_[value].kind != node::kind_of::object) complain(value, "an object with fields is expected");
        for (node_id c = document_[value].first; c != no_node; c = document_[c].next) {
            const auto& fields = m_.records[t.ref].fields;
            const auto found =
                std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.name == document_[c].key; });
            if (found == fields.end())
                complain(c, "`" + m_.records[t.ref].name + "` has no field called " + in_ticks(document_[c].key));
            else o.fields.push_back({found->name, read_value(found->type, pack, c)});
        }
        return o;
    }

    outcome read_list(const writ::type& t, model::pack_id pack, node_id value) {
        outcome o;
        o.kind = outcome::kind_of::list;
        writ::type element = t;
        element.base = t.element == base_type::any ? base_type::record : t.element;
        element.element = base_type::any;
        element.optional = false;
        if (document_[value].kind != node::kind_of::list) complain(value, "a list between [ and ] is expected");
        else
            for (node_id c = document_[value].first; c != no_node; c = document_[c].next)
                o.members.push_back({read_value(element, pack, c), true});
        return o;
    }

    outcome read_set(const writ::type& t, node_id value) {
        outcome o;
        o.kind = outcome::kind_of::set;
        const auto r = detail::read_scalar(m_, t, {}, 0, document_, value);
        if (r.wrong)
            complain(value, r.wrong->message + (r.wrong->expected.empty() ? "" : "; this is " + r.wrong->expected),
                     r.wrong->help);
        for (std::size_t i = 0; i < m_.enums[t.ref].values.size() && i < 64; ++i)
            if ((static_cast<std::uint64_t>(r.value) >> i & 1u) != 0) o.must.push_back(m_.enums[t.ref].values[i].name);
        return o;
    }

    // ---- tables

    void read_table(node_id item, const draft& shared) {
        const node_id columns = document_.find(item, "columns"), rows = document_.find(item, "rows");
        if (rows == no_node || document_[rows].kind != node::kind_of::list)
            return complain(item, "a table has `rows`, a list of lists");
        const auto heads = read_words(columns);
        if (!good_) return;
        std::size_t number = 0;
        for (node_id row = document_[rows].first; row != no_node; row = document_[row].next) {
            good_ = true;
            draft d = shared;
            d.where = document_[row].where;
            d.name = (shared.name.empty() ? "row" : shared.name) + " " + std::to_string(++number);
            where_ = d.name;
            read_row(row, columns, d);
            finish(row, d);
        }
    }

    void read_row(node_id row, node_id columns, draft& d) {
        if (document_[row].kind != node::kind_of::list || document_[row].count != document_[columns].count)
            return complain(row, "a row has as many cells as there are columns, which is " +
                                     std::to_string(document_[columns].count));
        node_id head = document_[columns].first;
        for (node_id c = document_[row].first; c != no_node; c = document_[c].next, head = document_[head].next) {
            const node& value = document_[c];
            const std::string_view name = document_[head].text;
            if (value.kind == node::kind_of::plain && value.text == "_") continue;
            if (name == "name") d.name = value.text;
            else if (name == "as_of") read_as_of(c, d);
            else if (is_given(name)) merge(d.given, {{split(name), c}});
            else read_expectation(name, c, d);
        }
    }

    bool is_given(std::string_view column) const {
        const auto path = split(column);
        model::pack_id pack{};
        const auto& groups = filler_.names().of(pack).groups;
        if (path.size() == 2 && groups.count(path[0]) != 0) return true;
        return path.size() == 3 && filler_.names().used(path[0], pack) != nullptr;
    }

    // ---- from drafts to cases

    void finish(node_id at, draft& d) {
        const bool taken =
            std::any_of(drafts_.begin(), drafts_.end(), [&](const draft& b) { return b.name == d.name; });
        if (taken) complain(at, "two cases are called `" + d.name + "`");
        if (!good_) return;
        document facts(bounds_);
        facts.open(node::kind_of::object);
        tell(d.given, 0, facts);
        facts.close();
        suite_case c;
        c.name = d.name;
        c.where = d.where;
        filler_.fill(facts, facts.root(), c.facts);
        if (d.as_of) c.facts.as_of = *d.as_of;
        c.expect = std::move(d.expect);
        d.expect.clear();
        out_.cases.push_back(std::move(c));
        drafts_.push_back(std::move(d));
    }

    /// Writes what is given as a document again: `level` names of each path are already written.
    void tell(const std::vector<giving>& given, std::size_t level, document& facts) {
        std::vector<std::string_view> told;
        for (const auto& g : given) {
            const auto name = g.path[level];
            if (g.path.size() == level + 1) {
                facts.key(name);
                facts.graft(document_, g.value);
                continue;
            }
            if (std::find(told.begin(), told.end(), name) != told.end()) continue;
            told.push_back(name);
            std::vector<giving> under;
            for (const auto& other : given)
                if (other.path.size() > level + 1 && other.path[level] == name) under.push_back(other);
            facts.key(name);
            facts.at(document_[g.value].where);
            facts.open(node::kind_of::object);
            tell(under, level + 1, facts);
            facts.close();
        }
    }

    const model::model& m_;
    limits bounds_;
    document document_;
    detail::case_filler filler_;
    suite out_;
    std::vector<draft> drafts_;
    std::string where_;  ///< the name of the case being read
    bool good_ = true;
};

}  // namespace suite_detail

suite read_suite(const model::model& m, const case_layout& layout, std::string_view text, const limits& bounds) {
    return suite_detail::reader(m, layout, bounds).read(text);
}

}  // namespace writ::io
