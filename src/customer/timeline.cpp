#include "access/settings.hpp"
#include "customer/commands.hpp"
#include "customer/mask.hpp"
#include "customer/queries.hpp"
#include "customer/rows.hpp"
#include "store/paging.hpp"

#include <algorithm>
#include <map>

/// What happened with a person, as their page shows it, and notes that people of ours add to it.
namespace huan::customer {

using store::Reader;

namespace {

struct NounKind {
    const char* noun;
    TimelineKind kind;
};
constexpr NounKind nouns[] = {
    {"order.", TimelineKind::order},        {"coupon.", TimelineKind::coupon},
    {"points.", TimelineKind::coupon},      {"campaign.", TimelineKind::campaign},
    {"placement.", TimelineKind::campaign}, {"customer.", TimelineKind::profile},
    {"identity.", TimelineKind::profile},   {"profiles.", TimelineKind::profile},
    {"attribute.", TimelineKind::profile},  {"tag.", TimelineKind::profile},
    {"consent.", TimelineKind::profile},    {"relation.", TimelineKind::profile},
    {"mark.", TimelineKind::sales},         {"owner.", TimelineKind::profile},
    {"segment.", TimelineKind::profile},    {"stage.", TimelineKind::profile},
    {"vehicle.", TimelineKind::service},    {"asset.", TimelineKind::service},
    {"document.", TimelineKind::service},   {"finding.", TimelineKind::service},
    {"lead.", TimelineKind::sales},         {"call.", TimelineKind::sales},
    {"commission.", TimelineKind::sales},   {"task.", TimelineKind::sales},
    {"note.", TimelineKind::note},
};

TimelineKind kind_of(const std::string& name) {
    for (const NounKind& item : nouns)
        if (name.starts_with(item.noun)) return item.kind;
    return TimelineKind::behaviour;  // Clients name what they send as they like.
}

/// The kind of contact a property of this name holds, whatever the client's spelling.
const IdentityKind* contact_named(std::string_view key) {
    std::string word;
    for (const char c : key)
        if (c != '_' && c != '-') word.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    for (const char* name : {"phone", "mobile", "tel", "phonenumber", "mobilephone"})
        if (word == name) return &IdentityKind::phone;
    return word == "email" || word == "mail" ? &IdentityKind::email : nullptr;
}

}  // namespace

void mask_contacts(boost::json::object& properties) {
    const boost::json::value* key = properties.if_contains("key");  // Of `attribute.changed`.
    for (auto& property : properties) {
        const bool named = key != nullptr && key->is_string() && property.key() == "value";
        const IdentityKind* kind =
            contact_named(named ? std::string_view(key->get_string()) : std::string_view(property.key()));
        if (kind != nullptr && property.value().is_string())
            property.value() = masked(*kind, std::string_view(property.value().get_string()));
        else if (kind != nullptr && property.value().is_int64())
            property.value() = masked(*kind, std::to_string(property.value().get_int64()));
        else if (property.value().is_object())
            mask_contacts(property.value().get_object());
    }
}

namespace {

TimelineItem item_of(store::Event event) {
    return {event.seq,     event.name,  kind_of(event.name), event.occurred_at, event.received_at,
            event.channel, event.place, event.actor,         event.live,        std::move(event.properties)};
}

rows::EventFilter filter_of(const GetTimeline& query) {
    rows::EventFilter filter{
        .others = query.kind == TimelineKind::behaviour, .channel = query.channel, .before = query.before};
    for (const NounKind& item : nouns)
        if (query.kind && (filter.others || item.kind == *query.kind)) filter.nouns.emplace_back(item.noun);
    if (const auto place = store::numbers_in<2>(query.cursor))
        filter.below = rows::EventPlace{Instant{place->at(0)}, place->at(1)};
    return filter;
}

/// What lies further back counts to the first year: clocks that say 1970 or 1900 are wrong.
constexpr base::Duration longest{std::chrono::hours{24} * 36'525};

/// Calendar years, the first and the last included; `starts` has one more, the end of the last.
struct Years {
    std::int64_t first = 0;
    std::vector<Instant> starts{};
};

Years years_between(Instant from, Instant to, const base::Zone& zone) {
    const auto year_of = [&](Instant at) { return std::chrono::year_month_day{zone.day_of(at)}.year(); };
    Years years{.first = static_cast<int>(year_of(from))};
    for (std::chrono::year year = year_of(from); year <= year_of(to) + std::chrono::years{1}; ++year)
        years.starts.push_back(zone.start_of(base::Day{year / std::chrono::January / 1}));
    return years;
}

}  // namespace

base::Page<TimelineItem> get_timeline(Reader& db, const GetTimeline& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    const Customer customer = visible_customer(db, query.customer_id, ctx);
    std::vector<store::Event> events =
        rows::events(db, profiles_of(db, customer.id), filter_of(query), limit + 1);
    base::Page<TimelineItem> page;
    if (static_cast<std::int64_t>(events.size()) > limit) {
        events.pop_back();
        page.next_cursor = store::cursor_of(events.back().occurred_at.ms, events.back().seq);
    }
    for (store::Event& event : events) {
        mask_contacts(event.properties);
        page.items.push_back(item_of(std::move(event)));
    }
    return page;
}

TimelineExtent get_timeline_extent(Reader& db, const GetTimelineExtent& query, const base::Context& ctx) {
    const std::vector<ProfileId> profiles = profiles_of(db, visible_customer(db, query.customer_id, ctx).id);
    const std::vector<store::Event> latest = rows::events(db, profiles, {}, 1);
    if (latest.empty()) return {};
    Instant first = latest.front().occurred_at;
    for (const ProfileId profile : profiles)
        if (const auto at = rows::first_event_at(db, profile)) first = std::min(first, *at);
    first = std::max(first, latest.front().occurred_at - longest);
    const Years years = years_between(first, latest.front().occurred_at, access::settings(db).zone());
    std::map<std::int64_t, std::int64_t> by_year;
    std::map<std::string, std::int64_t> by_channel;
    std::map<TimelineKind, std::int64_t> by_kind;
    std::vector<Instant> starts = years.starts;
    starts.pop_back();
    for (const rows::EventCount& row : rows::count_events(db, profiles, starts)) {
        const TimelineKind kind = kind_of(row.name);
        const bool fits_kind = !query.kind || *query.kind == kind;
        const bool fits_channel = !query.channel || *query.channel == row.channel;
        if (fits_kind && fits_channel) by_year[row.period] += row.events;
        if (fits_kind) by_channel[row.channel] += row.events;
        if (fits_channel) by_kind[kind] += row.events;
    }
    TimelineExtent extent;
    for (auto year = by_year.rbegin(); year != by_year.rend(); ++year)
        extent.years.push_back({years.first + year->first,
                                years.starts.at(static_cast<std::size_t>(year->first) + 1), year->second});
    for (const auto& [channel, events] : by_channel) extent.channels.push_back({channel, events});
    std::stable_sort(extent.channels.begin(), extent.channels.end(),
                     [](const auto& left, const auto& right) { return left.events > right.events; });
    for (const auto& [kind, events] : by_kind) extent.kinds.push_back({kind, events});
    return extent;
}

TimelineItem add_note(store::Transaction& tx, const AddNote& command, const base::Context& ctx) {
    const Customer customer = visible_customer(tx, command.customer_id, ctx);
    const store::Event note = store::append(tx,
                                            {.name = "note.added",
                                             .profile_id = ProfileId{customer.id.value},
                                             .source_id = ctx.actor.source_id,
                                             .properties = {{"text", base::trimmed(command.text.value)}}},
                                            ctx);
    return item_of(note);
}

}  // namespace huan::customer
