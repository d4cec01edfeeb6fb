#include "customer/commands.hpp"
#include "customer/place.hpp"
#include "customer/regroup.hpp"
#include "customer/rows.hpp"
#include "customer/rows_evidence.hpp"
#include "customer/search.hpp"

#include <algorithm>

namespace huan::customer {
namespace {

using store::Transaction;

/// Says what showed a profile its keys (its home first): an import, or something that lasts. False when one
/// of them is gone meanwhile.
bool show(Transaction& tx, ProfileId profile, const std::vector<IdentityId>& keys, Instant at,
          const base::Context& ctx) {
    if (ctx.actor.import_id != 0) {
        std::vector<rows::EvidenceRow> evidence;
        for (const IdentityId key : keys) evidence.push_back({ctx.actor.import_id, profile, key, at});
        rows::note(tx, evidence);
        return true;
    }
    if (!rows::make_lasting(tx, profile, at)) return false;
    return std::all_of(keys.begin() + 1, keys.end(),
                       [&](IdentityId key) { return rows::make_lasting(tx, key, profile, at); });
}

/// Stores what an observation says that we did not know: keys, a profile, links; then regroups where it
/// matters.
class Linker {
public:
    Linker(Transaction& tx, const Place& place, const std::vector<Identity>& identities, const Seen& how,
           const base::Context& ctx)
        : tx_(tx),
          rules_(kind_rules(tx)),
          place_(place),
          identities_(identities),
          how_(how),
          ctx_(ctx) {
        if (how_.at.ms == 0) how_.at = ctx.now;
    }

    Resolved run() {
        for (const Identity& identity : identities_) keys_.push_back(rows::key(tx_, place_.root, identity));
        if (may_regroup()) lock_company();
        store_keys();
        find_or_make_profile();
        link_others();
        note_evidence();
        settle();
        return {.profile_id = profile_, .customer_id = customer_, .created = fresh_};
    }

private:
    bool home_known() const { return keys_[0] && keys_[0]->profile_id; }

    /// Whether this observation can change who belongs together, going by what is stored so far.
    bool may_regroup() {
        if (keys_[0] && !home_known())
            return true;  // Seen with others, and now it names a profile of its own.
        for (std::size_t i = 1; i < keys_.size(); ++i) {
            const KindRule& rule = rules_.of(identities_[i].kind);
            if (rule.weak) continue;
            if (keys_[i] && !(home_known() && rows::is_linked(tx_, keys_[i]->id, keys_[0]->profile_id)))
                return true;
            const bool twice = std::any_of(identities_.begin(), identities_.begin() + i,
                                           [&](const Identity& other) { return other.kind == rule.kind; });
            if (!keys_[i] && rule.unique_per_person && (home_known() || twice)) return true;
        }
        return false;
    }

    void lock_company() {
        if (locked_) return;
        rows::lock_company(tx_, place_.root);
        locked_ = true;
    }

    /// Every key gets its row, and the row is ours until the commit: of two commands that see a new key at
    /// once, the second waits here and then finds what the first has done.
    void store_keys() {
        std::vector<std::size_t> order(identities_.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::sort(order.begin(), order.end(),
                  [&](std::size_t a, std::size_t b) { return identities_[a] < identities_[b]; });
        for (const std::size_t i : order) {
            const Identity& identity = identities_[i];
            if (!keys_[i]) {
                rows::KeyRow row{.id = IdentityId{tx_.next_id()},
                                 .root_id = place_.root,
                                 .kind = identity.kind,
                                 .value = identity.value,
                                 .state = state_of_new(identity.kind),
                                 .state_at = ctx_.now,
                                 .first_at = how_.at};
                if (i == 0) row.profile_id = profile_ = ProfileId{tx_.next_id()};
                if (rows::insert(tx_, row)) {
                    keys_[i] = row;
                    continue;
                }
                if (i == 0) profile_ = {};
                lock_company();
            }
            keys_[i] = rows::lock_key(tx_, place_.root, identity);
        }
    }

    KeyState state_of_new(const IdentityKind& kind) const {
        return rules_.of(kind).weak ? KeyState::weak : KeyState::joins;
    }

    void find_or_make_profile() {
        rows::KeyRow& home = *keys_[0];
        if (home.profile_id && home.profile_id != profile_) {
            profile_ = home.profile_id;
            customer_ = rows::lock_profiles(tx_, {profile_}).front().customer_id;
            return;
        }
        fresh_ = true;
        if (!home.profile_id) {
            profile_ = ProfileId{tx_.next_id()};
            rows::set_home(tx_, home.id, profile_);
            home.profile_id = profile_;
        }
        customer_ = CustomerId{profile_.value};
        rows::insert(tx_, rows::ProfileRow{.id = profile_,
                                           .customer_id = customer_,
                                           .org_id = place_.org_id,
                                           .org_path = place_.path,
                                           .created_at = ctx_.now,
                                           .lasting_at = lasting()});
        linked_.push_back(identities_[0]);
    }

    void link_others() {
        for (std::size_t i = 1; i < keys_.size(); ++i)
            if (rows::link(tx_, keys_[i]->id, profile_, how_.at, lasting().has_value()))
                linked_.push_back(identities_[i]);
    }

    /// An import notes what it saw, so that it can be taken back; what anything else sees is there to stay.
    void note_evidence() {
        std::vector<IdentityId> keys;
        if (fresh_ && lasting()) return;
        for (const auto& key : keys_) keys.push_back(key->id);
        show(tx_, profile_, keys, how_.at, ctx_);
    }

    std::optional<Instant> lasting() const {
        return ctx_.actor.import_id == 0 ? std::optional(how_.at) : std::nullopt;
    }

    /// Customers, tokens, events.
    void settle() {
        std::vector<Token> tokens;
        for (const Identity& identity : linked_) {
            const std::vector<Token> more = tokens_of(identity);
            tokens.insert(tokens.end(), more.begin(), more.end());
        }
        rows::add_tokens(tx_, profile_, tokens);
        const bool alone = !locked_ && fresh_;
        if (alone) rows::insert(tx_, newcomer());
        if (!locked_ && !fresh_) complete();
        Regrouped regrouped;
        if (locked_) regrouped = regroup(tx_, profile_, fresh_, how_.at, rules_, ctx_);
        if (locked_) customer_ = regrouped.customer_id;
        if (alone || regrouped.created) append("customer.created", {});
        for (const Identity& identity : linked_) append("identity.linked", {{"kind", identity.kind.value}});
        announce(tx_, regrouped, how_, ctx_);
    }

    Customer newcomer() const {
        Customer customer{.id = customer_,
                          .org_id = place_.org_id,
                          .org_path = place_.path,
                          .created_at = ctx_.now,
                          .first_seen = how_.at,
                          .last_seen = how_.at,
                          .version = 1};
        for (const Identity& identity : identities_) {
            if (identity.kind == IdentityKind::phone && !customer.phone) customer.phone = identity.value;
            if (identity.kind == IdentityKind::email && !customer.email) customer.email = identity.value;
        }
        return customer;
    }

    void complete() {
        for (const Identity& identity : linked_) {
            if (identity.kind == IdentityKind::phone) rows::set_phone_if_none(tx_, customer_, identity.value);
            if (identity.kind == IdentityKind::email) rows::set_email_if_none(tx_, customer_, identity.value);
        }
    }

    void append(const char* name, boost::json::object properties) {
        store::append(tx_,
                      store::Event{.name = name,
                                   .profile_id = profile_,
                                   .occurred_at = how_.at,
                                   .org_id = place_.org_id,
                                   .source_id = ctx_.actor.source_id,
                                   .live = how_.live,
                                   .properties = std::move(properties)},
                      ctx_);
    }

    Transaction& tx_;
    const KindRules rules_;
    const Place& place_;
    const std::vector<Identity>& identities_;  // Normalised, strongest first.
    Seen how_;
    const base::Context& ctx_;
    std::vector<std::optional<rows::KeyRow>> keys_;
    std::vector<Identity> linked_;  // New to the profile.
    ProfileId profile_;
    CustomerId customer_;
    bool fresh_ = false;
    bool locked_ = false;
};

/// What is stored of an observation whose every key is known.
struct Known {
    std::vector<IdentityId> keys{};  ///< The home first.
    bool lasting = false;            ///< Not only imports have shown them.
};

/// Empty when a key is not linked to this home's profile.
std::optional<Known> known(Transaction& tx, const rows::HomeRow& home,
                           const std::vector<Identity>& identities) {
    Known found{.keys = {home.identity_id}, .lasting = home.lasting};
    if (identities.size() == 1) return found;
    const std::vector<rows::LinkRow> links = rows::links_of(tx, home.profile_id);
    for (std::size_t i = 1; i < identities.size(); ++i) {
        const auto link = std::find_if(links.begin(), links.end(), [&](const rows::LinkRow& row) {
            return row.kind == identities[i].kind && row.value == identities[i].value;
        });
        if (link == links.end()) return {};
        found.keys.push_back(link->identity_id);
        found.lasting = found.lasting && link->lasting_at.has_value();
    }
    return found;
}

}  // namespace

Resolved resolve(Transaction& tx, const std::vector<Identity>& identities, OrgId org_id,
                 const base::Context& ctx, const Seen& how) {
    const Place place = place_of(tx, org_id, ctx);
    const std::vector<Identity> normal = normalised_here(tx, identities);
    const std::optional<rows::HomeRow> home = rows::home(tx, place.root, normal.front());
    const std::optional<Known> all = home ? known(tx, *home, normal) : std::nullopt;
    if (all &&
        (all->lasting || show(tx, home->profile_id, all->keys, how.at.ms == 0 ? ctx.now : how.at, ctx)))
        return {.profile_id = home->profile_id, .customer_id = home->customer_id};
    return Linker(tx, place, normal, how, ctx).run();
}

}  // namespace huan::customer
