// decision → JSON
#pragma once

#include "writ/io/write_decision.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "writ/detail/io/json_writer.hpp"

namespace writ::detail {

void json_writer::quote(std::string_view value) {
    out_ += boost::json::serialize(boost::json::string_view(value.data(), value.size()));
}

void json_writer::text(std::string_view value) {
    begin();
    quote(value);
}

void json_writer::key(std::string_view name) {
    begin();
    quote(name);
    out_ += ':';
    first_ = true;
}

}  // namespace writ::detail

namespace writ::io {

namespace write_decision_detail {

using detail::json_writer;

inline void write_texts(json_writer& w, std::string_view key, const std::vector<std::string>& texts) {
    w.key(key);
    w.open_array();
    for (const auto& t : texts) w.text(t);
    w.close_array();
}

inline void write_scalar(json_writer& w, const scalar_value& v) {
    switch (v.base) {
        case base_type::boolean: return w.boolean(v.number.num != 0);
        case base_type::number: {
            const std::string spelled = to_string(v.number);
            return spelled.find('/') == std::string::npos ? w.raw(spelled) : w.text(spelled);
        }
        case base_type::money:
            w.open_object();
            w.key("currency");
            if (v.currency == 0) w.null();
            else w.text(currency_name(v.currency));
            w.key("amount");
            w.text(to_string(v.number, minor_places(v.currency)));
            return w.close_object();
        default: return w.text(to_string(v));
    }
}

inline void write_known(json_writer& w, const outcome& o) {
    if (o.is_absent() || !o.is_known()) return w.null();
    if (o.kind == outcome::kind_of::values) return write_scalar(w, o.values.front());
    if (o.kind == outcome::kind_of::record) {
        w.open_object();
        for (const auto& f : o.fields) {
            w.key(f.name);
            write_known(w, f.value);
        }
        return w.close_object();
    }
    w.open_array();
    for (const auto& name : o.must) w.text(name);
    for (const auto& m : o.members) write_known(w, m.value);
    w.close_array();
}

inline void write_possible(json_writer& w, const outcome& o);

inline void write_members(json_writer& w, const outcome& o) {
    w.key("members");
    w.open_array();
    for (const auto& m : o.members) {
        w.open_object();
        w.key("sure");
        w.boolean(m.sure);
        w.key("value");
        write_known(w, m.value);
        w.key("possible");
        write_possible(w, m.value);
        w.close_object();
    }
    w.close_array();
    w.key("open");
    w.boolean(o.open);
}

inline void write_ends(json_writer& w, const outcome& o) {
    for (const auto& [key, end] : {std::pair("from", &o.low), std::pair("to", &o.high)}) {
        w.key(key);
        if (*end) write_scalar(w, **end);
        else w.null();
    }
}

inline void write_fields(json_writer& w, const outcome& o) {
    w.key("fields");
    w.open_object();
    for (const auto& f : o.fields) {
        w.key(f.name);
        w.open_object();
        w.key("value");
        write_known(w, f.value);
        w.key("possible");
        write_possible(w, f.value);
        w.close_object();
    }
    w.close_object();
}

inline void write_possible(json_writer& w, const outcome& o) {
    if (o.is_known() || o.is_absent()) return w.null();
    w.open_object();
    switch (o.kind) {
        case outcome::kind_of::nothing: break;
        case outcome::kind_of::values:
            w.key("one_of");
            w.open_array();
            for (const auto& v : o.values) write_scalar(w, v);
            w.close_array();
            break;
        case outcome::kind_of::interval: write_ends(w, o); break;
        case outcome::kind_of::set:
            write_texts(w, "must", o.must);
            write_texts(w, "may", o.may);
            break;
        case outcome::kind_of::list: write_members(w, o); break;
        case outcome::kind_of::record: write_fields(w, o); break;
        case outcome::kind_of::any:
            w.key("any");
            w.boolean(true);
            break;
    }
    w.key("absent");
    w.boolean(o.absent);
    w.key("error");
    w.boolean(o.error);
    w.close_object();
}

inline void write_policy(json_writer& w, const std::vector<policy_need>& needs) {
    w.key("policy");
    w.open_array();
    for (const auto& n : needs) {
        w.open_object();
        w.key("name");
        w.text(n.name);
        w.key("text");
        w.text(n.text);
        w.close_object();
    }
    w.close_array();
}

}  // namespace write_decision_detail

std::string write_json(const decision& d) {
    using namespace write_decision_detail;
    json_writer w;
    w.open_object();
    w.key("schema");
    w.text("writ.decision/1");
    w.key("decision");
    w.text(d.name);
    w.key("status");
    w.text(to_string(d.status));
    w.key("text");
    w.text(to_string(d.value));
    w.key("value");
    write_known(w, d.value);
    w.key("possible");
    write_possible(w, d.value);
    w.key("provisional");
    w.boolean(d.provisional);
    write_texts(w, "rules", d.rules);
    write_texts(w, "own_rules", d.own_rules);
    write_texts(w, "possible_rules", d.possible_rules);
    write_texts(w, "needs", d.needs);
    write_policy(w, d.policy);
    write_texts(w, "asks", d.asks);
    write_texts(w, "assumed", d.assumed);
    write_texts(w, "outranked", d.outranked);
    write_texts(w, "conflicts", d.conflicts);
    w.key("error");
    if (d.error_text.empty()) w.null();
    else w.text(d.error_text);
    w.close_object();
    return w.take();
}

std::string write_json(const provenance& p) {
    detail::json_writer w;
    const auto member = [&](std::string_view key, const std::string& value) {
        w.key(key);
        w.text(value);
    };
    w.open_object();
    member("pack", p.pack);
    member("version", p.version);
    member("hash", p.hash);
    member("engine", p.engine);
    member("zones", p.zones);
    w.key("as_of");
    if (p.as_of.empty()) w.null();
    else w.text(p.as_of);
    w.close_object();
    return w.take();
}

}  // namespace writ::io
