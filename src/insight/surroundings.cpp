#include "insight/surroundings.hpp"

#include "access/org.hpp"
#include "access/settings.hpp"
#include "insight/errors.hpp"
#include "insight/rows.hpp"

namespace huan::insight {

StoredPolicy policy_of(store::Reader& db) {
    return rows::find_policy(db, access::root_org).value_or(StoredPolicy{});
}

Surroundings surroundings(store::Reader& db) {
    Surroundings around;
    around.policy = policy_of(db).policy;
    around.zone = access::settings(db).zone();
    around.segment = [&db](SegmentId id) {
        const auto row = rows::find_segment(db, id);
        if (!row) throw base::Error{errors::segment_unknown};
        return base::from_json<Rule>(row->rule);
    };
    return around;
}

void require_references(store::Reader& db, const Rule& rule, const std::string& path,
                        const base::Context& ctx) {
    for (const RuleNode& node : nodes_of(rule, path)) {
        if (node.kind != "segment") continue;
        const auto row = rows::find_segment(db, SegmentId{std::stoll(node.subject)});
        if (!row || !base::may_see(ctx.actor, row->org_path))
            throw base::Error{errors::segment_unknown, node.path + ".segment.segment_id"};
    }
}

Within people_within(store::Reader& db, const std::string& org_path) {
    const bool is_root = org_path == "/" + std::to_string(access::root_org.value) + "/";
    if (is_root) return {};
    return rows::people_under(db, org_path, {});
}

Within people_seen_by(store::Reader& db, const base::Actor& actor) {
    if (actor.scope == base::DataScope::all) return {};
    if (actor.scope == base::DataScope::own) return rows::people_under(db, "/", actor.id);
    if (actor.org_path.empty()) return People{};
    return people_within(db, actor.org_path);
}

}  // namespace huan::insight
