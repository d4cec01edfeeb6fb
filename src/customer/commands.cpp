#include "customer/commands.hpp"

#include "customer/attribute.hpp"
#include "customer/errors.hpp"
#include "customer/evidence.hpp"
#include "customer/field.hpp"
#include "customer/place.hpp"
#include "customer/queries.hpp"
#include "customer/rows.hpp"
#include "customer/rows_facts.hpp"
#include "customer/search.hpp"
#include "customer/words.hpp"

#include <algorithm>

namespace huan::customer {
namespace {

using store::Transaction;

constexpr std::size_t most_attributes = 200;

ProfileId main_profile(const Customer& customer) { return ProfileId{customer.id.value}; }

/// An edit of a customer by somebody who looked at version `seen`.
Customer edited(Transaction& tx, CustomerId id, const base::Context& ctx,
                std::optional<std::int64_t> seen = {}) {
    Customer customer = visible_customer(tx, id, ctx);
    if (!rows::advance(tx, customer.id, seen)) throw base::Error{errors::stale};
    return customer;
}

CustomerHead head_again(Transaction& tx, CustomerId id, const base::Context& ctx) {
    return head_of(tx, rows::customer(tx, id).value(), ctx);
}

void append(Transaction& tx, const char* name, ProfileId profile, boost::json::object properties,
            const base::Context& ctx, bool live = true) {
    store::append(tx,
                  store::Event{.name = name,
                               .profile_id = profile,
                               .source_id = ctx.actor.source_id,
                               .live = live,
                               .properties = std::move(properties)},
                  ctx);
}

/// The name of a profile: what it is found by, and the customer's name where no other profile knows a later
/// one.
void rename(Transaction& tx, ProfileId profile, CustomerId customer, const std::string& name) {
    rows::drop_tokens(tx, profile, TokenSource::name);
    rows::drop_tokens(tx, profile, TokenSource::pinyin);
    rows::add_tokens(tx, profile, tokens_of_name(name));
    const rows::AttributeRow* latest = nullptr;
    const std::vector<rows::AttributeRow> names =
        rows::attributes_named(tx, rows::profiles_of(tx, customer), "name");
    for (const rows::AttributeRow& row : names)
        if (latest == nullptr || std::tie(latest->at, latest->message_id) <= std::tie(row.at, row.message_id))
            latest = &row;
    rows::set_name(tx, customer, latest == nullptr ? "" : latest->value_text.value_or(""));
}

/// One attribute of one observation; answers whether it is what holds now.
class Observation {
public:
    Observation(Transaction& tx, const ObserveAttributes& observed, CustomerId customer,
                const base::Context& ctx)
        : tx_(tx),
          observed_(observed),
          customer_(customer),
          ctx_(ctx) {
        std::vector<std::string> keys;
        for (const auto& item : observed.attributes) keys.emplace_back(item.key());
        fields_ = fields_of(tx, keys);
    }

    bool take(const std::string& key, const boost::json::value& value) {
        const std::optional<boost::json::value> fit = form_of(key, value);
        if (!fit) return false;
        const rows::AttributeRow row =
            attribute_row(observed_.profile_id, key, *fit, observed_.at, observed_.message_id);
        const std::optional<rows::AttributeRow> known = rows::attribute(tx_, row.profile_id, key);
        const bool later = !known ||
                           std::tie(known->at, known->message_id) <= std::tie(row.at, row.message_id);
        if (known ? same_value(*known, row) : row.type == rows::AttributeType::none) {
            if (known) note_confirmed(*known);
            // Confirmed: an older value that arrives later must not win. What an import says of somebody
            // else's value leaves no trace, so that it can be undone.
            if (later && known && (ctx_.actor.import_id == 0 || known->message_id == row.message_id))
                rows::put(tx_, row);
            return false;
        }
        if (!later) {
            insert_into_past(row, *known);
            return false;
        }
        rows::put(tx_, row);
        if (!known) rows::note_key(tx_, key);
        append(row);
        if (key == "name") rename(tx_, row.profile_id, customer_, row.value_text.value_or(""));
        return true;
    }

private:
    /// Whoever undoes the import it came from must know that it is not the only one to say so.
    void note_confirmed(const rows::AttributeRow& known) {
        if (known.message_id.starts_with("import:") && known.message_id != observed_.message_id)
            note_repeat(tx_, attribute_fact(known.profile_id, known.key, attribute_value(known)),
                        observed_.at, ctx_);
    }

    /// The value in the form of its field. Nothing where it does not fit and need not.
    std::optional<boost::json::value> form_of(const std::string& key, const boost::json::value& value) {
        const auto field = std::find_if(fields_.begin(), fields_.end(),
                                        [&](const FieldView& one) { return one.key == key; });
        if (field == fields_.end()) return value;
        std::string why;
        std::optional<boost::json::value> fit = fitted(*field, value, why);
        if (fit) return fit;
        if (observed_.strict) throw base::Error{errors::unfit_attribute, "attributes." + key, why};
        const boost::json::object properties{{"key", key}, {"value", value}, {"why", why}};
        if (!rows::has_event(tx_, observed_.profile_id, "attribute.refused", observed_.at, properties))
            append("attribute.refused", properties, observed_.at, observed_.message_id);
        return {};
    }

    /// It was true once. What came after is said again, because the journal does not repeat confirmations.
    void insert_into_past(const rows::AttributeRow& row, const rows::AttributeRow& known) {
        if (rows::has_event(tx_, row.profile_id, "attribute.changed", row.at, properties(row))) return;
        append(row);
        append(known);
    }

    static boost::json::object properties(const rows::AttributeRow& row) {
        return {{"key", row.key}, {"value", attribute_value(row)}};
    }

    void append(const rows::AttributeRow& row) {
        append("attribute.changed", properties(row), row.at, row.message_id);
    }
    void append(const char* name, boost::json::object properties, Instant at, const std::string& message) {
        store::append(tx_,
                      store::Event{.name = name,
                                   .profile_id = observed_.profile_id,
                                   .occurred_at = at,
                                   .source_id = ctx_.actor.source_id,
                                   .message_id = message,
                                   .live = observed_.live,
                                   .properties = std::move(properties)},
                      ctx_);
    }

    Transaction& tx_;
    const ObserveAttributes& observed_;
    CustomerId customer_;
    const base::Context& ctx_;
    std::vector<FieldView> fields_;
};

/// Fields a user must fill in: all of them for a new person, none of them cleared for a known one.
void require_fields(store::Reader& db, const boost::json::object& attributes, bool is_new) {
    for (const FieldView& field : list_fields(db).items) {
        if (!field.required || field.retired) continue;
        const boost::json::value* value = attributes.if_contains(field.key);
        const bool empty =
            value != nullptr &&
            (value->is_null() ||
             (value->is_string() && base::trimmed(std::string_view(value->get_string())).empty()));
        if (empty || (is_new && value == nullptr))
            throw base::Error{errors::needed_attribute, "attributes." + field.key};
    }
}

}  // namespace

CustomerHead create_customer(Transaction& tx, const CreateCustomer& command, const base::Context& ctx) {
    const Resolved who = resolve(tx, command.identities, command.org_id.value_or(OrgId{}), ctx);
    const Customer customer = rows::customer(tx, who.customer_id).value();
    require_fields(tx, command.attributes, who.created);
    if (!may_see(ctx.actor, customer)) throw base::Error{errors::elsewhere, "identities"};
    observe_attributes(tx, {.profile_id = who.profile_id, .attributes = command.attributes, .at = ctx.now},
                       ctx);
    return head_again(tx, customer.id, ctx);
}

CustomerHead add_identities(Transaction& tx, const AddIdentities& command, const base::Context& ctx) {
    const Customer customer = edited(tx, command.customer_id, ctx);
    std::vector<Identity> identities = normalised_here(tx, command.identities);
    // The customer's own strongest key goes along, so that the new ones are linked to this person.
    for (const rows::SeenKey& key : rows::keys_of(tx, {main_profile(customer)}))
        if (key.home_id == main_profile(customer))
            identities.insert(identities.begin(), {key.kind, key.value});
    const Resolved who = resolve(tx, identities, {}, ctx);
    if (!may_see(ctx.actor, rows::customer(tx, who.customer_id).value()))
        throw base::Error{errors::elsewhere, "identities"};
    return head_again(tx, who.customer_id, ctx);
}

CustomerId lock_person(Transaction& tx, CustomerId id) {
    // A customer has its id from a profile, and whoever regroups a person locks all their profiles.
    const std::vector<rows::ProfileRow> locked = rows::lock_profiles(tx, {ProfileId{id.value}});
    if (locked.empty()) throw base::Error{errors::unknown, "customer_id"};
    return locked.front().customer_id;
}

void seen(Transaction& tx, CustomerId id, Instant at) { rows::set_seen(tx, id, at); }

CustomerHead set_attributes(Transaction& tx, const SetAttributes& command, const base::Context& ctx) {
    const Customer customer = edited(tx, command.customer_id, ctx, command.seen_version);
    require_fields(tx, command.attributes, false);
    observe_attributes(
        tx, {.profile_id = main_profile(customer), .attributes = command.attributes, .at = ctx.now}, ctx);
    return head_again(tx, customer.id, ctx);
}

int observe_attributes(Transaction& tx, const ObserveAttributes& observed, const base::Context& ctx) {
    if (observed.attributes.empty()) return 0;
    if (observed.attributes.size() > most_attributes)
        throw base::Error{errors::too_many_attributes, "attributes"};
    const std::vector<rows::ProfileRow> profile = rows::lock_profiles(tx, {observed.profile_id});
    if (profile.empty()) throw base::Error{errors::unknown};
    Observation observation(tx, observed, profile.front().customer_id, ctx);
    int changed = 0;
    for (const auto& item : observed.attributes)
        changed += observation.take(std::string(item.key()), item.value()) ? 1 : 0;
    return changed;
}

namespace {

void put_tag(Transaction& tx, ProfileId profile, const std::string& tag, std::optional<Instant> until,
             bool live, const base::Context& ctx) {
    rows::put(tx, rows::TagRow{profile, tag, ctx.now, until});
    boost::json::object properties{{"tag", tag}};
    if (until) properties["until"] = base::format_instant(*until);
    append(tx, "tag.added", profile, std::move(properties), ctx, live);
}

}  // namespace

bool observe_tag(Transaction& tx, ProfileId profile, const std::string& tag, std::optional<Instant> until,
                 const base::Context& ctx) {
    for (const rows::TagRow& row : rows::tags(tx, {profile})) {
        if (row.tag != tag || (until && row.until != until)) continue;
        note_repeat(tx, tag_fact(profile, tag), ctx.now, ctx);
        return false;
    }
    if (const auto customer = rows::customer_of(tx, profile)) rows::advance(tx, *customer, {});
    put_tag(tx, profile, tag, until, ctx.actor.import_id == 0, ctx);
    return true;
}

CustomerHead add_tag(Transaction& tx, const AddTag& command, const base::Context& ctx) {
    if (command.until && *command.until <= ctx.now) throw base::Error{errors::tag_over, "until"};
    const std::string tag = base::trimmed(command.tag.value);
    const Customer customer = visible_customer(tx, command.customer_id, ctx);
    const std::vector<TagView> tags = tags_of(tx, customer.id, ctx.now);
    const bool there = std::any_of(tags.begin(), tags.end(), [&](const TagView& view) {
        return view.tag == tag && view.until == command.until;
    });
    if (there) {
        for (const rows::TagRow& row : rows::tags(tx, rows::profiles_of(tx, customer.id)))
            if (row.tag == tag) note_repeat(tx, tag_fact(row.profile_id, tag), ctx.now, ctx);
    } else {
        rows::advance(tx, customer.id, {});
        put_tag(tx, main_profile(customer), tag, command.until, command.live.value_or(true), ctx);
    }
    return head_again(tx, customer.id, ctx);
}

CustomerHead remove_tag(Transaction& tx, const RemoveTag& command, const base::Context& ctx) {
    const std::string tag = base::trimmed(command.tag.value);
    const Customer customer = visible_customer(tx, command.customer_id, ctx);
    bool there = false;
    for (const ProfileId profile : rows::profiles_of(tx, customer.id)) {
        if (!rows::drop_tag(tx, profile, tag)) continue;
        there = true;
        append(tx, "tag.removed", profile, {{"tag", tag}}, ctx, command.live.value_or(true));
    }
    if (there) rows::advance(tx, customer.id, {});
    return head_again(tx, customer.id, ctx);
}

CustomerHead set_owner(Transaction& tx, const SetOwner& command, const base::Context& ctx) {
    const Customer customer = edited(tx, command.customer_id, ctx);
    const UserId owner = command.owner_id.value_or(UserId{});
    rows::set_owner(tx, customer.id, owner, ctx.now);
    if (owner != customer.owner_id)
        append(tx, "owner.changed", main_profile(customer), {{"user_id", owner.value}}, ctx);
    return head_again(tx, customer.id, ctx);
}

Revealed reveal(Transaction& tx, const CustomerById& command, const base::Context& ctx) {
    const Customer customer = visible_customer(tx, command.customer_id, ctx);
    Revealed revealed{.customer_id = customer.id};
    for (const rows::SeenKey& key : rows::keys_of(tx, rows::profiles_of(tx, customer.id))) {
        const Identity identity{key.kind, key.value};
        if (std::find(revealed.identities.begin(), revealed.identities.end(), identity) ==
            revealed.identities.end())
            revealed.identities.push_back(identity);
    }
    return revealed;
}

}  // namespace huan::customer
