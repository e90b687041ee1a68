#include "command.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "writ/diagnostic.hpp"
#include "writ/io/example_case.hpp"
#include "writ/io/read_case.hpp"
#include "writ/limits.hpp"
#include "writ/model/model.hpp"
#include "writ/render_diagnostic.hpp"

namespace writ::cli {

namespace fs = std::filesystem;

void add_options(CLI::App& command, options& o, std::string_view which, std::vector<std::string> formats) {
    const auto has = [&](char c) { return which.find(c) != std::string_view::npos; };
    if (has('p')) command.add_option("pack", o.packs, "Folder of the pack")->required()->expected(1);
    if (has('P')) command.add_option("packs", o.packs, "Folders of packs, or a folder of packs")->required();
    if (has('c')) command.add_option("--case", o.case_file, "File of one case, .json or .yaml; - is standard input");
    if (has('C')) command.add_option("--cases", o.cases_file, "File of cases as JSON Lines; - is standard input");
    if (has('o')) command.add_option("--out", o.out_file, "Write here instead of standard output");
    if (has('a')) command.add_option("--as-of", o.as_of, "Moment of decision: 2026-03-10 or 2026-03-10T09:00+01:00");
    if (has('d')) command.add_option("--decision", o.decisions, "Decision asked for; may be repeated; all if left out");
    if (has('l')) command.add_option("--lang", o.language, "Language of messages; the pack's first if left out");
    if (has('e')) command.add_option("--example", o.example, "Take the facts of the example whose name begins so");
    if (has('j'))
        command
            .add_option("--jobs", o.jobs, "Threads that work on --cases; if left out, as many as there are processors")
            ->type_name("NUMBER")
            ->check(CLI::Range(1u, 256u));
    if (formats.empty()) return;
    std::string words = "Form of the output: ";
    for (std::size_t k = 0; k < formats.size(); ++k)
        words += (k == 0 ? "" : k + 1 == formats.size() ? " or " : ", ") + formats[k];
    words += "; if left out, as the name of --out ends, else " + formats.front();
    command.add_option("--format", o.format, words)->type_name("FORMAT");
    command.parse_complete_callback([&o, formats = std::move(formats)] { settle_format(o, formats); });
}

void settle_format(options& o, const std::vector<std::string>& offered) {
    if (!o.format.empty()) {
        if (std::find(offered.begin(), offered.end(), o.format) != offered.end()) return;
        std::string words;
        for (const auto& f : offered) words += (words.empty() ? "" : ", ") + f;
        throw stop{unusable, "there is no format `" + o.format + "` here: choose from " + words};
    }
    static const std::vector<std::pair<std::string_view, std::string>> endings = {
        {".json", "json"}, {".jsonl", "json"}, {".ndjson", "json"}, {".md", "markdown"}, {".xml", "junit"},
        {".svg", "svg"},   {".dot", "dot"},    {".gv", "dot"},      {".csv", "csv"},     {".txt", "text"}};
    for (const auto& [ending, format] : endings)
        if (o.out_file.ends_with(ending) && std::find(offered.begin(), offered.end(), format) != offered.end()) {
            o.format = format;
            return;
        }
    o.format = offered.front();
}

bool is_terminal(int descriptor) { return isatty(descriptor) != 0; }

bool colours(int descriptor) {
    const char* no = std::getenv("NO_COLOR");
    return is_terminal(descriptor) && (no == nullptr || *no == '\0');
}

void say(const std::string& text) { std::cerr << text; }

void complain(std::string_view message) {
    constexpr std::size_t longest = 1000;
    std::size_t size = std::min(message.size(), longest);
    while (size < message.size() && size > 0 && (static_cast<unsigned char>(message[size]) & 0xC0u) == 0x80u) --size;
    std::string line(message.substr(0, size));
    std::replace_if(
        line.begin(), line.end(), [](unsigned char c) { return (c < 0x20u && c != '\n') || c == 0x7F; }, ' ');
    say("writ: " + line + (size < message.size() ? "…\n" : "\n"));
}

void say_diagnostics(const compilation& compiled, std::set<std::string>& said) {
    const bool first = said.empty();
    std::vector<diagnostic> fresh;
    for (const auto& d : compiled.diagnostics)
        if (said.insert(render({d}, *compiled.sources)).second) fresh.push_back(d);
    if (!fresh.empty()) say((first ? "" : "\n") + render(fresh, *compiled.sources, {colours(STDERR_FILENO)}));
}

namespace {

ruleset rules_of(const compilation& compiled) {
    if (!compiled.rules) throw stop{findings, ""};
    return *compiled.rules;
}

}  // namespace

ruleset load_pack(const std::string& folder) {
    const auto compiled = ruleset::compile(folder);
    const std::size_t count = compiled.diagnostics.size();
    std::set<std::string> said;
    if (!compiled.rules) say_diagnostics(compiled, said);
    else if (count > 0)
        complain(std::to_string(count) + (count == 1 ? " warning" : " warnings") + " in the rules; run `writ check " +
                 folder + "`");
    return rules_of(compiled);
}

ruleset load_pack(const std::string& folder, std::set<std::string>& said) {
    const auto compiled = ruleset::compile(folder);
    say_diagnostics(compiled, said);
    return rules_of(compiled);
}

std::vector<std::string> packs_below(const std::string& folder) {
    std::error_code failed;
    const auto holds_rules = [&](const fs::path& p) {
        for (fs::directory_iterator it(p, failed), end; !failed && it != end; it.increment(failed))
            if (it->path().extension() == ".writ") return true;
        return false;
    };
    if (!fs::exists(folder, failed)) throw stop{unusable, "there is no `" + folder + "`"};
    if (!fs::is_directory(folder, failed) || holds_rules(folder)) return {folder};
    std::vector<std::string> out;
    for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed))
        if (it->is_directory(failed) && holds_rules(it->path()))
            out.push_back(it->path().lexically_normal().generic_string());
    std::sort(out.begin(), out.end());
    if (out.empty()) throw stop{unusable, "there is no pack in `" + folder + "`: no folder in it holds a `.writ` file"};
    return out;
}

std::string read_file(const std::string& name) {
    std::error_code failed;
    if (name != "-" && fs::is_directory(name, failed)) throw stop{unusable, "`" + name + "` is a folder"};
    std::ifstream file;
    if (name != "-") file.open(name, std::ios::binary);
    if (!file) throw stop{unusable, "cannot read `" + name + "`"};
    std::istream& in = name == "-" ? std::cin : file;
    const std::size_t most = limits().case_bytes;
    std::string text(most + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > most) throw stop{unusable, "`" + name + "` is larger than " + std::to_string(most) + " bytes"};
    return text;
}

namespace {

/// JSON begins with a brace; everything else is YAML.
bool looks_like_json(const std::string& name, const std::string& text) {
    if (name.ends_with(".json")) return true;
    if (name.ends_with(".yaml") || name.ends_with(".yml")) return false;
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != std::string::npos && text[first] == '{';
}

std::uint32_t example_number(const model::model& m, const std::string& name) {
    std::vector<std::string_view> names;
    std::vector<std::uint32_t> fitting;
    for (std::uint32_t k = 0; k < m.examples.size(); ++k) {
        if (index(m.examples[k].pack) != 0) continue;
        if (m.examples[k].name == name) return k;
        if (m.examples[k].name.starts_with(name)) fitting.push_back(k);
        names.emplace_back(m.examples[k].name);
    }
    if (fitting.size() == 1) return fitting.front();
    if (!fitting.empty()) {
        std::string several = std::to_string(fitting.size()) + " examples begin with \"" + name + "\":";
        for (std::size_t k = 0; k < fitting.size() && k < 10; ++k) several += "\n  " + m.examples[fitting[k]].name;
        throw stop{unusable, several + (fitting.size() > 10 ? "\n  …" : "")};
    }
    std::string message = "no example begins with \"" + name + "\"";
    if (const auto near = nearest(name, names); !near.empty())
        message += "; did you mean \"" + std::string(near) + "\"?";
    throw stop{unusable, message};
}

}  // namespace

std::optional<moment_of_decision> given_moment(const options& o) {
    if (o.as_of.empty()) return std::nullopt;
    const auto when = parse_moment(o.as_of);
    if (!when) throw stop{unusable, "`" + o.as_of + "` is not a moment: write 2026-03-10 or 2026-03-10T09:00+01:00"};
    return *when;
}

std::optional<day_number> given_day(const options& o) {
    if (o.as_of.empty()) return std::nullopt;
    const auto day = parse_date(o.as_of);
    if (!day) throw stop{unusable, "`" + o.as_of + "` is not a day: write 2026-03-10"};
    return day;
}

std::string place_of(const ruleset& rules, const span& where) {
    const source& file = rules.sources()[where.file];
    return file.name() + ":" + std::to_string(file.position_of(where.begin).line);
}

void check_language(const ruleset& rules, const options& o) {
    const auto& known = rules.languages();
    if (o.language.empty() || std::find(known.begin(), known.end(), o.language) != known.end()) return;
    std::string words;
    for (const auto& l : known) words += (words.empty() ? "" : ", ") + l;
    throw stop{unusable, "`" + rules.name() + "` has no texts in `" + o.language + "`, only in " + words};
}

std::string error_lines(const case_data& c, const std::string& file, std::uint64_t line) {
    std::string out;
    for (const auto& e : c.errors) {
        std::string where = file;
        if (line != 0) where += ":" + std::to_string(line);
        else if (e.where.line != 0) where += ":" + std::to_string(e.where.line) + ":" + std::to_string(e.where.column);
        out += where + (where.empty() ? "" : ": ") + (e.path.empty() ? "" : e.path + ": ") + e.message +
               (e.help.empty() ? "" : " (" + e.help + ")") + "\n";
    }
    return out;
}

void say_errors(const case_data& c, const std::string& file, std::uint64_t line) { say(error_lines(c, file, line)); }

case_data read_case(const ruleset& rules, const options& o) {
    if (o.example.empty() && o.case_file.empty())
        throw stop{unusable, "which case? give --case FILE or --example NAME"};
    if (!o.example.empty() && !o.case_file.empty()) throw stop{unusable, "give --case or --example, not both"};
    const auto when = given_moment(o);
    if (!o.example.empty()) {
        auto c =
            io::case_of_example(rules.stage_model(), rules.layout(), example_number(rules.stage_model(), o.example));
        if (when) c.as_of = *when;
        return c;
    }
    const std::string text = read_file(o.case_file);
    auto c = looks_like_json(o.case_file, text) ? io::read_json_case(rules.stage_model(), rules.layout(), text)
                                                : io::read_yaml_case(rules.stage_model(), rules.layout(), text);
    if (when) c.as_of = *when;
    return c;
}

std::vector<std::string> questions(const ruleset& rules, const options& o) {
    if (o.decisions.empty()) return rules.decisions();
    decider names(rules);
    const auto all = rules.decisions();
    for (const auto& d : o.decisions) {
        try {
            names.question(d);
        } catch (const unknown_decision& e) {
            std::string message = e.what();
            if (const auto near = nearest(d, {all.begin(), all.end()}); !near.empty())
                message += "; did you mean `" + std::string(near) + "`?";
            throw stop{unusable, message};
        }
    }
    return o.decisions;
}

// ------------------------------------------------------------------ output

struct output::parts {
    std::string file, temporary;
    std::ofstream out;
};

output::output(const std::string& file) : parts_(std::make_unique<parts>()) {
    if (file.empty() || file == "-") return;
    std::error_code failed;
    if (fs::is_directory(file, failed)) throw stop{unusable, "cannot write `" + file + "`: it is a folder"};
    // A link stays a link; a device or a pipe is written as it is.
    parts_->file = file;
    for (int links = 0; links < 40 && fs::is_symlink(parts_->file, failed); ++links) {
        const fs::path target = fs::read_symlink(parts_->file, failed);
        parts_->file = (target.is_absolute() ? target : fs::path(parts_->file).parent_path() / target).string();
    }
    const bool special = fs::exists(parts_->file, failed) && !fs::is_regular_file(parts_->file, failed);
    if (!special) parts_->temporary = parts_->file + "." + std::to_string(getpid()) + ".part";
    parts_->out.open(special ? parts_->file : parts_->temporary, std::ios::binary | std::ios::trunc);
    if (!parts_->out) {
        parts_->temporary.clear();
        throw stop{unusable, "cannot write `" + file + "`"};
    }
}

output::~output() {
    if (parts_->temporary.empty()) return;
    std::error_code ignored;
    fs::remove(parts_->temporary, ignored);
}

std::ostream& output::stream() { return parts_->file.empty() ? std::cout : parts_->out; }

void output::check() {
    if (!stream())
        throw stop{unusable, "cannot write `" + (parts_->file.empty() ? "standard output" : parts_->file) + "`"};
}

void output::write(std::string_view text) {
    stream().write(text.data(), static_cast<std::streamsize>(text.size()));
    check();
}

void output::finish() {
    stream().flush();
    check();
    if (parts_->temporary.empty()) return;
    parts_->out.close();
    std::error_code failed;
    fs::rename(parts_->temporary, parts_->file, failed);
    if (failed) throw stop{unusable, "cannot write `" + parts_->file + "`: " + failed.message()};
    parts_->temporary.clear();
}

}  // namespace writ::cli
