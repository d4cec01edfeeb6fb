#pragma once

#include "customer/testing/company.hpp"
#include "history/history.hpp"
#include "insight/commands.hpp"
#include "insight/insight.hpp"
#include "insight/queries.hpp"
#include "store/event.hpp"

#include <memory>
#include <string>
#include <vector>

namespace huan::insight::testing {

using std::chrono::hours;

/// A company with customers, the journal as its history, and the module on top.
class Town : public customer::testing::Company {
protected:
    void SetUp() override {
        Company::SetUp();
        if (IsSkipped()) return;
        history_ = history::open_journal(store());
        insight_ = std::make_unique<Insight>(store(), *history_);
    }
    Insight& insight() { return *insight_; }

    static Rule rule(const std::string& json) {
        return base::from_json<Rule>(base::parse_json(json), "rule");
    }
    SegmentDetail segment(const std::string& name, const std::string& json) {
        return run(&create_segment, {.name = {name}, .rule = rule(json)});
    }
    base::Instant days_ago(std::int64_t days) const { return noon - hours(24 * days); }

    /// An order of somebody known by an external id; answers who it was.
    base::CustomerId buys(const std::string& who, base::Instant when, std::int64_t amount = 1000,
                          bool live = true) {
        customer::RecordOrder order{.identities = {external(who)}, .ordered_at = when};
        order.amount = base::Money{amount};
        order.number = {who + "-" + std::to_string(++orders_)};
        order.live = live;
        const customer::Order stored = run(&customer::record_order, order, at(std::max(when, noon)));
        last_order_ = stored.id;
        return read([&](store::Reader& db) { return customer::customer_of(db, stored.profile_id); });
    }
    customer::OrderId last_order() const { return last_order_; }

    SegmentRefreshed refresh(SegmentId id, base::Instant now) {
        return insight().refresh({.segment_id = id}, at(now));
    }
    std::vector<std::int64_t> ids(const SegmentMemberPage& page) {
        std::vector<std::int64_t> found;
        for (const SegmentMember& member : page.items) found.push_back(member.customer_id.value);
        return found;
    }
    /// Names and liveness of somebody's events that begin with `prefix`, oldest first.
    std::vector<std::string> told(base::CustomerId who, const std::string& prefix) {
        return read([&](store::Reader& db) {
            std::vector<std::string> names;
            for (const store::Event& event :
                 store::events_of(db, customer::profiles_of(db, who), noon + hours(24 * 4000), 1000))
                if (event.name.starts_with(prefix))
                    names.push_back(event.name + (event.live ? "" : " (imported)"));
            std::ranges::reverse(names);
            return names;
        });
    }

private:
    std::unique_ptr<history::History> history_;
    std::unique_ptr<Insight> insight_;
    customer::OrderId last_order_{};
    int orders_ = 0;
};

}  // namespace huan::insight::testing
