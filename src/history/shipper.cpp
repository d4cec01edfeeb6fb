#include "history/shipper.hpp"

#include "base/log.hpp"
#include "history/native.hpp"
#include "store/lease.hpp"
#include "store/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <random>
#include <stdexcept>

#include <unistd.h>

namespace huan::history {
namespace {

constexpr std::string_view lease_name = "history";
constexpr base::Duration pause_after_failure{2'000};
constexpr std::int64_t withdrawals_at_once = 50'000;

std::string this_process() {
    char host[256] = {};
    ::gethostname(host, sizeof host - 1);
    return fmt::format("{}:{}:{:08x}", host, ::getpid(), std::random_device{}());
}

}  // namespace

/// Sends each question to whatever answers rightly at that moment, and keeps it open until it is answered.
class Shipper::Routed : public History {
public:
    explicit Routed(Shipper& shipper) : shipper_(shipper) {}

    void insert(std::span<const Row>) override { throw std::logic_error("only the shipper inserts"); }
    void clear() override { throw std::logic_error("only the shipper clears"); }
    void drop(std::span<const std::int64_t>) override { throw std::logic_error("only the shipper drops"); }
    std::vector<std::int64_t> existing(std::span<const std::int64_t> seqs) override {
        return now()->existing(seqs);
    }
    void scan(const Scan& scan, const Visit& visit) override { now()->scan(scan, visit); }
    std::vector<Group> group_by(const Grouping& grouping) override { return now()->group_by(grouping); }
    /// While the columns do not answer, what lies in their files is not known.
    bool is_clean() override { return (!shipper_.open_ || is_projection()) && now()->is_clean(); }
    std::string packed(std::int64_t first, std::int64_t last) override { return now()->packed(first, last); }
    std::int64_t count() override { return now()->count(); }
    std::optional<base::Instant> latest() override { return now()->latest(); }
    bool is_projection() const override { return now()->is_projection(); }
    std::string id() const override { return now()->id(); }
    std::string description() const override { return now()->description(); }
    void backup(const std::string& target) override { now()->backup(target); }

private:
    std::shared_ptr<History> now() const {
        const std::lock_guard lock(shipper_.mutex_);
        return shipper_.answering_ ? shipper_.answering_ : shipper_.journal_;
    }
    Shipper& shipper_;
};

Shipper::Shipper(store::Store& store, Open open, ShipperOptions options)
    : store_(store),
      open_(std::move(open)),
      options_(options),
      holder_(this_process()),
      leased_(store.engine() == store::Engine::postgres),  // An embedded store has one process anyway.
      journal_(open_journal(store)),
      routed_(std::make_unique<Routed>(*this)) {
    status_.history = journal_->description();
    if (open_) thread_ = std::thread([this] { run(); });
}

Shipper::~Shipper() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
    if (!leased_ || !columns_) return;
    try {
        store_.write([&](store::Transaction& tx) { store::release_lease(tx, lease_name, holder_); });
    } catch (const std::exception& problem) {
        base::log::warning("history: the lease could not be given up: {}", problem.what());
    }
}

History& Shipper::history() { return *routed_; }

void Shipper::ship_now() {
    {
        const std::lock_guard lock(mutex_);
        ++requested_;
    }
    changed_.notify_all();
}

bool Shipper::catch_up(base::Duration limit) {
    std::unique_lock lock(mutex_);
    const std::int64_t request = ++requested_;
    changed_.notify_all();
    // The journal needs no shipping to be right.
    return changed_.wait_for(lock, limit, [&] { return !answering_ || fulfilled_ >= request; });
}

bool Shipper::wait_until_shipped(std::int64_t seq, base::Duration limit) {
    const auto at = store_.read([&](store::Reader& db) { return rows::position_of(db, seq); });
    if (!at) return false;
    const auto deadline = std::chrono::steady_clock::now() + limit;
    const auto arrived = [&] { return !answering_ || *at <= shipped_; };
    for (;;) {
        ship_now();
        std::unique_lock lock(mutex_);
        // A transaction that ends elsewhere wakes nobody here: look again now and then.
        const auto next =
            std::min(deadline, std::chrono::steady_clock::now() + std::chrono::milliseconds{20});
        if (changed_.wait_until(lock, next, arrived)) return true;
        if (std::chrono::steady_clock::now() >= deadline) return false;
    }
}

void Shipper::while_paused(const std::function<void()>& work) {
    const auto pause = [&](int by) {
        const std::lock_guard lock(mutex_);
        pausing_ += by;
    };
    pause(1);
    try {
        const std::lock_guard lock(stepping_);
        work();
    } catch (...) {
        pause(-1);
        changed_.notify_all();
        throw;
    }
    pause(-1);
    changed_.notify_all();
}

ShipperStatus Shipper::status() const {
    const std::lock_guard lock(mutex_);
    return status_;
}

void Shipper::run() {
    for (;;) {
        std::int64_t request = 0;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return stopping_ || pausing_ == 0; });
            if (stopping_) return;
            request = requested_;
        }
        base::Duration pause = options_.pause;
        bool failed = false;
        try {
            const std::lock_guard lock(stepping_);
            const bool leading = lead();
            if (leading && step()) continue;
            if (!leading) pause = options_.lease / 5;
            finish_pass(request);
        } catch (const std::exception& problem) {
            failed = true;
            pause = pause_after_failure;
            fail(problem.what());
        }
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, pause, [&] { return stopping_ || (!failed && requested_ > fulfilled_); });
    }
}

/// Whether this process ships. Opens the columns when it starts to.
bool Shipper::lead() {
    const base::Instant now = base::clock_now();
    if (leased_ && now >= renew_at_) {
        const bool held = store_.write([&](store::Transaction& tx) {
            return store::acquire_lease(tx, lease_name, holder_, now + options_.lease, now);
        });
        if (!held) {
            leave();
            return false;
        }
        renew_at_ = now + options_.lease / 3;
    }
    if (!columns_) {
        columns_ = open_();
        recovered_ = false;
        base::log::info("history: {} opened, {} rows", columns_->description(), columns_->count());
    }
    return true;
}

void Shipper::leave() {
    {
        const std::lock_guard lock(mutex_);
        answering_.reset();
        status_.shipping = status_.caught_up = false;
        status_.history = journal_->description();
    }
    changed_.notify_all();
    columns_.reset();  // Closed when the last question on it is answered.
}

/// Ships one batch, or drops one; whether there may be more to do at once. A batch that was not full has
/// reached the end: what comes now gathers until the next pass, for many small inserts would cost the
/// columns, and the writer, more than the rows in them.
bool Shipper::step() {
    if (!recovered_) recover();
    return ship_some() || drop_withdrawn();
}

bool Shipper::ship_some() {
    const std::vector<rows::Entry> batch = store_.read([&](store::Reader& db) {
        const std::int64_t horizon = rows::horizon(db);
        return rows::settled_after(db, shipping_.shipped(), horizon, options_.batch);
    });
    if (batch.empty()) return false;
    rows::Shipping next = shipping_;
    next.planned_xid = batch.back().at.xid;
    next.planned_seq = batch.back().at.seq;
    save(next);
    insert(batch);
    mark_planned(static_cast<std::int64_t>(batch.size()));
    return static_cast<std::int64_t>(batch.size()) == options_.batch;
}

void Shipper::insert(const std::vector<rows::Entry>& batch) {
    std::vector<Row> arriving;
    arriving.reserve(batch.size());
    for (const rows::Entry& entry : batch) arriving.push_back(to_row(entry.event));
    columns_->insert(arriving);
}

/// The planned batch of `count` rows has arrived.
void Shipper::mark_planned(std::int64_t count) {
    rows::Shipping next = shipping_;
    next.xid = next.planned_xid.value();
    next.seq = next.planned_seq.value();
    next.shipped_rows += count;
    next.planned_xid.reset();
    next.planned_seq.reset();
    save(next);
}

/// Drops what was withdrawn since the last time. Stated before it is done, as a shipment is: how many rows
/// are left after it is known then, so that a lost row is still found out.
bool Shipper::drop_withdrawn() {
    const std::vector<rows::Withdrawn> batch = store_.read([&](store::Reader& db) {
        return rows::withdrawn_after(db, shipping_.withdrawn(), rows::horizon(db), withdrawals_at_once);
    });
    if (batch.empty()) return false;
    std::vector<std::int64_t> seqs;
    for (const rows::Withdrawn& item : batch) seqs.push_back(item.event_at.seq);
    const std::vector<std::int64_t> there = columns_->existing(seqs);
    rows::Shipping next = shipping_;
    next.dropping_xid = batch.back().at.xid;
    next.dropping_number = batch.back().at.seq;
    next.dropping_rows = shipping_.shipped_rows - static_cast<std::int64_t>(there.size());
    save(next);
    finish_dropping(there);
    return true;
}

void Shipper::finish_dropping(const std::vector<std::int64_t>& seqs) {
    if (!seqs.empty()) {
        columns_->drop(seqs);
        base::log::info("history: {} withdrawn events dropped", seqs.size());
    }
    rows::Shipping next = shipping_;
    next.withdrawn_xid = next.dropping_xid.value();
    next.withdrawn_number = next.dropping_number.value();
    next.shipped_rows = next.dropping_rows.value();
    next.dropping_xid.reset();
    next.dropping_number.reset();
    next.dropping_rows.reset();
    save(next);
}

/// Puts the books and the columns in agreement, after a start or a failure.
void Shipper::recover() {
    if (store_.read([](store::Reader& db) { return rows::has_foreign_transactions(db); })) {
        base::log::warning("history: the journal comes from another server and is shipped anew");
        store_.write([](store::Transaction& tx) { rows::adopt_journal(tx); });
    }
    const std::string id = columns_->id();
    const auto known = store_.read([&](store::Reader& db) { return rows::shipping(db, id); });
    shipping_ = known.value_or(rows::Shipping{.directory = id});
    if (shipping_.planned_seq) finish_planned();
    if (shipping_.dropping_number) {
        std::vector<std::int64_t> seqs;
        const rows::Position last{*shipping_.dropping_xid, *shipping_.dropping_number};
        for (const rows::Withdrawn& item : unfollowed())
            if (item.at <= last) seqs.push_back(item.event_at.seq);
        finish_dropping(columns_->existing(seqs));
    }
    const std::int64_t count = columns_->count();
    if (count != shipping_.shipped_rows) {
        base::log::warning("history: {} rows where {} were shipped; shipping all of them again", count,
                           shipping_.shipped_rows);
        columns_->clear();
        save({.directory = id});
        const std::lock_guard lock(mutex_);
        ++status_.rebuilds;
    }
    publish();
    recovered_ = true;
}

/// All withdrawals that the columns have not followed yet.
std::vector<rows::Withdrawn> Shipper::unfollowed() const {
    return store_.read([&](store::Reader& db) {
        return rows::withdrawn_after(db, shipping_.withdrawn(), std::numeric_limits<std::int64_t>::max(),
                                     std::numeric_limits<std::int64_t>::max());
    });
}

namespace {

std::string packed(std::span<const rows::Entry> entries) {
    std::vector<Row> rows;
    rows.reserve(entries.size());
    for (const rows::Entry& entry : entries) rows.push_back(to_row(entry.event));
    std::string bytes;
    native::append_rows(bytes, rows);
    return bytes;
}

}  // namespace

Comparison Shipper::compare() {
    constexpr std::int64_t at_once = 20'000;
    constexpr std::int64_t end = std::numeric_limits<std::int64_t>::max();
    Comparison found;
    while_paused([&] {
        if (!columns_ || !recovered_) return;
        for (std::int64_t first = 0;;) {
            std::vector<rows::Entry> journal =
                store_.read([&](store::Reader& db) { return rows::by_number(db, first, end, at_once); });
            const bool over = std::ssize(journal) < at_once;
            const std::int64_t last = over ? end : journal.back().at.seq;
            std::erase_if(journal, [&](const rows::Entry& entry) { return entry.at > shipping_.shipped(); });
            found.rows += std::ssize(journal);
            if (packed(journal) != columns_->packed(first, last)) {
                found.differs_at = first_difference(journal, first, last);
                break;
            }
            if (over) break;
            first = last + 1;
        }
        // What was withdrawn but not dropped yet is no difference, and hides whether there is another.
        found.compared = !found.differs_at || unfollowed().empty();
    });
    if (!found.compared) found.differs_at.reset();
    return found;
}

/// Halves the stretch until one event is left.
std::int64_t Shipper::first_difference(std::span<const rows::Entry> journal, std::int64_t first,
                                       std::int64_t last) const {
    while (journal.size() > 1) {
        const auto left = journal.first(journal.size() / 2);
        const std::int64_t middle = left.back().at.seq;
        if (packed(left) != columns_->packed(first, middle)) {
            journal = left;
            last = middle;
        } else {
            journal = journal.subspan(left.size());
            first = middle + 1;
        }
    }
    return journal.empty() ? first : std::min(journal.front().at.seq, last);
}

/// Some of the planned rows may have arrived before the end: inserts the others.
void Shipper::finish_planned() {
    const rows::Position last{*shipping_.planned_xid, *shipping_.planned_seq};
    std::vector<rows::Entry> batch =
        store_.read([&](store::Reader& db) { return rows::between(db, shipping_.shipped(), last); });
    std::vector<std::int64_t> seqs;
    for (const rows::Entry& entry : batch) seqs.push_back(entry.at.seq);
    const std::vector<std::int64_t> arrived = columns_->existing(seqs);
    // Rows of the batch may have arrived and been withdrawn since: they count until they are dropped.
    std::vector<std::int64_t> withdrawn;
    for (const rows::Withdrawn& item : unfollowed())
        if (item.event_at > shipping_.shipped() && item.event_at <= last)
            withdrawn.push_back(item.event_at.seq);
    const auto count = static_cast<std::int64_t>(batch.size() + columns_->existing(withdrawn).size());
    std::erase_if(
        batch, [&](const rows::Entry& entry) { return std::ranges::binary_search(arrived, entry.at.seq); });
    base::log::info("history: {} of {} planned rows had arrived", arrived.size(), count);
    if (!batch.empty()) insert(batch);
    mark_planned(count);
}

void Shipper::save(rows::Shipping next) {
    next.moved_at = base::clock_now();
    store_.write([&](store::Transaction& tx) { rows::save(tx, next); });
    shipping_ = next;
    publish();
}

/// Lets those who wait see how far the books are.
void Shipper::publish() {
    {
        const std::lock_guard lock(mutex_);
        shipped_ = shipping_.shipped();
        status_.rows = shipping_.shipped_rows;
    }
    changed_.notify_all();
}

/// A pass that left nothing to ship, or found that another process ships.
void Shipper::finish_pass(std::int64_t request) {
    {
        const std::lock_guard lock(mutex_);
        fulfilled_ = std::max(fulfilled_, request);
        status_.problem.clear();
        if (columns_) {
            answering_ = columns_;
            status_.shipping = status_.caught_up = true;
            status_.history = columns_->description();
        }
    }
    changed_.notify_all();
}

void Shipper::fail(const std::string& problem) {
    base::log::error("history: shipping failed: {}", problem);
    recovered_ = false;  // Whether the batch arrived is unknown.
    {
        const std::lock_guard lock(mutex_);
        status_.problem = problem;
        status_.caught_up = false;
        answering_.reset();  // The columns fall behind: the journal answers until this is mended.
    }
    changed_.notify_all();
}

}  // namespace huan::history
