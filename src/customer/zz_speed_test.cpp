#include "customer/testing/company.hpp"

#include <gtest/gtest.h>

#include <cstdio>
namespace huan::customer {
namespace {
using store::Transaction;
class Speed : public testing::Company {};
INSTANTIATE_ON_BOTH_STORES(Speed);
TEST_P(Speed, bulk) {
    for (int mode = 0; mode < 3; ++mode) {
        const int orders = 20000, people = 7000;
        std::vector<std::vector<RecordOrder>> chunks;
        for (int i = 0; i < orders; ++i) {
            if (i % 500 == 0) chunks.emplace_back();
            const int who = i % people;
            RecordOrder o = purchase({external(std::to_string(mode) + "-" + std::to_string(who))},
                                     mode == 1 ? "" : std::to_string(mode) + "N" + std::to_string(i),
                                     100 + i);
            if (mode == 2) {
                o.identities.push_back(phone("138" + std::to_string(10000000 + who)));
                o.lines = {{{"a"}, {"wash"}, 1, Money{100}}, {{"b"}, {"wax"}, 2, Money{i}}};
            }
            o.live = false;
            chunks.back().push_back(o);
        }
        double slowest = 0;
        const auto begin = std::chrono::steady_clock::now();
        for (auto& chunk : chunks) {
            const auto t = std::chrono::steady_clock::now();
            write([&](Transaction& tx) {
                for (auto& r : record_orders(tx, chunk, at_noon))
                    if (r.error) std::rethrow_exception(r.error);
            });
            slowest = std::max(slowest,
                               std::chrono::duration<double>(std::chrono::steady_clock::now() - t).count());
        }
        const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        std::printf("mode %d: %.0f orders/s, slowest chunk %.0f ms\n", mode, orders / took, slowest * 1000);
        const auto again = std::chrono::steady_clock::now();
        for (auto& chunk : chunks) write([&](Transaction& tx) { record_orders(tx, chunk, at_noon); });
        std::printf("  again: %.0f orders/s\n",
                    orders / std::chrono::duration<double>(std::chrono::steady_clock::now() - again).count());
    }
    const auto t0 = std::chrono::steady_clock::now();
    for (int i = 0; i < 200; ++i)
        read([&](store::Reader& db) { return list_customers(db, ListCustomers{.search = "1234"}, at_noon); });
    const auto t1 = std::chrono::steady_clock::now();
    for (int i = 0; i < 200; ++i)
        read([&](store::Reader& db) { return list_customers(db, ListCustomers{}, at_noon); });
    const auto t2 = std::chrono::steady_clock::now();
    write([&](Transaction& tx) {
        for (int i = 0; i < 20000; ++i)
            resolve(tx, {external("0-" + std::to_string(i % 7000))}, OrgId{1}, at_noon);
    });
    const auto t3 = std::chrono::steady_clock::now();
    auto ms = [](auto a, auto b) { return std::chrono::duration<double>(b - a).count() * 1000; };
    std::printf("search %.2f ms, list %.2f ms, resolve known %.1f us\n", ms(t0, t1) / 200, ms(t1, t2) / 200,
                ms(t2, t3) * 1000 / 20000);
}
}  // namespace
}  // namespace huan::customer
