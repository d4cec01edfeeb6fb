#include "capture/mapping.hpp"

#include <array>

/// The fields that columns of imported files can fill.
namespace huan::capture {
namespace {

using Fields = std::vector<ImportField>;

/// By what people are known, in files of every kind.
const Fields who{
    {.field = "external_id", .name_zh = "客户编号", .name_en = "Customer id"},
    {.field = "phone", .name_zh = "手机号", .name_en = "Phone"},
    {.field = "email", .name_zh = "邮箱", .name_en = "E-mail"},
    {.field = "card_number", .name_zh = "会员卡号", .name_en = "Member card"},
    {.field = "unionid", .name_zh = "微信 unionid", .name_en = "WeChat unionid"},
    {.field = "openid", .name_zh = "微信 openid", .name_en = "WeChat openid"},
    {.field = "wecom_external_userid", .name_zh = "企业微信客户编号", .name_en = "WeCom contact id"},
    {.field = "anonymous_id", .name_zh = "设备标识", .name_en = "Device id"},
    {.field = "plate", .name_zh = "车牌号", .name_en = "Licence plate"},
    {.field = "identity:", .name_zh = "自定义身份", .name_en = "Id of a kind of your own"},
};
const Fields facts{
    {.field = "name", .name_zh = "姓名", .name_en = "Name"},
    {.field = "tag", .name_zh = "标签", .name_en = "Tag"},
    {.field = "attribute:", .name_zh = "自定义资料", .name_en = "Fact of your own"},
    {.field = "first_seen", .name_zh = "首次出现日期", .name_en = "First seen"},
    {.field = "no_email", .name_zh = "拒收邮件", .name_en = "No e-mail"},
    {.field = "no_sms", .name_zh = "拒收短信", .name_en = "No text messages"},
    {.field = "no_call", .name_zh = "拒接电话", .name_en = "No calls"},
};
const Fields lead_only{
    {.field = "lead_kind", .required = true, .name_zh = "业务", .name_en = "Business"},
    {.field = "lead_number", .name_zh = "线索编号", .name_en = "Lead number"},
    {.field = "lead_source", .name_zh = "线索来源", .name_en = "Lead source"},
    {.field = "lead_note", .name_zh = "线索备注", .name_en = "Lead note"},
    {.field = "lead_at", .name_zh = "线索时间", .name_en = "Lead time"},
    {.field = "lead_won", .name_zh = "已成交", .name_en = "Won"},
};
const Fields order_only{
    {.field = "ordered_at", .required = true, .name_zh = "下单时间", .name_en = "Order time"},
    {.field = "amount", .required = true, .name_zh = "实付金额", .name_en = "Amount paid"},
    {.field = "number", .name_zh = "订单号", .name_en = "Order number"},
    {.field = "discount", .name_zh = "优惠金额", .name_en = "Discount"},
    {.field = "quantity", .name_zh = "数量", .name_en = "Pieces"},
    {.field = "store", .name_zh = "门店", .name_en = "Store"},
    {.field = "channel", .name_zh = "渠道", .name_en = "Channel"},
    {.field = "sku", .name_zh = "商品编码", .name_en = "Product code"},
    {.field = "product", .name_zh = "商品名称", .name_en = "Product name"},
    {.field = "line_amount", .name_zh = "商品金额", .name_en = "Line amount", .instead_of = "amount"},
    {.field = "line_price", .name_zh = "商品单价", .name_en = "Unit price", .instead_of = "amount"},
};
const Fields event_only{
    {.field = "name", .required = true, .name_zh = "事件名称", .name_en = "Event name"},
    {.field = "occurred_at", .required = true, .name_zh = "发生时间", .name_en = "Event time"},
    {.field = "message_id", .name_zh = "事件编号", .name_en = "Event id"},
    {.field = "channel", .name_zh = "渠道", .name_en = "Channel"},
    {.field = "place", .name_zh = "门店或页面", .name_en = "Store or page"},
    {.field = "property:", .name_zh = "事件属性", .name_en = "Event property"},
};
const Fields tag_only{
    {.field = "tag", .required = true, .name_zh = "标签", .name_en = "Tag"},
    {.field = "tag_until", .name_zh = "标签有效期至", .name_en = "Tag until"},
    {.field = "tag_removed", .name_zh = "取消标签", .name_en = "Tag removed"},
};
const Fields coupon_only{
    {.field = "coupon_type", .required = true, .name_zh = "优惠券名称", .name_en = "Coupon"},
    {.field = "coupon_code", .name_zh = "券码", .name_en = "Coupon code"},
    {.field = "claimed_at", .name_zh = "领取时间", .name_en = "Claimed at"},
    {.field = "usable_until", .name_zh = "有效期至", .name_en = "Good until"},
    {.field = "channel", .name_zh = "渠道", .name_en = "Channel"},
};

Fields joined(std::initializer_list<const Fields*> parts) {
    Fields all;
    for (const Fields* part : parts) all.insert(all.end(), part->begin(), part->end());
    return all;
}

}  // namespace

std::span<const ImportField> fields_of(ImportKind kind) {
    static const Fields customers = joined({&who, &facts});
    static const Fields orders = joined({&order_only, &who});
    static const Fields events = joined({&event_only, &who});
    static const Fields tags = joined({&tag_only, &who});
    static const Fields coupons = joined({&coupon_only, &who});
    static const Fields leads = joined({&lead_only, &who, &facts});
    switch (kind) {
        case ImportKind::customers: return customers;
        case ImportKind::identities: return who;
        case ImportKind::orders: return orders;
        case ImportKind::events: return events;
        case ImportKind::tags: return tags;
        case ImportKind::coupons: return coupons;
        case ImportKind::leads: return leads;
    }
    return {};
}

std::string time_field(ImportKind kind) {
    switch (kind) {
        case ImportKind::orders: return "ordered_at";
        case ImportKind::events: return "occurred_at";
        case ImportKind::leads: return "lead_at";
        case ImportKind::customers: return "first_seen";
        case ImportKind::coupons: return "claimed_at";
        case ImportKind::tags:
        case ImportKind::identities: break;
    }
    return {};
}

bool is_date_field(std::string_view field) {
    for (const char* date :
         {"ordered_at", "occurred_at", "lead_at", "first_seen", "claimed_at", "usable_until", "tag_until"})
        if (field == date) return true;
    return false;
}

std::vector<ImportMode> modes_of(ImportKind kind) {
    // Orders, events and what people hold are facts: only whether they may bring new people is a choice.
    if (kind == ImportKind::customers || kind == ImportKind::leads)
        return {ImportMode::upsert, ImportMode::insert, ImportMode::update};
    return {ImportMode::upsert, ImportMode::update};
}

bool takes_many(std::string_view field) { return field == "tag"; }

}  // namespace huan::capture
