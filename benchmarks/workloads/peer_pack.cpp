#include "workloads/peer_pack.hpp"

#include <boost/json.hpp>
#include <map>
#include <stdexcept>

namespace writ::bench {

namespace {

namespace json = boost::json;

std::string text_of(const json::value& v) {
    return v.is_string() ? std::string(v.as_string()) : std::to_string(v.as_int64());
}

std::string capital(std::string name) {
    name.front() = static_cast<char>(name.front() - 'a' + 'A');
    return name;
}

std::string listed(const json::array& values) {
    std::string out;
    for (const json::value& v : values) out += (out.empty() ? "" : ", ") + text_of(v);
    return out;
}

/// Adds the declarations of facts, or of an item's fields.
void declare(const json::array& facts, std::string& enums, std::string& fields) {
    for (const json::value& v : facts) {
        const json::object& f = v.as_object();
        const std::string name = text_of(f.at("name")), kind = text_of(f.at("type"));
        fields += "  " + name + " : ";
        if (kind == "bool") fields += "bool\n";
        else if (kind == "int" || kind == "money")
            fields += "int " + text_of(f.at("min")) + " .. " + text_of(f.at("max")) + "\n";
        else {
            enums += "enum " + capital(name) + " { " + listed(f.at("values").as_array()) + " }\n";
            fields += (kind == "set" ? "set of " : "") + capital(name) + "\n";
        }
    }
}

class conditions {
public:
    std::string of(const json::array& all, const std::string& owner) const {
        std::string out;
        for (const json::value& c : all) out += (out.empty() ? "" : " and ") + of(c.as_object(), owner);
        return out;
    }

private:
    std::string of(const json::object& c, const std::string& owner) const {
        if (const json::value* quantifier = c.if_contains("quant")) return quantified(c, text_of(*quantifier));
        const std::string name = text_of(c.at("fact")), fact = owner + '.' + name, op = text_of(c.at("op"));
        const json::value& v = c.at("value");
        if (op == "eq" && v.is_bool()) return (v.as_bool() ? "" : "not ") + fact;
        static const std::map<std::string, std::string> signs = {
            {"eq", " is "}, {"ne", " is not "}, {"lt", " < "},    {"le", " <= "},
            {"gt", " > "},  {"ge", " >= "},     {"has", " has "},
        };
        if (const auto sign = signs.find(op); sign != signs.end()) return fact + sign->second + text_of(v);
        if (op == "in") return fact + " is one of {" + listed(v.as_array()) + "}";
        if (op == "not_in") return "not (" + fact + " is one of {" + listed(v.as_array()) + "})";
        if (op == "lacks") return "not (" + fact + " has " + text_of(v) + ")";
        if (op == "has_any") return fact + " has any of {" + listed(v.as_array()) + "}";
        if (op == "between")
            return fact + " >= " + text_of(v.as_array().at(0)) + " and " + fact + " <= " + text_of(v.as_array().at(1));
        throw std::runtime_error("no such condition: " + op);
    }

    std::string quantified(const json::object& c, const std::string& quantifier) const {
        const std::string where = of(c.at("where").as_array(), "i");
        if (quantifier == "any") return "(any i among seller.items where " + where + ")";
        if (quantifier == "all") return "(every i among seller.items where " + where + ")";
        const std::string sign = text_of(c.at("op")) == "ge" ? " >= " : " <= ";
        return "(count of i among seller.items where " + where + ")" + sign + text_of(c.at("value"));
    }
};

}  // namespace

std::string peer_pack(std::string_view schema_text, std::string_view rules_text) {
    const json::object schema = json::parse({schema_text.data(), schema_text.size()}).as_object();
    const json::object policy = json::parse({rules_text.data(), rules_text.size()}).as_object();
    std::string enums = "enum Decision { " + listed(schema.at("decisions").as_array()) + " }\n", fields, items;
    declare(schema.at("facts").as_array(), enums, fields);
    const bool lists = rules_text.find("\"quant\"") != std::string_view::npos;
    if (lists) {
        declare(schema.at("item_fields").as_array(), enums, items);
        items = "record Item {\n" + items + "}\n";
        fields += "  items : list of Item up to 8\n";
    }
    std::string first = "decision outcome : Decision takes first {\n";
    std::string sum = "decision points : int 0 .. 1000000 takes sum {\n";
    const conditions condition;
    for (const json::value& v : policy.at("rules").as_array()) {
        const json::object& rule = v.as_object();
        const json::object& then = rule.at("then").as_object();
        const std::string head = "  rule " + text_of(rule.at("id")) + " { when " +
                                 condition.of(rule.at("when").as_array(), "seller") + " then ";
        first += head + text_of(then.at("decision")) + " }\n";
        sum += head + text_of(then.at("points")) + " }\n";
    }
    first += "  otherwise " + text_of(policy.at("default").as_object().at("decision")) + "\n}\n";
    sum += "}\n";
    return "pack peers \"A workload\" { version \"1\" languages en }\n" + enums + items + "facts seller {\n" + fields +
           "}\n" + first + sum;
}

}  // namespace writ::bench
