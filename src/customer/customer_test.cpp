#include "access/errors.hpp"
#include "customer/errors.hpp"
#include "customer/testing/company.hpp"

#include <gtest/gtest.h>

namespace huan::customer {
namespace {

using std::chrono::hours;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;

class People : public testing::Company {
protected:
    int observed(ProfileId profile, boost::json::object attributes, Instant at,
                 const std::string& message = "") {
        return write([&](Transaction& tx) {
            return observe_attributes(
                tx,
                {.profile_id = profile, .attributes = std::move(attributes), .at = at, .message_id = message},
                at_noon);
        });
    }
    boost::json::object attributes(CustomerId id) {
        boost::json::object all;
        for (const AttributeView& view : head(id).attributes) all[view.key] = view.value;
        return all;
    }
    std::string text(CustomerId id, const std::string& key) { return text_of(attributes(id).at(key)); }
    static std::string text_of(const boost::json::value& value) {
        return value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value);
    }
    /// The value of an attribute as of `at`, as a fold over the journal sees it.
    std::string folded(ProfileId profile, const std::string& key, Instant at) {
        return read([&](Reader& db) {
            boost::json::value value;
            store::fold_events(db, {profile}, Instant{0}, at, [&](const store::Event& event) {
                if (event.name == "attribute.changed" && event.properties.at("key").as_string() == key)
                    value = event.properties.at("value");
                return true;
            });
            return text_of(value);
        });
    }
};
INSTANTIATE_ON_BOTH_STORES(People);

TEST_P(People, are_created_with_what_is_known_and_shown_with_masked_keys) {
    const CustomerHead made =
        run(&create_customer, {.identities = {phone("13812341234"), email("Anna@Example.com")},
                               .attributes = {{"name", "Anna Berg"}, {"age", 34}, {"vip", true}}});
    EXPECT_EQ(made.name, "Anna Berg");
    EXPECT_EQ(made.phone, "138****1234");
    EXPECT_EQ(made.email, "a***@example.com");
    EXPECT_EQ(attributes(made.id), (boost::json::object{{"age", 34}, {"name", "Anna Berg"}, {"vip", true}}));
    const std::string answer = boost::json::serialize(base::to_json(made));
    EXPECT_EQ(answer.find("13812341234"), std::string::npos);
    EXPECT_EQ(answer.find("anna@"), std::string::npos);
    const Revealed full = run(&reveal, {made.id});
    EXPECT_EQ(full.identities, (std::vector<Identity>{phone("+8613812341234"), email("anna@example.com")}));
}

TEST_P(People, keep_the_attribute_of_the_later_event_whatever_arrives_first) {
    const ProfileId profile = met({external("17")}).profile_id;
    const CustomerId id{profile.value};
    EXPECT_EQ(observed(profile, {{"city", "Beijing"}}, noon), 1);
    EXPECT_EQ(observed(profile, {{"city", "Shanghai"}}, noon - hours(2)), 0);
    EXPECT_EQ(text(id, "city"), "Beijing");
    EXPECT_EQ(folded(profile, "city", noon - hours(1)), "Shanghai");
    EXPECT_EQ(folded(profile, "city", noon + hours(1)), "Beijing");
    EXPECT_EQ(observed(profile, {{"city", "Wuhan"}}, noon, "b"), 1);  // Same moment: the larger message id.
    EXPECT_EQ(observed(profile, {{"city", "Xian"}}, noon, "a"), 0);
    EXPECT_EQ(text(id, "city"), "Wuhan");
}

TEST_P(People, change_nothing_when_the_same_is_said_again) {
    const ProfileId profile = met({external("17")}).profile_id;
    observed(profile, {{"city", "Beijing"}, {"score", 1.5}}, noon);
    observed(profile, {{"city", "Shanghai"}}, noon - hours(2));
    const std::int64_t events = number_of("SELECT count(*) FROM event");
    EXPECT_EQ(observed(profile, {{"city", "Beijing"}, {"score", 1.5}}, noon), 0);
    EXPECT_EQ(observed(profile, {{"city", "Shanghai"}}, noon - hours(2)), 0);
    EXPECT_EQ(number_of("SELECT count(*) FROM event"), events);
}

TEST_P(People, do_not_take_an_old_value_for_newer_than_its_confirmation) {
    const ProfileId profile = met({external("17")}).profile_id;
    observed(profile, {{"city", "Beijing"}}, noon - hours(9));
    observed(profile, {{"city", "Beijing"}}, noon);  // Still so: no event of its own.
    observed(profile, {{"city", "Shanghai"}}, noon - hours(5));
    EXPECT_EQ(text(CustomerId{profile.value}, "city"), "Beijing");
    EXPECT_EQ(folded(profile, "city", noon - hours(4)), "Shanghai");
    EXPECT_EQ(folded(profile, "city", noon + hours(1)), "Beijing");
}

TEST_P(People, lose_an_attribute_that_is_cleared) {
    const CustomerId id = named("Anna", {external("17")});
    run(&set_attributes, {.customer_id = id, .attributes = {{"city", "Beijing"}}});
    const CustomerHead cleared =
        run(&set_attributes, {.customer_id = id, .attributes = {{"city", nullptr}}}, at(noon + hours(1)));
    EXPECT_EQ(cleared.attributes.size(), 1U);
    EXPECT_EQ(events_named("attribute.changed"), 3);
}

TEST_P(People, refuse_attributes_that_are_none) {
    const CustomerId id = met({external("17")}).customer_id;
    const boost::json::object wrong[] = {{{"list", boost::json::array{1, 2}}},
                                         {{"nested", boost::json::object{{"a", 1}}}},
                                         {{"huge", 1e300}},
                                         {{"", "x"}},
                                         {{std::string(81, 'k'), "x"}},
                                         {{"long", std::string(2001, 'x')}}};
    for (const boost::json::object& attributes : wrong) {
        SCOPED_TRACE(boost::json::serialize(attributes));
        EXPECT_EQ(refusal_of([&] { run(&set_attributes, {.customer_id = id, .attributes = attributes}); }),
                  errors::bad_attribute);
    }
    EXPECT_EQ(events_named("attribute.changed"), 0);
}

TEST_P(People, are_edited_only_by_who_saw_how_they_stand) {
    const CustomerId id = met({external("17")}).customer_id;
    const std::int64_t seen = head(id).version;
    const CustomerHead once =
        run(&set_attributes, {.customer_id = id, .attributes = {{"city", "Beijing"}}, .seen_version = seen});
    EXPECT_EQ(once.version, seen + 1);
    EXPECT_EQ(refusal_of([&] {
                  run(&set_attributes,
                      {.customer_id = id, .attributes = {{"city", "Wuhan"}}, .seen_version = seen});
              }),
              errors::stale);
    ordered({external("17")}, "A-1", 100);
    EXPECT_EQ(head(id).version, seen + 1);  // An order is no edit.
}

TEST_P(People, carry_tags_for_as_long_as_these_hold) {
    const CustomerId id = met({external("17")}).customer_id;
    run(&add_tag, {.customer_id = id, .tag = {"vip"}});
    run(&add_tag, {.customer_id = id, .tag = {"vip"}});
    const CustomerHead both = run(&add_tag, {.customer_id = id, .tag = {"spring"}, .until = noon + hours(1)});
    EXPECT_EQ(both.tags.size(), 2U);
    EXPECT_EQ(events_named("tag.added"), 2);
    EXPECT_EQ(head(id, at(noon + hours(1))).tags.size(), 1U);
    EXPECT_EQ(refusal_of([&] { run(&add_tag, {.customer_id = id, .tag = {"late"}, .until = noon}); }),
              errors::tag_over);
    const auto tagged =
        read([&](Reader& db) { return list_customers(db, ListCustomers{.tag = "vip"}, at_noon); });
    EXPECT_EQ(tagged.items.size(), 1U);
    EXPECT_TRUE(run(&remove_tag, {id, {"vip"}}, at(noon + hours(2))).tags.empty());
    run(&remove_tag, {id, {"vip"}});
    EXPECT_EQ(events_named("tag.removed"), 1);
}

TEST_P(People, are_contacted_as_they_consented) {
    const CustomerId id = met({external("17")}).customer_id;
    const auto may = [&](const char* channel) {
        return read([&](Reader& db) { return consent_of(db, id, channel, "marketing"); });
    };
    EXPECT_EQ(may("sms"), std::nullopt);
    run(&set_consent, {.customer_id = id, .channel = {"sms"}, .purpose = {"marketing"}, .granted = true});
    EXPECT_EQ(may("sms"), true);
    EXPECT_EQ(may("call"), std::nullopt);
    run(&set_consent, {.customer_id = id, .channel = {"sms"}, .purpose = {"marketing"}, .granted = false},
        at(noon + hours(1)));
    EXPECT_EQ(may("sms"), false);
    run(&set_consent, {.customer_id = id, .channel = {"call"}, .purpose = {"all"}, .granted = true});
    EXPECT_EQ(may("call"), true);
    const CustomerHead closed =
        run(&set_consent, {.customer_id = id, .channel = {"all"}, .purpose = {"all"}, .granted = false});
    EXPECT_TRUE(closed.do_not_contact);
    EXPECT_EQ(may("call"), false);
    EXPECT_EQ(events_named("consent.changed"), 4);
}

TEST_P(People, of_another_organisation_are_as_if_they_were_not_there) {
    const base::Context here = someone_at("/1/4/");
    const base::Context there = someone_at("/1/5/");
    const base::Context above = someone_at("/1/");
    const CustomerId id = met({phone("13812341234")}, here).customer_id;
    EXPECT_EQ(head(id, here).id, id);
    EXPECT_EQ(head(id, above).id, id);
    const auto refused = [&](const auto& work) { EXPECT_EQ(refusal_of(work), errors::unknown); };
    refused([&] { head(id, there); });
    refused([&] { head(CustomerId{999'999}, here); });
    refused([&] { run(&set_attributes, {.customer_id = id, .attributes = {{"city", "Wuhan"}}}, there); });
    refused([&] { run(&add_tag, {.customer_id = id, .tag = {"vip"}}, there); });
    refused([&] { run(&remove_tag, {id, {"vip"}}, there); });
    refused([&] { run(&reveal, {id}, there); });
    refused([&] { run(&set_owner, {id, UserId{77}}, there); });
    refused([&] { run(&set_vehicle, {.plate = {"沪A8K321"}, .customer_id = id}, there); });
    refused([&] { read([&](Reader& db) { return get_timeline(db, {.customer_id = id}, there); }); });
    refused([&] { read([&](Reader& db) { return list_orders(db, {.customer_id = id}, there); }); });
    EXPECT_EQ(refusal_of([&] { run(&create_customer, {.identities = {phone("13812341234")}}, there); }),
              errors::elsewhere);
    EXPECT_EQ(refusal_of(
                  [&] { run(&create_customer, {.identities = {external("1")}, .org_id = OrgId{4}}, there); }),
              access::errors::unknown);
    const auto count = [&](const base::Context& ctx) {
        return read([&](Reader& db) { return list_customers(db, ListCustomers{}, ctx).total; });
    };
    EXPECT_EQ(count(here), 1);
    EXPECT_EQ(count(there), 0);
    EXPECT_EQ(count(above), 1);
}

TEST_P(People, are_seen_by_the_one_who_looks_after_them) {
    const CustomerId id = met({external("17")}).customer_id;
    met({external("18")});
    const base::Context agent = someone_at("/1/", base::DataScope::own);
    EXPECT_EQ(refusal_of([&] { head(id, agent); }), errors::unknown);
    run(&set_owner, {id, UserId{agent.actor.id}});
    EXPECT_EQ(head(id, agent).owner_id, UserId{agent.actor.id});
    EXPECT_EQ(read([&](Reader& db) { return list_customers(db, ListCustomers{}, agent).items.size(); }), 1U);
}

TEST_P(People, gain_identities_by_hand) {
    const CustomerId by_phone = met({phone("13812341234")}).customer_id;
    const CustomerId by_id = met({external("17")}).customer_id;
    const CustomerHead one = run(&add_identities, {by_phone, {external("17"), email("a@example.com")}});
    EXPECT_EQ(one.id, by_phone);
    EXPECT_EQ(one.identities.size(), 3U);
    EXPECT_EQ(one.email, "a***@example.com");
    EXPECT_EQ(head(by_id).id, by_phone);
}

TEST_P(People, bring_attributes_tags_and_consents_along_when_they_become_one) {
    const CustomerId older = named("Old Name", {phone("13812341234")});
    const Resolved newer = met({external("17")});
    observed(newer.profile_id, {{"name", "New Name"}, {"city", "Wuhan"}}, noon + hours(1));
    run(&add_tag, {.customer_id = newer.customer_id, .tag = {"vip"}});
    run(&set_consent,
        {.customer_id = newer.customer_id, .channel = {"sms"}, .purpose = {"all"}, .granted = false});
    run(&set_owner, {newer.customer_id, UserId{77}});
    run(&set_vehicle, {.plate = {"沪A8K321"}, .customer_id = newer.customer_id});
    met({external("17"), phone("13812341234")});
    const CustomerHead one = head(older);
    EXPECT_EQ(one.name, "New Name");
    EXPECT_EQ(one.tags.size(), 1U);
    EXPECT_EQ(one.consents.size(), 1U);
    EXPECT_EQ(one.vehicles.size(), 1U);
    EXPECT_EQ(one.owner_id, UserId{77});
    EXPECT_EQ(text(older, "city"), "Wuhan");
}

TEST_P(People, have_cars_that_are_found_by_the_tail_of_their_plate) {
    const CustomerId anna = named("Anna", {phone("13812341234")});
    const CustomerId bert = named("Bert", {phone("13812345678")});
    const Vehicle car = run(&set_vehicle, {.plate = {"沪A·8K321"},
                                           .customer_id = anna,
                                           .model = {{"Model 3"}},
                                           .insurance_until = noon + hours(24 * 27),
                                           .mileage = 42'000});
    run(&set_vehicle, {.plate = {"沪a8k321"}, .customer_id = bert, .mileage = 42'500});
    EXPECT_EQ(head(anna).vehicles.front().mileage, 42'500);
    EXPECT_EQ(head(anna).vehicles.front().model, "Model 3");
    read([&](Reader& db) {
        EXPECT_EQ(customers_of(db, car.id), (std::vector<CustomerId>{bert, anna}));
        for (const char* tail : {"321", "8k321", "8K321", "沪A·8K321"}) {
            SCOPED_TRACE(tail);
            ASSERT_EQ(find_vehicles(db, tail, at_noon).size(), 1U);
            EXPECT_EQ(find_vehicles(db, tail, someone_at("/1/4/", base::DataScope::own)).size(), 1U);
            EXPECT_TRUE(find_vehicles(db, tail, someone_at("/2/")).empty());
        }
        EXPECT_TRUE(find_vehicles(db, "1", at_noon).empty());
        EXPECT_TRUE(find_vehicles(db, "8K", at_noon).empty());
    });
    EXPECT_EQ(refusal_of([&] { run(&set_vehicle, {.plate = {"no plate"}}); }), errors::bad_plate);
    // Anna's car and its policy; then both for Bert, and its new mileage for Anna too.
    EXPECT_EQ(events_named("asset.changed"), 5);
}

TEST_P(People, have_one_timeline_over_all_their_profiles_page_by_page) {
    const Resolved who = met({external("17"), phone("13812341234")});
    met({phone("13812341234")});
    for (int i = 0; i < 7; ++i) {
        const std::vector<Identity> by = i % 2 == 0 ? std::vector{external("17")}
                                                    : std::vector{phone("13812341234")};
        ordered(by, "A-" + std::to_string(i), 100);  // All at the same moment.
    }
    write([&](Transaction& tx) {
        store::append(
            tx, store::Event{.name = "Product Viewed", .profile_id = who.profile_id, .occurred_at = noon},
            at_noon);
    });
    const auto pages = [&](std::optional<TimelineKind> kind) {
        std::vector<std::string> names;
        std::set<std::int64_t> once;
        std::optional<std::string> cursor;
        do {
            const auto page = read([&](Reader& db) {
                return get_timeline(
                    db, {.customer_id = who.customer_id, .kind = kind, .cursor = cursor, .limit = 2},
                    at_noon);
            });
            for (const TimelineItem& item : page.items) {
                EXPECT_TRUE(once.insert(item.seq).second);
                names.push_back(item.name);
            }
            cursor = page.next_cursor;
        } while (cursor);
        return names;
    };
    EXPECT_EQ(pages(TimelineKind::order), std::vector<std::string>(7, "order.completed"));
    EXPECT_EQ(pages(TimelineKind::behaviour), std::vector<std::string>{"Product Viewed"});
    EXPECT_EQ(pages({}).size(), 12U);  // Created, three links, seven orders, one view.
    EXPECT_EQ(pages(TimelineKind::coupon).size(), 0U);
}

TEST_P(People, keep_every_text_as_it_was_given) {
    const std::string hostile[] = {"'; DROP TABLE customer; --", "<script>alert(1)</script>",
                                   "%_\\ $1 {{x}} \"q\"", "陈刚 \xF0\x9F\x9A\x97 \xE2\x80\x8F",
                                   "=cmd|' /C calc'!A0"};
    int number = 0;
    for (const std::string& text : hostile) {
        SCOPED_TRACE(text);
        const CustomerHead made = run(
            &create_customer, {.identities = {external(text)}, .attributes = {{"name", text}, {text, text}}});
        run(&add_tag, {.customer_id = made.id, .tag = {text}});
        run(&set_consent, {.customer_id = made.id,
                           .channel = {text},
                           .purpose = {text},
                           .granted = true,
                           .proof = {{text}}});
        RecordOrder order = purchase({external(text)}, text, 100);
        order.store = {text};
        order.channel = {text};
        order.lines = {{.sku = {text}, .name = {text}, .quantity = 1, .amount = Money{100}}};
        const Order stored = run(&record_order, order);
        run(&refund_order,
            {.order_id = stored.id, .amount = Money{1}, .number = {{text}}, .reason = {{text}}});
        const CustomerHead person = head(made.id);
        EXPECT_EQ(person.name, text);
        EXPECT_EQ(this->text(made.id, text), text);
        EXPECT_EQ(person.tags.front().tag, text);
        EXPECT_EQ(person.consents.front().proof, text);
        EXPECT_EQ(person.identities.front().value, text);
        const auto orders = read([&](Reader& db) { return list_orders(db, {.number = text}, at_noon); });
        ASSERT_EQ(orders.items.size(), 1U);
        EXPECT_EQ(orders.items[0].store, text);
        const auto found =
            read([&](Reader& db) { return list_customers(db, ListCustomers{.search = text}, at_noon); });
        EXPECT_FALSE(found.items.empty());
        EXPECT_EQ(number_of("SELECT count(*) FROM customer"), ++number);
    }
}

TEST_P(People, are_counted) {
    named("Anna", {external("17"), phone("13812341234")});
    ordered({external("17")}, "A-1", 250);
    const Counts all = read([](Reader& db) { return counts(db); });
    EXPECT_EQ(all.customers, 1);
    EXPECT_EQ(all.profiles, 1);
    EXPECT_EQ(all.identities, 2);
    EXPECT_EQ(all.orders, 1);
    EXPECT_EQ(all.order_amount, Money{250});
}

TEST_P(People, what_clients_sent_does_not_show_on_the_timeline_what_is_masked_on_the_head) {
    const Resolved who = met({external("17")});
    write([&](store::Transaction& tx) {
        store::append(tx,
                      {.name = "identified",
                       .profile_id = who.profile_id,
                       .occurred_at = noon,
                       .properties = {{"phone", "13812341234"},
                                      {"contact", {{"E-Mail", "anna@example.com"}}},
                                      {"city", "上海"}}},
                      at_noon);
    });
    const auto page = read([&](store::Reader& db) { return get_timeline(db, {who.customer_id}, at_noon); });
    const std::string shown = boost::json::serialize(page.items.front().properties);
    EXPECT_EQ(shown, R"({"phone":"138****1234","contact":{"E-Mail":"a***@example.com"},"city":"上海"})");
}

}  // namespace
}  // namespace huan::customer
