#pragma once

#include "base/instant.hpp"
#include "history/history.hpp"
#include "history/rows.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace huan::history {

struct ShipperOptions {
    std::int64_t batch = 10'000;   ///< Rows of one insert, at most.
    base::Duration pause{500};     ///< New rows gather this long; also how far history trails.
    base::Duration lease{10'000};  ///< PostgreSQL: how long a dead process keeps others from shipping.
};

/// What `huan status` tells.
struct ShipperStatus {
    bool shipping = false;   ///< This process ships; else another one does, or none can.
    bool caught_up = false;  ///< Questions are answered from the columns; else from the journal.
    std::string history{};   ///< "chdb 26.7.3" or "journal".
    std::int64_t rows = 0;   ///< In the columns.
    std::int64_t rebuilds =
        0;                  ///< How often, since start, all rows were shipped again because some were lost.
    std::string problem{};  ///< Of the last attempt; empty when it went well.
};

/// What `Shipper::compare` found.
struct Comparison {
    bool compared = false;  ///< Else there is nothing to compare: this process does not ship, or is behind.
    std::int64_t rows = 0;  ///< Journal rows that were looked at.
    std::optional<std::int64_t> differs_at{};  ///< The first event, by number, at which the two differ.
};

/// Carries the journal into history: every event once, whatever is killed when. A batch is planned (its end
/// is stored), inserted, and marked; after a restart the rows of a planned batch that did not arrive are
/// inserted, by number. Events that were withdrawn from the journal are dropped, in the same manner. On
/// PostgreSQL only rows whose transaction can no longer be overtaken are read, and one process ships at a
/// time. Works on a thread of its own.
class Shipper {
public:
    using Open = std::function<std::unique_ptr<History>()>;

    /// Starts. `open` opens the columns (see `open`), when this process gets to ship; empty: there are none,
    /// and the journal answers. `store` must live longer.
    Shipper(store::Store& store, Open open, ShipperOptions options = {});
    ~Shipper();
    Shipper(const Shipper&) = delete;
    Shipper& operator=(const Shipper&) = delete;

    /// For every question: the columns while this process ships and has caught up, else the journal, which is
    /// slower and as right. Lives as long as the shipper.
    History& history();

    /// Ships what is committed now, soon, without waiting for it.
    void ship_now();
    /// Waits until what was committed before the call is shipped; false when it was not within `limit`. A
    /// transaction that is still open elsewhere may hold later ones back (PostgreSQL); those are not waited
    /// for.
    bool catch_up(base::Duration limit = base::Duration{30'000});
    /// Waits for one committed event.
    bool wait_until_shipped(std::int64_t seq, base::Duration limit = base::Duration{30'000});
    /// Runs `work` while nothing is shipped, so that a copy of the records and one of history fit each other.
    void while_paused(const std::function<void()>& work);
    /// Holds the columns against the journal, row for row and value for value, as far as was shipped. Nothing
    /// is shipped meanwhile; reads both from end to end.
    Comparison compare();
    ShipperStatus status() const;

private:
    class Routed;
    void run();
    bool lead();
    void leave();
    void recover();
    void finish_planned();
    bool step();
    bool ship_some();
    bool drop_withdrawn();
    std::int64_t first_difference(std::span<const rows::Entry> journal, std::int64_t first,
                                  std::int64_t last) const;
    std::vector<rows::Withdrawn> unfollowed() const;
    void finish_dropping(const std::vector<std::int64_t>& seqs);
    void insert(const std::vector<rows::Entry>& batch);
    void mark_planned(std::int64_t count);
    void save(rows::Shipping next);
    void publish();
    void finish_pass(std::int64_t request);
    void fail(const std::string& problem);

    store::Store& store_;
    const Open open_;
    const ShipperOptions options_;
    const std::string holder_;  ///< Names this process in the lease.
    const bool leased_;
    const std::shared_ptr<History> journal_;
    std::unique_ptr<Routed> routed_;

    std::mutex stepping_;  ///< Held while rows are on their way; guards the next four.
    std::shared_ptr<History> columns_;
    bool recovered_ = false;
    rows::Shipping shipping_{};
    base::Instant renew_at_{};

    mutable std::mutex mutex_;  ///< Guards everything below.
    std::condition_variable changed_;
    bool stopping_ = false;
    int pausing_ = 0;                     ///< `while_paused` calls that wait or run.
    std::int64_t requested_ = 0;          ///< Number of the last request to catch up,
    std::int64_t fulfilled_ = 0;          ///< and of the last one that was met.
    std::shared_ptr<History> answering_;  ///< The columns while they are current.
    rows::Position shipped_{};
    ShipperStatus status_{};
    std::thread thread_;
};

}  // namespace huan::history
