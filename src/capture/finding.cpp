#include "capture/finding.hpp"

#include "capture/rows_finding.hpp"
#include "customer/commands.hpp"
#include "customer/queries.hpp"
#include "store/event.hpp"
#include "store/paging.hpp"

#include <sodium.h>

#include <array>
#include <filesystem>
#include <fstream>

namespace huan::capture {
namespace {

using base::Permission;

constexpr std::int64_t largest_photo = 10 << 20;
/// A phone in a garage may be offline for a shift or a weekend, not longer.
constexpr base::Duration latest_report{7LL * 24 * 3600 * 1000};

/// By the first bytes: what the sender calls the file does not count.
std::string_view content_type_of(std::string_view begin) {
    if (begin.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
    if (begin.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
    if (begin.starts_with("RIFF") && begin.substr(8, 4) == "WEBP") return "image/webp";
    return {};
}

std::string hash_of(const std::string& bytes) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    std::string text(hash.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
    text.pop_back();
    return text;
}

Photo keep_photo(store::Store& store, const std::string& directory, const http::Upload& upload,
                 const base::Context& ctx) {
    if (upload.size > largest_photo) throw base::Error{errors::bad_photo, "photo"};
    std::ifstream file(upload.path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const std::string_view type = content_type_of(bytes);
    if (type.empty()) throw base::Error{errors::bad_photo, "photo"};
    const std::string hash = hash_of(bytes);
    const std::string path = directory + "/" + hash;
    if (!std::filesystem::exists(path)) {
        std::filesystem::copy_file(upload.path, path + ".part",
                                   std::filesystem::copy_options::overwrite_existing);
        std::filesystem::rename(path + ".part", path);
    }
    return store.write([&](store::Transaction& tx) {
        const rows::PhotoRow row{.id = PhotoId{tx.next_id()},
                                 .org_id = ctx.actor.org_id,
                                 .org_path = ctx.actor.org_path,
                                 .hash = hash,
                                 .content_type = std::string(type),
                                 .size = static_cast<std::int64_t>(bytes.size()),
                                 .created_at = ctx.now};
        store::insert_row(tx, "photo", row);
        return Photo{row.id, row.content_type, row.size};
    });
}

http::Response show_photo(store::Store& store, const std::string& directory, const http::Request& request,
                          const base::Context& ctx) {
    const PhotoId id{std::atoll(std::string(request.param("photo_id").value_or("0")).c_str())};
    const auto row = store.read([&](store::Reader& db) { return rows::photo(db, id); });
    if (!row ||
        !row->org_path.starts_with(ctx.actor.scope == base::DataScope::all ? "/" : ctx.actor.org_path))
        throw base::Error{
            {base::Category::unknown, errors::unknown_photo.code, errors::unknown_photo.sentence},
            "photo_id"};
    http::Response response;
    response.file = directory + "/" + row->hash;
    response.headers.set("content-type", row->content_type);
    response.headers.set("cache-control", "private, max-age=86400, immutable");
    return response;
}

}  // namespace

Finding record_finding(store::Transaction& tx, const RecordFinding& command, const base::Context& ctx) {
    const auto type = rows::finding_type(tx, command.type);
    if (!type) throw base::Error{errors::unknown_type, "type"};
    if (command.photo_id && !rows::photo(tx, *command.photo_id))
        throw base::Error{errors::unknown_photo, "photo_id"};
    const base::Instant found_at = command.found_at.value_or(ctx.now);
    if (found_at > ctx.now + std::chrono::minutes{5} || found_at < ctx.now - latest_report)
        throw base::Error{base::errors::out_of_range, "found_at", "A finding is reported within a week."};

    const customer::Vehicle car = customer::set_vehicle(tx, {.plate = command.plate}, ctx);
    Finding finding{.id = FindingId{tx.next_id()},
                    .org_id = ctx.actor.org_id,
                    .org_path = ctx.actor.org_path,
                    .type = type->code,
                    .vehicle_id = car.id,
                    .plate = car.plate,
                    .note = command.note ? command.note->value : std::string(),
                    .photo_id = command.photo_id.value_or(PhotoId{}),
                    .user_name = ctx.actor.name,
                    .found_at = found_at};
    if (ctx.actor.kind == base::ActorKind::user) finding.user_id = base::UserId{ctx.actor.id};
    if (const auto users = customer::customers_of(tx, car.id); !users.empty()) {
        finding.customer_id = users.front();
        finding.profile_id = customer::main_profile(tx, users.front());
    }
    store::insert_row(tx, "finding", finding);
    store::append(tx,
                  {.name = "finding.recorded",
                   .profile_id = finding.profile_id,
                   .occurred_at = found_at,
                   .channel = "field",
                   .properties = {{"finding_id", finding.id.value},
                                  {"type", finding.type},
                                  {"lead_kind", type->lead_kind},
                                  {"product_sku", type->product_sku},
                                  {"vehicle_id", finding.vehicle_id.value},
                                  {"plate", finding.plate},
                                  {"customer_id", finding.customer_id.value},
                                  {"note", finding.note},
                                  {"photo_id", finding.photo_id.value}}},
                  ctx);
    return finding;
}

base::Page<Finding> list_findings(store::Reader& db, const ListFindings& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    const bool own = query.mine.value_or(false) || ctx.actor.scope == base::DataScope::own;
    const std::string begin = ctx.actor.scope == base::DataScope::all || own ? "/" : ctx.actor.org_path;
    return store::page_of(
        rows::findings(db, own ? ctx.actor.id : 0, query.customer_id.value_or(base::CustomerId{}).value,
                       begin, store::before_id(query.cursor), limit + 1),
        limit);
}

void finding_routes(http::Router& router, store::Store& store, const std::string& directory) {
    router.query("GET /api/finding_types", Permission::finding_write,
                 [](store::Reader& db, const http::Nothing&, const base::Context&) {
                     return rows::finding_types(db);
                 });
    router.query("GET /api/findings", Permission::finding_write, &list_findings);
    router.command("POST /api/findings", Permission::finding_write, &record_finding);
    http::RouteOptions options;
    options.body_limit = largest_photo + 1024;
    router.upload(
        "POST /api/photos", Permission::finding_write,
        [&store, directory](const http::Upload& upload, const base::Context& ctx) {
            return keep_photo(store, directory, upload, ctx);
        },
        options);
    router.blocking("GET /api/photos/{photo_id}", Permission::signed_in,
                    [&store, directory](const http::Request& request, const base::Context& ctx) {
                        return show_photo(store, directory, request, ctx);
                    });
}

}  // namespace huan::capture
