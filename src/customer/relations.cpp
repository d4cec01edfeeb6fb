#include "customer/errors.hpp"
#include "customer/queries.hpp"
#include "customer/relation.hpp"
#include "customer/rows.hpp"
#include "customer/rows_relation.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace huan::customer {
namespace {

using store::Reader;
using store::Transaction;

constexpr std::size_t most_people = 100;
constexpr std::int64_t most_levels = 3;

bool is_word(const std::string& text) {
    const auto sign = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !text.empty() && std::all_of(text.begin(), text.end(), sign);
}

RelationLink link_of(const rows::RelationRow& row, CustomerId from, CustomerId to) {
    return {.id = row.id,
            .kind = row.kind,
            .from_id = from,
            .to_id = to,
            .note = row.note,
            .created_at = row.created_at,
            .by_name = row.by_name};
}

/// Walks from a person along relations, level by level.
class Walk {
public:
    Walk(Reader& db, const base::Context& ctx) : db_(db), ctx_(ctx) {}

    RelationMap from(CustomerId start, std::int64_t levels) {
        level_[start] = 0;
        std::vector<CustomerId> edge{start};
        for (std::int64_t level = 1; level <= levels && !edge.empty(); ++level) edge = step(edge, level);
        take_people();
        std::erase_if(links_, [&](const auto& item) {
            return !level_.contains(item.second.from_id) || !level_.contains(item.second.to_id);
        });
        for (auto& [id, link] : links_) map_.links.push_back(std::move(link));
        map_.hidden = static_cast<std::int64_t>(hidden_.size());
        return std::move(map_);
    }

private:
    std::vector<CustomerId> step(const std::vector<CustomerId>& edge, std::int64_t level) {
        std::vector<ProfileId> profiles;
        for (const rows::ProfileRow& row : rows::profiles_of(db_, edge)) profiles.push_back(row.id);
        const std::vector<rows::RelationRow> found = rows::relations(db_, profiles);
        const std::map<ProfileId, CustomerId> owner = owners(found);
        std::vector<CustomerId> fresh;
        for (const rows::RelationRow& row : found) {
            const CustomerId from = owner.at(row.profile_id);
            const CustomerId to = owner.at(row.other_profile_id);
            if (!from || !to || from == to) continue;  // Gone, or one person by now.
            links_.emplace(row.id, link_of(row, from, to));
            for (const CustomerId id : {from, to})
                if (!level_.contains(id) && !hidden_.contains(id)) fresh.push_back(id);
        }
        return take_visible(fresh, level);
    }

    std::map<ProfileId, CustomerId> owners(const std::vector<rows::RelationRow>& found) {
        std::vector<ProfileId> ends;
        for (const rows::RelationRow& row : found) {
            ends.push_back(row.profile_id);
            ends.push_back(row.other_profile_id);
        }
        std::map<ProfileId, CustomerId> owner;
        for (const ProfileId id : ends) owner[id] = {};
        for (const rows::ProfileRow& row : rows::profiles(db_, ends)) owner[row.id] = row.customer_id;
        return owner;
    }

    std::vector<CustomerId> take_visible(const std::vector<CustomerId>& fresh, std::int64_t level) {
        const std::vector<CustomerId> seen = rows::visible(db_, fresh, ctx_);
        const std::set<CustomerId> may(seen.begin(), seen.end());
        std::vector<CustomerId> taken;
        for (const CustomerId id : std::set<CustomerId>(fresh.begin(), fresh.end())) {
            if (!may.contains(id)) {
                hidden_.insert(id);
            } else if (level_.size() >= most_people) {
                map_.cut = true;
            } else {
                level_[id] = level;
                taken.push_back(id);
            }
        }
        return taken;
    }

    void take_people() {
        std::vector<CustomerId> ids;
        for (const auto& [id, level] : level_) ids.push_back(id);
        for (const Customer& person : list_customers(db_, ids)) {
            RelatedPerson view{.id = person.id,
                               .name = person.name,
                               .level = level_.at(person.id),
                               .order_count = person.order_count};
            if (person.phone) view.phone = masked(IdentityKind::phone, *person.phone);
            map_.people.push_back(std::move(view));
        }
        std::stable_sort(map_.people.begin(), map_.people.end(),
                         [](const auto& left, const auto& right) { return left.level < right.level; });
    }

    Reader& db_;
    const base::Context& ctx_;
    std::map<CustomerId, std::int64_t> level_;
    std::map<RelationId, RelationLink> links_;
    std::set<CustomerId> hidden_;
    RelationMap map_;
};

void tell(Transaction& tx, const char* name, const rows::RelationRow& row, const base::Context& ctx) {
    const auto append = [&](ProfileId one, ProfileId other, const char* role) {
        store::append(tx,
                      store::Event{.name = name,
                                   .profile_id = one,
                                   .source_id = ctx.actor.source_id,
                                   .properties = {{"relation_id", row.id.value},
                                                  {"kind", row.kind},
                                                  {"role", role},
                                                  {"other_profile_id", other.value}}},
                      ctx);
    };
    append(row.profile_id, row.other_profile_id, "from");
    append(row.other_profile_id, row.profile_id, "to");
}

/// A relation of this kind between two people, in the direction given; whichever profiles it was said of.
bool is_related(Reader& db, const std::string& kind, CustomerId from, CustomerId to) {
    for (const rows::RelationRow& row : rows::relations(db, profiles_of(db, from)))
        if (row.kind == kind && customer_of(db, row.profile_id) == from &&
            customer_of(db, row.other_profile_id) == to)
            return true;
    return false;
}

}  // namespace

RelationKindList list_relation_kinds(Reader& db) { return {rows::relation_kinds(db)}; }

RelationKindView set_relation_kind(Transaction& tx, const SetRelationKind& command, const base::Context&) {
    if (!is_word(command.kind.value))
        throw base::Error{errors::bad_relation_kind, "kind", "A code is lower-case letters, digits and _."};
    const auto known = rows::relation_kind(tx, command.kind.value);
    if ((known ? known->version : 0) != command.seen_version)
        throw base::Error{errors::relation_kind_stale, "seen_version"};
    if (known && known->mutual != command.mutual)
        throw base::Error{errors::bad_relation_kind, "mutual", "That is fixed once the kind is declared."};
    RelationKindView row = known.value_or(
        RelationKindView{.kind = command.kind.value, .mutual = command.mutual, .position = 100});
    const auto text = [](const std::optional<base::Note<40>>& note) {
        return note ? base::trimmed(note->value) : std::string();
    };
    row.name_zh = base::trimmed(command.name_zh.value);
    row.name_en = base::trimmed(command.name_en.value);
    row.from_zh = base::trimmed(command.from_zh.value);
    row.from_en = base::trimmed(command.from_en.value);
    row.to_zh = command.mutual ? row.from_zh : text(command.to_zh);
    row.to_en = command.mutual ? row.from_en : text(command.to_en);
    if (row.to_zh.empty()) throw base::Error{base::errors::required, "to_zh"};
    if (row.to_en.empty()) throw base::Error{base::errors::required, "to_en"};
    row.retired = command.retired.value_or(row.retired);
    row.version += 1;
    rows::put(tx, row);
    return row;
}

RelationMap get_relations(Reader& db, const GetRelations& query, const base::Context& ctx) {
    const std::int64_t levels = query.levels.value_or(1);
    if (levels < 1 || levels > most_levels) throw base::Error{base::errors::out_of_range, "levels"};
    return Walk(db, ctx).from(visible_customer(db, query.customer_id, ctx).id, levels);
}

RelationMap add_relation(Transaction& tx, const AddRelation& command, const base::Context& ctx) {
    const auto kind = rows::relation_kind(tx, command.kind.value);
    if (!kind || kind->retired) throw base::Error{errors::unknown_relation_kind, "kind"};
    const Customer one = visible_customer(tx, command.customer_id, ctx);
    const Customer other = find_customer(tx, command.other_id).value_or(Customer{});
    if (!other.id || !may_see(ctx.actor, other)) throw base::Error{errors::unknown, "other_id"};
    if (one.id == other.id) throw base::Error{errors::related_to_oneself, "other_id"};
    const bool turned = kind->mutual ? other.id < one.id : !command.is_from;
    const CustomerId from = turned ? other.id : one.id;
    const CustomerId to = turned ? one.id : other.id;
    rows::lock_profiles(tx, {ProfileId{from.value}, ProfileId{to.value}});
    const bool there = is_related(tx, kind->kind, from, to);
    const bool inverse = is_related(tx, kind->kind, to, from);
    if (inverse && !kind->mutual) throw base::Error{errors::inverse_relation, "is_from"};
    if (!there && !inverse) {
        const rows::RelationRow row{.id = RelationId{tx.next_id()},
                                    .kind = kind->kind,
                                    .profile_id = ProfileId{from.value},
                                    .other_profile_id = ProfileId{to.value},
                                    .note = command.note ? base::trimmed(command.note->value) : "",
                                    .created_at = ctx.now,
                                    .by_name = ctx.actor.name,
                                    .source_id = ctx.actor.source_id};
        if (rows::insert(tx, row)) tell(tx, "relation.added", row, ctx);
    }
    return Walk(tx, ctx).from(one.id, 1);
}

RelationMap remove_relation(Transaction& tx, const RemoveRelation& command, const base::Context& ctx) {
    const Customer customer = visible_customer(tx, command.customer_id, ctx);
    const auto row = rows::relation(tx, command.relation_id);
    const bool theirs = row && (customer_of(tx, row->profile_id) == customer.id ||
                                customer_of(tx, row->other_profile_id) == customer.id);
    if (!theirs) throw base::Error{errors::unknown_relation, "relation_id"};
    if (rows::drop_relation(tx, row->id)) tell(tx, "relation.removed", *row, ctx);
    return Walk(tx, ctx).from(customer.id, 1);
}

}  // namespace huan::customer
