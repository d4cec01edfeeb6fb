#include "store/workers.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>
#include <vector>

namespace huan::store {
namespace {

constexpr int times = 200;

// The thread sanitizer (`make tsan`) sees when it may not.
TEST(BatchWorker, may_go_while_who_pushed_its_last_item_is_still_leaving) {
    for (int i = 0; i < times; ++i) {
        std::promise<void> done;
        std::thread pusher;
        {
            BatchWorker<int> worker;
            worker.start(1, 1, [&](std::vector<int>&) { done.set_value(); });
            pusher = std::thread([&] { worker.push(1); });
            done.get_future().wait();
        }
        pusher.join();
    }
}

TEST(Workers, may_go_while_who_pushed_the_last_item_is_still_leaving) {
    for (int i = 0; i < times; ++i) {
        std::promise<void> done;
        std::thread pusher;
        {
            Workers<int> workers;
            workers.start(1, [&](std::size_t, int&) { done.set_value(); });
            pusher = std::thread([&] { workers.push(1); });
            done.get_future().wait();
        }
        pusher.join();
    }
}

}  // namespace
}  // namespace huan::store
