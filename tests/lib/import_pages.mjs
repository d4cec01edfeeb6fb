// The import pages, driven as somebody with a table does (an English page).
import { still } from './browser.mjs';

const button = (page, name) => page.getByRole('button', { name });

/** Uploads a table as the kind that `words` describe; `look` sees the dialogue before it is sent. */
export async function uploadTable(page, server, words, name, buffer, look = async () => {}) {
  await page.goto(`${server.url}/capture/imports`);
  await button(page, 'Import a file').first().click();
  await page.getByText(words).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByText('Choose a file or drop it here').click(),
  ]);
  await chooser.setFiles({ name, mimeType: 'application/octet-stream', buffer });
  await look();
  await button(page, 'Upload and read').click();
  await page.getByRole('heading', { name: 'What is each column?' }).waitFor();
}

/** Takes back the import of the file of this name. */
export async function undoTable(page, server, name, timeout = 30_000) {
  await page.goto(`${server.url}/capture/imports`);
  await page.getByRole('link', { name }).click();
  await button(page, 'Undo import').click();
  await still(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Undo import' }).click();
  await page.getByText('This import was undone').waitFor({ timeout });
}
