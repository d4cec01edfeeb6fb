# Writes OUTPUT, a C++ file that holds each .sql file named in LIST (semicolon-separated, in order).
cmake_minimum_required(VERSION 3.25)
file(READ ${LIST} files)
string(STRIP "${files}" files)
set(texts "")
set(rows "")
set(index 0)
foreach(path IN LISTS files)
    if(NOT path MATCHES "/([a-z]+)/migrations/0*([0-9]+)_([a-z0-9_]+)\\.sql$")
        message(FATAL_ERROR "${path}: a migration is named NNNN_name.sql, in lower case")
    endif()
    set(module ${CMAKE_MATCH_1})
    set(number ${CMAKE_MATCH_2})
    set(name ${CMAKE_MATCH_3})
    if("${module}/${number}" IN_LIST seen)
        message(FATAL_ERROR "${path}: ${module} already has a migration number ${number}")
    endif()
    list(APPEND seen "${module}/${number}")
    file(READ ${path} sql)
    string(APPEND texts "constexpr std::string_view sql_${index} = R\"~sql~(${sql})~sql~\";\n")
    string(APPEND rows "    Migration{\"${module}\", ${number}, \"${name}\", sql_${index}},\n")
    math(EXPR index "${index} + 1")
endforeach()
if(index EQUAL 0)
    set(body "    return {};")
else()
    set(body "    static const Migration all[] = {\n${rows}    };\n    return all;")
endif()
file(WRITE ${OUTPUT} "// Generated from src/*/migrations/*.sql; do not edit.
#include \"store/migration.hpp\"

#include <span>
#include <string_view>

namespace huan::store {
namespace {

${texts}
}  // namespace

std::span<const Migration> all_migrations() {
${body}
}

}  // namespace huan::store
")
