import type { TFunction } from 'i18next';
import type { EventDefinition } from './nouns';

/** What an event is in words. Those known from the start are described in both languages, parted by a dot. */
export function descriptionOf(definition: EventDefinition, t: TFunction, language: string): string {
  const { description, built_in, version, name } = definition;
  if (built_in && version === 1) {
    const [chinese = '', english = chinese] = description.split(' · ');
    return language.startsWith('zh') ? chinese : english;
  }
  if (description !== '') return description;
  return t(`customer.event.${name.replace('.', '_')}`, { defaultValue: '' });
}
