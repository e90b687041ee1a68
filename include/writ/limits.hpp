// Every bound of the library in one place.
#pragma once

#include <cstddef>
#include <cstdint>

namespace writ {

/// Bounds on what is read, compiled and decided.
///
/// Past a bound there is a diagnostic with a code of its own and nothing half-done. The defaults are far above what
/// a real policy needs and far below what hurts a service; each is tested just below and just above.
struct limits {
    std::size_t source_bytes = 16u << 20;  ///< one file; also the sum of a pack's files
    std::size_t files = 4096;              ///< files of one pack folder
    std::size_t nesting = 200;             ///< brackets, `if`s, exceptions in each other
    std::size_t nodes = 1'000'000;         ///< syntax nodes of one pack
    std::size_t identifier_bytes = 256;    ///< one name
    std::size_t string_bytes = 1u << 20;   ///< one string literal
    std::size_t number_characters = 64;    ///< one number literal
    std::size_t use_depth = 32;            ///< packs that use packs that use packs …
    std::size_t term_depth = 512;          ///< terms that read terms that read terms …
    std::size_t enum_values = 256;         ///< values of one enum
    std::size_t set_values = 64;           ///< values of an enum that a set is made of (one mask)
    std::size_t list_elements = 100'000;   ///< the greatest `up to` of a list
    std::size_t diagnostics = 100;         ///< after these one line says how many more there were
    std::size_t combinations = 256;        ///< refinement (fixed by the language; here to be shown, not to be changed)
    std::size_t exception_options = 4096;  ///< open exceptions of one rule, multiplied (fixed too)
    std::size_t cover_nodes = 1'000'000;   ///< budget of one question to the gap and overlap analysis
    std::size_t interview_cases = 20'000;  ///< cases evaluated to count the questions of one interview
    std::size_t explanation_bytes = 64u << 20;  ///< one rendered explanation
    std::size_t case_bytes = 16u << 20;         ///< one case in JSON (a document, or a line of JSON Lines)
    std::size_t yaml_bytes = 2u << 20;          ///< one YAML document: reading YAML is ten times as slow
    std::size_t yaml_line_bytes = 1u << 20;     ///< one line of it
    std::size_t case_depth = 64;                ///< nesting of a case document
    std::size_t case_nodes = 1'000'000;         ///< values of a case document after its aliases are followed
};

}  // namespace writ
