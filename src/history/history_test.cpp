#include "history/history.hpp"

#include "history/block_builder.hpp"
#include "history/errors.hpp"
#include "history/rows.hpp"
#include "history/testing/copies.hpp"
#include "store/testing/on_both_stores.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <thread>

namespace huan::history {
namespace {

using testing::copy_of;
using testing::events_in;

Property text(std::string key, std::string value, std::uint16_t item = 0) {
    return {.key = std::move(key), .kind = ValueKind::text, .item = item, .text = std::move(value)};
}
Property number(std::string key, std::int64_t scaled, std::uint16_t item = 0) {
    return {.key = std::move(key), .kind = ValueKind::number, .item = item, .number = scaled};
}

TEST(Flatten, keeps_every_value_under_a_dotted_key) {
    const auto json =
        boost::json::parse(R"({"amount": 12.5, "paid": true, "gone": null, "shipping": {"city": "Wien"},
        "tags": ["a", 7], "lines": [{"sku": "x", "codes": ["p", "q"]}, {"sku": "y", "price": -3}],
        "none": [], "": "e"})");
    const std::vector<Property> expected{
        number("amount", 125'000),
        {.key = "paid", .kind = ValueKind::boolean, .number = number_scale},
        text("shipping.city", "Wien"),
        text("tags[]", "a", 0),
        number("tags[]", 70'000, 1),
        text("lines[].sku", "x", 0),
        text("lines[].codes[]", "p", 0),
        text("lines[].codes[]", "q", 0),
        text("lines[].sku", "y", 1),
        number("lines[].price", -30'000, 1),
        text("", "e"),
    };
    EXPECT_EQ(flatten(json.as_object()), expected);
}

TEST(Flatten, scales_numbers_exactly_and_keeps_what_does_not_fit_as_text) {
    struct Case {
        const char* json;
        Property becomes;
    };
    const Case cases[] = {
        {"0.1", number("n", 1'000)},
        {"1.00005", number("n", 10'001)},
        {"-1.00005", number("n", -10'001)},
        {"-0.00004", number("n", 0)},
        {"1e3", number("n", 10'000'000)},
        {"1e-7", number("n", 0)},
        {"922337203685477", number("n", 9'223'372'036'854'770'000)},
        {"922337203685478", text("n", "922337203685478")},
        {"-9007199254740991", text("n", "-9007199254740991")},
        {"18446744073709551615", text("n", "18446744073709551615")},
        {"1e20", text("n", "100000000000000000000")},
    };
    for (const Case& row : cases) {
        SCOPED_TRACE(row.json);
        const auto object = boost::json::object{{"n", boost::json::parse(row.json)}};
        EXPECT_EQ(flatten(object), std::vector<Property>{row.becomes});
    }
}

TEST(Flatten, writes_numbers_as_short_decimals) {
    EXPECT_EQ(format_number(0), "0");
    EXPECT_EQ(format_number(125'000), "12.5");
    EXPECT_EQ(format_number(-1), "-0.0001");
    EXPECT_EQ(format_number(std::numeric_limits<std::int64_t>::min()), "-922337203685477.5808");
}

TEST(BlockBuilder, gives_names_of_the_filter_their_place_as_code) {
    Scan scan;
    scan.filter.names = {"b", "a"};
    BlockBuilder builder(scan);
    for (const char* name : {"a", "c", "b"}) builder.add({.name = name});
    const Block& block = builder.block();
    EXPECT_EQ(std::vector<std::uint32_t>(block.name.begin(), block.name.end()),
              (std::vector<std::uint32_t>{1, 2, 0}));
    EXPECT_EQ((*block.names)[2], "c");
}

// --- The columns against the journal
// ---------------------------------------------------------------------------------

const std::vector<std::string> names{"order.completed", "Product Viewed", "it's \\ odd", "coupon.claimed",
                                     "登录"};
const std::vector<std::string> places{"", "Shanghai", "store 'one'", "https://example.com/a?b=c", "上海\n店"};
const std::vector<std::string> keys{"amount", "city.name", "lines[].sku", "lines[].amount",
                                    "it's",   "mixed",     "absent"};

/// Random events with every kind of property, on both sides: in the store's journal and in the columns.
class OnBothSides : public store::testing::OnBothStores {
protected:
    void SetUp() override {
        OnBothStores::SetUp();
        if (IsSkipped()) return;
#ifndef HUAN_WITH_HISTORY
        GTEST_SKIP() << "built without chDB";
#endif
        journal_ = open_journal(store());
        columns_ = open({.directory = store::testing::scratch_directory()});
        random_.seed(7);
    }

    std::int64_t below(std::int64_t bound) {
        return std::uniform_int_distribution<std::int64_t>(0, bound - 1)(random_);
    }
    const std::string& one_of(const std::vector<std::string>& words) {
        return words[below(std::ssize(words))];
    }

    boost::json::object random_properties() {
        boost::json::object object;
        if (below(4) > 0) object["amount"] = static_cast<double>(below(200'000) - 100'000) / 100.0;
        if (below(3) == 0) object["city"] = {{"name", one_of(places)}};
        if (below(3) == 0) object["it's"] = below(2) == 0;
        if (below(2) == 0)
            object["mixed"] = below(2) == 0 ? boost::json::value(below(5)) : boost::json::value("5");
        boost::json::array lines;
        for (std::int64_t left = below(4); left > 0; --left) {
            boost::json::object line{{"sku", "sku " + std::to_string(below(4))}};
            if (below(3) > 0) line["amount"] = below(1'000);
            lines.push_back(line);
        }
        if (!lines.empty()) object["lines"] = lines;
        return object;
    }

    store::Event random_event() {
        return {.name = one_of(names),
                .profile_id = base::ProfileId{below(40)},
                .occurred_at = noon - base::Duration{below(200) * 3'600'000 + below(3)},
                .org_id = base::OrgId{1 + below(3)},
                .source_id = below(2),
                .channel = below(2) == 0 ? "h5" : "store",
                .place = one_of(places),
                .live = below(2) == 0,
                .properties = random_properties()};
    }

    void add_events(int count, int parts) {
        for (int part = 0; part < parts; ++part) {
            write([&](store::Transaction& tx) {
                for (int i = 0; i < count / parts; ++i) store::append(tx, random_event(), at_noon);
            });
            const auto fresh_rows = read([&](store::Reader& db) {
                return rows::settled_after(db, shipped_, rows::horizon(db), count);
            });
            std::vector<Row> batch;
            for (const rows::Entry& entry : fresh_rows) batch.push_back(to_row(entry.event));
            ASSERT_FALSE(batch.empty());
            shipped_ = fresh_rows.back().at;
            columns_->insert(batch);
        }
    }

    EventFilter random_filter() {
        EventFilter filter;
        if (below(2) == 0) filter.names = {one_of(names), one_of(names), "never happened"};
        if (below(2) == 0) filter.from = noon - base::Duration{below(200) * 3'600'000};
        if (below(2) == 0) filter.to = noon - base::Duration{below(100) * 3'600'000};
        if (below(4) == 0) filter.first_profile = below(20);
        if (below(4) == 0) filter.last_profile = below(40);
        if (below(3) == 0) {
            filter.profiles.emplace();
            for (std::int64_t left = below(12); left > 0; --left) filter.profiles->push_back(below(45));
        }
        return filter;
    }

    std::unique_ptr<History> journal_, columns_;
    rows::Position shipped_{};
    std::mt19937_64 random_;
};
INSTANTIATE_ON_BOTH_STORES(OnBothSides);

TEST_P(OnBothSides, a_scan_gives_the_same_from_the_columns_as_from_the_journal) {
    add_events(3'000, 5);
    std::size_t rows_seen = 0;
    for (int round = 0; round < 60; ++round) {
        Scan scan;
        scan.filter = random_filter();
        scan.columns = {below(2) == 0, below(2) == 0, below(2) == 0,
                        below(2) == 0, below(2) == 0, below(2) == 0};
        for (const std::string& key : keys)
            if (below(2) == 0) scan.properties.push_back(key);
        const auto expected = copy_of(*journal_, scan);
        ASSERT_EQ(copy_of(*columns_, scan), expected) << "round " << round;
        rows_seen += expected.size();
    }
    EXPECT_GT(rows_seen, 10'000U);
}

TEST_P(OnBothSides, a_scan_is_ordered_by_person_time_and_number) {
    add_events(2'000, 4);
    for (History* side : {journal_.get(), columns_.get()}) {
        std::vector<std::array<std::int64_t, 3>> order;
        side->scan({}, [&](const Block& block) {
            for (std::size_t i = 0; i < block.size; ++i)
                order.push_back({block.profile_id[i], block.occurred_at[i], block.seq[i]});
            return true;
        });
        EXPECT_EQ(order.size(), 2'000U);
        EXPECT_TRUE(std::ranges::is_sorted(order));
    }
}

TEST_P(OnBothSides, a_scan_ends_when_the_visitor_has_enough_or_throws) {
    add_events(200, 2);
    for (History* side : {journal_.get(), columns_.get()}) {
        int visits = 0;
        side->scan({}, [&](const Block&) { return ++visits < 1; });
        EXPECT_EQ(visits, 1);
        EXPECT_THROW(side->scan({}, [](const Block&) -> bool { throw std::runtime_error("enough"); }),
                     std::runtime_error);
        EXPECT_EQ(side->count(), 200);
    }
}

TEST_P(OnBothSides, many_profiles_are_found_in_several_statements) {
    add_events(300, 1);
    Scan scan;
    scan.filter.profiles.emplace();
    for (std::int64_t id = 25'000; id >= 5; --id) scan.filter.profiles->push_back(id);
    EXPECT_EQ(copy_of(*columns_, scan), copy_of(*journal_, scan));
}

TEST_P(OnBothSides, groups_are_the_same_from_the_columns_as_from_the_journal) {
    add_events(3'000, 3);
    const Dimension dimensions[] = {Dimension::name,   Dimension::day, Dimension::channel, Dimension::place,
                                    Dimension::source, Dimension::org, Dimension::property};
    const base::Zone zones[] = {
        base::Zone("Asia/Shanghai", std::chrono::hours{12}), base::Zone("Europe/Vienna"),
        base::Zone("Asia/Kathmandu", std::chrono::hours{3}), base::Zone("America/St_Johns")};
    std::size_t groups_seen = 0;
    for (int round = 0; round < 60; ++round) {
        Grouping grouping{.filter = random_filter(), .zone = zones[below(4)]};
        for (std::int64_t left = below(4); left > 0; --left) {
            grouping.by.push_back(dimensions[below(7)]);
            if (grouping.by.back() == Dimension::property) grouping.property_keys.push_back(one_of(keys));
        }
        if (below(2) == 0) grouping.sum = one_of(keys);
        const auto expected = journal_->group_by(grouping);
        ASSERT_EQ(columns_->group_by(grouping), expected) << "round " << round;
        groups_seen += expected.size();
    }
    EXPECT_GT(groups_seen, 300U);
}

TEST_P(OnBothSides, two_properties_stand_in_one_grouping) {
    add_events(500, 3);
    const Grouping grouping{.by = {Dimension::property, Dimension::property},
                            .property_keys = {std::string(keys[0]), std::string(keys[1])}};
    EXPECT_EQ(columns_->group_by(grouping), journal_->group_by(grouping));
}

TEST_P(OnBothSides, a_sum_beyond_64_bits_is_refused_by_both) {
    write([&](store::Transaction& tx) {
        for (int i = 0; i < 2; ++i)
            store::append(tx, {.name = "x", .properties = {{"n", 900'000'000'000'000}}}, at_noon);
    });
    const auto found =
        read([&](store::Reader& db) { return rows::settled_after(db, {}, rows::horizon(db), 10); });
    for (const auto& entry : found) columns_->insert(std::vector{to_row(entry.event)});
    for (History* side : {journal_.get(), columns_.get()})
        EXPECT_EQ(store::testing::refusal_of([&] { side->group_by({.sum = "n"}); }), base::errors::overflow);
}

TEST_P(OnBothSides, the_rest_is_answered_alike) {
    EXPECT_EQ(columns_->count(), 0);
    EXPECT_EQ(columns_->latest(), std::nullopt);
    EXPECT_EQ(journal_->latest(), std::nullopt);
    EXPECT_EQ(columns_->group_by({}), journal_->group_by({}));
    add_events(100, 2);
    const std::vector<std::int64_t> all = events_in(*journal_);
    std::vector<std::int64_t> asked{all[3], 1, all[50], 999'999'999, all[7]};
    EXPECT_EQ(columns_->existing(asked), journal_->existing(asked));
    EXPECT_EQ(columns_->existing(asked).size(), 3U);
    EXPECT_EQ(columns_->existing({}), std::vector<std::int64_t>{});
    EXPECT_EQ(columns_->count(), journal_->count());
    EXPECT_EQ(columns_->latest(), journal_->latest());
    columns_->clear();
    EXPECT_EQ(columns_->count(), 0);
}

// --- The columns alone
// -----------------------------------------------------------------------------------------------

class Columns : public ::testing::Test {
protected:
    void SetUp() override {
#ifndef HUAN_WITH_HISTORY
        GTEST_SKIP() << "built without chDB";
#endif
        directory_ = store::testing::scratch_directory();
    }
    std::vector<Row> rows(std::int64_t first, std::int64_t count) const {
        std::vector<Row> made;
        for (std::int64_t seq = first; seq < first + count; ++seq)
            made.push_back({.seq = seq,
                            .name = "n",
                            .profile_id = base::ProfileId{seq % 10},
                            .properties = {number("a", seq)}});
        return made;
    }
    std::string directory_;
};

TEST_F(Columns, are_there_again_after_closing_under_the_same_id) {
    auto history = open({.directory = directory_});
    const std::string id = history->id();
    EXPECT_EQ(id.size(), 32U);
    history->insert(rows(1, 1'000));
    history.reset();
    history = open({.directory = directory_});
    EXPECT_EQ(history->id(), id);
    EXPECT_EQ(history->count(), 1'000);
    EXPECT_EQ(events_in(*history).size(), 1'000U);
}

TEST_F(Columns, come_back_from_a_backup_with_their_id) {
    const std::string copy = store::testing::scratch_directory() + "/copy",
                      elsewhere = store::testing::scratch_directory();
    auto history = open({.directory = directory_});
    history->insert(rows(1, 500));
    history->backup(copy);
    history->insert(rows(501, 500));
    const std::string id = history->id();
    history.reset();
    restore({.directory = elsewhere}, copy);
    history = open({.directory = elsewhere});
    EXPECT_EQ(history->id(), id);
    EXPECT_EQ(history->count(), 500);
    std::vector<std::int64_t> expected(500);
    std::iota(expected.begin(), expected.end(), 1);
    EXPECT_EQ(events_in(*history), expected);
}

TEST_F(Columns, are_refused_to_a_second_directory_in_the_same_process_and_to_a_bad_place) {
    const auto history = open({.directory = directory_});
    EXPECT_EQ(store::testing::refusal_of([&] { open({.directory = store::testing::scratch_directory()}); }),
              errors::unavailable);
    EXPECT_EQ(store::testing::refusal_of([&] { open({.directory = "/proc/nowhere"}); }), errors::unavailable);
    history->insert(rows(1, 1));
    EXPECT_EQ(history->count(), 1);
}

TEST_F(Columns, refuse_a_question_that_needs_too_much_memory_and_answer_the_next) {
    const auto history = open({.directory = directory_, .memory_limit = 30 << 20});
    for (std::int64_t part = 0; part < 4; ++part) {
        std::vector<Row> many;
        for (std::int64_t i = 0; i < 100'000; ++i) {
            const std::int64_t seq = part * 100'000 + i;
            many.push_back({.seq = seq,
                            .name = "n",
                            .profile_id = base::ProfileId{seq},
                            .properties = {text("t", std::to_string(seq * 7919) + std::string(200, 'x'))}});
        }
        history->insert(many);
    }
    EXPECT_EQ(store::testing::refusal_of(
                  [&] { history->group_by({.by = {Dimension::property}, .property_keys = {"t"}}); }),
              errors::too_large);
    EXPECT_EQ(history->count(), 400'000);
}

TEST_F(Columns, are_asked_by_many_threads_while_rows_arrive) {
    const auto history = open({.directory = directory_});
    history->insert(rows(1, 5'000));
    std::vector<std::thread> threads;
    std::atomic<int> wrong{0};
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int round = 0; round < 10; ++round) {
                const auto seen = events_in(*history);
                const bool whole = seen.size() >= 5'000 && seen.size() % 500 == 0;
                if (!whole || history->group_by({}).front().count < 5'000) ++wrong;
            }
        });
    for (std::int64_t part = 0; part < 10; ++part) history->insert(rows(5'001 + part * 500, 500));
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(history->count(), 10'000);
}

}  // namespace
}  // namespace huan::history
