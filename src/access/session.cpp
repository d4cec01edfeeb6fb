#include "access/session.hpp"

#include "access/errors.hpp"
#include "access/rows.hpp"
#include "access/secret.hpp"

#include <algorithm>

namespace huan::access {
namespace {

void count(store::Transaction& tx, const std::string& subject, std::int64_t free, const base::Context& ctx,
           const GuardLimits& limits) {
    rows::GuardRow row = rows::lock_guard_row(tx, subject);
    if (row.locked_until > ctx.now) {
        base::Error refused{errors::locked};
        refused.retry_after = std::chrono::ceil<std::chrono::seconds>(row.locked_until - ctx.now);
        throw refused;
    }
    if (ctx.now - row.last_at > limits.forgotten) row.tries = 0;
    ++row.tries;
    row.last_at = ctx.now;
    if (row.tries >= free) {
        const auto doublings = static_cast<int>(std::min<std::int64_t>(row.tries - free, 20));
        row.locked_until = ctx.now + std::min(limits.first * (1 << doublings), limits.longest);
    }
    rows::update(tx, row);
}

}  // namespace

std::string login_subject(const std::string& login) { return "login:" + login; }
std::string address_subject(const std::string& address) { return "address:" + address; }

CountedTry count_try(store::Transaction& tx, const std::string& login, const std::string& address,
                     const base::Context& ctx, const GuardLimits& limits) {
    // Always in this order, so that two tries cannot wait for each other.
    count(tx, address_subject(address), limits.per_address, ctx, limits);
    count(tx, login_subject(login), limits.per_login, ctx, limits);
    const auto user = rows::find_login(tx, login);
    if (!user || !user->active) return {};
    return {.user_id = user->id, .password_hash = user->password_hash};
}

void forgive_try(store::Transaction& tx, const std::string& login, const std::string& address,
                 const GuardLimits& limits) {
    rows::GuardRow row = rows::lock_guard_row(tx, address_subject(address));
    row.tries =
        std::max<std::int64_t>(row.tries - 1, 0);  // Only its own: an address is shared with others' tries.
    if (row.tries < limits.per_address) row.locked_until = {};
    rows::update(tx, row);
    rows::drop_guard(tx, login_subject(login));
}

OpenedSession open_session(store::Transaction& tx, UserId user_id, const std::string& address,
                           const base::Context& ctx) {
    OpenedSession opened{.token = random_token()};
    opened.csrf = csrf_of(opened.token);
    rows::insert(tx, rows::SessionRow{.id = tx.next_id(),
                                      .token_hash = hash_of(opened.token),
                                      .user_id = user_id,
                                      .created_at = ctx.now,
                                      .seen_at = ctx.now,
                                      .expires_at = ctx.now + session_life,
                                      .address = address});
    rows::set_last_login(tx, user_id, ctx.now);
    return opened;
}

std::string csrf_of(const std::string& session_token) { return mac_of(session_token, "csrf"); }

OpenedSession sign_in(store::Transaction& tx, const CountedTry& counted, const std::string& login,
                      const std::string& address, const base::Context& ctx) {
    const auto user = rows::find_user(tx, counted.user_id);
    if (!user || !user->active || user->password_hash != counted.password_hash)
        throw base::Error{errors::bad_credentials};
    forgive_try(tx, login, address);
    return open_session(tx, user->id, address, ctx);
}

void clean_up(store::Transaction& tx, base::Instant now) {
    rows::drop_expired(tx, now, now - session_idle, now - GuardLimits{}.forgotten);
}

}  // namespace huan::access
