#include "capture/mapping.hpp"

#include "base/json.hpp"
#include "customer/identity.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <set>

namespace huan::capture {
namespace {

const std::array<ImportField, 14> customer_fields{{
    {"external_id", false, "Id in your own system"},
    {"phone", false, "Phone number"},
    {"email", false, "E-mail address"},
    {"card_number", false, "Member card"},
    {"anonymous_id", false, "Device or browser id"},
    {"plate", false, "Licence plate"},
    {"identity:", false, "An id of a kind you declared, such as identity:taobao_id"},
    {"name", false, "Name"},
    {"tag", false, "Tag"},
    {"attribute:", false, "An attribute of your own, such as attribute:city"},
    {"first_seen", false, "Date the person became known"},
    {"no_email", false, "Asked for no e-mail (yes, 是, 1)"},
    {"no_sms", false, "Asked for no text messages"},
    {"no_call", false, "Asked not to be called"},
}};
/// What a lead has beside what a customer has.
const std::array<ImportField, 6> lead_fields_only{{
    {"lead_kind", true, "What they may buy: a business of yours, such as insurance"},
    {"lead_number", false, "The lead's number in the other system"},
    {"lead_source", false, "Where the lead came from"},
    {"lead_note", false, "What was noted about it"},
    {"lead_at", false, "When it came in"},
    {"lead_won", false, "Became a sale (yes, 是, 1)"},
}};
const std::array<ImportField, 15> order_fields{{
    {"ordered_at", true, "Date or time of the order"},
    {"amount", true, "Amount paid"},
    {"external_id", false, "Buyer's id in your own system"},
    {"phone", false, "Buyer's phone"},
    {"email", false, "Buyer's e-mail"},
    {"card_number", false, "Buyer's member card"},
    {"anonymous_id", false, "Buyer's device id"},
    {"identity:", false, "Buyer's id of a kind you declared, such as identity:taobao_id"},
    {"number", false, "Order number"},
    {"discount", false, "Discount"},
    {"quantity", false, "Pieces"},
    {"store", false, "Store"},
    {"channel", false, "Channel"},
    {"sku", false, "Product code"},
    {"product", false, "Product name"},
}};
const std::array<ImportField, 11> event_fields{{
    {"name", true, "Event name"},
    {"occurred_at", true, "When it happened"},
    {"external_id", false, "Person's id in your own system"},
    {"anonymous_id", false, "Device or browser id"},
    {"phone", false, "Person's phone"},
    {"email", false, "Person's e-mail"},
    {"identity:", false, "Person's id of a kind you declared, such as identity:taobao_id"},
    {"message_id", false, "Id of the event"},
    {"channel", false, "Channel"},
    {"place", false, "Store or page"},
    {"property:", false, "A property, such as property:item_id"},
}};

/// What a lead is, then who it is.
std::span<const ImportField> lead_fields() {
    static const std::vector<ImportField> fields = [] {
        std::vector<ImportField> all(lead_fields_only.begin(), lead_fields_only.end());
        all.insert(all.end(), customer_fields.begin(), customer_fields.end());
        return all;
    }();
    return fields;
}

constexpr std::string_view identity_prefix = "identity:";

/// The kind of identity a field holds: "phone", "identity:taobao_id".
std::optional<customer::IdentityKind> identity_in(const std::string& field) {
    if (field.starts_with(identity_prefix))
        return customer::IdentityKind{{field.substr(identity_prefix.size())}};
    customer::IdentityKind kind{{field}};
    if (customer::KindRules::built_in().find(kind) == nullptr) return {};
    return kind;
}

/// What `identity_in` reads, the other way round.
std::string field_of(const customer::IdentityKind& kind) {
    const bool own = customer::KindRules::built_in().find(kind) == nullptr;
    return own ? std::string(identity_prefix) + kind.value : kind.value;
}

struct Synonym {
    std::string_view column;
    std::string_view field;
};
/// Lower case, blanks and dashes as underscores. "date" and "time" become the kind's own time.
constexpr std::array<Synonym, 67> synonyms{{
    {"customer_id", "external_id"},
    {"user_id", "external_id"},
    {"userid", "external_id"},
    {"member_id", "external_id"},
    {"external_id", "external_id"},
    {"客户编号", "external_id"},
    {"会员号", "external_id"},
    {"用户id", "external_id"},
    {"phone", "phone"},
    {"mobile", "phone"},
    {"手机", "phone"},
    {"手机号", "phone"},
    {"电话", "phone"},
    {"email", "email"},
    {"e_mail", "email"},
    {"邮箱", "email"},
    {"card_number", "card_number"},
    {"卡号", "card_number"},
    {"anonymous_id", "anonymous_id"},
    {"device_id", "anonymous_id"},
    {"plate", "plate"},
    {"车牌", "plate"},
    {"车牌号", "plate"},
    {"name", "name"},
    {"姓名", "name"},
    {"客户姓名", "name"},
    {"tag", "tag"},
    {"标签", "tag"},
    {"order_id", "number"},
    {"order_number", "number"},
    {"number", "number"},
    {"订单号", "number"},
    {"单号", "number"},
    {"date", "time"},
    {"time", "time"},
    {"timestamp", "time"},
    {"order_date", "time"},
    {"日期", "time"},
    {"时间", "time"},
    {"下单时间", "time"},
    {"amount", "amount"},
    {"dollar_value", "amount"},
    {"total", "amount"},
    {"金额", "amount"},
    {"实付金额", "amount"},
    {"discount", "discount"},
    {"优惠", "discount"},
    {"quantity", "quantity"},
    {"number_of_cds", "quantity"},
    {"数量", "quantity"},
    {"store", "store"},
    {"门店", "store"},
    {"order_no", "number"},
    {"订单编号", "number"},
    {"buyer_phone", "phone"},
    {"paid", "amount"},
    {"paid_at", "time"},
    {"shop", "store"},
    {"lead_number", "lead_number"},
    {"线索编号", "lead_number"},
    {"lead_source", "lead_source"},
    {"线索来源", "lead_source"},
    {"converted", "lead_won"},
    {"do_not_email", "no_email"},
    {"do_not_call", "no_call"},
    {"业务", "lead_kind"},
    {"prospect_id", "external_id"},
}};

std::string plain(std::string_view column) {
    std::string name;
    for (const char c : base::trimmed(column))
        name += c == ' ' || c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return name;
}

std::string time_field(ImportKind kind) {
    switch (kind) {
        case ImportKind::orders: return "ordered_at";
        case ImportKind::events: return "occurred_at";
        case ImportKind::leads: return "created_at";
        case ImportKind::customers: return "first_seen";
    }
    return {};
}

bool is_open_ended(std::string_view field) { return field.ends_with(':'); }

bool knows(ImportKind kind, const std::string& field) {
    const auto known = fields_of(kind);
    return std::any_of(known.begin(), known.end(), [&](const ImportField& item) {
        return is_open_ended(item.field) ? field.starts_with(item.field) && field.size() > item.field.size()
                                         : field == item.field;
    });
}

[[noreturn]] void refuse(const std::string& field, const std::string& detail) {
    throw base::Error{errors::bad_mapping, field, detail};
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size()) return {};
    return value;
}

/// The numbers in a date, in their order, and whether anything else than separators stands between them.
struct DateParts {
    std::vector<int> numbers{};
    std::vector<std::size_t> widths{};
    bool clean = true;
};

DateParts parts_of(std::string_view text) {
    DateParts parts;
    for (std::size_t at = 0; at < text.size();) {
        if (std::isdigit(static_cast<unsigned char>(text[at])) == 0) {
            parts.clean &= std::string_view("-/.: T").find(text[at]) != std::string_view::npos;
            ++at;
            continue;
        }
        const std::size_t start = at;
        int value = 0;
        for (; at < text.size() && at - start < 9 && std::isdigit(static_cast<unsigned char>(text[at])) != 0;
             ++at)
            value = value * 10 + (text[at] - '0');
        parts.numbers.push_back(value);
        parts.widths.push_back(at - start);
    }
    return parts;
}

/// Days and time of day as a local time in the zone.
std::optional<base::Instant> local_instant(int year, int month, int day, int seconds,
                                           const base::Zone& zone) {
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok() || year < 1 || year > 9999 || month < 1 || day < 1) return {};
    // The zone's business day may start at noon; midnight is asked of a zone without that cut.
    const base::Zone wall(zone.name());
    return wall.start_of(base::Day{date}) + std::chrono::seconds{seconds};
}

std::optional<base::Instant> from_parts(const DateParts& parts, DateOrder order, const base::Zone& zone) {
    std::vector<int> n = parts.numbers;
    if (n.size() == 1 && parts.widths[0] == 8)
        return local_instant(n[0] / 10000, n[0] / 100 % 100, n[0] % 100, 0, zone);
    if (n.size() < 3 || n.size() > 6) return {};
    n.resize(6);
    if (n[3] > 23 || n[4] > 59 || n[5] > 59) return {};
    const int seconds = (n[3] * 60 + n[4]) * 60 + n[5];
    if (parts.widths[0] == 4) return local_instant(n[0], n[1], n[2], seconds, zone);
    if (parts.widths[2] != 4) return {};
    if (order == DateOrder::day_month_year) return local_instant(n[2], n[1], n[0], seconds, zone);
    if (order == DateOrder::month_day_year) return local_instant(n[2], n[0], n[1], seconds, zone);
    return {};
}

/// What commands call "identities[0].value", "lines[0].name" or "attributes.city", as a mapping calls it.
std::string mapped_field(const std::string& field, const std::vector<customer::Identity>& identities) {
    for (std::size_t i = 0; i < identities.size(); ++i)
        if (field == "identities[" + std::to_string(i) + "].value") return field_of(identities[i].kind);
    if (field.starts_with("lines[0]."))
        return field == "lines[0].name" ? "product" : field.substr(std::string_view("lines[0].").size());
    if (field.starts_with("attributes.")) {
        const std::string key = field.substr(std::string_view("attributes.").size());
        return key == "name" ? key : "attribute:" + key;
    }
    return field;
}

}  // namespace

std::span<const ImportField> fields_of(ImportKind kind) {
    switch (kind) {
        case ImportKind::customers: return customer_fields;
        case ImportKind::leads: return lead_fields();
        case ImportKind::orders: return order_fields;
        case ImportKind::events: return event_fields;
    }
    return {};
}

Mapping suggested(ImportKind kind, const std::vector<std::string>& columns) {
    Mapping mapping;
    std::set<std::string> taken;
    for (const std::string& column : columns) {
        const std::string name = plain(column);
        const auto found = std::find_if(synonyms.begin(), synonyms.end(),
                                        [&](const Synonym& s) { return s.column == name; });
        std::string field = found == synonyms.end() ? name : std::string(found->field);
        if (field == "time") field = time_field(kind);
        if (kind == ImportKind::events && (name == "event" || name == "behavior" || name == "behaviour"))
            field = "name";
        if (knows(kind, field) && taken.insert(field).second)
            mapping.columns[column] = field;
        else if (kind == ImportKind::events)
            mapping.columns[column] = "property:" + name;
        else if (kind == ImportKind::customers || kind == ImportKind::leads)
            mapping.columns[column] = "attribute:" + name;
    }
    return mapping;
}

void check(const Mapping& mapping, ImportKind kind, const std::vector<std::string>& columns) {
    std::set<std::string> filled;
    for (const auto& [column, field] : mapping.columns) {
        if (std::find(columns.begin(), columns.end(), column) == columns.end())
            refuse("mapping.columns." + column, "The file has no column \"" + column + "\".");
        if (!knows(kind, field)) refuse("mapping.columns." + column, "There is no field \"" + field + "\".");
        if (field != "tag" && !filled.insert(field).second)
            refuse("mapping.columns." + column, "Two columns fill \"" + field + "\".");
    }
    for (const auto& [field, value] : mapping.constants) {
        if (!knows(kind, field)) refuse("mapping.constants." + field, "There is no field \"" + field + "\".");
        if (!filled.insert(field).second)
            refuse("mapping.constants." + field, "A column fills \"" + field + "\" already.");
    }
    for (const ImportField& item : fields_of(kind))
        if (item.required && !filled.contains(item.field))
            refuse("mapping.columns", "No column is \"" + item.field + "\", which is required.");
    if (std::none_of(filled.begin(), filled.end(),
                     [](const std::string& field) { return identity_in(field).has_value(); }))
        refuse("mapping.columns", "No column says who it is: map an id, phone, e-mail or card.");
    if (mapping.time_zone) base::Zone{mapping.time_zone->value};
}

base::Instant read_date(std::string_view text, DateOrder order, const base::Zone& zone,
                        const std::string& field) {
    const std::string trimmed = base::trimmed(text);
    if (const auto exact = base::parse_instant(trimmed); exact && trimmed.size() > 10) return *exact;
    const auto number = whole_number(trimmed);
    if (number && trimmed.size() >= 9 && trimmed.size() <= 11) return base::Instant{*number * 1000};
    if (number && trimmed.size() >= 12 && trimmed.size() <= 14) return base::Instant{*number};
    const DateParts parts = parts_of(trimmed);
    if (parts.clean)
        if (const auto found = from_parts(parts, order, zone)) return *found;
    throw base::Error{errors::bad_date, field,
                      "\"" + trimmed.substr(0, 40) + "\" is not a date we can read."};
}

namespace {

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

}  // namespace

struct RowReader::Values {
    std::map<std::string, std::string> by_field{};
    std::vector<std::string> tags{};

    const std::string& get(const std::string& field) const {
        static const std::string nothing;
        const auto found = by_field.find(field);
        return found == by_field.end() ? nothing : found->second;
    }
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
    const std::string mapped = mapped_field(field, identities);
    const auto found = std::find(fields_.begin(), fields_.end(), mapped);
    return found == fields_.end() || mapped.empty() ? mapped : columns_[found - fields_.begin()];
}

RowReader::Values RowReader::values_of(const TableRow& row) const {
    if (!row.problem.empty()) throw base::Error{errors::unreadable, {}, row.problem};
    if (row.cells.size() != fields_.size())
        throw base::Error{errors::ragged,
                          {},
                          "The row has " + std::to_string(row.cells.size()) + " cells, the header " +
                              std::to_string(fields_.size()) + "."};
    Values values;
    for (const auto& [field, value] : mapping_.constants) {
        if (field == "tag")
            values.tags.push_back(value);
        else
            values.by_field[field] = value;
    }
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        const std::string& cell = row.cells[i];
        const auto& empty = mapping_.empty_words;
        if (fields_[i].empty() || cell.empty() || std::find(empty.begin(), empty.end(), cell) != empty.end())
            continue;
        if (fields_[i] == "tag")
            values.tags.push_back(cell);
        else
            values.by_field[fields_[i]] = cell;
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

customer::RecordOrder RowReader::order(const TableRow& row) const {
    const Values values = values_of(row);
    customer::RecordOrder order;
    order.identities = identities(values);
    order.ordered_at = read_date(values.need("ordered_at"),
                                 mapping_.date_order.value_or(DateOrder::automatic), zone_, "ordered_at");
    order.amount = base::parse_money(values.need("amount"), digits_, "amount");
    if (!values.get("discount").empty())
        order.discount = base::parse_money(values.get("discount"), digits_, "discount");
    if (!values.get("number").empty()) order.number = base::Text<100>{values.get("number")};
    if (!values.get("store").empty()) order.store = base::Note<80>{values.get("store")};
    if (!values.get("channel").empty()) order.channel = base::Note<40>{values.get("channel")};
    std::int64_t quantity = 1;
    if (!values.get("quantity").empty()) {
        const auto number = whole_number(values.get("quantity"));
        if (!number)
            throw base::Error{base::errors::wrong_type, "quantity",
                              "\"" + values.get("quantity") + "\" is not a whole number."};
        quantity = *number;
    }
    if (!values.get("sku").empty() || !values.get("product").empty())
        order.lines.push_back({base::Note<80>{values.get("sku")}, base::Note<200>{values.get("product")},
                               quantity, order.amount});
    else
        order.quantity = quantity;
    order.live = false;
    return order;
}

RowReader::Person RowReader::person(const TableRow& row) const {
    const Values values = values_of(row);
    Person person{.identities = identities(values), .tags = values.tags};
    for (const auto& [field, value] : values.by_field) {
        if (field == "name") person.attributes["name"] = value;
        if (field.starts_with("attribute:")) person.attributes[field.substr(10)] = value;
    }
    for (const auto& [field, channel] :
         {std::pair{"no_email", "email"}, {"no_sms", "sms"}, {"no_call", "call"}})
        if (says_yes(values.get(field), field)) person.refused_channels.emplace_back(channel);
    person.enquiry = enquiry(values);
    return person;
}

RowReader::Enquiry RowReader::enquiry(const Values& values) const {
    Enquiry enquiry{.kind = values.get("lead_kind"),
                    .source = values.get("lead_source"),
                    .note = values.get("lead_note"),
                    .number = values.get("lead_number"),
                    .won = says_yes(values.get("lead_won"), "lead_won")};
    if (!values.get("lead_at").empty())
        enquiry.at = read_date(values.get("lead_at"), mapping_.date_order.value_or(DateOrder::automatic),
                               zone_, "lead_at");
    return enquiry;
}

RowReader::Behaviour RowReader::behaviour(const TableRow& row) const {
    const Values values = values_of(row);
    Behaviour event{.identities = identities(values), .name = values.need("name")};
    event.occurred_at = read_date(values.need("occurred_at"),
                                  mapping_.date_order.value_or(DateOrder::automatic), zone_, "occurred_at");
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
