#pragma once

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <string_view>

/// Licence plates by the rules of the country that gives them out.
namespace huan::customer {

/// What a plate says of the vehicle that carries it.
enum class PlateClass {
    ordinary,    ///< Blue (cars) or yellow (buses, lorries) in China; also what has no other class elsewhere.
    new_energy,  ///< Green, one sign longer: electric, plug-in hybrid, hydrogen.
    trailer,     ///< 挂
    trainer,     ///< 学
    police,      ///< 警
    hong_kong,   ///< 粤Z...港: from Hong Kong, admitted to the mainland.
    macau,       ///< 粤Z...澳
    embassy,     ///< 使
    consulate,   ///< 领
    military,    ///< Two letters and five signs.
    armed_police,  ///< WJ
    emergency,     ///< 应急: fire and rescue.
};
BOOST_DESCRIBE_ENUM(PlateClass, ordinary, new_energy, trailer, trainer, police, hong_kong, macau, embassy,
                    consulate, military, armed_police, emergency)

struct Plate {
    std::string text{};  ///< In one form: "沪A8K321", "沪AD12345", "使014578".
    PlateClass plate_class = PlateClass::ordinary;
    /// Of green plates: driven by electricity alone (A to E, where small plates have their letter first and
    /// large ones last), or by something beside it (F to K).
    bool electric = false;
};

/// Reads a plate however it was typed: any case, full width, with dot, dash or blanks; O and I, which no
/// serial has, are 0 and 1. What begins with the sign of a Chinese province is read by Chinese rules,
/// anything else by those of `region` (ISO 3166): CN, HK and MO have their own; elsewhere a plate is 2 to 10
/// letters and digits, with one digit at least. Empty when it can be no plate there.
std::optional<Plate> read_plate(std::string_view typed, std::string_view region = "CN");

/// "沪A·8K321" -> "沪A8K321". Empty when it is no plate.
std::string normalised_plate(std::string_view plate, std::string_view region = "CN");

}  // namespace huan::customer
