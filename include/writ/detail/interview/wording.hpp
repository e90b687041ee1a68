// Questions in words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "writ/detail/interview/inquiry.hpp"
#include "writ/phrases.hpp"

namespace writ::interview_detail {

class question_writer {
public:
    /// @param currency  by pack: what money without one is in; 0: not known
    question_writer(const model::model& m, const std::vector<currency_code>& currency, std::string_view language)
        : m_(m), currency_(currency), language_(language) {}

    /// @param so_far  the decision `about`, which waits for the thing
    question ask(const open_thing& t, model::term_id about, const decision& so_far) const;

private:
    std::string words(phrase what, std::initializer_list<std::string_view> filled = {}) const {
        return say(what, language_, filled);
    }
    std::string text(const open_thing& t) const;
    std::string in_words(const open_thing& t) const;
    std::string kind(const writ::type& t, model::pack_id pack) const;
    std::string plain_kind(const writ::type& t, model::pack_id pack) const;
    std::vector<choice> choices(const writ::type& t) const;
    std::vector<std::string> why(const open_thing& t, model::term_id about, const decision& so_far) const;
    std::string rule_line(const model::rule& r) const;

    const model::model& m_;
    const std::vector<currency_code>& currency_;
    std::string_view language_;
};

}  // namespace writ::interview_detail
