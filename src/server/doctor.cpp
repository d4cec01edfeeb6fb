#include "base/json.hpp"
#include "base/log.hpp"
#include "server/commands.hpp"
#include "server/examine.hpp"
#include "server/local_client.hpp"
#include "store/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

/// `huan doctor`.
namespace huan::server {
namespace {

namespace fs = std::filesystem;

/// Reading every page of a large database takes its time.
constexpr base::Duration whole_reading{3'600'000};

void add(std::vector<CheckupItem>& all, std::vector<CheckupItem> more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// Whoever serves the directory examines it; where nobody does, this process opens the records as they are.
std::vector<CheckupItem> examine_data(const Config& config, bool whole_history) {
    const std::string path = absolute_path(config.data);
    if (config.postgres.empty() && !fs::exists(path + "/huan.db")) return {};
    try {
        if (const auto owned = DataDirectory::try_own(path)) {
            const auto store = store::Store::open(
                {.directory = owned->records(), .postgres = config.postgres, .query_limit = whole_reading});
            return examine_records(*store, true);
        }
        const auto access = LocalAccess::load(path + "/huan.local");
        if (!access)
            return {{Verdict::bad, "owner", "A process owns " + path + " and does not answer.",
                     "Wait until it has started, or end it."}};
        Checkup told = base::from_json<Checkup>(
            LocalClient(*access).get(whole_history ? "/api/checkup?compare_history=true" : "/api/checkup"));
        // The disk was examined here already.
        const auto records =
            std::find_if(told.items.begin(), told.items.end(),
                         [](const CheckupItem& finding) { return finding.subject == "schema"; });
        return {records, told.items.end()};
    } catch (const std::exception& problem) {
        return {{Verdict::bad, "records", problem.what(),
                 "Keep a copy of the directory before anything else; then restore the last good backup."}};
    }
}

void print(const CheckupItem& finding) {
    const char* sign = finding.verdict == Verdict::good      ? "ok     "
                       : finding.verdict == Verdict::warning ? "warning"
                                                             : "BAD    ";
    fmt::print("{}  {:<13} {}\n", sign, finding.subject, finding.found);
    if (!finding.mend.empty()) fmt::print("{:<24}-> {}\n", "", finding.mend);
}

}  // namespace

int doctor(const Config& config, bool as_json, bool whole_history) {
    base::log::set_level(base::log::Level::error);
    Checkup checkup{.items = examine_machine(config)};
    add(checkup.items, examine_disk(absolute_path(config.data)));
    add(checkup.items, examine_data(config, whole_history));
    for (const CheckupItem& finding : checkup.items)
        checkup.verdict = std::max(checkup.verdict, finding.verdict);
    if (as_json)
        fmt::print("{}\n", boost::json::serialize(base::to_json(checkup)));
    else
        for (const CheckupItem& finding : checkup.items) print(finding);
    return checkup.verdict == Verdict::bad ? 1 : 0;
}

}  // namespace huan::server
