#pragma once

#include "base/id.hpp"
#include "base/page.hpp"
#include "base/text.hpp"
#include "insight/rule.hpp"
#include "scene/campaign.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace huan::scene {

using TriggerId = base::Id<struct TriggerTag>;

/// "On this event, if this rule holds, grant the campaign's coupon and say so." Only live events count, each
/// once.
struct Trigger {
    TriggerId id{};
    base::OrgId org_id{};
    std::string org_path{};
    base::Text<120> name{};
    base::Text<120> event{};     ///< Event name: "order.completed", "Product Viewed"...
    boost::json::object rule{};  ///< An insight::Rule about the person, the event included; empty: everybody.
    CampaignId campaign_id{};
    std::int64_t per_person = 1;  ///< How often it may grant to one person.
    bool enabled = true;
    base::Instant created_at{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Trigger, (),
                      (id, org_id, org_path, name, event, rule, campaign_id, per_person, enabled, created_at,
                       version))

/// `POST /api/triggers`
struct CreateTrigger {
    base::Text<120> name{};
    base::Text<120> event{};
    std::optional<insight::Rule> rule{};
    CampaignId campaign_id{};
    std::optional<std::int64_t> per_person{};
};
BOOST_DESCRIBE_STRUCT(CreateTrigger, (), (name, event, rule, campaign_id, per_person))

/// `PUT /api/triggers/{trigger_id}`
struct UpdateTrigger {
    TriggerId trigger_id{};
    std::int64_t seen_version = 0;
    base::Text<120> name{};
    base::Text<120> event{};
    std::optional<insight::Rule> rule{};
    CampaignId campaign_id{};
    std::int64_t per_person = 1;
    bool enabled = true;
};
BOOST_DESCRIBE_STRUCT(UpdateTrigger, (),
                      (trigger_id, seen_version, name, event, rule, campaign_id, per_person, enabled))

/// `GET /api/triggers`
struct ListTriggers {
    std::optional<CampaignId> campaign_id{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListTriggers, (), (campaign_id, cursor, limit))

/// A trigger with how often it fired.
struct TriggerView {
    TriggerId id{};
    base::Text<120> name{};
    base::Text<120> event{};
    std::optional<insight::Rule> rule{};
    CampaignId campaign_id{};
    std::int64_t per_person = 1;
    bool enabled = true;
    std::int64_t granted = 0;
    std::int64_t skipped = 0;
    base::Instant created_at{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(TriggerView, (),
                      (id, name, event, rule, campaign_id, per_person, enabled, granted, skipped, created_at,
                       version))

}  // namespace huan::scene
