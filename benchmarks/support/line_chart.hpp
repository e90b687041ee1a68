// A picture of lines over logarithmic axes.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace writ::bench {

struct chart_line {
    std::string name, colour;
    bool dashed = false;
    std::vector<std::pair<double, double>> points;  ///< ascending, above zero
};

/// Writes an SVG. @throws std::runtime_error where the file cannot be written
void write_line_chart(const std::string& file, const std::string& title, const std::string& x_name,
                      const std::string& y_name, const std::vector<chart_line>& lines);

}  // namespace writ::bench
