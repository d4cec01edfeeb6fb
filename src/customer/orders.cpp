#include "access/settings.hpp"
#include "customer/commands.hpp"
#include "customer/errors.hpp"
#include "customer/evidence.hpp"
#include "customer/place.hpp"
#include "customer/queries.hpp"
#include "customer/rows.hpp"
#include "customer/rows_order.hpp"
#include "customer/words.hpp"
#include "store/ids.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace huan::customer {
namespace {

using store::Transaction;

constexpr std::size_t most_lines = 500;
constexpr std::size_t most_coupons = 50;
constexpr std::int64_t largest_quantity = 1'000'000'000;
constexpr Instant earliest_order{-2208988800000};  // 1900-01-01
constexpr base::Duration ahead{24 * 3600 * 1000};

template <std::size_t N> std::string text_of(const std::optional<base::Note<N>>& note) {
    return note ? base::trimmed(note->value) : std::string();
}

std::int64_t quantity_of(const RecordOrder& order) {
    if (order.lines.empty()) return order.quantity.value_or(1);
    std::int64_t sum = 0;
    for (const OrderLine& line : order.lines) sum += line.quantity;  // 500 lines of at most 10^9 each.
    return sum;
}

/// What was bought, when and where: two sendings of one order have it in common.
boost::json::object content_of(const RecordOrder& order) {
    boost::json::array lines;
    for (const OrderLine& line : order.lines)
        lines.push_back({line.sku.value, line.name.value, line.quantity, line.amount.minor});
    return {{"ordered_at", order.ordered_at.ms},
            {"amount", order.amount.minor},
            {"discount", order.discount.value_or(Money{}).minor},
            {"quantity", quantity_of(order)},
            {"store", text_of(order.store)},
            {"channel", text_of(order.channel)},
            {"lines", std::move(lines)}};
}

void check(const RecordOrder& order, const std::string& currency, const base::Context& ctx) {
    const auto refuse = [](const base::ErrorKind& kind, std::string field) {
        throw base::Error{kind, std::move(field)};
    };
    if (order.amount < Money{}) refuse(errors::bad_amount, "amount");
    if (order.discount && *order.discount < Money{}) refuse(errors::bad_amount, "discount");
    if (order.quantity && (*order.quantity < 0 || *order.quantity > largest_quantity))
        refuse(errors::bad_amount, "quantity");
    if (order.lines.size() > most_lines) refuse(errors::too_many_lines, "lines");
    if (order.coupon_ids.size() > most_coupons) refuse(base::errors::out_of_range, "coupon_ids");
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
        const OrderLine& line = order.lines[i];
        const std::string at = "lines[" + std::to_string(i) + "].";
        if (line.amount < Money{}) refuse(errors::bad_amount, at + "amount");
        if (line.quantity < 0 || line.quantity > largest_quantity)
            refuse(errors::bad_amount, at + "quantity");
    }
    if (order.currency && *order.currency != currency) refuse(errors::other_currency, "currency");
    if (order.occurrence && *order.occurrence < 1) refuse(base::errors::out_of_range, "occurrence");
    if (order.ordered_at < earliest_order || order.ordered_at > ctx.now + ahead)
        refuse(errors::bad_time, "ordered_at");
}

/// One order on its way in.
struct Draft {
    const RecordOrder* command = nullptr;
    OrderOutcome outcome{};
    Place place{};
    std::vector<Identity> identities{};  ///< Normalised; empty when the buyer is given by id.
    std::string content{};
    ProfileId buyer{};
    std::optional<rows::OrderRow> known{};  ///< The same number was stored before.
    std::size_t twin = 0;  ///< 1 + the position of an earlier order of this bulk with the same number.
    bool open() const { return outcome.error == nullptr && !outcome.unchanged; }
};

enum class Store { yes, no };

/// Records orders in passes over all of them, so that each pass needs few statements. Or finds out what would
/// become of them: the same passes, without what they write.
class Recorder {
public:
    Recorder(Transaction& tx, const std::vector<RecordOrder>& commands, const base::Context& ctx,
             Store storing = Store::yes)
        : tx_(tx),
          ctx_(ctx),
          stores_(storing == Store::yes) {
        for (const RecordOrder& command : commands) drafts_.push_back({.command = &command});
    }

    std::vector<OrderOutcome> run() {
        const access::Settings settings = access::settings(tx_);
        each([&](Draft& draft) { prepare(draft, settings); });
        find_buyers();
        each([&](Draft& draft) { number(draft); });
        find_known();
        each([&](Draft& draft) { compare(draft); });
        each([&](Draft& draft) { make_buyer(draft); });
        lock_buyers();
        each([&](Draft& draft) { compare_twins(draft); });
        each([&](Draft& draft) { count(draft); });
        if (stores_) store();
        std::vector<OrderOutcome> outcomes;
        for (Draft& draft : drafts_) outcomes.push_back(std::move(draft.outcome));
        return outcomes;
    }

private:
    /// A refusal of one is kept with that one; trouble of the store ends them all.
    void each(const std::function<void(Draft&)>& step) {
        for (Draft& draft : drafts_) {
            if (!draft.open()) continue;
            try {
                step(draft);
            } catch (const base::Error& refused) {
                if (base::http_status(refused.kind().category) >= 500) throw;
                draft.outcome.error = std::current_exception();
            }
        }
    }

    void prepare(Draft& draft, const access::Settings& settings) {
        const RecordOrder& command = *draft.command;
        check(command, settings.currency, ctx_);
        draft.place = place(command.org_id.value_or(OrgId{}));
        draft.content = digest(boost::json::serialize(content_of(command)));
        if (command.profile_id || command.customer_id) return;
        if (command.identities.empty()) throw base::Error{errors::no_buyer, "identities"};
        draft.identities = normalised(command.identities, settings.phone_region, kinds());
    }

    /// The rules of all kinds, read when the first buyer is named.
    const KindRules& kinds() {
        if (!kinds_) kinds_ = kind_rules(tx_);
        return *kinds_;
    }

    const Place& place(OrgId org_id) {
        const auto found = places_.find(org_id);
        return found != places_.end() ? found->second
                                      : places_.emplace(org_id, place_of(tx_, org_id, ctx_)).first->second;
    }

    /// All buyers whom one key names, a statement a kind.
    void find_buyers() {
        std::map<std::pair<OrgId, IdentityKind>, std::vector<std::string>> wanted;
        for (const Draft& draft : drafts_)
            if (draft.open() && !draft.identities.empty())
                wanted[{draft.place.root, draft.identities[0].kind}].push_back(draft.identities[0].value);
        for (auto& [where, values] : wanted) {
            std::sort(values.begin(), values.end());
            values.erase(std::unique(values.begin(), values.end()), values.end());
            for (const rows::NamedRow& home : rows::homes(tx_, where.first, where.second, values))
                homes_[{where.first, {where.second, home.value}}] = home.profile_id;
        }
    }

    /// The buyer as far as known without writing; 0 for somebody new.
    ProfileId known_buyer(const Draft& draft) {
        const RecordOrder& command = *draft.command;
        if (command.profile_id) {
            const std::optional<CustomerId> customer = rows::customer_of(tx_, *command.profile_id);
            if (!customer) throw base::Error{errors::unknown, "profile_id"};
            visible_customer(tx_, *customer, ctx_);
            return *command.profile_id;
        }
        if (command.customer_id) return ProfileId{visible_customer(tx_, *command.customer_id, ctx_).id.value};
        const auto found = homes_.find({draft.place.root, draft.identities[0]});
        return found == homes_.end() ? ProfileId{} : found->second;
    }

    void number(Draft& draft) {
        draft.buyer = known_buyer(draft);
        if (draft.command->number) {
            draft.outcome.number = base::trimmed(draft.command->number->value);
            return;
        }
        // A buyer named by an id of ours is told apart by that id.
        const Identity buyer =
            draft.identities.empty()
                ? Identity{IdentityKind::external_id, "profile:" + std::to_string(draft.buyer.value)}
                : draft.identities[0];
        draft.outcome.number =
            derived_number(order_content(*draft.command, buyer), draft.command->occurrence.value_or(1));
    }

    void find_known() {
        std::map<OrgId, std::vector<std::string>> numbers;
        for (const Draft& draft : drafts_)
            if (draft.open()) numbers[draft.place.org_id].push_back(draft.outcome.number);
        std::map<std::pair<OrgId, std::string>, rows::OrderRow> known;
        for (const auto& [org, list] : numbers)
            for (rows::OrderRow& row : rows::orders_by_number(tx_, org, list)) {
                const std::pair key{row.org_id, row.number};
                known.emplace(key, std::move(row));
            }
        std::map<std::pair<OrgId, std::string>, std::size_t> first;
        for (std::size_t i = 0; i < drafts_.size(); ++i) {
            Draft& draft = drafts_[i];
            if (!draft.open()) continue;
            const std::pair key{draft.place.org_id, draft.outcome.number};
            if (const auto found = known.find(key); found != known.end())
                draft.known = found->second;
            else if (const auto [at, fresh] = first.emplace(key, i); !fresh)
                draft.twin = at->second + 1;
        }
    }

    /// The same number again: the same order, or a contradiction.
    void compare(Draft& draft) {
        if (!draft.known) return;
        settle_as(draft, draft.known->id, draft.known->content, draft.known->profile_id);
        // Whoever undoes the import it came from must know that it is not the only one to say so.
        if (stores_ && draft.known->source_id != ctx_.actor.source_id)
            note_repeat(tx_, order_fact(draft.known->id), draft.command->ordered_at, ctx_);
    }

    void settle_as(Draft& draft, OrderId id, const std::string& content, ProfileId buyer) {
        if (content != draft.content || !is_buyer(draft, buyer))
            throw base::Error{errors::order_differs, "number"};
        draft.outcome.id = id;
        draft.outcome.unchanged = true;
    }

    /// Whether any identity of this sending names the person who bought. Asked anew: another command may have
    /// made them.
    bool is_buyer(const Draft& draft, ProfileId buyer) {
        if (draft.buyer == buyer) return true;
        const std::optional<CustomerId> who = rows::customer_of(tx_, buyer);
        if (who && draft.buyer && rows::customer_of(tx_, draft.buyer) == who) return true;
        return std::any_of(draft.identities.begin(), draft.identities.end(), [&](const Identity& identity) {
            const std::optional<Resolved> found = find_known_identity(tx_, draft.place.root, identity);
            return found && found->customer_id == who;
        });
    }

    void make_buyer(Draft& draft) {
        if (draft.twin != 0 || draft.identities.empty()) return;
        if (draft.buyer && draft.identities.size() == 1) return;
        if (!stores_) return stand_in(draft);
        const auto made = made_.find(draft.identities);
        draft.buyer = made != made_.end() ? made->second : resolve_buyer(draft);
    }

    /// Where nothing is stored, a new buyer is somebody without a row who has bought nothing yet.
    void stand_in(Draft& draft) {
        if (draft.buyer) return;
        ProfileId& home = homes_[{draft.place.root, draft.identities[0]}];
        if (!home) home = ProfileId{-1 - std::ssize(customer_of_)};
        draft.buyer = home;
        customer_of_[home] = CustomerId{home.value};
        customers_.try_emplace(CustomerId{home.value});
    }

    ProfileId resolve_buyer(const Draft& draft) {
        const Resolved who =
            resolve(tx_, draft.identities, draft.place.org_id, ctx_,
                    {.at = draft.command->ordered_at, .live = draft.command->live.value_or(true)});
        made_[draft.identities] = who.profile_id;
        homes_[{draft.place.root, draft.identities[0]}] = who.profile_id;
        return who.profile_id;
    }

    void compare_twins(Draft& draft) {
        if (draft.twin == 0) return;
        const Draft& first = drafts_[draft.twin - 1];
        if (first.outcome.error) std::rethrow_exception(first.outcome.error);
        draft.buyer = known_buyer(draft);
        settle_as(draft, first.outcome.id, first.content, first.buyer);
    }

    /// From here on nobody else regroups these people or counts their orders.
    void lock_buyers() {
        std::vector<ProfileId> profiles;
        for (Draft& draft : drafts_) {
            if (!draft.open()) continue;
            if (draft.twin == 0) draft.outcome.id = OrderId{tx_.next_id()};
            if (draft.buyer.value > 0) profiles.push_back(draft.buyer);
        }
        std::sort(profiles.begin(), profiles.end());
        profiles.erase(std::unique(profiles.begin(), profiles.end()), profiles.end());
        std::vector<CustomerId> ids;
        for (const rows::ProfileRow& row : rows::lock_profiles(tx_, profiles)) {
            customer_of_[row.id] = row.customer_id;
            ids.push_back(row.customer_id);
        }
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        for (Customer& row : rows::lock_customers(tx_, ids)) customers_[row.id] = std::move(row);
    }

    void count(Draft& draft) {
        Customer& customer = customers_.at(customer_of_.at(draft.buyer));
        customer.order_amount += draft.command->amount;
        customer.order_count += 1;
        const Instant at = draft.command->ordered_at;
        if (!customer.first_order_at || at < *customer.first_order_at) customer.first_order_at = at;
        if (!customer.last_order_at || at > *customer.last_order_at) customer.last_order_at = at;
        customer.first_seen = std::min(customer.first_seen, at);
        customer.last_seen = std::max(customer.last_seen, at);
        counted_.insert(customer.id);
    }

    void store() {
        std::vector<rows::OrderRow> orders;
        std::vector<rows::LineRow> lines;
        for (const Draft& draft : drafts_) {
            if (!draft.open()) continue;
            orders.push_back(row_of(draft));
            std::int64_t position = 0;
            for (const OrderLine& line : draft.command->lines)
                lines.push_back({draft.outcome.id, ++position, line.sku.value, line.name.value, line.quantity,
                                 line.amount});
        }
        // Somebody else stored one of the numbers since we looked: begin again and find it.
        if (rows::insert(tx_, orders) != static_cast<std::int64_t>(orders.size()))
            throw store::RunAgain{store::RunAgain::Why::serialization};
        rows::insert(tx_, lines);
        for (const CustomerId id : counted_) rows::set_totals(tx_, customers_.at(id));
        for (const Draft& draft : drafts_)
            if (draft.open()) announce(draft);
    }

    rows::OrderRow row_of(const Draft& draft) const {
        const RecordOrder& command = *draft.command;
        return {.id = draft.outcome.id,
                .org_id = draft.place.org_id,
                .org_path = draft.place.path,
                .profile_id = draft.buyer,
                .number = draft.outcome.number,
                .content = draft.content,
                .status = OrderStatus::completed,
                .amount = command.amount,
                .discount = command.discount.value_or(Money{}),
                .quantity = quantity_of(command),
                .store = text_of(command.store),
                .channel = text_of(command.channel),
                .ordered_at = command.ordered_at,
                .recorded_at = ctx_.now,
                .coupon_ids = boost::json::value_from(command.coupon_ids),
                .source_id = ctx_.actor.source_id};
    }

    void announce(const Draft& draft) {
        const RecordOrder& command = *draft.command;
        boost::json::array lines;
        for (const OrderLine& line : command.lines)
            lines.push_back({{"sku", line.sku.value},
                             {"name", line.name.value},
                             {"quantity", line.quantity},
                             {"amount", line.amount.minor}});
        const std::string store = text_of(command.store);
        const std::string channel = text_of(command.channel);
        boost::json::object properties{{"order_id", draft.outcome.id.value},
                                       {"number", draft.outcome.number},
                                       {"amount", command.amount.minor},
                                       {"discount", command.discount.value_or(Money{}).minor},
                                       {"quantity", quantity_of(command)},
                                       {"store", store},
                                       {"channel", channel},
                                       {"coupon_ids", boost::json::value_from(command.coupon_ids)},
                                       {"lines", std::move(lines)}};
        store::append(tx_,
                      store::Event{.name = "order.completed",
                                   .profile_id = draft.buyer,
                                   .occurred_at = command.ordered_at,
                                   .org_id = draft.place.org_id,
                                   .source_id = ctx_.actor.source_id,
                                   .channel = channel,
                                   .place = store,
                                   .live = command.live.value_or(true),
                                   .properties = std::move(properties)},
                      ctx_);
    }

    using Home = std::pair<OrgId, Identity>;

    Transaction& tx_;
    const base::Context& ctx_;
    const bool stores_;
    std::vector<Draft> drafts_;
    std::map<OrgId, Place> places_;
    std::optional<KindRules> kinds_;
    std::map<Home, ProfileId> homes_;
    std::map<std::vector<Identity>, ProfileId> made_;
    std::map<ProfileId, CustomerId> customer_of_;
    std::map<CustomerId, Customer> customers_;
    std::set<CustomerId> counted_;
};

Order order_of(const rows::OrderRow& row) {
    return {.id = row.id,
            .org_id = row.org_id,
            .org_path = row.org_path,
            .profile_id = row.profile_id,
            .number = row.number,
            .status = row.status,
            .amount = row.amount,
            .discount = row.discount,
            .refunded = row.refunded,
            .quantity = row.quantity,
            .store = row.store,
            .channel = row.channel,
            .ordered_at = row.ordered_at,
            .recorded_at = row.recorded_at,
            .coupon_ids = boost::json::value_to<std::vector<std::int64_t>>(row.coupon_ids)};
}

}  // namespace

std::string order_content(const RecordOrder& order, const Identity& buyer) {
    boost::json::object content = content_of(order);
    content["buyer"] = buyer.kind.value + ":" + buyer.value;
    return boost::json::serialize(content);
}

std::string derived_number(std::string_view content, std::int64_t occurrence) {
    return "auto-" + digest(content) + "-" + std::to_string(occurrence);
}

std::optional<Order> find_order(store::Reader& db, OrderId id) {
    const std::optional<rows::OrderRow> row = rows::order(db, id);
    if (!row) return {};
    Order order = order_of(*row);
    for (const rows::LineRow& line : rows::lines(db, {id}))
        order.lines.push_back(
            {.sku = {line.sku}, .name = {line.name}, .quantity = line.quantity, .amount = line.amount});
    return order;
}

Order record_order(Transaction& tx, const RecordOrder& command, const base::Context& ctx) {
    const OrderOutcome outcome = Recorder(tx, {command}, ctx).run().front();
    if (outcome.error) std::rethrow_exception(outcome.error);
    Order order = find_order(tx, outcome.id).value();
    order.unchanged = outcome.unchanged;
    return order;
}

std::vector<OrderOutcome> record_orders(Transaction& tx, const std::vector<RecordOrder>& commands,
                                        const base::Context& ctx) {
    return Recorder(tx, commands, ctx).run();
}

std::vector<OrderOutcome> check_orders(Transaction& tx, const std::vector<RecordOrder>& commands,
                                       const base::Context& ctx) {
    return Recorder(tx, commands, ctx, Store::no).run();
}

}  // namespace huan::customer
