#include "capture/property_reader.hpp"

#include "base/json.hpp"
#include "customer/queries.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace huan::capture {
namespace {

namespace json = boost::json;

[[noreturn]] void refuse(const base::ErrorKind& kind, const std::string& field,
                         const std::string& detail = {}) {
    throw base::Error{kind, field, detail};
}

/// Text or number as exact decimal text: a double's shortest form is what the client wrote.
std::string decimal_text(const json::value& value, const std::string& field) {
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_int64()) return std::to_string(value.get_int64());
    if (!value.is_double() || !std::isfinite(value.get_double()))
        refuse(base::errors::wrong_type, field, "Expected an amount.");
    std::array<char, 64> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value.get_double(), std::chars_format::fixed)
            .ptr;
    return std::string(text.data(), end);
}

std::string path_of(std::string_view property) { return "properties." + std::string(property); }

}  // namespace

std::string id_at(const json::object& item, std::string_view key, std::size_t longest) {
    const json::value* found = item.if_contains(key);
    if (found == nullptr || found->is_null()) return {};
    std::string id;
    if (found->is_string())
        id = std::string(found->get_string());
    else if (found->is_int64())
        id = std::to_string(found->get_int64());
    else
        refuse(errors::bad_id, std::string(key));
    if (id.size() > longest || !base::is_clean_utf8(id)) refuse(errors::bad_id, std::string(key));
    return id;
}

customer::RecordOrder PropertyReader::order(const Message& message, base::ProfileId buyer, bool live) const {
    customer::RecordOrder order;
    order.profile_id = buyer;
    order.number = base::Text<100>{text("number", "order_id")};
    if (order.number->value.empty())
        refuse(base::errors::required, path_of(property_of("number", "order_id")));
    order.ordered_at = message.occurred_at;
    const auto total = amount("amount", {"total", "revenue", "value"});
    if (!total) refuse(base::errors::required, path_of(property_of("amount", "total")));
    order.amount = *total;
    order.discount = amount("discount", {"discount"});
    if (const std::string currency = text("currency", "currency"); !currency.empty())
        order.currency = currency;
    order.store = base::Note<80>{text("store", "affiliation")};
    order.channel = base::Note<40>{text("channel", "channel")};
    order.lines = lines();
    order.live = live;
    return order;
}

std::optional<customer::RefundOrder> PropertyReader::refund(store::Reader& db, const Message& message,
                                                            bool live, const base::Context& ctx) const {
    const std::string number = text("number", "order_id");
    if (number.empty()) refuse(base::errors::required, path_of(property_of("number", "order_id")));
    const auto found = customer::list_orders(db, {.number = number, .limit = 1}, ctx);
    if (found.items.empty()) return {};
    const customer::OrderView& order = found.items.front();
    customer::RefundOrder refund{.order_id = order.id};
    // Segment: without a total, the whole order went back.
    refund.amount = amount("amount", {"total", "revenue", "value"}).value_or(order.amount - order.refunded);
    if (!message.message_id.empty()) refund.number = base::Text<100>{message.message_id};
    refund.refunded_at = message.occurred_at;
    refund.live = live;
    return refund;
}

std::string PropertyReader::property_of(const std::string& field, const std::string& usual) const {
    const auto found = fields_.find(field);
    return found == fields_.end() ? usual : found->second;
}

std::string PropertyReader::text(const std::string& field, const std::string& usual) const {
    return id_at(properties_, property_of(field, usual), 200);
}

std::optional<base::Money> PropertyReader::amount(const std::string& field,
                                                  std::initializer_list<std::string_view> usual) const {
    std::vector<std::string> keys(usual.begin(), usual.end());
    if (const auto found = fields_.find(field); found != fields_.end()) keys = {found->second};
    for (const std::string& key : keys) {
        const json::value* found = properties_.if_contains(key);
        if (found == nullptr || found->is_null()) continue;
        return base::parse_money(decimal_text(*found, path_of(key)), digits_, path_of(key));
    }
    return {};
}

std::vector<customer::OrderLine> PropertyReader::lines() const {
    const std::string key = property_of("lines", "products");
    const json::value* products = properties_.if_contains(key);
    if (products == nullptr || products->is_null()) return {};
    if (!products->is_array()) refuse(base::errors::wrong_type, path_of(key), "Expected a list.");
    std::vector<customer::OrderLine> lines;
    for (const json::value& item : products->get_array())
        lines.push_back(line(item, path_of(key) + "[" + std::to_string(lines.size()) + "]"));
    return lines;
}

customer::OrderLine PropertyReader::line(const json::value& item, const std::string& path) const {
    if (!item.is_object()) refuse(base::errors::wrong_type, path, "Expected an object.");
    const json::object& product = item.get_object();
    customer::OrderLine line;
    line.sku.value = id_at(product, "sku", 80);
    if (line.sku.value.empty()) line.sku.value = id_at(product, "product_id", 80);
    line.name.value = id_at(product, "name", 200);
    if (const json::value* quantity = product.if_contains("quantity");
        quantity != nullptr && !quantity->is_null())
        line.quantity = base::detail::read_integer(*quantity, path + ".quantity", 0, 1'000'000);
    if (const json::value* price = product.if_contains("price"); price != nullptr && !price->is_null())
        line.amount = base::parse_money(decimal_text(*price, path + ".price"), digits_, path + ".price") *
                      line.quantity;
    return line;
}

}  // namespace huan::capture
