#include "base/schema.hpp"

#include <stdexcept>

namespace huan::base {

std::string component_name(std::string_view full_name) {
    const std::size_t open = full_name.find('<');
    std::string_view outer = full_name.substr(0, open);
    outer.remove_prefix(outer.rfind(':') + 1);  // npos + 1 is 0: nothing to drop.
    if (open == std::string_view::npos) return std::string(outer);
    const std::string_view inner = full_name.substr(open + 1, full_name.rfind('>') - open - 1);
    return component_name(inner) + std::string(outer);
}

bool SchemaBook::claim(const std::string& name, const std::string& full_name) {
    const auto [at, fresh] = claimed_.emplace(name, full_name);
    if (at->second != full_name)
        throw std::logic_error("two types share the schema name " + name + ": " + at->second + ", " +
                               full_name);
    return fresh;
}

}  // namespace huan::base
