// Pictures of a small pack of two files, at every level.
#include <doctest/doctest.h>

#include "support/golden.hpp"
#include "support/small_pack.hpp"
#include "writ/graph/from_model.hpp"
#include "writ/graph/to_dot.hpp"

using namespace writ;
using namespace writ::test;

namespace {

const std::string folder = "tests/golden/graph/closing/";

}  // namespace

TEST_CASE("a pack is drawn as rules, as terms, as decisions, and one decision alone") {
    const auto pack = packs_in({std::filesystem::path(WRIT_SOURCE_DIR) / folder});
    const auto graph = graph::from_model(pack.model);
    graph::picture_options options;
    options.sources = &pack.sources;
    CHECK(golden_difference(folder + "rules.expected", graph::to_dot(graph, options)) == "");
    options.detail = graph::detail_level::terms;
    CHECK(golden_difference(folder + "terms.expected", graph::to_dot(graph, options)) == "");
    options.detail = graph::detail_level::decisions;
    options.language = "es";
    CHECK(golden_difference(folder + "decisions.expected", graph::to_dot(graph, options)) == "");
    options.detail = graph::detail_level::automatic;
    options.of = graph::find_vertex(graph, "points");
    options.legend = false;
    options.sources = nullptr;
    CHECK(golden_difference(folder + "points.expected", graph::to_dot(graph, options)) == "");
}

TEST_CASE("what does not fit is counted, and the automatic level follows the number of boxes") {
    const auto pack = packs_in({std::filesystem::path(WRIT_SOURCE_DIR) / folder});
    const auto graph = graph::from_model(pack.model);
    graph::picture_options options;
    const auto at = [&](graph::detail_level level) {
        auto same = options;
        same.detail = level;
        return graph::to_dot(graph, same);
    };
    CHECK(graph::to_dot(graph, options) == at(graph::detail_level::rules));
    options.readable_boxes = 8;
    CHECK(graph::to_dot(graph, options) == at(graph::detail_level::terms));
    options.readable_boxes = 5;
    CHECK(graph::to_dot(graph, options) == at(graph::detail_level::decisions));
    options.answers = 2;
    options.facts = 2;
    const std::string few = at(graph::detail_level::decisions);
    CHECK(few.find("and 2 more answers") != std::string::npos);
    CHECK(few.find("and 2 more") != std::string::npos);
}

TEST_CASE("a procedure is drawn as people follow it, with lanes or colours for them, and the way of a case") {
    const std::string handling = "tests/golden/graph/handling/";
    const auto pack = packs_in({std::filesystem::path(WRIT_SOURCE_DIR) / handling});
    REQUIRE(pack.mistakes == "");
    const auto graph = graph::from_model(pack.model);
    graph::picture_options options;
    options.sources = &pack.sources;
    CHECK(golden_difference(handling + "pack.expected", graph::to_dot(graph, options)) == "");
    options.of = graph::find_vertex(graph, "handling.seller");
    CHECK(golden_difference(handling + "one_step.expected", graph::to_dot(graph, options)) == "");
    options.of = graph::find_vertex(graph, "handling");
    CHECK(golden_difference(handling + "colours.expected", graph::to_dot(graph, options)) == "");
    options.walked = {{"identity", "evidence", "seller", "amount", "paid"},
                      {"handling.identity.otherwise", "handling.evidence.otherwise", "handling.seller.amount",
                       "handling.amount.otherwise"}};
    CHECK(golden_difference(handling + "walked.expected", graph::to_dot(graph, options)) == "");
    options.walked.reset();
    options.of = graph::find_vertex(graph, "caller");
    options.language = "es";
    CHECK(golden_difference(handling + "lanes.expected", graph::to_dot(graph, options)) == "");
}

TEST_CASE("a score and a deadline are one box each, with what their author wrote in them") {
    const std::string service = "tests/golden/graph/service/";
    const auto pack = packs_in({std::filesystem::path(WRIT_SOURCE_DIR) / service});
    REQUIRE(pack.mistakes == "");
    const auto graph = graph::from_model(pack.model);
    graph::picture_options options;
    options.sources = &pack.sources;
    CHECK(golden_difference(service + "rules.expected", graph::to_dot(graph, options)) == "");
    options.detail = graph::detail_level::decisions;
    options.language = "es";
    CHECK(golden_difference(service + "decisions.expected", graph::to_dot(graph, options)) == "");
    options.of = graph::find_vertex(graph, "experience");
    options.detail = graph::detail_level::automatic;
    CHECK(golden_difference(service + "score.expected", graph::to_dot(graph, options)) == "");
    options.of = graph::find_vertex(graph, "experience.reviews.points");
    CHECK(golden_difference(service + "one_metric.expected", graph::to_dot(graph, options)) == "");
}

TEST_CASE("SVG is drawn where Graphviz is") {
    const auto pack = packs_in({std::filesystem::path(WRIT_SOURCE_DIR) / folder});
    const auto graph = graph::from_model(pack.model);
    const auto first = graph::to_svg(graph), second = graph::to_svg(graph);
    CHECK(first.has_value() == graph::can_draw_svg());
    CHECK(first == second);
    if (!first) return;
    CHECK(first->find("</svg>") != std::string::npos);
    CHECK(first->find("Penalty tier") != std::string::npos);
}
