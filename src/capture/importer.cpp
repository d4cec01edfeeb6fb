#include "capture/importer.hpp"

#include "access/settings.hpp"
#include "base/json.hpp"
#include "capture/converted.hpp"
#include "capture/mapping.hpp"
#include "capture/puller.hpp"
#include "capture/rows.hpp"
#include "capture/rows_import.hpp"
#include "customer/commands.hpp"
#include "customer/place.hpp"
#include "customer/queries.hpp"

#include <filesystem>
#include <unordered_map>
#include <unordered_set>

namespace huan::capture {
namespace {

/// Read at a time to come back to where a job stood.
constexpr std::int64_t skipped_rows = 500;
constexpr std::size_t sample_rows = 5;
/// Message ids of imported events are never forgotten: the same file may come back years later.
constexpr SourceId imported_source{1};

/// Undoes what a dry run stored. No failure: the chunk goes on after it.
struct DryRun {};

std::string cells_json(const TableRow& row) {
    boost::json::array cells;
    for (const std::string& cell : row.cells) cells.emplace_back(cell);
    if (row.cells.empty())
        cells.emplace_back(base::is_clean_utf8(row.original) ? row.original.substr(0, 2000) : "");
    return boost::json::serialize(cells);
}

ImportOutcome outcome_at(const boost::json::object& position) {
    const boost::json::value* found = position.if_contains("outcome");
    return found == nullptr ? ImportOutcome{} : base::from_json<ImportOutcome>(*found);
}

base::Zone zone_of(const Mapping& mapping, const access::Settings& settings) {
    return mapping.time_zone ? base::Zone(mapping.time_zone->value) : base::Zone(settings.time_zone);
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

TableFormat table_format(const FileFormat& format) {
    return {.encoding = format.encoding,
            .delimiter = format.delimiter.empty() ? ',' : format.delimiter[0],
            .has_header = format.has_header};
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

/// A file that is gone when the work is.
struct Scratch {
    const std::string& path;
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
    }
};

}  // namespace

/// An open file and what must be remembered over all its rows. Made anew after a restart by reading up to
/// where the job stands.
class Importer::Session {
public:
    Session(rows::ImportRow import, const access::Settings& settings, customer::KindRules kinds)
        : import_(std::move(import)),
          columns_(base::from_json<std::vector<std::string>>(import_.columns)),
          table_(import_.path, table_format(base::from_json<FileFormat>(import_.format))),
          reader_(base::from_json<Mapping>(import_.mapping), columns_,
                  zone_of(base::from_json<Mapping>(import_.mapping), settings), settings.currency_digits()),
          region_(settings.phone_region),
          kinds_(std::move(kinds)) {}

    void skip_to(std::int64_t rows) {
        while (rows_ < rows) read(std::min(rows - rows_, skipped_rows));
    }

    /// What a row says, or why it is refused.
    struct Read {
        TableRow row{};
        std::optional<base::Error> refused{};
        customer::RecordOrder order{};
        RowReader::Person person{};
        RowReader::Behaviour behaviour{};
        std::int64_t repeats_line = 0;  ///< 0: the first row of its content.
        std::size_t who = 0;            ///< Hash of the person's first identity.
        bool first_of_person = false;

        const std::vector<customer::Identity>& identities(ImportKind kind) const {
            if (kind == ImportKind::orders) return order.identities;
            return kind == ImportKind::events ? behaviour.identities : person.identities;
        }
    };

    std::vector<Read> read(std::int64_t most) {
        std::vector<Read> batch;
        for (TableRow row; std::ssize(batch) < most && table_.next(row);) {
            Read& item = batch.emplace_back();
            item.row = std::move(row);
            ++rows_;
            try {
                interpret(item);
            } catch (const base::Error& refused) {
                item.refused = refused;
            }
        }
        return batch;
    }

    std::int64_t rows() const { return rows_; }
    std::int64_t estimated_total() const {
        const std::int64_t read = std::max<std::int64_t>(table_.bytes_read(), 1);
        return std::max(rows_, rows_ * table_.bytes_total() / read);
    }
    const rows::ImportRow& import() const { return import_; }

    /// What the report says of a refused row; it names the column, as whoever wrote the file knows no fields.
    ImportNote note(const Read& item, const base::Error& why) const {
        return {.import_id = import_.id,
                .line = item.row.line,
                .kind = "refused",
                .code = why.kind().code,
                .field = reader_.column_of(why.field(), item.identities(import_.kind)),
                .reason = why.detail(),
                .original = cells_json(item.row)};
    }

private:
    void interpret(Read& item) {
        switch (import_.kind) {
            case ImportKind::orders:
                item.order = reader_.order(item.row);
                item.order.identities = customer::normalised(item.order.identities, region_, kinds_);
                know(item, item.order.identities);
                if (!item.order.number) {
                    const std::string content = customer::order_content(item.order, item.order.identities[0]);
                    item.order.occurrence = occurrence(item, content);
                }
                break;
            case ImportKind::events:
                item.behaviour = reader_.behaviour(item.row);
                item.behaviour.identities = customer::normalised(item.behaviour.identities, region_, kinds_);
                know(item, item.behaviour.identities);
                if (item.behaviour.message_id.empty()) item.behaviour.message_id = event_id(item);
                break;
            case ImportKind::customers:
            case ImportKind::leads:
                item.person = reader_.person(item.row);
                item.person.identities = customer::normalised(item.person.identities, region_, kinds_);
                know(item, item.person.identities);
                if (import_.kind == ImportKind::leads && item.person.enquiry.number.empty())
                    item.person.enquiry.number = lead_number(item);
                break;
        }
    }

    void know(Read& item, const std::vector<customer::Identity>& identities) {
        item.who = std::hash<std::string>{}(identities[0].kind.value + identities[0].value);
        item.first_of_person = people_.insert(item.who).second;
    }

    /// 1 for the first row of exactly this content, 2 for the next...
    std::int64_t occurrence(Read& item, const std::string& content) {
        Seen& seen = contents_[std::hash<std::string>{}(content)];
        if (++seen.count > 1)
            item.repeats_line = seen.first_line;
        else
            seen.first_line = item.row.line;
        return seen.count;
    }

    std::string event_id(Read& item) {
        const RowReader::Behaviour& event = item.behaviour;
        std::string content = event.name + "\n" + base::format_instant(event.occurred_at) + "\n" +
                              event.channel + "\n" + event.place + "\n" +
                              boost::json::serialize(event.properties);
        for (const auto& identity : event.identities) content += "\n" + identity.value;
        return customer::derived_number(content, occurrence(item, content));
    }

    /// A lead without a number is known again by what it says and how often it was said.
    std::string lead_number(Read& item) {
        const RowReader::Enquiry& lead = item.person.enquiry;
        std::string content = lead.kind + "\n" + lead.source + "\n" + lead.note + "\n" +
                              base::format_instant(lead.at);
        for (const auto& identity : item.person.identities) content += "\n" + identity.value;
        return customer::derived_number(content, occurrence(item, content));
    }

    struct Seen {
        std::int64_t count = 0;
        std::int64_t first_line = 0;
    };
    rows::ImportRow import_;
    std::vector<std::string> columns_;
    TableReader table_;
    RowReader reader_;
    std::string region_;
    customer::KindRules kinds_;
    std::int64_t rows_ = 0;
    std::unordered_map<std::size_t, Seen> contents_;
    std::unordered_set<std::size_t> people_;
};

namespace {

using Outcome = ImportOutcome;

/// Whatever the import writes says that it came from it: undoing it finds its traces by this.
base::Context as_import(base::Context ctx, ImportId import) {
    ctx.actor.source_id = import.value;
    return ctx;
}

/// Writes what some rows say; knows how to do it for each kind.
template <class Session> class RowWriter {
    using Read = typename Session::Read;

public:
    RowWriter(store::Transaction& tx, const Session& session, const base::Context& ctx, Outcome& outcome)
        : tx_(tx),
          session_(session),
          import_(session.import()),
          ctx_(as_import(ctx, session.import().id)),
          outcome_(outcome) {}

    void write(const std::vector<Read>& batch, bool dry_run) {
        count_new_people(batch);
        try {
            tx_.nested([&] {
                if (import_.kind == ImportKind::orders)
                    write_orders(batch);
                else
                    for (const Read& item : batch) write_one(item);
                if (dry_run) throw DryRun{};
            });
        } catch (const DryRun&) {
            // Counted, and undone.
        }
        outcome_.rows += static_cast<std::int64_t>(batch.size());
        for (const Read& item : batch) {
            if (item.repeats_line == 0) continue;
            ++outcome_.repeated;
            notes_.push_back({.import_id = import_.id,
                              .line = item.row.line,
                              .kind = "repeated",
                              .code = "import.repeated",
                              .reason = "Repeats line " + std::to_string(item.repeats_line) + " exactly.",
                              .original = cells_json(item.row)});
        }
        for (const ImportNote& item : notes_) rows::add_note(tx_, item);
    }

private:
    void count_new_people(const std::vector<Read>& batch) {
        for (const Read& item : batch) {
            if (item.refused || !item.first_of_person) continue;
            bool known = false;
            for (const customer::Identity& identity : item.identities(import_.kind))
                known |= customer::find_by_identity(tx_, identity, ctx_).has_value();
            outcome_.customers += known ? 0 : 1;
        }
    }

    void refuse(const Read& item, const base::Error& why) {
        ++outcome_.refused;
        notes_.push_back(session_.note(item, why));
    }

    void write_orders(const std::vector<Read>& batch) {
        std::vector<customer::RecordOrder> orders;
        std::vector<const Read*> sources;
        for (const Read& item : batch) {
            if (item.refused) {
                refuse(item, *item.refused);
                continue;
            }
            orders.push_back(item.order);
            sources.push_back(&item);
        }
        const std::vector<customer::OrderOutcome> stored = customer::record_orders(tx_, orders, ctx_);
        for (std::size_t i = 0; i < stored.size(); ++i) {
            if (stored[i].error) {
                refuse_because(*sources[i], stored[i].error);
                continue;
            }
            ++(stored[i].unchanged ? outcome_.unchanged : outcome_.created);
            outcome_.amount += orders[i].amount;
        }
    }

    void refuse_because(const Read& item, const std::exception_ptr& why) {
        try {
            std::rethrow_exception(why);
        } catch (const base::Error& refused) {
            refuse(item, refused);
        } catch (const std::exception& failed) {
            refuse(item, base::Error{errors::unreadable, {}, failed.what()});
        }
    }

    void write_one(const Read& item) {
        if (item.refused) return refuse(item, *item.refused);
        try {
            bool changed = false;
            tx_.nested([&] {
                changed = import_.kind == ImportKind::events ? write_event(item) : write_person(item);
            });
            ++(changed ? outcome_.created : outcome_.unchanged);
        } catch (const base::Error& refused) {
            refuse(item, refused);
        }
    }

    bool write_event(const Read& item) {
        const RowReader::Behaviour& event = item.behaviour;
        if (!rows::take_message(tx_, imported_source, event.message_id, ctx_.now)) return false;
        const auto who = customer::resolve(tx_, event.identities, import_.org_id, ctx_,
                                           {.at = event.occurred_at, .live = false});
        customer::seen(tx_, who.profile_id, event.occurred_at);
        store::append(tx_,
                      {.name = event.name,
                       .profile_id = who.profile_id,
                       .occurred_at = event.occurred_at,
                       .source_id = import_.id.value,
                       .message_id = event.message_id,
                       .channel = event.channel,
                       .place = event.place,
                       .live = false,
                       .properties = event.properties},
                      ctx_);
        return true;
    }

    bool write_person(const Read& item) {
        const auto who = customer::resolve(tx_, item.person.identities, import_.org_id, ctx_,
                                           {.at = ctx_.now, .live = false});
        int changes = who.created ? 1 : 0;
        changes += customer::observe_attributes(tx_,
                                                {.profile_id = who.profile_id,
                                                 .attributes = item.person.attributes,
                                                 .at = ctx_.now,
                                                 .message_id = "import:" + std::to_string(import_.id.value),
                                                 .live = false},
                                                ctx_);
        std::vector<std::string> held;
        for (const customer::TagView& tag : customer::tags_of(tx_, who.customer_id, ctx_.now))
            held.push_back(tag.tag);
        for (const std::string& tag : item.person.tags) {
            if (std::find(held.begin(), held.end(), tag) != held.end()) continue;
            customer::add_tag(tx_, {.customer_id = who.customer_id, .tag = {tag}}, ctx_);
            ++changes;
        }
        for (const std::string& channel : item.person.refused_channels) {
            if (customer::consent_of(tx_, who.customer_id, channel, "marketing") == false) continue;
            customer::set_consent(tx_,
                                  {.customer_id = who.customer_id,
                                   .channel = {channel},
                                   .purpose = {"marketing"},
                                   .granted = false,
                                   .proof = base::Note<400>{import_.file_name}},
                                  ctx_);
            ++changes;
        }
        if (import_.kind == ImportKind::leads) return write_lead(item.person.enquiry, who.profile_id);
        return changes > 0;
    }

    /// Says that the lead came in; the sales module makes it. False when it was said before.
    bool write_lead(const RowReader::Enquiry& lead, base::ProfileId profile) {
        const std::string message = "lead:" + lead.kind + ":" + lead.number;
        if (message.size() > 200) throw base::Error{base::errors::bad_text, "lead_number"};
        if (!rows::take_message(tx_, imported_source, message, ctx_.now)) return false;
        store::append(tx_,
                      {.name = "lead.captured",
                       .profile_id = profile,
                       .occurred_at = lead.at.ms != 0 ? lead.at : ctx_.now,
                       .org_id = import_.org_id,
                       .source_id = import_.id.value,
                       .message_id = message.substr(0, 100),
                       .live = false,
                       .properties = {{"lead_kind", lead.kind},
                                      {"source", lead.source},
                                      {"note", lead.note},
                                      {"number", lead.number},
                                      {"won", lead.won},
                                      {"import_id", import_.id.value}}},
                      ctx_);
        return true;
    }

    store::Transaction& tx_;
    const Session& session_;
    const rows::ImportRow& import_;
    const base::Context ctx_;
    Outcome& outcome_;
    std::vector<ImportNote> notes_;
};

}  // namespace

Importer::Importer(store::Store& store, std::string directory)
    : store_(store),
      directory_(std::move(directory)) {}
Importer::~Importer() = default;

Import Importer::receive(const std::string& file, const UploadImport& what, const base::Context& ctx) {
    const std::string table_file = file + ".csv";
    const Scratch scratch{table_file};
    std::optional<std::string> sheet;
    if (what.sheet) sheet = what.sheet->value;
    const std::optional<Converted> made = converted(file, table_file, sheet);
    const std::string& readable = made ? table_file : file;
    TableReader table(readable, made ? table_format({.encoding = "UTF-8", .delimiter = ","}) : TableFormat{});
    rows::ImportRow row{.org_id = ctx.actor.org_id,
                        .org_path = ctx.actor.org_path,
                        .kind = what.kind,
                        .file_name = what.file_name ? what.file_name->value : "table.csv",
                        .size = static_cast<std::int64_t>(std::filesystem::file_size(file)),
                        .state = ImportState::uploaded,
                        .created_by_name = ctx.actor.name,
                        .created_at = ctx.now};
    row.format = base::to_json(format_of(table.format(), made));
    row.columns = base::to_json(table.header());
    row.mapping = base::to_json(suggested(what.kind, table.header()));
    std::vector<std::vector<std::string>> sample;
    for (TableRow cells; sample.size() < sample_rows && table.next(cells);) sample.push_back(cells.cells);
    row.sample = base::to_json(sample);
    return store_.write([&](store::Transaction& tx) {
        if (const auto used = rows::last_mapping(tx, row.org_id, row.kind, row.columns)) row.mapping = *used;
        row.id = ImportId{tx.next_id()};
        row.path = directory_ + "/import-" + std::to_string(row.id.value);
        std::filesystem::copy_file(readable, row.path, std::filesystem::copy_options::overwrite_existing);
        store::insert_row(tx, "import_file", row);
        return get_import(tx, {row.id}, ctx);
    });
}

std::shared_ptr<Importer::Session> Importer::take_session(jobs::Chunk& chunk, std::int64_t rows) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = sessions_.extract(chunk.job.id.value);
        if (!found.empty() && found.mapped()->rows() == rows) return found.mapped();
    }
    const ImportId id{chunk.input.at("import_id").as_int64()};
    auto made = chunk.store.read([&](store::Reader& db) {
        auto row = rows::find_import(db, id);
        if (!row) throw base::Error{errors::unknown_import};
        return std::make_shared<Session>(*row, access::settings(db), customer::kind_rules(db));
    });
    made->skip_to(rows);
    return made;
}

jobs::Step Importer::work(jobs::Chunk& chunk) {
    const bool dry_run = chunk.input.at("dry_run").as_bool();
    const std::shared_ptr<Session> open = take_session(chunk, outcome_at(chunk.position).rows);
    jobs::Step step = chunk.commit_each([&](std::int64_t units) {
        auto batch = std::make_shared<const std::vector<Session::Read>>(open->read(units));
        const bool last = std::ssize(*batch) < units;
        return jobs::Piece{.units = std::ssize(*batch),
                           .last = last,
                           .write = [=, total = open->estimated_total(), &ctx = chunk.starter](
                                        store::Transaction& tx, const boost::json::object& position) {
                               ImportOutcome outcome = outcome_at(position);
                               if (outcome.rows == 0) rows::forget_notes(tx, open->import().id);
                               RowWriter(tx, *open, ctx, outcome).write(*batch, dry_run);
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
