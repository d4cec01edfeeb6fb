#include "customer/place.hpp"
#include "customer/queries.hpp"
#include "customer/rows.hpp"

#include <algorithm>

namespace huan::customer {

bool is_known_as(store::Reader& db, CustomerId id, const Identity& identity) {
    const std::optional<Customer> customer = find_customer(db, id);
    if (!customer) return false;
    const std::optional<rows::KeyRow> key = rows::key(db, root_of(customer->org_path), identity);
    if (!key) return false;
    const std::vector<ProfileId> profiles = profiles_of(db, customer->id);
    return std::any_of(profiles.begin(), profiles.end(), [&](ProfileId profile) {
        return key->profile_id == profile || rows::is_linked(db, key->id, profile);
    });
}

}  // namespace huan::customer
