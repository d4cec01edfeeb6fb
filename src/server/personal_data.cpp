#include "server/personal_data.hpp"

#include <array>

namespace huan::server {

std::span<const PersonalTable> personal_tables() {
    using enum WhenErased;
    static const std::vector<PersonalTable> all{
        {"profile", "customer_id", counted},
        {"identity", "profile_id", removed},
        {"identity_link", "profile_id", removed},
        {"identity_side", "profile_id", removed},
        {"identity_cut", "profile_id", removed},
        {"import_evidence", "profile_id", removed},
        {"erased_profile", "profile_id", counted},
        {"customer_attribute", "profile_id", removed},
        {"customer_tag", "profile_id", removed},
        {"consent", "profile_id", removed},
        {"consent_record", "profile_id", removed},
        {"relation", "profile_id", removed},
        {"mark", "profile_id", removed},
        {"vehicle_user", "profile_id", removed},
        {"asset", "profile_id", removed},
        {"asset_holding", "profile_id", removed},
        {"document", "profile_id", removed},
        {"bulk_change", "profile_id", removed},
        {"search_token", "profile_id", removed},
        {"customer_order", "profile_id", counted},
        {"event", "profile_id", counted},
        {"customer_stage", "customer_id", removed},
        {"coupon", "profile_id", counted},
        {"coupon_holder", "customer_id", counted},
        {"claim_count", "customer_id", counted},
        {"point_account", "customer_id", removed},
        {"point_lot", "profile_id", counted},
        {"point_entry", "profile_id", blanked, {"reason"}},
        {"inbox_message", "profile_id", removed},
        {"campaign_delivery", "profile_id", counted},
        {"campaign_visit", "customer_id", counted},
        {"skip", "customer_id", counted},
        {"message_count", "customer_id", removed},
        {"trigger_firing", "customer_id", counted},
        {"trigger_count", "customer_id", counted},
        {"finding", "profile_id", blanked, {"plate", "note"}},
        {"lead", "profile_id", blanked, {"plate", "note"}},
        {"call", "customer_id", blanked, {"note"}},
        {"task", "profile_id", removed},
    };
    return all;
}

std::span<const std::string_view> noting_tables() {
    static constexpr std::array<std::string_view, 12> all{
        "audit",       "rejected_message", "import_file",   "import_note",     "outbox",        "job",
        "idempotency", "coupon_request",   "point_request", "reactor_failure", "connector_run", "saved_view"};
    return all;
}

}  // namespace huan::server
