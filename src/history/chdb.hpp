#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// libchdb.so, found and loaded at run time: ClickHouse as a library, one data directory per process.
namespace huan::history::chdb {

/// Whether this build may use the library and it is found. Loads nothing.
bool found();

/// The library's version. \throws base::Error `history.unavailable`
std::string version();

/// One connection; it runs one statement at a time and the caller sees to that. All connections of a process
/// share the directory of the first; when the last one is closed another directory may be opened.
class Connection {
public:
    /// `arguments` as on ClickHouse's command line, "--path=/absolute" first.
    /// \throws base::Error `history.unavailable`
    explicit Connection(std::vector<std::string> arguments);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// The whole result in `format`. \throws base::Error `history.failed` or `history.too_large`, as below.
    std::string query(std::string_view sql, std::string_view format = "RowBinary");
    /// The result piece by piece, each a whole number of blocks; `visit` answers false to stop.
    void stream(std::string_view sql, std::string_view format,
                const std::function<bool(std::string_view)>& visit);
    /// INSERT of rows already encoded in `format`.
    void insert(std::string_view sql, std::string_view format, std::string_view rows);

private:
    void** handle_ = nullptr;
};

}  // namespace huan::history::chdb
