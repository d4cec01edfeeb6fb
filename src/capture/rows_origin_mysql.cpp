#include "capture/origin_reader.hpp"

#include <errmsg.h>
#include <mysql.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include <poll.h>
#include <sys/socket.h>

/// Rows of somebody else's MySQL or MariaDB: a read-only transaction, row after row.
namespace huan::capture {
namespace {

constexpr std::size_t rows_at_once = 1000;
constexpr int look_ms = 100;
constexpr unsigned connect_seconds = 10;

bool is_number(enum_field_types type) {
    switch (type) {
        case MYSQL_TYPE_TINY:
        case MYSQL_TYPE_SHORT:
        case MYSQL_TYPE_INT24:
        case MYSQL_TYPE_LONG:
        case MYSQL_TYPE_LONGLONG:
        case MYSQL_TYPE_DECIMAL:
        case MYSQL_TYPE_NEWDECIMAL:
        case MYSQL_TYPE_FLOAT:
        case MYSQL_TYPE_DOUBLE: return true;
        default: return false;
    }
}
bool is_time(enum_field_types type) {
    return type == MYSQL_TYPE_TIMESTAMP || type == MYSQL_TYPE_DATETIME || type == MYSQL_TYPE_DATE ||
           type == MYSQL_TYPE_NEWDATE;
}

bool is_plain_number(const std::string& text) {
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failed == std::errc{} && end == text.data() + text.size();
}

/// A TIMESTAMP is an instant, which the session shows in UTC; a DATETIME is what a clock somewhere showed.
std::string cell_of(enum_field_types type, std::string text) {
    if (!is_time(type)) return text;
    if (text.starts_with("0000-00-00")) return {};
    text.resize(std::min(text.find('.'), text.size()));
    if (type != MYSQL_TYPE_TIMESTAMP || text.size() != 19) return text;
    text[10] = 'T';
    return text + "Z";
}

struct Free {
    void operator()(MYSQL* connection) const { mysql_close(connection); }
    void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};

class MysqlReader final : public OriginReader {
public:
    explicit MysqlReader(const OriginQuestion& question) : question_(question) {
        static const int ready = mysql_library_init(0, nullptr, nullptr);
        if (ready != 0) throw std::runtime_error("libmariadb cannot be used");
        mysql_thread_init();
        connect();
        run("SET SESSION time_zone = '+00:00'");
        run("START TRANSACTION READ ONLY");
        describe();
        send(whole_query());
        result_.reset(mysql_use_result(connection_.get()));
        if (!result_) refuse();
    }

    ~MysqlReader() override {
        // Freeing a result reads what is left of it; we want none of that.
        if (!ended_ && connection_) ::shutdown(mysql_get_socket(connection_.get()), SHUT_RDWR);
    }
    MysqlReader(const MysqlReader&) = delete;
    MysqlReader& operator=(const MysqlReader&) = delete;

    std::vector<OriginRow> next() override {
        std::vector<OriginRow> rows;
        while (!ended_ && rows.size() < rows_at_once) {
            MYSQL_ROW row = mysql_fetch_row(result_.get());
            if (row == nullptr) {
                ended_ = true;
                if (mysql_errno(connection_.get()) != 0) refuse();
                break;
            }
            rows.push_back(row_of(row, mysql_fetch_lengths(result_.get())));
        }
        return rows;
    }

private:
    [[noreturn]] void refuse() const {
        const unsigned code = mysql_errno(connection_.get());
        const bool lost = code == CR_SERVER_LOST || code == CR_SERVER_GONE_ERROR;
        throw base::Error{lost ? errors::unreachable : errors::origin_refused, "origin.query",
                          mysql_error(connection_.get())};
    }

    void connect() {
        const OriginTls tls = question_.origin.tls.value_or(OriginTls::preferred);
        std::vector<std::string> hosts = addresses_of(question_);
        if (tls == OriginTls::verified) hosts = {question_.origin.host->value};  // The certificate names it.
        for (const bool encrypted : {true, false}) {
            if (encrypted ? tls == OriginTls::off : tls != OriginTls::off && tls != OriginTls::preferred)
                continue;
            for (const std::string& host : hosts)
                if (connect_to(host, tls, encrypted)) return;
        }
        throw base::Error{errors::unreachable, "origin.host", problem_};
    }

    bool connect_to(const std::string& host, OriginTls tls, bool encrypted) {
        connection_.reset(mysql_init(nullptr));
        MYSQL* const connection = connection_.get();
        if (connection == nullptr) throw std::bad_alloc();
        const unsigned off = 0;
        const unsigned protocol = MYSQL_PROTOCOL_TCP;
        const unsigned patience = static_cast<unsigned>(std::max<std::int64_t>(
            1, std::chrono::duration_cast<std::chrono::seconds>(question_.patience).count()));
        const my_bool enforce = encrypted ? 1 : 0;
        const my_bool verify = tls == OriginTls::verified ? 1 : 0;
        mysql_optionsv(connection, MYSQL_OPT_LOCAL_INFILE, &off);  // The server must not read our files.
        mysql_optionsv(connection, MYSQL_OPT_PROTOCOL, &protocol);
        mysql_optionsv(connection, MYSQL_OPT_CONNECT_TIMEOUT, &connect_seconds);
        mysql_optionsv(connection, MYSQL_OPT_READ_TIMEOUT, &patience);
        mysql_optionsv(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
        if (encrypted) {
            mysql_optionsv(connection, MYSQL_OPT_SSL_ENFORCE, &enforce);
            mysql_optionsv(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
            if (verify != 0)
                mysql_optionsv(connection, MYSQL_OPT_SSL_CA, "/etc/ssl/certs/ca-certificates.crt");
        }
        const Origin& origin = question_.origin;
        const auto* made = mysql_real_connect(connection, host.c_str(), origin.user->value.c_str(),
                                              question_.secret.c_str(), origin.database->value.c_str(),
                                              static_cast<unsigned>(origin.port.value_or(3306)), nullptr, 0);
        if (made != nullptr) return true;
        if (problem_.empty() || !encrypted) problem_ = mysql_error(connection);
        return false;
    }

    /// Sends a statement and waits such that a stop is noticed.
    void send(const std::string& sql) {
        if (mysql_send_query(connection_.get(), sql.data(), sql.size()) != 0) refuse();
        for (;;) {
            pollfd waiting{.fd = mysql_get_socket(connection_.get()), .events = POLLIN, .revents = 0};
            if (::poll(&waiting, 1, look_ms) != 0) break;
            if (question_.stop.stop_requested())
                throw base::Error{errors::unreachable, {}, "The server is going down."};
        }
        if (mysql_read_query_result(connection_.get()) != 0) refuse();
    }
    void run(const std::string& sql) {
        send(sql);
        const std::unique_ptr<MYSQL_RES, Free> nothing(mysql_store_result(connection_.get()));
    }

    void describe() {
        send("SELECT * FROM (" + bare_query(question_.origin) + "\n) AS huan_rows LIMIT 0");
        const std::unique_ptr<MYSQL_RES, Free> answer(mysql_store_result(connection_.get()));
        if (!answer) refuse();
        const MYSQL_FIELD* fields = mysql_fetch_fields(answer.get());
        for (unsigned column = 0; column < mysql_num_fields(answer.get()); ++column) {
            columns_.emplace_back(fields[column].name);
            types_.push_back(fields[column].type);
            if (is_number(types_.back()) || is_time(types_.back())) orderly_.push_back(columns_.back());
        }
        mark_ = mark_among(question_.origin, columns_);
    }

    std::string literal(const std::string& text) const {
        std::string escaped(text.size() * 2 + 1, '\0');
        escaped.resize(mysql_real_escape_string(connection_.get(), escaped.data(), text.data(), text.size()));
        return "'" + escaped + "'";
    }

    /// The value rows are compared with, less the overlap.
    std::string bound(enum_field_types type, const std::string& since) const {
        const std::string overlap = std::to_string(question_.origin.overlap.value_or(0));
        if (is_number(type) && is_plain_number(since)) return since + " - " + overlap;
        if (is_time(type))
            return "CAST(" + literal(since) + " AS DATETIME(6)) - INTERVAL " + overlap + " SECOND";
        return literal(since);
    }

    std::string whole_query() const {
        std::string sql = "SELECT * FROM (" + bare_query(question_.origin) + "\n) AS huan_rows";
        if (question_.sample > 0) return sql + " LIMIT " + std::to_string(question_.sample);
        std::string order;
        if (mark_) {
            const std::string mark = quoted(columns_[*mark_]);
            if (question_.since) sql += " WHERE " + mark + " >= " + bound(types_[*mark_], *question_.since);
            order = mark;
        }
        if (has_column(question_.together)) order += (order.empty() ? "" : ", ") + quoted(question_.together);
        return order.empty() ? sql : sql + " ORDER BY " + order;
    }

    static std::string quoted(const std::string& column) {
        std::string name = "huan_rows.`";
        for (const char c : column) name.append(c == '`' ? 2 : 1, c);
        return name + "`";
    }

    OriginRow row_of(MYSQL_ROW row, const unsigned long* lengths) const {
        OriginRow made;
        made.cells.reserve(columns_.size());
        for (std::size_t column = 0; column < columns_.size(); ++column) {
            const bool null = row[column] == nullptr;
            std::string text = null ? std::string() : std::string(row[column], lengths[column]);
            made.content.append(null ? "n" : "v").append(text).append(1, '\0');
            if (mark_ == column && !null) made.mark = text;
            made.cells.push_back(cell_of(types_[column], std::move(text)));
        }
        return made;
    }

    OriginQuestion question_;
    std::unique_ptr<MYSQL, Free> connection_;
    std::unique_ptr<MYSQL_RES, Free> result_;  ///< Freed before its connection.
    std::vector<enum_field_types> types_;
    std::optional<std::size_t> mark_;
    std::string problem_;
    bool ended_ = false;
};

}  // namespace

std::unique_ptr<OriginReader> ask_mysql(const OriginQuestion& question) {
    return std::make_unique<MysqlReader>(question);
}

}  // namespace huan::capture
