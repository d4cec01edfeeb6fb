#include "customer/attribute.hpp"
#include "customer/errors.hpp"
#include "customer/field.hpp"
#include "customer/mask.hpp"
#include "customer/queries.hpp"
#include "customer/rows.hpp"
#include "customer/rows_facts.hpp"
#include "customer/rows_profile.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace huan::customer {
namespace {

using store::Reader;
using store::Transaction;

constexpr std::size_t most_shown = 12;
constexpr std::size_t most_unfits = 6;
constexpr std::int64_t changes_looked_through = 2'000;
constexpr const char* last_section = "other";

std::optional<double> unscaled(const std::optional<std::int64_t>& number) {
    if (!number) return {};
    return static_cast<double>(*number) / static_cast<double>(number_scale);
}

std::optional<std::int64_t> scaled(const std::optional<double>& number, const char* field) {
    if (!number) return {};
    if (!std::isfinite(*number) || std::abs(*number) > 9e14)
        throw base::Error{base::errors::out_of_range, field};
    return std::llround(*number * static_cast<double>(number_scale));
}

FieldView view_of(const rows::FieldRow& row) {
    return {.key = row.key,
            .type = row.type,
            .name_zh = row.name_zh,
            .name_en = row.name_en,
            .section = row.section,
            .position = row.position,
            .required = row.required,
            .least = unscaled(row.least),
            .most = unscaled(row.most),
            .choices = base::from_json<std::vector<Choice>>(row.choices),
            .hint_zh = row.hint_zh,
            .hint_en = row.hint_en,
            .built_in = row.built_in,
            .retired = row.retired,
            .version = row.version};
}

/// What a rule may say, checked the same way when it is declared and when it is changed.
void set_rule(Reader& db, rows::FieldRow& row, const auto& command) {
    row.name_zh = base::trimmed(command.name_zh.value);
    row.name_en = base::trimmed(command.name_en.value);
    row.section = command.section.value;
    row.hint_zh = command.hint_zh ? base::trimmed(command.hint_zh->value) : "";
    row.hint_en = command.hint_en ? base::trimmed(command.hint_en->value) : "";
    const bool counts = row.type == FieldType::number || row.type == FieldType::whole;
    if (!counts && (command.least || command.most))
        throw base::Error{errors::bad_rule, "least", "Only numbers have bounds."};
    row.least = scaled(command.least, "least");
    row.most = scaled(command.most, "most");
    if (row.least && row.most && *row.least > *row.most)
        throw base::Error{errors::bad_rule, "most", "The upper bound lies below the lower one."};
    if (row.type == FieldType::choice)
        check_choices(command.choices);
    else if (!command.choices.empty())
        throw base::Error{errors::bad_rule, "choices", "Only a choice has entries."};
    row.choices = base::to_json(command.choices);
    const std::vector<SectionView> sections = rows::sections(db);
    if (std::none_of(sections.begin(), sections.end(),
                     [&](const SectionView& section) { return section.code == row.section; }))
        throw base::Error{errors::unknown_section, "section"};
}

bool is_word(const std::string& text) {
    const auto sign = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !text.empty() && std::all_of(text.begin(), text.end(), sign);
}

}  // namespace

FieldList list_fields(Reader& db) {
    FieldList list{.sections = rows::sections(db)};
    std::set<std::string> declared;
    std::map<std::string, std::int64_t> place;
    for (const SectionView& section : list.sections) place[section.code] = section.position;
    for (const rows::FieldRow& row : rows::fields(db)) {
        declared.insert(row.key);
        list.items.push_back(view_of(row));
    }
    std::stable_sort(list.items.begin(), list.items.end(),
                     [&](const FieldView& left, const FieldView& right) {
                         return std::pair(place[left.section], left.position) <
                                std::pair(place[right.section], right.position);
                     });
    for (std::string& key : rows::attribute_keys(db))
        if (!declared.contains(key)) list.undeclared.push_back(std::move(key));
    return list;
}

FieldView declare_field(Transaction& tx, const DeclareField& command, const base::Context& ctx) {
    attribute_row({}, command.key.value, nullptr, ctx.now, {});  // Refuses a key that no attribute can have.
    if (command.key.value.find('/') != std::string::npos)
        throw base::Error{errors::bad_rule, "key", "A key has no slash."};
    rows::FieldRow row{.key = command.key.value,
                       .type = command.type,
                       .position = rows::last_position(tx, command.section.value) + 10,
                       .required = command.required.value_or(false),
                       .version = 1};
    set_rule(tx, row, command);
    if (!rows::insert(tx, row)) throw base::Error{errors::field_taken, "key"};
    return view_of(row);
}

FieldView change_field(Transaction& tx, const ChangeField& command, const base::Context&) {
    auto row = rows::lock_field(tx, command.key.value);
    if (!row) throw base::Error{errors::unknown_field, "key"};
    if (row->version != command.seen_version) throw base::Error{errors::field_stale, "seen_version"};
    row->required = command.required;
    row->retired = command.retired;
    set_rule(tx, *row, command);
    row->version += 1;
    rows::update(tx, *row);
    return view_of(*row);
}

void undeclare_field(Transaction& tx, const FieldByKey& command, const base::Context&) {
    const auto row = rows::lock_field(tx, command.key.value);
    if (!row) throw base::Error{errors::unknown_field, "key"};
    if (row->built_in) throw base::Error{errors::built_in_field, "key"};
    rows::drop_field(tx, row->key);
}

FieldList arrange_fields(Transaction& tx, const ArrangeFields& command, const base::Context&) {
    const std::vector<SectionView> known = rows::sections(tx);
    std::int64_t place = 0;
    for (const ArrangedSection& section : command.sections) {
        if (std::none_of(known.begin(), known.end(),
                         [&](const auto& one) { return one.code == section.code; }))
            throw base::Error{errors::unknown_section, "sections"};
        rows::place_section(tx, section.code, place += 10);
        std::int64_t position = 0;
        for (const std::string& key : section.keys) rows::place_field(tx, key, section.code, position += 10);
    }
    return list_fields(tx);
}

SectionView set_section(Transaction& tx, const SetSection& command, const base::Context&) {
    if (!is_word(command.code.value))
        throw base::Error{errors::bad_rule, "code", "A code is lower-case letters, digits and _."};
    std::int64_t last = 0;
    for (const SectionView& section : rows::sections(tx)) {
        if (section.code == command.code.value) {
            last = section.position - 10;
            break;
        }
        if (section.code != last_section) last = std::max(last, section.position);
    }
    SectionView view{.code = command.code.value,
                     .name_zh = base::trimmed(command.name_zh.value),
                     .name_en = base::trimmed(command.name_en.value),
                     .position = last + 10};
    rows::put(tx, view);
    return view;
}

void drop_section(Transaction& tx, const SectionByCode& command, const base::Context&) {
    if (command.code.value == last_section) throw base::Error{errors::built_in_field, "code"};
    if (!rows::drop_section(tx, command.code.value)) throw base::Error{errors::unknown_section, "code"};
    rows::empty_section(tx, command.code.value, last_section);
}

FieldCheck check_field(Reader& db, const CheckField& query, const base::Context&) {
    const FieldView rule{
        .type = query.type, .least = query.least, .most = query.most, .choices = query.choices};
    FieldCheck check;
    for (const rows::ValueCount& row : rows::values_of(db, query.key.value)) {
        const boost::json::value value = attribute_value(
            {.type = row.type, .value_text = row.value_text, .value_number = row.value_number});
        check.people += row.people;
        if (check.values.size() < most_shown) check.values.push_back({value, row.people});
        std::string why;
        if (fitted(rule, value, why)) continue;
        check.unfit += row.people;
        if (check.unfits.size() < most_unfits) check.unfits.push_back({value, row.people});
    }
    return check;
}

std::vector<FieldView> fields_of(Reader& db, const std::vector<std::string>& keys) {
    std::vector<FieldView> found;
    for (const rows::FieldRow& row : rows::fields(db, keys)) found.push_back(view_of(row));
    return found;
}

AttributeHistory attribute_history(Reader& db, const GetAttributeHistory& query, const base::Context& ctx) {
    const Customer customer = visible_customer(db, query.customer_id, ctx);
    const auto limit = static_cast<std::size_t>(base::page_limit(query.limit));
    AttributeHistory history;
    for (store::Event& event :
         rows::events(db, profiles_of(db, customer.id), {.nouns = {"attribute."}}, changes_looked_through)) {
        const boost::json::value* key = event.properties.if_contains("key");
        if (key == nullptr || !key->is_string()) continue;
        if (query.key && key->get_string() != *query.key) continue;
        mask_contacts(event.properties);
        const boost::json::value* value = event.properties.if_contains("value");
        history.items.push_back({.key = std::string(key->get_string()),
                                 .value = value == nullptr ? boost::json::value() : *value,
                                 .at = event.occurred_at,
                                 .received_at = event.received_at,
                                 .actor = event.actor,
                                 .source_id = event.source_id,
                                 .refused = event.name == "attribute.refused"});
        if (history.items.size() == limit) break;
    }
    return history;
}

}  // namespace huan::customer
