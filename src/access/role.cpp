#include "access/role.hpp"

#include <algorithm>
#include <stdexcept>

namespace huan::access {
namespace {

using enum base::Permission;
using base::DataScope;
using base::Permissions;

// clang-format off
const RoleLine table[] = {
    {Role::admin, DataScope::all, {  // Everything that a person can do.
        signed_in, customer_read, customer_write, customer_reveal, order_write, import_run,
        export_run, source_manage, finding_write, segment_read, segment_write, offer_read,
        offer_manage, coupon_grant, coupon_redeem, ledger_read, campaign_read, campaign_manage,
        lead_read, lead_work, lead_assign, commission_manage, report_read, user_manage, org_manage,
        key_manage, audit_read, settings_manage, webhook_manage, job_read, job_stop}},
    {Role::operator_, DataScope::all, {  // Plans and runs marketing; no people, keys or settings.
        signed_in, customer_read, customer_write, order_write, import_run, export_run,
        source_manage, finding_write, segment_read, segment_write, offer_read, offer_manage,
        coupon_grant, coupon_redeem, ledger_read, campaign_read, campaign_manage, lead_read,
        lead_assign, report_read, webhook_manage, job_read, job_stop}},
    {Role::manager, DataScope::subtree, {  // Leads a region, store or team: its people, leads, figures.
        signed_in, customer_read, customer_write, customer_reveal, order_write, export_run,
        finding_write, segment_read, offer_read, coupon_grant, coupon_redeem, ledger_read,
        campaign_read, lead_read, lead_work, lead_assign, commission_manage, report_read,
        user_manage, org_manage, audit_read, job_read}},
    {Role::agent, DataScope::own, {  // Calls and serves the customers assigned to them.
        signed_in, customer_read, customer_write, customer_reveal, finding_write, segment_read,
        offer_read, coupon_grant, coupon_redeem, campaign_read, lead_read, lead_work}},
    {Role::technician, DataScope::own, {  // Works on the vehicle: records findings, redeems coupons.
        signed_in, finding_write, offer_read, coupon_redeem}},
    {Role::analyst, DataScope::all, {  // Looks at everything, masked; changes nothing but segments.
        signed_in, customer_read, export_run, segment_read, segment_write, offer_read, ledger_read,
        campaign_read, lead_read, report_read, job_read}},
};
// clang-format on

}  // namespace

std::span<const RoleLine> role_table() { return table; }

const RoleLine& line_of(Role role) {
    const auto found = std::ranges::find(table, role, &RoleLine::role);
    if (found == std::end(table)) throw std::logic_error("a role without a line in the table");
    return *found;
}

Permissions callers_own() { return {open, signed_in, customer_token, ingest}; }

bool covers(Permissions held, Permissions wanted) { return (held | wanted) == held; }

}  // namespace huan::access
