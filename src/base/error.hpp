#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

namespace huan::base {

/// What sort of refusal this is; decides the HTTP status and whether a retry can help.
enum class Category {
    malformed,        ///< 400: the request cannot be read at all.
    unauthenticated,  ///< 401
    forbidden,        ///< 403
    unknown,          ///< 404: not there, or outside of what the caller may see.
    timeout,          ///< 408
    conflict,         ///< 409: true now, may change: stale version, sold out, already done.
    too_large,        ///< 413
    invalid,          ///< 422: readable, but a field holds something we refuse.
    too_many,         ///< 429: limited; `retry_after` says when to come back.
    internal,         ///< 500: our fault.
    unavailable,      ///< 503
    full,             ///< 507: the disk is full; reads go on.
};

/// The status line of RFC 9110 for `category`.
int http_status(Category category);

/// One way to be refused. `code` is a promise to API clients ("offer.stale"): add, never rename.
struct ErrorKind {
    Category category;
    const char* code;
    const char* sentence;  ///< For a user, in English; the console translates by `code`.

    friend bool operator==(const ErrorKind& left, const ErrorKind& right) {
        return std::string_view(left.code) == right.code;
    }
};

/// A refusal on its way to the caller. `field` is the JSON path at fault ("lines[2].amount"), empty when none
/// is.
class Error : public std::exception {
public:
    explicit Error(ErrorKind kind, std::string field = {}, std::string detail = {});

    const ErrorKind& kind() const { return kind_; }
    const std::string& field() const { return field_; }
    /// What happened in this case, a full sentence; the kind's own sentence where none was given.
    const std::string& detail() const { return detail_; }
    const char* what() const noexcept override { return text_.c_str(); }

    std::optional<std::chrono::seconds> retry_after{};

private:
    ErrorKind kind_;
    std::string field_;
    std::string detail_;
    std::string text_;
};

namespace errors {
inline constexpr ErrorKind malformed_json{Category::malformed, "request.malformed_json",
                                          "The body is not valid JSON."};
inline constexpr ErrorKind required{Category::invalid, "field.required", "This field is required."};
inline constexpr ErrorKind unknown_field{Category::invalid, "field.unknown", "There is no such field."};
inline constexpr ErrorKind wrong_type{Category::invalid, "field.wrong_type",
                                      "This field has the wrong type."};
inline constexpr ErrorKind out_of_range{Category::invalid, "field.out_of_range",
                                        "This value is out of range."};
inline constexpr ErrorKind not_allowed{Category::invalid, "field.not_allowed",
                                       "This value is not one of the allowed ones."};
inline constexpr ErrorKind bad_text{Category::invalid, "field.bad_text",
                                    "Text must be valid UTF-8 without U+0000 and within its length."};
inline constexpr ErrorKind bad_instant{Category::invalid, "field.bad_instant",
                                       "Times are RFC 3339, such as 2026-11-21T08:00:00Z."};
inline constexpr ErrorKind overflow{Category::invalid, "money.overflow", "This amount is too large."};
inline constexpr ErrorKind forbidden{Category::forbidden, "access.forbidden", "You may not do this."};
}  // namespace errors

}  // namespace huan::base
