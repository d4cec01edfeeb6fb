#pragma once

#include "capture/finding.hpp"

#include <optional>
#include <string>
#include <vector>

/// The SQL of findings and photos.
namespace huan::capture::rows {

struct PhotoRow {
    PhotoId id{};
    base::OrgId org_id{};
    std::string org_path{};
    std::string hash{};
    std::string content_type{};
    std::int64_t size = 0;
    base::Instant created_at{};
};
BOOST_DESCRIBE_STRUCT(PhotoRow, (), (id, org_id, org_path, hash, content_type, size, created_at))

std::vector<FindingType> finding_types(store::Reader& db);
std::optional<FindingType> finding_type(store::Reader& db, const std::string& code);
std::optional<PhotoRow> photo(store::Reader& db, PhotoId id);
/// `user` and `customer` of 0 mean any.
std::vector<Finding> findings(store::Reader& db, std::int64_t user, std::int64_t customer,
                              const std::string& path_begin, std::int64_t before, std::int64_t limit);

}  // namespace huan::capture::rows
