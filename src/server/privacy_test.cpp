#include "server/privacy.hpp"

#include "customer/commands.hpp"
#include "customer/erase.hpp"
#include "customer/queries.hpp"
#include "server/personal_data.hpp"
#include "server/rows_privacy.hpp"
#include "store/testing/on_both_stores.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>

namespace huan::server {
namespace {

TEST(PersonalData, names_every_table_that_speaks_of_a_person) {
    for (const rows::Table& table : rows::tables_of_migrations()) {
        // An erasure says who was erased by a number that stands for nobody any more.
        if (table.name == "erasure") continue;
        const bool speaks = std::ranges::any_of(table.columns, [](const rows::TableColumn& column) {
            return column.name == "profile_id" || column.name == "customer_id";
        });
        const bool named = std::ranges::any_of(
            personal_tables(), [&](const PersonalTable& personal) { return personal.table == table.name; });
        EXPECT_EQ(speaks, named) << table.name;
    }
}

TEST(PersonalData, names_tables_and_columns_that_there_are) {
    const std::vector<rows::Table> tables = rows::tables_of_migrations();
    const auto has = [&](std::string_view table, std::string_view column) {
        const auto found =
            std::ranges::find_if(tables, [&](const rows::Table& one) { return one.name == table; });
        return found != tables.end() &&
               (column.empty() || std::ranges::any_of(found->columns, [&](const rows::TableColumn& one) {
                    return one.name == column;
                }));
    };
    for (const PersonalTable& personal : personal_tables()) {
        EXPECT_TRUE(has(personal.table, personal.by)) << personal.table;
        for (const std::string_view column : personal.blanked)
            EXPECT_TRUE(has(personal.table, column)) << personal.table << "." << column;
    }
    for (const std::string_view table : noting_tables()) EXPECT_TRUE(has(table, {})) << table;
}

class Keeping : public store::testing::OnBothStores {
protected:
    void SetUp() override {
        OnBothStores::SetUp();
        if (IsSkipped()) return;
        directory_.emplace(DataDirectory::own(store::testing::scratch_directory()));
        files_.emplace(directory_->files());
        shipper_.emplace(store(), history::Shipper::Open{});
        privacy_.emplace(store(), *shipper_, *directory_, *files_, customer::Forgetters{});
    }
    void TearDown() override {
        privacy_.reset();
        shipper_.reset();
    }
    void append(const char* name, base::Instant when) {
        write([&](store::Transaction& tx) {
            store::append(tx, {.name = name, .profile_id = base::ProfileId{5}}, at(when));
        });
    }
    std::int64_t keep(KeptSubject subject, std::int64_t days, base::Instant now) {
        write([&](store::Transaction& tx) { set_term(tx, {.subject = subject, .days = days}, at_noon); });
        privacy_->keep_terms(now, {});
        for (const Term& term : read([&](store::Reader& db) { return list_terms(db, at_noon); }).items)
            if (term.subject == subject) return term.last_removed;
        return -1;
    }
    static constexpr base::Duration day{24LL * 3'600'000};

    std::optional<DataDirectory> directory_;
    std::optional<customer::FileStore> files_;
    std::optional<history::Shipper> shipper_;
    std::optional<Privacy> privacy_;
};
INSTANTIATE_ON_BOTH_STORES(Keeping);

TEST_P(Keeping, lets_behaviour_go_when_its_term_is_over_and_keeps_our_own_facts) {
    append("Page Seen", noon);
    append("order.completed", noon);
    append("Page Seen", noon + day * 20);
    EXPECT_EQ(keep(KeptSubject::behaviour, 30, noon + day * 29), 0);
    EXPECT_EQ(keep(KeptSubject::behaviour, 30, noon + day * 31), 1);
    EXPECT_EQ(events_named("Page Seen"), 1);
    EXPECT_EQ(events_named("order.completed"), 1);
}

TEST_P(Keeping, refuses_terms_that_are_none) {
    for (const std::int64_t days : {0L, -1L, 40'000L})
        EXPECT_EQ(store::testing::refusal_of([&] { keep(KeptSubject::audit, days, noon); }),
                  errors::bad_term);
}

TEST_P(Keeping, queues_the_erasure_of_people_who_stay_away) {
    const auto who = write([&](store::Transaction& tx) {
        return customer::resolve(tx, {{customer::IdentityKind::phone, "+8613700137042"}}, {}, at_noon);
    });
    EXPECT_EQ(keep(KeptSubject::silent_people, 365, noon + day * 300), 0);
    EXPECT_EQ(keep(KeptSubject::silent_people, 365, noon + day * 366), 1);
    EXPECT_EQ(keep(KeptSubject::silent_people, 365, noon + day * 367), 0) << "it is on its way";
    const auto erasures = read([&](store::Reader& db) { return list_erasures(db, {}, at_noon); });
    ASSERT_EQ(erasures.items.size(), 1U);
    EXPECT_EQ(erasures.items[0].customer_id, who.customer_id);
    EXPECT_EQ(erasures.items[0].reason, ErasureReason::term_over);
}

class Scrubbing : public Keeping {
protected:
    rows::ErasureRow erasure(ErasureState state, std::vector<std::string> files) {
        boost::json::array names;
        for (const std::string& file : files) names.emplace_back(file);
        rows::ErasureRow row{.org_id = base::OrgId{1},
                             .org_path = "/1/",
                             .customer_id = base::CustomerId{5},
                             .profiles = boost::json::array{5},
                             .files = names,
                             .reason = ErasureReason::asked,
                             .state = state,
                             .requested_at = noon,
                             .removed_at = noon};
        write([&](store::Transaction& tx) {
            row.id = ErasureId{tx.next_id()};
            store::insert_row(tx, "erasure", row);
        });
        return row;
    }
    std::string file(const std::string& name) {
        std::filesystem::create_directories(
            std::filesystem::path(directory_->path() + "/" + name).parent_path());
        std::ofstream(directory_->path() + "/" + name) << "of a person";
        return name;
    }
    bool exists(const std::string& name) const {
        return std::filesystem::exists(directory_->path() + "/" + name);
    }
    ErasureState state_of(const rows::ErasureRow& row) {
        for (const Erasure& one :
             read([&](store::Reader& db) { return list_erasures(db, {}, at_noon); }).items)
            if (one.id == row.id) return one.state;
        return {};
    }
};
INSTANTIATE_ON_BOTH_STORES(Scrubbing);

TEST_P(Scrubbing, removes_the_files_of_an_erasure_that_a_crash_cut_off) {
    const auto removed =
        erasure(ErasureState::removed, {file("imports/a.csv"), file("photos/ab"), "imports/gone.csv"});
    file("imports/a.csv.book");
    file("imports/b.csv");
    privacy_->scrub(noon);
    EXPECT_FALSE(exists("imports/a.csv"));
    EXPECT_FALSE(exists("imports/a.csv.book"));
    EXPECT_FALSE(exists("photos/ab"));
    EXPECT_TRUE(exists("imports/b.csv"));
    EXPECT_EQ(state_of(removed), ErasureState::done);
}

TEST_P(Scrubbing, leaves_those_alone_whose_removal_is_not_committed) {
    const auto asked = erasure(ErasureState::requested, {});
    const auto removed = erasure(ErasureState::removed, {});
    privacy_->scrub(noon);
    EXPECT_EQ(state_of(asked), ErasureState::requested);
    EXPECT_EQ(state_of(removed), ErasureState::done);
}

TEST_P(Scrubbing, keeps_a_picture_that_came_again_of_somebody_else) {
    write([&](store::Transaction& tx) {
        tx.execute(
            "INSERT INTO photo (id, org_id, org_path, hash, content_type, size, created_at) "
            "VALUES (99, 1, '/1/', 'ab', 'image/png', 1, 0)");
    });
    erasure(ErasureState::removed, {file("photos/ab")});
    privacy_->scrub(noon);
    EXPECT_TRUE(exists("photos/ab"));
}

TEST(WithoutPerson, keeps_what_is_counted_and_nothing_that_tells) {
    const auto order = customer::without_person(
        {.name = "order.completed",
         .message_id = "m1",
         .actor = "customer:5 Chen",
         .properties = {{"number", "A-1"}, {"amount", 1200}, {"remark", "for Chen"}, {"coupon_ids", {7}}}});
    ASSERT_TRUE(order);
    EXPECT_EQ(boost::json::serialize(order->properties),
              R"({"number":"A-1","amount":1200,"coupon_ids":[7]})");
    EXPECT_EQ(order->message_id, "");
    EXPECT_EQ(order->actor, "customer");
    EXPECT_FALSE(customer::without_person({.name = "Page Seen"}));
    EXPECT_FALSE(customer::without_person({.name = "attribute.changed"}));
    const auto points = customer::without_person(
        {.name = "points.adjusted",
         .properties = {{"points", 5}, {"order_number", "A-1"}, {"reason", "Chen waited an hour"}}});
    EXPECT_EQ(boost::json::serialize(points->properties), R"({"points":5,"order_number":"A-1"})");
    const auto lead = customer::without_person(
        {.name = "lead.captured",
         .properties = {{"number", "L-1"}, {"note", "Chen"}, {"lead_kind", "tyres"}}});
    EXPECT_EQ(boost::json::serialize(lead->properties), R"({"lead_kind":"tyres"})");
}

}  // namespace
}  // namespace huan::server
