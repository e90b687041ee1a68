// Texts → rules that decide: runs all stages.
#pragma once

#include <algorithm>

#include "writ/analysis/tables.hpp"
#include "writ/detail/model/sha256.hpp"
#include "writ/detail/ruleset_parts.hpp"
#include "writ/graph/analyze.hpp"
#include "writ/graph/from_model.hpp"
#include "writ/io/pack_folder.hpp"
#include "writ/model/from_syntax.hpp"
#include "writ/program/from_model.hpp"
#include "writ/syntax/parse.hpp"

namespace writ {

namespace ruleset_detail {

namespace fs = std::filesystem;

/// The packs that a pack's files say they use, with the places that say so.
inline std::vector<std::pair<std::string, span>> uses_of(const std::vector<syntax::tree>& files) {
    std::vector<std::pair<std::string, span>> out;
    for (const auto& f : files)
        for (const auto& d : f.root.children)
            if (d.what == syntax::kind::use)
                if (const auto* name = d.find(syntax::kind::name)) out.emplace_back(name->text, name->where);
    return out;
}

/// The hash of a pack that uses no other; else of the hashes of all packs, the one asked for first.
inline std::string hash_of(const model::model& m) {
    if (m.packs.size() == 1) return m.packs.front().content_hash;
    model::detail::sha256 all;
    for (const auto& p : m.packs) all.add(p.content_hash);
    return all.digits();
}

/// Reads a pack's folder and, from the folders beside it, those of the packs it uses.
class folder_reader {
public:
    folder_reader(source_set& sources, const limits& bounds) : sources_(sources), bounds_(bounds) {}

    void read(const fs::path& folder) { read(folder, 0, {}); }

    std::vector<model::pack_files> packs;
    std::vector<diagnostic> diagnostics;

private:
    void read(const fs::path& folder, std::size_t depth, const span& said) {
        auto found = io::read_pack_folder(folder, sources_, bounds_);
        if (!found) {
            for (auto d : found.diagnostics()) {
                d.primary.where = said;
                diagnostics.push_back(std::move(d));
            }
            return;
        }
        const std::size_t number = packs.size();
        packs.push_back({found->name, {}, {}});
        for (const auto file : found->files) add(file, number);
        std::error_code failed;
        const fs::path above = (folder / "..").lexically_normal();
        for (const auto& [name, where] : uses_of(packs[number].files)) {
            const auto same = [&, n = std::string_view(name)](const auto& p) { return p.name == n; };
            if (std::any_of(packs.begin(), packs.end(), same)) continue;
            const fs::path beside = (above / name).lexically_normal();
            if (depth + 1 > bounds_.use_depth)
                diagnostics.push_back(
                    make_diagnostic(diagnostic_code::uses_too_deep, where, {std::to_string(bounds_.use_depth)}));
            else if (!fs::is_directory(beside, failed)) continue;  // the model says that the pack was not found
            else if (fs::canonical(beside, failed).parent_path() != fs::canonical(above, failed))
                diagnostics.push_back(make_diagnostic(diagnostic_code::outside_root, where, {beside.generic_string()}));
            else read(beside, depth + 1, where);
        }
    }

    void add(std::uint32_t file, std::size_t number) {
        auto parsed = syntax::parse(sources_, file, bounds_);
        diagnostics.insert(diagnostics.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
        packs[number].files.push_back(std::move(parsed.syntax));
        packs[number].declared_first.push_back(sources_[file].name());
    }

    source_set& sources_;
    const limits& bounds_;
};

/// Leaves of trees that have become a model what `blame_used` asks for: memory for the stages that follow.
inline void drop_declarations(std::vector<model::pack_files>& packs) {
    for (auto& pack : packs)
        for (auto& file : pack.files)
            std::erase_if(file.root.children, [](const syntax::node& n) { return n.what != syntax::kind::use; });
}

/// Says of each pack that the first one uses, directly or through another, whether it has mistakes of its own.
inline void blame_used(const std::vector<model::pack_files>& packs, std::vector<diagnostic>& found) {
    const auto number_of = [&](std::string_view name) {
        const auto named = [&](const auto& p) { return p.name == name; };
        return static_cast<std::size_t>(std::find_if(packs.begin(), packs.end(), named) - packs.begin());
    };
    std::vector<bool> broken(packs.size() + 1);
    for (std::size_t i = 1; i < packs.size(); ++i)
        for (const auto& file : packs[i].files)
            broken[i] = broken[i] || std::any_of(found.begin(), found.end(), [&](const diagnostic& d) {
                            return d.level == severity::error && d.primary.where.file == file.root.where.file;
                        });
    for (std::size_t round = 1; round < packs.size(); ++round)
        for (std::size_t i = 1; i < packs.size(); ++i)
            for (const auto& use : uses_of(packs[i].files))
                if (broken[number_of(use.first)]) broken[i] = true;
    for (const auto& [name, where] : uses_of(packs.front().files))
        if (broken[number_of(name)])
            found.push_back(make_diagnostic(diagnostic_code::pack_with_mistakes, where, {name}));
}

}  // namespace ruleset_detail

compilation ruleset::compile_packs(std::shared_ptr<source_set> sources, std::vector<model::pack_files> packs,
                                   std::vector<diagnostic> found, const limits& bounds) {
    compilation out;
    auto parts = std::make_shared<ruleset::parts>();
    parts->sources = sources;
    out.sources = sources;
    // Names are resolved even when a text could not be read whole, so that one run reports all mistakes.
    auto modelled = model::from_syntax(packs, *sources, bounds);
    const bool read_whole = !has_error(found);
    auto of_model = modelled.diagnostics();
    model::drop_consequences(of_model, found, packs, *sources);
    found.insert(found.end(), of_model.begin(), of_model.end());
    ruleset_detail::drop_declarations(packs);
    if (modelled) {
        parts->model = std::move(modelled).value();
        parts->hash = ruleset_detail::hash_of(parts->model);
        if (read_whole) {
            analysis::check_tables(parts->model, found, bounds);
            const auto drawn = graph::from_model(parts->model, graph::drawing::dependencies);
            for (auto& d : graph::check(drawn, bounds)) found.push_back(std::move(d));
        }
    }
    if (modelled && !has_error(found)) {
        auto lowered = program::from_model(parts->model);
        for (const auto& d : lowered.diagnostics()) found.push_back(d);
        if (lowered) {
            parts->program = std::make_shared<program::program>(std::move(lowered).value());
            parts->known = eval::known_code(*parts->program);
            parts->classifiers = classify::from_model(parts->model, parts->program->layout);
        }
    }
    ruleset_detail::blame_used(packs, found);
    tidy(found, bounds.diagnostics);
    if (!has_error(found)) out.rules = ruleset(std::move(parts));
    out.diagnostics = std::move(found);
    return out;
}

compilation ruleset::compile_folder(const std::filesystem::path& folder, const limits& bounds) {
    auto sources = std::make_shared<source_set>();
    ruleset_detail::folder_reader reader(*sources, bounds);
    reader.read(folder);
    if (reader.packs.empty() || reader.packs.front().files.empty()) {
        compilation out;
        out.sources = sources;
        out.diagnostics = std::move(reader.diagnostics);
        return out;
    }
    return compile_packs(sources, std::move(reader.packs), std::move(reader.diagnostics), bounds);
}

compilation ruleset::compile(std::vector<named_text> texts, const limits& bounds) {
    auto sources = std::make_shared<source_set>();
    std::sort(texts.begin(), texts.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    std::vector<model::pack_files> packs(1);  // a list in braces would copy its trees
    model::pack_files& pack = packs.front();
    pack.name = "rules";
    std::vector<diagnostic> found;
    for (auto& t : texts) {
        const auto file = sources->add(source(t.name, std::move(t.text)));
        auto parsed = syntax::parse(*sources, file, bounds);
        found.insert(found.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
        pack.files.push_back(std::move(parsed.syntax));
        pack.declared_first.push_back((*sources)[file].name());
    }
    return compile_packs(sources, std::move(packs), std::move(found), bounds);
}

}  // namespace writ
