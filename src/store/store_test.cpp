#include "store/store.hpp"

#include "store/testing/on_both_stores.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

namespace huan::store {
namespace {

using testing::OnBothStores;
using testing::refusal_of;

struct Jar {
    std::int64_t id = 0;
    std::string label{};
    std::optional<std::string> note{};
    base::Money price{};
    bool sealed = false;
};
BOOST_DESCRIBE_STRUCT(Jar, (), (id, label, note, price, sealed))

class RecordsOnBothStores : public OnBothStores {
protected:
    void SetUp() override {
        OnBothStores::SetUp();
        if (IsSkipped()) return;
        write([](Transaction& tx) {
            tx.run(ddl_for(tx.engine(),
                           "CREATE TABLE jar (id ID NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, "
                           "note TEXT, price MONEY NOT NULL, sealed BOOL NOT NULL)"));
            tx.run(ddl_for(
                tx.engine(),
                "CREATE TABLE stock (name TEXT NOT NULL PRIMARY KEY, n INT NOT NULL, cap INT NOT NULL)"));
        });
    }
    static Jar stored(Transaction& tx, Jar jar) {
        jar.id = tx.next_id();
        insert_row(tx, "jar", jar);
        return jar;
    }
    std::int64_t jars() {
        return read([](Reader& db) { return *db.value<std::int64_t>("SELECT count(*) FROM jar"); });
    }
};
INSTANTIATE_ON_BOTH_STORES(RecordsOnBothStores);

TEST_P(RecordsOnBothStores, a_row_comes_back_as_it_was_stored) {
    const Jar plum = write([](Transaction& tx) {
        return stored(
            tx,
            {.label = "plum '; DROP TABLE jar; -- <b>梅</b>", .price = base::Money{1250}, .sealed = true});
    });
    const auto found = read([&](Reader& db) {
        return db.first<Jar>("SELECT " + base::column_list<Jar>() + " FROM jar WHERE id = $1", plum.id);
    });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->label, plum.label);
    EXPECT_EQ(found->price, plum.price);
    EXPECT_FALSE(found->note);
    EXPECT_TRUE(found->sealed);
}

TEST_P(RecordsOnBothStores, arguments_are_bound_by_their_number_not_by_where_they_first_stand) {
    const auto text = read([](Reader& db) {
        return db.value<std::string>("SELECT CAST($2 AS TEXT) || CAST($1 AS TEXT) || CAST($2 AS TEXT)",
                                     std::string("a"), std::string("b"));
    });
    EXPECT_EQ(text, "bab");
}

TEST_P(RecordsOnBothStores, a_refused_command_leaves_nothing_behind) {
    EXPECT_EQ(refusal_of([&] {
                  write([](Transaction& tx) {
                      stored(tx, {.label = "one"});
                      throw base::Error{base::errors::forbidden};
                  });
              }),
              base::errors::forbidden);
    EXPECT_EQ(jars(), 0);
}

TEST_P(RecordsOnBothStores, what_fails_in_a_nested_part_undoes_only_that_part) {
    write([](Transaction& tx) {
        stored(tx, {.label = "kept"});
        try {
            tx.nested([&] {
                stored(tx, {.label = "lost"});
                stored(tx, {.label = "lost"});
            });
        } catch (const base::Error& refused) {
            EXPECT_EQ(refused.kind(), errors::duplicate);
        }
        stored(tx, {.label = "kept too"});
    });
    EXPECT_EQ(jars(), 2);
}

TEST_P(RecordsOnBothStores, parts_within_parts_undo_what_each_of_them_wrote_however_late_it_did) {
    const auto fail = [](const char* label) {
        return [label](Transaction& tx) {
            stored(tx, {.label = label});
            throw std::runtime_error("no");
        };
    };
    const auto ignored = [](Transaction& tx, const std::function<void(Transaction&)>& work) {
        try {
            tx.nested([&] { work(tx); });
        } catch (const std::runtime_error&) {}
    };
    write([&](Transaction& tx) {
        ignored(tx, [&](Transaction&) {
            tx.value<std::int64_t>("SELECT count(*) FROM jar");
            ignored(tx, [](Transaction&) { throw std::runtime_error("before it wrote anything"); });
            ignored(tx, fail("lost within"));
            stored(tx, {.label = "kept, written between"});
            ignored(tx, fail("lost again"));
            ignored(tx, [](Transaction& inner) { stored(inner, {.label = "kept within"}); });
        });
        ignored(tx, [&](Transaction&) {
            ignored(tx, [](Transaction& inner) { stored(inner, {.label = "lost with the part around it"}); });
            throw std::runtime_error("no");
        });
        stored(tx, {.label = "kept at the end"});
    });
    EXPECT_EQ(read([](Reader& db) { return db.column<std::string>("SELECT label FROM jar ORDER BY id"); }),
              (std::vector<std::string>{"kept, written between", "kept within", "kept at the end"}));
}

TEST_P(RecordsOnBothStores, a_sum_beyond_64_bits_is_refused_and_never_rounded) {
    const Jar jar = write([](Transaction& tx) {
        return stored(tx,
                      {.label = "big", .price = base::Money{std::numeric_limits<std::int64_t>::max() - 1}});
    });
    EXPECT_EQ(refusal_of([&] {
                  write([&](Transaction& tx) {
                      tx.execute("UPDATE jar SET price = price + 10 WHERE id = $1", jar.id);
                  });
              }),
              base::errors::overflow);
    EXPECT_EQ(read([](Reader& db) { return *db.value<base::Money>("SELECT price FROM jar"); }), jar.price);
}

TEST_P(RecordsOnBothStores, sixteen_clients_never_take_more_than_the_cap) {
    write([](Transaction& tx) { tx.run("INSERT INTO stock (name, n, cap) VALUES ('plum', 0, 100)"); });
    std::atomic<int> granted{0};
    std::vector<std::thread> clients;
    for (int client = 0; client < 16; ++client)
        clients.emplace_back([&] {
            for (int i = 0; i < 20; ++i)
                granted += static_cast<int>(write([](Transaction& tx) {
                    return tx.execute("UPDATE stock SET n = n + 1 WHERE name = 'plum' AND n < cap");
                }));
        });
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(granted, 100);
    EXPECT_EQ(read([](Reader& db) { return *db.value<std::int64_t>("SELECT n FROM stock"); }), 100);
}

TEST_P(RecordsOnBothStores, ids_never_repeat_over_threads_restarts_and_long_commands) {
    std::vector<std::int64_t> seen;
    const auto take = [&](int count) {
        const auto ids = write([&](Transaction& tx) {
            std::vector<std::int64_t> taken;
            for (int i = 0; i < count; ++i) taken.push_back(tx.next_id());
            return taken;
        });
        seen.insert(seen.end(), ids.begin(), ids.end());
    };
    take(3);
    take(60'000);  // More than any block: the command is run again with a larger one.
    fresh().reopen();
    take(5);
    EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), seen.size());
}

TEST_P(RecordsOnBothStores, what_follows_a_commit_happens_only_after_a_commit) {
    std::atomic<int> calls{0};
    write([&](Transaction& tx) { tx.after_commit([&] { ++calls; }); });
    EXPECT_THROW(write([&](Transaction& tx) {
                     tx.after_commit([&] { ++calls; });
                     throw std::runtime_error("no");
                 }),
                 std::runtime_error);
    EXPECT_EQ(calls, 1);
}

TEST_P(RecordsOnBothStores, streaming_stops_when_it_is_told_to) {
    write([](Transaction& tx) {
        for (int i = 0; i < 5000; ++i) stored(tx, {.label = std::to_string(i)});
    });
    int seen = 0;
    read([&](Reader& db) {
        db.stream(
            "SELECT id FROM jar WHERE id > $1 ORDER BY id", [&](const RowView&) { return ++seen < 2500; }, 0);
    });
    EXPECT_EQ(seen, 2500);
}

TEST_P(RecordsOnBothStores, a_text_and_a_null_argument_share_one_statement) {
    write([](Transaction& tx) {
        stored(tx, {.label = "a", .note = "x"});
        stored(tx, {.label = "b"});
    });
    EXPECT_EQ(read([](Reader& db) {
                  return *db.value<std::int64_t>("SELECT count(*) FROM jar WHERE note IS NULL");
              }),
              1);
}

TEST_P(RecordsOnBothStores, connections_that_were_cut_while_idle_are_nobodys_trouble) {
    if (GetParam() != Engine::postgres) GTEST_SKIP() << "an embedded store has no connections";
    for (int round = 0; round < 3; ++round) {
        write([](Transaction& tx) {
            tx.value<std::int64_t>(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()");
        });
        for (int i = 0; i < 30; ++i) {
            EXPECT_NO_THROW(write([](Transaction& tx) { tx.next_id(); }));
            EXPECT_NO_THROW(
                read([](Reader& db) { return db.value<std::int64_t>("SELECT CAST(1 AS BIGINT)"); }));
        }
    }
}

TEST_P(RecordsOnBothStores, a_rewrite_leaves_nothing_of_what_is_gone) {
    write([](Transaction& tx) {
        for (int i = 0; i < 50; ++i) stored(tx, {.label = std::to_string(i), .note = "telling"});
        if (tx.engine() == Engine::postgres) tx.run("ANALYZE jar");
    });
    write([](Transaction& tx) { tx.run("DELETE FROM jar"); });
    store().scrub();
    if (store().engine() == Engine::postgres) {
        EXPECT_EQ(
            read([](Reader& db) {
                return *db.value<std::int64_t>(
                    "SELECT count(*) FROM pg_stats WHERE CAST(most_common_vals AS TEXT) LIKE $1 ESCAPE '~'",
                    "%telling%");
            }),
            0);
        return;
    }
    std::ifstream file(fresh().options().directory + "/huan.db", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_FALSE(bytes.empty());
    EXPECT_EQ(bytes.find("telling"), std::string::npos);
}

TEST(the_embedded_store, refuses_everybody_of_a_batch_when_the_disk_is_full_and_goes_on_reading) {
    const std::string directory = testing::scratch_directory();
    const auto store = Store::open({.directory = directory, .readers = 1, .durable = false});
    int reloads = 0;
    store->on_lost([&] { ++reloads; });
    store->write([](Transaction& tx) {
        tx.run("CREATE TABLE blob_row (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
        tx.run("INSERT INTO blob_row (id, body) VALUES (1, 'kept')");
        tx.run("PRAGMA max_page_count = 40");
    });
    const std::string large(400'000, 'x');
    EXPECT_EQ(refusal_of([&] {
                  store->write([&](Transaction& tx) {
                      tx.execute("INSERT INTO blob_row (id, body) VALUES ($1, $2)", tx.next_id(), large);
                  });
              }),
              errors::full);
    EXPECT_EQ(
        store->read([](Reader& db) { return *db.value<std::int64_t>("SELECT count(*) FROM blob_row"); }), 1);
    // The writer is usable again, and ids it took back are not handed out twice.
    store->write([](Transaction& tx) {
        tx.execute("INSERT INTO blob_row (id, body) VALUES ($1, 'y')", tx.next_id());
    });
    EXPECT_EQ(
        store->read([](Reader& db) { return *db.value<std::int64_t>("SELECT count(*) FROM blob_row"); }), 2);
}

TEST(the_embedded_store, writes_nothing_of_a_command_that_goes_on_after_its_transaction_was_lost) {
    const auto store =
        Store::open({.directory = testing::scratch_directory(), .readers = 1, .durable = false});
    store->write([](Transaction& tx) {
        tx.run("CREATE TABLE blob_row (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
        tx.run("PRAGMA max_page_count = 40");
    });
    EXPECT_EQ(refusal_of([&] {
                  store->write([](Transaction& tx) {
                      try {
                          tx.execute("INSERT INTO blob_row (id, body) VALUES (1, $1)",
                                     std::string(400'000, 'x'));
                      } catch (const std::exception&) {
                          // A careless reactor: it swallows the failure and goes on.
                      }
                      tx.run("INSERT INTO blob_row (id, body) VALUES (2, 'slipped through')");
                  });
              }),
              errors::full);
    EXPECT_EQ(
        store->read([](Reader& db) { return *db.value<std::int64_t>("SELECT count(*) FROM blob_row"); }), 0);
}

/// Commands that are committed together, because the writer is held until all of them wait.
class OneBatch {
public:
    explicit OneBatch(Store& store) : store_(store) {
        store_.submit([gate = open_.get_future().share()](Transaction&) { gate.wait(); },
                      [](const std::exception_ptr&) {});
    }
    void add(const std::string& name, std::function<void(Transaction&)> work) {
        ++waiting_;
        store_.submit(std::move(work), [this, name](const std::exception_ptr& failed) {
            if (failed) failed_.push_back(name);
            if (--waiting_ == 0) done_.set_value();
        });
    }
    /// The names of those that failed.
    std::vector<std::string> run() {
        open_.set_value();
        done_.get_future().wait();
        return failed_;
    }

private:
    Store& store_;
    std::atomic<int> waiting_ = 0;
    std::promise<void> open_, done_;
    std::vector<std::string> failed_;
};

void add_jar(Transaction& tx, const std::string& label) {
    insert_row(tx, "jar", Jar{.id = tx.next_id(), .label = label});
}

TEST(the_embedded_store, loses_of_a_batch_what_failed_and_nothing_else) {
    const auto store = Store::open({.directory = testing::scratch_directory(), .durable = false});
    store->write([](Transaction& tx) {
        tx.run(
            "CREATE TABLE jar (id INTEGER PRIMARY KEY, label TEXT UNIQUE, note TEXT, price INT, sealed INT)");
    });
    for (int round = 0; round < 3; ++round) {  // The second and third know that the first was run twice.
        const std::string n = std::to_string(round);
        int committed = 0;
        OneBatch batch(*store);
        for (const char* name : {"a", "b", "c"})
            batch.add(name, [&committed, label = name + n](Transaction& tx) {
                add_jar(tx, label);
                tx.after_commit([&committed] { ++committed; });
            });
        batch.add("fails early", [](Transaction&) { throw std::runtime_error("no"); });
        batch.add("fails late", [n](Transaction& tx) {
            add_jar(tx, "lost" + n);
            throw std::runtime_error("no");
        });
        batch.add("alters the schema", [n](Transaction& tx) {
            tx.run("CREATE TABLE other" + n + " (id INTEGER)");
            throw std::runtime_error("no");
        });
        batch.add("has a part that fails", [n](Transaction& tx) {
            add_jar(tx, "d" + n);
            EXPECT_THROW(tx.nested([&] {
                add_jar(tx, "lost with its part" + n);
                throw std::runtime_error("no");
            }),
                         std::runtime_error);
            add_jar(tx, "e" + n);
        });
        EXPECT_EQ(batch.run(), (std::vector<std::string>{"fails early", "fails late", "alters the schema"}));
        EXPECT_EQ(committed, 3);
    }
    EXPECT_EQ(
        store->read([](Reader& db) { return db.column<std::string>("SELECT label FROM jar ORDER BY id"); }),
        (std::vector<std::string>{"a0", "b0", "c0", "d0", "e0", "a1", "b1", "c1", "d1", "e1", "a2", "b2",
                                  "c2", "d2", "e2"}));
    EXPECT_EQ(store->read([](Reader& db) {
        return db.column<std::string>("SELECT name FROM sqlite_master WHERE name LIKE 'other%'");
    }),
              std::vector<std::string>{});
}

TEST(the_embedded_store, cuts_off_a_query_that_runs_too_long) {
    const auto store = Store::open({.directory = testing::scratch_directory(),
                                    .readers = 1,
                                    .durable = false,
                                    .query_limit = base::Duration{50}});
    EXPECT_EQ(
        refusal_of([&] {
            store->read([](Reader& db) {
                db.run(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");
            });
        }),
        errors::too_slow);
    EXPECT_EQ(store->read([](Reader& db) { return *db.value<std::int64_t>("SELECT 1"); }), 1);
}

TEST(the_embedded_store, keeps_no_file_open_that_it_cannot_read) {
    const std::string directory = testing::scratch_directory();
    std::ofstream(directory + "/huan.db") << std::string(8192, 'x');
    const auto open_files = [] {
        const std::filesystem::directory_iterator files("/proc/self/fd");
        return std::distance(begin(files), end(files));
    };
    const auto before = open_files();
    for (int i = 0; i < 3; ++i) EXPECT_ANY_THROW(Store::open({.directory = directory, .readers = 1}));
    EXPECT_EQ(open_files(), before);
}

TEST(the_embedded_store, copies_one_consistent_state_while_commands_go_on) {
    const std::string directory = testing::scratch_directory();
    const auto store = Store::open({.directory = directory, .durable = false});
    store->write([](Transaction& tx) {
        tx.run("CREATE TABLE side (name TEXT NOT NULL PRIMARY KEY, n INTEGER NOT NULL) STRICT");
        tx.run("INSERT INTO side (name, n) VALUES ('left', 1000), ('right', 0)");
    });
    std::atomic<bool> going{true};
    std::thread mover([&] {
        while (going)
            store->write([](Transaction& tx) {
                tx.run("UPDATE side SET n = n - 1 WHERE name = 'left'");
                tx.run("UPDATE side SET n = n + 1 WHERE name = 'right'");
            });
    });
    for (int i = 0; i < 5; ++i) {
        const std::string copy_directory = testing::scratch_directory();
        store->backup(copy_directory + "/huan.db");
        const auto copy = Store::open({.directory = copy_directory, .durable = false});
        EXPECT_EQ(copy->read([](Reader& db) {
            return *db.value<std::int64_t>("SELECT CAST(sum(n) AS BIGINT) FROM side");
        }),
                  1000);
    }
    going = false;
    mover.join();
}

}  // namespace
}  // namespace huan::store
