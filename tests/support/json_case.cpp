#include "support/json_case.hpp"

#include <algorithm>

#include "writ/detail/io/read_document.hpp"
#include "writ/detail/io/read_scalar.hpp"
#include "writ/io/write_case.hpp"

namespace writ::test {

namespace {

using namespace detail;

/// Writes what was read from YAML, with the quotes that JSON wants.
class spelling_writer {
public:
    spelling_writer(const document& d, const json_spelling& how, dice& random) : d_(d), how_(how), random_(random) {}

    std::string write(node_id id) {
        const node& n = d_[id];
        switch (n.kind) {
            case node::kind_of::null: return "null";
            case node::kind_of::unknown: return "{" + gap() + "\"unknown\":" + gap() + "true" + gap() + "}";
            case node::kind_of::boolean: return n.truth ? "true" : "false";
            case node::kind_of::number: return std::string(n.text);
            case node::kind_of::text: return io::in_yaml_quotes(n.text);
            case node::kind_of::plain: return plain(std::string(n.text));
            case node::kind_of::object:
            case node::kind_of::list: break;
        }
        std::vector<std::string> parts;
        for (node_id c = n.first; c != no_node; c = d_[c].next) {
            const std::string key =
                n.kind == node::kind_of::object ? io::in_yaml_quotes(d_[c].key) + gap() + ":" + gap() : "";
            parts.push_back(key + write(c));
        }
        const bool object = n.kind == node::kind_of::object;
        if (object && how_.shuffled)
            for (std::size_t i = parts.size(); i > 1; --i) std::swap(parts[i - 1], parts[random_.below(i)]);
        std::string out = (object ? "{" : "[") + gap();
        for (std::size_t i = 0; i < parts.size(); ++i) out += (i == 0 ? "" : "," + gap()) + parts[i];
        return out + gap() + (object ? "}" : "]");
    }

private:
    static std::string plain(const std::string& text) {
        if (text == "yes" || text == "true") return "true";
        if (text == "no" || text == "false") return "false";
        if (text.find('%') == std::string::npos && read_number(text)) return text;
        return io::in_yaml_quotes(text);
    }
    std::string gap() {
        if (!how_.spaces) return "";
        return random_.percent(80) ? " " : random_.percent(50) ? "" : "\t  \r ";
    }

    const document& d_;
    const json_spelling& how_;
    dice& random_;
};

}  // namespace

std::string json_of(const model::model& m, const case_data& c, const json_spelling& how, dice& random) {
    const std::string yaml = io::write_yaml_case(m, c);
    document d{limits{}};
    parse_yaml(yaml, limits{}, d);
    return d.failure() ? yaml : spelling_writer(d, how, random).write(d.root());
}

}  // namespace writ::test
