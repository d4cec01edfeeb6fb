#include "rows.hpp"

#include <fmt/format.h>

namespace huan::loop::rows {
namespace {

/// What joining moves (stages are as of a moment, so they may move on): a name, and a SELECT of texts or
/// numbers in a fixed order.
struct Table {
    const char* name;
    const char* select;
};
constexpr Table of_people[] = {
    {"profile", "SELECT id, customer_id FROM profile ORDER BY id"},
    {"customer",
     "SELECT id, name, phone, email, order_count, order_amount, first_order_at, last_order_at FROM customer "
     "ORDER BY id"},
    {"coupon", "SELECT id, customer_id, state FROM coupon ORDER BY id"},
    {"coupon_holder", "SELECT customer_id, held FROM coupon_holder WHERE held <> 0 ORDER BY customer_id"},
    {"claim_count",
     "SELECT customer_id, coupon_type_id, kind, bucket, n FROM claim_count WHERE n <> 0 "
     "ORDER BY customer_id, coupon_type_id, kind, bucket"},
    {"trigger_count",
     "SELECT trigger_id, customer_id, n FROM trigger_count WHERE n <> 0 ORDER BY trigger_id, customer_id"},
    {"point_account",
     "SELECT customer_id, balance FROM point_account WHERE balance <> 0 ORDER BY customer_id"},
    {"point_lot", "SELECT id, customer_id, held FROM point_lot ORDER BY id"},
    {"lead", "SELECT id, customer_id, state, owner_id, merged_into FROM lead ORDER BY id"},
    {"inbox_message", "SELECT id, customer_id FROM inbox_message ORDER BY id"},
    {"identity", "SELECT id, profile_id, state FROM identity ORDER BY id"},
};

constexpr Truth all_truths[] = {
    {"every entry of the books sums to zero",
     "SELECT count(*) FROM (SELECT entry_id FROM ledger_posting GROUP BY entry_id "
     "HAVING sum(amount) <> 0) e"},
    {"what a coupon type has left is what its account says",
     "SELECT count(*) FROM coupon_type t WHERE t.status <> 'draft' AND t.budget_left <> "
     "(SELECT COALESCE(sum(p.amount), 0) FROM ledger_posting p JOIN ledger_account a ON a.id = "
     "p.account_id "
     "WHERE a.coupon_type_id = t.id AND a.campaign_id = 0 AND a.kind = 'budget')"},
    {"what a campaign has left is what its account says",
     "SELECT count(*) FROM campaign_allotment c WHERE c.budget_left <> "
     "(SELECT COALESCE(sum(p.amount), 0) FROM ledger_posting p JOIN ledger_account a ON a.id = "
     "p.account_id "
     "WHERE a.coupon_type_id = c.coupon_type_id AND a.campaign_id = c.campaign_id AND a.kind = "
     "'budget')"},
    {"nothing is overspent",
     "SELECT (SELECT count(*) FROM coupon_type WHERE budget_left < 0 OR issued > stock) + "
     "(SELECT count(*) FROM campaign_allotment WHERE budget_left < 0)"},
    {"a budget is what is left, allotted, in hands and given",
     "SELECT count(*) FROM coupon_type t WHERE t.status <> 'draft' AND t.budget <> t.budget_left + "
     "(SELECT COALESCE(sum(a.budget_left), 0) FROM campaign_allotment a WHERE a.coupon_type_id = t.id) + "
     "(SELECT COALESCE(sum(CASE WHEN c.state IN ('claimed', 'locked') THEN c.face_value "
     "WHEN c.state = 'redeemed' THEN c.discount ELSE 0 END), 0) FROM coupon c "
     "WHERE c.coupon_type_id = t.id)"},
    {"the liability in the books is the face value in hands",
     "SELECT count(*) FROM coupon_type t WHERE "
     "(SELECT COALESCE(sum(p.amount), 0) FROM ledger_posting p JOIN ledger_account a ON a.id = "
     "p.account_id "
     "WHERE a.coupon_type_id = t.id AND a.kind = 'issued') <> "
     "(SELECT COALESCE(sum(c.face_value), 0) FROM coupon c WHERE c.coupon_type_id = t.id "
     "AND c.state IN ('claimed', 'locked'))"},
    {"the costs in the books are the discounts given",
     "SELECT count(*) FROM coupon_type t WHERE "
     "(SELECT COALESCE(sum(p.amount), 0) FROM ledger_posting p JOIN ledger_account a ON a.id = "
     "p.account_id "
     "WHERE a.coupon_type_id = t.id AND a.kind IN ('cost_platform', 'cost_merchant')) <> "
     "(SELECT COALESCE(sum(c.platform_cost + c.merchant_cost), 0) FROM coupon c "
     "WHERE c.coupon_type_id = t.id AND c.state = 'redeemed')"},
    {"a discount is what platform and merchant bear",
     "SELECT count(*) FROM coupon WHERE state = 'redeemed' AND (discount <> platform_cost + "
     "merchant_cost "
     "OR discount > face_value OR discount > order_amount OR order_amount < threshold)"},
    {"the pieces issued are counted",
     "SELECT count(*) FROM coupon_type t WHERE t.issued <> "
     "(SELECT count(*) FROM coupon c WHERE c.coupon_type_id = t.id)"},
    {"the pieces in a person's hands are counted",
     "SELECT (SELECT count(*) FROM coupon_holder h WHERE h.held <> (SELECT count(*) FROM coupon c "
     "WHERE c.customer_id = h.customer_id AND c.state IN ('claimed', 'locked'))) + "
     "(SELECT count(*) FROM coupon c WHERE NOT EXISTS (SELECT 1 FROM coupon_holder h "
     "WHERE h.customer_id = c.customer_id))"},
    {"a person's claims by day are counted",
     "SELECT count(*) FROM claim_count n WHERE n.kind = 1 AND n.n <> (SELECT count(*) FROM coupon c "
     "WHERE c.customer_id = n.customer_id AND c.coupon_type_id = n.coupon_type_id "
     "AND c.claim_day = n.bucket)"},
    {"a person's claims by campaign are counted",
     "SELECT count(*) FROM claim_count n WHERE n.kind = 2 AND n.n <> (SELECT count(*) FROM coupon c "
     "WHERE c.customer_id = n.customer_id AND c.coupon_type_id = n.coupon_type_id "
     "AND COALESCE(c.campaign_id, 0) = n.bucket)"},
    {"only a locked coupon has a lock",
     "SELECT count(*) FROM coupon WHERE (state = 'locked') <> (locked_until IS NOT NULL)"},
    {"only a redeemed coupon has a discount",
     "SELECT count(*) FROM coupon WHERE (state = 'redeemed') <> (discount IS NOT NULL)"},
    {"an ended campaign keeps no money",
     "SELECT count(*) FROM campaign c JOIN campaign_allotment a ON a.campaign_id = c.id "
     "WHERE c.status = 'ended' AND (a.state <> 'released' OR a.budget_left <> 0)"},
    {"a paused campaign hands nothing out",
     "SELECT count(*) FROM campaign c JOIN campaign_allotment a ON a.campaign_id = c.id "
     "WHERE (c.status = 'paused' AND a.state = 'open') OR (c.status = 'live' AND a.state <> 'open')"},
    {"coupons follow their profile",
     "SELECT count(*) FROM coupon x JOIN profile p ON p.id = x.profile_id "
     "WHERE x.customer_id <> p.customer_id"},
    {"messages follow their profile",
     "SELECT count(*) FROM inbox_message x JOIN profile p ON p.id = x.profile_id "
     "WHERE x.customer_id <> p.customer_id"},
    {"leads follow their profile",
     "SELECT count(*) FROM lead x JOIN profile p ON p.id = x.profile_id WHERE x.customer_id <> "
     "p.customer_id"},
    {"points follow their profile",
     "SELECT count(*) FROM point_lot x JOIN profile p ON p.id = x.profile_id "
     "WHERE x.customer_id <> p.customer_id"},
    {"everybody is the oldest of their profiles",
     "SELECT (SELECT count(*) FROM profile p WHERE NOT EXISTS (SELECT 1 FROM customer c "
     "WHERE c.id = p.customer_id)) + (SELECT count(*) FROM customer c WHERE NOT EXISTS (SELECT 1 "
     "FROM profile p WHERE p.id = c.id AND p.customer_id = c.id AND NOT EXISTS (SELECT 1 FROM profile q "
     "WHERE q.customer_id = c.id AND (q.created_at < p.created_at "
     "OR (q.created_at = p.created_at AND q.id < p.id)))))"},
    {"a person's orders are counted and summed",
     "SELECT count(*) FROM customer c WHERE c.order_count <> (SELECT count(*) FROM customer_order o "
     "JOIN profile p ON p.id = o.profile_id WHERE p.customer_id = c.id AND o.status <> 'refunded') "
     "OR c.order_amount <> (SELECT COALESCE(sum(o.amount - o.refunded), 0) FROM customer_order o "
     "JOIN profile p ON p.id = o.profile_id WHERE p.customer_id = c.id)"},
    {"a refund is at most the order",
     "SELECT count(*) FROM customer_order o WHERE o.refunded > o.amount OR o.refunded <> "
     "(SELECT COALESCE(sum(r.amount), 0) FROM order_refund r WHERE r.order_id = o.id)"},
    {"every entry of the points sums to zero",
     "SELECT count(*) FROM (SELECT entry_id FROM point_posting GROUP BY entry_id "
     "HAVING sum(points) <> 0) e"},
    {"a lot of points is what its postings say",
     "SELECT count(*) FROM point_lot l WHERE held <> (SELECT COALESCE(sum(p.points), 0) "
     "FROM point_posting p WHERE p.lot_id = l.id AND p.account = 'held')"},
    {"no lot of points holds more than was granted",
     "SELECT count(*) FROM point_lot WHERE held < 0 OR expired < 0 OR returned < 0 "
     "OR held + expired + returned > granted"},
    {"a balance of points is that of its lots",
     "SELECT count(*) FROM point_account a WHERE balance < 0 OR balance <> (SELECT "
     "COALESCE(sum(l.held), 0) FROM point_lot l WHERE l.customer_id = a.customer_id)"},
    {"whoever holds points has a balance",
     "SELECT count(*) FROM point_lot l WHERE held > 0 AND NOT EXISTS (SELECT 1 FROM point_account a "
     "WHERE a.customer_id = l.customer_id)"},
    {"a trigger's gifts to a person are counted",
     "SELECT count(*) FROM trigger_count n WHERE n.n <> (SELECT count(*) FROM trigger_firing f "
     "JOIN coupon c ON c.id = f.coupon_id WHERE f.trigger_id = n.trigger_id "
     "AND c.customer_id = n.customer_id)"},
    {"a lead is merged into another of its person",
     "SELECT count(*) FROM lead l WHERE (l.state = 'merged') <> (l.merged_into IS NOT NULL) OR "
     "(l.state = 'merged' AND NOT EXISTS (SELECT 1 FROM lead i WHERE i.id = l.merged_into "
     "AND i.id <> l.id AND i.customer_id = l.customer_id AND i.kind = l.kind))"},
    {"a lead's calls are counted",
     "SELECT count(*) FROM lead l WHERE l.attempts <> (SELECT count(*) FROM call c "
     "WHERE c.lead_id = l.id AND c.ended_at IS NOT NULL)"},
    {"no reactor failed", "SELECT count(*) FROM reactor_failure"},
};

std::string shown(const store::Cell& cell) {
    if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    return "-";
}

}  // namespace

std::span<const Truth> truths() { return all_truths; }

std::int64_t exceptions(store::Reader& db, const Truth& truth) {
    return db.value<std::int64_t>(truth.count_of_exceptions).value_or(0);
}

std::string everything_of_people(store::Reader& db) {
    std::string text;
    for (const Table& table : of_people) {
        const store::Result found = db.run(table.select);
        for (std::size_t row = 0; row < found.rows(); ++row) {
            text.append(table.name);
            for (std::size_t column = 0; column < found.width; ++column)
                text.append(" ").append(shown(found.at(row, column)));
            text.append("\n");
        }
    }
    return text;
}

Marks marks(store::Reader& db) {
    return db
        .first<Marks>(
            "SELECT COALESCE((SELECT max(seq) FROM event), 0), COALESCE((SELECT max(id) FROM ledger_entry), "
            "0), "
            "COALESCE((SELECT max(id) FROM coupon), 0), COALESCE((SELECT max(id) FROM inbox_message), 0)")
        .value();
}

std::int64_t reactor_failures(store::Reader& db) {
    return db.value<std::int64_t>("SELECT count(*) FROM reactor_failure").value_or(0);
}

std::string last_reactor_failure(store::Reader& db) {
    return db
        .value<std::string>("SELECT reactor || ': ' || problem FROM reactor_failure ORDER BY id DESC LIMIT 1")
        .value_or("");
}

std::int64_t broken_entries(store::Reader& db, std::int64_t after) {
    return db
        .value<std::int64_t>(
            "SELECT count(*) FROM ledger_entry e WHERE e.id > $1 AND "
            "(SELECT COALESCE(sum(p.amount), 0) FROM ledger_posting p WHERE p.entry_id = e.id) <> 0",
            after)
        .value_or(0);
}

std::vector<Issued> issued_after(store::Reader& db, std::int64_t after) {
    return db.all<Issued>(
        "SELECT c.id, c.customer_id, COALESCE(c.campaign_id, 0), c.channel, c.claimed_at, c.claim_day, "
        "(SELECT count(*) FROM coupon o WHERE o.coupon_type_id = c.coupon_type_id), t.stock, "
        "(SELECT count(*) FROM coupon o WHERE o.customer_id = c.customer_id AND o.id < c.id "
        "AND o.coupon_type_id = c.coupon_type_id AND o.claim_day = c.claim_day), "
        "COALESCE(t.per_person_per_day, 1000000), "
        "(SELECT count(*) FROM coupon o WHERE o.customer_id = c.customer_id AND o.id < c.id "
        "AND o.coupon_type_id = c.coupon_type_id "
        "AND COALESCE(o.campaign_id, 0) = COALESCE(c.campaign_id, 0)), "
        "CASE WHEN k.per_person < COALESCE(t.per_person_per_campaign, 1000000) THEN k.per_person "
        "ELSE COALESCE(t.per_person_per_campaign, 1000000) END, "
        "(SELECT count(*) FROM coupon o WHERE o.customer_id = c.customer_id AND o.id < c.id "
        "AND o.state IN ('claimed', 'locked')), "
        "COALESCE((SELECT max(o.claimed_at) FROM coupon o WHERE o.customer_id = c.customer_id "
        "AND o.id < c.id AND o.coupon_type_id = c.coupon_type_id), 0), "
        "COALESCE(g.held_limit, 5), COALESCE(g.type_period_days, 7) "
        "FROM coupon c JOIN coupon_type t ON t.id = c.coupon_type_id "
        "LEFT JOIN campaign k ON k.id = c.campaign_id LEFT JOIN guard_settings g ON g.id = 1 "
        "WHERE c.id > $1 ORDER BY c.id",
        after);
}

std::int64_t miscounted_messages(store::Reader& db, std::int64_t day, std::int64_t day_from) {
    return db
        .value<std::int64_t>(
            "SELECT count(*) FROM customer c WHERE COALESCE((SELECT n.n FROM message_count n "
            "WHERE n.customer_id = c.id AND n.channel = 'inbox' AND n.day = $1), 0) <> "
            "(SELECT count(*) FROM inbox_message m WHERE m.customer_id = c.id AND m.campaign_id IS NOT NULL "
            "AND m.created_at >= $2)",
            day, day_from)
        .value_or(0);
}

std::vector<Figure> merged_leads(store::Reader& db) {
    return db.all<Figure>("SELECT id, merged_into FROM lead WHERE merged_into IS NOT NULL ORDER BY id");
}

std::vector<Sent> sent_after(store::Reader& db, std::int64_t after, std::int64_t day_from) {
    return db.all<Sent>(
        "SELECT m.id, m.customer_id, m.campaign_id, m.created_at, "
        "(SELECT count(*) FROM inbox_message o WHERE o.customer_id = m.customer_id AND o.id < m.id "
        "AND o.campaign_id IS NOT NULL AND o.created_at >= $2), COALESCE(g.messages_per_day, 2), "
        "CASE WHEN EXISTS (SELECT 1 FROM consent w JOIN profile p ON p.id = w.profile_id "
        "WHERE p.customer_id = m.customer_id AND w.channel = 'all' AND w.purpose = 'all' AND w.granted = 0 "
        "AND NOT EXISTS (SELECT 1 FROM consent l JOIN profile q ON q.id = l.profile_id "
        "WHERE q.customer_id = m.customer_id AND l.channel = 'all' AND l.purpose = 'all' AND l.granted = 1 "
        "AND l.at >= w.at)) THEN 1 ELSE 0 END "
        "FROM inbox_message m LEFT JOIN guard_settings g ON g.id = 1 "
        "WHERE m.id > $1 AND m.campaign_id IS NOT NULL ORDER BY m.id",
        after, day_from);
}

Standing standing(store::Reader& db, std::int64_t campaign_id, std::int64_t customer_id) {
    return db
        .first<Standing>(
            "SELECT c.salt, c.holdout_percent, "
            "(SELECT count(*) FROM campaign_delivery d JOIN profile p ON p.id = d.customer_id "
            "WHERE d.campaign_id = c.id AND p.customer_id = $2 AND d.status = 'held_out'), "
            "(SELECT count(*) FROM campaign_delivery d JOIN profile p ON p.id = d.customer_id "
            "WHERE d.campaign_id = c.id AND p.customer_id = $2 AND d.status = 'sent') "
            "FROM campaign c WHERE c.id = $1",
            campaign_id, customer_id)
        .value();
}

std::vector<Fact> facts_after(store::Reader& db, std::int64_t after) {
    return db.all<Fact>(
        "SELECT seq, name, COALESCE(profile_id, 0), received_at, properties FROM event WHERE seq > $1 "
        "ORDER BY seq",
        after);
}

std::vector<StateOf> coupon_states(store::Reader& db) {
    return db.all<StateOf>("SELECT id, state FROM coupon ORDER BY id");
}

std::vector<Figure> order_remainders(store::Reader& db) {
    return db.all<Figure>("SELECT id, amount - refunded FROM customer_order ORDER BY id");
}

std::vector<Figure> points_of_profiles(store::Reader& db) {
    return db.all<Figure>(
        "SELECT profile_id, CAST(sum(held) AS BIGINT) FROM point_lot GROUP BY profile_id ORDER BY "
        "profile_id");
}

std::vector<Figure> commissions_of_users(store::Reader& db) {
    return db.all<Figure>(
        "SELECT user_id, CAST(sum(amount) AS BIGINT) FROM commission GROUP BY user_id ORDER BY user_id");
}

std::vector<std::int64_t> leads(store::Reader& db) {
    return db.column<std::int64_t>("SELECT id FROM lead ORDER BY id");
}

std::vector<std::int64_t> customers(store::Reader& db) {
    return db.column<std::int64_t>("SELECT id FROM customer ORDER BY id");
}

}  // namespace huan::loop::rows
