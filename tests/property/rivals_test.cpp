// The engines that `growth` compares with decide the same policies: those that need no package, where they are installed.
#include <doctest/doctest.h>

#include "rivals/rival.hpp"
#include "rivals/rival_files.hpp"
#include "workloads/growth_sizes.hpp"

using namespace writ::bench;

namespace {

// A policy of `growth` and 100 cases, and the files that say them.
struct written {
    explicit written(std::string_view size) : folder(std::filesystem::temp_directory_path() / "writ_rivals_test") {
        for (const growth_size& s : growth_sizes)
            if (s.name == size) policy = policy_of(s);
        cases = make_cases(policy, 100, 11);
        write_rival_files(folder, policy, cases);
    }
    ~written() { std::filesystem::remove_all(folder); }
    written(const written&) = delete;
    written& operator=(const written&) = delete;

    std::filesystem::path folder;
    shop_policy policy;
    std::vector<shop_case> cases;
};

}  // namespace

TEST_CASE("the files of a policy say all that its rules do") {
    for (const char* size : {"10", "list"}) {
        const written w(size);
        const shop_policy read = read_policy(w.folder);
        CHECK(as_pack(read) == as_pack(w.policy));
        const auto cases = read_shop_cases(w.folder, read);
        REQUIRE(cases.size() == w.cases.size());
        for (std::size_t i = 0; i < cases.size(); ++i) CHECK(as_json(read, cases[i]) == as_json(w.policy, w.cases[i]));
    }
}

TEST_CASE("rivals without packages give the answers of the reference, or are not installed") {
    const std::filesystem::path programs = WRIT_SOURCE_DIR "/benchmarks/rivals";
    for (const char* size : {"10", "list"}) {
        const written w(size);
        for (const rival& r : rivals)
            for (const hit_policy h : {hit_policy::first, hit_policy::all}) {
                if (std::string(r.name) != "LuaJIT" && std::string(r.name) != "JavaScript (V8)") continue;
                INFO(std::string(r.name));
                const rival_report found = run_rival(r, programs, w.folder, h);
                if (found.outcome == rival_report::outcome_of::absent) continue;
                REQUIRE(found.outcome == rival_report::outcome_of::measured);
                CHECK(found.answers.size() == w.cases.size());
                CHECK_NOTHROW(require_right(r, found, w.policy, w.cases, h));
            }
    }
}

TEST_CASE("a rival that answers otherwise is found out") {
    const written w("10");
    rival_report wrong{rival_report::outcome_of::measured, 1, 1, 1, {}};
    CHECK_THROWS(require_right(rivals[0], wrong, w.policy, w.cases, hit_policy::all));
    for (const shop_case& c : w.cases) {
        wrong.answers.emplace_back();
        for (std::uint32_t i = 0; i < w.policy.rules.size(); ++i)
            if (matches(w.policy, w.policy.rules[i], c)) wrong.answers.back().push_back(i);
    }
    CHECK_NOTHROW(require_right(rivals[0], wrong, w.policy, w.cases, hit_policy::all));
    wrong.answers.back().push_back(3);
    CHECK_THROWS(require_right(rivals[0], wrong, w.policy, w.cases, hit_policy::all));
}
