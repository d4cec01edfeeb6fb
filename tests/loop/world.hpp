#pragma once

#include "base/context.hpp"
#include "history/history.hpp"
#include "http/live.hpp"
#include "insight/insight.hpp"
#include "jobs/teller.hpp"
#include "offer/offer.hpp"
#include "scene/campaign.hpp"
#include "store/store.hpp"

#include <functional>
#include <map>
#include <memory>
#include <regex>
#include <string>
#include <vector>

namespace huan::loop {

/// A small company in which stories happen: the product's own commands on a real store, with the reactors of
/// server/loop.cpp. Times are days after 2026-03-02 12:00 UTC.
class World {
public:
    explicit World(store::Store& store);

    /// Carries a sentence out and answers what came of it, in the words of the story.
    /// \throws std::runtime_error for a sentence nobody taught it.
    std::string tell(int day, const std::string& sentence);

private:
    using Match = std::smatch;
    using Verb = std::string (World::*)(const Match&);
    struct Sentence {
        std::regex pattern;
        Verb verb;
    };
    static const std::vector<Sentence>& sentences();

    std::string orders(const Match& said);
    std::string orders_with_coupon(const Match& said);
    std::string is_refunded(const Match& said);
    std::string defines_segment(const Match& said);
    std::string defines_coupon(const Match& said);
    std::string launches(const Match& said);
    std::string is_delivered(const Match& said);
    std::string claims(const Match& said);
    std::string rules_points(const Match& said);
    std::string spends_points(const Match& said);
    std::string finds(const Match& said);
    std::string is_called(const Match& said);
    std::string reports(const Match& said);

    base::Context at() const;
    base::CustomerId customer(const std::string& name);
    std::string totals(const std::string& name);
    template <class Work> auto write(Work&& work) { return store_.write(std::forward<Work>(work)); }
    template <class Work> auto read(Work&& work) { return store_.read(std::forward<Work>(work)); }

    store::Store& store_;
    std::unique_ptr<history::History> history_;
    insight::Insight insight_;
    http::Live live_;
    jobs::Teller teller_;
    base::Context now_;
    base::UserId agent_;
    std::map<std::string, base::CustomerId> people_;
    std::map<std::string, insight::SegmentId> segments_;
    std::map<std::string, offer::CouponTypeId> coupons_;
    std::map<std::string, scene::CampaignId> campaigns_;
    std::map<std::string, customer::OrderId> last_order_;
};

}  // namespace huan::loop
