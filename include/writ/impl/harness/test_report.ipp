#include "writ/harness/test_report.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace writ::harness {
namespace test_report_detail {

inline std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default:
                // XML 1.0 has no place for other control characters.
                if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
        }
    }
    return out;
}

inline std::string indented(const std::string& text, const char* by) {
    std::string out;
    bool start = true;
    for (const char c : text) {
        if (start) out += c == '\n' ? std::string(by).substr(0, std::string(by).find_last_not_of(' ') + 1) : by;
        out += c;
        start = c == '\n';
    }
    return out;
}

inline std::string counted(std::size_t n, const char* one) {
    return std::to_string(n) + " " + one + (n == 1 ? "" : "s");
}

}  // namespace test_report_detail

std::string to_text(const example_result& e) {
    if (e.passed()) return "pass  " + e.pack + ": " + e.name + "\n";
    std::string out = "FAIL  " + e.pack + ": " + e.name + "   " + e.place + "\n";
    for (const auto& f : e.failures) {
        out += "  expected  " + f.expected + "   " + f.place + "\n  actual    " + f.actual + "\n";
        out += test_report_detail::indented(f.explanation, "    | ");
    }
    return out;
}

std::string to_text(const test_report& r, bool verbose) {
    using namespace test_report_detail;
    std::string out;
    std::size_t checks = 0;
    for (const auto& e : r.examples) {
        checks += e.checks;
        if (e.passed()) {
            if (verbose) out += to_text(e);
            continue;
        }
        out += to_text(e) + "\n";
    }
    if ((verbose || !r.filtered) && !r.coverage.unreached.empty()) {
        const auto& all = r.coverage.unreached;
        const std::size_t shown = verbose ? all.size() : std::min<std::size_t>(all.size(), 10);
        out += "no example reaches\n";
        for (std::size_t k = 0; k < shown; ++k) out += "  " + all[k].path + "   " + all[k].place + "\n";
        if (shown < all.size()) out += "  and " + std::to_string(all.size() - shown) + " more (--verbose lists all)\n";
    }
    const std::string pack = r.pack + ": ";
    const std::size_t failed = r.failed();
    out += pack + counted(r.examples.size() - failed, "example") + " passed, " + std::to_string(failed) + " failed (" +
           counted(checks, "check") + ")";
    if (verbose || !r.filtered)
        out += "; " + std::to_string(r.coverage.reached()) + " of " + counted(r.coverage.rules, "rule") + " reached";
    out += "\n";
    return out;
}

std::string to_junit(const std::vector<test_report>& all) {
    using namespace test_report_detail;
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
    for (const auto& r : all) {
        out += "  <testsuite name=\"" + escaped(r.pack) + "\" tests=\"" + std::to_string(r.examples.size()) +
               "\" failures=\"" + std::to_string(r.failed()) + "\">\n";
        for (const auto& e : r.examples) {
            out += "    <testcase classname=\"" + escaped(e.pack) + "\" name=\"" + escaped(e.name) + "\" file=\"" +
                   escaped(e.place) + "\"";
            if (e.passed()) {
                out += "/>\n";
                continue;
            }
            out += ">\n";
            for (const auto& f : e.failures)
                out += "      <failure message=\"" + escaped("expected " + f.expected + ", but " + f.actual) + "\">" +
                       escaped(f.place + "\n" + f.explanation) + "</failure>\n";
            out += "    </testcase>\n";
        }
        out += "  </testsuite>\n";
    }
    return out + "</testsuites>\n";
}

std::string to_json(const std::vector<test_report>& all) {
    namespace json = boost::json;
    json::array packs;
    for (const auto& r : all) {
        json::array examples, unreached;
        for (const auto& e : r.examples) {
            json::array failures;
            for (const auto& f : e.failures)
                failures.push_back(json::object{{"expected", f.expected},
                                                {"actual", f.actual},
                                                {"place", f.place},
                                                {"explanation", f.explanation}});
            examples.push_back(json::object{{"pack", e.pack},
                                            {"name", e.name},
                                            {"place", e.place},
                                            {"checks", e.checks},
                                            {"passed", e.passed()},
                                            {"failures", std::move(failures)}});
        }
        for (const auto& u : r.coverage.unreached)
            unreached.push_back(json::object{{"path", u.path}, {"place", u.place}});
        packs.push_back(json::object{{"pack", r.pack},
                                     {"filtered", r.filtered},
                                     {"examples", std::move(examples)},
                                     {"failed", r.failed()},
                                     {"coverage", json::object{{"rules", r.coverage.rules},
                                                               {"reached", r.coverage.reached()},
                                                               {"unreached", std::move(unreached)}}}});
    }
    return json::serialize(json::object{{"schema", "writ.test/1"}, {"packs", std::move(packs)}}) + "\n";
}

}  // namespace writ::harness
