#include "customer/unsubscribe_page.hpp"

#include "access/settings.hpp"
#include "customer/consent.hpp"
#include "customer/errors.hpp"
#include "customer/form.hpp"
#include "customer/queries.hpp"

#include <algorithm>
#include <map>

namespace huan::customer {
namespace {

// --- words --------------------------------------------------------------------------------------

/// One language of the page. "{channel}", "{purpose}" and "{company}" are filled in.
struct Words {
    const char* language;
    const char* ask;
    const char* ask_more;
    const char* stop;
    const char* stop_all;
    const char* stopped;
    const char* stopped_more;
    const char* resume;
    const char* resumed;
    const char* resumed_more;
    const char* bad;
    const char* bad_more;
    std::map<std::string, const char*> channels;
    std::map<std::string, const char*> purposes;
};

const Words chinese{
    "zh-CN",
    "不再接收{channel}{purpose}？",
    "{person}将不再通过{channel}收到{company}的{purpose}。订单和服务通知不受影响。",
    "退订{channel}",
    "退订全部渠道的{purpose}",
    "已退订",
    "{person}不会再通过{channel}收到{company}的{purpose}了。",
    "点错了，继续接收",
    "已恢复",
    "{person}会继续通过{channel}收到{company}的{purpose}。",
    "这个链接不完整或已失效",
    "请从收到的消息里重新打开链接。",
    {{"email", "邮件"},
     {"sms", "短信"},
     {"phone", "电话"},
     {"inbox", "站内信"},
     {"wecom", "企业微信"},
     {"all", "任何渠道"}},
    {{"marketing", "营销消息"}, {"service", "服务消息"}, {"all", "消息"}},
};

const Words english{
    "en",
    "Stop {purpose} by {channel}?",
    "{person} will get no more {purpose} from {company} by {channel}. Messages about orders and services "
    "still "
    "arrive.",
    "Unsubscribe",
    "Stop {purpose} on every channel",
    "You are unsubscribed",
    "{person} will get no more {purpose} from {company} by {channel}.",
    "A mistake? Keep getting them",
    "Welcome back",
    "{person} will keep getting {purpose} from {company} by {channel}.",
    "This link is incomplete or no longer good",
    "Open it again from the message you got.",
    {{"email", "e-mail"},
     {"sms", "text message"},
     {"phone", "phone"},
     {"inbox", "in-app message"},
     {"wecom", "WeCom"},
     {"all", "any channel"}},
    {{"marketing", "marketing messages"}, {"service", "service messages"}, {"all", "messages"}},
};

/// The browser's first language where it is one of ours, else the organisation's.
const Words& words_for(const http::Request& request, const std::string& usual) {
    std::string asked(request.header("accept-language").substr(0, 2));
    for (char& c : asked) c = static_cast<char>(c | 0x20);
    if (asked == "zh") return chinese;
    if (asked == "en") return english;
    return usual.starts_with("zh") ? chinese : english;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    return out;
}

// --- what the page shows ------------------------------------------------------------------------

struct View {
    access::Settings settings{};
    Subscription about{};
    std::string person{};  ///< Masked phone or e-mail.
    bool is_known = false;
    bool is_stopped = false;
};

/// Whether a Chinese character (not a sign of punctuation) begins at `at`.
bool is_han(std::string_view text, std::size_t at) {
    if (at >= text.size()) return false;
    const auto lead = static_cast<unsigned char>(text[at]);
    return lead >= 0xe4 && lead <= 0xe9;
}

/// `value` as it stands in `text` from `from` to `until`: Latin words keep a space from Chinese ones.
std::string spaced(const std::string& value, std::string_view text, std::size_t from, std::size_t until) {
    const auto latin = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (value.empty()) return value;
    const bool before = latin(value.front()) && from >= 3 && is_han(text, from - 3);
    const bool after = latin(value.back()) && is_han(text, until);
    return (before ? " " : "") + value + (after ? " " : "");
}

std::string filled(std::string text, const View& view, const Words& words) {
    const auto word = [](const auto& names, const std::string& code) {
        const auto found = names.find(code);
        return found == names.end() ? code : std::string(found->second);
    };
    const std::pair<std::string, std::string> places[] = {
        {"{channel}", word(words.channels, view.about.channel)},
        {"{purpose}", word(words.purposes, view.about.purpose)},
        {"{company}", view.settings.company.empty() ? "Huan" : view.settings.company},
        {"{person}", view.person.empty() ? (words.language[0] == 'z' ? "您" : "You") : view.person}};
    for (const auto& [name, value] : places)
        for (std::size_t at = text.find(name); at != std::string::npos;) {
            const std::string written = spaced(value, text, at, at + name.size());
            text.replace(at, name.size(), written);
            at = text.find(name, at + written.size());
        }
    return text;
}

View view_of(store::Reader& db, std::string_view token, base::Instant now) {
    View view{.settings = access::settings(db)};
    view.about = subscription_of(db, token, now);
    const auto person = find_customer(db, view.about.customer_id);
    if (!person) {
        view.is_stopped = true;
        return view;
    }
    view.is_known = true;
    const bool by_mail = view.about.channel == "email" && person->email;
    if (by_mail)
        view.person = masked(IdentityKind::email, *person->email);
    else if (person->phone)
        view.person = masked(IdentityKind::phone, *person->phone);
    view.is_stopped = consent_of(db, person->id, view.about.channel, view.about.purpose) == false;
    return view;
}

constexpr std::string_view style =
    "*{box-sizing:border-box}body{margin:0;min-height:100vh;background:#f4f5f8;color:#1a1d26;font:16px/1.6 "
    "-apple-system,system-ui,'PingFang SC','HarmonyOS Sans SC','Microsoft YaHei','Noto Sans CJK "
    "SC',sans-serif}"
    "main{max-width:480px;margin:0 auto;padding:0 16px 24px}"
    "header{margin:0 -16px;padding:20px 20px 120px;background:var(--brand);color:#fff;font-weight:600}"
    "section{margin-top:-84px;padding:28px 22px 24px;border-radius:20px;background:#fff;"
    "box-shadow:0 10px 30px rgba(16,20,40,.1)}"
    "h1{margin:0 0 8px;font-size:22px;line-height:1.35}p{margin:0 0 "
    "20px;color:#4a5060;overflow-wrap:anywhere}"
    "form{margin:0}button{display:block;width:100%;min-height:48px;padding:10px 16px;border-radius:14px;"
    "font:inherit;font-weight:600;cursor:pointer}"
    ".main{border:0;background:var(--brand);color:#fff}"
    ".more{margin-top:10px;border:1px solid #d5d8e0;background:#fff;color:#3a3f4d}"
    "button:focus-visible{outline:3px solid #9db2ff;outline-offset:2px}";

std::string form(const char* scope, const char* look, const std::string& label) {
    std::string html =
        "<form method=\"post\"><input type=\"hidden\" name=\"List-Unsubscribe\" value=\"One-Click\">";
    if (*scope != 0) html += "<input type=\"hidden\" name=\"scope\" value=\"" + std::string(scope) + "\">";
    return html + "<button class=\"" + look + "\">" + escaped(label) + "</button></form>";
}

http::Response page(const Words& words, const access::Settings& settings, const std::string& title,
                    const std::string& text, const std::string& forms, int status = 200) {
    const std::string brand = settings.brand_color.value_or("#3d4fd1");
    std::string html = "<!doctype html><html lang=\"" + std::string(words.language) +
                       "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                       "content=\"width=device-width, initial-scale=1, viewport-fit=cover\"><meta "
                       "name=\"robots\" content=\"noindex\"><title>" +
                       escaped(title) + "</title><style>:root{--brand:" + escaped(brand) + "}" +
                       std::string(style) + "</style></head><body><main><header>" +
                       escaped(settings.company) + "</header><section><h1>" + escaped(title) +
                       "</h1><p role=\"status\">" + escaped(text) + "</p>" + forms +
                       "</section></main></body></html>";
    http::Response response = http::text(std::move(html), "text/html", status);
    response.headers.set("cache-control", "no-store");
    response.headers.set("x-robots-tag", "noindex");
    response.headers.set("referrer-policy", "no-referrer");
    return response;
}

http::Response bad_link(store::Store& store, const http::Request& request) {
    const access::Settings settings = store.read([](store::Reader& db) { return access::settings(db); });
    const Words& words = words_for(request, settings.language);
    return page(words, settings, words.bad, words.bad_more, "", 404);
}

// --- the form -----------------------------------------------------------------------------------

SubscriptionChange change_in(const http::Request& request) {
    const std::string scope = form_value(request.header("content-type"), request.body, "scope");
    if (scope == "all") return SubscriptionChange::stop_all;
    return scope == "resume" ? SubscriptionChange::resume : SubscriptionChange::stop;
}

http::Response show(store::Store& store, const http::Request& request, const base::Context& ctx) try {
    const std::string token(request.param("token").value_or(""));
    const View view = store.read([&](store::Reader& db) { return view_of(db, token, ctx.now); });
    const Words& words = words_for(request, view.settings.language);
    const auto say = [&](const char* text) { return filled(text, view, words); };
    if (view.is_stopped)
        return page(words, view.settings, say(words.stopped), say(words.stopped_more),
                    view.is_known ? form("resume", "more", say(words.resume)) : "");
    return page(words, view.settings, say(words.ask), say(words.ask_more),
                form("", "main", say(words.stop)) + form("all", "more", say(words.stop_all)));
} catch (const base::Error& refused) {
    if (refused.kind() == errors::bad_unsubscribe) return bad_link(store, request);
    throw;
}

http::Response take(store::Store& store, const http::Request& request, const base::Context& ctx) try {
    if (form_value(request.header("content-type"), request.body, "List-Unsubscribe") != "One-Click")
        throw base::Error{base::errors::required, "List-Unsubscribe"};
    const std::string token(request.param("token").value_or(""));
    const SubscriptionChange change = change_in(request);
    View view = store.read([&](store::Reader& db) { return view_of(db, token, ctx.now); });
    const Words& words = words_for(request, view.settings.language);
    if (change == SubscriptionChange::stop_all) view.about.channel = everything;
    const auto say = [&](const char* text) { return filled(text, view, words); };
    const bool resumes = change == SubscriptionChange::resume;
    const std::string told = say(resumes                                  ? words.resume
                                 : change == SubscriptionChange::stop_all ? words.stop_all
                                                                          : words.ask);
    store.write(
        [&](store::Transaction& tx) { change_subscription(tx, token, change, told, request.address, ctx); });
    if (resumes)
        return page(words, view.settings, say(words.resumed), say(words.resumed_more),
                    form("", "more", say(words.stop)));
    return page(words, view.settings, say(words.stopped), say(words.stopped_more),
                form("resume", "more", say(words.resume)));
} catch (const base::Error& refused) {
    if (refused.kind() == errors::bad_unsubscribe) return bad_link(store, request);
    throw;
}

}  // namespace

void unsubscribe_routes(http::Router& router, store::Store& store) {
    router.blocking("GET /u/{token}", base::Permission::open,
                    [&store](const http::Request& request, const base::Context& ctx) {
                        return show(store, request, ctx);
                    });
    // The command writes its own line of the audit log: the address holds a token.
    router.blocking("POST /u/{token}", base::Permission::open,
                    [&store](const http::Request& request, const base::Context& ctx) {
                        return take(store, request, ctx);
                    },
                    {.body_limit = 16 << 10, .secret = true, .audited = false});
}

}  // namespace huan::customer
