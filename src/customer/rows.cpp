#include "customer/rows.hpp"

#include "customer/rows_list.hpp"
#include "customer/words.hpp"

#include <algorithm>

namespace huan::customer::rows {
namespace {

template <class Row> const std::string& columns_of() {
    static const std::string columns = base::column_list<Row>();
    return columns;
}

std::string place(std::vector<store::Param>& params, const auto& value) {
    params.push_back(store::to_param(value));
    return "$" + std::to_string(params.size());
}

template <base::Described Row> std::vector<Row> rows_of(const store::Result& result) {
    std::vector<Row> rows;
    for (std::size_t row = 0; row < result.rows(); ++row)
        rows.push_back(
            store::read_row<Row>(std::span(result.cells).subspan(row * result.width, result.width)));
    return rows;
}

}  // namespace

// --- profiles -----------------------------------------------------------------------------------

void insert(Transaction& tx, const ProfileRow& row) { store::insert_row(tx, "profile", row); }

std::vector<ProfileRow> profiles(Reader& db, const std::vector<ProfileId>& ids) {
    return all_in<ProfileRow>(db, "SELECT " + columns_of<ProfileRow>() + " FROM profile WHERE id IN", ids,
                              "ORDER BY id");
}

std::vector<ProfileRow> lock_profiles(Transaction& tx, const std::vector<ProfileId>& ids) {
    return all_in<ProfileRow>(tx, "SELECT " + columns_of<ProfileRow>() + " FROM profile WHERE id IN", ids,
                              "ORDER BY id" + std::string(tx.for_update()));
}

std::vector<ProfileId> profiles_of(Reader& db, CustomerId id) {
    return db.column<ProfileId>("SELECT id FROM profile WHERE customer_id = $1 ORDER BY id", id);
}

std::vector<ProfileRow> profiles_of(Reader& db, const std::vector<CustomerId>& ids) {
    return all_in<ProfileRow>(db, "SELECT " + columns_of<ProfileRow>() + " FROM profile WHERE customer_id IN",
                              ids, "ORDER BY id");
}

std::vector<ProfileId> profiles_with(Reader& db, const std::vector<ProfileId>& profiles) {
    std::vector<ProfileId> ids;
    for (const ProfileRow& row :
         all_in<ProfileRow>(db,
                            "SELECT " + columns_of<ProfileRow>() +
                                " FROM profile WHERE customer_id IN "
                                "(SELECT mine.customer_id FROM profile mine WHERE mine.id IN",
                            profiles, ")"))
        ids.push_back(row.id);
    return ids;
}

std::optional<CustomerId> customer_of(Reader& db, ProfileId id) {
    return db.value<CustomerId>("SELECT customer_id FROM profile WHERE id = $1", id);
}

void move(Transaction& tx, ProfileId id, CustomerId to) {
    tx.execute("UPDATE profile SET customer_id = $2 WHERE id = $1", id, to);
}

std::vector<MovedProfile> moved_profiles(Reader& db) {
    return db.all<MovedProfile>("SELECT id, customer_id FROM profile WHERE customer_id <> id ORDER BY id");
}

// --- customers ----------------------------------------------------------------------------------

std::optional<Customer> customer(Reader& db, CustomerId id) {
    return db.first<Customer>("SELECT " + columns_of<Customer>() + " FROM customer WHERE id = $1", id);
}

std::vector<Customer> customers(Reader& db, const std::vector<CustomerId>& ids) {
    return all_in<Customer>(db, "SELECT " + columns_of<Customer>() + " FROM customer WHERE id IN", ids);
}

std::vector<Customer> lock_customers(Transaction& tx, const std::vector<CustomerId>& ids) {
    return all_in<Customer>(tx, "SELECT " + columns_of<Customer>() + " FROM customer WHERE id IN", ids,
                            "ORDER BY id" + std::string(tx.for_update()));
}

void insert(Transaction& tx, const Customer& row) { store::insert_row(tx, "customer", row); }
void update(Transaction& tx, const Customer& row) { store::update_row(tx, "customer", row); }
void erase(Transaction& tx, CustomerId id) { tx.execute("DELETE FROM customer WHERE id = $1", id); }

bool advance(Transaction& tx, CustomerId id, std::optional<std::int64_t> seen) {
    return tx.execute(
               "UPDATE customer SET version = version + 1 WHERE id = $1 AND version = COALESCE($2, version)",
               id, seen) == 1;
}

void set_name(Transaction& tx, CustomerId id, const std::string& name) {
    tx.execute("UPDATE customer SET name = $2 WHERE id = $1 AND name <> $2", id, name);
}

void set_owner(Transaction& tx, CustomerId id, UserId owner, Instant at) {
    tx.execute("UPDATE customer SET owner_id = $2 WHERE id = $1", id, owner);
    tx.execute("UPDATE profile SET owner_id = $2, owner_at = $3 WHERE id = $1", id, owner, at);
}

void set_phone_if_none(Transaction& tx, CustomerId id, const std::string& phone) {
    tx.execute("UPDATE customer SET phone = $2 WHERE id = $1 AND phone IS NULL", id, phone);
}

void set_email_if_none(Transaction& tx, CustomerId id, const std::string& email) {
    tx.execute("UPDATE customer SET email = $2 WHERE id = $1 AND email IS NULL", id, email);
}

void set_seen(Transaction& tx, CustomerId id, Instant at) {
    tx.execute(
        "UPDATE customer SET first_seen = CASE WHEN first_seen < $2 THEN first_seen ELSE $2 END, "
        "last_seen = CASE WHEN last_seen > $2 THEN last_seen ELSE $2 END "
        "WHERE id = $1 AND (first_seen > $2 OR last_seen < $2)",
        id, at);
}

void set_totals(Transaction& tx, const Customer& row) {
    tx.execute(
        "UPDATE customer SET order_count = $2, order_amount = $3, first_order_at = $4, last_order_at = $5, "
        "first_seen = $6, last_seen = $7 WHERE id = $1",
        row.id, row.order_count, row.order_amount, row.first_order_at, row.last_order_at, row.first_seen,
        row.last_seen);
}

namespace {

const char* sort_column(CustomerSort sort) {
    switch (sort) {
        case CustomerSort::newest: return "c.id";
        case CustomerSort::last_order: return "COALESCE(c.last_order_at, 0)";
        case CustomerSort::amount: return "c.order_amount";
        case CustomerSort::orders: return "c.order_count";
    }
    return "c.id";
}

/// What the actor may see and the filter lets through.
std::string filtered(std::vector<store::Param>& params, const ListFilter& filter, const base::Context& ctx) {
    std::string condition = in_scope(params, ctx.actor, "c.", "owner_id");
    if (filter.owner) condition += " AND COALESCE(c.owner_id, 0) = " + place(params, filter.owner->value);
    if (!filter.tag) return condition;
    const std::string word = place(params, *filter.tag);
    const std::string moment = place(params, ctx.now);
    return condition +
           " AND c.id IN (SELECT p.customer_id FROM customer_tag t JOIN profile p ON p.id = t.profile_id "
           "WHERE t.tag = " +
           word + " AND (t.until IS NULL OR t.until > " + moment + "))";
}

}  // namespace

std::vector<ListRow> list(Reader& db, CustomerSort sort, const ListFilter& filter,
                          const std::optional<ListPlace>& below, std::int64_t limit,
                          const base::Context& ctx) {
    std::vector<store::Param> params;
    const std::string column = sort_column(sort);
    std::string sql = "SELECT c.id, " + column + " FROM customer c WHERE " + filtered(params, filter, ctx);
    if (below) {
        const std::string value = place(params, below->sorted_by);
        sql += " AND (" + column + ", c.id) < (" + value + ", " + place(params, below->id) + ")";
    }
    sql += " ORDER BY " + column + " DESC, c.id DESC LIMIT " + place(params, limit);
    return rows_of<ListRow>(db.run_with(sql, params));
}

std::int64_t count(Reader& db, const ListFilter& filter, const base::Context& ctx) {
    std::vector<store::Param> params;
    const std::string sql = "SELECT count(*) FROM customer c WHERE " + filtered(params, filter, ctx);
    const store::Result result = db.run_with(sql, params);
    std::int64_t number = 0;
    store::read_cell(result.at(0, 0), number);
    return number;
}

std::vector<CustomerId> visible(Reader& db, const std::vector<CustomerId>& ids, const base::Context& ctx,
                                const ListFilter& filter) {
    std::vector<store::Param> params;
    const std::string scope = filtered(params, filter, ctx);
    std::vector<CustomerId> found;
    for (const ListRow& row : all_in<ListRow>(
             db, "SELECT c.id, c.id FROM customer c WHERE " + scope + " AND c.id IN", ids, {}, params))
        found.push_back(row.id);
    return found;
}

// --- keys ---------------------------------------------------------------------------------------

std::optional<HomeRow> home(Reader& db, OrgId root, const Identity& identity) {
    return db.first<HomeRow>(
        "SELECT i.value, i.id, i.profile_id, p.customer_id, "
        "CASE WHEN p.lasting_at IS NULL THEN 0 ELSE 1 END FROM identity i "
        "JOIN profile p ON p.id = i.profile_id "
        "WHERE i.root_id = $1 AND i.kind = $2 AND i.value = $3",
        root, identity.kind, identity.value);
}

std::vector<NamedRow> homes(Reader& db, OrgId root, const IdentityKind& kind,
                            const std::vector<std::string>& values) {
    return look_up<NamedRow>(db, values,
                             "SELECT i.profile_id FROM identity i WHERE i.root_id = $1 AND i.kind = $2 "
                             "AND i.value = wanted.value",
                             {store::to_param(root), store::to_param(kind)});
}

std::optional<KeyRow> key(Reader& db, OrgId root, const Identity& identity) {
    return db.first<KeyRow>(
        "SELECT " + columns_of<KeyRow>() + " FROM identity WHERE root_id = $1 AND kind = $2 AND value = $3",
        root, identity.kind, identity.value);
}

KeyRow lock_key(Transaction& tx, OrgId root, const Identity& identity) {
    return tx
        .first<KeyRow>("SELECT " + columns_of<KeyRow>() +
                           " FROM identity WHERE root_id = $1 AND kind = $2 AND value = $3" +
                           std::string(tx.for_update()),
                       root, identity.kind, identity.value)
        .value();
}

std::optional<KeyRow> key(Reader& db, IdentityId id) {
    return db.first<KeyRow>("SELECT " + columns_of<KeyRow>() + " FROM identity WHERE id = $1", id);
}

bool insert(Transaction& tx, const KeyRow& row) {
    return tx.execute("INSERT INTO identity (" + columns_of<KeyRow>() +
                          ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
                          "ON CONFLICT (root_id, kind, value) DO NOTHING",
                      row.id, row.root_id, row.kind, row.value, row.profile_id, row.state, row.state_at,
                      row.first_at) == 1;
}

void set_home(Transaction& tx, IdentityId id, ProfileId profile) {
    tx.execute("UPDATE identity SET profile_id = $2 WHERE id = $1", id, profile);
}

void set_state(Transaction& tx, IdentityId id, KeyState state, Instant at) {
    tx.execute("UPDATE identity SET state = $2, state_at = $3 WHERE id = $1", id, state, at);
}

bool link(Transaction& tx, IdentityId key, ProfileId profile, Instant at, bool lasting) {
    const std::optional<Instant> lasting_at = lasting ? std::optional(at) : std::nullopt;
    return tx.execute(
               "INSERT INTO identity_link (identity_id, profile_id, first_at, lasting_at) "
               "VALUES ($1, $2, $3, $4) ON CONFLICT (identity_id, profile_id) DO NOTHING",
               key, profile, at, lasting_at) == 1;
}

bool is_linked(Reader& db, IdentityId key, ProfileId profile) {
    return db
        .value<std::int64_t>("SELECT 1 FROM identity_link WHERE identity_id = $1 AND profile_id = $2", key,
                             profile)
        .has_value();
}

std::vector<SeenKey> keys_of(Reader& db, const std::vector<ProfileId>& profiles) {
    static const std::string own =
        "SELECT i.id, i.kind, i.value, COALESCE(i.profile_id, 0), i.state, i.first_at, ";
    std::vector<SeenKey> keys =
        all_in<SeenKey>(db, own + "i.profile_id, 0 FROM identity i WHERE i.profile_id IN", profiles);
    const std::vector<SeenKey> linked =
        all_in<SeenKey>(db,
                        own +
                            "l.profile_id, CASE WHEN c.identity_id IS NULL THEN 0 ELSE 1 END "
                            "FROM identity_link l JOIN identity i ON i.id = l.identity_id "
                            "LEFT JOIN identity_cut c ON c.identity_id = l.identity_id "
                            "AND c.profile_id = l.profile_id WHERE l.profile_id IN",
                        profiles);
    keys.insert(keys.end(), linked.begin(), linked.end());
    return keys;
}

std::vector<KeyProfile> profiles_of_keys(Reader& db, const std::vector<IdentityId>& keys) {
    std::vector<KeyProfile> all = all_in<KeyProfile>(
        db, "SELECT id, profile_id FROM identity WHERE profile_id IS NOT NULL AND id IN", keys);
    const std::vector<KeyProfile> linked = all_in<KeyProfile>(
        db, "SELECT identity_id, profile_id FROM identity_link WHERE identity_id IN", keys);
    all.insert(all.end(), linked.begin(), linked.end());
    return all;
}

void lock_company(Transaction& tx, OrgId root) {
    tx.execute(
        "INSERT INTO identity_lock (root_id, turns) VALUES ($1, 1) "
        "ON CONFLICT (root_id) DO UPDATE SET turns = identity_lock.turns + 1",
        root);
}

std::vector<KeyRow> keys_for_review(Reader& db, const std::optional<ListPlace>& below, std::int64_t limit,
                                    OrgId root) {
    std::vector<store::Param> params{store::to_param(root), store::to_param(limit)};
    std::string sql = "SELECT " + columns_of<KeyRow>() +
                      " FROM identity WHERE state IN ('conflict', 'crowded') AND root_id = $1";
    if (below) {
        const std::string at = place(params, below->sorted_by);
        sql += " AND (state_at, id) < (" + at + ", " + place(params, below->id) + ")";
    }
    return rows_of<KeyRow>(db.run_with(sql + " ORDER BY state_at DESC, id DESC LIMIT $2", params));
}

// --- search -------------------------------------------------------------------------------------

namespace {

struct TokenRow {
    std::string token{};
    ProfileId profile_id{};
    TokenSource source{};
};
BOOST_DESCRIBE_STRUCT(TokenRow, (), (token, profile_id, source))

}  // namespace

void add_tokens(Transaction& tx, ProfileId profile, const std::vector<Token>& tokens) {
    std::vector<TokenRow> rows;
    for (const Token& token : tokens) rows.push_back({token.token, profile, token.source});
    insert_rows(tx, "search_token", rows, " ON CONFLICT (token, profile_id, source) DO NOTHING");
}

void drop_tokens(Transaction& tx, ProfileId profile, TokenSource source) {
    tx.execute("DELETE FROM search_token WHERE profile_id = $1 AND source = $2", profile, source);
}

std::vector<Hit> find_tokens(Reader& db, const std::string& key, std::int64_t limit,
                             const base::Context& ctx) {
    std::vector<store::Param> params{store::to_param(key), store::to_param(after_prefix(key)),
                                     store::to_param(limit)};
    const std::string scope = in_scope(params, ctx.actor, "c.", "owner_id");
    return rows_of<Hit>(
        db.run_with("SELECT p.customer_id, t.source, t.token, COALESCE(c.last_order_at, 0) "
                    "FROM search_token t JOIN profile p ON p.id = t.profile_id "
                    "JOIN customer c ON c.id = p.customer_id "
                    "WHERE t.token >= $1 AND t.token < $2 AND " +
                        scope + " ORDER BY t.token, t.profile_id LIMIT $3",
                    params));
}

// --- timeline -----------------------------------------------------------------------------------

std::vector<store::Event> events(Reader& db, const std::vector<ProfileId>& profiles,
                                 const EventFilter& filter, std::int64_t limit) {
    if (profiles.empty()) return {};
    std::vector<store::Param> params{store::to_param(limit)};
    std::string names;
    for (const std::string& noun : filter.nouns) {
        std::string end = noun;
        end.back() = '/';  // Follows the '.' that ends every noun.
        const std::string from = place(params, noun);
        names += (names.empty() ? "(name >= " : " OR (name >= ") + from + " AND name < " +
                 place(params, end) + ")";
    }
    std::string sql = "SELECT " + columns_of<store::Event>() + " FROM event WHERE profile_id IN (";
    sql += in_list(params, profiles.data(), profiles.size()) + ")";
    if (!names.empty()) sql += filter.others ? " AND NOT (" + names + ")" : " AND (" + names + ")";
    if (filter.channel) sql += " AND channel = " + place(params, *filter.channel);
    if (filter.before) sql += " AND occurred_at < " + place(params, *filter.before);
    if (filter.below) {
        const std::string at = place(params, filter.below->at);
        sql += " AND (occurred_at, seq) < (" + at + ", " + place(params, filter.below->seq) + ")";
    }
    return rows_of<store::Event>(db.run_with(sql + " ORDER BY occurred_at DESC, seq DESC LIMIT $1", params));
}

std::vector<EventCount> count_events(Reader& db, const std::vector<ProfileId>& profiles,
                                     const std::vector<Instant>& starts) {
    if (profiles.empty()) return {};
    std::vector<store::Param> params;
    std::string period = "CASE";
    for (std::size_t i = starts.size(); i-- > 1;)
        period += " WHEN occurred_at >= " + place(params, starts[i]) + " THEN " + std::to_string(i);
    period = starts.size() > 1 ? period + " ELSE 0 END" : "0";
    const std::string whose = in_list(params, profiles.data(), profiles.size());
    return rows_of<EventCount>(
        db.run_with("SELECT name, channel, period, count(*) FROM (SELECT name, channel, CAST(" + period +
                        " AS BIGINT) AS period FROM event WHERE profile_id IN (" + whose +
                        ")) counted GROUP BY name, channel, period",
                    params));
}

std::optional<Instant> first_event_at(Reader& db, ProfileId profile) {
    return db.value<Instant>(
        "SELECT occurred_at FROM event WHERE profile_id = $1 ORDER BY occurred_at, seq LIMIT 1", profile);
}

std::optional<Instant> last_deed_at(Reader& db, ProfileId profile) {
    std::vector<store::Param> params{store::to_param(profile)};
    std::string ours;
    for (const char* noun : {"attribute.", "tag.", "consent.", "owner.", "profiles.", "segment.", "stage.",
                             "lead.", "commission.", "vehicle.", "asset.", "document."}) {
        std::string end = noun;
        end.back() = '/';  // Follows the '.' that ends every noun.
        const std::string from = place(params, std::string(noun));
        ours += " AND NOT (name >= " + from + " AND name < " + place(params, end) + ")";
    }
    const store::Result result = db.run_with(
        "SELECT occurred_at FROM event WHERE profile_id = $1 AND name <> 'campaign.sent' AND "
        "name <> 'campaign.held_out'" +
            ours + " ORDER BY occurred_at DESC, seq DESC LIMIT 1",
        params);
    if (result.rows() == 0) return {};
    Instant at{};
    store::read_cell(result.at(0, 0), at);
    return at;
}

bool has_event(Reader& db, ProfileId profile, const std::string& name, Instant at,
               const boost::json::object& properties) {
    return db
        .value<std::int64_t>(
            "SELECT 1 FROM event WHERE profile_id = $1 AND occurred_at = $2 AND name = $3 "
            "AND properties = $4 LIMIT 1",
            profile, at, name, properties)
        .has_value();
}

std::vector<std::int64_t> counts(Reader& db) {
    std::vector<std::int64_t> numbers;
    for (const char* sql : {"SELECT count(*) FROM customer", "SELECT count(*) FROM profile",
                            "SELECT count(*) FROM identity", "SELECT count(*) FROM customer_order",
                            "SELECT CAST(COALESCE(sum(amount), 0) AS BIGINT) FROM customer_order"})
        numbers.push_back(db.value<std::int64_t>(sql).value_or(0));
    return numbers;
}

}  // namespace huan::customer::rows
