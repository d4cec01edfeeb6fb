#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>

/// What the fuzz targets share. Each target reads bytes as a parser of ours would get them from outside, and
/// fails on a crash, on an exception that is no refusal, and on a promise that does not hold.
namespace huan::fuzz {

/// Ends the run, with the input kept by libFuzzer.
inline void promise(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "A promise is broken: %s\n", what);
    std::abort();
}

/// Runs a parser; answers whether it took its input. Only refusals of ours may come out of it, and none that
/// says it is our fault. `names_field`: whether a refusal of what a field holds must say which field.
inline bool taken(const std::function<void()>& parse, bool names_field = true) {
    try {
        parse();
        return true;
    } catch (const base::Error& refused) {
        promise(refused.kind().category != base::Category::internal, "a refusal is not our fault");
        if (names_field && refused.kind().category == base::Category::invalid)
            promise(!refused.field().empty(), "refused input names the field");
        return false;
    }
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// A file in memory with these bytes, for parsers that open files. The path is good until the next call.
std::string file_of(std::string_view bytes);

}  // namespace huan::fuzz
