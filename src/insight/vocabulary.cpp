#include "insight/vocabulary.hpp"

#include "customer/field.hpp"
#include "customer/queries.hpp"
#include "history/row.hpp"
#include "insight/insight.hpp"
#include "insight/rows.hpp"
#include "store/event.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace huan::insight {
namespace {

constexpr std::size_t most_people = 40;    // Whose events are looked through for keys and examples.
constexpr std::int64_t most_events = 100;  // Of each of them.
constexpr std::size_t most_examples = 20;
constexpr std::size_t most_distinct =
    200;  // A key with more texts is a name or a number plate, not a choice.

/// What was seen under each key.
class Seen {
public:
    void add(const std::string& key, const history::Property& value) {
        Key& seen = keys_[key];
        seen.kinds.insert(value.kind);
        if (value.kind == history::ValueKind::text && seen.texts.size() <= most_distinct &&
            value.text.size() <= 60)
            ++seen.texts[value.text];
    }
    std::vector<KnownKey> known() const {
        std::vector<KnownKey> list;
        for (const auto& [key, seen] : keys_)
            list.push_back({key, kind_of(seen.kinds), examples_of(seen.texts)});
        return list;
    }

private:
    struct Key {
        std::set<history::ValueKind> kinds;
        std::map<std::string, std::int64_t> texts;
    };
    static WordKind kind_of(const std::set<history::ValueKind>& kinds) {
        if (kinds.size() != 1) return WordKind::mixed;
        switch (*kinds.begin()) {
            case history::ValueKind::number: return WordKind::number;
            case history::ValueKind::boolean: return WordKind::boolean;
            default: return WordKind::text;
        }
    }
    static std::vector<std::string> examples_of(const std::map<std::string, std::int64_t>& texts) {
        if (texts.size() > most_distinct) return {};
        std::vector<std::pair<std::int64_t, std::string>> ranked;
        for (const auto& [text, count] : texts) ranked.emplace_back(-count, text);
        std::ranges::sort(ranked);
        std::vector<std::string> examples;
        for (const auto& [count, text] : ranked)
            if (examples.size() < most_examples) examples.push_back(text);
        return examples;
    }

    std::map<std::string, Key> keys_;
};

/// Some people who have an event of this name.
std::vector<base::ProfileId> people_with(history::History& history, const std::string& name,
                                         base::Instant now) {
    std::set<std::int64_t> found;
    history.scan({.filter = {.names = {name}, .to = now}}, [&](const history::Block& block) {
        for (std::size_t row = 0; row < block.size && found.size() < most_people; ++row)
            if (block.profile_id[row] != 0) found.insert(block.profile_id[row]);
        return found.size() < most_people;
    });
    return {found.begin(), found.end()};
}

/// Calls `visit` with recent events of a name.
void for_some(store::Reader& db, const std::vector<base::ProfileId>& people, const std::string& name,
              base::Instant now, const std::function<void(const store::Event&)>& visit) {
    for (const base::ProfileId person : people)
        for (const store::Event& event : store::events_of(db, {person}, now, most_events))
            if (event.name == name) visit(event);
}

std::vector<KnownKey> properties_of(store::Reader& db, const std::vector<base::ProfileId>& people,
                                    const std::string& name, base::Instant now) {
    Seen seen;
    for_some(db, people, name, now, [&](const store::Event& event) {
        for (const history::Property& property : history::flatten(event.properties))
            seen.add(property.key, property);
    });
    return seen.known();
}

WordKind kind_of(customer::FieldType type) {
    switch (type) {
        case customer::FieldType::number:
        case customer::FieldType::whole: return WordKind::number;
        case customer::FieldType::yes_no: return WordKind::boolean;
        default: return WordKind::text;
    }
}

/// What is declared of a key holds, whatever was seen.
void take_declared(store::Reader& db, std::vector<KnownKey>& keys) {
    std::vector<std::string> names;
    for (const KnownKey& key : keys) names.push_back(key.key);
    for (const customer::FieldView& field : customer::fields_of(db, names)) {
        KnownKey& key = *std::ranges::find(keys, field.key, &KnownKey::key);
        key.kind = kind_of(field.type);
        if (field.type != customer::FieldType::choice) continue;
        key.examples.clear();
        for (const customer::Choice& choice : field.choices) key.examples.push_back(choice.value.value);
    }
}

std::vector<KnownKey> attributes_of(store::Reader& db, const std::vector<base::ProfileId>& people,
                                    base::Instant now) {
    Seen seen;
    std::set<std::string> missing;
    for (const std::string& key : customer::attribute_keys(db)) missing.insert(key);
    for_some(db, people, "attribute.changed", now, [&](const store::Event& event) {
        const boost::json::value* key = event.properties.if_contains("key");
        if (key == nullptr || !key->is_string()) return;
        for (const history::Property& property : history::flatten(event.properties))
            if (property.key == "value") seen.add(std::string(key->get_string()), property);
    });
    std::vector<KnownKey> keys = seen.known();
    for (const KnownKey& key : keys) missing.erase(key.key);
    for (const std::string& key : missing) keys.push_back({key, WordKind::mixed, {}});
    take_declared(db, keys);
    std::ranges::sort(keys, {}, &KnownKey::key);
    return keys;
}

}  // namespace

Vocabulary Insight::vocabulary(const GetVocabulary& query, const base::Context& ctx) {
    Vocabulary words;
    const history::EventFilter before{.to = ctx.now + base::Duration{1}};
    for (const history::Group& group :
         history_.group_by({.filter = before, .by = {history::Dimension::name}}))
        words.events.push_back({group.key.front(), group.count, group.people});
    std::ranges::sort(words.events, [](const KnownEvent& a, const KnownEvent& b) {
        return std::pair(-a.count, a.name) < std::pair(-b.count, b.name);
    });
    history::Grouping consents{.filter = before};
    consents.filter.names = {"consent.changed"};
    consents.by = {history::Dimension::property, history::Dimension::property};
    consents.property_keys = {"channel", "purpose"};
    for (const history::Group& group : history_.group_by(consents))
        words.consents.push_back(group.key[0] + "/" + group.key[1]);

    const base::Instant now = ctx.now + base::Duration{1};
    const auto changed = people_with(history_, "attribute.changed", now);
    const auto bought = people_with(history_, "order.completed", now);
    const auto did = query.event ? people_with(history_, *query.event, now) : std::vector<base::ProfileId>{};
    store_.read([&](store::Reader& db) {
        words.tags = customer::tags_in_use(db);
        words.attributes = attributes_of(db, changed, now);
        words.order_properties = properties_of(db, bought, "order.completed", now);
        if (query.event) words.properties = properties_of(db, did, *query.event, now);
        words.segments.clear();
        for (const rows::SegmentRow& row : rows::list_segments(db, "/", "", {}, 500))
            if (base::may_see(ctx.actor, row.org_path)) words.segments.push_back({row.id, row.name});
    });
    return words;
}

}  // namespace huan::insight
