#include "customer/regroup.hpp"

#include "customer/grouping.hpp"
#include "customer/rows.hpp"
#include "customer/rows_facts.hpp"
#include "customer/rows_order.hpp"
#include "store/event.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace huan::customer {
namespace {

using store::Transaction;

/// Everybody connected, as rows and as a graph.
struct Piece {
    std::vector<rows::ProfileRow> profiles{};
    std::vector<rows::SeenKey> keys{};  ///< As `graph.keys`.
    LinkGraph graph{};
};

/// Profiles reached from `start` over keys that may join. Keys beyond their limit are not followed: they stay
/// so.
std::vector<ProfileId> reach(Transaction& tx, ProfileId start) {
    std::set<ProfileId> known{start};
    std::set<IdentityId> followed;
    std::vector<ProfileId> edge{start};
    while (!edge.empty()) {
        std::vector<IdentityId> keys;
        for (const rows::SeenKey& key : rows::keys_of(tx, edge))
            if (key.state != KeyState::weak && key.state != KeyState::crowded &&
                followed.insert(key.id).second)
                keys.push_back(key.id);
        edge.clear();
        for (const rows::KeyProfile& seen : rows::profiles_of_keys(tx, keys))
            if (known.insert(seen.profile_id).second) edge.push_back(seen.profile_id);
    }
    return {known.begin(), known.end()};
}

Piece load(Transaction& tx, ProfileId start) {
    Piece piece;
    piece.profiles = rows::lock_profiles(tx, reach(tx, start));
    std::map<ProfileId, std::size_t> position;
    std::vector<ProfileId> ids;
    for (const rows::ProfileRow& row : piece.profiles) {
        position[row.id] = ids.size();
        ids.push_back(row.id);
        piece.graph.profiles.push_back({.id = row.id, .created_at = row.created_at});
    }
    std::map<IdentityId, std::size_t> key_position;
    for (const rows::SeenKey& seen : rows::keys_of(tx, ids)) {
        const std::size_t profile = position.at(seen.profile_id);
        if (seen.home_id == seen.profile_id) piece.graph.profiles[profile].home = {seen.kind, seen.value};
        if (seen.state == KeyState::crowded) continue;
        const auto [at, fresh] = key_position.emplace(seen.id, piece.keys.size());
        if (fresh) {
            piece.keys.push_back(seen);
            piece.graph.keys.push_back({.identity = {seen.kind, seen.value}});
        }
        std::vector<std::size_t>& profiles = piece.graph.keys[at->second].profiles;
        if (std::find(profiles.begin(), profiles.end(), profile) == profiles.end())
            profiles.push_back(profile);
    }
    for (KeyNode& key : piece.graph.keys) std::sort(key.profiles.begin(), key.profiles.end());
    return piece;
}

class Regrouping {
public:
    Regrouping(Transaction& tx, Piece piece, ProfileId start, bool fresh, Instant at,
               const base::Context& ctx)
        : tx_(tx),
          piece_(std::move(piece)),
          grouping_(group(piece_.graph)),
          at_(at),
          ctx_(ctx) {
        for (std::size_t i = 0; i < piece_.profiles.size(); ++i) {
            if (piece_.profiles[i].id == start) start_ = i;
            position_[piece_.profiles[i].id] = i;
        }
        if (fresh) fresh_ = CustomerId{start.value};
    }

    Regrouped run() {
        Regrouped result;
        result.customer_id = group_id(start_);
        store_states();
        find_merged(result.merged);
        find_parted(result.parted);
        move_profiles();
        store_customers();
        result.created = fresh_ && result.customer_id == fresh_;
        return result;
    }

private:
    CustomerId group_id(std::size_t profile) const {
        return CustomerId{piece_.profiles[grouping_.group_of[profile]].id.value};
    }
    CustomerId old_id(std::size_t profile) const { return piece_.profiles[profile].customer_id; }
    /// The profile a customer has its id from.
    std::size_t founder(CustomerId id) const { return position_.at(ProfileId{id.value}); }

    void store_states() {
        for (std::size_t i = 0; i < piece_.keys.size(); ++i)
            if (piece_.keys[i].state != grouping_.states[i])
                rows::set_state(tx_, piece_.keys[i].id, grouping_.states[i], ctx_.now);
    }

    /// A key that joined two groups in which two customers of before live on made these one.
    void find_merged(std::vector<Move>& merged) const {
        std::map<CustomerId, CustomerId> into;
        const auto survivor = [&](CustomerId id) {
            for (auto at = into.find(id); at != into.end(); at = into.find(id)) id = at->second;
            return id;
        };
        for (const Join& join : grouping_.joins) {
            CustomerId left = survivor(old_id(join.left));
            CustomerId right = survivor(old_id(join.right));
            const bool stayed = group_id(founder(left)) == group_id(join.left) &&
                                group_id(founder(right)) == group_id(join.right);
            if (left == right || !stayed) continue;
            const std::vector<ProfileNode>& nodes = piece_.graph.profiles;
            if (nodes[founder(left)].older_than(nodes[founder(right)])) std::swap(left, right);
            into[left] = right;
            if (left == fresh_) continue;  // Nobody's customer yet.
            const rows::SeenKey& key = piece_.keys[join.key];
            merged.push_back({.from = left, .into = right, .key = key.id, .key_kind = key.kind});
        }
    }

    /// Profiles that no longer live with the one their customer has its id from.
    void find_parted(std::vector<Move>& parted) const {
        std::set<std::pair<CustomerId, CustomerId>> told;
        for (std::size_t i = 0; i < piece_.profiles.size(); ++i)
            if (group_id(i) != group_id(founder(old_id(i))) && told.emplace(old_id(i), group_id(i)).second)
                parted.push_back({.from = old_id(i), .into = group_id(i)});
    }

    void move_profiles() {
        for (std::size_t i = 0; i < piece_.profiles.size(); ++i)
            if (group_id(i) != old_id(i)) rows::move(tx_, piece_.profiles[i].id, group_id(i));
    }

    /// Rewrites each customer who gained or lost a profile, and the one it began with.
    void store_customers() {
        std::set<CustomerId> touched{group_id(start_)};
        std::set<CustomerId> before;
        for (std::size_t i = 0; i < piece_.profiles.size(); ++i) {
            before.insert(old_id(i));
            if (group_id(i) == old_id(i)) continue;
            touched.insert(group_id(i));
            touched.insert(group_id(founder(old_id(i))));
        }
        std::map<CustomerId, std::vector<Customer>> sources;
        for (Customer& row : rows::lock_customers(tx_, {before.begin(), before.end()}))
            sources[group_id(founder(row.id))].push_back(std::move(row));
        for (const CustomerId id : touched) rebuild(id, sources[id]);
    }

    void rebuild(CustomerId id, const std::vector<Customer>& sources) {
        std::vector<ProfileId> members;
        for (std::size_t i = 0; i < piece_.profiles.size(); ++i)
            if (group_id(i) == id) members.push_back(piece_.profiles[i].id);
        const rows::ProfileRow& first = piece_.profiles[founder(id)];
        Customer row{.id = id,
                     .org_id = first.org_id,
                     .org_path = first.org_path,
                     .created_at = first.created_at,
                     .first_seen = at_,
                     .last_seen = at_};
        bool known = false;
        for (const Customer& source : sources) {
            known = known || source.id == id;
            row.first_seen = std::min(row.first_seen, source.first_seen);
            row.last_seen = std::max(row.last_seen, source.last_seen);
            row.version = std::max(row.version, source.version);
            if (!row.owner_id || source.id == id)
                row.owner_id = source.owner_id ? source.owner_id : row.owner_id;
        }
        row.version += 1;
        fill_facts(row, members);
        if (known)
            rows::update(tx_, row);
        else
            rows::insert(tx_, row);
        for (const Customer& source : sources)
            if (source.id != id) rows::erase(tx_, source.id);
    }

    void fill_facts(Customer& row, const std::vector<ProfileId>& members) {
        const rows::Totals totals = rows::totals(tx_, members);
        row.order_count = totals.order_count;
        row.order_amount = totals.order_amount;
        row.first_order_at = totals.first_order_at;
        row.last_order_at = totals.last_order_at;
        if (totals.first_order_at) row.first_seen = std::min(row.first_seen, *totals.first_order_at);
        if (totals.last_order_at) row.last_seen = std::max(row.last_seen, *totals.last_order_at);
        const rows::AttributeRow* name = nullptr;
        const std::vector<rows::AttributeRow> names = rows::attributes_named(tx_, members, "name");
        for (const rows::AttributeRow& one : names)
            if (name == nullptr || std::tie(name->at, name->message_id) < std::tie(one.at, one.message_id))
                name = &one;
        if (name != nullptr) row.name = name->value_text.value_or("");
        row.phone = first_of(IdentityKind::phone, row.id);
        row.email = first_of(IdentityKind::email, row.id);
    }

    /// The value a group has had longest; a key that joins nobody counts for the profile it names.
    std::optional<std::string> first_of(IdentityKind kind, CustomerId id) const {
        const rows::SeenKey* first = nullptr;
        for (std::size_t i = 0; i < piece_.keys.size(); ++i) {
            const rows::SeenKey& key = piece_.keys[i];
            if (key.kind != kind) continue;
            const std::vector<std::size_t>& seen = piece_.graph.keys[i].profiles;
            const bool ours = std::any_of(seen.begin(), seen.end(), [&](std::size_t at) {
                return group_id(at) == id &&
                       (grouping_.states[i] == KeyState::joins || key.home_id == piece_.profiles[at].id);
            });
            if (ours &&
                (first == nullptr || std::tie(key.first_at, key.id) < std::tie(first->first_at, first->id)))
                first = &key;
        }
        return first == nullptr ? std::nullopt : std::optional(first->value);
    }

    Transaction& tx_;
    Piece piece_;
    Grouping grouping_;
    Instant at_;
    const base::Context& ctx_;
    std::map<ProfileId, std::size_t> position_;
    std::size_t start_ = 0;
    CustomerId fresh_{};
};

void append(Transaction& tx, const char* name, const Move& move, boost::json::object properties,
            const Seen& how, const base::Context& ctx) {
    properties["from_customer_id"] = move.from.value;
    properties["into_customer_id"] = move.into.value;
    const ProfileId profile{name == std::string_view("profiles.merged") ? move.from.value : move.into.value};
    store::append(tx,
                  store::Event{.name = name,
                               .profile_id = profile,
                               .occurred_at = ctx.now,
                               .source_id = ctx.actor.source_id,
                               .live = how.live,
                               .properties = std::move(properties)},
                  ctx);
}

}  // namespace

Regrouped regroup(Transaction& tx, ProfileId profile, bool fresh, Instant at, const base::Context& ctx) {
    return Regrouping(tx, load(tx, profile), profile, fresh, at, ctx).run();
}

void announce(Transaction& tx, const Regrouped& what, const Seen& how, const base::Context& ctx) {
    for (const Move& move : what.merged) {
        rows::insert(tx, rows::MergeRow{.id = tx.next_id(),
                                        .from_customer_id = move.from,
                                        .into_customer_id = move.into,
                                        .identity_id = move.key,
                                        .at = ctx.now});
        append(tx, "profiles.merged", move, {{"key_kind", base::word_of(move.key_kind)}}, how, ctx);
    }
    for (const Move& move : what.parted) append(tx, "profiles.parted", move, {}, how, ctx);
}

}  // namespace huan::customer
