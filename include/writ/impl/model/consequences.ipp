// Mistakes that are only consequences of others.
#pragma once

#include "writ/model/from_syntax.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace writ::model {

namespace consequences_detail {

/// Whether a mistake is that a name leads nowhere.
inline bool is_about_name(diagnostic_code c) {
    switch (c) {
        case diagnostic_code::unknown_name:
        case diagnostic_code::unknown_type:
        case diagnostic_code::unknown_value:
        case diagnostic_code::unknown_function:
        case diagnostic_code::unknown_rule:
        case diagnostic_code::unknown_decision:
        case diagnostic_code::unknown_fact:
        case diagnostic_code::unknown_param:
        case diagnostic_code::not_a_violation:
        case diagnostic_code::not_a_region:
        case diagnostic_code::no_region:
        case diagnostic_code::region_without_value:
        case diagnostic_code::param_without_value:
        case diagnostic_code::unknown_example: return true;
        default: return false;
    }
}

/// Whether a mistake is that the head of the pack does not say something.
inline bool is_about_head(diagnostic_code c) {
    switch (c) {
        case diagnostic_code::no_currency:
        case diagnostic_code::unknown_audience:
        case diagnostic_code::no_region:
        case diagnostic_code::missing_language:
        case diagnostic_code::unknown_language: return true;
        default: return false;
    }
}

/// Whether the words of a path, or a text in quotes, are among some.
inline bool mentions(std::string_view path, const std::unordered_set<std::string_view>& lost) {
    if (lost.contains(path)) return true;
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find_first_of(".[", begin), path.size());
        if (lost.contains(path.substr(begin, end - begin))) return true;
        begin = end + 1;
    }
    return false;
}

/// Whether a pack seems to have a head that could not be read.
inline bool is_headless(const pack_files& pack) {
    bool head = false, broken = false;
    for (const syntax::tree& file : pack.files) {
        broken = broken || !file.broken.empty();
        for (const syntax::node& n : file.root.children) head = head || n.what == syntax::kind::pack;
    }
    return broken && !head;
}

}  // namespace consequences_detail

void drop_consequences(std::vector<diagnostic>& found, const std::vector<diagnostic>& of_texts,
                       const std::vector<pack_files>& packs, const source_set& sources) {
    using namespace consequences_detail;
    if (!has_error(of_texts)) return;
    std::unordered_set<std::string_view> lost;
    for (const pack_files& pack : packs)
        for (const syntax::tree& file : pack.files) lost.insert(file.broken.begin(), file.broken.end());
    const auto is_unread = [&](const syntax::tree& file) {
        const auto is_there = [&](const diagnostic& d) { return d.primary.where.file == file.root.where.file; };
        return file.root.children.empty() && file.broken.empty() &&
               std::any_of(of_texts.begin(), of_texts.end(), is_there);
    };
    for (const pack_files& pack : packs)
        if (std::any_of(pack.files.begin(), pack.files.end(), is_unread)) return found.clear();
    const bool headless = std::any_of(packs.begin(), packs.end(), is_headless);
    std::erase_if(found, [&](const diagnostic& d) {
        const auto same_place = [&](const diagnostic& other) { return other.primary.where == d.primary.where; };
        return d.level == severity::warning || (headless && is_about_head(d.code)) ||
               (is_about_name(d.code) && mentions(sources.text(d.primary.where), lost)) ||
               std::any_of(of_texts.begin(), of_texts.end(), same_place);
    });
}

}  // namespace writ::model
