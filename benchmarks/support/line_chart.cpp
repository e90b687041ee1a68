#include "support/line_chart.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace writ::bench {

namespace {

constexpr double width = 760, height = 420, left = 70, right = 215, top = 60, bottom = 50;

// Whole powers of ten around all values.
struct axis {
    int low = 0, high = 1;
    double from = 0, to = 0;
    double at(double v) const { return from + (std::log10(v) - low) / (high - low) * (to - from); }
};

axis axis_of(const std::vector<double>& values, double from, double to) {
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    axis a{static_cast<int>(std::floor(std::log10(*least))), static_cast<int>(std::ceil(std::log10(*most))), from, to};
    if (a.high == a.low) ++a.high;
    return a;
}

std::string printed(const char* format, auto... values) {
    char text[512];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

std::string power(int exponent) {
    std::string out = "1";
    for (int i = 0; i < exponent; ++i) {
        out += '0';
        if (exponent > 2 && (exponent - i - 1) % 3 == 0 && i + 1 < exponent) out += ',';
    }
    return out;
}

}  // namespace

void write_line_chart(const std::string& file, const std::string& title, const std::string& x_name,
                      const std::string& y_name, const std::vector<chart_line>& lines) {
    std::vector<double> xs, ys;
    for (const auto& l : lines)
        for (const auto& [x, y] : l.points) xs.push_back(x), ys.push_back(y);
    if (xs.empty()) return;
    const axis x = axis_of(xs, left, width - right), y = axis_of(ys, height - bottom, top);
    std::string svg = printed(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" font-family=\"sans-serif\" "
        "font-size=\"13\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
        width, height);
    svg += printed("<text x=\"%.0f\" y=\"26\" font-size=\"16\" font-weight=\"bold\">%s</text>\n", left, title.c_str());
    for (int p = y.low; p <= y.high; ++p)
        svg += printed(
            "<path d=\"M%.1f %.1fH%.1f\" stroke=\"#ddd\"/><text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
            left, y.at(std::pow(10, p)), width - right, left - 8, y.at(std::pow(10, p)) + 4, power(p).c_str());
    for (int p = x.low; p <= x.high; ++p)
        svg += printed(
            "<path d=\"M%.1f %.1fV%.1f\" stroke=\"#ddd\"/><text x=\"%.1f\" y=\"%.1f\" "
            "text-anchor=\"middle\">%s</text>\n",
            x.at(std::pow(10, p)), top, height - bottom, x.at(std::pow(10, p)), height - bottom + 18, power(p).c_str());
    svg += printed("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>\n", (left + width - right) / 2,
                   height - 12, x_name.c_str());
    svg += printed("<text x=\"16\" y=\"%.1f\">%s</text>\n", top - 8, y_name.c_str());
    for (const auto& l : lines) {
        std::string path, dots;
        for (const auto& [px, py] : l.points) {
            path += printed("%s%.1f %.1f", path.empty() ? "M" : "L", x.at(px), y.at(py));
            dots += printed("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>", x.at(px), y.at(py),
                            l.colour.c_str());
        }
        svg += printed("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>%s\n", path.c_str(),
                       l.colour.c_str(), l.dashed ? " stroke-dasharray=\"6 4\"" : "", dots.c_str());
        if (l.points.empty()) continue;
        const auto& [lx, ly] = l.points.back();
        svg += printed("<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s, %.0f %s</text>\n", x.at(lx) + 10, y.at(ly) + 4,
                       l.colour.c_str(), l.name.c_str(), ly, y_name.c_str());
    }
    std::ofstream out(file, std::ios::binary);
    out << svg << "</svg>\n";
    if (!out) throw std::runtime_error("cannot write " + file);
}

}  // namespace writ::bench
