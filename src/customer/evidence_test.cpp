#include "customer/evidence.hpp"

#include "customer/commands.hpp"
#include "customer/queries.hpp"
#include "customer/rows.hpp"
#include "store/testing/on_both_stores.hpp"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <random>
#include <set>
#include <variant>

namespace huan::customer {
namespace {

constexpr std::int64_t january = 501;
constexpr std::int64_t february = 502;

/// One thing that an import or somebody live says.
struct Said {
    std::int64_t import_id = 0;  ///< 0: live.
    std::vector<Identity> identities{};
    std::string city{};
    std::string tag{};
    bool order = false;
    std::optional<bool> consent{};
};

Said random_saying(std::mt19937& dice) {
    const auto pick = [&](int sides) { return static_cast<int>(dice() % sides); };
    Said said{.import_id = std::array<std::int64_t, 3>{0, january, february}[pick(3)]};
    if (pick(3) > 0) said.identities.push_back({IdentityKind::external_id, "e" + std::to_string(pick(4))});
    if (pick(2) == 0)
        said.identities.push_back({IdentityKind::email, "m" + std::to_string(pick(3)) + "@b.cn"});
    if (said.identities.empty() || pick(3) == 0)
        said.identities.push_back({IdentityKind::anonymous_id, "a" + std::to_string(pick(3))});
    if (pick(2) == 0) said.city = std::array{"Bern", "Rome"}[pick(2)];
    if (pick(3) == 0) said.tag = std::array{"vip", "new"}[pick(2)];
    said.order = pick(3) == 0 && said.identities[0].kind == IdentityKind::external_id;
    if (pick(5) == 0) said.consent = pick(2) == 0;
    return said;
}

class UndoingAnImport : public store::testing::OnBothStores {
protected:
    /// A company without anybody.
    void begin_anew() { stage_ = std::make_unique<store::testing::FreshStore>(GetParam()); }
    template <class Work> auto write(Work&& work) { return (*stage_)->write(std::forward<Work>(work)); }

    void say(const Said& said, base::Instant now) {
        base::Context ctx{.now = now, .actor = base::system_actor()};
        ctx.actor.import_id = ctx.actor.source_id = said.import_id;
        const bool live = said.import_id == 0;
        write([&](store::Transaction& tx) {
            const Resolved who = resolve(tx, said.identities, {}, ctx, {.at = now, .live = live});
            if (!said.city.empty())
                observe_attributes(tx,
                                   {.profile_id = who.profile_id,
                                    .attributes = {{"city", said.city}},
                                    .at = now,
                                    .message_id = live ? "" : "import:" + std::to_string(said.import_id),
                                    .live = live},
                                   ctx);
            if (!said.tag.empty()) observe_tag(tx, who.profile_id, said.tag, {}, ctx);
            if (said.order) {
                // The same order whoever tells it, so that one may repeat what another has told.
                RecordOrder order;
                order.number = base::Text<100>{"order-" + said.identities[0].value};
                order.identities = {said.identities[0]};
                order.amount = base::Money{1200};
                order.ordered_at = base::Instant{1'000'000};
                order.live = live;
                record_order(tx, order, ctx);
            }
            if (said.consent)
                observe_consent(tx, who.profile_id,
                                {.channel = {"sms"}, .purpose = {"marketing"}, .granted = *said.consent},
                                ctx);
        });
    }

    /// As capture's job does it, some at a time.
    void undo(std::int64_t import_id, base::Instant now) {
        const base::Context ctx{.now = now, .actor = base::system_actor()};
        for (std::int64_t after = 0;;) {
            const std::size_t looked_at = write([&](store::Transaction& tx) {
                const std::vector<store::Event> events = events_from(tx, import_id, after, 3);
                std::vector<store::Event> withdrawn;
                for (const store::Event& event : events) {
                    after = event.seq;
                    const auto heir = successor(tx, event, import_id);
                    if (event.name == "order.completed") {
                        EXPECT_TRUE(take_back_order(tx, event, heir, ctx));
                    }
                    withdrawn.push_back(event);
                    if (heir)
                        hand_over(tx, event, import_id, ctx);
                    else
                        store::withdraw(tx, {event.seq}, ctx);
                }
                reread(tx, withdrawn, ctx);
                return events.size();
            });
            if (looked_at < 3) break;
        }
        while (write([&](store::Transaction& tx) {
                   return take_back_evidence(tx, import_id, 4, ctx).evidence;
               }) == 4) {}
        write([&](store::Transaction& tx) { forget_repeats(tx, import_id); });
    }

    static std::vector<store::Event> events_from(store::Reader& db, std::int64_t source, std::int64_t after,
                                                 std::int64_t limit) {
        return db.all<store::Event>(
            "SELECT " + base::column_list<store::Event>() +
                " FROM event WHERE source_id = $1 AND seq > $2 AND name NOT IN ('customer.created', "
                "'identity.linked', 'profiles.merged', 'profiles.parted') ORDER BY seq LIMIT $3",
            source, after, limit);
    }

    /// Everything that can be seen of people, told by what they are known by instead of by our numbers.
    std::set<std::string> world() {
        return (*stage_)->read([](store::Reader& db) {
            std::set<std::string> lines;
            const auto add = [&](const char* what, const char* sql) {
                db.stream(sql, [&](const store::RowView& row) {
                    std::string line = what;
                    for (const store::Cell& cell : row) {
                        std::string text = "NULL";
                        if (const auto* word = std::get_if<std::string>(&cell)) text = *word;
                        if (const auto* number = std::get_if<std::int64_t>(&cell))
                            text = std::to_string(*number);
                        line += " | " + text;
                    }
                    lines.insert(line);
                    return true;
                });
            };
            // Together: pairs of names whose profiles are one customer, which say who is one.
            add("together",
                "SELECT a.value, b.value FROM identity a JOIN profile p ON p.id = a.profile_id "
                "JOIN profile q ON q.customer_id = p.customer_id "
                "JOIN identity b ON b.profile_id = q.id WHERE a.value < b.value");
            add("person",
                "SELECT min(i.value), count(*), c.name, c.phone, c.email, c.order_count, "
                "c.order_amount, c.first_order_at, c.last_order_at FROM customer c "
                "JOIN profile p ON p.customer_id = c.id JOIN identity i ON i.profile_id = p.id "
                "GROUP BY c.id, c.name, c.phone, c.email, c.order_count, c.order_amount, "
                "c.first_order_at, c.last_order_at");
            add("key",
                "SELECT kind, value, state, first_at, CASE WHEN profile_id IS NULL THEN 0 ELSE 1 END "
                "FROM identity");
            add("link",
                "SELECT h.value, i.value, l.first_at FROM identity_link l "
                "JOIN identity i ON i.id = l.identity_id JOIN identity h ON h.profile_id = l.profile_id");
            // When it was last confirmed is no event, so it is not known again.
            add("attribute",
                "SELECT h.value, a.key, a.value_text FROM customer_attribute a "
                "JOIN identity h ON h.profile_id = a.profile_id");
            add("tag",
                "SELECT h.value, t.tag FROM customer_tag t JOIN identity h ON h.profile_id = t.profile_id");
            add("consent",
                "SELECT h.value, s.channel, s.granted FROM consent s "
                "JOIN identity h ON h.profile_id = s.profile_id");
            add("order",
                "SELECT h.value, o.number, o.amount FROM customer_order o "
                "JOIN identity h ON h.profile_id = o.profile_id");
            add("token",
                "SELECT h.value, t.token FROM search_token t "
                "JOIN identity h ON h.profile_id = t.profile_id");
            add("facts",
                "SELECT h.value, e.name, count(*) FROM event e "
                "JOIN identity h ON h.profile_id = e.profile_id WHERE e.name IN ('attribute.changed', "
                "'order.completed', 'tag.added', 'consent.changed') GROUP BY h.value, e.name");
            add("profiles", "SELECT count(*) FROM profile");
            add("customers", "SELECT count(*) FROM customer");
            return lines;
        });
    }

private:
    std::unique_ptr<store::testing::FreshStore> stage_;
};
INSTANTIATE_ON_BOTH_STORES(UndoingAnImport);

TEST_P(UndoingAnImport, leaves_the_world_as_if_the_file_had_never_come) {
    for (unsigned seed = 1; seed <= 25; ++seed) {
        std::mt19937 dice(seed);
        std::vector<Said> sayings;
        for (int i = 0; i < 14; ++i) sayings.push_back(random_saying(dice));
        const auto play = [&](bool with_january) {
            begin_anew();
            base::Instant now{1'700'000'000'000};
            for (const Said& said : sayings) {
                now = now + base::Duration{1'000};
                if (with_january || said.import_id != january) say(said, now);
            }
            return now;
        };
        play(false);
        const std::set<std::string> without = world();
        const base::Instant end = play(true);
        undo(january, end + base::Duration{1'000});
        const std::set<std::string> undone = world();
        std::string difference;
        for (const std::string& line : without)
            if (!undone.contains(line)) difference += "\n- " + line;
        for (const std::string& line : undone)
            if (!without.contains(line)) difference += "\n+ " + line;
        ASSERT_EQ(difference, "") << "seed " << seed;
    }
}

}  // namespace
}  // namespace huan::customer
