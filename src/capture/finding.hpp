#pragma once

#include "base/error.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/page.hpp"
#include "base/text.hpp"
#include "customer/customer.hpp"
#include "http/router.hpp"
#include "store/store.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What somebody notices on the job — worn tyres while washing the car — and tells in three taps.
namespace huan::capture {

using FindingId = base::Id<struct FindingTag>;
using PhotoId = base::Id<struct PhotoTag>;

/// An entry of the catalogue.
struct FindingType {
    std::int64_t id = 0;
    std::string code{};  ///< "tyre_wear": what events and leads carry.
    std::string name_zh{};
    std::string name_en{};
    std::string lead_kind{};  ///< Which business the lead belongs to: "tyres".
    std::string product_sku{};
    std::int64_t rank = 0;
    bool active = true;
};
BOOST_DESCRIBE_STRUCT(FindingType, (), (id, code, name_zh, name_en, lead_kind, product_sku, rank, active))

/// A finding. Its lead is made by the sales module, which hears of it by the event `finding.recorded`.
struct Finding {
    FindingId id{};
    base::OrgId org_id{};
    std::string org_path{};
    std::string type{};
    customer::VehicleId vehicle_id{};
    std::string plate{};
    base::CustomerId customer_id{};  ///< Who uses the car, where known.
    base::ProfileId profile_id{};
    std::string note{};
    PhotoId photo_id{};
    base::UserId user_id{};  ///< Who found it.
    std::string user_name{};
    base::Instant found_at{};
};
BOOST_DESCRIBE_STRUCT(Finding, (),
                      (id, org_id, org_path, type, vehicle_id, plate, customer_id, profile_id, note, photo_id,
                       user_id, user_name, found_at))

/// POST /api/findings
struct RecordFinding {
    base::Text<40> type{};   ///< Code of a finding type.
    base::Text<20> plate{};  ///< Of the car; a plate nobody knows yet makes a car without owner.
    std::optional<PhotoId> photo_id{};
    std::optional<base::Note<400>> note{};
    std::optional<base::Instant> found_at{};  ///< When the phone was offline; at most a week ago.
};
BOOST_DESCRIBE_STRUCT(RecordFinding, (), (type, plate, photo_id, note, found_at))

/// GET /api/findings: newest first.
struct ListFindings {
    std::optional<bool> mine{};  ///< Only those of the caller.
    std::optional<base::CustomerId> customer_id{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListFindings, (), (mine, customer_id, cursor, limit))

/// POST /api/photos
struct Photo {
    PhotoId id{};
    std::string content_type{};
    std::int64_t size = 0;
};
BOOST_DESCRIBE_STRUCT(Photo, (), (id, content_type, size))

/// \throws base::Error `finding.unknown_type`, `finding.unknown_photo`, `vehicle.bad_plate`,
/// `field.out_of_range`.
Finding record_finding(store::Transaction& tx, const RecordFinding& command, const base::Context& ctx);
base::Page<Finding> list_findings(store::Reader& db, const ListFindings& query, const base::Context& ctx);

/// Photos are kept in `directory` under the hash of their bytes, outside of the database.
void finding_routes(http::Router& router, store::Store& store, const std::string& directory);

namespace errors {
inline constexpr base::ErrorKind unknown_type{base::Category::invalid, "finding.unknown_type",
                                              "There is no such kind of finding."};
inline constexpr base::ErrorKind unknown_photo{base::Category::invalid, "finding.unknown_photo",
                                               "There is no such photo."};
inline constexpr base::ErrorKind bad_photo{base::Category::invalid, "finding.bad_photo",
                                           "A photo is JPEG, PNG or WebP of at most 10 MB."};
}  // namespace errors

}  // namespace huan::capture
