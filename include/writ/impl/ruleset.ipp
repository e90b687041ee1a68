// Rules that decide, and how they come from bytes and go there.
#pragma once

#include "writ/ruleset.hpp"

#include <algorithm>

#include "writ/detail/eval/plain.hpp"
#include "writ/detail/image/file.hpp"
#include "writ/detail/ruleset_parts.hpp"
#include "writ/eval/evaluator.hpp"
#include "writ/image/image.hpp"
#include "writ/io/case_builder.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/version.hpp"

namespace writ {

// ------------------------------------------------------------------ compiled rules

compilation ruleset::compile(std::span<const std::byte> bytes, std::string_view name) {
    compilation out;
    auto read = image::read(bytes, name);
    out.diagnostics = read.diagnostics();
    if (!read) {
        out.sources = std::make_shared<source_set>();
        return out;
    }
    image::contents& c = read.value();
    auto made = std::make_shared<parts>();
    out.sources = made->sources = std::make_shared<source_set>(std::move(c.sources));
    made->model = std::move(c.model);
    made->program = std::move(c.program);
    made->known = eval::known_code(*made->program);
    made->classifiers = std::move(c.lookups);
    made->hash = std::move(c.hash);
    out.rules = ruleset(std::move(made));
    return out;
}

compilation ruleset::compile(const std::filesystem::path& folder, const limits& bounds) {
    if (folder.extension() != ".writc") return compile_folder(folder, bounds);
    std::error_code failed;
    const image::detail::file_bytes file(folder, failed);
    if (!failed) return compile(file.bytes(), folder.generic_string());
    compilation out;
    out.sources = std::make_shared<source_set>();
    out.diagnostics = {
        make_diagnostic(diagnostic_code::unreadable_file, {}, {folder.generic_string(), failed.message()})};
    return out;
}

std::vector<std::byte> ruleset::bytes() const {
    return image::write(parts_->hash, *parts_->sources, parts_->model, *parts_->program, parts_->classifiers);
}

void ruleset::save(const std::filesystem::path& file) const {
    std::error_code failed;
    image::detail::write_file(file, bytes(), failed);
    if (failed) throw std::filesystem::filesystem_error("compiled rules cannot be written", file, failed);
}

namespace ruleset_detail {

inline ruleset rules_or_throw(compilation c) {
    if (c.rules) return *std::move(c.rules);
    throw compile_failed(render(c.diagnostics, *c.sources), std::move(c.diagnostics));
}

}  // namespace ruleset_detail

ruleset ruleset::load(const std::filesystem::path& folder, const limits& bounds) {
    return ruleset_detail::rules_or_throw(compile(folder, bounds));
}

ruleset ruleset::load(std::span<const std::byte> bytes, std::string_view name) {
    return ruleset_detail::rules_or_throw(compile(bytes, name));
}

// ------------------------------------------------------------------ answers

decision ruleset::decide(const case_data& c, std::string_view name) const {
    decider d(*this);
    d.load(c);
    return d.decide(name);
}

std::vector<decision> ruleset::decide(const case_data& c) const {
    decider d(*this);
    d.load(c);
    std::vector<decision> out;
    for (const auto& name : decisions()) out.push_back(d.decide(name));
    return out;
}

std::vector<std::string> ruleset::decisions() const {
    std::vector<std::string> out;
    for (const auto& t : parts_->model.terms)
        if (index(t.pack) == 0 && t.parameters.empty() && !t.generated && !t.step && !t.part &&
            (t.question || t.kind == model::term_kind::decision))
            out.push_back(t.name);
    return out;
}

const std::string& ruleset::name() const noexcept { return parts_->model.packs.front().name; }
const std::string& ruleset::version() const noexcept { return parts_->model.packs.front().version; }
const std::string& ruleset::hash() const noexcept { return parts_->hash; }
const std::vector<std::string>& ruleset::languages() const noexcept { return parts_->model.packs.front().languages; }
const model::model& ruleset::stage_model() const noexcept { return parts_->model; }
const program::program& ruleset::stage_program() const noexcept { return *parts_->program; }
const eval::known_code& ruleset::stage_known() const noexcept { return parts_->known; }
const source_set& ruleset::sources() const noexcept { return *parts_->sources; }
const case_layout& ruleset::layout() const noexcept { return parts_->program->layout; }
const classify::catalogue& ruleset::stage_classifiers() const noexcept { return parts_->classifiers; }

packed_cases ruleset::pack() const { return packed_cases(parts_->classifiers.lanes); }
const std::string& ruleset::rule_path(std::uint32_t rule) const { return parts_->model.rules.at(rule).path; }

case_data ruleset::empty_case() const {
    io::case_builder nothing_said(parts_->model, layout());
    nothing_said.open_object();
    nothing_said.close();
    case_data out;
    nothing_said.finish(out);
    return out;
}

writ::provenance ruleset::provenance(const case_data& c) const {
    return {name(), version(), hash(), std::string(library_version), tz_version(), format_moment(c.as_of)};
}

// ------------------------------------------------------------------ decider

decider::decider(ruleset rules)
    : rules_(std::move(rules)),
      quick_(rules_.stage_program(), rules_.stage_classifiers()),
      plain_(std::make_unique<eval::plain>(rules_.stage_program(), rules_.parts_->known)),
      evaluator_(std::make_unique<eval::evaluator>(rules_.stage_program(), rules_.stage_model())),
      own_lanes_(rules_.stage_classifiers().lanes.lines + 1),
      own_case_(std::make_unique<case_data>()) {}
decider::decider(decider&&) noexcept = default;
decider& decider::operator=(decider&&) noexcept = default;
decider::~decider() = default;

void decider::pack_given() {
    writ::pack(rules_.stage_classifiers().lanes, given(), own_lanes_.data());
    lanes_ = own_lanes_.data();
}

const case_data& decider::given() {
    if (given_ == nullptr) {
        struct_.load(struct_, *own_case_);
        given_ = own_case_.get();
    }
    return *given_;
}

eval::plain& decider::plain() {
    if (plain_loaded_) return *plain_;
    plain_->load(given());
    plain_loaded_ = true;
    if (!plain_->accepted() && loaded().accepts()) plain_->accept();
    return *plain_;
}

/// The evaluator, once somebody needs it.
eval::evaluator& decider::loaded() {
    if (!loaded_) evaluator_->load(given());
    loaded_ = true;
    return *evaluator_;
}

model::term_id decider::question(std::string_view name) const {
    const auto t = find_term(rules_.stage_model(), name);
    if (!t) throw unknown_decision("the rules have no decision called `" + std::string(name) + "`");
    if (!rules_.stage_model()[*t].parameters.empty())
        throw unknown_decision("`" + std::string(name) + "` has arguments; ask for a decision without");
    return *t;
}

const short_answer& decider::evaluate(model::term_id question) {
    const short_answer* known = plain().ask(index(question));
    return known != nullptr ? *known : loaded().ask(question);
}

writ::trace decider::trace(model::term_id question) {
    const writ::trace* known = plain().trace_of(index(question));
    return known != nullptr ? *known : writ::trace{loaded().ask(question), {}};
}

decision decider::decide(std::string_view name) {
    const model::term_id q = question(name);
    if (const short_answer* quick = look_up(q); quick != nullptr) return loaded().tell(q, *quick);
    const eval::answer* known = plain().decide(index(q));
    return known != nullptr ? loaded().tell(q, *known) : loaded().decide(q);
}

}  // namespace writ
