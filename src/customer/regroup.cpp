#include "customer/regroup.hpp"

#include "customer/rows.hpp"
#include "customer/rows_facts.hpp"
#include "customer/rows_identity.hpp"
#include "customer/rows_order.hpp"
#include "store/event.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace huan::customer {
namespace {

using store::Transaction;

class Regrouping {
public:
    Regrouping(Transaction& tx, Piece piece, ProfileId start, bool fresh, std::optional<Instant> at,
               const KindRules& rules, const base::Context& ctx)
        : tx_(tx),
          piece_(std::move(piece)),
          grouping_(group(piece_.graph, rules)),
          at_(at),
          ctx_(ctx) {
        start_ = piece_.position(start);
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
    std::size_t founder(CustomerId id) const { return piece_.position(ProfileId{id.value}); }

    void store_states() {
        for (std::size_t i = 0; i < piece_.keys.size(); ++i) {
            if (piece_.keys[i].state == grouping_.states[i]) continue;
            rows::set_state(tx_, piece_.keys[i].id, grouping_.states[i], ctx_.now);
            const std::vector<std::size_t>& seen = piece_.graph.keys[i].profiles;
            restated_.insert(seen.begin(), seen.end());
        }
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
            merged.push_back(move_by(join, left, right));
        }
        find_gone(merged);
    }

    /// Customers who ended in a group that began with a profile of somebody else's: they too are one with it.
    void find_gone(std::vector<Move>& merged) const {
        std::set<CustomerId> told{fresh_};
        for (const Move& move : merged) told.insert(move.from);
        for (std::size_t i = 0; i < piece_.profiles.size(); ++i) {
            const CustomerId gone = old_id(i);
            const CustomerId into = group_id(founder(gone));
            if (into == gone || !told.insert(gone).second) continue;
            const auto joins_it = [&](const Join& join) {
                return group_id(join.left) == into &&
                       (old_id(join.left) == gone) != (old_id(join.right) == gone);
            };
            if (const auto join = std::ranges::find_if(grouping_.joins, joins_it);
                join != grouping_.joins.end())
                merged.push_back(move_by(*join, gone, into));
        }
    }

    Move move_by(const Join& join, CustomerId from, CustomerId into) const {
        Move move{.from = from, .into = into};
        if (join.key == Join::none)
            move.decision_id = piece_.decision_ids[join.decision];
        else
            move.key_kind = piece_.keys[join.key].kind;
        return move;
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

    /// Rewrites each customer who gained or lost a profile or whose keys count otherwise now, and the one it
    /// began with.
    void store_customers() {
        std::set<CustomerId> touched{group_id(start_)};
        for (const std::size_t i : restated_) touched.insert(group_id(i));
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
        Customer row{
            .id = id, .org_id = first.org_id, .org_path = first.org_path, .created_at = first.created_at};
        bool known = false;
        for (const Customer& source : sources) {
            known = known || source.id == id;
            row.version = std::max(row.version, source.version);
        }
        row.version += 1;
        fill_owner(row);
        fill_facts(row, members);
        fill_seen(row, members);
        if (known)
            rows::update(tx_, row);
        else
            rows::insert(tx_, row);
        for (const Customer& source : sources)
            if (source.id != id) rows::erase(tx_, source.id);
    }

    /// Of all profiles, what was said last.
    void fill_owner(Customer& row) const {
        std::optional<Instant> said;
        for (std::size_t i = 0; i < piece_.profiles.size(); ++i) {
            const rows::ProfileRow& profile = piece_.profiles[i];
            if (group_id(i) != row.id || !profile.owner_at || (said && *said > *profile.owner_at)) continue;
            said = profile.owner_at;
            row.owner_id = profile.owner_id;
        }
    }

    /// From the events of the profiles, so that parting brings back what was true before they joined. What is
    /// being observed now has no event yet.
    void fill_seen(Customer& row, const std::vector<ProfileId>& members) {
        std::optional<Instant> first = row.first_order_at;
        std::optional<Instant> last = row.last_order_at;
        const auto take = [&](const std::optional<Instant>& early, const std::optional<Instant>& late) {
            if (early) first = first ? std::min(*first, *early) : *early;
            if (late) last = last ? std::max(*last, *late) : *late;
        };
        for (const ProfileId id : members) take(rows::first_event_at(tx_, id), rows::last_deed_at(tx_, id));
        if (group_id(start_) == row.id) take(at_, at_);
        row.first_seen = first.value_or(row.created_at);
        row.last_seen = std::max(last.value_or(row.first_seen), row.first_seen);
    }

    void fill_facts(Customer& row, const std::vector<ProfileId>& members) {
        const rows::Totals totals = rows::totals(tx_, members);
        row.order_count = totals.order_count;
        row.order_amount = totals.order_amount;
        row.first_order_at = totals.first_order_at;
        row.last_order_at = totals.last_order_at;
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
    std::optional<std::string> first_of(const IdentityKind& kind, CustomerId id) const {
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
    std::optional<Instant> at_;
    const base::Context& ctx_;
    std::size_t start_ = 0;
    std::set<std::size_t> restated_;  ///< Profiles seen with a key whose state changed.
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

/// Adds whoever is reached and was not yet; answers those.
std::vector<ProfileId> take(std::set<ProfileId>& known, const std::vector<ProfileId>& reached) {
    std::vector<ProfileId> fresh;
    for (const ProfileId id : reached)
        if (known.insert(id).second) fresh.push_back(id);
    return fresh;
}

void load_keys(store::Reader& db, Piece& piece, const std::vector<ProfileId>& ids) {
    std::map<IdentityId, std::size_t> key_position;
    for (const rows::SeenKey& seen : rows::keys_of(db, ids)) {
        const std::size_t profile = piece.position(seen.profile_id);
        if (seen.home_id == seen.profile_id) piece.graph.profiles[profile].home = {seen.kind, seen.value};
        if (seen.state == KeyState::crowded || seen.cut) continue;
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
}

void load_decisions(store::Reader& db, Piece& piece, const std::vector<ProfileId>& ids) {
    std::map<std::int64_t, DecisionNode> found;
    for (const rows::SideRow& row : rows::sides_about(db, ids)) {
        DecisionNode& node = found[row.decision_id];
        const auto member = std::lower_bound(ids.begin(), ids.end(), row.profile_id);
        if (member == ids.end() || *member != row.profile_id) continue;
        (row.side == 0 ? node.left : node.right).push_back(piece.position(row.profile_id));
    }
    std::vector<std::int64_t> known;
    for (const auto& [id, node] : found) known.push_back(id);
    for (const rows::DecisionRow& row : rows::decisions(db, known)) {
        DecisionNode& node = found.at(row.id);
        node.joins = row.joins;
        if (node.left.empty() || node.right.empty()) continue;
        piece.decision_ids.push_back(row.id);
        piece.graph.decisions.push_back(std::move(node));
    }
}

}  // namespace

std::size_t Piece::position(ProfileId id) const {
    const auto found =
        std::lower_bound(profiles.begin(), profiles.end(), id,
                         [](const rows::ProfileRow& row, ProfileId one) { return row.id < one; });
    return static_cast<std::size_t>(found - profiles.begin());
}

std::vector<ProfileId> reach(store::Reader& db, ProfileId start) {
    std::set<ProfileId> known{start};
    std::set<IdentityId> followed;
    std::vector<ProfileId> edge{start};
    while (!edge.empty()) {
        std::vector<IdentityId> keys;
        for (const rows::SeenKey& key : rows::keys_of(db, edge))
            if (key.state != KeyState::weak && key.state != KeyState::crowded &&
                followed.insert(key.id).second)
                keys.push_back(key.id);
        std::vector<ProfileId> reached;
        for (const rows::KeyProfile& seen : rows::profiles_of_keys(db, keys))
            reached.push_back(seen.profile_id);
        for (const rows::SideRow& row : rows::sides_about(db, edge)) reached.push_back(row.profile_id);
        for (const ProfileId id : rows::profiles_with(db, edge)) reached.push_back(id);
        edge = take(known, reached);
    }
    return {known.begin(), known.end()};
}

Piece load(store::Reader& db, const std::vector<ProfileId>& profiles) {
    Piece piece;
    piece.profiles = rows::profiles(db, profiles);
    std::sort(piece.profiles.begin(), piece.profiles.end(),
              [](const rows::ProfileRow& left, const rows::ProfileRow& right) { return left.id < right.id; });
    std::vector<ProfileId> ids;
    for (const rows::ProfileRow& row : piece.profiles) {
        ids.push_back(row.id);
        piece.graph.profiles.push_back({.id = row.id, .created_at = row.created_at});
    }
    load_keys(db, piece, ids);
    load_decisions(db, piece, ids);
    return piece;
}

Regrouped regroup(Transaction& tx, ProfileId profile, bool fresh, std::optional<Instant> at,
                  const KindRules& rules, const base::Context& ctx) {
    const std::vector<ProfileId> people = reach(tx, profile);
    rows::lock_profiles(tx, people);
    return Regrouping(tx, load(tx, people), profile, fresh, at, rules, ctx).run();
}

void announce(Transaction& tx, const Regrouped& what, const Seen& how, const base::Context& ctx) {
    for (const Move& move : what.merged) {
        boost::json::object why;
        if (move.decision_id != 0)
            why["decision_id"] = move.decision_id;
        else
            why["key_kind"] = move.key_kind.value;
        append(tx, "profiles.merged", move, std::move(why), how, ctx);
    }
    for (const Move& move : what.parted) append(tx, "profiles.parted", move, {}, how, ctx);
}

}  // namespace huan::customer
