#pragma once

#include "base/context.hpp"
#include "offer/offer.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What somebody is about to buy, before they pay. An order is a fact and is recorded whatever it holds; what
/// may not be sold alone is refused here.
namespace huan::offer {

struct CartLine {
    base::Text<64> sku{};
    std::optional<std::int64_t> quantity{};  ///< 1 where none is given.
};
BOOST_DESCRIBE_STRUCT(CartLine, (), (sku, quantity))

/// `POST /api/carts/check`
struct CheckCart {
    std::vector<CartLine> lines{};  ///< 1 to 100.
};
BOOST_DESCRIBE_STRUCT(CheckCart, (), (lines))

struct CheckedLine {
    base::Text<64> sku{};
    std::string name{};
    bool allowed = true;
    std::optional<std::string> code{};       ///< Why not: of a refusal in errors.hpp,
    std::optional<std::string> sentence{};   ///< and in the organisation's language.
    std::optional<std::string> needs_sku{};  ///< What has to be in the cart too.
    base::Money amount{};
};
BOOST_DESCRIBE_STRUCT(CheckedLine, (), (sku, name, allowed, code, sentence, needs_sku, amount))

struct CheckedCart {
    bool allowed = true;
    std::vector<CheckedLine> lines{};  ///< In the order given.
    base::Money amount{};              ///< At list price.
};
BOOST_DESCRIBE_STRUCT(CheckedCart, (), (allowed, lines, amount))

/// May these be sold together? \throws base::Error `field.out_of_range`.
CheckedCart check_cart(store::Reader& db, const CheckCart& query, const base::Context& ctx);

}  // namespace huan::offer
