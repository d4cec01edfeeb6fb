#include "jobs/visible.hpp"
#include "scene/rows.hpp"
#include "store/paging.hpp"

#include <limits>

namespace huan::scene::rows {

using store::select;

// --- guard
// ----------------------------------------------------------------------------------------------------------

std::optional<GuardSettings> guard_settings(store::Reader& db) {
    static const std::string sql = select<GuardSettings>("guard_settings WHERE id = 1");
    return db.first<GuardSettings>(sql);
}

bool set_guard_settings(store::Transaction& tx, const GuardSettings& settings) {
    return tx.execute(
               "INSERT INTO guard_settings (id, held_limit, type_period_days, messages_per_day, "
               "require_consent, "
               "version) VALUES (1, $1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET held_limit = $1, "
               "type_period_days = $2, messages_per_day = $3, require_consent = $4, version = $5 "
               "WHERE guard_settings.version = $5 - 1",
               settings.held_limit, settings.type_period_days, settings.messages_per_day,
               settings.require_consent, settings.version) == 1;
}

std::int64_t messages(store::Reader& db, base::CustomerId customer_id, channel::ChannelKind channel,
                      std::int64_t day) {
    return db
        .value<std::int64_t>(
            "SELECT n FROM message_count WHERE customer_id = $1 AND channel = $2 AND day = $3", customer_id,
            channel, day)
        .value_or(0);
}

bool take_message(store::Transaction& tx, base::CustomerId customer_id, channel::ChannelKind channel,
                  std::int64_t day, std::int64_t cap) {
    return tx.execute(
               "INSERT INTO message_count (customer_id, channel, day, n) VALUES ($1, $2, $3, 1) "
               "ON CONFLICT (customer_id, channel, day) DO UPDATE SET n = message_count.n + 1 "
               "WHERE message_count.n < $4",
               customer_id, channel, day, cap > 0 ? cap : std::numeric_limits<std::int64_t>::max()) == 1;
}

void insert_skip(store::Transaction& tx, const Skip& skip) { store::insert_row(tx, "skip", skip); }

std::vector<Skip> skips(store::Reader& db, const ListSkips& query, std::int64_t before, std::int64_t limit) {
    static const std::string sql = select<Skip>(
        "skip WHERE campaign_id = $1 AND id < $2 AND ($3 = '' OR reason = $3) ORDER BY id DESC LIMIT $4");
    return db.all<Skip>(sql, query.campaign_id, before,
                        query.reason ? std::string(base::word_of(*query.reason)) : "", limit);
}

std::vector<Skip> skips_of(store::Reader& db, CampaignId id, base::CustomerId customer_id) {
    static const std::string sql =
        select<Skip>("skip WHERE customer_id = $2 AND campaign_id = $1 ORDER BY id LIMIT 100");
    return db.all<Skip>(sql, id, customer_id);
}

std::vector<SkipCount> skips_by_reason(store::Reader& db, CampaignId id) {
    return db.all<SkipCount>(
        "SELECT reason, count(DISTINCT customer_id) FROM skip WHERE campaign_id = $1 "
        "GROUP BY reason ORDER BY 2 DESC, 1",
        id);
}

// --- triggers
// -------------------------------------------------------------------------------------------------------

std::optional<Trigger> find_trigger(store::Reader& db, TriggerId id) {
    static const std::string sql = select<Trigger>("event_trigger WHERE id = $1");
    return db.first<Trigger>(sql, id);
}

std::optional<Trigger> lock_trigger(store::Transaction& tx, TriggerId id) {
    static const std::string sql = select<Trigger>("event_trigger WHERE id = $1");
    return tx.first<Trigger>(sql + std::string(tx.for_update()), id);
}

std::vector<Trigger> triggers(store::Reader& db, const ListTriggers& query, const base::Actor& actor,
                              std::int64_t before, std::int64_t limit) {
    static const std::string sql = select<Trigger>(
        "event_trigger WHERE ($1 = 1 OR (org_path >= $2 AND org_path < $3)) AND id < $4 "
        "AND ($5 = 0 OR campaign_id = $5) ORDER BY id DESC LIMIT $6");
    const jobs::Visible who = jobs::visible(actor);
    return db.all<Trigger>(sql, who.all, who.from, who.until, before,
                           query.campaign_id ? query.campaign_id->value : 0, limit);
}

std::vector<Trigger> enabled_for(store::Reader& db, const std::string& event) {
    static const std::string sql =
        select<Trigger>("event_trigger WHERE event = $1 AND enabled = 1 ORDER BY id");
    return db.all<Trigger>(sql, event);
}

bool insert_firing(store::Transaction& tx, const Firing& firing) {
    return tx.execute(
               "INSERT INTO trigger_firing (trigger_id, event_seq, customer_id, coupon_id, reason, at) "
               "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (trigger_id, event_seq) DO NOTHING",
               firing.trigger_id, firing.event_seq, firing.customer_id, firing.coupon_id, firing.reason,
               firing.at) == 1;
}

void set_firing(store::Transaction& tx, const Firing& firing) {
    tx.execute(
        "UPDATE trigger_firing SET coupon_id = $3, reason = $4 WHERE trigger_id = $1 AND event_seq = $2",
        firing.trigger_id, firing.event_seq, firing.coupon_id, firing.reason);
}

bool take_firing(store::Transaction& tx, TriggerId id, base::CustomerId customer_id, std::int64_t cap) {
    return tx.execute(
               "INSERT INTO trigger_count (trigger_id, customer_id, n) VALUES ($1, $2, 1) "
               "ON CONFLICT (trigger_id, customer_id) DO UPDATE SET n = trigger_count.n + 1 "
               "WHERE trigger_count.n < $3",
               id, customer_id, cap) == 1;
}

void return_firing(store::Transaction& tx, TriggerId id, base::CustomerId customer_id) {
    tx.execute("UPDATE trigger_count SET n = n - 1 WHERE trigger_id = $1 AND customer_id = $2", id,
               customer_id);
}

std::int64_t firings(store::Reader& db, TriggerId id, bool granted) {
    return db
        .value<std::int64_t>(
            "SELECT count(*) FROM trigger_firing WHERE trigger_id = $1 "
            "AND ($2 = 1) = (coupon_id IS NOT NULL)",
            id, granted)
        .value_or(0);
}

}  // namespace huan::scene::rows
