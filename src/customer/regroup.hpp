#pragma once

#include "base/context.hpp"
#include "customer/commands.hpp"
#include "customer/customer.hpp"
#include "customer/grouping.hpp"
#include "customer/rows.hpp"
#include "store/store.hpp"

#include <optional>
#include <vector>

/// Carries out what `group` decides: moves profiles, makes and removes customers, and tells the journal.
namespace huan::customer {

/// A customer that became part of another, or came apart from it.
struct Move {
    CustomerId from{};
    CustomerId into{};
    IdentityKind key_kind{};       ///< Of the key that made them one; empty for a decision or a parting.
    std::int64_t decision_id = 0;  ///< The decision that did.
};

struct Regrouped {
    CustomerId customer_id{};  ///< Of the profile it began with.
    bool created = false;      ///< That customer is new.
    std::vector<Move> merged{};
    std::vector<Move> parted{};
};

/// Everybody connected, as rows and as a graph.
struct Piece {
    std::vector<rows::ProfileRow> profiles{};
    std::vector<rows::SeenKey> keys{};         ///< As `graph.keys`, one row each.
    std::vector<std::int64_t> decision_ids{};  ///< As `graph.decisions`.
    LinkGraph graph{};

    std::size_t position(ProfileId id) const;
};

/// Profiles reached from `start` over keys that may join, standing decisions and the customers they are part
/// of; cut links are followed too, so that those whom a decision parts are looked at together.
std::vector<ProfileId> reach(store::Reader& db, ProfileId start);
/// The graph of these profiles, with what is cut left out.
Piece load(store::Reader& db, const std::vector<ProfileId>& profiles);

/// Groups everybody who is connected to `profile`. The company must be locked. `fresh`: the profile was made
/// by this command and has no customer yet; `at`: when the observation was made, empty where there is none.
Regrouped regroup(store::Transaction& tx, ProfileId profile, bool fresh, std::optional<Instant> at,
                  const KindRules& rules, const base::Context& ctx);

/// Events that say who became one and who came apart.
void announce(store::Transaction& tx, const Regrouped& what, const Seen& how, const base::Context& ctx);

}  // namespace huan::customer
