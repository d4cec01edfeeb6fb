#pragma once

#include "access/key.hpp"
#include "access/org.hpp"
#include "access/settings.hpp"
#include "access/user.hpp"
#include "store/store.hpp"

#include <string>

/// The changes of this module. Passwords arrive hashed: hashing takes too long for a transaction.
namespace huan::access {

/// Lower case, trimmed. \throws base::Error `access.bad_login`
std::string normal_login(const std::string& login);
/// \throws base::Error `access.weak_password`
void check_password(const std::string& password, const std::string& login,
                    const std::string& field = "password");

/// \throws base::Error `access.unknown` (parent), `access.org_name_taken`, `access.too_deep`
Org create_org(store::Transaction& tx, const CreateOrg& command, const base::Context& ctx);
/// \throws base::Error `access.unknown`, `access.stale`, `access.org_name_taken`
Org rename_org(store::Transaction& tx, const RenameOrg& command, const base::Context& ctx);

/// `password_hash` is empty where none was given; the answer then carries a link.
/// \throws base::Error `access.login_taken`, `access.bad_login`, `access.unknown` (organisation),
/// `access.beyond_own`
CreatedUser create_user(store::Transaction& tx, const CreateUser& command, const std::string& password_hash,
                        const base::Context& ctx);
/// Ends the sessions of a user who may do less now.
/// \throws base::Error `access.unknown`, `access.stale`, `access.beyond_own`, `access.last_admin`
User update_user(store::Transaction& tx, const UpdateUser& command, const base::Context& ctx);
/// \throws base::Error `access.unknown`, `access.beyond_own`
OneTimeLink issue_link(store::Transaction& tx, const IssueLink& command, const base::Context& ctx);
/// For the command line, which has the data directory and so all rights.
/// \throws base::Error `access.unknown`
OneTimeLink reset_password(store::Transaction& tx, const std::string& login, const base::Context& ctx);
/// A link that signs the user in, once, within a day; it takes the place of an earlier one. For the command
/// line, too. \throws base::Error `access.unknown`
OneTimeLink issue_sign_in_link(store::Transaction& tx, const std::string& login, const base::Context& ctx);
/// Uses such a link up. Answers whose it was.
/// \throws base::Error `access.bad_link`
base::UserId take_sign_in_link(store::Transaction& tx, const std::string& token, const base::Context& ctx);
/// Takes the link, sets the password, ends the user's sessions. Answers whose it was.
/// \throws base::Error `access.bad_link`
base::UserId choose_password(store::Transaction& tx, const std::string& token,
                             const std::string& password_hash, const base::Context& ctx);
/// Sets a new password, provided the old one is still `seen_hash`; ends all sessions but the one of
/// `session_token`. \throws base::Error `access.stale`
void change_password(store::Transaction& tx, base::UserId id, const std::string& seen_hash,
                     const std::string& password_hash, const std::string& session_token);

/// The login of the user a link is for; the link stays.
/// \throws base::Error `access.bad_link`
std::string login_of_link(store::Reader& db, const std::string& token, base::Instant now);
/// \throws base::Error `access.set_up_already`, `access.bad_link`
void check_setup_link(store::Reader& db, const std::string& token, base::Instant now);

/// The link with which the first administrator is made, replacing any earlier one.
/// \throws base::Error `access.set_up_already`
OneTimeLink issue_setup_link(store::Transaction& tx, const base::Context& ctx);
/// Company, settings and first administrator. Answers the administrator.
/// \throws base::Error `access.set_up_already`, `access.bad_link`, `access.bad_login`, `access.bad_setting`
base::UserId set_up(store::Transaction& tx, const Setup& command, const std::string& password_hash,
                    const base::Context& ctx);

/// \throws base::Error `access.source_required`, `access.beyond_own`, `access.unknown` (organisation)
CreatedKey create_key(store::Transaction& tx, const CreateKey& command, const base::Context& ctx);
/// \throws base::Error `access.unknown`
ApiKey revoke_key(store::Transaction& tx, const RevokeKey& command, const base::Context& ctx);

/// \throws base::Error `access.stale`, `access.bad_setting`, `access.currency_digits`
Settings update_settings(store::Transaction& tx, const UpdateSettings& command, const base::Context& ctx);

}  // namespace huan::access
