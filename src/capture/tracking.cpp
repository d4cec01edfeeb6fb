#include "capture/tracking.hpp"

#include "access/settings.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "capture/property_reader.hpp"
#include "capture/rows.hpp"
#include "customer/commands.hpp"
#include "store/event.hpp"

#include <algorithm>
#include <array>

namespace huan::capture {
namespace {

namespace json = boost::json;

/// Names of our own facts begin with one of these; a client may not forge them.
constexpr std::array<std::string_view, 25> reserved{
    "attribute.", "tag.",        "consent.",   "order.",   "customer.", "identity.", "profiles.",
    "coupon.",    "campaign.",   "placement.", "segment.", "stage.",    "finding.",  "lead.",
    "call.",      "commission.", "group.",     "vehicle.", "owner.",    "message.",  "asset.",
    "document.",  "relation.",   "mark.",      "points."};

[[noreturn]] void refuse(const base::ErrorKind& kind, const std::string& field,
                         const std::string& detail = {}) {
    throw base::Error{kind, field, detail};
}

json::object object_at(const json::object& item, std::string_view key) {
    const json::value* found = item.if_contains(key);
    if (found == nullptr || found->is_null()) return {};
    if (!found->is_object()) refuse(base::errors::wrong_type, std::string(key), "Expected an object.");
    base::check_json(*found, std::string(key));
    return found->get_object();
}

std::optional<base::Instant> time_at(const json::object& item, std::string_view key) {
    const json::value* found = item.if_contains(key);
    if (found == nullptr || found->is_null()) return {};
    return base::from_json<base::Instant>(*found, std::string(key));
}

/// When it happened by our clock: the client's may be wrong, but it is as wrong when it sends.
base::Instant corrected(const json::object& item, base::Instant now) {
    const auto timestamp =
        time_at(item, item.contains("originalTimestamp") ? "originalTimestamp" : "timestamp");
    const auto sent = time_at(item, "sentAt");
    if (!timestamp) return now;
    const base::Instant at = sent ? now - (*sent - *timestamp) : *timestamp;
    return std::clamp(at, base::Instant{0}, now);
}

std::string event_name(const json::object& item, CallType type) {
    const std::string_view key = type == CallType::track   ? "event"
                                 : type == CallType::group ? "groupId"
                                                           : "name";
    std::string name = base::trimmed(id_at(item, key, 200));
    if (name.empty() && (type == CallType::track || type == CallType::group))
        refuse(base::errors::required, std::string(key));
    if (type == CallType::track && is_reserved_name(name)) refuse(errors::reserved_name, "event");
    return name;
}

std::vector<customer::Identity> identities_of(const Message& message) {
    using customer::IdentityKind;
    std::vector<customer::Identity> found;
    if (!message.user_id.empty()) found.push_back({IdentityKind::external_id, message.user_id});
    if (!message.anonymous_id.empty()) found.push_back({IdentityKind::anonymous_id, message.anonymous_id});
    if (!message.previous_id.empty()) found.push_back({IdentityKind::anonymous_id, message.previous_id});
    if (message.type != CallType::identify) return found;
    for (const auto& [key, kind] :
         {std::pair{"email", IdentityKind::email}, std::pair{"phone", IdentityKind::phone}}) {
        const std::string value = base::trimmed(id_at(message.content, key, 200));
        if (!value.empty()) found.push_back({kind, value});
    }
    return found;
}

/// Traits that are plain values; nested ones stay in the event only.
json::object plain_traits(const json::object& traits) {
    json::object plain;
    for (const auto& trait : traits) {
        const bool identity = trait.key() == "email" || trait.key() == "phone";
        if (!identity && !trait.value().is_object() && !trait.value().is_array())
            plain[trait.key()] = trait.value();
    }
    return plain;
}

std::string stored_name(const Message& message) {
    switch (message.type) {
        case CallType::track: return message.name;
        case CallType::page: return "page.viewed";
        case CallType::screen: return "screen.viewed";
        case CallType::group: return "group.joined";
        case CallType::identify: return "identified";
        case CallType::alias: return "aliased";
    }
    return message.name;
}

/// Properties, with what of the context matters later: the page and the advertisement that led here.
json::object stored_properties(const Message& message) {
    json::object properties = message.content;
    if (message.type == CallType::page || message.type == CallType::screen) properties["name"] = message.name;
    if (message.type == CallType::group) properties["group_id"] = message.name;
    if (const json::value* campaign = message.context.if_contains("campaign");
        campaign != nullptr && campaign->is_object())
        for (const auto& part : campaign->get_object())
            if (part.value().is_string()) properties["utm_" + std::string(part.key())] = part.value();
    if (const json::value* page = message.context.if_contains("page"); page != nullptr && page->is_object())
        if (const json::value* url = page->get_object().if_contains("url");
            url != nullptr && !properties.contains("url"))
            properties["url"] = *url;
    return properties;
}

json::object merged(json::object item, const json::object& body) {
    for (const std::string_view key : {"context", "integrations"}) {
        const json::value* shared = body.if_contains(key);
        if (shared == nullptr || !shared->is_object()) continue;
        json::object both = shared->get_object();
        if (const json::value* own = item.if_contains(key); own != nullptr && own->is_object())
            for (const auto& part : own->get_object()) both[part.key()] = part.value();
        item[key] = std::move(both);
    }
    if (!item.contains("sentAt") && body.contains("sentAt")) item["sentAt"] = body.at("sentAt");
    return item;
}

/// Fills the verdict and keeps the message for whoever asks where it went.
void reject(store::Transaction& tx, const json::object& item, const base::Error& why, Verdict& verdict,
            SourceId source, const base::Context& ctx) {
    verdict.fate = Fate::rejected;
    verdict.code = why.kind().code;
    verdict.field = why.field();
    verdict.detail = why.detail();
    if (verdict.message_id.empty()) {
        const json::value* id = item.if_contains("messageId");
        if (id != nullptr && id->is_string() && id->get_string().size() <= 100 &&
            base::is_clean_utf8(id->get_string()))
            verdict.message_id = std::string(id->get_string());
    }
    std::string body = json::serialize(item);
    if (body.size() > largest_call) body.resize(largest_call);
    while (!body.empty() && !base::is_clean_utf8(body))
        body.pop_back();  // The cut may have split a character.
    store::insert_row(tx, "rejected_message",
                      RejectedMessage{.id = tx.next_id(),
                                      .source_id = source,
                                      .message_id = verdict.message_id,
                                      .code = why.kind().code,
                                      .field = why.field(),
                                      .detail = why.detail(),
                                      .body = body,
                                      .at = ctx.now});
}

/// What the event is beside being behaviour, by its definition.
void follow_meaning(store::Transaction& tx, const EventDefinition& definition, const Message& message,
                    base::ProfileId profile, bool live, const base::Context& ctx) {
    if (definition.meaning != EventMeaning::order && definition.meaning != EventMeaning::refund) return;
    const int digits = access::settings(tx).currency_digits();
    const PropertyReader properties(message.content, definition.fields, digits);
    if (definition.meaning == EventMeaning::order)
        customer::record_order(tx, properties.order(message, profile, live), ctx);
    if (definition.meaning == EventMeaning::refund) {
        if (const auto refund = properties.refund(tx, message, live, ctx))
            customer::refund_order(tx, *refund, ctx);
    }
}

/// The channel and place of a contact point, where its definition says which properties hold them.
std::string place_at(const EventDefinition* definition, const Message& message, const char* field) {
    if (definition == nullptr || definition->meaning != EventMeaning::touchpoint) return {};
    const auto property = definition->fields.find(field);
    return id_at(message.content, property == definition->fields.end() ? field : property->second, 80);
}

}  // namespace

bool is_reserved_name(std::string_view name) {
    return std::any_of(reserved.begin(), reserved.end(),
                       [&](std::string_view begin) { return name.starts_with(begin); });
}

std::vector<json::object> items_of(std::string_view body, std::optional<CallType> type) {
    if (body.size() > (type ? largest_call : largest_body)) refuse(errors::too_large, "");
    json::value parsed = base::parse_json(body);
    if (!parsed.is_object()) refuse(base::errors::malformed_json, "", "The body must be a JSON object.");
    json::object& object = parsed.get_object();
    if (type) {
        object["type"] = base::word_of(*type);
        return {std::move(object)};
    }
    const json::value* batch = object.if_contains("batch");
    if (batch == nullptr || !batch->is_array())
        refuse(base::errors::malformed_json, "batch", "batch must be a list.");
    std::vector<json::object> items;
    for (const json::value& item : batch->get_array())
        items.push_back(item.is_object() ? merged(item.get_object(), object) : json::object{{"type", item}});
    return items;
}

Message read_message(const json::object& item, base::Instant now) {
    Message message;
    const json::value* given = item.if_contains("type");
    CallType type{};
    if (given == nullptr || !given->is_string() ||
        !base::from_word(std::string_view(given->get_string()), type))
        refuse(errors::bad_type, "type");
    if (json::serialize(item).size() > largest_call) refuse(errors::too_large, "");
    message.type = type;
    message.message_id = id_at(item, "messageId", 100);
    message.user_id = id_at(item, "userId", 200);
    message.anonymous_id = id_at(item, "anonymousId", 200);
    if (type == CallType::alias) {
        message.previous_id = id_at(item, "previousId", 200);
        if (message.previous_id.empty()) refuse(base::errors::required, "previousId");
    }
    if (message.user_id.empty() && message.anonymous_id.empty()) refuse(errors::no_identity, "userId");
    message.name = event_name(item, type);
    message.occurred_at = corrected(item, now);
    const bool traits = type == CallType::identify || type == CallType::group;
    message.content = object_at(item, traits ? "traits" : "properties");
    message.context = object_at(item, "context");
    return message;
}

Fate record(store::Transaction& tx, const Message& message, SourceId source, Definitions& definitions,
            const base::Context& ctx) {
    const EventDefinition* definition = definitions.find(stored_name(message));
    if (definition != nullptr && definition->blocked) refuse(errors::blocked, "event");
    if (!message.message_id.empty() && !rows::take_message(tx, source, message.message_id, ctx.now))
        return Fate::repeated;
    const bool live = ctx.now - message.occurred_at <= late_after;
    const customer::Resolved who = customer::resolve(tx, identities_of(message), ctx.actor.org_id, ctx,
                                                     {.at = message.occurred_at, .live = live});
    customer::seen(tx, who.customer_id, message.occurred_at);
    if (message.type == CallType::identify)
        customer::observe_attributes(tx,
                                     {who.profile_id, plain_traits(message.content), message.occurred_at,
                                      message.message_id, live, false},
                                     ctx);
    store::append(tx,
                  {.name = stored_name(message),
                   .profile_id = who.profile_id,
                   .occurred_at = message.occurred_at,
                   .source_id = source.value,
                   .message_id = message.message_id,
                   .channel = place_at(definition, message, "channel"),
                   .place = place_at(definition, message, "place"),
                   .live = live,
                   .properties = stored_properties(message)},
                  ctx);
    if (definition != nullptr) follow_meaning(tx, *definition, message, who.profile_id, live, ctx);
    return Fate::accepted;
}

namespace {

/// Does a part of the work on an item. What is wrong with the item is answered; what is wrong with the store
/// goes on.
template <class Work> std::optional<base::Error> attempt(SourceId source, Work&& work) {
    try {
        work();
    } catch (const base::Error& refused) {
        const base::Category category = refused.kind().category;
        if (category == base::Category::full || category == base::Category::unavailable) throw;
        return refused;
    } catch (const std::exception& failed) {
        base::log::error("a message of source {} failed: {}", source.value, failed.what());
        return base::Error{errors::failed};
    }
    return {};
}

/// What became of an item of a chunk.
struct Step {
    Fate fate = Fate::rejected;
    std::optional<base::Error> refused{};
};

/// All of them as one part of the command; false, and nothing done, when one of them is refused.
bool record_together(store::Transaction& tx, std::span<const Item> items, std::vector<Step>& steps,
                     SourceId source, const base::Context& ctx) {
    return !attempt(source, [&] {
        tx.nested([&] {
            Definitions definitions(tx);
            for (std::size_t i = 0; i < items.size(); ++i)
                if (items[i].message) steps[i].fate = record(tx, *items[i].message, source, definitions, ctx);
        });
    });
}

/// Each as a part of its own, so that a refused one loses none of the others.
void record_each(store::Transaction& tx, std::span<const Item> items, std::vector<Step>& steps,
                 SourceId source, const base::Context& ctx) {
    Definitions definitions(tx);
    for (std::size_t i = 0; i < items.size(); ++i) {
        steps[i].fate = Fate::rejected;
        if (!items[i].message) continue;
        steps[i].refused = attempt(source, [&] {
            tx.nested([&] { steps[i].fate = record(tx, *items[i].message, source, definitions, ctx); });
        });
        if (steps[i].refused) steps[i].fate = Fate::rejected;
    }
}

}  // namespace

std::vector<Item> read_items(std::vector<json::object> bodies, const ReadMessage& read, SourceId source,
                             base::Instant now) {
    std::vector<Item> items(bodies.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        items[i].body = std::move(bodies[i]);
        items[i].refused = attempt(source, [&] { items[i].message = read(items[i].body, now); });
    }
    return items;
}

std::vector<Verdict> record_items(store::Transaction& tx, std::span<const Item> items, SourceId source,
                                  const base::Context& ctx) {
    std::vector<Step> steps(items.size());
    // Nearly always nothing is refused, and a part for each message would be a fifth of the work.
    if (!record_together(tx, items, steps, source, ctx)) record_each(tx, items, steps, source, ctx);

    std::vector<Verdict> verdicts(items.size());
    std::array<std::int64_t, 3> counts{};
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].message) verdicts[i].message_id = items[i].message->message_id;
        verdicts[i].fate = steps[i].fate;
        const std::optional<base::Error>& refused = items[i].refused ? items[i].refused : steps[i].refused;
        if (refused) reject(tx, items[i].body, *refused, verdicts[i], source, ctx);
        ++counts[static_cast<std::size_t>(verdicts[i].fate)];
    }
    rows::count_messages(tx, source, counts[0], counts[1], counts[2], ctx.now);
    return verdicts;
}

}  // namespace huan::capture
