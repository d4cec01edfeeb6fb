#include "access/settings.hpp"
#include "channel/commands.hpp"
#include "customer/queries.hpp"
#include "offer/queries.hpp"
#include "scene/commands.hpp"
#include "scene/grant.hpp"
#include "scene/message.hpp"
#include "scene/rows.hpp"
#include "scene/work.hpp"

#include <algorithm>

namespace huan::scene {

namespace {

/// At most `limit` ids of `people` above `after`, ascending.
std::vector<std::int64_t> ids_after(const insight::People& people, std::int64_t after, std::int64_t limit) {
    std::vector<std::int64_t> ids;
    auto at = people.begin();
    if (people.isEmpty() || !at.move(static_cast<std::uint64_t>(after) + 1)) return ids;
    for (; at != people.end() && static_cast<std::int64_t>(ids.size()) < limit; ++at)
        ids.push_back(static_cast<std::int64_t>(*at));
    return ids;
}

class Round {
public:
    Round(store::Transaction& tx, const Campaign& campaign, const Audience& audience,
          const base::Context& ctx)
        : tx_(tx),
          campaign_(campaign),
          audience_(audience),
          ctx_(ctx),
          settings_(access::settings(tx)),
          guard_(guard_settings(tx)),
          type_(offer::find_coupon_type(tx, *campaign.coupon_type_id).value()) {}

    const access::Settings& settings() const { return settings_; }

    void reach(std::int64_t id) {
        const auto person = customer::find_customer(tx_, base::CustomerId{id});
        if (!person) return skip(base::CustomerId{id}, {}, SkipReason::gone);
        const base::ProfileId profile = customer::main_profile(tx_, person->id);
        if (audience_.holdout.contains(static_cast<std::uint64_t>(id)))
            return hold_out(tx_, campaign_, base::CustomerId{id}, profile, ctx_);
        // Who became part of somebody the campaign knows too is reached, or held out, as that one.
        const auto known = static_cast<std::uint64_t>(person->id.value);
        if (person->id.value != id &&
            (audience_.treated.contains(known) || audience_.holdout.contains(known)))
            return skip(base::CustomerId{id}, profile, SkipReason::gone);
        // Somebody joined to them since may have been held out already: then they all are.
        const auto profiles = customer::profiles_of(tx_, person->id);
        const bool one_was = std::any_of(profiles.begin(), profiles.end(), [&](base::ProfileId one) {
            return audience_.holdout.contains(static_cast<std::uint64_t>(one.value));
        });
        if (one_was || held_out(tx_, campaign_, person->id))
            return hold_out(tx_, campaign_, base::CustomerId{id}, profile, ctx_);
        const auto hindrance =
            take_message(tx_, person->id, channel::ChannelKind::inbox, guard_, settings_, ctx_.now);
        if (hindrance) return skip(base::CustomerId{id}, profile, *hindrance);
        send(*person, base::CustomerId{id}, profile);
    }

private:
    void send(const customer::Customer& person, base::CustomerId as, base::ProfileId profile) {
        const channel::MessageId message = send_message(tx_, campaign_, type_, person, settings_, ctx_);
        rows::insert_delivery(tx_, {campaign_.id, as, profile, DeliveryStatus::sent, {}, message, ctx_.now});
    }
    void skip(base::CustomerId id, base::ProfileId profile, SkipReason reason) {
        if (!rows::insert_delivery(
                tx_, {campaign_.id, id, profile, DeliveryStatus::skipped, reason, {}, ctx_.now}))
            return;
        Skip skipped;
        skipped.org_id = campaign_.org_id;
        skipped.org_path = campaign_.org_path;
        skipped.customer_id = id;
        skipped.campaign_id = campaign_.id;
        skipped.what = SkippedWhat::message;
        skipped.reason = reason;
        record_skip(tx_, skipped, ctx_);
    }

    store::Transaction& tx_;
    const Campaign& campaign_;
    const Audience& audience_;
    const base::Context& ctx_;
    access::Settings settings_;
    GuardSettings guard_;
    offer::CouponType type_;
};

}  // namespace

Delivered deliver(store::Transaction& tx, CampaignId campaign_id, const Audience& audience,
                  std::int64_t limit, const base::Context& ctx) {
    auto progress = rows::lock_progress(tx, campaign_id);  // One process at a time, whatever the leases say.
    const auto campaign = rows::find_campaign(tx, campaign_id);
    Delivered step;
    if (!progress || !campaign) {
        step.stopped = true;
        return step;
    }
    step.done = progress->people_done;
    step.total = campaign->segment_size;
    step.finished = progress->is_done;
    if (step.finished) return step;
    if (campaign->status != CampaignStatus::live || ctx.now < *campaign->starts_at ||
        ctx.now >= *campaign->ends_at) {
        step.stopped = true;
        return step;
    }
    Round round(tx, *campaign, audience, ctx);
    if (round.settings().is_quiet(ctx.now)) {
        step.waits_until = round.settings().quiet_end(ctx.now);
        return step;
    }
    std::vector<std::int64_t> ids = ids_after(audience.treated, progress->reached, limit);
    const std::vector<std::int64_t> held_out = ids_after(audience.holdout, progress->reached, limit);
    ids.insert(ids.end(), held_out.begin(), held_out.end());
    std::sort(ids.begin(), ids.end());
    progress->is_done = static_cast<std::int64_t>(ids.size()) < limit;
    if (static_cast<std::int64_t>(ids.size()) > limit) ids.resize(static_cast<std::size_t>(limit));
    for (const std::int64_t id : ids) round.reach(id);

    if (!ids.empty()) progress->reached = ids.back();
    progress->people_done += static_cast<std::int64_t>(ids.size());
    progress->is_done = progress->is_done || progress->people_done >= campaign->segment_size;
    rows::set_progress(tx, campaign_id, *progress);
    step.done = progress->people_done;
    step.finished = progress->is_done;
    return step;
}

void add_work(jobs::Runner& runner, jobs::Scheduler& scheduler, store::Store& store) {
    runner.work_with(delivery_job, [](jobs::Chunk& chunk) {
        const CampaignId id{chunk.input.at("campaign_id").as_int64()};
        const Audience audience = chunk.store.read([&](store::Reader& db) { return audience_of(db, id); });
        Delivered at;
        // Twenty people hold the writer for some milliseconds; the audience is worth reading for a few
        // thousand.
        for (int round = 0; round < 200 && !chunk.stop.stop_requested(); ++round) {
            at = chunk.store.write(
                [&](store::Transaction& tx) { return deliver(tx, id, audience, 20, chunk.starter); });
            if (at.finished || at.stopped || at.waits_until) break;
        }
        jobs::Step step;
        step.done = at.done;
        if (at.total > 0) step.total = at.total;
        step.finished = at.finished || at.stopped || at.waits_until.has_value();
        if (at.waits_until) step.message = "Waits for the end of the quiet hours.";
        if (at.stopped) step.message = "The campaign is not live.";
        step.result["delivered"] = at.finished;
        return step;
    });
    scheduler.every("scene.clock", std::chrono::minutes(1),
                    [&store](base::Instant now, const std::stop_token&) {
                        const base::Context ctx{.now = now, .actor = base::system_actor()};
                        store.write([&](store::Transaction& tx) { run_clock(tx, ctx); });
                    });
}

}  // namespace huan::scene
