#include "writ/io/csv_cases.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "writ/io/write_case.hpp"
#include "writ/writ.hpp"

namespace {

using namespace writ;

constexpr const char* rules_text = R"(
pack shop "Shop" { version "1" languages en }
enum Region { TH, DE }
record Bank { safe : bool  name : text }
record Strike { points : int 0 .. 9 }
facts seller {
  region  : Region
  points  : int 0 .. 99
  rate    : percent(1) 0% .. 100%
  since   : optional date
  balance : money USD
  markets : set of Region
  note    : optional text
  closed  : bool
  bank    : optional Bank
  strikes : list of Strike up to 3
}
facts order { total : money USD }
decision level : bool { rule many { when seller.points > 48 then yes } otherwise no }
)";

const ruleset& shop() {
    static const ruleset rules = *ruleset::compile({{"shop.writ", rules_text}}).rules;
    return rules;
}

io::csv_reader reader_of(std::string_view header, const io::csv_options& how = {}, const limits& bounds = {}) {
    return {shop().stage_model(), shop().layout(), header, how, bounds};
}

case_data row_of(std::string_view header, std::string_view row, const io::csv_options& how = {}) {
    io::csv_reader reader = reader_of(header, how);
    case_data out;
    reader.read(row, out);
    return out;
}

bool same(const case_data& a, const case_data& b) {
    const auto told = [](const case_data& c) { return io::write_yaml_case(shop().stage_model(), c); };
    return a.errors.empty() && b.errors.empty() && told(a) == told(b);
}

io::byte_source source_of(const std::string& text, std::size_t at_once) {
    return [&text, at_once, at = std::size_t{0}](char* into, std::size_t room) mutable {
        const std::size_t size = std::min({at_once, room, text.size() - at});
        std::memcpy(into, text.data() + at, size);
        at += size;
        return size;
    };
}

/// Each case of a table: its line, what is wrong with it, its points and its note.
std::vector<std::string> told(const std::string& rows, std::size_t at_once, std::size_t block, const limits& bounds) {
    io::csv_reader reader = reader_of("seller.points,seller.note\n", {}, bounds);
    std::vector<std::string> out;
    io::csv_blocks blocks(source_of(rows, at_once), block, bounds);
    while (blocks.next()) {
        case_data c;
        for (io::csv_rows each(reader, blocks.text(), blocks.before()); each.next(c);)
            out.push_back(std::to_string(each.line()) + ": " +
                          (c.errors.empty() ? c.texts.empty() ? "-" : c.texts[0] : c.errors[0].message));
    }
    return out;
}

}  // namespace

TEST_CASE("a row is the case that YAML would have") {
    const std::string header =
        "as_of,seller.region,seller.points,seller.rate,seller.since,seller.balance,seller.markets,seller.note,"
        "seller.closed,seller.bank.safe,seller.bank.name,order.total\r\n";
    const case_data c = row_of(header,
                               "2026-03-01,TH,48,98.5%,2020-02-29,USD 10.50,TH; DE,\"say \"\"no\"\",\nor 7\",yes,TRUE,"
                               "007,3.25");
    const case_data want = shop().read_yaml(R"(
as_of: 2026-03-01
seller: {region: TH, points: 48, rate: 98.5%, since: 2020-02-29, balance: USD 10.50, markets: [TH, DE],
         note: "say \"no\",\nor 7", closed: yes, bank: {safe: yes, name: "007"}}
order: {total: USD 3.25})");
    CHECK(same(c, want));
    CHECK(same(row_of("seller.markets,seller.since,seller.points", "{},absent,unknown"),
               shop().read_json(R"({"seller": {"markets": [], "since": null, "points": {"unknown": true}}})")));
    CHECK(same(row_of("seller.note", "unknown"), shop().read_json(R"({"seller": {"note": "unknown"}})")));
    CHECK(same(row_of("seller.closed;order.total", "False;0", {.delimiter = ';'}),
               shop().read_json(R"({"seller": {"closed": false}, "order": {"total": "USD 0"}})")));
}

TEST_CASE("what an empty cell says") {
    const auto read = [](when_empty missing) {
        return row_of("as_of,seller.since,seller.bank.safe,seller.points", ",,,4", {.missing = missing});
    };
    CHECK(same(read(when_empty::left_out), shop().read_json(R"({"seller": {"points": 4}})")));
    CHECK(same(read(when_empty::unknown), shop().read_json(R"({"seller": {"since": {"unknown": true}, "points": 4,
                                                               "bank": {"safe": {"unknown": true}}}})")));
    REQUIRE(read(when_empty::absent).errors.size() == 1);
    CHECK(read(when_empty::absent).errors[0].path == "seller.bank.safe");  // it is not optional
}

TEST_CASE("what is wrong with a row is an error of its case") {
    const auto message = [](std::string_view row) {
        const case_data c = row_of("seller.points,seller.note,seller.region", row);
        return c.errors.empty() ? std::string() : c.errors[0].message;
    };
    CHECK(message("4,\"a\",TH").empty());
    CHECK(message("4,a") == "the row has 2 cells, and the header 3");
    CHECK(message("4,a,TH,") == "the row has 4 cells, and the header 3");
    CHECK(message("4,\"a\"b,TH") == "something stands behind a closing quote");
    CHECK(message("4,a\"b\",TH") == "a quote stands in a cell that is not in quotes");
    CHECK(message("4,\"a,TH") == "a quote is not closed");
    CHECK(message("100,a,TH") == "`100` is out of range: this is from 0 to 99");
    CHECK(message("4,a,XX") == "`XX` is not a value of Region");
    CHECK(message("4,\xff,TH") == "the text is not valid UTF-8");
    CHECK(message("4 ,a,TH").find("is not a whole number") != std::string::npos);
}

TEST_CASE("headers") {
    const auto wrong = [](std::string_view header, const io::csv_options& how = {}) -> std::string {
        try {
            (void)reader_of(header, how);
        } catch (const io::bad_header& e) {
            return e.what();
        }
        return {};
    };
    CHECK(wrong("\xEF\xBB\xBFseller.points,\"seller.note\"\r\n").empty());
    CHECK(wrong("") == "the table has no header");
    CHECK(wrong("seller.pionts") == "the column `seller.pionts` is no fact (did you mean `seller.points`?)");
    CHECK(wrong("seller.points,id", {.ignore = {"id"}}).empty());
    CHECK(wrong("seller.points,id", {.ignore_rest = true}).empty());
    CHECK(wrong("seller.points", {.ignore = {"id"}}) == "there is no column `id`");
    CHECK(wrong("pts", {.columns = {{"pts", "seller.points"}}}).empty());
    CHECK(wrong("pts", {.columns = {{"pts", "seller.pionts"}}}) ==
          "the column `pts` is no fact, nor is `seller.pionts` (did you mean `seller.points`?)");
    CHECK(wrong("pts,seller.points", {.columns = {{"pts", "seller.points"}}}) ==
          "the columns `pts` and `seller.points` are both `seller.points`");
    CHECK(wrong("seller.strikes") == "the column `seller.strikes` cannot be a list of Strike");
    CHECK(wrong("seller.bank").find("give columns for its fields") != std::string::npos);
    CHECK(wrong("\"seller.points") == "the header cannot be read: a quote is not closed");
}

TEST_CASE("rows are the same however they come") {
    std::string rows;
    for (int i = 0; i < 60; ++i) {
        rows += std::to_string(i) + (i % 3 == 0 ? ",plain" : i % 3 == 1 ? ",\"two\nlines\"" : ",\"a \"\"\n\"\" b\"");
        rows += i % 2 == 0 ? "\n" : "\r\n";
        if (i % 7 == 0) rows += "\n";
        if (i % 20 == 0) rows += "1,\"" + std::string(300, i == 20 ? '\n' : 'x') + "\"\n";
    }
    rows += "7,\"not closed\n8,last";
    limits bounds;
    bounds.case_bytes = 200;
    const auto want = told(rows, rows.size(), rows.size(), bounds);
    REQUIRE(want.size() == 64);
    CHECK(want[0] == "1: plain");
    CHECK(want[1] == "3: the row is longer than 200 bytes");
    CHECK(want[2] == "4: two\nlines");
    CHECK(want.back().find("a quote is not closed") != std::string::npos);
    for (const std::size_t at_once : {1u, 2u, 7u, 64u, 1000u})
        for (const std::size_t block : {1u, 5u, 100u, 5000u}) CHECK(told(rows, at_once, block, bounds) == want);
}

TEST_CASE("ends of rows") {
    const std::string_view text = "a,\"x\ny\",\nb\n";
    CHECK(io::csv_row_end(text, 0) == 9);
    CHECK(io::csv_row_end(text, 9) == 11);
    CHECK(io::csv_row_end(text, 11) == text.npos);
    CHECK(io::csv_row_end(text, 4, true) == 9);
    CHECK(io::csv_row_end("\"", 0) == text.npos);
}
