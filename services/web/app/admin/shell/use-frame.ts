import type { Me } from '@karcis/contracts';
import { useRouteLoaderData } from 'react-router';
import type { z } from 'zod';

/** What every page inside of the frame knows. */
export type FrameData = {
  readonly me: z.infer<typeof Me>;
  readonly csrfToken: string;
  /** Which text says what was done just now, or null. */
  readonly done: string | null;
};

export function useFrame(): FrameData {
  const frame = useRouteLoaderData('organiser') as FrameData | undefined;
  if (!frame) throw new Error('outside of the organiser’s frame');
  return frame;
}
