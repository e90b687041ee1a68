// Writes the policies of `growth` as C++, and the structs that they read: make_ladder SIZE FILE, or `structs` or `bindings`
#include <fstream>
#include <iostream>

#include "workloads/growth_sizes.hpp"

int main(int argc, char** argv) {
    using namespace writ::bench;
    const std::string_view wanted = argc == 3 ? argv[1] : "";
    std::string text;
    for (const auto& s : growth_sizes) {
        if (s.name == wanted) text = as_ladder(policy_of(s), "ladder_" + std::string(s.name));
        if (s.lists && wanted == "structs") text = as_structs(policy_of(s));
        if (s.lists && wanted == "bindings") text = as_bindings(policy_of(s));
    }
    if (text.empty()) {
        std::cerr << "usage: make_ladder SIZE|structs|bindings FILE\n";
        return 2;
    }
    std::ofstream out(argv[2], std::ios::binary);
    out << text;
    return out ? 0 : 1;
}
