// Expressions of compiled rules as bytes: few are ever asked for, and as values they take ten times the room.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "writ/detail/image/archive.hpp"
#include "writ/model/model.hpp"
#include "writ/program/program.hpp"

namespace writ::image::detail {

/// So many are read at a time.
inline constexpr std::size_t expressions_of_page = 64;

/// Writes expressions page by page, after a table of where pages end.
void put(writer& out, const model::expression_list& all);

class kept_expressions final : public model::stored_expressions {
public:
    /// Takes its bytes from a reader.
    /// @param count  as many as the program has instructions
    kept_expressions(reader& in, std::size_t count);

    /// The program that was made of them, before the first is asked for.
    void belong_to(std::shared_ptr<const program::program> p) { program_ = std::move(p); }

    std::size_t size() const noexcept override { return count_; }
    const model::expression& operator[](std::size_t i) const override {
        const model::expression* page = pages_[i / expressions_of_page].load(std::memory_order_acquire);
        if (page == nullptr) page = read_page(i / expressions_of_page);
        return page[i % expressions_of_page];
    }
    const std::vector<std::string>& texts() const noexcept override { return program_->texts; }

private:
    const model::expression* read_page(std::size_t number) const;

    std::size_t count_;
    extents bounds_;
    std::vector<std::uint32_t> ends_;  ///< of pages, in `bytes_`
    std::vector<std::byte> bytes_;
    std::shared_ptr<const program::program> program_;
    mutable std::mutex reading_;
    mutable std::vector<std::unique_ptr<const model::expression[]>> read_;  ///< under `reading_`
    mutable std::vector<std::atomic<const model::expression*>> pages_;
};

}  // namespace writ::image::detail
