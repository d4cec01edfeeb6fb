#include "capture/origin_reader.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <memory>

#include <poll.h>

/// Rows of somebody else's PostgreSQL: a read-only transaction with a cursor.
namespace huan::capture {
namespace {

constexpr int rows_at_once = 1000;
constexpr int look_ms = 100;

/// Types by their number in pg_type.
enum : Oid {
    type_bool = 16,
    type_int8 = 20,
    type_int2 = 21,
    type_int4 = 23,
    type_oid = 26,
    type_float4 = 700,
    type_float8 = 701,
    type_date = 1082,
    type_timestamp = 1114,
    type_timestamptz = 1184,
    type_numeric = 1700
};

bool is_whole(Oid type) {
    return type == type_int8 || type == type_int2 || type == type_int4 || type == type_oid;
}
bool is_number(Oid type) {
    return is_whole(type) || type == type_float4 || type == type_float8 || type == type_numeric;
}
bool is_time(Oid type) { return type == type_date || type == type_timestamp || type == type_timestamptz; }

/// "2026-01-02 03:04:05.123456+00" as "2026-01-02T03:04:05.123Z".
std::string with_zone(std::string text) {
    const std::size_t plus = text.rfind('+');
    if (text.size() < 22 || text[10] != ' ' || plus == std::string::npos || text.substr(plus) != "+00")
        return text;
    text.resize(plus);
    text[10] = 'T';
    if (text.size() > 23) text.resize(23);
    return text + "Z";
}

std::string cell_of(Oid type, std::string text) {
    if (type == type_bool) return text == "t" ? "true" : "false";
    if (type == type_timestamptz) return with_zone(std::move(text));
    if (type == type_timestamp) return text.substr(0, std::min(text.find('.'), text.size()));
    return text;
}

const char* sslmode(OriginTls tls) {
    switch (tls) {
        case OriginTls::off: return "disable";
        case OriginTls::preferred: return "prefer";
        case OriginTls::required: return "require";
        case OriginTls::verified: return "verify-full";
    }
    return "verify-full";
}

struct Free {
    void operator()(PGconn* connection) const { PQfinish(connection); }
    void operator()(PGresult* result) const { PQclear(result); }
    void operator()(PGcancel* cancel) const { PQfreeCancel(cancel); }
    void operator()(char* text) const { PQfreemem(text); }
};
using Answer = std::unique_ptr<PGresult, Free>;

class PostgresReader final : public OriginReader {
public:
    explicit PostgresReader(const OriginQuestion& question) : question_(question) {
        connect();
        run("SET timezone = 'UTC'");
        run("SET datestyle = 'ISO, YMD'");
        run("SET statement_timeout = " + std::to_string(question_.patience.count()));
        run("BEGIN TRANSACTION READ ONLY");
        describe();
        declare();
    }

    std::vector<OriginRow> next() override {
        std::vector<OriginRow> rows;
        if (ended_) return rows;
        const Answer answer = run("FETCH FORWARD " + std::to_string(rows_at_once) + " FROM huan_rows");
        const int count = PQntuples(answer.get());
        ended_ = count < rows_at_once;
        rows.reserve(static_cast<std::size_t>(count));
        for (int row = 0; row < count; ++row) rows.push_back(row_at(answer.get(), row));
        return rows;
    }

private:
    void connect() {
        const Origin& origin = question_.origin;
        std::string hosts;
        std::string addresses;
        for (const std::string& address : addresses_of(question_)) {
            hosts += (hosts.empty() ? "" : ",") + origin.host->value;
            addresses += (addresses.empty() ? "" : ",") + address;
        }
        const std::string port = std::to_string(origin.port.value_or(5432));
        const std::array keywords{
            "host",       "hostaddr",         "port",    "dbname",
            "user",       "password",         "sslmode", "sslrootcert",
            "passfile",   "application_name", "options", "connect_timeout",
            "gssencmode", "client_encoding",  "service", static_cast<const char*>(nullptr)};
        const OriginTls tls = origin.tls.value_or(OriginTls::preferred);
        const std::array values{hosts.c_str(),
                                addresses.c_str(),
                                port.c_str(),
                                origin.database->value.c_str(),
                                origin.user->value.c_str(),
                                question_.secret.c_str(),
                                sslmode(tls),
                                tls == OriginTls::verified ? "/etc/ssl/certs/ca-certificates.crt" : "",
                                "/dev/null",
                                "Huan",
                                "",
                                "10",
                                "disable",
                                "UTF8",
                                "",
                                static_cast<const char*>(nullptr)};
        connection_.reset(PQconnectdbParams(keywords.data(), values.data(), 0));
        if (PQstatus(connection_.get()) != CONNECTION_OK)
            throw base::Error{errors::unreachable, "origin.host", base::trimmed(problem())};
    }

    std::string problem() const { return PQerrorMessage(connection_.get()); }

    /// Waits such that a stop is noticed.
    Answer answered(const std::string& field) {
        Answer last;
        for (;;) {
            while (PQisBusy(connection_.get()) != 0) {
                pollfd waiting{.fd = PQsocket(connection_.get()), .events = POLLIN, .revents = 0};
                ::poll(&waiting, 1, look_ms);
                if (question_.stop.stop_requested()) cancel();
                if (PQconsumeInput(connection_.get()) == 0)
                    throw base::Error{errors::unreachable, field, base::trimmed(problem())};
            }
            Answer one(PQgetResult(connection_.get()));
            if (!one) break;
            last = std::move(one);
        }
        const ExecStatusType status = PQresultStatus(last.get());
        if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return last;
        const char* said = PQresultErrorField(last.get(), PG_DIAG_MESSAGE_PRIMARY);
        throw base::Error{errors::origin_refused, field, said == nullptr ? base::trimmed(problem()) : said};
    }

    void cancel() {
        const std::unique_ptr<PGcancel, Free> asked(PQgetCancel(connection_.get()));
        std::array<char, 256> ignored{};
        if (asked) PQcancel(asked.get(), ignored.data(), ignored.size());
    }

    Answer run(const std::string& sql, const std::vector<std::string>& values = {}) {
        std::vector<const char*> texts;
        for (const std::string& value : values) texts.push_back(value.c_str());
        if (PQsendQueryParams(connection_.get(), sql.c_str(), static_cast<int>(texts.size()), nullptr,
                              texts.data(), nullptr, nullptr, 0) == 0)
            throw base::Error{errors::unreachable, "origin.host", base::trimmed(problem())};
        return answered("origin.query");
    }

    void describe() {
        const std::string sql = "SELECT * FROM (" + bare_query(question_.origin) + "\n) AS huan_rows LIMIT 0";
        const Answer answer = run(sql);
        for (int column = 0; column < PQnfields(answer.get()); ++column) {
            columns_.emplace_back(PQfname(answer.get(), column));
            types_.push_back(PQftype(answer.get(), column));
            if (is_number(types_.back()) || is_time(types_.back())) orderly_.push_back(columns_.back());
        }
        mark_ = mark_among(question_.origin, columns_);
    }

    std::string quoted(const std::string& name) const {
        const std::unique_ptr<char, Free> text(
            PQescapeIdentifier(connection_.get(), name.data(), name.size()));
        return text.get();
    }

    /// The value rows are compared with, less the overlap, in the type of the mark's column.
    std::string bound(Oid type) const {
        if (is_whole(type)) return "$1::int8 - $2::int8";
        if (is_number(type)) return "$1::numeric - $2::numeric";
        if (type == type_timestamptz) return "$1::timestamptz - make_interval(secs => $2::float8)";
        if (type == type_timestamp) return "$1::timestamp - make_interval(secs => $2::float8)";
        if (type == type_date) return "($1::timestamp - make_interval(secs => $2::float8))::date";
        return "$1";
    }

    void declare() {
        std::string sql = "SELECT * FROM (" + bare_query(question_.origin) + "\n) AS huan_rows";
        std::vector<std::string> values;
        if (question_.sample > 0) {
            sql += " LIMIT " + std::to_string(question_.sample);
        } else if (mark_) {
            const Oid type = types_[*mark_];
            const std::string mark = "huan_rows." + quoted(columns_[*mark_]);
            if (question_.since) {
                sql += " WHERE " + mark + " >= " + bound(type);
                values.push_back(*question_.since);
                if (is_number(type) || is_time(type))
                    values.push_back(std::to_string(question_.origin.overlap.value_or(0)));
            }
            sql += " ORDER BY " + mark;
            if (has_column(question_.together)) sql += ", huan_rows." + quoted(question_.together);
        } else if (has_column(question_.together)) {
            sql += " ORDER BY huan_rows." + quoted(question_.together);
        }
        run("DECLARE huan_rows NO SCROLL CURSOR FOR " + sql, values);
    }

    OriginRow row_at(const PGresult* answer, int row) const {
        OriginRow made;
        made.cells.reserve(columns_.size());
        for (int column = 0; column < static_cast<int>(columns_.size()); ++column) {
            const bool null = PQgetisnull(answer, row, column) != 0;
            std::string text(PQgetvalue(answer, row, column),
                             static_cast<std::size_t>(PQgetlength(answer, row, column)));
            made.content.append(null ? "n" : "v").append(text).append(1, '\0');
            if (mark_ == static_cast<std::size_t>(column) && !null) made.mark = text;
            made.cells.push_back(null ? std::string() : cell_of(types_[column], std::move(text)));
        }
        return made;
    }

    OriginQuestion question_;
    std::unique_ptr<PGconn, Free> connection_;
    std::vector<Oid> types_;
    std::optional<std::size_t> mark_;
    bool ended_ = false;
};

}  // namespace

std::unique_ptr<OriginReader> ask_postgres(const OriginQuestion& question) {
    return std::make_unique<PostgresReader>(question);
}

}  // namespace huan::capture
