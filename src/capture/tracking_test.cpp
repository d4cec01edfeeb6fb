#include "capture/tracking.hpp"

#include "base/json.hpp"
#include "capture/commands.hpp"
#include "customer/queries.hpp"
#include "store/testing/on_both_stores.hpp"

namespace huan::capture {
namespace {

using store::Reader;
using store::Transaction;

class TrackingOnBothStores : public store::testing::OnBothStores {
protected:
    void SetUp() override {
        OnBothStores::SetUp();
        if (IsSkipped()) return;
        source = write([&](Transaction& tx) { return create_source(tx, {.name = {"Shop"}}, at_noon); }).id;
    }
    /// Sends a body as one chunk at `now`.
    std::vector<Verdict> sent(const std::string& body, std::optional<CallType> type = {},
                              base::Instant now = {}) {
        return write([&](Transaction& tx) {
            const base::Context ctx = at(now.ms == 0 ? noon : now);
            return record_items(tx, read_items(items_of(body, type), &read_message, source, ctx.now), source,
                                ctx);
        });
    }
    std::vector<store::Event> events_of_user(const std::string& user_id) {
        return read([&](Reader& db) -> std::vector<store::Event> {
            const auto who =
                customer::find_by_identity(db, {customer::IdentityKind::external_id, user_id}, at_noon);
            if (!who) return {};
            return store::events_of(db, customer::profiles_of(db, who->customer_id), base::latest_instant,
                                    100);
        });
    }
    SourceId source;
};
INSTANTIATE_ON_BOTH_STORES(TrackingOnBothStores);

TEST_P(TrackingOnBothStores, a_track_call_becomes_an_event_of_its_person) {
    const auto verdicts =
        sent(R"({"userId":"u1","event":"Product Viewed","properties":{"sku":"A"},"messageId":"m1"})",
             CallType::track);
    ASSERT_EQ(verdicts.size(), 1U);
    EXPECT_EQ(verdicts[0].fate, Fate::accepted);
    const auto events = events_of_user("u1");
    const auto viewed =
        std::find_if(events.begin(), events.end(), [](const auto& e) { return e.name == "Product Viewed"; });
    ASSERT_NE(viewed, events.end());
    EXPECT_EQ(viewed->properties.at("sku").as_string(), "A");
    EXPECT_EQ(viewed->message_id, "m1");
    EXPECT_EQ(viewed->source_id, source.value);
}

TEST_P(TrackingOnBothStores, a_message_that_is_sent_again_changes_nothing) {
    const std::string body = R"({"userId":"u1","event":"Viewed","messageId":"m1"})";
    sent(body, CallType::track);
    EXPECT_EQ(sent(body, CallType::track)[0].fate, Fate::repeated);
    EXPECT_EQ(events_named("Viewed"), 1);
}

TEST_P(TrackingOnBothStores, a_wrong_client_clock_is_corrected_by_when_it_sent) {
    // The client's clock is a year behind; it sends ten seconds after the event.
    sent(
        R"({"userId":"u1","event":"Viewed","timestamp":"2025-03-02T12:00:00Z",
            "sentAt":"2025-03-02T12:00:10Z"})",
        CallType::track);
    const auto events = events_of_user("u1");
    ASSERT_FALSE(events.empty());
    const auto viewed =
        std::find_if(events.begin(), events.end(), [](const auto& e) { return e.name == "Viewed"; });
    EXPECT_EQ(viewed->occurred_at, noon - std::chrono::seconds{10});
    EXPECT_TRUE(viewed->live);
}

TEST_P(TrackingOnBothStores, an_old_event_is_a_fact_but_sets_nothing_off) {
    sent(R"({"userId":"u1","event":"Viewed","timestamp":"2026-02-01T12:00:00Z"})", CallType::track);
    const auto events = events_of_user("u1");
    const auto viewed =
        std::find_if(events.begin(), events.end(), [](const auto& e) { return e.name == "Viewed"; });
    ASSERT_NE(viewed, events.end());
    EXPECT_FALSE(viewed->live);
}

TEST_P(TrackingOnBothStores, what_an_anonymous_visitor_did_belongs_to_the_person_once_they_say_who_they_are) {
    sent(R"({"anonymousId":"a1","event":"Viewed"})", CallType::track);
    sent(R"({"anonymousId":"a1","userId":"u1","traits":{"name":"陈刚","phone":"13800138000","vip":true}})",
         CallType::identify);
    const auto events = events_of_user("u1");
    EXPECT_TRUE(std::any_of(events.begin(), events.end(), [](const auto& e) { return e.name == "Viewed"; }));
    EXPECT_TRUE(std::any_of(events.begin(), events.end(),
                            [](const auto& e) { return e.name == "attribute.changed"; }));
    read([&](Reader& db) {
        const auto by_phone =
            customer::find_by_identity(db, {customer::IdentityKind::phone, "+8613800138000"}, at_noon);
        const auto by_user =
            customer::find_by_identity(db, {customer::IdentityKind::external_id, "u1"}, at_noon);
        ASSERT_TRUE(by_phone && by_user);
        EXPECT_EQ(by_phone->customer_id, by_user->customer_id);
    });
}

TEST_P(TrackingOnBothStores, order_completed_becomes_an_order_with_exact_amounts) {
    const auto verdicts = sent(
        R"({"userId":"u1","event":"Order Completed","messageId":"m1",
            "properties":{"order_id":"o-1","total":27.35,
            "discount":2.5,"products":[{"sku":"wash","name":"Single wash","price":9.95,"quantity":3}]}})",
        CallType::track);
    EXPECT_EQ(verdicts[0].fate, Fate::accepted) << verdicts[0].detail.value_or("");
    const auto page = read([&](Reader& db) { return customer::list_orders(db, {.number = "o-1"}, at_noon); });
    ASSERT_EQ(page.items.size(), 1U);
    EXPECT_EQ(page.items[0].amount.minor, 2735);
    EXPECT_EQ(page.items[0].discount.minor, 250);
    EXPECT_EQ(events_named("order.completed"), 1);
}

TEST_P(TrackingOnBothStores, one_refused_message_loses_none_of_the_others_and_is_kept_with_its_reason) {
    const auto verdicts = sent(R"({"batch":[
        {"type":"track","userId":"u1","event":"A","messageId":"1"},
        {"type":"dance","userId":"u1","messageId":"2"},
        {"type":"track","event":"B","messageId":"3"},
        {"type":"track","userId":"u1","event":"coupon.redeemed","messageId":"4"},
        {"type":"track","userId":"u1","event":"Order Completed","messageId":"5",
         "properties":{"order_id":"x","total":-5}},
        {"type":"track","userId":"u1","event":"C","timestamp":"2026-02-30T00:00:00Z","messageId":"6"},
        "nonsense",
        {"type":"track","userId":"u1","event":"D","messageId":"8"}]})");
    ASSERT_EQ(verdicts.size(), 8U);
    EXPECT_EQ(verdicts[0].fate, Fate::accepted);
    EXPECT_EQ(verdicts[7].fate, Fate::accepted);
    for (std::size_t i = 1; i < 7; ++i) EXPECT_EQ(verdicts[i].fate, Fate::rejected) << i;
    EXPECT_EQ(verdicts[2].field, "userId");
    EXPECT_EQ(verdicts[3].field, "event");
    EXPECT_EQ(verdicts[5].field, "timestamp");
    EXPECT_EQ(events_named("D"), 1);
    EXPECT_EQ(events_named("Order Completed"), 0);
    const auto kept = read([&](Reader& db) { return list_rejected(db, {.source_id = source}, at_noon); });
    EXPECT_EQ(kept.items.size(), 6U);
    const auto sources = read([&](Reader& db) { return list_sources(db, {}, at_noon); });
    EXPECT_EQ(sources.items.at(0).accepted, 2);
    EXPECT_EQ(sources.items.at(0).rejected, 6);
}

TEST_P(TrackingOnBothStores, a_source_of_another_part_of_the_company_is_not_there) {
    base::Context elsewhere = at_noon;
    elsewhere.actor.kind = base::ActorKind::user;
    elsewhere.actor.scope = base::DataScope::subtree;
    elsewhere.actor.org_path = "/1/999/";
    EXPECT_TRUE(read([&](Reader& db) { return list_sources(db, {}, elsewhere); }).items.empty());
    EXPECT_EQ(store::testing::refusal_of(
                  [&] { read([&](Reader& db) { list_rejected(db, {.source_id = source}, elsewhere); }); }),
              errors::unknown_source);
}

TEST_P(TrackingOnBothStores, the_dictionary_blocks_pages_as_well_as_named_events) {
    write([&](Transaction& tx) {
        define_event(tx, {.name = {"page.viewed"}, .blocked = true}, at_noon);
        define_event(tx, {.name = {"Noise"}, .blocked = true}, at_noon);
    });
    const auto verdicts = sent(R"({"batch":[{"type":"page","userId":"u1","name":"Home"},
        {"type":"track","userId":"u1","event":"Noise"},{"type":"screen","userId":"u1","name":"Home"}]})");
    EXPECT_EQ(verdicts[0].code, errors::blocked.code);
    EXPECT_EQ(verdicts[1].code, errors::blocked.code);
    EXPECT_EQ(verdicts[2].fate, Fate::accepted);
}

TEST_P(TrackingOnBothStores, html_and_sql_in_every_field_are_only_text) {
    const std::string nasty = R"(<script>alert(1)</script>'; DROP TABLE event; --)";
    boost::json::object body{
        {"userId", nasty}, {"event", nasty}, {"messageId", "m"}, {"properties", {{nasty, nasty}}}};
    EXPECT_EQ(sent(boost::json::serialize(body), CallType::track)[0].fate, Fate::accepted);
    EXPECT_EQ(events_named(nasty), 1);
}

TEST_P(TrackingOnBothStores, message_ids_are_forgotten_after_their_time) {
    const std::string body = R"({"userId":"u1","event":"Viewed","messageId":"m1"})";
    sent(body, CallType::track);
    forget_old_messages(store(), noon + message_memory - std::chrono::hours{1});
    EXPECT_EQ(sent(body, CallType::track)[0].fate, Fate::repeated);
    forget_old_messages(store(), noon + message_memory + std::chrono::hours{1});
    EXPECT_EQ(sent(body, CallType::track)[0].fate, Fate::accepted);
}

TEST(a_tracking_body, is_refused_whole_only_when_it_cannot_be_read) {
    EXPECT_THROW(items_of("{", CallType::track), base::Error);
    EXPECT_THROW(items_of("[]", CallType::track), base::Error);
    EXPECT_THROW(items_of(R"({"batch":7})", {}), base::Error);
    EXPECT_THROW(items_of("{\"a\":\"" + std::string(40'000, 'x') + "\"}", CallType::track), base::Error);
    EXPECT_EQ(items_of(R"({"batch":[]})", {}).size(), 0U);
}

TEST(a_batch, shares_its_context_with_each_message) {
    const auto items = items_of(R"({"context":{"ip":"1","app":"x"},"sentAt":"2026-03-02T12:00:00Z",
                                    "batch":[{"type":"track","context":{"ip":"2"}}]})",
                                {});
    EXPECT_EQ(items.at(0).at("context").at("ip").as_string(), "2");
    EXPECT_EQ(items.at(0).at("context").at("app").as_string(), "x");
    EXPECT_TRUE(items.at(0).contains("sentAt"));
}

}  // namespace
}  // namespace huan::capture
