#include "history/testing/memory_history.hpp"

#include "history/block_builder.hpp"
#include "history/native.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <stdexcept>
#include <tuple>

namespace huan::history::testing {
namespace {

struct Kept {
    std::string id{};
    std::mutex mutex{};
    std::vector<Row> rows{};
};

std::mutex all_mutex;
std::map<std::string, std::shared_ptr<Kept>> all;

class MemoryHistory : public History {
public:
    explicit MemoryHistory(std::shared_ptr<Kept> kept) : kept_(std::move(kept)) {}

    void insert(std::span<const Row> batch) override {
        const std::lock_guard lock(kept_->mutex);
        kept_->rows.insert(kept_->rows.end(), batch.begin(), batch.end());
    }
    std::vector<std::int64_t> existing(std::span<const std::int64_t> seqs) override {
        std::vector<std::int64_t> found;
        for (const Row& row : copy())
            if (std::ranges::find(seqs, row.seq) != seqs.end()) found.push_back(row.seq);
        std::ranges::sort(found);
        return found;
    }
    void scan(const Scan& scan, const Visit& visit) override {
        std::vector<Row> rows = copy();
        std::ranges::sort(
            rows, {}, [](const Row& row) { return std::tuple(row.profile_id, row.occurred_at, row.seq); });
        BlockBuilder builder(scan);
        for (const Row& row : rows) builder.add(row);
        if (!rows.empty()) visit(builder.block());
    }
    std::vector<Group> group_by(const Grouping&) override { throw std::logic_error("not kept in memory"); }
    std::string packed(std::int64_t first, std::int64_t last) override {
        std::vector<Row> rows = copy();
        std::erase_if(rows, [&](const Row& row) { return row.seq < first || row.seq > last; });
        std::ranges::sort(rows, {}, &Row::seq);
        std::string bytes;
        native::append_rows(bytes, rows);
        return bytes;
    }
    std::int64_t count() override { return std::ssize(copy()); }
    std::optional<base::Instant> latest() override { throw std::logic_error("not kept in memory"); }
    bool is_projection() const override { return true; }
    std::string description() const override { return "memory"; }
    void drop(std::span<const std::int64_t> seqs) override {
        const std::lock_guard lock(kept_->mutex);
        for (const std::int64_t seq : seqs)
            std::erase_if(kept_->rows, [&](const auto& row) { return row.seq == seq; });
    }
    bool is_clean() override { return true; }
    void clear() override {
        const std::lock_guard lock(kept_->mutex);
        kept_->rows.clear();
    }
    std::string id() const override { return kept_->id; }
    void backup(const std::string&) override { throw std::logic_error("not kept in memory"); }

private:
    std::vector<Row> copy() const {
        const std::lock_guard lock(kept_->mutex);
        return kept_->rows;
    }
    std::shared_ptr<Kept> kept_;
};

}  // namespace

std::unique_ptr<History> open_in_memory(const std::string& directory) {
    static int made = 0;
    const std::lock_guard lock(all_mutex);
    std::shared_ptr<Kept>& kept = all[directory];
    if (!kept) {
        kept = std::make_shared<Kept>();
        kept->id = "memory " + std::to_string(++made);
    }
    return std::make_unique<MemoryHistory>(kept);
}

void forget_in_memory(const std::string& directory) {
    const std::lock_guard lock(all_mutex);
    all.erase(directory);
}

}  // namespace huan::history::testing
