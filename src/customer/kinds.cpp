#include "customer/errors.hpp"
#include "customer/kind.hpp"
#include "customer/place.hpp"
#include "customer/regroup.hpp"
#include "customer/rows.hpp"
#include "customer/rows_identity.hpp"

#include <algorithm>
#include <set>

namespace huan::customer {
namespace {

using store::Transaction;

constexpr std::int64_t keys_a_step = 20;
constexpr std::int64_t most_people = 10'000;

KindView view_of(const rows::KindRow& row) {
    return {.kind = row.kind,
            .format = row.format,
            .priority = row.priority,
            .unique_per_person = row.unique_per_person,
            .weak = row.weak,
            .people_limit = row.people_limit,
            .name_zh = row.name_zh,
            .name_en = row.name_en,
            .built_in = row.built_in,
            .version = row.version};
}

[[noreturn]] void refuse(const char* field, const char* why) {
    throw base::Error{errors::bad_kind, field, why};
}

bool is_word(const std::string& text) {
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto sign = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; };
    return !text.empty() && letter(text.front()) && std::all_of(text.begin(), text.end(), sign);
}

void check(std::int64_t priority, std::int64_t people_limit, bool unique, bool weak) {
    if (priority < 1 || priority > 99) refuse("priority", "A priority is 1 to 99.");
    if (people_limit < 1 || people_limit > most_people) refuse("people_limit", "A limit is 1 to 10,000.");
    if (unique && weak)
        refuse("weak", "A kind that only suggests cannot tell people apart: it is not unique per person.");
}

/// How a key stands before people are grouped by new rules.
KeyState provisional(const KindRule& rule, std::size_t people) {
    if (rule.weak) return KeyState::weak;
    return people > static_cast<std::size_t>(rule.people_limit) ? KeyState::crowded : KeyState::joins;
}

}  // namespace

KindList list_kinds(store::Reader& db) {
    KindList list;
    for (const rows::KindRow& row : rows::kinds(db)) list.items.push_back(view_of(row));
    return list;
}

KindView declare_kind(Transaction& tx, const DeclareKind& command, const base::Context&) {
    if (!is_word(command.kind.value))
        refuse("kind", "A code is lower-case letters, digits and _, beginning with a letter.");
    check(command.priority, command.people_limit, command.unique_per_person, command.weak);
    const rows::KindRow row{.kind = {command.kind},
                            .format = KeyFormat::text,
                            .priority = command.priority,
                            .unique_per_person = command.unique_per_person,
                            .weak = command.weak,
                            .people_limit = command.people_limit,
                            .name_zh = base::trimmed(command.name_zh.value),
                            .name_en = base::trimmed(command.name_en.value),
                            .version = 1};
    if (!rows::insert(tx, row)) throw base::Error{errors::kind_taken, "kind"};
    return view_of(row);
}

ChangedKind change_kind(Transaction& tx, const ChangeKind& command, const base::Context& ctx) {
    auto row = rows::lock_kind(tx, {command.kind});
    if (!row) throw base::Error{errors::unknown_kind, "kind"};
    if (row->version != command.seen_version) throw base::Error{errors::kind_stale, "seen_version"};
    check(command.priority, command.people_limit, command.unique_per_person, command.weak);
    const bool same = row->priority == command.priority && row->weak == command.weak &&
                      row->unique_per_person == command.unique_per_person &&
                      row->people_limit == command.people_limit;
    row->priority = command.priority;
    row->unique_per_person = command.unique_per_person;
    row->weak = command.weak;
    row->people_limit = command.people_limit;
    row->name_zh = base::trimmed(command.name_zh.value);
    row->name_en = base::trimmed(command.name_en.value);
    row->version += 1;
    rows::update(tx, *row);
    ChangedKind changed{.kind = view_of(*row)};
    if (same) return changed;
    const jobs::Job job =
        jobs::queue(tx,
                    {.kind = regroup_job,
                     .title = row->kind.value,
                     .input = {{"kind", row->kind.value}, {"root_id", root_of(ctx.actor.org_path).value}}},
                    ctx);
    changed.job_id = job.id.value;
    return changed;
}

RegroupStep regroup_some(Transaction& tx, OrgId root, const IdentityKind& kind, const RegroupStep& from,
                         const base::Context& ctx) {
    const KindRules rules = kind_rules(tx);
    const KindRule& rule = rules.of(kind);
    rows::lock_company(tx, root);
    const std::vector<IdentityId> keys = rows::keys_of_kind(tx, root, kind, from.after, keys_a_step);
    std::map<IdentityId, std::set<ProfileId>> people;
    for (const rows::KeyProfile& seen : rows::profiles_of_keys(tx, keys))
        people[seen.identity_id].insert(seen.profile_id);
    for (const auto& [key, profiles] : people)
        rows::set_state(tx, key, provisional(rule, profiles.size()), ctx.now);
    std::set<ProfileId> done;
    for (const auto& [key, profiles] : people)
        for (const ProfileId id : profiles) {
            if (done.contains(id)) continue;
            const std::vector<ProfileId> piece = reach(tx, id);
            done.insert(piece.begin(), piece.end());
            announce(tx, regroup(tx, id, false, {}, rules, ctx), {.live = false}, ctx);
        }
    RegroupStep step{.after = keys.empty() ? from.after : keys.back(),
                     .done = from.done + static_cast<std::int64_t>(keys.size())};
    step.finished = static_cast<std::int64_t>(keys.size()) < keys_a_step;
    return step;
}

jobs::Step regroup_everybody(jobs::Chunk& chunk) {
    const OrgId root{chunk.input.at("root_id").as_int64()};
    const IdentityKind kind{{std::string(chunk.input.at("kind").as_string())}};
    RegroupStep from;
    if (const auto* after = chunk.position.if_contains("after")) from.after = IdentityId{after->as_int64()};
    if (const auto* done = chunk.position.if_contains("done")) from.done = done->as_int64();
    return chunk.commit([&](Transaction& tx) {
        const RegroupStep to = regroup_some(tx, root, kind, from, chunk.starter);
        jobs::Step step{.position = {{"after", to.after.value}, {"done", to.done}},
                        .done = to.done,
                        .finished = to.finished};
        if (from.done == 0) step.total = rows::keys_of_kind(tx, root, kind);
        if (to.finished) step.result = {{"keys", to.done}};
        return step;
    });
}

}  // namespace huan::customer
