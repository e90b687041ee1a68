// What an expression can see from where it stands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "writ/model/model.hpp"

namespace writ::model::detail {

/// A variable that can be seen.
struct variable {
    std::string name;
    local_id id{};
};

/// The pack, the variables and the guards in force at one place.
struct scope {
    pack_id pack{};
    std::vector<variable> variables;   ///< innermost last
    std::vector<std::string> present;  ///< keys of optional expressions that a guard says are present
    bool expectation = false;          ///< `expect`: an unguarded optional value is required, not refused
    bool given = false;                ///< constants of a case: `unknown` may be written

    const variable* find(std::string_view name) const noexcept {
        for (auto v = variables.rbegin(); v != variables.rend(); ++v)
            if (v->name == name) return &*v;
        return nullptr;
    }
    bool is_guarded(std::string_view key) const noexcept {
        for (const std::string& k : present)
            if (k == key) return true;
        return false;
    }
};

/// Takes back what a part of an expression or rule added to a scope.
class scope_mark {
public:
    explicit scope_mark(scope& s) : scope_(s), variables_(s.variables.size()), present_(s.present.size()) {}
    scope_mark(const scope_mark&) = delete;
    scope_mark& operator=(const scope_mark&) = delete;
    ~scope_mark() {
        scope_.variables.resize(variables_);
        scope_.present.resize(present_);
    }

private:
    scope& scope_;
    std::size_t variables_, present_;
};

}  // namespace writ::model::detail
