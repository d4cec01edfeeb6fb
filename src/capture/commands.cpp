#include "capture/commands.hpp"

#include "capture/rows.hpp"
#include "capture/tracking.hpp"
#include "store/paging.hpp"

namespace huan::capture {
namespace {

constexpr std::int64_t forget_at_once = 2000;

}  // namespace

Source create_source(store::Transaction& tx, const CreateSource& command, const base::Context& ctx) {
    if (rows::has_source_named(tx, ctx.actor.org_id, command.name))
        throw base::Error{errors::source_taken, "name"};
    Source source{.id = SourceId{tx.next_id()},
                  .org_id = ctx.actor.org_id,
                  .name = command.name.value,
                  .kind = command.kind,
                  .created_at = ctx.now};
    store::insert_row(tx, "source", source);
    return source;
}

base::Page<Source> list_sources(store::Reader& db, const ListSources& query, const base::Context&) {
    const std::int64_t limit = base::page_limit(query.limit);
    return store::page_of(rows::list_sources(db, store::before_id(query.cursor), limit + 1), limit);
}

base::Page<RejectedMessage> list_rejected(store::Reader& db, const ListRejected& query,
                                          const base::Context&) {
    if (!rows::find_source(db, query.source_id)) throw base::Error{errors::unknown_source, "source_id"};
    const std::int64_t limit = base::page_limit(query.limit);
    return store::page_of(rows::list_rejected(db, query.source_id, store::before_id(query.cursor), limit + 1),
                          limit);
}

void forget_old_messages(store::Store& store, base::Instant now) {
    const base::Instant before = now - message_memory;
    while (store.write([&](store::Transaction& tx) {
        return rows::forget_messages(tx, before, forget_at_once);
    }) == forget_at_once) {}
    store.write([&](store::Transaction& tx) { rows::forget_rejected(tx, before); });
}

}  // namespace huan::capture
