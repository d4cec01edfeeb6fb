#include "store/event.hpp"

#include "base/log.hpp"
namespace huan::store {
namespace {

constexpr int deepest_reaction = 8;

constexpr base::ErrorKind too_deep{base::Category::internal, "event.too_deep",
                                   "Reactors set each other off without end."};

std::string signature(const base::Actor& actor) {
    std::string text(base::word_of(actor.kind));
    if (actor.id != 0) text.append(":").append(std::to_string(actor.id));
    return actor.name.empty() ? text : text + " " + actor.name;
}

void insert(Transaction& tx, const Event& event) {
    static const std::string columns = base::column_list<Event>();
    static const std::string values = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13";
    static const std::string on_sqlite = "INSERT INTO event (xid, " + columns + ") VALUES (0, " + values +
                                         ")";
    static const std::string on_postgres = "INSERT INTO event (xid, " + columns +
                                           ") VALUES (CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT), " +
                                           values + ")";
    tx.execute(tx.engine() == Engine::sqlite ? on_sqlite : on_postgres, event.seq, event.name,
               event.profile_id, event.occurred_at, event.received_at, event.org_id, event.source_id,
               event.message_id, event.channel, event.place, event.actor, event.live, event.properties);
}

void record_failure(Transaction& tx, const Event& event, const std::string& reactor,
                    const std::string& problem, base::Instant now) {
    base::log::warning("reactor {} failed on event {}: {}", reactor, event.seq, problem);
    insert_row(
        tx, "reactor_failure",
        ReactorFailure{
            .id = tx.next_id(), .event_seq = event.seq, .reactor = reactor, .problem = problem, .at = now});
}

void note_withdrawn(Transaction& tx, const Result& gone, std::size_t row, base::Instant now) {
    std::int64_t seq = 0, event_xid = 0;
    read_cell(gone.at(row, 0), seq);
    read_cell(gone.at(row, 1), event_xid);
    const std::string_view xid =
        tx.engine() == Engine::sqlite ? "0" : "CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)";
    tx.execute("INSERT INTO withdrawn_event (number, xid, seq, event_xid, at) VALUES ($1, " +
                   std::string(xid) + ", $2, $3, $4)",
               tx.next_id(), seq, event_xid, now);
}

/// "$2, $3" for a list of `size` arguments that starts at `$first`.
std::string places(std::size_t first, std::size_t size) {
    std::string list;
    for (std::size_t i = 0; i < size; ++i)
        list.append(list.empty() ? "$" : ", $").append(std::to_string(first + i));
    return list;
}

}  // namespace

Event append(Transaction& tx, Event event, const base::Context& ctx) {
    event.seq = tx.next_id();
    event.received_at = ctx.now;
    if (event.occurred_at.ms == 0) event.occurred_at = ctx.now;
    if (!event.org_id) event.org_id = ctx.actor.org_id;
    if (event.actor.empty()) event.actor = signature(ctx.actor);
    if (ctx.actor.import_id != 0) {
        event.source_id = ctx.actor.import_id;
        event.live = false;
    }
    insert(tx, event);

    if (tx.reaction_depth >= deepest_reaction) throw base::Error{too_deep};
    ++tx.reaction_depth;
    for (const Reactors::Reactor& reactor : tx.reactors().in_order()) {
        if (reactor.event != event.name && reactor.event != "*") continue;
        try {
            tx.nested([&] { reactor.react(tx, event, ctx); });
        } catch (const base::Error& problem) {
            // A full disk or a database that went away is nobody's mistake, and passes: said again, the
            // command has all its consequences.
            const base::Category category = problem.kind().category;
            if (category == base::Category::full || category == base::Category::unavailable) {
                --tx.reaction_depth;
                throw;
            }
            record_failure(tx, event, reactor.name, problem.what(), ctx.now);
        } catch (const std::exception& problem) {
            record_failure(tx, event, reactor.name, problem.what(), ctx.now);
        }
    }
    --tx.reaction_depth;
    return event;
}

Event restate(Transaction& tx, Event event, const base::Context& ctx) {
    withdraw(tx, {event.seq}, ctx);
    event.seq = tx.next_id();
    insert(tx, event);
    return event;
}

std::int64_t withdraw(Transaction& tx, const std::vector<std::int64_t>& seqs, const base::Context& ctx) {
    constexpr std::size_t in_a_statement = 64;
    std::int64_t withdrawn = 0;
    for (std::size_t begin = 0; begin < seqs.size(); begin += in_a_statement) {
        const std::size_t end = std::min(seqs.size(), begin + in_a_statement);
        std::vector<Param> params;
        for (std::size_t i = begin; i < end; ++i) params.push_back(to_param(seqs[i]));
        const std::string these = " WHERE seq IN (" + places(1, params.size()) + ")";
        const Result gone = tx.run_with("DELETE FROM event" + these + " RETURNING seq, xid", params);
        for (std::size_t row = 0; row < gone.rows(); ++row) note_withdrawn(tx, gone, row, ctx.now);
        withdrawn += static_cast<std::int64_t>(gone.rows());
        tx.run_with("DELETE FROM reactor_failure WHERE event_seq IN (" + places(1, params.size()) + ")",
                    params);
    }
    return withdrawn;
}

std::vector<Event> events_of(Reader& db, const std::vector<base::ProfileId>& profile_ids,
                             base::Instant before, std::int64_t limit) {
    if (profile_ids.empty()) return {};
    std::vector<Param> params{to_param(before), to_param(limit)};
    for (const base::ProfileId id : profile_ids) params.push_back(to_param(id));
    const Result result = db.run_with(
        "SELECT " + base::column_list<Event>() + " FROM event WHERE occurred_at < $1 AND profile_id IN (" +
            places(3, profile_ids.size()) + ") ORDER BY occurred_at DESC, seq DESC LIMIT $2",
        params);
    std::vector<Event> events;
    for (std::size_t row = 0; row < result.rows(); ++row)
        events.push_back(read_row<Event>(std::span(result.cells).subspan(row * result.width, result.width)));
    return events;
}

void fold_events(Reader& db, const std::vector<base::ProfileId>& profile_ids, base::Instant after,
                 base::Instant before, const std::function<bool(const Event&)>& visit) {
    if (profile_ids.empty()) return;
    std::vector<Param> params{to_param(after), to_param(before)};
    for (const base::ProfileId id : profile_ids) params.push_back(to_param(id));
    // One person's events fit memory; reading them whole lets `visit` run statements of its own.
    const Result result =
        db.run_with("SELECT " + base::column_list<Event>() +
                        " FROM event WHERE occurred_at >= $1 AND occurred_at < $2 AND profile_id IN (" +
                        places(3, profile_ids.size()) + ") ORDER BY occurred_at, seq",
                    params);
    for (std::size_t row = 0; row < result.rows(); ++row)
        if (!visit(read_row<Event>(std::span(result.cells).subspan(row * result.width, result.width))))
            return;
}

void Reactors::on(std::string event, std::string name, React react) {
    reactors_.push_back({std::move(event), std::move(name), std::move(react)});
}

std::vector<ReactorFailure> reactor_failures(Reader& db, std::int64_t limit) {
    return db.all<ReactorFailure>(
        "SELECT " + base::column_list<ReactorFailure>() + " FROM reactor_failure ORDER BY id DESC LIMIT $1",
        limit);
}

}  // namespace huan::store
