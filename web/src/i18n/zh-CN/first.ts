import { byFile } from '../byFile';

/** What the frame, the home page and the way in say, and the titles of all pages: loaded first of all. */
export default byFile(import.meta.glob<object>('./first/*.json', { eager: true, import: 'default' }));
