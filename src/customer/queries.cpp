#include "customer/queries.hpp"

#include "access/queries.hpp"
#include "customer/attribute.hpp"
#include "customer/errors.hpp"
#include "customer/place.hpp"
#include "customer/rows.hpp"
#include "customer/rows_facts.hpp"

#include <algorithm>
#include <map>

namespace huan::customer {

using store::Reader;

std::optional<Customer> find_customer(Reader& db, CustomerId id) {
    if (std::optional<Customer> found = rows::customer(db, id)) return found;
    const std::optional<CustomerId> now = rows::customer_of(db, ProfileId{id.value});
    return now ? rows::customer(db, *now) : std::nullopt;
}

bool may_see(const base::Actor& actor, const Customer& customer) {
    return base::may_see(actor, customer.org_path, customer.owner_id);
}

Customer visible_customer(Reader& db, CustomerId id, const base::Context& ctx) {
    std::optional<Customer> customer = find_customer(db, id);
    if (!customer || !may_see(ctx.actor, *customer)) throw base::Error{errors::unknown, "customer_id"};
    return std::move(*customer);
}

std::vector<ProfileId> profiles_of(Reader& db, CustomerId id) {
    std::vector<ProfileId> profiles = rows::profiles_of(db, id);
    if (!profiles.empty()) return profiles;
    const CustomerId now = customer_of(db, ProfileId{id.value});
    return now ? rows::profiles_of(db, now) : profiles;
}

CustomerId customer_of(Reader& db, ProfileId id) { return rows::customer_of(db, id).value_or(CustomerId{}); }

ProfileId main_profile(Reader& db, CustomerId id) {
    return ProfileId{customer_of(db, ProfileId{id.value}).value};
}

std::optional<Resolved> find_known_identity(Reader& db, OrgId root, const Identity& identity) {
    const std::optional<rows::HomeRow> home = rows::home(db, root, identity);
    if (home) return Resolved{.profile_id = home->profile_id, .customer_id = home->customer_id};
    // It names nobody of its own; it may have been seen with somebody.
    const std::optional<rows::KeyRow> key = rows::key(db, root, identity);
    if (!key || key->state != KeyState::joins) return {};
    const std::vector<rows::KeyProfile> seen = rows::profiles_of_keys(db, {key->id});
    if (seen.empty()) return {};
    return Resolved{.profile_id = seen.front().profile_id,
                    .customer_id = customer_of(db, seen.front().profile_id)};
}

std::optional<Resolved> find_by_identity(Reader& db, const Identity& identity, const base::Context& ctx) {
    return find_known_identity(db, root_of(ctx.actor.org_path), normalised_here(db, {identity}).front());
}

std::vector<Customer> list_customers(Reader& db, const std::vector<CustomerId>& ids) {
    std::map<CustomerId, Customer> found;
    for (Customer& row : rows::customers(db, ids)) found[row.id] = std::move(row);
    std::vector<Customer> all;
    for (const CustomerId id : ids)
        if (const auto row = found.find(id); row != found.end()) all.push_back(row->second);
    return all;
}

std::vector<MovedProfile> moved_profiles(Reader& db) { return rows::moved_profiles(db); }

std::vector<AttributeView> attributes_of(Reader& db, CustomerId id) {
    std::map<std::string, rows::AttributeRow> latest;
    for (rows::AttributeRow& row : rows::attributes(db, profiles_of(db, id))) {
        const auto [at, fresh] = latest.try_emplace(row.key, row);
        if (!fresh && std::tie(at->second.at, at->second.message_id) <= std::tie(row.at, row.message_id))
            at->second = row;
    }
    std::vector<AttributeView> views;
    for (const auto& [key, row] : latest)
        if (row.type != rows::AttributeType::none) views.push_back({key, attribute_value(row), row.at});
    return views;
}

namespace {

/// Tags of several profiles as those of one person: of the same tag, the one that holds longest.
void add_tag(std::vector<TagView>& views, const rows::TagRow& row, Instant now) {
    if (row.until && *row.until <= now) return;
    const auto same =
        std::find_if(views.begin(), views.end(), [&](const TagView& view) { return view.tag == row.tag; });
    if (same == views.end()) {
        views.push_back({row.tag, row.added_at, row.until});
    } else if (same->until && (!row.until || *row.until > *same->until)) {
        same->until = row.until;
    }
}

}  // namespace

std::vector<TagView> tags_of(Reader& db, CustomerId id, Instant now) {
    std::vector<TagView> views;
    for (const rows::TagRow& row : rows::tags(db, profiles_of(db, id))) add_tag(views, row, now);
    return views;
}

namespace {

/// Names of users, each read once.
class Names {
public:
    explicit Names(Reader& db) : db_(db) {}
    const std::string& of(UserId user) {
        const auto [at, fresh] = known_.try_emplace(user);
        if (fresh && user) at->second = access::user_name(db_, user);
        return at->second;
    }

private:
    Reader& db_;
    std::map<UserId, std::string> known_;
};

}  // namespace

std::vector<CustomerSummary> summaries(Reader& db, const std::vector<CustomerId>& ids, Instant now) {
    std::map<CustomerId, std::vector<TagView>> tags;
    std::map<CustomerId, std::vector<std::string>> plates;
    std::map<ProfileId, CustomerId> owner;
    std::vector<ProfileId> profiles;
    for (const rows::ProfileRow& row : rows::profiles_of(db, ids)) {
        owner[row.id] = row.customer_id;
        profiles.push_back(row.id);
    }
    for (const rows::TagRow& row : rows::tags(db, profiles)) add_tag(tags[owner[row.profile_id]], row, now);
    for (const rows::UsedVehicle& car : rows::vehicles(db, profiles)) {
        std::vector<std::string>& own = plates[owner[car.profile_id]];
        if (std::find(own.begin(), own.end(), car.plate) == own.end()) own.push_back(car.plate);
    }
    std::vector<CustomerSummary> all;
    Names names(db);
    for (const Customer& row : list_customers(db, ids)) {
        CustomerSummary summary{.id = row.id,
                                .name = row.name,
                                .plates = plates[row.id],
                                .owner_name = names.of(row.owner_id),
                                .order_count = row.order_count,
                                .order_amount = row.order_amount,
                                .last_order_at = row.last_order_at,
                                .first_seen = row.first_seen,
                                .last_seen = row.last_seen};
        if (row.phone) summary.phone = masked(IdentityKind::phone, *row.phone);
        if (row.email) summary.email = masked(IdentityKind::email, *row.email);
        if (row.owner_id) summary.owner_id = row.owner_id;
        for (const TagView& tag : tags[row.id]) summary.tags.push_back(tag.tag);
        all.push_back(std::move(summary));
    }
    return all;
}

std::vector<std::string> attribute_keys(Reader& db) { return rows::attribute_keys(db); }
std::vector<std::string> tags_in_use(Reader& db) { return rows::tags_in_use(db); }

Counts counts(Reader& db) {
    const std::vector<std::int64_t> numbers = rows::counts(db);
    return {.customers = numbers[0],
            .profiles = numbers[1],
            .identities = numbers[2],
            .orders = numbers[3],
            .order_amount = Money{numbers[4]}};
}

}  // namespace huan::customer
