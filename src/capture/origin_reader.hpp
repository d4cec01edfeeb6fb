#pragma once

#include "capture/connector.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace huan::capture {

/// What to ask another system for.
struct OriginQuestion {
    Origin origin{};
    std::string secret{};
    std::optional<std::string> since{};  ///< Rows whose mark is this or greater, less the overlap.
    std::string together{};              ///< Column whose equal values stand together: the order's number.
    std::int64_t sample = 0;             ///< Answer only so many rows, in any order; 0: all.
    bool allow_private = false;          ///< Also call addresses inside private networks and this machine.
    base::Duration patience{600'000};    ///< For one answer.
    std::stop_token stop{};
};

/// A row as it was answered.
struct OriginRow {
    std::vector<std::string> cells{};   ///< By column, as our tables write them; empty where there is none.
    std::optional<std::string> mark{};  ///< As the other system writes it.
    std::string content{};              ///< Equal for equal rows only.
};

/// The rows another system answers, in the order of their marks where it can sort, in bounded memory.
class OriginReader {
public:
    virtual ~OriginReader() = default;
    OriginReader() = default;
    OriginReader(const OriginReader&) = delete;
    OriginReader& operator=(const OriginReader&) = delete;

    /// The next rows; none at the end. \throws base::Error `connector....`
    virtual std::vector<OriginRow> next() = 0;
    /// Known after the first rows; of HTTP it may grow with each.
    const std::vector<std::string>& columns() const { return columns_; }
    /// Columns that hold numbers or times.
    const std::vector<std::string>& orderly() const { return orderly_; }

protected:
    bool has_column(const std::string& name) const {
        return std::find(columns_.begin(), columns_.end(), name) != columns_.end();
    }
    std::vector<std::string> columns_;
    std::vector<std::string> orderly_;
};

/// \throws base::Error `connector.unreachable`, `.refused`, `.private_address`, `.bad_mark`.
std::unique_ptr<OriginReader> ask(const OriginQuestion& question);
std::unique_ptr<OriginReader> ask_postgres(const OriginQuestion& question);
std::unique_ptr<OriginReader> ask_mysql(const OriginQuestion& question);
std::unique_ptr<OriginReader> ask_http(const OriginQuestion& question);

/// The addresses of the origin's host that may be called, as numbers. They are looked up once, so that a name
/// cannot pass the check and then lead elsewhere.
std::vector<std::string> addresses_of(const OriginQuestion& question);

/// The query of a database origin as part of ours: without the semicolon and the white space at its end.
std::string bare_query(const Origin& origin);
/// \throws base::Error `connector.bad_answer` where two columns have one name, `connector.bad_mark` where
/// none is the mark; answers the mark's position.
std::optional<std::size_t> mark_among(const Origin& origin, const std::vector<std::string>& columns);

/// What is asked of every origin before it is kept or called. \throws base::Error naming the member.
void check_origin(const Origin& origin);
/// Whether a secret that was given for `left` may be shown to `right`.
bool same_target(const Origin& left, const Origin& right);

}  // namespace huan::capture
