#include "writ/interview.hpp"

#include <doctest/doctest.h>

#include "writ/io/read_case.hpp"
#include "writ/io/write_decision.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/ruleset.hpp"

using namespace writ;

namespace {

constexpr const char* shop = R"(
pack shop "Shop" { version "1" languages en, es region buyer.country money DE EUR, JP JPY }
enum Country { DE "Germany" es "Alemania", JP "Japan" es "Japón" }
enum Answer { full, half, nothing, later }
enum Fault { scratch "Scratch" es "Rasguño", crack "Crack" es "Grieta" }
record Item { price : money  opened : bool ask en "Was it opened?" es "¿Estaba abierto?"  note : optional text assume absent }
record Parcel { sent : date  weight : int 0 .. 100 }
record Visit { on : date  paid : bool }
facts buyer {
  country  : Country
  refunds  : int 0 .. 1_000   ask en "How many refunds?" es "¿Cuántos reembolsos?"
  trusted  : bool
  seller   : text
  member   : optional date
  voucher  : optional money
  age      : int 0 .. 200 assume 30
}
facts order {
  items    : list of Item up to 3
  visits   : list of Visit at least 1 up to 4 sorted on on
  parcel   : Parcel
  gift     : optional Parcel
  faults   : set of Fault
  flagged  : bool
}
require buyer.refunds < 900 because en "Nobody has so many refunds." es "Nadie tiene tantos reembolsos."
decision refund "Refund" es "Reembolso" : Answer takes first {
  rule often "Too often" es "Demasiado" { when buyer.refunds > 5 then nothing cite "Shop 1" }
  rule trusted "Trusted" es "De confianza" { when buyer.trusted then full cite "Shop 2" }
  rule opened { when any i among order.items where i.opened then half }
  otherwise full
}
decision both : bool { rule r { when buyer.trusted and buyer.refunds > 5 then yes } otherwise no }
decision paid : bool { rule r { when any v among order.visits where v.paid then yes } otherwise no }
decision heavy : bool { rule r { when order.parcel.weight > 10 then yes } otherwise no }
decision gift_heavy : bool { rule r { when order.gift is present and order.gift.weight > 10 then yes } otherwise no }
decision bad : bool { rule r { when order.faults has crack then yes } otherwise no }
decision early : bool { rule r { when buyer.member is present and buyer.member < 2020-01-01 then yes } otherwise no }
decision own : bool { rule r { when buyer.seller = "me" then yes } otherwise no }
decision dear : bool { rule r { when buyer.voucher is present and buyer.voucher > 0 then yes } otherwise no }
decision passed : bool { rule r { when today > 2026-01-01 then yes } otherwise no }
decision noon : bool { rule r { when now > 2026-01-01T12:00Z then yes } otherwise no }
decision noon_or_own : bool { rule r { when now > 2026-01-01T12:00Z and buyer.seller = "me" then yes } otherwise no }
decision meanwhile : Answer takes first {
  rule wait { when order.flagged is unknown then later ask order.flagged }
  rule bad { when order.flagged then nothing }
  otherwise full
}
param least : int { in DE = 3 in JP undefined }
decision open : bool { rule r { when buyer.refunds > least then yes } otherwise no }
decision grown : bool { rule r { when buyer.age > 18 then yes } otherwise no }
decision old : optional int { rule r { when buyer.refunds + buyer.age > 100 then buyer.refunds } }
)";

ruleset rules() {
    const auto c = ruleset::compile({{"shop.writ", shop}});
    CHECK(render(c.diagnostics, *c.sources) == "");
    REQUIRE(c);
    return *c.rules;
}

/// A procedure.
ruleset claims() {
    const auto c = ruleset::compile({{"claims.writ", R"(
pack claims "Claims" { version "1" languages en }
enum Answer { agrees, refuses }
facts claim {
  price  : int 0 .. 10_000
  photos : int 0 .. 20       ask "How many photos?"
  called : bool              ask "Who is calling?"
  answer : Answer
}
sop handling "A claim" {
  start identity
  step identity "Who" { ask claim.called  when not claim.called -> turned_away  otherwise -> evidence }
  step evidence "Photos" { ask claim.photos  when claim.photos = 0 -> turned_away  otherwise -> amount }
  step amount "Amount" { when claim.price > 100 and claim.answer is refuses -> turned_away  otherwise -> refunded }
  end refunded then agrees
  end turned_away then refuses
}
decision reply : bool { rule r { when handling.outcome is present and handling.outcome is agrees then yes } otherwise no }
)"}});
    CHECK(render(c.diagnostics, *c.sources) == "");
    REQUIRE(c);
    return *c.rules;
}

std::string asked(const interview& talk) { return talk.next() ? talk.next()->path : "-"; }

std::string value_of(const interview& talk) { return to_string(talk.decision().value); }

std::string wrong(const std::vector<case_error>& errors) {
    std::string out;
    for (const auto& e : errors) out += to_string(e) + "\n";
    return out;
}

/// The decision about the saved case, with what the case says.
void check_saved(const ruleset& r, const interview& talk) {
    const auto again = r.read_yaml(talk.to_yaml());
    CHECK(wrong(again.errors) == "");
    CHECK(io::write_json(r.decide(again, talk.decision().name)) == io::write_json(talk.decision()));
}

}  // namespace

TEST_CASE("an interview asks what settles most, and stops when it is settled") {
    const auto r = rules();
    interview talk(r, "refund");
    CHECK(asked(talk) == "buyer.refunds");
    CHECK(talk.next()->text == "How many refunds?");
    CHECK(talk.next()->kind == "a whole number, from 0 to 1000");
    CHECK(talk.next()->why == std::vector<std::string>{"Refund: Too often [Shop 1]"});
    CHECK(wrong(talk.answer("buyer.refunds", "6")) == "");
    CHECK(talk.done());
    CHECK(value_of(talk) == "nothing");
    check_saved(r, talk);
}

TEST_CASE("an answer can be taken back, and so can a skip; what is skipped is not asked again") {
    const auto r = rules();
    interview talk(r, "refund");
    CHECK_FALSE(talk.back());
    talk.answer("buyer.refunds", "2");
    CHECK(asked(talk) == "buyer.trusted");
    CHECK(talk.skip());
    CHECK(asked(talk) == "order.items");
    CHECK(talk.to_yaml() == "buyer:\n  refunds: 2\n  trusted: {unknown: true}\n");
    talk.answer("order.items", "0");
    CHECK(value_of(talk) == "full");
    CHECK(talk.back());
    CHECK(talk.back());
    CHECK(asked(talk) == "buyer.trusted");
    CHECK(talk.back());
    CHECK(asked(talk) == "buyer.refunds");
    CHECK(talk.to_yaml() == "{}\n");
    while (talk.skip()) {
    }
    CHECK(talk.done());
    CHECK(talk.decision().status == status::undetermined);
    CHECK_FALSE(talk.decision().needs.empty());
    check_saved(r, talk);
}

TEST_CASE("a wrong answer changes nothing and says what is wrong") {
    const auto r = rules();
    interview talk(r, "refund");
    const auto refused = [&](const char* path, const char* text) {
        const auto before = talk.to_yaml();
        const auto said = talk.answer(path, text);
        CHECK(talk.to_yaml() == before);
        REQUIRE(said.size() == 1);
        return said.front();
    };
    CHECK(refused("buyer.refunds", "many").path == "buyer.refunds");
    CHECK(refused("buyer.refunds", "many").where == position{0, 0});
    CHECK(refused("buyer.refunds", "1001").message.find("out of range") != std::string::npos);
    CHECK_FALSE(refused("buyer.refunds", "").message.empty());
    CHECK_FALSE(refused("buyer.refunds", "{a: 1}").message.empty());
    CHECK_FALSE(refused("buyer.refunds", "[1").message.empty());
    CHECK(refused("buyer.refunds", "absent").message.find("not optional") != std::string::npos);
    CHECK(refused("buyer.refund", "1").help == "did you mean `buyer.refunds`?");
    CHECK_FALSE(refused("order.items", "4").message.empty());
    CHECK_FALSE(refused("order.items[1].opened", "yes").message.empty());
    CHECK_FALSE(refused("order.items[0].opened", "yes").message.empty());
    CHECK(refused("buyer.country", "GE").message.find("is not a value of Country") != std::string::npos);
    // It could be read, but no case may say so.
    CHECK(refused("buyer.refunds", "900").message.find("Nobody has so many refunds.") != std::string::npos);
    CHECK(wrong(talk.answer("buyer.refunds", "899")) == "");
}

TEST_CASE("a list is asked by its length, then element by element, by the fields that matter") {
    const auto r = rules();
    interview talk(r, "refund", r.read_yaml("buyer: {refunds: 1, trusted: no}\n"));
    CHECK(asked(talk) == "order.items");
    CHECK(talk.next()->kind == "a whole number, from 0 to 3");
    CHECK(wrong(talk.answer("order.items", "2")) == "");
    CHECK(asked(talk) == "order.items[1].opened");
    CHECK(talk.next()->text == "Was it opened?");
    CHECK(wrong(talk.answer("order.items[1].opened", "no")) == "");
    CHECK(asked(talk) == "order.items[2].opened");
    CHECK(wrong(talk.answer("order.items[2].opened", "yes")) == "");
    CHECK(value_of(talk) == "half");
    CHECK(talk.to_yaml() ==
          "buyer:\n  refunds: 1\n  trusted: no\norder:\n  items:\n"
          "    - {opened: no}\n    - {opened: yes}\n");
    check_saved(r, talk);
    CHECK(wrong(talk.answer("order.items", "[{opened: no}]")) == "");
    CHECK(value_of(talk) == "full");
}

TEST_CASE("a sorted list is in the case once every element has its key") {
    const auto r = rules();
    interview talk(r, "paid");
    CHECK(asked(talk) == "order.visits");
    CHECK_FALSE(wrong(talk.answer("order.visits", "0")).empty());
    CHECK_FALSE(wrong(talk.answer("order.visits", "5")).empty());
    CHECK(wrong(talk.answer("order.visits", "2")) == "");
    CHECK(asked(talk) == "order.visits[1].on");
    CHECK_FALSE(wrong(talk.answer("order.visits[1].on", "2026-02-30")).empty());
    CHECK_FALSE(wrong(talk.answer("order.visits[1].on", "unknown")).empty());
    CHECK_FALSE(wrong(talk.answer("order.visits[1].on", "2026-03-02, paid: yes")).empty());
    CHECK(wrong(talk.answer("order.visits[1].on", "2026-03-02")) == "");
    CHECK(asked(talk) == "order.visits[2].on");
    CHECK(talk.to_yaml() == "{}\n");
    CHECK(wrong(talk.answer("order.visits[2].on", "2026-03-01")) == "");
    CHECK(asked(talk) == "order.visits[1].paid");
    CHECK(wrong(talk.answer("order.visits[1].paid", "no")) == "");
    CHECK(asked(talk) == "order.visits[2].paid");
    CHECK(talk.to_yaml() == "order:\n  visits:\n    - {on: 2026-03-02, paid: no}\n    - {on: 2026-03-01}\n");
    check_saved(r, talk);
    for (int k = 0; k < 3; ++k) CHECK(talk.back());
    CHECK(asked(talk) == "order.visits[1].on");
    CHECK(talk.skip());  // without its key an element cannot be in the list, so the list is not known
    CHECK(talk.to_yaml() == "order:\n  visits: {unknown: true}\n");
    CHECK(talk.done());
}

TEST_CASE("records: the fields of one that is there, and whether there is one") {
    const auto r = rules();
    interview heavy(r, "heavy");
    CHECK(asked(heavy) == "order.parcel.weight");
    CHECK(wrong(heavy.answer("order.parcel.weight", "11")) == "");
    CHECK(value_of(heavy) == "yes");
    CHECK(heavy.to_yaml() == "order:\n  parcel: {weight: 11}\n");
    interview present(r, "gift_heavy");
    CHECK(asked(present) == "order.gift");
    CHECK(present.next()->choices.size() == 2);
    CHECK(wrong(present.answer("order.gift", "yes")) == "");
    CHECK(asked(present) == "order.gift.weight");
    CHECK(present.back());
    CHECK(wrong(present.answer("order.gift", "absent")) == "");
    CHECK(value_of(present) == "no");
    check_saved(r, present);
}

TEST_CASE("answers of every type are read as in a case") {
    const auto r = rules();
    const auto settled = [&](const char* decision, const char* path, const char* text) {
        interview talk(r, decision, r.read_yaml("buyer: {country: DE}\n"));
        CHECK(asked(talk) == path);
        CHECK(wrong(talk.answer(path, text)) == "");
        check_saved(r, talk);
        return value_of(talk);
    };
    CHECK(settled("bad", "order.faults", "crack, scratch") == "yes");
    CHECK(settled("bad", "order.faults", "[scratch]") == "no");
    CHECK(settled("bad", "order.faults", "[]") == "no");
    CHECK(settled("early", "buyer.member", "2019-12-31") == "yes");
    CHECK(settled("early", "buyer.member", "absent") == "no");
    CHECK(settled("own", "buyer.seller", "me") == "yes");
    CHECK(settled("own", "buyer.seller", "\"me\"") == "yes");
    CHECK(settled("own", "buyer.seller", "You: {and} \"me\" # 2") == "no");
    CHECK(settled("own", "buyer.seller", "12") == "no");
    CHECK(settled("dear", "buyer.voucher", "EUR 5.00") == "yes");
    CHECK(settled("dear", "buyer.voucher", "0") == "no");
    CHECK(settled("passed", "as_of", "2026-01-02") == "yes");
    CHECK(settled("noon", "as_of", "2026-01-01T13:00Z") == "yes");
    interview noon(r, "noon");
    CHECK_FALSE(wrong(noon.answer("as_of", "2026-01-01")).empty());
    interview dear(r, "dear", r.read_yaml("buyer: {country: JP}\n"));
    CHECK(dear.next()->kind == "an amount of money, such as JPY 100; absent if there is none");
    interview own(r, "own");
    CHECK(own.next()->text == "buyer: seller");
    interview skipped(r, "passed");
    CHECK(skipped.skip());
    CHECK(skipped.done());
}

TEST_CASE("a provisional decision is settled, and what it asks for may be asked") {
    const auto r = rules();
    interview talk(r, "meanwhile");
    CHECK(talk.done());
    CHECK(talk.decision().provisional);
    REQUIRE(talk.next_meanwhile());
    CHECK(talk.next_meanwhile()->path == "order.flagged");
    CHECK(wrong(talk.answer("order.flagged", "no")) == "");
    CHECK(value_of(talk) == "full");
    CHECK_FALSE(talk.next_meanwhile());
    CHECK(talk.back());
    CHECK(talk.skip());
    CHECK_FALSE(talk.next_meanwhile());
    CHECK(value_of(talk) == "later");
    CHECK_FALSE(talk.skip());
}

TEST_CASE("what the policy owes is not asked, and what is assumed is not either") {
    const auto r = rules();
    interview talk(r, "open");
    CHECK(asked(talk) == "buyer.country");
    talk.answer("buyer.country", "JP");
    while (talk.next()) REQUIRE(wrong(talk.answer(talk.next()->path, "4")) == "");
    CHECK(talk.decision().status == status::undetermined);
    CHECK(talk.decision().policy.size() == 1);
    CHECK(interview(r, "grown").done());
    CHECK(value_of(interview(r, "grown")) == "yes");
}

TEST_CASE("questions speak the language chosen") {
    const auto r = rules();
    interview talk(r, "refund", {}, "es");
    CHECK(talk.next()->text == "¿Cuántos reembolsos?");
    CHECK(talk.next()->why == std::vector<std::string>{"Reembolso: Demasiado [Shop 1]"});
    interview faults(r, "bad", {}, "es");
    CHECK(faults.next()->choices == std::vector<choice>{{"scratch", "Rasguño"}, {"crack", "Grieta"}});
    CHECK_THROWS_AS(interview(r, "nothing"), unknown_decision);
}

TEST_CASE("a procedure is asked step by step") {
    const auto r = claims();
    interview talk(r, "handling");
    CHECK(asked(talk) == "claim.called");
    talk.answer("claim.called", "yes");
    CHECK(asked(talk) == "claim.photos");
    talk.answer("claim.photos", "2");
    CHECK(asked(talk) == "claim.price");
    talk.answer("claim.price", "100");
    CHECK(talk.done());
    CHECK(talk.decision().status == status::decided);
    check_saved(r, talk);
    talk.back();
    talk.answer("claim.price", "101");
    CHECK(asked(talk) == "claim.answer");
}

TEST_CASE("a question of a procedure carries the step where the case stands, in the language of the interview") {
    const auto c = ruleset::compile({{"desk.writ", R"(
pack desk "Desk" { version "1" languages en, es audiences buyer, agent }
enum Role { T1 "Tier 1" es "Nivel 1", T2 }
enum Queue { photo_desk "Photo desk" es "Mesa de fotos" }
facts claim { known : bool  photos : int 0 .. 9  amount : int 0 .. 9  late : bool }
sop caller {
  start order
  step order "The order" es "El pedido" who T1 {
    say    buyer "What is your order number?" es "¿Cuál es su número de pedido?"
    say    "Be kind." es "Sea amable."
    verify "It is theirs." es "Es suyo."
    ask    claim.known
    when   claim.known -> buyer
    otherwise -> stranger
  }
  end buyer
  end stranger
}
sop handling {
  start identity
  step identity who T2 { run caller  when caller.step is stranger -> refused  otherwise -> evidence }
  step evidence { escalate to photo_desk  verify "{claim.amount} are claimed." es "Se reclaman {claim.amount}."
                  when claim.photos >= claim.amount -> paid  otherwise -> refused }
  end paid
  end refused
}
decision reply : bool { rule r { when handling.outcome is present and handling.outcome is paid and not claim.late then yes } otherwise no }
decision late : bool { rule r { when claim.late then yes } otherwise no }
)"}});
    REQUIRE_MESSAGE(c, render(c.diagnostics, *c.sources));
    for (const char* decision : {"handling", "reply"}) {
        CAPTURE(decision);
        interview talk(*c.rules, decision, c.rules->read_yaml("claim: {late: no}\n"), "es");
        REQUIRE(talk.next());
        REQUIRE(talk.next()->step);
        CHECK(to_text(*talk.next()->step, "es") ==
              "caller.order \"El pedido\" (Nivel 1)\n"
              "  decir a buyer: \"¿Cuál es su número de pedido?\"\n"
              "  decir: \"Sea amable.\"\n"
              "  verificar: \"Es suyo.\"\n");
        talk.answer("claim.known", "yes");
        REQUIRE(asked(talk) == "claim.photos");
        REQUIRE(talk.next()->step);
        CHECK(talk.next()->step->name == "evidence");
        CHECK(talk.next()->step->of == "");
        CHECK(talk.next()->step->who == "");
        CHECK(talk.next()->step->queue == "Mesa de fotos");
        CHECK(talk.next()->step->asks.empty());
        talk.answer("claim.photos", "2");
        REQUIRE(talk.next());
        CHECK(talk.next()->step->name == "evidence");
        talk.back();
        CHECK(talk.next()->step->name == "evidence");
        talk.answer("claim.amount", "2");
        REQUIRE(talk.next());
        CHECK(talk.next()->step->verifies == std::vector<std::string>{"Se reclaman 2."});
    }
    CHECK_FALSE(interview(*c.rules, "late").next()->step);
    CHECK_FALSE(interview(*c.rules, "reply").next()->step);
}

TEST_CASE("a wrong case is not asked about") {
    const auto r = rules();
    CHECK(interview(r, "refund", r.read_yaml("buyer: {refunds: x}\n")).done());
    CHECK(interview(r, "refund", r.read_yaml("buyer: {refunds: 950}\n")).done());
    CHECK(interview(r, "refund", r.read_yaml("buyer: {refunds: 950}\n")).decision().status == status::error);
}

TEST_CASE("how many questions there are is counted by following every answer") {
    const auto r = rules();
    using list = question_count::list;
    CHECK(count_questions(r, "both") == question_count{2, true, {}});
    CHECK(count_questions(r, "meanwhile") == question_count{0, true, {}});
    CHECK(count_questions(r, "grown") == question_count{0, true, {}});
    CHECK(count_questions(r, "early") == question_count{1, true, {}});
    CHECK(count_questions(r, "noon_or_own") == question_count{2, false, {}});
    CHECK(count_questions(r, "refund") == question_count{3, false, {list{"order.items", 2, 3}}});
    CHECK(count_questions(r, "paid") == question_count{1, false, {list{"order.visits", 2, 4}}});
    CHECK(count_questions(r, "own") == question_count{1, true, {}});
    CHECK(count_questions(r, "old") == question_count{1, true, {}});
    CHECK(count_questions(r, "passed") == question_count{1, true, {}});
    CHECK(count_questions(claims(), "handling") == question_count{4, true, {}});
    CHECK(count_questions(claims(), "reply") == question_count{4, true, {}});
    CHECK_THROWS_AS(count_questions(r, "nothing"), unknown_decision);
}

TEST_CASE("counting questions stops at its limit") {
    const auto r = rules();
    limits bounds;
    std::size_t enough = 1;
    while (bounds.interview_cases = enough, !count_questions(r, "both", bounds).exact) ++enough;
    CHECK(enough > 3);
    CHECK(count_questions(r, "both", bounds) == question_count{2, true, {}});
    bounds.interview_cases = enough - 1;
    CHECK(count_questions(r, "both", bounds) == question_count{2, false, {}});
}
