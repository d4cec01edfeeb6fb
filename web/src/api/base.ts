/** The path Huan is served below ("/crm"), as the server wrote it into the page; empty at the root. */
export const base = document.querySelector<HTMLMetaElement>('meta[name="huan-base"]')?.content ?? '';
