#include "store/ids.hpp"

#include <array>

namespace huan::store {

std::int64_t reserve_ids(Connection& connection, std::int64_t count) {
    const std::array params{to_param(count)};
    const Result result = connection.run(
        "UPDATE id_block SET next_id = next_id + $1 WHERE name = 'all' RETURNING next_id - $1", params);
    std::int64_t first = 0;
    read_cell(result.at(0, 0), first);
    return first;
}

void prepare_ids(Connection& connection) {
    connection.run(
        "CREATE TABLE IF NOT EXISTS id_block (name TEXT NOT NULL PRIMARY KEY, next_id BIGINT NOT NULL)", {});
    const std::array params{to_param(Ids::first)};
    connection.run("INSERT INTO id_block (name, next_id) VALUES ('all', $1) ON CONFLICT (name) DO NOTHING",
                   params);
}

}  // namespace huan::store
