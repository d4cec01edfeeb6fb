// CloudEvents as webhooks of others bring them: header lines, an empty line, then the body.
#include "capture/cloud_event.hpp"

#include "base/json.hpp"
#include "target.hpp"

#include <algorithm>

using namespace huan;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text = fuzz::text_of(data, size);
    http::Request request;
    request.method = http::Method::post;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.empty()) break;
        const std::size_t colon = line.find(':');
        std::string name(line.substr(0, colon));
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char sign) { return static_cast<char>(std::tolower(sign)); });
        if (colon != std::string_view::npos) request.headers.add(name, line.substr(colon + 1));
    }
    request.body = text;
    fuzz::taken([&] {
        for (const boost::json::object& event : capture::cloud_events_of(request)) {
            fuzz::taken([&] {
                const capture::Message message =
                    capture::read_cloud_event(event, base::Instant{1772452800000});
                fuzz::promise(!message.user_id.empty() || !message.anonymous_id.empty(), "an event says who");
                fuzz::promise(!message.name.empty(), "an event has a name");
                fuzz::promise(!capture::is_reserved_name(message.name), "nobody forges our facts");
            });
        }
    });
    return 0;
}
