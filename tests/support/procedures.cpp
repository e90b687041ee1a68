#include "support/procedures.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "writ/model/reads.hpp"

namespace writ::test {

bool follows_a_procedure(const model::model& m, model::term_id question) {
    std::vector<model::term_id> open{question};
    std::set<model::term_id> seen;
    while (!open.empty()) {
        const model::term_id t = open.back();
        open.pop_back();
        if (!seen.insert(t).second) continue;
        const auto is_it = [&](const model::procedure& p) { return p.term == t; };
        if (std::any_of(m.procedures.begin(), m.procedures.end(), is_it)) return true;
        model::reading read(m, m[t].pack);
        for (const auto& r : read.add(t).result().terms) open.push_back(r.id);
    }
    return false;
}

}  // namespace writ::test
