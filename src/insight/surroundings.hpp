#pragma once

#include "base/context.hpp"
#include "insight/plan.hpp"
#include "insight/segment.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>

namespace huan::insight {

/// What rules are compiled against, as it stands in the records. Use it only while `db` lives.
Surroundings surroundings(store::Reader& db);

/// The organisation's life-cycle thresholds; the defaults, at version 0, until somebody changed them.
StoredPolicy policy_of(store::Reader& db);

/// Refuses a rule that names a segment the caller may not see, as if there were none.
/// \throws base::Error `segment.unknown` naming the field.
void require_references(store::Reader& db, const Rule& rule, const std::string& path,
                        const base::Context& ctx);

/// Whom a set of people is limited to; without a value there is no limit.
using Within = std::optional<People>;

/// The people a segment of the node may hold: those its subtree met. The root holds everybody.
Within people_within(store::Reader& db, const std::string& org_path);
/// The people a caller may count.
Within people_seen_by(store::Reader& db, const base::Actor& actor);

}  // namespace huan::insight
