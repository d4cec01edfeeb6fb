#pragma once

#include "base/context.hpp"
#include "capture/source.hpp"
#include "customer/customer.hpp"
#include "history/history.hpp"
#include "http/live.hpp"
#include "insight/insight.hpp"
#include "jobs/teller.hpp"
#include "offer/offer.hpp"
#include "sales/lead.hpp"
#include "scene/campaign.hpp"
#include "scene/trigger.hpp"
#include "sentence.hpp"
#include "store/store.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace huan::loop {

/// Something that happens in a story, as a value.
struct Step {
    std::int64_t minute = 0;   ///< After 2026-03-02 12:00 UTC.
    std::size_t sentence = 0;  ///< Which of `World::sentences()`.
    Words words{};
    friend bool operator==(const Step&, const Step&) = default;
};

/// A small company in which stories happen: the product's own commands on a real store, with the reactors of
/// server/loop.cpp, a clock that only the story moves, and chance that comes from a seed.
class World {
public:
    explicit World(store::Store& store);

    /// Carries a step out and answers what came of it, in the words of the story: a refusal by its code.
    /// Other exceptions are not the story's business and pass.
    std::string tell(const Step& step);
    /// Forgets whom and what the story named so far; the store is the caller's to put back.
    void begin_again();

    /// \throws std::runtime_error for a sentence nobody taught it.
    static Step step_of(const Line& line);
    static Line line_of(const Step& step, std::string outcome);
    /// The number of the sentence with this pattern. \throws std::logic_error where there is none.
    static std::size_t sentence(std::string_view pattern);
    static const std::string& pattern(std::size_t sentence);
    static base::Instant at(std::int64_t minute);

    base::Context at() const { return now_; }
    insight::Insight& insight() { return insight_; }
    const std::map<std::string, insight::SegmentId>& segments() const { return segments_; }

private:
    using Verb = std::string (World::*)(const Words&);
    struct Known {
        std::string pattern;
        Sentence sentence;
        Verb verb;
    };
    static const std::vector<Known>& sentences();
    static void teach(std::vector<Known>& all, const char* step, const char* pattern, Verb verb);
    static void teach_people(std::vector<Known>& all);
    static void teach_loop(std::vector<Known>& all);

    // People and what they do (world_people.cpp).
    std::string orders(const Words& said);
    std::string orders_again(const Words& said);
    std::string orders_with_coupon(const Words& said);
    std::string is_refunded(const Words& said);
    std::string views(const Words& said);
    std::string shows_phone(const Words& said);
    std::string visitor_leaves_phone(const Words& said);
    std::string are_one(const Words& said);
    std::string are_one_no_more(const Words& said);
    std::string are_one_for_a_moment(const Words& said);
    std::string are_kept_apart(const Words& said);
    std::string may_meet_again(const Words& said);
    std::string is_tagged(const Words& said);
    std::string moves_to(const Words& said);
    std::string wants_no_contact(const Words& said);
    std::string may_be_contacted(const Words& said);
    // Coupons and points (world_offer.cpp).
    std::string defines_coupon(const Words& said);
    std::string defines_coupon_with_limits(const Words& said);
    std::string ends_coupon(const Words& said);
    std::string takes(const Words& said);
    std::string locks(const Words& said);
    std::string unlocks(const Words& said);
    std::string redeems(const Words& said);
    std::string returns(const Words& said);
    std::string is_revoked(const Words& said);
    std::string rules_points(const Words& said);
    std::string rules_points_that_end(const Words& said);
    std::string spends_points(const Words& said);
    std::string is_given_points(const Words& said);
    std::string exchanges_points(const Words& said);
    // Segments, campaigns, calls and the scheduler (world_loop.cpp).
    std::string defines_segment(const Words& said);
    std::string defines_buyers(const Words& said);
    std::string defines_spenders(const Words& said);
    std::string is_looked_at(const Words& said);
    std::string launches(const Words& said);
    std::string launches_with_limits(const Words& said);
    std::string is_delivered(const Words& said);
    std::string claims(const Words& said);
    std::string gives(const Words& said);
    std::string pauses(const Words& said);
    std::string goes_on(const Words& said);
    std::string ends(const Words& said);
    std::string sets_trigger(const Words& said);
    std::string guards(const Words& said);
    std::string finds(const Words& said);
    std::string hopes_for(const Words& said);
    std::string is_assigned(const Words& said);
    std::string is_called(const Words& said);
    std::string clock_strikes(const Words& said);
    std::string everybody_is_looked_at(const Words& said);
    std::string reports(const Words& said);

    std::string order(const std::string& who, base::Money amount, const std::string& number);
    struct Published {
        std::string face_value, threshold, stock, budget, per_day, per_campaign, points_price;
    };
    std::string publish(const std::string& name, const Published& terms);
    struct Launched {
        std::string coupon, segment, holdout, budget, per_person, strategy;
    };
    std::string launch(const std::string& name, const Launched& terms);
    std::string segment(const std::string& name, const std::string& rule);
    std::string rule_points(std::int64_t per_100, std::optional<std::int64_t> days);
    std::string move_campaign(const std::string& name,
                              scene::CampaignView (*move)(store::Transaction&, const scene::MoveCampaign&,
                                                          const base::Context&));
    /// A piece in one of these states that a person holds, the oldest; 0: none.
    offer::CouponId piece(const std::string& who, std::initializer_list<offer::CouponState> states);
    /// The person of this name as they are known now, made on first mention.
    base::CustomerId customer(const std::string& name);
    /// The same without making anybody. \throws base::Error `customer.unknown`.
    base::CustomerId known(const std::string& name);
    std::string totals(const std::string& name);
    /// What joining and parting people must put back.
    std::string everything_of_people();

    template <class Work> auto write(Work&& work) { return store_.write(std::forward<Work>(work)); }
    template <class Work> auto read(Work&& work) { return store_.read(std::forward<Work>(work)); }

    store::Store& store_;
    std::unique_ptr<history::History> history_;
    insight::Insight insight_;
    http::Live live_;
    jobs::Teller teller_;
    base::Context now_;
    base::UserId agent_;
    capture::SourceId source_;
    std::map<std::string, base::CustomerId> people_;
    std::map<std::string, insight::SegmentId> segments_;
    std::map<std::string, offer::CouponTypeId> coupons_;
    std::map<std::string, scene::CampaignId> campaigns_;
    std::map<std::string, customer::OrderId> last_order_;
    std::map<std::pair<std::string, std::string>, std::int64_t> decisions_;
};

/// What a story named and nobody has told of yet.
inline constexpr base::ErrorKind not_told{base::Category::unknown, "story.not_told",
                                          "The story has not told of this yet."};

template <class Key, class Value> const Value& told(const std::map<Key, Value>& known, const Key& name) {
    const auto found = known.find(name);
    if (found == known.end()) throw base::Error{not_told};
    return found->second;
}
base::Money money(const std::string& text);
std::string text(base::Money amount);
std::string many(std::int64_t n, const std::string& one, const std::string& more);

}  // namespace huan::loop
