#include "access/commands.hpp"
#include "access/settings.hpp"
#include "customer/errors.hpp"
#include "offer/cart.hpp"
#include "offer/commands.hpp"
#include "offer/errors.hpp"
#include "offer/queries.hpp"
#include "offer/testing/offers.hpp"

// Products and coupon types: the definitions.
namespace huan::offer {
namespace {

using base::Money;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;
using testing::ten_off;
using namespace std::chrono_literals;

class Definitions : public testing::Offers {};
INSTANTIATE_ON_BOTH_STORES(Definitions);

CreateProduct wash() {
    CreateProduct product;
    product.sku.value = "WASH-1";
    product.name.value = "Night wash";
    product.price = Money{3500};
    product.cost = Money{1200};
    return product;
}

TEST_P(Definitions, a_cart_is_refused_what_is_sold_only_together_with_something_else) {
    write([&](Transaction& tx) {
        CreateProduct card = wash();
        card.sku.value = "YEAR";
        card.name.value = "Yearly card";
        card.only_with = base::Note<64>{" INSURANCE "};
        CreateProduct insurance = wash();
        insurance.sku.value = "INSURANCE";
        insurance.name.value = "Car insurance";
        for (CreateProduct* product : {&card, &insurance}) {
            product->status = ProductStatus::on_sale;
            create_product(tx, *product, at_noon);
        }
        create_product(tx, wash(), at_noon);  // A draft.
        access::Settings set = access::settings(tx);
        access::update_settings(tx, {.version = set.version, .language = base::Text<10>{"en"}}, at_noon);
    });
    const auto check = [&](std::vector<CartLine> lines) {
        return read([&](Reader& db) { return check_cart(db, {.lines = lines}, at_noon); });
    };
    const CheckedCart alone = check({{.sku = {"YEAR"}}});
    EXPECT_FALSE(alone.allowed);
    EXPECT_EQ(alone.lines.at(0).code, errors::only_with.code);
    EXPECT_EQ(alone.lines.at(0).sentence, "Yearly card is sold only together with Car insurance.");
    EXPECT_EQ(alone.lines.at(0).needs_sku, "INSURANCE");
    const CheckedCart both = check({{.sku = {"YEAR"}}, {.sku = {"INSURANCE"}, .quantity = 2}});
    EXPECT_TRUE(both.allowed);
    EXPECT_EQ(both.amount, Money{3 * 3500});
    EXPECT_EQ(check({{.sku = {"WASH-1"}}}).lines.at(0).code, errors::not_on_sale.code);
    EXPECT_EQ(check({{.sku = {"NOBODYS"}}}).lines.at(0).code, errors::not_on_sale.code);
    EXPECT_EQ(refusal_of([&] { check({}); }), base::errors::out_of_range);
    CreateProduct round = wash();
    round.only_with = base::Note<64>{round.sku.value};
    EXPECT_EQ(refusal_of([&] { write([&](Transaction& tx) { return create_product(tx, round, at_noon); }); }),
              errors::with_itself);
}

TEST_P(Definitions, a_product_is_kept_with_price_and_cost_and_changes_by_version) {
    const Product made = write([&](Transaction& tx) { return create_product(tx, wash(), at_noon); });
    EXPECT_EQ(made.status, ProductStatus::draft);
    UpdateProduct change{made.id,   made.version,           made.sku, made.name, {}, Money{3900},
                         made.cost, ProductStatus::on_sale, {}};
    const Product changed = write([&](Transaction& tx) { return update_product(tx, change, at_noon); });
    EXPECT_EQ(changed.price, Money{3900});
    EXPECT_EQ(changed.version, 2);
    EXPECT_EQ(
        refusal_of([&] { write([&](Transaction& tx) { return update_product(tx, change, at_noon); }); }),
        errors::stale);
    const auto page = read([&](Reader& db) { return list_products(db, {.search = "NIGHT"}, at_noon); });
    ASSERT_EQ(page.items.size(), 1U);
    EXPECT_EQ(page.items[0].status, ProductStatus::on_sale);
}

TEST_P(Definitions, a_product_is_refused_when) {
    write([&](Transaction& tx) { return create_product(tx, wash(), at_noon); });
    CreateProduct twin = wash();
    CreateProduct negative = wash();
    negative.sku.value = "WASH-2";
    negative.price = Money{-1};
    EXPECT_EQ(refusal_of([&] { write([&](Transaction& tx) { return create_product(tx, twin, at_noon); }); }),
              errors::sku_taken);
    EXPECT_EQ(
        refusal_of([&] { write([&](Transaction& tx) { return create_product(tx, negative, at_noon); }); }),
        base::errors::out_of_range);
}

TEST_P(Definitions, another_merchants_product_is_unknown_and_the_companys_is_not) {
    const Product ours =
        write([&](Transaction& tx) { return create_product(tx, wash(), merchant_at("/1/4/")); });
    const Product companys = write([&](Transaction& tx) { return create_product(tx, wash(), at_noon); });
    const base::Context neighbour = merchant_at("/1/5/");
    EXPECT_EQ(refusal_of([&] { read([&](Reader& db) { return get_product(db, {ours.id}, neighbour); }); }),
              errors::unknown);
    EXPECT_EQ(read([&](Reader& db) { return get_product(db, {companys.id}, neighbour); }).sku.value,
              "WASH-1");
    EXPECT_EQ(read([&](Reader& db) { return list_products(db, {}, neighbour); }).items.size(), 1U);
    UpdateProduct change{companys.id, 1,        companys.sku, companys.name,
                         {},          Money{1}, Money{1},     ProductStatus::retired};
    EXPECT_EQ(
        refusal_of([&] { write([&](Transaction& tx) { return update_product(tx, change, neighbour); }); }),
        errors::unknown);
}

TEST_P(Definitions, a_coupon_type_is_refused_when) {
    published(ten_off("Taken", noon));
    struct Refusal {
        const char* when;
        std::function<void(CreateCouponType&)> spoil;
        base::ErrorKind because;
        const char* field;
    };
    const Refusal refusals[] = {
        {"its name is taken", [](auto& t) { t.name.value = "Taken"; }, errors::name_taken, "name"},
        {"it is worth nothing", [](auto& t) { t.face_value = Money{0}; }, base::errors::out_of_range,
         "face_value"},
        {"its threshold is negative", [](auto& t) { t.threshold = Money{-1}; }, base::errors::out_of_range,
         "threshold"},
        {"there is none of it", [](auto& t) { t.stock = 0; }, base::errors::out_of_range, "stock"},
        {"its budget covers not one", [](auto& t) { t.budget = Money{999}; }, base::errors::out_of_range,
         "budget"},
        {"nobody may claim any", [](auto& t) { t.per_person_per_day = 0; }, base::errors::out_of_range,
         "per_person_per_day"},
        {"claiming ends before it begins", [](auto& t) { t.claim_until = *t.claim_from; }, errors::bad_window,
         "claim_until"},
        {"it does not say how long it is good", [](auto& t) { t.use_days.reset(); }, errors::bad_window,
         "use_until"},
        {"it says so twice", [](auto& t) { t.use_until = t.claim_until; }, errors::bad_window, "use_days"},
        {"it is good for no time", [](auto& t) { t.use_days = 0; }, base::errors::out_of_range, "use_days"},
        {"the shares exceed the whole", [](auto& t) { t.platform_share_bp = 10'001; },
         base::errors::out_of_range, "platform_share_bp"},
    };
    for (const Refusal& row : refusals) {
        SCOPED_TRACE(row.when);
        CreateCouponType draft = ten_off("Fresh", noon);
        row.spoil(draft);
        try {
            write([&](Transaction& tx) { return create_coupon_type(tx, draft, at_noon); });
            ADD_FAILURE() << "it was not refused";
        } catch (const base::Error& refused) {
            EXPECT_EQ(refused.kind(), row.because);
            EXPECT_EQ(refused.field(), row.field);
        }
    }
}

TEST_P(Definitions, a_draft_changes_until_it_is_published_and_then_only_ends) {
    const CouponType draft =
        write([&](Transaction& tx) { return create_coupon_type(tx, ten_off("Ten off", noon), at_noon); });
    UpdateCouponType change;
    change.coupon_type_id = draft.id;
    change.seen_version = 1;
    change.name.value = "Eight off";
    change.face_value = Money{800};
    change.stock = 10;
    change.budget = Money{8000};
    change.claim_from = noon;
    change.claim_until = noon + 24h;
    change.use_days = 7;
    const CouponType changed =
        write([&](Transaction& tx) { return update_coupon_type(tx, change, at_noon); });
    EXPECT_EQ(changed.budget_left, Money{8000});
    EXPECT_EQ(books().accounts.size(), 0U);

    const MoveCouponType seen{draft.id, 2};
    write([&](Transaction& tx) { return publish_coupon_type(tx, seen, at_noon); });
    EXPECT_EQ(books().budget, Money{8000});
    EXPECT_EQ(books().balance, Money{0});
    change.seen_version = 3;
    EXPECT_EQ(
        refusal_of([&] { write([&](Transaction& tx) { return update_coupon_type(tx, change, at_noon); }); }),
        errors::not_draft);
    EXPECT_EQ(
        refusal_of([&] { write([&](Transaction& tx) { return publish_coupon_type(tx, seen, at_noon); }); }),
        errors::stale);
    const MoveCouponType now{draft.id, 3};
    EXPECT_EQ(
        refusal_of([&] { write([&](Transaction& tx) { return publish_coupon_type(tx, now, at_noon); }); }),
        errors::not_draft);
    write([&](Transaction& tx) { return end_coupon_type(tx, now, at_noon); });
    const base::CustomerId anna = somebody(1);
    EXPECT_EQ(refusal_of([&] { claimed(changed, anna); }), errors::not_published);
}

TEST_P(Definitions, a_draft_whose_claim_window_is_past_is_not_published) {
    const CouponType draft =
        write([&](Transaction& tx) { return create_coupon_type(tx, ten_off("Ten off", noon), at_noon); });
    EXPECT_EQ(refusal_of([&] {
                  write([&](Transaction& tx) {
                      return publish_coupon_type(tx, {draft.id, 1}, at(noon + 24h * 61));
                  });
              }),
              errors::over);
}

}  // namespace
}  // namespace huan::offer
