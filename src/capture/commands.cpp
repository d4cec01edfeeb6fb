#include "capture/commands.hpp"

#include "access/queries.hpp"
#include "base/json.hpp"
#include "capture/cloud_event.hpp"
#include "capture/row_writer.hpp"
#include "capture/rows.hpp"
#include "capture/tracking.hpp"
#include "store/paging.hpp"

namespace huan::capture {
namespace {

constexpr std::int64_t at_once = 2000;

bool may_see(store::Reader& db, const Source& source, const base::Context& ctx) {
    return base::may_see(ctx.actor, access::org_path(db, source.org_id));
}

}  // namespace

Source visible_source(store::Reader& db, SourceId id, const base::Context& ctx) {
    const std::optional<Source> source = rows::find_source(db, id);
    if (!source || !may_see(db, *source, ctx)) throw base::Error{errors::unknown_source, "source_id"};
    return *source;
}

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

base::Page<Source> list_sources(store::Reader& db, const ListSources& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    auto page = store::page_of(rows::list_sources(db, store::before_id(query.cursor), limit + 1), limit);
    std::erase_if(page.items, [&](const Source& source) { return !may_see(db, source, ctx); });
    return page;
}

base::Page<RejectedMessage> list_rejected(store::Reader& db, const ListRejected& query,
                                          const base::Context& ctx) {
    visible_source(db, query.source_id, ctx);
    const std::int64_t limit = base::page_limit(query.limit);
    return store::page_of(rows::list_rejected(db, query, store::before_id(query.cursor), limit + 1), limit);
}

RejectedMessage send_again(store::Transaction& tx, const SendAgain& command, const base::Context& ctx) {
    std::optional<RejectedMessage> message = rows::lock_rejected(tx, command.message_id);
    const auto source = message ? rows::find_source(tx, message->source_id) : std::nullopt;
    const std::string path = source ? access::org_path(tx, source->org_id) : std::string();
    if (!source || !base::may_see(ctx.actor, path)) throw base::Error{errors::unknown_message, "message_id"};
    if (message->mended_at) throw base::Error{errors::message_mended, "message_id"};
    const boost::json::object body =
        command.body ? *command.body : base::from_json<boost::json::object>(base::parse_json(message->body));
    base::Context as = ctx;  // As the source would have sent it.
    as.actor.source_id = source->id.value;
    as.actor.org_id = source->org_id;
    as.actor.org_path = path;
    const ReadMessage read = body.contains("specversion") ? &read_cloud_event : &read_message;
    Definitions definitions(tx);
    const Fate fate = record(tx, read(body, message->at), source->id, definitions, as);
    rows::count_messages(tx, source->id, fate == Fate::accepted ? 1 : 0, fate == Fate::repeated ? 1 : 0, 0,
                         ctx.now);
    rows::set_mended(tx, message->id, ctx.now);
    message->mended_at = ctx.now;
    return *message;
}

void forget_old_messages(store::Store& store, base::Instant now) {
    const base::Instant before = now - message_memory;
    // Behind the imports' own: an import may be run again years later and must know its rows.
    rows::MessageKey after{SourceId{imported_source.value + 1}, ""};
    for (;;) {
        const rows::MessageStretch stretch =
            store.read([&](store::Reader& db) { return rows::messages_after(db, after, before, at_once); });
        if (!stretch.last) break;
        if (stretch.any_old)
            store.write(
                [&](store::Transaction& tx) { rows::forget_messages(tx, after, *stretch.last, before); });
        after = *stretch.last;
    }
    store.write([&](store::Transaction& tx) { rows::forget_rejected(tx, before); });
}

}  // namespace huan::capture
