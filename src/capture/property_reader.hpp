#pragma once

#include "base/context.hpp"
#include "capture/tracking.hpp"
#include "customer/order.hpp"
#include "store/store.hpp"

#include <boost/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace huan::capture {

/// An id: text, or a number as some clients send it; empty when absent.
/// \throws base::Error `tracking.bad_id` on `key`.
std::string id_at(const boost::json::object& item, std::string_view key, std::size_t longest);

/// Reads an order or a refund out of an event's properties. `fields` says which property fills which field;
/// what it leaves out has the name that Segment gives it.
class PropertyReader {
public:
    PropertyReader(const boost::json::object& properties, const std::map<std::string, std::string>& fields,
                   int currency_digits)
        : properties_(properties),
          fields_(fields),
          digits_(currency_digits) {}

    /// \throws base::Error naming the property.
    customer::RecordOrder order(const Message& message, base::ProfileId buyer, bool live) const;
    /// Nothing when the order is not known here: the refund of a purchase we never heard of.
    std::optional<customer::RefundOrder> refund(store::Reader& db, const Message& message, bool live,
                                                const base::Context& ctx) const;

private:
    std::string property_of(const std::string& field, const std::string& usual) const;
    std::string text(const std::string& field, const std::string& usual) const;
    std::optional<base::Money> amount(const std::string& field,
                                      std::initializer_list<std::string_view> usual) const;
    std::vector<customer::OrderLine> lines() const;
    customer::OrderLine line(const boost::json::value& item, const std::string& path) const;

    const boost::json::object& properties_;
    const std::map<std::string, std::string>& fields_;
    int digits_;
};

}  // namespace huan::capture
