#include "base/json.hpp"
#include "capture/import_files.hpp"
#include "capture/importer.hpp"
#include "capture/mapping.hpp"
#include "capture/undo.hpp"

#include <cstdlib>

namespace huan::capture {
namespace {

using base::Permission;

ImportId id_in(const http::Request& request) {
    return ImportId{std::atoll(std::string(request.param("import_id").value_or("0")).c_str())};
}

/// \throws base::Error naming the kinds there are.
ImportKind kind_in(const http::Request& request) {
    return base::from_json<ImportKind>(boost::json::value(request.param("kind").value_or("")), "kind");
}

bool wants_chinese(const http::Request& request) {
    return request.query_value("language").value_or("zh-CN").starts_with("zh");
}

void file_routes(http::Router& router, store::Store& store) {
    for (const auto& [ending, type] : {std::pair{".csv", TableType::csv}, {".xlsx", TableType::xlsx}}) {
        router.blocking(std::string("GET /api/imports/{import_id}/errors") + ending, Permission::import_run,
                        [&store, type](const http::Request& request, const base::Context& ctx) {
                            return error_file(store, id_in(request), type, ctx);
                        });
        router.blocking(std::string("GET /api/import_templates/{kind}/template") + ending,
                        Permission::import_run,
                        [&store, type](const http::Request& request, const base::Context&) {
                            return template_file(store, kind_in(request), type, wants_chinese(request));
                        });
    }
}

}  // namespace

void import_routes(http::Router& router, store::Store& store, Importer& importer) {
    router.upload(
        "POST /api/imports", Permission::import_run,
        [&importer](const http::Upload& upload, const UploadImport& command, const base::Context& ctx) {
            return importer.receive(upload.path, command, ctx);
        });
    router.query("GET /api/imports", Permission::import_run, &list_imports);
    router.query("GET /api/imports/{import_id}", Permission::import_run, &get_import);
    router.command("POST /api/imports/{import_id}/plan", Permission::import_run, &plan_import);
    router.command("POST /api/imports/{import_id}/run", Permission::import_run, &run_import);
    router.command("POST /api/imports/{import_id}/undo", Permission::import_run, &undo_import);
    router.command("POST /api/imports/{import_id}/stop", Permission::import_run, &stop_import);
    router.command("POST /api/imports/{import_id}/resume", Permission::import_run, &resume_import);
    router.blocking("POST /api/imports/{import_id}/sheet", Permission::import_run,
                    [&importer](const ChooseSheet& command, const base::Context& ctx) {
                        return importer.choose_sheet(command, ctx);
                    });
    router.query("GET /api/imports/{import_id}/notes", Permission::import_run, &list_notes);
    router.query("GET /api/import_fields", Permission::import_run,
                 [](store::Reader&, const FindFields& query, const base::Context&) {
                     const auto fields = fields_of(query.kind);
                     return std::vector<ImportField>(fields.begin(), fields.end());
                 });
    router.query("GET /api/import_mappings", Permission::import_run, &list_mappings);
    router.command("PUT /api/import_mappings/{mapping_id}", Permission::import_run, &rename_mapping);
    router.command("DELETE /api/import_mappings/{mapping_id}", Permission::import_run, &forget_mapping);
    file_routes(router, store);
}

}  // namespace huan::capture
