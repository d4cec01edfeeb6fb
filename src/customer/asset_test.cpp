#include "customer/asset.hpp"

#include "base/zone.hpp"
#include "customer/errors.hpp"
#include "customer/holding.hpp"
#include "customer/rows_asset.hpp"
#include "customer/testing/company.hpp"
#include "store/event.hpp"

#include <gtest/gtest.h>

namespace huan::customer {
namespace {

using std::chrono::hours;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;

/// What an event said that a reader may want to compare: "policy due 2026-12-18", "vehicle", "policy ended".
std::string gist(const store::Event& event) {
    std::string text(event.properties.at("kind").as_string());
    if (event.properties.at("role").as_string() == "user") text += " (user)";
    if (const auto* due = event.properties.if_contains("due"))
        text += " due " + std::string(due->as_string());
    if (event.properties.contains("ended")) text += " ended";
    return text;
}

class Assets : public testing::Company {
protected:
    std::vector<AssetView> of(CustomerId id) { return of(id, at_noon); }
    std::vector<AssetView> of(CustomerId id, const base::Context& ctx) {
        return read([&](Reader& db) { return list_assets(db, {id}, ctx); });
    }
    DuePage due(const ListDues& query) { return due(query, at_noon); }
    DuePage due(const ListDues& query, const base::Context& ctx) {
        return read([&](Reader& db) { return list_dues(db, query, ctx); });
    }
    /// The gist of a person's asset events, oldest first.
    std::vector<std::string> told(CustomerId id) {
        std::vector<std::string> all;
        read([&](Reader& db) {
            for (const store::Event& event :
                 store::events_of(db, profiles_of(db, id), base::latest_instant, 100))
                if (event.name == "asset.changed") all.insert(all.begin(), gist(event));
        });
        return all;
    }
    std::string in_days(std::int64_t days) {
        const base::Zone zone("Asia/Shanghai");
        return base::format_day(zone.day_of(noon) + std::chrono::days{days});
    }
    AddAsset policy(CustomerId owner, std::int64_t days) {
        return {.customer_id = owner,
                .kind = AssetKind::policy,
                .name = {{"Comprehensive"}},
                .party = {{"PICC"}},
                .due_on = {{in_days(days)}}};
    }
};

TEST_P(Assets, are_added_changed_and_ended_and_the_journal_knows) {
    const CustomerId anna = named("Anna", {phone("13812341234")});
    const AssetView made = run(&add_asset, policy(anna, 27));
    EXPECT_EQ(made.role, AssetRole::owner);
    ASSERT_EQ(made.dues.size(), 1U);
    EXPECT_EQ(made.dues[0].days_left, 27);

    const AssetView renewed =
        run(&change_asset, {.asset_id = made.id, .due_on = {{in_days(392)}}, .seen_version = 1});
    EXPECT_EQ(renewed.name, "Comprehensive") << "what is not given stays";
    EXPECT_EQ(renewed.dues[0].days_left, 392);
    EXPECT_EQ(refusal_of([&] { run(&change_asset, {.asset_id = made.id, .seen_version = 1}); }),
              errors::asset_stale);
    // What changes nothing that a rule could ask is not told.
    run(&change_asset, {.asset_id = made.id, .note = {{"called twice"}}});

    const AssetView ended = run(&end_asset, {made.id, AssetEnding::cancelled});
    EXPECT_TRUE(ended.dues.empty());
    EXPECT_EQ(of(anna).front().ending, AssetEnding::cancelled);
    EXPECT_EQ(refusal_of([&] { run(&end_asset, {made.id, AssetEnding::done}); }), errors::asset_ended);
    EXPECT_EQ(refusal_of([&] { run(&change_asset, {.asset_id = made.id}); }), errors::asset_ended);
    EXPECT_EQ(told(anna), (std::vector<std::string>{"policy due " + in_days(27), "policy due " + in_days(392),
                                                    "policy ended"}));
    EXPECT_EQ(number_of("SELECT count(*) FROM asset_holding"), 0);
}

TEST_P(Assets, of_a_contract_concern_who_signs_and_who_attends) {
    const CustomerId mother = named("Mother", {phone("13812341234")});
    const CustomerId child = named("Child", {external("child")});
    const AssetView lessons = run(&add_asset, {.customer_id = mother,
                                               .kind = AssetKind::contract,
                                               .name = {{"Piano, 48 lessons"}},
                                               .due_on = {{in_days(10)}},
                                               .amount = Money{960'000},
                                               .user_customer_id = child,
                                               .fields = {{{"level", 3}, {"teacher", "Zhou"}}}});
    ASSERT_TRUE(lessons.user);
    EXPECT_EQ(lessons.user->name, "Child");
    const std::vector<AssetView> hers = of(child);
    ASSERT_EQ(hers.size(), 1U);
    EXPECT_EQ(hers[0].role, AssetRole::user);
    EXPECT_EQ(hers[0].owner->customer_id, mother);
    EXPECT_EQ(told(child), (std::vector<std::string>{"contract (user) due " + in_days(10)}));
    const DuePage page = due({});
    ASSERT_EQ(page.items.size(), 1U) << "due once: with who owns it";
    EXPECT_EQ(page.items[0].customer_id, mother);

    // Somebody else takes the lessons over.
    const CustomerId other = named("Other", {external("other")});
    run(&change_asset, {.asset_id = lessons.id, .user_customer_id = other});
    EXPECT_TRUE(of(child).empty());
    EXPECT_EQ(told(child).back(), "contract (user) ended");
    EXPECT_EQ(told(mother).size(), 1U);
    run(&change_asset, {.asset_id = lessons.id, .user_customer_id = CustomerId{0}});
    EXPECT_TRUE(of(other).empty());
}

TEST_P(Assets, that_are_cars_fall_due_by_the_dates_noted_with_them_until_a_policy_says_more) {
    const CustomerId anna = named("Anna", {phone("13812341234")});
    // Midnight in Shanghai is 16:00 of the day before in UTC: the day is that of the calendar on the wall.
    const Instant midnight =
        base::Zone("Asia/Shanghai").start_of(base::Zone("Asia/Shanghai").day_of(noon) + std::chrono::days{5});
    const Vehicle car = run(&set_vehicle, {.plate = {"沪A·D12345"},
                                           .customer_id = anna,
                                           .model = {{"Model 3"}},
                                           .insurance_until = midnight,
                                           .inspection_until = midnight + hours(24 * 40)});
    std::vector<AssetView> all = of(anna);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].plate_class, PlateClass::new_energy);
    EXPECT_EQ(all[0].electric, true);
    ASSERT_EQ(all[0].dues.size(), 2U);
    EXPECT_EQ(all[0].dues[0].kind, AssetKind::policy);
    EXPECT_EQ(all[0].dues[0].days_left, 5);
    EXPECT_EQ(all[0].dues[1].days_left, 45);

    AddAsset insured = policy(anna, 6);
    insured.vehicle_id = car.id;
    const AssetView own = run(&add_asset, insured);
    EXPECT_EQ(own.plate, "沪AD12345");
    all = of(anna);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].kind, AssetKind::policy);
    EXPECT_EQ(all[1].dues.size(), 1U) << "the policy is told of once";
    EXPECT_EQ(due({.kind = AssetKind::policy}).items.size(), 1U);
    EXPECT_EQ(told(anna), (std::vector<std::string>{"vehicle", "policy due " + in_days(5),
                                                    "inspection due " + in_days(45),
                                                    "policy due " + in_days(6), "policy ended"}));
    run(&end_asset, {own.id, AssetEnding::cancelled});
    EXPECT_EQ(due({.kind = AssetKind::policy}).items.at(0).due_on, in_days(5))
        << "what was noted holds again";
}

TEST_P(Assets, that_are_cars_change_hands) {
    const CustomerId anna = named("Anna", {phone("13812341234")});
    const CustomerId bert = named("Bert", {phone("13812345678")});
    const Vehicle car = run(&set_vehicle, {.plate = {"沪A8K321"}, .customer_id = anna});
    run(&release_vehicle, {anna, car.id});
    EXPECT_TRUE(of(anna).empty());
    EXPECT_TRUE(head(anna).vehicles.empty());
    EXPECT_TRUE(read([&](Reader& db) { return customers_of(db, car.id); }).empty());
    EXPECT_EQ(refusal_of([&] { run(&release_vehicle, {anna, car.id}); }), errors::unknown_vehicle);
    run(&set_vehicle, {.plate = {"沪A8K321"}, .customer_id = bert});
    EXPECT_EQ(read([&](Reader& db) { return customers_of(db, car.id); }), std::vector{bert});
    run(&set_vehicle, {.plate = {"沪A8K321"}, .customer_id = anna});
    EXPECT_EQ(of(anna).size(), 1U) << "bought back";
    EXPECT_EQ(told(anna), (std::vector<std::string>{"vehicle", "vehicle ended", "vehicle"}));
}

TEST_P(Assets, follow_their_people_when_these_turn_out_to_be_one) {
    const CustomerId one = named("Anna", {external("17")});
    const CustomerId two = named("Anna", {phone("13812341234")});
    run(&add_asset, policy(one, 3));
    run(&add_asset, policy(two, 4));
    run(&set_vehicle, {.plate = {"沪A8K321"}, .customer_id = one});
    run(&set_vehicle, {.plate = {"沪A8K321"}, .customer_id = two, .insurance_until = noon + hours(24 * 9)});
    met({external("17"), phone("13812341234")});
    EXPECT_EQ(of(one).size(), 3U);
    EXPECT_EQ(due({}).items.size(), 3U) << "the shared car is due once";
    EXPECT_EQ(due({}).counts.at(0).ahead, 3);
}

TEST_P(Assets, are_due_soonest_first_page_by_page_for_whom_one_may_see) {
    const base::Context north = someone_at("/1/4/");
    const base::Context south = someone_at("/1/5/");
    const CustomerId anna = met({external("anna")}, north).customer_id;
    const CustomerId bert = met({external("bert")}, south).customer_id;
    for (const std::int64_t days : {-40, -3, 0, 12, 30, 31}) run(&add_asset, policy(anna, days), north);
    AddAsset check = policy(bert, 12);
    check.kind = AssetKind::inspection;
    run(&add_asset, check, south);

    std::vector<std::int64_t> days;
    ListDues query{.limit = 2};
    do {
        const DuePage page = due(query);
        for (const DueView& item : page.items) days.push_back(item.days_left);
        query.cursor = page.next_cursor;
    } while (query.cursor);
    EXPECT_EQ(days, (std::vector<std::int64_t>{-3, 0, 12, 12, 30}));

    EXPECT_EQ(due({}, south).items.size(), 1U);
    EXPECT_EQ(due({.kind = AssetKind::policy, .limit = 1}).total, 4);
    EXPECT_EQ(due({.kind = AssetKind::inspection}).items.at(0).customer_id, bert);
    const std::vector<DueCount> counts = due({.kind = AssetKind::inspection}).counts;
    ASSERT_EQ(counts.size(), 2U) << "counts are over all kinds";
    EXPECT_EQ(counts[1].overdue, 1);
    EXPECT_EQ(counts[1].ahead, 3);
    EXPECT_EQ(due({.from_days = -100, .to_days = -1}).items.size(), 2U);
    EXPECT_TRUE(due({.mine = true}, north).items.empty());
    run(&set_owner, {anna, UserId{north.actor.id}}, north);
    EXPECT_EQ(due({.mine = true}, north).items.size(), 4U);
}

TEST_P(Assets, are_refused_when) {
    const CustomerId anna = met({external("anna")}, someone_at("/1/4/")).customer_id;
    const AssetView made = run(&add_asset, policy(anna, 5));
    struct Refusal {
        const char* when;
        AddAsset command;
        base::ErrorKind because;
    };
    const Refusal refusals[] = {
        {"it is a car", {.customer_id = anna, .kind = AssetKind::vehicle}, errors::asset_is_vehicle},
        {"nobody has it", {.customer_id = CustomerId{99}}, errors::unknown},
        {"there is no such day", {.customer_id = anna, .due_on = {{"2026-02-30"}}}, errors::bad_day},
        {"the day is long gone", {.customer_id = anna, .due_on = {{"1066-10-14"}}}, errors::bad_day},
        {"it ends before it starts",
         {.customer_id = anna, .starts_on = {{"2026-12-02"}}, .due_on = {{"2026-12-01"}}},
         errors::bad_span},
        {"a field holds a list",
         {.customer_id = anna, .fields = {{{"a", boost::json::array{1}}}}},
         errors::bad_field},
        {"there is no such car", {.customer_id = anna, .vehicle_id = VehicleId{7}}, errors::unknown_vehicle},
        {"its amount is negative", {.customer_id = anna, .amount = Money{-1}}, base::errors::out_of_range},
        {"its user is nobody", {.customer_id = anna, .user_customer_id = CustomerId{99}}, errors::unknown},
    };
    for (Refusal row : refusals) {
        SCOPED_TRACE(row.when);
        if (row.because != errors::asset_is_vehicle) row.command.kind = AssetKind::other;
        EXPECT_EQ(refusal_of([&] { run(&add_asset, row.command); }), row.because);
    }
    const base::Context south = someone_at("/1/5/");
    EXPECT_EQ(refusal_of([&] { run(&add_asset, policy(anna, 1), south); }), errors::unknown);
    EXPECT_EQ(refusal_of([&] { run(&change_asset, {.asset_id = made.id}, south); }), errors::unknown_asset);
    EXPECT_EQ(refusal_of([&] {
                  run(&end_asset, {made.id, AssetEnding::done}, south);
              }),
              errors::unknown_asset);
    EXPECT_EQ(refusal_of([&] { of(anna, south); }), errors::unknown);
    EXPECT_EQ(refusal_of([&] { due({.from_days = 5, .to_days = 4}); }), errors::bad_span);
    EXPECT_EQ(events_named("asset.changed"), 1);
}

TEST_P(Assets, are_forgotten_with_their_people) {
    const CustomerId mother = named("Mother", {phone("13812341234")});
    const CustomerId child = named("Child", {external("child")});
    AddAsset lessons = policy(mother, 4);
    lessons.user_customer_id = child;
    run(&add_asset, lessons);
    AddAsset own = policy(child, 5);
    own.user_customer_id = mother;
    run(&add_asset, own);
    run(&set_vehicle, {.plate = {"沪A8K321"}, .customer_id = mother});
    write([&](Transaction& tx) { forget_assets(tx, profiles_of(tx, mother), at_noon); });
    EXPECT_TRUE(of(mother).empty());
    ASSERT_EQ(of(child).size(), 1U);
    EXPECT_FALSE(of(child)[0].user);
    EXPECT_EQ(told(child).back(), "policy (user) ended");
    EXPECT_EQ(number_of("SELECT count(*) FROM asset_holding"), 1);
}

TEST_P(Assets, of_an_older_database_are_told_once) {
    const CustomerId anna = named("Anna", {phone("13812341234")});
    run(&set_vehicle, {.plate = {"沪A8K321"}, .customer_id = anna, .insurance_until = noon + hours(48)});
    write([](Transaction& tx) {  // As the migration leaves them.
        tx.execute("UPDATE asset_holding SET told = ''");
    });
    const auto tell = [&] {
        return write([&](Transaction& tx) { return tell_old_vehicles(tx, 10, at_noon); });
    };
    EXPECT_EQ(tell(), 1);
    EXPECT_EQ(tell(), 0);
    EXPECT_EQ(told(anna).size(), 4U);
    EXPECT_EQ(number_of("SELECT count(*) FROM event WHERE name = 'asset.changed' AND live = 0"), 2);
}

INSTANTIATE_ON_BOTH_STORES(Assets);

}  // namespace
}  // namespace huan::customer
