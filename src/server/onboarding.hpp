#pragma once

#include "base/context.hpp"
#include "http/router.hpp"
#include "store/store.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The first steps in a fresh installation: a template of the industry, and a list that knows what is done.
namespace huan::server {

enum class Industry { car_care, ecommerce, education, other };
BOOST_DESCRIBE_ENUM(Industry, car_care, ecommerce, education, other)

enum class FirstStep {
    industry,    ///< A template was chosen.
    people,      ///< Somebody is known: imported, pulled, or sent by a website.
    segment,     ///< A segment of one's own making, or of a template.
    coupon,      ///< A published coupon type.
    campaign,    ///< A campaign that was launched.
    redemption,  ///< A coupon was used.
    call,        ///< A call has ended.
    colleagues,  ///< Somebody else may sign in.
};
BOOST_DESCRIBE_ENUM(FirstStep, industry, people, segment, coupon, campaign, redemption, call, colleagues)

struct StepState {
    FirstStep step{};
    bool done = false;
    std::int64_t count = 0;  ///< Of what the step is about.
};
BOOST_DESCRIBE_STRUCT(StepState, (), (step, done, count))

/// GET /api/onboarding
struct Onboarding {
    std::optional<Industry> industry{};
    bool dismissed = false;          ///< Nobody wants to see the list any more.
    std::vector<StepState> steps{};  ///< In the order in which they make sense.
};
BOOST_DESCRIBE_STRUCT(Onboarding, (), (industry, dismissed, steps))

/// POST /api/onboarding/industry: segments, life cycle and fields as the industry uses them, by the commands
/// anybody could give. What is there already stays: a name that is taken is left as it is.
struct ChooseIndustry {
    Industry industry{};
};
BOOST_DESCRIBE_STRUCT(ChooseIndustry, (), (industry))

Onboarding onboarding(store::Reader& db);
Onboarding choose_industry(store::Transaction& tx, const ChooseIndustry& command, const base::Context& ctx);
/// POST /api/onboarding/dismissal
Onboarding dismiss_onboarding(store::Transaction& tx, const base::Context& ctx);

void onboarding_routes(http::Router& router);

}  // namespace huan::server
