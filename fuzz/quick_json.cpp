// Any bytes as a line of JSON: what the quick reader accepts, the other one reads as the same case, without mistakes.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "support/every_type.hpp"
#include "writ/detail/io/quick_json.hpp"
#include "writ/detail/io/read_document.hpp"
#include "writ/ruleset.hpp"

namespace {

using namespace writ;

const ruleset& rules() {
    static const ruleset all = *ruleset::compile({{"fuzz.writ", test::every_type}}).rules;
    return all;
}

bool same(const case_data& a, const case_data& b) {
    const auto same_list = [](const list_data& x, const list_data& y) {
        return x.state == y.state && x.count == y.count && x.cells == y.cells && x.given == y.given;
    };
    return b.errors.empty() && a.errors.empty() && a.cells == b.cells && a.texts == b.texts && a.as_of == b.as_of &&
           a.currency == b.currency &&
           std::equal(a.lists.begin(), a.lists.end(), b.lists.begin(), b.lists.end(), same_list);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const limits bounds;
    static detail::case_filler filler(rules().stage_model(), rules().layout(), bounds);
    static detail::quick_json quick(filler, rules().layout(), bounds);
    static detail::json_parser json;
    static detail::document document(bounds);
    static case_data quickly, slowly;
    const std::string line(reinterpret_cast<const char*>(data), size);
    const std::string padded = line + std::string(1 + detail::text_padding, '\n');
    if (quick.read(padded.data(), padded.data() + size, quickly) != padded.data() + size) return 0;
    json.parse(line, bounds, document);
    filler.fill(document, document.root(), slowly);
    if (!same(quickly, slowly)) std::abort();
    return 0;
}
