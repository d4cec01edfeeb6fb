#pragma once

#include "demo/demo.hpp"
#include "server/config.hpp"
#include "server/data_directory.hpp"
#include "server/demo_desk.hpp"

namespace huan::server {

/// Makes a demo in a directory, for `huan demo` and for `serve`. A demo that was there is taken away first:
/// our files, by name, and nothing else that lies there. From the first moment on the directory says that it
/// holds a demo which is not finished. With a desk, the port of `config` answers how far it is.
/// \throws base::Error `demo.on_postgres` where the database holds anything, and as `demo::fill`; what
/// `progress` throws breaks it off.
void bring_about(const Config& config, DataDirectory directory, const demo::Order& order,
                 const demo::Progress& progress, DemoDesk* desk = nullptr);

}  // namespace huan::server
