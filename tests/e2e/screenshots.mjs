// Makes the pictures of the READMEs: node tests/e2e/screenshots.mjs, after make build. Names are made up.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { desk, launch, signedIn } from '../lib/browser.mjs';
import { bringCampaign } from '../lib/company.mjs';
import { projectRoot, Server } from '../lib/server.mjs';

const server = await Server.fresh();
const admin = await server.setUp({ company: 'Night Wash 夜洗' });
const browser = await launch();
try {
  const { campaign } = await bringCampaign(admin);

  const images = join(projectRoot, 'docs/images');
  await mkdir(images, { recursive: true });
  for (const [language, name] of [
    ['en', 'en'],
    ['zh-CN', 'zh'],
  ]) {
    const page = await signedIn(browser, server, { viewport: desk, language });
    await page.getByRole('heading', { name: language === 'en' ? 'The loop' : '营销闭环' }).waitFor();
    await page.waitForTimeout(1500);
    await page.screenshot({ path: join(images, `home-${name}.png`) });
    await page.goto(`${server.url}/effect/campaigns/${campaign.id}`);
    await page.waitForTimeout(3000);
    await page.screenshot({ path: join(images, `report-${name}.png`) });
    await page.context().close();
  }
} finally {
  await browser.close();
  await server.remove();
}
