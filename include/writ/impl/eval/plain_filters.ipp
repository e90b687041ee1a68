#include <algorithm>

#include "writ/detail/eval/plain.hpp"

// Rules that need not be tried, because of what an argument or a fact is.

namespace writ::eval {

namespace filter_detail {

using program::instruction;

inline constexpr std::uint32_t fewest_rules = 4, most_keys = 3, most_values = 64;

/// Something with few values that conditions compare with constants.
struct subject {
    bool is_fact = false;
    std::uint32_t number = 0;  ///< fact, local
    std::uint32_t values = 0;
    friend bool operator==(const subject&, const subject&) = default;
};

inline std::uint32_t values_of(const program::program& p, const type& t) {
    if (t.base == base_type::boolean) return 2;
    if (t.base == base_type::weekday) return 7;
    return t.base == base_type::enumeration && p.enum_sizes[t.ref] <= most_values ? p.enum_sizes[t.ref] : 0;
}

class filter_maker {
public:
    filter_maker(const program::program& p, const std::vector<known>& constants, const program::term_code& t)
        : p_(p), constants_(constants), t_(t) {}

    rule_filter run() {
        const auto rules = ids_of(p_, t_.rules);
        if (rules.count < fewest_rules || rules.count > rule_filter::most_rules) return {};
        for (const std::uint32_t rule : rules)
            each_leading(p_.rules[rule], [&](const subject& s, auto&&) { return count(s), true; });
        std::stable_sort(found_.begin(), found_.end(),
                         [](const auto& a, const auto& b) { return a.second > b.second; });
        rule_filter out;
        for (std::uint32_t k = 0; k < rules.count; ++k) out.all[k / 64] |= std::uint64_t{1} << k % 64;
        for (const auto& [s, times] : found_)
            if (times * 2 >= rules.count && keys_.size() < most_keys) keys_.push_back(s);
        for (const subject& s : keys_) add(s, out);
        return out;
    }

private:
    /// What a condition compares with constants, if it is one thing.
    bool find(std::uint32_t at, subject& s, bool& several) const {
        const instruction& c = p_.code[at];
        if (constants_[at].form == known::form_of::index || constants_[at].form == known::form_of::mask) return true;
        const bool of_two = (c.what >= op::equal && c.what <= op::greater_equal) || c.what == op::has;
        if (c.what == op::fact || c.what == op::local) {
            const subject x{c.what == op::fact, c.index, values_of(p_, p_.types[c.type])};
            several = several || (s.values != 0 && !(x == s));
            s = x;
            return x.values != 0 && (c.what == op::local ? is_argument(c.index) : is_given(c.index));
        }
        if (!of_two && c.what != op::negation && c.what != op::conjunction && c.what != op::disjunction) return false;
        const auto operands = ids_of(p_, c.operands);
        return std::all_of(operands.begin(), operands.end(), [&](std::uint32_t o) { return find(o, s, several); });
    }

    bool is_argument(std::uint32_t local) const {
        const auto parameters = ids_of(p_, t_.parameters);
        return std::find(parameters.begin(), parameters.end(), local) != parameters.end();
    }

    bool is_given(std::uint32_t fact) const {
        return p_.layout.facts[fact].kind == fact_place::kind_of::scalar && p_.fact_tellers[fact] == none;
    }

    /// What a condition that compares one thing is where that has a value: a bit, a set, a number of a value.
    std::int64_t value(std::uint32_t at, std::int64_t of_subject) const {
        if (constants_[at].form != known::form_of::open) return constants_[at].bits;
        const instruction& c = p_.code[at];
        if (c.what == op::fact || c.what == op::local) return of_subject;
        const auto operands = ids_of(p_, c.operands);
        const auto is = [&](std::uint32_t o) { return value(o, of_subject) != 0; };
        if (c.what == op::conjunction) return std::all_of(operands.begin(), operands.end(), is) ? 1 : 0;
        if (c.what == op::disjunction) return std::any_of(operands.begin(), operands.end(), is) ? 1 : 0;
        const std::int64_t x = value(operands[0], of_subject);
        if (c.what == op::negation) return x == 0 ? 1 : 0;
        const std::int64_t y = value(operands[1], of_subject);
        switch (c.what) {
            case op::has: return x >> y & 1;
            case op::equal: return x == y ? 1 : 0;
            case op::not_equal: return x != y ? 1 : 0;
            case op::less: return x < y ? 1 : 0;
            case op::less_equal: return x <= y ? 1 : 0;
            case op::greater: return x > y ? 1 : 0;
            default: return x >= y ? 1 : 0;
        }
    }

    /// Calls `f` with what each condition compares, and what it then says of a value, up to the first that reads more; `f` says
    /// whether to go on.
    template <class F>
    void each_leading(const program::rule_code& r, F&& f) const {
        if (r.fors.count != 0) return;
        const program::quals_code& q = p_.quals[r.block == none ? r.quals : p_.blocks[r.block].quals];
        if (q.has_from || q.has_until) return;
        if (q.regional) {
            const std::uint32_t fact = p_.packs[t_.pack].region;
            if (fact == none || !is_given(fact)) return;
            const subject s{true, fact, values_of(p_, p_.types[p_.fact_types[fact]])};
            if (s.values == 0) return;
            if (!f(s, [&](std::int64_t v) { return (q.regions[v >> 6] >> (v & 63) & 1) != 0; })) return;
        }
        for (const std::uint32_t at : ids_of(p_, r.whens)) {
            subject s;
            bool several = false;
            if (!find(at, s, several) || several) return;
            if (s.values != 0 && !f(s, [&](std::int64_t v) { return value(at, v) != 0; })) return;
        }
    }

    void count(const subject& s) {
        const auto at = std::find_if(found_.begin(), found_.end(), [&](const auto& x) { return x.first == s; });
        if (at == found_.end()) found_.emplace_back(s, 1);
        else ++at->second;
    }

    void add(const subject& s, rule_filter& to) const {
        to.keys.push_back({s.is_fact, s.is_fact ? p_.layout.facts[s.number].at : s.number,
                           static_cast<std::uint32_t>(to.left.size())});
        const auto rules = ids_of(p_, t_.rules);
        std::uint32_t table = none;
        std::vector<rule_filter::set> left(s.values);
        for (std::uint32_t k = 0; k < rules.count; ++k) {
            const program::rule_code& r = p_.rules[rules[k]];
            std::vector<bool> passes(s.values, true);
            // The first row of a table that always speaks is tried: it tells that one did.
            const bool tells = r.block != none && r.block != table && p_.blocks[r.block].complete;
            table = r.block != none ? r.block : table;
            if (!tells)
                each_leading(r, [&](const subject& of, auto&& says) {
                    for (std::uint32_t v = 0; of == s && v < s.values; ++v) passes[v] = passes[v] && says(v);
                    // Another fact that is read may be assumed, and that is told.
                    return !of.is_fact || std::find(keys_.begin(), keys_.end(), of) != keys_.end();
                });
            for (std::uint32_t v = 0; v < s.values; ++v)
                if (passes[v]) left[v][k / 64] |= std::uint64_t{1} << k % 64;
        }
        to.left.insert(to.left.end(), left.begin(), left.end());
    }

    const program::program& p_;
    const std::vector<known>& constants_;
    const program::term_code& t_;
    std::vector<std::pair<subject, std::uint32_t>> found_;  ///< and by how many conditions
    std::vector<subject> keys_;
};

}  // namespace filter_detail

rule_filter filter_of(const program::program& p, const std::vector<known>& constants, std::uint32_t decision) {
    if (p.terms[decision].kind != model::term_kind::decision) return {};
    return filter_detail::filter_maker(p, constants, p.terms[decision]).run();
}

/// The rules that may match: where something that is compared is not known, all of them.
rule_filter::set plain::left_by(const rule_filter& f) const {
    rule_filter::set out = f.all;
    for (const rule_filter::key& k : f.keys) {
        const std::int64_t* value = nullptr;
        if (k.is_fact) {
            if (const cell& c = case_->cells[k.number]; c.state == presence::known) value = &c.value;
        } else if (locals_[k.number].form == form::index) {
            value = &locals_[k.number].bits;
        }
        if (value == nullptr) return f.all;
        for (std::size_t w = 0; w < out.size(); ++w) out[w] &= f.left[k.first + static_cast<std::size_t>(*value)][w];
    }
    return out;
}

}  // namespace writ::eval
