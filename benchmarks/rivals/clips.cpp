// Decides cases with CLIPS in process: clips FOLDER first|all
//
// FOLDER is what `rival_files` writes. A rule is a rule, a case a fact, an item another; they are asserted, the rules run, and
// they are retracted. Prints `nanoseconds MEAN P99 LOAD`, then a line for each case decided: the numbers of the rules that match,
// or of the first.
extern "C" {
#include <clips/clips.h>
}
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "rivals/rival_files.hpp"

namespace {

using namespace writ::bench;
using kind_of = shop_fact::kind_of;
using std::chrono::steady_clock;

double nanoseconds_since(steady_clock::time_point start) {
    return std::chrono::duration<double, std::nano>(steady_clock::now() - start).count();
}

// ------------------------------------------------------------------ the rules

std::string symbol_of(const shop_fact& f, std::int64_t v) {
    return f.kind == kind_of::flag ? v != 0 ? "TRUE" : "FALSE" : f.name + "_" + std::to_string(v);
}

std::vector<std::string> symbols_of(const shop_fact& f, std::uint32_t bits) {
    std::vector<std::string> out;
    for (std::int64_t v = 0; v <= f.high; ++v)
        if ((bits >> v & 1) != 0) out.push_back(symbol_of(f, v));
    return out;
}

std::string joined(const std::vector<std::string>& parts, const std::string& before, const std::string& between,
                   const std::string& after) {
    std::string out;
    for (const std::string& part : parts) (out += out.empty() ? "" : between) += before + part + after;
    return out;
}

/// What a test asks of a variable, as a call.
std::string call_of(const shop_fact& f, const shop_test& t, const std::string& variable) {
    if (!t.by_bits) return "(<= " + std::to_string(t.low) + " " + variable + " " + std::to_string(t.high) + ")";
    const bool tags = f.kind == kind_of::tags;
    return "(or FALSE " + joined(symbols_of(f, t.bits), tags ? "(member$ " : "(eq ", " ", " " + variable + ")") + ")";
}

std::string slot_of(const shop_fact& f, const shop_test& t) {
    if (t.by_bits && f.kind != kind_of::tags)
        return " (" + f.name + " " + joined(symbols_of(f, t.bits), "", "|", "") + ")";
    const std::string variable = (f.kind == kind_of::tags ? "$?" : "?") + f.name;
    return " (" + f.name + " " + variable + "&:" + call_of(f, t, variable) + ")";
}

std::string slots_of(const std::vector<shop_fact>& facts, const std::vector<shop_test>& tests) {
    std::string out;
    for (const shop_test& t : tests) out += slot_of(facts[t.fact], t);
    return out;
}

/// A condition about items.
std::string pattern_of(const shop_policy& p, const shop_condition& k) {
    using how = shop_condition::how;
    if (k.quantifier == how::any) return " (exists (item" + slots_of(p.fields, k.tests) + "))";
    std::string where;
    for (const shop_test& t : k.tests) where += " " + call_of(p.fields[t.fact], t, "?i:" + p.fields[t.fact].name);
    if (k.quantifier == how::every) return " (test (not (any-factp ((?i item)) (not (and TRUE" + where + ")))))";
    return " (test (>= (length$ (find-all-facts ((?i item)) (and TRUE" + where + "))) " + std::to_string(k.count) +
           "))";
}

std::string template_of(const char* name, const std::vector<shop_fact>& facts) {
    std::string out = std::string("(deftemplate ") + name;
    for (const shop_fact& f : facts)
        out += std::string(f.kind == kind_of::tags ? " (multislot " : " (slot ") + f.name + ")";
    return out + ")\n";
}

std::string as_clips(const shop_policy& p, bool first) {
    std::string out = template_of("shop", p.facts);
    if (!p.fields.empty()) out += template_of("item", p.fields);
    for (std::size_t i = 0; i < p.rules.size(); ++i) {
        std::string shop, items;
        for (const shop_condition& k : p.rules[i].conditions) {
            if (k.quantifier == shop_condition::how::test) shop += slots_of(p.facts, k.tests);
            else items += pattern_of(p, k);
        }
        out += "(defrule r" + std::to_string(i) +
               (first ? " (declare (salience " + std::to_string(p.rules.size() - i) + "))" : "") + " (shop" + shop +
               ")" + items + " => (found " + std::to_string(i) + ")" + (first ? " (halt)" : "") + ")\n";
    }
    return out;
}

// ------------------------------------------------------------------ a case

std::vector<std::uint32_t> found;

extern "C" void note_found(void* engine) { found.push_back(static_cast<std::uint32_t>(EnvRtnLong(engine, 1))); }

class engine {
public:
    engine(const shop_policy& p, const std::string& file) : policy_(p), clips_(CreateEnvironment()) {
        EnvDefineFunction2(clips_, "found", 'v', PTIEF note_found, "note_found", "11i");
        if (EnvLoad(clips_, file.c_str()) != 1) throw std::runtime_error("cannot load " + file);
        EnvSetFactDuplication(clips_, TRUE);  // items may be alike
        EnvReset(clips_);
        for (const auto& [facts, symbols] : {std::pair(&p.facts, &shop_), std::pair(&p.fields, &item_)})
            for (const shop_fact& f : *facts) {
                auto& of = symbols->emplace_back();
                if (f.kind == kind_of::number || f.kind == kind_of::money) continue;
                for (std::int64_t v = 0; v <= f.high; ++v) {
                    of.push_back(EnvAddSymbol(clips_, symbol_of(f, v).c_str()));
                    IncrementSymbolCount(of.back());
                }
            }
    }
    ~engine() { DestroyEnvironment(clips_); }
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;

    const std::vector<std::uint32_t>& decide(const shop_case& c) {
        found.clear();
        asserted_.clear();
        for (const auto& item : c.items) add("item", policy_.fields, item_, item);
        add("shop", policy_.facts, shop_, c.values);
        EnvRun(clips_, -1);
        for (void* fact : asserted_) EnvRetract(clips_, fact);
        return found;
    }

private:
    using symbols = std::vector<std::vector<void*>>;

    void add(const char* name, const std::vector<shop_fact>& facts, const symbols& of,
             const std::vector<std::int64_t>& values) {
        void* const fact = EnvCreateFact(clips_, EnvFindDeftemplate(clips_, name));
        for (std::size_t i = 0; i < facts.size(); ++i) {
            DATA_OBJECT value;
            if (facts[i].kind == kind_of::tags) {
                const auto bits = static_cast<std::uint64_t>(values[i]);
                void* const list = EnvCreateMultifield(clips_, __builtin_popcountll(bits));
                int n = 0;
                for (std::size_t v = 0; v < of[i].size(); ++v)
                    if ((bits >> v & 1) != 0) {
                        ++n;
                        SetMFType(list, n, SYMBOL);
                        SetMFValue(list, n, of[i][v]);
                    }
                SetType(value, MULTIFIELD);
                SetValue(value, list);
                SetDOBegin(value, 1);
                SetDOEnd(value, n);
            } else if (of[i].empty()) {
                SetType(value, INTEGER);
                SetValue(value, EnvAddLong(clips_, values[i]));
            } else {
                SetType(value, SYMBOL);
                SetValue(value, of[i][static_cast<std::size_t>(values[i])]);
            }
            EnvPutFactSlot(clips_, fact, facts[i].name.c_str(), &value);
        }
        asserted_.push_back(EnvAssert(clips_, fact));
    }

    const shop_policy& policy_;
    void* clips_;
    symbols shop_, item_;
    std::vector<void*> asserted_;
};

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 3) throw std::runtime_error("usage: clips FOLDER first|all");
    const shop_policy p = read_policy(argv[1]);
    const auto cases = read_shop_cases(argv[1], p);
    const std::string file = std::string(argv[1]) + "/" + argv[2] + ".clp";
    std::ofstream(file) << as_clips(p, std::string(argv[2]) == "first");
    auto start = steady_clock::now();
    engine e(p, file);
    static_cast<void>(e.decide(cases.front()));
    const double loaded = nanoseconds_since(start);

    start = steady_clock::now();
    std::vector<std::vector<std::uint32_t>> answers;
    while (answers.size() < cases.size() && (answers.size() < 20 || nanoseconds_since(start) < 5e8))
        answers.push_back(e.decide(cases[answers.size()]));
    std::vector<double> means, alone;
    for (int i = 0; i < 3; ++i) {
        start = steady_clock::now();
        for (std::size_t k = 0; k < answers.size(); ++k) static_cast<void>(e.decide(cases[k]));
        means.push_back(nanoseconds_since(start) / static_cast<double>(answers.size()));
    }
    for (std::size_t k = 0; k < std::min<std::size_t>(answers.size(), 5000); ++k) {
        start = steady_clock::now();
        static_cast<void>(e.decide(cases[k]));
        alone.push_back(nanoseconds_since(start));
    }
    std::sort(means.begin(), means.end());
    std::sort(alone.begin(), alone.end());
    std::printf("nanoseconds %.1f %.1f %.1f\n", means[1], alone[alone.size() * 99 / 100], loaded);
    for (const auto& rules_found : answers) {
        for (const std::uint32_t r : rules_found) std::printf("%u ", r);
        std::printf("\n");
    }
} catch (const std::exception& e) {
    std::fprintf(stderr, "clips: %s\n", e.what());
    return 1;
}
