#include "base/json.hpp"
#include "history/history.hpp"
#include "server/commands.hpp"
#include "server/session.hpp"
#include "server/terminal.hpp"

#include <fmt/format.h>

#include <filesystem>

/// `huan status|backup|restore|migrate|user|key`.
namespace huan::server {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr base::ErrorKind not_empty{base::Category::conflict, "restore.not_empty",
                                    "A backup is restored into a data directory that holds nothing."};
constexpr base::ErrorKind no_backup{base::Category::invalid, "restore.no_backup",
                                    "This is not a backup of Huan."};
constexpr base::ErrorKind missing{base::Category::invalid, "command.missing", "This command needs more."};

std::string text_of(const json::value& object, const char* key) {
    const json::value* found = object.as_object().if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::string need(const std::string& value, const std::string& what) {
    if (value.empty()) throw base::Error{missing, what, "Give " + what + "."};
    return value;
}

void print_link(const std::string& what, const json::value& link) {
    fmt::print("{}: open this path of the server once, before {}:\n  {}\n", what, text_of(link, "expires_at"),
               text_of(link, "path"));
}

}  // namespace

int show_status(const Config& config, bool as_json) {
    const Session session(config);
    const json::value status = session.client().get("/api/status");
    if (as_json) {
        fmt::print("{}\n", json::serialize(status));
        return 0;
    }
    for (const auto& item : status.as_object()) {
        const std::string value = item.value().is_int64()    ? grouped(item.value().get_int64())
                                  : item.value().is_string() ? std::string(item.value().get_string())
                                                             : json::serialize(item.value());
        fmt::print("{:<18} {}\n", std::string_view(item.key()), value);
    }
    return 0;
}

int backup(const Config& config, const std::string& target) {
    const Session session(config);
    const json::value made =
        session.client().post("/api/backup", json::object{{"target", fs::absolute(target).string()}});
    const json::value& status = made.at("status");
    fmt::print("{}: {} customers, {} orders, {} events\n", target, grouped(status.at("customers").as_int64()),
               grouped(status.at("orders").as_int64()), grouped(status.at("events_journal").as_int64()));
    return 0;
}

int restore(const Config& config, const std::string& source) {
    if (!fs::exists(source + "/huan.db")) throw base::Error{no_backup, "source"};
    const DataDirectory directory = DataDirectory::own(config.data);
    if (fs::exists(directory.records() + "/huan.db")) throw base::Error{not_empty, "data"};
    const auto options = fs::copy_options::recursive | fs::copy_options::overwrite_existing;
    for (const std::string folder : {"/photos", "/imports", "/files"})
        if (fs::exists(source + folder)) fs::copy(source + folder, directory.path() + folder, options);
    if (history::available() && fs::exists(source + "/history"))
        history::restore({.directory = directory.history()}, source + "/history");
    // The records come last: a directory without them is still empty, and the command can be given again.
    fs::copy_file(source + "/huan.db", directory.records() + "/huan.db.part",
                  fs::copy_options::overwrite_existing);
    fs::rename(directory.records() + "/huan.db.part", directory.records() + "/huan.db");
    fmt::print("Restored {} into {}\n", source, directory.path());
    return 0;
}

int migrate_data(const Config& config) {
    const Session session(config);
    fmt::print("Schema version {}\n", session.client().get("/api/status").at("schema_version").as_int64());
    return 0;
}

int manage_user(const Config& config, const UserOrder& order) {
    const Session session(config);
    const LocalClient& client = session.client();
    if (order.action == "list") {
        const json::value page = client.get("/api/users?limit=200");
        for (const json::value& user : page.at("items").as_array())
            fmt::print("{:<24} {:<12} {}{}\n", text_of(user, "login"), text_of(user, "role"),
                       text_of(user, "name"), user.at("active").as_bool() ? "" : "  (inactive)");
    } else if (order.action == "add") {
        const json::value created =
            client.post("/api/users", json::object{{"login", need(order.login, "a login")},
                                                   {"name", order.name.empty() ? order.login : order.name},
                                                   {"role", need(order.role, "--role")},
                                                   {"org_id", 1}});
        if (const json::value* link = created.as_object().if_contains("link"))
            print_link("Created " + order.login, *link);
    } else if (order.action == "reset-password") {
        print_link("Reset", client.post("/api/local/reset_password",
                                        json::object{{"login", need(order.login, "a login")}}));
    } else if (order.action == "sign-in-link") {
        print_link("Sign in", client.post("/api/local/sign_in_link",
                                          json::object{{"login", need(order.login, "a login")}}));
    } else {
        print_link("Set up", client.post("/api/local/setup_link", json::object{}));
    }
    return 0;
}

int manage_key(const Config& config, const KeyOrder& order) {
    const Session session(config);
    const LocalClient& client = session.client();
    if (order.action == "list") {
        const json::value page = client.get("/api/keys?limit=200");
        for (const json::value& key : page.at("items").as_array())
            fmt::print("{:<12} {:<7} {:<24} {}{}\n", key.at("id").as_int64(), text_of(key, "kind"),
                       text_of(key, "hint"), text_of(key, "name"),
                       key.as_object().contains("revoked_at") ? "  (revoked)" : "");
    } else if (order.action == "revoke") {
        if (order.id == 0) throw base::Error{missing, "id", "Give --id; see huan key list."};
        client.remove("/api/keys/" + std::to_string(order.id));
        fmt::print("Revoked {}\n", order.id);
    } else {
        const json::value created = client.post(
            "/api/local/key",
            json::object{{"kind", need(order.kind, "--kind")}, {"name", need(order.name, "--name")}});
        fmt::print("{}\nThis key is shown once; keep it safe.\n", text_of(created, "secret"));
    }
    return 0;
}

}  // namespace huan::server
