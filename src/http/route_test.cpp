#include "http/gzip.hpp"
#include "http/testing/server_case.hpp"

#include <boost/json.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace huan::http::testing {

INSTANTIATE_ON_BOTH_STORES(ServerCase);

TEST_P(ServerCase, a_command_is_stored_before_it_is_answered) {
    start();
    const Reply added =
        post("/api/notes",
             R"({"text":"你好","price":1250,"due_at":"2026-11-21T08:00:00+08:00","extra":{"a":[1]}})");
    ASSERT_EQ(added.status, 200) << added.body;
    EXPECT_EQ(added.header("content-type"), "application/json");
    EXPECT_EQ(added.header("cache-control"), "no-store");
    EXPECT_EQ(added.header("x-content-type-options"), "nosniff");
    EXPECT_FALSE(added.header("x-request-id").empty());
    const boost::json::value note = added.json();
    EXPECT_EQ(note.at("due_at").as_string(), "2026-11-21T00:00:00.000Z");
    EXPECT_EQ(note.at("price").as_int64(), 1250);
    EXPECT_EQ(notes(), 1);
    const std::string id = boost::json::serialize(note.at("id"));
    EXPECT_EQ(get("/api/notes/" + id).json().at("text").as_string(), "你好");
}

TEST_P(ServerCase, the_path_names_the_object_and_the_body_the_change) {
    start();
    const std::string id = boost::json::serialize(post("/api/notes", R"({"text":"a"})").json().at("id"));
    const auto put = [&](const std::string& body) {
        return ask(port(), {.method = "PUT",
                            .target = "/api/notes/" + id,
                            .body = body,
                            .headers = {{"Authorization", "Bearer admin"}}});
    };
    EXPECT_EQ(put(R"({"text":"b"})").json().at("text").as_string(), "b");
    EXPECT_EQ(put(R"({"text":"c","note_id":)" + id + "}").status, 200);
    EXPECT_EQ(put(R"({"text":"d","note_id":1})").code(), "request.path_mismatch");
    EXPECT_EQ(get("/api/notes/" + id).json().at("text").as_string(), "c");
    const Reply removed = ask(
        port(),
        {.method = "DELETE", .target = "/api/notes/" + id, .headers = {{"Authorization", "Bearer admin"}}});
    EXPECT_EQ(removed.status, 204);
    EXPECT_EQ(removed.header("content-length"), "");
    EXPECT_EQ(get("/api/notes/" + id).code(), "note.unknown");
}

TEST_P(ServerCase, query_strings_become_what_their_member_is) {
    start();
    const Reply reply =
        get("/api/"
            "notes?text=%E4%BD%A0+b%2Bc&colour=green&late=true&due_before=2026-11-21T00%3A00%3A00Z&limit=5&"
            "tags=x&tags=y");
    ASSERT_EQ(reply.status, 200) << reply.body;
    const boost::json::value item = reply.json().at("items").at(0);
    EXPECT_EQ(item.at("text").as_string(), "你 b+c");
    EXPECT_EQ(item.at("colour").as_string(), "green");
    EXPECT_EQ(item.at("late").as_bool(), true);
    EXPECT_EQ(item.at("due_before").as_string(), "2026-11-21T00:00:00.000Z");
    EXPECT_EQ(item.at("limit").as_int64(), 5);
    EXPECT_EQ(item.at("tags").as_array().size(), 2U);
    EXPECT_FALSE(get("/api/notes?limit=&colour=").json().at("items").at(0).as_object().contains("limit"));
}

std::string nested(int depth) {
    return R"({"text":"a","extra":{"x":)" + std::string(depth, '[') + std::string(depth, ']') + "}}";
}

struct BadBody {
    const char* when;
    std::string body;
    const char* code;
    const char* field;
};

const std::vector<BadBody>& bad_bodies() {
    // clang-format off
    static const std::vector<BadBody> rows = {
        {"it is cut off", "{\"text\":", "request.malformed_json", ""},
        {"something follows it", "{\"text\":\"a\"}x", "request.malformed_json", ""},
        {"it is nested too deeply", nested(40), "request.malformed_json", ""},
        {"it is nested absurdly", nested(100'000), "request.malformed_json", ""},
        {"it is a list", "[]", "field.wrong_type", ""},
        {"it is missing", "", "field.required", "text"},
        {"a field is missing", "{}", "field.required", "text"},
        {"a field is null", R"({"text":null})", "field.wrong_type", "text"},
        {"text is blank", R"({"text":" "})", "field.required", "text"},
        {"text is too long", R"({"text":"123456789012345678901"})", "field.bad_text", "text"},
        {"a field has another type", R"({"text":7})", "field.wrong_type", "text"},
        {"a field is unknown", R"({"text":"a","colr":"red"})", "field.unknown", "colr"},
        {"an enum word is unknown", R"({"text":"a","colour":"blue"})", "field.not_allowed", "colour"},
        {"a list item is wrong", R"({"text":"a","tags":["x",1]})", "field.wrong_type", "tags[1]"},
        {"a date is impossible", R"({"text":"a","due_at":"2026-02-30"})", "field.bad_instant", "due_at"},
        {"an amount is a fraction", R"({"text":"a","price":1.5})", "field.out_of_range", "price"},
        {"an amount is too large", R"({"text":"a","price":9007199254740993})", "field.out_of_range", "price"},
        {"an amount is infinite", R"({"text":"a","price":1e999})", "field.out_of_range", "price"},
        {"a number is NaN", R"({"text":"a","price":NaN})", "request.malformed_json", ""},
        {"text is no UTF-8", "{\"text\":\"\xff\"}", "request.malformed_json", ""},
        {"text holds U+0000", R"({"text":"a\u0000b"})", "field.bad_text", "text"},
        {"a key holds U+0000", R"({"text":"a","extra":{"\u0000":1}})", "field.bad_text", "extra"},
        {"a surrogate stands alone", R"({"text":"\ud800"})", "request.malformed_json", ""},
    };
    // clang-format on
    return rows;
}

TEST_P(ServerCase, a_bad_body_is_answered_clearly_and_changes_nothing_when) {
    start();
    for (const BadBody& row : bad_bodies()) {
        SCOPED_TRACE(row.when);
        const Reply reply = post("/api/notes", row.body);
        EXPECT_EQ(reply.status, std::string_view(row.code) == "request.malformed_json" ? 400 : 422);
        EXPECT_EQ(reply.code(), row.code) << reply.body;
        EXPECT_EQ(reply.field(), row.field);
        EXPECT_EQ(notes(), 0);
    }
    EXPECT_EQ(post("/api/notes", R"({"text":"good"})").status, 200);
}

struct BadAddress {
    const char* when;
    const char* method;
    const char* target;
    int status;
    const char* code;
    const char* field;
};

// clang-format off
const BadAddress bad_addresses[] = {
    {"a command has a query", "POST", "/api/notes?x=1", 422, "field.unknown", "x"},
    {"a parameter is unknown", "GET", "/api/notes?x=1", 422, "field.unknown", "x"},
    {"a parameter comes twice", "GET", "/api/notes?limit=1&limit=2", 422, "request.repeated", "limit"},
    {"a number is none", "GET", "/api/notes?limit=ten", 422, "field.wrong_type", "limit"},
    {"a number is huge", "GET", "/api/notes?limit=9999999999999999999", 422, "field.out_of_range", "limit"},
    {"a truth value is none", "GET", "/api/notes?late=maybe", 422, "field.wrong_type", "late"},
    {"a time is none", "GET", "/api/notes?due_before=tomorrow", 422, "field.bad_instant", "due_before"},
    {"a word is unknown", "GET", "/api/notes?colour=blue", 422, "field.not_allowed", "colour"},
    {"an id is text", "GET", "/api/notes/abc", 422, "field.wrong_type", "note_id"},
    {"an id is negative", "GET", "/api/notes/-1", 422, "field.out_of_range", "note_id"},
    {"an id is unknown", "GET", "/api/notes/12345", 404, "note.unknown", "note_id"},
    {"it is no UTF-8", "GET", "/api/notes?text=%ff", 400, "request.malformed", ""},
    {"it holds U+0000", "GET", "/api/notes?text=%00", 400, "request.malformed", ""},
    {"an escape is cut off", "GET", "/api/notes?text=%4", 400, "request.malformed", ""},
    {"a path part is no UTF-8", "GET", "/echo/%c3%28", 400, "request.malformed", ""},
    {"there is no such path", "GET", "/api/nothing", 404, "request.unknown_path", ""},
    {"the path goes further", "GET", "/api/notes/1/2", 404, "request.unknown_path", ""},
    {"the method is another", "PUT", "/api/notes", 405, "request.method_not_allowed", ""},
    {"the method is unheard of", "BREW", "/api/notes", 405, "request.method_not_allowed", ""},
};
// clang-format on

TEST_P(ServerCase, a_bad_address_is_answered_clearly_when) {
    start();
    for (const BadAddress& row : bad_addresses) {
        SCOPED_TRACE(row.when);
        const Reply reply =
            ask(port(),
                {.method = row.method, .target = row.target, .headers = {{"Authorization", "Bearer admin"}}});
        EXPECT_EQ(reply.status, row.status) << reply.body;
        EXPECT_EQ(reply.code(), row.code) << reply.body;
        EXPECT_EQ(reply.field(), row.field);
    }
}

TEST_P(ServerCase, a_command_without_members_takes_no_body) {
    start();
    EXPECT_EQ(post("/api/hold", "{}").status, 204);
    EXPECT_EQ(post("/api/hold", R"({"x":1})").code(), "field.unknown");
    EXPECT_EQ(post("/api/hold", "{").code(), "request.malformed_json");
}

TEST_P(ServerCase, a_refusal_by_the_command_itself_reaches_the_caller) {
    start();
    const Reply refused = post("/api/notes", R"({"text":"frozen"})");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.code(), "note.frozen");
    EXPECT_EQ(refused.field(), "text");
    EXPECT_EQ(post("/api/work", R"({"text":"frozen"})").code(), "note.frozen");
    EXPECT_EQ(notes(), 0);
}

TEST_P(ServerCase, permission_is_asked_before_the_body_is_looked_at) {
    start();
    const std::string rubbish = "{{{";
    EXPECT_EQ(post("/api/notes", rubbish, "").code(), "access.unauthenticated");
    EXPECT_EQ(post("/api/notes", rubbish, "agent").code(), "access.forbidden");
    EXPECT_EQ(post("/api/notes", rubbish, "mallory").code(), "note.wrong");
    EXPECT_EQ(post("/api/notes", rubbish, "admin").code(), "request.malformed_json");
    EXPECT_EQ(get("/api/live?topics=job", "write_key").code(), "access.forbidden");
    EXPECT_EQ(post("/v1/batch", "{}", "agent").code(), "access.forbidden");
    EXPECT_EQ(post("/v1/batch", "{}", "write_key").body, "2 write_key");
    EXPECT_EQ(get("/hello", "mallory").status, 200);
    EXPECT_EQ(post("/api/notes", rubbish, "").header("www-authenticate"), "Bearer");
}

TEST_P(ServerCase, who_is_known_is_not_looked_up_again) {
    start();
    EXPECT_EQ(get("/api/notes").status, 200);
    EXPECT_EQ(asked_store, 1);
    const Reply known = ask(
        port(), {.target = "/api/notes", .headers = {{"Authorization", "Bearer admin"}, {"X-Known", "1"}}});
    EXPECT_EQ(known.status, 200);
    EXPECT_EQ(asked_store, 1);
}

TEST_P(ServerCase, a_failure_is_recorded_and_tells_nothing) {
    start();
    const Reply reply = post("/api/notes", R"({"text":"late"})");
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(reply.code(), "server.internal");
    EXPECT_EQ(reply.body.find("secret detail"), std::string::npos);
    EXPECT_NE(reply.body.find("Reference: "), std::string::npos);
    EXPECT_EQ(notes(), 0);
    EXPECT_EQ(get("/silent").status, 500);
    EXPECT_EQ(post("/v1/batch", "fail", "write_key").code(), "note.frozen");
}

TEST_P(ServerCase, a_command_may_commit_and_still_refuse) {
    start();
    const Reply wrong = post("/api/guess", R"({"text":"x"})", "");
    EXPECT_EQ(wrong.code(), "note.wrong");
    EXPECT_EQ(notes(), 1);
    const Reply right = post("/api/guess", R"({"text":"right"})", "");
    EXPECT_EQ(right.status, 200);
    EXPECT_EQ(right.header("set-cookie"), "a=1; Path=/; SameSite=Lax; HttpOnly");
}

TEST_P(ServerCase, what_was_done_is_on_record_in_the_same_transaction) {
    start();
    ASSERT_EQ(post("/api/notes", R"({"text":"a"})").status, 200);
    ASSERT_EQ(audit.size(), 1U);
    EXPECT_TRUE(audit[0].starts_with(R"(POST /api/notes {"text":"a","tags":[],"extra":{}} {"id":)"))
        << audit[0];
    EXPECT_EQ(post("/api/notes", R"({"text":"frozen"})").status, 409);
    EXPECT_EQ(audit.size(), 1U);
    ASSERT_EQ(post("/api/secrets", R"({"text":"hush"})").status, 200);
    EXPECT_EQ(audit.back(), "POST /api/secrets {} null");
    ASSERT_EQ(post("/api/work", R"({"text":"w"})").status, 200);
    EXPECT_TRUE(audit.back().starts_with("POST /api/work {\"text\":\"w\"")) << audit.back();
    ASSERT_EQ(get("/api/notes").status, 200);
    EXPECT_EQ(audit.size(), 3U);
}

TEST_P(ServerCase, other_sites_may_send_behaviour_and_nothing_else) {
    start();
    const Reply allowed = ask(
        port(), {.method = "OPTIONS", .target = "/v1/t", .headers = {{"Origin", "https://shop.example"}}});
    EXPECT_EQ(allowed.status, 204);
    EXPECT_EQ(allowed.header("access-control-allow-origin"), "*");
    EXPECT_TRUE(allowed.header("access-control-allow-headers").starts_with("authorization, content-type, "));
    EXPECT_EQ(post("/v1/batch", "{}", "write_key").header("access-control-allow-origin"), "*");
    const Reply refused = ask(port(), {.method = "OPTIONS", .target = "/api/notes"});
    EXPECT_EQ(refused.status, 204);
    EXPECT_EQ(refused.header("allow"), "GET, POST, OPTIONS");
    EXPECT_EQ(refused.header("access-control-allow-origin"), "");
    EXPECT_EQ(ask(port(), {.method = "PUT", .target = "/api/notes"}).header("allow"), "GET, POST, OPTIONS");
}

TEST_P(ServerCase, a_header_value_cannot_start_a_new_line) {
    start();
    const Reply reply = get("/echo/a%0d%0aset-cookie:%20x=1");
    EXPECT_EQ(reply.header("x-word"), "a  set-cookie: x=1");
    EXPECT_EQ(reply.header("set-cookie"), "");
}

TEST_P(ServerCase, it_serves_below_a_path_behind_a_proxy) {
    options.base_path = "/crm";
    options.trust_forwarded = true;
    start();
    const Reply reply =
        ask(port(), {.target = "/crm/echo/x", .headers = {{"X-Forwarded-For", "6.6.6.6, 203.0.113.9"}}});
    EXPECT_EQ(reply.body, "x 203.0.113.9 /crm");
    EXPECT_EQ(ask(port(), {.target = "/crmx/echo/x"}).status, 404);
}

TEST_P(ServerCase, nobody_can_make_up_their_address) {
    start();
    EXPECT_EQ(ask(port(), {.target = "/echo/x", .headers = {{"X-Forwarded-For", "6.6.6.6"}}}).body,
              "x 127.0.0.1 ");
}

TEST_P(ServerCase, long_json_is_packed_for_those_who_take_it) {
    start();
    const std::string target = "/api/notes?text=" + std::string(5000, 'a');
    EXPECT_EQ(get(target).header("content-encoding"), "");
    const Reply packed = ask(
        port(),
        {.target = target, .headers = {{"Authorization", "Bearer admin"}, {"Accept-Encoding", "br, gzip"}}});
    EXPECT_EQ(packed.header("content-encoding"), "gzip");
    EXPECT_EQ(packed.header("vary"), "Accept-Encoding");
    EXPECT_LT(packed.body.size(), 500U);
    std::string plain;
    Gunzip(1 << 20).feed(packed.body, [&](std::string_view piece) { plain.append(piece); });
    EXPECT_EQ(plain, get(target).body);
}

TEST(Router, refuses_what_could_never_work) {
    Router router;
    const auto find = [](store::Reader&, const FindNote&, const base::Context&) { return Note{}; };
    router.query("GET /api/notes/{note_id}", base::Permission::open, find);
    EXPECT_THROW(router.query("GET /api/notes/{note_id}", base::Permission::open, find), std::logic_error);
    EXPECT_THROW(router.query("GET /api/notes/{id}/x", base::Permission::open, find), std::logic_error);
    EXPECT_THROW(router.query("FETCH /api/x", base::Permission::open, find), std::logic_error);
    EXPECT_THROW(router.query("GET api", base::Permission::open, find), std::logic_error);
}

TEST(Router, prefers_the_literal_part_and_finds_the_way_back) {
    Router router;
    const auto find = [](store::Reader&, const FindNote&, const base::Context&) { return Note{}; };
    const auto list = [](store::Reader&, const ListNotes&, const base::Context&) { return Note{}; };
    router.query("GET /a/{note_id}", base::Permission::open, find);
    router.query("GET /a/new", base::Permission::open, list);
    router.query("GET /a/{note_id}/b", base::Permission::open, find);
    const auto found = [&](std::string path) {
        Request request;
        request.path = std::move(path);
        const Router::Match match = router.match(request);
        return match.route == nullptr ? std::string("none") : match.route->path;
    };
    EXPECT_EQ(found("/a/new"), "/a/new");
    EXPECT_EQ(found("/a/7"), "/a/{note_id}");
    EXPECT_EQ(found("/a/new/b"), "/a/{note_id}/b");
    EXPECT_EQ(found("/a/"), "none");
    EXPECT_EQ(found("/a//b"), "none");
    EXPECT_EQ(found("/a"), "none");
}

}  // namespace huan::http::testing
