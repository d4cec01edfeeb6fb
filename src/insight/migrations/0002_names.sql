-- A product is named in both languages, and a sentence counts "once", "twice", "7 times". What was installed
-- before gets the names apart; a name somebody wrote stands for both languages until they say otherwise
-- (advice.cpp reads that).
UPDATE advice_rule SET body = replace(body,
    '"product_name":"单次洗车 Single wash"',
    '"product_name_zh":"单次洗车","product_name_en":"Single wash"');
UPDATE advice_rule SET body = replace(body,
    '"product_name":"月卡 3 次 Monthly card of 3"',
    '"product_name_zh":"月卡 3 次","product_name_en":"Monthly card of 3"');
UPDATE advice_rule SET body = replace(body,
    '"product_name":"年卡不限次（配车险） Yearly unlimited with insurance"',
    '"product_name_zh":"年卡不限次（配车险）","product_name_en":"Yearly unlimited with insurance"');
UPDATE advice_rule SET body = replace(body,
    '"product_name":"回归优惠券 Come-back coupon"',
    '"product_name_zh":"回归优惠券","product_name_en":"Come-back coupon"');
UPDATE advice_rule SET body = replace(body,
    '"product_name":"下单优惠券 Coupon for the next order"',
    '"product_name_zh":"下单优惠券","product_name_en":"Coupon for the next order"');
UPDATE advice_rule SET body = replace(body,
    '"product_name":"季度会员 Quarterly membership"',
    '"product_name_zh":"季度会员","product_name_en":"Quarterly membership"');
UPDATE advice_rule SET body = replace(body,
    '"product_name":"年度会员 Yearly membership"',
    '"product_name_zh":"年度会员","product_name_en":"Yearly membership"');
UPDATE advice_rule SET body = replace(body, '"Washed {count} times in ', '"Washed {times} in ');
UPDATE advice_rule SET body = replace(body, '"product_name":', '"product_name_zh":');
