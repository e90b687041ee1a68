// The quick reader of JSON against the one that knows all mistakes: what it accepts is the same case, and it accepts what is usual.
#include "writ/detail/io/quick_json.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <memory>

#include "support/compiled.hpp"
#include "support/dice.hpp"
#include "support/every_type.hpp"
#include "support/json_case.hpp"
#include "support/random_case.hpp"
#include "support/random_pack.hpp"
#include "writ/detail/io/read_document.hpp"
#include "writ/io/example_case.hpp"
#include "writ/ruleset.hpp"

using namespace writ;
namespace fs = std::filesystem;

namespace {

bool operator==(const given_cell& a, const given_cell& b) { return a.term == b.term && a.value == b.value; }

bool same(const case_data& a, const case_data& b) {
    const auto same_list = [](const list_data& x, const list_data& y) {
        return x.state == y.state && x.count == y.count && x.cells == y.cells && x.given == y.given;
    };
    return a.cells == b.cells && a.texts == b.texts && a.as_of == b.as_of && a.currency == b.currency &&
           a.errors == b.errors &&
           std::equal(a.lists.begin(), a.lists.end(), b.lists.begin(), b.lists.end(), same_list) &&
           std::equal(a.outcomes.begin(), a.outcomes.end(), b.outcomes.begin(), b.outcomes.end(),
                      [](const given_cell& x, const given_cell& y) { return x == y; });
}

/// Both readers of one rule set.
class two_readers {
public:
    explicit two_readers(const ruleset& rules, const limits& bounds = {})
        : bounds_(bounds),
          document_(bounds),
          filler_(rules.stage_model(), rules.layout(), bounds),
          quick_(filler_, rules.layout(), bounds) {}

    /// Whether the quick reader accepts a line; then the case is the same.
    bool accepts(const std::string& line) {
        const std::size_t size = line.size() + 1 + detail::text_padding;
        const auto exact = std::make_unique<char[]>(size);  // so that a sanitizer sees what is read behind it
        std::fill_n(line.copy(exact.get(), line.size()) + exact.get(), size - line.size(), '\n');
        const char* const end = exact.get() + line.size();
        if (quick_.read(exact.get(), end, quickly_) != end) return false;
        json_.parse(line, bounds_, document_);
        filler_.fill(document_, document_.root(), slowly_);
        INFO(line);
        CHECK(slowly_.errors.empty());
        CHECK(same(quickly_, slowly_));
        return true;
    }
    bool right(const std::string& line) {
        json_.parse(line, bounds_, document_);
        filler_.fill(document_, document_.root(), slowly_);
        return slowly_.errors.empty();
    }

private:
    limits bounds_;
    detail::document document_;
    detail::case_filler filler_;
    detail::json_parser json_;
    detail::quick_json quick_;
    case_data quickly_, slowly_;
};

constexpr test::json_spelling spellings[] = {{false, false}, {true, false}, {false, true}, {true, true}};

/// A few bytes of a line changed, taken away, put in or cut off; now and then by a piece of another line.
std::string damaged(std::string line, const std::string& other, test::dice& random) {
    static const std::string marks = "{}[],:\"\\ \t\r0123456789.-+eEtfnu\x01\x7F\xC3\xA9\xFF";
    const auto piece_of = [&](const std::string& from) {
        const std::size_t begin = random.below(from.size() + 1);
        return from.substr(begin, random.below(12));
    };
    for (std::uint64_t changes = 1 + random.below(2); changes > 0 && !line.empty(); --changes) {
        const std::size_t at = random.below(line.size());
        switch (random.below(6)) {
            case 0: line[at] = marks[random.below(marks.size())]; break;
            case 1: line.insert(at, 1, marks[random.below(marks.size())]); break;
            case 2: line.erase(at, 1 + random.below(3)); break;
            case 3: line.resize(at); break;
            case 4: line.insert(at, piece_of(other)); break;
            default: line.replace(at, random.below(12), piece_of(line)); break;
        }
    }
    std::erase(line, '\n');
    return line;
}

struct tried {
    std::size_t right = 0, accepted = 0, damaged = 0, damaged_accepted = 0;
};

void try_case(two_readers& readers, const model::model& m, const case_data& c, test::dice& random, tried& sum) {
    std::string last;
    for (const auto& how : spellings) {
        const std::string line = test::json_of(m, c, how, random);
        if (readers.right(line)) {
            ++sum.right;
            sum.accepted += readers.accepts(line) ? 1 : 0;
        } else CHECK_FALSE(readers.accepts(line));
        for (int i = 0; i < 20; ++i) {
            ++sum.damaged;
            sum.damaged_accepted += readers.accepts(damaged(line, last, random)) ? 1 : 0;
        }
        last = line;
    }
}

}  // namespace

TEST_CASE("quick_json: examples of every pack in rules/") {
    tried sum;
    test::dice random(1);
    for (const auto& entry : fs::directory_iterator(fs::path(WRIT_SOURCE_DIR) / "rules")) {
        if (!entry.is_directory()) continue;
        const auto rules = ruleset::load(entry.path());
        const auto& m = rules.stage_model();
        two_readers readers(rules);
        for (std::uint32_t i = 0; i < m.examples.size(); ++i)
            if (model::index(m.examples[i].pack) == 0)
                try_case(readers, m, io::case_of_example(m, rules.layout(), i), random, sum);
    }
    CHECK(sum.right > 400);
    CHECK(sum.accepted == sum.right);
    CHECK(sum.damaged_accepted > sum.damaged / 100);
}

TEST_CASE("quick_json: random packs and cases") {
    tried sum;
    test::dice random(2);
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const auto compiled = ruleset::compile(test::make_random_pack(seed).files);
        REQUIRE(compiled.rules);
        two_readers readers(*compiled.rules);
        INFO(seed);
        for (std::uint64_t k = 0; k < 6; ++k) {
            const auto& m = compiled.rules->stage_model();
            try_case(readers, m, test::random_case(m, seed * 100 + k), random, sum);
        }
    }
    CHECK(sum.right > 250);
    CHECK(sum.accepted * 100 > sum.right * 95);
}

TEST_CASE("quick_json: what is accepted, and what is left to the others") {
    const auto rules = test::compiled(test::every_type);
    two_readers readers(rules);
    const auto accepts = [&](const std::string& facts) { return readers.accepts("{\"seller\":{" + facts + "}}"); };
    CHECK(readers.accepts("{}"));
    CHECK(readers.accepts(" \t{ } \r"));
    CHECK(readers.accepts(R"({"as_of":"2026-03-10","seller":{}})"));
    CHECK(readers.accepts(R"({"seller":{},"as_of":"2026-03-10T09:00+07:00"})"));
    for (const char* fine : {
             R"("region":"TH")",
             R"("points":0)",
             R"("points":1000)",
             R"("points" : 12 )",
             R"("far":-999999999999999999)",
             R"("far":123456789012345678)",
             R"("far":-0)",
             R"("share":0.985)",
             R"("share":"98.5%")",
             R"("share":1)",
             R"("ratio":-1.5)",
             R"("ratio":1.500)",
             R"("ratio":-0.0)",
             R"("ratio":0.05)",
             R"("paid":"EUR 12.30")",
             R"("region":"TH","paid":"THB 12.30")",
             R"("paid":"THB 1","region":"TH")",
             R"("paid":"JPY 100")",
             R"("fee":"USD 0.01")",
             R"("fee":null)",
             R"("since":"2026-02-28")",
             R"("since":null)",
             R"("since":{"unknown":true})",
             R"("at":"23:59")",
             R"("seen":"2026-03-01T09:00:00.5Z")",
             R"("waits":"90 minutes")",
             R"("term":"6 months rolled")",
             R"("colour":"red")",
             R"("colour":"counterfeit_suspected_by_maker")",
             R"("colour":{ "unknown" : true })",
             R"("colours":[])",
             R"("colours":["red","red"])",
             R"("colours":[ "red" , "counterfeit_suspected_by_buyer" ])",
             R"("note":"")",
             R"("note":"größer, 大きい, 🙂")",
             R"("note":"known name")",
             R"("open":true)",
             R"("open":false)",
             R"("open":null)",
             R"("home":null)",
             R"("home":{"unknown":true})",
             R"("home":{})",
             R"("home":{"name":"a","kind":"red","weight":99.99})",
             R"("items":[])",
             R"("items":{"unknown":true})",
             R"("items":[{},{"name":"a"},{"name":"b","price":"EUR 1.00"}])",
             R"("sorted":[{"weight":2},{"weight":1},{"weight":2,"name":"x"}])",
         }) {
        INFO(fine);
        CHECK(accepts(fine));
    }
    for (const char* odd : {
             R"("region":"FR")",
             R"("points":-1)",
             R"("points":1001)",
             R"("points":1.0)",
             R"("points":01)",
             R"("points":1e1)",
             R"("points":+1)",
             R"("points":)",
             R"("points":-)",
             R"("points":1.)",
             R"("points":"1")",
             R"("points":null)",
             R"("points":1 2)",
             R"("points":1,)",
             R"("points":1,"points":1)",
             R"("far":1234567890123456789)",
             R"("share":1.001)",
             R"("share":98.5%)",
             R"("ratio":1.501)",
             R"("ratio":0.0001)",
             R"("ratio":.5)",
             R"("paid":"EUR 12.301")",
             R"("region":"DE","paid":"THB 12.30")",
             R"("paid":"THB 1","region":"DE")",
             R"("paid":"EUR 1","items":[{"price":"THB 1"}])",
             R"("paid":12)",
             R"("paid":"eur 12")",
             R"("paid":"EUR12")",
             R"("paid":"EUR 12 ")",
             R"("fee":"EUR 1.00")",
             R"("since":"2026-02-29")",
             R"("since":"2026-2-9")",
             R"("at":"24:00")",
             R"("seen":"2026-03-01T09:00")",
             R"("waits":"3 days")",
             R"("colour":"Red")",
             R"("colour":"r\u0065d")",
             R"("colour":red)",
             R"("colour":"red)",
             R"("colour":{"unknown":false})",
             R"("colours":["red",])",
             R"("colours":["red" "green"])",
             R"("colours":[null])",
             R"("colours":"red")",
             R"("note":"a\nb")",
             "\"note\":\"a\tb\"",
             "\"note\":\"\xFF\"",
             "\"note\":\"\xC3\"",
             R"("note":7)",
             R"("open":"true")",
             R"("open":tru)",
             R"("open":truth)",
             R"("home":[])",
             R"("home":{"size":1})",
             R"("items":[{},{},{},{}])",
             R"("items":[null])",
             R"("items":[{"unknown":true}])",
             R"("items":[{},])",
             R"("items":{})",
             R"("colour":"unknown")",
             R"("sorted":[{"name":"x"}])",
             R"("sorted":[{"weight":{"unknown":true}}])",
             R"("colour" "red")",
             R"(points:1)",
             R"("poin":1)",
             R"("":1)",
             R"("points":1}})",
         }) {
        INFO(odd);
        CHECK_FALSE(accepts(odd));
    }
    for (const char* odd :
         {"", "[]", "{", "}", "{\"seller\":{}", "{\"seller\":{}}}", "{} {}", "\xEF\xBB\xBF{}", "{\"seller\":{}}\f",
          "{\"buyer\":{}}", "{\"seller\":null}", "{\"seller\":[]}", "{\"seller\":{},\"seller\":{}}", "{\"as_of\":null}",
          "{\"as_of\":\"today\"}", "{\"seller\":\n{}}"})
        CHECK_FALSE(readers.accepts(odd));
}

TEST_CASE("quick_json: random cases of every type") {
    const auto rules = test::compiled(test::every_type);
    two_readers readers(rules);
    tried sum;
    test::dice random(3);
    for (std::uint64_t k = 0; k < 100; ++k)
        try_case(readers, rules.stage_model(), test::random_case(rules.stage_model(), k), random, sum);
    CHECK(sum.right > 350);
    CHECK(sum.accepted == sum.right);
}

TEST_CASE("quick_json: many different texts keep their numbers") {
    const auto rules = test::compiled(
        "enum E { a }\nrecord R {\n  t : text\n}\nfacts g {\n  l : list of R up to 500\n}\n"
        "decision d : bool { otherwise yes }\n");
    two_readers readers(rules);
    for (const int different : {1, 7, 8, 9, 100, 400}) {
        std::string line = "{\"g\":{\"l\":[";
        for (int i = 0; i < 450; ++i)
            line += (i == 0 ? "{\"t\":\"text " : ",{\"t\":\"text ") + std::to_string(i % different) + "\"}";
        CHECK(readers.accepts(line + "]}}"));
    }
}

TEST_CASE("quick_json: bounds of a case, just below and just above") {
    const auto rules = test::compiled(test::every_type);
    limits bounds;
    bounds.case_bytes = 40;
    const std::string line = R"({"seller":{"points":1,"far":2}})";
    CHECK(two_readers(rules, bounds).accepts(line + std::string(40 - line.size(), ' ')));
    CHECK_FALSE(two_readers(rules, bounds).accepts(line + std::string(41 - line.size(), ' ')));
    bounds.case_depth = 8;
    CHECK(two_readers(rules, bounds).accepts(line));
    bounds.case_depth = 7;
    CHECK_FALSE(two_readers(rules, bounds).accepts(line));
}
