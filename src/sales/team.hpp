#pragma once

#include "base/context.hpp"
#include "base/page.hpp"
#include "sales/lead.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

/// Who of us has to do with a person, and what was said on the phone.
namespace huan::sales {

/// How often somebody served a person in one way.
struct Service {
    std::string what{};  ///< "call", "finding", "note", "task", "order", "vehicle".
    std::int64_t times = 0;
};
BOOST_DESCRIBE_STRUCT(Service, (), (what, times))

/// One of us. Who left stays in the team of those they served, so that nothing is lost when a person changes
/// hands.
struct TeamMember {
    base::UserId user_id{};
    std::string name{};
    std::string role{};  ///< "agent", "technician"...; empty once they have left.
    bool active = true;
    std::vector<std::string> in_charge{};  ///< Now: "owner" looks after them, "lead" and "task" work on one.
    std::vector<Service> services{};
    std::optional<base::Instant> last_at{};  ///< When they last did something for them.
};
BOOST_DESCRIBE_STRUCT(TeamMember, (), (user_id, name, role, active, in_charge, services, last_at))

/// GET /api/customers/{customer_id}/team: who is in charge first, then who served last.
struct GetTeam {
    base::CustomerId customer_id{};
};
BOOST_DESCRIBE_STRUCT(GetTeam, (), (customer_id))
struct Team {
    std::vector<TeamMember> items{};
};
BOOST_DESCRIBE_STRUCT(Team, (), (items))

/// A call as a person's page shows it.
struct CallView {
    CallId id{};
    LeadId lead_id{};
    std::string lead_kind{};
    base::UserId user_id{};
    std::string user_name{};
    base::Instant started_at{};
    std::optional<base::Instant> ended_at{};
    std::string outcome{};
    std::string reason{};
    std::string reason_zh{};
    std::string reason_en{};
    std::string note{};
    std::optional<base::Instant> callback_at{};
};
BOOST_DESCRIBE_STRUCT(CallView, (),
                      (id, lead_id, lead_kind, user_id, user_name, started_at, ended_at, outcome, reason,
                       reason_zh, reason_en, note, callback_at))

/// GET /api/calls: latest first.
struct ListCalls {
    base::CustomerId customer_id{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListCalls, (), (customer_id, cursor, limit))

/// \throws base::Error `customer.unknown`
Team get_team(store::Reader& db, const GetTeam& query, const base::Context& ctx);
/// \throws base::Error `customer.unknown`
base::Page<CallView> list_calls(store::Reader& db, const ListCalls& query, const base::Context& ctx);

}  // namespace huan::sales
