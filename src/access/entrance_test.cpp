#include "access/entrance.hpp"

#include "access/commands.hpp"
#include "access/errors.hpp"
#include "access/queries.hpp"
#include "access/session.hpp"
#include "access/testing/console.hpp"

#include <sodium.h>

namespace huan::access {
namespace {

using http::testing::Reply;
using testing::Browser;
using testing::ConsoleCase;

class EntranceOnBothStores : public ConsoleCase {
protected:
    std::string everything_audited() {
        return boost::json::serialize(base::to_json(
            read([&](store::Reader& db) { return list_audit(db, {.limit = 200}, at(base::clock_now())); })));
    }
    std::vector<AuditEntry> audit(ListAudit query = {}) {
        return read([&](store::Reader& db) { return list_audit(db, query, at(base::clock_now())); }).items;
    }
    static std::string sign_in_body(const std::string& login, const std::string& password) {
        return R"({"login":")" + login + R"(","password":")" + password + R"("})";
    }
};
INSTANTIATE_ON_BOTH_STORES(EntranceOnBothStores);

TEST_P(EntranceOnBothStores, from_an_empty_installation_to_a_signed_in_administrator) {
    EXPECT_TRUE(send("GET", "/api/setup").json().at("needed").as_bool());
    EXPECT_EQ(send("GET", "/api/me").status, 401);
    const Browser root = set_up();
    EXPECT_FALSE(send("GET", "/api/setup").json().at("needed").as_bool());
    const boost::json::value me = send("GET", "/api/me", {}, root).json();
    EXPECT_EQ(me.at("login").as_string(), "root");
    EXPECT_EQ(me.at("company").as_string(), "Huan Wash");
    EXPECT_EQ(me.at("currency").as_string(), "USD");
    EXPECT_EQ(me.at("currency_digits").as_int64(), 2);
    EXPECT_EQ(me.at("org_path").as_string(), "/1/");
    EXPECT_EQ(me.at("roles").as_array().at(0).as_string(), "admin");
}

TEST_P(EntranceOnBothStores, the_audit_log_says_what_was_there_before_a_change) {
    const Browser root = set_up();
    const std::string made =
        send("POST", "/api/orgs", R"({"name":"East","kind":"region","parent_id":1})", root).body;
    const std::int64_t id = boost::json::parse(made).at("id").as_int64();
    const std::string path = "/api/orgs/" + std::to_string(id);
    ASSERT_EQ(send("PUT", path, R"({"name":"South","version":1})", root).status, 200);
    const AuditEntry org = audit({.object = "org_id " + std::to_string(id)}).at(0);
    EXPECT_EQ(boost::json::serialize(org.before), R"({"name":"East"})");
    EXPECT_EQ(org.changes.at("name").as_string(), "South");
    for (const char* name : {"Huan Night", "Huan Day"}) {
        const boost::json::value now = send("GET", "/api/settings", {}, root).json();
        boost::json::object change{{"version", now.at("version")}, {"company", name}};
        ASSERT_EQ(send("PUT", "/api/settings", boost::json::serialize(change), root).status, 200);
    }
    const AuditEntry settings = audit({.object = "settings"}).at(0);
    EXPECT_EQ(settings.before.at("company").as_string(), "Huan Night");
    EXPECT_EQ(settings.changes.at("company").as_string(), "Huan Day");
}

TEST_P(EntranceOnBothStores, signing_in_gives_cookies_that_scripts_cannot_read_and_signing_out_ends_them) {
    set_up();
    const Reply reply = send("POST", "/api/session", sign_in_body("ROOT", "correct horse"));
    ASSERT_EQ(reply.status, 200);
    std::string session;
    std::string csrf;
    for (const auto& [name, value] : reply.headers)
        if (name == "set-cookie") (value.starts_with("huan_session=") ? session : csrf) = value;
    EXPECT_NE(session.find("HttpOnly"), std::string::npos) << session;
    EXPECT_NE(session.find("SameSite=Lax"), std::string::npos) << session;
    EXPECT_EQ(csrf.find("HttpOnly"), std::string::npos) << csrf;
    const Browser root = browser_of(reply);
    EXPECT_EQ(send("GET", "/api/me", {}, root).status, 200);
    const Reply out = send("DELETE", "/api/session", {}, root);
    EXPECT_EQ(out.status, 204);
    EXPECT_NE(out.header("set-cookie").find("Max-Age=0"), std::string::npos);
    EXPECT_EQ(send("GET", "/api/me", {}, root).status, 401);
}

struct Refused {
    const char* when;
    const char* body;
    int status;
    const char* code;
};
const Refused refused_sign_ins[] = {
    {"the password is wrong", R"({"login":"anna","password":"wrong horse"})", 401, "access.bad_credentials"},
    {"there is no such user", R"({"login":"nobody","password":"correct horse"})", 401,
     "access.bad_credentials"},
    {"the user was switched off", R"({"login":"ben","password":"correct horse"})", 401,
     "access.bad_credentials"},
    {"the user has no password yet", R"({"login":"cleo","password":"correct horse"})", 401,
     "access.bad_credentials"},
    {"the password is missing", R"({"login":"anna"})", 422, "field.required"},
    {"the password is a number", R"({"login":"anna","password":1})", 422, "field.wrong_type"},
    {"the login is SQL", R"({"login":"' OR 1=1 --","password":"correct horse"})", 422, "access.bad_login"},
    {"there is a further field", R"({"login":"anna","password":"correct horse","admin":true})", 422,
     "field.unknown"},
    {"it is no JSON", R"({"login")", 400, "request.malformed_json"},
};

TEST_P(EntranceOnBothStores, signing_in_is_refused_when) {
    set_up();
    user("anna", Role::agent);
    const UserId ben = user("ben", Role::agent);
    write([&](store::Transaction& tx) {
        update_user(tx, {.user_id = ben, .version = 1, .active = false}, at_noon);
        create_user(tx, {.login = {"cleo"}, .name = {"cleo"}, .org_id = OrgId{1}, .role = Role::agent}, "",
                    at_noon);
    });
    for (const Refused& row : refused_sign_ins) {
        SCOPED_TRACE(row.when);
        const Reply reply = send("POST", "/api/session", row.body);
        EXPECT_EQ(reply.status, row.status);
        EXPECT_EQ(reply.code(), row.code);
        EXPECT_EQ(reply.header("set-cookie"), "");
    }
}

TEST_P(EntranceOnBothStores, whoever_guesses_is_locked_out_and_stays_so_after_a_restart) {
    set_up();
    user("anna", Role::agent);
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(send("POST", "/api/session", sign_in_body("anna", "guess " + std::to_string(i))).status,
                  401);
    const Reply locked = send("POST", "/api/session", sign_in_body("anna", "correct horse"));
    EXPECT_EQ(locked.status, 429) << "now even the right one is not looked at";
    EXPECT_EQ(locked.code(), "access.locked");
    EXPECT_GT(std::stoi(locked.header("retry-after")), 20);
    restart();
    EXPECT_EQ(send("POST", "/api/session", sign_in_body("anna", "correct horse")).status, 429);
    EXPECT_EQ(send("POST", "/api/session", sign_in_body("root", "correct horse")).status, 200);
}

TEST_P(EntranceOnBothStores, a_command_from_another_sites_page_is_refused) {
    const Browser root = set_up();
    const std::string body = R"({"parent_id":1,"kind":"store","name":"East"})";
    const Browser without{.session = root.session};
    EXPECT_EQ(send("POST", "/api/orgs", body, without).code(), "access.csrf");
    const Browser guessed{.session = root.session, .csrf = "AAAA"};
    EXPECT_EQ(send("POST", "/api/orgs", body, guessed).code(), "access.csrf");
    const Browser another{.session = root.session, .csrf = signed_in("root").csrf};
    EXPECT_EQ(send("POST", "/api/orgs", body, another).code(), "access.csrf")
        << "it belongs to another session";
    EXPECT_EQ(send("GET", "/api/orgs", {}, without).status, 200) << "reading needs none";
    EXPECT_EQ(send("GET", "/api/orgs", {}, root).json().at("total").as_int64(), 1) << "nothing was changed";
    EXPECT_EQ(send("POST", "/api/orgs", body, root).status, 200);
}

TEST_P(EntranceOnBothStores, a_changed_password_ends_the_other_sessions) {
    set_up();
    const UserId id = user("anna", Role::agent);
    const Browser here = signed_in("anna");
    const Browser elsewhere = signed_in("anna");
    const std::string path = "/api/users/" + std::to_string(id.value) + "/password";
    const auto change = [&](const std::string& current, const std::string& fresh_one) {
        return send("POST", path,
                    R"({"current_password":")" + current + R"(","password":")" + fresh_one + R"("})", here);
    };
    EXPECT_EQ(change("wrong horse", "battery staple").code(), "access.wrong_password");
    EXPECT_EQ(change("correct horse", "short").code(), "access.weak_password");
    EXPECT_EQ(change("correct horse", "battery staple").status, 204);
    EXPECT_EQ(send("GET", "/api/me", {}, here).status, 200);
    EXPECT_EQ(send("GET", "/api/me", {}, elsewhere).status, 401);
    EXPECT_EQ(send("POST", "/api/session", sign_in_body("anna", "correct horse")).status, 401);
    EXPECT_EQ(send("POST", "/api/session", sign_in_body("anna", "battery staple")).status, 200);
    EXPECT_EQ(
        send("POST", "/api/users/1/password", R"({"current_password":"x","password":"y"})", here).status, 403)
        << "somebody else's is nobody's to choose";
}

TEST_P(EntranceOnBothStores, a_new_colleague_chooses_a_password_with_the_link) {
    const Browser root = set_up();
    const Reply reply =
        send("POST", "/api/users", R"({"login":"mia","name":"Mia","org_id":1,"role":"manager"})", root);
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_FALSE(reply.json().at("user").at("has_password").as_bool());
    const std::string token(reply.json().at("link").at("token").as_string());
    const std::string body = R"({"token":")" + token + R"(","password":"mias own password"})";
    EXPECT_EQ(send("POST", "/api/password", body).status, 204);
    EXPECT_EQ(send("POST", "/api/password", body).code(), "access.bad_link");
    signed_in("mia", "mias own password");
}

TEST_P(EntranceOnBothStores, a_sign_in_link_opens_a_session_once_and_stands_on_record) {
    const UserId anna = user("anna", Role::agent);
    const auto link =
        write([&](store::Transaction& tx) { return issue_sign_in_link(tx, "anna", at(base::clock_now())); });
    const std::string body = R"({"token":")" + link.token + R"("})";
    const Reply reply = send("POST", "/api/session/link", body);
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(send("GET", "/api/me", {}, browser_of(reply)).json().at("login").as_string(), "anna");
    EXPECT_EQ(send("POST", "/api/session/link", body).code(), "access.bad_link");
    EXPECT_EQ(audit({.object = "user_id " + std::to_string(anna.value)}).at(0).route,
              "POST /api/session/link");
    EXPECT_EQ(everything_audited().find(link.token), std::string::npos);
}

TEST_P(EntranceOnBothStores, a_colleague_who_is_switched_off_is_out_at_once) {
    const Browser root = set_up();
    const UserId id = user("anna", Role::agent);
    const Browser anna = signed_in("anna");
    const Reply reply =
        send("PUT", "/api/users/" + std::to_string(id.value), R"({"version":1,"active":false})", root);
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(send("GET", "/api/me", {}, anna).status, 401);
}

TEST_P(EntranceOnBothStores, every_role_gets_into_exactly_the_routes_of_its_permissions) {
    set_up();
    for (const RoleLine& line : role_table()) {
        const std::string name(base::word_of(line.role));
        const UserId id = user(name, line.role);
        const Browser who = signed_in(name);
        for (const http::Route& route : router->routes()) {
            if (route.permission == base::Permission::open || route.name() == "DELETE /api/session") continue;
            std::string target = route.path;
            for (const std::string& param : route.params)
                target.replace(target.find("{" + param + "}"), param.size() + 2,
                               param == "user_id" ? std::to_string(id.value) : "987654");
            SCOPED_TRACE(name + " " + route.name());
            // An empty body changes nothing: whoever gets past the door is told what is missing.
            const bool has_body = route.method == http::Method::post || route.method == http::Method::put;
            const Reply reply =
                send(std::string(http::word_of(route.method)), target, has_body ? "{}" : "", who);
            if (line.permissions.has(route.permission)) {
                EXPECT_NE(reply.status, 403) << reply.body;
                EXPECT_LT(reply.status, 500) << reply.body;
            } else {
                EXPECT_EQ(reply.status, 403) << reply.body;
            }
        }
    }
}

// ---- audit ----

TEST_P(EntranceOnBothStores, every_command_is_on_record_with_who_what_and_from_where) {
    const Browser root = set_up();
    send("POST", "/api/orgs", R"({"parent_id":1,"kind":"store","name":"East"})", root);
    send("PUT", "/api/settings", R"({"version":2,"day_cut_minutes":720})", root);
    send("POST", "/api/orgs", R"({"parent_id":1,"kind":"store","name":"East"})",
         root);  // Refused: not carried out.
    const std::vector<AuditEntry> entries = audit();
    ASSERT_EQ(entries.size(), 3U);
    EXPECT_EQ(entries[2].route, "POST /api/setup");
    EXPECT_EQ(entries[1].route, "POST /api/orgs");
    EXPECT_EQ(entries[1].actor_name, "Root");
    EXPECT_EQ(entries[1].actor_kind, base::ActorKind::user);
    EXPECT_EQ(entries[1].changes.at("name").as_string(), "East");
    EXPECT_EQ(entries[1].object, "org_id " + std::to_string(entries[1].result.at("id").as_int64()));
    EXPECT_EQ(entries[1].address, "127.0.0.1");
    EXPECT_EQ(entries[0].route, "PUT /api/settings");
    EXPECT_EQ(entries[0].changes.at("day_cut_minutes").as_int64(), 720);
    EXPECT_EQ(audit({.route = "/api/orgs"}).size(), 1U);
    EXPECT_EQ(audit({.object = entries[1].object}).size(), 1U);
    EXPECT_EQ(audit({.actor_id = entries[0].actor_id}).size(), 3U);
    EXPECT_EQ(audit({.actor_id = 987654}).size(), 0U);
    EXPECT_EQ(audit({.until = base::Instant{entries[1].at.ms + 0}}).size(), 1U);
    EXPECT_EQ(audit({.route = "100%"}).size(), 0U);
}

TEST_P(EntranceOnBothStores, no_secret_is_ever_on_record) {
    const Browser root = set_up();
    std::vector<std::string> secrets{"correct horse", "battery staple", "wrong guess", root.session,
                                     root.csrf};
    const auto keep = [&](const boost::json::value& text) { secrets.emplace_back(text.as_string()); };
    const Reply key =
        send("POST", "/api/keys", R"({"kind":"server","name":"Till","permissions":["order_write"]})", root);
    ASSERT_EQ(key.status, 200) << key.body;
    keep(key.json().at("secret"));
    const Reply created =
        send("POST", "/api/users", R"({"login":"mia","name":"Mia","org_id":1,"role":"agent"})", root);
    keep(created.json().at("link").at("token"));
    const std::string id = std::to_string(created.json().at("user").at("id").as_int64());
    keep(send("POST", "/api/users/" + id + "/link", "{}", root).json().at("token"));
    send("POST", "/api/password", R"({"token":")" + secrets.back() + R"(","password":"battery staple"})");
    send("POST", "/api/session", sign_in_body("mia", "wrong guess"));
    const Browser mia = signed_in("mia", "battery staple");
    secrets.push_back(mia.session);
    const Reply webhook =
        send("POST", "/api/webhooks", R"({"name":"Till","url":"https://example.com/","events":["*"]})", root);
    ASSERT_EQ(webhook.status, 200) << webhook.body;
    keep(webhook.json().at("secret"));
    // A secret of ours betrays itself wherever somebody pastes it.
    send("POST", "/api/orgs", R"({"parent_id":1,"kind":"store","name":"my key is )" + secrets[5] + R"("})",
         root);

    const std::string all = everything_audited();
    for (const std::string& secret : secrets) EXPECT_EQ(all.find(secret), std::string::npos) << secret;
    for (const char* route :
         {"POST /api/setup", "POST /api/keys", "POST /api/users", "POST /api/users/{user_id}/link",
          "POST /api/password", "POST /api/session", "POST /api/webhooks", "POST /api/orgs"})
        EXPECT_FALSE(audit({.route = route}).empty()) << route;
}

TEST(Redaction, keeps_what_happened_and_shortens_what_is_long) {
    const boost::json::object kept = redacted(boost::json::parse(R"({
        "name": "Anna", "password": "p", "write_key": "k", "nested": {"api_token": "t", "n": 1},
        "list": [{"clientSecret": "s"}, "whsec_abc", 7], "key": "city"})")
                                                  .as_object());
    EXPECT_EQ(boost::json::serialize(kept),
              R"({"name":"Anna","password":"***","write_key":"***","nested":{"api_token":"***","n":1},)"
              R"("list":[{"clientSecret":"***"},"***",7],"key":"city"})");
    const boost::json::object shortened =
        redacted({{"text", std::string(200, 'x') + "一" + std::string(1000, 'y')}});
    EXPECT_LT(shortened.at("text").as_string().size(), 320U);
    EXPECT_TRUE(base::is_clean_utf8(std::string_view(shortened.at("text").as_string())));
    EXPECT_TRUE(base::is_clean_utf8(
        std::string_view(redacted({{"text", std::string(299, 'x') + "一二三"}}).at("text").as_string())));
}

// ---- keys and customer tokens ----

struct Thing {
    std::int64_t source_id = 0;
    std::int64_t id = 0;
};
BOOST_DESCRIBE_STRUCT(Thing, (), (source_id, id))

class KeysOnBothStores : public EntranceOnBothStores {
protected:
    void add_routes(http::Router& routes) override {
        const auto say = [](store::Reader&, const http::Nothing&, const base::Context& ctx) {
            return Thing{.source_id = ctx.actor.source_id, .id = ctx.actor.id};
        };
        routes.query("GET /test/ingest", base::Permission::ingest, say);
        routes.query("GET /test/customer", base::Permission::customer_token, say);
        routes.query("GET /test/orders", base::Permission::order_write, say);
        routes.query("GET /test/segments", base::Permission::segment_read, say);
    }
    std::string made(const std::string& body, const Browser& root) {
        const Reply reply = send("POST", "/api/keys", body, root);
        EXPECT_EQ(reply.status, 200) << reply.body;
        last_id = reply.json().at("key").at("id").as_int64();
        return std::string(reply.json().at("secret").as_string());
    }
    std::int64_t last_id = 0;
};
INSTANTIATE_ON_BOTH_STORES(KeysOnBothStores);

TEST_P(KeysOnBothStores, a_write_key_may_send_behaviour_for_its_source_and_nothing_else) {
    const Browser root = set_up();
    const std::string key = made(R"({"kind":"write","name":"Shop","source_id":42,"permissions":[]})", root);
    const Reply reply = send_with("Bearer " + key, "GET", "/test/ingest");
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.json().at("source_id").as_int64(), 42);
    for (const char* path :
         {"/test/orders", "/test/segments", "/test/customer", "/api/me", "/api/users", "/api/orgs"})
        EXPECT_EQ(send_with("Bearer " + key, "GET", path).status, 403) << path;
}

TEST_P(KeysOnBothStores, a_key_may_come_as_basic_user_name_with_an_empty_password) {
    const Browser root = set_up();
    const std::string key = made(R"({"kind":"write","name":"Shop","source_id":42,"permissions":[]})", root);
    const std::string plain = key + ":";
    std::string encoded(sodium_base64_encoded_len(plain.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(encoded.data(), encoded.size(), reinterpret_cast<const unsigned char*>(plain.data()),
                      plain.size(), sodium_base64_VARIANT_ORIGINAL);
    encoded.pop_back();
    EXPECT_EQ(send_with("Basic " + encoded, "GET", "/test/ingest").status, 200);
    EXPECT_EQ(send_with("basic " + encoded, "GET", "/test/ingest").status, 200);
}

TEST_P(KeysOnBothStores, a_server_key_does_what_it_was_made_for_until_it_is_revoked) {
    const Browser root = set_up();
    const std::string key = made(R"({"kind":"server","name":"Till","permissions":["order_write"]})", root);
    EXPECT_TRUE(key.starts_with("hk_live_"));
    EXPECT_EQ(send_with("Bearer " + key, "GET", "/test/orders").status, 200);
    EXPECT_EQ(send_with("Bearer " + key, "GET", "/test/segments").status, 403);
    EXPECT_EQ(send_with("Bearer " + key, "GET", "/api/me").json().at("kind").as_string(), "key");
    EXPECT_EQ(send_with("Bearer " + key, "GET", "/api/users").status, 403);
    EXPECT_EQ(send("DELETE", "/api/keys/" + std::to_string(last_id), {}, root).status, 200);
    EXPECT_EQ(send_with("Bearer " + key, "GET", "/test/orders").code(), "access.bad_key");
}

TEST_P(KeysOnBothStores, another_process_sees_a_revoked_key_within_two_seconds) {
    const Browser root = set_up();
    const std::string key = made(R"({"kind":"server","name":"Till","permissions":["order_write"]})", root);
    const auto other = store::Store::open(fresh().options());
    Authenticator theirs(*other);
    const auto known = [&] {
        return other->read([&](store::Reader& db) { return theirs.find_key(db, key).has_value(); });
    };
    EXPECT_TRUE(known());
    write([&](store::Transaction& tx) {  // As a process would that shares nothing with us but the rows.
        rows::revoke_key(tx, KeyId{last_id}, noon);
        tx.execute("UPDATE cache_version SET number = number + 1 WHERE topic = $1", std::string(key_topic));
    });
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (known() && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_FALSE(known());
}

struct BadCredential {
    const char* header;
    const char* code;
};
const BadCredential bad_credentials[] = {
    {"Bearer hk_live_guessed", "access.bad_key"},
    {"Bearer ", "access.bad_key"},
    {"Basic !!!", "access.bad_key"},
    {"Digest username=x", "access.bad_key"},
    {"Bearer ct_", "access.bad_customer_token"},
    {"Bearer ct_abc.def", "access.bad_customer_token"},
    {"Bearer ct_.", "access.bad_customer_token"},
};

TEST_P(KeysOnBothStores, credentials_that_are_wrong_are_refused_by_name) {
    set_up();
    for (const BadCredential& row : bad_credentials) {
        SCOPED_TRACE(row.header);
        const Reply reply = send_with(row.header, "GET", "/test/orders");
        EXPECT_EQ(reply.status, 401);
        EXPECT_EQ(reply.code(), row.code);
    }
}

TEST_P(KeysOnBothStores, a_customers_token_names_one_customer_for_a_time) {
    set_up();
    const base::Instant now = base::clock_now();
    const auto minted = [&](base::Duration life) {
        return write([&](store::Transaction& tx) {
            return mint_customer_token(tx, base::CustomerId{77}, now + life);
        });
    };
    const std::string token = minted(base::Duration{60'000});
    const Reply reply = send_with("Bearer " + token, "GET", "/test/customer");
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.json().at("id").as_int64(), 77);
    for (const char* path : {"/test/orders", "/test/ingest", "/api/me", "/api/settings"})
        EXPECT_EQ(send_with("Bearer " + token, "GET", path).status, 403) << path;
    EXPECT_EQ(send_with("Bearer " + minted(base::Duration{-1}), "GET", "/test/customer").code(),
              "access.bad_customer_token");
    const std::size_t dot = token.find('.');
    for (std::string altered : {token + "A", token.substr(0, dot) + "A" + token.substr(dot),
                                token.substr(0, dot + 1) + "A" + token.substr(dot + 2)})
        if (altered != token) {
            EXPECT_EQ(send_with("Bearer " + altered, "GET", "/test/customer").status, 401) << altered;
        }
}

TEST_P(KeysOnBothStores, a_signed_token_is_good_for_its_purpose_only) {
    const std::string token =
        write([&](store::Transaction& tx) { return sign(tx, "claim", "7:8", noon + base::Duration{1000}); });
    const auto opened = [&](std::string_view purpose, base::Instant now) {
        return read([&](store::Reader& db) { return open_signed(db, purpose, token, now); });
    };
    EXPECT_EQ(opened("claim", noon), "7:8");
    EXPECT_EQ(opened("customer", noon), std::nullopt);
    EXPECT_EQ(opened("claim", noon + base::Duration{1000}), std::nullopt);
}

// ---- sessions ----

class SessionsOnBothStores : public EntranceOnBothStores {
protected:
    bool is_known(const std::string& token, base::Instant now) {
        http::Request request;
        request.headers.add("cookie", "huan_session=" + token);
        http::Route route;
        route.method = http::Method::get;
        return read([&](store::Reader& db) {
                   return authenticator->authenticate(db, request, route, now);
               }).actor.kind == base::ActorKind::user;
    }
};
INSTANTIATE_ON_BOTH_STORES(SessionsOnBothStores);

TEST_P(SessionsOnBothStores, a_session_ends_when_unused_for_long_and_in_any_case_after_a_week) {
    const UserId anna = user("anna", Role::agent);
    const auto opened =
        write([&](store::Transaction& tx) { return open_session(tx, anna, "1.1.1.1", at_noon); });
    constexpr base::Duration hour{3600 * 1000};
    EXPECT_TRUE(is_known(opened.token, noon + session_idle - base::Duration{1}));
    // That use is noted after the answer; wait for it.
    const auto seen = [&] {
        return read(
            [&](store::Reader& db) { return rows::find_session(db, hash_of(opened.token))->seen_at; });
    };
    for (int i = 0; i < 200 && seen() == noon; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_EQ(seen(), noon + session_idle - base::Duration{1});
    EXPECT_TRUE(is_known(opened.token, noon + session_idle + hour)) << "it was used in between";

    const auto unused =
        write([&](store::Transaction& tx) { return open_session(tx, anna, "1.1.1.1", at_noon); });
    EXPECT_FALSE(is_known(unused.token, noon + session_idle));

    for (base::Instant now = noon; now < noon + session_life; now = now + hour * 6)
        write([&](store::Transaction& tx) {
            rows::touch_session(tx, rows::find_session(tx, hash_of(opened.token))->id, now);
        });
    EXPECT_TRUE(is_known(opened.token, noon + session_life - base::Duration{1}));
    EXPECT_FALSE(is_known(opened.token, noon + session_life));
    EXPECT_FALSE(is_known("made up", noon));
}

TEST_P(SessionsOnBothStores, what_has_expired_is_cleaned_up) {
    const UserId anna = user("anna", Role::agent);
    const auto opened = write([&](store::Transaction& tx) {
        count_try(tx, "ben", "1.1.1.1", at_noon);
        issue_link(tx, {anna}, at_noon);
        issue_sign_in_link(tx, "anna", at_noon);
        return open_session(tx, anna, "1.1.1.1", at_noon);
    });
    write([&](store::Transaction& tx) { clean_up(tx, noon + base::Duration{1000}); });
    EXPECT_TRUE(is_known(opened.token, noon));
    write([&](store::Transaction& tx) { clean_up(tx, noon + session_life); });
    for (const char* count : {"SELECT count(*) FROM session", "SELECT count(*) FROM one_time_link",
                              "SELECT count(*) FROM sign_in_link", "SELECT count(*) FROM sign_in_guard"})
        EXPECT_EQ(read([&](store::Reader& db) { return db.value<std::int64_t>(count); }), 0) << count;
}

}  // namespace
}  // namespace huan::access
