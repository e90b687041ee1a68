#include "writ/ruleset.hpp"

#include <algorithm>

#include "writ/analysis/tables.hpp"
#include "writ/classify/from_model.hpp"
#include "writ/detail/eval/plain.hpp"
#include "writ/detail/model/sha256.hpp"
#include "writ/eval/evaluator.hpp"
#include "writ/graph/analyze.hpp"
#include "writ/graph/from_model.hpp"
#include "writ/io/pack_folder.hpp"
#include "writ/io/read_case.hpp"
#include "writ/model/from_syntax.hpp"
#include "writ/program/from_model.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/syntax/parse.hpp"
#include "writ/version.hpp"

namespace writ {

struct ruleset::parts {
    std::shared_ptr<const source_set> sources;
    model::model model;
    program::program program;
    classify::catalogue classifiers;
    std::string hash;
};

namespace ruleset_detail {

namespace fs = std::filesystem;

/// The packs that a pack's files say they use, with the places that say so.
inline std::vector<std::pair<std::string, span>> uses_of(const std::vector<syntax::tree>& files) {
    std::vector<std::pair<std::string, span>> out;
    for (const auto& f : files)
        for (const auto& d : f.root.children)
            if (d.what == syntax::kind::use)
                if (const auto* name = d.find(syntax::kind::name)) out.emplace_back(name->text, name->where);
    return out;
}

/// The hash of a pack that uses no other; else of the hashes of all packs, the one asked for first.
inline std::string hash_of(const model::model& m) {
    if (m.packs.size() == 1) return m.packs.front().content_hash;
    model::detail::sha256 all;
    for (const auto& p : m.packs) all.add(p.content_hash);
    return all.digits();
}

/// Reads a pack's folder and, from the folders beside it, those of the packs it uses.
class folder_reader {
public:
    folder_reader(source_set& sources, const limits& bounds) : sources_(sources), bounds_(bounds) {}

    void read(const fs::path& folder) { read(folder, 0, {}); }

    std::vector<model::pack_files> packs;
    std::vector<diagnostic> diagnostics;

private:
    void read(const fs::path& folder, std::size_t depth, const span& said) {
        auto found = io::read_pack_folder(folder, sources_, bounds_);
        if (!found) {
            for (auto d : found.diagnostics()) {
                d.primary.where = said;
                diagnostics.push_back(std::move(d));
            }
            return;
        }
        const std::size_t number = packs.size();
        packs.push_back({found->name, {}, {}});
        for (const auto file : found->files) add(file, number);
        std::error_code failed;
        const fs::path above = (folder / "..").lexically_normal();
        for (const auto& [name, where] : uses_of(packs[number].files)) {
            const auto same = [&, n = std::string_view(name)](const auto& p) { return p.name == n; };
            if (std::any_of(packs.begin(), packs.end(), same)) continue;
            const fs::path beside = (above / name).lexically_normal();
            if (depth + 1 > bounds_.use_depth)
                diagnostics.push_back(
                    make_diagnostic(diagnostic_code::uses_too_deep, where, {std::to_string(bounds_.use_depth)}));
            else if (!fs::is_directory(beside, failed)) continue;  // the model says that the pack was not found
            else if (fs::canonical(beside, failed).parent_path() != fs::canonical(above, failed))
                diagnostics.push_back(make_diagnostic(diagnostic_code::outside_root, where, {beside.generic_string()}));
            else read(beside, depth + 1, where);
        }
    }

    void add(std::uint32_t file, std::size_t number) {
        auto parsed = syntax::parse(sources_, file, bounds_);
        diagnostics.insert(diagnostics.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
        packs[number].files.push_back(std::move(parsed.syntax));
        packs[number].declared_first.push_back(sources_[file].name());
    }

    source_set& sources_;
    const limits& bounds_;
};

/// Says of each pack that the first one uses, directly or through another, whether it has mistakes of its own.
inline void blame_used(const std::vector<model::pack_files>& packs, std::vector<diagnostic>& found) {
    const auto number_of = [&](std::string_view name) {
        const auto named = [&](const auto& p) { return p.name == name; };
        return static_cast<std::size_t>(std::find_if(packs.begin(), packs.end(), named) - packs.begin());
    };
    std::vector<bool> broken(packs.size() + 1);
    for (std::size_t i = 1; i < packs.size(); ++i)
        for (const auto& file : packs[i].files)
            broken[i] = broken[i] || std::any_of(found.begin(), found.end(), [&](const diagnostic& d) {
                            return d.level == severity::error && d.primary.where.file == file.root.where.file;
                        });
    for (std::size_t round = 1; round < packs.size(); ++round)
        for (std::size_t i = 1; i < packs.size(); ++i)
            for (const auto& use : uses_of(packs[i].files))
                if (broken[number_of(use.first)]) broken[i] = true;
    for (const auto& [name, where] : uses_of(packs.front().files))
        if (broken[number_of(name)])
            found.push_back(make_diagnostic(diagnostic_code::pack_with_mistakes, where, {name}));
}

}  // namespace ruleset_detail

compilation ruleset::compile_packs(std::shared_ptr<source_set> sources, const std::vector<model::pack_files>& packs,
                                   std::vector<diagnostic> found, const limits& bounds) {
    compilation out;
    auto parts = std::make_shared<ruleset::parts>();
    parts->sources = sources;
    out.sources = sources;
    // Names are resolved even when a text could not be read whole, so that one run reports all mistakes.
    auto modelled = model::from_syntax(packs, *sources, bounds);
    const bool read_whole = !has_error(found);
    auto of_model = modelled.diagnostics();
    model::drop_consequences(of_model, found, packs, *sources);
    found.insert(found.end(), of_model.begin(), of_model.end());
    if (modelled) {
        parts->model = std::move(modelled).value();
        parts->hash = ruleset_detail::hash_of(parts->model);
        if (read_whole) {
            analysis::check_tables(parts->model, found, bounds);
            const auto drawn = graph::from_model(parts->model, graph::drawing::dependencies);
            for (auto& d : graph::check(drawn, bounds)) found.push_back(std::move(d));
        }
    }
    if (modelled && !has_error(found)) {
        auto lowered = program::from_model(parts->model);
        for (const auto& d : lowered.diagnostics()) found.push_back(d);
        if (lowered) {
            parts->program = std::move(lowered).value();
            parts->classifiers = classify::from_model(parts->model, parts->program.layout);
        }
    }
    ruleset_detail::blame_used(packs, found);
    tidy(found, bounds.diagnostics);
    if (!has_error(found)) out.rules = ruleset(std::move(parts));
    out.diagnostics = std::move(found);
    return out;
}

compilation ruleset::compile(const std::filesystem::path& folder, const limits& bounds) {
    auto sources = std::make_shared<source_set>();
    ruleset_detail::folder_reader reader(*sources, bounds);
    reader.read(folder);
    if (reader.packs.empty() || reader.packs.front().files.empty()) {
        compilation out;
        out.sources = sources;
        out.diagnostics = std::move(reader.diagnostics);
        return out;
    }
    return compile_packs(sources, reader.packs, std::move(reader.diagnostics), bounds);
}

compilation ruleset::compile(std::vector<named_text> texts, const limits& bounds) {
    auto sources = std::make_shared<source_set>();
    std::sort(texts.begin(), texts.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    std::vector<model::pack_files> packs(1);  // a list in braces would copy its trees
    model::pack_files& pack = packs.front();
    pack.name = "rules";
    std::vector<diagnostic> found;
    for (auto& t : texts) {
        const auto file = sources->add(source(t.name, std::move(t.text)));
        auto parsed = syntax::parse(*sources, file, bounds);
        found.insert(found.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
        pack.files.push_back(std::move(parsed.syntax));
        pack.declared_first.push_back((*sources)[file].name());
    }
    return compile_packs(sources, packs, std::move(found), bounds);
}

ruleset ruleset::load(const std::filesystem::path& folder, const limits& bounds) {
    auto c = compile(folder, bounds);
    if (c.rules) return *std::move(c.rules);
    throw compile_failed(render(c.diagnostics, *c.sources), std::move(c.diagnostics));
}

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
const program::program& ruleset::stage_program() const noexcept { return parts_->program; }
const source_set& ruleset::sources() const noexcept { return *parts_->sources; }
const case_layout& ruleset::layout() const noexcept { return parts_->program.layout; }
const classify::catalogue& ruleset::stage_classifiers() const noexcept { return parts_->classifiers; }

packed_cases ruleset::pack() const { return packed_cases(parts_->classifiers.lanes); }
const std::string& ruleset::rule_path(std::uint32_t rule) const { return parts_->model.rules.at(rule).path; }

case_data ruleset::read_json(std::string_view text, const limits& bounds) const {
    return io::read_json_case(parts_->model, layout(), text, bounds);
}

case_data ruleset::read_yaml(std::string_view text, const limits& bounds) const {
    return io::read_yaml_case(parts_->model, layout(), text, bounds);
}

io::case_reader ruleset::reader(const limits& bounds) const { return {parts_->model, layout(), bounds}; }

case_data ruleset::empty_case() const { return read_json("{}"); }

writ::provenance ruleset::provenance(const case_data& c) const {
    return {name(), version(), hash(), std::string(library_version), tz_version(), format_moment(c.as_of)};
}

// ------------------------------------------------------------------ decider

decider::decider(ruleset rules)
    : rules_(std::move(rules)),
      quick_(rules_.stage_program(), rules_.stage_classifiers()),
      plain_(std::make_unique<eval::plain>(rules_.stage_program())),
      evaluator_(std::make_unique<eval::evaluator>(rules_.stage_program(), rules_.stage_model())) {}
decider::decider(decider&&) noexcept = default;
decider& decider::operator=(decider&&) noexcept = default;
decider::~decider() = default;

void decider::pack_given() {
    const lane_layout& layout = rules_.stage_classifiers().lanes;
    own_lanes_.resize(layout.lines + 1);
    writ::pack(layout, *given_, own_lanes_.data());
    lanes_ = own_lanes_.data();
}

eval::plain& decider::plain() {
    if (plain_loaded_) return *plain_;
    plain_->load(*given_);
    plain_loaded_ = true;
    if (!plain_->accepted() && loaded().accepts()) plain_->accept();
    return *plain_;
}

/// The evaluator, once somebody needs it.
eval::evaluator& decider::loaded() {
    if (!loaded_) evaluator_->load(*given_);
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

decision decider::decide(std::string_view name) {
    const model::term_id q = question(name);
    if (lanes_ == nullptr) pack_given();
    const short_answer* quick = quick_.ask(index(q), lanes_);
    if (quick != nullptr) return loaded().tell(q, *quick);
    const eval::answer* known = plain().decide(index(q));
    return known != nullptr ? loaded().tell(q, *known) : loaded().decide(q);
}

}  // namespace writ
