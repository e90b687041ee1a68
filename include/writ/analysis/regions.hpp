// What a pack says for each region and day, side by side; and what a region still lacks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "writ/date.hpp"
#include "writ/model/model.hpp"

namespace writ::analysis {

/// What holds in one region over a stretch of days; without `from` and `until`, always.
struct regional_value {
    std::string words;  ///< as the author would write it; empty if undefined
    bool undefined = false;
    bool inherited = false;                 ///< of the entry that names no region, or of the pack as a whole
    std::optional<day_number> from, until;  ///< first and last day in this region, the notice period taken into account
    std::optional<day_number> announced;    ///< of the entry, if the stretch begins with it
    std::string cite;
    span where;
    friend bool operator==(const regional_value&, const regional_value&) = default;
};

enum class regional_kind : std::uint8_t { param, rule, exception, table, calendar, zone, currency };
std::string_view kind_name(regional_kind k) noexcept;

/// One thing that a pack may say region by region.
struct regional_row {
    regional_kind kind{};
    std::string name;  ///< `window`, `tier.ban.notice`
    span where;
    std::vector<std::vector<regional_value>> cells;  ///< by region; in order of days; empty: does not hold there
    bool same_everywhere() const;
};

/// All rows in the order of declarations, by kind: params, rules and exceptions with regions or dates, calendars, zones and
/// currencies. A pack without regions has one column without a name.
struct regional_table {
    std::vector<std::string> regions;
    std::vector<regional_row> rows;
};

/// @param as_of  only what is valid on this day
regional_table across_regions(const model::model& m, std::optional<day_number> as_of = {});

/// One line of a checklist.
struct checklist_item {
    std::string kind, name;
    std::string words;                ///< what is missing, the value, where else it holds
    std::vector<std::string> others;  ///< regions that have a value, a rule of their own
    std::string cite;
    span where;
};

/// What a region lacks, what it has from all, and what holds only there or in some regions.
struct region_checklist {
    std::string region;
    std::vector<checklist_item> missing, inherited, special;
};

/// @param region  a value of the pack's region enum
/// @param as_of   only this day counts
region_checklist checklist_of(const model::model& m, std::uint32_t region, std::optional<day_number> as_of = {});

}  // namespace writ::analysis
