// writ ask: a case, asked for one question at a time.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "command.hpp"
#include "writ/explanation.hpp"
#include "writ/interview.hpp"
#include "writ/model/model.hpp"
#include "writ/model/words.hpp"
#include "writ/phrases.hpp"

namespace writ::cli {
namespace {

/// A line without what would disturb a terminal.
std::string printable(std::string line) {
    std::replace_if(line.begin(), line.end(), [](unsigned char c) { return c < 0x20u || c == 0x7F; }, ' ');
    return line;
}

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r");
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

/// Lines of a person, or of a file that is told as if a person had typed it.
class conversation {
public:
    explicit conversation(std::string language) : language_(std::move(language)) {}

    void tell(const std::string& text) { std::cout << text << "\n"; }
    void tell(phrase what, std::initializer_list<std::string_view> filled = {}) { tell(words(what, filled)); }
    /// What must not be overlooked.
    void head(const std::string& text) { tell(colours(STDOUT_FILENO) ? "\x1b[1m" + text + "\x1b[0m" : text); }
    std::string words(phrase what, std::initializer_list<std::string_view> filled = {}) const {
        return say(what, language_, filled);
    }
    bool with_a_person() const { return person_; }

    /// The next line, without blanks around it; none at the end. Lines have a bound, and what is past it is dropped.
    std::optional<std::string> listen() {
        std::cout << "> " << std::flush;
        std::string line;
        const std::size_t most = limits().yaml_line_bytes;
        int c = std::cin.get();
        const bool any = c != EOF;
        for (; c != EOF && c != '\n'; c = std::cin.get())
            if (line.size() <= most) line += static_cast<char>(c);
        line = trimmed(line);
        if (!person_ || !any) tell(printable(line));
        return any ? std::optional(line) : std::nullopt;
    }

    /// Whether a word was said: in English, or in the language.
    bool means(const std::string& line, phrase what) const {
        return lower(line) == say(what, "en") || lower(line) == words(what);
    }

    /// The choice that a person means by its number, its name, its title, or the beginning of one of these; else the line.
    static std::string chosen(const std::string& line, const std::vector<choice>& choices) {
        if (line.size() < 4 && !line.empty() && line.find_first_not_of("0123456789") == std::string::npos) {
            const auto number = static_cast<std::size_t>(std::stoul(line));
            return number >= 1 && number <= choices.size() ? choices[number - 1].value : line;
        }
        const std::string word = lower(line);
        std::vector<std::string> begin;
        for (const choice& c : choices) {
            if (lower(c.value) == word || lower(c.title) == word) return c.value;
            if (lower(c.value).starts_with(word) || lower(c.title).starts_with(word)) begin.push_back(c.value);
        }
        return begin.size() == 1 ? begin.front() : line;
    }

    /// A line for each choice, with its number.
    void list(const std::vector<choice>& choices) {
        std::size_t wide = 0, number = 0;
        for (const choice& c : choices) wide = std::max(wide, c.value.size());
        for (const choice& c : choices) {
            const std::string place = std::to_string(++number);
            std::string line = std::string(place.size() < 2 ? 4 : 3, ' ') + place + "  " + c.value;
            if (!c.title.empty() && c.title != c.value) line += std::string(wide - c.value.size() + 2, ' ') + c.title;
            tell(line);
        }
    }

private:
    std::string language_;
    bool person_ = is_terminal(STDIN_FILENO);
};

struct ask_options : options {
    std::string decision;
};

void save(const interview& talk, const std::string& file) {
    output out(file);
    out.stream() << talk.to_yaml();
    out.finish();
}

/// The decision to ask about: the one named, the only one there is, or the one that a person chooses.
std::string decision_asked(const ruleset& rules, const ask_options& o, conversation& with) {
    if (!o.decision.empty()) {
        options named;
        named.decisions = {o.decision};
        return questions(rules, named).front();
    }
    const auto all = rules.decisions();
    if (all.size() == 1) return all.front();
    if (all.empty()) throw stop{unusable, "`" + rules.name() + "` has no decision without arguments"};
    if (!with.with_a_person()) {
        std::string names;
        for (const auto& n : all) names += (names.empty() ? "" : ", ") + n;
        throw stop{unusable, "which decision? give --decision, one of " + names};
    }
    const model::model& m = rules.stage_model();
    std::vector<choice> choices;
    for (const auto& n : all) choices.push_back({n, model::words(m[*find_term(m, n)].title, o.language)});
    with.head(with.words(phrase::which_decision));
    with.list(choices);
    for (;;) {
        const auto line = with.listen();
        if (!line || with.means(*line, phrase::say_quit)) throw stop{findings, ""};
        const std::string name = conversation::chosen(*line, choices);
        if (std::find(all.begin(), all.end(), name) != all.end()) return name;
    }
}

/// Walks through one interview.
class walk {
public:
    walk(const ruleset& rules, std::string name, case_data facts, const ask_options& o, conversation& with)
        : rules_(rules),
          o_(o),
          with_(with),
          name_(std::move(name)),
          talk_(rules, name_, std::move(facts), o.language) {}

    int run() {
        begin();
        bool quit = false;
        while (!quit && talk_.next()) quit = !one(*talk_.next());
        if (!quit && meanwhile_wanted())
            while (!quit && (talk_.next() || talk_.next_meanwhile()))
                quit = !one(talk_.next() ? *talk_.next() : *talk_.next_meanwhile());
        return end();
    }

private:
    void begin() {
        const model::model& m = rules_.stage_model();
        const std::string title = model::words(m[*find_term(m, name_)].title, o_.language);
        with_.head(title.empty() ? name_ : title + " (" + name_ + ")");
        with_.tell(phrase::what_can_be_said);
    }

    /// Asks until something changes. @return false when nobody wants to go on
    bool one(const question& q) {
        show(q);
        for (;;) {
            const auto line = with_.listen();
            if (!line || with_.means(*line, phrase::say_quit)) return false;
            if (line->empty() || *line == "?") show_why(q);
            else if (with_.means(*line, phrase::say_skip)) return talk_.skip();
            else if (with_.means(*line, phrase::say_back)) {
                if (talk_.back()) return true;
                with_.tell(phrase::nothing_to_take_back);
            } else if (!saved(*line) && answered(q, *line)) return true;
        }
    }

    /// What the step says, once for all its questions.
    void show_step(const question& q) {
        if (q.step && q.step != step_) std::cout << "\n" << to_text(*q.step, o_.language);
        step_ = q.step;
    }

    void show(const question& q) {
        show_step(q);
        with_.tell("");
        with_.head(q.text + "  [" + q.path + "]");
        const bool listed = !q.choices.empty() && q.type.base != base_type::set;
        if (!listed) with_.tell("  " + q.kind);
        with_.list(q.choices);
    }

    void show_why(const question& q) {
        with_.tell("  " + with_.words(phrase::depends_on_it, {name_}) + (q.why.empty() ? "" : ":"));
        for (const auto& line : q.why) with_.tell("    " + line);
    }

    bool answered(const question& q, const std::string& line) {
        const bool one_of = q.type.base != base_type::set;
        const auto wrong = talk_.answer(q.path, one_of ? conversation::chosen(line, q.choices) : members(line, q));
        for (const case_error& e : wrong) with_.tell("  " + e.message + (e.help.empty() ? "" : " (" + e.help + ")"));
        return wrong.empty();
    }

    /// `1, 3` and `invoice, licence` of a set.
    static std::string members(const std::string& line, const question& q) {
        if (line.starts_with('[')) return line;
        std::string out;
        for (std::size_t from = 0; from <= line.size();) {
            const std::size_t comma = std::min(line.find(',', from), line.size());
            out +=
                (out.empty() ? "" : ", ") + conversation::chosen(trimmed(line.substr(from, comma - from)), q.choices);
            from = comma + 1;
        }
        return out;
    }

    bool saved(const std::string& line) {
        const auto gap = line.find(' ');
        if (!with_.means(line.substr(0, gap), phrase::say_save)) return false;
        if (gap == std::string::npos) with_.tell(phrase::which_file);
        else save_in(trimmed(line.substr(gap)));
        return true;
    }

    void save_in(const std::string& file) {
        try {
            save(talk_, file);
            with_.tell(phrase::saved, {file});
        } catch (const stop& s) {
            with_.tell(printable(s.message));
        }
    }

    /// What is still to be asked of a provisional decision is asked if somebody wants it.
    bool meanwhile_wanted() {
        if (!talk_.next_meanwhile()) return false;
        const std::vector<choice> answers{{"yes", with_.words(phrase::yes)}, {"no", with_.words(phrase::no)}};
        std::string asks;
        for (const auto& a : talk_.decision().asks) asks += (asks.empty() ? "" : ", ") + a;
        with_.tell("");
        with_.head(with_.words(phrase::ask_meanwhile, {asks}));
        with_.list(answers);
        const auto line = with_.listen();
        return line && !line->empty() && conversation::chosen(*line, answers) == "yes";
    }

    int end() {
        const decision& d = talk_.decision();
        with_.tell("");
        if (d.status == status::undetermined)
            with_.tell(talk_.next() ? phrase::stopped_early : phrase::nothing_left_to_ask);
        std::cout << to_short_text(explain(rules_, talk_.facts(), name_, o_.language));
        if (!o_.out_file.empty()) {
            save(talk_, o_.out_file);
            with_.tell("");
            with_.tell(phrase::saved, {o_.out_file});
        } else if (with_.with_a_person()) {
            with_.tell("");
            with_.tell(phrase::save_where);
            if (const auto file = with_.listen(); file && !file->empty()) save_in(*file);
        }
        return d.status == status::decided ? fine : findings;
    }

    const ruleset& rules_;
    const ask_options& o_;
    conversation& with_;
    std::string name_;
    interview talk_;
    std::optional<walk_step> step_;  ///< shown last
};

int ask(ask_options o) {
    const ruleset rules = load_pack(o.packs.front());
    check_language(rules, o);
    if (o.language.empty()) o.language = rules.languages().front();
    if (o.case_file == "-") throw stop{unusable, "the answers come from standard input: give the case in a file"};
    conversation with(o.language);
    case_data facts = o.case_file.empty() ? rules.empty_case() : read_case(rules, o);
    if (!facts.errors.empty()) {
        say_errors(facts, o.case_file);
        return unusable;
    }
    if (const auto when = given_moment(o)) facts.as_of = *when;
    const std::string name = decision_asked(rules, o, with);
    return walk(rules, name, std::move(facts), o, with).run();
}

}  // namespace

CLI::App* add_ask(CLI::App& app, int& code) {
    auto* command =
        app.add_subcommand("ask", "Ask for the facts of a case, one question at a time, until it is decided");
    const auto o = std::make_shared<ask_options>();
    add_options(*command, *o, "pal", {});
    command->add_option("--case", o->case_file, "File of a case to go on with, .json or .yaml");
    command->add_option("--decision", o->decision,
                        "Decision to be settled; asked for if left out and there are several");
    command->add_option("--out", o->out_file, "Save the case here, as YAML that --case reads");
    command->footer(
        "Examples:\n"
        "  writ ask rules/appeals --decision route --as-of 2026-03-10\n"
        "  writ ask rules/appeals --decision ruling --case begun.yaml --out appeal.yaml --lang es\n"
        "Only what can still change the decision is asked. An answer is a number of the list, a name or its beginning, "
        "or\n"
        "a value as cases have it; Enter or ? says why it is asked; skip, back, save FILE and quit are understood "
        "too.\n"
        "Without a terminal the answers are the lines of standard input. Exit with 1 if the decision stays open.");
    command->callback([o, &code] { code = ask(*o); });
    return command;
}

}  // namespace writ::cli
