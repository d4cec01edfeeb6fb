#pragma once

#include "base/error.hpp"
#include "base/instant.hpp"
#include "insight/insight.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <functional>
#include <string_view>

/// A company that does not exist, with everything that happened to it in 18 months: through the commands of
/// the modules, with the time passed in, so that the product is shown, and tested, by what it does itself.
namespace huan::demo {

/// Where the demo is brought about: an empty, migrated store with the reactors of the loop on it.
struct World {
    store::Store& store;
    insight::Insight& insight;
};

struct Order {
    std::uint64_t seed = 1;
    base::Instant now{};       ///< Last night is the night before this.
    std::int64_t size = 5000;  ///< Customers. Beyond 20,000 they come from a list; see README.md.
};

inline constexpr std::int64_t smallest_size = 100;
inline constexpr std::int64_t largest_size = 1'000'000;

/// Told after each business day that has been brought about, and each part of a list that was taken over.
using Progress = std::function<void(std::int64_t done, std::int64_t total)>;

/// Fills the store. The same order makes the same records on an embedded store, ids and journal included;
/// only what is secret (tokens and what signs them) differs. \throws base::Error `demo.bad_size`,
/// `demo.not_empty`, and whatever a command refuses, which is a mistake of ours.
void fill(const World& world, const Order& order, const Progress& progress = {});

/// Who can be signed in with a link, by role.
inline constexpr const char* operator_login = "operator";
inline constexpr const char* manager_login = "manager";
inline constexpr const char* agent_login = "agent1";
inline constexpr const char* technician_login = "technician1";

namespace errors {
inline constexpr base::ErrorKind bad_size{base::Category::invalid, "demo.bad_size",
                                          "A demo has 100 to 1,000,000 customers."};
inline constexpr base::ErrorKind not_empty{base::Category::conflict, "demo.not_empty",
                                           "A demo is made where there is nothing yet."};
}  // namespace errors

}  // namespace huan::demo
