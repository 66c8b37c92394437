import {
  DeadLetter,
  NoFields,
  Page,
  type ResponseOf,
  deadLetterServices,
  listOf,
  type replayDeadLetter,
  uuid,
} from '@karcis/contracts';
import { problem } from '@karcis/http';
import { z } from 'zod';
import type { Calls } from '../../../calls.ts';
import { listAllDeadLetters } from '../../../queries/list-dead-letters.ts';
import type { Once } from '../../once.ts';
import { pageFrom } from '../../page.ts';
import { type Route, defineRoute, ok } from '../../route.ts';
import { organiserScope } from './scope.ts';

export type DeadLetterRoutesDeps = {
  readonly calls: Pick<Calls, 'listDeadLetters' | 'replayDeadLetter'>;
  readonly once: Once;
};

const PATH = '/api/admin/dead-letters';
type Replay = ResponseOf<ReturnType<typeof replayDeadLetter>>;

/** Events that a service gave up on. */
export function deadLetterRoutes({ calls, once }: DeadLetterRoutesDeps): Route[] {
  /** Only the service that has the letter knows its id. */
  async function replay(id: string): Promise<Replay> {
    for (const service of deadLetterServices) {
      const answer = await calls.replayDeadLetter[service]({ id });
      if (answer.letter) return answer;
    }
    return { replayed: false, letter: null };
  }

  return [
    defineRoute({
      method: 'get',
      path: PATH,
      summary: 'Lists the events that services gave up on',
      access: 'organiser',
      query: Page,
      answers: { 200: listOf(DeadLetter) },
      handle: async ({ query }) =>
        ok(pageFrom(await listAllDeadLetters(calls.listDeadLetters, query))),
    }),
    defineRoute({
      method: 'post',
      path: `${PATH}/:id/replay`,
      summary: 'Runs the handler again; `replayed` says whether it worked this time',
      access: 'organiser',
      params: { schema: z.object({ id: uuid }), otherwise: 'dead-letter-not-found' },
      body: NoFields,
      idempotent: true,
      answers: { 200: z.strictObject({ replayed: z.boolean(), letter: DeadLetter }) },
      handle: (ask) =>
        once.json(ask, organiserScope(ask), async () => {
          const { replayed, letter } = await replay(ask.params.id);
          if (!letter) return { problem: problem('dead-letter-not-found') };
          return { ...ok({ replayed, letter }), location: PATH };
        }),
    }),
  ];
}
