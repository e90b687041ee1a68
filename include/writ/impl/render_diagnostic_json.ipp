// Diagnostics as JSON.
#pragma once

#include "writ/render_diagnostic.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace writ {

namespace render_detail {

inline boost::json::object json_place(const source_set& sources, const span& where) {
    boost::json::object out;
    if (where.file >= sources.size()) return out;
    const source& file = sources[where.file];
    const position begin = file.position_of(where.begin);
    const position end = file.position_of(std::max(where.begin, where.end));
    out["file"] = file.name();
    out["line"] = begin.line;
    out["column"] = begin.column;
    out["end_line"] = end.line;
    out["end_column"] = end.column;
    return out;
}

}  // namespace render_detail

std::string render_json(const std::vector<diagnostic>& all, const source_set& sources) {
    boost::json::array out;
    for (const diagnostic& d : all) {
        boost::json::object one;
        one["code"] = code_name(d.code);
        one["severity"] = d.level == severity::error ? "error" : "warning";
        one["message"] = d.message;
        for (const auto& member : render_detail::json_place(sources, d.primary.where)) one.insert(member);
        boost::json::array labels;
        const auto add = [&](const label& l) {
            auto place = render_detail::json_place(sources, l.where);
            place["text"] = l.text;
            labels.push_back(std::move(place));
        };
        if (!d.primary.text.empty()) add(d.primary);
        for (const label& l : d.secondary) add(l);
        one["labels"] = std::move(labels);
        one["help"] = boost::json::array(d.help.begin(), d.help.end());
        out.push_back(std::move(one));
    }
    return boost::json::serialize(out);
}

}  // namespace writ
