#pragma once

#include "jobs/clock.hpp"
#include "jobs/webhook.hpp"
#include "store/store.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace huan::jobs {

namespace rows {
struct OutboxRow;
}

/// Something to be said to the outside, once the transaction it belongs to is committed.
struct Outgoing {
    std::string kind{};       ///< Who sends it: "webhook", "sms"...; registered with `Outbox::send_with`.
    std::int64_t target = 0;  ///< The sender's own record: the webhook, the channel account.
    std::string topic{};      ///< For people who look at the list: the event's name.
    std::string body{};       ///< Sent as it is, the same on every attempt.
    base::OrgId org_id{};     ///< The actor's where none is given.
    std::optional<base::Instant> not_before{};
};

/// Puts `outgoing` on its way: at least once after commit, never when the transaction is rolled back. The id
/// answered is the one the receiver sees on every attempt.
DeliveryId enqueue(store::Transaction& tx, const Outgoing& outgoing, const base::Context& ctx);

/// What a sender is given.
struct Delivery {
    DeliveryId id{};
    std::string kind{};
    std::int64_t target = 0;
    std::string topic{};
    std::string body{};
    std::int64_t attempts = 0;  ///< Before this one.
    base::OrgId org_id{};
    base::Instant now{};
};

/// How an attempt went.
struct Attempt {
    enum class Outcome { sent, again, never };
    Outcome outcome = Outcome::sent;
    std::optional<std::int64_t> status{};  ///< The receiver's, where it answered.
    std::string error{};
    std::optional<base::Duration> wait{};  ///< The receiver asked for at least this.
};
/// Says it once. What it throws counts as `again`. Must return soon after a stop was asked for.
using Send = std::function<Attempt(const Delivery&, const std::stop_token&)>;

struct OutboxOptions {
    base::Duration first{5'000};              ///< Wait after the first failure; doubles from there.
    base::Duration longest{6 * 3600 * 1000};  ///< But never more than this.
    std::int64_t attempts = 16;               ///< Then it is dead; about 18 hours.
    int threads = 4;
    std::int64_t batch = 8;         ///< Rows a thread takes at once.
    base::Duration lease{240'000};  ///< More than a batch can take.
    base::Duration look{300};       ///< How often idle threads look for work.
    /// How long a message that was sent is tried to be marked so, when that fails; then it may be sent again.
    base::Duration settling{30'000};
};

/// The wait after `attempts` failures: exponential, shortened by up to half so that receivers are not hit in
/// step. The shortening depends on the delivery and the attempt only.
base::Duration back_off(const OutboxOptions& options, DeliveryId id, std::int64_t attempts);

/// Sends what `enqueue` put in. Rows are claimed by lease: of several processes one sends a row.
class Outbox {
public:
    Outbox(store::Store& store, Clock clock, OutboxOptions options = {});
    ~Outbox();
    Outbox(const Outbox&) = delete;
    Outbox& operator=(const Outbox&) = delete;

    /// Before `start`.
    void send_with(std::string kind, Send send);
    void start();
    /// Returns within seconds: what is under way is broken off and will be sent again, under the same id.
    void stop();
    /// Takes one batch and sends it, on the caller's thread; answers how many attempts it made. What `start`
    /// does again and again.
    std::size_t send_due(base::Instant now, const std::stop_token& stop = {});

private:
    std::size_t send(std::vector<rows::OutboxRow>& batch, base::Instant now, const std::stop_token& stop);
    void insist(const store::Store::Write& work, const std::stop_token& stop);
    void give_back(const std::string& claim, const std::stop_token& stop);

    store::Store& store_;
    Clock clock_;
    OutboxOptions options_;
    std::string holder_;
    std::map<std::string, Send> senders_;
    std::vector<std::jthread> threads_;
};

}  // namespace huan::jobs
