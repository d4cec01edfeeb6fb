#pragma once

#include "server/config.hpp"

#include <map>
#include <string>

/// The `huan` commands. Each prints its result on stdout and throws base::Error when it is refused.
namespace huan::server {

struct ImportOrder {
    std::string file{};
    std::string kind{};      ///< A word of `capture::ImportKind`.
    std::string mapping{};   ///< JSON file, or "column=field,column=field"; empty: found out from the header.
    std::string currency{};  ///< Set up with this currency where nothing is set up yet.
    bool dry_run = false;
    std::string errors{};  ///< File for the rows that were refused.
};

struct ExportOrder {
    std::string kind{};
    std::string file{};  ///< "-": stdout.
};

struct UserOrder {
    std::string action{};  ///< list, add, reset-password, sign-in-link, set-up-link.
    std::string login{};
    std::string name{};
    std::string role{};
};

struct KeyOrder {
    std::string action{};  ///< list, add, revoke.
    std::string kind{};    ///< write or server.
    std::string name{};
    std::int64_t id = 0;
};

struct DemoOrder {
    std::string seed = "1";
    std::string now{};  ///< RFC 3339; empty: the present.
    std::string size = "5000";
    bool reset = false;
};

int serve(const Config& config);
int make_demo(const Config& config, const DemoOrder& order);
int import_file(const Config& config, const ImportOrder& order);
int export_list(const Config& config, const ExportOrder& order);
int backup(const Config& config, const std::string& target);
int restore(const Config& config, const std::string& source);
int manage_user(const Config& config, const UserOrder& order);
int manage_key(const Config& config, const KeyOrder& order);
int migrate_data(const Config& config);
/// Answers 1 when something is bad.
int doctor(const Config& config, bool as_json, bool whole_history);
int show_status(const Config& config, bool as_json);

inline constexpr const char* version_number = "0.1.0";
class Application;
class DemoDesk;
/// Where the directory holds a demo: prints for each role a link that signs in once, in the words of its
/// company; where it was broken off, a link to finish it.
void greet_to_demo(Application& application, DemoDesk& desk, const std::string& address);

/// "0.1.0"
std::string version_text();

}  // namespace huan::server
