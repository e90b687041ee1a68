// Any bytes as rows of a table: they are the same cases however they come, in blocks of any size.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "writ/io/csv_cases.hpp"
#include "writ/io/write_case.hpp"
#include "writ/ruleset.hpp"

namespace {

using namespace writ;

constexpr const char* rules_text = R"(
pack shop "Shop" { version "1" languages en }
enum Region { TH, DE }
record Bank { safe : bool  name : text }
facts seller {
  region : Region  points : int 0 .. 99  since : optional date  balance : money USD  markets : set of Region
  note : optional text  closed : bool  bank : optional Bank
}
decision level : bool { rule many { when seller.points > 48 then yes } otherwise no }
)";

constexpr std::string_view header =
    "seller.region,seller.points,seller.since,seller.balance,seller.markets,seller.note,seller.closed,"
    "seller.bank.safe,seller.bank.name,as_of";

const ruleset& shop() {
    static const ruleset rules = *ruleset::compile({{"shop.writ", rules_text}}).rules;
    return rules;
}

/// Every case of the rows, in words.
std::string told(std::string_view rows, std::size_t block, when_empty missing) {
    limits bounds;
    bounds.case_bytes = 64;
    io::csv_reader reader(shop().stage_model(), shop().layout(), header, {.missing = missing}, bounds);
    const auto source = [&rows](char* into, std::size_t room) {
        const std::size_t size = std::min(room, rows.size());
        std::memcpy(into, rows.data(), size);
        rows.remove_prefix(size);
        return size;
    };
    std::string out;
    case_data c;
    for (io::csv_blocks blocks(source, block, bounds); blocks.next();)
        for (io::csv_rows each(reader, blocks.text(), blocks.before()); each.next(c);) {
            out += std::to_string(each.line()) + "\n";
            for (const auto& e : c.errors) out += e.path + e.message + "\n";
            if (c.errors.empty()) out += io::write_yaml_case(shop().stage_model(), c);
        }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view rows(reinterpret_cast<const char*>(data) + 2, size - 2);
    const auto missing = static_cast<when_empty>(data[0] % 3);
    const std::string whole = told(rows, rows.size() + 1, missing);
    if (told(rows, std::size_t{data[1]} % 40 + 1, missing) != whole) std::abort();
    return 0;
}
