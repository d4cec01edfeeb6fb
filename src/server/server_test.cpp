#include "base/json.hpp"
#include "server/application.hpp"
#include "server/config.hpp"
#include "server/local_client.hpp"
#include "server/rows_export.hpp"
#include "store/store.hpp"
#include "store/testing/on_both_stores.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <thread>

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

TEST(the_export, knows_every_table_and_column_that_the_migrations_made) {
    store::testing::FreshStore fresh(store::Engine::sqlite);
    std::set<std::string> read;
    for (const rows::Table& table : rows::tables_of_migrations())
        for (const rows::TableColumn& column : table.columns) read.insert(table.name + "." + column.name);
    const auto there = fresh->read([](store::Reader& db) {
        return db.column<std::string>(
            "SELECT m.name || '.' || c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c "
            "WHERE m.type = 'table' AND m.name NOT IN ('schema_migration', 'id_block') "
            "AND m.name NOT LIKE 'sqlite%'");
    });
    EXPECT_EQ(read, std::set<std::string>(there.begin(), there.end()));
    for (const rows::Table& table : rows::exported_tables()) {
        EXPECT_FALSE(table.key.empty()) << table.name;
        for (const rows::TableColumn& column : table.columns) {
            EXPECT_NE(column.type, "BYTES") << table.name << "." << column.name;
            EXPECT_EQ(column.name.find("password"), std::string::npos);
        }
    }
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

/// Asks until the answer is as wanted; half a minute at most.
boost::json::value asked_until(const LocalClient& client, const std::string& path,
                               const std::function<bool(const boost::json::value&)>& wanted) {
    boost::json::value answer;
    for (int tries = 0; tries < 300; ++tries) {
        answer = client.get(path);
        if (wanted(answer)) return answer;
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    ADD_FAILURE() << path << " still answers " << answer;
    return answer;
}

TEST(who_was_imported, is_in_their_segments_soon_after_the_import_has_ended) {
    const Config config = fresh_config();
    Application application(config, DataDirectory::own(config.data));
    application.start();
    const LocalClient client(*LocalAccess::load(absolute_path(config.data) + "/huan.local"));
    const auto lost =
        client.post("/api/segments", {{"name", "Lost"}, {"rule", {{"stage", {{"stages", {"lost"}}}}}}});
    const std::string segment = "/api/segments/" + std::to_string(lost.at("id").as_int64());
    EXPECT_EQ(client.get(segment).at("snapshot").at("size").as_int64(), 0);
    // By now the refresh of the start is over, and the next one ten minutes away.
    std::this_thread::sleep_for(std::chrono::seconds{3});
    const std::string file = config.data + "/orders.csv";
    std::ofstream(file) << "phone,time,amount\n13812340001,2020-01-05 10:00:00,120\n";
    const auto import = client.upload("/api/imports?kind=orders&file_name=orders.csv", file,
                                      [](std::int64_t, std::int64_t) {});
    const std::string path = "/api/imports/" + std::to_string(import.at("id").as_int64());
    const auto done = [&](const boost::json::value& started) {
        return asked_until(client, "/api/jobs/" + std::to_string(started.at("job_id").as_int64()),
                           [](const boost::json::value& job) { return job.at("state") == "done"; });
    };
    done(client.post(path + "/plan", boost::json::object{{"mapping", import.at("mapping")}}));
    const auto ended = done(client.post(path + "/run", boost::json::object{}));
    ASSERT_EQ(ended.at("result").at("created").as_int64(), 1) << ended;
    asked_until(client, segment, [](const boost::json::value& found) {
        return found.at("snapshot").at("size").as_int64() == 1;
    });
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
