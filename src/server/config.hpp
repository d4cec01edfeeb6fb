#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace huan::server {

/// What the process is told before it starts. One table (`settings()`) names, documents and defaults each; a
/// flag beats the environment, which beats the file, which beats the default.
struct Config {
    std::string data = "data";
    std::string listen = "127.0.0.1";
    int port = 8080;
    std::string postgres{};
    std::string web{};
    std::string base_path{};
    std::string public_url{};
    std::string trusted_proxy{};
    std::string log_level = "info";
    int max_connections = 4096;
    std::string webhook_private = "refuse";
    std::string connector_private = "refuse";
    int rate_limit = 0;
};

/// One setting: its key in the file, HUAN_KEY in the environment, --key-with-dashes on the command line.
struct Setting {
    std::string_view key;
    std::string_view documentation;
    std::string (*get)(const Config&);
    void (*set)(Config&, const std::string&);
};

std::span<const Setting> settings();

/// Reads `file` (TOML; none when empty), then the environment, then `flags` (key -> text).
/// \throws base::Error naming the setting at fault.
Config load_config(const std::string& file, const std::map<std::string, std::string>& environment,
                   const std::map<std::string, std::string>& flags);

/// The HUAN_... variables of this process.
std::map<std::string, std::string> process_environment();

/// Where the console's pages are: as set, else web/ beside the executable, as the tarball lays it out; empty
/// where there are none.
std::string web_directory(const Config& config);

/// docs/settings.md, written from the same table.
std::string settings_page();

}  // namespace huan::server
