#include "writ/io/json_lines.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <sstream>
#include <stdexcept>

#include "support/shop_model.hpp"

using namespace writ;

namespace {

const model::model& shop() {
    static const model::model m = test::shop_model();
    return m;
}

const case_layout& layout() {
    static const case_layout l = layout_of(shop());
    return l;
}

std::string told(const case_data& c, std::uint64_t line) {
    std::size_t known = 0;
    for (const cell& x : c.cells) known += x.state == presence::known ? 1 : 0;
    return std::to_string(line) + (c.errors.empty() ? ": " + std::to_string(known) : ": " + c.errors[0].message) + "\n";
}

/// Blank lines, bad ones, one that is too long, line ends of two kinds, none at the end.
std::string many_lines(std::size_t count) {
    std::string out = "\xEF\xBB\xBF{\"seller\": {\"points\": 1}}\r\n";
    for (std::size_t i = 0; i < count; ++i) {
        switch (i % 7) {
            case 0: out += "\n"; break;
            case 1: out += " \t\r\n"; break;
            case 2: out += "{\"seller\": {\"points\": }}\n"; break;
            case 3: out += "{\"seller\": {}}" + std::string(i % 3 == 0 ? 200 : 20, ' ') + "\n"; break;
            case 4: out += "{\"seller\": {\"points\": 4e0}}\r\n"; break;
            default: out += "{\"seller\": {\"points\": " + std::to_string(i % 10) + ", \"region\": \"DE\"}}\n"; break;
        }
    }
    return out + "{\"seller\": {\"points\": 1}}";
}

limits short_lines() {
    limits bounds;
    bounds.case_bytes = 64;
    return bounds;
}

std::string one_by_one(const std::string& text) {
    io::case_reader reader(shop(), layout(), short_lines());
    case_data c;
    std::string out;
    for (io::json_lines lines(reader, text); lines.next(c);) out += told(c, lines.line());
    return out;
}

template <class... Bounds>
std::string by_threads(const auto& input, unsigned jobs, std::size_t block, std::uint64_t* bytes, Bounds... bounds) {
    std::string out;
    io::for_each_line(
        input, jobs,
        [] {
            return io::line_worker{
                io::case_reader(shop(), layout(), short_lines()),
                [](case_data& c, std::uint64_t line, io::lines_made& to) { to.answers += told(c, line); }};
        },
        [&](const io::lines_made& made) {
            out += made.answers;
            if (bytes != nullptr) *bytes = made.bytes;
        },
        block, bounds...);
    return out;
}

}  // namespace

TEST_CASE("json_lines: every line of a text, whatever its length") {
    CHECK(one_by_one("") == "");
    CHECK(one_by_one("\n\n") == "");
    CHECK(one_by_one("{}") == "1: 0\n");
    CHECK(one_by_one("{}\n{}\n") == "1: 0\n2: 0\n");
    CHECK(one_by_one("{}\n" + std::string(62, ' ') + "{}\n") == "1: 0\n2: 0\n");
    CHECK(one_by_one("{}\n" + std::string(63, ' ') + "{}\n") == "1: 0\n2: a case has at most 64 bytes\n");
    for (std::size_t n = 0; n < 100; ++n) {  // what is read in place and what is not meet anywhere
        const std::string text = many_lines(n);
        std::string expected;
        std::istringstream in(text);
        std::uint64_t number = 0;
        io::case_reader reader(shop(), layout(), short_lines());
        case_data c;
        for (std::string line; std::getline(in, line);) {
            ++number;
            if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
            reader.read_json(line, c);
            expected += told(c, number);
        }
        CHECK(one_by_one(text) == expected);
    }
}

TEST_CASE("json_lines: blocks of any size give the same lines") {
    const std::string text = many_lines(500), expected = one_by_one(text);
    for (const std::size_t block : {1u, 2u, 7u, 63u, 64u, 65u, 66u, 1000u, 1u << 20}) {
        CAPTURE(block);
        std::istringstream in(text);
        std::uint64_t bytes = 0;
        CHECK(by_threads(io::bytes_of(in), 1, block, &bytes, short_lines()) == expected);
        CHECK(bytes == text.size());
        CHECK(by_threads(std::string_view(text), 1, block, &bytes) == expected);
        CHECK(bytes == text.size());
    }
    std::istringstream in(text);
    io::case_reader reader(shop(), layout(), short_lines());
    io::json_lines_reader lines(reader, in);
    std::string out;
    for (case_data c; lines.next(c);) out += told(c, lines.line());
    CHECK(out == expected);
}

TEST_CASE("json_lines: a source that gives a little at a time") {
    const std::string text = many_lines(60);
    std::size_t given = 0;
    const auto source = [&](char* into, std::size_t room) {
        const std::size_t some = std::min({room, given % 5 + 1, text.size() - given});
        text.copy(into, some, given);
        given += some;
        return some;
    };
    CHECK(by_threads(source, 2, 50, nullptr, short_lines()) == one_by_one(text));
}

TEST_CASE("json_lines: any number of threads gives the same, in order") {
    const std::string text = many_lines(5000), expected = one_by_one(text);
    for (const unsigned jobs : {0u, 1u, 2u, 3u, 8u})
        for (const std::size_t block : {1u, 300u, 100000u}) {
            std::istringstream in(text);
            CHECK(by_threads(io::bytes_of(in), jobs, block, nullptr, short_lines()) == expected);
            CHECK(by_threads(std::string_view(text), jobs, block, nullptr) == expected);
        }
}

TEST_CASE("json_lines: what a function throws ends all threads") {
    const std::string text = many_lines(2000);
    for (const unsigned jobs : {1u, 4u}) {
        std::istringstream in(text), again(text);
        std::atomic<int> cases = 0;
        const auto counting = [&] {
            return io::line_worker{io::case_reader(shop(), layout()), [&](case_data&, std::uint64_t, io::lines_made&) {
                                       if (++cases == 100) throw std::runtime_error("enough");
                                   }};
        };
        const auto nothing = [](const io::lines_made&) {};
        CHECK_THROWS_WITH(io::for_each_line(io::bytes_of(in), jobs, counting, nothing, 64), "enough");
        const auto full = [](const io::lines_made&) { throw std::runtime_error("full"); };
        const auto idle = [] { return io::line_worker{io::case_reader(shop(), layout()), [](auto&&...) {}}; };
        CHECK_THROWS_WITH(io::for_each_line(io::bytes_of(again), jobs, idle, full, 64), "full");
        const auto broken = [](char*, std::size_t) -> std::size_t { throw std::runtime_error("broken"); };
        CHECK_THROWS_WITH(io::for_each_line(broken, jobs, idle, nothing, 64), "broken");
    }
}
