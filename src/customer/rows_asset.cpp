#include "customer/rows_asset.hpp"

#include "customer/rows_list.hpp"
#include "store/paging.hpp"

#include <algorithm>

namespace huan::customer::rows {
namespace {

using store::select;

/// What people the actor may see own, once for each person however many profiles they have.
std::string of_visible_people(std::vector<store::Param>& params, const DueSpan& span,
                              const base::Context& ctx) {
    const auto place = [&](const auto& value) {
        params.push_back(store::to_param(value));
        return "$" + std::to_string(params.size());
    };
    std::string sql =
        " FROM asset_holding h JOIN profile p ON p.id = h.profile_id JOIN customer c ON c.id = p.customer_id "
        "WHERE h.role = 'owner' AND h.due_day >= " +
        place(span.from_day) + " AND h.due_day <= " + place(span.to_day);
    if (span.kind) sql += " AND h.kind = " + place(*span.kind);
    if (span.owner) sql += " AND c.owner_id = " + place(span.owner);
    return sql + " AND " + in_scope(params, ctx.actor, "c.", "owner_id");
}

}  // namespace

std::optional<AssetRow> lock_asset(Transaction& tx, AssetId id) {
    return tx.first<AssetRow>(select<AssetRow>("asset WHERE id = $1") + std::string(tx.for_update()), id);
}

std::optional<AssetRow> asset(Reader& db, AssetId id) {
    return db.first<AssetRow>(select<AssetRow>("asset WHERE id = $1"), id);
}

void drop(Transaction& tx, const AssetRow& row) { tx.execute("DELETE FROM asset WHERE id = $1", row.id); }

void drop_holdings(Transaction& tx, ProfileId profile) {
    tx.execute("DELETE FROM asset_holding WHERE profile_id = $1", profile);
    tx.execute("DELETE FROM vehicle_user WHERE profile_id = $1", profile);
}

std::vector<AssetRow> assets(Reader& db, const std::vector<ProfileId>& profiles) {
    std::vector<AssetRow> found =
        all_in<AssetRow>(db, select<AssetRow>("asset WHERE profile_id IN"), profiles);
    for (AssetRow& used : all_in<AssetRow>(db, select<AssetRow>("asset WHERE user_profile_id IN"), profiles))
        if (std::ranges::find(found, used.id, &AssetRow::id) == found.end()) found.push_back(std::move(used));
    return found;
}

std::vector<AssetKind> kinds_about(Reader& db, VehicleId vehicle) {
    return db.column<AssetKind>("SELECT DISTINCT kind FROM asset WHERE vehicle_id = $1 AND ended_at IS NULL",
                                vehicle);
}

std::optional<VehicleRow> vehicle_by_id(Reader& db, VehicleId id) {
    return db.first<VehicleRow>(select<VehicleRow>("vehicle WHERE id = $1"), id);
}

std::optional<VehicleRow> lock_vehicle_by_id(Transaction& tx, VehicleId id) {
    return tx.first<VehicleRow>(select<VehicleRow>("vehicle WHERE id = $1") + std::string(tx.for_update()),
                                id);
}

std::vector<VehicleRow> vehicles_by_id(Reader& db, const std::vector<VehicleId>& ids) {
    return all_in<VehicleRow>(db, select<VehicleRow>("vehicle WHERE id IN"), ids);
}

std::vector<AssetRow> assets_by_id(Reader& db, const std::vector<AssetId>& ids) {
    return all_in<AssetRow>(db, select<AssetRow>("asset WHERE id IN"), ids);
}

std::vector<ProfileId> users_of(Reader& db, VehicleId id) {
    return db.column<ProfileId>(
        "SELECT profile_id FROM vehicle_user WHERE vehicle_id = $1 AND ended_at IS NULL ORDER BY profile_id",
        id);
}

std::int64_t release(Transaction& tx, VehicleId vehicle, const std::vector<ProfileId>& profiles, Instant at) {
    std::int64_t released = 0;
    for (const ProfileId profile : profiles)
        released += tx.execute(
            "UPDATE vehicle_user SET ended_at = $3 WHERE vehicle_id = $1 AND profile_id = $2 "
            "AND ended_at IS NULL",
            vehicle, profile, at);
    return released;
}

std::vector<HoldingRow> holdings(Reader& db, AssetId asset) {
    return db.all<HoldingRow>(
        select<HoldingRow>("asset_holding WHERE asset_id = $1 ORDER BY profile_id, kind"), asset);
}

void put(Transaction& tx, const HoldingRow& row) {
    tx.execute("INSERT INTO asset_holding (" + base::column_list<HoldingRow>() +
                   ") VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (profile_id, asset_id, kind) DO UPDATE SET "
                   "role = excluded.role, due_day = excluded.due_day, told = excluded.told",
               row.profile_id, row.asset_id, row.kind, row.role, row.due_day, row.told);
}

void drop(Transaction& tx, const HoldingRow& row) {
    tx.execute("DELETE FROM asset_holding WHERE profile_id = $1 AND asset_id = $2 AND kind = $3",
               row.profile_id, row.asset_id, row.kind);
}

std::vector<VehicleId> untold_vehicles(Reader& db, std::int64_t limit) {
    return db.column<VehicleId>(
        "SELECT DISTINCT asset_id FROM asset_holding WHERE told = '' ORDER BY asset_id LIMIT $1", limit);
}

std::vector<DueRow> dues(Reader& db, const DueSpan& span, const std::optional<DuePlace>& after,
                         std::int64_t limit, const base::Context& ctx) {
    std::vector<store::Param> params;
    DueSpan rest = span;
    if (after) rest.from_day = std::max(rest.from_day, after->due_day);
    std::string sql = "SELECT h.due_day, h.asset_id, h.kind, c.id, c.name, c.phone, c.owner_id" +
                      of_visible_people(params, rest, ctx);
    if (after) {
        std::string place = "(";
        for (const store::Param& value :
             {store::to_param(after->due_day), store::to_param(after->asset_id), store::to_param(after->kind),
              store::to_param(after->customer_id)}) {
            params.push_back(value);
            place.append(place.size() == 1 ? "$" : ", $").append(std::to_string(params.size()));
        }
        sql += " AND (h.due_day, h.asset_id, h.kind, c.id) > " + place + ")";
    }
    params.push_back(store::to_param(limit));
    sql +=
        " GROUP BY h.due_day, h.asset_id, h.kind, c.id, c.name, c.phone, c.owner_id "
        "ORDER BY h.due_day, h.asset_id, h.kind, c.id LIMIT $" +
        std::to_string(params.size());
    const store::Result result = db.run_with(sql, params);
    std::vector<DueRow> found;
    for (std::size_t row = 0; row < result.rows(); ++row)
        found.push_back(
            store::read_row<DueRow>(std::span(result.cells).subspan(row * result.width, result.width)));
    return found;
}

std::vector<DueCount> due_counts(Reader& db, const DueSpan& span, std::int64_t today,
                                 const base::Context& ctx) {
    std::vector<store::Param> params{store::to_param(today)};
    DueSpan any = span;
    any.kind.reset();
    const std::string once = "SELECT DISTINCT h.due_day, h.asset_id, h.kind, c.id AS customer_id" +
                             of_visible_people(params, any, ctx);
    const store::Result result = db.run_with(
        "SELECT d.kind, CAST(sum(CASE WHEN d.due_day < $1 THEN 1 ELSE 0 END) AS BIGINT), "
        "CAST(sum(CASE WHEN d.due_day >= $1 THEN 1 ELSE 0 END) AS BIGINT) FROM (" +
            once + ") d GROUP BY d.kind ORDER BY d.kind",
        params);
    std::vector<DueCount> counts;
    for (std::size_t row = 0; row < result.rows(); ++row)
        counts.push_back(
            store::read_row<DueCount>(std::span(result.cells).subspan(row * result.width, result.width)));
    return counts;
}

}  // namespace huan::customer::rows
