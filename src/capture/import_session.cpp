#include "capture/import_session.hpp"

#include "base/json.hpp"

#include <algorithm>
#include <functional>

namespace huan::capture {
namespace {

/// Read at a time to come back to where a job stood.
constexpr std::int64_t skipped_rows = 500;
/// No order has more rows than this: what looks so has its number column mapped wrongly.
constexpr std::size_t most_rows_of_order = 500;

base::Zone zone_of(const Mapping& mapping, const access::Settings& settings) {
    return mapping.time_zone ? base::Zone(mapping.time_zone->value) : base::Zone(settings.time_zone);
}

std::size_t hash_of(const std::string& text) { return std::hash<std::string>{}(text); }

}  // namespace

TableFormat table_format(const FileFormat& format) {
    return {.encoding = format.encoding,
            .delimiter = format.delimiter.empty() ? ',' : format.delimiter[0],
            .has_header = format.has_header};
}

std::string cells_json(const TableRow& row) {
    boost::json::array cells;
    for (const std::string& cell : row.cells) cells.emplace_back(cell);
    if (row.cells.empty())
        cells.emplace_back(base::is_clean_utf8(row.original) ? row.original.substr(0, 2000) : "");
    return boost::json::serialize(cells);
}

const std::vector<customer::Identity>& ImportItem::identities(ImportKind kind) const {
    if (kind == ImportKind::orders) return order.identities;
    return kind == ImportKind::events ? behaviour.identities : person.identities;
}

ImportSession::ImportSession(rows::ImportRow import, const access::Settings& settings,
                             customer::KindRules kinds)
    : import_(std::move(import)),
      columns_(base::from_json<std::vector<std::string>>(import_.columns)),
      table_(import_.path, table_format(base::from_json<FileFormat>(import_.format))),
      reader_(base::from_json<Mapping>(import_.mapping), columns_,
              zone_of(base::from_json<Mapping>(import_.mapping), settings), settings.currency_digits()),
      region_(settings.phone_region),
      kinds_(std::move(kinds)),
      rows_by_number_(import_.kind == ImportKind::orders && reader_.fills("number") &&
                      !reader_.mapping().constants.contains("number")) {
    if (import_.dry_run) counted_ = import_.dry_run->at("rows").as_int64();
    fetch();
}

void ImportSession::fetch() {
    TableRow row;
    if (table_.next(row))
        waiting_ = std::move(row);
    else
        waiting_.reset();
}

void ImportSession::skip_to(std::int64_t rows) {
    while (rows_ < rows && waiting_) read(std::min(rows - rows_, skipped_rows));
}

std::vector<ImportItem> ImportSession::read(std::int64_t least) {
    std::vector<ImportItem> items;
    for (std::int64_t read = 0; read < least && waiting_;) {
        items.push_back(next());
        read += items.back().size();
    }
    return items;
}

/// Where an item ends depends on nothing but where it begins, so that a job finds the same ends again.
ImportItem ImportSession::next() {
    ImportItem item;
    const std::string number = rows_by_number_ ? reader_.number_of(*waiting_) : std::string();
    do {
        item.rows.push_back(std::move(*waiting_));
        fetch();
    } while (!number.empty() && waiting_ && item.rows.size() < most_rows_of_order &&
             reader_.number_of(*waiting_) == number);
    rows_ += item.size();
    try {
        interpret(item);
    } catch (const base::Error& refused) {
        item.refused = refused;
    }
    return item;
}

std::int64_t ImportSession::estimated_total() const {
    // A run knows from the dry run before it.
    if (counted_ > 0) return std::max(rows_, counted_);
    const std::int64_t read = std::max<std::int64_t>(table_.bytes_read(), 1);
    return std::max(rows_, rows_ * table_.bytes_total() / read);
}

ImportNote ImportSession::note(const ImportItem& item, std::size_t at, const base::Error& why) const {
    const TableRow& row = item.rows[at];
    ImportNote note{.import_id = import_.id,
                    .line = row.line,
                    .kind = "refused",
                    .code = why.kind().code,
                    .field = reader_.column_of(why.field(), item.identities(import_.kind)),
                    .reason = why.detail(),
                    .original = cells_json(row)};
    if (at == item.refused_row) return note;
    note.code = errors::order_refused.code;
    note.field.clear();
    note.reason = "Line " + std::to_string(item.rows[item.refused_row].line) +
                  ", of the same order, is refused: " + why.detail();
    return note;
}

void ImportSession::interpret(ImportItem& item) {
    switch (import_.kind) {
        case ImportKind::orders: return interpret_order(item);
        case ImportKind::events: return interpret_event(item);
        case ImportKind::customers:
        case ImportKind::identities:
        case ImportKind::tags:
        case ImportKind::coupons:
        case ImportKind::leads: return interpret_person(item);
    }
}

void ImportSession::interpret_order(ImportItem& item) {
    item.order = reader_.order(item.rows, item.refused_row);
    item.order.identities = customer::normalised(item.order.identities, region_, kinds_);
    item.at = item.order.ordered_at;
    const std::string content = customer::order_content(item.order, item.order.identities[0]);
    if (item.order.number)
        check_number(item, content);
    else
        item.order.occurrence = occurrence(item, content);
    know(item, item.order.identities);
}

void ImportSession::check_number(ImportItem& item, const std::string& content) {
    const auto said = static_cast<std::uint32_t>(hash_of(content));
    Seen& seen = contents_[hash_of(base::trimmed(item.order.number->value))];
    if (++seen.count == 1) {
        seen.first_line = item.rows[0].line;
        seen.content = said;
        return;
    }
    if (seen.content != said)
        throw base::Error{errors::scattered, "number",
                          "Line " + std::to_string(seen.first_line) +
                              " has this order number too; rows of one order must stand together."};
    item.repeats_line = seen.first_line;
}

void ImportSession::interpret_event(ImportItem& item) {
    item.behaviour = reader_.behaviour(item.rows[0]);
    item.behaviour.identities = customer::normalised(item.behaviour.identities, region_, kinds_);
    item.at = item.behaviour.occurred_at;
    if (item.behaviour.message_id.empty()) item.behaviour.message_id = event_id(item);
    know(item, item.behaviour.identities);
}

void ImportSession::interpret_person(ImportItem& item) {
    item.person = reader_.person(item.rows[0], import_.kind);
    RowReader::Person& person = item.person;
    person.identities = customer::normalised(person.identities, region_, kinds_);
    if (import_.kind == ImportKind::identities && person.identities.size() < 2)
        throw base::Error{errors::single_key};
    item.at = person.first_seen ? person.first_seen : person.held.claimed_at;
    if (person.enquiry.at.ms != 0) item.at = person.enquiry.at;
    if (import_.kind == ImportKind::leads && person.enquiry.number.empty())
        person.enquiry.number = lead_number(item);
    if (import_.kind == ImportKind::coupons && person.held.code.empty())
        person.held.number = coupon_number(item);
    if (import_.kind == ImportKind::customers) occurrence(item, cells_json(item.rows[0]));
    know(item, person.identities);
}

void ImportSession::know(ImportItem& item, const std::vector<customer::Identity>& identities) {
    item.first_of_person =
        people_.insert(hash_of(identities[0].kind.value + ":" + identities[0].value)).second;
}

std::int64_t ImportSession::occurrence(ImportItem& item, const std::string& content) {
    Seen& seen = contents_[hash_of(content)];
    if (++seen.count > 1)
        item.repeats_line = seen.first_line;
    else
        seen.first_line = item.rows[0].line;
    return seen.count;
}

std::string ImportSession::event_id(ImportItem& item) {
    const RowReader::Behaviour& event = item.behaviour;
    std::string content = event.name + "\n" + base::format_instant(event.occurred_at) + "\n" + event.channel +
                          "\n" + event.place + "\n" + boost::json::serialize(event.properties);
    for (const auto& identity : event.identities) content += "\n" + identity.value;
    return customer::derived_number(content, occurrence(item, content));
}

/// A lead without a number is known again by what it says and how often it was said.
std::string ImportSession::lead_number(ImportItem& item) {
    const RowReader::Enquiry& lead = item.person.enquiry;
    std::string content = lead.kind + "\n" + lead.source + "\n" + lead.note + "\n" +
                          base::format_instant(lead.at);
    for (const auto& identity : item.person.identities) content += "\n" + identity.value;
    return customer::derived_number(content, occurrence(item, content));
}

/// So is a coupon without a code. Two of a kind are two coupons.
std::string ImportSession::coupon_number(ImportItem& item) {
    const RowReader::Held& held = item.person.held;
    std::string content = held.coupon_type + "\n" + held.channel;
    for (const auto& at : {held.claimed_at, held.usable_until})
        content += "\n" + (at ? base::format_instant(*at) : std::string());
    content += "\n" + item.person.identities[0].kind.value + ":" + item.person.identities[0].value;
    return customer::derived_number(content, occurrence(item, content));
}

}  // namespace huan::capture
