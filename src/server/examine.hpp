#pragma once

#include "history/shipper.hpp"
#include "server/config.hpp"
#include "server/data_directory.hpp"
#include "store/store.hpp"

#include <boost/describe.hpp>

#include <string>
#include <vector>

/// `huan doctor`: whether a machine and a data directory are fit for Huan, and what to mend.
namespace huan::server {

enum class Verdict {
    good,
    warning,  ///< Huan runs, but slower, with less, or not for long.
    bad,      ///< Huan does not run, or what is stored is not what it should be.
};
BOOST_DESCRIBE_ENUM(Verdict, good, warning, bad)

struct CheckupItem {
    Verdict verdict = Verdict::good;
    std::string subject{};  ///< One word, for scripts: "memory", "schema", "ledger"...
    std::string found{};
    std::string mend{};  ///< Empty where nothing need be done.
};
BOOST_DESCRIBE_STRUCT(CheckupItem, (), (verdict, subject, found, mend))

struct Checkup {
    Verdict verdict = Verdict::good;  ///< The worst of all.
    std::vector<CheckupItem> items{};
};
BOOST_DESCRIBE_STRUCT(Checkup, (), (verdict, items))

/// Processor, memory, limits, clock, zones, certificates, libraries, console, port.
std::vector<CheckupItem> examine_machine(const Config& config);
/// Rights, file system, room and speed of the disk under `path`, which need not exist.
std::vector<CheckupItem> examine_disk(const std::string& path);
/// What the records say of themselves. Changes nothing, the schema included. With `thorough`, reads every
/// page of an embedded database.
std::vector<CheckupItem> examine_records(store::Store& store, bool thorough);
/// Whether the columns have as many rows as the journal.
CheckupItem examine_history(store::Store& store, history::Shipper& shipper);
/// Whether the columns have the rows of the journal, value for value: reads both from end to end.
CheckupItem compare_history(history::Shipper& shipper);

}  // namespace huan::server
