// writ compile: a pack as one file that loads in no time.
#include <filesystem>

#include "command.hpp"

namespace writ::cli {
namespace {

int compile(const options& o) {
    const ruleset rules = load_pack(o.packs.front());
    const std::string file = o.out_file.empty() ? rules.name() + ".writc" : o.out_file;
    output out(file);
    const auto bytes = rules.bytes();
    out.stream().write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    out.finish();
    return fine;
}

}  // namespace

CLI::App* add_compile(CLI::App& app, int& code) {
    auto* command = app.add_subcommand("compile", "Write a pack as one file that loads in no time");
    const auto o = std::make_shared<options>();
    add_options(*command, *o, "p", {});
    command->add_option("-o,--out", o->out_file,
                        "Write here instead of NAME.writc, after the pack; - is standard output");
    command->footer(
        "Examples:\n  writ compile rules/enforcement\n  writ compile rules/enforcement -o build/enforcement.writc\n"
        "  writ eval build/enforcement.writc --case case.json\n"
        "Commands that decide and explain take such a file instead of a folder. It is for this version of writ alone:\n"
        "keep the folder, and compile it again for another.");
    command->callback([o, &code] { code = compile(*o); });
    return command;
}

}  // namespace writ::cli
