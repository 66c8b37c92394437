import { describe, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { look } from '../look.ts';
import { holdPlace, ownBooking } from '../steps.ts';
import type { World } from '../world.ts';

const LOOKS_WITHIN_MS = 240_000;

type Open = (page: Page, itemUrl: string, itemId: string) => Promise<unknown>;

/** Every public page, and how one gets there. */
const pages = (world: World): readonly (readonly [name: string, open: Open])[] => [
  ['list', (page) => page.goto('/')],
  ['list-empty', (page) => page.goto('/?q=tidak-ada-yang-begini')],
  ['item', (page, url) => page.goto(url)],
  ['book', (page, url) => page.goto(`${url}/book`)],
  [
    'book-sheet-with-errors',
    async (page, url) => {
      await page.goto(url);
      await page.getByRole('link', { name: 'Pesan tempat' }).click();
      await page.getByText('120 karakter lagi').waitFor();
      await page.getByLabel('Email').fill('bukan');
      await page.getByRole('button', { name: 'Lanjut' }).click();
      await page.getByText('Bukan alamat email').waitFor();
    },
  ],
  ['pay', (page, url) => holdPlace(page, url, 'Siti Aminah')],
  ...(['REVIEW', 'PAID', 'REJECTED'] as const).map(
    (state) =>
      [
        `booking-${state.toLowerCase()}`,
        async (page: Page, _url: string, itemId: string) => {
          const { code } = await ownBooking(world, page, itemId, state);
          await page.goto(`/b/${code}`);
        },
      ] as const,
  ),
  [
    'booking-masked',
    async (page, _url, itemId) => {
      const { code } = await ownBooking(world, page, itemId, 'HOLD');
      await page.context().clearCookies();
      await page.goto(`/b/${code}`);
    },
  ],
  [
    'item-closed',
    async (page) => {
      const item = await world.stack.organiser.createItem({ title: 'Ditutup', status: 'CLOSED' });
      await page.goto(item.url);
      await page.getByText('Pemesanan ditutup oleh penyelenggara').waitFor();
    },
  ],
  ['not-found', (page) => page.goto('/tidak-ada')],
];

/** What each page looks like, for a person, and what a screen reader would stumble over. */
export const looks = (world: World) =>
  describe('every page', () => {
    it.each(pages(world))(
      '%s has no accessibility violation in either theme; screenshots are taken',
      async (name, open) => {
        const item = await world.stack.organiser.createItem({
          title: 'Kelas Keramik untuk Pemula',
          description: 'Dua jam membentuk tanah liat.\n\nAlat dan bahan sudah termasuk.',
          location: 'Studio Tanah, Bandung',
          maxPerBooking: 4,
        });
        const page = await world.visitor({ reducedMotion: 'reduce' });
        await open(page, item.url, item.id);
        await look(page, name);
      },
      LOOKS_WITHIN_MS,
    );
  });
