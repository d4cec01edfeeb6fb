#pragma once

#include <memory>

#include "store/store.hpp"

namespace huan::store {

std::unique_ptr<Store> open_postgres(const Options& options);

}  // namespace huan::store
