// What `model.hpp` promises, checked on every good pack and on the shipped ones.
#include <doctest/doctest.h>

#include <filesystem>

#include "support/golden.hpp"
#include "support/pack_text.hpp"
#include "writ/model/print.hpp"

using namespace writ;
using namespace writ::test;

namespace {

class checker {
public:
    explicit checker(const model::model& m) : m_(m) {}

    std::string broken() {
        for (std::size_t i = 0; i < m_.expressions.size(); ++i) expression(m_.expressions[i]);
        for (const model::binder& b : m_.binders) {
            in_range(b.list, m_.expressions.size(), "list of a binder");
            if (b.where) boolean(*b.where, "where");
            expect(m_[b.list].type.base == base_type::list, "a binder runs over a list");
        }
        for (const model::rule& r : m_.rules) rule(r);
        for (const model::term& t : m_.terms) term(t);
        for (const model::requirement& r : m_.requirements) boolean(r.condition, "require");
        return std::move(wrong_);
    }

private:
    void expect(bool holds, const std::string& what) {
        if (!holds) wrong_ += what + '\n';
    }

    template <class Id>
    void in_range(Id id, std::size_t size, const std::string& what) {
        expect(model::index(id) < size, what + " is out of range");
    }

    void boolean(model::expr_id id, const std::string& what) {
        in_range(id, m_.expressions.size(), what);
        expect(m_[id].type.base == base_type::boolean && !m_[id].type.optional,
               what + " is a condition: " + model::print(m_, id));
    }

    void expression(const model::expression& e) {
        const std::string name(model::op_name(e.what));
        const bool empty_list = e.what == model::op::list_literal && e.args.empty();
        expect(e.type.base != base_type::any, name + " has no type");
        expect(e.what != model::op::unknown, "something broken was left");
        expect(e.type.base != base_type::enumeration || e.type.ref < m_.enums.size(), name + " has no enum");
        expect(e.type.base != base_type::record || e.type.ref < m_.records.size(), name + " has no record");
        expect(empty_list || e.type.base != base_type::list || e.type.ref != no_ref || e.type.element != base_type::any,
               name + " lists nothing");
        for (const model::expr_id a : e.args) in_range(a, m_.expressions.size(), name);
        if (e.details->binder) in_range(*e.details->binder, m_.binders.size(), name);
        if (e.what == model::op::conjunction || e.what == model::op::disjunction || e.what == model::op::negation)
            for (const model::expr_id a : e.args) boolean(a, name);
        if (e.what == model::op::record_literal)
            expect(e.details->fields.size() == e.args.size(), "fields stand beside values");
        if (!e.details->conditions.empty())
            expect(e.details->conditions.size() == e.args.size(), "conditions stand beside members");
        if (e.what == model::op::term)
            expect(e.args.size() == m_.terms[e.index].parameters.size(), "a term has all its arguments");
        if (e.what >= model::op::equal && e.what <= model::op::greater_equal) {
            const type &a = m_[e.args[0]].type, &b = m_[e.args[1]].type;
            expect(a.base == b.base && a.currency == b.currency && !a.optional && !b.optional,
                   name + " compares one family");
        }
    }

    void rule(const model::rule& r) {
        in_range(r.decision, m_.terms.size(), r.path);
        for (const model::expr_id w : r.whens) boolean(w, r.path);
        expect(r.then.has_value() != r.does_not_apply, r.path + " speaks or is silent");
        for (const model::rule_id e : r.exceptions)
            expect(m_[e].parent && &m_[*m_[e].parent] == &r, r.path + " has its exceptions");
        if (r.block) expect(r.cells.size() == m_[*r.block].headings.size(), r.path + " has a cell under each heading");
        for (const model::cell& c : r.cells) {
            expect(c.any != c.condition.has_value(), r.path + " has conditions in its cells");
            if (c.condition) boolean(*c.condition, r.path);
        }
        const std::size_t languages = m_[m_[r.decision].pack].languages.size();
        expect(r.because.empty() || r.because.texts.size() == languages, r.path + " says why in every language");
        for (const auto& say : r.says)
            expect(say.text.texts.size() == languages, r.path + " is said in every language");
    }

    void term(const model::term& t) {
        expect(t.type.base != base_type::any, t.name + " has no type");
        expect(t.body.has_value() == (t.kind == model::term_kind::define), t.name + " has a body");
        if (t.body) expect(m_[*t.body].type.base == t.type.base, t.name + " is its body");
    }

    const model::model& m_;
    std::string wrong_;
};

void check_pack(const std::string& name, const std::string& text) {
    CAPTURE(name);
    const auto packs = read_pack_text(name, text);
    const auto m = model_of(packs);
    REQUIRE(m.has_value());
    CHECK(checker(*m).broken() == "");
    for (const auto& p : m->packs) CHECK(p.content_hash.size() == 64);
}

}  // namespace

TEST_CASE("models keep their promises") {
    for (const std::string& path : files_of("tests/golden/model/good", ".writ")) check_pack(path, read_file(path));
}

TEST_CASE("so do those of the shipped packs") {
    const auto text_of = [](const std::string& pack) {
        std::string text = "#### pack " + pack + "\n";
        for (const std::string& folder : {"rules/" + pack, "rules/" + pack + "/overlays"})
            if (std::filesystem::exists(std::filesystem::path(WRIT_SOURCE_DIR) / folder))
                for (const std::string& path : files_of(folder, ".writ"))
                    text += read_file(path) + "\n#### file next\n";
        return text;
    };
    check_pack("rules/appeals", text_of("appeals"));
    check_pack("rules/disputes", text_of("disputes"));
    check_pack("rules/partner", text_of("partner"));
    check_pack("rules/experience", text_of("experience") + text_of("enforcement"));
    check_pack("rules/stories", text_of("stories") + text_of("disputes") + text_of("enforcement") +
                                    text_of("experience") + text_of("appeals") + text_of("partner"));
}

TEST_CASE("the hash of a pack is that of its texts") {
    const auto hash = [](const std::string& text) {
        return model_of(read_pack_text("p", text))->packs[0].content_hash;
    };
    const std::string text = "pack p { languages en }\ndefine a = 1\n";
    CHECK(
        hash(text) ==
        "3da24c476982c22e7f6279b39ce1569f3a4f68bcd4b54c1252ed87f5da3f71ee");  // SHA-256 of its length, a line end, and itself
    CHECK(hash(text) != hash(text + "# a comment\n"));
}

TEST_CASE("the ends of a period are numbered as they stand, whichever way a compiler takes arguments") {
    const auto m = model_of(read_pack_text("ends", R"(pack p { languages en }
facts c { on : date  from : date  to : date }
define in_time = c.on within 7 days after c.from
define late    = c.on within 7 days before c.to
define between = c.on during c.from .. c.to
define lately  = c.on during last 7 days as of c.to
)"));
    REQUIRE(m.has_value());
    for (const model::term& t : m->terms) {
        CAPTURE(t.name);
        const model::expression& period = (*m)[*t.body];
        REQUIRE(period.what == model::op::conjunction);
        CHECK(model::index(period.args[0]) < model::index(period.args[1]));
    }
}
