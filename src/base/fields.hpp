#pragma once

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <string>
#include <string_view>
#include <type_traits>

namespace huan::base {

/// A struct whose members stand in BOOST_DESCRIBE_STRUCT: they are its JSON keys, columns and OpenAPI
/// properties.
template <class T> concept Described = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

/// Calls `visit(name, member_pointer)` for each described member of `T`, in declaration order, inherited ones
/// first.
template <class T, class Visit> constexpr void for_each_field(Visit&& visit) {
    using Fields =
        boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
    boost::mp11::mp_for_each<Fields>([&](auto field) { visit(std::string_view(field.name), field.pointer); });
}

/// Calls `visit(name, value)` for each enumerator.
template <DescribedEnum E, class Visit> constexpr void for_each_value(Visit&& visit) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto item) { visit(std::string_view(item.name), item.value); });
}

/// The word of an enumerator. Enumerators that collide with a C++ keyword end in '_', which the word drops.
template <DescribedEnum E> std::string_view word_of(E value) {
    std::string_view word = "?";
    for_each_value<E>([&](std::string_view name, E item) {
        if (item == value) word = name.ends_with('_') ? name.substr(0, name.size() - 1) : name;
    });
    return word;
}

/// The enumerator of a word; false when there is none.
template <DescribedEnum E> bool from_word(std::string_view word, E& value) {
    bool found = false;
    for_each_value<E>([&](std::string_view, E item) {
        if (!found && word_of(item) == word) {
            value = item;
            found = true;
        }
    });
    return found;
}

/// "id, name, status" for SELECT and INSERT; a prefix such as "c." qualifies each.
template <Described T> std::string column_list(std::string_view prefix = {}) {
    std::string columns;
    for_each_field<T>([&](std::string_view name, auto) {
        columns.append(columns.empty() ? "" : ", ").append(prefix).append(name);
    });
    return columns;
}

}  // namespace huan::base
