#pragma once

#include "capture/import.hpp"
#include "customer/evidence.hpp"
#include "customer/forget.hpp"
#include "jobs/runner.hpp"

#include <map>
#include <string>

/// Undoes a whole import: afterwards everything is as if the file had never come, except what others have
/// said since, and what too much hangs on to be taken away (it is counted and stays).
namespace huan::capture {

class Undo {
public:
    /// The kind its jobs are registered with.
    static constexpr const char* job_kind = "capture.undo_import";

    explicit Undo(customer::Forgetters forgetters) : forgetters_(std::move(forgetters)) {}
    /// How events of a name are taken back; those without a rule are simply withdrawn.
    void on(std::string event, customer::TakeBack rule) { rules_[std::move(event)] = rule; }
    jobs::Step work(jobs::Chunk& chunk) const;

private:
    struct Progress;
    bool take_back_facts(store::Transaction& tx, ImportId id, std::int64_t units, Progress& at,
                         const base::Context& ctx) const;
    bool take_back_people(store::Transaction& tx, ImportId id, std::int64_t units, Progress& at,
                          const base::Context& ctx) const;

    customer::Forgetters forgetters_;
    std::map<std::string, customer::TakeBack> rules_;
};

/// POST /api/imports/{import_id}/undo: queues it. Asked again, it goes on or does nothing. \throws
/// base::Error `import.unknown`, `import.busy`, `import.not_run`.
Import undo_import(store::Transaction& tx, const ImportById& command, const base::Context& ctx);

namespace errors {
inline constexpr base::ErrorKind not_run{base::Category::conflict, "import.not_run",
                                         "This import has not brought anything in."};
}  // namespace errors

}  // namespace huan::capture
