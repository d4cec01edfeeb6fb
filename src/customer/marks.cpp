#include "customer/errors.hpp"
#include "customer/mark.hpp"
#include "customer/queries.hpp"
#include "customer/rows.hpp"
#include "customer/rows_relation.hpp"

#include <algorithm>
#include <set>

namespace huan::customer {
namespace {

using store::Reader;
using store::Transaction;

MarkKindView view_of(const rows::MarkKindRow& row) {
    return {.kind = row.kind,
            .type = row.type,
            .name_zh = row.name_zh,
            .name_en = row.name_en,
            .choices = base::from_json<std::vector<Choice>>(row.choices),
            .position = row.position,
            .built_in = row.built_in,
            .retired = row.retired,
            .version = row.version};
}

std::string text_of(const auto& note) { return note ? base::trimmed(note->value) : std::string(); }

bool is_word(const std::string& text) {
    const auto sign = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !text.empty() && std::all_of(text.begin(), text.end(), sign);
}

/// What is stored of a mark of this kind. \throws base::Error `mark.bad_value` on the field at fault.
void set_value(rows::MarkRow& row, const MarkKindView& kind, const SetMark& command) {
    const std::string text = text_of(command.value);
    const auto refuse = [](const char* field, const char* why) {
        throw base::Error{errors::bad_mark, field, why};
    };
    switch (kind.type) {
        case MarkType::choice: {
            const Choice* choice = choice_of(kind.choices, text);
            if (choice == nullptr) refuse("value", "It is not one of the entries of this kind.");
            row.value = choice->value.value;
            break;
        }
        case MarkType::money:
            if (!command.amount || command.amount->minor < 0) refuse("amount", "An amount is needed.");
            row.amount = command.amount;
            break;
        case MarkType::text:
            if (text.empty()) refuse("value", "A text is needed.");
            row.value = text;
            break;
    }
}

void tell(Transaction& tx, const char* name, const rows::MarkRow& row, const base::Context& ctx) {
    boost::json::object properties{{"mark_id", row.id.value}, {"kind", row.kind}};
    if (!row.value.empty()) properties["value"] = row.value;
    if (row.amount) properties["amount"] = row.amount->minor;
    if (!row.about.empty()) properties["about"] = row.about;
    if (!row.note.empty()) properties["note"] = row.note;
    if (row.lead_id != 0) properties["lead_id"] = row.lead_id;
    store::append(tx,
                  store::Event{.name = name,
                               .profile_id = row.profile_id,
                               .source_id = ctx.actor.source_id,
                               .properties = std::move(properties)},
                  ctx);
}

MarkList marks_of(Reader& db, CustomerId id, const std::optional<std::string>& kind) {
    MarkList list;
    std::set<std::pair<std::string, std::string>> latest;
    for (const rows::MarkRow& row : rows::marks(db, profiles_of(db, id))) {
        if (kind && row.kind != *kind) continue;
        const bool holds = !row.withdrawn_at && latest.emplace(row.kind, row.about).second;
        list.items.push_back({.id = row.id,
                              .kind = row.kind,
                              .value = row.value,
                              .amount = row.amount,
                              .about = row.about,
                              .note = row.note,
                              .at = row.at,
                              .by_name = row.by_name,
                              .lead_id = row.lead_id,
                              .holds = holds,
                              .withdrawn_at = row.withdrawn_at});
    }
    return list;
}

}  // namespace

MarkKindList list_mark_kinds(Reader& db) {
    MarkKindList list;
    for (const rows::MarkKindRow& row : rows::mark_kinds(db)) list.items.push_back(view_of(row));
    return list;
}

MarkKindView set_mark_kind(Transaction& tx, const SetMarkKind& command, const base::Context&) {
    if (!is_word(command.kind.value))
        throw base::Error{errors::bad_mark_kind, "kind", "A code is lower-case letters, digits and _."};
    const auto known = rows::mark_kind(tx, command.kind.value);
    if ((known ? known->version : 0) != command.seen_version)
        throw base::Error{errors::mark_kind_stale, "seen_version"};
    if (known && known->type != command.type)
        throw base::Error{errors::bad_mark_kind, "type", "That is fixed once the kind is declared."};
    if (command.type == MarkType::choice)
        check_choices(command.choices);
    else if (!command.choices.empty())
        throw base::Error{errors::bad_mark_kind, "choices", "Only a choice has entries."};
    rows::MarkKindRow row =
        known.value_or(rows::MarkKindRow{.kind = command.kind.value, .type = command.type, .position = 100});
    row.name_zh = base::trimmed(command.name_zh.value);
    row.name_en = base::trimmed(command.name_en.value);
    row.choices = base::to_json(command.choices);
    row.retired = command.retired.value_or(row.retired);
    row.version += 1;
    rows::put(tx, row);
    return view_of(row);
}

MarkList list_marks(Reader& db, const ListMarks& query, const base::Context& ctx) {
    return marks_of(db, visible_customer(db, query.customer_id, ctx).id, query.kind);
}

MarkList set_mark(Transaction& tx, const SetMark& command, const base::Context& ctx) {
    const auto kind = rows::mark_kind(tx, command.kind.value);
    if (!kind || kind->retired) throw base::Error{errors::unknown_mark_kind, "kind"};
    const Customer customer = visible_customer(tx, command.customer_id, ctx);
    rows::MarkRow row{.id = MarkId{tx.next_id()},
                      .profile_id = ProfileId{customer.id.value},
                      .kind = kind->kind,
                      .about = text_of(command.about),
                      .note = text_of(command.note),
                      .at = ctx.now,
                      .by_id = ctx.actor.kind == base::ActorKind::user ? ctx.actor.id : 0,
                      .by_name = ctx.actor.name,
                      .lead_id = command.lead_id.value_or(0),
                      .source_id = ctx.actor.source_id};
    set_value(row, view_of(*kind), command);
    rows::insert(tx, row);
    tell(tx, "mark.set", row, ctx);
    return marks_of(tx, customer.id, {});
}

MarkList withdraw_mark(Transaction& tx, const WithdrawMark& command, const base::Context& ctx) {
    const Customer customer = visible_customer(tx, command.customer_id, ctx);
    const auto row = rows::mark(tx, command.mark_id);
    if (!row || customer_of(tx, row->profile_id) != customer.id)
        throw base::Error{errors::unknown_mark, "mark_id"};
    if (rows::withdraw(tx, row->id, ctx.now)) tell(tx, "mark.withdrawn", *row, ctx);
    return marks_of(tx, customer.id, {});
}

}  // namespace huan::customer
