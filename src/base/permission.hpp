#pragma once

#include "base/fields.hpp"

#include <boost/describe.hpp>

#include <cstdint>

namespace huan::base {

/// What a route asks of its caller. `open` is for those who are nobody yet (sign-in, set-up, health);
/// `signed_in` for whoever has a session or a server key.
enum class Permission {
    open,
    signed_in,
    customer_token,  ///< A customer's own signed token, never a user.
    ingest,          ///< A write key of a source.
    customer_read,
    customer_write,
    customer_reveal,  ///< See masked phone and e-mail in full.
    order_write,
    import_run,
    export_run,
    source_manage,
    finding_write,
    segment_read,
    segment_write,
    offer_read,
    offer_manage,
    coupon_grant,
    coupon_redeem,
    ledger_read,
    campaign_read,
    campaign_manage,
    lead_read,
    lead_work,
    lead_assign,
    commission_manage,
    report_read,
    user_manage,
    org_manage,
    key_manage,
    audit_read,
    settings_manage,
    webhook_manage,
    job_read,
    job_stop,
};
BOOST_DESCRIBE_ENUM(Permission, open, signed_in, customer_token, ingest, customer_read, customer_write,
                    customer_reveal, order_write, import_run, export_run, source_manage, finding_write,
                    segment_read, segment_write, offer_read, offer_manage, coupon_grant, coupon_redeem,
                    ledger_read, campaign_read, campaign_manage, lead_read, lead_work, lead_assign,
                    commission_manage, report_read, user_manage, org_manage, key_manage, audit_read,
                    settings_manage, webhook_manage, job_read, job_stop)

/// A set of permissions in one word.
class Permissions {
public:
    constexpr Permissions() = default;
    constexpr Permissions(std::initializer_list<Permission> list) {
        for (const Permission item : list) bits_ |= bit(item);
    }
    static constexpr Permissions all() {
        Permissions every;
        every.bits_ = ~std::uint64_t{0};
        return every;
    }
    constexpr bool has(Permission item) const { return (bits_ & bit(item)) != 0; }
    constexpr void add(Permission item) { bits_ |= bit(item); }
    friend constexpr Permissions operator|(Permissions left, Permissions right) {
        left.bits_ |= right.bits_;
        return left;
    }
    friend constexpr bool operator==(Permissions, Permissions) = default;

private:
    static constexpr std::uint64_t bit(Permission item) {
        return std::uint64_t{1} << static_cast<unsigned>(item);
    }
    std::uint64_t bits_ = 0;
};

}  // namespace huan::base
