/** All words of one language, one file per step: `offer.json` gives the keys `offer.…`. */
const files = import.meta.glob<Record<string, unknown>>('./*.json', { eager: true, import: 'default' });

const words: Record<string, unknown> = {};
for (const [path, content] of Object.entries(files)) words[path.slice(2, -'.json'.length)] = content;

export default words;
