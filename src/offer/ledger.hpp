#pragma once

#include "base/context.hpp"
#include "base/page.hpp"
#include "offer/offer.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace huan::offer {

using AccountId = base::Id<struct AccountTag>;
using EntryId = base::Id<struct EntryTag>;

/// funding: what the organisation has promised (negative, the other side of all the rest) · budget: promised
/// and not yet in anybody's hands · issued: face value of coupons people hold, a liability · cost_platform,
/// cost_merchant: discounts really given.
enum class AccountKind { funding, budget, issued, cost_platform, cost_merchant };
BOOST_DESCRIBE_ENUM(AccountKind, funding, budget, issued, cost_platform, cost_merchant)

/// One account per kind, coupon type and campaign (0: outside of any).
struct Account {
    AccountId id{};
    base::OrgId org_id{};
    std::string org_path{};
    AccountKind kind = AccountKind::funding;
    CouponTypeId coupon_type_id{};
    std::int64_t campaign_id = 0;  ///< 0: none, so that the account's key holds no NULL.
};
BOOST_DESCRIBE_STRUCT(Account, (), (id, org_id, org_path, kind, coupon_type_id, campaign_id))

/// Why money moved.
enum class EntryKind { publish, allot, release, claim, redeem, return_, expire, revoke };
BOOST_DESCRIBE_ENUM(EntryKind, publish, allot, release, claim, redeem, return_, expire, revoke)

/// One movement of money. Its postings sum to zero; neither is ever changed or deleted.
struct Entry {
    EntryId id{};
    base::OrgId org_id{};
    std::string org_path{};
    EntryKind kind = EntryKind::claim;
    base::Instant at{};
    CouponTypeId coupon_type_id{};
    std::optional<CampaignId> campaign_id{};
    std::optional<CouponId> coupon_id{};
    std::string actor{};
};
BOOST_DESCRIBE_STRUCT(Entry, (),
                      (id, org_id, org_path, kind, at, coupon_type_id, campaign_id, coupon_id, actor))

/// `GET /api/ledger`
struct LedgerQuery {
    std::optional<CouponTypeId> coupon_type_id{};
    std::optional<CampaignId> campaign_id{};
};
BOOST_DESCRIBE_STRUCT(LedgerQuery, (), (coupon_type_id, campaign_id))

struct AccountBalance {
    AccountId id{};
    AccountKind kind = AccountKind::funding;
    CouponTypeId coupon_type_id{};
    std::string coupon_type{};                ///< Its name.
    std::optional<CampaignId> campaign_id{};  ///< Empty: outside of any campaign.
    base::Money balance{};                    ///< Sum of the account's postings.
};
BOOST_DESCRIBE_STRUCT(AccountBalance, (), (id, kind, coupon_type_id, coupon_type, campaign_id, balance))

/// Account balances, added up from the postings at the time of asking.
struct Ledger {
    base::Money balance{};        ///< Of all accounts shown together: 0 for whole coupon types.
    base::Money budget{};         ///< Still to be handed out.
    base::Money issued{};         ///< In people's hands: a liability.
    base::Money cost_platform{};  ///< Really given, the platform's part.
    base::Money cost_merchant{};  ///< Really given, the merchant's part.
    std::vector<AccountBalance> accounts{};
};
BOOST_DESCRIBE_STRUCT(Ledger, (), (balance, budget, issued, cost_platform, cost_merchant, accounts))

/// `GET /api/ledger/entries`, newest first.
struct EntriesQuery {
    std::optional<CouponTypeId> coupon_type_id{};
    std::optional<CampaignId> campaign_id{};
    std::optional<CouponId> coupon_id{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(EntriesQuery, (), (coupon_type_id, campaign_id, coupon_id, cursor, limit))

struct EntryPosting {
    AccountKind account = AccountKind::funding;
    std::optional<CampaignId> campaign_id{};
    base::Money amount{};
};
BOOST_DESCRIBE_STRUCT(EntryPosting, (), (account, campaign_id, amount))

struct EntryView {
    EntryId id{};
    EntryKind kind = EntryKind::claim;
    base::Instant at{};
    CouponTypeId coupon_type_id{};
    std::optional<CampaignId> campaign_id{};
    std::optional<CouponId> coupon_id{};
    std::string actor{};
    std::vector<EntryPosting> postings{};
};
BOOST_DESCRIBE_STRUCT(EntryView, (), (id, kind, at, coupon_type_id, campaign_id, coupon_id, actor, postings))

Ledger ledger(store::Reader& db, const LedgerQuery& query, const base::Context& ctx);
base::Page<EntryView> entries(store::Reader& db, const EntriesQuery& query, const base::Context& ctx);

/// Sum of all postings there are: 0, or the books are broken. For `huan status`.
base::Money ledger_balance(store::Reader& db);

/// One side of an entry on its way into the books.
struct Side {
    AccountKind account = AccountKind::funding;
    std::int64_t campaign_id = 0;  ///< 0: the coupon type's own account.
    base::Money amount{};
};

/// Writes one entry with its postings; sides of amount 0 are left out.
/// \throws std::logic_error when the sides do not sum to zero: a mistake of ours, nothing is written.
void post(store::Transaction& tx, Entry entry, const std::vector<Side>& sides);

}  // namespace huan::offer
