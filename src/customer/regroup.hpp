#pragma once

#include "base/context.hpp"
#include "customer/commands.hpp"
#include "customer/customer.hpp"
#include "store/store.hpp"

#include <vector>

/// Carries out what `group` decides: moves profiles, makes and removes customers, and tells the journal.
namespace huan::customer {

/// A customer that became part of another, or came apart from it.
struct Move {
    CustomerId from{};
    CustomerId into{};
    IdentityId key{};  ///< Which made them one; none for a parting.
    IdentityKind key_kind{};
};

struct Regrouped {
    CustomerId customer_id{};  ///< Of the profile it began with.
    bool created = false;      ///< That customer is new.
    std::vector<Move> merged{};
    std::vector<Move> parted{};
};

/// Groups everybody who is connected to `profile` by any chain of keys. The company must be locked. `fresh`:
/// the profile was made by this command and has no customer yet; `at`: when the observation was made.
Regrouped regroup(store::Transaction& tx, ProfileId profile, bool fresh, Instant at,
                  const base::Context& ctx);

/// Events and the record of why.
void announce(store::Transaction& tx, const Regrouped& what, const Seen& how, const base::Context& ctx);

}  // namespace huan::customer
