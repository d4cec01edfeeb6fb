#include "base/error.hpp"
#include "history/block_builder.hpp"
#include "history/history.hpp"
#include "history/native.hpp"
#include "history/rows.hpp"
#include "store/store.hpp"

#include <map>
#include <unordered_set>

namespace huan::history {
namespace {

constexpr std::size_t rows_per_block = 8'192;

struct Sums {
    std::int64_t count = 0;
    std::int64_t sum = 0;
    std::unordered_set<std::int64_t> people{};
};

std::string text_of(const Property& property) {
    switch (property.kind) {
        case ValueKind::none: break;
        case ValueKind::text: return property.text;
        case ValueKind::number: return format_number(property.number);
        case ValueKind::boolean: return property.number == 0 ? "false" : "true";
    }
    return "";
}

std::string text_of(const Row& row, const std::string& key) {
    for (const Property& property : row.properties)
        if (property.key == key) return text_of(property);
    return "";
}

std::vector<std::string> key_of(const Row& row, const Grouping& grouping) {
    std::vector<std::string> key;
    std::size_t property = 0;
    for (const Dimension dimension : grouping.by) switch (dimension) {
            case Dimension::name: key.push_back(row.name); break;
            case Dimension::day:
                key.push_back(base::format_day(grouping.zone.value().day_of(row.occurred_at)));
                break;
            case Dimension::channel: key.push_back(row.channel); break;
            case Dimension::place: key.push_back(row.place); break;
            case Dimension::org: key.push_back(std::to_string(row.org_id.value)); break;
            case Dimension::source: key.push_back(std::to_string(row.source_id)); break;
            case Dimension::property:
                key.push_back(text_of(row, grouping.property_keys.at(property++)));
                break;
        }
    return key;
}

void add(Sums& sums, const Row& row, const Grouping& grouping) {
    ++sums.count;
    if (row.profile_id) sums.people.insert(row.profile_id.value);
    if (!grouping.sum) return;
    for (const Property& property : row.properties)
        if (property.key == *grouping.sum && property.kind == ValueKind::number &&
            __builtin_add_overflow(sums.sum, property.number, &sums.sum))
            throw base::Error{base::errors::overflow};
}

class JournalHistory : public History {
public:
    explicit JournalHistory(store::Store& store) : store_(store) {}

    void insert(std::span<const Row>) override {}  // An event is here as soon as it is in the journal.
    void clear() override {}
    void backup(const std::string&) override {}
    bool is_projection() const override { return false; }
    std::string id() const override { return "journal"; }
    std::string description() const override { return "journal"; }

    std::vector<std::int64_t> existing(std::span<const std::int64_t> seqs) override {
        return store_.read([&](store::Reader& db) { return rows::existing(db, seqs); });
    }
    std::string packed(std::int64_t first, std::int64_t last) override {
        std::vector<Row> packing;
        store_.read([&](store::Reader& db) {
            packing.clear();
            for (const rows::Entry& entry : rows::by_number(db, first, last))
                packing.push_back(to_row(entry.event));
        });
        std::string bytes;
        native::append_rows(bytes, packing);
        return bytes;
    }
    std::int64_t count() override {
        return store_.read([](store::Reader& db) { return rows::count(db); });
    }
    std::optional<base::Instant> latest() override {
        return store_.read([](store::Reader& db) { return rows::latest(db); });
    }

    void scan(const Scan& scan, const Visit& visit) override {
        BlockBuilder builder(scan);
        store_.read([&](store::Reader& db) {
            builder.clear();
            bool more = true;
            rows::stream_events(db, scan.filter, [&](const store::Event& event) {
                builder.add(to_row(event));
                if (builder.size() < rows_per_block) return true;
                more = visit(builder.block());
                builder.clear();
                return more;
            });
            if (more && builder.size() > 0) visit(builder.block());
        });
    }

    /// What was withdrawn is not in the journal any more.
    void drop(std::span<const std::int64_t>) override {}
    bool is_clean() override { return true; }

    std::vector<Group> group_by(const Grouping& grouping) override {
        std::map<std::vector<std::string>, Sums> groups;
        store_.read([&](store::Reader& db) {
            groups.clear();
            if (grouping.by.empty()) groups.try_emplace({});
            rows::stream_events(db, grouping.filter, [&](const store::Event& event) {
                const Row row = to_row(event);
                add(groups[key_of(row, grouping)], row, grouping);
                return true;
            });
        });
        std::vector<Group> answer;
        for (const auto& [key, sums] : groups)
            answer.push_back({.key = key,
                              .count = sums.count,
                              .people = static_cast<std::int64_t>(sums.people.size()),
                              .sum = sums.sum});
        return answer;
    }

private:
    store::Store& store_;
};

}  // namespace

std::unique_ptr<History> open_journal(store::Store& store) { return std::make_unique<JournalHistory>(store); }

}  // namespace huan::history
