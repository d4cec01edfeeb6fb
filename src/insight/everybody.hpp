#pragma once

#include "customer/customer.hpp"
#include "history/history.hpp"
#include "insight/fold.hpp"
#include "insight/plan.hpp"
#include "store/store.hpp"

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include <functional>
#include <span>
#include <vector>

namespace huan::insight {

/// Which profiles are one customer together. Everybody else's only profile has the customer's own id.
class Aliases {
public:
    Aliases() = default;
    explicit Aliases(std::span<const customer::MovedProfile> moved);

    base::CustomerId customer_of(base::ProfileId profile) const;
    /// Whether the profile is one of several of its customer: then its events wait for those of the others.
    bool is_joined(base::ProfileId profile) const;
    /// All profiles of customers who have several.
    std::vector<std::int64_t> joined_profiles() const;

private:
    boost::unordered_flat_map<std::int64_t, std::int64_t> customer_;
    boost::unordered_flat_set<std::int64_t> leading_;
};

/// One person of a scan, after all their events.
struct Person {
    base::CustomerId customer_id{};
    const Fold& fold;
    base::Instant last_import{};  ///< When the latest of the events was imported; only where asked for.
};

/// Decides the plan's rules for everybody who had an event before `as_of`, by one ordered scan of history.
/// `visit` gets each customer once, customers of several profiles last. Where the plan does not need
/// everybody, those without any event the plan asks for are not visited: no rule holds for them. With
/// `imports`, it is also told who has imported or late events (`live` is false) among them.
void fold_everybody(history::History& history, const Aliases& aliases, const Plan& plan, base::Instant as_of,
                    const std::function<void(const Person&)>& visit, bool imports = false);

/// The same for one person, from their events in the store. Answers with the fold ended.
void fold_person(store::Reader& db, const std::vector<base::ProfileId>& profiles, const Plan& plan,
                 base::Instant as_of, Fold& fold);

/// How many customers had an event before `as_of`.
std::int64_t count_everybody(history::History& history, const Aliases& aliases, base::Instant as_of);

}  // namespace huan::insight
