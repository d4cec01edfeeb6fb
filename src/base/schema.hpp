#pragma once

#include "base/json.hpp"

#include <boost/type_index.hpp>

#include <limits>

namespace huan::base {

/// Collects the JSON Schemas (OpenAPI 3.1 components) of every described struct and enum that is asked for.
class SchemaBook {
public:
    /// Inline schema of a plain type, or a `$ref` to a component.
    template <class T> boost::json::object schema_of();

    const boost::json::object& components() const { return components_; }

private:
    template <Described T> boost::json::object object_schema();
    template <class T> static std::string name_of();
    /// \throws std::logic_error when two types would share a component name.
    bool claim(const std::string& name, const std::string& full_name);

    boost::json::object components_;
    std::map<std::string, std::string> claimed_;
};

/// "huan::offer::Offer" and "huan::base::Page<huan::offer::Offer>" become "Offer" and "OfferPage".
std::string component_name(std::string_view full_name);

template <class T> std::string SchemaBook::name_of() {
    return component_name(boost::typeindex::type_id<T>().pretty_name());
}

template <Described T> boost::json::object SchemaBook::object_schema() {
    boost::json::object properties;
    boost::json::array required;
    for_each_field<T>([&]<class F, class Owner>(std::string_view name, F Owner::*) {
        properties[name] = schema_of<F>();
        if (!detail::may_be_missing<F>) required.emplace_back(name);
    });
    boost::json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) schema["required"] = std::move(required);
    return schema;
}

template <class T> boost::json::object SchemaBook::schema_of() {
    if constexpr (JsonCodec<T>::custom)
        return JsonCodec<T>::schema();
    else if constexpr (std::is_same_v<T, bool>)
        return {{"type", "boolean"}};
    else if constexpr (std::is_integral_v<T>)
        return {{"type", "integer"}, {"format", "int64"}};
    else if constexpr (std::is_floating_point_v<T>)
        return {{"type", "number"}};
    else if constexpr (std::is_same_v<T, std::string>)
        return {{"type", "string"}};
    else if constexpr (std::is_same_v<T, boost::json::value>)
        return {};
    else if constexpr (std::is_same_v<T, boost::json::object>)
        return {{"type", "object"}, {"additionalProperties", true}};
    else if constexpr (detail::IsText<T>::value)
        return {
            {"type", "string"}, {"minLength", std::int64_t{T::min}}, {"maxLength", std::int64_t{T::limit}}};
    else if constexpr (detail::IsId<T>::value)
        return {{"type", "integer"}, {"format", "int64"}, {"minimum", 0}};
    else if constexpr (std::is_same_v<T, Money>)
        return {{"type", "integer"},
                {"format", "int64"},
                {"description", "Minor units of the organisation's currency."}};
    else if constexpr (std::is_same_v<T, Instant>)
        return {{"type", "string"}, {"format", "date-time"}};
    else if constexpr (detail::IsOptional<T>::value)
        return schema_of<typename T::value_type>();
    else if constexpr (detail::IsVector<T>::value)
        return {{"type", "array"}, {"items", schema_of<typename T::value_type>()}};
    else if constexpr (detail::IsMap<T>::value)
        return {{"type", "object"}, {"additionalProperties", schema_of<typename T::mapped_type>()}};
    else if constexpr (DescribedEnum<T>) {
        boost::json::array words;
        for_each_value<T>([&](std::string_view, T item) { words.emplace_back(word_of(item)); });
        return {{"type", "string"}, {"enum", std::move(words)}};
    } else {
        static_assert(Described<T>, "this type has no schema");
        const std::string name = name_of<T>();
        if (claim(name, boost::typeindex::type_id<T>().pretty_name())) {
            components_[name] = nullptr;  // Recursive structs meet the name, not an endless loop.
            components_[name] = object_schema<T>();
        }
        return {{"$ref", "#/components/schemas/" + name}};
    }
}

}  // namespace huan::base
