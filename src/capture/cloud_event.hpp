#pragma once

#include "capture/tracking.hpp"
#include "http/message.hpp"

#include <boost/json.hpp>

#include <vector>

/// CloudEvents 1.0 over HTTP: one event in headers and body (binary mode), as one JSON object (structured),
/// or many in a list (batch). See https://github.com/cloudevents/spec, http-protocol-binding.md.
namespace huan::capture {

/// The events of a request, each as a JSON object in structured form.
/// \throws base::Error `request.malformed_json`, `tracking.too_large`, `cloud_event.bad_mode`.
std::vector<boost::json::object> cloud_events_of(const http::Request& request);

/// An event as a message: `type` is its name, `data` its properties, `source` and `id` together recognise a
/// repetition. Whom it is about say the extension attributes `userid` and `anonymousid`, else `subject`.
/// \throws base::Error naming the attribute.
Message read_cloud_event(const boost::json::object& event, base::Instant now);

namespace errors {
inline constexpr base::ErrorKind bad_mode{
    base::Category::invalid, "cloud_event.bad_mode",
    "Send ce- headers, application/cloudevents+json or application/cloudevents-batch+json."};
inline constexpr base::ErrorKind bad_attribute{base::Category::invalid, "cloud_event.bad_attribute",
                                               "This attribute is missing or not what CloudEvents 1.0 asks."};
}  // namespace errors

}  // namespace huan::capture
