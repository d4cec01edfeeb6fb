// Measures the evaluator alone: events a second that five conditions fold on one core, with the blocks
// already there.
//   bench_fold [millions of events, default 10]
#include "history/block_builder.hpp"
#include "insight/everybody.hpp"

#include <chrono>
#include <iostream>
#include <memory>
#include <random>
#include <stdexcept>

#include <sys/resource.h>

using namespace huan;

namespace {

constexpr base::Instant now{1'790'000'000'000};
constexpr std::int64_t events_a_person = 50;
constexpr std::size_t block_size = 65'536;

/// Gives out the same blocks again and again, so that only what folds them is measured.
class Replay : public history::History {
public:
    std::vector<std::unique_ptr<history::BlockBuilder>> blocks;

    void scan(const history::Scan&, const history::Visit& visit) override {
        for (const auto& block : blocks) visit(block->block());
    }
    void insert(std::span<const history::Row>) override { unasked(); }
    std::vector<std::int64_t> existing(std::span<const std::int64_t>) override { unasked(); }
    std::vector<history::Group> group_by(const history::Grouping&) override { unasked(); }
    std::int64_t count() override { unasked(); }
    std::optional<base::Instant> latest() override { unasked(); }
    bool is_projection() const override { return false; }
    std::string description() const override { return "replay"; }
    void clear() override { unasked(); }
    std::string id() const override { return "replay"; }
    void backup(const std::string&) override { unasked(); }

private:
    [[noreturn]] static void unasked() { throw std::logic_error("this is only scanned"); }
};

const char* const conditions = R"({"all": [
    {"attribute": {"key": "city", "op": "eq", "value": "Shanghai"}},
    {"orders": {"measure": "sum", "compare": "ge", "value": 20000, "window": {"last_days": 90}}},
    {"events": {"names": ["Product Viewed", "Product Added"], "measure": "count", "compare": "ge", "value": 3,
                "where": [{"property": "sku", "op": "eq", "value": "sku-7"}], "window": {"last_days": 60}}},
    {"events": {"names": ["page.viewed"], "measure": "days", "compare": "ge", "value": 4}},
    {"events": {"names": ["Signed In"], "measure": "last_days_ago", "compare": "le", "value": 30}}]})";

history::Row random_row(std::int64_t seq, std::int64_t person, std::int64_t nth, std::mt19937_64& random) {
    static const char* const names[] = {"page.viewed",    "page.viewed",      "page.viewed",
                                        "Product Viewed", "Product Added",    "order.completed",
                                        "Signed In",      "attribute.changed"};
    history::Row row{.seq = seq, .name = names[random() % 8], .profile_id = base::ProfileId{person}};
    row.occurred_at = base::Instant{now.ms - (events_a_person - nth) * 200'000'000};
    if (row.name == "order.completed") {
        row.properties =
            history::flatten({{"order_id", seq}, {"amount", static_cast<std::int64_t>(random() % 9000)}});
    } else if (row.name == "attribute.changed") {
        row.properties =
            history::flatten({{"key", "city"}, {"value", random() % 2 == 0 ? "Shanghai" : "Suzhou"}});
    } else {
        row.properties = history::flatten({{"sku", "sku-" + std::to_string(random() % 12)}});
    }
    return row;
}

double processor_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_utime.tv_sec) + static_cast<double>(used.ru_utime.tv_usec) / 1e6;
}

}  // namespace

int main(int argc, char** argv) {
    const std::int64_t events = (argc > 1 ? std::stoll(argv[1]) : 10) * 1'000'000;
    const auto rule = base::from_json<insight::Rule>(base::parse_json(conditions));
    insight::Surroundings around;
    around.zone = base::Zone("Asia/Shanghai");
    const insight::Plan plan = insight::Plan::compile(std::span(&rule, 1), around);
    Replay replay;
    std::mt19937_64 random(1);
    for (std::int64_t seq = 0; seq < events; ++seq) {
        if (replay.blocks.empty() || replay.blocks.back()->size() == block_size)
            replay.blocks.push_back(std::make_unique<history::BlockBuilder>(plan.scan(now)));
        replay.blocks.back()->add(random_row(seq, 1 + seq / events_a_person, seq % events_a_person, random));
    }
    for (int round = 0; round < 3; ++round) {
        std::int64_t people = 0, found = 0;
        const double begin = processor_seconds();
        insight::fold_everybody(replay, {}, plan, now, [&](const insight::Person& person) {
            ++people;
            found += person.fold.holds(0) ? 1 : 0;
        });
        const double seconds = processor_seconds() - begin;
        std::cout << events << " events of " << people << " people, " << found << " found: " << seconds
                  << " s, " << static_cast<double>(events) / seconds / 1e6 << " million events a second"
                  << std::endl;
    }
}
