#include "offer/work.hpp"

#include "offer/commands.hpp"

namespace huan::offer {

void add_work(jobs::Scheduler& scheduler, store::Store& store) {
    scheduler.every("offer.expire", std::chrono::minutes(1), [&store](base::Instant now, const std::stop_token& stop) {
        const base::Context ctx{.now = now, .actor = base::system_actor()};
        bool more = true;
        while (more && !stop.stop_requested())
            more = store.write([&](store::Transaction& tx) { return expire_due(tx, 50, ctx); }).more;
    });
}

}  // namespace huan::offer
