// What a ruleset is a handle to.
#pragma once

#include <memory>
#include <string>

#include "writ/classify/from_model.hpp"
#include "writ/detail/eval/known.hpp"
#include "writ/model/model.hpp"
#include "writ/program/program.hpp"
#include "writ/ruleset.hpp"

namespace writ {

struct ruleset::parts {
    std::shared_ptr<const source_set> sources;
    model::model model;
    std::shared_ptr<const program::program> program;
    eval::known_code known;
    classify::catalogue classifiers;
    std::string hash;
};

}  // namespace writ
