#include "scene/rows.hpp"

#include "jobs/visible.hpp"
#include "store/paging.hpp"

// Placements, campaigns, audiences, deliveries, visits; guard and triggers stand in rows_guard.cpp.
namespace huan::scene::rows {

using store::anywhere;
using store::select;

namespace {

store::Bytes bytes_of(const insight::People& people) {
    store::Bytes bytes;
    bytes.value.resize(people.getSizeInBytes());
    people.write(bytes.value.data());
    return bytes;
}

}  // namespace

// --- placements
// -----------------------------------------------------------------------------------------------------

std::optional<Placement> find_placement(store::Reader& db, PlacementId id) {
    static const std::string sql = select<Placement>("placement WHERE id = $1");
    return db.first<Placement>(sql, id);
}

std::optional<Placement> lock_placement(store::Transaction& tx, PlacementId id) {
    static const std::string sql = select<Placement>("placement WHERE id = $1");
    return tx.first<Placement>(sql + std::string(tx.for_update()), id);
}

std::optional<Placement> placement_by_code(store::Reader& db, const std::string& code) {
    static const std::string sql = select<Placement>("placement WHERE code = $1");
    return db.first<Placement>(sql, code);
}

std::vector<Placement> placements(store::Reader& db, const ListPlacements& query, const base::Actor& actor,
                                  std::int64_t before, std::int64_t limit) {
    static const std::string sql = select<Placement>(
        "placement WHERE ($1 = 1 OR (org_path >= $2 AND org_path < $3)) AND id < $4 "
        "AND ($5 = 0 OR campaign_id = $5) ORDER BY id DESC LIMIT $6");
    const jobs::Visible who = jobs::visible(actor);
    return db.all<Placement>(sql, who.all, who.from, who.until, before,
                             query.campaign_id ? query.campaign_id->value : 0, limit);
}

void count_scan(store::Transaction& tx, PlacementId id, std::int64_t day) {
    tx.execute(
        "INSERT INTO placement_scan (placement_id, day, n) VALUES ($1, $2, 1) "
        "ON CONFLICT (placement_id, day) DO UPDATE SET n = placement_scan.n + 1",
        id, day);
}

std::int64_t scans(store::Reader& db, PlacementId id) {
    return db
        .value<std::int64_t>("SELECT CAST(sum(n) AS BIGINT) FROM placement_scan WHERE placement_id = $1", id)
        .value_or(0);
}

// --- campaigns
// ------------------------------------------------------------------------------------------------------

std::optional<Campaign> find_campaign(store::Reader& db, CampaignId id) {
    static const std::string sql = select<Campaign>("campaign WHERE id = $1");
    return db.first<Campaign>(sql, id);
}

std::optional<Campaign> lock_campaign(store::Transaction& tx, CampaignId id) {
    static const std::string sql = select<Campaign>("campaign WHERE id = $1");
    return tx.first<Campaign>(sql + std::string(tx.for_update()), id);
}

bool name_taken(store::Reader& db, base::OrgId org_id, const std::string& name, CampaignId except) {
    return db
        .value<std::int64_t>("SELECT id FROM campaign WHERE org_id = $1 AND name = $2 AND id <> $3", org_id,
                             name, except.value)
        .has_value();
}

std::vector<Campaign> campaigns(store::Reader& db, const ListCampaigns& query, const base::Actor& actor,
                                std::int64_t before, std::int64_t limit) {
    static const std::string sql = select<Campaign>(
        "campaign WHERE ($1 = 1 OR (org_path >= $2 AND org_path < $3)) AND id < $4 "
        "AND ($5 = '' OR status = $5) AND ($6 = '' OR lower(name) LIKE $6 ESCAPE '\\') "
        "ORDER BY id DESC LIMIT $7");
    const jobs::Visible who = jobs::visible(actor);
    return db.all<Campaign>(sql, who.all, who.from, who.until, before,
                            query.status ? std::string(base::word_of(*query.status)) : "",
                            query.search && !query.search->empty() ? anywhere(*query.search) : "", limit);
}

std::vector<Campaign> running(store::Reader& db, CampaignId except) {
    static const std::string sql =
        select<Campaign>("campaign WHERE status IN ('live', 'paused') AND id <> $1 ORDER BY id");
    return db.all<Campaign>(sql, except.value);
}

std::vector<CampaignId> to_end(store::Reader& db, base::Instant now) {
    return db.column<CampaignId>(
        "SELECT id FROM campaign WHERE status IN ('live', 'paused') AND ends_at <= $1 ORDER BY id", now);
}

std::vector<Campaign> to_deliver(store::Reader& db, base::Instant now) {
    static const std::string sql = select<Campaign>(
        "campaign WHERE status = 'live' AND strategy = 'send' AND starts_at <= $1 AND ends_at > $1 "
        "AND EXISTS (SELECT 1 FROM campaign_audience a WHERE a.campaign_id = campaign.id "
        "AND a.is_done = 0) ORDER BY id");
    return db.all<Campaign>(sql, now);
}

std::vector<CampaignId> ended_like(store::Reader& db, const Campaign& campaign) {
    return db.column<CampaignId>(
        "SELECT id FROM campaign WHERE status = 'ended' AND strategy = 'send' AND org_id = $1 AND goal = $2 "
        "AND id <> $3 ORDER BY ended_at DESC LIMIT 10",
        campaign.org_id, campaign.goal, campaign.id.value);
}

std::int64_t count_campaigns(store::Reader& db) {
    return db.value<std::int64_t>("SELECT count(*) FROM campaign").value_or(0);
}

// --- audience and delivery
// ------------------------------------------------------------------------------------------

void insert_audience(store::Transaction& tx, CampaignId id, const Audience& audience, base::Instant now) {
    tx.execute(
        "INSERT INTO campaign_audience (campaign_id, audience, holdout, frozen_at, reached, people_done, "
        "is_done)"
        " VALUES ($1, $2, $3, $4, 0, 0, 0)",
        id, bytes_of(audience.treated), bytes_of(audience.holdout), now);
}

std::optional<Audience> audience(store::Reader& db, CampaignId id) {
    const store::Result found =
        db.run("SELECT audience, holdout FROM campaign_audience WHERE campaign_id = $1", id);
    if (found.rows() == 0) return {};
    const auto people = [&](std::size_t column) {
        store::Bytes bytes;
        store::read_cell(found.at(0, column), bytes);
        return insight::People::readSafe(bytes.value.data(), bytes.value.size());
    };
    return Audience{people(0), people(1)};
}

std::optional<Progress> progress(store::Reader& db, CampaignId id) {
    static const std::string sql = select<Progress>("campaign_audience WHERE campaign_id = $1");
    return db.first<Progress>(sql, id);
}

std::optional<Progress> lock_progress(store::Transaction& tx, CampaignId id) {
    static const std::string sql = select<Progress>("campaign_audience WHERE campaign_id = $1");
    return tx.first<Progress>(sql + std::string(tx.for_update()), id);
}

void set_progress(store::Transaction& tx, CampaignId id, const Progress& progress) {
    tx.execute(
        "UPDATE campaign_audience SET reached = $2, people_done = $3, is_done = $4 WHERE campaign_id = $1",
        id, progress.reached, progress.people_done, progress.is_done);
}

bool insert_delivery(store::Transaction& tx, const Delivery& delivery) {
    return tx.execute(
               "INSERT INTO campaign_delivery (campaign_id, customer_id, profile_id, status, reason, "
               "message_id, "
               "at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (campaign_id, customer_id) DO NOTHING",
               delivery.campaign_id, delivery.customer_id, delivery.profile_id, delivery.status,
               delivery.reason, delivery.message_id, delivery.at) == 1;
}

std::optional<Delivery> delivery(store::Reader& db, CampaignId id, base::CustomerId customer_id) {
    static const std::string sql =
        select<Delivery>("campaign_delivery WHERE campaign_id = $1 AND customer_id = $2");
    return db.first<Delivery>(sql, id, customer_id);
}

std::vector<Delivery> deliveries(store::Reader& db, CampaignId id) {
    static const std::string sql =
        select<Delivery>("campaign_delivery WHERE campaign_id = $1 ORDER BY customer_id");
    return db.all<Delivery>(sql, id);
}

std::int64_t count_deliveries(store::Reader& db, CampaignId id, DeliveryStatus status) {
    return db
        .value<std::int64_t>("SELECT count(*) FROM campaign_delivery WHERE campaign_id = $1 AND status = $2",
                             id, status)
        .value_or(0);
}

std::int64_t count_passed_over(store::Reader& db, CampaignId id) {
    return db
        .value<std::int64_t>(
            "SELECT count(DISTINCT s.customer_id) FROM skip s WHERE s.campaign_id = $1 "
            "AND NOT EXISTS (SELECT 1 FROM campaign_delivery d WHERE d.campaign_id = $1 "
            "AND d.customer_id = s.customer_id AND d.status <> 'skipped') "
            "AND NOT EXISTS (SELECT 1 FROM coupon c WHERE c.customer_id = s.customer_id "
            "AND c.campaign_id = $1)",
            id)
        .value_or(0);
}

// --- visits
// ---------------------------------------------------------------------------------------------------------

std::optional<Visits> visits(store::Reader& db, CampaignId id, base::CustomerId customer_id) {
    static const std::string sql =
        select<Visits>("campaign_visit WHERE campaign_id = $1 AND customer_id = $2");
    return db.first<Visits>(sql, id, customer_id);
}

bool count_visit(store::Transaction& tx, CampaignId id, base::CustomerId customer_id,
                 std::optional<PlacementId> placement_id, base::Instant now, base::Instant not_after) {
    return tx.execute(
               "INSERT INTO campaign_visit (campaign_id, customer_id, placement_id, n, first_at, last_at) "
               "VALUES ($1, $2, $3, 1, $4, $4) ON CONFLICT (campaign_id, customer_id) DO UPDATE "
               "SET n = campaign_visit.n + 1, last_at = $4 WHERE campaign_visit.last_at <= $5",
               id, customer_id, placement_id, now, not_after) == 1;
}

std::int64_t visitors(store::Reader& db, CampaignId id) {
    return db.value<std::int64_t>("SELECT count(*) FROM campaign_visit WHERE campaign_id = $1", id)
        .value_or(0);
}

}  // namespace huan::scene::rows
