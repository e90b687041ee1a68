#include "writ/detail/eval/plain.hpp"

// What is written down while a question is answered, if somebody wants to know.

namespace writ::eval {

const trace* plain::trace_of(std::uint32_t term) {
    steps_.clear();
    tracing_ = usable_;
    const short_answer* known = ask(term);
    if (known == nullptr) return nullptr;
    trace_ = {*known, steps_};
    return &trace_;
}

std::uint32_t plain::open(step what, std::uint32_t number) {
    steps_.push_back({what, verdict::none, number, 0, {}});
    return static_cast<std::uint32_t>(steps_.size() - 1);
}

void plain::close(std::uint32_t at, tri holds, const cell& value) {
    trace_step& s = steps_[at];
    s.verdict = holds == tri::yes ? verdict::yes : holds == tri::no ? verdict::no : verdict::open;
    s.parts = static_cast<std::uint32_t>(steps_.size() - 1 - at);
    s.value = value;
}

void plain::close_term(std::uint32_t at, const known& v) {
    trace_step& s = steps_[at];
    s.parts = static_cast<std::uint32_t>(steps_.size() - 1 - at);
    s.value = as_cell(v, p_.types[p_.terms[s.number].type]);
}

plain::tri plain::traced_condition(std::uint32_t instruction) {
    const std::uint32_t at = open(step::condition, instruction);
    const tri out = truth(instruction);
    close(at, out);
    return out;
}

void plain::close_rule(std::uint32_t at, const speech& s) {
    using kind_of = speech::kind_of;
    const type& t = p_.types[p_.terms[p_.rules[steps_[at].number].term].type];
    const bool fails = s.kind == kind_of::no || s.kind == kind_of::off;
    close(at, fails ? tri::no : tri::yes, s.kind == kind_of::says ? as_cell(s.result, t) : cell{});
}

}  // namespace writ::eval
