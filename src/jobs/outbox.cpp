#include "jobs/outbox.hpp"

#include "base/log.hpp"
#include "base/text.hpp"
#include "jobs/rows.hpp"

#include <algorithm>
#include <set>

namespace huan::jobs {
namespace {

using rows::OutboxRow;

/// splitmix64: spreads ids and attempts evenly; the same numbers always give the same answer.
std::uint64_t mixed(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

Attempt attempt(const Send& send, const Delivery& delivery, const std::stop_token& stop) {
    try {
        return send(delivery, stop);
    } catch (const std::exception& problem) {
        return {.outcome = Attempt::Outcome::again, .error = problem.what()};
    }
}

/// At most `size` bytes, cut between characters; what is no text at all is not kept.
std::string shortened(const std::string& text, std::size_t size) {
    std::string part = text.substr(0, size);
    for (int cut = 0; cut < 3 && !base::is_clean_utf8(part) && !part.empty(); ++cut) part.pop_back();
    return base::is_clean_utf8(part) ? part : "(not text)";
}

void note(OutboxRow& row, const Attempt& how, const OutboxOptions& options, base::Instant now) {
    ++row.attempts;
    row.last_status = how.status;
    row.last_error = shortened(how.error, 500);
    if (how.outcome == Attempt::Outcome::sent) {
        row.state = DeliveryState::sent;
        row.sent_at = now;
    } else if (how.outcome == Attempt::Outcome::never || row.attempts >= options.attempts) {
        row.state = DeliveryState::dead;
    } else {
        const base::Duration asked = how.wait.value_or(base::Duration{0});
        row.next_at = now +
                      std::min(std::max(back_off(options, row.id, row.attempts), asked), options.longest);
    }
}

}  // namespace

DeliveryId enqueue(store::Transaction& tx, const Outgoing& outgoing, const base::Context& ctx) {
    OutboxRow row;
    row.id = DeliveryId{tx.next_id()};
    row.kind = outgoing.kind;
    row.target = outgoing.target;
    row.topic = outgoing.topic;
    row.body = outgoing.body;
    row.created_at = ctx.now;
    row.next_at = outgoing.not_before.value_or(ctx.now);
    row.org_id = outgoing.org_id ? outgoing.org_id : ctx.actor.org_id;
    rows::insert(tx, row);
    return row.id;
}

base::Duration back_off(const OutboxOptions& options, DeliveryId id, std::int64_t attempts) {
    const int doublings = static_cast<int>(std::clamp<std::int64_t>(attempts - 1, 0, 30));
    const std::int64_t full = std::min(options.first.count() << doublings, options.longest.count());
    const std::uint64_t seed =
        mixed(static_cast<std::uint64_t>(id.value) * 64 + static_cast<std::uint64_t>(attempts));
    const auto off = static_cast<std::int64_t>(seed % static_cast<std::uint64_t>(full / 2 + 1));
    return base::Duration{full - off};
}

Outbox::Outbox(store::Store& store, Clock clock, OutboxOptions options)
    : store_(store),
      clock_(std::move(clock)),
      options_(options),
      holder_(holder_name()) {}

Outbox::~Outbox() { stop(); }

void Outbox::send_with(std::string kind, Send send) {
    senders_.insert_or_assign(std::move(kind), std::move(send));
}

void Outbox::start() {
    for (int i = 0; i < options_.threads; ++i)
        threads_.emplace_back([this](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                std::size_t sent = 0;
                try {
                    sent = send_due(clock_(), stop);
                } catch (const std::exception& problem) {
                    base::log::warning("outbox: {}", problem.what());
                    rest(stop, base::Duration{2000});
                }
                if (sent == 0) rest(stop, options_.look);
            }
        });
}

void Outbox::stop() {
    for (std::jthread& thread : threads_) thread.request_stop();
    threads_.clear();
}

std::size_t Outbox::send_due(base::Instant now, const std::stop_token& stop) {
    // Looking costs no write; most of the time there is nothing.
    if (!store_.read([&](store::Reader& db) { return rows::any_due(db, now); })) return 0;
    const std::string claim = holder_ + holder_name();  // A thread settles only what it took itself.
    try {
        std::vector<OutboxRow> batch = store_.write([&](store::Transaction& tx) {
            return rows::claim_due(tx, claim, now, now + options_.lease, options_.batch);
        });
        return send(batch, now, stop);
    } catch (...) {
        give_back(claim, stop);
        throw;
    }
}

std::size_t Outbox::send(std::vector<OutboxRow>& batch, base::Instant now, const std::stop_token& stop) {
    std::ranges::sort(batch, {}, &OutboxRow::id);

    std::size_t attempts = 0;
    std::set<std::pair<std::string, std::int64_t>>
        down;  // Targets that did not answer: the rest of theirs waits.
    for (OutboxRow& row : batch) {
        const auto sender = senders_.find(row.kind);
        if (stop.stop_requested() || sender == senders_.end() || down.contains({row.kind, row.target})) {
            if (!stop.stop_requested())
                row.next_at = now + back_off(options_, row.id, std::max<std::int64_t>(row.attempts, 1));
        } else {
            const Delivery delivery{.id = row.id,
                                    .kind = row.kind,
                                    .target = row.target,
                                    .topic = row.topic,
                                    .body = row.body,
                                    .attempts = row.attempts,
                                    .org_id = row.org_id,
                                    .now = now};
            const Attempt how = attempt(sender->second, delivery, stop);
            // Broken off by our own stop: nothing is known, so it is simply due again.
            if (!stop.stop_requested() || how.outcome == Attempt::Outcome::sent)
                note(row, how, options_, now);
            if (how.outcome == Attempt::Outcome::again) down.insert({row.kind, row.target});
            ++attempts;
        }
        // What was sent must not be sent again because it could not be written down.
        insist([&](store::Transaction& tx) { rows::settle(tx, row); }, stop);
    }
    return attempts;
}

/// The disk may be full for a moment, a connection cut: tries until that is over, or lasts too long.
void Outbox::insist(const store::Store::Write& work, const std::stop_token& stop) {
    const auto end = std::chrono::steady_clock::now() + options_.settling;
    for (;;) {
        try {
            store_.write(work);
            return;
        } catch (const std::exception& problem) {
            if (std::chrono::steady_clock::now() >= end || !rest(stop, base::Duration{200})) throw;
            base::log::warning("outbox: trying again: {}", problem.what());
        }
    }
}

/// So that what nobody is sending need not wait until its lease has run out.
void Outbox::give_back(const std::string& claim, const std::stop_token& stop) {
    try {
        insist([&](store::Transaction& tx) { rows::release_claim(tx, claim); }, stop);
    } catch (const std::exception&) {
        // Then it waits for that.
    }
}

}  // namespace huan::jobs
