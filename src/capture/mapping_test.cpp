#include "capture/row_reader.hpp"

#include <gtest/gtest.h>

namespace huan::capture {
namespace {

struct Named {
    const char* field;
    const char* column;
};
/// Refusals of commands, and the columns of the file below that they are about.
const Named refusals[] = {
    {"identities[0].value", "会员手机"},
    {"identities[1].value", "Card"},
    {"ordered_at", "Bought at"},
    {"amount", "Paid"},
    {"lines[0].amount", "Paid"},
    {"lines[0].name", "Thing"},
    {"store", "store"},  // A constant: no column is at fault.
    {"currency", "currency"},
    {"", ""},
};

TEST(ARefusedRow, names_the_column_of_the_file) {
    const std::vector<std::string> columns{"Thing", "Paid", "会员手机", "Bought at", "Card", ""};
    Mapping mapping;
    mapping.columns = {{"Thing", "product"},
                       {"Paid", "amount"},
                       {"会员手机", "phone"},
                       {"Bought at", "ordered_at"},
                       {"Card", "card_number"}};
    mapping.constants = {{"store", "North"}};
    const RowReader reader(mapping, columns, base::Zone("UTC"), 2);
    const std::vector<customer::Identity> identities{{customer::IdentityKind::phone, "1"},
                                                     {customer::IdentityKind::card_number, "2"}};
    for (const Named& row : refusals) EXPECT_EQ(reader.column_of(row.field, identities), row.column);
    Mapping people;
    people.columns = {{"Town", "attribute:city"}, {"Called", "name"}};
    const RowReader person(people, {"Town", "Called"}, base::Zone("UTC"), 2);
    EXPECT_EQ(person.column_of("attributes.city", {}), "Town");
    EXPECT_EQ(person.column_of("attributes.name", {}), "Called");
}

}  // namespace
}  // namespace huan::capture
