#include "access/audit.hpp"
#include "access/record.hpp"
#include "access/secret.hpp"
#include "access/settings.hpp"
#include "customer/commands.hpp"
#include "customer/consent.hpp"
#include "customer/errors.hpp"
#include "customer/evidence.hpp"
#include "customer/queries.hpp"
#include "customer/rows.hpp"
#include "customer/rows_facts.hpp"
#include "customer/rows_profile.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>

namespace huan::customer {
namespace {

using store::Reader;
using store::Transaction;

constexpr base::Duration link_life{std::int64_t{5} * 366 * 24 * 3600 * 1000};
constexpr std::string_view link_purpose = "unsubscribe";

/// Of the rows of all profiles, the last that was said about each channel and purpose.
std::vector<rows::ConsentRow> latest_consents(Reader& db, CustomerId id) {
    std::map<std::pair<std::string, std::string>, rows::ConsentRow> latest;
    for (rows::ConsentRow& row : rows::consents(db, profiles_of(db, id))) {
        const auto [at, fresh] = latest.try_emplace({row.channel, row.purpose}, row);
        if (!fresh && at->second.at <= row.at) at->second = row;
    }
    std::vector<rows::ConsentRow> all;
    for (auto& [key, row] : latest) all.push_back(std::move(row));
    return all;
}

bool is_switch(const std::string& channel, const std::string& purpose) {
    return channel == everything && purpose == everything;
}

/// By who says it.
ConsentMethod usual_method(const base::Actor& actor) {
    if (actor.import_id != 0) return ConsentMethod::imported;
    if (actor.kind == base::ActorKind::key) return ConsentMethod::api;
    return actor.kind == base::ActorKind::customer ? ConsentMethod::link : ConsentMethod::other;
}

std::string text_of(const auto& note) { return note ? base::trimmed(note->value) : std::string(); }

/// Writes down what a person said: the word that holds, its proof and its event.
void say(Transaction& tx, ProfileId profile, const SetConsent& said, const base::Context& ctx) {
    const Instant at = said.at.value_or(ctx.now);
    const rows::ConsentRecordRow record{.profile_id = profile,
                                        .channel = base::trimmed(said.channel.value),
                                        .purpose = base::trimmed(said.purpose.value),
                                        .at = at,
                                        .granted = said.granted,
                                        .method = said.method.value_or(usual_method(ctx.actor)),
                                        .place = text_of(said.place),
                                        .wording = text_of(said.wording),
                                        .proof = text_of(said.proof),
                                        .by_name = ctx.actor.name,
                                        .recorded_at = ctx.now,
                                        .source_id = ctx.actor.source_id};
    rows::put(tx, record);
    rows::put(tx,
              rows::ConsentRow{profile, record.channel, record.purpose, record.granted, at, record.proof});
    store::append(tx,
                  store::Event{.name = "consent.changed",
                               .profile_id = profile,
                               .occurred_at = at,
                               .source_id = ctx.actor.source_id,
                               .place = record.place,
                               .properties = {{"channel", record.channel},
                                              {"purpose", record.purpose},
                                              {"granted", record.granted},
                                              {"method", std::string(base::word_of(record.method))}}},
                  ctx);
}

CustomerHead head_again(Transaction& tx, CustomerId id, const base::Context& ctx) {
    return head_of(tx, rows::customer(tx, id).value(), ctx);
}

}  // namespace

bool observe_consent(Transaction& tx, ProfileId profile, const SetConsent& said, const base::Context& ctx) {
    const std::string channel = base::trimmed(said.channel.value);
    const std::string purpose = base::trimmed(said.purpose.value);
    for (const rows::ConsentRow& row : rows::consents(tx, {profile})) {
        if (row.channel != channel || row.purpose != purpose || row.granted != said.granted) continue;
        note_repeat(tx, consent_fact(profile, channel, purpose, said.granted), ctx.now, ctx);
        return false;
    }
    if (const auto customer = rows::customer_of(tx, profile)) rows::advance(tx, *customer, {});
    say(tx, profile, said, ctx);
    return true;
}

CustomerHead set_consent(Transaction& tx, const SetConsent& command, const base::Context& ctx) {
    if (command.at && (*command.at > ctx.now || *command.at < Instant{-2208988800000}))
        throw base::Error{errors::consent_time, "at"};
    const Customer customer = visible_customer(tx, command.customer_id, ctx);
    rows::advance(tx, customer.id, {});
    say(tx, ProfileId{customer.id.value}, command, ctx);
    return head_again(tx, customer.id, ctx);
}

CustomerHead set_do_not_contact(Transaction& tx, const SetDoNotContact& command, const base::Context& ctx) {
    const Customer customer = visible_customer(tx, command.customer_id, ctx);
    if ((consent_of(tx, customer.id, everything, everything) == false) != command.on) {
        rows::advance(tx, customer.id, {});
        say(tx, ProfileId{customer.id.value},
            {.channel = {everything},
             .purpose = {everything},
             .granted = !command.on,
             .proof = command.proof,
             .method = command.method,
             .place = command.place,
             .wording = command.wording},
            ctx);
    }
    return head_again(tx, customer.id, ctx);
}

std::optional<bool> consent_of(Reader& db, CustomerId id, const std::string& channel,
                               const std::string& purpose) {
    std::optional<bool> answer;
    for (const rows::ConsentRow& row : latest_consents(db, id)) {
        if (is_switch(row.channel, row.purpose)) {
            if (!row.granted) return false;
            continue;  // Lifting "do not contact" is no consent to anything.
        }
        const bool fits = (row.channel == channel || row.channel == everything) &&
                          (row.purpose == purpose || row.purpose == everything);
        if (!fits) continue;
        answer = answer.value_or(true) && row.granted;  // Whatever was refused stays refused.
    }
    return answer;
}

std::vector<ConsentView> consents_of(Reader& db, CustomerId id) {
    std::map<std::tuple<ProfileId, std::string, std::string, Instant>, rows::ConsentRecordRow> proofs;
    for (rows::ConsentRecordRow& row : rows::consent_records(db, profiles_of(db, id)))
        proofs.emplace(std::tuple(row.profile_id, row.channel, row.purpose, row.at), std::move(row));
    std::vector<ConsentView> views;
    for (const rows::ConsentRow& row : latest_consents(db, id)) {
        ConsentView view{row.channel, row.purpose, row.granted, row.at, row.proof};
        const auto proof = proofs.find(std::tuple(row.profile_id, row.channel, row.purpose, row.at));
        if (proof != proofs.end()) {
            view.method = proof->second.method;
            view.place = proof->second.place;
            view.wording = proof->second.wording;
            view.by_name = proof->second.by_name;
        }
        views.push_back(std::move(view));
    }
    return views;
}

ConsentHistory list_consents(Reader& db, const ListConsents& query, const base::Context& ctx) {
    const Customer customer = visible_customer(db, query.customer_id, ctx);
    std::map<std::pair<std::string, std::string>, Instant> last;
    for (const rows::ConsentRow& row : latest_consents(db, customer.id))
        last[{row.channel, row.purpose}] = row.at;
    ConsentHistory history;
    for (const rows::ConsentRecordRow& row : rows::consent_records(db, profiles_of(db, customer.id))) {
        if (query.channel && row.channel != *query.channel) continue;
        const auto holding = last.find({row.channel, row.purpose});
        history.items.push_back({.channel = row.channel,
                                 .purpose = row.purpose,
                                 .granted = row.granted,
                                 .at = row.at,
                                 .method = row.method,
                                 .place = row.place,
                                 .wording = row.wording,
                                 .proof = row.proof,
                                 .by_name = row.by_name,
                                 .recorded_at = row.recorded_at,
                                 .holds = holding != last.end() && holding->second == row.at});
    }
    std::stable_sort(history.items.begin(), history.items.end(),
                     [](const auto& left, const auto& right) { return left.at > right.at; });
    return history;
}

// --- one-click unsubscribe ----------------------------------------------------------------------

namespace {

/// Words of a link, apart by dots: "17.email.marketing". Signed payloads know letters, digits and "_.-" only.
bool is_plain(const std::string& word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
    });
}

/// The person acts, whoever holds the link.
base::Context as_person(const Customer& person, const base::Context& ctx) {
    base::Context acting = ctx;
    acting.actor = {};
    acting.actor.kind = base::ActorKind::customer;
    acting.actor.id = person.id.value;
    acting.actor.org_id = person.org_id;
    acting.actor.org_path = person.org_path;
    return acting;
}

/// What the person said so far, of this channel and purpose alone.
std::optional<bool> last_word(const std::vector<rows::ConsentRow>& said, const std::string& channel,
                              const std::string& purpose) {
    for (const rows::ConsentRow& row : said)
        if (row.channel == channel && row.purpose == purpose) return row.granted;
    return {};
}

/// What is to be said so that the change holds; nothing that is so already.
std::vector<std::pair<std::string, bool>> to_say(const std::vector<rows::ConsentRow>& said,
                                                 const Subscription& about, SubscriptionChange change) {
    std::vector<std::pair<std::string, bool>> words;
    const bool granted = change == SubscriptionChange::resume;
    const auto add = [&](const std::string& channel) {
        if (last_word(said, channel, about.purpose) != granted) words.emplace_back(channel, granted);
    };
    if (change == SubscriptionChange::stop_all) {
        add(everything);
        for (const rows::ConsentRow& row : said)  // Rules look at each channel by itself.
            if (row.channel != everything && row.purpose == about.purpose && row.granted)
                words.emplace_back(row.channel, false);
    }
    if (granted && last_word(said, everything, about.purpose) == false) add(everything);
    if (about.channel != everything &&
        std::none_of(words.begin(), words.end(), [&](const auto& w) { return w.first == about.channel; }))
        add(about.channel);
    return words;
}

}  // namespace

UnsubscribeLink make_unsubscribe_link(Transaction& tx, const MakeUnsubscribeLink& command,
                                      const base::Context& ctx, const std::string& origin) {
    const std::string purpose = command.purpose ? command.purpose->value : "marketing";
    if (!is_plain(command.channel.value)) throw base::Error{base::errors::not_allowed, "channel"};
    if (!is_plain(purpose)) throw base::Error{base::errors::not_allowed, "purpose"};
    const Customer customer = visible_customer(tx, command.customer_id, ctx);
    UnsubscribeLink link{.list_unsubscribe_post = "List-Unsubscribe=One-Click",
                         .expires_at = ctx.now + link_life};
    const std::string payload = std::to_string(customer.id.value) + "." + command.channel.value + "." +
                                purpose;
    link.url = access::settings(tx).public_url.value_or(origin) + "/u/" +
               access::sign(tx, link_purpose, payload, link.expires_at);
    link.list_unsubscribe = "<" + link.url + ">";
    return link;
}

Subscription subscription_of(Reader& db, std::string_view token, Instant now) {
    const auto payload = access::open_signed(db, link_purpose, token, now);
    if (!payload) throw base::Error{errors::bad_unsubscribe};
    const std::size_t first = payload->find('.');
    const std::size_t second = payload->find('.', first + 1);
    if (first == std::string::npos || second == std::string::npos) throw base::Error{errors::bad_unsubscribe};
    Subscription about{.channel = payload->substr(first + 1, second - first - 1),
                       .purpose = payload->substr(second + 1)};
    std::from_chars(payload->data(), payload->data() + first, about.profile_id.value);
    about.customer_id = customer_of(db, about.profile_id);
    return about;
}

bool change_subscription(Transaction& tx, std::string_view token, SubscriptionChange change,
                         const std::string& wording, const std::string& address, const base::Context& ctx) {
    const Subscription about = subscription_of(tx, token, ctx.now);
    if (!about.customer_id) return false;  // Erased since: nothing will be sent.
    const Customer person = find_customer(tx, about.customer_id).value();
    rows::lock_profiles(tx, {ProfileId{person.id.value}});  // Two clicks at once say it once.
    const base::Context acting = as_person(person, ctx);
    const auto words = to_say(latest_consents(tx, person.id), about, change);
    if (words.empty()) return false;
    rows::advance(tx, person.id, {});
    boost::json::array channels;
    for (const auto& [channel, granted] : words) {
        say(tx, ProfileId{person.id.value},
            {.channel = {channel},
             .purpose = {about.purpose},
             .granted = granted,
             .method = ConsentMethod::link,
             .wording = base::Note<1000>{wording}},
            acting);
        channels.emplace_back(channel);
    }
    access::record(tx, acting,
                   {.route = "POST /u/{token}",
                    .object = "customer_id " + std::to_string(person.id.value),
                    .changes = {{"channels", std::move(channels)},
                                {"purpose", about.purpose},
                                {"granted", change == SubscriptionChange::resume}},
                    .address = address});
    return true;
}

}  // namespace huan::customer
