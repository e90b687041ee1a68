// On packs and cases made up at random: the program decides as the oracle does, forgetting a fact never gives another
// answer, finding out what is needed gives one, and the order of declarations means nothing. `WRIT_SEEDS=N` tries N packs.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "support/contains.hpp"
#include "support/oracle.hpp"
#include "support/procedures.hpp"
#include "support/random_case.hpp"
#include "support/random_pack.hpp"
#include "support/shuffled_pack.hpp"
#include "writ/detail/eval/plain.hpp"
#include "writ/eval/evaluator.hpp"
#include "writ/io/write_case.hpp"
#include "writ/io/write_decision.hpp"
#include "writ/model/model.hpp"
#include "writ/render_diagnostic.hpp"

using namespace writ;

namespace {

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
    const char* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

const std::uint64_t first_seed = number_in("WRIT_FIRST_SEED", 1), seeds = number_in("WRIT_SEEDS", WRIT_RANDOM_PACKS);

/// Whether a table leaves a case out, or answers it twice, is not foreseen when a pack is made up.
bool foreseeable(const compilation& c) {
    return std::any_of(c.diagnostics.begin(), c.diagnostics.end(), [](const diagnostic& d) {
        return d.level == severity::error && d.code != diagnostic_code::table_gap &&
               d.code != diagnostic_code::table_overlap;
    });
}

class trial {
public:
    trial(std::uint64_t seed, const test::random_pack& pack, const ruleset& rules)
        : seed_(seed), pack_(pack), rules_(rules), m_(rules.stage_model()), evaluator_(rules.stage_program(), m_), known_(rules.stage_program()), plain_(rules.stage_program(), known_) {
        for (std::uint32_t t = 0; t < m_.terms.size(); ++t)
            if (m_.terms[t].parameters.empty()) questions_.push_back(model::term_id{t});
    }

    void run() {
        for (std::uint64_t n = 1; n <= 4 && !failed_; ++n) {
            const auto full = test::random_case(m_, seed_ * 100 + n), less = test::forget(m_, full, seed_ * 100 + n);
            agree(full);
            agree(less);
            needs_something(full);
            needs_something(less);
            if (!pack_.asks_what_is_known) {
                is_enough(full, less);
                nothing_else(full, less);
                for (const auto& one : test::each_fact_forgotten(m_, full)) nothing_else(full, one);
            }
        }
    }

    void in_another_order() {
        const auto files = test::shuffled(pack_.files, seed_);
        const auto compiled = ruleset::compile(files);
        if (!compiled) return fail("shuffled, it is refused:\n" + render(compiled.diagnostics, *compiled.sources));
        for (std::uint64_t n = 1; n <= 4 && !failed_; ++n) {
            const auto text = io::write_yaml_case(m_, test::random_case(m_, seed_ * 100 + n));
            const auto here = rules_.decide(rules_.read_yaml(text)),
                       there = compiled.rules->decide(compiled.rules->read_yaml(text));
            for (const auto& d : here) {
                const auto same =
                    std::find_if(there.begin(), there.end(), [&](const auto& x) { return x.name == d.name; });
                if (same != there.end() && test::unordered(d) == test::unordered(*same)) continue;
                return fail("another order, another answer:\n" + test::text_of(files) + "\n" + text +
                            io::write_json(d) + (same == there.end() ? "" : io::write_json(*same)));
            }
        }
    }

    bool failed() const { return failed_; }

private:
    void agree(const case_data& c) {
        evaluator_.load(c);
        plain_.load(c);
        if (!plain_.accepted() && evaluator_.accepts()) plain_.accept();
        for (const auto q : questions_) {
            const auto fast = io::write_json(evaluator_.decide(q)), slow = io::write_json(oracle::decide(m_, c, q));
            if (fast != slow)
                return fail("two answers\n" + io::write_yaml_case(m_, c) + "program " + fast + "\noracle " + slow);
            const eval::answer* known = plain_.decide(index(q));
            if (known == nullptr) continue;
            if (const auto told = io::write_json(evaluator_.tell(q, *known)); told != fast)
                return fail("two answers\n" + io::write_yaml_case(m_, c) + "program " + fast + "\nplain " + told);
        }
    }

    /// What is open can be found out.
    void needs_something(const case_data& c) {
        evaluator_.load(c);
        for (const auto q : questions_)
            if (const auto d = evaluator_.decide(q); d.status == status::undetermined && d.needs.empty() && !failed_)
                fail("open, and nothing is needed\n" + io::write_yaml_case(m_, c) + io::write_json(d));
    }

    /// Who finds out all that is needed gets an outcome.
    void is_enough(const case_data& full, const case_data& less) {
        for (const auto q : questions_) {
            if (failed_) return;
            if (test::follows_a_procedure(m_, q)) continue;  // it asks one step after the other
            evaluator_.load(less);
            const auto d = evaluator_.decide(q);
            if (d.status != status::undetermined || !d.policy.empty()) continue;
            const auto more = test::found_out(m_, less, full, d.needs);
            if (!more) continue;
            evaluator_.load(*more);
            const auto after = evaluator_.decide(q);
            if (after.status == status::undetermined && after.policy.empty())
                fail("what is needed is not enough\n" + io::write_yaml_case(m_, less) + io::write_json(d) + "\n" +
                     io::write_yaml_case(m_, *more) + io::write_json(after));
        }
    }

    /// A requirement that is not known to be broken passes.
    bool breaks_a_requirement(const decision& d) const {
        return std::any_of(m_.requirements.begin(), m_.requirements.end(), [&](const model::requirement& r) {
            return d.error_place && *d.error_place == m_[r.condition].where;
        });
    }

    /// A sure error goes before what is unknown: an error may take the place of an answer, or of some of the answers, and
    /// where more is unknown, trying out may find the answer that was behind an error.
    static bool may_become(const decision& before, const decision& after, bool all_known) {
        if (after.status == status::error || after.status == status::conflict) return true;
        const bool failed = before.status == status::error || before.status == status::conflict;
        if (failed && !all_known) return true;
        if (after.status == status::undetermined)
            return before.status == status::undetermined || after.value.error ||
                   test::contains(after.value, before.value);
        if (failed) return false;
        return test::contains(before.value, after.value);
    }

    void nothing_else(const case_data& full, const case_data& less) {
        const bool all_known = test::knows_all(full);
        for (const auto q : questions_) {
            if (failed_) return;
            if (test::follows_a_procedure(m_, q)) continue;
            evaluator_.load(full);
            const auto before = evaluator_.decide(q);
            evaluator_.load(less);
            const auto after = evaluator_.decide(q);
            if (breaks_a_requirement(before) || may_become(before, after, all_known)) continue;
            fail("forgetting changes the answer\n" + io::write_yaml_case(m_, full) + io::write_json(before) + "\n" +
                 io::write_yaml_case(m_, less) + io::write_json(after));
        }
    }

    void fail(const std::string& what) {
        failed_ = true;
        FAIL_CHECK("seed " << seed_ << ": " << what << "\n" << test::text_of(pack_.files));
    }

    std::uint64_t seed_;
    const test::random_pack& pack_;
    const ruleset& rules_;
    const model::model& m_;
    eval::evaluator evaluator_;
    eval::known_code known_;
    eval::plain plain_;
    std::vector<model::term_id> questions_;
    bool failed_ = false;
};

}  // namespace

TEST_CASE("random packs: two evaluators agree, forgetting changes no answer, order means nothing") {
    std::uint64_t refused = 0;
    for (auto seed = first_seed; seed < first_seed + seeds; ++seed) {
        const auto pack = test::make_random_pack(seed);
        const auto compiled = ruleset::compile(pack.files);
        if (!compiled) {
            ++refused;
            if (foreseeable(compiled))
                FAIL_CHECK("seed " << seed << " is refused\n"
                                   << render(compiled.diagnostics, *compiled.sources) << test::text_of(pack.files));
            continue;
        }
        trial t(seed, pack, *compiled.rules);
        t.run();
        if (!t.failed()) t.in_another_order();
    }
    CHECK(refused * 5 <= seeds);
}
