import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/**
 * Names that a company has given to fields, choices and kinds join the words of the language being read,
 * so that the timeline and rules call them the same. `words` must be the same object while nothing changes.
 */
export function useCompanyWords(words: readonly (readonly [key: string, word: string])[]): void {
  const { i18n } = useTranslation();
  const language = i18n.language;
  useEffect(() => {
    for (const [key, word] of words)
      if (i18n.getResource(language, 'translation', key) !== word)
        i18n.addResource(language, 'translation', key, word);
  }, [words, i18n, language]);
}
