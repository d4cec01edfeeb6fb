// The target of a request, "/path?a=1&b=2", and what of it becomes a question.
#include "base/text.hpp"
#include "http/input.hpp"
#include "http/target.hpp"
#include "target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

using namespace huan;

namespace {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

/// One member of each sort that questions have.
struct Question {
    std::optional<std::string> search{};
    std::optional<std::int64_t> limit{};
    std::optional<bool> mine{};
    std::optional<base::Instant> as_of{};
    std::optional<Colour> state{};
    std::vector<std::int64_t> ids{};
    std::optional<base::Text<10>> name{};
};
BOOST_DESCRIBE_STRUCT(Question, (), (search, limit, mine, as_of, state, ids, name))

std::string encoded(std::string_view text) {
    std::string all;
    for (const char sign : text) all += fmt::format("%{:02X}", static_cast<unsigned char>(sign));
    return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    http::Request request;
    const bool read = fuzz::taken([&] { http::read_target(request, fuzz::text_of(data, size)); }, false);
    if (!read) return 0;
    fuzz::promise(request.path.find('?') == std::string::npos, "a path ends before its question");
    std::string again = "/?";
    for (const auto& [name, value] : request.query) {
        fuzz::promise(base::is_clean_utf8(name) && base::is_clean_utf8(value), "what was asked is UTF-8");
        fuzz::promise(value.find('\0') == std::string::npos, "what was asked holds no NUL");
        again += encoded(name) + "=" + encoded(value) + "&";
    }
    http::Request same;
    http::read_target(same, again);
    fuzz::promise(same.query == request.query, "a question reads back as it was written");
    const bool named = std::none_of(request.query.begin(), request.query.end(),
                                    [](const auto& item) { return item.first.empty(); });
    fuzz::taken([&] { http::read_query<Question>(request); }, named);
    return 0;
}
