// What an explanation asks: one question after the other about a case, and about the same case with something changed.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "writ/detail/eval/machine.hpp"
#include "writ/detail/eval/plain.hpp"
#include "writ/eval/evaluator.hpp"
#include "writ/model/model.hpp"

namespace writ::explain_detail {

/// Rules as explanations ask them.
struct asked_rules {
    const model::model& model;
    const program::program& program;
    const eval::known_code* known;  ///< null: the machine alone answers; it says the same
};

/// Answers about a case: those of the evaluator of what is known, where it has one, else the machine's.
class answers {
public:
    explicit answers(const asked_rules& rules) : rules_(rules) {
        if (rules.known != nullptr) plain_ = std::make_unique<eval::plain>(rules.program, *rules.known);
    }

    const asked_rules& rules() const noexcept { return rules_; }
    const case_data& facts() const noexcept { return *case_; }

    void load(const case_data& c) {
        case_ = &c;
        loaded_ = false;
        supposed_.reset();
        if (!plain_) return;
        plain_->load(c);
        admit();
    }

    /// The answer to a question, if it takes no machine; else null. Its value is valid until something else is asked.
    const eval::answer* known(model::term_id question) { return plain_ ? plain_->decide(index(question)) : nullptr; }
    const trace* trace_of(model::term_id question) { return plain_ ? plain_->trace_of(index(question)) : nullptr; }

    decision decide(model::term_id question) { return in_words(question, known(question)); }
    /// @param known  what `known` gave
    decision in_words(model::term_id question, const eval::answer* known) {
        return known != nullptr ? evaluator().tell(question, *known) : evaluator().decide(question);
    }

    /// A number, amount or day that an expression of a pack comes to where nothing is bound; nothing if it may be several.
    std::optional<rational> number_of(model::pack_id pack, model::expr_id e) {
        if (const auto known = plain_ ? plain_->known_number(index(pack), index(e)) : std::nullopt) return known;
        machine().begin();
        machine().enter_pack(index(pack));
        return only_number(machine().eval(index(e)));
    }

    /// What a number or amount is for these arguments, which are scalars.
    eval::value number(model::term_id t, const std::vector<eval::value>& arguments) {
        const auto count = static_cast<std::uint32_t>(arguments.size());
        if (const auto known = plain_ ? plain_->known_number(index(t), arguments.data(), count) : std::nullopt)
            return eval::number_value(*known);
        machine().begin();
        machine().enter_pack(index(rules_.model[t].pack));
        return machine().call(index(t), arguments.data(), count);
    }

    /// What the number is to be taken for, until another case is loaded.
    void suppose(model::term_id t, const std::vector<eval::value>& arguments, const rational& number) {
        supposed_ = {t, arguments, number};
        loaded_ = false;
        if (!plain_) return;
        plain_->suppose(index(t), arguments.data(), static_cast<std::uint32_t>(arguments.size()), number);
        admit();
    }

    /// The machine with the case.
    eval::machine& machine() { return evaluator().inside(); }

    static std::optional<rational> only_number(const eval::value& v) {
        return eval::is_known(v) && v.form == eval::shape::range ? std::optional(v.range.low) : std::nullopt;
    }

private:
    void admit() {
        if (!plain_->accepted() && evaluator().accepts()) plain_->accept();
    }

    eval::evaluator& evaluator() {
        if (!evaluator_) evaluator_ = std::make_unique<eval::evaluator>(rules_.program, rules_.model);
        if (std::exchange(loaded_, true)) return *evaluator_;
        evaluator_->load(*case_);
        if (!supposed_) evaluator_->inside().suppose_nothing();
        else
            evaluator_->inside().suppose(index(supposed_->of), supposed_->arguments.data(),
                                         static_cast<std::uint32_t>(supposed_->arguments.size()),
                                         eval::number_value(supposed_->number));
        return *evaluator_;
    }

    struct supposition {
        model::term_id of{};
        std::vector<eval::value> arguments;
        rational number;
    };

    asked_rules rules_;
    const case_data* case_ = nullptr;
    bool loaded_ = false;  ///< whether the machine has the case, with what is supposed
    std::optional<supposition> supposed_;
    std::unique_ptr<eval::plain> plain_;
    std::unique_ptr<eval::evaluator> evaluator_;
};

}  // namespace writ::explain_detail
