import type { Me } from '@karcis/contracts';
import { useRouteLoaderData } from 'react-router';
import type { z } from 'zod';
import type { Done } from '../server/outcome.ts';

/** What every page inside of the frame knows. */
export type FrameData = {
  readonly me: z.infer<typeof Me>;
  readonly csrfToken: string;
  /** What was done just now, or null. */
  readonly done: Done | null;
};

export function useFrame(): FrameData {
  const frame = useRouteLoaderData('organiser') as FrameData | undefined;
  if (!frame) throw new Error('outside of the organiser’s frame');
  return frame;
}
