#pragma once

#include "base/context.hpp"
#include "customer/customer.hpp"
#include "store/store.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

/// People of whom nothing may be left.
namespace huan::customer {

struct Gone {
    std::vector<ProfileId> profiles{};
    std::vector<CustomerId> customers{};  ///< Ids that name nobody any more.
};

/// What each module does when people go: it removes or blanks what its tables say of them. Stated in
/// server/loop.cpp, run in one transaction with the removal itself. What counts money or pieces (ledger,
/// stock, report) keeps its numbers and loses the name.
class Forgetters {
public:
    using Forget = std::function<void(store::Transaction&, const Gone&, const base::Context&)>;
    void add(std::string module, Forget forget) { all_.emplace_back(std::move(module), std::move(forget)); }
    void run(store::Transaction& tx, const Gone& gone, const base::Context& ctx) const {
        for (const auto& [module, forget] : all_) forget(tx, gone, ctx);
    }

private:
    std::vector<std::pair<std::string, Forget>> all_;
};

}  // namespace huan::customer
