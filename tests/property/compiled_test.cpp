// Compiled rules (`.writc`): read again they decide, explain and read cases as the texts do; what is damaged is refused.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "support/compiled.hpp"
#include "support/dice.hpp"
#include "support/golden.hpp"
#include "writ/detail/image/checksum.hpp"
#include "writ/detail/image/envelope.hpp"
#include "writ/explanation.hpp"
#include "writ/io/example_case.hpp"
#include "writ/io/write_decision.hpp"
#include "writ/model/model.hpp"
#include "writ/ruleset.hpp"

using namespace writ;
namespace fs = std::filesystem;

namespace {

using bytes = std::vector<std::byte>;

constexpr const char* loans = R"(
pack loans "Loans" {
  version   "2.1"
  languages en
  zones     "Asia/Bangkok"
}
enum Kind { house "House", car }
record Debt { owed : int 0 .. 1000000  since : date }
facts loan {
  kind   : Kind
  amount : int 0 .. 1000
  note   : optional text
  term   : int 1 .. 60 assume 12
  debts  : list of Debt up to 9
}
calendar banks {
  weekend  sat, sun
  covers   2026 .. 2026
  holidays 2026-01-01 "New Year"
}
param limit : int { from 2026-01-01 = 100  from 2027-01-01 = 200 }
define in_debt = any d among loan.debts where d.owed > 10
decision answer : bool {
  rule small { when loan.amount <= limit and not in_debt then yes because "{loan.amount} is not much." }
  otherwise no
}
table colour : Kind takes first {
  loan.kind | loan.term || colour
  house     | < 12      || car
  -         | -         || house
}
decision named : bool { rule odd { when loan.note is present and loan.note matches "^x[0-9]+" then yes } otherwise no }
decision drawn : bool { rule lucky { when lot(loan.amount, "2026") < 0.5 then yes } otherwise no }
decision twice(n : int) : int { rule all { when yes then n + n } }
example "small" {
  as of 2026-03-10
  given loan.amount = 50  loan.kind = car  loan.debts = []
  expect answer = yes
}
)";

diagnostic_code refusal_of(const bytes& b) {
    const auto c = ruleset::compile(b);
    REQUIRE_FALSE(c.rules);
    REQUIRE(c.diagnostics.size() == 1);
    return c.diagnostics.front().code;
}

/// Bytes that were changed with the checksum they would have.
bytes sealed(bytes b) {
    const std::size_t at = b.size() - image::detail::checksum_bytes;
    const std::uint64_t sum = image::detail::checksum({b.data(), at});
    std::memcpy(b.data() + at, &sum, sizeof sum);
    return b;
}

/// Every decision about every example, and the reasons of some.
std::string everything_said(const ruleset& rules) {
    std::string out = rules.name() + rules.version() + rules.hash();
    const model::model& m = rules.stage_model();
    for (std::uint32_t k = 0; k < m.examples.size(); ++k) {
        if (model::index(m.examples[k].pack) != 0) continue;
        const case_data c = io::case_of_example(m, rules.layout(), k);
        for (const decision& d : rules.decide(c)) out += io::write_json(d) + "\n";
        const auto names = rules.decisions();
        out += to_text(explain(rules, c, names[k % names.size()])) + "\n";
    }
    return out;
}

std::vector<fs::path> shipped_packs() {
    std::vector<fs::path> out;
    for (const auto& entry : fs::directory_iterator(fs::path(WRIT_SOURCE_DIR) / "rules"))
        if (entry.is_directory()) out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace

TEST_CASE("compiled rules say what the texts say, byte for byte") {
    for (const auto& folder : shipped_packs()) {
        CAPTURE(folder);
        const ruleset from_text = ruleset::load(folder);
        const bytes compiled = from_text.bytes();
        const ruleset again = ruleset::load(compiled);
        CHECK(again.bytes() == compiled);
        CHECK(ruleset::load(folder).bytes() == compiled);
        CHECK(everything_said(again) == everything_said(from_text));
    }
}

TEST_CASE("a file of compiled rules is loaded as a folder is, and is written whole") {
    const fs::path folder = fs::temp_directory_path() / "writ_compiled_test";
    fs::remove_all(folder);
    fs::create_directories(folder);
    const ruleset rules = test::compiled(loans, "loans.writ");
    rules.save(folder / "loans.writc");
    CHECK(everything_said(ruleset::load(folder / "loans.writc")) == everything_said(rules));
    rules.save(folder / "loans.writc");  // over the one that is there
    CHECK(std::distance(fs::directory_iterator(folder), {}) == 1);
    CHECK_THROWS_AS(rules.save(folder / "nowhere" / "loans.writc"), fs::filesystem_error);
    CHECK(ruleset::compile(folder / "none.writc").diagnostics.front().code == diagnostic_code::unreadable_file);
    CHECK_THROWS_AS((void)ruleset::load(folder / "none.writc"), compile_failed);

    std::ofstream(folder / "text.writc") << loans;
    std::ofstream(folder / "empty.writc") << "";
    for (const char* name : {"text.writc", "empty.writc"})
        CHECK(ruleset::compile(folder / name).diagnostics.front().code == diagnostic_code::not_compiled);
    CHECK_FALSE(ruleset::compile(folder).rules);  // a compiled file is no text of a pack
    fs::remove_all(folder);
}

TEST_CASE("a case that was read by the texts' rules is one of the compiled rules too") {
    const ruleset rules = test::compiled(loans, "loans.writ");
    const ruleset again = ruleset::load(rules.bytes());
    const char* const text =
        R"({"loan": {"amount": 120, "kind": "house", "note": "x12", "debts": []}, "as_of": "2026-03-10"})";
    const case_data a = rules.read_json(text), b = again.read_json(text);
    CHECK(a.errors.empty());
    CHECK(a.cells == b.cells);
    CHECK(a.texts == b.texts);
    CHECK(again.decide(a) == rules.decide(b));
}

TEST_CASE("every damaged byte and every missing end is noticed") {
    const bytes good = test::compiled(loans, "loans.writ").bytes();
    REQUIRE(ruleset::compile(good).rules);
    std::size_t accepted = 0;
    for (std::size_t i = 0; i < good.size(); ++i)
        for (const unsigned bit : {1u, 128u}) {
            bytes b = good;
            b[i] ^= static_cast<std::byte>(bit);
            accepted += ruleset::compile(b).rules.has_value() ? 1 : 0;
        }
    for (std::size_t size = 0; size < good.size(); ++size)
        accepted += ruleset::compile(std::span(good).first(size)).rules.has_value() ? 1 : 0;
    CHECK(accepted == 0);
    bytes more = good;
    more.push_back(std::byte{0});
    CHECK(refusal_of(more) == diagnostic_code::compiled_damaged);
}

TEST_CASE("what is wrong is said") {
    const bytes good = test::compiled(loans, "loans.writ").bytes();
    image::detail::header h;
    std::memcpy(&h, good.data(), sizeof h);
    const auto with = [&](const image::detail::header& changed) {
        bytes b = good;
        std::memcpy(b.data(), &changed, sizeof changed);
        return sealed(b);
    };
    CHECK(ruleset::compile(with(h)).rules);
    auto other = h;
    other.format += 1;
    CHECK(refusal_of(with(other)) == diagnostic_code::compiled_elsewhere);
    other = h;
    other.layout += 1;
    CHECK(refusal_of(with(other)) == diagnostic_code::compiled_elsewhere);
    other = h;
    other.byte_order = 0x04030201;
    CHECK(refusal_of(with(other)) == diagnostic_code::compiled_elsewhere);
    other = h;
    std::memcpy(other.library.data(), "9.9.9", 6);
    CHECK(refusal_of(with(other)) == diagnostic_code::compiled_elsewhere);
    other = h;
    other.magic[0] = 'w';
    CHECK(refusal_of(with(other)) == diagnostic_code::not_compiled);
    CHECK(refusal_of({}) == diagnostic_code::not_compiled);
    bytes changed = good;
    changed.back() ^= std::byte{1};
    CHECK(refusal_of(changed) == diagnostic_code::compiled_damaged);

    const auto said = ruleset::compile(changed, "loans.writc").diagnostics.front();
    CHECK(said.message == "`loans.writc` is damaged: its bytes are not those that were written");
    CHECK(said.help ==
          std::vector<std::string>{"copy it again, or compile the pack again: `writ compile PACK -o loans.writc`"});
}

TEST_CASE("bytes that somebody made up are refused or loaded, whatever their checksum") {
    const bytes good = test::compiled(loans, "loans.writ").bytes();
    test::dice dice(20261122);
    std::size_t accepted = 0;
    for (int round = 0; round < 3000; ++round) {
        bytes b = good;
        const std::size_t inside = good.size() - sizeof(image::detail::header) - image::detail::checksum_bytes;
        for (std::uint64_t k = dice.below(3); k < 3; ++k)
            b[sizeof(image::detail::header) + dice.below(inside)] = static_cast<std::byte>(dice.below(256));
        const auto c = ruleset::compile(sealed(b));
        CHECK(c.rules.has_value() != has_error(c.diagnostics));
        accepted += c.rules ? 1 : 0;
    }
    CHECK(accepted > 0);  // words and numbers may be anything
}

TEST_CASE("the checksum is XXH64") {
    const auto of = [](std::string_view text) {
        return image::detail::checksum(std::as_bytes(std::span(text.data(), text.size())));
    };
    CHECK(of("") == 0xEF46DB3751D8E999);
    CHECK(of("a") == 0xD24EC4F1A98C6E5B);
    CHECK(of("abc") == 0x44BC2CF5AD770999);
    CHECK(of("Nobody inspects the spammish repetition") == 0xFBCEA83C8A378BF1);
}
