#include "customer/place.hpp"

#include "access/errors.hpp"
#include "access/queries.hpp"
#include "access/settings.hpp"
#include "customer/rows_identity.hpp"

#include <algorithm>
#include <charconv>

namespace huan::customer {
namespace {

/// The path of a node on the way from the root to `path`'s end; empty when it is not on that way.
std::string on_the_way(const std::string& path, OrgId org_id) {
    const std::string step = "/" + std::to_string(org_id.value) + "/";
    const std::size_t found = path.find(step);
    return found == std::string::npos ? std::string() : path.substr(0, found + step.size());
}

}  // namespace

OrgId root_of(const std::string& path) {
    std::int64_t root = 0;
    if (path.size() > 1) std::from_chars(path.data() + 1, path.data() + path.size(), root);
    return OrgId{root};
}

Place place_of(store::Reader& db, OrgId org_id, const base::Context& ctx) {
    const base::Actor& actor = ctx.actor;
    Place place{.org_id = org_id ? org_id : actor.org_id};
    place.path = on_the_way(actor.org_path, place.org_id);
    if (place.path.empty()) {
        place.path = access::org_path(db, place.org_id);
        if (place.path.empty()) throw base::Error{access::errors::unknown, "org_id"};
    }
    // Whoever sees only their own still works at their node; nobody files people under a node they do not
    // belong to.
    const bool inside = actor.scope == base::DataScope::all || place.path.starts_with(actor.org_path);
    if (!inside) throw base::Error{access::errors::unknown, "org_id"};
    place.root = root_of(place.path);
    return place;
}

std::string phone_region(store::Reader& db) { return access::settings(db).phone_region; }

KindRules kind_rules(store::Reader& db) {
    std::vector<KindRule> rules;
    for (const rows::KindRow& row : rows::kinds(db))
        rules.push_back({.kind = row.kind,
                         .format = row.format,
                         .priority = row.priority,
                         .unique_per_person = row.unique_per_person,
                         .weak = row.weak,
                         .people_limit = row.people_limit});
    return KindRules{std::move(rules)};
}

std::vector<Identity> normalised_here(store::Reader& db, const std::vector<Identity>& identities) {
    // Phones and plates are read by the rules of the company's country.
    const bool local = std::any_of(identities.begin(), identities.end(), [](const Identity& identity) {
        const bool international = identity.kind == IdentityKind::phone && identity.value.starts_with('+');
        const KindRule* rule = KindRules::built_in().find(identity.kind);
        // Of a kind of the company's own nothing is known yet.
        return !international &&
               (rule == nullptr || rule->format == KeyFormat::phone || rule->format == KeyFormat::plate);
    });
    const std::string region = local ? phone_region(db) : "CN";
    if (identities.size() == 1 && KindRules::built_in().find(identities.front().kind) != nullptr)
        return normalised(identities, region);
    return normalised(identities, region, kind_rules(db));
}

}  // namespace huan::customer
