# One turn of the loop: who bought once and fell silent is invited back, minus a holdout; who comes redeems; who does not is
# called; the report says what it earned.
day 0    capture  anna orders 45.00                                         -> 1 order, 45.00
day 0    capture  ben orders 30.00                                          -> 1 order, 30.00
day 0    capture  cleo orders 20.00                                         -> 1 order, 20.00
day 5    capture  cleo orders 25.00                                         -> 2 orders, 45.00
day 10   capture  anna orders 45.00 again as order-1                        -> 2 orders, 90.00
day 10   capture  anna orders 45.00 again as order-1                        -> 2 orders, 90.00
day 11   offer    orders earn 100 points for 100.00                         -> on
day 12   capture  dora orders 268.00                                        -> 1 order, 268.00
day 12   offer    dora spends 68 points                                     -> 200 left
day 13   capture  dora is refunded 134.00                                   -> 1 order, 134.00
day 13   offer    dora spends 67 points                                     -> offer.not_enough_points
day 13   offer    dora spends 66 points                                     -> 0 left
day 100  insight  segment once: bought once, silent for 90 days             -> 1 person
day 101  offer    coupon ten: 10.00 off from 20.00, stock 2, budget 20.00   -> published
day 101  scene    campaign back gives ten to once, holdout 0 %              -> 1 treated, 0 held out
day 101  scene    back is delivered                                         -> 1 sent
day 102  offer    ben claims back                                           -> claimed
day 102  offer    ben claims back                                           -> campaign_limit
day 103  capture  ben orders 35.00 with his coupon                          -> 2 orders, 65.00
day 103  effect   back                                                      -> 1 redeemed, subsidy 10.00, paid 35.00
day 104  capture  ben is refunded 35.00                                     -> 1 order, 30.00
day 105  sales    a technician finds tyre_wear on 沪A8K321 of ben           -> 1 lead
day 105  sales    a technician finds tyre_wear on 沪A8K321 of ben           -> 1 lead
day 106  sales    the agent calls ben: lost, price                          -> commission 1.00
day 106  sales    a technician finds tyre_wear on 沪A8K321 of ben           -> 2 leads
day 107  sales    the agent calls ben: won, price_fits                      -> commission 21.00
