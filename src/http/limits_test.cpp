#include "http/gzip.hpp"
#include "http/rate.hpp"
#include "http/testing/server_case.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace huan::http::testing {
namespace {

using std::chrono::milliseconds;

std::string chunk(const std::string& bytes) {
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
    return size + bytes + "\r\n";
}

const std::string post_head = "POST /v1/batch HTTP/1.1\r\n";
const std::string batch_head = "POST /v1/batch HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer write_key\r\n";

}  // namespace

TEST_P(WireCase, one_connection_serves_many_requests_in_order) {
    start();
    Wire wire(port());
    for (int i = 0; i < 3; ++i) {
        wire.send(bytes_of({.target = "/hello"}));
        EXPECT_EQ(wire.receive().body, "hello");
    }
    std::string many;
    for (int i = 0; i < 50; ++i) many += bytes_of({.target = "/echo/" + std::to_string(i)});
    wire.send(many);
    for (int i = 0; i < 50; ++i) EXPECT_EQ(wire.receive().header("x-word"), std::to_string(i));
    wire.send("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(wire.receive().header("connection"), "close");
    EXPECT_TRUE(wire.is_closed_within(milliseconds(3000)));
}

TEST_P(WireCase, who_has_said_all_still_gets_the_answer) {
    start();
    Wire wire(port());
    wire.send(bytes_of({.target = "/api/slow"}));
    wire.half_close();
    EXPECT_EQ(wire.receive().body, "slow");
    EXPECT_TRUE(wire.is_closed_within(milliseconds(3000)));
}

TEST_P(WireCase, old_clients_are_served_too) {
    start();
    Wire wire(port());
    wire.send("GET /hello HTTP/1.0\r\n\r\n");
    EXPECT_EQ(wire.receive().body, "hello");
    EXPECT_TRUE(wire.is_closed_within(milliseconds(3000)));
    Wire stream(port());
    stream.send("GET /api/big?pieces=3 HTTP/1.0\r\n\r\n");
    EXPECT_EQ(stream.receive().body.size(), 30'000U);
}

TEST_P(WireCase, head_is_get_without_the_body) {
    start();
    for (const char* target : {"/hello", "/api/file", "/api/big"}) {
        SCOPED_TRACE(target);
        Wire wire(port());
        wire.send(bytes_of({.method = "HEAD", .target = target}));
        const Reply head = wire.receive(true);
        EXPECT_EQ(head.status, 200);
        wire.send(bytes_of({.target = "/hello"}));
        EXPECT_EQ(wire.receive().body, "hello");
    }
    EXPECT_EQ(ask(port(), {.method = "HEAD", .target = "/hello"}).header("content-length"), "5");
}

TEST_P(WireCase, a_body_may_come_in_chunks) {
    start();
    Wire wire(port());
    wire.send(batch_head + "Transfer-Encoding: chunked\r\n\r\n" + chunk("abc") + chunk("defgh") +
              "0\r\n\r\n");
    EXPECT_EQ(wire.receive().body, "8 write_key");
    wire.send(batch_head + "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 300; ++i) wire.send(chunk(std::string(10'000, 'x')));
    EXPECT_EQ(wire.receive().code(), "request.too_large");
}

TEST_P(ServerCase, what_follows_the_chunks_is_no_header) {
    start();
    const std::string head = "POST /api/notes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n";
    const std::string body = chunk(R"({"text":"a"})") + "0\r\n";
    Wire wire(port());
    wire.send(head + "\r\n" + body + "Authorization: Bearer admin\r\n\r\n");
    EXPECT_EQ(wire.receive().status, 401);
    for (int i = 0; i < 2; ++i) {
        wire.send(head + "Authorization: Bearer admin\r\n\r\n" + body + "Idempotency-Key: k\r\n\r\n");
        EXPECT_EQ(wire.receive().status, 200);
    }
    EXPECT_EQ(notes(), 2);
}

TEST_P(WireCase, a_client_that_asks_first_is_told_to_go_on) {
    start();
    Wire wire(port());
    wire.send(batch_head + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(wire.receive().status, 100);
    wire.send("abc");
    EXPECT_EQ(wire.receive().body, "3 write_key");
    wire.send(batch_head + "Content-Length: 30000000\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(wire.receive().status, 413);
}

TEST_P(WireCase, a_packed_body_is_unpacked_whatever_its_type) {
    start();
    const std::string packed = gzipped(std::string(900'000, 'a'), Effort::small);
    const auto send = [&](const std::string& body, const char* name, const char* value) {
        return post("/v1/batch", body, "write_key", {{name, value}});
    };
    EXPECT_EQ(send(packed, "Content-Encoding", "gzip").body, "900000 write_key");
    EXPECT_EQ(send(packed, "Content-Type", "application/x-www-form-urlencoded").body, "900000 write_key");
    EXPECT_EQ(send(packed + gzipped("bcd", Effort::quick), "Content-Encoding", "gzip").body,
              "900003 write_key");
    EXPECT_EQ(send(packed.substr(0, packed.size() / 2), "Content-Encoding", "gzip").code(),
              "request.malformed_gzip");
    EXPECT_EQ(send("plain", "Content-Encoding", "gzip").code(), "request.malformed_gzip");
    EXPECT_EQ(send("x", "Content-Encoding", "gzip").code(), "request.malformed_gzip");
    EXPECT_EQ(send("plain", "Content-Encoding", "br").status, 415);
}

TEST_P(WireCase, a_gzip_bomb_is_refused_while_it_is_small) {
    start();
    const std::string bomb = gzipped(std::string(100 << 20, '\0'), Effort::quick);
    ASSERT_LT(bomb.size(), 1U << 20);
    const Reply reply = post("/v1/batch", bomb, "write_key");
    EXPECT_EQ(reply.status, 413);
    EXPECT_EQ(reply.code(), "request.too_large");
    EXPECT_EQ(ask(port(), {.target = "/hello"}).status, 200);
}

struct BadBytes {
    const char* when;
    std::string bytes;
    int status;
    bool closes = true;
};

TEST_P(WireCase, bytes_that_are_no_request_end_the_connection_when) {
    start();
    const std::string get = "GET / HTTP/1.1\r\n";
    const std::string chunks = "Transfer-Encoding: chunked\r\n";
    std::string many_headers;
    for (int i = 0; i < 120; ++i) many_headers += "X-" + std::to_string(i) + ": 1\r\n";
    // clang-format off
    const std::vector<BadBytes> rows = {
        {"they are noise",             "\x16\x03\x01\x02hello\r\n\r\n", 400},
        {"the version is unknown",     "GET / HTTP/3.9\r\n\r\n", 400},
        {"a header has no colon",      "GET / HTTP/1.1\r\nnonsense\r\n\r\n", 400},
        {"a header is folded wrongly", "GET / HTTP/1.1\r\nBad Name: x\r\n\r\n", 400},
        {"there are too many headers", "GET / HTTP/1.1\r\n" + many_headers + "\r\n", 431},
        {"a header is too long",       get + "X: " + std::string(20'000, 'x') + "\r\n\r\n", 431},
        {"a header never ends",        "GET / HTTP/1.1\r\nX: " + std::string(70'000, 'x'), 431},
        {"the address is too long",    "GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\n\r\n", 431},
        {"the length is no number",    post_head + "Content-Length: many\r\n\r\n", 400},
        {"there are two lengths",      post_head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
        {"length and chunks differ",   post_head + "Content-Length: 3\r\n" + chunks + "\r\n0\r\n\r\n", 400},
        {"length comes after chunks",  post_head + chunks + "Content-Length: 3\r\n\r\n0\r\n\r\n", 400},
        {"the body is coded otherwise", batch_head + "Transfer-Encoding: gzip\r\n\r\n", 400},
        {"chunks are coded once more", batch_head + "Transfer-Encoding: chunked, identity\r\n\r\n", 400},
        {"there were no chunks then",  "POST /v1/batch HTTP/1.0\r\n" + chunks + "\r\n0\r\n\r\n", 400},
        {"it is sent to two hosts",    get + "Host: a\r\nHost: b\r\n\r\n", 400},
        {"a chunk size is none",       batch_head + chunks + "\r\nzz\r\n", 400},
        {"the body is announced too large", batch_head + "Content-Length: 2000000\r\n\r\n", 413},
        {"more follows than announced",   batch_head + "Content-Length: 1\r\n\r\nabcdef\r\n\r\n", 200},
    };
    // clang-format on
    for (const BadBytes& row : rows) {
        SCOPED_TRACE(row.when);
        Wire wire(port());
        wire.send(row.bytes);
        EXPECT_EQ(wire.receive().status, row.status);
        wire.half_close();
        EXPECT_TRUE(wire.is_closed_within(milliseconds(4000)));
    }
    EXPECT_EQ(ask(port(), {.target = "/hello"}).status, 200);
}

TEST_P(ServerCase, a_body_shorter_than_announced_is_not_carried_out) {
    start();
    Wire wire(port());
    wire.send(
        "POST /api/notes HTTP/1.1\r\nAuthorization: Bearer admin\r\nContent-Length: "
        "50\r\n\r\n{\"text\":\"a\"}");
    wire.half_close();
    EXPECT_EQ(wire.receive().status, 400);
    EXPECT_EQ(notes(), 0);
}

TEST_P(WireCase, slow_clients_are_told_so_and_let_go) {
    options.header_timeout = milliseconds(300);
    options.body_grace = milliseconds(300);
    options.idle_timeout = milliseconds(500);
    start();
    Wire header(port());
    header.send("GET /hello HT");
    Wire body(port());
    body.send(batch_head + "Content-Length: 100\r\n\r\nabc");
    Wire idle(port());
    idle.send(bytes_of({.target = "/hello"}));
    EXPECT_EQ(idle.receive().status, 200);
    Wire silent(port());
    EXPECT_EQ(header.receive().code(), "request.timeout");
    EXPECT_EQ(body.receive().status, 408);
    EXPECT_TRUE(idle.is_closed_within(milliseconds(3000)));
    EXPECT_TRUE(silent.is_closed_within(milliseconds(3000)));
    header.half_close();
    EXPECT_TRUE(header.is_closed_within(milliseconds(4000)));
}

TEST_P(WireCase, a_trickle_of_header_bytes_wins_no_time) {
    options.header_timeout = milliseconds(600);
    start();
    Wire wire(port());
    const auto began = std::chrono::steady_clock::now();
    wire.send("GET /hello HTTP/1.1\r\n");
    while (std::chrono::steady_clock::now() - began < std::chrono::seconds(3)) {
        wire.send("X: y\r\n");
        std::this_thread::sleep_for(milliseconds(100));
        if (wire.read_until("408", milliseconds(20)).find("408") != std::string::npos) break;
    }
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(2));
}

TEST_P(WireCase, a_client_that_takes_nothing_is_cut_off) {
    options.write_timeout = milliseconds(300);
    options.least_rate = 100'000'000;
    start();
    Wire wire(port());
    wire.shrink_window();
    wire.send(bytes_of({.target = "/api/endless"}));
    for (int i = 0; i < 50 && !writer_saw_gone; ++i) std::this_thread::sleep_for(milliseconds(100));
    EXPECT_TRUE(writer_saw_gone);
}

TEST_P(WireCase, too_many_connections_are_refused_in_words) {
    options.most_connections = 3;
    start();
    std::vector<Wire> wires;
    for (int i = 0; i < 3; ++i) {
        wires.emplace_back(port());
        wires.back().send(bytes_of({.target = "/hello"}));
        EXPECT_EQ(wires.back().receive().status, 200);
    }
    const Reply refused = ask(port(), {.target = "/hello"});
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.code(), "server.overloaded");
    EXPECT_EQ(refused.header("retry-after"), "1");
    wires.clear();
    for (int i = 0; i < 40 && server->connections() > 0; ++i) std::this_thread::sleep_for(milliseconds(100));
    EXPECT_EQ(ask(port(), {.target = "/hello"}).status, 200);
}

TEST_P(WireCase, who_asks_too_often_is_told_when_to_come_back) {
    options.dispatch.limit_loopback = true;
    options.dispatch.actor_rate = {.per_second = 0.5, .burst = 2};
    start();
    EXPECT_EQ(get("/api/notes").status, 200);
    EXPECT_EQ(get("/api/notes").status, 200);
    const Reply limited = get("/api/notes");
    EXPECT_EQ(limited.status, 429);
    EXPECT_EQ(limited.code(), "request.too_many");
    EXPECT_GE(std::stoi(limited.header("retry-after")), 1);
    EXPECT_EQ(get("/api/notes", "agent").status, 200);
}

TEST_P(ServerCase, commands_are_refused_while_the_writer_is_swamped) {
    options.dispatch.most_commands = 0;
    start();
    std::vector<std::thread> threads;
    std::atomic<int> overloaded = 0;
    for (int i = 0; i < 24; ++i)
        threads.emplace_back(
            [&] { overloaded += post("/api/hold", "").code() == "server.overloaded" ? 1 : 0; });
    for (std::thread& thread : threads) thread.join();
    EXPECT_GT(overloaded, 0);
    EXPECT_EQ(post("/api/notes", R"({"text":"a"})").status, 200);
}

TEST_P(ServerCase, an_upload_goes_to_a_file_and_leaves_none_behind) {
    start();
    const std::string content = std::string(3'000'000, 'u') + "end";
    const Reply reply = post("/api/imports", content);
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.json().at("size").as_int64(), 3'000'003);
    EXPECT_EQ(uploaded, content);
    EXPECT_FALSE(std::filesystem::exists(uploaded_path));
    EXPECT_EQ(post("/api/imports", gzipped(content, Effort::quick)).status, 200);
    EXPECT_EQ(uploaded, content);
    EXPECT_EQ(post("/api/imports", "").json().at("size").as_int64(), 0);
    EXPECT_EQ(audited, 3);
}

TEST_P(WireCase, an_upload_is_refused_without_a_trace_when) {
    start();
    const std::string bomb = gzipped(std::string(20 << 20, '\0'), Effort::quick);
    EXPECT_EQ(post("/api/imports", bomb).status, 413);
    EXPECT_EQ(post("/api/imports", std::string(9 << 20, 'x')).status, 413);
    EXPECT_EQ(post("/api/imports", std::string(100'000, 'x'), "agent").code(), "access.forbidden");
    EXPECT_EQ(post("/api/imports", "x", "").status, 401);
    Wire wire(port());
    wire.send(
        "POST /api/imports HTTP/1.1\r\nAuthorization: Bearer admin\r\nContent-Length: 900000\r\n\r\nonly "
        "this");
    wire.half_close();
    EXPECT_EQ(wire.receive().status, 400);
    EXPECT_TRUE(std::filesystem::is_empty(options.spool));
}

TEST_P(WireCase, a_long_download_comes_whole_and_in_order) {
    start();
    const Reply reply = ask(port(), {.target = "/api/big?pieces=2000"});
    EXPECT_EQ(reply.header("content-type"), "text/csv; charset=utf-8");
    EXPECT_NE(reply.header("content-disposition").find("filename*=UTF-8''%E8%B4%A6%E5%8D%95.csv"),
              std::string::npos);
    ASSERT_EQ(reply.body.size(), 20'000'000U);
    for (std::size_t i = 0; i < 2000; ++i) ASSERT_EQ(reply.body[i * 10'000], static_cast<char>('a' + i % 26));
    const Reply file = ask(port(), {.target = "/api/file"});
    EXPECT_EQ(file.header("content-length"), "200000");
    EXPECT_EQ(file.body, std::string(200'000, 'f'));
}

TEST_P(WireCase, a_download_that_breaks_off_does_not_look_whole) {
    start();
    Wire wire(port());
    wire.send(bytes_of({.target = "/api/broken"}));
    const std::string all = wire.read_until("0\r\n\r\n", milliseconds(3000));
    EXPECT_EQ(all.find("\r\n0\r\n\r\n"), std::string::npos);
    EXPECT_NE(all.find("begin"), std::string::npos);
}

TEST_P(WireCase, the_writer_of_a_download_hears_when_nobody_listens) {
    start();
    {
        Wire wire(port());
        wire.send(bytes_of({.target = "/api/endless"}));
        EXPECT_NE(wire.read_until("xxxx").find("200 OK"), std::string::npos);
    }
    for (int i = 0; i < 50 && !writer_saw_gone; ++i) std::this_thread::sleep_for(milliseconds(100));
    EXPECT_TRUE(writer_saw_gone);
}

TEST(RateLimiter, gives_tokens_back_and_forgets_the_quiet) {
    RateLimiter limiter({.per_second = 10, .burst = 2});
    RateLimiter::Clock::time_point now{};
    limiter.take("a", now);
    limiter.take("a", now);
    EXPECT_THROW(limiter.take("a", now), base::Error);
    limiter.take("b", now);
    now += milliseconds(100);
    limiter.take("a", now);
    EXPECT_THROW(limiter.take("a", now), base::Error);
    for (int i = 0; i < 100'000; ++i) {
        now += milliseconds(1);
        limiter.take("name " + std::to_string(i), now);
    }
    EXPECT_LT(limiter.names(), 40'000U);
}

}  // namespace huan::http::testing
