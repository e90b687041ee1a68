// Writes the policies of `growth` as C++: make_ladder SIZE FILE
#include <fstream>
#include <iostream>

#include "workloads/growth_sizes.hpp"

int main(int argc, char** argv) {
    for (const auto& s : writ::bench::growth_sizes)
        if (argc == 3 && s.name == std::string_view(argv[1])) {
            std::ofstream out(argv[2], std::ios::binary);
            out << as_ladder(writ::bench::policy_of(s), "ladder_" + std::string(s.name));
            return out ? 0 : 1;
        }
    std::cerr << "usage: make_ladder SIZE FILE\n";
    return 2;
}
