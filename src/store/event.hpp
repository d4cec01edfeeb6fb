#pragma once

#include "base/context.hpp"
#include "store/store.hpp"

#include <boost/json.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace huan::store {

/// A fact: somebody did something somewhere at some time. Appended in the transaction of the change it
/// describes, never changed, never deleted. Facts of ours are named "noun.verb" ("coupon.claimed"); behaviour
/// that clients send keeps their name ("Product Viewed").
struct Event {
    std::int64_t seq = 0;  ///< Given by `append`; unique, ascending within one process.
    std::string name{};
    base::ProfileId
        profile_id{};  ///< Whose event it is, as it arrived, for ever; 0 for facts about no person.
    base::Instant occurred_at{};  ///< By the client's corrected clock. 0: the moment of `append`.
    base::Instant received_at{};  ///< By ours; set by `append`.
    base::OrgId org_id{};         ///< Node it belongs to; the actor's where none is given.
    std::int64_t source_id = 0;   ///< Ingest source or import; 0 for our own commands.
    std::string message_id{};     ///< The client's, where it gave one.
    std::string channel{};        ///< Where: "h5", "store", "phone", "app", a placement's channel code...
    std::string place{};          ///< Store, city or page.
    std::string actor{};          ///< "user:7 Li Lei"; set by `append`.
    bool live = true;  ///< False for imported or late events: no trigger, message or grant follows.
    boost::json::object properties{};
};
BOOST_DESCRIBE_STRUCT(Event, (),
                      (seq, name, profile_id, occurred_at, received_at, org_id, source_id, message_id,
                       channel, place, actor, live, properties))

/// Stores `event` and runs the reactors of its name in their stated order, each in its own savepoint: one
/// that fails is rolled back, recorded in `reactor_failure`, and the event stays accepted. Answers the event
/// as stored.
Event append(Transaction& tx, Event event, const base::Context& ctx);

/// Takes events out of the journal for good: an import is undone, a person erased, a term of keeping over.
/// The one exception to "never deleted"; every history drops them too, soon after the commit. What else the
/// events led to is the caller's to undo: reactors are not told. Answers how many of these there were.
std::int64_t withdraw(Transaction& tx, const std::vector<std::int64_t>& seqs, const base::Context& ctx);

/// Puts another reading of the same event (its source, say) in its place, under a number of its own. Nobody
/// reacts again.
Event restate(Transaction& tx, Event event, const base::Context& ctx);

/// A person's events, newest first, that occurred before `before`; `profile_ids` are all profiles of the
/// customer.
std::vector<Event> events_of(Reader& db, const std::vector<base::ProfileId>& profile_ids,
                             base::Instant before, std::int64_t limit);
/// The same, oldest first, for folds (`after` <= occurred_at < `before`); `visit` answers false to stop.
void fold_events(Reader& db, const std::vector<base::ProfileId>& profile_ids, base::Instant after,
                 base::Instant before, const std::function<bool(const Event&)>& visit);

/// Who reacts to which event. Filled once at start, in server/loop.cpp: the page that closes the loop.
class Reactors {
public:
    using React = std::function<void(Transaction&, const Event&, const base::Context&)>;
    struct Reactor {
        std::string event;  ///< Event name; "*" for every event of a person.
        std::string name;   ///< For the failure record: "scene.triggers".
        React react;
    };
    void on(std::string event, std::string name, React react);
    const std::vector<Reactor>& in_order() const { return reactors_; }

private:
    std::vector<Reactor> reactors_;
};

/// A reactor that failed: the event is in, this consequence is not.
struct ReactorFailure {
    std::int64_t id = 0;
    std::int64_t event_seq = 0;
    std::string reactor{};
    std::string problem{};
    base::Instant at{};
};
BOOST_DESCRIBE_STRUCT(ReactorFailure, (), (id, event_seq, reactor, problem, at))

std::vector<ReactorFailure> reactor_failures(Reader& db, std::int64_t limit);

}  // namespace huan::store
