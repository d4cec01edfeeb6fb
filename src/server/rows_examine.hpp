#pragma once

#include "store/store.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// The SQL of `huan doctor`.
namespace huan::server::rows {

/// What the database itself finds wrong with its pages; empty where nothing is.
std::vector<std::string> broken_pages(store::Reader& db);
/// Entries of the ledger whose postings do not sum to zero.
std::int64_t unbalanced_entries(store::Reader& db);
/// Entries of points whose postings do not sum to zero, and people whose balance is not what their lots have.
std::int64_t broken_points(store::Reader& db);
std::int64_t failed_jobs(store::Reader& db);
/// Messages to other systems that should have left before `due`.
std::int64_t waiting_messages(store::Reader& db, base::Instant due);
/// A setting of the PostgreSQL server, as SHOW says it.
std::string postgres_setting(store::Reader& db, const std::string& name);

}  // namespace huan::server::rows
