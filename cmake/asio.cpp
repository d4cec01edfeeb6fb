// The one translation unit that compiles Asio, its TLS part and Beast (see HuanDependencies.cmake).
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
