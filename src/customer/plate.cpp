#include "customer/plate.hpp"

#include "base/text.hpp"
#include "customer/words.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace huan::customer {
namespace {

using Signs = std::vector<std::string>;

constexpr std::string_view provinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

bool is_province(const std::string& sign) {
    return sign.size() == 3 && provinces.find(sign) != std::string_view::npos;
}

bool is_digit(const std::string& sign) { return sign.size() == 1 && sign[0] >= '0' && sign[0] <= '9'; }

bool is_letter(const std::string& sign) { return sign.size() == 1 && sign[0] >= 'A' && sign[0] <= 'Z'; }

/// Whether signs [from, to) are all digits.
bool digits(const Signs& signs, std::size_t from, std::size_t to) {
    return std::all_of(signs.begin() + static_cast<std::ptrdiff_t>(from),
                       signs.begin() + static_cast<std::ptrdiff_t>(to), is_digit);
}

bool letters(const Signs& signs, std::size_t from, std::size_t to) {
    return std::all_of(signs.begin() + static_cast<std::ptrdiff_t>(from),
                       signs.begin() + static_cast<std::ptrdiff_t>(to), is_letter);
}

/// Whether signs [from, to) can be a serial: digits and letters. O and I are told apart from 0 and 1 nowhere,
/// so they are not given out; who types them means the digit.
bool serial(Signs& signs, std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
        if (signs[i] == "O") signs[i] = "0";
        if (signs[i] == "I") signs[i] = "1";
        if (!is_digit(signs[i]) && !is_letter(signs[i])) return false;
    }
    return true;
}

std::string text_of(const Signs& signs) {
    std::string text;
    for (const std::string& sign : signs) text += sign;
    return text;
}

std::optional<Plate> made(const Signs& signs, PlateClass plate_class, bool electric = false) {
    return Plate{.text = text_of(signs), .plate_class = plate_class, .electric = electric};
}

/// Green plates, GA 36: province, city, then of small vehicles a letter (A to K but I), a sign and four
/// digits, of large ones five digits and the letter.
std::optional<Plate> green(Signs signs) {
    static constexpr std::string_view kinds = "ABCDEFGHJK";
    const auto kind = [&](const std::string& sign) {
        return sign.size() == 1 ? kinds.find(sign[0]) : std::string_view::npos;
    };
    constexpr std::size_t last_electric = 4;
    if (signs.size() != 8 || !is_letter(signs[1])) return {};
    if (const std::size_t small = kind(signs[2]); small != std::string_view::npos) {
        if (!serial(signs, 3, 8) || !digits(signs, 4, 8)) return {};
        return made(signs, PlateClass::new_energy, small <= last_electric);
    }
    const std::size_t large = kind(signs[7]);
    if (large == std::string_view::npos || !serial(signs, 2, 7) || !digits(signs, 2, 7)) return {};
    return made(signs, PlateClass::new_energy, large <= last_electric);
}

struct Ending {
    std::string_view sign;
    PlateClass plate_class;
};
constexpr Ending endings[] = {{"挂", PlateClass::trailer}, {"学", PlateClass::trainer},
                              {"警", PlateClass::police},  {"港", PlateClass::hong_kong},
                              {"澳", PlateClass::macau},   {"领", PlateClass::consulate},
                              {"使", PlateClass::embassy}};

/// Begins with a province.
std::optional<Plate> of_province(Signs signs) {
    if (signs.size() == 8 && signs[6] == "应" && signs[7] == "急")
        return is_letter(signs[1]) && serial(signs, 2, 6) ? made(signs, PlateClass::emergency) : std::nullopt;
    if (signs.size() == 8) return green(std::move(signs));
    if (signs.size() != 7 || !is_letter(signs[1])) return {};
    for (const Ending& ending : endings) {
        if (signs[6] != ending.sign) continue;
        const bool admitted = ending.plate_class == PlateClass::hong_kong ||
                              ending.plate_class == PlateClass::macau;
        if (admitted && (signs[0] != "粤" || signs[1] != "Z")) return {};
        return serial(signs, 2, 6) ? made(signs, ending.plate_class) : std::nullopt;
    }
    return serial(signs, 2, 7) ? made(signs, PlateClass::ordinary) : std::nullopt;
}

/// Chinese plates that begin with no province: diplomats (before or behind six digits), the forces.
std::optional<Plate> without_province(Signs signs) {
    if (signs.size() == 7 && (signs[0] == "使" || signs[6] == "使"))
        return digits(signs, signs[0] == "使" ? 1 : 0, signs[0] == "使" ? 7 : 6)
                   ? made(signs, PlateClass::embassy)
                   : std::nullopt;
    if (signs.size() < 7 || !letters(signs, 0, 2)) return {};
    if (signs[0] == "W" && signs[1] == "J") {
        const std::size_t from = is_province(signs[2]) ? 3 : 2;
        return signs.size() == from + 5 && serial(signs, from, signs.size())
                   ? made(signs, PlateClass::armed_police)
                   : std::nullopt;
    }
    return signs.size() == 7 && serial(signs, 2, 7) && digits(signs, 3, 7) ? made(signs, PlateClass::military)
                                                                           : std::nullopt;
}

/// Where letters come first and digits behind them: Hong Kong (AB 1234), Macau (MA-12-34).
std::optional<Plate> letters_then_digits(const Signs& signs, std::size_t most_letters) {
    std::size_t first_digit = 0;
    while (first_digit < signs.size() && is_letter(signs[first_digit])) ++first_digit;
    const std::size_t count = signs.size() - first_digit;
    if (first_digit > most_letters || count < 1 || count > 4 || !digits(signs, first_digit, signs.size()))
        return {};
    return made(signs, PlateClass::ordinary);
}

std::optional<Plate> elsewhere(const Signs& signs) {
    if (signs.size() < 2 || signs.size() > 10 || std::none_of(signs.begin(), signs.end(), is_digit))
        return {};
    // Letters of other scripts (Ö, Ж, some 品川) are part of plates; punctuation is not.
    const auto fits = [](const std::string& sign) {
        return sign.size() > 1 || is_digit(sign) || is_letter(sign);
    };
    if (!std::all_of(signs.begin(), signs.end(), fits)) return {};
    return made(signs, PlateClass::ordinary);
}

bool separates(const std::string& sign) {
    static constexpr std::string_view marks[] = {" ", "·", "•", "・", "‧", "∙", "⋅", ".", "-", "–", "—", "_"};
    return std::find(std::begin(marks), std::end(marks), sign) != std::end(marks);
}

Signs signs_that_count(std::string_view text) {
    Signs signs;
    for (std::string& sign : code_points(uppered(folded(text)))) {
        if (separates(sign)) continue;
        signs.push_back(std::move(sign));
    }
    return signs;
}

/// Where what stood between them is gone, a letter and an accent become one sign ("O", blank, diaeresis), so
/// it is read again until it stays the same. Nothing where it does not.
Signs signs_of(std::string_view typed) {
    std::string text(typed);
    for (int readings = 0; readings < 4; ++readings) {
        Signs signs = signs_that_count(text);
        std::string read = text_of(signs);
        if (read == text) return signs;
        text = std::move(read);
    }
    return {};
}

}  // namespace

std::optional<Plate> read_plate(std::string_view typed, std::string_view region) {
    if (!base::is_clean_utf8(typed)) return {};
    Signs signs = signs_of(typed);
    if (signs.empty()) return {};
    if (is_province(signs[0])) return of_province(std::move(signs));
    if (signs[0] == "使" || region == "CN") return without_province(std::move(signs));
    if (region == "HK" || region == "MO") return letters_then_digits(signs, 2);
    return elsewhere(signs);
}

std::string normalised_plate(std::string_view plate, std::string_view region) {
    const std::optional<Plate> read = read_plate(plate, region);
    return read ? read->text : std::string();
}

}  // namespace huan::customer
