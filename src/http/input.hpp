#pragma once

#include "base/json.hpp"
#include "http/message.hpp"

#include <boost/json.hpp>

#include <string>
#include <string_view>
#include <type_traits>

/// From the parts of a request to a described struct. Text from paths and query strings is turned into the
/// JSON its member expects; then the one strict reader of base does the checking.
namespace huan::http {

namespace detail {

boost::json::value integer_from_text(std::string_view text, std::string_view name);
boost::json::value number_from_text(std::string_view text, std::string_view name);
boost::json::value bool_from_text(std::string_view text, std::string_view name);
/// The body as an object; an empty body is an empty object.
boost::json::object body_object(const Request& request);
void set_once(boost::json::object& object, std::string_view name, boost::json::value value);
/// A path parameter; the body may repeat it, but not contradict it.
void set_from_path(boost::json::object& object, std::string_view name, boost::json::value value);
[[noreturn]] void refuse_unknown(std::string_view name);

template <class T> boost::json::value from_text(std::string_view text, std::string_view name) {
    if constexpr (base::JsonCodec<T>::custom)
        return boost::json::string(text);
    else if constexpr (base::detail::IsOptional<T>::value) {
        using Inner = typename T::value_type;
        if (text.empty() && !std::is_same_v<Inner, std::string>) return nullptr;
        return from_text<Inner>(text, name);
    } else if constexpr (std::is_same_v<T, bool>)
        return bool_from_text(text, name);
    else if constexpr (std::is_integral_v<T> || base::detail::IsId<T>::value ||
                       std::is_same_v<T, base::Money>)
        return integer_from_text(text, name);
    else if constexpr (std::is_floating_point_v<T>)
        return number_from_text(text, name);
    else if constexpr (base::Described<T> || base::detail::IsMap<T>::value ||
                       std::is_same_v<T, boost::json::value> || std::is_same_v<T, boost::json::object>)
        return base::parse_json(text);
    else
        return boost::json::string(text);
}

template <class T> bool has_member(std::string_view wanted) {
    bool found = false;
    base::for_each_field<T>([&](std::string_view name, auto) { found |= name == wanted; });
    return found;
}
template <class T> std::size_t member_count() {
    std::size_t count = 0;
    base::for_each_field<T>([&](std::string_view, auto) { ++count; });
    return count;
}

/// Puts `text` where the member `wanted` of `T` will be read from; false when there is no such member.
template <class T>
bool put_text(boost::json::object& object, std::string_view wanted, std::string_view text, bool from_path) {
    bool found = false;
    base::for_each_field<T>([&]<class F>(std::string_view name, F T::*) {
        if (found || name != wanted) return;
        found = true;
        if (from_path) return set_from_path(object, name, from_text<F>(text, name));
        if constexpr (base::detail::IsVector<F>::value) {
            boost::json::value& list = object[name];
            if (!list.is_array()) list = boost::json::array();
            list.get_array().push_back(from_text<typename F::value_type>(text, name));
        } else {
            set_once(object, name, from_text<F>(text, name));
        }
    });
    return found;
}

template <class T> void put_params(boost::json::object& object, const Request& request) {
    for (const auto& [name, text] : request.params) put_text<T>(object, name, text, true);
}

}  // namespace detail

/// \throws base::Error naming the parameter or field at fault.
template <class T> T read_query(const Request& request) {
    boost::json::object object;
    for (const auto& [name, text] : request.query)
        if (!detail::put_text<T>(object, name, text, false)) detail::refuse_unknown(name);
    detail::put_params<T>(object, request);
    return base::from_json<T>(object);
}

template <class T> T read_body(const Request& request) {
    if (!request.query.empty()) detail::refuse_unknown(request.query.front().first);
    boost::json::object object = detail::body_object(request);
    detail::put_params<T>(object, request);
    return base::from_json<T>(object);
}

}  // namespace huan::http
