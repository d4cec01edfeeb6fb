#include "capture/contact_point.hpp"

#include "capture/rows_contact_point.hpp"

#include <algorithm>
#include <map>

namespace huan::capture {
namespace {

constexpr std::int64_t day_ms = 24 * 3600 * 1000;
constexpr std::size_t most_unknown = 50;

namespace errors {
using base::Category;
using base::ErrorKind;
constexpr ErrorKind unknown{Category::unknown, "contact_point.unknown", "There is no such contact point."};
constexpr ErrorKind stale{Category::conflict, "contact_point.stale",
                          "Someone changed this contact point meanwhile."};
constexpr ErrorKind taken{Category::conflict, "contact_point.taken",
                          "Another contact point has this channel and place."};
constexpr ErrorKind no_mark{Category::invalid, "contact_point.no_mark",
                            "A channel or a place is needed, by which events are told."};
}  // namespace errors

std::string text_of(const auto& note) { return note ? base::trimmed(note->value) : std::string(); }

void fill(store::Reader& db, ContactPoint& point, const auto& command) {
    point.name = base::trimmed(command.name.value);
    point.kind = command.kind;
    point.address = text_of(command.address);
    point.channel = text_of(command.channel);
    point.place = text_of(command.place);
    point.note = text_of(command.note);
    if (point.channel.empty() && point.place.empty()) throw base::Error{errors::no_mark, "place"};
    if (rows::is_taken(db, point.channel, point.place, point.id)) throw base::Error{errors::taken, "place"};
    point.version += 1;
}

/// Counts events of one point, or of one channel and place. Events come person by person.
struct Count {
    std::int64_t events = 0;
    std::int64_t people = 0;
    std::int64_t orders = 0;
    std::int64_t last_at = 0;
    std::int64_t last_person = 0;

    void add(std::int64_t person, std::int64_t at, bool is_order) {
        ++events;
        orders += is_order ? 1 : 0;
        last_at = std::max(last_at, at);
        if (person == 0 || person == last_person) return;
        ++people;
        last_person = person;
    }
};

/// Where events happened, over one scan of history.
class Tally {
public:
    explicit Tally(const std::vector<ContactPoint>& points) : points_(points), of_point_(points.size()) {}

    void take(const history::Block& block) {
        for (std::size_t row = 0; row < block.size; ++row) {
            const std::string& channel = (*block.channels)[block.channel[row]];
            const std::string& place = (*block.places)[block.place[row]];
            if (channel.empty() && place.empty()) continue;
            Count& count = count_of(channel, place);
            const bool is_order = (*block.names)[block.name[row]] == "order.completed";
            count.add(block.profile_id[row], block.occurred_at[row], is_order);
            ++events_;
        }
    }

    ContactPointList list() const {
        ContactPointList list{.events = events_};
        for (std::size_t i = 0; i < points_.size(); ++i)
            list.items.push_back(view_of(points_[i], of_point_[i]));
        for (const auto& [where, count] : unknown_)
            list.unknown.push_back({where.first, where.second, count.events, count.people});
        std::stable_sort(list.unknown.begin(), list.unknown.end(),
                         [](const auto& left, const auto& right) { return left.events > right.events; });
        if (list.unknown.size() > most_unknown) list.unknown.resize(most_unknown);
        return list;
    }

private:
    Count& count_of(const std::string& channel, const std::string& place) {
        const auto [found, fresh] = index_.try_emplace({channel, place}, best(channel, place));
        if (found->second < points_.size()) return of_point_[found->second];
        return unknown_[{channel, place}];
    }

    /// The point that says most: place before channel.
    std::size_t best(const std::string& channel, const std::string& place) const {
        std::size_t chosen = points_.size();
        int most = 0;
        for (std::size_t i = 0; i < points_.size(); ++i) {
            const ContactPoint& point = points_[i];
            const bool fits = (point.channel.empty() || point.channel == channel) &&
                              (point.place.empty() || point.place == place);
            const int says = (point.channel.empty() ? 0 : 1) + (point.place.empty() ? 0 : 2);
            if (!fits || says <= most) continue;
            most = says;
            chosen = i;
        }
        return chosen;
    }

    static ContactPointView view_of(const ContactPoint& point, const Count& count) {
        ContactPointView view{.id = point.id,
                              .name = point.name,
                              .kind = point.kind,
                              .address = point.address,
                              .channel = point.channel,
                              .place = point.place,
                              .note = point.note,
                              .active = point.active,
                              .version = point.version,
                              .events = count.events,
                              .people = count.people,
                              .orders = count.orders};
        if (count.events > 0) view.last_at = base::Instant{count.last_at};
        return view;
    }

    const std::vector<ContactPoint>& points_;
    std::vector<Count> of_point_;
    std::map<std::pair<std::string, std::string>, std::size_t> index_;
    std::map<std::pair<std::string, std::string>, Count> unknown_;
    std::int64_t events_ = 0;
};

}  // namespace

ContactPointList list_contact_points(store::Store& store, history::History& history,
                                     const ListContactPoints& query, const base::Context& ctx) {
    const std::int64_t days = query.days.value_or(30);
    if (days < 1 || days > 3'660) throw base::Error{base::errors::out_of_range, "days"};
    const std::vector<ContactPoint> points =
        store.read([](store::Reader& db) { return rows::contact_points(db); });
    Tally tally(points);
    history.scan(
        {.filter = {.from = ctx.now - base::Duration{days * day_ms}, .to = ctx.now + base::Duration{1}},
         .columns = {.channel = true, .place = true}},
        [&](const history::Block& block) {
            tally.take(block);
            return true;
        });
    ContactPointList list = tally.list();
    list.days = days;
    std::stable_sort(list.items.begin(), list.items.end(), [](const auto& left, const auto& right) {
        return std::pair(!left.active, -left.events) < std::pair(!right.active, -right.events);
    });
    return list;
}

ContactPoint add_contact_point(store::Transaction& tx, const AddContactPoint& command,
                               const base::Context& ctx) {
    ContactPoint point{.id = ContactPointId{tx.next_id()},
                       .org_id = ctx.actor.org_id,
                       .org_path = ctx.actor.org_path,
                       .created_at = ctx.now};
    fill(tx, point, command);
    store::insert_row(tx, "contact_point", point);
    return point;
}

ContactPoint change_contact_point(store::Transaction& tx, const ChangeContactPoint& command,
                                  const base::Context&) {
    auto point = rows::lock_contact_point(tx, command.contact_point_id);
    if (!point) throw base::Error{errors::unknown, "contact_point_id"};
    if (point->version != command.seen_version) throw base::Error{errors::stale, "seen_version"};
    point->active = command.active;
    fill(tx, *point, command);
    store::update_row(tx, "contact_point", *point);
    return *point;
}

void contact_point_routes(http::Router& router, store::Store& store, history::History& history) {
    using base::Permission;
    router.blocking("GET /api/contact_points", Permission::customer_read,
                    [&store, &history](const ListContactPoints& query, const base::Context& ctx) {
                        return list_contact_points(store, history, query, ctx);
                    });
    router.command("POST /api/contact_points", Permission::source_manage, &add_contact_point);
    router.command("PUT /api/contact_points/{contact_point_id}", Permission::source_manage,
                   &change_contact_point);
}

}  // namespace huan::capture
