#include "sales/team.hpp"

#include "access/queries.hpp"
#include "customer/queries.hpp"
#include "sales/rows.hpp"
#include "sales/rows_task.hpp"
#include "store/paging.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

namespace huan::sales {
namespace {

/// What counts as having served somebody; a tag given to thousands at once does not.
constexpr std::array services{"call.ended",      "finding.recorded", "note.added",
                              "order.completed", "task.done",        "vehicle.changed"};

class Gathering {
public:
    void serve(const rows::Deed& deed) {
        if (std::find(services.begin(), services.end(), deed.name) == services.end()) return;
        const std::string noun = deed.name.substr(0, deed.name.find('.'));
        const base::UserId user{std::atoll(deed.actor.c_str() + 5)};
        if (!user) return;
        TeamMember& member = members_[user];
        const std::size_t blank = deed.actor.find(' ');
        if (member.name.empty() && blank != std::string::npos) member.name = deed.actor.substr(blank + 1);
        member.last_at = std::max(member.last_at.value_or(deed.last_at), deed.last_at);
        const auto same = std::find_if(member.services.begin(), member.services.end(),
                                       [&](const Service& service) { return service.what == noun; });
        if (same != member.services.end())
            same->times += deed.times;
        else
            member.services.push_back({noun, deed.times});
    }

    void charge(base::UserId user, const char* with) {
        if (!user) return;
        std::vector<std::string>& charges = members_[user].in_charge;
        if (std::find(charges.begin(), charges.end(), with) == charges.end()) charges.emplace_back(with);
    }

    Team team(store::Reader& db) {
        Team team;
        for (auto& [user, member] : members_) {
            member.user_id = user;
            if (std::string name = access::user_name(db, user); !name.empty()) member.name = std::move(name);
            member.role = access::role_name(db, user);
            member.active = access::actor_of(db, user).has_value();
            team.items.push_back(std::move(member));
        }
        std::sort(team.items.begin(), team.items.end(), [](const TeamMember& left, const TeamMember& right) {
            return std::tuple(left.in_charge.size(), left.last_at, left.user_id) >
                   std::tuple(right.in_charge.size(), right.last_at, right.user_id);
        });
        return team;
    }

private:
    std::map<base::UserId, TeamMember> members_;
};

}  // namespace

Team get_team(store::Reader& db, const GetTeam& query, const base::Context& ctx) {
    const customer::Customer who = customer::visible_customer(db, query.customer_id, ctx);
    const std::vector<base::ProfileId> profiles = customer::profiles_of(db, who.id);
    Gathering gathering;
    gathering.charge(who.owner_id, "owner");
    for (const Lead& lead : rows::list(db, {.unfinished = true, .customer = who.id.value, .path_begin = "/"},
                                       store::before_id({}), 50))
        gathering.charge(lead.owner_id, "lead");
    for (const Task& task : rows::tasks(db, {.profiles = profiles}, {}, 50))
        gathering.charge(task.owner_id, "task");
    for (const rows::Deed& deed : rows::deeds_for(db, profiles)) gathering.serve(deed);
    return gathering.team(db);
}

base::Page<CallView> list_calls(store::Reader& db, const ListCalls& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    const customer::Customer who = customer::visible_customer(db, query.customer_id, ctx);
    base::Page<CallView> page =
        store::page_of(rows::calls_with(db, who.id, store::before_id(query.cursor), limit + 1), limit);
    for (CallView& call : page.items) call.user_name = access::user_name(db, call.user_id);
    return page;
}

}  // namespace huan::sales
