#include "capture/definition.hpp"

#include "capture/rows_definition.hpp"
#include "capture/tracking.hpp"

#include <algorithm>

namespace huan::capture {
namespace {

constexpr base::Duration month{30LL * 24 * 3600 * 1000};

std::vector<std::string_view> fields_of(EventMeaning meaning) {
    switch (meaning) {
        case EventMeaning::order:
            return {"number", "amount", "discount", "currency", "store", "channel", "lines"};
        case EventMeaning::refund: return {"number", "amount"};
        case EventMeaning::touchpoint: return {"channel", "place"};
        case EventMeaning::behaviour: break;
    }
    return {};
}

void check_fields(const DefineEvent& command) {
    const std::vector<std::string_view> known = fields_of(command.meaning);
    for (const auto& [field, property] : command.fields) {
        if (std::find(known.begin(), known.end(), field) == known.end())
            throw base::Error{errors::bad_field, "fields." + field};
        if (base::trimmed(property).empty() || base::length_utf8(property) > 200)
            throw base::Error{errors::bad_field, "fields." + field, "Name the property that fills it."};
    }
}

bool holds(std::string_view name, const std::optional<std::string>& part) {
    return !part || part->empty() || name.find(*part) != std::string_view::npos;
}

/// Names that clients send; our own facts are not theirs to define.
std::map<std::string, KnownEventName> counted(history::History& history, base::Instant now) {
    std::map<std::string, KnownEventName> all;
    const history::EventFilter ever{.to = now + base::Duration{1}};
    for (const history::Group& group : history.group_by({.filter = ever, .by = {history::Dimension::name}})) {
        const std::string& name = group.key.front();
        if (is_reserved_name(name)) continue;
        all[name].definition.name = name;
        all[name].count = group.count;
        all[name].people = group.people;
    }
    history::EventFilter lately = ever;
    lately.from = now - month;
    for (const history::Group& group : history.group_by({.filter = lately, .by = {history::Dimension::name}}))
        if (const auto known = all.find(group.key.front()); known != all.end())
            known->second.month = group.count;
    return all;
}

}  // namespace

EventDefinition define_event(store::Transaction& tx, const DefineEvent& command, const base::Context& ctx) {
    const std::string name = base::trimmed(command.name.value);
    if (is_reserved_name(name)) throw base::Error{errors::reserved_name, "name"};
    check_fields(command);
    const std::optional<rows::DefinitionRow> before = rows::lock_definition(tx, name);
    if ((before ? before->version : 0) != command.seen_version.value_or(0))
        throw base::Error{errors::definition_stale, "seen_version"};
    rows::DefinitionRow row{.name = name,
                            .description = command.description ? command.description->value : "",
                            .meaning = command.meaning,
                            .fields = base::to_json(command.fields).as_object(),
                            .blocked = command.blocked,
                            .built_in = before && before->built_in,
                            .version = (before ? before->version : 0) + 1,
                            .updated_at = ctx.now};
    rows::save(tx, row);
    return rows::definition_of(row);
}

EventDictionary event_dictionary(store::Store& store, history::History& history, const ListDefinitions& query,
                                 const base::Context& ctx) {
    std::map<std::string, KnownEventName> all = counted(history, ctx.now);
    for (const rows::DefinitionRow& row : store.read([](store::Reader& db) { return rows::definitions(db); }))
        all[row.name].definition = rows::definition_of(row);
    EventDictionary dictionary;
    for (auto& [name, known] : all)
        if (holds(name, query.search)) dictionary.items.push_back(std::move(known));
    std::stable_sort(
        dictionary.items.begin(), dictionary.items.end(),
        [](const KnownEventName& left, const KnownEventName& right) { return left.count > right.count; });
    return dictionary;
}

const EventDefinition* Definitions::find(const std::string& name) {
    auto known = known_.find(name);
    if (known == known_.end()) {
        const std::optional<rows::DefinitionRow> row = rows::definition(db_, name);
        known = known_.emplace(name, row ? std::optional(rows::definition_of(*row)) : std::nullopt).first;
    }
    return known->second ? &*known->second : nullptr;
}

}  // namespace huan::capture
