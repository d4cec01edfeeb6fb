// For the modules that speak to the network: the common header and Asio, Beast.
#pragma once

#include "pch.hpp"

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast.hpp>
