#include "capture/puller.hpp"

#include "access/secret.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "capture/importer.hpp"
#include "capture/mapping.hpp"
#include "capture/origin_reader.hpp"
#include "capture/rows_import.hpp"
#include "capture/table_reader.hpp"
#include "capture/table_writer.hpp"

#include <algorithm>
#include <charconv>
#include <deque>
#include <filesystem>
#include <unordered_set>

namespace huan::capture {
namespace {

/// More than this a run leaves to the next one.
constexpr std::int64_t most_rows = 2'000'000;
/// Of so many rows at the end of a run is remembered what they said, so that the next one, which asks again
/// for the last of them, can tell those that are new.
constexpr std::size_t most_recent = 2000;
constexpr std::size_t hash_size = 8;
constexpr std::size_t sample_rows = 5;
constexpr std::int64_t tried_rows = 20;
constexpr base::Duration tried_for{20'000};

std::string hash_of_row(const OriginRow& row) {
    return access::hash_of(row.content).value.substr(0, hash_size);
}

std::unordered_set<std::string> hashes_in(const std::optional<store::Bytes>& recent) {
    std::unordered_set<std::string> hashes;
    if (!recent) return hashes;
    for (std::size_t at = 0; at + hash_size <= recent->value.size(); at += hash_size)
        hashes.insert(recent->value.substr(at, hash_size));
    return hashes;
}

bool is_later(const std::string& left, const std::string& right) {
    double one = 0;
    double other = 0;
    const auto a = std::from_chars(left.data(), left.data() + left.size(), one);
    const auto b = std::from_chars(right.data(), right.data() + right.size(), other);
    const bool numbers = a.ec == std::errc{} && a.ptr == left.data() + left.size() && b.ec == std::errc{} &&
                         b.ptr == right.data() + right.size();
    if (numbers && one != other) return one > other;
    if (numbers && left.size() != right.size()) return left.size() > right.size();
    return left > right;
}

/// The column of the order's number: rows of one order are its lines where they stand together.
std::string number_column(const rows::ConnectorRow& connector) {
    if (connector.kind != ImportKind::orders) return {};
    for (const auto& [column, field] : base::from_json<Mapping>(connector.mapping).columns)
        if (field == "number") return column;
    return {};
}

std::string opened(const access::Vault& vault, const std::optional<store::Bytes>& secret) {
    if (!secret) return {};
    const auto text = vault.open(*secret);
    if (!text) throw base::Error{errors::secret_lost, "secret"};
    return *text;
}

/// Columns that may serve as mark, those named after changes first.
std::vector<std::string> likely_marks(std::vector<std::string> orderly) {
    const auto rank = [](const std::string& column) {
        std::string name = column;
        for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        int place = 0;
        for (const char* part : {"updat", "modif", "chang", "gmt", "creat", "time", "date", "id"}) {
            if (name.find(part) != std::string::npos) return place;
            ++place;
        }
        return place;
    };
    std::stable_sort(orderly.begin(), orderly.end(),
                     [&](const auto& left, const auto& right) { return rank(left) < rank(right); });
    return orderly;
}

}  // namespace

/// A connection to the other system and the table that grows from it. Not there after a restart: then the
/// run asks anew.
class Puller::Session {
public:
    Session(rows::ConnectorRunRow run, rows::ConnectorRow connector, OriginQuestion question,
            std::string path, std::int64_t done)
        : run_(std::move(run)),
          connector_(std::move(connector)),
          sorted_(question.origin.system != OriginSystem::http),
          has_mark_(question.origin.mark && !question.origin.mark->value.empty()),
          path_(std::move(path)),
          known_hashes_(run_.from_mark ? hashes_in(connector_.recent) : std::unordered_set<std::string>()),
          done_(done) {
        question.since = run_.from_mark;
        reader_ = capture::ask(question);
    }
    ~Session() {
        std::error_code ignored;
        if (!kept_) std::filesystem::remove(path_, ignored);
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Reads on; answers how many rows that were.
    std::int64_t fetch() {
        const std::vector<OriginRow> rows = reader_->next();
        ended_ = rows.empty();
        std::int64_t taken = 0;
        for (const OriginRow& row : rows) {
            if (sorted_ && has_mark_ && run_.fetched >= most_rows && row.mark != run_.to_mark) {
                ended_ = true;
                break;
            }
            take(row);
            ++taken;
        }
        if (ended_) finish();
        done_ += taken;
        return taken;
    }

    bool ended() const { return ended_; }
    std::int64_t done() const { return done_; }
    void keep_file() { kept_ = true; }

    /// What the import of the rows starts from.
    rows::ImportRow import_row(store::Transaction& tx, const base::Context& ctx) const {
        const std::vector<std::string>& columns = reader_->columns();
        auto mapping = base::from_json<Mapping>(connector_.mapping);
        if (!sorted_)  // Of JSON, a field that no object of the answer has is no column.
            std::erase_if(mapping.columns, [&](const auto& item) {
                return std::find(columns.begin(), columns.end(), item.first) == columns.end();
            });
        rows::ImportRow row{.id = ImportId{tx.next_id()},
                            .org_id = connector_.org_id,
                            .org_path = connector_.org_path,
                            .kind = connector_.kind,
                            .file_name = connector_.name,
                            .path = path_,
                            .size = size_,
                            .state = ImportState::uploaded,
                            .created_by_name = ctx.actor.name,
                            .created_at = ctx.now};
        row.format = base::to_json(FileFormat{.encoding = "UTF-8", .delimiter = ","});
        row.columns = base::to_json(columns);
        row.sample = base::to_json(sample_);
        row.mapping = base::to_json(mapping);
        row.connector_id = connector_.id.value;
        return row;
    }

    /// The run as it stands, to be stored.
    rows::ConnectorRunRow run() const {
        rows::ConnectorRunRow run = run_;
        std::string recent;
        for (const std::string& hash : recent_) recent += hash;
        run.recent = store::Bytes{recent};
        if (!run.to_mark) run.to_mark = run.from_mark;
        return run;
    }

private:
    void take(const OriginRow& row) {
        if (has_mark_ && !row.mark)
            throw base::Error{errors::bad_mark, "origin.mark",
                              "A row has no value in the watermark column; use COALESCE in the query."};
        const std::string hash = hash_of_row(row);
        recent_.push_back(hash);
        if (recent_.size() > most_recent) recent_.pop_front();
        if (row.mark && (!run_.to_mark || sorted_ || is_later(*row.mark, *run_.to_mark)))
            run_.to_mark = row.mark;
        if (known_hashes_.contains(hash)) {
            ++run_.known;
            return;
        }
        if (!writer_) {
            writer_ = std::make_unique<TableWriter>(path_);
            first_columns_ = reader_->columns();
            writer_->row(first_columns_);
        }
        if (sample_.size() < sample_rows) sample_.push_back(row.cells);
        writer_->row(row.cells, reader_->columns().size());
        ++run_.fetched;
    }

    /// Closes the table. Where columns were found on the way, rows before them are filled up.
    void finish() {
        if (!writer_) return;
        writer_->close();
        writer_.reset();
        const std::vector<std::string>& columns = reader_->columns();
        if (columns.size() != first_columns_.size()) {
            const std::string whole = path_ + ".whole";
            {
                TableReader narrow(path_, {.encoding = "UTF-8", .delimiter = ',', .has_header = true});
                TableWriter wide(whole);
                wide.row(columns);
                for (TableRow row; narrow.next(row);) wide.row(row.cells, columns.size());
                wide.close();
            }
            std::filesystem::rename(whole, path_);
        }
        for (auto& row : sample_) row.resize(columns.size());
        size_ = static_cast<std::int64_t>(std::filesystem::file_size(path_));
    }

    rows::ConnectorRunRow run_;
    rows::ConnectorRow connector_;
    bool sorted_;
    bool has_mark_;
    std::string path_;
    std::unordered_set<std::string> known_hashes_;
    std::int64_t done_;
    std::unique_ptr<OriginReader> reader_;
    std::unique_ptr<TableWriter> writer_;
    std::vector<std::string> first_columns_;
    std::vector<std::vector<std::string>> sample_;
    std::deque<std::string> recent_;
    std::int64_t size_ = 0;
    bool ended_ = false;
    bool kept_ = false;
};

Puller::Puller(store::Store& store, const access::Vault& vault, std::string directory, bool allow_private)
    : store_(store),
      vault_(vault),
      directory_(std::move(directory)),
      allow_private_(allow_private) {}
Puller::~Puller() = default;

std::shared_ptr<Puller::Session> Puller::take_session(jobs::Chunk& chunk) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = sessions_.extract(chunk.job.id.value);
        if (!found.empty() && found.mapped()->done() == chunk.job.done) return found.mapped();
    }
    const ConnectorRunId id{chunk.input.at("run_id").as_int64()};
    rows::ConnectorRunRow run;
    rows::ConnectorRow connector;
    store_.read([&](store::Reader& db) {
        const auto found = rows::find_run(db, id);
        const auto owner = found ? rows::find_connector(db, found->connector_id) : std::nullopt;
        if (!owner) throw base::Error{errors::unknown_connector};
        run = *found;
        connector = *owner;
    });
    const OriginQuestion question{.origin = base::from_json<Origin>(connector.origin),
                                  .secret = opened(vault_, connector.secret),
                                  .together = number_column(connector),
                                  .allow_private = allow_private_,
                                  .stop = chunk.stop};
    return std::make_shared<Session>(run, connector, question,
                                     directory_ + "/pull-" + std::to_string(id.value), chunk.job.done);
}

jobs::Step Puller::work(jobs::Chunk& chunk) {
    const std::shared_ptr<Session> open = take_session(chunk);
    jobs::Step step = chunk.commit_each([&](std::int64_t) {
        const std::int64_t units = open->fetch();
        const bool last = open->ended();
        return jobs::Piece{
            .units = units,
            .last = last,
            .write = [open, last, done = open->done(), run = last ? open->run() : rows::ConnectorRunRow{},
                      &ctx = chunk.starter](store::Transaction& tx, const boost::json::object&) {
                jobs::Step reached{.done = done, .message = "fetching", .finished = last};
                if (!last) return reached;
                rows::ConnectorRunRow ended = run;
                if (ended.fetched == 0) {
                    ended.state = RunState::nothing;
                    ended.ended_at = ctx.now;
                } else {
                    const rows::ImportRow import = open->import_row(tx, ctx);
                    store::insert_row(tx, "import_file", import);
                    run_import(tx, {import.id}, ctx);
                    ended.import_id = import.id;
                    ended.state = RunState::importing;
                }
                store::update_row(tx, "connector_run", ended);
                reached.total = done;
                reached.result = {{"fetched", ended.fetched}, {"known", ended.known}};
                return reached;
            }};
    });
    if (step.finished) open->keep_file();
    if (!chunk.ended()) {
        const std::lock_guard lock(mutex_);
        sessions_[chunk.job.id.value] = open;
    }
    return step;
}

ConnectorSample Puller::sample(const TryConnector& command, const base::Context& ctx) const {
    OriginQuestion question{.origin = command.origin,
                            .sample = tried_rows,
                            .allow_private = allow_private_,
                            .patience = tried_for};
    if (command.secret)
        question.secret = command.secret->value;
    else if (command.connector_id)
        store_.read([&](store::Reader& db) {
            const Connector known = get_connector(db, {*command.connector_id}, ctx);
            if (!known.has_secret) return;
            if (!same_target(known.origin, command.origin))
                throw base::Error{errors::secret_needed, "secret"};
            question.secret = opened(vault_, rows::find_connector(db, known.id)->secret);
        });
    const auto started = std::chrono::steady_clock::now();
    const std::unique_ptr<OriginReader> reader = capture::ask(question);
    ConnectorSample sample;
    for (const OriginRow& row : reader->next()) {
        if (question.origin.mark && !question.origin.mark->value.empty() && !row.mark)
            throw base::Error{errors::bad_mark, "origin.mark",
                              "A row has no value in the watermark column; use COALESCE in the query."};
        sample.sample.push_back(row.cells);
    }
    sample.columns = reader->columns();
    for (auto& row : sample.sample) row.resize(sample.columns.size());
    sample.mapping = suggested(command.kind, sample.columns, store_.read(&own_names));
    sample.marks = likely_marks(reader->orderly());
    sample.took_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started)
            .count();
    return sample;
}

void Puller::run_due(base::Instant now) {
    const auto due = store_.read([&](store::Reader& db) { return rows::due_connectors(db, now); });
    for (const ConnectorId id : due)
        store_.write([&](store::Transaction& tx) { run_scheduled(tx, id, now); });
}

}  // namespace huan::capture
