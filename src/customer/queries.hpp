#pragma once

#include "base/context.hpp"
#include "base/page.hpp"
#include "customer/customer.hpp"
#include "customer/identity.hpp"
#include "customer/order.hpp"
#include "store/store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace huan::customer {

// --- for other modules --------------------------------------------------------------------------

/// The person of this id; of the id of someone who has become part of another customer, that other customer.
std::optional<Customer> find_customer(store::Reader& db, CustomerId id);

/// Whether `actor` may see this person: by node of the organisation, or as the one who looks after them.
bool may_see(const base::Actor& actor, const Customer& customer);

/// The person of this id, as the caller of a command or query may see them.
/// \throws base::Error `customer.unknown` when it is not there or outside of the actor's scope.
Customer visible_customer(store::Reader& db, CustomerId id, const base::Context& ctx);

/// All profiles of a customer, oldest first; empty for an unknown one.
std::vector<ProfileId> profiles_of(store::Reader& db, CustomerId id);

/// 0 for an unknown profile.
CustomerId customer_of(store::Reader& db, ProfileId id);

/// Under which profile our own commands file events about a customer: the oldest.
ProfileId main_profile(store::Reader& db, CustomerId id);

/// Whom an identity names, without making anybody. `org_id`: any node of the same company.
std::optional<Resolved> find_by_identity(store::Reader& db, const Identity& identity,
                                         const base::Context& ctx);

/// Whether a customer has this normalised identity among theirs, be it one that joins nobody.
bool is_known_as(store::Reader& db, CustomerId id, const Identity& identity);

/// Customers of these ids, in this order; unknown ones are left out.
std::vector<Customer> list_customers(store::Reader& db, const std::vector<CustomerId>& ids);

/// The same as rows of a list, masked, with plates and tags.
std::vector<CustomerSummary> summaries(store::Reader& db, const std::vector<CustomerId>& ids, Instant now);

/// Profiles whose events belong to a customer of another id (few: only joined people have them).
std::vector<MovedProfile> moved_profiles(store::Reader& db);

/// What a customer said to being contacted on `channel` for `purpose`; empty when nothing is on record.
/// "Do not contact" answers false for everything.
std::optional<bool> consent_of(store::Reader& db, CustomerId id, const std::string& channel,
                               const std::string& purpose);

/// Attributes as of now, latest event time first, then message id.
std::vector<AttributeView> attributes_of(store::Reader& db, CustomerId id);
/// Tags that hold at `now`.
std::vector<TagView> tags_of(store::Reader& db, CustomerId id, Instant now);

/// The last that was said about each channel and purpose.
std::vector<ConsentView> consents_of(store::Reader& db, CustomerId id);

std::vector<Vehicle> vehicles_of(store::Reader& db, CustomerId id);
/// Cars whose plate ends in `tail` (any case, with or without dot), at most 20, as far as the caller may see.
std::vector<Vehicle> find_vehicles(store::Reader& db, const std::string& tail, const base::Context& ctx);
/// Who is known to use a car, latest link first.
std::vector<CustomerId> customers_of(store::Reader& db, VehicleId id);

std::optional<Order> find_order(store::Reader& db, OrderId id);

/// How much there is, over all organisations: for `huan status`.
struct Counts {
    std::int64_t customers = 0;
    std::int64_t profiles = 0;
    std::int64_t identities = 0;
    std::int64_t orders = 0;
    Money order_amount{};  ///< Of all orders, before refunds.
};
BOOST_DESCRIBE_STRUCT(Counts, (), (customers, profiles, identities, orders, order_amount))
Counts counts(store::Reader& db);

/// The keys of attributes in use, and tags in use: vocabulary for rule builders.
std::vector<std::string> attribute_keys(store::Reader& db);
std::vector<std::string> tags_in_use(store::Reader& db);

// --- for the console ----------------------------------------------------------------------------

/// Members of a segment below `before` (0: no bound), descending, at most `limit`. Insight hands it in when
/// the routes are wired, because a query about people knows nothing of segments.
using SegmentFilter = std::function<std::vector<CustomerId>(store::Reader& db, std::int64_t segment_id,
                                                            CustomerId before, std::int64_t limit)>;

base::Page<CustomerSummary> list_customers(store::Reader& db, const ListCustomers& query,
                                           const base::Context& ctx, const SegmentFilter& in_segment = {});
/// The customers of a list without a search below `before` (0: from the top), newest first, at most `count`:
/// for work on all of them, chunk by chunk.
std::vector<CustomerId> customers_below(store::Reader& db, const ListCustomers& query, CustomerId before,
                                        std::int64_t count, const base::Context& ctx,
                                        const SegmentFilter& in_segment);
/// All customers whom the search of a list finds, best first; a search meets 2,000 at most.
std::vector<CustomerId> customers_found(store::Reader& db, const ListCustomers& query,
                                        const base::Context& ctx, const SegmentFilter& in_segment = {});
/// \throws base::Error `customer.unknown`
CustomerHead get_customer(store::Reader& db, const CustomerById& query, const base::Context& ctx);
base::Page<TimelineItem> get_timeline(store::Reader& db, const GetTimeline& query, const base::Context& ctx);
/// Years, channels and kinds of a timeline, each counted under the other filter.
TimelineExtent get_timeline_extent(store::Reader& db, const GetTimelineExtent& query,
                                   const base::Context& ctx);
base::Page<OrderView> list_orders(store::Reader& db, const ListOrders& query, const base::Context& ctx);
OrderView get_order(store::Reader& db, const OrderById& query, const base::Context& ctx);
base::Page<ConflictView> list_conflicts(store::Reader& db, const ListConflicts& query,
                                        const base::Context& ctx);
/// The head of a customer whom the caller may see; commands answer with it.
CustomerHead head_of(store::Reader& db, const Customer& customer, const base::Context& ctx);

}  // namespace huan::customer
