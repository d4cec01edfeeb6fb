#include "scene/claim_page.hpp"

#include "access/settings.hpp"
#include "channel/commands.hpp"
#include "customer/commands.hpp"
#include "customer/queries.hpp"
#include "offer/queries.hpp"
#include "scene/commands.hpp"
#include "scene/errors.hpp"
#include "scene/grant.hpp"
#include "scene/message.hpp"
#include "scene/rows.hpp"

namespace huan::scene {

namespace {

/// Who stands before the page, and by which way they came.
struct Visitor {
    std::optional<Campaign> campaign{};  ///< None: the placement leads nowhere.
    std::optional<Placement> placement{};
    std::optional<customer::Customer> person{};
};

Visitor visitor_of(store::Reader& db, const std::optional<std::string>& token,
                   const std::optional<std::string>& code, base::Instant now) {
    Visitor visitor;
    if (token) {
        const auto invited = invitation(db, *token, now);
        if (!invited) throw base::Error{errors::bad_link, "token"};
        visitor.campaign = rows::find_campaign(db, invited->campaign_id);
        visitor.person = customer::find_customer(db, invited->customer_id);
        if (!visitor.campaign || !visitor.person) throw base::Error{errors::bad_link, "token"};
        return visitor;
    }
    if (code) visitor.placement = rows::placement_by_code(db, *code);
    if (!visitor.placement) throw base::Error{errors::bad_link, code ? "code" : "token"};
    if (visitor.placement->campaign_id)
        visitor.campaign = rows::find_campaign(db, *visitor.placement->campaign_id);
    return visitor;
}

/// The customer acts; what follows is theirs in the journal.
base::Context as_customer(const customer::Customer& person, const base::Context& ctx) {
    base::Context acting = ctx;
    acting.actor = {};
    acting.actor.kind = base::ActorKind::customer;
    acting.actor.id = person.id.value;
    acting.actor.org_id = person.org_id;
    acting.actor.org_path = person.org_path;
    return acting;
}

void record_visit(store::Transaction& tx, const Visitor& visitor, const base::Context& ctx) {
    const std::optional<PlacementId> placement_id = visitor.placement ? std::optional(visitor.placement->id)
                                                                      : std::nullopt;
    // Within half an hour it is the same visit: pages are reloaded.
    if (!rows::count_visit(tx, visitor.campaign->id, visitor.person->id, placement_id, ctx.now,
                           ctx.now - std::chrono::minutes(30)))
        return;
    const auto tell = [&](std::string name, boost::json::object properties) {
        store::Event event;
        event.name = std::move(name);
        event.profile_id = customer::main_profile(tx, visitor.person->id);
        event.org_id = visitor.campaign->org_id;
        event.channel = visitor.placement ? visitor.placement->code : "h5";
        event.properties = std::move(properties);
        store::append(tx, std::move(event), ctx);
    };
    boost::json::object properties{{"campaign_id", visitor.campaign->id.value}};
    if (placement_id) {
        tell("placement.scanned", {{"placement_id", placement_id->value}});
        properties["placement_id"] = placement_id->value;
    }
    tell("campaign.visited", std::move(properties));
}

std::optional<offer::Coupon> latest_coupon(store::Reader& db, const Visitor& visitor) {
    const auto coupons = offer::coupons_of_campaign(db, visitor.campaign->id, visitor.person->id);
    if (coupons.empty()) return {};
    for (const offer::Coupon& coupon : coupons)
        if (coupon.state == offer::CouponState::claimed || coupon.state == offer::CouponState::locked)
            return coupon;
    const bool full = static_cast<std::int64_t>(coupons.size()) >= visitor.campaign->per_person;
    return full ? std::optional(coupons.back()) : std::nullopt;
}

/// What a person who has none yet meets; an unknown visitor is taken for one who may.
ClaimState state_of(store::Reader& db, const Visitor& visitor, const offer::CouponType& type,
                    base::Instant now) {
    const Campaign& campaign = *visitor.campaign;
    if (campaign.status != CampaignStatus::live || now >= *campaign.ends_at || now >= type.claim_until ||
        type.status != offer::CouponTypeStatus::published)
        return ClaimState::over;
    if (now < *campaign.starts_at || now < type.claim_from) return ClaimState::too_early;
    if (visitor.person) {
        const bool invited = !visitor.placement;
        if (held_out(db, campaign, visitor.person->id) ||
            !is_inside(db, campaign, visitor.person->id, invited, now))
            return ClaimState::not_offered;
    }
    if (type.issued >= type.stock || offer::allotment_left(db, campaign.id) < type.face_value)
        return ClaimState::sold_out;
    return ClaimState::open;
}

std::string masked_name(const customer::Customer& person) {
    if (person.phone) return customer::masked(customer::IdentityKind::phone, *person.phone);
    return {};
}

ClaimPage page_for(store::Reader& db, const Visitor& visitor, base::Instant now) {
    const access::Settings settings = access::settings(db);
    ClaimPage page;
    page.company = settings.company;
    page.currency = settings.currency;
    page.currency_digits = settings.currency_digits();
    page.time_zone = settings.time_zone;
    page.language = settings.language;
    page.brand_color = settings.brand_color;
    if (!visitor.campaign || !visitor.campaign->coupon_type_id) return page;
    const Campaign& campaign = *visitor.campaign;
    const auto type = offer::find_coupon_type(db, *campaign.coupon_type_id);
    if (campaign.status == CampaignStatus::draft || !type) return page;

    // Who typed a phone number must learn neither its owner's name nor another number of theirs.
    const bool is_named = visitor.person && !visitor.placement;
    const auto values = message_values(campaign, *type, is_named ? visitor.person->name : "", settings);
    page.campaign = channel::fill(campaign.message_title.value, values);
    if (base::trimmed(page.campaign).empty()) page.campaign = campaign.name.value;
    page.text = channel::fill(campaign.message_body.value, values);
    page.coupon_name = type->name.value;
    page.face_value = type->face_value;
    page.threshold = type->threshold;
    page.starts_at = campaign.starts_at;
    page.ends_at = campaign.ends_at;
    page.asks_phone = !visitor.person.has_value();
    if (is_named) page.person = masked_name(*visitor.person);
    const auto coupon = visitor.person ? latest_coupon(db, visitor) : std::nullopt;
    page.state = coupon ? ClaimState::claimed : state_of(db, visitor, *type, now);
    if (coupon)
        page.coupon = ClaimedCoupon{coupon->code, std::string(base::word_of(coupon->state)),
                                    coupon->usable_from, coupon->usable_until};
    return page;
}

/// The person a phone number said on a placement's page belongs to; made where it is new.
customer::Customer person_by_phone(store::Transaction& tx, const ClaimOnPage& command, const Visitor& visitor,
                                   const base::Context& ctx) {
    if (!command.phone) throw base::Error{errors::phone_needed, "phone"};
    base::Context meeting = ctx;
    meeting.actor.org_id = visitor.placement->org_id;
    meeting.actor.org_path = visitor.placement->org_path;
    const customer::Identity phone = customer::normalised(
        {customer::IdentityKind::phone, command.phone->value}, access::settings(tx).phone_region, "phone");
    const customer::Resolved met = customer::resolve(tx, {phone}, visitor.placement->org_id, meeting);
    // Only for somebody new: a visitor must not rename whoever a phone number belongs to.
    if (met.created && command.name && !base::trimmed(command.name->value).empty())
        customer::observe_attributes(tx,
                                     {.profile_id = met.profile_id,
                                      .attributes = {{"name", base::trimmed(command.name->value)}},
                                      .at = ctx.now,
                                      .message_id = {},
                                      .live = true},
                                     meeting);
    return customer::find_customer(tx, met.customer_id).value();
}

ClaimState state_after(SkipReason reason) {
    switch (reason) {
        case SkipReason::sold_out:
        case SkipReason::budget_spent: return ClaimState::sold_out;
        case SkipReason::campaign_closed:
        case SkipReason::claim_closed: return ClaimState::over;
        case SkipReason::campaign_limit: return ClaimState::claimed;
        default: return ClaimState::not_offered;
    }
}

}  // namespace

ClaimPage visit_claim_page(store::Transaction& tx, const VisitClaimPage& command, const base::Context& ctx) {
    const Visitor visitor = visitor_of(tx, command.token, command.code, ctx.now);
    if (visitor.person && visitor.campaign) record_visit(tx, visitor, as_customer(*visitor.person, ctx));
    return page_for(tx, visitor, ctx.now);
}

ClaimPage claim_on_page(store::Transaction& tx, const ClaimOnPage& command, const base::Context& ctx) {
    Visitor visitor = visitor_of(tx, command.token, command.code, ctx.now);
    const bool invited = visitor.person.has_value();
    if (!visitor.campaign || visitor.campaign->status == CampaignStatus::draft)
        return page_for(tx, visitor, ctx.now);
    if (!invited) visitor.person = person_by_phone(tx, command, visitor, ctx);
    const base::Context acting = as_customer(*visitor.person, ctx);
    record_visit(tx, visitor, acting);

    const auto has = latest_coupon(tx, visitor);
    std::optional<offer::Coupon> fresh;
    std::optional<SkipReason> reason;
    if (!has) {
        const auto so_far = offer::coupons_of_campaign(tx, visitor.campaign->id, visitor.person->id).size();
        Giving giving;
        giving.customer_id = visitor.person->id;
        giving.channel = visitor.placement ? visitor.placement->code : "h5";
        if (visitor.placement) giving.placement_id = visitor.placement->id;
        giving.invited = invited;
        giving.by_customer = true;
        // Two taps at once ask for the same coupon.
        giving.request_key = "page:" + std::to_string(visitor.campaign->id.value) + ":" +
                             std::to_string(visitor.person->id.value) + ":" + std::to_string(so_far);
        const Given given = give(tx, *visitor.campaign, giving, acting);
        fresh = given.coupon;
        reason = given.reason;
    }
    ClaimPage page = page_for(tx, visitor, ctx.now);
    if (reason) page.state = state_after(*reason);
    if (!invited && !fresh) page.coupon.reset();  // They see what they just got, never what was there before.
    return page;
}

void unsubscribe(store::Transaction& tx, const Unsubscribe& command, const base::Context& ctx) {
    const Visitor visitor = visitor_of(tx, command.token.value, {}, ctx.now);
    base::Context acting = ctx;
    acting.actor = base::system_actor();
    customer::set_consent(tx,
                          {.customer_id = visitor.person->id,
                           .channel = {"inbox"},
                           .purpose = {"marketing"},
                           .granted = false,
                           .proof = base::Note<400>{"One click on a personal link"},
                           .method = customer::ConsentMethod::link},
                          acting);
}

}  // namespace huan::scene
