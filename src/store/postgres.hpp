#pragma once

#include "store/store.hpp"

#include <memory>

namespace huan::store {

std::unique_ptr<Store> open_postgres(const Options& options);

}  // namespace huan::store
