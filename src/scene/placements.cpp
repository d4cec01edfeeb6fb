#include "access/settings.hpp"
#include "offer/queries.hpp"
#include "scene/commands.hpp"
#include "scene/errors.hpp"
#include "scene/queries.hpp"
#include "scene/rows.hpp"
#include "store/paging.hpp"

#include <sodium.h>

namespace huan::scene {

namespace {

/// 8 of 31 characters that cannot be taken for one another: short enough for a small QR, too many to try out.
std::string new_code() {
    constexpr std::string_view alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
    std::string code(8, ' ');
    for (char& c : code) c = alphabet[randombytes_uniform(static_cast<std::uint32_t>(alphabet.size()))];
    return code;
}

PlacementView shown(store::Reader& db, const Placement& placement) {
    const offer::CouponCounts coupons = offer::counts_of_placement(db, placement.id);
    PlacementView view;
    view.id = placement.id;
    view.name = placement.name;
    view.kind = placement.kind;
    view.place = placement.place;
    view.starts_at = placement.starts_at;
    view.ends_at = placement.ends_at;
    view.cost = placement.cost;
    view.code = placement.code;
    view.link = access::settings(db).public_url.value_or("") + "/p/" + placement.code;
    view.campaign_id = placement.campaign_id;
    view.scans = rows::scans(db, placement.id);
    view.claimed = coupons.claimed + coupons.locked + coupons.redeemed + coupons.returned + coupons.expired +
                   coupons.revoked;
    view.redeemed = coupons.redeemed;
    view.created_at = placement.created_at;
    view.version = placement.version;
    return view;
}

/// What both requests have in common.
template <class Request>
void take_over(store::Transaction& tx, Placement& placement, const Request& request,
               const base::Context& ctx) {
    placement.name = request.name;
    placement.kind = request.kind;
    placement.place = request.place.value_or(base::Note<200>{});
    placement.starts_at = request.starts_at;
    placement.ends_at = request.ends_at;
    placement.cost = request.cost.value_or(base::Money{});
    placement.campaign_id = request.campaign_id;
    if (placement.cost.minor < 0) throw base::Error{base::errors::out_of_range, "cost"};
    if (placement.starts_at && placement.ends_at && *placement.starts_at >= *placement.ends_at)
        throw base::Error{errors::bad_period, "ends_at"};
    if (!placement.campaign_id) return;
    const auto campaign = rows::find_campaign(tx, *placement.campaign_id);
    if (!campaign || !base::may_see(ctx.actor, campaign->org_path))
        throw base::Error{errors::unknown, "campaign_id"};
}

}  // namespace

PlacementView create_placement(store::Transaction& tx, const CreatePlacement& command,
                               const base::Context& ctx) {
    Placement placement;
    placement.id = PlacementId{tx.next_id()};
    placement.org_id = ctx.actor.org_id;
    placement.org_path = ctx.actor.org_path;
    placement.code = new_code();
    placement.created_at = ctx.now;
    placement.version = 1;
    take_over(tx, placement, command, ctx);
    store::insert_row(tx, "placement", placement);
    return shown(tx, placement);
}

PlacementView update_placement(store::Transaction& tx, const UpdatePlacement& command,
                               const base::Context& ctx) {
    auto placement = rows::lock_placement(tx, command.placement_id);
    if (!placement || !base::may_see(ctx.actor, placement->org_path)) throw base::Error{errors::unknown};
    if (placement->version != command.seen_version) throw base::Error{errors::stale, "seen_version"};
    take_over(tx, *placement, command, ctx);
    ++placement->version;
    store::update_row(tx, "placement", *placement);
    return shown(tx, *placement);
}

std::string scan(store::Transaction& tx, const Scan& command, const base::Context& ctx) {
    std::string code;
    for (const char c : command.code.value) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) code += lower;
    }
    if (const auto placement = rows::placement_by_code(tx, code))
        rows::count_scan(tx, placement->id,
                         access::settings(tx).zone().day_of(ctx.now).time_since_epoch().count());
    return "/h5/claim?code=" + code;
}

PlacementView get_placement(store::Reader& db, const GetPlacement& query, const base::Context& ctx) {
    const auto placement = rows::find_placement(db, query.placement_id);
    if (!placement || !base::may_see(ctx.actor, placement->org_path)) throw base::Error{errors::unknown};
    return shown(db, *placement);
}

base::Page<PlacementView> list_placements(store::Reader& db, const ListPlacements& query,
                                          const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    return store::page_shown(
        rows::placements(db, query, ctx.actor, store::before_id(query.cursor), limit + 1), limit,
        [&](const Placement& placement) { return shown(db, placement); });
}

}  // namespace huan::scene
