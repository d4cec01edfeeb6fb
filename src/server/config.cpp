#include "server/config.hpp"

#include "base/error.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <filesystem>

namespace huan::server {
namespace {

constexpr base::ErrorKind bad_setting{base::Category::invalid, "config.bad_setting",
                                      "This setting cannot be used."};
constexpr base::ErrorKind bad_file{base::Category::invalid, "config.bad_file",
                                   "The settings file cannot be read."};

template <std::string Config::*Member> std::string get_text(const Config& config) { return config.*Member; }
template <std::string Config::*Member> void set_text(Config& config, const std::string& text) {
    config.*Member = text;
}
template <int Config::*Member> std::string get_number(const Config& config) {
    return std::to_string(config.*Member);
}
template <int Config::*Member, int Low, int High> void set_number(Config& config, const std::string& text) {
    int value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size() || value < Low || value > High)
        throw base::Error{
            bad_setting, {}, fmt::format("\"{}\" is not a number from {} to {}.", text, Low, High)};
    config.*Member = value;
}

void set_level(Config& config, const std::string& text) {
    constexpr std::array<std::string_view, 4> levels{"debug", "info", "warning", "error"};
    if (std::find(levels.begin(), levels.end(), text) == levels.end())
        throw base::Error{bad_setting, {}, "\"" + text + "\" is none of debug, info, warning, error."};
    config.log_level = text;
}

template <std::string Config::*Member> void set_private(Config& config, const std::string& text) {
    if (text != "refuse" && text != "allow")
        throw base::Error{bad_setting, {}, "\"" + text + "\" is neither refuse nor allow."};
    config.*Member = text;
}

constexpr std::array<Setting, 13> table{{
    {"data",
     "Directory that holds everything: records, history, uploads. Created when missing; one process owns it.",
     &get_text<&Config::data>, &set_text<&Config::data>},
    {"listen", "Address to listen on. 0.0.0.0 for every network; put a TLS proxy in front then.",
     &get_text<&Config::listen>, &set_text<&Config::listen>},
    {"port", "Port to listen on; 0 picks a free one and prints it.", &get_number<&Config::port>,
     &set_number<&Config::port, 0, 65535>},
    {"postgres", "PostgreSQL 15+ connection string for the records. Empty: the embedded SQLite store.",
     &get_text<&Config::postgres>, &set_text<&Config::postgres>},
    {"web", "Directory of the built console. Empty: web/ beside the executable, where there is one.",
     &get_text<&Config::web>, &set_text<&Config::web>},
    {"base_path", "Path under which a reverse proxy serves Huan, such as /crm. Empty: the root.",
     &get_text<&Config::base_path>, &set_text<&Config::base_path>},
    {"public_url",
     "Address customers reach Huan under, for links and QR codes. Empty: http://localhost:<port>.",
     &get_text<&Config::public_url>, &set_text<&Config::public_url>},
    {"trusted_proxy",
     "Address of the reverse proxy whose X-Forwarded-For and -Proto are believed. Empty: nobody's.",
     &get_text<&Config::trusted_proxy>, &set_text<&Config::trusted_proxy>},
    {"log_level", "debug, info, warning or error.", &get_text<&Config::log_level>, &set_level},
    {"max_connections", "Connections served at once; one more is answered 503.",
     &get_number<&Config::max_connections>, &set_number<&Config::max_connections, 1, 100000>},
    {"webhook_private", "allow or refuse: whether webhooks may go to loopback and private addresses.",
     &get_text<&Config::webhook_private>, &set_private<&Config::webhook_private>},
    {"connector_private",
     "allow or refuse: whether connectors may ask systems at loopback and private addresses.",
     &get_text<&Config::connector_private>, &set_private<&Config::connector_private>},
    {"rate_limit", "Requests a second for one key or address; beyond it 429. 0: no limit.",
     &get_number<&Config::rate_limit>, &set_number<&Config::rate_limit, 0, 1000000>},
}};

void apply(Config& config, const std::string& key, const std::string& text, const std::string& where) {
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const Setting& item) { return item.key == key; });
    if (found == table.end())
        throw base::Error{bad_setting, key, "There is no setting \"" + key + "\" (" + where + ")."};
    try {
        found->set(config, text);
    } catch (const base::Error& refused) {
        throw base::Error{refused.kind(), key, refused.detail() + " (" + where + ")"};
    }
}

std::string variable(std::string_view key) {
    std::string name = "HUAN_";
    for (const char c : key) name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return name;
}

void apply_file(Config& config, const std::string& file) {
    try {
        const toml::table read = toml::parse_file(file);
        for (const auto& [key, node] : read) {
            const std::string name(key.str());
            if (const auto text = node.value<std::string>())
                apply(config, name, *text, file);
            else if (const auto number = node.value<std::int64_t>())
                apply(config, name, std::to_string(*number), file);
            else
                throw base::Error{bad_setting, name, "Expected text or a number (" + file + ")."};
        }
    } catch (const toml::parse_error& problem) {
        throw base::Error{bad_file, {}, file + ": " + std::string(problem.description())};
    }
}

}  // namespace

std::span<const Setting> settings() { return table; }

Config load_config(const std::string& file, const std::map<std::string, std::string>& environment,
                   const std::map<std::string, std::string>& flags) {
    Config config;
    if (!file.empty()) apply_file(config, file);
    for (const Setting& item : table) {
        const auto found = environment.find(variable(item.key));
        if (found != environment.end()) apply(config, std::string(item.key), found->second, found->first);
    }
    for (const auto& [key, text] : flags) apply(config, key, text, "--" + key);
    return config;
}

std::map<std::string, std::string> process_environment() {
    std::map<std::string, std::string> found;
    for (const Setting& item : table)
        if (const char* text = std::getenv(variable(item.key).c_str())) found[variable(item.key)] = text;
    return found;
}

std::string web_directory(const Config& config) {
    if (!config.web.empty()) return config.web;
    std::error_code failed;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
    const auto beside = self.parent_path() / "web";
    return failed || !std::filesystem::exists(beside / "index.html") ? std::string() : beside.string();
}

std::string settings_page() {
    const Config defaults;
    std::string page =
        "# Settings\n\nWritten by `huan serve --print-settings`; do not edit. A flag beats the environment, "
        "which beats\n"
        "the file given by `--config` (TOML), which beats the default.\n\n"
        "| key in the file | environment | flag | default | meaning |\n| --- | --- | --- | --- | --- |\n";
    for (const Setting& item : table) {
        std::string flag(item.key);
        std::replace(flag.begin(), flag.end(), '_', '-');
        const std::string value = item.get(defaults);
        page += fmt::format("| `{}` | `{}` | `--{}` | {} | {} |\n", item.key, variable(item.key), flag,
                            value.empty() ? "" : "`" + value + "`", item.documentation);
    }
    return page;
}

}  // namespace huan::server
