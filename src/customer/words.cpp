#include "customer/words.hpp"

#include <sodium.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <unordered_map>

namespace huan::customer {
namespace {

icu::UnicodeString unicode(std::string_view text) {
    return icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

UChar32 first_of(std::string_view code_point) {
    const icu::UnicodeString text = unicode(code_point);
    return text.isEmpty() ? -1 : text.char32At(0);
}

/// ICU's readings. One of its own for each thread: a transliterator is not shared.
std::unique_ptr<icu::Transliterator> reader(const char* name) {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> made(
        icu::Transliterator::createInstance(icu::UnicodeString(name), UTRANS_FORWARD, status));
    if (U_FAILURE(status) != 0 || !made) throw std::runtime_error("ICU cannot spell Chinese");
    return made;
}

std::string spelled(const icu::Transliterator& how, std::string_view code_point) {
    icu::UnicodeString text = unicode(code_point);
    how.transliterate(text);
    std::string letters;
    for (const char c : utf8(text))
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) letters += static_cast<char>(c | 0x20);
    return letters;
}

}  // namespace

std::vector<std::string> code_points(std::string_view text) {
    std::vector<std::string> all;
    for (const char c : text) {
        if ((c & 0xC0) != 0x80 || all.empty()) all.emplace_back();
        all.back() += c;
    }
    return all;
}

std::string folded(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
    const icu::UnicodeString done = fold->normalize(unicode(text), status);
    if (U_FAILURE(status) != 0) throw std::runtime_error("ICU cannot fold text");
    return utf8(done);
}

std::string uppered(std::string_view text) { return utf8(unicode(text).toUpper(icu::Locale::getRoot())); }

bool is_han(std::string_view code_point) {
    const UChar32 value = first_of(code_point);
    return value >= 0 && u_hasBinaryProperty(value, UCHAR_IDEOGRAPHIC) != 0;
}

std::string pinyin(std::string_view code_point, bool surname) {
    if (!is_han(code_point)) return {};
    thread_local const std::unique_ptr<icu::Transliterator> plain = reader("Han-Latin; Latin-ASCII");
    thread_local const std::unique_ptr<icu::Transliterator> of_names = reader("Han-Latin/Names; Latin-ASCII");
    // Spelling one takes microseconds and names repeat; at most one entry for each character of Unicode.
    thread_local std::unordered_map<std::string, std::string> known[2];
    auto& readings = known[surname ? 1 : 0];
    const auto found = readings.find(std::string(code_point));
    if (found != readings.end()) return found->second;
    return readings.emplace(std::string(code_point), spelled(surname ? *of_names : *plain, code_point))
        .first->second;
}

std::string backwards(std::string_view text) {
    std::string out;
    const std::vector<std::string> all = code_points(text);
    for (auto at = all.rbegin(); at != all.rend(); ++at) out += *at;
    return out;
}

std::string after_prefix(std::string_view prefix) {
    // No UTF-8 text contains the byte FF, and both stores compare bytes; but PostgreSQL refuses what is no
    // UTF-8.
    return std::string(prefix) + "\xF4\x8F\xBF\xBF";
}

std::string digest(std::string_view text) {
    std::array<unsigned char, 16> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size(), nullptr, 0);
    std::string hex(hash.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    hex.pop_back();
    return hex;
}

}  // namespace huan::customer
