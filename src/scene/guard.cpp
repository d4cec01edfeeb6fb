#include "scene/guard.hpp"

#include "customer/queries.hpp"
#include "offer/errors.hpp"
#include "scene/errors.hpp"
#include "scene/rows.hpp"

namespace huan::scene {

std::string sentence_of(SkipReason reason) {
    switch (reason) {
        case SkipReason::holdout: return "Held out, so that the campaign's effect can be measured.";
        case SkipReason::outside: return "Not in the campaign's audience.";
        case SkipReason::do_not_contact: return "Asked not to be contacted.";
        case SkipReason::no_consent: return "Has not consented to marketing on this channel.";
        case SkipReason::quiet_hours: return "It happened in the quiet hours.";
        case SkipReason::message_limit: return "Had as many messages today as one may.";
        case SkipReason::held_limit: return "Holds as many valid coupons as one may.";
        case SkipReason::type_period: return "Got a coupon of this kind too recently.";
        case SkipReason::trigger_limit: return "This trigger has granted as often as it may.";
        case SkipReason::day_limit: return "Claimed as many of this kind today as one may.";
        case SkipReason::campaign_limit: return "Got as many through this campaign as one may.";
        case SkipReason::sold_out: return "All coupons had been claimed.";
        case SkipReason::budget_spent: return "The budget did not cover another coupon.";
        case SkipReason::campaign_closed: return "The campaign was not running.";
        case SkipReason::claim_closed: return "The coupon could not be claimed at that time.";
        case SkipReason::gone: return "The person is no longer there.";
    }
    return {};
}

GuardSettings guard_settings(store::Reader& db) { return rows::guard_settings(db).value_or(GuardSettings{}); }

GuardSettings get_guard(store::Reader& db, const GetGuard&, const base::Context&) {
    return guard_settings(db);
}

GuardSettings update_guard(store::Transaction& tx, const UpdateGuard& command, const base::Context&) {
    const auto check = [](std::int64_t value, std::int64_t most, const char* field) {
        if (value < 0 || value > most)
            throw base::Error{base::errors::out_of_range, field,
                              "Between 0 and " + std::to_string(most) + "."};
    };
    check(command.held_limit, 1000, "held_limit");
    check(command.type_period_days, 3650, "type_period_days");
    check(command.messages_per_day, 1000, "messages_per_day");
    const GuardSettings stored = guard_settings(tx);
    if (stored.version != command.seen_version) throw base::Error{errors::stale, "seen_version"};
    const GuardSettings changed{command.held_limit, command.type_period_days, command.messages_per_day,
                                command.require_consent, stored.version + 1};
    if (!rows::set_guard_settings(tx, changed)) throw base::Error{errors::stale, "seen_version"};
    return changed;
}

namespace {

std::int64_t day_of(const access::Settings& settings, base::Instant now) {
    return settings.zone().day_of(now).time_since_epoch().count();
}

/// Everything but the day's counter.
std::optional<SkipReason> standing_hindrance(store::Reader& db, base::CustomerId customer_id,
                                             channel::ChannelKind channel, const GuardSettings& guard,
                                             const access::Settings& settings, base::Instant now) {
    if (customer::consent_of(db, customer_id, "all", "all") == false) return SkipReason::do_not_contact;
    const auto consent =
        customer::consent_of(db, customer_id, std::string(base::word_of(channel)), "marketing");
    if (!consent.value_or(!guard.require_consent)) return SkipReason::no_consent;
    if (settings.is_quiet(now)) return SkipReason::quiet_hours;
    return {};
}

}  // namespace

std::optional<SkipReason> message_hindrance(store::Reader& db, base::CustomerId customer_id,
                                            channel::ChannelKind channel, const GuardSettings& guard,
                                            const access::Settings& settings, base::Instant now) {
    if (const auto reason = standing_hindrance(db, customer_id, channel, guard, settings, now)) return reason;
    if (guard.messages_per_day > 0 &&
        rows::messages(db, customer_id, channel, day_of(settings, now)) >= guard.messages_per_day)
        return SkipReason::message_limit;
    return {};
}

std::optional<SkipReason> take_message(store::Transaction& tx, base::CustomerId customer_id,
                                       channel::ChannelKind channel, const GuardSettings& guard,
                                       const access::Settings& settings, base::Instant now) {
    if (const auto reason = standing_hindrance(tx, customer_id, channel, guard, settings, now)) return reason;
    if (!rows::take_message(tx, customer_id, channel, day_of(settings, now), guard.messages_per_day))
        return SkipReason::message_limit;
    return {};
}

void record_skip(store::Transaction& tx, Skip skip, const base::Context& ctx) {
    skip.id = tx.next_id();
    skip.at = ctx.now;
    rows::insert_skip(tx, skip);
}

std::optional<SkipReason> reason_of(const base::ErrorKind& refusal) {
    namespace refused = offer::errors;
    if (refusal == refused::held_limit) return SkipReason::held_limit;
    if (refusal == refused::type_period) return SkipReason::type_period;
    if (refusal == refused::day_limit) return SkipReason::day_limit;
    if (refusal == refused::campaign_limit) return SkipReason::campaign_limit;
    if (refusal == refused::sold_out) return SkipReason::sold_out;
    if (refusal == refused::budget_spent) return SkipReason::budget_spent;
    if (refusal == refused::campaign_closed) return SkipReason::campaign_closed;
    if (refusal == refused::not_published || refusal == refused::too_early || refusal == refused::over)
        return SkipReason::claim_closed;
    return {};
}

}  // namespace huan::scene
