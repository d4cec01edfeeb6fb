#include "offer/cart.hpp"

#include "access/settings.hpp"
#include "offer/errors.hpp"
#include "offer/rows.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace huan::offer {
namespace {

constexpr std::size_t most_lines = 100;

void refuse(CheckedLine& line, const base::ErrorKind& kind, std::string sentence) {
    line.allowed = false;
    line.code = kind.code;
    line.sentence = std::move(sentence);
}

CheckedLine checked(store::Reader& db, const CartLine& given, const CheckCart& cart, bool chinese,
                    const base::Context& ctx) {
    CheckedLine line{.sku = given.sku, .name = given.sku.value};
    const auto product = rows::product_of_sku(db, given.sku, ctx.actor.org_path);
    if (!product || product->status == ProductStatus::draft || product->status == ProductStatus::retired) {
        refuse(line, errors::not_on_sale,
               chinese ? fmt::format("「{}」不在售。", product ? product->name.value : given.sku.value)
                       : fmt::format("{} is not on sale.", product ? product->name.value : given.sku.value));
        return line;
    }
    line.name = product->name.value;
    line.amount = product->price * given.quantity.value_or(1);
    if (!product->only_with) return line;
    const std::string& other = product->only_with->value;
    if (std::ranges::any_of(cart.lines, [&](const CartLine& one) { return one.sku.value == other; }))
        return line;
    const auto needed = rows::product_of_sku(db, other, ctx.actor.org_path);
    const std::string name = needed ? needed->name.value : other;
    line.needs_sku = other;
    refuse(line, errors::only_with,
           chinese ? fmt::format("「{}」只能与「{}」一起购买。", line.name, name)
                   : fmt::format("{} is sold only together with {}.", line.name, name));
    return line;
}

}  // namespace

CheckedCart check_cart(store::Reader& db, const CheckCart& query, const base::Context& ctx) {
    if (query.lines.empty() || query.lines.size() > most_lines)
        throw base::Error{base::errors::out_of_range, "lines", "1 to 100 lines."};
    for (std::size_t i = 0; i < query.lines.size(); ++i)
        if (const std::int64_t quantity = query.lines[i].quantity.value_or(1);
            quantity < 1 || quantity > 1000)
            throw base::Error{base::errors::out_of_range, "lines[" + std::to_string(i) + "].quantity"};
    const bool chinese = access::settings(db).language != "en";
    CheckedCart cart;
    for (const CartLine& given : query.lines) {
        cart.lines.push_back(checked(db, given, query, chinese, ctx));
        cart.allowed = cart.allowed && cart.lines.back().allowed;
        cart.amount += cart.lines.back().amount;
    }
    return cart;
}

}  // namespace huan::offer
