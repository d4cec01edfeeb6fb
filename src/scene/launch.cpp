#include "scene/launch.hpp"

#include "channel/commands.hpp"
#include "offer/queries.hpp"
#include "scene/errors.hpp"
#include "scene/rows.hpp"

namespace huan::scene {

namespace {

using Obstacles = std::vector<Obstacle>;

void look_at_segment(store::Reader& db, const Campaign& campaign, Obstacles& found) {
    if (!campaign.segment_id) {
        if (campaign.strategy == Strategy::send) found.push_back({errors::no_segment, "segment_id"});
        return;
    }
    try {
        const insight::Segment segment = insight::find_segment(db, *campaign.segment_id);
        if (segment.archived_at)
            found.push_back({errors::no_segment, "segment_id", "The segment was archived."});
        else if (!segment.snapshot || !segment.is_current)
            found.push_back({errors::segment_not_ready, "segment_id"});
        else if (segment.snapshot->size == 0 && campaign.strategy == Strategy::send)
            found.push_back({errors::nobody, "segment_id"});
    } catch (const base::Error&) {
        found.push_back({errors::no_segment, "segment_id"});
    }
}

void look_at_period(const Campaign& campaign, base::Instant now, Obstacles& found) {
    if (!campaign.ends_at)
        found.push_back({errors::no_end, "ends_at"});
    else if (*campaign.ends_at <= now)
        found.push_back({errors::over, "ends_at"});
    else if (campaign.starts_at && *campaign.starts_at >= *campaign.ends_at)
        found.push_back({errors::bad_period, "ends_at"});
}

void look_at_coupon(store::Reader& db, const Campaign& campaign, base::Instant now, Obstacles& found) {
    const auto type = campaign.coupon_type_id ? offer::find_coupon_type(db, *campaign.coupon_type_id)
                                              : std::nullopt;
    if (!type) {
        found.push_back({errors::no_coupon, "coupon_type_id"});
        return;
    }
    if (type->status != offer::CouponTypeStatus::published) {
        found.push_back({errors::coupon_not_published, "coupon_type_id"});
        return;
    }
    const base::Instant begins = std::max(campaign.starts_at.value_or(now), now);
    const bool never = type->claim_until <= begins || (type->use_until && *type->use_until <= begins) ||
                       (campaign.ends_at && type->claim_from >= *campaign.ends_at);
    if (never) found.push_back({errors::coupon_over, "coupon_type_id"});
    if (campaign.budget < type->face_value)
        found.push_back({errors::no_budget, "budget"});
    else if (campaign.budget > type->budget_left)
        found.push_back({errors::budget_too_large, "budget"});
}

void look_at_message(const Campaign& campaign, Obstacles& found) {
    const bool empty = base::trimmed(campaign.message_title.value).empty() ||
                       base::trimmed(campaign.message_body.value).empty();
    if (empty && campaign.strategy == Strategy::send) {
        found.push_back({errors::no_message, base::trimmed(campaign.message_title.value).empty()
                                                 ? "message_title"
                                                 : "message_body"});
        return;
    }
    try {
        channel::check_template(campaign.message_title.value, message_places(), "message_title");
        channel::check_template(campaign.message_body.value, message_places(), "message_body");
    } catch (const base::Error& refused) {
        found.push_back({refused.kind(), refused.field(), refused.detail()});
    }
}

}  // namespace

const std::vector<std::string>& message_places() {
    static const std::vector<std::string> places{"name", "coupon", "amount", "until"};
    return places;
}

std::vector<Obstacle> obstacles(store::Reader& db, const Campaign& campaign, base::Instant now) {
    Obstacles found;
    look_at_segment(db, campaign, found);
    look_at_coupon(db, campaign, now, found);
    look_at_period(campaign, now, found);
    look_at_message(campaign, found);
    return found;
}

insight::People segment_people(store::Reader& db, const Campaign& campaign) {
    return campaign.segment_id ? insight::members(db, *campaign.segment_id) : insight::People{};
}

std::vector<CampaignClash> clashes(store::Reader& db, const Campaign& campaign,
                                   const insight::People& people) {
    std::vector<CampaignClash> found;
    for (const Campaign& other : rows::running(db, campaign.id)) {
        if (other.org_id != campaign.org_id || !other.segment_id) continue;
        const auto audience = rows::audience(db, other.id);
        if (!audience) continue;
        const auto overlap =
            static_cast<std::int64_t>(((audience->treated | audience->holdout) & people).cardinality());
        if (overlap > 0) found.push_back({other.id, other.name.value, overlap});
    }
    return found;
}

}  // namespace huan::scene
