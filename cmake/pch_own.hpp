// Our own headers that most files include, for builds with sanitizers: those are made seldom and as a whole,
// by Clang, and reading these again in each file is a quarter of the work. Elsewhere they would compile
// everything anew with each change of one of them, and hide includes that are missing.
#pragma once

#include "access/queries.hpp"
#include "base/context.hpp"
#include "base/page.hpp"
#include "base/schema.hpp"
#include "base/zone.hpp"
#include "customer/commands.hpp"
#include "customer/queries.hpp"
#include "history/row.hpp"
#include "http/router.hpp"
#include "store/event.hpp"
#include "store/store.hpp"
