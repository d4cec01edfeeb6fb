#include "customer/bulk_work.hpp"

#include "customer/rows.hpp"
#include "store/event.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace huan::customer {
namespace {

using store::Reader;
using store::Transaction;

void append(Transaction& tx, const char* name, ProfileId profile, boost::json::object properties,
            const base::Context& ctx) {
    store::append(tx, {.name = name, .profile_id = profile, .properties = std::move(properties)}, ctx);
}

boost::json::object tag_properties(const rows::TagRow& row) {
    boost::json::object properties{{"tag", row.tag}};
    if (row.until) properties["until"] = base::format_instant(*row.until);
    return properties;
}

boost::json::object remembered(const std::optional<rows::TagRow>& row) {
    boost::json::object before;
    if (!row) return before;
    before["added_at"] = row->added_at.ms;
    if (row->until) before["until"] = row->until->ms;
    return before;
}

std::optional<Instant> instant_in(const boost::json::object& before, std::string_view key) {
    const boost::json::value* found = before.if_contains(key);
    if (found == nullptr || !found->is_int64()) return {};
    return Instant{found->get_int64()};
}

/// The row as it was before; empty where there was none.
std::optional<rows::TagRow> row_before(const rows::BulkChangeRow& trace, const std::string& tag) {
    const auto added_at = instant_in(trace.before, "added_at");
    if (!added_at) return {};
    return rows::TagRow{trace.profile_id, tag, *added_at, instant_in(trace.before, "until")};
}

void put_tag(Transaction& tx, const rows::TagRow& row, const base::Context& ctx) {
    rows::put(tx, row);
    append(tx, "tag.added", row.profile_id, tag_properties(row), ctx);
}

/// The rows of one tag of each of these people, those that have run out left out.
std::map<CustomerId, std::vector<rows::TagRow>> holders(Reader& db, const std::vector<CustomerId>& people,
                                                        const std::string& tag, Instant now) {
    std::map<ProfileId, CustomerId> whose;
    std::vector<ProfileId> profiles;
    for (const rows::ProfileRow& row : rows::profiles_of(db, people)) {
        whose[row.id] = row.customer_id;
        profiles.push_back(row.id);
    }
    std::map<CustomerId, std::vector<rows::TagRow>> found;
    for (const rows::TagRow& row : rows::tags_named(db, profiles, tag))
        if (!row.until || *row.until > now) found[whose.at(row.profile_id)].push_back(row);
    return found;
}

class AddTags final : public BulkWork {
public:
    AddTags(std::string tag, std::optional<Instant> until) : tag_(std::move(tag)), until_(until) {}

    std::vector<Fate> look(Reader& db, const std::vector<CustomerId>& people,
                           const base::Context& ctx) const override {
        const auto found = holders(db, people, tag_, ctx.now);
        std::vector<Fate> fates;
        for (const CustomerId person : people) {
            const auto rows = found.find(person);
            const bool there = rows != found.end() &&
                               std::any_of(rows->second.begin(), rows->second.end(),
                                           [&](const rows::TagRow& row) { return row.until == until_; });
            fates.push_back(there ? Fate::same : Fate::changes);
        }
        return fates;
    }

    std::vector<rows::BulkChangeRow> change(Transaction& tx, CustomerId person,
                                            const base::Context& ctx) const override {
        const ProfileId profile{person.value};
        const std::optional<rows::TagRow> before = rows::tag(tx, profile, tag_);
        put_tag(tx, {profile, tag_, ctx.now, until_}, ctx);
        rows::advance(tx, person, {});
        return {{.profile_id = profile, .at = ctx.now, .before = remembered(before)}};
    }

    bool take_back(Transaction& tx, const rows::BulkChangeRow& trace,
                   const base::Context& ctx) const override {
        const std::optional<rows::TagRow> now = rows::tag(tx, trace.profile_id, tag_);
        if (!now || now->added_at != trace.at || now->until != until_) return false;
        rows::drop_tag(tx, trace.profile_id, tag_);
        append(tx, "tag.removed", trace.profile_id, {{"tag", tag_}}, ctx);
        const std::optional<rows::TagRow> before = row_before(trace, tag_);
        if (before && (!before->until || *before->until > ctx.now))
            put_tag(tx, *before, ctx);
        else if (before)
            rows::put(tx, *before);  // It has run out meanwhile: a fact again, but nothing that holds.
        return true;
    }

private:
    std::string tag_;
    std::optional<Instant> until_;
};

class RemoveTags final : public BulkWork {
public:
    explicit RemoveTags(std::string tag) : tag_(std::move(tag)) {}

    std::vector<Fate> look(Reader& db, const std::vector<CustomerId>& people,
                           const base::Context& ctx) const override {
        const auto found = holders(db, people, tag_, ctx.now);
        std::vector<Fate> fates;
        for (const CustomerId person : people)
            fates.push_back(found.contains(person) ? Fate::changes : Fate::same);
        return fates;
    }

    std::vector<rows::BulkChangeRow> change(Transaction& tx, CustomerId person,
                                            const base::Context& ctx) const override {
        std::vector<rows::BulkChangeRow> traces;
        for (const rows::TagRow& row : rows::tags_named(tx, rows::profiles_of(tx, person), tag_)) {
            rows::drop_tag(tx, row.profile_id, tag_);
            append(tx, "tag.removed", row.profile_id, {{"tag", tag_}}, ctx);
            traces.push_back({.profile_id = row.profile_id, .at = ctx.now, .before = remembered(row)});
            if (traces.size() > 1) traces.back().before["further"] = true;  // Counted as one person.
        }
        rows::advance(tx, person, {});
        return traces;
    }

    /// The tag on any of the person's profiles is somebody's newer word, but for those we put back ourselves.
    bool take_back(Transaction& tx, const rows::BulkChangeRow& trace,
                   const base::Context& ctx) const override {
        const std::vector<ProfileId> ours = rows::profiles_with(tx, {trace.profile_id});
        const std::vector<ProfileId> put_back = rows::put_back(tx, trace.bulk_action_id, ours);
        for (const rows::TagRow& row : rows::tags_named(tx, ours, tag_))
            if (std::find(put_back.begin(), put_back.end(), row.profile_id) == put_back.end()) return false;
        const std::optional<rows::TagRow> before = row_before(trace, tag_);
        if (!before) return false;
        if (!before->until || *before->until > ctx.now)
            put_tag(tx, *before, ctx);
        else
            rows::put(tx, *before);
        return true;
    }

private:
    std::string tag_;
};

class Assign final : public BulkWork {
public:
    explicit Assign(UserId owner) : owner_(owner) {}

    std::vector<Fate> look(Reader& db, const std::vector<CustomerId>& people,
                           const base::Context&) const override {
        std::set<CustomerId> theirs;
        for (const Customer& customer : rows::customers(db, people))
            if (customer.owner_id == owner_) theirs.insert(customer.id);
        std::vector<Fate> fates;
        for (const CustomerId person : people)
            fates.push_back(theirs.contains(person) ? Fate::same : Fate::changes);
        return fates;
    }

    std::vector<rows::BulkChangeRow> change(Transaction& tx, CustomerId person,
                                            const base::Context& ctx) const override {
        const ProfileId profile{person.value};
        boost::json::object before;
        for (const rows::ProfileRow& row : rows::lock_profiles(tx, {profile})) {
            before["owner_id"] = row.owner_id.value;
            if (row.owner_at) before["owner_at"] = row.owner_at->ms;
        }
        rows::set_owner(tx, person, owner_, ctx.now);
        rows::advance(tx, person, {});
        append(tx, "owner.changed", profile, {{"user_id", owner_.value}}, ctx);
        return {{.profile_id = profile, .at = ctx.now, .before = std::move(before)}};
    }

    bool take_back(Transaction& tx, const rows::BulkChangeRow& trace,
                   const base::Context& ctx) const override {
        const std::vector<rows::ProfileRow> rows = rows::lock_profiles(tx, {trace.profile_id});
        if (rows.empty() || rows.front().owner_id != owner_ || rows.front().owner_at != trace.at)
            return false;
        const boost::json::value* owner = trace.before.if_contains("owner_id");
        rows::set_owner_of_profile(tx, trace.profile_id, UserId{owner != nullptr ? owner->as_int64() : 0},
                                   instant_in(trace.before, "owner_at"));
        const CustomerId customer = rows.front().customer_id;
        const UserId was = rows::customer(tx, customer).value().owner_id;
        const UserId now = rows::settle_owner(tx, customer);
        if (now != was) append(tx, "owner.changed", trace.profile_id, {{"user_id", now.value}}, ctx);
        return true;
    }

private:
    UserId owner_;
};

}  // namespace

std::unique_ptr<BulkWork> work_of(const BulkDeed& deed) {
    const std::string tag = deed.tag ? base::trimmed(deed.tag->value) : std::string();
    switch (deed.verb) {
        case BulkVerb::tag: return std::make_unique<AddTags>(tag, deed.until);
        case BulkVerb::untag: return std::make_unique<RemoveTags>(tag);
        case BulkVerb::assign: return std::make_unique<Assign>(deed.owner_id.value_or(UserId{}));
    }
    return {};
}

}  // namespace huan::customer
