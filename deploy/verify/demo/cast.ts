import type { createGuest, createOrganiser } from './people.ts';
import type { Story } from './story.ts';

/** Who and what a chapter tells of. */
export type Cast = {
  readonly story: Story;
  readonly organiser: ReturnType<typeof createOrganiser>;
  readonly guest: (name: string) => ReturnType<typeof createGuest>;
};

/** A part of the demo; it throws a Surprise when the stack does otherwise than promised. */
export type Chapter = (cast: Cast) => Promise<void>;
