#pragma once

#include <span>
#include <string_view>
#include <vector>

/// Where the program keeps what belongs to a person: the one list that erasing, a person's own copy and the
/// test that no table was forgotten go by.
namespace huan::server {

/// What happens to a person's rows when the person is erased.
enum class WhenErased {
    removed,
    blanked,  ///< `blanked` columns become empty; what is left are numbers.
    counted,  ///< Only numbers, or what the books need; stays under a number that names nobody.
};

struct PersonalTable {
    std::string_view table;
    std::string_view by;  ///< profile_id, other_profile_id or customer_id.
    WhenErased when = WhenErased::removed;
    std::vector<std::string_view> blanked{};
};
std::span<const PersonalTable> personal_tables();

/// Tables that note what was said and done, whoever it was about: texts that tell who somebody is are struck
/// out of them.
std::span<const std::string_view> noting_tables();

}  // namespace huan::server
