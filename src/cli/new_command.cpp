// writ new: a pack that already passes its tests.
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "command.hpp"

namespace writ::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view rules_text = R"(## Which parcels get their money back. Replace this with your own policy.
pack NAME "Refunds" {
  version   "1"
  languages en
  region    order.region
  money     US USD, MX MXN
}

enum Region { US, MX }
enum Reason { damaged "Damaged", late "Late", changed_mind "Changed mind" }
enum Answer { refund, decline, ask_a_person }

facts order {
  region : Region
  reason : Reason                    ask "Why does the buyer want the money back?"
  days   : int 0 .. 365              ask "How many days after delivery did the buyer ask?"
  price  : money 0 .. 1_000_000      ask "What did the buyer pay?"
}

## Up to this price nobody needs to look.
param small_price : money {
  cite "Refund policy 2"
  in US = USD 100
  in MX = MXN 1_500
}

decision answer "Answer to the buyer" : Answer takes first {
  rule too_late "Too late" {
    when    order.days > 30
    then    decline
    cite    "Refund policy 1"
    because "{order.days} days have passed; 30 are allowed."
  }
  rule costly "Costly" {
    when    order.price > small_price
    then    ask_a_person
    cite    "Refund policy 2"
    because "Above {small_price} a person decides."
  }
  rule quality "Not as ordered" {
    when    order.reason is one of {damaged, late}
    then    refund
    cite    "Refund policy 3"
    because "The order did not arrive as promised."
  }
  otherwise decline
    cite    "Refund policy 3"
    because "A change of mind is no reason for a refund."
}

example "a damaged order on the last day" {
  given  order.region = US
         order.reason = damaged
         order.days   = 30
         order.price  = USD 100.00
  expect answer is refund by quality
}

example "one day too late" {
  like   "a damaged order on the last day"
  given  order.days = 31
  expect answer is decline by too_late
}

example "one cent too much" {
  like   "a damaged order on the last day"
  given  order.price = USD 100.01
  expect answer is ask_a_person by costly
}

example "a change of mind in Mexico" {
  given  order.region = MX
         order.reason = changed_mind
         order.days   = 1
         order.price  = MXN 1_500.00
  expect answer is decline by otherwise
}

example "nobody asked why" {
  like   "a damaged order on the last day"
  given  order.reason = unknown
  expect answer needs order.reason
}
)";

int create(const std::string& folder, const std::string& format) {
    fs::path path = fs::path(folder).lexically_normal();
    if (!path.has_filename()) path = path.parent_path();
    const std::string name = path.filename().string();
    const bool good = !name.empty() &&
                      name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
                          std::string::npos &&
                      (name[0] < '0' || name[0] > '9');
    if (!good)
        throw stop{unusable, "`" + name + "` cannot name a pack: use letters, digits and `_`, and begin with a letter"};
    std::error_code failed;
    if (fs::exists(path, failed)) throw stop{unusable, "`" + folder + "` is there already"};
    fs::create_directories(path, failed);
    std::string text(rules_text);
    text.replace(text.find("NAME"), 4, name);
    const fs::path file = path / (name + ".writ");
    std::ofstream out(file, std::ios::binary);
    out << text;
    out.close();
    if (failed || !out) throw stop{unusable, "cannot write `" + file.generic_string() + "`"};
    if (format == "json")
        std::cout << "{\"schema\":\"writ.new/1\",\"pack\":\"" << name
                  << "\",\"file\":" << boost::json::serialize(boost::json::value(file.generic_string())) << "}\n";
    else std::cout << "wrote " << file.generic_string() << "\nnow: writ test " << folder << "\n";
    return fine;
}

}  // namespace

CLI::App* add_new(CLI::App& app, int& code) {
    auto* command = app.add_subcommand("new", "Make a pack that already passes its tests");
    const auto folder = std::make_shared<std::string>();
    const auto o = std::make_shared<options>();
    add_options(*command, *o, "", {"text", "json"});
    command->add_option("folder", *folder, "Where; its last name becomes the pack's")->required();
    command->footer("Example:\n  writ new rules/refunds && writ test rules/refunds");
    command->callback([folder, o, &code] { code = create(*folder, o->format); });
    return command;
}

}  // namespace writ::cli
