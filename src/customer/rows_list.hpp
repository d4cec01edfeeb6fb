#pragma once

#include "store/store.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

/// Statements over lists of values. Lists are padded to a few sizes, so that few statement texts come into
/// being: both engines keep each text prepared.
namespace huan::customer::rows {

inline constexpr std::size_t longest_list = 512;

/// Appends `values` to `params` and answers their "$n, $n" list, padded with the last value to a power of
/// two.
template <class T>
std::string in_list(std::vector<store::Param>& params, const T* values, std::size_t count) {
    std::size_t size = 1;
    while (size < count) size *= 2;
    std::string list;
    for (std::size_t i = 0; i < size; ++i) {
        params.push_back(store::to_param(values[std::min(i, count - 1)]));
        list.append(i == 0 ? "$" : ", $").append(std::to_string(params.size()));
    }
    return list;
}

/// For each value, the one id that `lookup` (a SELECT in which `wanted.value` stands for the value) finds;
/// values without one are left out. A look-up each, whatever the planner believes: over a key of several
/// columns and without statistics, PostgreSQL would compare each row of a table with each item of an IN list.
template <base::Described Row>
std::vector<Row> look_up(store::Reader& db, const std::vector<std::string>& values, std::string_view lookup,
                         const std::vector<store::Param>& fixed) {
    std::vector<Row> rows;
    for (std::size_t at = 0; at < values.size(); at += longest_list) {
        const std::size_t count = std::min(longest_list, values.size() - at);
        std::size_t size = 1;
        while (size < count) size *= 2;
        std::vector<store::Param> params = fixed;
        std::string sql = "WITH wanted (value) AS (VALUES ";
        for (std::size_t i = 0; i < size; ++i) {
            params.push_back(store::to_param(values[at + std::min(i, count - 1)]));
            sql.append(i == 0 ? "($" : ", ($").append(std::to_string(params.size())).append(")");
        }
        sql.append(") SELECT value, (").append(lookup).append(") FROM wanted");
        const store::Result result = db.run_with(sql, params);
        for (std::size_t row = 0; row < std::min(count, result.rows()); ++row)
            if (!std::holds_alternative<std::monostate>(result.at(row, 1)))
                rows.push_back(
                    store::read_row<Row>(std::span(result.cells).subspan(row * result.width, result.width)));
    }
    return rows;
}

/// Rows of `before (list) after`, list by list. `fixed` are the parameters $1.. of `before` and `after`.
template <base::Described Row, class T>
std::vector<Row> all_in(store::Reader& db, std::string_view before, const std::vector<T>& values,
                        std::string_view after = {}, const std::vector<store::Param>& fixed = {}) {
    std::vector<Row> rows;
    for (std::size_t at = 0; at < values.size(); at += longest_list) {
        const std::size_t count = std::min(longest_list, values.size() - at);
        std::vector<store::Param> params = fixed;
        const std::string list = in_list(params, values.data() + at, count);
        const store::Result result =
            db.run_with(std::string(before) + " (" + list + ") " + std::string(after), params);
        for (std::size_t row = 0; row < result.rows(); ++row)
            rows.push_back(
                store::read_row<Row>(std::span(result.cells).subspan(row * result.width, result.width)));
    }
    return rows;
}

/// INSERT of many described rows, up to 64 a statement; `after` follows the values. Answers how many went in.
template <base::Described Row>
std::int64_t insert_rows(store::Transaction& tx, std::string_view table, const std::vector<Row>& rows,
                         std::string_view after = {}) {
    static const std::string columns = base::column_list<Row>();
    std::int64_t stored = 0;
    std::size_t at = 0;
    while (at < rows.size()) {
        std::size_t count = 64;
        while (count > rows.size() - at) count /= 4;
        std::vector<store::Param> params;
        std::string sql = "INSERT INTO " + std::string(table) + " (" + columns + ") VALUES ";
        for (std::size_t i = 0; i < count; ++i) {
            sql.append(i == 0 ? "(" : ", (");
            std::size_t column = 0;
            base::for_each_field<Row>([&](std::string_view, auto member) {
                params.push_back(store::to_param(rows[at + i].*member));
                sql.append(column++ == 0 ? "$" : ", $").append(std::to_string(params.size()));
            });
            sql.append(")");
        }
        stored += tx.run_with(sql.append(after), params).changed;
        at += count;
    }
    return stored;
}

/// The condition that keeps to what the actor may see, as `base::may_see` says; `prefix` is "c." or alike.
/// Tables whose rows nobody owns give no `owner` column.
inline std::string in_scope(std::vector<store::Param>& params, const base::Actor& actor,
                            const std::string& prefix, std::string_view owner = {}) {
    const auto place = [&](const auto& value) {
        params.push_back(store::to_param(value));
        return "$" + std::to_string(params.size());
    };
    if (actor.scope == base::DataScope::all) return "1 = 1";
    if (actor.scope == base::DataScope::subtree && !actor.org_path.empty()) {
        std::string end = actor.org_path;
        end.back() = '0';  // Follows the '/' that ends every path.
        return "(" + prefix + "org_path >= " + place(actor.org_path) + " AND " + prefix + "org_path < " +
               place(end) + ")";
    }
    if (actor.scope == base::DataScope::own && actor.kind == base::ActorKind::user && !owner.empty())
        return prefix + std::string(owner) + " = " + place(actor.id);
    return "1 = 0";
}

}  // namespace huan::customer::rows
