#include "access/authenticate.hpp"

#include "access/errors.hpp"
#include "access/queries.hpp"
#include "access/record.hpp"
#include "access/rows.hpp"
#include "access/secret.hpp"
#include "access/session.hpp"

#include <sodium.h>

#include <charconv>

namespace huan::access {
namespace {

constexpr base::Duration noted_every{60'000};  ///< How exact `seen_at` of a session is.
constexpr std::string_view customer_start = "ct_";

bool starts_with_word(std::string_view text, std::string_view word) {
    if (text.size() <= word.size() || text[word.size()] != ' ') return false;
    return std::equal(word.begin(), word.end(), text.begin(),
                      [](char left, char right) { return left == (right | 0x20); });  // Schemes ignore case.
}

/// The credential of an Authorization header: after "Bearer ", or the user name after "Basic ".
std::string credential_of(std::string_view header) {
    if (starts_with_word(header, "bearer")) return base::trimmed(std::string(header.substr(7)));
    if (!starts_with_word(header, "basic")) return {};
    const std::string text = base::trimmed(std::string(header.substr(6)));
    std::string plain(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(plain.data()), plain.size(), text.data(),
                          text.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
        return {};
    plain.resize(size);
    return plain.substr(0, plain.find(':'));
}

base::Actor actor_of(const rows::KeyRow& row, const std::string& path) {
    base::Actor actor;
    actor.kind = base::ActorKind::key;
    actor.id = row.id.value;
    actor.name = row.name;
    actor.org_id = row.org_id;
    actor.org_path = path;
    actor.scope = row.org_id == root_org ? base::DataScope::all : base::DataScope::subtree;
    if (row.kind == KeyKind::write) {
        actor.permissions = {base::Permission::ingest};
        actor.source_id = row.source_id.value_or(0);
        return actor;
    }
    actor.permissions.add(base::Permission::signed_in);
    for (const base::Permission permission : shown(row).permissions) actor.permissions.add(permission);
    return actor;
}

base::Actor customer_of(std::string_view payload) {
    base::Actor actor;
    actor.kind = base::ActorKind::customer;
    std::from_chars(payload.data(), payload.data() + payload.size(), actor.id);
    if (actor.id <= 0) throw base::Error{errors::bad_customer_token};
    actor.org_id = root_org;
    actor.org_path = "/1/";
    actor.permissions = {base::Permission::customer_token};
    return actor;
}

}  // namespace

Authenticator::Authenticator(store::Store& store) : store_(store), follower_(key_topic) {
    store_.write([](store::Transaction& tx) { make_signing_secret(tx); });
}

http::Hooks Authenticator::hooks() {
    return {.authenticate = [this](store::Reader& db, const http::Request& request, const http::Route& route,
                                   base::Instant now) { return authenticate(db, request, route, now); },
            .recall = [this](const http::Request& request, const http::Route& route,
                             base::Instant now) { return recall(request, route, now); },
            .after_command = &record_command};
}

Authenticator::SnapshotPtr Authenticator::held() const {
    const std::lock_guard lock(mutex_);
    return snapshot_;
}

Authenticator::SnapshotPtr Authenticator::current(store::Reader& db) {
    follower_.follow(db, [&] {
        auto fresh = std::make_shared<Snapshot>();
        fresh->signing_secret = signing_secret(db);
        for (const rows::KeyRow& row : rows::active_keys(db))
            fresh->keys[row.token_hash.value] = actor_of(row, org_path(db, row.org_id));
        const std::lock_guard lock(mutex_);
        snapshot_ = std::move(fresh);
    });
    return held();
}

std::optional<base::Actor> Authenticator::find_key(store::Reader& db, std::string_view key) {
    const SnapshotPtr known = current(db);
    const auto found = known->keys.find(hash_of(key).value);
    return found == known->keys.end() ? std::nullopt : std::optional(found->second);
}

std::optional<base::Context> Authenticator::recall(const http::Request& request, const http::Route&,
                                                   base::Instant now) {
    const std::string_view header = request.header("authorization");
    if (!header.empty()) {
        if (follower_.due()) return {};
        return base::Context{.now = now, .actor = from_header(*held(), header, now)};
    }
    if (!request.cookie(session_cookie).empty()) return {};
    return base::Context{.now = now};
}

base::Context Authenticator::authenticate(store::Reader& db, const http::Request& request,
                                          const http::Route& route, base::Instant now) {
    base::Context ctx{.now = now};
    const std::string_view header = request.header("authorization");
    const std::string_view token = request.cookie(session_cookie);
    if (!header.empty())
        ctx.actor = from_header(*current(db), header, now);
    else if (!token.empty())
        ctx.actor = from_session(db, request, token, route, now);
    return ctx;
}

base::Actor Authenticator::from_header(const Snapshot& known, std::string_view header,
                                       base::Instant now) const {
    const std::string credential = credential_of(header);
    if (credential.starts_with(customer_start)) {
        const auto token = std::string_view(credential).substr(customer_start.size());
        const auto payload = open_signed(known.signing_secret, customer_purpose, token, now);
        if (!payload) throw base::Error{errors::bad_customer_token};
        return customer_of(*payload);
    }
    const auto found = known.keys.find(hash_of(credential).value);
    if (found == known.keys.end()) throw base::Error{errors::bad_key};
    return found->second;
}

base::Actor Authenticator::from_session(store::Reader& db, const http::Request& request,
                                        std::string_view token, const http::Route& route, base::Instant now) {
    const auto session = rows::find_session(db, hash_of(token));
    if (!session || session->expires_at <= now || session->seen_at + session_idle <= now) return {};
    const auto actor = actor_of(db, session->user_id);
    if (!actor) return {};
    const bool reads = route.method == http::Method::get || route.method == http::Method::head;
    if (!reads && !same(request.header("x-csrf-token"), csrf_of(std::string(token))))
        throw base::Error{errors::csrf};
    if (now - session->seen_at > noted_every) seen(session->id, now);
    return *actor;
}

void Authenticator::seen(std::int64_t session_id, base::Instant now) {
    store_.submit([session_id, now](store::Transaction& tx) { rows::touch_session(tx, session_id, now); },
                  [](const std::exception_ptr&) {});  // The next request tries again.
}

}  // namespace huan::access
