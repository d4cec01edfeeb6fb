#include "scene/routes.hpp"

#include "access/settings.hpp"
#include "base/error.hpp"
#include "http/rate.hpp"
#include "scene/commands.hpp"
#include "scene/qr.hpp"
#include "scene/queries.hpp"

#include <memory>

namespace huan::scene {

using base::Permission;

namespace {

/// Counts the visit and leads on. Its own parameters are all we read: messengers add some of theirs to every
/// link.
http::Response follow(store::Store& store, const http::Request& request, const base::Context& ctx) {
    Scan command;
    command.code.value = std::string(request.param("code").value_or("")).substr(0, 40);
    const std::string target = store.write([&](store::Transaction& tx) { return scan(tx, command, ctx); });
    http::Response response = http::redirect(request.base_path + target);
    response.headers.set("cache-control", "no-store");  // Each scan counts.
    return response;
}

/// The placement's QR. Without a public address in the settings it holds the address the console was opened
/// at.
http::Response picture(store::Store& store, const http::Request& request, const base::Context& ctx) {
    GetPlacement query;
    query.placement_id =
        PlacementId{std::atoll(std::string(request.param("placement_id").value_or("0")).c_str())};
    std::string link = store.read([&](store::Reader& db) { return get_placement(db, query, ctx); }).link;
    if (link.starts_with('/'))
        link = std::string(request.secure ? "https://" : "http://") + std::string(request.header("host")) +
               request.base_path + link;
    return http::text(qr_svg(link), "image/svg+xml");
}

}  // namespace

void routes(http::Router& router, store::Store& store) {
    router.query("GET /api/campaigns", Permission::campaign_read, &list_campaigns);
    router.query("GET /api/campaigns/{campaign_id}", Permission::campaign_read, &get_campaign);
    router.command("POST /api/campaigns", Permission::campaign_manage, &create_campaign);
    router.command("PUT /api/campaigns/{campaign_id}", Permission::campaign_manage, &update_campaign);
    router.query("POST /api/campaigns/{campaign_id}/preview", Permission::campaign_read, &preview_campaign);
    router.command("POST /api/campaigns/{campaign_id}/launch", Permission::campaign_manage, &launch_campaign);
    router.command("POST /api/campaigns/{campaign_id}/pause", Permission::campaign_manage, &pause_campaign);
    router.command("POST /api/campaigns/{campaign_id}/resume", Permission::campaign_manage, &resume_campaign);
    router.command("POST /api/campaigns/{campaign_id}/end", Permission::campaign_manage, &end_campaign);
    router.command("POST /api/campaigns/{campaign_id}/grant", Permission::coupon_grant, &grant_coupon);
    router.query("GET /api/campaigns/{campaign_id}/skips", Permission::campaign_read, &list_skips);
    router.query("GET /api/campaigns/{campaign_id}/why", Permission::campaign_read, &why);

    router.query("GET /api/placements", Permission::campaign_read, &list_placements);
    router.query("GET /api/placements/{placement_id}", Permission::campaign_read, &get_placement);
    router.command("POST /api/placements", Permission::campaign_manage, &create_placement);
    router.command("PUT /api/placements/{placement_id}", Permission::campaign_manage, &update_placement);
    router.blocking("GET /api/placements/{placement_id}/qr.svg", Permission::campaign_read,
                    [&store](const http::Request& request, const base::Context& ctx) {
                        return picture(store, request, ctx);
                    });
    router.blocking("GET /p/{code}", Permission::open,
                    [&store](const http::Request& request, const base::Context& ctx) {
                        return follow(store, request, ctx);
                    });

    router.query("GET /api/triggers", Permission::campaign_read, &list_triggers);
    router.command("POST /api/triggers", Permission::campaign_manage, &create_trigger);
    router.command("PUT /api/triggers/{trigger_id}", Permission::campaign_manage, &update_trigger);
    router.query("GET /api/guard", Permission::campaign_read, &get_guard);
    router.command("PUT /api/guard", Permission::settings_manage, &update_guard);

    // The claim page. Tokens and phone numbers do not belong into the audit log.
    router.command("GET /api/h5/claim", Permission::open, &visit_claim_page,
                   {.secret = true, .audited = false});
    // Strangers may try numbers: twenty at once from an address (a shop's guests share one), then one in six
    // seconds.
    const auto limiter = std::make_shared<http::RateLimiter>(http::Rate{1.0 / 6, 20});
    router.command("POST /api/h5/claim", Permission::open,
                   [limiter](store::Transaction& tx, const ClaimOnPage& command, const base::Context& ctx,
                             const http::Request& request) {
                       if (!command.token) limiter->take(request.address, http::RateLimiter::Clock::now());
                       return claim_on_page(tx, command, ctx);
                   },
                   {.secret = true});
    router.command("POST /api/h5/unsubscribe", Permission::open, &unsubscribe, {.secret = true});
}

}  // namespace huan::scene
