import { describe, it } from '@jest/globals';
import { look } from '../look.ts';
import { type PagesToLookAt, organiserPages } from '../organiser-pages.ts';
import type { World } from '../world.ts';

const WIDTHS = [360, 1280];
const LOOKS_WITHIN_MS = 240_000;

/** What each page looks like, for a person, and what a screen reader would stumble over. */
export const organiserLooks = (world: World, pages: PagesToLookAt = organiserPages) =>
  describe('every page of the organiser', () => {
    it.each(pages)(
      '%s has no accessibility violation in either theme; screenshots are taken',
      async (name, open) => {
        const page = await world.organiser({ reducedMotion: 'reduce' });
        await open(page, world);
        await look(page, name, WIDTHS);
      },
      LOOKS_WITHIN_MS,
    );
  });
