#pragma once

#include "base/id.hpp"
#include "base/instant.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace huan::insight {

/// Where a person stands between first visit and good-bye. Not a line: any stage may follow any other.
/// The word of `new_` is "new".
enum class Stage { potential, new_, rising, mature, declining, silent, lost };
BOOST_DESCRIBE_ENUM(Stage, potential, new_, rising, mature, declining, silent, lost)

/// What starts somebody as new.
enum class Beginning { first_order, first_visit };
BOOST_DESCRIBE_ENUM(Beginning, first_order, first_visit)

/// The thresholds of one organisation. All spans are times 24 hours before the as-of instant.
struct LifeCyclePolicy {
    Beginning beginning = Beginning::first_order;
    std::int64_t new_days = 30;      ///< How long one stays new.
    std::int64_t mature_orders = 5;  ///< More orders than this ...
    std::int64_t mature_days = 30;   ///< ... within this span make one mature.
    std::int64_t trend_days = 30;    ///< The last span of this length is compared with the one before.
    std::int64_t silent_days = 30;   ///< No order within this span: silent.
    std::int64_t lost_days = 90;     ///< No order within this span: lost. More than `silent_days`.
    friend bool operator==(const LifeCyclePolicy&, const LifeCyclePolicy&) = default;
};
BOOST_DESCRIBE_STRUCT(LifeCyclePolicy, (),
                      (beginning, new_days, mature_orders, mature_days, trend_days, silent_days, lost_days))

/// \throws base::Error `field.out_of_range` naming the threshold.
void check(const LifeCyclePolicy& policy);

/// What the stage is decided from.
struct OrderHistory {
    std::vector<base::Instant> orders{};  ///< Times of orders not fully refunded, ascending.
    std::optional<base::Instant> first_visit{};
};

/// The one stage of a person at `as_of`, T. Only what happened before T counts. The first line that fits
/// decides:
///  1. no order: `new` within `new_days` of the first visit where the policy begins there, else `potential`
///  2. the last order is more than `lost_days` before T: `lost`
///  3. ... more than `silent_days` before T: `silent`
///  4. the first order of the present run is at most `new_days` before T: `new`. A run starts with the very
///  first
///     order and again with the first order after the person was lost.
///  5. more than `mature_orders` in [T - mature_days, T): `mature`
///  6. orders in [T - trend, T) against [T - 2 trend, T - trend): fewer, or none at all: `declining`; else
///  `rising`
/// So a steady buyer below the mature line counts as rising, and silence always beats the trend.
Stage stage_of(const OrderHistory& history, const LifeCyclePolicy& policy, base::Instant as_of);

/// Whether an event is a visit: a sign of life a client or a person caused, not our own bookkeeping.
bool is_visit(std::string_view event_name);

// --- requests and answers ---

/// GET /api/life_cycle?as_of=
struct GetLifeCycle {
    std::optional<base::Instant> as_of{};  ///< Now, where none is given.
};
BOOST_DESCRIBE_STRUCT(GetLifeCycle, (), (as_of))

struct StageShare {
    Stage stage = Stage::potential;
    std::int64_t people = 0;
};
BOOST_DESCRIBE_STRUCT(StageShare, (), (stage, people))

struct LifeCycle {
    base::Instant as_of{};
    std::int64_t people = 0;           ///< Everybody known before `as_of`; the sum of the stages.
    std::vector<StageShare> stages{};  ///< All seven, in the order of the cycle.
    LifeCyclePolicy policy{};
};
BOOST_DESCRIBE_STRUCT(LifeCycle, (), (as_of, people, stages, policy))

/// GET /api/life_cycle/policy
struct GetPolicy {};
BOOST_DESCRIBE_STRUCT(GetPolicy, (), ())

/// PUT /api/life_cycle/policy
struct UpdatePolicy {
    std::int64_t seen_version = 0;  ///< 0 while nobody changed the defaults.
    LifeCyclePolicy policy{};
};
BOOST_DESCRIBE_STRUCT(UpdatePolicy, (), (seen_version, policy))

struct StoredPolicy {
    LifeCyclePolicy policy{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(StoredPolicy, (), (policy, version))

/// GET /api/customers/{customer_id}/life_cycle
struct GetCustomerStage {
    base::CustomerId customer_id{};
    std::optional<base::Instant> as_of{};
};
BOOST_DESCRIBE_STRUCT(GetCustomerStage, (), (customer_id, as_of))

struct CustomerStage {
    base::CustomerId customer_id{};
    Stage stage = Stage::potential;
    base::Instant as_of{};
    std::int64_t orders = 0;
    std::optional<base::Instant> first_order{};
    std::optional<base::Instant> last_order{};
    std::optional<base::Instant> since{};  ///< Stored change into this stage, where one was recorded.
};
BOOST_DESCRIBE_STRUCT(CustomerStage, (), (customer_id, stage, as_of, orders, first_order, last_order, since))

}  // namespace huan::insight
