// The language reference as a test: every block of rules in rules/README.md is compiled and its examples are run.
#include <doctest/doctest.h>

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "support/example_case.hpp"
#include "support/golden.hpp"
#include "support/oracle.hpp"
#include "writ/analysis/tables.hpp"
#include "writ/model/from_syntax.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/syntax/parse.hpp"

namespace {

using namespace writ::test;

const std::string page = "rules/README.md";

/// A fenced block: the word behind the fence, the line of its first line (from 1), its lines.
struct block {
    std::string section;
    std::string kind;
    std::size_t line = 0;
    std::vector<std::string> lines;
};

/// A pack and the blocks added to it in its section.
struct pack {
    std::string name;
    std::string section;
    std::vector<const block*> parts;
};

/// A block that must be refused, the pack it is added to (null: it is a pack itself), and what must be said.
struct refusal {
    const block* what = nullptr;
    const pack* base = nullptr;
    const block* message = nullptr;
};

std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> lines(1);
    for (const char c : text) {
        if (c == '\n') lines.emplace_back();
        else lines.back() += c;
    }
    return lines;
}

std::string trimmed(const std::string& line) {
    const auto first = line.find_first_not_of(" \t\r");
    return first == std::string::npos ? std::string() : line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

std::vector<block> read_blocks() {
    std::vector<block> blocks;
    std::string section;
    bool inside = false;
    std::size_t number = 0;
    for (const auto& line : split_lines(read_file(page))) {
        ++number;
        const bool fence = line.starts_with("```");
        if (!inside && line.starts_with("## ")) section = line.substr(3);
        if (inside && !fence) blocks.back().lines.push_back(line);
        if (!fence) continue;
        if (!inside) blocks.push_back({section, trimmed(line.substr(3)), number + 1, {}});
        inside = !inside;
    }
    REQUIRE_MESSAGE(!inside, page << ": the last fence is never closed");
    return blocks;
}

/// The name of the pack a block declares in its first line that is no comment; empty if it does not.
std::string declared_pack(const block& b) {
    for (const auto& line : b.lines) {
        const auto words = trimmed(line);
        if (words.empty() || words.starts_with("#")) continue;
        if (!words.starts_with("pack ")) return {};
        return words.substr(5, words.find_first_of(" {", 5) - 5);
    }
    return {};
}

std::vector<pack> read_packs(const std::vector<block>& blocks) {
    std::vector<pack> packs;
    for (const auto& b : blocks) {
        if (b.kind != "writ") continue;
        if (const auto name = declared_pack(b); !name.empty()) packs.push_back({name, b.section, {}});
        const bool belongs = !packs.empty() && packs.back().section == b.section;
        REQUIRE_MESSAGE(belongs, page << ":" << b.line << ": no pack stands above this block in its section");
        packs.back().parts.push_back(&b);
    }
    return packs;
}

std::vector<refusal> read_refusals(const std::vector<block>& blocks, const std::vector<pack>& packs) {
    std::vector<refusal> refusals;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const block& b = blocks[i];
        if (b.kind != "writ-bad") continue;
        refusal r{&b, nullptr, nullptr};
        for (const auto& p : packs)
            if (p.section == b.section && p.parts.front()->line < b.line) r.base = &p;
        if (!declared_pack(b).empty()) r.base = nullptr;
        else
            REQUIRE_MESSAGE(r.base != nullptr,
                            page << ":" << b.line << ": no pack stands above this block in its section");
        if (i + 1 < blocks.size() && blocks[i + 1].kind == "text") r.message = &blocks[i + 1];
        REQUIRE_MESSAGE(r.message != nullptr, page << ":" << b.line << ": no text block says what the message is");
        refusals.push_back(r);
    }
    return refusals;
}

/// Blocks as one text in which every line has the number it has on the page, so that messages point there.
std::string text_of(const std::vector<const block*>& parts) {
    std::string text;
    std::size_t line = 1;
    for (const block* b : parts) {
        for (; line < b->line; ++line) text += '\n';
        for (const auto& words : b->lines) text += words + '\n';
        line += b->lines.size();
    }
    return text;
}

/// A pack's name and its text.
using named_pack = std::pair<std::string, std::string>;

struct compiled {
    writ::source_set sources;
    std::vector<writ::diagnostic> diagnostics;
    std::optional<writ::model::model> model;  ///< none if a diagnostic is an error

    std::string messages() const { return writ::render(diagnostics, sources); }
};

/// Compiles packs, the one that is meant first.
compiled compile(const std::vector<named_pack>& packs) {
    compiled c;
    std::vector<writ::model::pack_files> files;
    for (const auto& [name, text] : packs) {
        auto parsed = writ::syntax::parse(c.sources, c.sources.add(writ::source(page, text)));
        c.diagnostics.insert(c.diagnostics.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
        files.push_back({name, {}, {page}});
        files.back().files.push_back(std::move(parsed.syntax));
    }
    auto model = writ::model::from_syntax(files, c.sources);
    c.diagnostics.insert(c.diagnostics.end(), model.diagnostics().begin(), model.diagnostics().end());
    if (model) c.model = std::move(model).value();
    if (c.model) writ::analysis::check_tables(*c.model, c.diagnostics);
    if (writ::has_error(c.diagnostics)) c.model.reset();
    return c;
}

/// A pack, and those of its section that it uses.
std::vector<named_pack> with_used(const pack& p, const std::vector<pack>& packs) {
    std::vector<named_pack> all = {{p.name, text_of(p.parts)}};
    for (const auto& other : packs) {
        const auto at = all.front().second.find("\nuse " + other.name);
        const auto end = at + 5 + other.name.size();
        if (other.section == p.section && at != std::string::npos &&
            std::string("\n ").find(all.front().second[end]) != std::string::npos)
            all.emplace_back(other.name, text_of(other.parts));
    }
    return all;
}

/// The examples of a model that do not come out as they should, in words.
std::string disappointments(const writ::model::model& m) {
    std::string text;
    for (const auto& example : m.examples) {
        const auto facts = example_case(m, example);
        for (const auto& expected : example.expects)
            if (const auto why = disappointment(m, expected, writ::oracle::decide(m, facts, expected.question));
                !why.empty())
                text += example.name + ": " + expected.source + ": " + why + '\n';
    }
    return text;
}

}  // namespace

TEST_CASE("every pack of the language reference compiles and its examples hold") {
    const auto blocks = read_blocks();
    const auto packs = read_packs(blocks);
    CHECK(packs.size() > 20);
    for (const auto& p : packs) {
        INFO(page << ":" << p.parts.front()->line << ": pack " << p.name);
        const auto c = compile(with_used(p, packs));
        CHECK(c.messages() == "");
        REQUIRE(c.model.has_value());
        CHECK(disappointments(*c.model) == "");
    }
}

TEST_CASE("every mistake of the language reference is refused with the message it shows") {
    const auto blocks = read_blocks();
    const auto packs = read_packs(blocks);
    const auto refusals = read_refusals(blocks, packs);
    CHECK(refusals.size() > 10);
    for (const auto& r : refusals) {
        INFO(page << ":" << r.what->line);
        std::vector<const block*> parts;
        if (r.base != nullptr)
            for (const block* part : r.base->parts)
                if (part->line < r.what->line) parts.push_back(part);
        parts.push_back(r.what);
        const auto c = compile({{"", text_of(parts)}});
        CHECK_FALSE(c.model.has_value());
        const auto said = c.messages();
        for (const auto& line : r.message->lines)
            CHECK_MESSAGE(said.find(trimmed(line)) != std::string::npos, "`" << trimmed(line) << "` is not in\n"
                                                                             << said);
    }
}

TEST_CASE("blocks of the language reference are of kinds that mean something") {
    const std::set<std::string> known = {"writ", "writ-bad", "text", "ebnf"};
    for (const auto& b : read_blocks())
        CHECK_MESSAGE(known.contains(b.kind), page << ":" << b.line << ": `" << b.kind << "`");
}
