#pragma once

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "customer/identity.hpp"

#include <boost/describe.hpp>
#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace huan::customer {

using base::Instant;
using base::Money;
using VehicleId = base::Id<struct VehicleTag>;

/// A person, as far as we know: the group of all profiles that keys have joined. The group's id is that of
/// its oldest profile, so it is the same for every order of arrival, and a record that kept only a customer
/// id is still found through `profiles_of`. Name, phone and e-mail are copies of the leading profile's facts,
/// for lists.
struct Customer {
    CustomerId id{};
    OrgId org_id{};  ///< Node of the organisation tree that first met the person.
    std::string org_path{};
    std::string name{};                  ///< Empty while unknown.
    std::optional<std::string> phone{};  ///< Main number, E.164.
    std::optional<std::string> email{};
    UserId owner_id{};  ///< The user who looks after them; 0: nobody.
    Instant created_at{};
    Instant first_seen{};
    Instant last_seen{};
    std::int64_t order_count = 0;  ///< Orders that are not wholly refunded.
    Money order_amount{};          ///< Paid minus refunded, over all orders.
    std::optional<Instant> first_order_at{};
    std::optional<Instant> last_order_at{};
    std::int64_t version =
        0;  ///< Advances with every change of what a user edits here; orders leave it alone.
};
BOOST_DESCRIBE_STRUCT(Customer, (),
                      (id, org_id, org_path, name, phone, email, owner_id, created_at, first_seen, last_seen,
                       order_count, order_amount, first_order_at, last_order_at, version))

// --- requests -----------------------------------------------------------------------------------

struct CreateCustomer {
    std::vector<Identity> identities{};  ///< At least one.
    boost::json::object
        attributes{};  ///< "name", "gender", "city" or a key of your own; text, number or boolean.
    std::optional<OrgId> org_id{};  ///< The caller's node where none is given.
};
BOOST_DESCRIBE_STRUCT(CreateCustomer, (), (identities, attributes, org_id))

struct SetAttributes {
    CustomerId customer_id{};
    boost::json::object attributes{};  ///< Only these change; null clears one.
    std::optional<std::int64_t>
        seen_version{};  ///< Refused as stale when the customer moved on; absent: last one wins.
};
BOOST_DESCRIBE_STRUCT(SetAttributes, (), (customer_id, attributes, seen_version))

struct AddIdentities {
    CustomerId customer_id{};
    std::vector<Identity> identities{};
};
BOOST_DESCRIBE_STRUCT(AddIdentities, (), (customer_id, identities))

struct AddTag {
    CustomerId customer_id{};
    base::Text<60> tag{};
    std::optional<Instant> until{};  ///< Exclusive. Absent: until removed.
    std::optional<bool> live{};      ///< False for history: no trigger, message or grant follows.
};
BOOST_DESCRIBE_STRUCT(AddTag, (), (customer_id, tag, until, live))

struct RemoveTag {
    CustomerId customer_id{};
    base::Text<60> tag{};
    std::optional<bool> live{};
};
BOOST_DESCRIBE_STRUCT(RemoveTag, (), (customer_id, tag, live))

/// How we know what somebody said about being contacted.
enum class ConsentMethod {
    form,       ///< A form or page of ours they filled in.
    call,       ///< Said on the phone.
    in_person,  ///< Said to one of us.
    paper,      ///< Signed on paper.
    message,    ///< Written in a message to us.
    link,       ///< A link of ours in a message.
    api,        ///< Another system told us.
    imported,   ///< Came with an import.
    other,
};
BOOST_DESCRIBE_ENUM(ConsentMethod, form, call, in_person, paper, message, link, api, imported, other)

/// Consent of one person to one purpose over one channel, with its proof. "all" as channel and purpose with
/// `granted` false is "do not contact": it beats every single consent, and lifting it grants nothing.
struct SetConsent {
    CustomerId customer_id{};
    base::Text<40> channel{};
    base::Text<40> purpose{};
    bool granted = false;
    std::optional<base::Note<400>> proof{};     ///< What shows it: number of the form, file, recording.
    std::optional<ConsentMethod> method{};      ///< By who says it, where none is given.
    std::optional<base::Note<120>> place{};     ///< Where it was said: store, page.
    std::optional<base::Note<1000>> wording{};  ///< What they were asked, word for word.
    std::optional<Instant> at{};                ///< When it was said; now where none is given.
};
BOOST_DESCRIBE_STRUCT(SetConsent, (),
                      (customer_id, channel, purpose, granted, proof, method, place, wording, at))

struct SetOwner {
    CustomerId customer_id{};
    std::optional<UserId> owner_id{};  ///< Absent: nobody.
};
BOOST_DESCRIBE_STRUCT(SetOwner, (), (customer_id, owner_id))

/// A car, found or made by its plate; what is not given stays as it is.
struct SetVehicle {
    base::Text<20> plate{};
    std::optional<CustomerId> customer_id{};  ///< Links the car to this person.
    std::optional<base::Note<80>> model{};
    std::optional<base::Note<80>> insurer{};
    std::optional<Instant> insurance_until{};
    std::optional<Instant> inspection_until{};
    std::optional<std::int64_t> mileage{};       ///< Kilometres.
    std::optional<Instant> maintenance_until{};  ///< When the next service is due.
    std::optional<base::Note<40>> vin{};         ///< Number of the chassis.
};
BOOST_DESCRIBE_STRUCT(SetVehicle, (),
                      (plate, customer_id, model, insurer, insurance_until, inspection_until, mileage,
                       maintenance_until, vin))

enum class CustomerSort { newest, last_order, amount, orders };
BOOST_DESCRIBE_ENUM(CustomerSort, newest, last_order, amount, orders)

struct ListCustomers {
    std::optional<std::string>
        search{};  ///< Name, pinyin initials, phone or its tail, plate or its tail, id, e-mail.
    std::optional<std::int64_t> segment_id{};  ///< Only its members, newest first.
    std::optional<std::string> tag{};
    std::optional<UserId> owner_id{};    ///< Only whom this user looks after; 0: whom nobody does.
    std::optional<CustomerSort> sort{};  ///< Newest first where none is given; a search is sorted by fit.
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListCustomers, (), (search, segment_id, tag, owner_id, sort, cursor, limit))

struct CustomerById {
    CustomerId customer_id{};
};
BOOST_DESCRIBE_STRUCT(CustomerById, (), (customer_id))

/// What sort of event a timeline is narrowed to.
enum class TimelineKind { order, coupon, campaign, behaviour, profile, service, sales, note };
BOOST_DESCRIBE_ENUM(TimelineKind, order, coupon, campaign, behaviour, profile, service, sales, note)

struct GetTimeline {
    CustomerId customer_id{};
    std::optional<TimelineKind> kind{};
    std::optional<std::string> channel{};  ///< As events carry it: "web", "h5", "store"...; empty: ours.
    std::optional<Instant> before{};       ///< Exclusive: where to begin, newest first.
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(GetTimeline, (), (customer_id, kind, channel, before, cursor, limit))

/// What somebody of ours wrote down about a person, for colleagues. Part of their history like any event.
struct AddNote {
    CustomerId customer_id{};
    base::Text<2000> text{};
};
BOOST_DESCRIBE_STRUCT(AddNote, (), (customer_id, text))

struct ListConflicts {
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListConflicts, (), (cursor, limit))

struct FindVehicles {
    std::string plate{};  ///< The plate or its tail, from two signs on.
};
BOOST_DESCRIBE_STRUCT(FindVehicles, (), (plate))

// --- answers ------------------------------------------------------------------------------------

/// A row of a list of customers. Phone and e-mail are masked.
struct CustomerSummary {
    CustomerId id{};
    std::string name{};
    std::optional<std::string> phone{};
    std::optional<std::string> email{};
    std::vector<std::string> plates{};
    std::vector<std::string> tags{};
    std::optional<UserId> owner_id{};
    std::string owner_name{};  ///< Of the user who looks after them; empty: nobody.
    std::int64_t order_count = 0;
    Money order_amount{};
    std::optional<Instant> last_order_at{};
    Instant first_seen{};
    Instant last_seen{};
    std::optional<std::string>
        matched{};  ///< What the search met: "name", "pinyin", "phone", "plate", "email", "id".
};
BOOST_DESCRIBE_STRUCT(CustomerSummary, (),
                      (id, name, phone, email, plates, tags, owner_id, owner_name, order_count, order_amount,
                       last_order_at, first_seen, last_seen, matched))

/// How a key stands in the grouping.
enum class KeyState {
    joins,     ///< Everybody seen with it is one person.
    conflict,  ///< It would join two people who have different values of a kind unique per person: it joins
               ///< nobody.
    crowded,   ///< Seen with more profiles than its kind allows (a shared device): it joins nobody.
    weak,      ///< Its kind only suggests.
    cut,       ///< Of one profile only: somebody decided that the key is not this person's. Never stored.
};
BOOST_DESCRIBE_ENUM(KeyState, joins, conflict, crowded, weak, cut)

struct IdentityView {
    IdentityKind kind{};
    std::string value{};  ///< Masked, except after reveal.
    KeyState state{};
    Instant first_at{};
};
BOOST_DESCRIBE_STRUCT(IdentityView, (), (kind, value, state, first_at))

struct AttributeView {
    std::string key{};
    boost::json::value value{};  ///< Text, number or boolean.
    Instant at{};                ///< When it was so, by the event that said it.
};
BOOST_DESCRIBE_STRUCT(AttributeView, (), (key, value, at))

struct TagView {
    std::string tag{};
    Instant added_at{};
    std::optional<Instant> until{};
};
BOOST_DESCRIBE_STRUCT(TagView, (), (tag, added_at, until))

/// The last word on one channel and purpose.
struct ConsentView {
    std::string channel{};
    std::string purpose{};
    bool granted = false;
    Instant at{};  ///< When it was said.
    std::string proof{};
    ConsentMethod method = ConsentMethod::other;
    std::string place{};
    std::string wording{};
    std::string by_name{};  ///< Who wrote it down; empty for the person themselves.
};
BOOST_DESCRIBE_STRUCT(ConsentView, (),
                      (channel, purpose, granted, at, proof, method, place, wording, by_name))

struct Vehicle {
    VehicleId id{};
    OrgId org_id{};
    std::string org_path{};
    std::string plate{};  ///< Normalised: "沪A8K321".
    std::string model{};
    std::string insurer{};
    std::optional<Instant> insurance_until{};
    std::optional<Instant> inspection_until{};
    std::optional<std::int64_t> mileage{};  ///< Kilometres.
    std::optional<Instant> maintenance_until{};
    std::string vin{};  ///< Number of the chassis.
    Instant created_at{};
    Instant changed_at{};
};
BOOST_DESCRIBE_STRUCT(Vehicle, (),
                      (id, org_id, org_path, plate, model, insurer, insurance_until, inspection_until,
                       mileage, maintenance_until, vin, created_at, changed_at))

/// The head of the 360 view.
struct CustomerHead {
    CustomerId id{};
    OrgId org_id{};
    std::string name{};
    std::optional<std::string> phone{};  ///< Masked.
    std::optional<std::string> email{};  ///< Masked.
    std::optional<UserId> owner_id{};
    Instant created_at{};
    Instant first_seen{};
    Instant last_seen{};
    std::int64_t order_count = 0;
    Money order_amount{};
    std::optional<Money> average_order{};
    std::optional<Instant> first_order_at{};
    std::optional<Instant> last_order_at{};
    std::optional<std::int64_t> days_since_order{};  ///< Recency: whole days.
    std::optional<double> days_between_orders{};     ///< Purchase frequency: mean gap, from two orders on.
    std::int64_t orders_30_days = 0;
    std::int64_t orders_365_days = 0;
    bool do_not_contact = false;
    std::vector<IdentityView> identities{};
    std::vector<AttributeView> attributes{};
    std::vector<TagView> tags{};
    std::vector<ConsentView> consents{};
    std::vector<Vehicle> vehicles{};
    std::int64_t profiles = 0;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(CustomerHead, (),
                      (id, org_id, name, phone, email, owner_id, created_at, first_seen, last_seen,
                       order_count, order_amount, average_order, first_order_at, last_order_at,
                       days_since_order, days_between_orders, orders_30_days, orders_365_days, do_not_contact,
                       identities, attributes, tags, consents, vehicles, profiles, version))

struct Revealed {
    CustomerId customer_id{};
    std::vector<Identity> identities{};  ///< In full; the asking is on the audit log.
};
BOOST_DESCRIBE_STRUCT(Revealed, (), (customer_id, identities))

struct TimelineItem {
    std::int64_t seq = 0;
    std::string name{};
    TimelineKind kind{};
    Instant occurred_at{};
    Instant received_at{};
    std::string channel{};
    std::string place{};
    std::string actor{};
    bool live = true;
    boost::json::object properties{};
};
BOOST_DESCRIBE_STRUCT(TimelineItem, (),
                      (seq, name, kind, occurred_at, received_at, channel, place, actor, live, properties))

/// How much of a person's history there is, by what a reader may narrow it to.
struct TimelineYear {
    std::int64_t year = 0;  ///< By the organisation's calendar.
    Instant until{};        ///< Its end, exclusive: `before` of a timeline that begins with this year.
    std::int64_t events = 0;
};
BOOST_DESCRIBE_STRUCT(TimelineYear, (), (year, until, events))
struct TimelineChannel {
    std::string channel{};
    std::int64_t events = 0;
};
BOOST_DESCRIBE_STRUCT(TimelineChannel, (), (channel, events))
struct TimelineKindCount {
    TimelineKind kind{};
    std::int64_t events = 0;
};
BOOST_DESCRIBE_STRUCT(TimelineKindCount, (), (kind, events))
struct TimelineExtent {
    std::vector<TimelineYear> years{};  ///< Latest first; years in which nothing of this kind and channel
                                        ///< happened are left out.
    std::vector<TimelineChannel> channels{};  ///< Of this kind; most events first.
    std::vector<TimelineKindCount> kinds{};   ///< Of this channel, in the order of the enumeration.
};
BOOST_DESCRIBE_STRUCT(TimelineExtent, (), (years, channels, kinds))

/// GET /api/customers/{customer_id}/timeline/extent
struct GetTimelineExtent {
    CustomerId customer_id{};
    std::optional<TimelineKind> kind{};
    std::optional<std::string> channel{};
};
BOOST_DESCRIBE_STRUCT(GetTimelineExtent, (), (customer_id, kind, channel))

/// A key that joins nobody although it was seen with several people: for review.
struct ConflictView {
    IdentityId id{};
    IdentityKind kind{};
    std::string value{};  ///< Masked.
    KeyState state{};
    Instant at{};
    std::vector<CustomerId> customers{};
};
BOOST_DESCRIBE_STRUCT(ConflictView, (), (id, kind, value, state, at, customers))

/// A profile whose events belong to a customer of another id: history maps it at query time.
struct MovedProfile {
    ProfileId profile_id{};
    CustomerId customer_id{};
};
BOOST_DESCRIBE_STRUCT(MovedProfile, (), (profile_id, customer_id))

}  // namespace huan::customer
