#include "server/local_client.hpp"

#include "base/json.hpp"
#include "store/store.hpp"

#include <curl/curl.h>

#include <cstdio>
#include <deque>
#include <memory>
#include <mutex>

namespace huan::server {
namespace {

struct Cleanup {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Cleanup>;

std::size_t keep(char* data, std::size_t size, std::size_t count, void* text) {
    static_cast<std::string*>(text)->append(data, size * count);
    return size * count;
}

std::size_t save(char* data, std::size_t size, std::size_t count, void* file) {
    return std::fwrite(data, size, count, static_cast<std::FILE*>(file)) * size;
}

int show(void* callback, curl_off_t, curl_off_t, curl_off_t total, curl_off_t now) {
    const auto& sent = *static_cast<const std::function<void(std::int64_t, std::int64_t)>*>(callback);
    if (sent && total > 0) sent(now, total);
    return 0;
}

/// The server's refusal as the error it was; the strings of an ErrorKind must live on, so they are kept for
/// good.
[[noreturn]] void rethrow(long status, const std::string& body) {
    static std::deque<std::string> kept;
    static std::mutex mutex;
    std::string code = "request.failed";
    std::string field;
    std::string detail = body.substr(0, 500);
    boost::system::error_code failed;
    const boost::json::value json = boost::json::parse(body, failed);
    if (!failed && json.is_object()) {
        const auto text = [&](const char* key) {
            const boost::json::value* found = json.get_object().if_contains(key);
            return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
        };
        code = text("code");
        field = text("field");
        detail = text("detail");
    }
    const std::lock_guard lock(mutex);
    const char* kept_code = kept.emplace_back(code).c_str();
    const auto category = status == 404   ? base::Category::unknown
                          : status == 409 ? base::Category::conflict
                          : status >= 500 ? base::Category::unavailable
                                          : base::Category::invalid;
    throw base::Error{base::ErrorKind{category, kept_code, "The server refused this."}, field, detail};
}

class Call {
public:
    Call(const LocalAccess& access, const std::string& path) : curl_(curl_easy_init()) {
        const std::string url = "http://127.0.0.1:" + std::to_string(access.port) + access.base_path + path;
        set(CURLOPT_URL, url.c_str());
        set(CURLOPT_PROXY, "");
        header("Authorization: Bearer " + access.secret);
        set(CURLOPT_WRITEFUNCTION, &keep);
        set(CURLOPT_WRITEDATA, &body_);
        set(CURLOPT_NOSIGNAL, 1L);
    }
    template <class Value> void set(CURLoption option, Value value) {
        curl_easy_setopt(curl_.get(), option, value);
    }
    void header(const std::string& line) {
        headers_.reset(curl_slist_append(headers_.release(), line.c_str()));
        set(CURLOPT_HTTPHEADER, headers_.get());
    }
    long perform() {
        const CURLcode code = curl_easy_perform(curl_.get());
        if (code != CURLE_OK)
            throw base::Error{store::errors::unavailable,
                              {},
                              std::string("The server does not answer: ") + curl_easy_strerror(code) + "."};
        long status = 0;
        curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
        return status;
    }
    boost::json::value answer() {
        const long status = perform();
        if (status >= 400) rethrow(status, body_);
        return body_.empty() ? boost::json::value(nullptr) : base::parse_json(body_);
    }
    const std::string& body() const { return body_; }

private:
    std::unique_ptr<CURL, Cleanup> curl_;
    std::unique_ptr<curl_slist, Cleanup> headers_;
    std::string body_;
};

}  // namespace

boost::json::value LocalClient::get(const std::string& path) const { return Call(access_, path).answer(); }

namespace {

boost::json::value send(const LocalAccess& access, const char* method, const std::string& path,
                        const boost::json::value& body) {
    Call call(access, path);
    const std::string text = boost::json::serialize(body);
    call.set(CURLOPT_CUSTOMREQUEST, method);
    call.set(CURLOPT_POSTFIELDSIZE, static_cast<long>(text.size()));
    call.set(CURLOPT_COPYPOSTFIELDS, text.c_str());
    call.header("Content-Type: application/json");
    return call.answer();
}

}  // namespace

boost::json::value LocalClient::post(const std::string& path, const boost::json::value& body) const {
    return send(access_, "POST", path, body);
}

boost::json::value LocalClient::put(const std::string& path, const boost::json::value& body) const {
    return send(access_, "PUT", path, body);
}

boost::json::value LocalClient::remove(const std::string& path) const {
    Call call(access_, path);
    call.set(CURLOPT_CUSTOMREQUEST, "DELETE");
    return call.answer();
}

boost::json::value LocalClient::upload(const std::string& path, const std::string& name,
                                       const std::function<void(std::int64_t, std::int64_t)>& sent) const {
    const File file(std::fopen(name.c_str(), "rb"));
    if (!file) throw base::Error{store::errors::unavailable, "file", "Cannot read " + name + "."};
    std::fseek(file.get(), 0, SEEK_END);
    const curl_off_t size = std::ftell(file.get());
    std::rewind(file.get());
    Call call(access_, path);
    call.set(CURLOPT_POST, 1L);
    call.set(CURLOPT_POSTFIELDSIZE_LARGE, size);
    call.set(CURLOPT_READDATA, file.get());
    call.set(CURLOPT_NOPROGRESS, 0L);
    call.set(CURLOPT_XFERINFOFUNCTION, &show);
    call.set(CURLOPT_XFERINFODATA, &sent);
    call.header("Content-Type: application/octet-stream");
    call.header("Expect:");
    return call.answer();
}

std::int64_t LocalClient::download(const std::string& path, const std::string& name) const {
    const bool to_stdout = name == "-";
    const File file(to_stdout ? nullptr : std::fopen((name + ".part").c_str(), "wb"));
    if (!to_stdout && !file)
        throw base::Error{store::errors::unavailable, "file", "Cannot write " + name + "."};
    Call call(access_, path);
    call.set(CURLOPT_WRITEFUNCTION, &save);
    call.set(CURLOPT_WRITEDATA, to_stdout ? stdout : file.get());
    const long status = call.perform();
    std::fflush(to_stdout ? stdout : file.get());
    const std::int64_t size = to_stdout ? 0 : std::ftell(file.get());
    if (status >= 400) rethrow(status, "The export was refused (status " + std::to_string(status) + ").");
    if (!to_stdout) std::rename((name + ".part").c_str(), name.c_str());
    return size;
}

std::string LocalClient::escaped(const std::string& text) {
    char* escaped = curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size()));
    std::string out = escaped == nullptr ? std::string() : std::string(escaped);
    curl_free(escaped);
    return out;
}

}  // namespace huan::server
