// The one translation unit that compiles Asio, its TLS part and Beast (see HuanDependencies.cmake).
// Beast 1.81 asserts that the header of the last chunk has 5 bytes. Of a body without chunks it may have 4,
// when it comes byte by byte: nothing is wrong then, but a debug build would end.
#define BOOST_DISABLE_ASSERTS
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
