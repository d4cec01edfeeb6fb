import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

export const channels = ['sms', 'phone', 'email', 'wecom', 'inbox', 'all'];
export const purposes = ['marketing', 'service', 'all'];
/** How we may know; `api` and `imported` are said by whoever brings it. */
export const methods = ['form', 'call', 'in_person', 'paper', 'message', 'link', 'other'];

/** "Marketing by text message". */
export function useConsentName(): (channel: string, purpose: string) => string {
  const { t } = useTranslation();
  return useCallback(
    (channel, purpose) =>
      channel === 'all' && purpose === 'all'
        ? t('customer.do_not_contact')
        : t('customer.consent_to', {
            channel: t(`customer.channel.${channel}`, { defaultValue: channel }),
            purpose: t(`customer.purpose.${purpose}`, { defaultValue: purpose }),
          }),
    [t],
  );
}
