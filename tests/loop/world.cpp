#include "world.hpp"

#include "access/commands.hpp"
#include "access/queries.hpp"
#include "capture/commands.hpp"
#include "customer/commands.hpp"
#include "customer/errors.hpp"
#include "customer/queries.hpp"
#include "server/loop.hpp"

#include <stdexcept>

namespace huan::loop {
namespace {

constexpr base::Instant beginning{1772452800000};  // 2026-03-02 12:00 UTC

}  // namespace

base::Money money(const std::string& text) { return base::parse_money(text, 2); }
std::string text(base::Money amount) { return base::format_money(amount, 2); }
std::string many(std::int64_t n, const std::string& one, const std::string& more) {
    return std::to_string(n) + " " + (n == 1 ? one : more);
}

World::World(store::Store& store)
    : store_(store),
      history_(history::open_journal(store)),
      insight_(store, *history_),
      teller_(store, &access::org_path, {}) {
    server::close_the_loop(store.reactors(), teller_, live_);
    now_.now = beginning;
    now_.actor = base::system_actor();
    write([&](store::Transaction& tx) {
        const access::Setup setup{.token = {access::issue_setup_link(tx, now_).token},
                                  .company = {"Night Wash"},
                                  .currency = {"CNY"},
                                  .time_zone = {"Asia/Shanghai"},
                                  .language = {"en"},
                                  .name = {"Admin"},
                                  .login = {"admin"},
                                  .password = {"correct horse battery"}};
        access::set_up(tx, setup, "no password", now_);
        access::CreateUser user;
        user.login.value = "ann";
        user.name.value = "Ann";
        user.org_id = base::OrgId{1};
        user.role = access::Role::agent;
        agent_ = access::create_user(tx, user, "", now_).user.id;
        capture::CreateSource shop;
        shop.name.value = "Shop";
        source_ = capture::create_source(tx, shop, now_).id;
    });
}

void World::teach(std::vector<Known>& all, const char* step, const char* pattern, Verb verb) {
    all.push_back({pattern, Sentence(step, pattern), verb});
}

void World::teach_people(std::vector<Known>& all) {
    teach(all, "capture", "{} orders {}", &World::orders);
    teach(all, "capture", "{} orders {} again as {}", &World::orders_again);
    teach(all, "capture", "{} orders {} with {} coupon", &World::orders_with_coupon);
    teach(all, "capture", "{} is refunded {}", &World::is_refunded);
    teach(all, "capture", "{} views {} as message {}", &World::views);
    teach(all, "capture", "{} shows phone {}", &World::shows_phone);
    teach(all, "capture", "visitor {} leaves phone {}", &World::visitor_leaves_phone);
    teach(all, "capture", "{} and {} are one", &World::are_one);
    teach(all, "capture", "{} and {} are one no more", &World::are_one_no_more);
    teach(all, "capture", "{} and {} are one for a moment", &World::are_one_for_a_moment);
    teach(all, "capture", "{} and {} are kept apart", &World::are_kept_apart);
    teach(all, "capture", "{} and {} may meet again", &World::may_meet_again);
    teach(all, "capture", "{} is tagged {}", &World::is_tagged);
    teach(all, "capture", "{} moves to {}", &World::moves_to);
    teach(all, "capture", "{} wants no contact", &World::wants_no_contact);
    teach(all, "capture", "{} may be contacted", &World::may_be_contacted);
    teach(all, "offer", "coupon {}: {} off from {}, stock {}, budget {}", &World::defines_coupon);
    teach(all, "offer",
          "coupon {}: {} off from {}, stock {}, budget {}, {} a day, {} a campaign, for {} points",
          &World::defines_coupon_with_limits);
    teach(all, "offer", "coupon {} ends", &World::ends_coupon);
    teach(all, "offer", "{} takes {}", &World::takes);
    teach(all, "offer", "{} locks a coupon for order {} of {}", &World::locks);
    teach(all, "offer", "{} gives order {} up", &World::unlocks);
    teach(all, "offer", "{} redeems a coupon for order {} of {}", &World::redeems);
    teach(all, "offer", "{} gives a coupon back", &World::returns);
    teach(all, "offer", "{} loses a coupon", &World::is_revoked);
    teach(all, "offer", "orders earn {} points for 100.00", &World::rules_points);
    teach(all, "offer", "orders earn {} points for 100.00, for {} days", &World::rules_points_that_end);
    teach(all, "offer", "{} spends {} points", &World::spends_points);
    teach(all, "offer", "{} is given {} points", &World::is_given_points);
    teach(all, "offer", "{} exchanges points for {}", &World::exchanges_points);
}

void World::teach_loop(std::vector<Known>& all) {
    teach(all, "insight", "segment {}: bought once, silent for {} days", &World::defines_segment);
    teach(all, "insight", "segment {}: {} orders or more", &World::defines_buyers);
    teach(all, "insight", "segment {}: spent {} in {} days", &World::defines_spenders);
    teach(all, "insight", "segment {} is looked at again", &World::is_looked_at);
    teach(all, "insight", "everybody is looked at again", &World::everybody_is_looked_at);
    teach(all, "scene", "campaign {} gives {} to {}, holdout {} %", &World::launches);
    teach(all, "scene", "campaign {} gives {} to {}, holdout {} %, budget {}, {} a person, by {}",
          &World::launches_with_limits);
    teach(all, "scene", "{} is delivered", &World::is_delivered);
    teach(all, "offer", "{} claims {}", &World::claims);
    teach(all, "scene", "{} gives {} a coupon", &World::gives);
    teach(all, "scene", "campaign {} pauses", &World::pauses);
    teach(all, "scene", "campaign {} goes on", &World::goes_on);
    teach(all, "scene", "campaign {} ends", &World::ends);
    teach(all, "scene", "on {}: {}, {} a person", &World::sets_trigger);
    teach(all, "scene", "guard: {} coupons in hand, one kind in {} days, {} messages a day", &World::guards);
    teach(all, "sales", "a technician finds {} on {} of {}", &World::finds);
    teach(all, "sales", "{} may buy {}", &World::hopes_for);
    teach(all, "sales", "the agent takes {}", &World::is_assigned);
    teach(all, "sales", "the agent calls {}: {}, {}", &World::is_called);
    teach(all, "jobs", "the clock strikes", &World::clock_strikes);
    teach(all, "effect", "{}", &World::reports);
}

const std::vector<World::Known>& World::sentences() {
    static const std::vector<Known> known = [] {
        std::vector<Known> all;
        teach_people(all);
        teach_loop(all);
        return all;
    }();
    return known;
}

Step World::step_of(const Line& line) {
    for (std::size_t i = 0; i < sentences().size(); ++i)
        if (auto words = sentences()[i].sentence.heard(line.sentence))
            return {line.minute, i, std::move(*words)};
    throw std::runtime_error("nobody taught the story: " + line.sentence);
}

Line World::line_of(const Step& step, std::string outcome) {
    const Sentence& sentence = sentences().at(step.sentence).sentence;
    return {step.minute, sentence.step(), sentence.said(step.words), std::move(outcome)};
}

std::size_t World::sentence(std::string_view pattern) {
    for (std::size_t i = 0; i < sentences().size(); ++i)
        if (sentences()[i].pattern == pattern) return i;
    throw std::logic_error("there is no sentence " + std::string(pattern));
}

const std::string& World::pattern(std::size_t sentence) { return sentences().at(sentence).pattern; }

base::Instant World::at(std::int64_t minute) { return beginning + base::Duration{minute * 60'000}; }

std::string World::tell(const Step& step) {
    now_.now = at(step.minute);
    try {
        return (this->*sentences().at(step.sentence).verb)(step.words);
    } catch (const base::Error& refused) {
        if (refused.kind().category == base::Category::internal) throw;
        return refused.kind().code;
    }
}

void World::begin_again() {
    people_.clear();
    segments_.clear();
    coupons_.clear();
    campaigns_.clear();
    last_order_.clear();
    decisions_.clear();
}

base::CustomerId World::known(const std::string& name) {
    const base::CustomerId first = told(people_, name);
    const auto found = read([&](store::Reader& db) { return customer::find_customer(db, first); });
    if (!found) throw base::Error{customer::errors::unknown};
    return found->id;
}

base::CustomerId World::customer(const std::string& name) {
    if (people_.contains(name)) return known(name);
    return people_[name] = write([&](store::Transaction& tx) {
               customer::CreateCustomer create;
               create.identities = {{customer::IdentityKind::external_id, name}};
               create.attributes["name"] = name;
               return customer::create_customer(tx, create, at()).id;
           });
}

}  // namespace huan::loop
