#include "customer/consent.hpp"

#include "customer/errors.hpp"
#include "customer/routes.hpp"
#include "customer/testing/company.hpp"
#include "customer/unsubscribe_page.hpp"
#include "http/testing/server_case.hpp"

#include <gtest/gtest.h>

namespace huan::customer {
namespace {

using std::chrono::hours;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;

class Consent : public testing::Company {
protected:
    CustomerId anna() { return met({phone("13812341234"), external("17")}).customer_id; }
    std::optional<bool> may(CustomerId id, const std::string& channel, const std::string& purpose) {
        return read([&](Reader& db) { return consent_of(db, id, channel, purpose); });
    }
    ConsentHistory history(CustomerId id) {
        return read([&](Reader& db) { return list_consents(db, {id, {}}, at_noon); });
    }
    std::string token_of(const UnsubscribeLink& link) { return link.url.substr(link.url.rfind('/') + 1); }
    UnsubscribeLink link(CustomerId id, const std::string& channel) {
        return write([&](Transaction& tx) {
            return make_unsubscribe_link(tx, {id, {channel}, {}}, at_noon, "https://crm.example.com");
        });
    }
    bool change(const std::string& token, SubscriptionChange what, Instant when) {
        return write([&](Transaction& tx) {
            return change_subscription(tx, token, what, "Stop?", "203.0.113.9", {.now = when});
        });
    }
};
INSTANTIATE_ON_BOTH_STORES(Consent);

TEST_P(Consent, keeps_who_said_what_when_where_and_in_which_words) {
    const CustomerId id = anna();
    run(&set_consent,
        {.customer_id = id,
         .channel = {"sms"},
         .purpose = {"marketing"},
         .granted = true,
         .proof = base::Note<400>{"Form 4711"},
         .method = ConsentMethod::paper,
         .place = base::Note<120>{"West store"},
         .wording = base::Note<1000>{"May we text you offers?"},
         .at = noon - hours(48)},
        someone_at("/1/"));
    const CustomerHead after =
        run(&set_consent,
            {.customer_id = id, .channel = {"sms"}, .purpose = {"marketing"}, .method = ConsentMethod::call});
    ASSERT_EQ(after.consents.size(), 1U);
    EXPECT_FALSE(after.consents[0].granted);
    EXPECT_EQ(after.consents[0].method, ConsentMethod::call);
    const ConsentHistory all = history(id);
    ASSERT_EQ(all.items.size(), 2U);
    EXPECT_TRUE(all.items[0].holds);
    EXPECT_FALSE(all.items[1].holds);
    EXPECT_EQ(all.items[1].place, "West store");
    EXPECT_EQ(all.items[1].wording, "May we text you offers?");
    EXPECT_EQ(all.items[1].proof, "Form 4711");
    EXPECT_EQ(all.items[1].by_name, "Li Lei");
    EXPECT_EQ(all.items[1].at, noon - hours(48));
    EXPECT_EQ(all.items[1].recorded_at, noon);
}

TEST_P(Consent, said_earlier_but_written_down_later_does_not_hold) {
    const CustomerId id = anna();
    run(&set_consent, {.customer_id = id, .channel = {"sms"}, .purpose = {"marketing"}, .granted = false});
    run(&set_consent,
        {.customer_id = id,
         .channel = {"sms"},
         .purpose = {"marketing"},
         .granted = true,
         .at = noon - hours(5)},
        at(noon + hours(1)));
    EXPECT_EQ(may(id, "sms", "marketing"), false);
    EXPECT_EQ(history(id).items.size(), 2U);
    EXPECT_EQ(refusal_of([&] {
                  run(&set_consent, {.customer_id = id,
                                     .channel = {"sms"},
                                     .purpose = {"marketing"},
                                     .granted = true,
                                     .at = noon + hours(1)});
              }),
              errors::consent_time);
}

TEST_P(Consent, is_beaten_by_do_not_contact_whose_lifting_grants_nothing) {
    const CustomerId id = anna();
    run(&set_consent, {.customer_id = id, .channel = {"sms"}, .purpose = {"marketing"}, .granted = true});
    EXPECT_TRUE(run(&set_do_not_contact, {.customer_id = id, .on = true}).do_not_contact);
    EXPECT_EQ(may(id, "sms", "marketing"), false);
    EXPECT_EQ(may(id, "email", "service"), false);
    run(&set_do_not_contact, {.customer_id = id, .on = true});  // It is on already: nothing to say.
    EXPECT_EQ(events_named("consent.changed"), 2);
    EXPECT_FALSE(
        run(&set_do_not_contact, {.customer_id = id, .on = false}, at(noon + hours(1))).do_not_contact);
    EXPECT_EQ(may(id, "sms", "marketing"), true);
    EXPECT_EQ(may(id, "email", "marketing"), std::nullopt);
}

TEST_P(Consent, of_people_who_become_one_is_read_from_all_their_profiles) {
    const CustomerId first = met({external("1")}).customer_id;
    const CustomerId second = met({phone("13812341234")}).customer_id;
    run(&set_consent, {.customer_id = first, .channel = {"sms"}, .purpose = {"marketing"}, .granted = true});
    run(&set_consent, {.customer_id = second, .channel = {"sms"}, .purpose = {"marketing"}},
        at(noon + hours(1)));
    met({external("1"), phone("13812341234")});
    EXPECT_EQ(may(first, "sms", "marketing"), false);
    EXPECT_EQ(history(second).items.size(), 2U);
}

TEST_P(Consent, ends_by_a_link_that_names_person_and_channel) {
    const CustomerId id = anna();
    run(&set_consent, {.customer_id = id, .channel = {"email"}, .purpose = {"marketing"}, .granted = true});
    const UnsubscribeLink made = link(id, "email");
    EXPECT_TRUE(made.url.starts_with("https://crm.example.com/u/"));
    EXPECT_EQ(made.list_unsubscribe, "<" + made.url + ">");
    EXPECT_EQ(made.list_unsubscribe_post, "List-Unsubscribe=One-Click");
    const std::string token = token_of(made);
    EXPECT_TRUE(change(token, SubscriptionChange::stop, noon + hours(1)));
    EXPECT_FALSE(change(token, SubscriptionChange::stop, noon + hours(2)));  // Again: it is so already.
    EXPECT_EQ(may(id, "email", "marketing"), false);
    EXPECT_EQ(may(id, "email", "service"), std::nullopt);
    const ConsentHistory all = history(id);
    ASSERT_EQ(all.items.size(), 2U);
    EXPECT_EQ(all.items[0].method, ConsentMethod::link);
    EXPECT_EQ(all.items[0].by_name, "");
    EXPECT_EQ(number_of("SELECT count(*) FROM audit WHERE route = 'POST /u/{token}'"), 1);
    EXPECT_EQ(number_of("SELECT count(*) FROM audit WHERE changes LIKE '%" + token + "%'"), 0);

    EXPECT_TRUE(change(token, SubscriptionChange::resume, noon + hours(3)));
    EXPECT_EQ(may(id, "email", "marketing"), true);
    EXPECT_TRUE(change(token, SubscriptionChange::stop_all, noon + hours(4)));
    EXPECT_EQ(may(id, "email", "marketing"), false);
    EXPECT_EQ(may(id, "sms", "marketing"), false);
    EXPECT_EQ(may(id, "sms", "service"), std::nullopt);
    EXPECT_TRUE(change(token, SubscriptionChange::resume, noon + hours(5)));
    EXPECT_EQ(may(id, "email", "marketing"), true);
}

TEST_P(Consent, is_not_changed_by_a_link_that_is_no_good) {
    const CustomerId id = anna();
    const std::string token = token_of(link(id, "email"));
    for (const std::string& wrong : {std::string("x"), token + "x", token.substr(1)})
        EXPECT_EQ(refusal_of([&] { change(wrong, SubscriptionChange::stop, noon); }),
                  errors::bad_unsubscribe);
    EXPECT_EQ(refusal_of([&] { change(token, SubscriptionChange::stop, noon + hours(24 * 366 * 5)); }),
              errors::bad_unsubscribe);
    EXPECT_EQ(refusal_of([&] { link(id, "e.mail"); }), base::errors::not_allowed);
}

/// The page and the address mail programs post to, over real HTTP.
class UnsubscribePage : public http::testing::ServerCase {
protected:
    void SetUp() override {
        ServerCase::SetUp();
        if (IsSkipped()) return;
        routes(router);
        unsubscribe_routes(router, store());
        start();
        const auto made = post("/api/customers",
                               R"({"identities":[{"kind":"email","value":"a@example.com"}],)"
                               R"("attributes":{"name":"Anna"}})");
        id = made.json().at("id").as_int64();
        const auto link =
            post("/api/customers/" + std::to_string(id) + "/unsubscribe_link", R"({"channel":"email"})");
        const std::string url(link.json().at("url").as_string());
        target = url.substr(url.find("/u/"));
    }
    http::testing::Reply send(const std::string& body, const std::string& type) {
        return http::testing::ask(port(),
                                  {.method = "POST",
                                   .target = target,
                                   .body = body,
                                   .headers = {{"Content-Type", type}, {"Accept-Language", "en-GB"}}});
    }
    std::optional<bool> may() {
        return read([&](Reader& db) { return consent_of(db, CustomerId{id}, "email", "marketing"); });
    }
    std::int64_t id = 0;
    std::string target;
};
INSTANTIATE_ON_BOTH_STORES(UnsubscribePage);

constexpr const char* url_encoded = "application/x-www-form-urlencoded";

TEST_P(UnsubscribePage, asks_first_and_changes_nothing_when_a_scanner_opens_the_link) {
    const auto shown =
        http::testing::ask(port(), {.target = target, .headers = {{"Accept-Language", "zh-CN"}}});
    EXPECT_EQ(shown.status, 200);
    EXPECT_TRUE(shown.header("content-type").starts_with("text/html"));
    EXPECT_NE(shown.body.find("lang=\"zh-CN\""), std::string::npos);
    EXPECT_NE(shown.body.find(">a***@example.com 将不再通过邮件"), std::string::npos) << shown.body;
    EXPECT_EQ(shown.body.find("a@example.com"), std::string::npos);
    EXPECT_NE(shown.body.find("name=\"List-Unsubscribe\" value=\"One-Click\""), std::string::npos);
    EXPECT_EQ(may(), std::nullopt);
}

TEST_P(UnsubscribePage, stops_on_the_post_of_a_mail_program_without_cookie_login_or_redirect) {
    const auto done = send("List-Unsubscribe=One-Click", url_encoded);
    EXPECT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(may(), false);
    EXPECT_EQ(send("List-Unsubscribe=One-Click", url_encoded).status, 200);
    const auto count = [&](const std::string& sql) {
        return read([&](Reader& db) { return *db.value<std::int64_t>(sql); });
    };
    EXPECT_EQ(count("SELECT count(*) FROM event WHERE name = 'consent.changed'"), 1);
    EXPECT_EQ(send("List-Unsubscribe=One-Click&scope=resume", url_encoded).status, 200);
    EXPECT_EQ(may(), true);
}

TEST_P(UnsubscribePage, takes_a_multipart_form_too) {
    const std::string body =
        "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    EXPECT_EQ(send(body, "multipart/form-data; boundary=x").status, 200);
    EXPECT_EQ(may(), false);
}

TEST_P(UnsubscribePage, refuses_posts_without_the_field_and_links_that_are_no_good) {
    EXPECT_EQ(send("", url_encoded).status, 422);
    EXPECT_EQ(send("List-Unsubscribe=Yes", url_encoded).status, 422);
    EXPECT_EQ(may(), std::nullopt);
    target += "x";
    EXPECT_EQ(send("List-Unsubscribe=One-Click", url_encoded).status, 404);
    EXPECT_EQ(http::testing::ask(port(), {.target = target}).status, 404);
}

}  // namespace
}  // namespace huan::customer
