# Everything from outside, as one interface target: huan_deps. Unused libraries are dropped by the linker.
find_package(Threads REQUIRED)
find_package(Boost 1.81.0 EXACT CONFIG REQUIRED COMPONENTS headers json url container)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(CURL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(date REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Eigen3 REQUIRED NO_MODULE)
find_package(GTest REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(pq REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(mariadb REQUIRED libmariadb)  # One file includes it: see CMakeLists.txt.
pkg_check_modules(toml REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(nlopt REQUIRED IMPORTED_TARGET nlopt)
pkg_check_modules(archive REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(expat REQUIRED IMPORTED_TARGET expat)
pkg_check_modules(qrencode REQUIRED IMPORTED_TARGET libqrencode)
find_library(HUAN_ROARING roaring REQUIRED)
find_library(HUAN_PROTOBUF protobuf REQUIRED)
find_package(absl REQUIRED)  # libphonenumber's headers use its containers.

# libphonenumber: headers unpacked by tools/setup.sh (its -dev package conflicts with Boost 1.81), and the
# system's runtime library, linked by its full name because only the -dev package has the plain .so.
set(HUAN_PHONENUMBER_DIR ${CMAKE_SOURCE_DIR}/build/deps/phonenumber CACHE PATH "Unpacked libphonenumber-dev")
find_library(HUAN_PHONENUMBER NAMES libphonenumber.so.8 REQUIRED)
find_path(HUAN_PHONENUMBER_INCLUDE phonenumbers/phonenumberutil.h REQUIRED
    HINTS ${HUAN_PHONENUMBER_DIR}/usr/include)

add_library(huan_deps INTERFACE)
target_include_directories(huan_deps SYSTEM INTERFACE ${HUAN_PHONENUMBER_INCLUDE})
target_link_libraries(huan_deps INTERFACE
    Boost::json Boost::url Boost::container Boost::headers OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB
    CURL::libcurl SQLite::SQLite3 ICU::i18n ICU::uc fmt::fmt spdlog::spdlog date::date-tz CLI11::CLI11
    Eigen3::Eigen PkgConfig::sodium PkgConfig::pq PkgConfig::toml PkgConfig::nlopt PkgConfig::qrencode
    PkgConfig::archive PkgConfig::expat ${mariadb_LINK_LIBRARIES}
    ${HUAN_ROARING} ${HUAN_PHONENUMBER} ${HUAN_PROTOBUF} absl::node_hash_set
    Threads::Threads ${CMAKE_DL_LIBS})

# Asio and Beast are compiled once, in cmake/asio.cpp, instead of in each file that includes them.
target_compile_definitions(huan_deps INTERFACE
    BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
    SPDLOG_FMT_EXTERNAL)
if(HUAN_WITH_HISTORY)
    target_compile_definitions(huan_deps INTERFACE HUAN_WITH_HISTORY=1)
endif()
