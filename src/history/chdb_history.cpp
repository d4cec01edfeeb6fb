#include "history/chdb.hpp"
#include "history/errors.hpp"
#include "history/history.hpp"
#include "history/native.hpp"
#include "history/rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <random>

namespace huan::history {
namespace {

// Enough for one process beside its records: ClickHouse's defaults start a hundred threads and caches of 5
// GB. Logs are system tables and are not created unless configured. Backups may go wherever the operator
// says.
constexpr std::string_view server_settings = R"(<clickhouse>
    <background_pool_size>2</background_pool_size>
    <background_merges_mutations_concurrency_ratio>1</background_merges_mutations_concurrency_ratio>
    <background_schedule_pool_size>1</background_schedule_pool_size>
    <background_common_pool_size>1</background_common_pool_size>
    <background_move_pool_size>1</background_move_pool_size>
    <background_fetches_pool_size>1</background_fetches_pool_size>
    <background_streaming_schedule_pool_size>1</background_streaming_schedule_pool_size>
    <tables_loader_foreground_pool_size>2</tables_loader_foreground_pool_size>
    <tables_loader_background_pool_size>2</tables_loader_background_pool_size>
    <max_thread_pool_free_size>0</max_thread_pool_free_size>
    <mark_cache_size>67108864</mark_cache_size>
    <primary_index_cache_size>67108864</primary_index_cache_size>
    <backups><allowed_path>/</allowed_path></backups>
</clickhouse>
)";

constexpr std::size_t profiles_per_statement = 10'000;

std::string new_id() {
    std::random_device device;
    return fmt::format("{:08x}{:08x}{:08x}{:08x}", device(), device(), device(), device());
}

/// The arguments of a connection to `options.directory`, which is made where it is missing; a memory limit of
/// 0 is none.
std::vector<std::string> arguments(const Options& options, std::int64_t memory_limit) {
    // A relative path would break fsync.
    const auto directory = std::filesystem::absolute(options.directory);
    std::error_code problem;
    std::filesystem::create_directories(directory, problem);
    const std::string settings = (directory / "server.xml").string();
    std::ofstream(settings) << server_settings;
    if (problem || !std::filesystem::exists(settings))
        throw base::Error{errors::unavailable, {}, "The history directory cannot be written."};
    return {"--path=" + directory.string(),
            "--config-file=" + settings,
            fmt::format("--max_memory_usage={}", memory_limit),
            fmt::format("--max_bytes_before_external_group_by={}", memory_limit / 2),
            fmt::format("--max_threads={}", options.threads),
            "--max_query_size=100000000",
            "--log_queries=0"};
}

class ChdbHistory : public History {
public:
    explicit ChdbHistory(const Options& options) : writer_(arguments(options, 0)) {
        for (int i = 0; i < std::max(1, options.questions); ++i)
            readers_.push_back(std::make_unique<chdb::Connection>(arguments(options, options.memory_limit)));
        for (const auto& reader : readers_) idle_.push_back(reader.get());
        writer_.query(rows::create_database());
        writer_.query(rows::create_events(new_id()));
        writer_.query(rows::forget_old_parts());
        const std::string answer = writer_.query(rows::events_id());
        id_ = native::Cursor(answer).text();
    }

    void insert(std::span<const Row> batch) override {
        if (batch.empty()) return;
        const std::lock_guard lock(writing_);
        encoded_.clear();
        native::append_rows(encoded_, batch);
        writer_.insert(rows::insert_events(), "RowBinary", encoded_);
        if (encoded_.capacity() > largest_kept) encoded_ = {};
    }

    void drop(std::span<const std::int64_t> seqs) override {
        constexpr std::size_t in_a_statement = 50'000;
        for (std::size_t begin = 0; begin < seqs.size(); begin += in_a_statement) {
            const std::lock_guard lock(writing_);
            writer_.query(
                rows::drop_events(seqs.subspan(begin, std::min(in_a_statement, seqs.size() - begin))));
        }
    }

    bool is_clean() override {
        const std::string bytes = ask(rows::count_old_parts());
        return native::Cursor(bytes).number<std::int64_t>() == 0;
    }

    std::vector<std::int64_t> existing(std::span<const std::int64_t> seqs) override {
        if (seqs.empty()) return {};
        const std::string bytes = ask(rows::existing_events(seqs));
        std::vector<std::int64_t> found;
        native::Cursor(bytes).numbers(found, bytes.size() / sizeof(std::int64_t));
        return found;
    }

    void scan(const Scan& scan, const Visit& visit) override {
        const Question question(*this);
        const std::vector<std::string> names = names_for(question, scan);
        if (names.empty()) return;
        native::Decoder decoder(scan, names);
        const auto part = [&](const std::vector<std::int64_t>* profiles) {
            bool more = true;
            question->stream(rows::scan_events(scan, names, profiles), "Native",
                             [&](std::string_view bytes) { return more = decoder.visit(bytes, visit); });
            return more;
        };
        if (!scan.filter.profiles) {
            part(nullptr);
            return;
        }
        // The ids go into the statement, a limited number at a time; ascending, so that the order holds
        // throughout.
        std::vector<std::int64_t> ids = *scan.filter.profiles;
        std::ranges::sort(ids);
        ids.erase(std::ranges::unique(ids).begin(), ids.end());
        for (std::size_t begin = 0; begin < ids.size(); begin += profiles_per_statement) {
            const std::size_t end = std::min(ids.size(), begin + profiles_per_statement);
            const std::vector<std::int64_t> some(ids.begin() + static_cast<std::ptrdiff_t>(begin),
                                                 ids.begin() + static_cast<std::ptrdiff_t>(end));
            if (!part(&some)) return;
        }
    }

    std::vector<Group> group_by(const Grouping& grouping) override;

    std::string packed(std::int64_t first, std::int64_t last) override {
        return ask(rows::packed_events(first, last));
    }
    std::int64_t count() override {
        const std::string bytes = ask(rows::count_events());
        return native::Cursor(bytes).number<std::int64_t>();
    }
    std::optional<base::Instant> latest() override {
        const std::string bytes = ask(rows::latest_event());
        native::Cursor answer(bytes);
        if (answer.number<std::int64_t>() == 0) return {};
        return base::Instant{answer.number<std::int64_t>()};
    }
    void clear() override {
        const std::lock_guard lock(writing_);
        writer_.query(rows::clear_events());
    }
    void backup(const std::string& target) override {
        ask(rows::backup_events(std::filesystem::absolute(target).string() + "/"));
    }
    bool is_projection() const override { return true; }
    std::string id() const override { return id_; }
    std::string description() const override { return "chdb " + chdb::version(); }

private:
    static constexpr std::size_t largest_kept = 16 << 20;

    /// Holds one of the reading connections.
    class Question {
    public:
        explicit Question(ChdbHistory& history) : history_(history) {
            std::unique_lock lock(history_.reading_);
            history_.returned_.wait(lock, [&] { return !history_.idle_.empty(); });
            connection_ = history_.idle_.back();
            history_.idle_.pop_back();
        }
        ~Question() {
            {
                const std::lock_guard lock(history_.reading_);
                history_.idle_.push_back(connection_);
            }
            history_.returned_.notify_one();
        }
        Question(const Question&) = delete;
        Question& operator=(const Question&) = delete;
        chdb::Connection* operator->() const { return connection_; }

    private:
        ChdbHistory& history_;
        chdb::Connection* connection_ = nullptr;
    };

    std::string ask(const std::string& sql) { return Question(*this)->query(sql); }

    /// The names a scan may meet, without duplicates; those of the filter keep their order.
    static std::vector<std::string> names_for(const Question& question, const Scan& scan) {
        std::vector<std::string> names;
        for (const std::string& name : scan.filter.names)
            if (std::ranges::find(names, name) == names.end()) names.push_back(name);
        if (!names.empty()) return names;
        const std::string bytes = question->query(rows::event_names());
        for (native::Cursor cursor(bytes); !cursor.done();) names.emplace_back(cursor.text());
        return names;
    }

    std::mutex writing_;
    chdb::Connection writer_;
    std::string encoded_;
    std::mutex reading_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<chdb::Connection>> readers_;
    std::vector<chdb::Connection*> idle_;
    std::string id_;
};

/// Where each business day that may hold one of the UTC days begins, and which day it is.
std::map<std::int64_t, std::string> day_starts(std::string_view utc_days, const base::Zone& zone) {
    constexpr std::int64_t day_ms = 86'400'000;
    std::map<std::int64_t, std::string> starts;
    for (native::Cursor cursor(utc_days); !cursor.done();) {
        const std::int64_t begin = cursor.number<std::int64_t>() * day_ms;
        const base::Day last = zone.day_of(base::Instant{begin + day_ms - 1});
        for (base::Day day = zone.day_of(base::Instant{begin}); day <= last; day += std::chrono::days{1})
            starts.emplace(zone.start_of(day).ms, base::format_day(day));
    }
    return starts;
}

std::int64_t parse_sum(const std::string& text) {
    std::int64_t sum = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), sum);
    if (problem != std::errc{}) throw base::Error{base::errors::overflow};
    return sum;
}

std::vector<Group> ChdbHistory::group_by(const Grouping& grouping) {
    if (grouping.filter.profiles && grouping.filter.profiles->empty())
        return grouping.by.empty() ? std::vector<Group>{Group{}} : std::vector<Group>{};
    // ClickHouse gets the days from us, so that it needs no opinion about zones and a business day's cut.
    std::map<std::int64_t, std::string> starts;
    if (std::ranges::find(grouping.by, Dimension::day) != grouping.by.end()) {
        const std::string days = ask(rows::active_days(grouping.filter));
        starts = day_starts(days, grouping.zone.value());
        if (starts.empty()) return {};
    }
    std::vector<std::int64_t> boundaries;
    for (const auto& [start, day] : starts) boundaries.push_back(start);
    const std::string bytes = ask(rows::group_events(grouping, boundaries));
    std::vector<Group> groups;
    for (native::Cursor cursor(bytes); !cursor.done();) {
        Group group;
        for (const Dimension dimension : grouping.by) {
            const std::string key(cursor.text());
            group.key.push_back(dimension == Dimension::day ? starts.at(std::stoll(key)) : key);
        }
        group.count = cursor.number<std::int64_t>();
        group.people = cursor.number<std::int64_t>();
        group.sum = parse_sum(std::string(cursor.text()));
        groups.push_back(std::move(group));
    }
    std::ranges::sort(groups, {}, &Group::key);
    return groups;
}

}  // namespace

bool available() { return chdb::found(); }

std::unique_ptr<History> open(const Options& options) { return std::make_unique<ChdbHistory>(options); }

void restore(const Options& options, const std::string& backup) {
    chdb::Connection connection(arguments(options, 0));
    connection.query(rows::create_database());
    connection.query(rows::restore_events(std::filesystem::absolute(backup).string() + "/"));
}

}  // namespace huan::history
