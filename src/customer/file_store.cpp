#include "customer/file_store.hpp"

#include "base/text.hpp"
#include "customer/words.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace huan::customer {
namespace {

namespace fs = std::filesystem;

struct Signature {
    std::size_t at;
    std::string_view bytes;
    ContentType type;
};

// clang-format off
constexpr Signature signatures[] = {
    {0, "%PDF-", {"application/pdf", ".pdf", true}},
    {0, "\xFF\xD8\xFF", {"image/jpeg", ".jpg", true}},
    {0, "\x89PNG\r\n\x1A\n", {"image/png", ".png", true}},
    {0, "GIF87a", {"image/gif", ".gif", true}},
    {0, "GIF89a", {"image/gif", ".gif", true}},
    {8, "WEBP", {"image/webp", ".webp", true}},
    {4, "ftypheic", {"image/heic", ".heic", false}},
    {4, "ftypheix", {"image/heic", ".heic", false}},
    {4, "ftypmif1", {"image/heic", ".heic", false}},
    {4, "ftypM4A", {"audio/mp4", ".m4a", false}},
    {4, "ftypisom", {"video/mp4", ".mp4", false}},
    {4, "ftypmp4", {"video/mp4", ".mp4", false}},
    {4, "ftypqt", {"video/quicktime", ".mov", false}},
    {0, "ID3", {"audio/mpeg", ".mp3", false}},
    {0, "\xFF\xFB", {"audio/mpeg", ".mp3", false}},
    {8, "WAVE", {"audio/wav", ".wav", false}},
    {0, "#!AMR\n", {"audio/amr", ".amr", false}},
    {0, "OggS", {"audio/ogg", ".ogg", false}},
};
// clang-format on

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t width) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < width; ++i)
        value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    return value;
}

/// Names in a ZIP archive's directory, which stands at its end; none where it is damaged.
std::vector<std::string_view> names_in_zip(std::string_view bytes) {
    std::vector<std::string_view> names;
    const std::size_t end = bytes.rfind("PK\x05\x06");
    if (end == std::string_view::npos || end + 22 > bytes.size()) return names;
    std::size_t at = number_at(bytes, end + 16, 4);
    while (at + 46 <= end && bytes.substr(at, 4) == "PK\x01\x02" && names.size() < 5'000) {
        const std::size_t name = number_at(bytes, at + 28, 2);
        const std::size_t rest = number_at(bytes, at + 30, 2) + number_at(bytes, at + 32, 2);
        if (at + 46 + name > end) break;
        names.push_back(bytes.substr(at + 46, name));
        at += 46 + name + rest;
    }
    return names;
}

ContentType zip_type(std::string_view bytes) {
    const std::vector<std::string_view> names = names_in_zip(bytes);
    const auto has = [&](std::string_view begin) {
        return std::ranges::any_of(names, [&](std::string_view name) { return name.starts_with(begin); });
    };
    const auto ends = [&](std::string_view end) {
        return std::ranges::any_of(names, [&](std::string_view name) { return name.ends_with(end); });
    };
    if (ends("vbaProject.bin")) return {};
    if (has("OFD.xml")) return {"application/ofd", ".ofd", false};
    if (!has("[Content_Types].xml")) return {};
    if (has("word/"))
        return {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx", false};
    if (has("xl/"))
        return {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", false};
    if (has("ppt/"))
        return {"application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx", false};
    return {};
}

std::string wide(std::string_view name) {
    std::string text;
    for (const char c : name) text.append({c, '\0'});
    return text;
}

/// Office files before 2007: containers whose streams have names in UTF-16.
ContentType old_office_type(std::string_view bytes) {
    const auto has = [&](std::string_view name) { return bytes.find(wide(name)) != std::string_view::npos; };
    if (has("_VBA_PROJECT") || has("Macros")) return {};
    if (has("WordDocument")) return {"application/msword", ".doc", false};
    if (has("Workbook")) return {"application/vnd.ms-excel", ".xls", false};
    if (has("PowerPoint Document")) return {"application/vnd.ms-powerpoint", ".ppt", false};
    return {};
}

bool is_plain_text(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    const std::string begin = base::trimmed(bytes.substr(0, std::min<std::size_t>(bytes.size(), 200)));
    if (begin.empty() || begin[0] == '<' || begin.starts_with("#!") || !base::is_clean_utf8(bytes))
        return false;
    static constexpr std::string_view white = "\n\r\t\f";
    return std::ranges::none_of(bytes, [](char c) {
        return c == '\x7f' || (c >= 0 && c < ' ' && white.find(c) == std::string_view::npos);
    });
}

/// Writes and waits for the disk; the folder too, so that the name outlives a crash.
void write_durably(const std::string& path, std::string_view bytes) {
    const std::string part = path + ".part";
    const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) throw std::runtime_error("cannot create " + part);
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t written = ::write(file, bytes.data() + done, bytes.size() - done);
        if (written <= 0) break;
        done += static_cast<std::size_t>(written);
    }
    const bool kept = done == bytes.size() && ::fsync(file) == 0;
    if (::close(file) != 0 || !kept || ::rename(part.c_str(), path.c_str()) != 0) {
        ::unlink(part.c_str());
        throw std::runtime_error("cannot write " + path);
    }
    const int folder = ::open(fs::path(path).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool named = folder >= 0 && ::fsync(folder) == 0;
    if (folder >= 0) ::close(folder);
    if (!named) throw std::runtime_error("cannot sync the folder of " + path);
}

}  // namespace

ContentType content_type_of(std::string_view bytes) {
    for (const Signature& one : signatures)
        if (bytes.size() >= one.at && bytes.substr(one.at).starts_with(one.bytes)) {
            // RIFF holds both pictures and sound; the word behind its length says which.
            if (one.at != 8 || bytes.starts_with("RIFF")) return one.type;
        }
    if (bytes.starts_with("PK\x03\x04")) return zip_type(bytes);
    if (bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) return old_office_type(bytes);
    if (is_plain_text(bytes)) return {"text/plain", ".txt", false};
    return {};
}

std::string safe_file_name(std::string_view name, const ContentType& type) {
    std::string clean;
    for (const char c : name.substr(name.find_last_of("/\\") + 1))
        if (!(c >= 0 && c < ' ') && c != '\x7f' && c != '"') clean += c;
    clean = base::trimmed(clean);
    while (clean.starts_with('.')) clean.erase(0, 1);
    if (clean.empty()) clean = "document";
    const std::string lower = folded(clean);
    const bool jpeg = type.mime == "image/jpeg" && lower.ends_with(".jpeg");
    const bool text = type.mime == "text/plain" &&
                      (lower.ends_with(".csv") || lower.ends_with(".md") || lower.ends_with(".log"));
    if (!lower.ends_with(type.extension) && !jpeg && !text) clean += type.extension;
    return clean;
}

std::string FileStore::path_of(const std::string& hash) const {
    return directory_ + "/" + hash.substr(0, 2) + "/" + hash.substr(2);
}

std::string FileStore::hash_of(std::string_view bytes) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    std::string text(hash.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
    text.pop_back();
    return text;
}

void FileStore::keep(const std::string& hash, std::string_view bytes, const std::function<void()>& refer) {
    const std::lock_guard lock(mutex_);
    const std::string path = path_of(hash);
    const bool fresh = !fs::exists(path);
    if (fresh) {
        fs::create_directories(fs::path(path).parent_path());
        write_durably(path, bytes);
    }
    try {
        refer();
    } catch (...) {
        // Nobody refers to what was not there before. After a crash here the bytes stay until they come
        // again.
        if (fresh) ::unlink(path.c_str());
        throw;
    }
}

void FileStore::drop(const std::string& hash, const std::function<bool()>& forget) {
    const std::lock_guard lock(mutex_);
    if (forget()) ::unlink(path_of(hash).c_str());
}

}  // namespace huan::customer
