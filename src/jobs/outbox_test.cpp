#include "jobs/outbox.hpp"

#include "jobs/post.hpp"
#include "jobs/rows.hpp"
#include "jobs/runner.hpp"
#include "jobs/testing/receiver.hpp"
#include "store/testing/on_both_stores.hpp"

#include <spawn.h>

#include <csignal>
#include <cstdlib>

#include <sys/wait.h>

extern char** environ;

namespace huan::jobs {
namespace {

using store::testing::OnBothStores;
using testing::Receiver;
using Outcome = Attempt::Outcome;

/// A sender that keeps what it was given and answers as told.
struct Recorder {
    Attempt next{};
    std::vector<Delivery> seen{};

    Send send() {
        return [this](const Delivery& delivery, const std::stop_token&) {
            seen.push_back(delivery);
            return next;
        };
    }
};

class OutboxOnBothStores : public OnBothStores {
protected:
    DeliveryId enqueued(const std::string& body = "{}", std::int64_t target = 1) {
        return write([&](store::Transaction& tx) {
            return enqueue(tx, {.kind = "test", .target = target, .topic = "order.completed", .body = body},
                           at_noon);
        });
    }
    rows::OutboxRow row(DeliveryId id) {
        return write([&](store::Transaction& tx) { return *rows::lock_delivery(tx, id); });
    }
    Clock clock = [this] { return noon; };
    OutboxOptions options{.first = base::Duration{1000}, .longest = base::Duration{60'000}, .attempts = 4};
};
INSTANTIATE_ON_BOTH_STORES(OutboxOnBothStores);

TEST_P(OutboxOnBothStores, a_committed_message_is_sent_once_and_marked) {
    Recorder recorder;
    Outbox outbox(store(), clock, options);
    outbox.send_with("test", recorder.send());
    const DeliveryId id = enqueued("{\"n\":1}");
    EXPECT_EQ(outbox.send_due(noon), 1U);
    EXPECT_EQ(outbox.send_due(noon), 0U);
    ASSERT_EQ(recorder.seen.size(), 1U);
    EXPECT_EQ(recorder.seen[0].id, id);
    EXPECT_EQ(recorder.seen[0].body, "{\"n\":1}");
    EXPECT_EQ(row(id).state, DeliveryState::sent);
    EXPECT_EQ(row(id).sent_at, noon);
}

TEST_P(OutboxOnBothStores, nothing_is_sent_for_what_was_rolled_back) {
    Recorder recorder;
    Outbox outbox(store(), clock, options);
    outbox.send_with("test", recorder.send());
    EXPECT_THROW(write([&](store::Transaction& tx) {
                     enqueue(tx, {.kind = "test", .target = 1, .body = "{}"}, at_noon);
                     throw std::runtime_error("the command failed after all");
                 }),
                 std::runtime_error);
    EXPECT_EQ(outbox.send_due(noon), 0U);
    EXPECT_TRUE(recorder.seen.empty());
}

TEST_P(OutboxOnBothStores, a_failed_one_waits_longer_each_time_and_is_given_up_in_the_end) {
    Recorder recorder{.next = {.outcome = Outcome::again, .status = 503, .error = "HTTP 503: busy"}};
    Outbox outbox(store(), clock, options);
    outbox.send_with("test", recorder.send());
    const DeliveryId id = enqueued();
    base::Instant now = noon;
    for (std::int64_t attempt = 1; attempt < options.attempts; ++attempt) {
        ASSERT_EQ(outbox.send_due(now), 1U);
        const base::Instant next = row(id).next_at;
        EXPECT_EQ(next, now + back_off(options, id, attempt));
        EXPECT_EQ(outbox.send_due(next - base::Duration{1}), 0U) << "it was tried too early";
        now = next;
    }
    ASSERT_EQ(outbox.send_due(now), 1U);
    EXPECT_EQ(row(id).state, DeliveryState::dead);
    EXPECT_EQ(row(id).attempts, options.attempts);
    EXPECT_EQ(row(id).last_status, 503);
    EXPECT_EQ(row(id).last_error, "HTTP 503: busy");
    EXPECT_EQ(outbox.send_due(base::latest_instant - base::Duration{1'000'000}), 0U);
}

/// Writing to the outbox fails for a while, as on a full disk.
class Unwritable {
public:
    explicit Unwritable(store::Store& store) : store_(store) { rename("outbox", "outbox_away"); }
    ~Unwritable() { rename("outbox_away", "outbox"); }
    Unwritable(const Unwritable&) = delete;
    Unwritable& operator=(const Unwritable&) = delete;

private:
    void rename(const std::string& from, const std::string& to) {
        store_.write([&](store::Transaction& tx) { tx.execute("ALTER TABLE " + from + " RENAME TO " + to); });
    }
    store::Store& store_;
};

TEST_P(OutboxOnBothStores, what_was_sent_is_marked_as_soon_as_writing_is_possible_again) {
    int sent = 0;
    std::optional<Unwritable> trouble;
    std::jthread mending;
    Outbox outbox(store(), clock, options);
    outbox.send_with("test", [&](const Delivery&, const std::stop_token&) {
        if (++sent == 1) {
            trouble.emplace(store());
            mending = std::jthread([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds{300});
                trouble.reset();
            });
        }
        return Attempt{};
    });
    const DeliveryId first = enqueued();
    const DeliveryId second = enqueued();
    EXPECT_EQ(outbox.send_due(noon), 2U);
    EXPECT_EQ(sent, 2) << "nothing is sent again";
    EXPECT_EQ(row(first).state, DeliveryState::sent);
    EXPECT_EQ(row(second).state, DeliveryState::sent);
}

TEST_P(OutboxOnBothStores, a_batch_that_could_not_be_marked_does_not_wait_for_its_lease) {
    const auto rename = [&](const std::string& from, const std::string& to) {
        write([&](store::Transaction& tx) {
            tx.execute("ALTER TABLE outbox RENAME COLUMN " + from + " TO " + to);
        });
    };
    int sent = 0;
    options.settling = base::Duration{0};
    Outbox outbox(store(), clock, options);
    outbox.send_with("test", [&](const Delivery&, const std::stop_token&) {
        if (++sent == 1) rename("sent_at", "sent_then");
        return Attempt{};
    });
    const DeliveryId first = enqueued();
    const DeliveryId second = enqueued();
    EXPECT_ANY_THROW(outbox.send_due(noon));
    rename("sent_then", "sent_at");
    EXPECT_EQ(outbox.send_due(noon), 2U) << "both are due at once";
    EXPECT_EQ(sent, 3);
    EXPECT_EQ(row(first).state, DeliveryState::sent);
    EXPECT_EQ(row(second).state, DeliveryState::sent);
}

TEST_P(OutboxOnBothStores, one_that_can_never_succeed_is_given_up_at_once) {
    Recorder recorder{.next = {.outcome = Outcome::never, .error = "gone"}};
    Outbox outbox(store(), clock, options);
    outbox.send_with("test", recorder.send());
    const DeliveryId id = enqueued();
    outbox.send_due(noon);
    EXPECT_EQ(row(id).state, DeliveryState::dead);
}

TEST_P(OutboxOnBothStores, a_sender_that_throws_is_a_failure_and_not_the_end) {
    Outbox outbox(store(), clock, options);
    outbox.send_with("test", [](const Delivery&, const std::stop_token&) -> Attempt {
        throw std::runtime_error("broken sender");
    });
    const DeliveryId id = enqueued();
    EXPECT_EQ(outbox.send_due(noon), 1U);
    EXPECT_EQ(row(id).state, DeliveryState::waiting);
    EXPECT_EQ(row(id).last_error, "broken sender");
}

TEST_P(OutboxOnBothStores, a_receiver_that_asks_for_time_gets_it) {
    Recorder recorder{.next = {.outcome = Outcome::again, .wait = base::Duration{30'000}}};
    Outbox outbox(store(), clock, options);
    outbox.send_with("test", recorder.send());
    const DeliveryId id = enqueued();
    outbox.send_due(noon);
    EXPECT_EQ(row(id).next_at, noon + base::Duration{30'000});
}

TEST_P(OutboxOnBothStores, a_receiver_that_is_down_is_not_asked_again_for_each_of_its_messages) {
    Recorder recorder{.next = {.outcome = Outcome::again}};
    Outbox outbox(store(), clock, options);
    outbox.send_with("test", recorder.send());
    for (int i = 0; i < 3; ++i) enqueued("{}", 1);
    enqueued("{}", 2);
    outbox.send_due(noon);
    EXPECT_EQ(recorder.seen.size(), 2U) << "one try a target";
}

TEST_P(OutboxOnBothStores, two_processes_share_the_work_and_send_nothing_twice) {
    const auto other_store = store::Store::open(fresh().options());
    Recorder ours;
    Recorder theirs;
    Outbox here(store(), clock, options);
    Outbox there(*other_store, clock, options);
    here.send_with("test", ours.send());
    there.send_with("test", theirs.send());
    std::set<DeliveryId> ids;
    for (int i = 0; i < 60; ++i) ids.insert(enqueued());
    std::thread other([&] {
        while (there.send_due(noon) > 0) {}
    });
    while (here.send_due(noon) > 0) {}
    other.join();
    std::multiset<DeliveryId> sent;
    for (const Delivery& delivery : ours.seen) sent.insert(delivery.id);
    for (const Delivery& delivery : theirs.seen) sent.insert(delivery.id);
    EXPECT_EQ(sent, std::multiset<DeliveryId>(ids.begin(), ids.end()));
}

TEST_P(OutboxOnBothStores, its_threads_send_and_stop_within_seconds_even_when_a_receiver_hangs) {
    Receiver receiver;
    receiver.hang(true);
    Outbox outbox(store(), &base::clock_now);
    outbox.send_with("test", [&](const Delivery& delivery, const std::stop_token& stop) {
        const PostAnswer answer =
            post({.url = receiver.url(), .body = delivery.body}, {.allow_private = true}, stop);
        return Attempt{.outcome = answer.status == 200 ? Outcome::sent : Outcome::again,
                       .error = answer.problem};
    });
    const DeliveryId id = enqueued();
    outbox.start();
    for (int i = 0; i < 500 && receiver.messages().empty(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    ASSERT_EQ(receiver.messages().size(), 1U);
    const auto asked = std::chrono::steady_clock::now();
    outbox.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds(3));
    EXPECT_EQ(row(id).state, DeliveryState::waiting) << "nobody knows whether it arrived, so it is due again";
    EXPECT_EQ(row(id).attempts, 0);
}

TEST(BackOff, doubles_up_to_a_limit_and_is_shortened_by_at_most_half) {
    const OutboxOptions options{.first = base::Duration{1000}, .longest = base::Duration{60'000}};
    const std::int64_t full[] = {1000, 2000, 4000, 8000, 16'000, 32'000, 60'000, 60'000};
    for (std::int64_t id = 1; id < 200; ++id)
        for (std::int64_t attempt = 1; attempt <= std::ssize(full); ++attempt) {
            const std::int64_t wait = back_off(options, DeliveryId{id}, attempt).count();
            EXPECT_LE(wait, full[attempt - 1]);
            EXPECT_GE(wait, full[attempt - 1] / 2);
        }
    EXPECT_EQ(back_off(options, DeliveryId{7}, 3), back_off(options, DeliveryId{7}, 3)) << "it is no dice";
    EXPECT_NE(back_off(options, DeliveryId{7}, 3), back_off(options, DeliveryId{8}, 3)) << "but not in step";
}

Send posting_to(const std::string& url) {
    return [url](const Delivery& delivery, const std::stop_token& stop) {
        const PostAnswer answer = post({.url = url,
                                        .headers = {"webhook-id: msg_" + std::to_string(delivery.id.value)},
                                        .body = delivery.body},
                                       {.allow_private = true}, stop);
        return Attempt{.outcome = answer.status == 200 ? Outcome::sent : Outcome::again,
                       .error = answer.problem};
    };
}

/// The half of the next test that is killed: it sends, and dies before it can mark what it sent.
TEST(OutboxChild, sends_and_is_killed) {
    const char* url = std::getenv("HUAN_TEST_RECEIVER");
    if (url == nullptr) GTEST_SKIP() << "started by another test only";
    const auto store = store::Store::open({.directory = std::getenv("HUAN_TEST_DIRECTORY"),
                                           .postgres = std::getenv("HUAN_TEST_DATABASE"),
                                           .durable = false});
    Outbox outbox(*store, [] { return base::Instant{std::stoll(std::getenv("HUAN_TEST_NOW"))}; });
    outbox.send_with("test", [&](const Delivery& delivery, const std::stop_token& stop) {
        const Attempt attempt = posting_to(url)(delivery, stop);
        if (attempt.outcome == Outcome::sent) ::raise(SIGKILL);
        return attempt;
    });
    outbox.send_due(base::Instant{std::stoll(std::getenv("HUAN_TEST_NOW"))});
    FAIL() << "it should be dead";
}

/// Runs this program again for the test above; answers how it ended.
int killed_child(const std::map<std::string, std::string>& variables) {
    std::vector<std::string> texts;
    for (char** variable = environ; *variable != nullptr; ++variable) texts.emplace_back(*variable);
    for (const auto& [name, value] : variables) texts.push_back(name + "=" + value);
    std::vector<char*> environment;
    for (std::string& text : texts) environment.push_back(text.data());
    environment.push_back(nullptr);
    std::string program = "/proc/self/exe";
    std::string filter = "--gtest_filter=OutboxChild.*";
    char* arguments[] = {program.data(), filter.data(), nullptr};
    pid_t child = 0;
    if (::posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, environment.data()) != 0)
        return -1;
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

TEST_P(OutboxOnBothStores, killed_between_sending_and_marking_it_sends_the_same_id_and_body_again) {
    Receiver receiver;
    const DeliveryId id = enqueued("{\"amount\":1250}");
    const int status = killed_child({{"HUAN_TEST_RECEIVER", receiver.url()},
                                     {"HUAN_TEST_DIRECTORY", fresh().options().directory},
                                     {"HUAN_TEST_DATABASE", fresh().options().postgres},
                                     {"HUAN_TEST_NOW", std::to_string(noon.ms)}});
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    ASSERT_EQ(receiver.messages().size(), 1U);
    EXPECT_EQ(row(id).state, DeliveryState::waiting);

    fresh().reopen();
    take_over(store());
    Outbox outbox(store(), clock);
    outbox.send_with("test", posting_to(receiver.url()));
    const bool alone = GetParam() == store::Engine::sqlite;
    EXPECT_EQ(outbox.send_due(noon), alone ? 1U : 0U) << "with others about, its lease must run out first";
    outbox.send_due(noon + OutboxOptions{}.lease);

    const auto messages = receiver.messages();
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[0].headers.at("webhook-id"), "msg_" + std::to_string(id.value));
    EXPECT_EQ(messages[1].headers.at("webhook-id"), messages[0].headers.at("webhook-id"));
    EXPECT_EQ(messages[1].body, messages[0].body);
    EXPECT_EQ(messages[1].body, "{\"amount\":1250}");
    EXPECT_EQ(row(id).state, DeliveryState::sent);
}

}  // namespace
}  // namespace huan::jobs
