#include "customer/decision.hpp"
#include "customer/errors.hpp"
#include "customer/place.hpp"
#include "customer/queries.hpp"
#include "customer/regroup.hpp"
#include "customer/rows.hpp"
#include "customer/rows_identity.hpp"
#include "customer/rows_order.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

/// What the console asks about who is one person: why, by whom decided, who else might be.
namespace huan::customer {
namespace {

using store::Reader;

std::vector<CustomerId> customers_of(Reader& db, const std::vector<rows::SideRow>& sides,
                                     std::int64_t decision, std::int64_t side) {
    std::set<CustomerId> found;
    for (const rows::SideRow& row : sides)
        if (row.decision_id == decision && row.side == side) found.insert(customer_of(db, row.profile_id));
    return {found.begin(), found.end()};
}

std::vector<DecisionView> decision_views(Reader& db, const std::vector<rows::DecisionRow>& rows) {
    std::vector<std::int64_t> ids;
    for (const rows::DecisionRow& row : rows) ids.push_back(row.id);
    const std::vector<rows::SideRow> sides = rows::sides_of(db, ids);
    std::vector<DecisionView> views;
    for (const rows::DecisionRow& row : rows)
        views.push_back({.id = row.id,
                         .joins = row.joins,
                         .at = row.at,
                         .by_name = row.by_name,
                         .note = row.note,
                         .revoked_at = row.revoked_at,
                         .left = customers_of(db, sides, row.id, 0),
                         .right = customers_of(db, sides, row.id, 1)});
    return views;
}

std::vector<ProfileView> profile_views(Reader& db, const std::vector<rows::ProfileRow>& profiles) {
    std::vector<ProfileView> views;
    for (const rows::ProfileRow& row : profiles) {
        ProfileView view{.id = row.id, .created_at = row.created_at};
        const rows::Totals totals = rows::totals(db, {row.id});
        view.orders = totals.order_count;
        view.order_amount = totals.order_amount;
        for (const rows::SeenKey& key : rows::keys_of(db, {row.id})) {
            if (key.home_id == row.id) {
                view.kind = key.kind;
                view.value = masked(key.kind, key.value);
            } else {
                view.keys.push_back({key.kind, masked(key.kind, key.value),
                                     key.cut ? KeyState::cut : key.state, key.first_at});
            }
        }
        views.push_back(std::move(view));
    }
    return views;
}

JoinView join_view(const Piece& piece, const Join& join, const std::vector<DecisionView>& decisions) {
    JoinView view{.left = piece.profiles[join.left].id, .right = piece.profiles[join.right].id};
    if (join.key != Join::none) {
        const rows::SeenKey& key = piece.keys[join.key];
        view.key_kind = key.kind;
        view.key_value = masked(key.kind, key.value);
        view.at = key.first_at;
        return view;
    }
    view.decision_id = piece.decision_ids[join.decision];
    for (const DecisionView& decision : decisions)
        if (decision.id == *view.decision_id) view.at = decision.at;
    return view;
}

}  // namespace

IdentityReport identity_report(Reader& db, const CustomerById& query, const base::Context& ctx) {
    const Customer customer = visible_customer(db, query.customer_id, ctx);
    IdentityReport report{.customer_id = customer.id};
    const std::vector<ProfileId> own = profiles_of(db, customer.id);
    std::vector<rows::ProfileRow> profiles = rows::profiles(db, own);
    std::sort(profiles.begin(), profiles.end(),
              [](const rows::ProfileRow& left, const rows::ProfileRow& right) {
                  return std::pair(left.created_at, left.id) < std::pair(right.created_at, right.id);
              });
    report.profiles = profile_views(db, profiles);
    std::set<std::int64_t> about;
    for (const rows::SideRow& row : rows::sides_about(db, own)) about.insert(row.decision_id);
    report.decisions = decision_views(db, rows::decisions(db, std::vector(about.begin(), about.end())));
    const Piece piece = load(db, reach(db, own.front()));
    for (const Join& join : group(piece.graph, kind_rules(db)).joins)
        if (piece.profiles[join.left].customer_id == customer.id)
            report.joins.push_back(join_view(piece, join, report.decisions));
    return report;
}

namespace {

std::int64_t number_in(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size())
        throw base::Error{base::errors::not_allowed, "cursor", "This cursor is not one we handed out."};
    return number;
}

}  // namespace

base::Page<DecisionView> list_decisions(Reader& db, const ListDecisions& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    std::int64_t below = 0;
    if (query.cursor && !query.cursor->empty()) below = number_in(base::read_cursor(*query.cursor, 1)[0]);
    std::vector<rows::DecisionRow> rows = rows::decisions(db, root_of(ctx.actor.org_path), below, limit + 1);
    base::Page<DecisionView> page;
    if (static_cast<std::int64_t>(rows.size()) > limit) {
        rows.pop_back();
        page.next_cursor = base::make_cursor({std::to_string(rows.back().id)});
    }
    for (DecisionView& view : decision_views(db, rows)) {
        std::vector<CustomerId> people = view.left;
        people.insert(people.end(), view.right.begin(), view.right.end());
        if (!rows::visible(db, people, ctx).empty()) page.items.push_back(std::move(view));
    }
    return page;
}

// --- before a merge -----------------------------------------------------------------------------

namespace {

const AttributeView* attribute_named(const CustomerHead& head, const std::string& key) {
    for (const AttributeView& view : head.attributes)
        if (view.key == key) return &view;
    return nullptr;
}

std::vector<AttributeClash> clashes(const CustomerHead& left, const CustomerHead& right) {
    std::set<std::string> keys;
    for (const CustomerHead* head : {&left, &right})
        for (const AttributeView& view : head->attributes) keys.insert(view.key);
    std::vector<AttributeClash> all;
    for (const std::string& key : keys) {
        const AttributeView* one = attribute_named(left, key);
        const AttributeView* other = attribute_named(right, key);
        AttributeClash clash{.key = key};
        if (one != nullptr) clash.left = one->value;
        if (other != nullptr) clash.right = other->value;
        clash.result = other == nullptr || (one != nullptr && one->at >= other->at) ? one->value
                                                                                    : other->value;
        all.push_back(std::move(clash));
    }
    return all;
}

bool has_kind(const CustomerHead& head, const IdentityKind& kind) {
    return std::any_of(head.identities.begin(), head.identities.end(),
                       [&](const IdentityView& view) { return view.kind == kind; });
}

/// Pairs of customers whom a standing decision keeps apart.
bool decided_apart(Reader& db, CustomerId left, CustomerId right) {
    const std::vector<ProfileId> ours = profiles_of(db, left);
    const std::vector<ProfileId> theirs = profiles_of(db, right);
    const auto has = [](const std::vector<ProfileId>& list, ProfileId id) {
        return std::find(list.begin(), list.end(), id) != list.end();
    };
    std::map<std::int64_t, std::array<std::array<bool, 2>, 2>> sides;  // Of a decision: whose, on which side.
    for (const rows::SideRow& row : rows::sides_about(db, ours)) {
        const auto side = static_cast<std::size_t>(row.side);
        if (has(ours, row.profile_id)) sides[row.decision_id][0][side] = true;
        if (has(theirs, row.profile_id)) sides[row.decision_id][1][side] = true;
    }
    std::vector<std::int64_t> across;
    for (const auto& [id, whose] : sides)
        if ((whose[0][0] && whose[1][1]) || (whose[0][1] && whose[1][0])) across.push_back(id);
    const std::vector<rows::DecisionRow> rows = rows::decisions(db, across);
    return std::any_of(rows.begin(), rows.end(), [](const rows::DecisionRow& row) { return !row.joins; });
}

}  // namespace

MergePreview preview_merge(Reader& db, const PreviewMerge& query, const base::Context& ctx) {
    const Customer left = visible_customer(db, query.customer_id, ctx);
    const Customer right = visible_customer(db, query.with_customer_id, ctx);
    if (left.id == right.id) throw base::Error{errors::same_person, "with_customer_id"};
    MergePreview preview{.left = head_of(db, left, ctx), .right = head_of(db, right, ctx)};
    const auto age = [](const Customer& customer) { return std::pair(customer.created_at, customer.id); };
    preview.result_id = age(left) < age(right) ? left.id : right.id;
    preview.order_count = left.order_count + right.order_count;
    preview.order_amount = left.order_amount + right.order_amount;
    preview.attributes = clashes(preview.left, preview.right);
    const KindRules rules = kind_rules(db);
    for (const KindRule& rule : rules.strongest_first())
        if (rule.unique_per_person && has_kind(preview.left, rule.kind) && has_kind(preview.right, rule.kind))
            preview.contradictions.push_back(rule.kind);
    preview.kept_apart = decided_apart(db, left.id, right.id);
    return preview;
}

// --- who else might be one ----------------------------------------------------------------------

namespace {

constexpr std::int64_t common_name = 20;  ///< A name that more people have says nothing.
constexpr std::size_t most_people = 6;    ///< Of one key: a car that ten people drive is a company's.

std::string tail_of(const std::optional<std::string>& phone) {
    return phone && phone->size() > 4 ? phone->substr(phone->size() - 4) : std::string();
}

std::string name_of(const std::optional<std::string>& email) {
    return email ? email->substr(0, email->find('@')) : std::string();
}

/// Reads one page of hints, going from shared keys to cars to names.
class Hints {
public:
    Hints(Reader& db, const base::Context& ctx) : db_(db), ctx_(ctx), root_(root_of(ctx.actor.org_path)) {}

    base::Page<PersonSuggestion> read(const ListSuggestions& query) {
        const std::int64_t limit = base::page_limit(query.limit);
        std::string phase = "key";
        std::string after = "0";
        if (query.cursor && !query.cursor->empty()) {
            const std::vector<std::string> place = base::read_cursor(*query.cursor, 2);
            phase = place[0];
            after = place[1];
        }
        while (!phase.empty() && static_cast<std::int64_t>(page_.items.size()) < limit)
            std::tie(phase, after) = read_some(phase, after, limit);
        if (!phase.empty()) page_.next_cursor = base::make_cursor({phase, after});
        return std::move(page_);
    }

private:
    std::pair<std::string, std::string> read_some(const std::string& phase, const std::string& after,
                                                  std::int64_t limit) {
        if (phase == "name") return read_names(after, limit);
        const bool keys = phase == "key";
        if (!keys && phase != "car")
            throw base::Error{base::errors::not_allowed, "cursor", "This cursor is not one we handed out."};
        const std::int64_t from = number_in(after);
        const std::vector<rows::SharedRow> found = keys ? rows::shared_keys(db_, root_, from, limit)
                                                        : rows::shared_cars(db_, root_, from, limit);
        for (const rows::SharedRow& row : found)
            pairs(keys ? rows::customers_of_key(db_, row.id) : rows::customers_of_car(db_, row.id),
                  keys ? hint_of(row) : Hint{HintKind::car, row.value});
        if (static_cast<std::int64_t>(found.size()) == limit) return {phase, std::to_string(found.back().id)};
        return keys ? std::pair<std::string, std::string>{"car", "0"}
                    : std::pair<std::string, std::string>{"name", ""};
    }

    std::pair<std::string, std::string> read_names(const std::string& after, std::int64_t limit) {
        const std::vector<std::string> names = rows::shared_names(db_, root_, after, common_name, limit);
        for (const std::string& name : names) {
            const std::vector<Customer> people = rows::customers_named(db_, root_, name);
            for (std::size_t i = 0; i < people.size(); ++i)
                for (std::size_t j = i + 1; j < people.size(); ++j)
                    if (auto hint = alike(people[i], people[j], people.size()))
                        pairs({people[i].id, people[j].id}, std::move(*hint));
        }
        if (static_cast<std::int64_t>(names.size()) == limit) return {"name", names.back()};
        return {"", ""};
    }

    static Hint hint_of(const rows::SharedRow& row) {
        const IdentityKind kind{{row.kind}};
        if (kind == IdentityKind::plate) return {HintKind::car, row.value};
        return {HintKind::weak_key, masked(kind, row.value), kind};
    }

    static std::optional<Hint> alike(const Customer& left, const Customer& right, std::size_t bearers) {
        if (!tail_of(left.phone).empty() && tail_of(left.phone) == tail_of(right.phone))
            return Hint{HintKind::phone_tail, left.name + " " + tail_of(left.phone)};
        if (!name_of(left.email).empty() && name_of(left.email) == name_of(right.email))
            return Hint{HintKind::email_name, left.name};
        // One of them is known by nothing but the name and a device, card or id.
        const bool bare = !left.phone || !right.phone;
        if (bearers == 2 && bare) return Hint{HintKind::name, left.name};
        return {};
    }

    void pairs(std::vector<CustomerId> people, const Hint& hint) {
        people = rows::visible(db_, people, ctx_);
        std::sort(people.begin(), people.end());
        if (people.size() > most_people) people.resize(most_people);
        for (std::size_t i = 0; i < people.size(); ++i)
            for (std::size_t j = i + 1; j < people.size(); ++j) pair(people[i], people[j], hint);
    }

    void pair(CustomerId left, CustomerId right, const Hint& hint) {
        if (decided_apart(db_, left, right)) return;
        if (!told_.emplace(left, right).second) return add_hint(left, right, hint);
        std::vector<CustomerSummary> both = summaries(db_, {left, right}, ctx_.now);
        if (both.size() == 2) page_.items.push_back({std::move(both[0]), std::move(both[1]), {hint}});
    }

    void add_hint(CustomerId left, CustomerId right, const Hint& hint) {
        for (PersonSuggestion& item : page_.items)
            if (item.left.id == left && item.right.id == right) item.hints.push_back(hint);
    }

    Reader& db_;
    const base::Context& ctx_;
    OrgId root_;
    base::Page<PersonSuggestion> page_;
    std::set<std::pair<CustomerId, CustomerId>> told_;
};

}  // namespace

base::Page<PersonSuggestion> list_suggestions(Reader& db, const ListSuggestions& query,
                                              const base::Context& ctx) {
    return Hints(db, ctx).read(query);
}

}  // namespace huan::customer
