#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

/// Lines for the operator of the server: one event a line, no customer data in them.
namespace huan::base::log {

enum class Level { debug, info, warning, error };

/// Lines below `level` are dropped. Info by default.
void set_level(Level level);
void write(Level level, std::string_view line);

template <class... Args> void debug(fmt::format_string<Args...> text, Args&&... args) {
    write(Level::debug, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args> void info(fmt::format_string<Args...> text, Args&&... args) {
    write(Level::info, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args> void warning(fmt::format_string<Args...> text, Args&&... args) {
    write(Level::warning, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args> void error(fmt::format_string<Args...> text, Args&&... args) {
    write(Level::error, fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace huan::base::log
