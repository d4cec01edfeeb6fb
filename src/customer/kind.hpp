#pragma once

#include "base/context.hpp"
#include "customer/identity.hpp"
#include "jobs/runner.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

/// The kinds of identities a company uses: declared and changed by an administrator.
namespace huan::customer {

/// A kind, with the names people read.
struct KindView {
    IdentityKind kind{};
    KeyFormat format{};
    std::int64_t priority = 0;  ///< 1 to 99; the strongest identity of an observation names its profile.
    bool unique_per_person = false;
    bool weak = false;
    std::int64_t people_limit = 0;
    std::string name_zh{};
    std::string name_en{};
    bool built_in = false;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(KindView, (),
                      (kind, format, priority, unique_per_person, weak, people_limit, name_zh, name_en,
                       built_in, version))

struct KindList {
    std::vector<KindView> items{};  ///< Strongest first.
};
BOOST_DESCRIBE_STRUCT(KindList, (), (items))

/// POST /api/identity_kinds
struct DeclareKind {
    base::Text<40> kind{};  ///< Lower-case letters, digits and _, beginning with a letter.
    std::int64_t priority = 0;
    bool unique_per_person = false;
    bool weak = false;
    std::int64_t people_limit = 0;
    base::Text<40> name_zh{};
    base::Text<40> name_en{};
};
BOOST_DESCRIBE_STRUCT(DeclareKind, (),
                      (kind, priority, unique_per_person, weak, people_limit, name_zh, name_en))

/// PUT /api/identity_kinds/{kind}: everybody who has such a key is grouped anew, by a job.
struct ChangeKind {
    base::Text<40> kind{};
    std::int64_t seen_version = 0;
    std::int64_t priority = 0;
    bool unique_per_person = false;
    bool weak = false;
    std::int64_t people_limit = 0;
    base::Text<40> name_zh{};
    base::Text<40> name_en{};
};
BOOST_DESCRIBE_STRUCT(ChangeKind, (),
                      (kind, seen_version, priority, unique_per_person, weak, people_limit, name_zh, name_en))

struct ChangedKind {
    KindView kind{};
    std::optional<std::int64_t> job_id{};  ///< The job that groups people anew; absent when none is needed.
};
BOOST_DESCRIBE_STRUCT(ChangedKind, (), (kind, job_id))

KindList list_kinds(store::Reader& db);
/// \throws base::Error `identity_kind.bad` on the field at fault, `identity_kind.taken`.
KindView declare_kind(store::Transaction& tx, const DeclareKind& command, const base::Context& ctx);
/// \throws base::Error `customer.unknown_kind`, `identity_kind.stale`, `identity_kind.bad`.
ChangedKind change_kind(store::Transaction& tx, const ChangeKind& command, const base::Context& ctx);

/// The kind of job that groups people anew; see `regroup_everybody`.
inline constexpr const char* regroup_job = "customer.regroup";

/// Where grouping everybody anew stands: the keys up to this one are done.
struct RegroupStep {
    IdentityId after{};
    std::int64_t done = 0;
    bool finished = false;
};
/// Groups anew whoever has one of the next few keys of a kind.
RegroupStep regroup_some(store::Transaction& tx, OrgId root, const IdentityKind& kind,
                         const RegroupStep& from, const base::Context& ctx);
/// The same as a chunk of the job that `change_kind` queues.
jobs::Step regroup_everybody(jobs::Chunk& chunk);

}  // namespace huan::customer
