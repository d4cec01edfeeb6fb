#include "scene/follow.hpp"

#include "access/settings.hpp"
#include "channel/queries.hpp"
#include "customer/queries.hpp"
#include "scene/rows_follow.hpp"

namespace huan::scene {

void follow_people(store::Transaction& tx, const store::Event& event, const base::Context& ctx) {
    const base::Zone zone = access::settings(tx).zone();
    const base::Day today = zone.day_of(ctx.now);
    for (const std::string_view key : {"from_customer_id", "into_customer_id"}) {
        const boost::json::value* found = event.properties.if_contains(key);
        if (found == nullptr || !found->is_int64()) continue;
        const base::CustomerId customer_id{found->get_int64()};
        rows::set_messages(tx, customer_id, channel::ChannelKind::inbox, today.time_since_epoch().count(),
                           channel::campaign_messages_since(tx, customer_id, zone.start_of(today)));
        // The profiles of who is gone are somebody else's now.
        std::vector<base::ProfileId> profiles;
        for (const base::ProfileId profile : customer::profiles_of(tx, customer_id))
            if (customer::customer_of(tx, profile) == customer_id) profiles.push_back(profile);
        rows::recount_firings(tx, customer_id, profiles);
    }
}

}  // namespace huan::scene
