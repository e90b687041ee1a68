// The syntax tree: what one file says, in its own words, before any name means anything.
//
// It promises: every node knows its bytes; the children of a node stand in the order written; comments are kept beside
// the tree. It holds one kind of node, because the printer, the checker's recovery and later tools walk it generically;
// which children a kind has is fixed by the table below. It knows nothing of names, types, or other files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "writ/source.hpp"

namespace writ::syntax {

/// What a node is. The comment behind each kind gives its children in order: `a? ` at most one, `a*` any number;
/// `EXPR` stands for any kind of the expression group. "text" is the node's own spelling, `node::text`.
// clang-format off: kinds that belong together share a line
enum class kind : std::uint8_t {
    // ---- leaves: no children, text as written (strings: with quotes; use `unquoted`)
    name,      ///< a word used as a name; reserved words may stand here after a dot and as field names
    number,    ///< `48`, `1_000_000`, `98.5%`; in ranges also with a leading `-`
    money,     ///< `USD 100.00`
    date,      ///< `2026-03-01`
    time,      ///< `12:00`
    instant,   ///< `2026-03-01T09:00+07:00`
    string,    ///< `"…"`
    constant,  ///< `yes`, `no`, `absent`, `unknown`
    word,      ///< a word with a fixed role (`ordered`, `optional`, `law`, `undefined`, `fails` …): text says which
    doc,       ///< the `##` lines before a declaration (and before its span), text without the marks

    // ---- expressions (EXPR)
    if_then,      ///< EXPR(condition) EXPR(then) EXPR(otherwise)
    quantifier,   ///< text any|every|least|most|exactly; [EXPR(how many) for least, most, exactly] binder
    aggregate,    ///< text count|count distinct|sum|largest|smallest|earliest|latest|set|list; [EXPR unless count] binder
    binder,       ///< name EXPR(list) relation? where?
    relation,     ///< text before|after|other; name
    where,        ///< EXPR
    conjunction,  ///< `and`: EXPR EXPR+
    disjunction,  ///< `or`: EXPR EXPR+
    negation,     ///< `not`: EXPR
    compare,      ///< text = != < <= > >=; EXPR EXPR
    is_state,     ///< `x is [not] present`: text present|absent|known|unknown|empty, negated; EXPR
    is_order,     ///< `x is [not] before y`: text before|after, negated; EXPR EXPR
    is_one_of,    ///< `x is [not] one of s`: negated; EXPR EXPR
    is_value,     ///< `x is [not] v`: negated; EXPR name
    has,          ///< text one|any|all; EXPR EXPR
    matches,      ///< EXPR string
    within,       ///< `d within p after e`: text after|before; EXPR(d) EXPR(p) EXPR(e)
    during_last,  ///< `d during last p as of a`: EXPR(d) EXPR(p) as_of?
    during,       ///< `d during a .. b`: EXPR EXPR EXPR
    shift,        ///< `p after d using c`: text after|before; EXPR(p) EXPR(d) using?
    using_,       ///< EXPR
    binary,       ///< text + - * / union minus; EXPR EXPR
    negative,     ///< unary `-`: EXPR
    unit,         ///< text minutes|hours|days|business days|weeks|months|years (always the plural), rolled; EXPR
    field,        ///< `e.f`: EXPR name
    call,         ///< `f(a, b)`: EXPR(what) EXPR*
    paren,        ///< EXPR
    pick,         ///< `newest 3 of l`: text newest|oldest; number EXPR
    set,          ///< `{a, b when c}`: member*   (`{}` is a set too)
    member,       ///< EXPR when?
    record_literal,  ///< `{a: 1}`: entry*
    entry,           ///< name EXPR
    list,            ///< `[a, b]`: EXPR*

    // ---- parts that many declarations share
    text,        ///< a text in one or more languages: tagged*
    tagged,      ///< text = the tag, empty for the untagged first string; string
    title,       ///< like `text`: tagged*
    type,        ///< word(optional)? name element? at_least? up_to? sorted_on? places? currency? range?
                 ///< the name is the base (`int`, `list`, `set`, `money`, an enum …); element for list and set
    element,     ///< name
    at_least,    ///< number
    up_to,       ///< number
    sorted_on,   ///< name
    places,      ///< number
    currency,    ///< text = the three capitals
    range,       ///< number number
    parameters,  ///< parameter+
    parameter,   ///< name type
    quals,       ///< (word(law) | in_regions | from | until | as_of)*, in the order written; always there, maybe empty
    in_regions,  ///< name+
    from,        ///< date announced?
    announced,   ///< date
    until,       ///< date
    as_of,       ///< EXPR
    value,       ///< `= e`: EXPR
    entries,     ///< the braces of a param, of `values` or of notice: (cite | dated_entry)*
    dated_entry, ///< quals (value | word(undefined))
    path,        ///< `l[2].f`: (name | number)+
    rule_ref,    ///< `d.r.e`: name+
    cite,        ///< string
    because,     ///< text
    say,         ///< name(audience)? text
    ask,         ///< in rules: path+   in fields: text
    when,        ///< EXPR
    for_each,    ///< binder
    then,        ///< EXPR
    does_not_apply,  ///< no children
    otherwise,       ///< EXPR (cite|because|say|ask)*
    takes,           ///< text one|first|all|sum|largest|smallest
    to,              ///< name for rules, values and appeals (name+); rule_ref+ for exceptions
    position,        ///< text before|after; name

    // ---- declarations; each may begin with a doc
    pack,            ///< name title? (version|languages|audiences|internal|region|zones|money_of|rounding|citations|notice)*
    version,         ///< string
    languages,       ///< name+
    audiences,       ///< name+
    internal,        ///< name+
    region,          ///< EXPR
    zones,           ///< zone+
    zone,            ///< name? string
    money_of,        ///< money_entry+
    money_entry,     ///< name(region) name(currency)
    rounding,        ///< name
    citations,       ///< `citations required`: no children
    notice,          ///< EXPR entries?
    use,             ///< name telling*
    telling,         ///< path value    (a fact of the other pack, and what tells it)
    enumeration,     ///< name word(ordered)? enumerator+
    enumerator,      ///< name text?
    record,          ///< name field_decl*
    facts,           ///< name field_decl*
    field_decl,      ///< name type (assume | ask | called | seen_by)*
    assume,          ///< EXPR
    called,          ///< text
    seen_by,         ///< name+
    require,         ///< EXPR because
    calendar,        ///< name in_regions? (weekend | covers | holidays)*
    weekend,         ///< name+
    covers,          ///< number number | word(none)
    holidays,        ///< holiday+
    holiday,         ///< date title?
    param,           ///< name parameters? type as_of? value? entries?
    values,          ///< to entries
    define,          ///< name parameters? type? value
    table,           ///< name parameters? title? type? takes? quals table_body
    table_body,      ///< cite* ( grid_columns grid_row* | headings out_headings row* )
    grid_columns,    ///< cell+
    grid_row,        ///< cell EXPR*
    headings,        ///< EXPR+
    out_headings,    ///< name+
    row,             ///< row_label? (word(otherwise) | cell+) row_out
    row_label,       ///< name
    row_out,         ///< (EXPR | text)+   text under cite and because
    cell,            ///< text `-` with no children, or alternatives, negated for `not …`
    cell_state,      ///< text present|absent|known|unknown|empty
    cell_compare,    ///< text = != < <= > >=; EXPR
    cell_range,      ///< EXPR EXPR
    cell_value,      ///< EXPR
    decision,        ///< name parameters? title? type takes? (rule|exception|decision_table|otherwise|cite)*
    decision_table,  ///< quals table_body
    rule,            ///< name title? to? position? quals (when|for_each|then|exception|cite|because|say|ask)*
    exception,       ///< name title? to? quals (when|for_each|then|does_not_apply|exception|cite|because|say|ask)*
    example,         ///< string (example_as_of | like | given | expect)*
    example_as_of,   ///< date | instant
    like,            ///< string
    given,           ///< path EXPR     (one node for each fact given)
    expect,          ///< EXPR (needs | asks | word(fails) | word(conflicts))? by?
    needs,           ///< path+
    asks,            ///< path+
    by,              ///< rule_ref+
    violation,       ///< name title? (severity|points|action|when|exception|cite|because|say|ask)*
    severity,        ///< EXPR
    points,          ///< EXPR
    action,          ///< name lasting?
    lasting,         ///< EXPR
    appeal,          ///< name title? to? (appeal_clause|evidence|grant|deny|otherwise|rule|cite|because|say|ask)*
    appeal_clause,   ///< text submitted|number|limit|window; EXPR (cite|because|say|ask)*
    evidence,        ///< EXPR (cite|because|say|ask)*
    grant,           ///< EXPR (cite|because|say|ask)*
    deny,            ///< EXPR (cite|because|say|ask)*
    sop,             ///< name title? type? name(start) (step | end)*
    step,            ///< name title? who? (do_|run|escalate|verify | wait|branch|fallback | cite|because|say|ask)*
    who,             ///< name
    do_,             ///< name
    run,             ///< name
    escalate,        ///< name EXPR(until)?
    verify,          ///< text
    wait,            ///< EXPR(until answered) EXPR(deadline) name(target) (cite|because|say|ask)*
    branch,          ///< EXPR name(target) (cite|because|say|ask)*
    fallback,        ///< name(target) (cite|because|say|ask)*
    end,             ///< name title? (who|do_|escalate|verify | then | cite|because|say|ask)*
    statement,       ///< name title? to? (statement_of | when | statement_part | redress | cite)*
    statement_of,    ///< EXPR
    statement_part,  ///< text measure|automated|territory|starts|ends; EXPR
    redress,         ///< text EXPR(until)?
    score,           ///< name title? range (score_needs | group | metric | cite)*
    score_needs,     ///< EXPR
    group,           ///< name title? metric*
    metric,          ///< name title? EXPR(value) EXPR(weight) bands?
    bands,           ///< band* EXPR(otherwise)
    band,            ///< text = the comparison, `=` when none is written; EXPR(limit) EXPR(points)
    deadline,        ///< name title? (deadline_clause | pause | cite)*
    deadline_clause, ///< text starts|allow|warn|done; EXPR
    pause,           ///< EXPR EXPR binder

    file,            ///< declarations; what could not be read is reported and left out, see `tree::broken`
};
// clang-format on

/// A piece of a file with its pieces.
struct node {
    kind what{};
    bool negated = false;  ///< `is not …`, `not` in a cell
    bool rolled = false;   ///< unit
    span where;
    std::string text;  ///< see `kind`
    std::vector<node> children;

    /// The first child of a kind, or nullptr.
    const node* find(kind k) const noexcept;
    /// The child at an index. Precondition: it exists.
    const node& operator[](std::size_t i) const { return children[i]; }
};

/// A comment, for tools that write files again.
struct comment {
    span where;
    bool doc = false;       ///< `##`
    bool trailing = false;  ///< something else stands before it on its line
    std::string text;       ///< without the marks
};

/// One file.
struct tree {
    node root;  ///< kind::file
    std::vector<comment> comments;
    std::vector<std::string> broken;  ///< names (and examples, in quotes) that declarations left out seem to declare
};

/// The name of a kind, for printing and tests.
std::string_view kind_name(kind k) noexcept;

/// The value of a string literal: without quotes, `\" \\ \n` replaced.
std::string unquoted(std::string_view literal);

}  // namespace writ::syntax
