#include "effect/home.hpp"

#include "effect/measure.hpp"
#include "scene/testing/given.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <semaphore>
#include <thread>

namespace huan::effect {
namespace {

using std::chrono::hours;
using store::Reader;
using store::Transaction;

/// The journal as history, counting how often it is asked.
class AskedHistory : public history::History {
public:
    explicit AskedHistory(store::Store& store) : journal_(history::open_journal(store)) {}

    void scan(const history::Scan& scan, const history::Visit& visit) override {
        ++asked;
        journal_->scan(scan, visit);
    }
    std::vector<history::Group> group_by(const history::Grouping& grouping) override {
        ++asked;
        return journal_->group_by(grouping);
    }
    void insert(std::span<const history::Row> batch) override { journal_->insert(batch); }
    std::vector<std::int64_t> existing(std::span<const std::int64_t> seqs) override {
        return journal_->existing(seqs);
    }
    std::string packed(std::int64_t first, std::int64_t last) override {
        return journal_->packed(first, last);
    }
    std::int64_t count() override { return journal_->count(); }
    std::optional<base::Instant> latest() override { return journal_->latest(); }
    bool is_projection() const override { return false; }
    std::string description() const override { return journal_->description(); }
    void drop(std::span<const std::int64_t>) override {}
    bool is_clean() override { return true; }
    void clear() override {}
    std::string id() const override { return journal_->id(); }
    void backup(const std::string& target) override { journal_->backup(target); }

    std::atomic<int> asked = 0;

private:
    std::unique_ptr<history::History> journal_;
};

/// Forty people, a campaign launched on them at noon, and what they buy afterwards.
class Effects : public scene::testing::Scenes {
protected:
    void SetUp() override {
        Scenes::SetUp();
        if (IsSkipped()) return;
        people_ = vips(40);
        segment_ = vip_segment();
        campaign_ = launched(in_halves("Come back", coupon_type().id)).id;
        history_ = std::make_unique<AskedHistory>(store());
        page_ = std::make_unique<HomePage>(store(), *history_);
    }
    /// The draw is random: halves of forty are never without two people, a fifth is once in 700 times.
    scene::CreateCampaign in_halves(const std::string& name, offer::CouponTypeId type) {
        scene::CreateCampaign draft = complete(name, segment_, type);
        draft.holdout_percent = 50;
        return draft;
    }
    /// What the n-th of the forty pays.
    void buys(int n, base::Instant when, std::int64_t amount) {
        customer::RecordOrder order{
            .identities = {{customer::IdentityKind::phone, "139" + std::to_string(10'001'000 + n)}},
            .ordered_at = when};
        order.amount = base::Money{amount};
        order.number = {"A-" + std::to_string(++orders_)};
        write([&](Transaction& tx) { return customer::record_order(tx, order, at(when)); });
    }
    Home home(base::Instant now) { return page_->show(at(now)); }
    CampaignReport report(base::Instant now) {
        return measure(store(), *history_, {.campaign_id = campaign_}, at(now));
    }

    std::vector<base::CustomerId> people_;
    scene::SegmentId segment_{};
    scene::CampaignId campaign_{};
    std::unique_ptr<AskedHistory> history_;
    std::unique_ptr<HomePage> page_;

private:
    int orders_ = 0;
};
INSTANTIATE_ON_BOTH_STORES(Effects);

TEST_P(Effects, many_may_ask_at_once_although_history_reads_the_records_itself) {
    for (int i = 0; i < 40; ++i) buys(i, noon + hours(1), 1000);
    store::Options options = fresh().options();
    options.readers = 2;
    auto narrow = store::Store::open(options);
    const auto journal = history::open_journal(*narrow);
    constexpr int callers = 8;
    struct Shared {
        std::latch start{callers};
        std::counting_semaphore<callers> done{0};
        std::atomic<int> right = 0;
    };
    const auto shared = std::make_shared<Shared>();
    for (int i = 0; i < callers; ++i)
        std::thread([shared, store = narrow.get(), journal = journal.get(), id = campaign_,
                     ctx = at(noon + hours(2))] {
            shared->start.arrive_and_wait();
            for (int round = 0; round < 3; ++round) {
                const bool whole = measure(*store, *journal, {.campaign_id = id}, ctx).order_conversion.part >
                                   0;
                shared->right += whole && HomePage(*store, *journal).show(ctx).month ? 1 : 0;
            }
            shared->done.release();
        }).detach();
    for (int i = 0; i < callers; ++i)
        if (!shared->done.try_acquire_for(std::chrono::seconds(30))) {
            narrow.release();  // Its threads wait for each other and would not let it go.
            FAIL() << "they hold the readers they wait for";
        }
    EXPECT_EQ(shared->right, callers * 3);
}

TEST_P(Effects, the_month_adds_up_what_the_reports_say) {
    for (int i = 0; i < 40; i += 2) buys(i, noon + hours(1), 1000 + i * 100);
    buys(3, noon - hours(1), 90'000);  // Before the launch: earned by nobody.
    const CampaignReport one = report(noon + hours(2));
    ASSERT_GT(one.holdout, 1);
    ASSERT_TRUE(one.amount.total);
    const auto month = home(noon + hours(2)).month;
    ASSERT_TRUE(month);
    EXPECT_EQ(month->campaigns, 1);
    EXPECT_EQ(month->amount, std::llround(*one.amount.total));
    EXPECT_EQ(month->low, std::llround(*one.amount.low));
    EXPECT_EQ(month->high, std::llround(*one.amount.high));
    launched(in_halves("Once more", coupon_type("Other ten off").id), true);
    const auto both = home(noon + hours(2)).month;
    EXPECT_EQ(both->campaigns, 2) << "another campaign is not waited for";
    // Launched at the same moment on the same people: the mean counts for both, and the variances add up.
    EXPECT_GT(both->high - both->low, month->high - month->low);
}

TEST_P(Effects, the_month_says_as_of_when_it_is_and_is_no_older_than_a_minute) {
    const base::Instant now = noon + hours(2);
    for (int i = 0; i < 40; ++i) buys(i, noon + hours(1), i % 2 == 0 ? 1000 : 2000);
    const auto first = home(now).month;
    EXPECT_EQ(first->as_of, now);
    const CampaignReport before = report(now);
    buys(1, now + base::Duration{500}, 1'000'000);
    buys(2, now + base::Duration{500}, 1'000'000);
    const auto soon = home(now + HomePage::month_kept - base::Duration{1}).month;
    EXPECT_EQ(soon->as_of, now);
    EXPECT_EQ(soon->amount, std::llround(*before.amount.total));
    const base::Instant later = now + HomePage::month_kept;
    const auto renewed = home(later).month;
    EXPECT_EQ(renewed->as_of, later);
    EXPECT_EQ(renewed->amount, std::llround(*report(later).amount.total));
}

TEST_P(Effects, the_steps_are_counted_again_only_when_something_happened) {
    const base::Instant now = noon + hours(2);
    buys(1, noon + hours(1), 5000);
    const Home first = home(now);
    EXPECT_EQ(first.as_of, now);
    EXPECT_EQ(first.steps.at(5).figure, 5000);
    history_->asked = 0;
    const Home again = home(now + base::Duration{5000});
    EXPECT_EQ(history_->asked, 0);
    EXPECT_EQ(again.as_of, now);
    EXPECT_EQ(base::to_json(again.steps), base::to_json(first.steps));
    EXPECT_EQ(base::to_json(again.feed), base::to_json(first.feed));
    buys(2, now + base::Duration{5500}, 700);
    const Home moved = home(now + base::Duration{6000});
    EXPECT_EQ(moved.as_of, now + base::Duration{6000});
    EXPECT_EQ(moved.steps.at(5).figure, 5700);
    history_->asked = 0;
    EXPECT_EQ(home(moved.as_of + HomePage::steps_kept).as_of, moved.as_of + HomePage::steps_kept);
    EXPECT_GT(history_->asked, 0) << "the last 24 hours move on";
}

TEST_P(Effects, a_step_counts_a_night_and_a_day_from_a_full_hour_on_against_as_long_a_time_before) {
    const base::Instant now = noon + hours(60) + std::chrono::minutes{20};
    const base::Instant since = noon + hours(36);
    const base::Duration moment{1};
    const base::Duration span = now + moment - since;
    buys(1, since - span - moment, 100);  // Too long ago for both.
    buys(1, since - span, 2000);
    buys(2, since - moment, 3000);
    buys(3, since, 10'000);
    buys(4, now, 400);
    const Home shown = home(now);
    EXPECT_EQ(shown.since, since);
    EXPECT_EQ(shown.steps.at(5).figure, 10'400);
    EXPECT_EQ(shown.steps.at(5).before, 5000);
    EXPECT_EQ(home(noon + hours(61) - moment).since, since) << "within the hour nothing is left behind";
    EXPECT_EQ(home(noon + hours(61)).since, noon + hours(37));
}

TEST_P(Effects, counts_that_may_lack_something_are_not_kept) {
    bool caught_up = false;
    HomePage page(store(), *history_, [&] { return caught_up; });
    page.show(at_noon);
    history_->asked = 0;
    caught_up = true;
    page.show(at_noon);
    EXPECT_GT(history_->asked, 0);
    history_->asked = 0;
    page.show(at_noon);
    EXPECT_EQ(history_->asked, 0);
}

TEST_P(Effects, the_feed_names_nobody_whom_the_caller_may_not_see) {
    buys(1, noon + hours(1), 5000);
    base::Context ctx = at(noon + hours(2));
    const auto names = [&] {
        std::size_t known = 0;
        for (const FeedItem& item : page_->show(ctx).feed) known += item.customer_id ? 1 : 0;
        return known;
    };
    EXPECT_GT(names(), 0U);
    ctx.actor.permissions = base::Permissions{base::Permission::signed_in};
    EXPECT_EQ(names(), 0U);
    ctx.actor = base::system_actor();
    ctx.actor.scope = base::DataScope::subtree;
    ctx.actor.org_path = "/1/77/";
    EXPECT_EQ(names(), 0U);
}

TEST_P(Effects, the_feed_keeps_what_happened_live_however_much_is_imported) {
    buys(1, noon + hours(1), 5000);
    const auto first = home(noon + hours(2)).feed;
    ASSERT_FALSE(first.empty());
    write([&](Transaction& tx) {
        for (int i = 0; i < 4500; ++i)
            store::append(tx,
                          {.name = i % 2 == 0 ? "order.completed" : "page.viewed",
                           .profile_id = customer::main_profile(tx, people_[0]),
                           .live = false},
                          at(noon + hours(2)));
    });
    EXPECT_EQ(base::to_json(home(noon + hours(3)).feed), base::to_json(first));
}

TEST_P(Effects, the_feed_is_read_from_an_index_of_its_own) {
    const bool is_sqlite = store().engine() == store::Engine::sqlite;
    write([&](Transaction& tx) {
        for (int i = 0; i < 2000; ++i)
            store::append(tx, {.name = "page.viewed", .profile_id = customer::main_profile(tx, people_[0])},
                          at_noon);
        if (!is_sqlite) tx.execute("ANALYZE event");
    });
    const std::string plan = read([&](Reader& db) {
        const store::Result found =
            db.run((is_sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + rows::latest_events_sql(), 200);
        std::string text;
        for (std::size_t row = 0; row < found.rows(); ++row) {
            std::string line;
            store::read_cell(found.at(row, is_sqlite ? 3 : 0), line);
            text += line + "\n";
        }
        return text;
    });
    EXPECT_NE(plan.find("event_feed"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("B-TREE"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("Sort"), std::string::npos) << plan;
}

TEST_P(Effects, the_month_claims_nothing_before_there_is_evidence_and_says_why) {
    const Home nobody_ordered = home(noon + hours(2));
    EXPECT_FALSE(nobody_ordered.month);
    EXPECT_EQ(nobody_ordered.no_month, NoMonth::no_orders);
    EXPECT_EQ(report(noon + hours(2)).verdict, Verdict::no_orders);
    EXPECT_FALSE(report(noon + hours(2)).amount.total);
    buys(1, noon + hours(1), 5000);
    const Home first_order = home(noon + hours(2) + HomePage::month_kept);
    EXPECT_TRUE(first_order.month);
    EXPECT_FALSE(first_order.no_month);
}

TEST_P(Effects, the_month_names_the_campaign_or_the_holdout_it_lacks) {
    write([&](Transaction& tx) { scene::end_campaign(tx, {campaign_, 2}, at_noon); });
    const base::Instant next_month = noon + hours(24 * 40);
    EXPECT_EQ(home(next_month).no_month, NoMonth::no_campaign);
    const auto with = [&](std::int64_t percent) {
        scene::CreateCampaign draft =
            complete("With " + std::to_string(percent), segment_, coupon_type(std::to_string(percent)).id);
        draft.holdout_percent = percent;
        draft.ends_at = next_month + hours(24);
        const auto made = drafted(draft);
        write([&](Transaction& tx) {
            return scene::launch_campaign(tx, {made.id, made.version, true}, at(noon + hours(24 * 39)));
        });
    };
    with(0);
    EXPECT_EQ(home(next_month).no_month, NoMonth::no_holdout);
}

}  // namespace
}  // namespace huan::effect
