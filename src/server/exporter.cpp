#include "server/exporter.hpp"

#include "access/record.hpp"
#include "access/settings.hpp"
#include "base/json.hpp"
#include "capture/table_reader.hpp"
#include "jobs/queries.hpp"
#include "server/commands.hpp"
#include "server/rows_export.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <chrono>
#include <filesystem>
#include <fstream>

namespace huan::server {
namespace {

namespace json = boost::json;
using base::Permission;

constexpr std::int64_t page_rows = 1000;
constexpr std::size_t copied_at_once = std::size_t{4} << 20;

constexpr base::ErrorKind no_archive{base::Category::unknown, "export.no_archive",
                                     "There is no such archive; it is kept for seven days."};

struct StartExport {};
BOOST_DESCRIBE_STRUCT(StartExport, (), ())

/// A zip file that grows entry by entry.
class Zip {
public:
    explicit Zip(const std::string& path) : zip_(archive_write_new(), &archive_write_free) {
        archive_write_set_format_zip(zip_.get());
        check(archive_write_open_filename(zip_.get(), path.c_str()));
    }
    void begin(const std::string& name) {
        const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                                  &archive_entry_free);
        archive_entry_set_pathname(entry.get(), name.c_str());
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0600);
        archive_entry_set_mtime(entry.get(), std::time(nullptr), 0);
        check(archive_write_header(zip_.get(), entry.get()));
    }
    void write(std::string_view text) {
        if (!text.empty() && archive_write_data(zip_.get(), text.data(), text.size()) < 0) fail();
    }
    void close() { check(archive_write_close(zip_.get())); }

private:
    void check(int result) const {
        if (result < ARCHIVE_WARN) fail();
    }
    [[noreturn]] void fail() const {
        const char* said = archive_error_string(zip_.get());
        throw std::runtime_error(std::string("the archive cannot be written: ") + (said ? said : "?"));
    }
    std::unique_ptr<archive, decltype(&archive_write_free)> zip_;
};

json::value value_of(const store::Cell& cell, const std::string& type) {
    if (const auto* number = std::get_if<std::int64_t>(&cell)) {
        if (type == "INSTANT") return json::string(base::format_instant(base::Instant{*number}));
        if (type == "BOOL") return *number != 0;
        return *number;
    }
    const auto* text = std::get_if<std::string>(&cell);
    if (text == nullptr) return nullptr;
    if (!text->empty() && (text->front() == '{' || text->front() == '[')) {
        boost::system::error_code failed;
        json::value parsed = json::parse(*text, failed);
        if (!failed) return parsed;
    }
    return json::string(*text);
}

std::string cell_of(const json::value& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return capture::csv_cell(std::string_view(value.get_string()));
    if (value.is_object() || value.is_array()) return capture::csv_cell(json::serialize(value));
    return json::serialize(value);
}

store::Param param_of(const store::Cell& cell) {
    if (const auto* number = std::get_if<std::int64_t>(&cell)) return store::to_param(*number);
    return store::to_param(std::get<std::string>(cell));
}

/// Everything: only who may see everything, unmasked, may take it away.
void require_everything(const base::Context& ctx) {
    if (ctx.actor.scope != base::DataScope::all || !ctx.actor.permissions.has(Permission::customer_reveal))
        throw base::Error{
            base::errors::forbidden, {}, "Exporting everything takes the right to see everybody, unmasked."};
}

}  // namespace

/// An archive on its way.
class Exporter::Session {
public:
    Session(store::Store& store, std::string path, std::int64_t done)
        : store_(store),
          path_(std::move(path)),
          part_(path_ + ".part"),
          csv_path_(path_ + ".csv"),
          tables_(rows::exported_tables()),
          zip_(part_),
          done_(done) {
        store_.read([&](store::Reader& db) {
            for (const rows::Table& table : tables_) total_ += rows::rows_in(db, table);
            write_read_me(access::settings(db));
        });
    }
    ~Session() {
        std::error_code ignored;
        std::filesystem::remove(part_, ignored);
        std::filesystem::remove(csv_path_, ignored);
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Writes on; answers how many rows that were.
    std::int64_t step() {
        if (copying_.is_open()) return copy();
        if (at_ == tables_.size()) return finish();
        const rows::Table& table = tables_[at_];
        if (!csv_.is_open()) begin(table);
        const store::Result page =
            store_.read([&](store::Reader& db) { return rows::table_page(db, table, after_, page_rows); });
        write(table, page);
        const auto rows = static_cast<std::int64_t>(page.rows());
        done_ += rows;
        if (rows < page_rows) {
            csv_.close();
            zip_.begin(table.name + ".csv");
            copying_.open(csv_path_, std::ios::binary);
        }
        return rows;
    }

    bool ended() const { return ended_; }
    std::int64_t done() const { return done_; }
    std::int64_t total() const { return std::max(total_, done_); }
    std::string stage() const { return at_ < tables_.size() ? tables_[at_].name : std::string(); }
    json::object result() const { return {{"tables", tables_.size()}, {"rows", done_}, {"size", size_}}; }

private:
    void write_read_me(const access::Settings& settings) {
        zip_.begin("README.txt");
        zip_.write(
            "Huan " + std::string(version_number) + ": everything of " + settings.company + ", " +
            base::format_instant(base::clock_now()) +
            "\n\nEach table stands here twice: as JSON Lines (.jsonl) and as CSV (.csv, UTF-8).\n"
            "Times are UTC. Amounts of money are in the smallest unit of " +
            settings.currency + ", which has " + std::to_string(settings.currency_digits()) +
            " decimals.\nPasswords, keys and tokens are left out. Attached files and photos are in the "
            "data directory.\n");
    }

    void begin(const rows::Table& table) {
        after_.clear();
        csv_.open(csv_path_, std::ios::binary | std::ios::trunc);
        std::string line = "\xEF\xBB\xBF";  // Spreadsheets take it for UTF-8.
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            line.append(i == 0 ? "" : ",").append(table.columns[i].name);
        csv_ << line << "\r\n";
        zip_.begin(table.name + ".jsonl");
    }

    void write(const rows::Table& table, const store::Result& page) {
        const std::size_t width = table.columns.size();
        for (std::size_t row = 0; row < page.rows(); ++row) {
            json::object object;
            std::string line;
            for (std::size_t i = 0; i < width; ++i) {
                json::value value = value_of(page.at(row, i), table.columns[i].type);
                line.append(i == 0 ? "" : ",").append(cell_of(value));
                object[table.columns[i].name] = std::move(value);
            }
            zip_.write(json::serialize(object) + "\n");
            csv_ << line << "\r\n";
        }
        if (!csv_) throw std::runtime_error("the table cannot be written: is the disk full?");
        if (page.rows() == 0) return;
        after_.clear();
        for (std::size_t i = 0; i < table.key.size(); ++i)
            after_.push_back(param_of(page.at(page.rows() - 1, width + i)));
    }

    std::int64_t copy() {
        std::string piece(copied_at_once, '\0');
        copying_.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        zip_.write(std::string_view(piece).substr(0, static_cast<std::size_t>(copying_.gcount())));
        if (copying_.eof()) {
            copying_.close();
            ++at_;
        }
        return 0;
    }

    std::int64_t finish() {
        zip_.close();
        std::filesystem::rename(part_, path_);
        std::filesystem::permissions(
            path_, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        size_ = static_cast<std::int64_t>(std::filesystem::file_size(path_));
        ended_ = true;
        return 0;
    }

    store::Store& store_;
    std::string path_;
    std::string part_;
    std::string csv_path_;
    std::vector<rows::Table> tables_;
    Zip zip_;
    std::int64_t done_;
    std::int64_t total_ = 0;
    std::int64_t size_ = 0;
    std::size_t at_ = 0;
    std::vector<store::Param> after_;
    std::ofstream csv_;
    std::ifstream copying_;
    bool ended_ = false;
};

Exporter::Exporter(store::Store& store, std::string directory)
    : store_(store),
      directory_(std::move(directory)) {}
Exporter::~Exporter() = default;

std::string Exporter::path_of(std::int64_t job) const {
    return directory_ + "/everything-" + std::to_string(job) + ".zip";
}

jobs::Step Exporter::work(jobs::Chunk& chunk) {
    std::shared_ptr<Session> open;
    {
        const std::lock_guard lock(mutex_);
        const auto found = sessions_.extract(chunk.job.id.value);
        if (!found.empty() && found.mapped()->done() == chunk.job.done) open = found.mapped();
    }
    if (!open) open = std::make_shared<Session>(store_, path_of(chunk.job.id.value), chunk.job.done);
    jobs::Step step = chunk.commit_each([&](std::int64_t) {
        const std::int64_t units = open->step();
        jobs::Step reached{.done = open->done(),
                           .total = open->total(),
                           .message = open->ended() ? "" : open->stage(),
                           .finished = open->ended(),
                           .result = open->ended() ? open->result() : json::object{}};
        return jobs::Piece{.units = units,
                           .last = open->ended(),
                           .write = [reached](store::Transaction&, const json::object&) { return reached; }};
    });
    if (!chunk.ended()) {
        const std::lock_guard lock(mutex_);
        sessions_[chunk.job.id.value] = open;
    }
    return step;
}

void Exporter::forget_old(base::Instant now) const {
    const auto age = std::chrono::system_clock::now() -
                     std::chrono::system_clock::time_point(std::chrono::milliseconds(now.ms));
    const auto limit = std::filesystem::file_time_type::clock::now() -
                       std::chrono::duration_cast<std::filesystem::file_time_type::duration>(age + kept_for);
    for (const auto& file : std::filesystem::directory_iterator(directory_))
        if (file.is_regular_file() && file.last_write_time() < limit) std::filesystem::remove(file.path());
}

void Exporter::routes(http::Router& router) {
    router.command("POST /api/exports", Permission::export_run,
                   [](store::Transaction& tx, const StartExport&, const base::Context& ctx) {
                       require_everything(ctx);
                       return jobs::queue(tx, {.kind = job_kind, .title = "everything.zip", .key = "all"},
                                          ctx);
                   });
    router.blocking(
        "GET /api/exports/{job_id}/archive", Permission::export_run,
        [this](const http::Request& request, const base::Context& ctx) {
            require_everything(ctx);
            const jobs::JobId id{std::atoll(std::string(request.param("job_id").value_or("0")).c_str())};
            const jobs::Job job =
                store_.read([&](store::Reader& db) { return jobs::find_job(db, {id}, ctx); });
            const std::string path = path_of(id.value);
            if (job.kind != job_kind || !job.finished_at || !std::filesystem::exists(path))
                throw base::Error{no_archive};
            store_.write([&](store::Transaction& tx) {
                access::record(tx, ctx,
                               {.route = "GET /api/exports/{job_id}/archive",
                                .object = "job_id " + std::to_string(id.value),
                                .result = job.result,
                                .address = request.address});
            });
            return http::download_file(
                "huan-" + base::format_instant(*job.finished_at).substr(0, 10) + ".zip", "application/zip",
                path);
        });
}

}  // namespace huan::server
