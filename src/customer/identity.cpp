#include "customer/identity.hpp"

#include "base/text.hpp"
#include "customer/errors.hpp"
#include "customer/plate.hpp"
#include "customer/words.hpp"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <functional>
#include <mutex>
#include <optional>

namespace huan::customer {
namespace {

constexpr std::size_t longest_value = 200;
constexpr std::size_t most_identities = 20;

std::optional<std::string> phone_e164(const std::string& text, const std::string& region) {
    namespace phone = i18n::phonenumbers;
    const phone::PhoneNumberUtil& library = *phone::PhoneNumberUtil::GetInstance();
    phone::PhoneNumber number;
    if (library.Parse(text, region, &number) != phone::PhoneNumberUtil::NO_PARSING_ERROR) return {};
    if (!library.IsValidNumber(number)) return {};
    std::string formatted;
    library.Format(number, phone::PhoneNumberUtil::E164, &formatted);
    return formatted;
}

/// The numbers that were read last, in any thread. The library takes some 13 microseconds for one, and a
/// number comes by several times on its way in: as it was written where a file or message is read, then as
/// E.164 where its person is looked up, in the dry run and in the run.
class PhonesRead {
public:
    std::optional<std::string> e164(const std::string& text, std::string_view region) {
        // By its last digits, which both forms share.
        const std::string_view end =
            std::string_view(text).substr(text.size() - std::min<std::size_t>(text.size(), 8));
        Entry& entry = entries_[std::hash<std::string_view>{}(end) % entries_.size()];
        {
            const std::lock_guard lock(mutex_);
            if (entry.region == region && (entry.text == text || entry.e164 == text)) return entry.e164;
        }
        Entry read{
            .region = std::string(region), .text = text, .e164 = phone_e164(text, std::string(region))};
        const std::lock_guard lock(mutex_);
        entry = read;
        return read.e164;
    }

private:
    struct Entry {
        std::string region{};  ///< Empty: nothing was read yet.
        std::string text{};
        std::optional<std::string> e164{};
    };
    std::mutex mutex_;
    std::vector<Entry> entries_{32'768};  // 3 MB; a number takes the place of another one.
};

std::optional<std::string> read_phone(const std::string& text, std::string_view region) {
    static PhonesRead phones;
    return phones.e164(text, region);
}

std::optional<std::string> email_address(std::string text) {
    const std::size_t at = text.find('@');
    if (at == std::string::npos || at == 0 || at > 64 || text.find('@', at + 1) != std::string::npos)
        return {};
    const std::size_t dot = text.find('.', at);
    if (dot == std::string::npos || dot == at + 1 || text.back() == '.' ||
        text.find("..", at) != std::string::npos)
        return {};
    const bool odd = std::any_of(text.begin(), text.end(), [](char c) {
        return (c >= 0 && c <= ' ') || c == '\x7f' ||
               std::string_view("()<>[]:;\\,\"").find(c) != std::string_view::npos;
    });
    if (odd) return {};
    return text;
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
}

std::optional<std::string> normalised_value(KeyFormat format, const std::string& value,
                                            std::string_view region) {
    if (!base::is_clean_utf8(value)) return {};
    const std::string text = base::trimmed(value);
    if (text.empty() || base::length_utf8(text) > longest_value || has_control(text)) return {};
    switch (format) {
        case KeyFormat::phone: return read_phone(folded(text), region);
        case KeyFormat::email: return email_address(folded(text));
        case KeyFormat::plate: {
            std::string plate = normalised_plate(text, region);
            if (plate.empty()) return {};
            return plate;
        }
        case KeyFormat::text: break;
    }
    return text;
}

const char* what_it_needs(KeyFormat format) {
    switch (format) {
        case KeyFormat::phone: return "This is not a phone number that can exist.";
        case KeyFormat::email: return "This is not an e-mail address.";
        case KeyFormat::plate: return "This is not a licence plate.";
        case KeyFormat::text: break;
    }
    return "An identity is 1 to 200 characters on one line.";
}

std::string digits_masked(std::string_view number) {
    // +8613812341234 is read as 13812341234; elsewhere the country code stays.
    if (number.starts_with("+86") && number.size() == 14) number.remove_prefix(3);
    if (number.size() <= 7) return std::string(number.substr(0, 1)) + "****";
    return std::string(number.substr(0, 3)) + "****" + std::string(number.substr(number.size() - 4));
}

std::string ends_masked(std::string_view value) {
    const std::vector<std::string> characters = code_points(value);
    if (characters.empty()) return {};
    if (characters.size() <= 6) return characters.front() + "***";
    const std::size_t last = characters.size() - 1;
    return characters[0] + characters[1] + "****" + characters[last - 1] + characters[last];
}

std::string known_kinds(const KindRules& rules) {
    std::string words;
    for (const KindRule& rule : rules.strongest_first())
        words.append(words.empty() ? "Expected one of: " : ", ").append(rule.kind.value);
    return words + ".";
}

}  // namespace

KindRules::KindRules(std::vector<KindRule> rules) : rules_(std::move(rules)) {
    std::stable_sort(rules_.begin(), rules_.end(), [](const KindRule& left, const KindRule& right) {
        return left.priority != right.priority ? left.priority > right.priority : left.kind < right.kind;
    });
}

// Limits are generous: they exist for kiosks, test numbers and switchboards. The migration stores the same.
const KindRules& KindRules::built_in() {
    static const KindRules rules{{
        {IdentityKind::external_id, KeyFormat::text, 90, true, false, 50},
        {IdentityKind::unionid, KeyFormat::text, 80, true, false, 50},
        {IdentityKind::wecom_external_userid, KeyFormat::text, 70, true, false, 50},
        {IdentityKind::card_number, KeyFormat::text, 60, false, false, 10},
        {IdentityKind::phone, KeyFormat::phone, 50, false, false, 10},
        {IdentityKind::email, KeyFormat::email, 40, false, false, 10},
        {IdentityKind::openid, KeyFormat::text, 30, false, false, 10},
        {IdentityKind::anonymous_id, KeyFormat::text, 20, false, false, 10},
        {IdentityKind::plate, KeyFormat::plate, 10, false, true, 1000},
    }};
    return rules;
}

const KindRule* KindRules::find(const IdentityKind& kind) const {
    const auto found =
        std::find_if(rules_.begin(), rules_.end(), [&](const KindRule& rule) { return rule.kind == kind; });
    return found == rules_.end() ? nullptr : &*found;
}

const KindRule& KindRules::of(const IdentityKind& kind) const {
    const KindRule* rule = find(kind);
    if (rule == nullptr) throw base::Error{errors::unknown_kind, "kind"};
    return *rule;
}

Identity normalised(const Identity& identity, std::string_view region, const std::string& field,
                    const KindRules& rules) {
    const KindRule* rule = rules.find(identity.kind);
    if (rule == nullptr) throw base::Error{errors::unknown_kind, field, known_kinds(rules)};
    std::optional<std::string> value = normalised_value(rule->format, identity.value, region);
    if (!value) throw base::Error{errors::bad_identity, field, what_it_needs(rule->format)};
    return {identity.kind, std::move(*value)};
}

std::vector<Identity> normalised(const std::vector<Identity>& identities, std::string_view region,
                                 const KindRules& rules) {
    if (identities.empty()) throw base::Error{errors::no_identity, "identities"};
    if (identities.size() > most_identities) throw base::Error{errors::too_many_identities, "identities"};
    std::vector<Identity> all;
    for (std::size_t i = 0; i < identities.size(); ++i) {
        Identity identity =
            normalised(identities[i], region, "identities[" + std::to_string(i) + "].value", rules);
        if (std::find(all.begin(), all.end(), identity) == all.end()) all.push_back(std::move(identity));
    }
    // Of two kinds of the same priority, the word decides: the profile is the same whoever sends first.
    const auto rank = [&](const Identity& identity) {
        return std::pair(-rules.of(identity.kind).priority, std::string_view(identity.kind.value));
    };
    std::stable_sort(all.begin(), all.end(),
                     [&](const Identity& left, const Identity& right) { return rank(left) < rank(right); });
    return all;
}

std::string masked(const IdentityKind& kind, std::string_view value) {
    if (kind == IdentityKind::external_id || kind == IdentityKind::plate)
        return std::string(value);  // The company's own number, and what stands on the car.
    if (kind == IdentityKind::phone) return digits_masked(value);
    if (kind == IdentityKind::email) {
        const std::size_t at = value.find('@');
        if (at == std::string_view::npos) return ends_masked(value);
        return code_points(value).front() + "***" + std::string(value.substr(at));
    }
    return ends_masked(value);
}

}  // namespace huan::customer
