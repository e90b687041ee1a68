// The picture as SVG, by the Graphviz library where there is one.
#pragma once

#include "writ/graph/to_dot.hpp"

#ifdef WRIT_WITH_GRAPHVIZ
#include <graphviz/gvc.h>

#include <memory>
#include <mutex>
#endif

namespace writ::graph {

#ifdef WRIT_WITH_GRAPHVIZ

bool can_draw_svg() noexcept { return true; }

std::optional<std::string> to_svg(const decision_graph& g, const picture_options& options) {
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    const std::string dot = to_dot(g, options);
    // One context for as long as the program runs: the font plugin of Graphviz 2.42 keeps pointers into the first one it
    // sees, and reads them again for the next picture.
    static GVC_t* const context = gvContext();
    const auto drop = [](Agraph_t* a) { agclose(a); };
    const std::unique_ptr<Agraph_t, decltype(drop)> picture(agmemread(dot.c_str()), drop);
    if (!context || !picture || gvLayout(context, picture.get(), "dot") != 0) return std::nullopt;
    char* bytes = nullptr;
    unsigned length = 0;
    std::optional<std::string> out;
    if (gvRenderData(context, picture.get(), "svg", &bytes, &length) == 0 && bytes) {
        out = std::string(bytes, length);
        gvFreeRenderData(bytes);
    }
    gvFreeLayout(context, picture.get());
    return out;
}

#else

bool can_draw_svg() noexcept { return false; }

std::optional<std::string> to_svg(const decision_graph&, const picture_options&) { return std::nullopt; }

#endif

}  // namespace writ::graph
