# How our own code is compiled: language, warnings, optimisation, sanitizers, cache and linker.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
if(HUAN_FUZZ)
    set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")  # Built from few files, run for long.
elseif(HUAN_SANITIZE)
    # Optimising what sanitizers add takes Clang three times as long as running it saves, and lines in traces
    # a quarter more: CMAKE_CXX_FLAGS=-g1 brings them back.
    set(CMAKE_CXX_FLAGS_DEBUG "-O0")
endif()
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# Paths in objects are relative to the project, so that the cache serves every checkout.
add_compile_options(-pthread -fdiagnostics-color=auto "-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.")
add_link_options(-pthread)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
endif()

# Own code only: everything else arrives through system include folders.
set(huan_warnings -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
    -Woverloaded-virtual -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 reports these falsely inside std::string and std::optional when it optimises.
    list(APPEND huan_warnings -Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds)
endif()
if(HUAN_WERROR)
    list(APPEND huan_warnings -Werror)
endif()

if(HUAN_SANITIZE)
    add_compile_options(-fsanitize=${HUAN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${HUAN_SANITIZE})
    add_compile_definitions(HUAN_SANITIZED=1)
endif()

find_program(HUAN_CCACHE ccache)
if(HUAN_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(depend "")
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        set(depend CCACHE_DEPEND=1)  # Not preprocessing first, which takes an eighth of the time.
    endif()
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env ${depend}
        CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${HUAN_CCACHE})
endif()

find_program(HUAN_MOLD mold)
if(HUAN_MOLD)
    add_link_options(-fuse-ld=mold)
endif()
add_link_options(-Wl,--as-needed)
