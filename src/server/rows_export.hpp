#pragma once

#include "store/store.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The SQL of exports: tables read page by page, as the migrations describe them.
namespace huan::server::rows {

struct TableColumn {
    std::string name{};
    std::string type{};  ///< As migrations write it: ID, INT, INSTANT, MONEY, BOOL, TEXT, BYTES.
};

struct Table {
    std::string name{};
    std::vector<TableColumn> columns{};
    std::vector<std::string> key{};  ///< Columns of the primary key.
};

/// What the migrations leave behind, in the order it was made.
std::vector<Table> tables_of_migrations();
/// Those with what belongs to the company: without sessions, caches and other workings, and without columns
/// that hold secrets or bytes.
std::vector<Table> exported_tables();

std::int64_t rows_in(store::Reader& db, const Table& table);
/// Rows behind the key `after` (empty: from the first), the columns of the table and then its key.
store::Result table_page(store::Reader& db, const Table& table, std::span<const store::Param> after,
                         std::int64_t limit);

}  // namespace huan::server::rows
