// Why a decision came out as it did, and why it did not come out otherwise. Run it in the root folder of the project.
#include <iostream>

#include "writ/writ.hpp"

int main() {
    const auto compiled = writ::ruleset::compile({{"returns.writ", R"(
pack returns "Returns" es "Devoluciones" { version "1.0" languages en, es }
facts parcel {
  days    : int 0 .. 1000
  opened  : bool
  damaged : bool
}
enum Refund { full en "full refund" es "reembolso total", half en "half" es "mitad", nothing en "none" es "nada" }
decision refund en "Refund" es "Reembolso" : Refund {
  rule in_time {
    when    parcel.days <= 30
    then    full
    cite    "Returns policy 2.1"
    because en "The parcel came back after {parcel.days} days." es "El paquete volvió a los {parcel.days} días."
    exception opened {
      when    parcel.opened and not parcel.damaged
      then    half
      cite    "Returns policy 2.2"
      because en "The package had been opened." es "El paquete estaba abierto."
    }
  }
  otherwise nothing
    because en "The parcel came back too late." es "El paquete volvió demasiado tarde."
}
)"}});
    if (!compiled) {
        std::cout << writ::render(compiled.diagnostics, *compiled.sources);
        return 1;
    }
    const writ::ruleset& rules = *compiled.rules;
    const auto c = rules.read_yaml("parcel: {days: 30, opened: yes, damaged: no}\n");

    const writ::explanation e = explain(rules, c, "refund");
    std::cout << to_text(e) << "\n";

    std::cout << "The same in Spanish:\n" << to_text(explain(rules, c, "refund", "es")) << "\n";

    std::cout << "Why not a full refund?\n" << to_text(why_not(rules, c, "refund", "full"), "en");
}
