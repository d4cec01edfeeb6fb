// Makes the icons of the installed console from its mark: node tests/e2e/icons.mjs. Drawn here, nowhere else.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launch } from '../lib/browser.mjs';
import { projectRoot } from '../lib/server.mjs';

const mark = await readFile(join(projectRoot, 'web/src/app/huan.svg'), 'utf8');
const folder = join(projectRoot, 'web/public/icons');

/** `share`: how much of the side the mark takes. A mask may cut off everything outside of the inner 80 %. */
const icons = [
  { name: 'icon-192.png', size: 192, share: 0.82, round: 0.22 },
  { name: 'icon-512.png', size: 512, share: 0.82, round: 0.22 },
  { name: 'maskable-512.png', size: 512, share: 0.62, round: 0 },
  { name: 'apple-touch-icon.png', size: 180, share: 0.74, round: 0 },
];

const browser = await launch();
try {
  const page = await browser.newPage();
  for (const { name, size, share, round } of icons) {
    await page.setViewportSize({ width: size, height: size });
    const box = `width:${size}px;height:${size}px;border-radius:${size * round}px;background:#fff`;
    const inner = mark.replace('<svg ', `<svg width="${size * share}" height="${size * share}" `);
    await page.setContent(
      `<body style="margin:0"><div style="${box};display:grid;place-items:center">${inner}</div></body>`,
    );
    await writeFile(join(folder, name), await page.screenshot({ omitBackground: true }));
  }
  // For pages that name no icon: one picture in the frame that browsers have asked for since 1999.
  const side = 32;
  await page.setViewportSize({ width: side, height: side });
  await page.setContent(`<body style="margin:0">${mark.replace('<svg ', `<svg width="${side}" `)}</body>`);
  const picture = await page.screenshot({ omitBackground: true });
  const frame = Buffer.alloc(22);
  frame.writeUInt16LE(1, 2);
  frame.writeUInt16LE(1, 4);
  frame.writeUInt8(side, 6);
  frame.writeUInt8(side, 7);
  frame.writeUInt16LE(1, 10);
  frame.writeUInt16LE(32, 12);
  frame.writeUInt32LE(picture.length, 14);
  frame.writeUInt32LE(frame.length, 18);
  await writeFile(join(folder, '../favicon.ico'), Buffer.concat([frame, picture]));
} finally {
  await browser.close();
}
