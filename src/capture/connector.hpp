#pragma once

#include "capture/import.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace huan::capture {

using ConnectorId = base::Id<struct ConnectorTag>;
using ConnectorRunId = base::Id<struct ConnectorRunTag>;

/// How the other system is asked. `mysql` is MariaDB too.
enum class OriginSystem { postgres, mysql, http };
BOOST_DESCRIBE_ENUM(OriginSystem, postgres, mysql, http)

/// Encryption of a database connection. `required` does not check who answers, `verified` does.
enum class OriginTls { off, preferred, required, verified };
BOOST_DESCRIBE_ENUM(OriginTls, off, preferred, required, verified)

/// Where rows come from and how they are asked for; which members count depends on `system`.
struct Origin {
    OriginSystem system{};
    std::optional<base::Text<200>> host{};         ///< Databases.
    std::optional<std::int64_t> port{};            ///< Databases; the system's usual one where none is given.
    std::optional<base::Text<100>> database{};     ///< Databases.
    std::optional<base::Text<100>> user{};         ///< Databases.
    std::optional<OriginTls> tls{};                ///< Databases; `preferred` where nothing is said.
    std::optional<base::Text<20000>> query{};      ///< Databases: a SELECT, without a condition on the mark.
    std::optional<base::Text<2000>> url{};         ///< HTTP: asked with GET, answers JSON.
    std::optional<base::Text<80>> header{};        ///< HTTP: carries the secret; `Authorization` by itself.
    std::optional<base::Note<200>> items{};        ///< HTTP: where the list is, such as "data.orders".
    std::optional<base::Note<200>> next{};         ///< HTTP: where the next cursor or page's address is.
    std::optional<base::Note<60>> cursor_param{};  ///< HTTP: takes that cursor; a page number without `next`.
    std::optional<base::Note<60>> since_param{};   ///< HTTP: takes the watermark.
    /// Column that grows with each new or changed row; where there is none, every run asks for all.
    std::optional<base::Note<200>> mark{};
    /// How far before the watermark to ask again, for rows that were committed late: seconds for times, a
    /// difference for numbers.
    std::optional<std::int64_t> overlap{};
};
BOOST_DESCRIBE_STRUCT(Origin, (),
                      (system, host, port, database, user, tls, query, url, header, items, next, cursor_param,
                       since_param, mark, overlap))

/// queued and fetching -> importing -> done, or nothing when there was nothing new.
enum class RunState { fetching, importing, done, nothing, stopped, failed };
BOOST_DESCRIBE_ENUM(RunState, fetching, importing, done, nothing, stopped, failed)

/// One time a connector was asked.
struct ConnectorRun {
    ConnectorRunId id{};
    RunState state{};
    std::optional<std::string> problem{};    ///< Why it failed.
    std::optional<std::string> from_mark{};  ///< The watermark it began at; absent: from the start.
    std::optional<std::string> to_mark{};    ///< The watermark after it.
    std::int64_t fetched = 0;                ///< Rows that went into the import.
    std::int64_t known = 0;                  ///< Rows that the run before had brought, exactly so.
    std::optional<ImportId> import_id{};     ///< Which says what became of them.
    std::optional<ImportOutcome> outcome{};  ///< Of that import, once it is done.
    std::int64_t job_id = 0;                 ///< What is under way, or last was.
    std::string started_by_name{};           ///< "system": by its schedule.
    base::Instant started_at{};
    std::optional<base::Instant> ended_at{};
};
BOOST_DESCRIBE_STRUCT(ConnectorRun, (),
                      (id, state, problem, from_mark, to_mark, fetched, known, import_id, outcome, job_id,
                       started_by_name, started_at, ended_at))

/// Another system whose rows are fetched by schedule, from where the last run ended.
struct Connector {
    ConnectorId id{};
    std::string name{};
    ImportKind kind{};
    Origin origin{};
    bool has_secret = false;  ///< The password or token itself is never told.
    Mapping mapping{};
    std::optional<std::int64_t> every_minutes{};
    std::optional<std::int64_t> daily_at{};  ///< Minute of the company's day, 0..1439.
    bool active = false;                     ///< Whether the schedule counts.
    std::optional<base::Instant> next_at{};
    std::optional<std::string> watermark{};  ///< As the other system writes it.
    std::optional<ConnectorRun> last_run{};
    std::int64_t version = 0;
    std::string created_by_name{};
    base::Instant created_at{};
};
BOOST_DESCRIBE_STRUCT(Connector, (),
                      (id, name, kind, origin, has_secret, mapping, every_minutes, daily_at, active, next_at,
                       watermark, last_run, version, created_by_name, created_at))

/// POST /api/connectors
struct CreateConnector {
    base::Text<80> name{};
    ImportKind kind{};
    Origin origin{};
    std::optional<base::Note<4000>> secret{};  ///< The database's password, or the header's value.
    Mapping mapping{};
    std::optional<std::int64_t> every_minutes{};  ///< 1..10080. Neither this nor `daily_at`: by hand only.
    std::optional<std::int64_t> daily_at{};
};
BOOST_DESCRIBE_STRUCT(CreateConnector, (), (name, kind, origin, secret, mapping, every_minutes, daily_at))

/// PUT /api/connectors/{connector_id}: the whole but for the secret, which stays where none is given. Another
/// host, user or address needs it anew, so that nobody leads it astray.
struct UpdateConnector {
    ConnectorId connector_id{};
    std::int64_t version = 0;  ///< As last seen.
    base::Text<80> name{};
    Origin origin{};
    std::optional<base::Note<4000>> secret{};
    Mapping mapping{};
    std::optional<std::int64_t> every_minutes{};
    std::optional<std::int64_t> daily_at{};
};
BOOST_DESCRIBE_STRUCT(UpdateConnector, (),
                      (connector_id, version, name, origin, secret, mapping, every_minutes, daily_at))

/// POST /api/connectors/{connector_id}/pause and /resume, GET, DELETE /api/connectors/{connector_id}
struct ConnectorById {
    ConnectorId connector_id{};
};
BOOST_DESCRIBE_STRUCT(ConnectorById, (), (connector_id))

/// POST /api/connectors/{connector_id}/run
struct RunConnector {
    ConnectorId connector_id{};
    std::optional<bool> from_start{};  ///< Asks for everything again; rows that are in change nothing.
};
BOOST_DESCRIBE_STRUCT(RunConnector, (), (connector_id, from_start))

/// GET /api/connectors
struct ListConnectors {
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListConnectors, (), (cursor, limit))

/// GET /api/connectors/{connector_id}/runs: newest first.
struct ListConnectorRuns {
    ConnectorId connector_id{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListConnectorRuns, (), (connector_id, cursor, limit))

/// POST /api/connectors/try: asks for some rows and keeps nothing.
struct TryConnector {
    ImportKind kind{};
    Origin origin{};
    std::optional<base::Note<4000>> secret{};
    std::optional<ConnectorId> connector_id{};  ///< Whose secret to use where none is given.
};
BOOST_DESCRIBE_STRUCT(TryConnector, (), (kind, origin, secret, connector_id))

/// What the other system answered.
struct ConnectorSample {
    std::vector<std::string> columns{};
    std::vector<std::vector<std::string>> sample{};
    Mapping mapping{};                 ///< Suggested from the column names.
    std::vector<std::string> marks{};  ///< Columns that may serve as mark, likeliest first.
    std::int64_t took_ms = 0;
};
BOOST_DESCRIBE_STRUCT(ConnectorSample, (), (columns, sample, mapping, marks, took_ms))

namespace errors {
inline constexpr base::ErrorKind unknown_connector{base::Category::unknown, "connector.unknown",
                                                   "There is no such connector."};
inline constexpr base::ErrorKind connector_busy{base::Category::conflict, "connector.busy",
                                                "This connector is being run; wait for it or stop it."};
inline constexpr base::ErrorKind connector_stale{base::Category::conflict, "connector.stale",
                                                 "Somebody changed this connector meanwhile; load it again."};
inline constexpr base::ErrorKind unreachable{base::Category::invalid, "connector.unreachable",
                                             "The other system could not be reached."};
inline constexpr base::ErrorKind origin_refused{base::Category::invalid, "connector.refused",
                                                "The other system refused."};
inline constexpr base::ErrorKind private_origin{
    base::Category::invalid, "connector.private_address",
    "This address is not public; the setting connector_private must be \"allow\" for it."};
inline constexpr base::ErrorKind bad_answer{base::Category::invalid, "connector.bad_answer",
                                            "The other system answered something we cannot read."};
inline constexpr base::ErrorKind bad_mark{base::Category::invalid, "connector.bad_mark",
                                          "The watermark column does not fit."};
inline constexpr base::ErrorKind secret_needed{
    base::Category::invalid, "connector.secret_needed",
    "The password or token must be entered again: the address or user is another one."};
inline constexpr base::ErrorKind secret_lost{
    base::Category::invalid, "connector.secret_lost",
    "The password or token cannot be opened with this server's key; enter it again."};
}  // namespace errors

}  // namespace huan::capture
