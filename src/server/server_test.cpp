#include "base/json.hpp"
#include "server/application.hpp"
#include "server/config.hpp"
#include "server/local_client.hpp"
#include "store/store.hpp"
#include "store/testing/on_both_stores.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

namespace huan::server {
namespace {

Config fresh_config() {
    Config config;
    config.data = store::testing::scratch_directory();
    config.port = 0;
    return config;
}

TEST(the_interface, is_described_in_openapi_and_every_route_states_its_permission) {
    Application application(fresh_config(), DataDirectory::own(store::testing::scratch_directory()));
    const std::string text = application.openapi();
    const boost::json::value read = boost::json::parse(text);
    EXPECT_EQ(std::string_view(read.at("openapi").as_string()).substr(0, 3), "3.1");
    EXPECT_GT(read.at("paths").as_object().size(), 60U);
    if (const char* out = std::getenv("HUAN_OPENAPI_OUT")) std::ofstream(out) << text;
}

TEST(a_data_directory, belongs_to_one_process_at_a_time) {
    const std::string path = store::testing::scratch_directory();
    const DataDirectory first = DataDirectory::own(path);
    EXPECT_FALSE(DataDirectory::try_own(path));
    EXPECT_EQ(store::testing::refusal_of([&] { DataDirectory::own(path); }), store::errors::locked);
}

TEST(the_owner_of_the_directory, speaks_to_the_server_as_the_system_and_nobody_else_does) {
    const Config config = fresh_config();
    Application application(config, DataDirectory::own(config.data));
    application.start();
    const LocalClient owner(*LocalAccess::load(absolute_path(config.data) + "/huan.local"));
    EXPECT_EQ(owner.get("/api/status").at("ledger_balance").as_int64(), 0);
    LocalAccess wrong = application.local();
    wrong.secret.back() = wrong.secret.back() == 'a' ? 'b' : 'a';
    EXPECT_THROW(LocalClient(wrong).get("/api/status"), base::Error);
    const auto rights = std::filesystem::status(absolute_path(config.data) + "/huan.local").permissions();
    EXPECT_EQ(rights, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(a_setting, comes_from_flag_before_environment_before_file_before_default) {
    const std::string file = store::testing::scratch_directory() + "/huan.toml";
    std::ofstream(file) << "port = 1\nlisten = \"10.0.0.1\"\nlog_level = \"debug\"\n";
    const Config config =
        load_config(file, {{"HUAN_PORT", "2"}, {"HUAN_LISTEN", "10.0.0.2"}}, {{"port", "3"}});
    EXPECT_EQ(config.port, 3);
    EXPECT_EQ(config.listen, "10.0.0.2");
    EXPECT_EQ(config.log_level, "debug");
    EXPECT_EQ(config.max_connections, 4096);
}

TEST(a_setting, that_is_unknown_or_wrong_is_refused_by_name) {
    const auto field_of = [](const std::map<std::string, std::string>& flags) {
        try {
            load_config({}, {}, flags);
        } catch (const base::Error& refused) {
            return refused.field();
        }
        return std::string("nothing");
    };
    EXPECT_EQ(field_of({{"port", "70000"}}), "port");
    EXPECT_EQ(field_of({{"port", "many"}}), "port");
    EXPECT_EQ(field_of({{"log_level", "loud"}}), "log_level");
    EXPECT_EQ(field_of({{"colour", "red"}}), "colour");
}

TEST(the_settings_page, names_every_setting_once) {
    const std::string page = settings_page();
    for (const Setting& item : settings()) {
        const std::string key = "\n| `" + std::string(item.key) + "` |";
        EXPECT_NE(page.find(key), std::string::npos) << item.key;
        EXPECT_EQ(page.find(key), page.rfind(key)) << item.key;
    }
}

}  // namespace
}  // namespace huan::server
