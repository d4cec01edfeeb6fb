#pragma once

#include "base/context.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "customer/field.hpp"
#include "customer/identity.hpp"
#include "store/store.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Marks: dated facts that SDRs and agents hear and see, such as intent, objection and budget.
namespace huan::customer {

using MarkId = base::Id<struct MarkTag>;

enum class MarkType {
    choice,
    money,  ///< In minor units of the organisation's currency.
    text,
};
BOOST_DESCRIBE_ENUM(MarkType, choice, money, text)

struct MarkKindView {
    std::string kind{};
    MarkType type{};
    std::string name_zh{};
    std::string name_en{};
    std::vector<Choice> choices{};
    std::int64_t position = 0;
    bool built_in = false;
    bool retired = false;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(MarkKindView, (),
                      (kind, type, name_zh, name_en, choices, position, built_in, retired, version))
struct MarkKindList {
    std::vector<MarkKindView> items{};
};
BOOST_DESCRIBE_STRUCT(MarkKindList, (), (items))
/// GET /api/mark_kinds
MarkKindList list_mark_kinds(store::Reader& db);

/// PUT /api/mark_kinds/{kind}: declares a kind (`seen_version` 0) or changes it; its type stays.
struct SetMarkKind {
    base::Text<40> kind{};
    std::int64_t seen_version = 0;
    MarkType type{};
    base::Text<40> name_zh{};
    base::Text<40> name_en{};
    std::vector<Choice> choices{};
    std::optional<bool> retired{};
};
BOOST_DESCRIBE_STRUCT(SetMarkKind, (), (kind, seen_version, type, name_zh, name_en, choices, retired))
/// \throws base::Error `mark.bad_kind`, `mark.kind_stale`.
MarkKindView set_mark_kind(store::Transaction& tx, const SetMarkKind& command, const base::Context& ctx);

// --- of one person ------------------------------------------------------------------------------

/// POST /api/customers/{customer_id}/marks
struct SetMark {
    base::CustomerId customer_id{};
    base::Text<40> kind{};
    std::optional<base::Note<400>> value{};  ///< The choice or the text.
    std::optional<base::Money> amount{};     ///< Of a kind that is money.
    std::optional<base::Note<40>> about{};   ///< The business it is about: "insurance". Empty: in general.
    std::optional<base::Note<400>> note{};
    std::optional<std::int64_t> lead_id{};  ///< The lead during whose work it was heard.
};
BOOST_DESCRIBE_STRUCT(SetMark, (), (customer_id, kind, value, amount, about, note, lead_id))

struct MarkView {
    MarkId id{};
    std::string kind{};
    std::string value{};
    std::optional<base::Money> amount{};
    std::string about{};
    std::string note{};
    Instant at{};
    std::string by_name{};
    std::int64_t lead_id = 0;  ///< 0: none.
    bool holds = false;        ///< The latest of its kind and business.
    std::optional<Instant> withdrawn_at{};
};
BOOST_DESCRIBE_STRUCT(MarkView, (),
                      (id, kind, value, amount, about, note, at, by_name, lead_id, holds, withdrawn_at))
struct MarkList {
    std::vector<MarkView> items{};  ///< Latest first.
};
BOOST_DESCRIBE_STRUCT(MarkList, (), (items))

/// GET /api/customers/{customer_id}/marks
struct ListMarks {
    base::CustomerId customer_id{};
    std::optional<std::string> kind{};
};
BOOST_DESCRIBE_STRUCT(ListMarks, (), (customer_id, kind))
MarkList list_marks(store::Reader& db, const ListMarks& query, const base::Context& ctx);

/// Appends `mark.set {mark_id, kind, value, amount?, about?, lead_id?}`.
/// \throws base::Error `mark.unknown_kind`, `mark.bad_value`.
MarkList set_mark(store::Transaction& tx, const SetMark& command, const base::Context& ctx);

/// DELETE /api/customers/{customer_id}/marks/{mark_id}: it was a mistake. Appends `mark.withdrawn`.
struct WithdrawMark {
    base::CustomerId customer_id{};
    MarkId mark_id{};
};
BOOST_DESCRIBE_STRUCT(WithdrawMark, (), (customer_id, mark_id))
MarkList withdraw_mark(store::Transaction& tx, const WithdrawMark& command, const base::Context& ctx);

}  // namespace huan::customer
