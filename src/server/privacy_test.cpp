#include "server/personal_data.hpp"
#include "server/rows_export.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace huan::server {
namespace {

TEST(PersonalData, names_every_table_that_speaks_of_a_person) {
    for (const rows::Table& table : rows::tables_of_migrations()) {
        // An erasure says who was erased by a number that stands for nobody any more.
        if (table.name == "erasure") continue;
        const bool speaks = std::ranges::any_of(table.columns, [](const rows::TableColumn& column) {
            return column.name == "profile_id" || column.name == "customer_id";
        });
        const bool named = std::ranges::any_of(
            personal_tables(), [&](const PersonalTable& personal) { return personal.table == table.name; });
        EXPECT_EQ(speaks, named) << table.name;
    }
}

TEST(PersonalData, names_tables_and_columns_that_there_are) {
    const std::vector<rows::Table> tables = rows::tables_of_migrations();
    const auto has = [&](std::string_view table, std::string_view column) {
        const auto found =
            std::ranges::find_if(tables, [&](const rows::Table& one) { return one.name == table; });
        return found != tables.end() &&
               (column.empty() || std::ranges::any_of(found->columns, [&](const rows::TableColumn& one) {
                    return one.name == column;
                }));
    };
    for (const PersonalTable& personal : personal_tables()) {
        EXPECT_TRUE(has(personal.table, personal.by)) << personal.table;
        for (const std::string_view column : personal.blanked)
            EXPECT_TRUE(has(personal.table, column)) << personal.table << "." << column;
    }
    for (const std::string_view table : noting_tables()) EXPECT_TRUE(has(table, {})) << table;
}

}  // namespace
}  // namespace huan::server
