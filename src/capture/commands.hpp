#pragma once

#include "base/context.hpp"
#include "capture/source.hpp"
#include "store/store.hpp"

namespace huan::capture {

/// \throws base::Error `source.taken`.
Source create_source(store::Transaction& tx, const CreateSource& command, const base::Context& ctx);

/// \throws base::Error `source.unknown` when it is not there or outside of the actor's scope.
Source visible_source(store::Reader& db, SourceId id, const base::Context& ctx);
base::Page<Source> list_sources(store::Reader& db, const ListSources& query, const base::Context& ctx);
/// \throws base::Error `source.unknown`.
base::Page<RejectedMessage> list_rejected(store::Reader& db, const ListRejected& query,
                                          const base::Context& ctx);

/// Takes a refused message again, after the cause was mended or with the body mended; its time is the one it
/// came with. \throws base::Error `rejected_message.unknown`, `rejected_message.mended`, or what is wrong
/// with it still.
RejectedMessage send_again(store::Transaction& tx, const SendAgain& command, const base::Context& ctx);

/// How long a message id is remembered: a repetition that comes later is a new event. At least a day is asked
/// for by the clients' conventions; a week also covers a phone that was off over the holidays.
inline constexpr base::Duration message_memory{7LL * 24 * 3600 * 1000};
/// For the scheduler: forgets message ids and refused messages past their time, in small commands.
void forget_old_messages(store::Store& store, base::Instant now);

}  // namespace huan::capture
