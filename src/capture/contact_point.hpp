#pragma once

#include "base/context.hpp"
#include "base/text.hpp"
#include "history/history.hpp"
#include "http/router.hpp"
#include "store/store.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The register of contact points: every place where people meet us, and how often they do.
namespace huan::capture {

using ContactPointId = base::Id<struct ContactPointTag>;

enum class ContactKind {
    store,
    garage,
    counter,
    website,
    mini_program,
    app,
    hotline,
    social,       ///< WeChat account, short video...
    marketplace,  ///< A shop on somebody else's platform.
    event,        ///< A fair, a lecture, a stall.
    partner,
    other,
};
BOOST_DESCRIBE_ENUM(ContactKind, store, garage, counter, website, mini_program, app, hotline, social,
                    marketplace, event, partner, other)

/// A place where people meet us. Events whose channel and place are these are counted as met here; an empty
/// one fits any. Of several points that fit, the one that says more counts.
struct ContactPoint {
    ContactPointId id{};
    base::OrgId org_id{};
    std::string org_path{};
    std::string name{};
    ContactKind kind = ContactKind::other;
    std::string address{};  ///< For people: street, floor, web address.
    std::string channel{};  ///< As events name it: "store", "h5", a placement's code.
    std::string place{};    ///< As events name it: "West store".
    std::string note{};
    bool active = true;
    base::Instant created_at{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ContactPoint, (),
                      (id, org_id, org_path, name, kind, address, channel, place, note, active, created_at,
                       version))

/// A point with who came by in the span asked about.
struct ContactPointView {
    ContactPointId id{};
    std::string name{};
    ContactKind kind = ContactKind::other;
    std::string address{};
    std::string channel{};
    std::string place{};
    std::string note{};
    bool active = true;
    std::int64_t version = 0;
    std::int64_t events = 0;
    std::int64_t people = 0;  ///< Distinct profiles.
    std::int64_t orders = 0;  ///< Of the events, completed orders.
    std::optional<base::Instant> last_at{};
};
BOOST_DESCRIBE_STRUCT(ContactPointView, (),
                      (id, name, kind, address, channel, place, note, active, version, events, people, orders,
                       last_at))

/// A channel and place that events name and nobody registered.
struct UnknownContact {
    std::string channel{};
    std::string place{};
    std::int64_t events = 0;
    std::int64_t people = 0;
};
BOOST_DESCRIBE_STRUCT(UnknownContact, (), (channel, place, events, people))

/// GET /api/contact_points
struct ListContactPoints {
    std::optional<std::int64_t> days{};  ///< 1..3660 back from now; 30 where none is given.
};
BOOST_DESCRIBE_STRUCT(ListContactPoints, (), (days))
struct ContactPointList {
    std::vector<ContactPointView> items{};  ///< Most events first, then by name.
    std::vector<UnknownContact> unknown{};  ///< Most events first, at most 50.
    std::int64_t events = 0;                ///< All that say where they happened.
    std::int64_t days = 0;
};
BOOST_DESCRIBE_STRUCT(ContactPointList, (), (items, unknown, events, days))
ContactPointList list_contact_points(store::Store& store, history::History& history,
                                     const ListContactPoints& query, const base::Context& ctx);

/// POST /api/contact_points
struct AddContactPoint {
    base::Text<80> name{};
    ContactKind kind = ContactKind::other;
    std::optional<base::Note<200>> address{};
    std::optional<base::Note<80>> channel{};  ///< One of channel and place is needed.
    std::optional<base::Note<120>> place{};
    std::optional<base::Note<400>> note{};
};
BOOST_DESCRIBE_STRUCT(AddContactPoint, (), (name, kind, address, channel, place, note))
/// \throws base::Error `contact_point.taken`, `contact_point.no_mark`.
ContactPoint add_contact_point(store::Transaction& tx, const AddContactPoint& command,
                               const base::Context& ctx);

/// PUT /api/contact_points/{contact_point_id}
struct ChangeContactPoint {
    ContactPointId contact_point_id{};
    std::int64_t seen_version = 0;
    base::Text<80> name{};
    ContactKind kind = ContactKind::other;
    std::optional<base::Note<200>> address{};
    std::optional<base::Note<80>> channel{};
    std::optional<base::Note<120>> place{};
    std::optional<base::Note<400>> note{};
    bool active = true;
};
BOOST_DESCRIBE_STRUCT(ChangeContactPoint, (),
                      (contact_point_id, seen_version, name, kind, address, channel, place, note, active))
/// \throws base::Error `contact_point.unknown`, `contact_point.stale`, `contact_point.taken`...
ContactPoint change_contact_point(store::Transaction& tx, const ChangeContactPoint& command,
                                  const base::Context& ctx);

void contact_point_routes(http::Router& router, store::Store& store, history::History& history);

}  // namespace huan::capture
