#include "scene/message.hpp"

#include "access/secret.hpp"
#include "channel/commands.hpp"

#include <charconv>

namespace huan::scene {

namespace {

constexpr std::string_view purpose = "claim";

std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size()) return {};
    return number;
}

}  // namespace

std::map<std::string, std::string> message_values(const Campaign& campaign, const offer::CouponType& type,
                                                  const std::string& name, const access::Settings& settings) {
    std::map<std::string, std::string> values{{"name", name},
                                              {"coupon", type.name.value},
                                              {"amount", channel::price(type.face_value, settings.currency)}};
    if (campaign.ends_at) {
        const base::Zone zone(
            settings.time_zone);  // A calendar day, not a business day: it is read by a customer.
        values["until"] = base::format_day(zone.day_of(*campaign.ends_at - base::Duration{1}));
    }
    return values;
}

std::string claim_link(store::Transaction& tx, const Campaign& campaign, base::CustomerId customer_id,
                       const access::Settings& settings) {
    const std::string payload = std::to_string(campaign.id.value) + "." + std::to_string(customer_id.value);
    const base::Instant expires = *campaign.ends_at + std::chrono::hours(24 * 90);
    return settings.public_url.value_or("") +
           "/h5/claim?token=" + access::sign(tx, purpose, payload, expires);
}

std::optional<Invitation> invitation(store::Reader& db, const std::string& token, base::Instant now) {
    const auto payload = access::open_signed(db, purpose, token, now);
    if (!payload) return {};
    const std::size_t dot = payload->find('.');
    if (dot == std::string::npos) return {};
    const auto campaign_id = number_of(std::string_view(*payload).substr(0, dot));
    const auto customer_id = number_of(std::string_view(*payload).substr(dot + 1));
    if (!campaign_id || !customer_id) return {};
    return Invitation{CampaignId{*campaign_id}, base::CustomerId{*customer_id}};
}

}  // namespace huan::scene
