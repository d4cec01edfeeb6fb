#include "effect/rows.hpp"

namespace huan::effect::rows {

void each_order(store::Reader& db, base::Instant from, base::Instant to,
                const std::function<bool(const OrderFact&)>& visit) {
    db.stream(
        "SELECT p.customer_id, o.ordered_at, o.amount - o.refunded, "
        "CAST(coalesce((SELECT sum(l.amount) FROM order_line l JOIN product r ON r.sku = l.sku WHERE "
        "l.order_id = o.id), 0) AS BIGINT), "
        "CAST(coalesce((SELECT sum(l.quantity * r.cost) FROM order_line l JOIN product r ON r.sku = l.sku "
        "WHERE l.order_id = o.id), 0) AS BIGINT) "
        "FROM customer_order o JOIN profile p ON p.id = o.profile_id "
        "WHERE o.ordered_at >= $1 AND o.ordered_at < $2 AND o.status <> 'refunded'",
        [&](const store::RowView& row) { return visit(store::read_row<OrderFact>(row)); }, from, to);
}

void order_times(store::Reader& db, base::Instant to,
                 const std::function<bool(std::int64_t, base::Instant)>& visit) {
    db.stream(
        "SELECT p.customer_id, o.ordered_at FROM customer_order o JOIN profile p ON p.id = o.profile_id "
        "WHERE o.ordered_at < $1 AND o.status <> 'refunded' ORDER BY p.customer_id, o.ordered_at",
        [&](const store::RowView& row) {
            std::int64_t customer = 0;
            base::Instant at;
            store::read_cell(row[0], customer);
            store::read_cell(row[1], at);
            return visit(customer, at);
        },
        to);
}

std::vector<DeliveryFact> deliveries(store::Reader& db, scene::CampaignId id) {
    return db.all<DeliveryFact>(
        "SELECT customer_id, status, message_id, at FROM campaign_delivery WHERE campaign_id = $1", id);
}

std::vector<MetFact> met(store::Reader& db, scene::CampaignId id, base::Instant before) {
    // Who was refused before they could be held out, or by a trigger that had given already, says nothing.
    return db.all<MetFact>(
        "SELECT m.customer_id, max(m.held_out), min(m.at) FROM ("
        "SELECT p.customer_id AS customer_id, 1 AS held_out, d.at AS at FROM campaign_delivery d "
        "JOIN profile p ON p.id = d.customer_id WHERE d.campaign_id = $1 AND d.status = 'held_out' "
        "UNION ALL SELECT p.customer_id, 0, c.claimed_at FROM coupon c "
        "JOIN profile p ON p.id = c.customer_id WHERE c.campaign_id = $1 "
        "UNION ALL SELECT p.customer_id, 0, s.at FROM skip s JOIN profile p ON p.id = s.customer_id "
        "WHERE s.campaign_id = $1 AND s.reason NOT IN "
        "('holdout', 'outside', 'campaign_closed', 'trigger_limit')) m "
        "WHERE m.at < $2 GROUP BY m.customer_id",
        id, before);
}

std::vector<std::int64_t> visitors(store::Reader& db, scene::CampaignId id) {
    return db.column<std::int64_t>("SELECT customer_id FROM campaign_visit WHERE campaign_id = $1", id);
}

std::vector<CouponFact> coupons(store::Reader& db, scene::CampaignId id) {
    return db.all<CouponFact>(
        "SELECT customer_id, state, channel, placement_id, platform_cost, merchant_cost, order_amount FROM "
        "coupon "
        "WHERE campaign_id = $1 ORDER BY id",
        id);
}

std::vector<PersonFact> newcomers(store::Reader& db, base::Instant from, base::Instant to) {
    return db.all<PersonFact>(
        "SELECT id, first_seen, first_order_at FROM customer WHERE (first_seen >= $1 AND first_seen < $2) "
        "OR (first_order_at >= $1 AND first_order_at < $2)",
        from, to);
}

std::vector<PlacementFact> placements(store::Reader& db, scene::CampaignId id) {
    return db.all<PlacementFact>("SELECT id, name, cost FROM placement WHERE campaign_id = $1 ORDER BY id",
                                 id);
}

std::vector<SuggestionRow> suggestions(store::Reader& db, const std::string& state) {
    return db.all<SuggestionRow>(
        "SELECT " + base::column_list<SuggestionRow>() +
            " FROM suggestion WHERE $1 = '' OR state = $1 ORDER BY id DESC LIMIT 100",
        state);
}

std::optional<SuggestionRow> lock_suggestion(store::Transaction& tx, std::int64_t id) {
    return tx.first<SuggestionRow>("SELECT " + base::column_list<SuggestionRow>() +
                                       " FROM suggestion WHERE id = $1" + std::string(tx.for_update()),
                                   id);
}

std::vector<CampaignSpan> campaigns_between(store::Reader& db, base::Instant from, base::Instant to) {
    return db.all<CampaignSpan>(
        "SELECT " + base::column_list<CampaignSpan>() +
            " FROM campaign WHERE launched_at < $2 AND (ended_at IS NULL OR ended_at >= $1) ORDER BY id",
        from, to);
}

std::int64_t last_event(store::Reader& db) {
    return db.value<std::int64_t>("SELECT max(seq) FROM event").value_or(0);
}

bool segment_named(store::Reader& db, base::OrgId org_id, const std::string& name) {
    return db
        .value<std::int64_t>("SELECT id FROM segment WHERE org_id = $1 AND name = $2 AND archived_at IS NULL",
                             org_id, name)
        .has_value();
}

bool campaign_named(store::Reader& db, base::OrgId org_id, const std::string& name) {
    return db.value<std::int64_t>("SELECT id FROM campaign WHERE org_id = $1 AND name = $2", org_id, name)
        .has_value();
}

std::int64_t silent_people(store::Reader& db) {
    return db.value<std::int64_t>("SELECT count(*) FROM customer_stage WHERE stage = 'silent'").value_or(0);
}

bool has_recall_campaign(store::Reader& db) {
    return db
        .value<std::int64_t>("SELECT id FROM campaign WHERE goal = 'recall' AND status <> 'ended' LIMIT 1")
        .has_value();
}

std::int64_t leads_due(store::Reader& db, base::Instant before) {
    return db
        .value<std::int64_t>(
            "SELECT count(*) FROM lead WHERE state IN ('open', 'assigned', 'callback') AND due_at < $1",
            before)
        .value_or(0);
}

const std::string& latest_events_sql() {
    static const std::string sql =
        "SELECT seq, name, occurred_at, actor, profile_id, properties FROM event "
        "WHERE live = 1 AND name IN "
        "('order.completed', 'coupon.claimed', 'coupon.redeemed', 'finding.recorded', 'lead.created', "
        "'lead.won', 'call.ended', 'commission.earned', 'campaign.launched') ORDER BY seq DESC LIMIT $1";
    return sql;
}

std::vector<FeedRow> latest_events(store::Reader& db, std::int64_t limit) {
    return db.all<FeedRow>(latest_events_sql(), limit);
}

}  // namespace huan::effect::rows
