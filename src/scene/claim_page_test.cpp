#include "scene/claim_page.hpp"

#include "customer/errors.hpp"
#include "offer/queries.hpp"
#include "scene/errors.hpp"
#include "scene/message.hpp"
#include "scene/qr.hpp"
#include "scene/testing/given.hpp"

namespace huan::scene {
namespace {

using base::Money;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;
using namespace std::chrono_literals;

class ClaimPages : public testing::Scenes {
protected:
    /// What a visitor has: no session, no key.
    base::Context stranger(base::Instant now) const {
        base::Context ctx;
        ctx.now = now;
        return ctx;
    }
    CampaignView campaign(std::int64_t holdout, Strategy strategy = Strategy::page) {
        CreateCampaign draft = complete("Spring", {}, coupon_type().id);
        draft.strategy = strategy;
        draft.holdout_percent = holdout;
        return launched(draft);
    }
    std::string token_for(CampaignId id, base::CustomerId person) {
        const std::string link = write([&](Transaction& tx) {
            return claim_link(tx, find_campaign(tx, id).value(), person, access::settings(tx));
        });
        return link.substr(link.find('=') + 1);
    }
    ClaimPage visited(const std::string& token, base::Instant now) {
        return write([&](Transaction& tx) { return visit_claim_page(tx, {token, {}}, stranger(now)); });
    }
    ClaimPage claimed(const std::string& token) {
        return write([&](Transaction& tx) { return claim_on_page(tx, {token, {}, {}, {}}, stranger(noon)); });
    }
    PlacementView placement(std::optional<CampaignId> id) {
        CreatePlacement command;
        command.name.value = "East lift";
        command.campaign_id = id;
        command.cost = Money{30'000};
        return write([&](Transaction& tx) { return create_placement(tx, command, at_noon); });
    }
    ClaimPage claimed_at(const std::string& code, const std::string& phone) {
        return write([&](Transaction& tx) {
            return claim_on_page(tx, {{}, code, base::Text<40>{phone}, base::Note<60>{"Berta"}},
                                 stranger(noon));
        });
    }
    std::int64_t coupons() { return number("SELECT count(*) FROM coupon"); }
};
INSTANTIATE_ON_BOTH_STORES(ClaimPages);

TEST_P(ClaimPages, a_personal_link_shows_the_offer_and_claims_it_once_for_whom_it_names) {
    const base::CustomerId anna = somebody(1);
    const CampaignView live = campaign(0);
    const std::string token = token_for(live.id, anna);
    const ClaimPage open = visited(token, noon);
    EXPECT_EQ(open.state, ClaimState::open);
    EXPECT_EQ(open.person, "139****0001");
    EXPECT_EQ(open.face_value, Money{1000});
    EXPECT_FALSE(open.asks_phone);
    const ClaimPage first = claimed(token);
    ASSERT_TRUE(first.coupon.has_value());
    EXPECT_EQ(first.state, ClaimState::claimed);
    EXPECT_EQ(claimed(token).coupon->code, first.coupon->code) << "whoever the link was passed on to";
    EXPECT_EQ(coupons(), 1);
    EXPECT_EQ(number("SELECT customer_id FROM coupon"), anna.value);
    EXPECT_EQ(visited(token, noon + 24h * 30).coupon->code, first.coupon->code)
        << "it can be looked at later";
    const Explanation why = asked_why(live.id, anna);
    EXPECT_EQ(why.answer, WhyAnswer::claimed);
}

TEST_P(ClaimPages, a_visit_is_told_once_in_half_an_hour) {
    const base::CustomerId anna = somebody(1);
    const std::string token = token_for(campaign(0).id, anna);
    visited(token, noon);
    visited(token, noon + 29min);
    EXPECT_EQ(events_named("campaign.visited"), 1);
    visited(token, noon + 31min);
    EXPECT_EQ(events_named("campaign.visited"), 2);
}

TEST_P(ClaimPages, an_altered_expired_or_missing_link_is_refused) {
    const base::CustomerId anna = somebody(1);
    const CampaignView live = campaign(0);
    std::string token = token_for(live.id, anna);
    EXPECT_EQ(refusal_of([&] { visited(token, noon + 24h * 101); }), errors::bad_link);
    token[token.size() / 3] = token[token.size() / 3] == 'A' ? 'B' : 'A';
    EXPECT_EQ(refusal_of([&] { visited(token, noon); }), errors::bad_link);
    EXPECT_EQ(refusal_of([&] { claimed(token); }), errors::bad_link);
    EXPECT_EQ(
        refusal_of([&] { write([&](Transaction& tx) { return visit_claim_page(tx, {}, stranger(noon)); }); }),
        errors::bad_link);
    EXPECT_EQ(coupons(), 0);
}

TEST_P(ClaimPages, who_is_held_out_sees_no_offer_and_no_reason) {
    const CampaignView live = campaign(50);
    const std::string salt = read([&](Reader& db) { return find_campaign(db, live.id).value().salt; });
    int n = 0;
    while (!is_held_out(salt, 50, somebody(n))) ++n;
    const ClaimPage page = claimed(token_for(live.id, somebody(n)));
    EXPECT_EQ(page.state, ClaimState::not_offered);
    EXPECT_FALSE(page.coupon.has_value());
    EXPECT_EQ(boost::json::serialize(base::to_json(page)).find("held"), std::string::npos);

    const PlacementView lift = placement(live.id);
    const ClaimPage tried = claimed_at(lift.code, "139" + std::to_string(10'000'000 + n));
    EXPECT_EQ(tried.state, ClaimState::not_offered) << "nor by a placement";
    EXPECT_EQ(coupons(), 0);
    EXPECT_EQ(number("SELECT count(*) FROM skip WHERE reason = 'holdout' AND what = 'claim'"), 2);
}

TEST_P(ClaimPages, the_state_says_why_there_is_nothing_to_claim) {
    const base::CustomerId anna = somebody(1);
    const offer::CouponType type = coupon_type();
    CreateCampaign draft = complete("Tomorrow", {}, type.id);
    draft.strategy = Strategy::page;
    draft.holdout_percent = 0;
    draft.starts_at = noon + 24h;
    draft.budget = Money{1500};
    const CampaignView live = launched(draft);
    const std::string token = token_for(live.id, anna);
    EXPECT_EQ(visited(token, noon).state, ClaimState::too_early);
    EXPECT_EQ(visited(token, noon + 24h * 10).state, ClaimState::over);
    EXPECT_EQ(visited(token, noon + 24h).state, ClaimState::open);
    write([&](Transaction& tx) {
        return grant_coupon(tx, {live.id, offer::testing::person(tx, 2, at_noon), true, {}}, at(noon + 24h));
    });
    EXPECT_EQ(visited(token, noon + 24h).state, ClaimState::sold_out);
}

TEST_P(ClaimPages, a_placement_counts_scans_and_its_page_makes_the_visitor_a_customer) {
    const CampaignView live = campaign(0);
    const PlacementView lift = placement(live.id);
    EXPECT_EQ(lift.code.size(), 8U);
    EXPECT_EQ(lift.link, "/p/" + lift.code);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(write([&](Transaction& tx) { return scan(tx, {{lift.code}}, stranger(noon)); }),
                  "/h5/claim?code=" + lift.code);
    EXPECT_EQ(write([&](Transaction& tx) { return scan(tx, {{"nothing"}}, stranger(noon)); }),
              "/h5/claim?code=nothing");
    const ClaimPage page = write([&](Transaction& tx) {
        return visit_claim_page(tx, {{}, lift.code}, stranger(noon));
    });
    EXPECT_EQ(page.state, ClaimState::open);
    EXPECT_TRUE(page.asks_phone);

    const ClaimPage got = claimed_at(lift.code, "138 1234 5678");
    EXPECT_EQ(got.state, ClaimState::claimed);
    ASSERT_TRUE(got.coupon.has_value());
    const ClaimPage again = claimed_at(lift.code, "+8613812345678");
    EXPECT_EQ(again.state, ClaimState::claimed);
    EXPECT_FALSE(again.coupon.has_value()) << "a number typed again shows nobody's coupon";
    EXPECT_EQ(coupons(), 1);
    const PlacementView counted = read([&](Reader& db) { return get_placement(db, {lift.id}, at_noon); });
    EXPECT_EQ(counted.scans, 3);
    EXPECT_EQ(counted.claimed, 1);
    EXPECT_EQ(events_named("placement.scanned"), 1);
    EXPECT_EQ(events_named("campaign.visited"), 1);
}

TEST_P(ClaimPages, a_stranger_learns_nothing_about_the_owner_of_a_phone_and_cannot_rename_them) {
    const base::CustomerId anna = somebody(1);
    write([&](Transaction& tx) { customer::set_attributes(tx, {anna, {{"name", "Anna"}}, {}}, at_noon); });
    const PlacementView lift = placement(campaign(0).id);
    const ClaimPage page = claimed_at(lift.code, "13910000001");
    const std::string shown = boost::json::serialize(base::to_json(page));
    EXPECT_EQ(shown.find("Anna"), std::string::npos) << shown;
    EXPECT_EQ(page.campaign, "¥10.00 off");
    EXPECT_EQ(read([&](Reader& db) { return customer::find_customer(db, anna).value().name; }), "Anna");
    EXPECT_EQ(number("SELECT customer_id FROM coupon"), anna.value);
}

TEST_P(ClaimPages, a_placement_claim_is_refused_without_a_real_phone_and_leads_nowhere_without_a_campaign) {
    const PlacementView lift = placement(campaign(0).id);
    EXPECT_EQ(refusal_of([&] {
                  write([&](Transaction& tx) {
                      return claim_on_page(tx, {{}, lift.code, {}, {}}, stranger(noon));
                  });
              }),
              errors::phone_needed);
    EXPECT_EQ(refusal_of([&] { claimed_at(lift.code, "12"); }), customer::errors::bad_identity);
    const PlacementView empty = placement({});
    EXPECT_EQ(claimed_at(empty.code, "13812345678").state, ClaimState::over);
    EXPECT_EQ(number("SELECT count(*) FROM customer"), 0);
}

TEST_P(ClaimPages, one_click_ends_the_messages) {
    const base::CustomerId anna = somebody(1);
    const std::string token = token_for(campaign(0).id, anna);
    write([&](Transaction& tx) { unsubscribe(tx, {{token}}, stranger(noon)); });
    EXPECT_EQ(read([&](Reader& db) {
                  return message_hindrance(db, anna, channel::ChannelKind::inbox, guard_settings(db),
                                           access::settings(db), noon);
              }),
              SkipReason::no_consent);
}

TEST_P(ClaimPages, a_placement_is_refused_when) {
    CreatePlacement command;
    command.name.value = "East lift";
    const auto ask = [&](auto spoil) {
        CreatePlacement spoiled = command;
        spoil(spoiled);
        return refusal_of(
            [&] { write([&](Transaction& tx) { return create_placement(tx, spoiled, at_noon); }); });
    };
    EXPECT_EQ(ask([](auto& p) { p.cost = Money{-1}; }), base::errors::out_of_range);
    EXPECT_EQ(ask([&](auto& p) { p.starts_at = noon, p.ends_at = noon; }), errors::bad_period);
    EXPECT_EQ(ask([](auto& p) { p.campaign_id = CampaignId{9'999'999}; }), errors::unknown);
}

TEST(QrCode, is_a_square_picture_with_its_quiet_zone) {
    const std::string svg = qr_svg("https://crm.example.com/p/abcd2345");
    EXPECT_TRUE(
        svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 37 37\""));  // 29 modules.
    EXPECT_NE(svg.find("M4 4h7v1h-7z"), std::string::npos) << "the finder pattern's upper edge";
    EXPECT_EQ(svg, qr_svg("https://crm.example.com/p/abcd2345"));
    EXPECT_THROW(qr_svg(std::string(4000, 'x')), std::invalid_argument);
}

}  // namespace
}  // namespace huan::scene
