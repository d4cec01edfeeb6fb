#include "customer/evidence.hpp"

#include "base/json.hpp"
#include "customer/attribute.hpp"
#include "customer/commands.hpp"
#include "customer/errors.hpp"
#include "customer/place.hpp"
#include "customer/queries.hpp"
#include "customer/regroup.hpp"
#include "customer/rows.hpp"
#include "customer/rows_evidence.hpp"
#include "customer/rows_facts.hpp"
#include "customer/rows_order.hpp"
#include "customer/rows_profile.hpp"
#include "customer/search.hpp"
#include "customer/words.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace huan::customer {
namespace {

using store::Event;
using store::Transaction;

std::string text_in(const Event& event, std::string_view key) {
    const boost::json::value* found = event.properties.if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

boost::json::value value_in(const Event& event, std::string_view key) {
    const boost::json::value* found = event.properties.if_contains(key);
    return found == nullptr ? boost::json::value() : *found;
}

std::string id_text(ProfileId profile) { return std::to_string(profile.value); }

// --- facts read again ---------------------------------------------------------------------------

/// Attributes, tags and consents of one profile, read again from the events that remain.
class Rereading {
public:
    Rereading(Transaction& tx, ProfileId profile) : tx_(tx), profile_(profile) {}

    void touch(const Event& event) {
        if (event.name == "attribute.changed")
            attributes_[text_in(event, "key")] = {};
        else if (event.name == "tag.added" || event.name == "tag.removed")
            tags_[text_in(event, "tag")] = {};
        else if (event.name == "consent.changed")
            touch_consent(event);
    }

    void run() {
        if (attributes_.empty() && tags_.empty() && consents_.empty()) return;
        for (const Event& event : rows::events_named(
                 tx_, profile_, {"attribute.changed", "tag.added", "tag.removed", "consent.changed"}))
            take(event);
        for (const auto& [key, latest] : attributes_) store_attribute(key, latest);
        for (const auto& [tag, latest] : tags_) store_tag(tag, latest);
        for (const auto& [what, latest] : consents_) store_consent(what.first, what.second, latest);
    }

private:
    using Latest = std::optional<Event>;

    void touch_consent(const Event& event) {
        const std::pair what{text_in(event, "channel"), text_in(event, "purpose")};
        consents_[what] = {};
        rows::drop_consent_record(tx_, profile_, what.first, what.second, event.occurred_at, event.source_id);
    }

    std::string proof_of(const Event& consent) const {
        for (const rows::ConsentRecordRow& row : rows::consent_records(tx_, {profile_}))
            if (row.channel == text_in(consent, "channel") && row.purpose == text_in(consent, "purpose") &&
                row.at == consent.occurred_at)
                return row.proof;
        return {};
    }

    /// Events come in the order of their times.
    void take(const Event& event) {
        if (event.name == "attribute.changed") {
            const auto found = attributes_.find(text_in(event, "key"));
            if (found == attributes_.end()) return;
            Latest& latest = found->second;
            if (!latest || std::tie(latest->occurred_at, latest->message_id) <=
                               std::tie(event.occurred_at, event.message_id))
                latest = event;
        } else if (event.name == "consent.changed") {
            const auto found = consents_.find({text_in(event, "channel"), text_in(event, "purpose")});
            if (found != consents_.end()) found->second = event;
        } else if (const auto found = tags_.find(text_in(event, "tag")); found != tags_.end()) {
            found->second = event;
        }
    }

    void store_attribute(const std::string& key, const Latest& latest) {
        rows::drop_attribute(tx_, profile_, key);
        if (latest)
            rows::put(tx_, attribute_row(profile_, key, value_in(*latest, "value"), latest->occurred_at,
                                         latest->message_id));
        if (key != "name") return;
        rows::drop_tokens(tx_, profile_, TokenSource::name);
        rows::drop_tokens(tx_, profile_, TokenSource::pinyin);
        if (latest) rows::add_tokens(tx_, profile_, tokens_of_name(text_in(*latest, "value")));
    }

    void store_tag(const std::string& tag, const Latest& latest) {
        rows::drop_tag(tx_, profile_, tag);
        if (!latest || latest->name == "tag.removed") return;
        rows::TagRow row{profile_, tag, latest->occurred_at, {}};
        if (const std::string until = text_in(*latest, "until"); !until.empty())
            row.until = base::parse_instant(until);
        rows::put(tx_, row);
    }

    void store_consent(const std::string& channel, const std::string& purpose, const Latest& latest) {
        rows::drop_consent(tx_, profile_, channel, purpose);
        if (!latest) return;
        const boost::json::value granted = value_in(*latest, "granted");
        rows::put(tx_, rows::ConsentRow{profile_, channel, purpose, granted.is_bool() && granted.get_bool(),
                                        latest->occurred_at, proof_of(*latest)});
    }

    Transaction& tx_;
    ProfileId profile_;
    std::map<std::string, Latest> attributes_;
    std::map<std::string, Latest> tags_;
    std::map<std::pair<std::string, std::string>, Latest> consents_;
};

/// Writes the copies of a profile's customer again, and groups them again where links are gone.
void regroup_again(Transaction& tx, ProfileId profile, const KindRules& rules, const base::Context& ctx) {
    announce(tx, regroup(tx, profile, false, {}, rules, ctx), {.at = ctx.now}, ctx);
}

// --- keys and people ----------------------------------------------------------------------------

/// Takes back what one import showed of one profile.
class Unshowing {
public:
    Unshowing(Transaction& tx, std::int64_t import_id, ProfileId profile, const KindRules& rules,
              const base::Context& ctx)
        : tx_(tx),
          import_id_(import_id),
          profile_(profile),
          rules_(rules),
          ctx_(ctx) {}

    void run(TakenBack& result) {
        const std::vector<rows::ProfileRow> row = rows::lock_profiles(tx_, {profile_});
        if (row.empty()) return;
        rows::lock_company(tx_, root_of(row.front().org_path));
        collect();
        const bool shown_still = row.front().lasting_at || shown_by_others_;
        const bool gone = !shown_still && !rows::has_deeds(tx_, profile_);
        if (!shown_still && !gone) ++result.kept;
        drop_links(gone);
        if (gone) make_lonely();
        regroup_again(tx_, profile_, rules_, ctx_);
        if (gone) remove(result);
        regroup_neighbours();
        settle_keys();
        // First and last seen are read from the events that are left.
        if (!gone && settle_events()) regroup_again(tx_, profile_, rules_, ctx_);
    }

private:
    /// When each key was seen by whom else.
    void collect() {
        homes_ = rows::homes_of(tx_, profile_);
        for (const rows::EvidenceRow& row : rows::evidence_about(tx_, profile_)) {
            touched_.insert(row.identity_id);
            if (row.import_id == import_id_) continue;
            const bool home = std::find(homes_.begin(), homes_.end(), row.identity_id) != homes_.end();
            if (home) shown_by_others_ = true;
            const auto [at, fresh] = others_.emplace(row.identity_id, row.at);
            if (!fresh) at->second = std::min(at->second, row.at);
        }
        rows::drop_evidence(tx_, import_id_, profile_);
    }

    void drop_links(bool all) {
        for (const rows::LinkRow& link : rows::links_of(tx_, profile_)) {
            const auto other = others_.find(link.identity_id);
            if (!all && (link.lasting_at || other != others_.end())) {
                Instant first = link.lasting_at.value_or(link.first_at);
                if (other != others_.end())
                    first = link.lasting_at ? std::min(first, other->second) : other->second;
                if (first != link.first_at) rows::set_first_at(tx_, link.identity_id, profile_, first);
                continue;
            }
            touched_.insert(link.identity_id);
            dropped_.push_back({link.kind, link.value});
            rows::drop_link(tx_, link.identity_id, profile_);
        }
    }

    /// The keys that name it may be seen with others still: those must not stay with one who is gone.
    void make_lonely() {
        touched_.insert(homes_.begin(), homes_.end());
        rows::drop_home(tx_, profile_);
    }

    /// Those who shared a key with it: a key that joined nobody because of it may join them now.
    void regroup_neighbours() {
        std::set<ProfileId> others;
        for (const rows::KeyProfile& row : rows::profiles_of_keys(tx_, {touched_.begin(), touched_.end()}))
            if (row.profile_id != profile_) others.insert(row.profile_id);
        for (const ProfileId other : others) regroup_again(tx_, other, rules_, ctx_);
    }

    void remove(TakenBack& result) {
        store::withdraw(tx_, rows::events_of(tx_, profile_), ctx_);
        rows::drop_profile(tx_, profile_);
        result.gone.profiles.push_back(profile_);
        result.gone.customers.push_back(CustomerId{profile_.value});
    }

    /// Keys that nobody was seen with any more are gone; others are as old as they were.
    void settle_keys() {
        for (const IdentityId key : touched_) {
            if (const std::optional<Instant> first = rows::first_sight(tx_, key))
                rows::set_first_at(tx_, key, *first);
            else
                rows::drop_key(tx_, key);
        }
    }

    /// What the import said beside facts: that there is such a person, and keys. True still where others have
    /// said it since, who told no event about it then. Answers whether an event went.
    bool settle_events() {
        bool withdrawn = false;
        std::set<Token> left;
        for (const rows::SeenKey& key : rows::keys_of(tx_, {profile_}))
            for (Token& token : tokens_of({key.kind, key.value})) left.insert(std::move(token));
        std::multiset<std::string> gone;
        for (const Identity& identity : dropped_) {
            gone.insert(identity.kind.value);
            for (const Token& token : tokens_of(identity))
                if (!left.contains(token))
                    rows::drop_token(tx_, profile_, token.token, std::string(base::word_of(token.source)));
        }
        for (Event& event :
             rows::events_named(tx_, profile_, {"customer.created", "identity.linked", "profiles.merged"})) {
            if (event.source_id != import_id_) continue;
            const auto kind = gone.find(text_in(event, "kind"));
            if (event.name == "identity.linked" && kind != gone.end()) {
                gone.erase(kind);
                withdrawn |= store::withdraw(tx_, {event.seq}, ctx_) > 0;
            } else if (event.name == "profiles.merged" && !is_together(event)) {
                store::withdraw(tx_, {event.seq}, ctx_);
            } else {
                event.source_id = 0;
                store::restate(tx_, std::move(event), ctx_);
            }
        }
        return withdrawn;
    }

    bool is_together(const Event& merged) const {
        const boost::json::value from = value_in(merged, "from_customer_id");
        const boost::json::value into = value_in(merged, "into_customer_id");
        return from.is_int64() && into.is_int64() &&
               rows::customer_of(tx_, ProfileId{from.get_int64()}) ==
                   rows::customer_of(tx_, ProfileId{into.get_int64()});
    }

    Transaction& tx_;
    std::int64_t import_id_;
    ProfileId profile_;
    const KindRules& rules_;
    const base::Context& ctx_;
    std::vector<IdentityId> homes_;
    std::map<IdentityId, Instant> others_;
    std::set<IdentityId> touched_;
    std::vector<Identity> dropped_;
    bool shown_by_others_ = false;
};

}  // namespace

// --- facts that were told twice -----------------------------------------------------------------

Fact order_fact(OrderId id) { return {"order:" + std::to_string(id.value)}; }
Fact attribute_fact(ProfileId profile, const std::string& key, const boost::json::value& value) {
    return {"attribute:" + id_text(profile) + ":" + key + ":" + boost::json::serialize(value)};
}
Fact tag_fact(ProfileId profile, const std::string& tag) { return {"tag:" + id_text(profile) + ":" + tag}; }
Fact consent_fact(ProfileId profile, const std::string& channel, const std::string& purpose, bool granted) {
    return {"consent:" + id_text(profile) + ":" + channel + ":" + purpose + (granted ? ":yes" : ":no")};
}
Fact message_fact(const std::string& message_id) { return {"message:" + message_id}; }

std::optional<Fact> fact_of(const Event& event) {
    if (event.name == "order.completed") {
        const boost::json::value id = value_in(event, "order_id");
        return id.is_int64() ? std::optional(order_fact(OrderId{id.get_int64()})) : std::nullopt;
    }
    if (event.name == "attribute.changed")
        return attribute_fact(event.profile_id, text_in(event, "key"), value_in(event, "value"));
    if (event.name == "tag.added") return tag_fact(event.profile_id, text_in(event, "tag"));
    if (event.name == "consent.changed") {
        const boost::json::value granted = value_in(event, "granted");
        return consent_fact(event.profile_id, text_in(event, "channel"), text_in(event, "purpose"),
                            granted.is_bool() && granted.get_bool());
    }
    if (event.name == "lead.captured")
        return message_fact("lead:" + text_in(event, "lead_kind") + ":" + text_in(event, "number"));
    return event.message_id.empty() ? std::nullopt : std::optional(message_fact(event.message_id));
}

void note_repeat(Transaction& tx, const Fact& fact, Instant at, const base::Context& ctx) {
    rows::note_repeat(tx, {digest(fact.text), ctx.actor.import_id, at});
}

std::optional<std::int64_t> successor(store::Reader& db, const Event& event, std::int64_t import_id) {
    const std::optional<Fact> fact = fact_of(event);
    if (!fact) return {};
    const auto repeat = rows::repeated_by(db, digest(fact->text), import_id);
    return repeat ? std::optional(repeat->import_id) : std::nullopt;
}

Event hand_over(Transaction& tx, Event event, std::int64_t import_id, const base::Context& ctx) {
    const rows::RepeatRow heir = rows::repeated_by(tx, digest(fact_of(event)->text), import_id).value();
    rows::drop_repeat(tx, heir.fact, heir.import_id);
    event.source_id = heir.import_id;
    if (event.occurred_at < heir.at) event.occurred_at = heir.at;
    return store::restate(tx, std::move(event), ctx);
}

void forget_repeats(Transaction& tx, std::int64_t import_id) { rows::drop_repeats(tx, import_id); }

// --- taking back --------------------------------------------------------------------------------

bool take_back_order(Transaction& tx, const Event& event, std::optional<std::int64_t> heir,
                     const base::Context& ctx) {
    const OrderId id{value_in(event, "order_id").as_int64()};
    const std::optional<rows::OrderRow> row = rows::order(tx, id);
    if (!row) return true;
    if (heir) {
        rows::set_source(tx, id, *heir);
        return true;
    }
    // A coupon was redeemed with it: the ledger has moved.
    if (!row->coupon_ids.as_array().empty()) return false;
    std::vector<std::int64_t> refunds;
    for (const Event& later : rows::events_named(tx, event.profile_id, {"order.refunded"}))
        if (value_in(later, "order_id") == value_in(event, "order_id")) refunds.push_back(later.seq);
    store::withdraw(tx, refunds, ctx);
    rows::drop_order(tx, id);
    return true;
}

void reread(Transaction& tx, const std::vector<Event>& withdrawn, const base::Context& ctx) {
    std::map<ProfileId, Rereading> profiles;
    for (const Event& event : withdrawn)
        if (event.profile_id)
            profiles.try_emplace(event.profile_id, tx, event.profile_id).first->second.touch(event);
    if (profiles.empty()) return;
    const KindRules rules = kind_rules(tx);
    for (auto& [profile, rereading] : profiles) {
        const std::vector<rows::ProfileRow> row = rows::profiles(tx, {profile});
        if (row.empty()) continue;
        rows::lock_company(tx, root_of(row.front().org_path));
        rereading.run();
        regroup_again(tx, profile, rules, ctx);
    }
}

TakenBack take_back_evidence(Transaction& tx, std::int64_t import_id, std::int64_t limit,
                             const base::Context& ctx) {
    TakenBack result;
    const KindRules rules = kind_rules(tx);
    std::set<ProfileId> profiles;
    for (const rows::EvidenceRow& row : rows::evidence(tx, import_id, {}, limit)) {
        ++result.evidence;
        profiles.insert(row.profile_id);
    }
    for (const ProfileId profile : profiles) Unshowing(tx, import_id, profile, rules, ctx).run(result);
    return result;
}

}  // namespace huan::customer
