#pragma once

#include "store/store.hpp"

#include <cstdint>
#include <functional>
#include <mutex>

namespace huan::store {

/// Thrown through a command to the store, which mends what is missing and runs the command again.
/// Deliberately no std::exception: code that catches failures of its own must let these pass.
struct RunAgain {
    enum class Why { ids_exhausted, serialization, transaction_lost, savepoint_missing } why;
};

/// Hands out ids from blocks of the `id_block` row. Blocks lost in a crash leave gaps, never repeats.
class Ids {
public:
    /// Ids below this are for rows known by number (the root of the organisation tree is 1).
    static constexpr std::int64_t first = 1000;

    virtual ~Ids() = default;
    /// \throws RunAgain `ids_exhausted` where a block cannot be fetched in the middle of a command.
    virtual std::int64_t next() = 0;
};

/// Moves the `id_block` row on by `count` and answers the first id of the block.
std::int64_t reserve_ids(Connection& connection, std::int64_t count);
/// Creates the row; run before the first migration.
void prepare_ids(Connection& connection);

}  // namespace huan::store
