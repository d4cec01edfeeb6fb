#pragma once

#include "base/fields.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// The only SQL of stories and simulation: what they check in the tables, past all commands.
namespace huan::loop::rows {

/// A sentence that must be true of the tables, and a count of the rows that make it false.
struct Truth {
    const char* sentence;
    const char* count_of_exceptions;
};
/// About all rows there are; each holds after every command.
std::span<const Truth> truths();
/// How many rows make it false.
std::int64_t exceptions(store::Reader& db, const Truth& truth);

/// Every row that joining people moves, as text, in a fixed order.
std::string everything_of_people(store::Reader& db);

/// The numbers a check begins from: nothing below them is looked at again.
struct Marks {
    std::int64_t event = 0;
    std::int64_t entry = 0;
    std::int64_t coupon = 0;
    std::int64_t message = 0;
};
BOOST_DESCRIBE_STRUCT(Marks, (), (event, entry, coupon, message))
Marks marks(store::Reader& db);

std::int64_t reactor_failures(store::Reader& db);
std::string last_reactor_failure(store::Reader& db);
/// Entries of the books above `after` whose postings do not sum to zero.
std::int64_t broken_entries(store::Reader& db, std::int64_t after);

/// A coupon just issued, with the limits it was issued under and what the person had of each before.
struct Issued {
    std::int64_t id = 0;
    std::int64_t customer_id = 0;
    std::int64_t campaign_id = 0;  ///< 0: outside of any.
    std::string channel{};
    std::int64_t claimed_at = 0;
    std::int64_t claim_day = 0;
    std::int64_t of_type = 0;  ///< Pieces of the type, this one included.
    std::int64_t stock = 0;
    std::int64_t on_day = 0;  ///< The person's earlier ones of the type and day.
    std::int64_t per_day = 0;
    std::int64_t through_campaign = 0;  ///< Their earlier ones of the type through the same campaign.
    std::int64_t per_campaign = 0;
    std::int64_t in_hand = 0;      ///< Other valid ones they hold.
    std::int64_t last_before = 0;  ///< When they got the last of the type before this; 0: never.
    std::int64_t held_limit = 0;
    std::int64_t period_days = 0;
};
BOOST_DESCRIBE_STRUCT(Issued, (),
                      (id, customer_id, campaign_id, channel, claimed_at, claim_day, of_type, stock, on_day,
                       per_day, through_campaign, per_campaign, in_hand, last_before, held_limit,
                       period_days))
std::vector<Issued> issued_after(store::Reader& db, std::int64_t after);

/// A marketing message just sent.
struct Sent {
    std::int64_t id = 0;
    std::int64_t customer_id = 0;
    std::int64_t campaign_id = 0;
    std::int64_t created_at = 0;
    std::int64_t before = 0;  ///< The person's others since `day_from`.
    std::int64_t messages_per_day = 0;
    std::int64_t refused = 0;  ///< Whether they asked not to be contacted, by the latest word of any profile.
};
BOOST_DESCRIBE_STRUCT(Sent, (), (id, customer_id, campaign_id, created_at, before, messages_per_day, refused))
/// `day_from`: when the business day of now began, in ms.
std::vector<Sent> sent_after(store::Reader& db, std::int64_t after, std::int64_t day_from);

/// People whose counter of messages on `day`, which began at `day_from` (ms), is not the number they got.
std::int64_t miscounted_messages(store::Reader& db, std::int64_t day, std::int64_t day_from);

/// How a person stands to a campaign's holdout.
struct Standing {
    std::string salt{};
    std::int64_t holdout_percent = 0;
    std::int64_t held_out = 0;  ///< Deliveries that say so, of any of their profiles.
    std::int64_t was_sent = 0;
};
BOOST_DESCRIBE_STRUCT(Standing, (), (salt, holdout_percent, held_out, was_sent))
Standing standing(store::Reader& db, std::int64_t campaign_id, std::int64_t customer_id);

/// A fact in the journal, for folding.
struct Fact {
    std::int64_t seq = 0;
    std::string name{};
    std::int64_t profile_id = 0;
    std::int64_t received_at = 0;
    std::string properties{};
};
BOOST_DESCRIBE_STRUCT(Fact, (), (seq, name, profile_id, received_at, properties))
std::vector<Fact> facts_after(store::Reader& db, std::int64_t after);

/// One number of something by its id: what a fold of the journal is compared with.
struct Figure {
    std::int64_t id = 0;
    std::int64_t value = 0;
};
BOOST_DESCRIBE_STRUCT(Figure, (), (id, value))
struct StateOf {
    std::int64_t id = 0;
    std::string state{};
};
BOOST_DESCRIBE_STRUCT(StateOf, (), (id, state))
std::vector<StateOf> coupon_states(store::Reader& db);
std::vector<Figure> order_remainders(store::Reader& db);
std::vector<Figure> points_of_profiles(store::Reader& db);
std::vector<Figure> commissions_of_users(store::Reader& db);
/// Leads with what each is merged into.
std::vector<Figure> merged_leads(store::Reader& db);
std::vector<std::int64_t> leads(store::Reader& db);
std::vector<std::int64_t> customers(store::Reader& db);

}  // namespace huan::loop::rows
