#pragma once

#include "customer/consent.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

/// The SQL of what stands beside the plain facts: proofs of consent.
namespace huan::customer::rows {

using store::Reader;
using store::Transaction;

struct ConsentRecordRow {
    ProfileId profile_id{};
    std::string channel{};
    std::string purpose{};
    Instant at{};
    bool granted = false;
    ConsentMethod method = ConsentMethod::other;
    std::string place{};
    std::string wording{};
    std::string proof{};
    std::string by_name{};
    Instant recorded_at{};
    std::int64_t source_id = 0;
};
BOOST_DESCRIBE_STRUCT(ConsentRecordRow, (),
                      (profile_id, channel, purpose, at, granted, method, place, wording, proof, by_name,
                       recorded_at, source_id))
/// Latest first.
std::vector<ConsentRecordRow> consent_records(Reader& db, const std::vector<ProfileId>& profiles);
/// What an import wrote down.
void drop_consent_record(Transaction& tx, ProfileId profile, const std::string& channel,
                         const std::string& purpose, Instant at, std::int64_t source_id);
/// Two words of the same moment: the one written down last.
void put(Transaction& tx, const ConsentRecordRow& row);

}  // namespace huan::customer::rows
