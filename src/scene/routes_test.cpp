#include "scene/routes.hpp"

#include "base/schema.hpp"
#include "channel/routes.hpp"
#include "http/testing/server_case.hpp"
#include "offer/routes.hpp"

#include <set>

namespace huan::scene {
namespace {

/// Offer, channel and scene over real HTTP.
class SceneRoutes : public http::testing::ServerCase {
protected:
    void SetUp() override {
        ServerCase::SetUp();
        if (IsSkipped()) return;
        offer::routes(router);
        channel::routes(router);
        scene::routes(router, store());
        start();
    }
    std::int64_t rows(const std::string& table) {
        return read(
            [&](store::Reader& db) { return *db.value<std::int64_t>("SELECT count(*) FROM " + table); });
    }
};
INSTANTIATE_ON_BOTH_STORES(SceneRoutes);

TEST_P(SceneRoutes, a_short_link_counts_and_leads_to_the_page_whatever_a_messenger_adds) {
    const auto made = post("/api/placements", R"({"name":"East lift","kind":"elevator"})");
    ASSERT_EQ(made.status, 200) << made.body;
    const std::string code(made.json().at("code").as_string());
    for (const std::string extra : {"", "?from=singlemessage&isappinstalled=0"}) {
        const auto reply = http::testing::ask(port(), {.target = "/p/" + code + extra});
        EXPECT_EQ(reply.status, 302);
        EXPECT_EQ(reply.header("location"), "/h5/claim?code=" + code);
        EXPECT_EQ(reply.header("cache-control"), "no-store");
    }
    const auto listed = get("/api/placements");
    EXPECT_EQ(listed.json().at("items").at(0).at("scans").as_int64(), 2);
    EXPECT_EQ(http::testing::ask(port(), {.target = "/p/%00"}).status, 400);
    EXPECT_EQ(http::testing::ask(port(), {.target = "/p/nothing"}).status, 302);
}

TEST_P(SceneRoutes, a_placement_has_a_qr_code_that_strangers_do_not_get) {
    const auto made = post("/api/placements", R"({"name":"Flyer","kind":"flyer"})");
    const std::string path = "/api/placements/" + std::to_string(made.json().at("id").as_int64()) + "/qr.svg";
    const auto picture = get(path);
    EXPECT_EQ(picture.status, 200);
    EXPECT_TRUE(picture.header("content-type").starts_with("image/svg+xml"));
    EXPECT_TRUE(picture.body.starts_with("<svg"));
    EXPECT_EQ(get(path, "agent").status, 403);
    EXPECT_EQ(get("/api/placements/9999999/qr.svg").code(), "scene.unknown");
    EXPECT_EQ(get("/api/placements/x/qr.svg").status, 404);
}

TEST_P(SceneRoutes, a_stranger_may_only_try_so_many_phone_numbers) {
    const auto made = post("/api/placements", R"({"name":"Stall","kind":"stall"})");
    const std::string body = R"({"code":")" + std::string(made.json().at("code").as_string()) +
                             R"(","phone":"13812345678"})";
    for (int i = 0; i < 20; ++i) EXPECT_EQ(post("/api/h5/claim", body, "").status, 200);
    const auto reply = post("/api/h5/claim", body, "");
    EXPECT_EQ(reply.status, 429);
    EXPECT_FALSE(reply.header("retry-after").empty());
    EXPECT_EQ(rows("customer"), 0) << "a placement without a campaign makes nobody a customer";
}

TEST_P(SceneRoutes, bad_input_is_named_and_changes_nothing) {
    struct Bad {
        const char* path;
        std::string body;
        int status;
        const char* code;
        const char* field;
    };
    const std::string product = R"({"sku":"A","name":"B","cost":0,)";
    const std::string type = R"({"name":"A","face_value":100,"threshold":0,"stock":1,)";
    const Bad rows_of_bad[] = {
        {"/api/products", product + R"("price":-1})", 422, "field.out_of_range", "price"},
        {"/api/products", product + R"("price":1.5})", 422, "field.out_of_range", "price"},
        {"/api/products", product + R"("price":"1"})", 422, "field.wrong_type", "price"},
        {"/api/products", R"({"sku":"A","name":"B","price":1})", 422, "field.required", "cost"},
        {"/api/products", R"({"sku":"A","name":" ","price":1,"cost":0})", 422, "field.required", "name"},
        {"/api/products", product + R"("price":1,"colour":1})", 422, "field.unknown", "colour"},
        {"/api/products", product + R"("price":1,"status":"sold"})", 422, "field.not_allowed", "status"},
        {"/api/products", R"({"sku":"A\u0000","name":"B","price":1,"cost":0})", 422, "field.bad_text", "sku"},
        {"/api/coupon_types", type + R"("budget":100,"claim_until":"2026-02-30T00:00:00Z"})", 422,
         "field.bad_instant", "claim_until"},
        {"/api/coupon_types", type + R"("budget":9223372036854775807,"claim_until":"2099-01-01"})", 422,
         "field.out_of_range", "budget"},
        {"/api/campaigns", R"({"name":"A","goal":"riches"})", 422, "field.not_allowed", "goal"},
        {"/api/campaigns", R"({"name":"A","goal":"recall","holdout_percent":99})", 422, "field.out_of_range",
         "holdout_percent"},
        {"/api/placements", R"({"name":"A","kind":"flyer","cost":-5})", 422, "field.out_of_range", "cost"},
        {"/api/triggers", R"({"name":"A","event":"Washed","campaign_id":1,"rule":{"all":[]}})", 422,
         "rule.empty", "rule"},
        {"/api/h5/claim", R"({"token":"x.y.z"})", 404, "scene.bad_link", "token"},
        {"/api/coupons/redeem", R"({"code":"2222","order_amount":100})", 404, "offer.unknown", "code"},
    };
    for (const Bad& row : rows_of_bad) {
        SCOPED_TRACE(std::string(row.path) + " " + row.body);
        const auto reply = post(row.path, row.body);
        EXPECT_EQ(reply.status, row.status) << reply.body;
        EXPECT_EQ(reply.code(), row.code);
        EXPECT_EQ(reply.field().substr(0, std::string_view(row.field).size()), row.field);
    }
    for (const char* table : {"product", "coupon_type", "campaign", "placement", "event_trigger", "coupon"})
        EXPECT_EQ(rows(table), 0) << table;
}

TEST_P(SceneRoutes, text_that_looks_like_sql_or_html_is_only_text) {
    const std::string nasty = R"('; DROP TABLE product; -- <script>alert(1)</script> %_\\ )";
    boost::json::object body{{"sku", "A"}, {"name", nasty}, {"price", 1}, {"cost", 0}};
    ASSERT_EQ(post("/api/products", boost::json::serialize(body)).status, 200);
    const auto found = get("/api/products?search=%25_%5C");
    ASSERT_EQ(found.json().at("items").as_array().size(), 1U);
    EXPECT_EQ(found.json().at("items").at(0).at("name").as_string(), nasty);
    EXPECT_EQ(get("/api/products?search=x%25").json().at("items").as_array().size(), 0U);
}

TEST(SceneSchemas, have_names_of_their_own) {
    http::Router router;
    store::testing::FreshStore fresh(store::Engine::sqlite);
    offer::routes(router);
    channel::routes(router);
    scene::routes(router, *fresh);
    base::SchemaBook book;
    std::set<std::string> names;
    for (const http::Route& route : router.routes()) {
        EXPECT_TRUE(names.insert(route.name()).second) << route.name();
        EXPECT_NO_THROW({
            if (route.request_schema) route.request_schema(book);
            if (route.response_schema) route.response_schema(book);
        }) << route.name();
    }
    EXPECT_GT(book.components().size(), 60U);
}

}  // namespace
}  // namespace huan::scene
