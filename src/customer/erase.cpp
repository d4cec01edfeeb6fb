#include "customer/erase.hpp"

#include "customer/holding.hpp"
#include "customer/place.hpp"
#include "customer/queries.hpp"
#include "customer/regroup.hpp"
#include "customer/rows.hpp"
#include "customer/rows_evidence.hpp"
#include "customer/rows_facts.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace huan::customer {
namespace {

using store::Event;
using store::Transaction;

constexpr std::size_t shortest_key = 5;
constexpr std::size_t shortest_name = 4;

/// Words that may stay in a kept event; numbers and booleans always may.
constexpr std::array<std::string_view, 16> plain_words{
    "store",    "channel", "kind",     "lead_kind", "state", "outcome", "reason", "org_path",
    "currency", "status",  "strategy", "cause",     "sku",   "from",    "to",     "business"};

struct Kept {
    std::string_view noun;
    bool numbered = false;  ///< Its number is ours or the till's, not the person's.
    bool told = false;      ///< Its reason is in somebody's own words.
};
constexpr std::array<Kept, 10> kept_nouns{{{"order.", true},
                                           {"coupon.", true},
                                           {"points.", true, true},
                                           {"campaign."},
                                           {"placement."},
                                           {"call."},
                                           {"lead."},
                                           {"commission."},
                                           {"finding."},
                                           {"customer.created"}}};

bool is_plain(std::string_view key, const Kept& noun) {
    if (noun.numbered && (key == "number" || key == "order_number" || key == "code")) return true;
    if (noun.told && key == "reason") return false;
    return std::find(plain_words.begin(), plain_words.end(), key) != plain_words.end();
}

boost::json::object plain_part(const boost::json::object& whole, const Kept& noun);

boost::json::value plain_value(const boost::json::value& value, const Kept& noun) {
    if (value.is_object()) return plain_part(value.get_object(), noun);
    if (!value.is_array()) return value;
    boost::json::array items;
    for (const boost::json::value& item : value.get_array())
        if (!item.is_string()) items.push_back(plain_value(item, noun));
    return items;
}

boost::json::object plain_part(const boost::json::object& whole, const Kept& noun) {
    boost::json::object kept;
    for (const auto& item : whole)
        if (!item.value().is_string() || is_plain(item.key(), noun))
            kept[item.key()] = plain_value(item.value(), noun);
    return kept;
}

/// Keys that nobody else was seen with are gone; those who shared one are grouped anew.
void drop_keys(Transaction& tx, const std::vector<ProfileId>& profiles, const base::Context& ctx) {
    std::set<IdentityId> keys;
    for (const ProfileId profile : profiles) {
        for (const rows::LinkRow& link : rows::links_of(tx, profile)) {
            keys.insert(link.identity_id);
            rows::drop_link(tx, link.identity_id, profile);
        }
        for (const IdentityId home : rows::homes_of(tx, profile)) keys.insert(home);
        rows::drop_home(tx, profile);
    }
    const KindRules rules = kind_rules(tx);
    std::set<ProfileId> others;
    for (const rows::KeyProfile& row : rows::profiles_of_keys(tx, {keys.begin(), keys.end()}))
        if (std::find(profiles.begin(), profiles.end(), row.profile_id) == profiles.end())
            others.insert(row.profile_id);
    for (const ProfileId other : others)
        announce(tx, regroup(tx, other, false, {}, rules, ctx), {.at = ctx.now}, ctx);
    for (const IdentityId key : keys)
        if (!rows::first_sight(tx, key)) rows::drop_key(tx, key);
}

void blank_events(Transaction& tx, const std::vector<ProfileId>& profiles, const base::Context& ctx) {
    for (const ProfileId profile : profiles) {
        std::vector<std::int64_t> gone;
        std::vector<Event> kept;
        store::fold_events(tx, {profile}, base::Instant{std::numeric_limits<std::int64_t>::min()},
                           base::Instant{std::numeric_limits<std::int64_t>::max()}, [&](const Event& event) {
                               if (auto blank = without_person(event))
                                   kept.push_back(std::move(*blank));
                               else
                                   gone.push_back(event.seq);
                               return true;
                           });
        store::withdraw(tx, gone, ctx);
        for (Event& event : kept) store::restate(tx, std::move(event), ctx);
    }
}

}  // namespace

std::set<std::string> telling_texts(store::Reader& db, const std::vector<ProfileId>& profiles) {
    std::set<std::string> texts;
    for (const rows::SeenKey& key : rows::keys_of(db, profiles))
        if (key.value.size() >= shortest_key) texts.insert(key.value);
    for (const rows::AttributeRow& row : rows::attributes(db, profiles))
        if (row.value_text && row.value_text->size() >= (row.key == "name" ? shortest_name : 12))
            texts.insert(*row.value_text);
    for (const rows::UsedVehicle& car : rows::vehicles(db, profiles))
        if (car.plate.size() >= shortest_key) texts.insert(car.plate);
    // A phone is written down with and without the country's number.
    std::set<std::string> national;
    for (const std::string& text : texts)
        if (text.starts_with("+86") && text.size() == 14) national.insert(text.substr(3));
    texts.merge(national);
    return texts;
}

std::optional<Event> without_person(Event event) {
    for (const Kept& noun : kept_nouns) {
        if (!event.name.starts_with(noun.noun)) continue;
        event.properties = plain_part(event.properties, noun);
        event.message_id.clear();
        if (event.actor.starts_with("customer")) event.actor = "customer";
        return event;
    }
    return {};
}

void erase_person(Transaction& tx, CustomerId id, const std::vector<ProfileId>& profiles,
                  const base::Context& ctx) {
    const std::vector<rows::ProfileRow> rows = rows::lock_profiles(tx, profiles);
    if (rows.empty()) return;
    rows::lock_company(tx, root_of(rows.front().org_path));
    std::set<VehicleId> cars;
    for (const ProfileId profile : profiles)
        for (const VehicleId car : rows::vehicles_of(tx, profile)) cars.insert(car);
    forget_assets(tx, profiles, ctx);
    drop_keys(tx, profiles, ctx);
    for (const ProfileId profile : profiles) rows::drop_facts(tx, profile);
    for (const VehicleId car : cars) rows::drop_unused_vehicle(tx, car);
    blank_events(tx, profiles, ctx);
    rows::make_nameless(tx, id, profiles, ctx.now);
}

std::optional<Instant> erased_at(store::Reader& db, CustomerId id) {
    return rows::erased_at(db, ProfileId{id.value});
}

}  // namespace huan::customer
