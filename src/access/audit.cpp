#include "access/audit.hpp"

#include "access/record.hpp"
#include "access/rows.hpp"

#include <algorithm>
#include <array>

namespace huan::access {
namespace {

constexpr std::size_t longest_text = 300;
constexpr std::size_t longest_list = 20;
constexpr int deepest = 4;
constexpr const char* hidden = "***";

bool is_secret_name(std::string_view name) {
    std::string lower(name);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    constexpr std::array words{"password",  "secret",   "token",         "api_key", "apikey",
                               "write_key", "writekey", "authorization", "cookie",  "credential"};
    return std::ranges::any_of(words,
                               [&](const char* word) { return lower.find(word) != std::string::npos; });
}

/// A secret of ours betrays itself wherever it stands.
bool is_secret_text(std::string_view text) {
    constexpr std::array starts{"hk_live_", "whsec_", "ct_"};
    return std::ranges::any_of(starts,
                               [&](const char* start) { return text.find(start) != std::string_view::npos; });
}

boost::json::value fit(const boost::json::value& value, int depth);

boost::json::value fit_text(std::string_view text) {
    if (is_secret_text(text)) return hidden;
    if (text.size() <= longest_text) return boost::json::string(text);
    std::size_t end = longest_text;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;  // Not within a character.
    return boost::json::string(std::string(text.substr(0, end)) + "…");
}

boost::json::object fit_object(const boost::json::object& object, int depth) {
    boost::json::object kept;
    for (const auto& item : object)
        kept[item.key()] = is_secret_name(item.key()) ? hidden : fit(item.value(), depth);
    return kept;
}

boost::json::value fit(const boost::json::value& value, int depth) {
    if (value.is_string()) return fit_text(value.get_string());
    if (!value.is_object() && !value.is_array()) return value;
    if (depth >= deepest) return "…";
    if (value.is_object()) return fit_object(value.get_object(), depth + 1);
    boost::json::array list;
    for (const boost::json::value& item : value.get_array()) {
        if (list.size() == longest_list) {
            list.emplace_back("…");
            break;
        }
        list.push_back(fit(item, depth + 1));
    }
    return list;
}

/// "/api/coupon_types" -> "coupon_type_id"
std::string id_name(std::string_view path) {
    std::string_view last;
    for (std::size_t at = 0; at < path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        const std::string_view part = path.substr(at, end - at);
        if (!part.empty() && part.front() != '{') last = part;
        at = end + 1;
    }
    std::string name(last);
    if (name.ends_with('s')) name.pop_back();
    return name + "_id";
}

/// The id a new record got: "id" of the answer, or of the first record within it.
std::int64_t id_in(const boost::json::value& answered) {
    if (!answered.is_object()) return 0;
    const boost::json::object& object = answered.get_object();
    if (const auto* id = object.if_contains("id"); id != nullptr && id->is_int64()) return id->get_int64();
    for (const auto& item : object) {
        if (!item.value().is_object()) continue;
        const auto* id = item.value().get_object().if_contains("id");
        if (id != nullptr && id->is_int64()) return id->get_int64();
    }
    return 0;
}

std::string object_of(const http::Executed& executed) {
    std::string object;
    for (const auto& [name, value] : executed.request.params)
        object.append(object.empty() ? "" : ", ").append(name).append(" ").append(value);
    if (!object.empty()) return object;
    if (const std::int64_t id = id_in(executed.answered); id != 0)
        return id_name(executed.route.path) + " " + std::to_string(id);
    // What there is one of is changed without an id: "/api/settings".
    const std::string& path = executed.route.path;
    return executed.route.method == http::Method::put ? path.substr(path.rfind('/') + 1) : std::string();
}

}  // namespace

boost::json::object redacted(const boost::json::object& json) { return fit_object(json, 0); }

void record(store::Transaction& tx, const base::Context& ctx, const Deed& deed) {
    rows::insert(tx, rows::AuditRow{.id = tx.next_id(),
                                    .at = ctx.now,
                                    .actor_kind = ctx.actor.kind,
                                    .actor_id = ctx.actor.id,
                                    .actor_name = ctx.actor.name,
                                    .org_path = ctx.actor.org_path,
                                    .route = deed.route,
                                    .object = deed.object,
                                    .changes = redacted(deed.changes),
                                    .result = redacted(deed.result),
                                    .address = deed.address});
}

void record_command(store::Transaction& tx, const base::Context& ctx, const http::Executed& executed) {
    // Customers and trackers act on their own behalf: what they do stands in the journal, with them as actor.
    if (ctx.actor.kind == base::ActorKind::customer || executed.route.permission == base::Permission::ingest)
        return;
    Deed deed{.route = executed.route.name(),
              .object = object_of(executed),
              .changes = executed.asked,
              .address = executed.request.address};
    if (executed.answered.is_object()) deed.result = executed.answered.get_object();
    record(tx, ctx, deed);
}

}  // namespace huan::access
