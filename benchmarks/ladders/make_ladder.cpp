// Writes the policies of `growth` as C++, and the structs that they read: make_ladder NAME FILE
//
// NAME is `ladder_SIZE`, `columns_SIZE`, `structs` or `bindings`.
#include <fstream>
#include <iostream>

#include "workloads/growth_sizes.hpp"

int main(int argc, char** argv) {
    using namespace writ::bench;
    const std::string wanted = argc == 3 ? argv[1] : "";
    std::string text;
    for (const auto& s : growth_sizes) {
        const std::string size(s.name);
        if (wanted == "ladder_" + size) text = as_ladder(policy_of(s), wanted);
        if (wanted == "columns_" + size) text = as_columns(policy_of(s), wanted);
        if (s.lists && wanted == "structs") text = as_structs(policy_of(s));
        if (s.lists && wanted == "bindings") text = as_bindings(policy_of(s));
    }
    if (text.empty()) {
        std::cerr << "usage: make_ladder ladder_SIZE|columns_SIZE|structs|bindings FILE\n";
        return 2;
    }
    std::ofstream out(argv[2], std::ios::binary);
    out << text;
    return out ? 0 : 1;
}
