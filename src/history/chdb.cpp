#include "history/chdb.hpp"

#include "base/log.hpp"
#include "history/errors.hpp"

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>

#include <dlfcn.h>

namespace huan::history::chdb {

namespace {

struct Result;
struct InsertStream;

// The library comes without a header. Its handles are opaque; only these functions are used.
struct Api {
    const char* (*version)();
    void (*set_signal_handlers_enabled)(int);
    void** (*connect)(int, char**);
    void (*close_conn)(void**);
    Result* (*query_n)(void*, const char*, std::size_t, const char*, std::size_t);
    Result* (*stream_query_n)(void*, const char*, std::size_t, const char*, std::size_t);
    Result* (*stream_fetch_result)(void*, Result*);
    void (*stream_cancel_query)(void*, Result*);
    InsertStream* (*stream_insert_n)(void*, const char*, std::size_t, const char*, std::size_t);
    int (*stream_append)(InsertStream*, const void*, std::size_t);
    Result* (*stream_done)(InsertStream*);
    const char* (*stream_insert_error)(InsertStream*);
    void (*destroy_insert_stream)(InsertStream*);
    void (*destroy_query_result)(Result*);
    char* (*result_buffer)(Result*);
    std::size_t (*result_length)(Result*);
    const char* (*result_error)(Result*);
};

std::string library_path() {
    std::error_code ignored;
    if (const char* given = std::getenv("HUAN_CHDB"); given != nullptr && *given != '\0') return given;
    const auto beside = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "libchdb.so";
    if (std::filesystem::exists(beside, ignored)) return beside.string();
    return HUAN_CHDB_PATH;
}

template <class Function> void bind(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(library, name));
    if (function == nullptr)
        throw base::Error{errors::unavailable, {}, std::string("libchdb.so lacks ") + name + "."};
}

Api load() {
    if (!found()) throw base::Error{errors::unavailable, {}, "libchdb.so was not found; see HUAN_CHDB."};
    void* library = ::dlopen(library_path().c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw base::Error{errors::unavailable, {}, ::dlerror()};
    Api api{};
    bind(library, "chdb_version", api.version);
    bind(library, "chdb_set_signal_handlers_enabled", api.set_signal_handlers_enabled);
    bind(library, "chdb_connect", api.connect);
    bind(library, "chdb_close_conn", api.close_conn);
    bind(library, "chdb_query_n", api.query_n);
    bind(library, "chdb_stream_query_n", api.stream_query_n);
    bind(library, "chdb_stream_fetch_result", api.stream_fetch_result);
    bind(library, "chdb_stream_cancel_query", api.stream_cancel_query);
    bind(library, "chdb_stream_insert_n", api.stream_insert_n);
    bind(library, "chdb_stream_append", api.stream_append);
    bind(library, "chdb_stream_done", api.stream_done);
    bind(library, "chdb_stream_insert_error", api.stream_insert_error);
    bind(library, "chdb_destroy_insert_stream", api.destroy_insert_stream);
    bind(library, "chdb_destroy_query_result", api.destroy_query_result);
    bind(library, "chdb_result_buffer", api.result_buffer);
    bind(library, "chdb_result_length", api.result_length);
    bind(library, "chdb_result_error", api.result_error);
    api.set_signal_handlers_enabled(0);  // SIGTERM and crashes are the server's own affair.
    return api;
}

const Api& api() {
    static const Api loaded = load();
    return loaded;
}

[[noreturn]] void refuse(std::string_view problem) {
    base::log::error("history: {}", problem.substr(0, 500));
    const bool memory = problem.find("MEMORY_LIMIT_EXCEEDED") != std::string_view::npos;
    throw base::Error{memory ? errors::too_large : errors::failed};
}

struct Destroy {
    void operator()(Result* result) const { api().destroy_query_result(result); }
    void operator()(InsertStream* stream) const { api().destroy_insert_stream(stream); }
};
using OwnedResult = std::unique_ptr<Result, Destroy>;

/// Takes a result over; throws what it complains of.
OwnedResult checked(Result* result) {
    OwnedResult owned(result);
    if (!owned) refuse("no result");
    if (const char* problem = api().result_error(result); problem != nullptr) refuse(problem);
    return owned;
}

std::string_view bytes_of(const OwnedResult& result) {
    const char* buffer = api().result_buffer(result.get());
    return buffer == nullptr ? std::string_view{}
                             : std::string_view{buffer, api().result_length(result.get())};
}

}  // namespace

bool found() {
#ifdef HUAN_WITH_HISTORY
    std::error_code ignored;
    return std::filesystem::exists(library_path(), ignored);
#else
    return false;  // The library brings its own allocator, which a sanitizer does not survive.
#endif
}

std::string version() { return api().version(); }

Connection::Connection(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "clickhouse");
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    handle_ = api().connect(static_cast<int>(argv.size()), argv.data());
    if (handle_ == nullptr)
        throw base::Error{errors::unavailable,
                          {},
                          "The history directory cannot be opened; another process may be using it."};
}

Connection::~Connection() { api().close_conn(handle_); }

std::string Connection::query(std::string_view sql, std::string_view format) {
    const OwnedResult result =
        checked(api().query_n(*handle_, sql.data(), sql.size(), format.data(), format.size()));
    return std::string(bytes_of(result));
}

void Connection::stream(std::string_view sql, std::string_view format,
                        const std::function<bool(std::string_view)>& visit) {
    const OwnedResult stream =
        checked(api().stream_query_n(*handle_, sql.data(), sql.size(), format.data(), format.size()));
    try {
        for (;;) {
            const OwnedResult piece = checked(api().stream_fetch_result(*handle_, stream.get()));
            const std::string_view bytes = bytes_of(piece);
            if (bytes.empty()) return;
            if (!visit(bytes)) break;
        }
    } catch (...) {
        api().stream_cancel_query(*handle_, stream.get());
        throw;
    }
    api().stream_cancel_query(*handle_, stream.get());
}

void Connection::insert(std::string_view sql, std::string_view format, std::string_view rows) {
    const std::unique_ptr<InsertStream, Destroy> stream(
        api().stream_insert_n(*handle_, sql.data(), sql.size(), format.data(), format.size()));
    const auto check = [&] {
        if (const char* problem = api().stream_insert_error(stream.get()); problem != nullptr)
            refuse(problem);
    };
    check();
    constexpr int success = 0;
    if (api().stream_append(stream.get(), rows.data(), rows.size()) != success) check();
    checked(api().stream_done(stream.get()));
}

}  // namespace huan::history::chdb
