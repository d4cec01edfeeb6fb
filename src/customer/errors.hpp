#pragma once

#include "base/error.hpp"

/// Every way a command of this module is refused. A code is a promise to API clients: add, never rename.
namespace huan::customer::errors {

using base::Category;
using base::ErrorKind;

inline constexpr ErrorKind unknown{Category::unknown, "customer.unknown", "There is no such customer."};
inline constexpr ErrorKind stale{Category::conflict, "customer.stale",
                                 "Someone changed this customer meanwhile."};
inline constexpr ErrorKind no_identity{Category::invalid, "customer.no_identity",
                                       "At least one identity (phone, e-mail, id...) is needed."};
inline constexpr ErrorKind too_many_identities{Category::invalid, "customer.too_many_identities",
                                               "At most 20 identities at once."};
inline constexpr ErrorKind elsewhere{Category::conflict, "customer.elsewhere",
                                     "This person is a customer of another part of the company."};
inline constexpr ErrorKind bad_identity{Category::invalid, "customer.bad_identity",
                                        "This is not a value this kind of identity can have."};
inline constexpr ErrorKind unknown_kind{Category::invalid, "customer.unknown_kind",
                                        "This kind of identity is not declared."};
inline constexpr ErrorKind kind_taken{Category::conflict, "identity_kind.taken",
                                      "There is a kind of this code already."};
inline constexpr ErrorKind kind_stale{Category::conflict, "identity_kind.stale",
                                      "Someone changed this kind meanwhile."};
inline constexpr ErrorKind bad_kind{Category::invalid, "identity_kind.bad",
                                    "This is not a rule a kind can have."};
inline constexpr ErrorKind same_person{Category::conflict, "customer.same_person",
                                       "These are one customer already."};
inline constexpr ErrorKind kept_apart{
    Category::conflict, "customer.kept_apart",
    "Somebody decided that these are different people. Take that back first."};
inline constexpr ErrorKind nobody_left{Category::invalid, "customer.nobody_left",
                                       "Choose some of the customer's profiles, and leave at least one."};
inline constexpr ErrorKind unknown_decision{Category::unknown, "identity_decision.unknown",
                                            "There is no such decision."};
inline constexpr ErrorKind decision_over{Category::conflict, "identity_decision.over",
                                         "This decision was taken back already."};
inline constexpr ErrorKind bad_attribute{Category::invalid, "customer.bad_attribute",
                                         "An attribute is text, a number, true, false or null."};
inline constexpr ErrorKind unfit_attribute{Category::invalid, "customer.unfit_attribute",
                                           "This value does not fit the field."};
inline constexpr ErrorKind needed_attribute{Category::invalid, "customer.needed_attribute",
                                            "This field is required."};
inline constexpr ErrorKind unknown_field{Category::unknown, "attribute.unknown", "There is no such field."};
inline constexpr ErrorKind field_taken{Category::conflict, "attribute.taken",
                                       "There is a field of this key already."};
inline constexpr ErrorKind field_stale{Category::conflict, "attribute.stale",
                                       "Someone changed this field meanwhile."};
inline constexpr ErrorKind bad_rule{Category::invalid, "attribute.bad_rule",
                                    "This is not a rule a field can have."};
inline constexpr ErrorKind built_in_field{Category::conflict, "attribute.built_in",
                                          "What is built in can be retired, not deleted."};
inline constexpr ErrorKind unknown_section{Category::invalid, "attribute.unknown_section",
                                           "There is no such section."};
inline constexpr ErrorKind too_many_attributes{Category::invalid, "customer.too_many_attributes",
                                               "At most 200 attributes at once."};
inline constexpr ErrorKind tag_over{Category::invalid, "customer.tag_over",
                                    "This tag would already have ended."};
inline constexpr ErrorKind unknown_relation{Category::unknown, "relation.unknown",
                                            "There is no such relation."};
inline constexpr ErrorKind unknown_relation_kind{Category::invalid, "relation.unknown_kind",
                                                 "There is no such kind of relation."};
inline constexpr ErrorKind related_to_oneself{Category::invalid, "relation.same_person",
                                              "These are one and the same customer."};
inline constexpr ErrorKind inverse_relation{Category::conflict, "relation.inverse",
                                            "The same relation is on record the other way round."};
inline constexpr ErrorKind bad_relation_kind{Category::invalid, "relation.bad_kind",
                                             "This is not a rule a kind of relation can have."};
inline constexpr ErrorKind relation_kind_stale{Category::conflict, "relation.kind_stale",
                                               "Someone changed this kind of relation meanwhile."};
inline constexpr ErrorKind unknown_mark{Category::unknown, "mark.unknown", "There is no such mark."};
inline constexpr ErrorKind unknown_mark_kind{Category::invalid, "mark.unknown_kind",
                                             "There is no such kind of mark."};
inline constexpr ErrorKind bad_mark{Category::invalid, "mark.bad_value",
                                    "This is not a value this kind of mark can have."};
inline constexpr ErrorKind bad_mark_kind{Category::invalid, "mark.bad_kind",
                                         "This is not a rule a kind of mark can have."};
inline constexpr ErrorKind mark_kind_stale{Category::conflict, "mark.kind_stale",
                                           "Someone changed this kind of mark meanwhile."};
inline constexpr ErrorKind consent_time{Category::invalid, "consent.time",
                                        "Consent cannot be given in the future or before 1900."};
inline constexpr ErrorKind bad_unsubscribe{Category::unknown, "unsubscribe.bad_link",
                                           "This link is incomplete or no longer good."};
inline constexpr ErrorKind bad_plate{Category::invalid, "vehicle.bad_plate", "This is not a licence plate."};
inline constexpr ErrorKind unknown_vehicle{Category::unknown, "vehicle.unknown", "There is no such vehicle."};
inline constexpr ErrorKind unknown_asset{Category::unknown, "asset.unknown", "There is no such asset."};
inline constexpr ErrorKind asset_stale{Category::conflict, "asset.stale",
                                       "Someone changed this asset meanwhile."};
inline constexpr ErrorKind asset_ended{Category::conflict, "asset.ended", "This asset has ended already."};
inline constexpr ErrorKind asset_is_vehicle{Category::invalid, "asset.is_vehicle",
                                            "A vehicle is added by its plate."};
inline constexpr ErrorKind bad_day{Category::invalid, "asset.bad_day",
                                   "Expected a day such as 2026-11-21, from 1900 on."};
inline constexpr ErrorKind bad_span{Category::invalid, "asset.bad_span", "The end lies before the start."};
inline constexpr ErrorKind unknown_document{Category::unknown, "document.unknown",
                                            "There is no such document."};
inline constexpr ErrorKind document_bad_content{
    Category::invalid, "document.bad_content",
    "This is no PDF, picture, Office document without macros, recording or plain text."};
inline constexpr ErrorKind document_too_large{Category::too_large, "document.too_large",
                                              "A document has at most 25 MB."};
inline constexpr ErrorKind document_empty{Category::invalid, "document.empty", "This file is empty."};
inline constexpr ErrorKind bad_field{Category::invalid, "asset.bad_field",
                                     "A field has a name and is text, a number, true or false."};

inline constexpr ErrorKind unknown_bulk{Category::unknown, "bulk.unknown", "There is no such bulk action."};
inline constexpr ErrorKind nobody_chosen{Category::invalid, "bulk.nobody",
                                         "Choose people, a filter, or say that everybody is meant."};
inline constexpr ErrorKind too_many_chosen{Category::invalid, "bulk.too_many",
                                           "At most 2,000 people can be chosen one by one."};
inline constexpr ErrorKind bad_deed{Category::invalid, "bulk.bad_deed",
                                    "This does not belong to what is to be done."};
inline constexpr ErrorKind bad_bulk_owner{Category::invalid, "bulk.bad_owner",
                                          "Customers go to active users you can see."};
inline constexpr ErrorKind bulk_running{Category::conflict, "bulk.running",
                                        "This is still being carried out. Stop it or wait for its end."};
inline constexpr ErrorKind bulk_undone{Category::conflict, "bulk.undone", "This was taken back already."};

inline constexpr ErrorKind unknown_order{Category::unknown, "order.unknown", "There is no such order."};
inline constexpr ErrorKind order_differs{Category::conflict, "order.differs",
                                         "An order with this number but other content is already there."};
inline constexpr ErrorKind no_buyer{Category::invalid, "order.no_buyer",
                                    "An order needs a customer or at least one identity."};
inline constexpr ErrorKind bad_amount{Category::invalid, "order.bad_amount",
                                      "Amounts and quantities of an order are not negative."};
inline constexpr ErrorKind other_currency{Category::invalid, "order.other_currency",
                                          "The order is in another currency than the organisation."};
inline constexpr ErrorKind too_many_lines{Category::invalid, "order.too_many_lines",
                                          "At most 500 lines an order."};
inline constexpr ErrorKind bad_time{Category::invalid, "order.bad_time",
                                    "An order cannot lie more than a day in the future or before 1900."};
inline constexpr ErrorKind refund_too_much{Category::conflict, "order.refund_too_much",
                                           "More than what is left of the order cannot be refunded."};
inline constexpr ErrorKind refund_differs{Category::conflict, "order.refund_differs",
                                          "A refund with this number but another amount is already there."};

}  // namespace huan::customer::errors
