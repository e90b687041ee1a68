// Events of a host → a document → a case.
#pragma once

#include "writ/detail/io/fill_case.hpp"
#include "writ/io/case_builder.hpp"

namespace writ::io {

struct case_builder::parts {
    detail::document document;
    detail::case_filler filler;
};

case_builder::case_builder(const model::model& m, const case_layout& layout, const limits& bounds)
    : parts_(new parts{detail::document(bounds), detail::case_filler(m, layout, bounds)}) {}
case_builder::case_builder(case_builder&&) noexcept = default;
case_builder& case_builder::operator=(case_builder&&) noexcept = default;
case_builder::~case_builder() = default;

void case_builder::clear() { parts_->document.clear(); }
void case_builder::key(std::string_view name) { parts_->document.key(parts_->document.keep(name)); }
void case_builder::open_object() { parts_->document.open(detail::node::kind_of::object); }
void case_builder::open_list() { parts_->document.open(detail::node::kind_of::list); }
void case_builder::close() { parts_->document.close(); }
void case_builder::null() { parts_->document.scalar(detail::node::kind_of::null); }
void case_builder::unknown() { parts_->document.scalar(detail::node::kind_of::unknown); }
void case_builder::boolean(bool value) { parts_->document.scalar(detail::node::kind_of::boolean, {}, value); }

void case_builder::number(std::string_view spelling) {
    parts_->document.scalar(detail::node::kind_of::number, parts_->document.keep(spelling));
}
void case_builder::text(std::string_view value) {
    parts_->document.scalar(detail::node::kind_of::text, parts_->document.keep(value));
}
void case_builder::plain(std::string_view value) {
    parts_->document.scalar(detail::node::kind_of::plain, parts_->document.keep(value));
}

void case_builder::finish(case_data& out) {
    parts_->filler.fill(parts_->document, parts_->document.root(), out);
    clear();
}

}  // namespace writ::io
