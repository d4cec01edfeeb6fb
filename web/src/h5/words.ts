/** The claim page's own words: it does not load the console's. */
const chinese = {
  threshold: '满 {amount} 可用',
  no_threshold: '无门槛',
  claim: '立即领取',
  claiming: '正在领取…',
  phone: '手机号',
  phone_hint: '券会放到这个号码的账户里',
  phone_wrong: '请填写正确的手机号',
  until: '领取截止 {when}',
  starts: '{when} 开始领取',
  claimed: '已经领到了',
  claimed_by: '已放入 {person} 的账户',
  usable: '{from} 至 {until} 可用',
  show: '到店出示这个码',
  redeemed: '这张券已经用过了',
  expired: '这张券已经过期了',
  state_too_early: '还没开始',
  state_over: '活动已经结束',
  state_sold_out: '来晚一步，已经领完了',
  state_not_offered: '这次的活动不适用于这个账户',
  later: '下次有好事，我们再告诉你。',
  bad_link: '这个链接已过期或不完整',
  bad_link_hint: '请从收到的消息里重新打开。',
  failed: '网络不太好，没有领到',
  too_many: '点得太快了，稍等再试',
  again: '再试一次',
  stop: '不再接收这类消息',
  stopped: '好的，不会再发给你了。',
  for_person: '给 {person}',
};

type Words = Record<keyof typeof chinese, string>;

const english: Words = {
  threshold: 'On orders from {amount}',
  no_threshold: 'No minimum order',
  claim: 'Claim it now',
  claiming: 'Claiming…',
  phone: 'Phone number',
  phone_hint: 'The coupon goes to the account of this number',
  phone_wrong: 'Enter a valid phone number',
  until: 'Claim until {when}',
  starts: 'Opens {when}',
  claimed: 'It is yours',
  claimed_by: 'In the account of {person}',
  usable: 'Good from {from} to {until}',
  show: 'Show this code in the store',
  redeemed: 'This coupon has been used',
  expired: 'This coupon is no longer good',
  state_too_early: 'Not open yet',
  state_over: 'This offer has ended',
  state_sold_out: 'All of them have been claimed',
  state_not_offered: 'This offer does not apply to this account',
  later: 'We will tell you about the next one.',
  bad_link: 'This link has expired or is incomplete',
  bad_link_hint: 'Open it again from the message you got.',
  failed: 'The connection failed, nothing was claimed',
  too_many: 'That was too quick. Wait a moment.',
  again: 'Try again',
  stop: 'No more messages like this',
  stopped: 'Done. You will not get these any more.',
  for_person: 'For {person}',
};

export type Word = keyof typeof chinese;

/** Words of one language, with `{places}` filled. */
export function wordsOf(language: string): (word: Word, places?: Record<string, string>) => string {
  const words = language.toLowerCase().startsWith('zh') ? chinese : english;
  return (word, places = {}) =>
    words[word].replace(/\{(\w+)\}/g, (_whole, name: string) => places[name] ?? '');
}
