#pragma once

#include "access/settings.hpp"
#include "channel/channel.hpp"
#include "customer/customer.hpp"
#include "offer/offer.hpp"
#include "scene/campaign.hpp"
#include "scene/guard.hpp"
#include "scene/trigger.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>

/// What delivery, triggers, claim page and interface share: holding out, granting through a campaign, sending
/// its message.
namespace huan::scene {

/// Records, once, that a person is held out of a campaign, with event `campaign.held_out`.
void hold_out(store::Transaction& tx, const Campaign& campaign, base::CustomerId customer_id,
              base::ProfileId profile_id, const base::Context& ctx);

/// Whether a person is held out: as the delivery found them, or by the hash for who was never in the segment.
bool held_out(store::Reader& db, const Campaign& campaign, base::CustomerId customer_id);

/// Whether a person may get something through the campaign by whom it is for. `invited`: they hold a link of
/// their own.
bool is_inside(store::Reader& db, const Campaign& campaign, base::CustomerId customer_id, bool invited,
               base::Instant now);

/// One attempt to give a person the campaign's coupon.
struct Giving {
    base::CustomerId customer_id{};
    std::string channel{};
    std::optional<PlacementId> placement_id{};
    bool invited = false;
    bool by_customer = false;  ///< They asked for it: the guard's coupon caps do not apply.
    std::string request_key{};
    std::optional<TriggerId> trigger_id{};
};
struct Given {
    std::optional<offer::Coupon> coupon{};
    std::optional<SkipReason> reason{};  ///< Set when there is no coupon; the skip is on record.
};
/// \throws base::Error `offer.key_reused`, and what is a mistake rather than a reason.
Given give(store::Transaction& tx, const Campaign& campaign, const Giving& giving, const base::Context& ctx);

/// Records a skip of this campaign.
void note_skip(store::Transaction& tx, const Campaign& campaign, const Giving& giving, SkippedWhat what,
               SkipReason reason, const base::Context& ctx);

/// The campaign's message with a personal link, and event `campaign.sent`. The guard was asked before.
channel::MessageId send_message(store::Transaction& tx, const Campaign& campaign,
                                const offer::CouponType& type, const customer::Customer& person,
                                const access::Settings& settings, const base::Context& ctx);

}  // namespace huan::scene
