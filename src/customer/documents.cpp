#include "access/record.hpp"
#include "customer/document.hpp"
#include "customer/errors.hpp"
#include "customer/queries.hpp"
#include "customer/rows_asset.hpp"
#include "customer/rows_document.hpp"
#include "store/event.hpp"
#include "store/paging.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace huan::customer {
namespace {

using base::Permission;
using store::Reader;
using store::Transaction;

constexpr std::int64_t sweep_at_once = 100;

std::string bytes_of(const std::string& path) {
    if (static_cast<std::int64_t>(std::filesystem::file_size(path)) > largest_document)
        throw base::Error{errors::document_too_large, "file"};
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// What a document of this person may belong to.
void check_asset(Reader& db, const Customer& whose, const std::optional<AssetId>& id,
                 const base::Context& ctx) {
    if (!id) return;
    for (const AssetView& asset : list_assets(db, {whose.id}, ctx))
        if (asset.id == *id) return;
    throw base::Error{errors::unknown_asset, "asset_id"};
}

std::string asset_name(Reader& db, const std::optional<AssetId>& id) {
    if (!id) return {};
    if (const auto car = rows::vehicle_by_id(db, VehicleId{id->value})) return car->plate;
    const auto asset = rows::asset(db, *id);
    return asset ? asset->name : std::string();
}

bool shows(const std::string& content_type) {
    return content_type == "application/pdf" ||
           (content_type.starts_with("image/") && content_type != "image/heic");
}

DocumentView view_of(Reader& db, const rows::DocumentRow& row, CustomerId customer) {
    return {.id = row.id,
            .customer_id = customer,
            .asset_id = row.asset_id,
            .asset_name = asset_name(db, row.asset_id),
            .kind = row.kind,
            .name = row.name,
            .note = row.note,
            .content_type = row.content_type,
            .size = row.size,
            .shows = shows(row.content_type),
            .added_by = row.added_by,
            .added_at = row.added_at};
}

/// The document, for who may see its person.
rows::DocumentRow visible(Reader& db, DocumentId id, const base::Context& ctx) {
    const auto row = rows::document(db, id);
    const auto whose = row ? find_customer(db, customer_of(db, row->profile_id)) : std::nullopt;
    if (!whose || !may_see(ctx.actor, *whose)) throw base::Error{errors::unknown_document, "document_id"};
    return *row;
}

void append(Transaction& tx, const char* name, const rows::DocumentRow& row, const base::Context& ctx) {
    boost::json::object properties{{"document_id", row.id.value},
                                   {"kind", base::word_of(row.kind)},
                                   {"name", row.name},
                                   {"content_type", row.content_type}};
    if (row.asset_id) properties["asset_id"] = row.asset_id->value;
    store::append(tx,
                  store::Event{.name = name,
                               .profile_id = row.profile_id,
                               .source_id = ctx.actor.source_id,
                               .live = ctx.actor.source_id == 0,
                               .properties = std::move(properties)},
                  ctx);
}

DocumentKind kind_of(const AddDocument& command, const ContentType& type) {
    if (command.kind) return *command.kind;
    if (type.mime.starts_with("image/")) return DocumentKind::photo;
    return type.mime.starts_with("audio/") ? DocumentKind::recording : DocumentKind::other;
}

/// The file itself. Who opened it is known before the first byte goes out.
http::Response open_document(store::Store& store, const FileStore& files, const http::Request& request,
                             const base::Context& ctx) {
    const DocumentId id{std::atoll(std::string(request.param("document_id").value_or("0")).c_str())};
    const rows::DocumentRow row = store.write([&](Transaction& tx) {
        rows::DocumentRow found = visible(tx, id, ctx);
        access::record(tx, ctx,
                       {.route = "GET /api/documents/{document_id}/content",
                        .object = "document_id " + std::to_string(id.value),
                        .result = {{"customer_id", customer_of(tx, found.profile_id).value},
                                   {"kind", base::word_of(found.kind)}},
                        .address = request.address});
        return found;
    });
    http::Response response = http::download_file(row.name, row.content_type, files.path_of(row.hash));
    if (request.query_value("inline") && shows(row.content_type)) {
        std::string disposition(response.headers.get("content-disposition"));
        if (disposition.starts_with("attachment")) disposition.replace(0, 10, "inline");
        response.headers.set("content-disposition", disposition);
    }
    response.headers.set("cache-control", "private, no-store");
    return response;
}

}  // namespace

DocumentView add_document(store::Store& store, FileStore& files, const std::string& path,
                          const AddDocument& command, const base::Context& ctx) {
    const std::string bytes = bytes_of(path);
    if (bytes.empty()) throw base::Error{errors::document_empty, "file"};
    const ContentType type = content_type_of(bytes);
    if (type.mime.empty()) throw base::Error{errors::document_bad_content, "file"};
    store.read([&](Reader& db) {  // Nothing is written for a person who is not the caller's to see.
        check_asset(db, visible_customer(db, command.customer_id, ctx), command.asset_id, ctx);
    });
    const std::string hash = FileStore::hash_of(bytes);
    DocumentView view;
    files.keep(hash, bytes, [&] {
        view = store.write([&](Transaction& tx) {
            const Customer whose = visible_customer(tx, command.customer_id, ctx);
            const rows::DocumentRow row{.id = DocumentId{tx.next_id()},
                                        .org_id = whose.org_id,
                                        .org_path = whose.org_path,
                                        .profile_id = ProfileId{whose.id.value},
                                        .asset_id = command.asset_id,
                                        .kind = kind_of(command, type),
                                        .name = safe_file_name(command.name.value, type),
                                        .note = command.note ? base::trimmed(command.note->value) : "",
                                        .hash = hash,
                                        .content_type = std::string(type.mime),
                                        .size = std::ssize(bytes),
                                        .source_id = ctx.actor.source_id,
                                        .added_by = ctx.actor.name,
                                        .added_at = ctx.now};
            rows::insert(tx, row);
            append(tx, "document.added", row, ctx);
            return view_of(tx, row, whose.id);
        });
    });
    return view;
}

void remove_document(store::Store& store, FileStore& files, const DocumentById& command,
                     const base::Context& ctx) {
    store.write([&](Transaction& tx) {
        const rows::DocumentRow row = visible(tx, command.document_id, ctx);
        if (!rows::remove(tx, row)) throw base::Error{errors::unknown_document, "document_id"};
        append(tx, "document.removed", row, ctx);
    });
    remove_unused_files(store, files);
}

base::Page<DocumentView> list_documents(Reader& db, const ListDocuments& query, const base::Context& ctx) {
    const Customer whose = visible_customer(db, query.customer_id, ctx);
    const std::int64_t limit = base::page_limit(query.limit);
    return store::page_shown(
        rows::documents(db, profiles_of(db, whose.id), query, store::before_id(query.cursor), limit + 1),
        limit, [&](const rows::DocumentRow& row) { return view_of(db, row, whose.id); });
}

std::int64_t forget_documents(Transaction& tx, const std::vector<ProfileId>& profiles) {
    const std::vector<rows::DocumentRow> all = rows::documents(tx, profiles);
    for (const rows::DocumentRow& row : all) rows::remove(tx, row);
    return std::ssize(all);
}

std::int64_t remove_unused_files(store::Store& store, FileStore& files) {
    std::int64_t removed = 0;
    for (;;) {
        const auto unused = store.read([](Reader& db) { return rows::unused_files(db, sweep_at_once); });
        const std::int64_t before = removed;
        for (const std::string& hash : unused)
            files.drop(hash, [&] {
                const bool gone = store.write([&](Transaction& tx) { return rows::forget_file(tx, hash); });
                removed += gone ? 1 : 0;
                return gone;
            });
        if (std::ssize(unused) < sweep_at_once || removed == before) return removed;
    }
}

void document_routes(http::Router& router, store::Store& store, FileStore& files) {
    http::RouteOptions options;
    options.body_limit = largest_document;
    router.upload(
        "POST /api/customers/{customer_id}/documents", Permission::customer_write,
        [&store, &files](const http::Upload& upload, const AddDocument& command, const base::Context& ctx) {
            return add_document(store, files, upload.path, command, ctx);
        },
        options);
    router.query("GET /api/customers/{customer_id}/documents", Permission::customer_read, &list_documents);
    router.blocking("GET /api/documents/{document_id}/content", Permission::customer_reveal,
                    [&store, &files](const http::Request& request, const base::Context& ctx) {
                        return open_document(store, files, request, ctx);
                    });
    router.blocking("DELETE /api/documents/{document_id}", Permission::customer_write,
                    [&store, &files](const DocumentById& command, const base::Context& ctx) {
                        remove_document(store, files, command, ctx);
                    });
}

}  // namespace huan::customer
