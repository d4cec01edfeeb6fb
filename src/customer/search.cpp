#include "customer/search.hpp"

#include "base/text.hpp"
#include "customer/words.hpp"

#include <algorithm>

namespace huan::customer {
namespace {

constexpr std::size_t longest_token = 64;  // Code points; nobody types more.
constexpr std::size_t most_starts = 12;    // Of one name: what comes later is found by what comes before.

bool is_blank(std::string_view sign) {
    static constexpr std::string_view blanks[] = {" ", "\t", "·", "•", "・", "-",
                                                  "_", ".",  "(", ")", "'",  "\u2019"};
    return std::find(std::begin(blanks), std::end(blanks), sign) != std::end(blanks);
}

std::string joined(const std::vector<std::string>& signs, std::size_t from) {
    std::string text;
    for (std::size_t i = from; i < signs.size() && i < from + longest_token; ++i) text += signs[i];
    return text;
}

void add_tails(std::vector<Token>& tokens, std::string_view text, std::size_t shortest, TokenSource source) {
    const std::vector<std::string> signs = code_points(text);
    for (std::size_t from = 0; from + shortest <= signs.size(); ++from)
        tokens.push_back({joined(signs, from), source});
}

/// Where a search for a name may start.
struct NamePieces {
    std::vector<std::string> signs{};   ///< Without blanks.
    std::vector<std::size_t> starts{};  ///< Each Han character, and the first sign of each other word.
};

NamePieces pieces_of(std::string_view name) {
    NamePieces pieces;
    bool fresh = true;
    for (std::string& sign : code_points(folded(name))) {
        if (is_blank(sign)) {
            fresh = true;
            continue;
        }
        const bool han = is_han(sign);
        if (fresh || han) pieces.starts.push_back(pieces.signs.size());
        fresh = han;
        pieces.signs.push_back(std::move(sign));
    }
    if (pieces.starts.size() > most_starts) pieces.starts.resize(most_starts);
    return pieces;
}

void finish(std::vector<Token>& tokens) {
    std::sort(tokens.begin(), tokens.end());
    tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
}

}  // namespace

std::vector<Token> tokens_of_name(std::string_view name) {
    const NamePieces pieces = pieces_of(base::trimmed(name));
    std::vector<Token> tokens;
    for (const std::size_t start : pieces.starts) {
        tokens.push_back({joined(pieces.signs, start), TokenSource::name});
        std::string spelled;
        std::string initials;
        for (std::size_t i = start; i < pieces.signs.size() && i < start + longest_token; ++i) {
            const std::string sound = pinyin(pieces.signs[i], i == 0);
            spelled += sound.empty() ? pieces.signs[i] : sound;
            initials += sound.empty() ? pieces.signs[i] : sound.substr(0, 1);
        }
        if (!is_han(pieces.signs[start])) continue;
        tokens.push_back({joined(code_points(spelled), 0), TokenSource::pinyin});
        tokens.push_back({initials, TokenSource::pinyin});
    }
    finish(tokens);
    return tokens;
}

namespace {

/// Nobody types these.
bool is_machine_id(const IdentityKind& kind) {
    return kind == IdentityKind::anonymous_id || kind == IdentityKind::unionid ||
           kind == IdentityKind::openid || kind == IdentityKind::wecom_external_userid;
}

}  // namespace

std::vector<Token> tokens_of(const Identity& identity) {
    std::vector<Token> tokens;
    if (identity.kind == IdentityKind::phone)
        add_tails(tokens, std::string_view(identity.value).substr(1), 4, TokenSource::phone);
    else if (identity.kind == IdentityKind::plate)
        add_tails(tokens, search_key(identity.value), 2, TokenSource::plate);
    else if (identity.kind == IdentityKind::email)
        tokens.push_back({search_key(identity.value), TokenSource::email});
    else if (!is_machine_id(identity.kind))
        tokens.push_back({search_key(identity.value), TokenSource::id});
    std::erase_if(tokens, [](const Token& token) { return token.token.empty(); });
    finish(tokens);
    return tokens;
}

std::string search_key(std::string_view typed) {
    std::vector<std::string> signs = code_points(folded(typed));
    std::erase_if(signs, [](const std::string& sign) { return is_blank(sign); });
    std::string key = joined(signs, 0);
    if (key.starts_with('+')) key.erase(0, 1);
    return key;
}

}  // namespace huan::customer
