#include "http/testing/server_case.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace huan::http::testing {
namespace {

using std::chrono::milliseconds;

Wire listening(std::uint16_t port, const std::string& topics, const std::string& who) {
    Wire wire(port);
    wire.send(
        bytes_of({.target = "/api/live?topics=" + topics, .headers = {{"Authorization", "Bearer " + who}}}));
    EXPECT_NE(wire.read_until("retry: 2000").find("text/event-stream"), std::string::npos);
    return wire;
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Wire, WireCase, ::testing::Values(store::Engine::sqlite));

TEST_P(WireCase, listeners_hear_what_they_may_see) {
    start();
    Wire admin = listening(port(), "job,ring", "admin");
    Wire agent = listening(port(), "job", "agent");
    EXPECT_EQ(live.listeners(), 2U);
    live.publish("ring", {{"today", 1}});
    live.publish("job", {{"id", 1}}, "/1/5/");  // Another branch.
    live.publish("job", {{"id", 2}}, "/1/4/9/");
    const std::string heard = admin.read_until("\"id\":2}\n\n");
    EXPECT_NE(heard.find("event: ring\ndata: {\"today\":1}\n\n"), std::string::npos) << heard;
    EXPECT_NE(heard.find("event: job\ndata: {\"id\":2}\n\n"), std::string::npos);
    EXPECT_EQ(heard.find("\"id\":1"), std::string::npos);
    EXPECT_EQ(agent.read_until("\"id\":2}\n\n").find("ring"), std::string::npos);
}

TEST_P(WireCase, nobody_listens_to_what_they_may_not_hear) {
    start();
    EXPECT_EQ(get("/api/live?topics=ring", "agent").code(), "access.forbidden");
    EXPECT_EQ(get("/api/live?topics=nothing").field(), "topics");
    EXPECT_EQ(get("/api/live").code(), "field.required");
    EXPECT_EQ(ask(port(), {.target = "/api/live?topics=job"}).status, 401);
    EXPECT_EQ(live.listeners(), 0U);
}

TEST_P(WireCase, a_quiet_line_is_kept_open_and_a_closed_one_noticed) {
    start();
    {
        Wire wire = listening(port(), "job", "admin");
        EXPECT_NE(wire.read_until(":\n\n").find(":\n\n"), std::string::npos);
        EXPECT_EQ(live.listeners(), 1U);
    }
    for (int i = 0; i < 50 && live.listeners() > 0; ++i) std::this_thread::sleep_for(milliseconds(100));
    EXPECT_EQ(live.listeners(), 0U);
}

TEST_P(WireCase, a_listener_that_does_not_keep_up_is_dropped_and_holds_nobody_up) {
    start();
    Wire slow(port());
    slow.shrink_window();
    slow.send(bytes_of({.target = "/api/live?topics=job", .headers = {{"Authorization", "Bearer admin"}}}));
    Wire quick = listening(port(), "job", "admin");
    const boost::json::value news{{"text", std::string(5000, 'n')}};
    for (int i = 0; i < 5000 && live.listeners() > 1; ++i) {
        live.publish("job", news);
        quick.read_until("\n\n", milliseconds(100));
    }
    EXPECT_EQ(live.listeners(), 1U);
    live.publish("job", {{"last", true}});
    EXPECT_NE(quick.read_until("\"last\"").find("last"), std::string::npos);
}

TEST_P(WireCase, stopping_finishes_what_is_in_flight_and_closes_the_rest) {
    start();
    Wire stream = listening(port(), "job", "admin");
    Wire idle(port());
    idle.send(bytes_of({.target = "/hello"}));
    EXPECT_EQ(idle.receive().status, 200);
    Wire busy(port());
    busy.send(bytes_of({.target = "/api/slow"}) + bytes_of({.target = "/hello"}));
    std::this_thread::sleep_for(milliseconds(100));
    const std::uint16_t old_port = port();
    const auto began = std::chrono::steady_clock::now();
    server->stop(std::chrono::seconds(5));
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(4));
    const Reply last = busy.receive();
    EXPECT_EQ(last.body, "slow");
    EXPECT_EQ(last.header("connection"), "close");
    EXPECT_TRUE(idle.is_closed_within(milliseconds(1000)));
    EXPECT_NE(stream.read_until("0\r\n\r\n").find("0\r\n\r\n"), std::string::npos);
    EXPECT_THROW(Wire late(old_port), std::runtime_error);
}

TEST_P(WireCase, stopping_does_not_wait_for_ever) {
    start();
    Wire endless(port());
    endless.shrink_window();
    endless.send(bytes_of({.target = "/api/endless"}));
    endless.read_until("xxx");
    Wire half(port());
    half.send("GET /hel");
    const auto began = std::chrono::steady_clock::now();
    server->stop(milliseconds(200));
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(3));
    EXPECT_EQ(server->connections(), 0U);
}

TEST_P(WireCase, a_taken_port_is_said_at_the_start) {
    start();
    ServerOptions same = options;
    same.port = port();
    Server second(router, store(), same);
    EXPECT_THROW(second.start(), std::system_error);
}

TEST_P(WireCase, many_at_once_on_two_threads_get_their_own_answers) {
    options.threads = 2;
    start();
    std::vector<std::thread> threads;
    std::atomic<int> right = 0;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            Wire wire(port());
            for (int i = 0; i < 200; ++i) {
                const std::string word = std::to_string(t) + "-" + std::to_string(i);
                const bool query = i % 2 == 0;
                wire.send(bytes_of({.target = query ? "/api/notes?text=" + word : "/echo/" + word,
                                    .headers = {{"Authorization", "Bearer admin"}}}));
                const Reply reply = wire.receive();
                right += reply.body.find(word) != std::string::npos ? 1 : 0;
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(right, 1600);
}

}  // namespace huan::http::testing
