import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { World } from '../world.ts';

/** Of the compressed script that a first page loads, in bytes. */
const SCRIPT_BYTES_MAX = 200_000;
/** Of all that moves by itself, as CLS counts it. */
const SHIFT_MAX = 0.05;

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true };
/** A mid-range phone on a slow mobile network, as Lighthouse takes it. */
const NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024) / 8,
  uploadThroughput: (750 * 1024) / 8,
};
const CPU_SLOWDOWN = 4;

export const budgets = (world: World) =>
  describe('budgets on a throttled phone', () => {
    it.each(['list', 'item', 'book'])('hold for a first visit to the page %s', async (name) => {
      const item = await world.stack.organiser.createItem({ title: 'Anggaran' });
      const path = { list: '/', item: item.url, book: `${item.url}/book` }[name] ?? '/';
      const page = await world.visitor(PHONE);
      await throttle(page);
      await page.addInitScript(observe);
      await page.goto(path);
      // A page with a stream is never idle.
      await page.waitForLoadState('networkidle', { timeout: 10_000 }).catch(() => undefined);
      const { lcpMs, shift, scriptBytes } = await page.evaluate(measured);

      console.log(
        `${name}: script ${(scriptBytes / 1000).toFixed(1)} kB, LCP ${Math.round(lcpMs)} ms, CLS ${shift.toFixed(3)}`,
      );
      expect(scriptBytes).toBeGreaterThan(10_000);
      expect(scriptBytes).toBeLessThan(SCRIPT_BYTES_MAX);
      expect(shift).toBeLessThan(SHIFT_MAX);
    });

    it('hold where the font comes after the first look', async () => {
      await world.stack.organiser.createItem({ title: 'Anggaran' });
      const page = await world.visitor(PHONE);
      const looked = Promise.withResolvers<void>();
      await page.route('**/*.woff2', async (route) => {
        await looked.promise;
        await route.continue();
      });
      await page.addInitScript(observe);
      await page.goto('/', { waitUntil: 'domcontentloaded' });
      await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint')[0]);
      const font = page.waitForResponse('**/*.woff2');
      looked.resolve();
      await (await font).finished();
      await page.evaluate(twoFrames);
      const { shift } = await page.evaluate(measured);
      expect(shift).toBeLessThan(SHIFT_MAX);
    });
  });

async function throttle(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', NETWORK);
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
}

/** What has arrived has been drawn, and the browser has said what moved. */
async function twoFrames(): Promise<void> {
  await document.fonts.ready;
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  await frame();
}

type Seen = { lcpMs: number; shift: number };
type Shift = PerformanceEntry & { readonly value: number; readonly hadRecentInput: boolean };

/** Runs in the page before anything else. */
function observe(): void {
  const seen: Seen = { lcpMs: 0, shift: 0 };
  Object.assign(window, { seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.lcpMs = entry.startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Shift[]) {
      if (!entry.hadRecentInput) seen.shift += entry.value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

function measured(): Seen & { scriptBytes: number } {
  const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
  const scripts = resources.filter(({ name }) => name.endsWith('.js'));
  const scriptBytes = scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  return { ...(window as unknown as { seen: Seen }).seen, scriptBytes };
}
