# The fuzz preset: tests/fuzz/<target>.cpp with libFuzzer, each a program of its own. Only the sources that
# hold parsers are built, with Clang; what these reach beside the parsers (stores, commands) is never linked:
# the linker drops functions nobody calls before it looks for what they miss.
file(GLOB huan_fuzzed CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/base/*.cpp)
list(FILTER huan_fuzzed EXCLUDE REGEX "_test\\.cpp$")
foreach(source
        http/target http/message http/input http/body http/gzip http/wire
        capture/tracking capture/cloud_event capture/property_reader capture/table_reader capture/workbook
        capture/dates channel/template customer/form customer/identity customer/plate customer/search
        customer/words history/row insight/rule offer/code)
    list(APPEND huan_fuzzed ${CMAKE_SOURCE_DIR}/src/${source}.cpp)
endforeach()

add_library(huan_fuzzed STATIC ${huan_fuzzed} ${CMAKE_SOURCE_DIR}/tests/fuzz/file.cpp
    ${CMAKE_SOURCE_DIR}/cmake/asio.cpp)
target_include_directories(huan_fuzzed PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/tests/fuzz)
target_link_libraries(huan_fuzzed PUBLIC huan_deps)
target_compile_options(huan_fuzzed PUBLIC ${huan_warnings} -ffunction-sections -fdata-sections
    -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
target_precompile_headers(huan_fuzzed PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch.hpp)
target_compile_definitions(huan_fuzzed PUBLIC HUAN_SANITIZED=1)

set(targets "")
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*.cpp)
foreach(source IN LISTS sources)
    cmake_path(GET source STEM name)
    if(name STREQUAL "file")
        continue()
    endif()
    add_executable(fuzz_${name} ${source})
    target_link_libraries(fuzz_${name} PRIVATE huan_fuzzed)
    target_link_options(fuzz_${name} PRIVATE
        -fsanitize=fuzzer,address,undefined -fuse-ld=lld -Wl,--gc-sections)
    list(APPEND targets ${name})
endforeach()
string(REPLACE ";" "\n" lines "${targets}\n")
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/targets.txt CONTENT "${lines}" @ONLY)
