#include "jobs/teller.hpp"

#include "jobs/queries.hpp"
#include "jobs/rows.hpp"

#include <fmt/format.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>

namespace huan::jobs {
namespace {

constexpr std::string_view secret_start = "whsec_";

std::string base64(const unsigned char* bytes, std::size_t size) {
    std::string text(sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes, size, sodium_base64_VARIANT_ORIGINAL);
    text.pop_back();  // libsodium counts the final NUL.
    return text;
}

std::string key_of(const std::string& secret) {
    if (!secret.starts_with(secret_start)) return secret;
    const std::string_view text = std::string_view(secret).substr(secret_start.size());
    std::string key(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(key.data()), key.size(), text.data(), text.size(),
                          nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
        return secret;
    key.resize(size);
    return key;
}

bool wants(const std::vector<std::string>& patterns, const std::string& name) {
    return std::ranges::any_of(patterns, [&](const std::string& pattern) {
        if (pattern == "*" || pattern == name) return true;
        return pattern.ends_with(".*") &&
               name.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1));
    });
}

std::string body_of(const store::Event& event) {
    boost::json::object data{{"seq", event.seq}, {"org_id", event.org_id.value}};
    if (event.profile_id) data["profile_id"] = event.profile_id.value;
    if (event.source_id != 0) data["source_id"] = event.source_id;
    if (!event.channel.empty()) data["channel"] = event.channel;
    if (!event.place.empty()) data["place"] = event.place;
    data["actor"] = event.actor;
    data["properties"] = event.properties;
    boost::json::object body{{"type", event.name}, {"timestamp", base::format_instant(event.occurred_at)}};
    body["data"] = std::move(data);
    return boost::json::serialize(body);
}

}  // namespace

std::string new_secret() {
    std::array<unsigned char, 24> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    return std::string(secret_start) + base64(bytes.data(), bytes.size());
}

std::string signature_of(const std::string& secret, const std::string& id, std::int64_t timestamp,
                         const std::string& body) {
    const std::string key = key_of(secret);
    const std::string text = id + "." + std::to_string(timestamp) + "." + body;
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned int size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &size);
    return "v1," + base64(mac.data(), size);
}

Teller::Teller(store::Store& store, PathOf path_of, PostLimits limits)
    : store_(store),
      path_of_(std::move(path_of)),
      limits_(limits) {}

std::shared_ptr<const Teller::List> Teller::current(store::Reader& db) {
    follower_.follow(db, [&] {
        auto list = std::make_shared<List>();
        for (const rows::WebhookRow& row : rows::active_webhooks(db))
            list->push_back({row.id.value, shown(row).events, row.org_path});
        const std::lock_guard lock(mutex_);
        list_ = std::move(list);
    });
    const std::lock_guard lock(mutex_);
    return list_;
}

void Teller::react(store::Transaction& tx, const store::Event& event, const base::Context& ctx) {
    const auto list = current(tx);
    if (list->empty()) return;
    std::string path;
    std::string body;
    for (const Subscription& subscription : *list) {
        if (!wants(subscription.events, event.name)) continue;
        if (path.empty()) path = event.org_id ? path_of_(tx, event.org_id) : "/1/";
        if (!path.starts_with(subscription.org_path)) continue;
        if (body.empty()) body = body_of(event);
        enqueue(tx,
                {.kind = webhook_kind,
                 .target = subscription.id,
                 .topic = event.name,
                 .body = body,
                 .org_id = event.org_id},
                ctx);
    }
}

Attempt Teller::send(const Delivery& delivery, const std::stop_token& stop) {
    const auto row =
        store_.read([&](store::Reader& db) { return rows::find_webhook(db, WebhookId{delivery.target}); });
    if (!row) return {.outcome = Attempt::Outcome::never, .error = "The webhook was removed."};
    if (!row->active) return {.outcome = Attempt::Outcome::again, .error = "The webhook is switched off."};
    const std::string id = fmt::format("msg_{}", delivery.id.value);
    const std::int64_t seconds = delivery.now.ms / 1000;
    const PostRequest request{
        .url = row->url,
        .headers = {"Content-Type: application/json", "webhook-id: " + id,
                    fmt::format("webhook-timestamp: {}", seconds),
                    "webhook-signature: " + signature_of(row->secret, id, seconds, delivery.body)},
        .body = delivery.body};
    const PostAnswer answer = post(request, limits_, stop);
    Attempt attempt{.error = answer.problem, .wait = answer.retry_after};
    if (answer.status != 0) attempt.status = answer.status;
    if (answer.status >= 200 && answer.status < 300) return attempt;
    if (answer.status != 0) attempt.error = fmt::format("HTTP {}: {}", answer.status, answer.body);
    // 410 says by the standard that the address is gone for good.
    const bool over = answer.refused || answer.status == 410;
    attempt.outcome = over ? Attempt::Outcome::never : Attempt::Outcome::again;
    return attempt;
}

}  // namespace huan::jobs
