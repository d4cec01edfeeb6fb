#include "access/commands.hpp"
#include "access/errors.hpp"
#include "access/queries.hpp"
#include "access/role.hpp"
#include "access/saved_view.hpp"
#include "access/secret.hpp"
#include "access/session.hpp"
#include "store/testing/on_both_stores.hpp"

#include <sstream>

namespace huan::access {
namespace {

using store::testing::OnBothStores;
using store::testing::refusal_of;

constexpr base::Duration second{1000};
constexpr base::Duration minute{60'000};
constexpr base::Duration hour = minute * 60;

class AccessOnBothStores : public OnBothStores {
protected:
    User made(const std::string& login, Role role, OrgId org, const base::Context& ctx) {
        return write([&](store::Transaction& tx) {
            const CreateUser command{.login = {login}, .name = {login}, .org_id = org, .role = role};
            return create_user(tx, command, "hash", ctx).user;
        });
    }
    User made(const std::string& login, Role role, OrgId org = root_org) {
        return made(login, role, org, at_noon);
    }
    Org node(const std::string& name, OrgId parent = root_org) {
        return write([&](store::Transaction& tx) {
            return create_org(tx, {.parent_id = parent, .kind = OrgKind::store, .name = {name}}, at_noon);
        });
    }
    base::Context as(const User& user) {
        return {.now = noon, .actor = *read([&](store::Reader& db) { return actor_of(db, user.id); })};
    }
    template <class Work> base::ErrorKind refused(Work&& work) {
        return refusal_of([&] { write([&](store::Transaction& tx) { work(tx); }); });
    }
    User updated(UpdateUser command, const base::Context& ctx) {
        return write([&](store::Transaction& tx) { return update_user(tx, command, ctx); });
    }
    /// A wrong try at `now`; answers for how many seconds the guard turns it away, 0 when it does not.
    std::int64_t tried(base::Instant now, const std::string& login = "anna",
                       const std::string& address = "9.9.9.9") {
        try {
            write([&](store::Transaction& tx) { count_try(tx, login, address, at(now)); });
            return 0;
        } catch (const base::Error& locked) {
            EXPECT_EQ(locked.kind(), errors::locked);
            return locked.retry_after ? locked.retry_after->count() : -1;
        }
    }
};
INSTANTIATE_ON_BOTH_STORES(AccessOnBothStores);

// ---- roles ----

TEST(Roles, may_do_exactly_this) {
    const char* matrix = R"(
        permission         admin operator manager agent technician analyst
        signed_in          x     x        x       x     x          x
        customer_read      x     x        x       x     .          x
        customer_write     x     x        x       x     .          .
        customer_reveal    x     .        x       x     .          .
        order_write        x     x        x       .     .          .
        import_run         x     x        .       .     .          .
        export_run         x     x        x       .     .          x
        source_manage      x     x        .       .     .          .
        finding_write      x     x        x       x     x          .
        segment_read       x     x        x       x     .          x
        segment_write      x     x        .       .     .          x
        offer_read         x     x        x       x     x          x
        offer_manage       x     x        .       .     .          .
        coupon_grant       x     x        x       x     .          .
        coupon_redeem      x     x        x       x     x          .
        ledger_read        x     x        x       .     .          x
        campaign_read      x     x        x       x     .          x
        campaign_manage    x     x        .       .     .          .
        lead_read          x     x        x       x     .          x
        lead_work          x     .        x       x     .          .
        lead_assign        x     x        x       .     .          .
        commission_manage  x     .        x       .     .          .
        report_read        x     x        x       .     .          x
        user_manage        x     .        x       .     .          .
        org_manage         x     .        x       .     .          .
        key_manage         x     .        .       .     .          .
        audit_read         x     .        x       .     .          .
        settings_manage    x     .        .       .     .          .
        webhook_manage     x     x        .       .     .          .
        job_read           x     x        x       .     .          x
        job_stop           x     x        .       .     .          .
        open               .     .        .       .     .          .
        customer_token     .     .        .       .     .          .
        ingest             .     .        .       .     .          .
    )";
    std::istringstream lines(matrix);
    std::string word;
    std::vector<Role> roles;
    lines >> word;
    while (roles.size() < role_table().size() && lines >> word) {
        Role role{};
        ASSERT_TRUE(base::from_word(word, role)) << word;
        roles.push_back(role);
    }
    std::set<base::Permission> seen;
    while (lines >> word) {
        base::Permission permission{};
        ASSERT_TRUE(base::from_word(word, permission)) << word;
        seen.insert(permission);
        for (const Role role : roles) {
            std::string mark;
            lines >> mark;
            EXPECT_EQ(line_of(role).permissions.has(permission), mark == "x")
                << base::word_of(role) << " " << word;
        }
    }
    base::for_each_value<base::Permission>([&](std::string_view name, base::Permission permission) {
        EXPECT_TRUE(seen.contains(permission)) << name << " is missing here";
    });
}

// ---- organisation and users ----

TEST_P(AccessOnBothStores, a_manager_sees_the_people_and_nodes_of_their_subtree_only) {
    const Org east = node("East");
    const Org shop = node("Shop 1", east.id);
    const Org west = node("West");
    const User manager = made("mia", Role::manager, east.id);
    made("anna", Role::agent, shop.id);
    const User stranger = made("wim", Role::agent, west.id);
    const base::Context mia = as(manager);

    const UserPage users = read([&](store::Reader& db) { return list_users(db, {}, mia); });
    std::vector<std::string> logins;
    for (const User& user : users.items) logins.push_back(user.login);
    EXPECT_EQ(logins, (std::vector<std::string>{"mia", "anna"}));
    EXPECT_EQ(users.total, 2);
    EXPECT_EQ(users.items[1].org_name, "Shop 1");
    EXPECT_EQ(read([&](store::Reader& db) { return list_orgs(db, {}, mia); }).items.size(), 2U);

    EXPECT_EQ(refused([&](auto& tx) { update_user(tx, {.user_id = stranger.id, .version = 1}, mia); }),
              errors::unknown);
    EXPECT_EQ(refused([&](auto& tx) { issue_link(tx, {stranger.id}, mia); }), errors::unknown);
    EXPECT_EQ(refused([&](auto& tx) {
                  create_user(tx, {.login = {"x"}, .name = {"x"}, .org_id = west.id, .role = Role::agent}, "",
                              mia);
              }),
              errors::unknown);
    EXPECT_EQ(refused([&](auto& tx) {
                  create_org(tx, {.parent_id = west.id, .kind = OrgKind::team, .name = {"x"}}, mia);
              }),
              errors::unknown);
    EXPECT_EQ(
        refused([&](auto& tx) { rename_org(tx, {.org_id = west.id, .version = 1, .name = {"x"}}, mia); }),
        errors::unknown);
}

TEST_P(AccessOnBothStores, an_agent_sees_nobody_but_themselves) {
    const User anna = made("anna", Role::agent);
    made("ben", Role::agent);
    const UserPage users = read([&](store::Reader& db) { return list_users(db, {}, as(anna)); });
    ASSERT_EQ(users.items.size(), 1U);
    EXPECT_EQ(users.items[0].id, anna.id);
}

TEST_P(AccessOnBothStores, lists_are_searched_filtered_and_paged) {
    const Org east = node("East");
    for (const char* login : {"anna", "annika", "bob_x", "bobyx"}) made(login, Role::agent, east.id);
    made("analyst", Role::analyst);
    const auto logins = [&](ListUsers query) {
        std::string all;
        query.limit = 2;
        for (int page = 0; page < 5; ++page) {
            const UserPage got = read([&](store::Reader& db) { return list_users(db, query, at_noon); });
            for (const User& user : got.items) all += user.login + " ";
            if (!got.next_cursor) break;
            query.cursor = got.next_cursor;
        }
        return all;
    };
    EXPECT_EQ(logins({}), "anna annika bob_x bobyx analyst ");
    EXPECT_EQ(logins({.search = "ANN"}), "anna annika ");
    EXPECT_EQ(logins({.search = "b_"}), "bob_x ") << "an underscore is no joker";
    EXPECT_EQ(logins({.search = "'; DROP TABLE users; --"}), "");
    EXPECT_EQ(logins({.org_id = east.id}), "anna annika bob_x bobyx ");
    EXPECT_EQ(logins({.role = Role::analyst}), "analyst ");
    EXPECT_EQ(logins({.active = false}), "");
}

struct UserRefusal {
    const char* when;
    CreateUser command;
    base::ErrorKind because;
};

TEST_P(AccessOnBothStores, a_manager_cannot_make_somebody_when) {
    const Org east = node("East");
    const base::Context mia = as(made("mia", Role::manager, east.id));
    const UserRefusal refusals[] = {
        {"they would be an administrator", {{"x"}, {"x"}, east.id, Role::admin}, errors::beyond_own},
        {"they would be an operator", {{"x"}, {"x"}, east.id, Role::operator_}, errors::beyond_own},
        {"they would see everything",
         {{"x"}, {"x"}, east.id, Role::agent, base::DataScope::all},
         errors::beyond_own},
        {"the login is taken", {{"MIA"}, {"x"}, east.id, Role::agent}, errors::login_taken},
        {"the login has a space", {{"m ia"}, {"x"}, east.id, Role::agent}, errors::bad_login},
        {"the login is markup", {{"<b>"}, {"x"}, east.id, Role::agent}, errors::bad_login},
        {"the node does not exist", {{"x"}, {"x"}, OrgId{987654}, Role::agent}, errors::unknown},
    };
    for (const UserRefusal& row : refusals) {
        SCOPED_TRACE(row.when);
        EXPECT_EQ(refused([&](auto& tx) { create_user(tx, row.command, "", mia); }), row.because);
    }
    EXPECT_EQ(read([&](store::Reader& db) { return list_users(db, {}, at_noon); }).total, 1);
}

TEST_P(AccessOnBothStores, a_manager_cannot_take_over_somebody_above_them) {
    const Org east = node("East");
    const base::Context mia = as(made("mia", Role::manager, east.id));
    const User root = made("root", Role::admin, east.id);  // In her subtree, but with more rights.
    EXPECT_EQ(refused([&](auto& tx) { issue_link(tx, {root.id}, mia); }), errors::beyond_own);
    EXPECT_EQ(
        refused([&](auto& tx) { update_user(tx, {.user_id = root.id, .version = 1, .active = false}, mia); }),
        errors::beyond_own);
}

TEST_P(AccessOnBothStores, an_update_needs_the_version_last_seen_and_changes_what_it_names) {
    const User anna = made("anna", Role::agent);
    const User changed = updated({.user_id = anna.id, .version = 1, .name = {{"Anna K."}}}, at_noon);
    EXPECT_EQ(changed.name, "Anna K.");
    EXPECT_EQ(changed.role, Role::agent);
    EXPECT_EQ(changed.version, 2);
    EXPECT_EQ(refused([&](auto& tx) { update_user(tx, {.user_id = anna.id, .version = 1}, at_noon); }),
              errors::stale);
    const Org east = node("East");
    write([&](store::Transaction& tx) {
        rename_org(tx, {.org_id = east.id, .version = 1, .name = {"Far"}}, at_noon);
    });
    EXPECT_EQ(
        refused([&](auto& tx) { rename_org(tx, {.org_id = east.id, .version = 1, .name = {"x"}}, at_noon); }),
        errors::stale);
}

TEST_P(AccessOnBothStores, the_last_administrator_stays) {
    const User root = made("root", Role::admin);
    for (const UpdateUser& change : {UpdateUser{.user_id = root.id, .version = 1, .active = false},
                                     UpdateUser{.user_id = root.id, .version = 1, .role = Role::analyst}})
        EXPECT_EQ(refused([&](auto& tx) { update_user(tx, change, at_noon); }), errors::last_admin);
    made("second", Role::admin);
    EXPECT_FALSE(updated({.user_id = root.id, .version = 1, .active = false}, at_noon).active);
}

TEST_P(AccessOnBothStores, siblings_have_different_names_and_the_tree_has_a_bottom) {
    node("East");
    EXPECT_EQ(refused([&](auto& tx) {
                  create_org(tx, {.parent_id = root_org, .kind = OrgKind::store, .name = {"East"}}, at_noon);
              }),
              errors::org_name_taken);
    OrgId at = root_org;
    for (int level = 2; level <= 8; ++level) at = node("level", at).id;
    EXPECT_EQ(refused([&](auto& tx) {
                  create_org(tx, {.parent_id = at, .kind = OrgKind::team, .name = {"x"}}, at_noon);
              }),
              errors::too_deep);
}

// ---- lock-out ----

TEST_P(AccessOnBothStores, guessing_is_slowed_down_by_login_and_that_survives_a_restart) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(tried(noon + second * i), 0);
    const base::Instant last = noon + second * 4;
    EXPECT_EQ(tried(last), 30);
    EXPECT_EQ(tried(last, "anna", "8.8.4.4"), 30) << "another address does not help";
    EXPECT_EQ(tried(last, "ben"), 0) << "another login is not concerned";
    fresh().reopen();
    EXPECT_EQ(tried(last + second * 10), 20);
    EXPECT_EQ(tried(last + second * 30), 0);
    EXPECT_EQ(tried(last + second * 30), 60) << "twice as long each time";
    base::Instant now = last + second * 30;
    for (int i = 0; i < 10; ++i) {
        now = now + second * tried(now);
        EXPECT_EQ(tried(now), 0);
    }
    EXPECT_EQ(tried(now), 15 * 60) << "but never longer than a quarter of an hour";
    EXPECT_EQ(tried(now + hour * 25), 0);
    EXPECT_EQ(tried(now + hour * 25), 0) << "a day without a try forgets them";
}

TEST_P(AccessOnBothStores, guessing_is_slowed_down_by_address) {
    for (int i = 0; i < 30; ++i) EXPECT_EQ(tried(noon, "user" + std::to_string(i)), 0);
    EXPECT_EQ(tried(noon, "another"), 30);
    EXPECT_EQ(tried(noon, "another", "8.8.4.4"), 0);
}

TEST_P(AccessOnBothStores, a_right_password_takes_its_own_try_back_and_no_other) {
    const User anna = made("anna", Role::agent);
    for (int i = 0; i < 29; ++i) tried(noon, "user" + std::to_string(i));
    for (int i = 0; i < 3; ++i)
        write([&](store::Transaction& tx) {
            const CountedTry counted = count_try(tx, "anna", "9.9.9.9", at_noon);
            EXPECT_EQ(counted.user_id, anna.id);
            sign_in(tx, counted, "anna", "9.9.9.9", at_noon);
        });
    EXPECT_EQ(tried(noon, "one more"), 0);
    EXPECT_EQ(tried(noon, "and another"), 30);
}

TEST_P(AccessOnBothStores, of_many_guesses_at_once_five_are_looked_at) {
    std::atomic<int> let_through = 0;
    std::vector<std::thread> guessers;
    for (int i = 0; i < 16; ++i)
        guessers.emplace_back([&, i] {
            if (tried(noon, "anna", "9.9.9." + std::to_string(i)) == 0) ++let_through;
        });
    for (std::thread& guesser : guessers) guesser.join();
    EXPECT_EQ(let_through, 5);
}

// ---- links, passwords, set-up ----

TEST_P(AccessOnBothStores, a_link_works_once_and_in_time) {
    const User anna = made("anna", Role::agent);
    const auto link = [&] {
        return write([&](store::Transaction& tx) { return issue_link(tx, {anna.id}, at_noon); });
    };
    const auto choose = [&](const std::string& token, base::Instant now) {
        return refused([&](auto& tx) { choose_password(tx, token, "new", at(now)); });
    };
    const OneTimeLink first = link();
    const OneTimeLink second_link = link();
    EXPECT_EQ(choose(first.token, noon), errors::bad_link) << "a newer one replaces it";
    EXPECT_EQ(choose(second_link.token, second_link.expires_at), errors::bad_link);
    EXPECT_EQ(choose("guessed", noon), errors::bad_link);
    EXPECT_EQ(write([&](auto& tx) { return choose_password(tx, second_link.token, "new", at_noon); }),
              anna.id);
    EXPECT_EQ(choose(second_link.token, noon), errors::bad_link);
    EXPECT_EQ(read([&](store::Reader& db) { return rows::find_user(db, anna.id)->password_hash; }), "new");
}

TEST_P(AccessOnBothStores, a_sign_in_link_lets_its_user_in_once_within_a_day) {
    const User anna = made("anna", Role::agent);
    const auto link = [&] {
        return write([&](store::Transaction& tx) { return issue_sign_in_link(tx, " Anna", at_noon); });
    };
    const auto enter = [&](const std::string& token, base::Instant now) {
        return refused([&](auto& tx) { take_sign_in_link(tx, token, at(now)); });
    };
    const OneTimeLink first = link();
    const OneTimeLink second_link = link();
    EXPECT_EQ(second_link.expires_at, noon + std::chrono::hours{24});
    EXPECT_EQ(enter(first.token, noon), errors::bad_link) << "a newer one replaces it";
    EXPECT_EQ(write([&](auto& tx) { return take_sign_in_link(tx, second_link.token, at_noon); }), anna.id);
    EXPECT_EQ(enter(second_link.token, noon), errors::bad_link) << "used";
    EXPECT_EQ(enter(link().token, noon + std::chrono::hours{24}), errors::bad_link) << "too late";

    const OneTimeLink last = link();
    const OneTimeLink other = write([&](auto& tx) { return issue_link(tx, {anna.id}, at_noon); });
    EXPECT_EQ(enter(other.token, noon), errors::bad_link) << "that one chooses a password";
    EXPECT_EQ(refused([&](auto& tx) { choose_password(tx, last.token, "new", at_noon); }), errors::bad_link);
    write([&](auto& tx) {
        update_user(tx, {.user_id = anna.id, .version = anna.version, .active = false}, at_noon);
    });
    EXPECT_EQ(enter(last.token, noon), errors::bad_link) << "switched off";
    EXPECT_EQ(refused([&](auto& tx) { issue_sign_in_link(tx, "anna", at_noon); }), errors::unknown);
}

TEST_P(AccessOnBothStores, a_reset_from_the_command_line_also_unlocks) {
    made("anna", Role::agent);
    for (int i = 0; i < 5; ++i) tried(noon);
    EXPECT_EQ(tried(noon), 30);
    const OneTimeLink link =
        write([&](store::Transaction& tx) { return reset_password(tx, " Anna ", at_noon); });
    EXPECT_TRUE(link.path.starts_with("/set-password?token="));
    EXPECT_EQ(tried(noon), 0);
    EXPECT_EQ(refused([&](auto& tx) { reset_password(tx, "nobody", at_noon); }), errors::unknown);
}

TEST_P(AccessOnBothStores, nothing_stored_gives_a_token_away) {
    const User anna = made("anna", Role::agent);
    const OneTimeLink link = write([&](auto& tx) { return issue_link(tx, {anna.id}, at_noon); });
    const CreatedKey key = write([&](auto& tx) {
        return create_key(tx, {.name = {"till"}, .permissions = {base::Permission::order_write}}, at_noon);
    });
    const OpenedSession session =
        write([&](auto& tx) { return open_session(tx, anna.id, "1.1.1.1", at_noon); });
    for (const char* column : {"SELECT token_hash FROM one_time_link", "SELECT token_hash FROM api_key",
                               "SELECT token_hash FROM session"}) {
        const auto stored = read([&](store::Reader& db) { return db.column<store::Bytes>(column); });
        ASSERT_EQ(stored.size(), 1U) << column;
        EXPECT_EQ(stored[0].value.size(), 32U) << "SHA-256";
        for (const std::string& token : {link.token, key.secret, session.token})
            EXPECT_EQ(stored[0].value.find(token), std::string::npos);
    }
    EXPECT_EQ(read([&](store::Reader& db) { return rows::find_key(db, key.key.id)->hint; }),
              key.secret.substr(0, 12) + "...");
}

TEST_P(AccessOnBothStores, set_up_happens_once) {
    const access::Setup setup{.token = {"?"},
                              .company = {"Huan Wash"},
                              .currency = {"USD"},
                              .time_zone = {"Asia/Shanghai"},
                              .language = {"en"},
                              .name = {"Root"},
                              .login = {"root"}};
    EXPECT_EQ(refused([&](auto& tx) { set_up(tx, setup, "hash", at_noon); }), errors::bad_link);
    const User anna = made("anna", Role::agent);
    access::Setup with = setup;
    with.token.value = write([&](auto& tx) { return issue_link(tx, {anna.id}, at_noon).token; });
    EXPECT_EQ(refused([&](auto& tx) { set_up(tx, with, "hash", at_noon); }), errors::bad_link)
        << "a link to choose a password makes no administrator";
    with.token.value = write([&](auto& tx) { return issue_setup_link(tx, at_noon).token; });
    access::Setup bad = with;
    bad.time_zone.value = "Mars/Olympus";
    EXPECT_EQ(refused([&](auto& tx) { set_up(tx, bad, "hash", at_noon); }), errors::bad_setting);
    write([&](auto& tx) { set_up(tx, with, "hash", at_noon); });
    EXPECT_EQ(refused([&](auto& tx) { set_up(tx, with, "hash", at_noon); }), errors::set_up_already);
    EXPECT_EQ(refused([&](auto& tx) { issue_setup_link(tx, at_noon); }), errors::set_up_already);
    const Settings set = read([](store::Reader& db) { return settings(db); });
    EXPECT_EQ(set.company, "Huan Wash");
    EXPECT_EQ(set.currency_digits(), 2);
}

TEST(PasswordHashes, are_argon2id_and_compare) {
    Passwords passwords(8192, 1);
    const std::string hash = passwords.hash("correct horse");
    EXPECT_TRUE(hash.starts_with("$argon2id$"));
    EXPECT_NE(hash, passwords.hash("correct horse")) << "salted";
    EXPECT_TRUE(passwords.matches(hash, "correct horse"));
    EXPECT_FALSE(passwords.matches(hash, "correct horsE"));
    EXPECT_FALSE(passwords.matches("", "")) << "nobody has no password";
    EXPECT_EQ(refusal_of([] { check_password("short", "anna"); }), errors::weak_password);
    EXPECT_EQ(refusal_of([] { check_password("anna.kovacs", "anna.kovacs"); }), errors::weak_password);
    EXPECT_NO_THROW(check_password("十个汉字也是好的密码", "anna"));
}

// ---- keys, settings ----

struct KeyRefusal {
    const char* when;
    CreateKey command;
    base::ErrorKind because;
};
const KeyRefusal key_refusals[] = {
    {"a write key has no source", {.kind = KeyKind::write, .name = {"x"}}, errors::source_required},
    {"a write key wants rights",
     {.kind = KeyKind::write, .name = {"x"}, .source_id = 3, .permissions = {base::Permission::order_write}},
     errors::source_required},
    {"a server key has no rights", {.name = {"x"}}, base::errors::required},
    {"it would act as a customer",
     {.name = {"x"}, .permissions = {base::Permission::customer_token}},
     errors::beyond_own},
    {"it would ingest without a source",
     {.name = {"x"}, .permissions = {base::Permission::ingest}},
     errors::beyond_own},
    {"its node does not exist",
     {.name = {"x"}, .permissions = {base::Permission::order_write}, .org_id = OrgId{987654}},
     errors::unknown},
};

TEST_P(AccessOnBothStores, a_key_is_refused_when) {
    for (const KeyRefusal& row : key_refusals) {
        SCOPED_TRACE(row.when);
        EXPECT_EQ(refused([&](auto& tx) { create_key(tx, row.command, at_noon); }), row.because);
    }
    const base::Context mia = as(made("mia", Role::manager));
    EXPECT_EQ(refused([&](auto& tx) {
                  create_key(tx, {.name = {"x"}, .permissions = {base::Permission::settings_manage}}, mia);
              }),
              errors::beyond_own)
        << "nobody gives away more than they have";
    EXPECT_TRUE(read([&](store::Reader& db) { return list_keys(db, {}, at_noon).items; }).empty());
}

TEST_P(AccessOnBothStores, settings_are_checked_and_versioned) {
    struct Row {
        const char* when;
        UpdateSettings command;
        base::ErrorKind because;
    };
    const Row refusals[] = {
        {"the zone does not exist", {.version = 1, .time_zone = {{"Mars/Olympus"}}}, errors::bad_setting},
        {"the cut is no minute of a day", {.version = 1, .day_cut_minutes = 1440}, errors::bad_setting},
        {"the quiet hours are negative", {.version = 1, .quiet_from_minute = -1}, errors::bad_setting},
        {"the language is unknown", {.version = 1, .language = {{"xx"}}}, errors::bad_setting},
        {"the colour is none", {.version = 1, .brand_color = {{"red"}}}, errors::bad_setting},
        {"the address is a script",
         {.version = 1, .public_url = {{"javascript:alert(1)"}}},
         errors::bad_setting},
        {"the currency has other decimals", {.version = 1, .currency = {{"JPY"}}}, errors::currency_digits},
        {"somebody was quicker", {.version = 0, .day_cut_minutes = 720}, errors::stale},
    };
    for (const Row& row : refusals) {
        SCOPED_TRACE(row.when);
        EXPECT_EQ(refused([&](auto& tx) { update_settings(tx, row.command, at_noon); }), row.because);
    }
    const Settings set = write([&](auto& tx) {
        return update_settings(tx, {.version = 1, .day_cut_minutes = 720, .brand_color = {{"#1a2B3c"}}},
                               at_noon);
    });
    EXPECT_EQ(set.version, 2);
    EXPECT_EQ(read([](store::Reader& db) { return settings(db); }).brand_color, "#1a2B3c");
    EXPECT_EQ(base::format_day(set.zone().day_of(*base::parse_instant("2026-03-02T03:00:00Z"))), "2026-03-01")
        << "11:00 in Shanghai, before the day's cut at noon";
}

// ---- saved views ----

TEST_P(AccessOnBothStores, saved_views_are_ones_own_until_they_are_shared) {
    const Org north = node("North"), south = node("South");
    const auto boss = as(made("boss", Role::manager));
    const auto anna = as(made("anna", Role::operator_, north.id));
    const auto ben = as(made("ben", Role::operator_, south.id));
    const auto save = [&](const base::Context& ctx, const char* label, bool shared) {
        return write([&](store::Transaction& tx) {
            return save_view(
                tx, {.list = {"customers"}, .label = {label}, .query = {{"city", label}}, .shared = shared},
                ctx);
        });
    };
    const auto seen = [&](const base::Context& ctx) {
        std::vector<std::string> labels;
        for (const SavedView& view : read([&](store::Reader& db) {
                                         return list_saved_views(db, {.list = {"customers"}}, ctx);
                                     }).items)
            labels.push_back(view.label);
        return labels;
    };
    save(boss, "Wuhan", true);
    save(boss, "Xian", false);
    save(anna, "Lhasa", true);
    EXPECT_EQ(seen(boss), (std::vector<std::string>{"Wuhan", "Xian"})) << "what is shared goes down the tree";
    EXPECT_EQ(seen(anna), (std::vector<std::string>{"Lhasa", "Wuhan"})) << "own ones first";
    EXPECT_EQ(seen(ben), (std::vector<std::string>{"Wuhan"}));

    const SavedView again = save(boss, "Wuhan", false);
    EXPECT_EQ(seen(boss).size(), 2U) << "the same label again replaces";
    EXPECT_EQ(seen(ben), (std::vector<std::string>{}));
    EXPECT_EQ(refused([&](auto& tx) { remove_view(tx, {again.id}, ben); }), errors::unknown);
    write([&](store::Transaction& tx) { remove_view(tx, {again.id}, boss); });
    EXPECT_EQ(seen(boss), (std::vector<std::string>{"Xian"}));
}

TEST_P(AccessOnBothStores, refuses_a_view_that_is_no_question) {
    const auto anna = as(made("anna", Role::operator_));
    const auto refusal = [&](boost::json::object query, const base::Context& ctx) {
        return refused([&](auto& tx) {
            save_view(tx, {.list = {"customers"}, .label = {"x"}, .query = std::move(query)}, ctx);
        });
    };
    EXPECT_EQ(refusal({}, anna), errors::bad_query);
    EXPECT_EQ(refusal({{"city", 1}}, anna), errors::bad_query);
    EXPECT_EQ(refusal({{"city", std::string(201, 'x')}}, anna), errors::bad_query);
    EXPECT_EQ(refusal({{"city", "Wuhan"}}, at_noon), base::errors::forbidden) << "the system has no views";
}

TEST(QuietHours, may_pass_midnight) {
    Settings set;  // 21:00 to 09:00 in Shanghai, which is 13:00 to 01:00 UTC.
    const auto utc = [](const char* text) { return *base::parse_instant(text); };
    EXPECT_FALSE(set.is_quiet(utc("2026-03-02T12:59:00Z")));
    EXPECT_TRUE(set.is_quiet(utc("2026-03-02T13:00:00Z")));
    EXPECT_TRUE(set.is_quiet(utc("2026-03-02T23:00:00Z")));
    EXPECT_FALSE(set.is_quiet(utc("2026-03-03T01:00:00Z")));
    EXPECT_EQ(set.quiet_end(utc("2026-03-02T14:00:00Z")), utc("2026-03-03T01:00:00Z"));
    EXPECT_EQ(set.quiet_end(utc("2026-03-02T12:00:00Z")), utc("2026-03-02T12:00:00Z"));
    set.quiet_until_minute = set.quiet_from_minute;
    EXPECT_FALSE(set.is_quiet(utc("2026-03-02T14:00:00Z")));
}

}  // namespace
}  // namespace huan::access
