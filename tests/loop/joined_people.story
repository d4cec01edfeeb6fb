# Two people who turn out to be one share what each had: today's messages and the gifts of a trigger. Found by the simulation.
day 0    12:10  capture  anna orders 20.00                                            -> 1 order, 20.00
day 0    12:11  capture  ben orders 30.00                                             -> 1 order, 30.00
day 1    02:00  offer    coupon ten: 10.00 off from 20.00, stock 20, budget 200.00, 9 a day, 9 a campaign, for 20 points -> published
day 1    02:00  insight  segment all: 0 orders or more                                -> 2 people
day 1    02:00  insight  segment rich: spent 30.00 in 30 days                         -> 1 person
day 1    02:00  scene    guard: 0 coupons in hand, one kind in 0 days, 1 messages a day -> set
day 1    02:01  scene    campaign hello gives ten to rich, holdout 0 %, budget 50.00, 9 a person, by send -> 1 treated, 0 held out
day 1    02:01  scene    campaign bye gives ten to all, holdout 0 %, budget 50.00, 9 a person, by send -> 2 treated, 0 held out
day 1    02:02  scene    hello is delivered                                           -> 1 sent
day 1    02:03  capture  anna and ben are one                                         -> one person
day 1    02:04  scene    bye is delivered                                             -> 0 sent
day 1    02:05  scene    campaign treat gives ten to all, holdout 0 %, budget 50.00, 9 a person, by trigger -> 2 treated, 0 held out
day 1    02:06  capture  anna and ben are one no more                                 -> 2 people
day 1    02:07  scene    on View: treat, 1 a person                                   -> set
day 1    02:08  capture  ben views tyres as message m1                                -> accepted
day 1    02:09  capture  anna and ben are one                                         -> one person
day 1    02:10  capture  anna views tyres as message m2                               -> accepted
day 1    02:11  offer    anna redeems a coupon for order no-1 of 50.00                -> redeemed
day 1    02:12  offer    anna redeems a coupon for order no-2 of 50.00                -> story.not_told
