#include "access/testing/console.hpp"
#include "effect/errors.hpp"
#include "effect/home.hpp"
#include "effect/routes.hpp"
#include "insight/testing/town.hpp"
#include "scene/commands.hpp"
#include "scene/queries.hpp"

#include <gtest/gtest.h>

#include <set>

namespace huan::effect {
namespace {

using insight::testing::hours;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;

/// A town with people who bought forty days ago: silent, not lost.
class Suggestions : public insight::testing::Town {
protected:
    void silent_people(int n) {
        for (int i = 0; i < n; ++i) silent_.insert(buys("silent-" + std::to_string(i), days_ago(40)).value);
        for (int i = 0; i < 5; ++i) buys("busy-" + std::to_string(i), days_ago(3));
    }
    std::vector<Suggestion> looked(base::Instant now) {
        insight().refresh_all(now);
        write([&](Transaction& tx) { suggest(tx, at(now)); });
        return open();
    }
    std::vector<Suggestion> open() {
        return read([&](Reader& db) { return open_suggestions(db, at_noon); });
    }
    Suggestion accepted(std::int64_t id, const base::Context& ctx) {
        return accept(store(), insight(), {.suggestion_id = id}, ctx);
    }
    std::int64_t number(const std::string& sql) {
        return read([&](Reader& db) { return db.value<std::int64_t>(sql).value_or(0); });
    }
    std::set<std::int64_t> silent_;
};
INSTANTIATE_ON_BOTH_STORES(Suggestions);

TEST_P(Suggestions, acceptance_opens_a_counted_segment_and_a_draft_that_points_at_it) {
    silent_people(25);
    const auto found = looked(noon);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].kind, "recall_silent");
    EXPECT_EQ(found[0].people, 25);
    const Suggestion made = accepted(found[0].id, at_noon);
    EXPECT_EQ(made.state, "accepted");
    const auto segment = read([&](Reader& db) {
        return insight::get_segment(db, {.segment_id = insight::SegmentId{made.segment_id.value()}}, at_noon);
    });
    ASSERT_TRUE(segment.snapshot);
    EXPECT_EQ(segment.snapshot->size, 25);
    EXPECT_TRUE(segment.is_current);
    const auto members = insight().list_members({.segment_id = segment.id, .limit = 200}, at_noon);
    const std::vector<std::int64_t> counted = ids(members);
    EXPECT_EQ(std::set<std::int64_t>(counted.begin(), counted.end()), silent_);
    const scene::CampaignView draft =
        read([&](Reader& db) {
            return scene::get_campaign(db, {scene::CampaignId{made.campaign_id.value()}}, at_noon);
        }).campaign;
    EXPECT_EQ(draft.status, scene::CampaignStatus::draft);
    EXPECT_EQ(draft.goal, scene::Goal::recall);
    EXPECT_EQ(draft.segment_id, segment.id);
    EXPECT_EQ(draft.holdout_percent, 10);
    EXPECT_EQ(events_named("suggestion.accepted"), 1);
    EXPECT_TRUE(open().empty());
}

TEST_P(Suggestions, one_is_accepted_once) {
    silent_people(fewest_silent);
    const std::int64_t id = looked(noon).at(0).id;
    accepted(id, at_noon);
    EXPECT_EQ(refusal_of([&] { accepted(id, at_noon); }), errors::accepted);
    EXPECT_EQ(refusal_of([&] { accepted(id + 1'000'000, at_noon); }), errors::unknown_suggestion);
    EXPECT_EQ(number("SELECT count(*) FROM segment"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM campaign"), 1);
    EXPECT_TRUE(looked(noon + hours(1)).empty()) << "a draft addresses them";
}

TEST_P(Suggestions, another_node_s_is_unknown) {
    silent_people(fewest_silent);
    const std::int64_t id = looked(noon).at(0).id;
    base::Context ctx = at_noon;
    ctx.actor.scope = base::DataScope::subtree;
    ctx.actor.org_id = base::OrgId{77};
    ctx.actor.org_path = "/1/77/";
    EXPECT_EQ(refusal_of([&] { accepted(id, ctx); }), errors::unknown_suggestion);
    EXPECT_TRUE(read([&](Reader& db) { return open_suggestions(db, ctx); }).empty());
    EXPECT_EQ(number("SELECT count(*) FROM segment"), 0);
    EXPECT_EQ(open().size(), 1U);
}

TEST_P(Suggestions, the_second_of_a_day_gets_a_name_of_its_own) {
    silent_people(fewest_silent);
    const Suggestion first = accepted(looked(noon).at(0).id, at_noon);
    write([&](Transaction& tx) {
        const scene::CampaignId id{first.campaign_id.value()};
        const auto draft = scene::get_campaign(tx, {id}, at_noon).campaign;
        scene::UpdateCampaign other{.campaign_id = id, .seen_version = draft.version, .name = draft.name};
        other.goal = scene::Goal::repurchase;
        return scene::update_campaign(tx, other, at_noon);
    });
    const Suggestion second = accepted(looked(noon + hours(1)).at(0).id, at(noon + hours(1)));
    const auto name = [&](const Suggestion& of) {
        return read([&](Reader& db) {
            return scene::get_campaign(db, {scene::CampaignId{of.campaign_id.value()}}, at_noon)
                .campaign.name.value;
        });
    };
    EXPECT_EQ(name(second), name(first) + " (2)");
}

TEST_P(Suggestions, come_only_where_enough_are_silent_and_go_when_they_buy) {
    silent_people(fewest_silent - 1);
    EXPECT_TRUE(looked(noon).empty());
    buys("one-more", days_ago(40));
    EXPECT_EQ(looked(noon + hours(1)).at(0).people, fewest_silent);
    buys("one-more", noon + hours(1));
    EXPECT_TRUE(looked(noon + hours(2)).empty());
    EXPECT_EQ(number("SELECT count(*) FROM suggestion WHERE state = 'dropped'"), 1);
}

/// The routes over real HTTP, at the time it is.
class SuggestionRoutes : public access::testing::ConsoleCase {
protected:
    void add_routes(http::Router& added) override {
        shipper_ = std::make_unique<history::Shipper>(store(), history::Shipper::Open{});
        insight_ = std::make_unique<insight::Insight>(store(), shipper_->history());
        routes(added, store(), *shipper_, *insight_);
    }
    std::unique_ptr<history::Shipper> shipper_;
    std::unique_ptr<insight::Insight> insight_;
};
INSTANTIATE_ON_BOTH_STORES(SuggestionRoutes);

TEST_P(SuggestionRoutes, only_who_manages_campaigns_accepts_and_only_once) {
    const auto root = set_up();
    const base::Context now{.now = base::clock_now(), .actor = base::system_actor()};
    write([&](Transaction& tx) {
        for (int i = 0; i < fewest_silent; ++i) {
            customer::RecordOrder order{
                .identities = {{customer::IdentityKind::external_id, "C-" + std::to_string(i)}},
                .ordered_at = now.now - hours(24 * 40)};
            order.amount = base::Money{1000};
            customer::record_order(tx, order, now);
        }
    });
    insight_->refresh_all(base::clock_now() + base::Duration{1});
    write([&](Transaction& tx) { suggest(tx, now); });
    const auto home = send("GET", "/api/home", "", root);
    ASSERT_EQ(home.status, 200) << home.body;
    const auto suggested = home.json().at("suggestions").as_array();
    ASSERT_EQ(suggested.size(), 1U);
    const std::string path = "/api/suggestions/" + std::to_string(suggested[0].at("id").as_int64()) +
                             "/accept";
    user("ann", access::Role::agent);
    EXPECT_EQ(send("POST", path, "", signed_in("ann")).status, 403);
    const auto first = send("POST", path, "", root);
    ASSERT_EQ(first.status, 200) << first.body;
    const insight::SegmentId segment{first.json().at("segment_id").as_int64()};
    EXPECT_EQ(read([&](Reader& db) { return insight::members(db, segment).cardinality(); }),
              static_cast<std::uint64_t>(fewest_silent));
    const auto again = send("POST", path, "", root);
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(again.code(), "suggestion.accepted");
}

}  // namespace
}  // namespace huan::effect
