#include "server/examine.hpp"

#include "base/instant.hpp"
#include "base/zone.hpp"
#include "history/history.hpp"
#include "server/local_access.hpp"
#include "server/rows.hpp"
#include "server/rows_examine.hpp"
#include "server/terminal.hpp"
#include "store/migration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <filesystem>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/timex.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace huan::server {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t megabyte = 1 << 20;
constexpr std::uintmax_t enough_memory = 1'900;  // MB: "2 GB" machines have a little less.
constexpr std::uintmax_t little_memory = 900;
constexpr std::uintmax_t enough_room = 5'000;  // MB
constexpr std::uintmax_t little_room = 500;
constexpr double slow_sync = 20;  // ms
constexpr int sync_tries = 15;
constexpr base::Duration patience{3'600'000};

CheckupItem good(std::string subject, std::string found) {
    return {.verdict = Verdict::good, .subject = std::move(subject), .found = std::move(found)};
}
CheckupItem warning(std::string subject, std::string found, std::string mend) {
    return {Verdict::warning, std::move(subject), std::move(found), std::move(mend)};
}
CheckupItem bad(std::string subject, std::string found, std::string mend) {
    return {Verdict::bad, std::move(subject), std::move(found), std::move(mend)};
}

CheckupItem examine_processor() {
    const bool fit = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
    const std::string found = fmt::format("{} processors", sysconf(_SC_NPROCESSORS_ONLN));
    if (fit) return good("processor", found);
    return bad("processor", found + ", without SSE 4.2 and POPCNT",
               "chDB needs an x86-64 processor from 2009 or later; virtual machines may have to pass it on "
               "(CPU type \"host\").");
}

CheckupItem examine_memory() {
    struct sysinfo info {};
    sysinfo(&info);
    const std::uintmax_t total = info.totalram * info.mem_unit / megabyte;
    const std::string found = fmt::format("{} MB", grouped(static_cast<std::int64_t>(total)));
    if (total >= enough_memory) return good("memory", found);
    const std::string mend = "Huan answers from 0.4 GB; large segments and imports want 2 GB or more.";
    return total >= little_memory ? warning("memory", found, mend) : bad("memory", found, mend);
}

CheckupItem examine_open_files(const Config& config) {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    const auto needed = static_cast<rlim_t>(config.max_connections) + 1'024;
    const std::string found =
        fmt::format("{} files may be open",
                    grouped(static_cast<std::int64_t>(std::min<rlim_t>(limit.rlim_cur, 1'000'000'000))));
    if (limit.rlim_cur >= needed) return good("open_files", found);
    return warning("open_files", found,
                   fmt::format("{} connections need {}: ulimit -n, or LimitNOFILE= in the systemd unit.",
                               config.max_connections, needed));
}

CheckupItem examine_clock() {
    timex state{};
    const int kept = adjtimex(&state);
    const std::string now = base::format_instant(base::clock_now());
    if (kept != -1 && (state.status & STA_UNSYNC) == 0) return good("clock", now);
    return warning("clock", now + ", set by nobody",
                   "Run a time service (systemd-timesyncd, chrony): days, quiet hours and links that expire "
                   "follow this clock.");
}

CheckupItem examine_zones() {
    try {
        const base::Zone zone("Asia/Shanghai");
        return good("time_zones", "the system's tables of zones are there");
    } catch (const std::exception&) {
        return bad("time_zones", "the system's tables of zones are missing", "apt-get install tzdata");
    }
}

CheckupItem examine_certificates() {
    std::error_code missing;
    if (fs::exists("/etc/ssl/certs/ca-certificates.crt", missing))
        return good("certificates", "certificate authorities are there");
    return warning("certificates", "no certificate authorities",
                   "Webhooks and connectors cannot speak HTTPS: apt-get install ca-certificates");
}

CheckupItem examine_columns() {
    if (history::available()) return good("chdb", "libchdb.so is there");
    return warning("chdb", "libchdb.so is not there",
                   "Analyses are answered from the journal, which is slower: put it beside the executable, "
                   "or name it in HUAN_CHDB.");
}

CheckupItem examine_console(const Config& config) {
    const std::string pages = web_directory(config);
    std::error_code missing;
    if (!pages.empty() && fs::exists(pages + "/index.html", missing)) return good("console", pages);
    return bad("console", pages.empty() ? "no pages" : pages + " has no index.html",
               "Name the directory of the built console: --web, or web/ beside the executable.");
}

/// Whether the port can be had, or is in the hands of whoever serves this very directory.
CheckupItem examine_port(const Config& config) {
    const std::string where = fmt::format("{}:{}", config.listen, config.port);
    if (config.port == 0) return good("port", "any free one");
    if (const auto served = LocalAccess::load(absolute_path(config.data) + "/huan.local");
        served && served->port == config.port)
        return good("port", where + ", served from this directory");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(config.port));
    if (inet_pton(AF_INET, config.listen.c_str(), &address.sin_addr) != 1) return good("port", where);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const bool free = bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    const std::string problem = std::strerror(errno);
    close(socket);
    if (free) return good("port", where + " is free");
    return bad("port", where + ": " + problem, "End what listens there, or choose another with --port.");
}

struct Kind {
    unsigned long magic;
    Verdict verdict;
    const char* name;
    const char* mend;
};
constexpr const char* network_mend =
    "SQLite's locks and write-ahead log need a local disk. Keep the records on PostgreSQL (--postgres) or "
    "move the directory.";
constexpr const char* gone_mend = "What is stored there is gone at the next restart: use a disk or a volume.";
constexpr std::array<Kind, 7> kinds{
    {{0x6969, Verdict::bad, "NFS", network_mend},
     {0xFF534D42, Verdict::bad, "CIFS", network_mend},
     {0xFE534D42, Verdict::bad, "SMB2", network_mend},
     {0x01021997, Verdict::bad, "9P", network_mend},
     {0x01021994, Verdict::warning, "tmpfs", gone_mend},
     {0x858458F6, Verdict::warning, "ramfs", gone_mend},
     {0x794C7630, Verdict::warning, "overlayfs (a container's own layer)", gone_mend}}};

CheckupItem examine_file_system(const std::string& place) {
    struct statfs state {};
    if (statfs(place.c_str(), &state) != 0) return bad("file_system", std::strerror(errno), "");
    for (const Kind& kind : kinds)
        if (static_cast<unsigned long>(state.f_type) == kind.magic)
            return {kind.verdict, "file_system", kind.name, kind.mend};
    return good("file_system", "a local disk");
}

CheckupItem examine_room(const std::string& place) {
    std::error_code failed;
    const std::uintmax_t free = fs::space(place, failed).available / megabyte;
    const std::string found = fmt::format("{} MB free", grouped(static_cast<std::int64_t>(free)));
    if (free >= enough_room) return good("disk_room", found);
    const std::string mend = "A full disk refuses every change: make room, or move the data directory.";
    return free >= little_room ? warning("disk_room", found, mend) : bad("disk_room", found, mend);
}

/// How long the disk takes to promise 4 KB, in ms; negative when it cannot be tried.
double sync_time(const std::string& place) {
    std::string path = place + "/huan-doctor-XXXXXX";
    const int file = ::mkostemp(path.data(), O_CLOEXEC);
    if (file < 0) return -1;
    ::unlink(path.c_str());
    std::vector<double> took;
    const std::string page(4'096, 'x');
    for (int i = 0; i < sync_tries; ++i) {
        const auto begun = std::chrono::steady_clock::now();
        if (::write(file, page.data(), page.size()) != std::ssize(page) || ::fdatasync(file) != 0) break;
        const std::chrono::duration<double, std::milli> ms = std::chrono::steady_clock::now() - begun;
        took.push_back(ms.count());
    }
    ::close(file);
    if (took.size() < sync_tries) return -1;
    std::nth_element(took.begin(), took.begin() + sync_tries / 2, took.end());
    return took[sync_tries / 2];
}

CheckupItem examine_sync(const std::string& place) {
    const double ms = sync_time(place);
    if (ms < 0)
        return bad("disk_speed", place + " cannot be written: " + std::strerror(errno),
                   "Give the directory to the user that runs huan.");
    const std::string found = fmt::format("a durable write takes {:.1f} ms", ms);
    if (ms <= slow_sync) return good("disk_speed", found);
    return warning("disk_speed", found,
                   "Every group of changes waits for one: a local SSD takes less than 5 ms.");
}

CheckupItem examine_rights(const std::string& path) {
    struct stat state {};
    if (::stat(path.c_str(), &state) != 0)
        return good("directory", path + " will be made at the first start");
    if ((state.st_mode & 0077) == 0) return good("directory", path);
    return warning("directory", path + " may be read by other users of this machine", "chmod 700 " + path);
}

CheckupItem examine_schema(store::Store& store) {
    const std::int64_t applied = store.read(&store::schema_version);
    const auto known = std::ssize(store::all_migrations());
    const std::string found = fmt::format("{} of {} migrations", applied, known);
    if (applied == known) return good("schema", found);
    if (applied > known)
        return bad("schema", found, "A newer Huan wrote this: start that version, or a later one.");
    return warning("schema", found,
                   "The next start (or huan migrate) brings it up to date. Take a backup first: there is no "
                   "way back.");
}

CheckupItem counted(const char* subject, std::int64_t count, const char* what, const char* mend) {
    const std::string found = fmt::format("{} {}", grouped(count), what);
    return count == 0 ? good(subject, found) : warning(subject, found, mend);
}

void examine_contents(std::vector<CheckupItem>& findings, store::Reader& db) {
    const std::int64_t sum = rows::ledger_balance(db), unbalanced = rows::unbalanced_entries(db);
    findings.push_back(
        sum == 0 && unbalanced == 0
            ? good("ledger", "all entries sum to zero")
            : bad("ledger", fmt::format("{} entries do not sum to zero", unbalanced),
                  "Keep this directory as it is, and restore the last good backup elsewhere."));
    const std::int64_t broken = rows::broken_points(db);
    findings.push_back(
        broken == 0 ? good("points", "all entries sum to zero, all balances are those of their lots")
                    : bad("points", fmt::format("{} entries or balances do not add up", broken),
                          "Keep this directory as it is, and restore the last good backup elsewhere."));
    findings.push_back(counted("reactions", rows::count(db, "reactor_failure"), "reactions failed",
                               "Events are stored, but what should have followed from these did not: see "
                               "the server's log for their reasons."));
    findings.push_back(counted("jobs", rows::failed_jobs(db), "jobs failed",
                               "Settings › Jobs says why; most can be started again there."));
    findings.push_back(counted("outbox", rows::waiting_messages(db, base::clock_now() - patience),
                               "messages to other systems wait for over an hour",
                               "Capture › Webhooks shows what the other side answers."));
}

void examine_postgres(std::vector<CheckupItem>& findings, store::Reader& db) {
    const std::string version = rows::postgres_setting(db, "server_version_num");
    findings.push_back(version >= "150000"
                           ? good("postgres", "PostgreSQL " + version)
                           : bad("postgres", "PostgreSQL " + version, "Huan needs PostgreSQL 15 or later."));
    for (const char* setting : {"fsync", "full_page_writes", "synchronous_commit"})
        if (rows::postgres_setting(db, setting) == "off")
            findings.push_back(
                bad(setting, "off", "An acknowledged change may be lost in a power cut: switch it on."));
    if (const std::string encoding = rows::postgres_setting(db, "server_encoding"); encoding != "UTF8")
        findings.push_back(bad("encoding", encoding, "The database must be created with ENCODING 'UTF8'."));
}

}  // namespace

std::vector<CheckupItem> examine_machine(const Config& config) {
    return {examine_processor(), examine_memory(),        examine_open_files(config),
            examine_clock(),     examine_zones(),         examine_certificates(),
            examine_columns(),   examine_console(config), examine_port(config)};
}

std::vector<CheckupItem> examine_disk(const std::string& path) {
    // A directory that is yet to be made will lie on its parent's disk.
    fs::path place = path;
    std::error_code missing;
    while (!fs::exists(place, missing) && place.has_relative_path()) place = place.parent_path();
    return {examine_rights(path), examine_file_system(place), examine_room(place), examine_sync(place)};
}

std::vector<CheckupItem> examine_records(store::Store& store, bool thorough) {
    std::vector<CheckupItem> findings{examine_schema(store)};
    try {
        store.read([&](store::Reader& db) {
            if (db.engine() == store::Engine::postgres) examine_postgres(findings, db);
            if (thorough && db.engine() == store::Engine::sqlite) {
                const auto broken = rows::broken_pages(db);
                findings.push_back(broken.empty()
                                       ? good("records", "every page is sound")
                                       : bad("records", broken.front(),
                                             "Stop Huan, keep a copy of the directory, and restore the last "
                                             "good backup."));
            }
            examine_contents(findings, db);
        });
    } catch (const std::exception& problem) {
        findings.push_back(
            bad("records", problem.what(),
                "Keep a copy of the directory before anything else; then restore the last good "
                "backup."));
    }
    return findings;
}

CheckupItem examine_history(store::Store& store, history::Shipper& shipper) {
    const history::ShipperStatus status = shipper.status();
    if (!status.problem.empty())
        return warning("history", status.problem,
                       "Questions are answered from the journal meanwhile. If it stays so: stop Huan, remove "
                       "the directory history/, start again; it is rebuilt.");
    const std::int64_t events = store.read([](store::Reader& db) { return rows::count(db, "event"); });
    const std::string found =
        fmt::format("{}: {} of {} events", status.history, grouped(status.rows), grouped(events));
    return status.caught_up || status.rows == events
               ? good("history", found)
               : warning("history", found, "It is catching up; ask again in a while.");
}

CheckupItem compare_history(history::Shipper& shipper) {
    shipper.catch_up();
    const history::Comparison found = shipper.compare();
    if (!found.compared)
        return warning("history_rows", "not compared: this process has no columns that have caught up",
                       "Ask again in a while; of several processes, ask the one that ships.");
    if (!found.differs_at)
        return good("history_rows", fmt::format("{} events, each as in the journal", grouped(found.rows)));
    return bad("history_rows", fmt::format("history and journal differ at event {}", *found.differs_at),
               "Stop Huan, remove the directory history/, start again; it is rebuilt from the journal.");
}

}  // namespace huan::server
