#include "writ/ruleset.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "writ/io/read_case.hpp"
#include "writ/io/write_decision.hpp"
#include "writ/version.hpp"

using namespace writ;

namespace {

constexpr const char* loans = R"(
pack loans "Loans" { version "2.1" languages en }
facts loan {
  amount : int 0 .. 1000
  term   : int 1 .. 60 assume 12
}
define long_term = loan.term > 24
decision answer : bool {
  rule small { when loan.amount <= 100 and not long_term then yes }
  otherwise no
}
decision twice(n : int) : int { rule all { when yes then n + n } }
)";

ruleset rules() {
    const auto c = ruleset::compile({{"loans.writ", loans}});
    REQUIRE(c);
    return *c.rules;
}

}  // namespace

TEST_CASE("cases are read by the ruleset, in JSON and in YAML") {
    const auto r = rules();
    const auto json = r.read_json(R"({"loan": {"amount": 80}, "as_of": "2026-03-10"})");
    CHECK(json.errors.empty());
    CHECK(to_string(r.decide(json, "answer").value) == "yes");
    CHECK(r.decide(json, "answer").assumed == std::vector<std::string>{"loan.term"});
    const auto yaml = r.read_yaml("loan: {amount: 80}\nas_of: 2026-03-10\n");
    CHECK(yaml.cells == json.cells);
    CHECK(yaml.as_of == json.as_of);
    case_data read_again;
    r.reader().read_json(R"({"loan": {"amount": 80}})", read_again);
    CHECK(read_again.cells == json.cells);

    const auto wrong = r.read_json("{");
    CHECK(wrong.errors.size() == 1);
    CHECK(r.decide(wrong, "answer").status == status::error);
}

TEST_CASE("an empty case mentions nothing, so that assumptions hold") {
    const auto r = rules();
    const auto c = r.empty_case();
    CHECK(c.errors.empty());
    CHECK(r.decide(c, "answer").needs == std::vector<std::string>{"loan.amount"});
    CHECK(to_string(r.decide(c, "long_term").value) == "no");
}

TEST_CASE("a question that the rules do not have is a mistake of the program") {
    const auto r = rules();
    CHECK_THROWS_AS((void)r.decide(r.empty_case(), "anwser"), unknown_decision);
    CHECK_THROWS_AS((void)r.decide(r.empty_case(), "twice"), unknown_decision);
    CHECK(r.decisions() == std::vector<std::string>{"answer"});
}

TEST_CASE("what decisions are made with is told, and written as JSON") {
    const auto r = rules();
    auto c = r.empty_case();
    auto p = r.provenance(c);
    CHECK(p == provenance{"loans", "2.1", r.hash(), std::string(library_version), tz_version(), ""});
    CHECK(p.hash.size() == 64);
    CHECK(r.hash() == rules().hash());
    c.as_of = *parse_moment("2026-03-10");
    CHECK(r.provenance(c).as_of == "2026-03-10");
    p.hash = "0f";
    p.zones = "2024a";
    CHECK(io::write_json(p) == R"({"pack":"loans","version":"2.1","hash":"0f","engine":")" +
                                   std::string(library_version) + R"(","zones":"2024a","as_of":null})");
}

TEST_CASE("the hash covers the pack and the packs it uses") {
    std::string other = loans;
    other.replace(other.find("2.1"), 3, "2.2");
    CHECK(ruleset::compile({{"loans.writ", other}}).rules->hash() != rules().hash());

    const auto folder = std::filesystem::temp_directory_path() / "writ_ruleset_test";
    const auto hash_with = [&](const std::string& limit) {
        const auto write = [&](const char* name, const std::string& text) {
            std::filesystem::create_directories(folder / name);
            std::ofstream(folder / name / "rules.writ") << text;
        };
        write("base", "pack base \"Base\" { version \"1\" languages en }\nparam limit : int = " + limit + "\n");
        write("top", "pack top \"Top\" { version \"1\" languages en }\nuse base\ndefine twice = base.limit * 2\n");
        return ruleset::load(folder / "top").hash();
    };
    const auto before = hash_with("1"), after = hash_with("2");
    std::filesystem::remove_all(folder);
    CHECK(before != after);
}

TEST_CASE("rules that cannot be compiled are thrown by load and returned by compile") {
    CHECK_THROWS_AS((void)ruleset::load("rules/no_such_pack"), compile_failed);
    const auto c =
        ruleset::compile({{"loans.writ", "pack loans \"Loans\" { version \"1\" languages en }\nfacts loan {"}});
    CHECK(!c);
    CHECK(!c.diagnostics.empty());
}

TEST_CASE("a clock without a zone is an error at what reads it") {
    const auto c = ruleset::compile({{"days.writ", R"(
pack days "Days" { version "1" languages en }
param fee : int = 1 { from 2026-02-01 = 2 }
decision cost : int { rule all { then fee } }
decision later : bool { rule all from 2026-02-01 { then yes } otherwise no }
)"}});
    REQUIRE(c);
    const auto asked = c.rules->read_json(R"({"as_of": "2026-03-01T09:00Z"})");
    for (const auto& [name, place] : {std::pair("cost", "fee"), std::pair("later", "later")}) {
        const auto d = c.rules->decide(asked, name);
        CHECK(d.status == status::error);
        REQUIRE(d.error_place);
        CHECK(c.rules->sources().text(*d.error_place) == place);
    }
}

TEST_CASE("one ruleset answers any number of threads") {
    const auto r = rules();
    const auto c = r.read_json(R"({"loan": {"amount": 80}})");
    std::vector<std::string> answers(4);
    {
        std::vector<std::jthread> threads;
        for (auto& answer : answers)
            threads.emplace_back([&answer, &r, &c] {
                for (int i = 0; i < 50; ++i) answer = to_string(r.decide(c, "answer").value);
            });
    }
    CHECK(answers == std::vector<std::string>(4, "yes"));
}
