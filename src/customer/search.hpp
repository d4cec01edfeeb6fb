#pragma once

#include "customer/identity.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What a person can be found by. A token is stored for every place a search may start at: each character of
/// a Chinese name, each word of another, every tail of a phone or plate. Looking up is then one range scan.
namespace huan::customer {

enum class TokenSource { name, pinyin, phone, plate, email, id };
BOOST_DESCRIBE_ENUM(TokenSource, name, pinyin, phone, plate, email, id)

struct Token {
    std::string token{};
    TokenSource source{};

    friend auto operator<=>(const Token&, const Token&) = default;
};

/// "陈刚": 陈刚, 刚; pinyin chengang, gang, cg, g. "Anna Berg": annaberg, berg.
std::vector<Token> tokens_of_name(std::string_view name);

/// Tails of phones (from four digits) and plates (from two signs), e-mail addresses and ids from their start.
/// Devices and WeChat ids have none: nobody types them.
std::vector<Token> tokens_of(const Identity& identity);

/// A search as typed, in the form of tokens: folded, without blanks and separators. Empty when nothing is
/// left.
std::string search_key(std::string_view typed);

}  // namespace huan::customer
