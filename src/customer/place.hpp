#pragma once

#include "base/context.hpp"
#include "customer/identity.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace huan::customer {

/// A node of the organisation tree: where a person is met or an order is taken.
struct Place {
    OrgId org_id{};
    std::string path{};  ///< "/1/4/"
    OrgId root{};        ///< The company; identities are unique within it.
};

/// The node of `org_id`; the actor's own for 0.
/// \throws base::Error `access.unknown` when there is no such node, or it lies outside of the actor's scope.
Place place_of(store::Reader& db, OrgId org_id, const base::Context& ctx);

/// The company of a path: its first id.
OrgId root_of(const std::string& path);

/// The country assumed for phone numbers without a country code, and for plates, from the settings.
std::string phone_region(store::Reader& db);

/// The rules of all kinds, as the company has set them.
KindRules kind_rules(store::Reader& db);

/// Normalised. Rules are read only where the observation needs them: several identities, or a kind of the
/// company's own; the settings only when a phone number or plate needs them.
std::vector<Identity> normalised_here(store::Reader& db, const std::vector<Identity>& identities);

/// Whom a normalised identity names within a company, without making anybody.
std::optional<Resolved> find_known_identity(store::Reader& db, OrgId root, const Identity& identity);

}  // namespace huan::customer
