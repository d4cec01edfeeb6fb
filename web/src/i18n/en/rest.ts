import { byFile } from '../byFile';

/** All other words, one file per step: `offer.json` gives `offer.…`. Loaded with the first page one opens. */
export default byFile(import.meta.glob<object>('./*.json', { eager: true, import: 'default' }));
