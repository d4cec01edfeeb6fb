#include "capture/mapping.hpp"

#include "base/text.hpp"
#include "base/zone.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace huan::capture {
namespace {

constexpr std::string_view identity_prefix = "identity:";

struct Synonym {
    std::string_view column;
    std::string_view field;
};
/// Lower case, blanks and dashes as underscores. "time" and "until" become the kind's own.
constexpr std::array<Synonym, 96> synonyms{{
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
    {"created_at", "time"},
    {"创建时间", "time"},
    {"支付时间", "time"},
    {"付款时间", "time"},
    {"订单金额", "amount"},
    {"order_amount", "amount"},
    {"mobile_phone", "phone"},
    {"联系电话", "phone"},
    {"手机号码", "phone"},
    {"lineitem_name", "product"},
    {"lineitem_sku", "sku"},
    {"lineitem_quantity", "quantity"},
    {"lineitem_price", "line_price"},
    {"product_name", "product"},
    {"item_name", "product"},
    {"product_id", "sku"},
    {"unit_price", "line_price"},
    {"单价", "line_price"},
    {"商品", "product"},
    {"购买数量", "quantity"},
    {"tags", "tag"},
    {"expires_at", "until"},
    {"valid_until", "until"},
    {"有效期", "until"},
    {"到期时间", "until"},
    {"coupon_name", "coupon_type"},
    {"优惠券", "coupon_type"},
    {"code", "coupon_code"},
    {"mail", "email"},
}};

std::string plain(std::string_view column) {
    std::string name;
    for (const char c : base::trimmed(column))
        name += c == ' ' || c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return name;
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

/// The field that our templates call so, or that has this very name.
std::string field_called(ImportKind kind, const std::string& name) {
    for (const ImportField& item : fields_of(kind))
        if (!is_open_ended(item.field) &&
            (name == item.field || name == plain(item.name_en) || name == plain(item.name_zh)))
            return item.field;
    return {};
}

/// What a word that other programs use means for this kind; empty for one we do not know.
std::string synonym(ImportKind kind, const std::string& name) {
    if (kind == ImportKind::events && (name == "event" || name == "behavior" || name == "behaviour"))
        return "name";
    const auto found = std::find_if(synonyms.begin(), synonyms.end(),
                                    [&](const Synonym& item) { return item.column == name; });
    if (found == synonyms.end()) return {};
    if (found->field == "time") return time_field(kind);
    if (found->field == "until") return kind == ImportKind::tags ? "tag_until" : "usable_until";
    return std::string(found->field);
}

template <class Named> bool is_called(const Named& it, const std::string& key, const std::string& name) {
    return name == key || name == plain(it.name_en) || name == plain(it.name_zh);
}

std::string own_field(ImportKind kind, const OwnNames& own, const std::string& name) {
    for (const customer::KindView& identity : own.kinds)
        if (!identity.built_in && is_called(identity, identity.kind.value, name))
            return std::string(identity_prefix) + identity.kind.value;
    for (const customer::FieldView& field : own.fields)
        if (is_called(field, field.key, name) && knows(kind, "attribute:" + field.key))
            return "attribute:" + field.key;
    return {};
}

/// Where a column goes that is called like nothing we know.
std::string open_field(ImportKind kind, const std::string& name) {
    if (kind == ImportKind::events) return "property:" + name;
    if (kind == ImportKind::customers || kind == ImportKind::leads) return "attribute:" + name;
    return {};
}

void check_fields(const Mapping& mapping, ImportKind kind, const std::vector<std::string>& columns,
                  std::set<std::string>& filled) {
    for (const auto& [column, field] : mapping.columns) {
        if (std::find(columns.begin(), columns.end(), column) == columns.end())
            refuse("mapping.columns." + column, "The file has no column \"" + column + "\".");
        if (!knows(kind, field)) refuse("mapping.columns." + column, "There is no field \"" + field + "\".");
        if (!filled.insert(field).second && !takes_many(field))
            refuse("mapping.columns." + column, "Two columns fill \"" + field + "\".");
    }
    for (const auto& [field, value] : mapping.constants) {
        if (!knows(kind, field)) refuse("mapping.constants." + field, "There is no field \"" + field + "\".");
        if (!filled.insert(field).second && !takes_many(field))
            refuse("mapping.constants." + field, "A column fills \"" + field + "\" already.");
    }
}

void check_required(ImportKind kind, const std::set<std::string>& filled) {
    const auto fields = fields_of(kind);
    for (const ImportField& item : fields) {
        if (!item.required || filled.contains(item.field)) continue;
        const bool made_up = std::any_of(fields.begin(), fields.end(), [&](const ImportField& other) {
            return other.instead_of == item.field && filled.contains(other.field);
        });
        if (!made_up) refuse("mapping.columns", "No column is \"" + item.field + "\", which is required.");
    }
}

}  // namespace

std::optional<customer::IdentityKind> identity_in(const std::string& field) {
    if (field.starts_with(identity_prefix))
        return customer::IdentityKind{{field.substr(identity_prefix.size())}};
    customer::IdentityKind kind{{field}};
    if (customer::KindRules::built_in().find(kind) == nullptr) return {};
    return kind;
}

std::string field_of(const customer::IdentityKind& kind) {
    const bool own = customer::KindRules::built_in().find(kind) == nullptr;
    return own ? std::string(identity_prefix) + kind.value : kind.value;
}

OwnNames own_names(store::Reader& db) {
    OwnNames own{.kinds = customer::list_kinds(db).items, .fields = customer::list_fields(db).items};
    // A person's name has a column of its own.
    std::erase_if(own.fields,
                  [](const customer::FieldView& field) { return field.retired || field.key == "name"; });
    return own;
}

Mapping suggested(ImportKind kind, const std::vector<std::string>& columns, const OwnNames& own) {
    Mapping mapping;
    std::set<std::string> taken;
    for (const std::string& column : columns) {
        const std::string name = plain(column);
        if (name.empty()) continue;
        std::string field = field_called(kind, name);
        if (field.empty()) field = synonym(kind, name);
        if (field.empty()) field = own_field(kind, own, name);
        if (field.empty() || !knows(kind, field) || taken.contains(field)) field = open_field(kind, name);
        if (!field.empty() && taken.insert(field).second) mapping.columns[column] = field;
    }
    return mapping;
}

std::vector<std::string> empty_words_in(const std::vector<std::vector<std::string>>& rows) {
    constexpr std::array<std::string_view, 14> words{"Select", "NULL", "null", "None", "NaN", "nan", "N/A",
                                                     "n/a",    "#N/A", "\\N",  "-",    "--",  "无",  "空"};
    std::vector<std::string> found;
    for (const std::string_view word : words)
        if (std::any_of(rows.begin(), rows.end(), [&](const std::vector<std::string>& cells) {
                return std::find(cells.begin(), cells.end(), word) != cells.end();
            }))
            found.emplace_back(word);
    return found;
}

bool fits(const Mapping& mapping, const std::vector<std::string>& columns) {
    return std::all_of(mapping.columns.begin(), mapping.columns.end(), [&](const auto& item) {
        return std::find(columns.begin(), columns.end(), item.first) != columns.end();
    });
}

void check(const Mapping& mapping, ImportKind kind, const std::vector<std::string>& columns) {
    std::set<std::string> filled;
    check_fields(mapping, kind, columns, filled);
    check_required(kind, filled);
    const auto identities = std::count_if(filled.begin(), filled.end(), [](const std::string& field) {
        return identity_in(field).has_value();
    });
    if (identities == 0)
        refuse("mapping.columns", "No column says who it is: map an id, phone, e-mail or card.");
    if (kind == ImportKind::identities && identities < 2)
        refuse("mapping.columns", "Map two ids at least: each row says that they are one person's.");
    for (const std::string& key : mapping.keys)
        if (!identity_in(key) || !filled.contains(key))
            refuse("mapping.keys", "No column is \"" + key + "\", which should tell who is known.");
    const std::vector<ImportMode> modes = modes_of(kind);
    if (mapping.mode && std::find(modes.begin(), modes.end(), *mapping.mode) == modes.end())
        refuse("mapping.mode", "Rows of this kind cannot be imported that way.");
    if (mapping.time_zone) base::Zone{mapping.time_zone->value};
}

}  // namespace huan::capture
