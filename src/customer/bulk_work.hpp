#pragma once

#include "customer/bulk.hpp"
#include "customer/rows_bulk.hpp"

#include <memory>
#include <optional>
#include <vector>

/// What the verbs of bulk actions do to one person, and how that is taken back.
namespace huan::customer {

enum class Fate { changes, same, unknown };

class BulkWork {
public:
    virtual ~BulkWork() = default;
    /// What becomes of these people, in their order; nothing is written. All are there and visible.
    virtual std::vector<Fate> look(store::Reader& db, const std::vector<CustomerId>& people,
                                   const base::Context& ctx) const = 0;
    /// Changes a person whom `look` says it changes; one trace for each profile that is not as it was.
    virtual std::vector<rows::BulkChangeRow> change(store::Transaction& tx, CustomerId person,
                                                    const base::Context& ctx) const = 0;
    /// Puts a profile back; false when somebody changed it since.
    virtual bool take_back(store::Transaction& tx, const rows::BulkChangeRow& trace,
                           const base::Context& ctx) const = 0;
};

std::unique_ptr<BulkWork> work_of(const BulkDeed& deed);

}  // namespace huan::customer
