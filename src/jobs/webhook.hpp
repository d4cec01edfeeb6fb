#pragma once

#include "base/context.hpp"
#include "base/page.hpp"
#include "base/text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace huan::jobs {

using WebhookId = base::Id<struct WebhookTag>;
using DeliveryId = base::Id<struct DeliveryTag>;

/// An address of somebody else's that is told about events as they happen (Standard Webhooks: signed, at
/// least once, the same id on every attempt).
struct Webhook {
    WebhookId id{};
    std::string name{};
    std::string url{};
    std::vector<std::string> events{};  ///< "order.completed", "order.*" or "*".
    bool active = true;
    base::OrgId org_id{};  ///< Events of this node and all below it are told.
    base::Instant created_at{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Webhook, (), (id, name, url, events, active, org_id, created_at, version))
using WebhookPage = base::Page<Webhook>;

/// The answer to creating one, or to renewing its secret: the only time the secret is shown.
struct CreatedWebhook {
    Webhook webhook{};
    std::string secret{};  ///< "whsec_" + base64: the receiver checks signatures with it.
};
BOOST_DESCRIBE_STRUCT(CreatedWebhook, (), (webhook, secret))

/// GET /api/webhooks
struct ListWebhooks {
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListWebhooks, (), (cursor, limit))

/// POST /api/webhooks
struct CreateWebhook {
    base::Text<80> name{};
    base::Text<500> url{};  ///< http or https; private addresses are refused unless the server allows them.
    std::vector<base::Text<80>> events{};
};
BOOST_DESCRIBE_STRUCT(CreateWebhook, (), (name, url, events))

/// PUT /api/webhooks/{webhook_id}: what is absent stays.
struct UpdateWebhook {
    WebhookId webhook_id{};
    std::int64_t version = 0;  ///< As last seen.
    std::optional<base::Text<80>> name{};
    std::optional<base::Text<500>> url{};
    std::optional<std::vector<base::Text<80>>> events{};
    std::optional<bool> active{};
};
BOOST_DESCRIBE_STRUCT(UpdateWebhook, (), (webhook_id, version, name, url, events, active))

/// DELETE /api/webhooks/{webhook_id}; its waiting deliveries are dropped.
struct DeleteWebhook {
    WebhookId webhook_id{};
};
BOOST_DESCRIBE_STRUCT(DeleteWebhook, (), (webhook_id))

/// waiting -> sent, or dead after the last attempt; a dead one may be driven again.
enum class DeliveryState { waiting, sent, dead };
BOOST_DESCRIBE_ENUM(DeliveryState, waiting, sent, dead)

/// One message on its way out, and how that is going.
struct WebhookDelivery {
    DeliveryId id{};
    std::string event{};  ///< Name of the event it tells.
    DeliveryState state = DeliveryState::waiting;
    std::int64_t attempts = 0;
    std::optional<std::int64_t>
        last_status{};  ///< HTTP status of the last answer; absent when there was none.
    std::string last_error{};
    base::Instant created_at{};
    std::optional<base::Instant> next_at{};  ///< When it is tried next, while waiting.
    std::optional<base::Instant> sent_at{};
};
BOOST_DESCRIBE_STRUCT(WebhookDelivery, (),
                      (id, event, state, attempts, last_status, last_error, created_at, next_at, sent_at))
using WebhookDeliveryPage = base::Page<WebhookDelivery>;

/// GET /api/webhooks/{webhook_id}/deliveries: newest first.
struct ListDeliveries {
    WebhookId webhook_id{};
    std::optional<DeliveryState> state{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListDeliveries, (), (webhook_id, state, cursor, limit))

/// POST /api/webhooks/{webhook_id}/deliveries/{delivery_id}/redrive: a dead one starts over, same id and
/// body.
struct RedriveDelivery {
    WebhookId webhook_id{};
    DeliveryId delivery_id{};
};
BOOST_DESCRIBE_STRUCT(RedriveDelivery, (), (webhook_id, delivery_id))

}  // namespace huan::jobs
