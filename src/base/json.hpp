#pragma once

#include "base/error.hpp"
#include "base/fields.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/money.hpp"
#include "base/text.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace huan::base {

/// Parses JSON with our limits: at most 32 levels, valid UTF-8, no U+0000, no duplicate-key surprises (last
/// wins). \throws Error `request.malformed_json`
boost::json::value parse_json(std::string_view text);

namespace detail {

[[noreturn]] void refuse(const ErrorKind& kind, const std::string& field, std::string detail = {});
std::string joined(const std::string& path, std::string_view key);
std::int64_t read_integer(const boost::json::value& json, const std::string& path, std::int64_t low,
                          std::int64_t high);
std::string read_string(const boost::json::value& json, const std::string& path);
Instant read_instant(const boost::json::value& json, const std::string& path);

template <class T> struct IsOptional : std::false_type {};
template <class T> struct IsOptional<std::optional<T>> : std::true_type {};
template <class T> struct IsVector : std::false_type {};
template <class T> struct IsVector<std::vector<T>> : std::true_type {};
template <class T> struct IsMap : std::false_type {};
template <class T> struct IsMap<std::map<std::string, T>> : std::true_type {};
template <class T> struct IsId : std::false_type {};
template <class Tag> struct IsId<Id<Tag>> : std::true_type {};
template <class T> struct IsText : std::false_type {};
template <std::size_t L, std::size_t M> struct IsText<Text<L, M>> : std::true_type {};
template <class T> inline constexpr bool unsupported = false;

/// A missing key is refused unless the member can stand for "not given".
template <class T>
inline constexpr bool may_be_missing = IsOptional<T>::value || IsVector<T>::value || IsMap<T>::value ||
                                       std::is_same_v<T, boost::json::object>;

}  // namespace detail

/// A type that writes and reads itself differently specialises this with `write`, `read` and `schema`.
template <class T> struct JsonCodec {
    static constexpr bool custom = false;
};

template <class T> boost::json::value to_json(const T& value);

/// The described members as a JSON object; empty optionals are left out.
template <Described T> boost::json::object to_object(const T& value) {
    boost::json::object object;
    for_each_field<T>([&](std::string_view name, auto member) {
        using Member = std::remove_cvref_t<decltype(value.*member)>;
        if constexpr (detail::IsOptional<Member>::value) {
            if (value.*member) object[name] = to_json(*(value.*member));
        } else {
            object[name] = to_json(value.*member);
        }
    });
    return object;
}

template <class T> boost::json::value to_json(const T& value) {
    if constexpr (JsonCodec<T>::custom)
        return JsonCodec<T>::write(value);
    else if constexpr (std::is_same_v<T, bool> || std::is_arithmetic_v<T>)
        return value;
    else if constexpr (std::is_same_v<T, boost::json::value>)
        return value;
    else if constexpr (std::is_same_v<T, boost::json::object>)
        return value;
    else if constexpr (std::is_convertible_v<const T&, std::string_view>)
        return boost::json::string(std::string_view(value));
    else if constexpr (detail::IsText<T>::value)
        return boost::json::string(value.value);
    else if constexpr (detail::IsId<T>::value)
        return value.value;
    else if constexpr (std::is_same_v<T, Money>)
        return value.minor;
    else if constexpr (std::is_same_v<T, Instant>)
        return boost::json::string(format_instant(value));
    else if constexpr (DescribedEnum<T>)
        return boost::json::string(word_of(value));
    else if constexpr (detail::IsOptional<T>::value)
        return value ? to_json(*value) : boost::json::value(nullptr);
    else if constexpr (detail::IsVector<T>::value) {
        boost::json::array array;
        array.reserve(value.size());
        for (const auto& item : value) array.push_back(to_json(item));
        return array;
    } else if constexpr (detail::IsMap<T>::value) {
        boost::json::object object;
        for (const auto& [key, item] : value) object[key] = to_json(item);
        return object;
    } else if constexpr (Described<T>)
        return to_object(value);
    else
        static_assert(detail::unsupported<T>, "this type has no JSON form");
}

template <class T> void read_json(const boost::json::value& json, T& out, const std::string& path);

/// Fills a described struct. Every key must be known; every member that is neither optional, list nor map
/// must be there.
template <Described T> void read_object(const boost::json::value& json, T& out, const std::string& path) {
    if (!json.is_object()) detail::refuse(errors::wrong_type, path, "Expected an object.");
    const boost::json::object& object = json.get_object();
    std::size_t known = 0;
    for_each_field<T>([&](std::string_view name, auto member) {
        using Member = std::remove_cvref_t<decltype(out.*member)>;
        const boost::json::value* found = object.if_contains(name);
        if (found != nullptr) ++known;
        if (found == nullptr || (found->is_null() && detail::may_be_missing<Member>)) {
            if (!detail::may_be_missing<Member>) detail::refuse(errors::required, detail::joined(path, name));
            return;
        }
        read_json(*found, out.*member, detail::joined(path, name));
    });
    if (known == object.size()) return;
    for (const auto& item : object) {
        bool is_known = false;
        for_each_field<T>(
            [&](std::string_view name, auto) { is_known |= name == std::string_view(item.key()); });
        if (!is_known) detail::refuse(errors::unknown_field, detail::joined(path, item.key()));
    }
}

template <DescribedEnum E> void read_enum(const boost::json::value& json, E& out, const std::string& path) {
    if (!json.is_string()) detail::refuse(errors::wrong_type, path, "Expected a word.");
    if (from_word(std::string_view(json.get_string()), out)) return;
    std::string words;
    for_each_value<E>(
        [&](std::string_view, E item) { words.append(words.empty() ? "" : ", ").append(word_of(item)); });
    detail::refuse(errors::not_allowed, path, "Expected one of: " + words + ".");
}

template <std::size_t L, std::size_t M>
void read_text(const boost::json::value& json, Text<L, M>& out, const std::string& path) {
    out.value = detail::read_string(json, path);
    if (length_utf8(out.value) > L)
        detail::refuse(errors::bad_text, path, "At most " + std::to_string(L) + " characters.");
    if (M > 0 && trimmed(out.value).empty())
        detail::refuse(errors::required, path, "This field may not be empty.");
}

/// Checks that free-form JSON holds only clean text and finite numbers.
void check_json(const boost::json::value& json, const std::string& path);

template <class T> void read_json(const boost::json::value& json, T& out, const std::string& path) {
    if constexpr (JsonCodec<T>::custom)
        out = JsonCodec<T>::read(json, path);
    else if constexpr (std::is_same_v<T, bool>) {
        if (!json.is_bool()) detail::refuse(errors::wrong_type, path, "Expected true or false.");
        out = json.get_bool();
    } else if constexpr (std::is_integral_v<T>) {
        constexpr std::int64_t high = sizeof(T) < 8 ? std::int64_t{std::numeric_limits<std::int32_t>::max()}
                                                    : std::numeric_limits<std::int64_t>::max();
        constexpr std::int64_t low = std::is_unsigned_v<T> ? 0 : -high - 1;
        out = static_cast<T>(detail::read_integer(json, path, low, high));
    } else if constexpr (std::is_floating_point_v<T>) {
        if (!json.is_number()) detail::refuse(errors::wrong_type, path, "Expected a number.");
        out = json.to_number<T>();
    } else if constexpr (std::is_same_v<T, std::string>)
        out = detail::read_string(json, path);
    else if constexpr (std::is_same_v<T, boost::json::value>) {
        check_json(json, path);
        out = json;
    } else if constexpr (std::is_same_v<T, boost::json::object>) {
        if (!json.is_object()) detail::refuse(errors::wrong_type, path, "Expected an object.");
        check_json(json, path);
        out = json.get_object();
    } else if constexpr (detail::IsText<T>::value)
        read_text(json, out, path);
    else if constexpr (detail::IsId<T>::value)
        out = T{detail::read_integer(json, path, 1, largest_id)};
    else if constexpr (std::is_same_v<T, Money>)
        out = Money{detail::read_integer(json, path, -largest_id, largest_id)};
    else if constexpr (std::is_same_v<T, Instant>)
        out = detail::read_instant(json, path);
    else if constexpr (DescribedEnum<T>)
        read_enum(json, out, path);
    else if constexpr (detail::IsOptional<T>::value) {
        if (json.is_null())
            out.reset();
        else
            read_json(json, out.emplace(), path);
    } else if constexpr (detail::IsVector<T>::value) {
        if (!json.is_array()) detail::refuse(errors::wrong_type, path, "Expected a list.");
        out.clear();
        std::size_t index = 0;
        for (const boost::json::value& item : json.get_array())
            read_json(item, out.emplace_back(), path + "[" + std::to_string(index++) + "]");
    } else if constexpr (detail::IsMap<T>::value) {
        if (!json.is_object()) detail::refuse(errors::wrong_type, path, "Expected an object.");
        for (const auto& item : json.get_object())
            read_json(item.value(), out[std::string(item.key())], detail::joined(path, item.key()));
    } else if constexpr (Described<T>)
        read_object(json, out, path);
    else
        static_assert(detail::unsupported<T>, "this type has no JSON form");
}

/// Reads `T` strictly: unknown field, wrong type, missing field and text that no store can keep are refused
/// by name.
template <class T> T from_json(const boost::json::value& json, const std::string& path = {}) {
    T out{};
    read_json(json, out, path);
    return out;
}

}  // namespace huan::base
