#pragma once

#include "base/context.hpp"
#include "customer/customer.hpp"
#include "customer/identity.hpp"
#include "customer/order.hpp"
#include "store/event.hpp"

#include <string>
#include <vector>

/// The verbs that change people and orders. Each returns what was stored or throws one refusal of
/// `errors.hpp`.
namespace huan::customer {

// --- who it is ----------------------------------------------------------------------------------

/// How an observation came: when it was true (now where nothing is said), and whether it may set anything
/// off.
struct Seen {
    Instant at{};
    bool live = true;
};

/// Whose observation this is. The strongest identity names the profile; the others are linked to it, and
/// people whom a key joins become one customer. `org_id` is the node that met the person. Known identities
/// cost one indexed read. \throws base::Error `customer.bad_identity`, `customer.no_identity`.
Resolved resolve(store::Transaction& tx, const std::vector<Identity>& identities, OrgId org_id,
                 const base::Context& ctx, const Seen& how = {});

/// The same, as a command of the interface: with attributes, and answering the person's head.
CustomerHead create_customer(store::Transaction& tx, const CreateCustomer& command, const base::Context& ctx);

/// Further identities for a known customer; may merge customers.
CustomerHead add_identities(store::Transaction& tx, const AddIdentities& command, const base::Context& ctx);

/// Locks a person: until the commit nobody regroups them. Answers who they are now, for they may have been
/// joined to somebody since their id was read. \throws base::Error `customer.unknown`.
CustomerId lock_person(store::Transaction& tx, CustomerId id);

/// Notes that a person showed up at `at`.
void seen(store::Transaction& tx, CustomerId id, Instant at);

// --- what is true of them -----------------------------------------------------------------------

/// An edit by a user: true from now on.
CustomerHead set_attributes(store::Transaction& tx, const SetAttributes& command, const base::Context& ctx);

/// What an observation says of a profile, true from `at` on: of two values the later event wins, then the
/// larger message id, whatever arrives first. Each change is an event `attribute.changed`. Answers how many
/// attributes changed now. Values take the form of their field.
struct ObserveAttributes {
    ProfileId profile_id{};
    boost::json::object attributes{};
    Instant at{};
    std::string message_id{};
    bool live = true;
    /// A value that does not fit a declared field: refused (`customer.unfit_attribute`), or else left out
    /// and kept as an event `attribute.refused {key, value, why}`.
    bool strict = true;
};
int observe_attributes(store::Transaction& tx, const ObserveAttributes& observed, const base::Context& ctx);

/// What an observation says of a profile, whatever customer that is part of. They answer whether it is news;
/// what is known already is noted for the sake of undoing imports.
bool observe_tag(store::Transaction& tx, ProfileId profile_id, const std::string& tag,
                 std::optional<Instant> until, const base::Context& ctx);
bool observe_consent(store::Transaction& tx, ProfileId profile_id, const SetConsent& said,
                     const base::Context& ctx);

CustomerHead add_tag(store::Transaction& tx, const AddTag& command, const base::Context& ctx);
CustomerHead remove_tag(store::Transaction& tx, const RemoveTag& command, const base::Context& ctx);
CustomerHead set_consent(store::Transaction& tx, const SetConsent& command, const base::Context& ctx);
CustomerHead set_owner(store::Transaction& tx, const SetOwner& command, const base::Context& ctx);

/// Writes down what somebody of ours knows: event `note.added {text}`.
TimelineItem add_note(store::Transaction& tx, const AddNote& command, const base::Context& ctx);

/// Finds or makes the car of a plate and links it to the customer, where one is given.
Vehicle set_vehicle(store::Transaction& tx, const SetVehicle& command, const base::Context& ctx);

/// Full identities, for who may see them. A command, so that the audit log knows.
Revealed reveal(store::Transaction& tx, const CustomerById& command, const base::Context& ctx);

// --- what they bought ---------------------------------------------------------------------------

/// Stores a purchase and appends `order.completed`. The same number with the same content changes nothing and
/// answers the order as stored, `unchanged` set. \throws base::Error `order.differs`, `order.no_buyer`,
/// `order.bad_amount`, `order.other_currency`, `money.overflow`...
Order record_order(store::Transaction& tx, const RecordOrder& command, const base::Context& ctx);

/// Many at once, for imports: the same effect as one after another, in few statements. A refused row is
/// refused alone. Takes the embedded store's writer 50 to 150 microseconds an order: choose chunks
/// accordingly.
std::vector<OrderOutcome> record_orders(store::Transaction& tx, const std::vector<RecordOrder>& commands,
                                        const base::Context& ctx);

/// What `record_orders` would answer, with nothing stored; ids are of nothing.
std::vector<OrderOutcome> check_orders(store::Transaction& tx, const std::vector<RecordOrder>& commands,
                                       const base::Context& ctx);

/// Gives back all or part and appends `order.refunded`.
/// \throws base::Error `order.unknown`, `order.refund_too_much`, `order.refund_differs`.
Order refund_order(store::Transaction& tx, const RefundOrder& command, const base::Context& ctx);

}  // namespace huan::customer
