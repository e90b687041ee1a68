// Pages of expressions.
#pragma once

#include "writ/detail/image/kept_expressions.hpp"

#include <algorithm>

#include "writ/detail/image/check.hpp"

namespace writ::image::detail {

void put(writer& out, const model::expression_list& all) {
    writer pages;
    std::vector<std::uint32_t> ends;
    std::size_t size = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        writer one;
        one.put(all[i]);
        const auto bytes = one.take();
        pages.put_bytes(bytes);
        size += bytes.size();
        if ((i + 1) % expressions_of_page == 0 || i + 1 == all.size()) ends.push_back(static_cast<std::uint32_t>(size));
    }
    out.put(ends);
    out.put_bytes(pages.take());
}

kept_expressions::kept_expressions(reader& in, std::size_t count)
    : count_(count),
      bounds_(in.bounds),
      read_((count + expressions_of_page - 1) / expressions_of_page),
      pages_(read_.size()) {
    in.get(ends_);
    if (ends_.size() != pages_.size() || !std::is_sorted(ends_.begin(), ends_.end())) in.refuse();
    const auto bytes = in.get_bytes(in.good() && !ends_.empty() ? ends_.back() : 0);
    bytes_.assign(bytes.begin(), bytes.end());
}

/// What does not belong to the program, which decides, is nothing to speak of: an expression as it is made.
const model::expression* kept_expressions::read_page(std::size_t number) const {
    const std::lock_guard only_one(reading_);
    if (const auto* page = pages_[number].load(std::memory_order_relaxed)) return page;
    const std::size_t first = number * expressions_of_page, begin = number == 0 ? 0 : ends_[number - 1];
    const std::size_t size = std::min(expressions_of_page, count_ - first);
    auto page = std::make_unique<model::expression[]>(size);
    reader in({bytes_.data() + begin, ends_[number] - begin});
    in.bounds = bounds_;
    for (std::size_t i = 0; i < size; ++i) {
        in.get(page[i]);
        if (!in.good() || !is_made_of(*program_, first + i, page[i])) page[i] = model::expression{};
    }
    read_[number] = std::move(page);
    pages_[number].store(read_[number].get(), std::memory_order_release);
    return read_[number].get();
}

}  // namespace writ::image::detail
