#include "store/migration.hpp"

#include "store/testing/on_both_stores.hpp"

namespace huan::store {
namespace {

using testing::refusal_of;

class SchemaOnBothStores : public testing::OnBothStores {
protected:
    void SetUp() override {
        OnBothStores::SetUp();
        if (IsSkipped()) return;
        migrations.assign(all_migrations().begin(), all_migrations().end());
    }
    std::vector<Migration> migrations;
};
INSTANTIATE_ON_BOTH_STORES(SchemaOnBothStores);

TEST_P(SchemaOnBothStores, applying_twice_changes_nothing) {
    const auto version = read([](Reader& db) { return schema_version(db); });
    EXPECT_EQ(version, static_cast<std::int64_t>(migrations.size()));
    migrate(store(), migrations, noon);
    EXPECT_EQ(read([](Reader& db) { return schema_version(db); }), version);
}

TEST_P(SchemaOnBothStores, a_database_of_a_newer_version_is_refused_in_words) {
    auto newer = migrations;
    newer.push_back({"store", 9999, "from_the_future", "CREATE TABLE future (id ID NOT NULL PRIMARY KEY);"});
    migrate(store(), newer, noon);
    try {
        migrate(store(), migrations, noon);
        FAIL() << "it was not refused";
    } catch (const base::Error& refused) {
        EXPECT_EQ(refused.kind(), errors::newer);
        EXPECT_NE(refused.detail().find("from_the_future"), std::string::npos);
    }
}

TEST_P(SchemaOnBothStores, an_altered_migration_is_refused) {
    auto altered = migrations;
    altered[0].sql = "CREATE TABLE something_else (id ID NOT NULL PRIMARY KEY);";
    EXPECT_EQ(refusal_of([&] { migrate(store(), altered, noon); }), errors::altered);
}

TEST(our_type_words, become_each_engine_s_own) {
    const std::string ours =
        "CREATE TABLE a (id ID NOT NULL, price MONEY, at INSTANT, on_it BOOL, body BYTES, identity TEXT)";
    EXPECT_EQ(ddl_for(Engine::sqlite, ours),
              "CREATE TABLE a (id INTEGER NOT NULL, price INTEGER, at INTEGER, on_it INTEGER, body BLOB, "
              "identity TEXT) STRICT");
    EXPECT_EQ(ddl_for(Engine::postgres, ours),
              "CREATE TABLE a (id BIGINT NOT NULL, price BIGINT, at BIGINT, on_it BIGINT, body BYTEA, "
              "identity TEXT)");
    const std::string keyed = "CREATE TABLE b (word TEXT NOT NULL PRIMARY KEY) KEYED";
    EXPECT_EQ(ddl_for(Engine::sqlite, keyed),
              "CREATE TABLE b (word TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID");
    EXPECT_EQ(ddl_for(Engine::postgres, keyed), "CREATE TABLE b (word TEXT NOT NULL PRIMARY KEY) ");
}

}  // namespace
}  // namespace huan::store
