#include "capture/row_reader.hpp"

#include "base/json.hpp"
#include "capture/dates.hpp"
#include "capture/mapping.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace huan::capture {
namespace {

constexpr std::int64_t largest_quantity = 1'000'000'000;

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size()) return {};
    return value;
}

/// What commands call "identities[0].value", "lines[0].name" or "attributes.city", as a mapping calls it.
std::string mapped_field(const std::string& field, const std::vector<customer::Identity>& identities) {
    for (std::size_t i = 0; i < identities.size(); ++i)
        if (field == "identities[" + std::to_string(i) + "].value") return field_of(identities[i].kind);
    if (field.starts_with("lines[")) {
        const std::string member = field.substr(std::min(field.find("].") + 2, field.size()));
        return member == "name" ? "product" : member;
    }
    if (field.starts_with("attributes.")) {
        const std::string key = field.substr(std::string_view("attributes.").size());
        return key == "name" ? key : "attribute:" + key;
    }
    return field;
}

/// \throws base::Error when it says neither yes nor no.
bool says_yes(const std::string& cell, const std::string& field) {
    std::string word = base::trimmed(cell);
    for (char& c : word) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    for (const char* yes : {"yes", "y", "true", "1", "是", "有"})
        if (word == yes) return true;
    for (const char* no : {"", "no", "n", "false", "0", "否", "无"})
        if (word == no) return false;
    throw base::Error{base::errors::not_allowed, field, "Expected yes or no."};
}

/// "VIP;老客、新能源": a cell may name several tags.
std::vector<std::string> tags_in(const std::string& cell) {
    std::vector<std::string> tags;
    std::string tag;
    const auto end_tag = [&] {
        if (std::string trimmed = base::trimmed(tag); !trimmed.empty()) tags.push_back(std::move(trimmed));
        tag.clear();
    };
    for (std::size_t at = 0; at < cell.size();) {
        const std::string_view rest = std::string_view(cell).substr(at);
        std::size_t size = 0;
        for (const std::string_view mark : {";", "；", "、", "|"})
            if (rest.starts_with(mark)) size = mark.size();
        if (size == 0)
            tag += cell[at++];
        else
            end_tag();
        at += size;
    }
    end_tag();
    return tags;
}

}  // namespace

struct RowReader::Values {
    std::map<std::string, std::string> by_field{};
    std::vector<std::string> tags{};

    const std::string& get(const std::string& field) const {
        static const std::string nothing;
        const auto found = by_field.find(field);
        return found == by_field.end() ? nothing : found->second;
    }
    bool has(const std::string& field) const { return !get(field).empty(); }
    const std::string& need(const std::string& field) const {
        const std::string& value = get(field);
        if (value.empty()) throw base::Error{base::errors::required, field, "The cell is empty."};
        return value;
    }
};

RowReader::RowReader(Mapping mapping, const std::vector<std::string>& columns, const base::Zone& zone,
                     int currency_digits)
    : mapping_(std::move(mapping)),
      columns_(columns),
      zone_(zone),
      digits_(currency_digits) {
    for (const std::string& column : columns) {
        const auto found = mapping_.columns.find(column);
        fields_.push_back(found == mapping_.columns.end() ? std::string() : found->second);
    }
}

std::string RowReader::column_of(const std::string& field,
                                 const std::vector<customer::Identity>& identities) const {
    std::string mapped = mapped_field(field, identities);
    if (mapped.empty()) return mapped;
    const auto named = [&](const std::string& wanted) {
        const auto found = std::find(fields_.begin(), fields_.end(), wanted);
        return found == fields_.end() ? std::string() : columns_[found - fields_.begin()];
    };
    std::string column = named(mapped);
    // The amount of a line may come from its own column, or from the one for orders.
    for (const char* other : {"line_amount", "line_price"})
        if (column.empty() && mapped == "amount") column = named(other);
    return column.empty() ? mapped : column;
}

bool RowReader::fills(const std::string& field) const {
    return mapping_.constants.contains(field) ||
           std::find(fields_.begin(), fields_.end(), field) != fields_.end();
}

std::string RowReader::number_of(const TableRow& row) const {
    if (!row.problem.empty() || row.cells.size() != fields_.size()) return {};
    const auto found = std::find(fields_.begin(), fields_.end(), "number");
    if (found == fields_.end()) return {};
    const std::string& cell = row.cells[static_cast<std::size_t>(found - fields_.begin())];
    const auto& empty = mapping_.empty_words;
    return std::find(empty.begin(), empty.end(), cell) == empty.end() ? base::trimmed(cell) : std::string();
}

RowReader::Values RowReader::values_of(const TableRow& row) const {
    if (!row.problem.empty()) throw base::Error{errors::unreadable, {}, row.problem};
    if (row.cells.size() != fields_.size())
        throw base::Error{errors::ragged,
                          {},
                          "The row has " + std::to_string(row.cells.size()) + " cells, the header " +
                              std::to_string(fields_.size()) + "."};
    Values values;
    const auto put = [&](const std::string& field, const std::string& value) {
        if (!takes_many(field)) {
            values.by_field[field] = value;
            return;
        }
        for (std::string& tag : tags_in(value)) values.tags.push_back(std::move(tag));
    };
    for (const auto& [field, value] : mapping_.constants) put(field, value);
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        const std::string& cell = row.cells[i];
        const auto& empty = mapping_.empty_words;
        if (fields_[i].empty() || cell.empty() || std::find(empty.begin(), empty.end(), cell) != empty.end())
            continue;
        put(fields_[i], cell);
    }
    return values;
}

std::vector<customer::Identity> RowReader::identities(const Values& values) const {
    std::vector<customer::Identity> found;
    for (const auto& [field, value] : values.by_field) {
        if (auto kind = identity_in(field)) found.push_back({std::move(*kind), value});
    }
    if (found.empty())
        throw base::Error{base::errors::required, "external_id", "The row does not say who it is."};
    return found;
}

base::Instant RowReader::date(const Values& values, const std::string& field) const {
    return read_date(values.need(field), mapping_.date_order.value_or(DateOrder::automatic), zone_, field);
}

std::optional<base::Instant> RowReader::date_if_given(const Values& values, const std::string& field) const {
    if (!values.has(field)) return {};
    return date(values, field);
}

std::optional<base::Instant> RowReader::end_if_given(const Values& values, const std::string& field) const {
    const auto at = date_if_given(values, field);
    if (!at || !is_whole_day(values.get(field))) return at;
    const base::Zone wall(zone_.name());
    return wall.start_of(wall.day_of(*at) + std::chrono::days{1});
}

base::Money RowReader::money(const Values& values, const std::string& field) const {
    return base::parse_money(values.need(field), digits_, field);
}

// --- orders -------------------------------------------------------------------------------------

namespace {

std::int64_t quantity_in(const std::string& cell) {
    if (cell.empty()) return 1;
    const auto number = whole_number(cell);
    if (!number || *number > largest_quantity || *number < -largest_quantity)
        throw base::Error{base::errors::wrong_type, "quantity", "\"" + cell + "\" is not a whole number."};
    return *number;
}

/// What the rows of one order have in common. A later row may leave it out, or say the same.
bool is_of_line(const std::string& field) {
    for (const char* own : {"sku", "product", "quantity", "line_amount", "line_price"})
        if (field == own) return true;
    return false;
}

}  // namespace

customer::RecordOrder RowReader::order_head(const Values& values) const {
    customer::RecordOrder order;
    order.identities = identities(values);
    order.ordered_at = date(values, "ordered_at");
    if (values.has("discount")) order.discount = money(values, "discount");
    if (values.has("number")) order.number = base::Text<100>{values.get("number")};
    if (values.has("store")) order.store = base::Note<80>{values.get("store")};
    if (values.has("channel")) order.channel = base::Note<40>{values.get("channel")};
    order.live = false;
    return order;
}

/// The thing that a row says was bought; its amount is 0 where the row does not say it.
std::optional<customer::OrderLine> RowReader::line(const Values& values) const {
    const bool named = values.has("sku") || values.has("product");
    if (!named && !values.has("line_amount") && !values.has("line_price")) return {};
    customer::OrderLine line{.sku = base::Note<80>{values.get("sku")},
                             .name = base::Note<200>{values.get("product")},
                             .quantity = quantity_in(values.get("quantity"))};
    if (values.has("line_amount")) {
        line.amount = money(values, "line_amount");
    } else if (values.has("line_price")) {
        line.amount = money(values, "line_price") * line.quantity;
    }
    return line;
}

/// Total and pieces, from what is said of the order as a whole or else of its lines.
void RowReader::complete(customer::RecordOrder& order, const Values& head, bool several) const {
    const bool lines_say = fills("line_amount") || fills("line_price");
    if (head.has("amount")) {
        order.amount = money(head, "amount");
        if (!lines_say && several && !order.lines.empty())
            throw base::Error{base::errors::required, "line_amount",
                              "An order of several rows needs the amount of each line."};
        if (!lines_say && order.lines.size() == 1) order.lines[0].amount = order.amount;
    } else {
        if (!lines_say) head.need("amount");
        for (const customer::OrderLine& item : order.lines) order.amount += item.amount;
        if (order.discount) order.amount -= *order.discount;
    }
    if (order.lines.empty()) order.quantity = quantity_in(head.get("quantity"));
}

customer::RecordOrder RowReader::order(const std::vector<TableRow>& rows, std::size_t& reading) const {
    Values head;
    std::vector<customer::OrderLine> lines;
    for (reading = 0; reading < rows.size(); ++reading) {
        const Values values = values_of(rows[reading]);
        for (const auto& [field, value] : values.by_field) {
            if (is_of_line(field) && reading > 0) continue;
            const auto [known, fresh] = head.by_field.emplace(field, value);
            if (!fresh && known->second != value)
                throw base::Error{errors::contradicts, field,
                                  "Line " + std::to_string(rows[0].line) + " says \"" +
                                      known->second.substr(0, 60) + "\", this one \"" + value.substr(0, 60) +
                                      "\"."};
        }
        if (auto item = line(values)) lines.push_back(std::move(*item));
    }
    reading = 0;
    customer::RecordOrder order = order_head(head);
    order.lines = std::move(lines);
    complete(order, head, rows.size() > 1);
    return order;
}

// --- people and what they did -------------------------------------------------------------------

RowReader::Person RowReader::person(const TableRow& row, ImportKind kind) const {
    const Values values = values_of(row);
    Person person{.identities = identities(values), .tags = values.tags};
    for (const auto& [field, value] : values.by_field) {
        if (field == "name") person.attributes["name"] = value;
        if (field.starts_with("attribute:")) person.attributes[field.substr(10)] = value;
    }
    for (const auto& [field, channel] :
         {std::pair{"no_email", "email"}, {"no_sms", "sms"}, {"no_call", "call"}})
        if (says_yes(values.get(field), field)) person.refused_channels.emplace_back(channel);
    person.first_seen = date_if_given(values, "first_seen");
    if (kind == ImportKind::identities && person.identities.size() < 2) throw base::Error{errors::single_key};
    if (kind == ImportKind::tags) {
        if (person.tags.empty()) values.need("tag");
        person.tags_until = end_if_given(values, "tag_until");
        person.tags_removed = says_yes(values.get("tag_removed"), "tag_removed");
    }
    if (kind == ImportKind::leads) person.enquiry = enquiry(values);
    if (kind == ImportKind::coupons) person.held = held(values);
    return person;
}

RowReader::Enquiry RowReader::enquiry(const Values& values) const {
    Enquiry lead;
    lead.kind = values.need("lead_kind");
    lead.source = values.get("lead_source");
    lead.note = values.get("lead_note");
    lead.number = values.get("lead_number");
    lead.won = says_yes(values.get("lead_won"), "lead_won");
    if (const auto at = date_if_given(values, "lead_at")) lead.at = *at;
    return lead;
}

RowReader::Held RowReader::held(const Values& values) const {
    return {.coupon_type = values.need("coupon_type"),
            .code = values.get("coupon_code"),
            .channel = values.get("channel"),
            .claimed_at = date_if_given(values, "claimed_at"),
            .usable_until = end_if_given(values, "usable_until")};
}

RowReader::Behaviour RowReader::behaviour(const TableRow& row) const {
    const Values values = values_of(row);
    Behaviour event{.identities = identities(values), .name = values.need("name")};
    event.occurred_at = date(values, "occurred_at");
    event.message_id = values.get("message_id");
    event.channel = values.get("channel");
    event.place = values.get("place");
    for (const auto& [field, value] : values.by_field) {
        if (!field.starts_with("property:")) continue;
        const auto number = whole_number(value);
        const bool is_number = number && value.size() <= 15 && (value == "0" || value[0] != '0');
        event.properties[field.substr(9)] = is_number ? boost::json::value(*number)
                                                      : boost::json::value(value);
    }
    return event;
}

}  // namespace huan::capture
