#include "http/files.hpp"

#include "http/gzip.hpp"
#include "http/target.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace huan::http {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 18> types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".webp", "image/webp"},
    {".gif", "image/gif"},
    {".ico", "image/x-icon"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".wasm", "application/wasm"},
}};

std::string_view type_of(const std::string& path) {
    const std::string ending = std::filesystem::path(path).extension().string();
    for (const auto& [known, type] : types)
        if (known == ending) return type;
    return "application/octet-stream";
}

std::string tag_of(const std::string& content) {
    std::array<unsigned char, 16> bytes{};
    crypto_generichash(bytes.data(), bytes.size(), reinterpret_cast<const unsigned char*>(content.data()),
                       content.size(), nullptr, 0);
    std::string text = "\"";
    for (const unsigned char byte : bytes) fmt::format_to(std::back_inserter(text), "{:02x}", byte);
    return text + "\"";
}

/// src="/assets/x.js" becomes src="/crm/assets/x.js".
std::string with_base(const std::string& html, const std::string& base_path) {
    std::string out;
    std::size_t from = 0;
    for (std::size_t at = html.find("=\"/"); at != std::string::npos; at = html.find("=\"/", at + 3)) {
        if (html.compare(at, 4, "=\"//") == 0) continue;
        out.append(html, from, at + 2 - from).append(base_path);
        from = at + 2;
    }
    out.append(html, from);
    const std::size_t head = out.find("<head>");
    if (head != std::string::npos)
        out.insert(head + 6, "<meta name=\"huan-base\" content=\"" + base_path + "\">");
    return out;
}

bool below(std::string_view path, std::string_view folder) {
    return path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

/// If-None-Match may list several tags, each perhaps marked weak.
bool has_tag(std::string_view list, std::string_view tag) {
    return list == "*" || list.find(tag) != std::string_view::npos;
}

}  // namespace

Files::Files(const std::string& directory, const std::string& base_path) {
    namespace fs = std::filesystem;
    std::error_code missing;
    for (const auto& entry : fs::recursive_directory_iterator(directory, missing)) {
        if (!entry.is_regular_file() || entry.is_symlink()) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        std::string content{std::istreambuf_iterator<char>(in), {}};
        add("/" + fs::relative(entry.path(), directory).generic_string(), std::move(content), base_path);
    }
}

void Files::add(const std::string& path, std::string content, const std::string& base_path) {
    File file;
    file.type = type_of(path);
    if (path.ends_with(".html") && !base_path.empty()) content = with_base(content, base_path);
    file.tag = tag_of(content);
    file.immutable = path.starts_with("/assets/");  // Their names hold a hash of what is in them.
    if (is_textual(file.type) && content.size() > 512) {
        std::string packed = gzipped(content, Effort::small);
        if (packed.size() < content.size() * 9 / 10)
            file.packed = std::make_shared<std::string>(std::move(packed));
    }
    file.plain = std::make_shared<std::string>(std::move(content));
    files_.insert_or_assign(path, std::move(file));
}

const Files::File* Files::file_of(std::string_view path) const {
    const auto found = files_.find(std::string(path));
    return found == files_.end() ? nullptr : &found->second;
}

std::optional<Response> Files::find(const Request& request) const {
    const std::string path = percent_decoded(request.path);
    if (const File* file = file_of(path)) return answer(*file, request);
    for (const std::string_view folder : {"/api", "/v1", "/p", "/assets"})
        if (below(path, folder)) return {};
    // A missing picture is missing; a page is the console's own business.
    const std::string_view last = std::string_view(path).substr(path.rfind('/') + 1);
    if (last.find('.') != std::string_view::npos) return {};
    // "/h5/claim" has a page of its own, h5.html; what has none is a page of the console.
    const File* page = file_of(path.substr(0, path.find('/', 1)) + ".html");
    if (page == nullptr) page = file_of("/index.html");
    if (page == nullptr) return {};
    return answer(*page, request);
}

Response Files::answer(const File& file, const Request& request) {
    Response response;
    Headers& headers = response.headers;
    headers.reserve(5);
    headers.add("etag", file.tag);
    const bool page = file.type.starts_with("text/html");
    headers.add("cache-control", file.immutable ? "public, max-age=31536000, immutable"
                                 : page         ? "no-cache"
                                                : "public, max-age=3600");
    if (file.packed != nullptr) headers.add("vary", "Accept-Encoding");
    if (has_tag(request.header("if-none-match"), file.tag)) {
        response.status = 304;
        return response;
    }
    headers.add("content-type", file.type);
    const bool packed = file.packed != nullptr && accepts_gzip(request.header("accept-encoding"));
    if (packed) headers.add("content-encoding", "gzip");
    response.shared = packed ? file.packed : file.plain;
    return response;
}

}  // namespace huan::http
