import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

const folder = path.join(import.meta.dirname, 'screenshots');
const THEMES = ['light', 'dark'] as const;
const WIDTHS = [360, 768, 1280] as const;
/** axe takes a second or two: once a theme, and once as a phone and once as a laptop has it. */
const LOOKED_THROUGH = new Set(['light 1280', 'dark 360']);

/** Takes the page's picture in both themes at each width; axe must find nothing, and nothing may be wider than the screen. */
export async function look(
  page: Page,
  name: string,
  widths: readonly number[] = WIDTHS,
): Promise<void> {
  // A page with a stream is never idle.
  await page.waitForLoadState('networkidle', { timeout: 10_000 }).catch(() => undefined);
  await mkdir(folder, { recursive: true });
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    for (const width of widths) {
      await page.setViewportSize({ width, height: width < 600 ? 780 : 900 });
      const file = path.join(folder, `${name}-${width}-${theme}.png`);
      await page.screenshot({ path: file, fullPage: true });
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(tooWide).toBeLessThanOrEqual(0);
      if (LOOKED_THROUGH.has(`${theme} ${width}`)) await expectAccessible(page);
    }
  }
}

async function expectAccessible(page: Page): Promise<void> {
  // Else each analysis opens a page of its own to join what frames of other origins found: our pages have no frames.
  // Nor are we told what is right, which is most of the page.
  const only = { resultTypes: ['violations' as const] };
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options(only).analyze();
  expect(violations.map(describeViolation)).toEqual([]);
}

type Violation = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'][number];

const describeViolation = ({ id, nodes }: Violation) =>
  `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('; ')}`;
