import { byFile } from '../byFile';

/** All other words, one file per step: `offer.json` gives the keys `offer.…`. Loaded with the first page that is opened. */
export default byFile(import.meta.glob<object>('./*.json', { eager: true, import: 'default' }));
