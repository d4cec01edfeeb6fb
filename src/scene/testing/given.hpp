#pragma once

#include "customer/commands.hpp"
#include "customer/queries.hpp"
#include "insight/commands.hpp"
#include "insight/insight.hpp"
#include "insight/testing/memory_history.hpp"
#include "offer/testing/given.hpp"
#include "scene/commands.hpp"
#include "scene/queries.hpp"
#include "store/testing/on_both_stores.hpp"

#include <string>
#include <vector>

namespace huan::scene::testing {

/// A company with people, some of them "vip", a published coupon, and drafts of campaigns for them.
class Scenes : public store::testing::OnBothStores {
protected:
    void SetUp() override {
        OnBothStores::SetUp();
        if (IsSkipped()) return;
        store().reactors().on("*", "scene.triggers", &react_triggers);
    }

    base::CustomerId somebody(int n) {
        return write([&](store::Transaction& tx) { return offer::testing::person(tx, n, at_noon); });
    }
    /// `n` people with the tag.
    std::vector<base::CustomerId> vips(int n) {
        return write([&](store::Transaction& tx) {
            std::vector<base::CustomerId> people;
            for (int i = 0; i < n; ++i) {
                people.push_back(offer::testing::person(tx, 1000 + i, at_noon));
                customer::add_tag(tx, {people.back(), {"vip"}, {}}, at_noon);
            }
            return people;
        });
    }
    /// The segment of all vips, counted as of an hour later.
    SegmentId vip_segment(const std::string& name = "VIPs") {
        insight::CreateSegment command;
        command.name.value = name;
        command.rule.tag = insight::TagRule{{"vip"}};
        const SegmentId id =
            write([&](store::Transaction& tx) { return insight::create_segment(tx, command, at_noon); }).id;
        count(id);
        return id;
    }
    void count(SegmentId id) {
        insight::testing::MemoryHistory history;
        const auto events = read([&](store::Reader& db) {
            std::vector<history::Row> found;
            for (const auto seq : db.column<std::int64_t>("SELECT id FROM customer ORDER BY id"))
                for (const store::Event& event :
                     store::events_of(db, customer::profiles_of(db, base::CustomerId{seq}),
                                      noon + base::Duration{1}, 1000))
                    found.push_back(history::to_row(event));
            return found;
        });
        history.insert(events);
        insight::Insight(store(), history).refresh({id}, at(noon + base::Duration{1}));
    }
    offer::CouponType coupon_type(const std::string& name = "Ten off") {
        return write([&](store::Transaction& tx) {
            offer::CreateCouponType draft = offer::testing::ten_off(name, noon);
            draft.stock = 10'000;
            draft.budget = base::Money{10'000'000};
            return offer::testing::published(tx, draft, at_noon);
        });
    }
    CreateCampaign complete(const std::string& name, std::optional<SegmentId> segment, CouponTypeId type) {
        CreateCampaign draft;
        draft.name.value = name;
        draft.goal = Goal::recall;
        draft.segment_id = segment;
        draft.coupon_type_id = type;
        draft.ends_at = noon + std::chrono::hours(24 * 10);
        draft.message_title = base::Note<80>{"{name}, {amount} off"};
        draft.message_body = base::Note<500>{"{coupon} until {until}"};
        draft.budget = base::Money{1'000'000};
        draft.holdout_percent = 20;
        return draft;
    }
    CampaignView drafted(const CreateCampaign& draft) {
        return write([&](store::Transaction& tx) { return create_campaign(tx, draft, at_noon); });
    }
    CampaignView launched(const CreateCampaign& draft, bool despite_clashes = false) {
        const CampaignView made = drafted(draft);
        return write([&](store::Transaction& tx) {
            return launch_campaign(tx, {made.id, made.version, despite_clashes}, at_noon);
        });
    }
    Delivered delivered(CampaignId id, std::int64_t limit, base::Instant now) {
        const Audience audience = read([&](store::Reader& db) { return audience_of(db, id); });
        return write([&](store::Transaction& tx) { return deliver(tx, id, audience, limit, at(now)); });
    }
    Explanation asked_why(CampaignId campaign, base::CustomerId person) {
        return read([&](store::Reader& db) { return why(db, {campaign, person}, at_noon); });
    }
    std::int64_t number(const std::string& sql) {
        return read([&](store::Reader& db) { return db.value<std::int64_t>(sql).value_or(0); });
    }
    static std::vector<base::CustomerId> of(const insight::People& people) {
        std::vector<base::CustomerId> ids;
        for (const std::uint64_t id : people) ids.emplace_back(static_cast<std::int64_t>(id));
        return ids;
    }
};

}  // namespace huan::scene::testing
