#pragma once

#include <mutex>
#include <set>
#include <string>

namespace huan::jobs {

/// The claims of this process whose leases must be kept up while somebody works under them.
class HeldClaims {
public:
    /// Keeps a claim listed for as long as it lives, however the work ends.
    class While {
    public:
        While(HeldClaims& list, std::string claim) : list_(list), claim_(std::move(claim)) {
            const std::lock_guard lock(list_.mutex_);
            list_.claims_.insert(claim_);
        }
        ~While() {
            const std::lock_guard lock(list_.mutex_);
            list_.claims_.erase(claim_);
        }
        While(const While&) = delete;
        While& operator=(const While&) = delete;

    private:
        HeldClaims& list_;
        std::string claim_;
    };

    std::set<std::string> all() const {
        const std::lock_guard lock(mutex_);
        return claims_;
    }

private:
    mutable std::mutex mutex_;
    std::set<std::string> claims_;
};

}  // namespace huan::jobs
