#include "history/testing/copies.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace huan::history::testing {
namespace {

std::string one_row(const Block& block, std::size_t i) {
    std::string row = fmt::format("{} {} {} {}", block.profile_id[i], block.occurred_at[i], block.seq[i],
                                  (*block.names)[block.name[i]]);
    const auto add = [&](const char* what, const auto& column) {
        if (!column.empty()) row += fmt::format(" {}={}", what, column[i]);
    };
    add("received", block.received_at);
    add("org", block.org_id);
    add("source", block.source_id);
    add("live", block.live);
    if (!block.channel.empty()) row += " channel=" + (*block.channels)[block.channel[i]];
    if (!block.place.empty()) row += " place=" + (*block.places)[block.place[i]];
    for (const PropertyColumn& property : block.properties) {
        row += " |";
        for (const Value& value : property.all(i))
            row += fmt::format(" {}:{}:{}:{}", static_cast<int>(value.kind), value.item, value.text,
                               value.number);
    }
    return row;
}

}  // namespace

std::vector<std::string> copy_of(History& history, const Scan& scan) {
    std::vector<std::string> copy;
    history.scan(scan, [&](const Block& block) {
        for (std::size_t i = 0; i < block.size; ++i) copy.push_back(one_row(block, i));
        return true;
    });
    return copy;
}

std::vector<std::int64_t> events_in(History& history) {
    std::vector<std::int64_t> seqs;
    history.scan({}, [&](const Block& block) {
        seqs.insert(seqs.end(), block.seq.begin(), block.seq.end());
        return true;
    });
    std::ranges::sort(seqs);
    return seqs;
}

}  // namespace huan::history::testing
