// Bodies of the tracking API, single calls and batches. The first byte says which.
#include "capture/tracking.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "target.hpp"

using namespace huan;

namespace {

constexpr base::Instant now{1772452800000};

void check(const capture::Message& message) {
    fuzz::promise(!message.user_id.empty() || !message.anonymous_id.empty(), "a call says who");
    fuzz::promise(message.message_id.size() <= 400, "a message id is at most 100 characters");
    fuzz::promise(
        message.occurred_at >= base::earliest_instant && message.occurred_at <= base::latest_instant,
        "times lie in years we accept");
    if (message.type == capture::CallType::track)
        fuzz::promise(!capture::is_reserved_name(message.name), "nobody forges our facts");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    std::optional<capture::CallType> type;
    if (data[0] % 7 != 6) type = static_cast<capture::CallType>(data[0] % 7);
    const std::string_view body = fuzz::text_of(data + 1, size - 1);
    fuzz::taken([&] {
        for (const boost::json::object& item : capture::items_of(body, type)) {
            fuzz::taken([&] {
                const capture::Message message = capture::read_message(item, now);
                check(message);
                const auto again = capture::items_of(boost::json::serialize(item), {});
                fuzz::promise(again.size() == 1 || item.contains("batch"), "an item is a body of one");
            });
        }
    });
    return 0;
}
