#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Text as people type it and as we look for it.
namespace huan::customer {

/// Each code point of valid UTF-8 as its own string.
std::vector<std::string> code_points(std::string_view text);

/// NFKC and lower case: full-width digits and letters become plain ones.
std::string folded(std::string_view text);

/// Upper case, for what is written in capitals.
std::string uppered(std::string_view text);

/// Whether a code point is a Han character.
bool is_han(std::string_view code_point);

/// "chen" for 陈: pinyin without tones. Empty for what is no Han character. Some read otherwise as a surname:
/// 单 is shan.
std::string pinyin(std::string_view code_point, bool surname = false);

/// From back to front, by code point.
std::string backwards(std::string_view text);

/// 32 hexadecimal digits that stand for a text.
std::string digest(std::string_view text);

/// The smallest text above everything that begins with `prefix`: the end of a range scan.
std::string after_prefix(std::string_view prefix);

}  // namespace huan::customer
