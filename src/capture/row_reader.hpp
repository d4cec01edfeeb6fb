#pragma once

#include "base/zone.hpp"
#include "capture/import.hpp"
#include "capture/table_reader.hpp"
#include "customer/order.hpp"

#include <optional>
#include <string>
#include <vector>

namespace huan::capture {

/// The rows of a file as what they say: cells by field, `empty_words` left out.
class RowReader {
public:
    RowReader(Mapping mapping, const std::vector<std::string>& columns, const base::Zone& zone,
              int currency_digits);

    /// The order number of a row; empty where it has none or the row is unreadable.
    std::string number_of(const TableRow& row) const;
    /// An order of the rows that stand together under its number. `reading` is the row being read, also when
    /// it throws. \throws base::Error naming the field: ragged row, unreadable date or amount, no identity,
    /// rows that contradict each other...
    customer::RecordOrder order(const std::vector<TableRow>& rows, std::size_t& reading) const;
    /// A hope of a sale that another system noted.
    struct Enquiry {
        std::string kind{};    ///< Business: "tyres", "course".
        std::string source{};  ///< Where it came from, in the file's words: "Google".
        std::string note{};
        std::string number{};  ///< Its own in the other system; empty where it has none.
        base::Instant at{};    ///< Empty where the file does not say.
        bool won = false;
    };
    /// A coupon somebody held in another system.
    struct Held {
        std::string coupon_type{};  ///< By its name here.
        std::string code{};         ///< Empty where the file has none.
        std::string number{};       ///< What a row without a code is known again by.
        std::string channel{};
        std::optional<base::Instant> claimed_at{};
        std::optional<base::Instant> usable_until{};
    };
    struct Person {
        std::vector<customer::Identity> identities{};
        boost::json::object attributes{};
        std::vector<std::string> tags{};
        std::optional<base::Instant> tags_until{};
        bool tags_removed = false;
        std::vector<std::string> refused_channels{};  ///< "email", "call"...: asked not to be reached there.
        std::optional<base::Instant> first_seen{};
        Enquiry enquiry{};  ///< Of leads only.
        Held held{};        ///< Of coupons only.
    };
    Person person(const TableRow& row, ImportKind kind) const;
    struct Behaviour {
        std::vector<customer::Identity> identities{};
        std::string name{};
        base::Instant occurred_at{};
        std::string message_id{};  ///< Empty where the file has none.
        std::string channel{};
        std::string place{};
        boost::json::object properties{};
    };
    Behaviour behaviour(const TableRow& row) const;

    /// The header of the column that a refusal of `field` is about; where none fills it, the field as people
    /// map it, or `field` as it is. `identities` are the row's, by which "identities[0].value" goes.
    std::string column_of(const std::string& field, const std::vector<customer::Identity>& identities) const;

    const Mapping& mapping() const { return mapping_; }
    /// Whether a column or constant fills `field`.
    bool fills(const std::string& field) const;

private:
    struct Values;
    Values values_of(const TableRow& row) const;
    std::vector<customer::Identity> identities(const Values& values) const;
    Enquiry enquiry(const Values& values) const;
    Held held(const Values& values) const;
    base::Instant date(const Values& values, const std::string& field) const;
    std::optional<base::Instant> date_if_given(const Values& values, const std::string& field) const;
    /// The end of something: a day without a time of day counts to its end.
    std::optional<base::Instant> end_if_given(const Values& values, const std::string& field) const;
    base::Money money(const Values& values, const std::string& field) const;
    std::optional<customer::OrderLine> line(const Values& values) const;
    customer::RecordOrder order_head(const Values& values) const;
    void complete(customer::RecordOrder& order, const Values& head, bool several) const;

    Mapping mapping_;
    std::vector<std::string> columns_;
    std::vector<std::string> fields_;  ///< By column; empty: not read.
    base::Zone zone_;
    int digits_;
};

}  // namespace huan::capture
