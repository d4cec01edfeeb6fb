#include "insight/everybody.hpp"

#include "history/block_builder.hpp"
#include "store/event.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace huan::insight {
namespace {

/// Whether an event came by import or late; what we tell of such events ourselves is no import.
bool is_import(bool live, std::string_view name) {
    return !live && !name.starts_with("segment.") && !name.starts_with("stage.");
}

/// The events of customers with several profiles, copied out of the scan until all of them are there.
class Gathered {
public:
    explicit Gathered(const history::Scan& scan) : scan_(scan) {}

    void add(base::CustomerId customer, const history::Block& block, std::size_t first, std::size_t last) {
        std::vector<history::Row>& rows = rows_[customer.value];
        for (std::size_t row = first; row < last; ++row) rows.push_back(copied(block, row));
    }

    void fold(Fold& fold, const std::function<void(const Person&)>& visit) {
        for (auto& [customer, rows] : rows_) {
            std::ranges::sort(rows, {},
                              [](const history::Row& row) { return std::tuple(row.occurred_at, row.seq); });
            history::BlockBuilder builder(scan_);
            for (const history::Row& row : rows) builder.add(row);
            fold.new_source();
            fold.begin();
            fold.add(builder.block(), 0, builder.size());
            fold.end();
            base::Instant last_import{};
            for (const history::Row& row : rows)
                if (is_import(row.live, row.name)) last_import = std::max(last_import, row.received_at);
            visit({base::CustomerId{customer}, fold, last_import});
        }
    }

private:
    history::Row copied(const history::Block& block, std::size_t row) const {
        history::Row copy{.seq = block.seq[row],
                          .name = (*block.names)[block.name[row]],
                          .profile_id = base::ProfileId{block.profile_id[row]},
                          .occurred_at = base::Instant{block.occurred_at[row]}};
        if (scan_.columns.live) {
            copy.live = block.live[row] != 0;
            copy.received_at = base::Instant{block.received_at[row]};
        }
        for (std::size_t p = 0; p < scan_.properties.size(); ++p)
            for (const history::Value& value : block.properties[p].all(row))
                copy.properties.push_back(
                    {scan_.properties[p], value.kind, value.item, std::string(value.text), value.number});
        return copy;
    }

    const history::Scan& scan_;
    std::map<std::int64_t, std::vector<history::Row>> rows_;
};

}  // namespace

Aliases::Aliases(std::span<const customer::MovedProfile> moved) {
    for (const customer::MovedProfile& one : moved) {
        customer_.emplace(one.profile_id.value, one.customer_id.value);
        leading_.insert(one.customer_id.value);
    }
}

base::CustomerId Aliases::customer_of(base::ProfileId profile) const {
    const auto found = customer_.find(profile.value);
    return base::CustomerId{found == customer_.end() ? profile.value : found->second};
}

bool Aliases::is_joined(base::ProfileId profile) const {
    return customer_.contains(profile.value) || leading_.contains(profile.value);
}

std::vector<std::int64_t> Aliases::joined_profiles() const {
    std::vector<std::int64_t> profiles(leading_.begin(), leading_.end());
    for (const auto& [profile, customer] : customer_) profiles.push_back(profile);
    return profiles;
}

void fold_everybody(history::History& history, const Aliases& aliases, const Plan& plan, base::Instant as_of,
                    const std::function<void(const Person&)>& visit, bool imports) {
    history::Scan scan = plan.scan(as_of);
    scan.columns.live = scan.columns.received_at = imports;
    Fold fold(plan, as_of);
    Gathered gathered(scan);
    std::int64_t current =
        0;  // The profile whose events are being folded; 0: nobody, and events about nobody.
    base::Instant last_import{};
    const auto finish = [&] {
        if (current == 0) return;
        fold.end();
        visit({base::CustomerId{current}, fold, last_import});
        current = 0;
    };
    const auto start = [&](std::int64_t profile) {
        finish();
        if (profile == 0 || aliases.is_joined(base::ProfileId{profile})) return;
        current = profile;
        last_import = {};
        fold.begin();
    };
    history.scan(scan, [&](const history::Block& block) {
        for (std::size_t row = 0; row < block.size;) {
            const std::int64_t profile = block.profile_id[row];
            std::size_t last = row + 1;
            while (last < block.size && block.profile_id[last] == profile) ++last;
            if (profile != current) start(profile);
            if (current != 0)
                fold.add(block, row, last);
            else if (profile != 0)
                gathered.add(aliases.customer_of(base::ProfileId{profile}), block, row, last);
            for (std::size_t i = row; imports && current != 0 && i < last; ++i)
                if (is_import(block.live[i] != 0, (*block.names)[block.name[i]]))
                    last_import = std::max(last_import, base::Instant{block.received_at[i]});
            row = last;
        }
        return true;
    });
    finish();
    gathered.fold(fold, visit);
}

void fold_person(store::Reader& db, const std::vector<base::ProfileId>& profiles, const Plan& plan,
                 base::Instant as_of, Fold& fold) {
    const history::Scan scan = plan.scan(as_of);
    history::BlockBuilder builder(scan);
    if (!profiles.empty() && plan.earliest(as_of) < as_of) {
        store::fold_events(db, profiles, plan.earliest(as_of), as_of, [&](const store::Event& event) {
            const bool wanted = plan.needs_everybody() ||
                                std::ranges::find(plan.names(), event.name) != plan.names().end();
            if (wanted) builder.add(history::to_row(event));
            return true;
        });
    }
    fold.new_source();
    fold.begin();
    fold.add(builder.block(), 0, builder.size());
    fold.end();
}

std::int64_t count_everybody(history::History& history, const Aliases& aliases, base::Instant as_of) {
    history::EventFilter before{.to = as_of};
    const std::vector<history::Group> all = history.group_by({.filter = before});
    std::int64_t people = all.empty() ? 0 : all.front().people;
    before.profiles = aliases.joined_profiles();
    if (before.profiles->empty()) return people;
    // Customers with several profiles were counted once a profile.
    boost::unordered_flat_set<std::int64_t> profiles, customers;
    history.scan({.filter = before}, [&](const history::Block& block) {
        for (const std::int64_t profile : block.profile_id.first(block.size)) {
            if (!profiles.insert(profile).second) continue;
            customers.insert(aliases.customer_of(base::ProfileId{profile}).value);
        }
        return true;
    });
    return people - static_cast<std::int64_t>(profiles.size()) + static_cast<std::int64_t>(customers.size());
}

}  // namespace huan::insight
