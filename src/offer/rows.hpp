#pragma once

#include "base/context.hpp"
#include "offer/ledger.hpp"
#include "offer/offer.hpp"
#include "offer/queries.hpp"
#include "store/store.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The only SQL of this module.
namespace huan::offer::rows {

/// What a caller sees of the catalogue: rows of their scope, and those of the nodes above their own, whose
/// products and coupons they sell and redeem.
bool in_catalogue(const base::Actor& actor, std::string_view org_path);

// --- products and coupon types ---
std::optional<Product> find_product(store::Reader& db, ProductId id);
/// What is sold under this number at a node of the organisation: its own, else that of a node above.
std::optional<Product> product_of_sku(store::Reader& db, const std::string& sku, const std::string& org_path);
std::optional<Product> lock_product(store::Transaction& tx, ProductId id);
bool sku_taken(store::Reader& db, base::OrgId org_id, const std::string& sku, ProductId except);
std::vector<Product> products(store::Reader& db, const ListProducts& query, const base::Actor& actor,
                              std::int64_t before, std::int64_t limit);

std::optional<CouponType> find_type(store::Reader& db, CouponTypeId id);
std::optional<CouponType> lock_type(store::Transaction& tx, CouponTypeId id);
/// Of a node, those above and those below it; what is published first.
std::vector<CouponType> types_named(store::Reader& db, const std::string& name, std::string_view org_path);
bool name_taken(store::Reader& db, base::OrgId org_id, const std::string& name, CouponTypeId except);
/// Status and version only: the counters belong to the claims.
void set_type_status(store::Transaction& tx, const CouponType& type);
std::vector<CouponType> types(store::Reader& db, const ListCouponTypes& query, const base::Actor& actor,
                              std::int64_t before, std::int64_t limit);

// --- counters: each answers whether it could be moved ---
bool take_piece(store::Transaction& tx, CouponTypeId id, base::Money budget);
bool take_type_budget(store::Transaction& tx, CouponTypeId id, base::Money amount);
void give_type_budget(store::Transaction& tx, CouponTypeId id, base::Money amount);

struct Allotment {
    CampaignId campaign_id{};
    CouponTypeId coupon_type_id{};
    base::Money budget{};
    base::Money budget_left{};
    std::optional<std::int64_t> per_person{};
    std::string state{};  ///< open, shut, released.
};
BOOST_DESCRIBE_STRUCT(Allotment, (), (campaign_id, coupon_type_id, budget, budget_left, per_person, state))
std::optional<Allotment> find_allotment(store::Reader& db, CampaignId id);
std::optional<Allotment> lock_allotment(store::Transaction& tx, CampaignId id);
void insert_allotment(store::Transaction& tx, const Allotment& allotment);
void set_allotment_state(store::Transaction& tx, CampaignId id, std::string_view state,
                         base::Money budget_left);
bool take_allotment(store::Transaction& tx, CampaignId id, CouponTypeId type_id, base::Money amount);
/// From an allotment that is open or shut; also what is given back to it.
bool draw_allotment(store::Transaction& tx, CampaignId id, base::Money amount);
bool give_allotment(store::Transaction& tx, CampaignId id, base::Money amount);

/// What is counted of a person and a type: claims of a day, claims of a campaign; of the last claim, when it
/// was.
enum class CountKind : std::int64_t { day = 1, campaign = 2, last = 3 };
/// A claim, and what a person may have.
struct Claiming {
    base::Instant at{};
    std::int64_t day = 0;
    std::int64_t campaign = 0;  ///< 0 outside of any.
    std::int64_t per_day = 0;
    std::int64_t per_campaign = 0;
    base::Instant last_not_after{};
};
bool take_held(store::Transaction& tx, base::CustomerId customer_id, std::int64_t cap);
void change_held(store::Transaction& tx, base::CustomerId customer_id, std::int64_t by);
std::int64_t held(store::Reader& db, base::CustomerId customer_id);
/// Moves a person's counters of a type, and says which of them is full; the claim must be refused then.
std::optional<CountKind> take_claim(store::Transaction& tx, base::CustomerId customer_id,
                                    CouponTypeId type_id, const Claiming& claim);
std::optional<base::Instant> last(store::Reader& db, base::CustomerId customer_id, CouponTypeId type_id);
std::int64_t count(store::Reader& db, base::CustomerId customer_id, CouponTypeId type_id, CountKind kind,
                   std::int64_t bucket);

// --- coupons ---
std::optional<Coupon> find_coupon(store::Reader& db, CouponId id);
std::optional<Coupon> lock_coupon(store::Transaction& tx, CouponId id);
std::optional<CouponId> coupon_by_code(store::Reader& db, const std::string& code);
std::vector<CouponView> coupons(store::Reader& db, const ListCoupons& query, const base::Actor& actor,
                                std::int64_t before, std::int64_t limit);
std::vector<Coupon> of_campaign(store::Reader& db, CampaignId campaign_id, base::CustomerId customer_id);
/// Those whose time has come, in the order of their ids, locked.
std::vector<Coupon> lock_due(store::Transaction& tx, base::Instant now, std::int64_t limit);
/// Redeemed coupons of one of our orders.
std::vector<CouponId> redeemed_by_order(store::Reader& db, customer::OrderId order_id);
/// By state: of the coupons whose `column` holds `id`, or of all where no column is named.
CouponCounts counts(store::Reader& db, std::string_view column, std::int64_t id);
/// Profiles that coupons of this customer were given to.
std::vector<base::ProfileId> profiles_with_coupons(store::Reader& db, base::CustomerId customer_id);
void move_profile(store::Transaction& tx, base::ProfileId profile_id, base::CustomerId customer_id);
/// The coupon was never here: the piece is back in its type's stock, and its face value in the budget unless
/// expiry gave that back before.
void erase_brought(store::Transaction& tx, const Coupon& coupon);
/// Counts a person's counters anew from the coupons they hold.
void recount(store::Transaction& tx, base::CustomerId customer_id);

// --- request keys ---
/// Notes that this request makes this coupon. Answers the coupon of an earlier request under the key, if
/// there was one. \throws base::Error `offer.key_reused` when that request was another one.
std::optional<CouponId> remember_request(store::Transaction& tx, std::string_view verb,
                                         const std::string& request_key, const std::string& body,
                                         CouponId coupon_id, const base::Context& ctx);

// --- books ---
/// Opens the account with its first posting.
void insert_posting(store::Transaction& tx, EntryId entry_id, const Account& account, base::Money amount);
std::vector<AccountBalance> balances(store::Reader& db, const LedgerQuery& query, const base::Actor& actor);
base::Money balance_of_everything(store::Reader& db);
std::vector<EntryView> entries(store::Reader& db, const EntriesQuery& query, const base::Actor& actor,
                               std::int64_t before, std::int64_t limit);

}  // namespace huan::offer::rows
