#pragma once

#include "base/zone.hpp"
#include "capture/import.hpp"
#include "capture/table_reader.hpp"
#include "customer/order.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace huan::capture {

/// The fields of a kind of row, required ones first.
std::span<const ImportField> fields_of(ImportKind kind);

/// Maps the columns whose names we know, in English or Chinese ("customer_id", "手机号", "dollar_value"...).
Mapping suggested(ImportKind kind, const std::vector<std::string>& columns);

/// \throws base::Error `import.bad_mapping` on "mapping....": a column the file lacks, a field the kind
/// lacks, a required field nobody fills, a field that two columns fill.
void check(const Mapping& mapping, ImportKind kind, const std::vector<std::string>& columns);

/// Reads a date as people write it into tables. Without a zone of its own it is meant in `zone`.
/// \throws base::Error `import.bad_date` on `field`.
base::Instant read_date(std::string_view text, DateOrder order, const base::Zone& zone,
                        const std::string& field);

/// One row as values by field; empty cells and `empty_words` are left out.
class RowReader {
public:
    RowReader(Mapping mapping, const std::vector<std::string>& columns, const base::Zone& zone,
              int currency_digits);

    /// \throws base::Error naming the field: ragged row, unreadable date or amount, no identity...
    customer::RecordOrder order(const TableRow& row) const;
    /// A hope of a sale that another system noted.
    struct Enquiry {
        std::string kind{};    ///< Business: "tyres", "course".
        std::string source{};  ///< Where it came from, in the file's words: "Google".
        std::string note{};
        std::string number{};  ///< Its own in the other system; empty where it has none.
        base::Instant at{};    ///< Empty where the file does not say.
        bool won = false;
    };
    struct Person {
        std::vector<customer::Identity> identities{};
        boost::json::object attributes{};
        std::vector<std::string> tags{};
        std::vector<std::string> refused_channels{};  ///< "email", "call"...: asked not to be reached there.
        Enquiry enquiry{};                            ///< Of leads only.
    };
    Person person(const TableRow& row) const;
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

private:
    struct Values;
    Values values_of(const TableRow& row) const;
    std::vector<customer::Identity> identities(const Values& values) const;
    Enquiry enquiry(const Values& values) const;

    Mapping mapping_;
    std::vector<std::string> columns_;
    std::vector<std::string> fields_;  ///< By column; empty: not read.
    base::Zone zone_;
    int digits_;
};

}  // namespace huan::capture
