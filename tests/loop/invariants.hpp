#pragma once

#include "base/context.hpp"
#include "insight/insight.hpp"
#include "rows.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace huan::loop {

/// A promise that does not hold.
struct Broken {
    std::string promise{};  ///< Which one, always in the same words.
    std::string what{};     ///< How it shows here.
};

/// Watches over a company in which things happen: reads the tables past all commands, and folds the journal
/// on its own.
class Invariants {
public:
    explicit Invariants(store::Store& store);

    /// Looks at what is new since the last call. `gift`: what happened was ours to give, so the guard's
    /// limits hold for it too.
    std::optional<Broken> after_step(bool gift, base::Instant now);
    /// Looks at everything there is.
    std::optional<Broken> of_everything(base::Instant now);
    /// What analyses say of everybody at once is what they say of each alone.
    std::optional<Broken> of_analyses(insight::Insight& insight,
                                      const std::map<std::string, insight::SegmentId>& segments,
                                      base::Context ctx);
    /// Begins anew, from what the store holds now.
    void begin_again();

private:
    std::optional<Broken> fold(store::Reader& db, base::Instant now);
    std::optional<Broken> take(const rows::Fact& fact);
    std::optional<Broken> issued(store::Reader& db, bool gift, base::Instant now);
    std::optional<Broken> sent(store::Reader& db, base::Instant now);
    static std::optional<Broken> leads_end(store::Reader& db);
    std::optional<Broken> compare(store::Reader& db) const;

    store::Store& store_;
    rows::Marks marks_;
    std::map<std::int64_t, std::string> coupons_;      // State by the journal.
    std::map<std::int64_t, std::int64_t> orders_;      // What is left of each.
    std::map<std::int64_t, std::int64_t> points_;      // By profile.
    std::map<std::int64_t, std::int64_t> commission_;  // By user.
    std::int64_t leads_ = 0;
};

}  // namespace huan::loop
