// Small texts: what people type to find someone, names they are found by, cursors of lists, codes of coupons,
// and texts of messages, "Hi {name}", with what fills their places (the first line fills {name}).
#include "base/text.hpp"

#include "base/page.hpp"
#include "channel/commands.hpp"
#include "customer/search.hpp"
#include "offer/code.hpp"
#include "target.hpp"

#include <algorithm>
#include <array>

using namespace huan;

namespace {

const std::array kinds{customer::IdentityKind::phone, customer::IdentityKind::email,
                       customer::IdentityKind::plate};

void check(const customer::Token& token) {
    fuzz::promise(base::is_clean_utf8(token.token) && !token.token.empty(), "a token is some UTF-8");
}

void check_cursor(const std::string& text) {
    fuzz::taken([&] {
        const auto values =
            base::read_cursor(text, 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), '.')));
        fuzz::promise(base::make_cursor(values) == text, "a cursor reads back as it was written");
    });
}

void check_search(const std::string& text) {
    fuzz::promise(base::is_clean_utf8(customer::search_key(text)), "what is looked for is UTF-8");
    for (const customer::Token& token : customer::tokens_of_name(text)) check(token);
    for (const auto& kind : kinds)
        fuzz::taken([&] {
            for (const customer::Token& token : customer::tokens_of(customer::normalised({kind, text}, "CN")))
                check(token);
        });
}

void check_message(std::string_view input) {
    const std::string_view name = input.substr(0, input.find('\n'));
    const std::string_view text = input.substr(std::min(name.size() + 1, input.size()));
    const bool good = fuzz::taken([&] { channel::check_template(text, {"name", "link"}, "body"); });
    const std::string filled = channel::fill(text, {{"name", std::string(name)}});
    fuzz::promise(base::is_clean_utf8(filled), "a message is UTF-8");
    if (good && !name.empty() && text.find("{name}") != std::string_view::npos &&
        text.find("{{") == std::string_view::npos)
        fuzz::promise(filled.find(name) != std::string::npos,
                      "what fills a place is in the message as it is");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(fuzz::text_of(data, size));
    check_cursor(text);
    if (!base::is_clean_utf8(text)) return 0;
    check_search(text);
    check_message(text);
    const std::string code = offer::plain_code(text);
    fuzz::promise(offer::plain_code(code) == code, "a code is in one form");
    return 0;
}
