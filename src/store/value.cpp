#include "store/value.hpp"

#include <stdexcept>

namespace huan::store {

void wrong_cell(const char* expected) {
    throw std::logic_error(std::string("a statement answered something else than ") + expected);
}

}  // namespace huan::store
