#include "capture/connector.hpp"

#include "base/json.hpp"
#include "capture/importer.hpp"
#include "capture/puller.hpp"
#include "customer/queries.hpp"
#include "jobs/commands.hpp"
#include "jobs/queries.hpp"
#include "store/testing/on_both_stores.hpp"

#include <libpq-fe.h>
#include <mysql.h>

#include <cstdlib>
#include <sstream>

namespace huan::capture {
namespace {

using store::Reader;
using store::Transaction;
using store::testing::refusal_of;

/// "host=... port=...": where a test server is; empty where the environment names none.
std::map<std::string, std::string> server_in(const char* variable) {
    std::map<std::string, std::string> parts;
    const char* text = std::getenv(variable);
    std::istringstream words(text == nullptr ? "" : text);
    for (std::string word; words >> word;)
        parts[word.substr(0, word.find('='))] = word.substr(word.find('=') + 1);
    return parts;
}

/// A table of somebody else's, on a real server.
class Shop {
public:
    virtual ~Shop() = default;
    virtual void run(const std::string& sql) = 0;
};

class PostgresShop final : public Shop {
public:
    PostgresShop() : connection_(PQconnectdb(std::getenv("HUAN_TEST_POSTGRES")), &PQfinish) {}
    void run(const std::string& sql) override {
        const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection_.get(), sql.c_str()),
                                                                   &PQclear);
        const auto status = PQresultStatus(result.get());
        ASSERT_TRUE(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
            << PQerrorMessage(connection_.get());
    }

private:
    std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

class MysqlShop final : public Shop {
public:
    MysqlShop() : connection_(mysql_init(nullptr), &mysql_close) {
        auto at = server_in("HUAN_TEST_MYSQL");
        mysql_real_connect(connection_.get(), at["host"].c_str(), at["user"].c_str(), at["password"].c_str(),
                           at["dbname"].c_str(), static_cast<unsigned>(std::stoul(at["port"])), nullptr, 0);
    }
    void run(const std::string& sql) override {
        ASSERT_EQ(mysql_real_query(connection_.get(), sql.data(), sql.size()), 0)
            << mysql_error(connection_.get());
        const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> rows(
            mysql_store_result(connection_.get()), &mysql_free_result);
    }

private:
    std::unique_ptr<MYSQL, decltype(&mysql_close)> connection_;
};

/// A shop whose orders we pull, into either of our stores.
class Connectors : public store::testing::OnBothStores {
protected:
    void SetUp() override {
        OnBothStores::SetUp();
        if (IsSkipped()) return;
        directory = store::testing::scratch_directory();
        vault = std::make_unique<access::Vault>(directory + "/key");
        restart(true);
    }
    /// As after a restart of the server: nothing in memory is left.
    void restart(bool allow_private) {
        runner.reset();
        importer = std::make_unique<Importer>(store(), directory);
        puller = std::make_unique<Puller>(store(), *vault, directory, allow_private);
        runner = std::make_unique<jobs::Runner>(store(), [this] { return clock; });
        runner->work_with(Importer::job_kind, [this](jobs::Chunk& chunk) { return importer->work(chunk); });
        runner->work_with(Puller::job_kind, [this](jobs::Chunk& chunk) { return puller->work(chunk); });
    }
    /// \p variable names the server the shop runs on.
    void open_shop(OriginSystem system) {
        const char* variable = system == OriginSystem::mysql ? "HUAN_TEST_MYSQL" : "HUAN_TEST_POSTGRES";
        auto at = server_in(variable);
        if (at.empty()) GTEST_SKIP() << variable << " names no server";
        if (system == OriginSystem::mysql)
            shop = std::make_unique<MysqlShop>();
        else
            shop = std::make_unique<PostgresShop>();
        origin = {.system = system,
                  .host = base::Text<200>{at["host"]},
                  .port = std::stoll(at["port"]),
                  .database = base::Text<100>{at["dbname"]},
                  .user = base::Text<100>{at["user"]},
                  .query = base::Text<20000>{"SELECT number, buyer, phone, paid, at, changed FROM sold"},
                  .mark = base::Note<200>{"changed"}};
        password = at["password"];
        shop->run("DROP TABLE IF EXISTS sold");
        shop->run(
            system == OriginSystem::mysql
                ? "CREATE TABLE sold (number varchar(20) PRIMARY KEY, buyer varchar(20), phone varchar(20), "
                  "paid decimal(12,2), at timestamp(3) NOT NULL DEFAULT now(3), changed datetime(6))"
                : "CREATE TABLE sold (number text PRIMARY KEY, buyer text, phone text, paid numeric(12,2), "
                  "at timestamptz, changed timestamp)");
    }
    void sell(const std::string& number, const std::string& buyer, const std::string& paid,
              const std::string& changed) {
        shop->run("INSERT INTO sold VALUES ('" + number + "', '" + buyer + "', '', " + paid +
                  ", '2026-01-02 03:04:05.678', '" + changed + "')");
    }
    Mapping mapping() const {
        return {.columns = {{"number", "number"},
                            {"buyer", "external_id"},
                            {"phone", "phone"},
                            {"paid", "amount"},
                            {"at", "ordered_at"}}};
    }
    Connector created() {
        return write([&](Transaction& tx) {
            return create_connector(tx,
                                    {.name = {"Till"},
                                     .kind = ImportKind::orders,
                                     .origin = origin,
                                     .secret = base::Note<4000>{password},
                                     .mapping = mapping(),
                                     .every_minutes = 5},
                                    at_noon, *vault);
        });
    }
    Connector now(ConnectorId id) {
        return read([&](Reader& db) { return get_connector(db, {id}, at_noon); });
    }
    void start(ConnectorId id, bool from_start = false) {
        write([&](Transaction& tx) { run_connector(tx, {id, from_start}, at(clock)); });
    }
    void work_off() {
        while (runner->run_one()) {}
    }
    ConnectorRun ran(ConnectorId id, bool from_start = false) {
        start(id, from_start);
        work_off();
        return now(id).last_run.value();
    }
    std::int64_t orders() { return events_named("order.completed"); }

    base::Instant clock = noon;
    std::string directory;
    std::string password;
    Origin origin;
    std::unique_ptr<Shop> shop;
    std::unique_ptr<access::Vault> vault;
    std::unique_ptr<Importer> importer;
    std::unique_ptr<Puller> puller;
    std::unique_ptr<jobs::Runner> runner;
};

#define OPEN_SHOP(system)            \
    open_shop(OriginSystem::system); \
    if (IsSkipped()) return

/// What is true of both databases.
void brings_what_is_new(std::function<ConnectorRun(ConnectorId)> ran, std::function<void()> more,
                        std::function<Connector(ConnectorId)> now, std::function<std::int64_t()> orders,
                        ConnectorId id) {
    const ConnectorRun first = ran(id);
    ASSERT_EQ(first.state, RunState::done) << first.problem.value_or("");
    EXPECT_EQ(first.fetched, 3);
    EXPECT_EQ(first.outcome->created, 3);
    EXPECT_EQ(first.outcome->amount, base::Money{19'90 + 5'00 + 100'00});
    EXPECT_FALSE(first.from_mark);
    EXPECT_EQ(orders(), 3);
    EXPECT_EQ(now(id).watermark->substr(0, 22), "2026-01-03 00:00:00.12");

    const ConnectorRun second = ran(id);
    EXPECT_EQ(second.state, RunState::nothing);
    EXPECT_EQ(second.known, 2);  // Those that carry the watermark.
    EXPECT_EQ(second.from_mark, now(id).watermark);
    EXPECT_EQ(second.to_mark, second.from_mark);

    more();
    const ConnectorRun third = ran(id);
    EXPECT_EQ(third.state, RunState::done) << third.problem.value_or("");
    EXPECT_EQ(third.fetched, 2);
    EXPECT_EQ(third.known, 2);
    EXPECT_EQ(third.outcome->created, 2);
    EXPECT_EQ(orders(), 5);
    EXPECT_EQ(now(id).watermark->substr(0, 16), "2026-01-04 10:00");
}

class ConnectorsOnBothStores : public Connectors {
protected:
    void new_rows_come_in() {
        sell("A1", "7", "19.90", "2026-01-02 00:00:00");
        sell("A2", "8", "5", "2026-01-03 00:00:00.123456");
        sell("A3", "7", "100", "2026-01-03 00:00:00.123456");
        brings_what_is_new([&](ConnectorId id) { return ran(id); },
                           [&] {
                               sell("A4", "9", "1", "2026-01-03 00:00:00.123456");  // Committed late.
                               sell("A5", "9", "2", "2026-01-04 10:00:00");
                           },
                           [&](ConnectorId id) { return now(id); }, [&] { return orders(); }, created().id);
        const auto who = read([&](Reader& db) {
            return customer::find_by_identity(db, {customer::IdentityKind::external_id, "7"}, at_noon);
        });
        ASSERT_TRUE(who);
        const auto events = read([&](Reader& db) {
            return store::events_of(db, customer::profiles_of(db, who->customer_id), base::latest_instant, 9);
        });
        const auto order = std::find_if(events.begin(), events.end(),
                                        [](const auto& event) { return event.name == "order.completed"; });
        ASSERT_NE(order, events.end());
        EXPECT_EQ(base::format_instant(order->occurred_at).substr(0, 19), "2026-01-02T03:04:05");
    }
};
INSTANTIATE_ON_BOTH_STORES(ConnectorsOnBothStores);

TEST_P(ConnectorsOnBothStores, new_rows_of_a_postgres_come_in) {
    OPEN_SHOP(postgres);
    new_rows_come_in();
}

TEST_P(ConnectorsOnBothStores, new_rows_of_a_mysql_come_in) {
    OPEN_SHOP(mysql);
    new_rows_come_in();
}

TEST_P(ConnectorsOnBothStores, asking_from_the_start_again_changes_nothing) {
    OPEN_SHOP(postgres);
    sell("A1", "7", "19.90", "2026-01-02 00:00:00");
    const ConnectorId id = created().id;
    ran(id);
    const ConnectorRun again = ran(id, true);
    EXPECT_EQ(again.state, RunState::done);
    EXPECT_EQ(again.outcome->unchanged, 1);
    EXPECT_EQ(again.outcome->created, 0);
    EXPECT_EQ(orders(), 1);
}

TEST_P(ConnectorsOnBothStores, the_watermark_moves_only_when_the_rows_are_in) {
    OPEN_SHOP(postgres);
    sell("A1", "7", "19.90", "2026-01-02 00:00:00");
    const ConnectorId id = created().id;
    start(id);
    ASSERT_TRUE(runner->run_one());  // Fetched; the import waits.
    const ConnectorRun fetched = now(id).last_run.value();
    EXPECT_EQ(fetched.state, RunState::importing);
    EXPECT_EQ(refusal_of([&] { start(id); }), errors::connector_busy);
    write([&](Transaction& tx) { jobs::stop_job(tx, {jobs::JobId{fetched.job_id}}, at_noon); });
    EXPECT_EQ(now(id).last_run->state, RunState::stopped);
    EXPECT_FALSE(now(id).watermark);
    EXPECT_EQ(ran(id).outcome->created, 1);
    EXPECT_TRUE(now(id).watermark);
    // The stopped one goes on after all: it says nothing new about where to go on from.
    sell("A2", "7", "1", "2026-02-02 00:00:00");
    ran(id);
    const auto mark = now(id).watermark;
    write([&](Transaction& tx) { run_import(tx, {*fetched.import_id}, at_noon); });
    work_off();
    EXPECT_EQ(now(id).watermark, mark);
    EXPECT_EQ(orders(), 2);
}

TEST_P(ConnectorsOnBothStores, a_run_that_was_cut_off_asks_anew) {
    OPEN_SHOP(postgres);
    shop->run(
        "INSERT INTO sold SELECT 'N' || n, 'b' || n % 50, '', n, '2026-01-02', "
        "timestamp '2026-01-02' + n * interval '1 second' FROM generate_series(1, 2500) n");
    const ConnectorId id = created().id;
    start(id);
    restart(true);
    work_off();
    EXPECT_EQ(now(id).last_run->fetched, 2500);
    EXPECT_EQ(now(id).last_run->outcome->created, 2500);
    EXPECT_EQ(orders(), 2500);
}

TEST_P(ConnectorsOnBothStores, the_overlap_finds_rows_that_were_committed_late) {
    OPEN_SHOP(postgres);
    sell("A1", "7", "1", "2026-01-02 00:10:00");
    origin.overlap = 600;
    const ConnectorId id = created().id;
    ran(id);
    sell("A2", "7", "1", "2026-01-02 00:05:00");
    sell("A3", "7", "1", "2026-01-01 00:00:00");  // Too late.
    EXPECT_EQ(ran(id).fetched, 1);
    EXPECT_EQ(now(id).watermark, "2026-01-02 00:10:00");
}

TEST_P(ConnectorsOnBothStores, lines_of_one_order_stand_together) {
    for (const OriginSystem system : {OriginSystem::postgres, OriginSystem::mysql}) {
        open_shop(system);
        if (IsSkipped()) return;
        const std::string as = system == OriginSystem::mysql ? "M" : "P";
        std::string rows;
        for (const char* line : {"1", "2", "1", "2"})
            rows += (rows.empty() ? "SELECT '" : " UNION ALL SELECT '") + as + line +
                    "' AS number, '7' AS buyer, '' AS phone, 5 AS paid, '2026-01-02' AS at, 9 AS changed";
        origin.query = base::Text<20000>{rows};
        const ConnectorRun run = ran(created().id);
        ASSERT_EQ(run.state, RunState::done) << run.problem.value_or("");
        EXPECT_EQ(run.fetched, 4);
        EXPECT_EQ(run.outcome->orders, 2);
        EXPECT_EQ(run.outcome->refused, 0);
    }
}

TEST_P(ConnectorsOnBothStores, the_schedule_starts_a_run_when_its_time_has_come) {
    OPEN_SHOP(postgres);
    sell("A1", "7", "1", "2026-01-02 00:10:00");
    const ConnectorId id = created().id;
    EXPECT_EQ(now(id).next_at, noon + base::Duration{300'000});
    puller->run_due(noon);
    EXPECT_FALSE(now(id).last_run);
    clock = noon + base::Duration{301'000};
    puller->run_due(clock);
    puller->run_due(clock);
    work_off();
    EXPECT_EQ(now(id).last_run->state, RunState::done);
    EXPECT_EQ(now(id).last_run->started_by_name, "system");
    EXPECT_EQ(read([&](Reader& db) { return list_connector_runs(db, {id}, at_noon).items.size(); }), 1U);
    write([&](Transaction& tx) { pause_connector(tx, {id}, at_noon); });
    clock = noon + base::Duration{3'600'000};
    puller->run_due(clock);
    EXPECT_EQ(read([&](Reader& db) { return list_connector_runs(db, {id}, at_noon).items.size(); }), 1U);
    write([&](Transaction& tx) { resume_connector(tx, {id}, at(clock)); });
    EXPECT_EQ(now(id).next_at, clock + base::Duration{300'000});
}

TEST_P(ConnectorsOnBothStores, a_failure_says_what_the_other_system_said) {
    OPEN_SHOP(postgres);
    origin.query = base::Text<20000>{"SELECT nonsense FROM sold"};
    const ConnectorRun wrong = ran(created().id);
    EXPECT_EQ(wrong.state, RunState::failed);
    EXPECT_THAT(wrong.problem.value(), ::testing::HasSubstr("column \"nonsense\" does not exist"));

    // Nothing but reading, also where the user might.
    origin.query = base::Text<20000>{"SELECT 1 AS changed) AS a; DELETE FROM sold; --"};
    EXPECT_EQ(ran(created().id).state, RunState::failed);
    shop->run(
        "CREATE OR REPLACE FUNCTION grab() RETURNS TABLE (changed int) LANGUAGE sql AS "
        "'DELETE FROM sold RETURNING 1'");
    origin.query = base::Text<20000>{"SELECT * FROM grab()"};
    EXPECT_THAT(ran(created().id).problem.value(), ::testing::HasSubstr("read-only transaction"));

    password = "wrong";
    EXPECT_THAT(ran(created().id).problem.value(), ::testing::HasSubstr("password authentication failed"));
}

TEST_P(ConnectorsOnBothStores, a_row_without_a_mark_is_not_lost_in_silence) {
    OPEN_SHOP(postgres);
    shop->run("INSERT INTO sold VALUES ('A1', '7', '', 5, '2026-01-02', NULL)");
    const ConnectorRun run = ran(created().id);
    EXPECT_EQ(run.state, RunState::failed);
    EXPECT_THAT(run.problem.value(), ::testing::HasSubstr("COALESCE"));
}

TEST_P(ConnectorsOnBothStores, private_addresses_are_asked_only_where_that_is_allowed) {
    OPEN_SHOP(postgres);
    restart(false);
    const ConnectorRun run = ran(created().id);
    EXPECT_EQ(run.state, RunState::failed);
    EXPECT_THAT(run.problem.value(), ::testing::HasSubstr("connector_private"));
    const TryConnector command{.kind = ImportKind::orders, .origin = origin};
    EXPECT_EQ(refusal_of([&] { puller->sample(command, at_noon); }), errors::private_origin);
}

TEST_P(ConnectorsOnBothStores, a_try_shows_rows_and_suggests_a_mapping) {
    OPEN_SHOP(postgres);
    sell("A1", "7", "19.90", "2026-01-02 00:00:00");
    const ConnectorSample sample = puller->sample(
        {.kind = ImportKind::orders, .origin = origin, .secret = base::Note<4000>{password}}, at_noon);
    EXPECT_EQ(sample.columns,
              (std::vector<std::string>{"number", "buyer", "phone", "paid", "at", "changed"}));
    ASSERT_EQ(sample.sample.size(), 1U);
    EXPECT_EQ(sample.sample[0][3], "19.90");
    EXPECT_EQ(sample.sample[0][4], "2026-01-02T03:04:05.678Z");
    EXPECT_EQ(sample.marks.front(), "changed");
    EXPECT_EQ(sample.mapping.columns.at("phone"), "phone");
    Origin without = origin;
    without.mark = base::Note<200>{"nobody"};
    EXPECT_EQ(refusal_of([&] {
                  puller->sample(
                      {.kind = ImportKind::orders, .origin = without, .secret = base::Note<4000>{password}},
                      at_noon);
              }),
              errors::bad_mark);
}

TEST_P(ConnectorsOnBothStores, a_secret_stays_where_it_was_given_for) {
    origin = {.system = OriginSystem::postgres,
              .host = base::Text<200>{"db.example.com"},
              .database = base::Text<100>{"shop"},
              .user = base::Text<100>{"reader"},
              .query = base::Text<20000>{"SELECT 1"}};
    password = "hush-hush";
    const Connector connector = created();
    EXPECT_TRUE(connector.has_secret);
    EXPECT_EQ(boost::json::serialize(base::to_json(connector)).find("hush-hush"), std::string::npos);
    const auto stored = read([&](Reader& db) { return rows::find_connector(db, connector.id)->secret; });
    EXPECT_EQ(stored->value.find("hush-hush"), std::string::npos);
    EXPECT_EQ(vault->open(*stored), "hush-hush");
    EXPECT_FALSE(access::Vault(directory + "/other").open(*stored));

    UpdateConnector change{.connector_id = connector.id,
                           .version = connector.version,
                           .name = {"Till 2"},
                           .origin = origin,
                           .mapping = mapping()};
    change.origin.host = base::Text<200>{"evil.example.com"};
    const auto changed = [&] {
        return write([&](Transaction& tx) { return update_connector(tx, change, at_noon, *vault); });
    };
    EXPECT_EQ(refusal_of(changed), errors::secret_needed);
    EXPECT_EQ(refusal_of([&] {
                  puller->sample(
                      {.kind = ImportKind::orders, .origin = change.origin, .connector_id = connector.id},
                      at_noon);
              }),
              errors::secret_needed);
    change.origin = origin;
    change.origin.port = 5432;  // Says what was meant before.
    change.origin.tls = OriginTls::preferred;
    EXPECT_TRUE(changed().has_secret);
    EXPECT_FALSE(now(connector.id).active);  // It has no schedule any more.
    EXPECT_EQ(refusal_of(changed), errors::connector_stale);
}

TEST_P(ConnectorsOnBothStores, others_do_not_see_it) {
    origin = {.system = OriginSystem::http, .url = base::Text<2000>{"https://shop.example.com/orders"}};
    const Connector connector = created();
    base::Context elsewhere = at_noon;
    elsewhere.actor.kind = base::ActorKind::user;
    elsewhere.actor.scope = base::DataScope::subtree;
    elsewhere.actor.org_path = "/1/4/";
    EXPECT_EQ(
        refusal_of([&] { read([&](Reader& db) { return get_connector(db, {connector.id}, elsewhere); }); }),
        errors::unknown_connector);
    EXPECT_TRUE(read([&](Reader& db) { return list_connectors(db, {}, elsewhere).items.empty(); }));
    write([&](Transaction& tx) { delete_connector(tx, {connector.id}, at_noon); });
    EXPECT_TRUE(read([&](Reader& db) { return list_connectors(db, {}, at_noon).items.empty(); }));
}

struct BadOrigin {
    const char* field;
    Origin origin;
};

TEST_P(ConnectorsOnBothStores, an_origin_that_lacks_something_is_refused_by_name) {
    const base::Text<200> host{"db.example.com"};
    const base::Text<100> word{"shop"};
    const base::Text<20000> query{"SELECT 1"};
    const BadOrigin bad[] = {
        {"origin.host", {.system = OriginSystem::mysql, .database = word, .user = word, .query = query}},
        {"origin.query", {.system = OriginSystem::mysql, .host = host, .database = word, .user = word}},
        {"origin.host",
         {.system = OriginSystem::postgres,
          .host = base::Text<200>{"/var/run/postgresql"},
          .database = word,
          .user = word,
          .query = query}},
        {"origin.url", {.system = OriginSystem::http}},
        {"origin.url", {.system = OriginSystem::http, .url = base::Text<2000>{"file:///etc/passwd"}}},
        {"origin.header",
         {.system = OriginSystem::http,
          .url = base::Text<2000>{"https://shop.example.com"},
          .header = base::Text<80>{"X: y\r\nZ"}}},
    };
    for (const BadOrigin& row : bad) {
        origin = row.origin;
        try {
            created();
            ADD_FAILURE() << row.field << " was taken";
        } catch (const base::Error& refused) {
            EXPECT_EQ(refused.field(), row.field);
        }
    }
}

}  // namespace
}  // namespace huan::capture
