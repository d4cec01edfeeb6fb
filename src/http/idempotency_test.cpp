#include "http/idempotency.hpp"

#include "http/testing/server_case.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace huan::http::testing {
namespace {

std::vector<std::pair<std::string, std::string>> under(const std::string& key) {
    return {{"Idempotency-Key", key}};
}

}  // namespace

TEST_P(ServerCase, the_same_command_under_the_same_key_is_carried_out_once) {
    start();
    const Reply first = post("/api/notes", R"({"text":"a"})", "admin", under("k1"));
    const Reply again = post("/api/notes", R"({"text":"a"})", "admin", under("k1"));
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(again.header("content-type"), "application/json");
    EXPECT_EQ(first.header("idempotent-replay"), "");
    EXPECT_EQ(again.header("idempotent-replay"), "true");
    EXPECT_EQ(notes(), 1);
    EXPECT_EQ(audited, 1);
}

TEST_P(ServerCase, an_answer_without_body_is_replayed_as_such) {
    start();
    const Call call{.method = "DELETE",
                    .target = "/api/notes/5",
                    .headers = {{"Authorization", "Bearer admin"}, {"Idempotency-Key", "k"}}};
    EXPECT_EQ(ask(port(), call).status, 204);
    const Reply again = ask(port(), call);
    EXPECT_EQ(again.status, 204);
    EXPECT_EQ(again.header("idempotent-replay"), "true");
    EXPECT_EQ(audited, 1);
}

TEST_P(ServerCase, another_command_under_the_same_key_is_refused) {
    start();
    ASSERT_EQ(post("/api/notes", R"({"text":"a"})", "admin", under("k1")).status, 200);
    const Reply other = post("/api/notes", R"({"text":"b"})", "admin", under("k1"));
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(other.code(), "request.idempotency_mismatch");
    EXPECT_EQ(post("/api/secrets", R"({"text":"a"})", "admin", under("k1")).code(),
              "request.idempotency_mismatch");
    EXPECT_EQ(notes(), 1);
}

TEST_P(ServerCase, a_refusal_leaves_its_key_free) {
    start();
    EXPECT_EQ(post("/api/notes", R"({"text":"frozen"})", "admin", under("k1")).status, 409);
    EXPECT_EQ(post("/api/notes", R"({"text":"a"})", "admin", under("k1")).status, 200);
}

TEST_P(ServerCase, a_secret_answer_is_given_once) {
    start();
    EXPECT_EQ(post("/api/secrets", R"({"text":"a"})", "admin", under("k1")).status, 200);
    EXPECT_EQ(post("/api/secrets", R"({"text":"a"})", "admin", under("k1")).code(), "request.already_done");
    EXPECT_EQ(notes(), 1);
    const auto kept =
        read([](store::Reader& db) { return db.value<std::string>("SELECT body FROM idempotency"); });
    EXPECT_EQ(kept, "");
}

TEST_P(ServerCase, a_key_that_is_no_key_is_refused) {
    start();
    EXPECT_EQ(post("/api/notes", R"({"text":"a"})", "admin", under(std::string(201, 'k'))).code(),
              "request.idempotency_key");
    EXPECT_EQ(post("/api/notes", R"({"text":"a"})", "admin", under("")).code(), "request.idempotency_key");
    EXPECT_EQ(post("/api/notes", R"({"text":"a"})", "admin", under("k\xc3\xa9")).code(),
              "request.idempotency_key");
    EXPECT_EQ(notes(), 0);
    EXPECT_EQ(post("/api/notes", R"({"text":"a"})", "admin", under(std::string(200, 'k'))).status, 200);
}

TEST_P(ServerCase, sixteen_at_once_under_one_key_are_one) {
    start();
    std::vector<std::string> bodies(16);
    std::vector<std::thread> threads;
    for (std::string& body : bodies)
        threads.emplace_back([&] { body = post("/api/notes", R"({"text":"a"})", "admin", under("k")).body; });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(notes(), 1);
    for (const std::string& body : bodies) EXPECT_EQ(body, bodies.front());
}

TEST_P(ServerCase, old_keys_are_forgotten) {
    start();
    ASSERT_EQ(post("/api/notes", R"({"text":"a"})", "admin", under("k1")).status, 200);
    const base::Instant now = base::clock_now();
    const auto forget = [&](base::Instant before) {
        return write([&](store::Transaction& tx) { return forget_idempotency(tx, before); });
    };
    EXPECT_EQ(forget(now - base::Duration(3'600'000)), 0);
    EXPECT_EQ(forget(now + base::Duration(3'600'000)), 1);
    EXPECT_EQ(post("/api/notes", R"({"text":"b"})", "admin", under("k1")).status, 200);
}

}  // namespace huan::http::testing
