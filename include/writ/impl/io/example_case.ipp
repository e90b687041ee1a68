// example → case, through the reader of all other cases
#pragma once

#include "writ/io/example_case.hpp"

#include <algorithm>

#include "writ/detail/io/fill_case.hpp"

namespace writ::io {

namespace example_case_detail {

using model::given_value;

/// What an example and those it is like give, the last word of each.
class giver {
public:
    giver(const model::model& m, const limits& bounds) : m_(m), document_(bounds) {}

    void take(const model::example& e) {
        if (e.like) take(m_.examples[*e.like]);
        if (e.as_of) as_of_ = *e.as_of;
        for (const auto& g : e.givens) take(g);
        for (const auto& o : e.outcomes) {
            std::erase_if(outcomes_, [&](const auto& before) { return before.term == o.term; });
            outcomes_.push_back(o);
        }
    }

    const detail::document& tell() {
        document_.open(detail::node::kind_of::object);
        for (std::uint32_t p = 0; p < m_.packs.size(); ++p) tell_pack(static_cast<model::pack_id>(p));
        document_.close();
        return document_;
    }

    const std::string& as_of() const { return as_of_; }
    const std::vector<case_error>& errors() const { return errors_; }

private:
    struct fact_given {
        model::fact_id fact;
        given_value value;
    };

    void take(const model::given& g) {
        const auto known = std::find_if(facts_.begin(), facts_.end(), [&](const auto& f) { return f.fact == g.fact; });
        if (!g.element && !g.field) {
            if (known == facts_.end()) facts_.push_back({g.fact, g.value});
            else known->value = g.value;
            return;
        }
        given_value* at = known == facts_.end() ? nullptr : &known->value;
        if (g.element) {
            const bool there = at != nullptr && at->kind == given_value::kind_of::list && *g.element >= 1 &&
                               *g.element <= at->items.size();
            if (!there)
                return complain(g, "[" + std::to_string(*g.element) + "]", "there is no such element to change");
            at = &at->items[*g.element - 1];
        } else if (at == nullptr) {
            facts_.push_back({g.fact, {}});
            at = &facts_.back().value;
            at->kind = given_value::kind_of::record;
        }
        if (g.field) set_field(g, *at);
        else *at = g.value;
    }

    void set_field(const model::given& g, given_value& record) {
        if (record.kind != given_value::kind_of::record) return complain(g, "", "there is no record to change");
        auto& fields = record.fields;
        const auto found =
            std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.field == *g.field; });
        if (found == fields.end()) fields.push_back({*g.field, g.value});
        else found->value = g.value;
    }

    void complain(const model::given& g, const std::string& end, std::string message) {
        const auto& f = m_[g.fact];
        errors_.push_back({f.group + "." + f.name + end, std::move(message), {}, {0, 0}});
    }

    void tell_pack(model::pack_id pack) {
        const bool main = model::index(pack) == 0;
        const auto ours = [&](model::pack_id p) { return p == pack; };
        const bool any =
            std::any_of(facts_.begin(), facts_.end(), [&](const auto& f) { return ours(m_[f.fact].pack); }) ||
            std::any_of(outcomes_.begin(), outcomes_.end(), [&](const auto& o) { return ours(m_[o.term].pack); });
        if (!any) return;
        if (!main) {
            document_.key(m_[pack].name);
            document_.open(detail::node::kind_of::object);
        }
        std::vector<std::string_view> groups;
        for (const auto& f : facts_)
            if (ours(m_[f.fact].pack) && std::find(groups.begin(), groups.end(), m_[f.fact].group) == groups.end())
                groups.push_back(m_[f.fact].group);
        for (const auto group : groups) tell_group(pack, group);
        for (const auto& o : outcomes_) {
            if (!ours(m_[o.term].pack)) continue;
            document_.key(m_[o.term].name);
            detail::tell_given(m_, m_[o.term].type, o.value, document_);
        }
        if (!main) document_.close();
    }

    void tell_group(model::pack_id pack, std::string_view group) {
        document_.key(group);
        document_.open(detail::node::kind_of::object);
        for (const auto& f : facts_) {
            const auto& fact = m_[f.fact];
            if (fact.pack != pack || fact.group != group) continue;
            document_.key(fact.name);
            detail::tell_given(m_, fact.type, f.value, document_);
        }
        document_.close();
    }

    const model::model& m_;
    detail::document document_;
    std::string as_of_;
    std::vector<fact_given> facts_;
    std::vector<model::given_outcome> outcomes_;
    std::vector<case_error> errors_;
};

}  // namespace example_case_detail

case_data case_of_example(const model::model& m, const case_layout& layout, std::uint32_t example,
                          const limits& bounds) {
    example_case_detail::giver given(m, bounds);
    given.take(m.examples[example]);
    const auto& document = given.tell();
    case_data out;
    detail::case_filler(m, layout, bounds).fill(document, document.root(), out);
    out.errors.insert(out.errors.end(), given.errors().begin(), given.errors().end());
    if (const auto moment = parse_moment(given.as_of())) out.as_of = *moment;
    else if (!given.as_of().empty())
        out.errors.push_back({"as_of", "`" + given.as_of() + "` is neither a date nor an instant", {}, {0, 0}});
    return out;
}

}  // namespace writ::io
