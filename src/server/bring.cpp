#include "base/json.hpp"
#include "base/money.hpp"
#include "capture/import.hpp"
#include "jobs/job.hpp"
#include "server/commands.hpp"
#include "server/session.hpp"
#include "server/terminal.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

/// `huan import` and `huan export`.
namespace huan::server {
namespace {

namespace json = boost::json;

constexpr base::ErrorKind bad_mapping{base::Category::invalid, "import.bad_mapping",
                                      "The mapping cannot be read."};
constexpr base::ErrorKind no_kind{base::Category::invalid, "import.no_kind",
                                  "Say what a row is: --kind orders."};
constexpr base::ErrorKind failed{base::Category::unavailable, "import.failed", "The import failed."};

/// Text of the form "column=field,column=field", or the name of a JSON file with a whole mapping.
json::object mapping_of(const std::string& given, json::object suggested) {
    if (given.empty()) return suggested;
    if (std::filesystem::exists(given)) {
        std::ifstream file(given);
        std::stringstream text;
        text << file.rdbuf();
        json::value read = base::parse_json(text.str());
        if (!read.is_object())
            throw base::Error{bad_mapping, "mapping", given + " does not hold a JSON object."};
        return read.get_object();
    }
    json::object columns;
    std::stringstream parts(given);
    for (std::string part; std::getline(parts, part, ',');) {
        const std::size_t equals = part.find('=');
        if (equals == std::string::npos)
            throw base::Error{bad_mapping, "mapping", "\"" + part + "\" is neither a file nor column=field."};
        columns[part.substr(0, equals)] = part.substr(equals + 1);
    }
    return {{"columns", columns}};
}

/// A fresh directory gets its currency before the first amount is stored in it.
void choose_currency(const LocalClient& client, const std::string& currency) {
    if (currency.empty()) return;
    const json::value settings = client.get("/api/settings");
    if (settings.at("currency").as_string() == currency) return;
    client.put("/api/settings", json::object{{"version", settings.at("version")}, {"currency", currency}});
}

json::value wait_for(const LocalClient& client, std::int64_t job_id, const std::string& title) {
    Progress progress(title);
    for (;;) {
        json::value job = client.get("/api/jobs/" + std::to_string(job_id));
        const std::string_view state = job.at("state").as_string();
        const json::value* total = job.as_object().if_contains("total");
        progress.show(job.at("done").as_int64(),
                      total != nullptr && total->is_int64() ? total->get_int64() : 0);
        if (state == "done") return job;
        if (state == "failed" || state == "stopped")
            throw base::Error{
                failed,
                {},
                title + ": " + std::string(state) + ": " + std::string(job.at("message").as_string())};
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
}

void print_notes(const LocalClient& client, const std::string& path, const std::string& kind,
                 std::int64_t count) {
    if (count == 0) return;
    constexpr std::int64_t shown = 20;
    const json::value page = client.get(path + "/notes?limit=" + std::to_string(shown) + "&kind=" + kind);
    for (const json::value& note : page.at("items").as_array())
        fmt::print("  line {}: {}\n", note.at("line").as_int64(),
                   std::string_view(note.at("reason").as_string()));
    if (count > shown) fmt::print("  ... and {} more\n", grouped(count - shown));
}

void report(const LocalClient& client, const std::string& path, const json::value& outcome, bool dry_run) {
    const auto number = [&](const char* key) { return outcome.at(key).as_int64(); };
    fmt::print("{} rows: {} {}, {} already there, {} refused; {} new people\n", grouped(number("rows")),
               grouped(number("created")), dry_run ? "would be stored" : "stored",
               grouped(number("unchanged")), grouped(number("refused")), grouped(number("customers")));
    if (number("updated") > 0)
        fmt::print("{} rows {} somebody we knew\n", grouped(number("updated")),
                   dry_run ? "would change" : "changed");
    if (number("repeated") > 0)
        fmt::print("{} rows repeat an earlier row of the file exactly; each counts:\n",
                   grouped(number("repeated")));
    print_notes(client, path, "repeated", number("repeated"));
    if (number("refused") > 0) fmt::print("Refused:\n");
    print_notes(client, path, "refused", number("refused"));
}

}  // namespace

int import_file(const Config& config, const ImportOrder& order) {
    if (order.kind.empty()) throw base::Error{no_kind, "kind"};
    const Session session(config);
    const LocalClient& client = session.client();
    choose_currency(client, order.currency);
    const std::string name = std::filesystem::path(order.file).filename().string();
    json::value import;
    {
        Progress progress("Sending " + name);
        import = client.upload(
            "/api/imports?kind=" + order.kind + "&file_name=" + LocalClient::escaped(name), order.file,
            [&](std::int64_t sent, std::int64_t total) { progress.show(sent, total, "bytes"); });
    }
    const std::string path = "/api/imports/" + std::to_string(import.at("id").as_int64());
    const json::object mapping = mapping_of(order.mapping, import.at("mapping").as_object());
    import = client.post(path + "/plan", json::object{{"mapping", mapping}});
    json::value job = wait_for(client, import.at("job_id").as_int64(), "Checking " + name);
    if (!order.dry_run) {
        import = client.post(path + "/run", json::object{});
        job = wait_for(client, import.at("job_id").as_int64(), "Importing " + name);
    }
    report(client, path, job.at("result"), order.dry_run);
    if (!order.errors.empty() && job.at("result").at("refused").as_int64() > 0) {
        client.download(path + "/errors.csv", order.errors);
        fmt::print("Refused rows with reasons: {}\n", order.errors);
    }
    return 0;
}

namespace {

/// Lists that are handed out with less ado than through their pages.
bool has_own_export(const std::string& list) {
    for (const char* known : {"customers", "orders", "coupons", "leads", "events"})
        if (list == known) return true;
    return false;
}

void export_everything(const LocalClient& client, const std::string& file) {
    const json::value job = client.post("/api/exports", json::object{});
    const std::int64_t id = job.at("id").as_int64();
    wait_for(client, id, "Exporting everything");
    client.download("/api/exports/" + std::to_string(id) + "/archive", file);
}

}  // namespace

int export_list(const Config& config, const ExportOrder& order) {
    const Session session(config);
    const LocalClient& client = session.client();
    const bool is_workbook = order.file.ends_with(".xlsx");
    if (order.kind == "everything")
        export_everything(client, order.file);
    else if (has_own_export(order.kind) && !is_workbook)
        client.download("/api/export/" + order.kind + ".csv", order.file);
    else
        client.download("/api/export/list?list=" + LocalClient::escaped("/api/" + order.kind) +
                            "&format=" + (is_workbook ? "xlsx" : "csv"),
                        order.file);
    if (order.file != "-")
        fmt::print("{}: {} bytes\n", order.file,
                   grouped(static_cast<std::int64_t>(std::filesystem::file_size(order.file))));
    return 0;
}

}  // namespace huan::server
