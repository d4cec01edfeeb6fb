#include "customer/search.hpp"

#include "customer/testing/company.hpp"
#include "customer/words.hpp"

#include <gtest/gtest.h>

namespace huan::customer {
namespace {

using store::Reader;

TEST(Words, are_spelled_as_people_do) {
    EXPECT_EQ(pinyin("陈"), "chen");
    EXPECT_EQ(pinyin("刚"), "gang");
    EXPECT_EQ(pinyin("吕"), "lu");
    EXPECT_EQ(pinyin("单", true), "shan");
    EXPECT_EQ(pinyin("曾", true), "zeng");
    EXPECT_EQ(pinyin("a"), "");
    EXPECT_EQ(folded("ＡＢＣ１２３"), "abc123");
    EXPECT_EQ(backwards("沪A1"), "1A沪");
}

TEST(Tokens, begin_wherever_a_search_may) {
    const auto has = [](const std::vector<Token>& tokens, const char* wanted) {
        return std::any_of(tokens.begin(), tokens.end(),
                           [&](const Token& token) { return token.token == wanted; });
    };
    for (const char* wanted : {"陈刚", "刚", "chengang", "gang", "cg", "g"})
        EXPECT_TRUE(has(tokens_of_name("陈刚"), wanted));
    for (const char* wanted : {"annaberg", "berg"}) EXPECT_TRUE(has(tokens_of_name("Anna  BERG"), wanted));
    EXPECT_FALSE(has(tokens_of_name("Anna Berg"), "nna"));
    EXPECT_TRUE(has(tokens_of({IdentityKind::phone, "+8613812341234"}), "1234"));
    EXPECT_FALSE(has(tokens_of({IdentityKind::phone, "+8613812341234"}), "234"));
    EXPECT_TRUE(has(tokens_of({IdentityKind::plate, "沪A8K321"}), "8k321"));
    EXPECT_TRUE(tokens_of({IdentityKind::anonymous_id, "d-1"}).empty());
    EXPECT_TRUE(tokens_of_name("").empty());
    EXPECT_LE(tokens_of_name(std::string(20'000, 'x')).size(), 40U);
}

class Search : public testing::Company {
protected:
    void SetUp() override {
        Company::SetUp();
        if (IsSkipped()) return;
        chen_ = named("陈刚", {external("M-1001"), phone("13812341234"), email("chen.gang@example.com")});
        cui_ = named("崔广健", {phone("13987654321")});
        anna_ = named("Anna Berg", {phone("13700001235"), email("anna@example.com")});
        run(&set_vehicle, {.plate = {"沪A·8K321"}, .customer_id = chen_});
    }
    std::vector<CustomerSummary> found(const std::string& typed) { return found(typed, at_noon); }
    std::vector<CustomerSummary> found(const std::string& typed, const base::Context& ctx) {
        return read(
            [&](Reader& db) { return list_customers(db, ListCustomers{.search = typed}, ctx).items; });
    }
    CustomerId chen_, cui_, anna_;
};
INSTANTIATE_ON_BOTH_STORES(Search);

TEST_P(Search, finds_people_by_what_one_knows_of_them) {
    struct Case {
        const char* typed;
        CustomerId who;
        const char* matched;
    };
    const Case cases[] = {
        {"陈刚", chen_, "name"},
        {"刚", chen_, "name"},
        {"陈", chen_, "name"},
        {"cg", chen_, "pinyin"},
        {"CG", chen_, "pinyin"},
        {"chengang", chen_, "pinyin"},
        {"chen gang", chen_, "pinyin"},
        {"1234", chen_, "phone"},
        {"13812341234", chen_, "phone"},
        {"+86 138-1234-1234", chen_, "phone"},
        {"38123", chen_, "phone"},
        {"321", chen_, "plate"},
        {"8K321", chen_, "plate"},
        {"沪A·8K321", chen_, "plate"},
        {"M-1001", chen_, "id"},
        {"m-10", chen_, "id"},
        {"chen.gang@", chen_, "email"},
        {"崔广健", cui_, "name"},
        {"cgj", cui_, "pinyin"},
        {"广健", cui_, "name"},
        {"4321", cui_, "phone"},
        {"anna", anna_, "name"},
        {"berg", anna_, "name"},
        {"ANNA B", anna_, "name"},
        {"anna@example.com", anna_, "email"},
    };
    for (const Case& one : cases) {
        SCOPED_TRACE(one.typed);
        const std::vector<CustomerSummary> people = found(one.typed);
        ASSERT_FALSE(people.empty());
        EXPECT_EQ(people[0].id, one.who);
        EXPECT_EQ(people[0].matched, one.matched);
    }
}

TEST_P(Search, puts_the_exact_before_the_longer) {
    const std::vector<CustomerSummary> both = found("cg");
    ASSERT_EQ(both.size(), 2U);
    EXPECT_EQ(both[0].id, chen_);
    EXPECT_EQ(both[1].id, cui_);
    EXPECT_EQ(found("123").size(), 2U);  // Three digits in the middle of two phones.
}

TEST_P(Search, shows_masked_phones_and_plates) {
    const CustomerSummary chen = found("1234").at(0);
    EXPECT_EQ(chen.phone, "138****1234");
    EXPECT_EQ(chen.plates, std::vector<std::string>{"沪A8K321"});
}

TEST_P(Search, finds_nothing_where_there_is_nothing) {
    for (const char* typed : {"zz", "99999", "陈刚刚", "%", "_", "' OR 1=1 --", "\xF4\x8F\xBF\xBF"}) {
        SCOPED_TRACE(typed);
        const auto page =
            read([&](Reader& db) { return list_customers(db, ListCustomers{.search = typed}, at_noon); });
        // What is only separators is no search: it lists everybody.
        if (search_key(typed).empty())
            EXPECT_EQ(page.total, 3);
        else
            EXPECT_TRUE(page.items.empty());
    }
    EXPECT_TRUE(found("陈刚", someone_at("/1/4/")).empty());
    EXPECT_EQ(found("陈刚", someone_at("/1/")).size(), 1U);
}

TEST_P(Search, follows_a_new_name_and_a_merge) {
    write([&](store::Transaction& tx) {
        observe_attributes(tx,
                           {.profile_id = ProfileId{anna_.value},
                            .attributes = {{"name", "Anna Stein"}},
                            .at = noon + std::chrono::hours(1)},
                           at_noon);
    });
    EXPECT_TRUE(found("berg").empty());
    EXPECT_EQ(found("stein").at(0).name, "Anna Stein");
    met({external("M-1001"), phone("13987654321")});  // Chen and Cui are one.
    EXPECT_EQ(found("崔").at(0).id, chen_);
    EXPECT_EQ(found("陈").at(0).id, chen_);
}

TEST_P(Search, goes_page_by_page_and_within_a_segment) {
    for (int i = 0; i < 5; ++i) named("王" + std::to_string(i), {external("w" + std::to_string(i))});
    std::set<CustomerId> ids;
    std::optional<std::string> cursor;
    do {
        const auto page = read([&](Reader& db) {
            return list_customers(db, ListCustomers{.search = "王", .cursor = cursor, .limit = 2}, at_noon);
        });
        EXPECT_EQ(page.total, 5);
        for (const CustomerSummary& item : page.items) EXPECT_TRUE(ids.insert(item.id).second);
        cursor = page.next_cursor;
    } while (cursor);
    EXPECT_EQ(ids.size(), 5U);

    const SegmentFilter segment = [&](Reader&, std::int64_t id, CustomerId before, std::int64_t limit) {
        std::vector<CustomerId> members;
        for (const CustomerId one : {*ids.rbegin(), anna_, chen_})
            if (id == 9 && (!before || one < before) && static_cast<std::int64_t>(members.size()) < limit)
                members.push_back(one);
        return members;
    };
    read([&](Reader& db) {
        const auto both =
            list_customers(db, ListCustomers{.search = "王", .segment_id = 9}, at_noon, segment);
        EXPECT_EQ(both.items.size(), 1U);
        const auto first = list_customers(db, ListCustomers{.segment_id = 9, .limit = 2}, at_noon, segment);
        ASSERT_EQ(first.items.size(), 2U);
        EXPECT_EQ(first.items[1].id, anna_);
        const auto rest = list_customers(
            db, ListCustomers{.segment_id = 9, .cursor = first.next_cursor, .limit = 2}, at_noon, segment);
        ASSERT_EQ(rest.items.size(), 1U);
        EXPECT_EQ(rest.items[0].id, chen_);
        EXPECT_FALSE(rest.next_cursor);
    });
}

TEST_P(Search, sorts_lists_by_what_one_asks_for) {
    ordered({phone("13987654321")}, "A-1", 900);
    ordered({external("M-1001")}, "A-2", 400);
    ordered({external("M-1001")}, "A-3", 400);
    const auto by = [&](CustomerSort sort) {
        std::vector<CustomerId> ids;
        std::optional<std::string> cursor;
        do {
            const auto page = read([&](Reader& db) {
                return list_customers(db, ListCustomers{.sort = sort, .cursor = cursor, .limit = 1}, at_noon);
            });
            for (const CustomerSummary& item : page.items) ids.push_back(item.id);
            cursor = page.next_cursor;
        } while (cursor);
        return ids;
    };
    EXPECT_EQ(by(CustomerSort::newest), (std::vector{anna_, cui_, chen_}));
    EXPECT_EQ(by(CustomerSort::amount), (std::vector{cui_, chen_, anna_}));
    EXPECT_EQ(by(CustomerSort::orders), (std::vector{chen_, cui_, anna_}));
    EXPECT_EQ(by(CustomerSort::last_order).back(), anna_);
}

}  // namespace
}  // namespace huan::customer
