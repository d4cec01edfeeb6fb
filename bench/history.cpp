// Measures the columns: rows inserted and scanned a second, memory and threads.
//   bench_history DIRECTORY [millions of rows, default 10]
#include "history/history.hpp"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <random>

#include <sys/resource.h>

using namespace huan;

namespace {

/// Of this process: on a machine that does other things, the time that counts.
double processor_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

double seconds_of(const auto& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void say_memory(const std::string& when) {
    std::ifstream status("/proc/self/status");
    std::string line, said;
    while (std::getline(status, line))
        if (line.starts_with("VmRSS") || line.starts_with("RssAnon") || line.starts_with("Threads"))
            said += " " + line;
    std::cout << when << ":" << said << std::endl;
}

history::Row random_row(std::int64_t seq, std::int64_t people, std::mt19937_64& random) {
    static const char* names[] = {"Product Viewed", "Page Viewed",     "Product Added", "order.completed",
                                  "coupon.claimed", "coupon.redeemed", "Signed In",     "Searched"};
    history::Row row{.seq = seq,
                     .name = names[random() % std::size(names)],
                     .profile_id = base::ProfileId{1 + static_cast<std::int64_t>(random() % people)},
                     .occurred_at = base::Instant{1'700'000'000'000 + seq * 1'000},
                     .received_at = base::Instant{1'700'000'000'500 + seq * 1'000},
                     .org_id = base::OrgId{1},
                     .channel = "h5",
                     .place = random() % 2 == 0 ? "Shanghai" : "Wien"};
    const auto number = [&](const char* key) {
        row.properties.push_back(
            {.key = key,
             .kind = history::ValueKind::number,
             .number = static_cast<std::int64_t>(random() % 100'000) * history::number_scale});
    };
    number("amount");
    row.properties.push_back(
        {.key = "sku", .kind = history::ValueKind::text, .text = fmt::format("sku-{}", random() % 5'000)});
    row.properties.push_back({.key = "page", .kind = history::ValueKind::text, .text = "/products/list"});
    return row;
}

void scan(history::History& history, const std::string& what, const history::Scan& scan) {
    for (int round = 0; round < 2; ++round) {
        std::int64_t rows = 0, sum = 0;
        const double before = processor_seconds();
        const double took = seconds_of([&] {
            history.scan(scan, [&](const history::Block& block) {
                rows += static_cast<std::int64_t>(block.size);
                for (std::size_t i = 0; i < block.size; ++i)
                    sum += block.profile_id[i] ^ block.occurred_at[i];
                for (const auto& property : block.properties)
                    for (std::size_t i = 0; i < block.size; ++i)
                        for (const auto& value : property.all(i))
                            sum += value.number + std::ssize(value.text);
                return true;
            });
        });
        fmt::print("scan {}: {} rows in {:.2f} s ({:.2f} s of processor), {:.1f} M rows/s ({:x})\n", what,
                   rows, took, processor_seconds() - before, static_cast<double>(rows) / took / 1e6, sum);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return std::cerr << "usage: bench_history DIRECTORY [millions of rows]\n", 2;
    const std::int64_t rows = (argc > 2 ? std::stoll(argv[2]) : 10) * 1'000'000;
    say_memory("before");
    std::unique_ptr<history::History> history;
    fmt::print("opened in {:.2f} s\n", seconds_of([&] { history = history::open({.directory = argv[1]}); }));
    say_memory("idle");
    std::mt19937_64 random(1);
    std::int64_t seq = history->count();
    if (seq == 0) {
        std::vector<history::Row> batch;
        const double small = seconds_of([&] {
            for (int i = 0; i < 100; ++i) {
                batch.clear();
                while (batch.size() < 1'000) batch.push_back(random_row(++seq, rows / 25, random));
                history->insert(batch);
            }
        });
        fmt::print("inserted 100 batches of 1,000 in {:.2f} s: {:.0f} rows/s\n", small, 100'000 / small);
        double inserting = 0;
        const std::int64_t begin = seq;
        const double processor = processor_seconds();
        while (seq < rows) {
            batch.clear();
            while (batch.size() < 10'000) batch.push_back(random_row(++seq, rows / 25, random));
            inserting += seconds_of([&] { history->insert(batch); });
        }
        fmt::print("inserted batches of 10,000: {:.0f} rows/s, {:.0f} s of {:.0f} s processor\n",
                   static_cast<double>(seq - begin) / inserting, inserting, processor_seconds() - processor);
        say_memory("after inserting");
    }
    history::Scan all;
    scan(*history, "person, time, name", all);
    all.properties = {"amount"};
    scan(*history, "and a number", all);
    all.properties = {"amount", "sku"};
    scan(*history, "and a text", all);
    all.filter.names = {"order.completed", "coupon.redeemed"};
    scan(*history, "the same, 2 of 8 names", all);
    const double grouping = seconds_of([&] {
        history->group_by({.by = {history::Dimension::name, history::Dimension::day},
                           .sum = "amount",
                           .zone = base::Zone("Asia/Shanghai")});
    });
    fmt::print("count, people and sum by name and day: {:.2f} s\n", grouping);
    say_memory("after scanning");
}
