#include "support/shuffled_pack.hpp"

#include <algorithm>
#include <stdexcept>

#include "support/dice.hpp"
#include "writ/syntax/parse.hpp"

namespace writ::test {

namespace {

struct declarations {
    std::string pack;
    std::vector<std::string> ordered;  ///< facts, and rules that stand outside of their decision
    std::vector<std::string> others;
};

declarations declarations_of(const std::vector<named_text>& files) {
    declarations out;
    for (const auto& f : files) {
        source_set sources;
        const auto read = syntax::parse(sources, sources.add(source(f.name, f.text)));
        if (!read.diagnostics.empty()) throw std::invalid_argument(f.name + " cannot be read");
        for (const auto& n : read.syntax.root.children) {
            const std::string text(sources.text(n.where));
            if (n.what == syntax::kind::pack)
                out.pack = text;
            else
                (n.what == syntax::kind::rule || n.what == syntax::kind::facts ? out.ordered : out.others)
                    .push_back(text);
        }
    }
    return out;
}

template <class T>
void shuffle(std::vector<T>& all, dice& d) {
    for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[d.below(i)]);
}

}  // namespace

std::vector<named_text> shuffled(const std::vector<named_text>& files, std::uint64_t seed) {
    dice d(seed);
    auto all = declarations_of(files);
    std::vector<int> places(all.others.size(), 1);
    places.insert(places.end(), all.ordered.size(), 0);
    shuffle(places, d);
    shuffle(all.others, d);
    std::vector<named_text> out{{"file_0.writ", all.pack + "\n"}};
    std::size_t next_ordered = 0, next_other = 0;
    for (const int other : places) {
        if (d.below(9) == 0 && out.size() < 9) out.push_back({"file_" + std::to_string(out.size()) + ".writ", ""});
        out.back().text += (other == 1 ? all.others[next_other++] : all.ordered[next_ordered++]) + "\n\n";
    }
    return out;
}

decision unordered(decision d) {
    std::sort(d.value.members.begin(), d.value.members.end(),
              [](const auto& a, const auto& b) { return to_string(a.value) < to_string(b.value); });
    for (auto* list :
         {&d.rules, &d.own_rules, &d.possible_rules, &d.needs, &d.asks, &d.assumed, &d.outranked, &d.conflicts})
        std::sort(list->begin(), list->end());
    std::sort(d.policy.begin(), d.policy.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    d.error_place.reset();
    d.error_text.clear();
    return d;
}

}  // namespace writ::test
