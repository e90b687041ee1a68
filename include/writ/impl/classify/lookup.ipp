// Classifiers that are made when they are needed.
#pragma once

#include <atomic>
#include <mutex>

#include "writ/classify/from_model.hpp"

namespace writ::classify {

struct lookup::state {
    maker make;
    std::once_flag once;
    std::optional<classifier> made;
    std::atomic<bool> ready = false;
};

lookup::lookup(classifier made) : state_(std::make_shared<state>()) {
    std::call_once(state_->once, [&] { state_->made.emplace(std::move(made)); });
    state_->ready = true;
}

lookup::lookup(maker make) : state_(std::make_shared<state>()) { state_->make = std::move(make); }

const classifier* lookup::get() const {
    if (state_ == nullptr) return nullptr;
    std::call_once(state_->once, [&] {
        state_->made = state_->make();
        state_->make = nullptr;  // and what it keeps
        state_->ready = true;
    });
    return state_->made ? &*state_->made : nullptr;
}

bool lookup::ready() const noexcept { return state_ == nullptr || state_->ready; }

}  // namespace writ::classify
