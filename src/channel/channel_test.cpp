#include "channel/channel.hpp"

#include "channel/commands.hpp"
#include "channel/errors.hpp"
#include "channel/queries.hpp"
#include "customer/errors.hpp"
#include "offer/testing/given.hpp"
#include "store/testing/on_both_stores.hpp"

namespace huan::channel {
namespace {

using offer::testing::person;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;

class Inboxes : public store::testing::OnBothStores {
protected:
    base::CustomerId somebody(int n) {
        return write([&](Transaction& tx) { return person(tx, n, at_noon); });
    }
    MessageId sent(base::CustomerId to, const std::string& title) {
        Message message;
        message.customer_id = to;
        message.title = title;
        message.link = "/h5/claim";
        return write([&](Transaction& tx) { return send(tx, message, at_noon); });
    }
    base::Context as(base::CustomerId id) const {
        base::Context ctx = at_noon;
        ctx.actor = {};
        ctx.actor.kind = base::ActorKind::customer;
        ctx.actor.id = id.value;
        return ctx;
    }
};
INSTANTIATE_ON_BOTH_STORES(Inboxes);

TEST_P(Inboxes, a_message_arrives_and_is_read_once) {
    const base::CustomerId anna = somebody(1);
    const MessageId id = sent(anna, "Ten off");
    const auto unread = read([&](Reader& db) { return list_inbox(db, {}, as(anna)); });
    ASSERT_EQ(unread.items.size(), 1U);
    EXPECT_EQ(unread.total, 1);
    EXPECT_FALSE(unread.items[0].read_at.has_value());
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(write([&](Transaction& tx) { return read_message(tx, {id}, as(anna)); }).read_at, noon);
    EXPECT_EQ(events_named("message.read"), 1);
    EXPECT_EQ(read([&](Reader& db) { return list_inbox(db, {.unread = true}, as(anna)); }).items.size(), 0U);
    const auto known = read([&](Reader& db) { return receipts(db, id); });
    ASSERT_EQ(known.size(), 2U);
    EXPECT_EQ(known[1].status, ReceiptStatus::read);
}

TEST_P(Inboxes, nobody_sees_another_persons_messages) {
    const base::CustomerId anna = somebody(1);
    const base::CustomerId berta = somebody(2);
    const MessageId id = sent(anna, "Ten off");
    EXPECT_EQ(read([&](Reader& db) { return list_inbox(db, {}, as(berta)); }).items.size(), 0U);
    EXPECT_EQ(refusal_of([&] { write([&](Transaction& tx) { return read_message(tx, {id}, as(berta)); }); }),
              errors::unknown);
    EXPECT_EQ(refusal_of([&] { read([&](Reader& db) { return list_inbox(db, {}, at_noon); }); }),
              base::errors::forbidden);
    EXPECT_EQ(refusal_of([&] { sent(base::CustomerId{9'999'999}, "Hello"); }), customer::errors::unknown);
}

TEST_P(Inboxes, a_token_names_one_customer_for_a_stated_time) {
    const base::CustomerId anna = somebody(1);
    const auto minted = [&](std::int64_t minutes) {
        return write([&](Transaction& tx) { return mint_customer_token(tx, {anna, minutes}, at_noon); });
    };
    const CustomerToken token = minted(30);
    EXPECT_EQ(token.expires_at, noon + std::chrono::minutes(30));
    EXPECT_TRUE(token.token.starts_with("ct_"));
    EXPECT_EQ(refusal_of([&] { minted(0); }), base::errors::out_of_range);
    EXPECT_EQ(refusal_of([&] {
                  write([&](Transaction& tx) {
                      return mint_customer_token(tx, {base::CustomerId{9'999'999}, {}}, at_noon);
                  });
              }),
              customer::errors::unknown);
}

TEST_P(Inboxes, pages_go_from_new_to_old_and_miss_nothing) {
    const base::CustomerId anna = somebody(1);
    for (int i = 0; i < 5; ++i) sent(anna, std::to_string(i));
    std::string titles;
    std::optional<std::string> cursor;
    do {
        const auto page = read([&](Reader& db) { return list_inbox(db, {{}, cursor, 2}, as(anna)); });
        for (const InboxItem& item : page.items) titles += item.title;
        cursor = page.next_cursor;
    } while (cursor);
    EXPECT_EQ(titles, "43210");
}

TEST_P(Inboxes, messages_follow_people_who_become_one) {
    store().reactors().on("profiles.merged", "channel.merge", &react_to_merge);
    const base::CustomerId anna = somebody(1);
    const base::CustomerId berta = somebody(2);
    sent(anna, "to Anna");
    sent(berta, "to Berta");
    write([&](Transaction& tx) {
        customer::add_identities(tx, {anna, {{customer::IdentityKind::external_id, "M-1"}}}, at_noon);
        customer::add_identities(tx, {berta, {{customer::IdentityKind::external_id, "M-1"}}}, at_noon);
    });
    EXPECT_EQ(read([&](Reader& db) { return list_inbox(db, {}, as(anna)); }).items.size(), 2U);
    EXPECT_EQ(read([&](Reader& db) { return list_inbox(db, {}, as(berta)); }).items.size(), 2U);
}

TEST(Templates, are_filled_by_name_and_keep_braces_written_twice) {
    EXPECT_EQ(fill("Hello {name}, {{10}} off{gone}.", {{"name", "Anna"}}), "Hello Anna, {10} off.");
    EXPECT_EQ(fill("", {}), "");
    EXPECT_EQ(fill("{name}", {{"name", "{name}"}}), "{name}") << "what is filled in is not read again";
}

TEST(Templates, leave_no_separator_beside_an_empty_place) {
    const auto filled = [](const char* text) {
        return fill(text, {{"amount", "$5.00"}, {"name", ""}, {"coupon", "Ten off,"}});
    };
    EXPECT_EQ(filled("{amount} off, {name}"), "$5.00 off");
    EXPECT_EQ(filled("{name}, {amount} off"), "$5.00 off");
    EXPECT_EQ(filled("Hi {name}, {amount} off"), "Hi, $5.00 off");
    EXPECT_EQ(filled("Hi, {name}, {amount} off"), "Hi, $5.00 off");
    EXPECT_EQ(filled("Hi, {name} take {amount}"), "Hi, take $5.00");
    EXPECT_EQ(filled("Take it {name} today"), "Take it today");
    EXPECT_EQ(filled("Thank you, {name}!"), "Thank you!");
    EXPECT_EQ(filled("We miss you, {name}. {amount} off."), "We miss you. $5.00 off.");
    EXPECT_EQ(filled("{name}! {amount} off"), "$5.00 off");
    EXPECT_EQ(filled("Thanks; {name}\n{name}: {amount}"), "Thanks\n$5.00");
    EXPECT_EQ(filled("{name}, {gone}, {amount}, {name}, {gone}"), "$5.00");
    EXPECT_EQ(filled("{name}, {gone}"), "");
    EXPECT_EQ(filled("{name}{amount}{gone}"), "$5.00");
    EXPECT_EQ(filled("{amount}, {name}, {amount}"), "$5.00, $5.00");
    EXPECT_EQ(filled("{amount} {name} {amount}"), "$5.00 $5.00");
}

TEST(Templates, leave_no_chinese_separator_either) {
    const auto filled = [](const char* text) { return fill(text, {{"amount", "¥5.00"}, {"name", ""}}); };
    EXPECT_EQ(filled("{name}，立减 {amount}"), "立减 ¥5.00");
    EXPECT_EQ(filled("立减 {amount}，{name}"), "立减 ¥5.00");
    EXPECT_EQ(filled("立减 {amount}，{name}。"), "立减 ¥5.00。");
    EXPECT_EQ(filled("您好{name}，立减 {amount}"), "您好，立减 ¥5.00");
    EXPECT_EQ(filled("您好，{name}，立减 {amount}"), "您好，立减 ¥5.00");
    EXPECT_EQ(filled("洗车、{name}、打蜡"), "洗车、打蜡");
    EXPECT_EQ(filled("{name}、打蜡"), "打蜡");
    EXPECT_EQ(filled("亲爱的{name}：立减"), "亲爱的：立减");
}

TEST(Templates, cut_nothing_that_was_filled_in_and_nothing_without_a_gap) {
    EXPECT_EQ(fill("{coupon} {name}", {{"coupon", "Ten off,"}}), "Ten off,");
    EXPECT_EQ(fill("{name}{coupon}", {{"coupon", ", as named"}}), ", as named");
    EXPECT_EQ(fill(", as  written ,", {}), ", as  written ,");
    EXPECT_EQ(fill("{name}, 10 off", {{"name", "Anna"}}), "Anna, 10 off");
}

TEST(Prices, are_written_with_the_sign_and_the_digits_of_their_currency) {
    EXPECT_EQ(price(base::Money{500}, "CNY"), "¥5.00");
    EXPECT_EQ(price(base::Money{1250}, "USD"), "$12.50");
    EXPECT_EQ(price(base::Money{500}, "JPY"), "¥500");
    EXPECT_EQ(price(base::Money{-500}, "EUR"), "-€5.00");
    EXPECT_EQ(price(base::Money{5000}, "KWD"), "KWD 5.000");
}

TEST(Templates, are_refused_when_nothing_fills_a_place_or_a_brace_stays_open) {
    for (const char* text : {"Hello {nmae}", "Hello {", "Hello }", "Hello {name", "{}"}) {
        SCOPED_TRACE(text);
        EXPECT_EQ(refusal_of([&] { check_template(text, {"name"}, "message_body"); }), errors::bad_template);
    }
    EXPECT_NO_THROW(check_template("Hello {name}, {{}}", {"name"}, "message_body"));
}

}  // namespace
}  // namespace huan::channel
