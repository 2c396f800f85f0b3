import { mkdir } from 'node:fs/promises';
import type { Page } from '@playwright/test';

const folder = process.env['KABINET_PICTURES'];

/** The desk as it stands; only when somebody wants to look. */
export async function deskPicture(page: Page, name: string): Promise<void> {
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/desk-${name}.png` });
}
