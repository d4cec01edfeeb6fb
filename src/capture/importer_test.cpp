#include "capture/importer.hpp"

#include "capture/undo.hpp"
#include "customer/commands.hpp"
#include "customer/queries.hpp"
#include "offer/ledger.hpp"
#include "offer/points.hpp"
#include "offer/testing/given.hpp"
#include "store/testing/on_both_stores.hpp"

#include <fmt/format.h>

#include <fstream>

namespace huan::capture {
namespace {

using store::Reader;
using store::Transaction;
using store::testing::refusal_of;

const std::string order_header = "order_no,phone,date,product,quantity,line_amount,discount\n";

/// A company that brings files in. Jobs run when a test says so.
class Importing : public store::testing::OnBothStores {
protected:
    void SetUp() override {
        OnBothStores::SetUp();
        if (IsSkipped()) return;
        folder = store::testing::scratch_directory();
        restart();
    }
    /// What was remembered between the pieces of a job is gone.
    void restart() { importer = std::make_unique<Importer>(store(), folder); }

    Import received(const std::string& text, ImportKind kind) {
        const std::string path = folder + "/sent";
        std::ofstream(path, std::ios::binary) << text;
        UploadImport what;
        what.kind = kind;
        return importer->receive(path, what, at_noon);
    }
    /// Works until no job is left; `told` hears of each piece.
    void work(const jobs::Runner::Publish& told = {}) {
        jobs::Runner runner(
            store(), [this] { return noon; }, told);
        runner.work_with(Importer::job_kind, [this](jobs::Chunk& chunk) { return importer->work(chunk); });
        while (runner.run_one()) {}
    }
    Import now(const Import& import) {
        return read([&](Reader& db) { return get_import(db, {import.id}, at_noon); });
    }
    Import planned(const Import& import, const Mapping& mapping) {
        write([&](Transaction& tx) { return plan_import(tx, {import.id, mapping, {}}, at_noon); });
        work();
        return now(import);
    }
    void start(const Import& import) {
        write([&](Transaction& tx) { return run_import(tx, {import.id}, at_noon); });
    }
    /// Dry run and run, which must count the same.
    ImportOutcome brought(const std::string& text, ImportKind kind, const Mapping& changes = {}) {
        const Import import = received(text, kind);
        Mapping mapping = import.mapping;
        mapping.constants = changes.constants;
        mapping.mode = changes.mode;
        mapping.keys = changes.keys;
        for (const auto& [column, field] : changes.columns) mapping.columns[column] = field;
        const ImportOutcome dry = planned(import, mapping).dry_run.value();
        start(import);
        work();
        last = now(import);
        EXPECT_EQ(base::to_json(dry), base::to_json(last.outcome.value()));
        return last.outcome.value();
    }
    std::vector<std::string> reasons() {
        std::vector<std::string> said;
        const ListNotes query{.import_id = last.id, .kind = "refused"};
        for (const ImportNote& note : read([&](Reader& db) { return list_notes(db, query, at_noon); }).items)
            said.push_back(fmt::format("{} {} {}", note.line, note.code, note.field));
        return said;
    }
    std::optional<customer::Resolved> person(const std::string& kind, const std::string& value) {
        return read([&](Reader& db) {
            return customer::find_by_identity(db, {customer::IdentityKind{{kind}}, value}, at_noon);
        });
    }
    customer::OrderView order(const std::string& number) {
        return read([&](Reader& db) {
            const auto found = customer::list_orders(db, {.number = number}, at_noon).items.at(0);
            return customer::get_order(db, {found.id}, at_noon);
        });
    }
    customer::Counts counts() {
        return read([](Reader& db) { return customer::counts(db); });
    }

    std::string folder;
    std::unique_ptr<Importer> importer;
    Import last;
};
INSTANTIATE_ON_BOTH_STORES(Importing);

TEST_P(Importing, rows_of_one_number_are_the_lines_of_one_order) {
    const ImportOutcome outcome = brought(order_header +
                                              "A1,13800133000,2026-01-05,Shirt,2,100.00,10.00\n"
                                              "A1,,,Socks,1,20.50,\n"
                                              "A2,13800138001,2026-01-06,Hat,1,30.00,\n",
                                          ImportKind::orders);
    EXPECT_EQ(outcome.rows, 3);
    EXPECT_EQ(outcome.created, 3);
    EXPECT_EQ(outcome.orders, 2);
    EXPECT_EQ(outcome.amount.minor, 14'050);
    const customer::OrderView first = order("A1");
    EXPECT_EQ(first.amount.minor, 11'050);
    EXPECT_EQ(first.quantity, 3);
    ASSERT_EQ(first.lines.size(), 2U);
    EXPECT_EQ(first.lines[1].name.value, "Socks");
    EXPECT_EQ(first.lines[1].amount.minor, 2050);
    EXPECT_EQ(base::format_instant(*outcome.earliest), "2026-01-04T16:00:00.000Z");
}

TEST_P(Importing, an_order_with_a_bad_row_is_refused_with_all_its_rows) {
    const ImportOutcome outcome = brought(order_header +
                                              "A1,13800133000,2026-01-05,Shirt,2,100.00,\n"
                                              "A1,,,Socks,many,20.50,\n"
                                              "A2,13800138001,2026-01-06,Hat,1,30.00,\n"
                                              "A2,13800138009,2026-01-06,Cap,1,30.00,\n"
                                              "A3,13800138001,2026-01-06,Hat,1,30.00,\n"
                                              "A4,13800138001,2026-01-06,Hat,1,30.00,\n"
                                              "A3,13800138001,2026-01-06,Coat,1,90.00,\n",
                                          ImportKind::orders);
    EXPECT_EQ(outcome.refused, 5);
    EXPECT_EQ(outcome.created, 2);
    EXPECT_EQ(reasons(), (std::vector<std::string>{"2 import.order_refused ", "3 field.wrong_type quantity",
                                                   "4 import.order_refused ", "5 import.contradicts phone",
                                                   "8 import.scattered order_no"}));
    EXPECT_EQ(counts().orders, 2);
}

TEST_P(Importing, an_order_that_comes_again_changes_nothing) {
    const std::string file = order_header + "A1,13800133000,2026-01-05,Shirt,2,100.00,\nA1,,,Hat,1,2,\n";
    brought(file, ImportKind::orders);
    EXPECT_EQ(brought(file, ImportKind::orders).unchanged, 2);
    EXPECT_EQ(counts().orders, 1);
}

TEST_P(Importing, a_dry_run_of_orders_stores_nothing_and_foretells_every_refusal) {
    brought(order_header + "A1,13800133000,2026-01-05,Shirt,2,100.00,\n", ImportKind::orders);
    const auto stored = [&] {
        return read([](Reader& db) {
            return db
                .value<std::int64_t>(
                    "SELECT CAST((SELECT count(*) FROM event) + (SELECT count(*) FROM customer_order) + "
                    "(SELECT count(*) FROM profile) + (SELECT count(*) FROM import_repeat) AS BIGINT)")
                .value();
        });
    };
    const std::string file = order_header +
                             "A1,13800133000,2026-01-05,Shirt,2,100.00,\n"
                             "A2,13800133000,2026-01-06,Hat,1,30.00,\n"
                             "A3,13800138001,2026-01-06,Hat,1,-30.00,\n"
                             "A4,13800138001,2026-01-06,Hat,1,30.00,\n"
                             "A5,13800138001,2026-01-07,Hat,1,30.00,\n"
                             "A5,13800138001,2026-01-07,Cap,1,30.00,\n"
                             "A6,13800138002,1700-01-07,Hat,1,30.00,\n";
    const std::int64_t before = stored();
    const Import import = received(file, ImportKind::orders);
    EXPECT_EQ(planned(import, import.mapping).dry_run->created, 4);
    EXPECT_EQ(stored(), before);
    const ImportOutcome outcome = brought(file, ImportKind::orders);
    EXPECT_EQ(outcome.unchanged, 1);
    EXPECT_EQ(outcome.created, 4) << "what is refused beside them takes nothing away from the others";
    EXPECT_EQ(outcome.customers, 2);
    EXPECT_EQ(reasons(),
              (std::vector<std::string>{"4 order.bad_amount line_amount", "8 order.bad_time date"}));
    EXPECT_EQ(counts().orders, 4);
}

const std::string people =
    "phone,name,city\n"
    "13800133000,Anna,Wuhan\n"
    "13800138001,Ben,Wuhan\n"
    "13800133000,Anna,Wuhan\n";

TEST_P(Importing, people_are_counted_by_what_became_of_them) {
    const ImportOutcome first = brought(people, ImportKind::customers);
    EXPECT_EQ(first.created, 2);
    EXPECT_EQ(first.unchanged, 1);
    EXPECT_EQ(first.repeated, 1);
    const ImportOutcome second =
        brought("phone,name,city\n13800133000,Anna,Beijing\n13800138001,Ben,Wuhan\n", ImportKind::customers);
    EXPECT_EQ(second.updated, 1);
    EXPECT_EQ(second.unchanged, 1);
    EXPECT_EQ(second.created, 0);
}

TEST_P(Importing, a_mode_leaves_people_alone_by_the_chosen_key) {
    brought(people, ImportKind::customers);
    const std::string file =
        "phone,email,city\n"
        "13800133000,anna@example.com,Xian\n"
        "13800138007,ben@example.com,Xian\n";
    Mapping only_new;
    only_new.mode = ImportMode::insert;
    const ImportOutcome inserted = brought(file, ImportKind::customers, only_new);
    EXPECT_EQ(inserted.skipped, 1);
    EXPECT_EQ(inserted.created, 1);
    Mapping only_known;
    only_known.mode = ImportMode::update;
    only_known.keys = {"email"};
    const ImportOutcome updated =
        brought("phone,email,city\n13800133000,anna@example.com,Xian\n13800138009,ben@example.com,Luoyang\n",
                ImportKind::customers, only_known);
    EXPECT_EQ(updated.skipped, 1) << "nobody has Anna's e-mail";
    EXPECT_EQ(updated.updated, 1);
    EXPECT_EQ(updated.customers, 0);
    EXPECT_EQ(person("phone", "13800138009")->customer_id, person("phone", "13800138007")->customer_id);
    Mapping wrong;
    wrong.keys = {"card_number"};
    EXPECT_EQ(refusal_of([&] { brought(people, ImportKind::customers, wrong); }), errors::bad_mapping);
    wrong.keys = {};
    wrong.mode = ImportMode::insert;
    EXPECT_EQ(refusal_of([&] { brought(order_header, ImportKind::orders, wrong); }), errors::bad_mapping);
}

TEST_P(Importing, identities_say_that_two_keys_are_one_person) {
    brought("phone,name\n13800133000,Anna\n", ImportKind::customers);
    brought("email,name\nanna@example.com,Anna\n", ImportKind::customers);
    const std::string file = "phone,email\n13800133000,Anna@Example.com\n13800138001,\n";
    const ImportOutcome outcome = brought(file, ImportKind::identities);
    EXPECT_EQ(outcome.created, 1);
    EXPECT_EQ(outcome.refused, 1);
    EXPECT_EQ(reasons(), std::vector<std::string>{"3 import.single_key "});
    EXPECT_EQ(person("phone", "13800133000")->customer_id, person("email", "anna@example.com")->customer_id);
    EXPECT_EQ(brought(file, ImportKind::identities).unchanged, 1);
}

TEST_P(Importing, tags_come_and_go_and_set_nothing_off) {
    brought(people, ImportKind::customers);
    const ImportOutcome outcome = brought(
        "phone,tag,tag until\n13800133000,VIP；老客,2026-12-31\n13800138001,VIP,\n", ImportKind::tags);
    EXPECT_EQ(outcome.created, 2);
    const auto tags_of = [&](const char* phone) {
        return read(
            [&](Reader& db) { return customer::tags_of(db, person("phone", phone)->customer_id, noon); });
    };
    ASSERT_EQ(tags_of("13800133000").size(), 2U);
    EXPECT_EQ(base::format_instant(tags_of("13800133000")[0].until.value()), "2026-12-31T16:00:00.000Z")
        << "the last day counts";
    const ImportOutcome again =
        brought("phone,tag,tag removed\n13800138001,VIP,yes\n13800138001,VIP,yes\n", ImportKind::tags);
    EXPECT_EQ(again.rows, 2);
    EXPECT_TRUE(tags_of("13800138001").empty());
    const std::int64_t live = read([](Reader& db) {
        return db.value<std::int64_t>("SELECT CAST(count(*) AS BIGINT) FROM event WHERE live = 1").value();
    });
    EXPECT_EQ(live, 0);
}

TEST_P(Importing, coupons_held_elsewhere_stand_in_the_books) {
    write([&](Transaction& tx) {
        offer::CreateCouponType type = offer::testing::ten_off("Ten off", noon);
        type.stock = 3;
        type.budget = base::Money{3000};
        offer::testing::published(tx, type, at_noon);
    });
    const std::string file =
        "phone,coupon,coupon code,claimed at,good until\n"
        "13800133000,Ten off,old-001,2026-02-20,2026-04-01\n"
        "13800138001,Ten off,,2026-02-21,\n"
        "13800138002,Ten off,old-002,2025-02-21,\n"
        "13800138003,Nine off,old-003,,\n"
        "13800138004,Ten off,OLD001,,\n"
        "13800138005,Ten off,old-005,,\n"
        "13800138006,Ten off,old-006,,\n";
    const Import import = received(file, ImportKind::coupons);
    planned(import, import.mapping);
    start(import);
    work();
    last = now(import);
    const ImportOutcome outcome = last.outcome.value();
    EXPECT_EQ(outcome.created, 3);
    EXPECT_EQ(reasons(),
              (std::vector<std::string>{"4 offer.expired good until", "5 offer.unknown_type coupon",
                                        "6 offer.code_taken coupon code", "8 offer.sold_out coupon"}));
    EXPECT_EQ(read([](Reader& db) { return offer::ledger_balance(db); }).minor, 0);
    EXPECT_EQ(events_named("coupon.claimed"), 3);
    const ImportOutcome again = brought(
        "phone,coupon,coupon code,claimed at,good until\n"
        "13800133000,Ten off,old-001,2026-02-20,2026-04-01\n"
        "13800138001,Ten off,,2026-02-21,\n",
        ImportKind::coupons);
    EXPECT_EQ(again.unchanged, 2);
}

TEST_P(Importing, undone_takes_the_coupons_back_that_nobody_used) {
    const auto type = write([&](Transaction& tx) {
        return offer::testing::published(tx, offer::testing::ten_off("Ten off", noon), at_noon);
    });
    const std::string file = "phone,coupon,coupon code\n13800138000,Ten off,old-001\n13800138001,Ten off,\n";
    EXPECT_EQ(brought(file, ImportKind::coupons).created, 2);
    write([&](Transaction& tx) { return undo_import(tx, {last.id}, at_noon); });
    Undo undo{customer::Forgetters{}};
    undo.on("coupon.claimed", &offer::take_back_coupon);
    jobs::Runner runner(store(), [this] { return noon; });
    runner.work_with(Undo::job_kind, [&](jobs::Chunk& chunk) { return undo.work(chunk); });
    while (runner.run_one()) {}
    EXPECT_EQ(now(last).state, ImportState::undone);
    EXPECT_EQ(now(last).undo->facts, 2);
    EXPECT_EQ(events_named("coupon.claimed"), 0);
    EXPECT_EQ(counts().customers, 0);
    const offer::CouponType after =
        read([&](Reader& db) { return offer::find_coupon_type(db, type.id); }).value();
    EXPECT_EQ(after.issued, 0);
    EXPECT_EQ(after.budget_left, type.budget);
    EXPECT_EQ(read([](Reader& db) { return offer::ledger_balance(db); }).minor, 0);
    EXPECT_EQ(brought(file, ImportKind::coupons).created, 2) << "it can come again";
}

TEST_P(Importing, undone_takes_back_what_its_orders_earned_in_points) {
    store().reactors().on("order.completed", "offer.earn", &offer::earn_points);
    write([&](Transaction& tx) {
        offer::update_point_rule(tx, {.enabled = true, .points_per_100 = 100, .count_history = true},
                                 at_noon);
    });
    brought(
        order_header + "A1,13800133000,2026-01-05,Shirt,2,100.00,\nA2,13800138001,2026-01-06,Hat,1,30.00,\n",
        ImportKind::orders);
    const auto held = [&] {
        return read([&](Reader& db) { return offer::point_ledger(db, {}, at_noon); }).held;
    };
    EXPECT_EQ(held(), 130);
    const customer::CustomerId buyer = person("phone", "13800138001")->customer_id;
    write([&](Transaction& tx) {
        return offer::spend_points(tx, {.customer_id = buyer, .points = 1}, at_noon);
    });
    write([&](Transaction& tx) { return undo_import(tx, {last.id}, at_noon); });
    Undo undo{customer::Forgetters{}};
    undo.on("order.completed", &offer::take_back_order);
    jobs::Runner runner(store(), [this] { return noon; });
    runner.work_with(Undo::job_kind, [&](jobs::Chunk& chunk) { return undo.work(chunk); });
    while (runner.run_one()) {}
    EXPECT_EQ(now(last).undo->kept, 1) << "A2, whose points were used";
    EXPECT_EQ(held(), 29);
    EXPECT_EQ(events_named("points.earned"), 1);
    EXPECT_EQ(counts().orders, 1);
    EXPECT_FALSE(person("phone", "13800133000")) << "nobody would be owed what nobody has";
    EXPECT_EQ(read([&](Reader& db) { return offer::point_ledger(db, {}, at_noon); }).balance, 0);
}

TEST_P(Importing, a_stopped_run_goes_on_where_it_stood_also_after_a_restart) {
    std::string text = order_header;
    for (int i = 0; i < 8000; ++i)
        text += fmt::format("N{},{},2026-01-05,Hat,1,1.00,\nN{},,,Cap,1,1.00,\n", i, 13300000000 + i, i);
    const Import import = received(text, ImportKind::orders);
    EXPECT_EQ(planned(import, import.mapping).dry_run->created, 16000);
    start(import);
    EXPECT_EQ(
        refusal_of([&] { write([&](Transaction& tx) { return resume_import(tx, {import.id}, at_noon); }); }),
        errors::import_not_stopped);
    bool asked = false;
    work([&](const jobs::Job& job, const std::string&) {
        if (job.done == 0 || asked) return;
        asked = true;
        write([&](Transaction& tx) { return stop_import(tx, {import.id}, at_noon); });
    });
    ASSERT_EQ(now(import).state, ImportState::stopped);
    const std::int64_t before = counts().orders;
    EXPECT_GT(before, 0);
    EXPECT_LT(before, 8000);
    restart();
    write([&](Transaction& tx) { return resume_import(tx, {import.id}, at_noon); });
    EXPECT_EQ(now(import).state, ImportState::running);
    work();
    const ImportOutcome outcome = now(import).outcome.value();
    EXPECT_EQ(outcome.rows, 16000);
    EXPECT_EQ(outcome.created, 16000) << "nothing is read twice";
    EXPECT_EQ(outcome.orders, 8000);
    EXPECT_EQ(outcome.customers, 8000);
    EXPECT_EQ(counts().orders, 8000);
}

TEST_P(Importing, a_mapping_with_a_name_is_offered_to_files_it_fits) {
    const Import first = received("顾客,联络,花了\n7,2026-01-05,3\n", ImportKind::orders);
    Mapping mapping;
    mapping.columns = {{"顾客", "external_id"}, {"联络", "ordered_at"}, {"花了", "amount"}};
    write([&](Transaction& tx) { return plan_import(tx, {first.id, mapping, {{"Till"}}}, at_noon); });
    const Import second = received("顾客,联络,花了,门店\n8,2026-01-05,3,North\n", ImportKind::orders);
    EXPECT_EQ(second.mapping.columns, mapping.columns);
    const auto saved = [&] { return read([&](Reader& db) { return list_mappings(db, {}, at_noon); }).items; };
    ASSERT_EQ(saved().size(), 1U);
    const SavedMappingId id = saved()[0].id;
    write([&](Transaction& tx) { return rename_mapping(tx, {id, {"Old till"}}, at_noon); });
    EXPECT_EQ(saved()[0].name, "Old till");
    write([&](Transaction& tx) { forget_mapping(tx, {id}, at_noon); });
    EXPECT_TRUE(saved().empty());
}

}  // namespace
}  // namespace huan::capture
