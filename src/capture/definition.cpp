#include "capture/definition.hpp"

#include "capture/rows_definition.hpp"
#include "capture/tracking.hpp"
#include "customer/words.hpp"
#include "store/paging.hpp"

#include <algorithm>
#include <iterator>

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

bool holds(const EventDefinition& definition, const std::string& part) {
    return part.empty() || customer::folded(definition.name).find(part) != std::string::npos ||
           customer::folded(definition.description).find(part) != std::string::npos;
}

bool fits(const KnownEventName& known, const ListDefinitions& query, const std::string& part) {
    const EventDefinition& definition = known.definition;
    return holds(definition, part) && query.meaning.value_or(definition.meaning) == definition.meaning &&
           query.blocked.value_or(definition.blocked) == definition.blocked &&
           query.seen.value_or(known.count > 0) == (known.count > 0);
}

/// The part of the list that was asked for: it is worked out anew each time, so a cursor counts rows.
base::Page<KnownEventName> part_of(std::vector<KnownEventName> all, const ListDefinitions& query) {
    const std::int64_t limit = base::page_limit(query.limit);
    const std::int64_t total = std::ssize(all);
    const std::int64_t from = std::clamp<std::int64_t>(store::after_id(query.cursor), 0, total);
    const std::int64_t until = std::min(total, from + limit);
    base::Page<KnownEventName> page{.total = total};
    page.items.assign(std::make_move_iterator(all.begin() + from),
                      std::make_move_iterator(all.begin() + until));
    if (until < total) page.next_cursor = store::cursor_of(until);
    return page;
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

base::Page<KnownEventName> event_dictionary(store::Store& store, history::History& history,
                                            const ListDefinitions& query, const base::Context& ctx) {
    std::map<std::string, KnownEventName> all = counted(history, ctx.now);
    for (const rows::DefinitionRow& row : store.read([](store::Reader& db) { return rows::definitions(db); }))
        all[row.name].definition = rows::definition_of(row);
    const std::string part = customer::folded(base::trimmed(query.search.value_or("")));
    std::vector<KnownEventName> list;
    for (auto& [name, known] : all)
        if (fits(known, query, part)) list.push_back(std::move(known));
    std::stable_sort(list.begin(), list.end(), [](const KnownEventName& left, const KnownEventName& right) {
        return left.count > right.count;
    });
    return part_of(std::move(list), query);
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
