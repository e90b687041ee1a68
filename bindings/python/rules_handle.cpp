#include "rules_handle.hpp"

#include "writ/model/model.hpp"
#include "writ/render_diagnostic.hpp"

namespace writ::python {

rules_handle::rules_handle(compilation compiled)
    : rules_(*compiled.rules),
      compiled_(std::move(compiled)),
      words_(case_words_of(rules_)),
      decider_(rules_),
      spare_(std::make_shared<std::vector<std::unique_ptr<case_data>>>()) {}

std::string rules_handle::warnings() const { return render_json(compiled_.diagnostics, *compiled_.sources); }

const asked_question& rules_handle::question(std::string_view name) {
    const auto known = asked_.find(name);
    if (known != asked_.end()) return known->second;
    asked_question made{std::string(name), decider_.question(name), {}, {}};
    const auto& m = rules_.stage_model();
    made.type = m[made.number].type;
    if (made.type.base == base_type::enumeration)
        for (const auto& v : m.enums[made.type.ref].values) made.names.emplace_back(v.name);
    return asked_.emplace(made.name, made).first->second;
}

std::shared_ptr<const case_data> rules_handle::read(pybind11::handle given, const reading& how) {
    std::unique_ptr<case_teller> teller;
    if (idle_.empty()) {
        teller = std::make_unique<case_teller>(rules_, words_);
    } else {
        teller = std::move(idle_.back());
        idle_.pop_back();
    }
    auto out = room();
    teller->read(given, how, *out);
    idle_.push_back(std::move(teller));
    return out;
}

std::shared_ptr<case_data> rules_handle::room() {
    constexpr std::size_t most_spare = 64;
    std::unique_ptr<case_data> made;
    if (spare_->empty()) {
        made = std::make_unique<case_data>();
    } else {
        made = std::move(spare_->back());
        spare_->pop_back();
    }
    return {made.release(), [home = spare_](case_data* done) {
                std::unique_ptr<case_data> owned(done);
                if (home->size() < most_spare) home->push_back(std::move(owned));
            }};
}

}  // namespace writ::python
