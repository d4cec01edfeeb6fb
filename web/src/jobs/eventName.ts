import { useTranslation } from 'react-i18next';

/** Events other systems are commonly told of; any other may be typed. */
export const commonEvents = [
  '*',
  'order.*',
  'order.completed',
  'order.refunded',
  'coupon.*',
  'coupon.claimed',
  'coupon.redeemed',
  'points.*',
  'customer.created',
  'segment.entered',
  'segment.left',
  'campaign.sent',
  'lead.created',
  'finding.recorded',
  'call.ended',
];

/** An event, or a kind of them, in words; others as they are named. */
export function useEventWords(): (event: string) => string {
  const { t } = useTranslation();
  return (event) => {
    const key = event === '*' ? 'every' : event.replace('.*', '_every').replace('.', '_');
    return t(`jobs.event.${key}`, { defaultValue: event });
  };
}
