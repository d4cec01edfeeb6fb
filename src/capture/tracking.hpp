#pragma once

#include "base/context.hpp"
#include "base/error.hpp"
#include "capture/definition.hpp"
#include "capture/source.hpp"
#include "store/store.hpp"

#include <boost/json.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The Segment-compatible tracking API: what its clients send, made into events and profiles.
namespace huan::capture {

enum class CallType { identify, track, page, screen, group, alias };
BOOST_DESCRIBE_ENUM(CallType, identify, track, page, screen, group, alias)

/// One call of a client, checked for shape; what it says is free-form.
struct Message {
    CallType type{};
    std::string message_id{};  ///< Empty where the client gave none: it cannot be recognised when repeated.
    std::string user_id{};
    std::string anonymous_id{};
    std::string previous_id{};      ///< alias only.
    std::string name{};             ///< Event, page or screen name; group id.
    base::Instant occurred_at{};    ///< By our clock: received - (sentAt - timestamp).
    boost::json::object content{};  ///< properties or traits.
    boost::json::object context{};
};

/// What became of one message. Clients of Segment ignore it; ours can read why an event is missing.
enum class Fate { accepted, repeated, rejected };
BOOST_DESCRIBE_ENUM(Fate, accepted, repeated, rejected)

struct Verdict {
    std::string message_id{};
    Fate fate = Fate::accepted;
    std::optional<std::string> code{};
    std::optional<std::string> field{};
    std::optional<std::string> detail{};
};
BOOST_DESCRIBE_STRUCT(Verdict, (), (message_id, fate, code, field, detail))

/// Answer of POST /v1/...
struct TrackingAnswer {
    bool success = true;
    std::vector<Verdict> verdicts{};
};
BOOST_DESCRIBE_STRUCT(TrackingAnswer, (), (success, verdicts))

/// The items of a body: itself for a single call, with its type put in; else its `batch` with the shared
/// context merged into each. \throws base::Error `request.malformed_json`, `tracking.too_large`.
std::vector<boost::json::object> items_of(std::string_view body, std::optional<CallType> type);

/// \throws base::Error naming the field.
Message read_message(const boost::json::object& item, base::Instant now);

/// How the items of a body are read: calls of Segment's clients, or CloudEvents.
using ReadMessage = std::function<Message(const boost::json::object& item, base::Instant now)>;

/// Whether a name begins like one of our own facts, which clients may not forge.
bool is_reserved_name(std::string_view name);

/// Stores a message: identities are resolved, attributes observed, the event appended; where the dictionary
/// says so, it is an order, a refund or a contact point too. A message id the source sent before changes
/// nothing.
Fate record(store::Transaction& tx, const Message& message, SourceId source, Definitions& definitions,
            const base::Context& ctx);

/// An item of a body: the message it is, or why it is none.
struct Item {
    boost::json::object body{};
    std::optional<Message> message{};
    std::optional<base::Error> refused{};
};
std::vector<Item> read_items(std::vector<boost::json::object> bodies, const ReadMessage& read,
                             SourceId source, base::Instant now);

/// The items as one chunk; a refused one loses none of the others.
std::vector<Verdict> record_items(store::Transaction& tx, std::span<const Item> items, SourceId source,
                                  const base::Context& ctx);

inline constexpr std::size_t largest_call = 32 * 1024;  ///< Bytes of one message.
inline constexpr std::size_t largest_body =
    4 << 20;  ///< Bytes of a batch; Segment's 500 KB, RudderStack's 4 MB.
inline constexpr std::size_t most_messages = 2500;  ///< Of one batch.
/// Events older than this when they arrive are facts, but set nothing off.
inline constexpr base::Duration late_after{24LL * 3600 * 1000};

namespace errors {
inline constexpr base::ErrorKind too_large{base::Category::too_large, "tracking.too_large",
                                           "A call may hold 32 KB, a batch 4 MB and 2,500 calls."};
inline constexpr base::ErrorKind no_identity{base::Category::invalid, "tracking.no_identity",
                                             "A call needs userId or anonymousId."};
inline constexpr base::ErrorKind bad_type{base::Category::invalid, "tracking.bad_type",
                                          "type must be identify, track, page, screen, group or alias."};
inline constexpr base::ErrorKind reserved_name{
    base::Category::invalid, "tracking.reserved_name",
    "Names that begin like Huan's own facts (order., coupon., ...) are reserved."};
inline constexpr base::ErrorKind bad_id{
    base::Category::invalid, "tracking.bad_id",
    "Ids are text of at most 200 characters; a messageId of at most 100."};
inline constexpr base::ErrorKind failed{
    base::Category::internal, "tracking.failed",
    "This message could not be stored; it is kept with the refused ones."};
inline constexpr base::ErrorKind source_taken{base::Category::conflict, "source.taken",
                                              "There is a source of this name already."};
inline constexpr base::ErrorKind unknown_key{base::Category::unknown, "tracking.unknown_key",
                                             "There is no such write key."};
inline constexpr base::ErrorKind unknown_message{base::Category::unknown, "rejected_message.unknown",
                                                 "There is no such refused message."};
inline constexpr base::ErrorKind message_mended{base::Category::conflict, "rejected_message.mended",
                                                "This message was taken already."};
inline constexpr base::ErrorKind unknown_source{base::Category::unknown, "source.unknown",
                                                "There is no such source."};
}  // namespace errors

}  // namespace huan::capture
