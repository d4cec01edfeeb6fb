#include "capture/importer.hpp"

#include "access/settings.hpp"
#include "base/json.hpp"
#include "capture/converted.hpp"
#include "capture/dates.hpp"
#include "capture/import_session.hpp"
#include "capture/mapping.hpp"
#include "capture/puller.hpp"
#include "capture/row_writer.hpp"
#include "capture/rows_import.hpp"
#include "customer/kind.hpp"
#include "customer/place.hpp"

#include <algorithm>
#include <filesystem>

namespace huan::capture {
namespace {

constexpr std::size_t sample_rows = 5;
/// Rows by which dates and words for "nothing" are judged.
constexpr std::size_t judged_rows = 500;

using Rows = std::vector<std::vector<std::string>>;

ImportOutcome outcome_at(const boost::json::object& position) {
    const boost::json::value* found = position.if_contains("outcome");
    return found == nullptr ? ImportOutcome{} : outcome_of(*found);
}

/// Where the job stands after rows of which `outcome` tells; after the last ones the import has its outcome.
jobs::Step reached(store::Transaction& tx, ImportId id, const ImportOutcome& outcome, bool dry_run, bool last,
                   std::int64_t total) {
    jobs::Step step{.position = {{"outcome", base::to_json(outcome)}},
                    .done = outcome.rows,
                    .total = last ? outcome.rows : total,
                    .message = dry_run ? "checking" : "importing",
                    .finished = last};
    if (!last) return step;
    step.result = base::to_object(outcome);
    auto row = rows::lock_import(tx, id);
    (dry_run ? row->dry_run : row->outcome) = base::to_json(outcome);
    row->state = dry_run ? ImportState::checked : ImportState::done;
    store::update_row(tx, "import_file", *row);
    return step;
}

FileFormat format_of(const TableFormat& table, const std::optional<Converted>& made) {
    FileFormat format{.encoding = table.encoding,
                      .delimiter = std::string(1, table.delimiter),
                      .has_header = *table.has_header};
    if (!made) return format;
    format.from = made->from;
    if (!made->sheet.empty()) format.sheet = made->sheet;
    format.sheets = made->sheets;
    if (made->skipped > 0) format.above = made->skipped;
    return format;
}

/// The columns that hold dates. A column of numbers is one only where it is called so.
std::vector<DateColumn> dates_in(const std::vector<std::string>& columns, const Rows& rows,
                                 const Mapping& mapping) {
    std::vector<DateColumn> found;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        std::vector<std::string> cells;
        for (const auto& row : rows)
            if (i < row.size() && std::find(mapping.empty_words.begin(), mapping.empty_words.end(), row[i]) ==
                                      mapping.empty_words.end())
                cells.push_back(row[i]);
        const auto field = mapping.columns.find(columns[i]);
        const bool called_so = field != mapping.columns.end() && is_date_field(field->second);
        if (auto column = date_column(columns[i], cells, called_so)) found.push_back(std::move(*column));
    }
    return found;
}

/// A file that is gone when the work is.
struct Scratch {
    const std::string& path;
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
    }
};

}  // namespace

/// A file as a table, and what its first rows let us guess.
struct Importer::Looked {
    FileFormat format{};
    std::vector<std::string> columns{};
    Rows sample{};
    Mapping mapping{};
};

Importer::Importer(store::Store& store, std::string directory)
    : store_(store),
      directory_(std::move(directory)) {}
Importer::~Importer() = default;

Importer::Looked Importer::look_at(const std::string& file, const std::optional<Converted>& made,
                                   ImportKind kind) const {
    TableReader table(file, made ? table_format({.encoding = "UTF-8", .delimiter = ","}) : TableFormat{});
    Looked looked{.format = format_of(table.format(), made), .columns = table.header()};
    Rows rows;
    for (TableRow row; rows.size() < judged_rows && table.next(row);) rows.push_back(std::move(row.cells));
    looked.mapping = suggested(kind, looked.columns, store_.read(&own_names));
    looked.mapping.empty_words = empty_words_in(rows);
    looked.format.dates = dates_in(looked.columns, rows, looked.mapping);
    if (const DateOrder order = date_order_of(looked.format.dates); order != DateOrder::automatic)
        looked.mapping.date_order = order;
    rows.resize(std::min(rows.size(), sample_rows));
    looked.sample = std::move(rows);
    return looked;
}

void Importer::describe(store::Reader& db, rows::ImportRow& row, const Looked& looked) const {
    row.format = base::to_json(looked.format);
    row.columns = base::to_json(looked.columns);
    row.sample = base::to_json(looked.sample);
    row.mapping = base::to_json(looked.mapping);
    if (const auto used = rows::last_mapping(db, row.org_id, row.kind, row.columns)) {
        row.mapping = *used;
        return;
    }
    // Of the mappings with a name, the one that reads most of the columns.
    std::size_t most = 0;
    for (const rows::MappingRow& saved : rows::mappings(db, row.org_id, row.kind)) {
        const auto mapping = base::from_json<Mapping>(saved.mapping);
        if (mapping.columns.size() <= most || !fits(mapping, looked.columns)) continue;
        most = mapping.columns.size();
        row.mapping = saved.mapping;
    }
}

Import Importer::receive(const std::string& file, const UploadImport& what, const base::Context& ctx) {
    const std::string table_file = file + ".csv";
    const Scratch scratch{table_file};
    std::optional<std::string> sheet;
    if (what.sheet) sheet = what.sheet->value;
    const std::optional<Converted> made = converted(file, table_file, sheet);
    const std::string& readable = made ? table_file : file;
    const Looked looked = look_at(readable, made, what.kind);
    rows::ImportRow row{.org_id = ctx.actor.org_id,
                        .org_path = ctx.actor.org_path,
                        .kind = what.kind,
                        .file_name = what.file_name ? what.file_name->value : "table.csv",
                        .size = static_cast<std::int64_t>(std::filesystem::file_size(file)),
                        .state = ImportState::uploaded,
                        .created_by_name = ctx.actor.name,
                        .created_at = ctx.now};
    const auto copy = std::filesystem::copy_options::overwrite_existing;
    return store_.write([&](store::Transaction& tx) {
        describe(tx, row, looked);
        row.id = ImportId{tx.next_id()};
        row.path = "import-" + std::to_string(row.id.value);
        std::filesystem::copy_file(readable, kept(row), copy);
        // A workbook is kept beside its table: another sheet of it may be wanted.
        if (made && made->sheets.size() > 1) std::filesystem::copy_file(file, book_of(kept(row)), copy);
        store::insert_row(tx, "import_file", row);
        return get_import(tx, {row.id}, ctx);
    });
}

/// By name only: a restored data directory lies elsewhere.
std::string Importer::kept(const rows::ImportRow& row) const {
    if (row.path.empty()) throw base::Error{errors::file_gone, "import_id"};
    return directory_ + "/" + std::filesystem::path(row.path).filename().string();
}

Import Importer::choose_sheet(const ChooseSheet& command, const base::Context& ctx) {
    const rows::ImportRow before =
        store_.read([&](store::Reader& db) { return idle_import(db, command.import_id, ctx); });
    const std::string file = kept(before);
    if (!std::filesystem::exists(book_of(file))) throw base::Error{errors::no_sheets, "sheet"};
    const std::string fresh = file + ".sheet";
    const Scratch scratch{fresh};
    const auto made = converted(book_of(file), fresh, command.sheet.value);
    const Looked looked = look_at(fresh, made, before.kind);
    return store_.write([&](store::Transaction& tx) {
        rows::lock_import(tx, command.import_id);
        rows::ImportRow row = idle_import(tx, command.import_id, ctx);
        describe(tx, row, looked);
        row.state = ImportState::uploaded;
        row.job_id.reset();
        row.dry_run.reset();
        row.outcome.reset();
        std::filesystem::copy_file(fresh, file, std::filesystem::copy_options::overwrite_existing);
        store::update_row(tx, "import_file", row);
        rows::forget_notes(tx, row.id);
        return get_import(tx, {row.id}, ctx);
    });
}

std::shared_ptr<ImportSession> Importer::take_session(jobs::Chunk& chunk, std::int64_t rows) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = sessions_.extract(chunk.job.id.value);
        if (!found.empty() && found.mapped()->rows() == rows) return found.mapped();
    }
    const ImportId id{chunk.input.at("import_id").as_int64()};
    auto made = chunk.store.read([&](store::Reader& db) {
        auto row = rows::find_import(db, id);
        if (!row) throw base::Error{errors::unknown_import};
        row->path = kept(*row);
        return std::make_shared<ImportSession>(*row, access::settings(db), customer::kind_rules(db));
    });
    made->skip_to(rows);
    return made;
}

jobs::Step Importer::work(jobs::Chunk& chunk) {
    const bool dry_run = chunk.input.at("dry_run").as_bool();
    const std::shared_ptr<ImportSession> open = take_session(chunk, outcome_at(chunk.position).rows);
    jobs::Step step = chunk.commit_each([&](std::int64_t units) {
        const std::int64_t from = open->rows();
        auto items = std::make_shared<const std::vector<ImportItem>>(open->read(units));
        const bool last = open->at_end();
        return jobs::Piece{.units = open->rows() - from,
                           .last = last,
                           .write = [=, total = open->estimated_total(), &ctx = chunk.starter](
                                        store::Transaction& tx, const boost::json::object& position) {
                               ImportOutcome outcome = outcome_at(position);
                               if (outcome.rows == 0) rows::forget_notes(tx, open->import().id);
                               RowWriter(tx, *open, ctx, outcome).write(*items, dry_run);
                               if (last && !dry_run) connector_brought(tx, open->import().id, ctx.now);
                               return reached(tx, open->import().id, outcome, dry_run, last, total);
                           }};
    });
    if (!chunk.ended()) {
        const std::lock_guard lock(mutex_);
        sessions_[chunk.job.id.value] = open;
    }
    return step;
}

}  // namespace huan::capture
