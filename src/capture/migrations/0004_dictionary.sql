-- What is declared about events of a name. Segment's e-commerce events are known from the start.
CREATE TABLE event_definition (
    name TEXT NOT NULL PRIMARY KEY,
    description TEXT NOT NULL,
    meaning TEXT NOT NULL,
    fields TEXT NOT NULL,
    blocked BOOL NOT NULL,
    built_in BOOL NOT NULL,
    version INT NOT NULL,
    updated_at INSTANT NOT NULL
);
INSERT INTO event_definition
    (name, description, meaning, fields, blocked, built_in, version, updated_at)
VALUES
    ('Products Searched', '搜索商品 · Searched for products', 'behaviour', '{}', 0, 1, 1, 0),
    ('Product List Viewed', '浏览商品列表 · Viewed a list', 'behaviour', '{}', 0, 1, 1, 0),
    ('Product List Filtered', '筛选商品列表 · Filtered a list', 'behaviour', '{}', 0, 1, 1, 0),
    ('Promotion Viewed', '看到促销 · Saw a promotion', 'behaviour', '{}', 0, 1, 1, 0),
    ('Promotion Clicked', '点击促销 · Clicked a promotion', 'behaviour', '{}', 0, 1, 1, 0),
    ('Product Clicked', '点击商品 · Clicked a product', 'behaviour', '{}', 0, 1, 1, 0),
    ('Product Viewed', '浏览商品 · Viewed a product', 'behaviour', '{}', 0, 1, 1, 0),
    ('Product Added', '加入购物车 · Put a product into the cart', 'behaviour', '{}', 0, 1, 1, 0),
    ('Product Removed', '移出购物车 · Took a product out of the cart', 'behaviour', '{}', 0, 1, 1, 0),
    ('Cart Viewed', '查看购物车 · Viewed the cart', 'behaviour', '{}', 0, 1, 1, 0),
    ('Checkout Started', '开始结算 · Started to check out', 'behaviour', '{}', 0, 1, 1, 0),
    ('Checkout Step Viewed', '查看结算步骤 · Viewed a step', 'behaviour', '{}', 0, 1, 1, 0),
    ('Checkout Step Completed', '完成结算步骤 · Completed a step', 'behaviour', '{}', 0, 1, 1, 0),
    ('Payment Info Entered', '填写支付信息 · Entered how to pay', 'behaviour', '{}', 0, 1, 1, 0),
    ('Order Updated', '修改订单 · Changed an order', 'behaviour', '{}', 0, 1, 1, 0),
    ('Order Completed', '下单成交 · Completed an order', 'order', '{}', 0, 1, 1, 0),
    ('Order Refunded', '订单退款 · Got money back', 'refund', '{}', 0, 1, 1, 0),
    ('Order Cancelled', '取消订单 · Cancelled an order', 'behaviour', '{}', 0, 1, 1, 0),
    ('Coupon Entered', '输入优惠券 · Entered a coupon', 'behaviour', '{}', 0, 1, 1, 0),
    ('Coupon Applied', '使用优惠券 · Applied a coupon', 'behaviour', '{}', 0, 1, 1, 0),
    ('Coupon Denied', '优惠券被拒 · Had a coupon refused', 'behaviour', '{}', 0, 1, 1, 0),
    ('Coupon Removed', '移除优惠券 · Took a coupon away', 'behaviour', '{}', 0, 1, 1, 0),
    ('Product Added to Wishlist', '加入收藏 · Put it on the wish list', 'behaviour', '{}', 0, 1, 1, 0),
    ('Product Removed from Wishlist', '移出收藏 · Took it off the list', 'behaviour', '{}', 0, 1, 1, 0),
    ('Wishlist Product Added to Cart', '收藏加入购物车 · Moved a wish into the cart', 'behaviour', '{}', 0, 1, 1, 0),
    ('Product Shared', '分享商品 · Shared a product', 'behaviour', '{}', 0, 1, 1, 0),
    ('Cart Shared', '分享购物车 · Shared the cart', 'behaviour', '{}', 0, 1, 1, 0),
    ('Product Reviewed', '评价商品 · Reviewed a product', 'behaviour', '{}', 0, 1, 1, 0);

-- A refused message is kept whole, so that it can be sent again once the cause is mended.
ALTER TABLE rejected_message ADD COLUMN mended_at INSTANT;
