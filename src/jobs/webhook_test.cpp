#include "jobs/webhook.hpp"

#include "jobs/commands.hpp"
#include "jobs/errors.hpp"
#include "jobs/post.hpp"
#include "jobs/queries.hpp"
#include "jobs/teller.hpp"
#include "jobs/testing/receiver.hpp"
#include "store/testing/on_both_stores.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

namespace huan::jobs {
namespace {

using store::testing::OnBothStores;
using store::testing::refusal_of;
using testing::Receiver;

/// "/1/" and its children; what the organisation tree would say.
std::string path_of(store::Reader&, base::OrgId id) {
    return id.value == 1 ? "/1/" : "/1/" + std::to_string(id.value) + "/";
}

class WebhooksOnBothStores : public OnBothStores {
protected:
    void SetUp() override {
        OnBothStores::SetUp();
        if (IsSkipped()) return;
        teller = std::make_unique<Teller>(store(), &path_of, PostLimits{.allow_private = true});
        store().reactors().on("*", "jobs.webhooks", [this](auto& tx, const auto& event, const auto& ctx) {
            teller->react(tx, event, ctx);
        });
        outbox = std::make_unique<Outbox>(store(), [this] { return noon; });
        outbox->send_with(webhook_kind, [this](const auto& delivery, const auto& stop) {
            return teller->send(delivery, stop);
        });
    }
    CreatedWebhook created(const std::vector<base::Text<80>>& events, const base::Context& ctx) {
        return write([&](store::Transaction& tx) {
            return create_webhook(tx, {.name = {"Till"}, .url = {receiver.url()}, .events = events}, ctx,
                                  true);
        });
    }
    CreatedWebhook created(const std::vector<base::Text<80>>& events) { return created(events, at_noon); }
    void happens(const std::string& name, base::OrgId org = base::OrgId{1}) {
        write([&](store::Transaction& tx) {
            store::append(tx,
                          {.name = name,
                           .profile_id = base::ProfileId{7},
                           .org_id = org,
                           .properties = {{"amount", 1250}}},
                          at_noon);
        });
    }
    std::vector<WebhookDelivery> deliveries(WebhookId id) {
        return read(
            [&](store::Reader& db) { return list_deliveries(db, {.webhook_id = id}, at_noon).items; });
    }
    base::Context manager_of(std::int64_t org) const {
        base::Context ctx = at_noon;
        ctx.actor.kind = base::ActorKind::user;
        ctx.actor.id = 50;
        ctx.actor.org_id = base::OrgId{org};
        ctx.actor.org_path = "/1/" + std::to_string(org) + "/";
        ctx.actor.scope = base::DataScope::subtree;
        return ctx;
    }

    Receiver receiver;
    std::unique_ptr<Teller> teller;
    std::unique_ptr<Outbox> outbox;
};
INSTANTIATE_ON_BOTH_STORES(WebhooksOnBothStores);

TEST_P(WebhooksOnBothStores, an_event_is_told_signed_to_whoever_asked_for_it) {
    const CreatedWebhook webhook = created({{"order.completed"}});
    happens("order.completed");
    happens("coupon.claimed");
    EXPECT_EQ(outbox->send_due(noon), 1U);
    ASSERT_EQ(receiver.messages().size(), 1U);
    const Receiver::Message message = receiver.messages()[0];
    EXPECT_EQ(message.path, "/hook");
    EXPECT_EQ(message.headers.at("content-type"), "application/json");
    EXPECT_EQ(message.headers.at("webhook-timestamp"), std::to_string(noon.ms / 1000));
    const std::string id = "msg_" + std::to_string(deliveries(webhook.webhook.id)[0].id.value);
    EXPECT_EQ(message.headers.at("webhook-id"), id);
    EXPECT_EQ(message.headers.at("webhook-signature"),
              signature_of(webhook.secret, id, noon.ms / 1000, message.body));
    const boost::json::value body = boost::json::parse(message.body);
    EXPECT_EQ(body.at("type").as_string(), "order.completed");
    EXPECT_EQ(body.at("timestamp").as_string(), base::format_instant(noon));
    EXPECT_EQ(body.at("data").at("profile_id").as_int64(), 7);
    EXPECT_EQ(body.at("data").at("properties").at("amount").as_int64(), 1250);
}

TEST(WebhookSignature, is_the_one_of_the_standard) {
    // The example of the Standard Webhooks specification.
    EXPECT_EQ(signature_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                           1614265330, R"({"test": 2432232314})"),
              "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

struct Pattern {
    const char* events;
    const char* name;
    bool told;
};
const Pattern patterns[] = {
    {"order.completed", "order.completed", true},
    {"order.completed", "order.completed2", false},
    {"order.*", "order.refunded", true},
    {"order.*", "orders.refunded", false},
    {"*", "Product Viewed", true},
    {"Product Viewed", "Product Viewed", true},
};

TEST_P(WebhooksOnBothStores, names_may_end_in_a_star) {
    for (const Pattern& row : patterns) {
        SCOPED_TRACE(std::string(row.events) + " / " + row.name);
        const WebhookId id = created({{row.events}}).webhook.id;
        happens(row.name);
        EXPECT_EQ(deliveries(id).size(), row.told ? 1U : 0U);
        write([&](store::Transaction& tx) { delete_webhook(tx, {id}, at_noon); });
    }
}

TEST_P(WebhooksOnBothStores, a_node_hears_of_its_own_subtree_only) {
    const WebhookId store_four = created({{"*"}}, manager_of(4)).webhook.id;
    const WebhookId everything = created({{"*"}}).webhook.id;
    happens("order.completed", base::OrgId{4});
    happens("order.completed", base::OrgId{40});
    EXPECT_EQ(deliveries(store_four).size(), 1U);
    EXPECT_EQ(deliveries(everything).size(), 2U);
}

TEST_P(WebhooksOnBothStores, another_nodes_webhook_is_unknown) {
    const Webhook theirs = created({{"*"}}, manager_of(4)).webhook;
    const base::Context stranger = manager_of(5);
    const auto refused = [&](auto&& work) {
        return refusal_of([&] { write([&](store::Transaction& tx) { work(tx); }); });
    };
    EXPECT_EQ(
        refused([&](auto& tx) { update_webhook(tx, {.webhook_id = theirs.id, .version = 1}, stranger); }),
        errors::unknown);
    EXPECT_EQ(refused([&](auto& tx) { delete_webhook(tx, {theirs.id}, stranger); }), errors::unknown);
    EXPECT_EQ(refused([&](auto& tx) { list_deliveries(tx, {.webhook_id = theirs.id}, stranger); }),
              errors::unknown);
    EXPECT_TRUE(read([&](store::Reader& db) { return list_webhooks(db, {}, stranger).items; }).empty());
}

TEST_P(WebhooksOnBothStores, a_dead_delivery_is_driven_again_under_its_id) {
    const WebhookId id = created({{"*"}}).webhook.id;
    receiver.answer("410 Gone");
    happens("order.completed");
    outbox->send_due(noon);
    const WebhookDelivery dead = deliveries(id).at(0);
    EXPECT_EQ(dead.state, DeliveryState::dead);
    EXPECT_EQ(dead.last_status, 410);
    receiver.answer("200 OK");
    write([&](store::Transaction& tx) { redrive(tx, {.webhook_id = id, .delivery_id = dead.id}, at_noon); });
    EXPECT_EQ(outbox->send_due(noon), 1U);
    EXPECT_EQ(deliveries(id).at(0).state, DeliveryState::sent);
    ASSERT_EQ(receiver.messages().size(), 2U);
    EXPECT_EQ(receiver.messages()[0].headers.at("webhook-id"),
              receiver.messages()[1].headers.at("webhook-id"));
    EXPECT_EQ(receiver.messages()[0].body, receiver.messages()[1].body);
    EXPECT_EQ(refusal_of([&] {
                  write([&](store::Transaction& tx) {
                      redrive(tx, {.webhook_id = id, .delivery_id = dead.id}, at_noon);
                  });
              }),
              errors::not_dead);
}

TEST_P(WebhooksOnBothStores, a_redirect_is_a_failure_and_not_followed) {
    Receiver elsewhere;
    const WebhookId id = created({{"*"}}).webhook.id;
    receiver.answer("302 Found\r\nLocation: " + elsewhere.url());
    happens("order.completed");
    outbox->send_due(noon);
    EXPECT_EQ(deliveries(id).at(0).state, DeliveryState::waiting);
    EXPECT_EQ(deliveries(id).at(0).last_status, 302);
    EXPECT_TRUE(elsewhere.messages().empty());
}

TEST_P(WebhooksOnBothStores, a_private_address_is_not_called_unless_allowed) {
    const WebhookId id = created({{"*"}}).webhook.id;  // Stored while private addresses were allowed.
    Teller strict(store(), &path_of, PostLimits{});
    outbox->send_with(webhook_kind,
                      [&](const auto& delivery, const auto& stop) { return strict.send(delivery, stop); });
    happens("order.completed");
    outbox->send_due(noon);
    EXPECT_EQ(deliveries(id).at(0).state, DeliveryState::dead);
    EXPECT_EQ(deliveries(id).at(0).last_error, errors::private_address.sentence);
    EXPECT_TRUE(receiver.messages().empty());
}

struct UrlRefusal {
    const char* url;
    base::ErrorKind because;
};
const UrlRefusal url_refusals[] = {
    {"http://127.0.0.1/x", errors::private_address},
    {"http://127.1/x", errors::private_address},
    {"http://2130706433/x", errors::private_address},
    {"http://0x7f.1/x", errors::private_address},
    {"https://10.2.3.4", errors::private_address},
    {"https://192.168.0.9:8443/", errors::private_address},
    {"https://172.31.255.255/", errors::private_address},
    {"http://169.254.169.254/latest/meta-data", errors::private_address},
    {"http://100.64.0.1/", errors::private_address},
    {"http://[::1]/", errors::private_address},
    {"http://[fe80::1]/", errors::private_address},
    {"http://[fd00::1]/", errors::private_address},
    {"http://[::ffff:10.0.0.1]/", errors::private_address},
    {"http://localhost:8080/", errors::private_address},
    {"ftp://example.com/", errors::bad_url},
    {"file:///etc/passwd", errors::bad_url},
    {"https://me:secret@example.com/", errors::bad_url},
    {"example.com/hook", errors::bad_url},
    {"https://", errors::bad_url},
    {"https://exa mple.com/", errors::bad_url},
};

TEST_P(WebhooksOnBothStores, an_address_is_refused_and_nothing_stored_when) {
    for (const UrlRefusal& row : url_refusals) {
        SCOPED_TRACE(row.url);
        EXPECT_EQ(refusal_of([&] {
                      write([&](store::Transaction& tx) {
                          create_webhook(tx, {.name = {"x"}, .url = {row.url}, .events = {{"*"}}}, at_noon);
                      });
                  }),
                  row.because);
    }
    EXPECT_TRUE(read([&](store::Reader& db) { return list_webhooks(db, {}, at_noon).items; }).empty());
    EXPECT_NO_THROW(check_url("https://hooks.example.com/in?x=1", false, "url"));
    EXPECT_NO_THROW(check_url("http://8.8.8.8/", false, "url"));
}

TEST(PublicAddress, is_told_from_every_special_one) {
    const auto is_public = [](const char* text) {
        sockaddr_in in4{};
        in4.sin_family = AF_INET;
        sockaddr_in6 in6{};
        in6.sin6_family = AF_INET6;
        if (::inet_pton(AF_INET, text, &in4.sin_addr) == 1)
            return is_public_address(reinterpret_cast<const sockaddr*>(&in4));
        EXPECT_EQ(::inet_pton(AF_INET6, text, &in6.sin6_addr), 1) << text;
        return is_public_address(reinterpret_cast<const sockaddr*>(&in6));
    };
    for (const char* text :
         {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.9.9", "172.32.0.0",
          "223.255.255.255", "2606:4700::1111", "2002:0808:0808::1", "64:ff9b::808:808", "::ffff:8.8.8.8"})
        EXPECT_TRUE(is_public(text)) << text;
    for (const char* text :
         {"0.0.0.0", "10.0.0.1", "127.255.255.254", "169.254.0.1", "172.16.0.1", "192.168.1.1", "198.18.0.1",
          "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1",
          "2002:7f00:1::1", "64:ff9b::a00:1", "::ffff:127.0.0.1"})
        EXPECT_FALSE(is_public(text)) << text;
}

TEST(Post, the_address_a_name_leads_to_is_looked_at_when_connecting) {
    Receiver receiver;
    const std::string port = receiver.url().substr(17);
    for (const char* host : {"localhost", "127.0.0.1"}) {
        SCOPED_TRACE(host);
        const PostRequest request{.url = std::string("http://") + host + ":" + port, .body = "{}"};
        const PostAnswer refused = post(request, {});
        EXPECT_TRUE(refused.refused);
        EXPECT_EQ(refused.status, 0);
        EXPECT_TRUE(receiver.messages().empty());
    }
    EXPECT_EQ(post({.url = receiver.url(), .body = "{}"}, {.allow_private = true}).status, 200);
}

TEST(Post, a_receiver_that_says_nothing_is_left_after_the_time_allowed) {
    Receiver receiver;
    receiver.hang(true);
    const auto started = std::chrono::steady_clock::now();
    const PostAnswer answer =
        post({.url = receiver.url(), .body = "{}"}, {.total = base::Duration{300}, .allow_private = true});
    EXPECT_EQ(answer.status, 0);
    EXPECT_FALSE(answer.problem.empty());
    EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(3));
}

TEST_P(WebhooksOnBothStores, events_are_named_well_or_refused) {
    for (const char* name : {"order.*.x", "**", "ord*", "a\nb"}) {
        SCOPED_TRACE(name);
        EXPECT_EQ(refusal_of([&] { created({{name}}); }), errors::bad_event);
    }
    EXPECT_EQ(refusal_of([&] { created({}); }), base::errors::required);
}

TEST_P(WebhooksOnBothStores, a_change_needs_the_version_last_seen) {
    const Webhook webhook = created({{"*"}}).webhook;
    const auto update = [&](std::int64_t version, bool active) {
        return write([&](store::Transaction& tx) {
            return update_webhook(tx, {.webhook_id = webhook.id, .version = version, .active = active},
                                  at_noon, true);
        });
    };
    EXPECT_EQ(update(webhook.version, false).version, webhook.version + 1);
    EXPECT_EQ(refusal_of([&] { update(webhook.version, true); }), errors::stale);
    happens("order.completed");
    EXPECT_TRUE(deliveries(webhook.id).empty()) << "it is switched off";
}

TEST_P(WebhooksOnBothStores, the_secret_is_in_no_list) {
    const CreatedWebhook webhook = created({{"*"}});
    EXPECT_TRUE(webhook.secret.starts_with("whsec_"));
    const auto list = read([&](store::Reader& db) { return list_webhooks(db, {}, at_noon); });
    EXPECT_EQ(boost::json::serialize(base::to_json(list)).find(webhook.secret), std::string::npos);
}

}  // namespace
}  // namespace huan::jobs
