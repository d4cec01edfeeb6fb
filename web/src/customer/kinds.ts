import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/hooks';
import type { Schema } from '@/api/types';

/** A kind of identity the company uses: built in or declared by an administrator. */
export type KindView = Schema<'KindView'>;

/** All kinds, strongest first; empty until they are known. */
export function useIdentityKinds(): KindView[] {
  const kinds = useRead<{ items: KindView[] }>('/api/identity_kinds', {}, { staleTime: 300_000 });
  return kinds.data?.items ?? [];
}

/** What people call a kind, in the language the page is read in. */
export function kindName(kind: KindView, language: string): string {
  const [first, second] = language === 'zh-CN' ? [kind.name_zh, kind.name_en] : [kind.name_en, kind.name_zh];
  return first || second || kind.kind;
}

/** Names a kind by its code, also before the kinds are known. */
export function useKindName(): (code: string) => string {
  const { t, i18n } = useTranslation();
  const kinds = useIdentityKinds();
  return useCallback(
    (code) => {
      const kind = kinds.find((one) => one.kind === code);
      if (kind) return kindName(kind, i18n.language);
      return t(`customer.identity.${code}`, { defaultValue: code });
    },
    [kinds, i18n.language, t],
  );
}

/** The choices of a field that asks what a person is known by. */
export function useKindOptions(): { value: string; label: string }[] {
  const { i18n } = useTranslation();
  return useIdentityKinds().map((kind) => ({ value: kind.kind, label: kindName(kind, i18n.language) }));
}
