import {
  CheckInAnswer,
  type CheckInRefusal,
  CheckInRequest,
  DoorList,
  DoorListQuery,
  SyncCheckInsAnswer,
  SyncCheckInsRequest,
  UndoCheckInRequest,
  uuid,
} from '@karcis/contracts';
import { type Problem, problem } from '@karcis/http';
import { z } from 'zod';
import type { Calls } from '../../../calls.ts';
import { describeMoment, ticketRefusals } from '../../../domain/check-in-words.ts';
import type { ServerClock } from '../../../queries/server-clock.ts';
import type { EffectReply, Once } from '../../once.ts';
import { pageFrom } from '../../page.ts';
import { type Ask, type Route, defineRoute, ok } from '../../route.ts';
import { organiserScope } from './scope.ts';

export type CheckInRoutesDeps = {
  readonly calls: Pick<Calls, 'checkIn' | 'undoCheckIn' | 'syncCheckIns' | 'listTickets'>;
  readonly clock: ServerClock;
  readonly once: Once;
  /** IANA name of the zone that times are told in. */
  readonly timeZone: string;
};

const PATH = '/api/admin/check-in';
/** A hundred entries with their tokens. */
const SYNC_BYTES_MAX = 262_144;

const byItemId = { schema: z.object({ id: uuid }), otherwise: 'item-not-found' } as const;
const listPath = (itemId: string) => `/api/admin/items/${itemId}/tickets`;

/** Letting people in. */
export function checkInRoutes({ calls, clock, once, timeZone }: CheckInRoutesDeps): Route[] {
  const callerOf = ({ organiser, exchange }: Ask) => ({
    organiserId: organiser?.id ?? '',
    ipHash: exchange.client.ipHash,
  });
  const serverTime = () => clock.now().toISOString();

  function reply(answer: Awaited<ReturnType<Calls['checkIn']>>): EffectReply {
    if (!answer.ok) return { problem: toProblem(answer.refusal, timeZone) };
    const { ticket } = answer;
    return { ...ok({ ticket, serverTime: serverTime() }), location: listPath(ticket.itemId) };
  }

  return [
    defineRoute({
      method: 'post',
      path: PATH,
      summary: 'Lets a ticket in, once',
      access: 'organiser',
      alsoFor: ['reviewer', 'door'],
      body: CheckInRequest,
      idempotent: true,
      answers: { 200: CheckInAnswer },
      problems: ['already-checked-in', 'ticket-invalid'],
      handle: (ask) =>
        once.json(ask, organiserScope(ask), async ({ operation }) =>
          reply(await calls.checkIn({ ...callerOf(ask), ...ask.body, operation })),
        ),
    }),
    defineRoute({
      method: 'post',
      path: `${PATH}/undo`,
      summary: 'Takes a mistaken check-in back',
      access: 'organiser',
      alsoFor: ['reviewer', 'door'],
      body: UndoCheckInRequest,
      idempotent: true,
      answers: { 200: CheckInAnswer },
      problems: ['ticket-not-found', 'not-checked-in'],
      handle: (ask) =>
        once.json(ask, organiserScope(ask), async ({ operation }) =>
          reply(await calls.undoCheckIn({ ...callerOf(ask), ...ask.body, operation })),
        ),
    }),
    defineRoute({
      method: 'post',
      path: `${PATH}/sync`,
      summary: 'Records whom a door let in while it had no network',
      access: 'organiser',
      alsoFor: ['reviewer', 'door'],
      body: SyncCheckInsRequest,
      bodyBytesMax: SYNC_BYTES_MAX,
      idempotent: true,
      answers: { 200: SyncCheckInsAnswer },
      handle: (ask) =>
        once.json(ask, organiserScope(ask), async () => {
          const { entries } = await calls.syncCheckIns({ ...callerOf(ask), ...ask.body });
          return { ...ok({ entries, serverTime: serverTime() }), location: PATH };
        }),
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/items/:id/tickets',
      summary: 'The door’s list: who may come in, and who did',
      access: 'organiser',
      alsoFor: ['reviewer', 'door'],
      params: byItemId,
      query: DoorListQuery,
      answers: { 200: DoorList },
      async handle({ params, query }) {
        // From before the reading: whoever keeps the list takes what is younger for missing.
        const asOf = serverTime();
        const page = pageFrom(await calls.listTickets({ ...query, itemId: params.id }));
        return ok({ ...page, serverTime: asOf });
      },
    }),
  ];
}

function toProblem(refusal: CheckInRefusal, timeZone: string): Problem {
  switch (refusal.code) {
    case 'already-checked-in': {
      const { ticket } = refusal;
      const at = (language: 'id' | 'en') =>
        describeMoment(ticket.checkedInAt ?? '', timeZone, language);
      return problem('already-checked-in', {
        detail: {
          id: `Masuk ${at('id')} lewat ${ticket.door}.`,
          en: `It came in ${at('en')} at ${ticket.door}.`,
        },
        members: { ticket, checkedInAt: ticket.checkedInAt, door: ticket.door },
      });
    }
    case 'ticket-invalid':
      return problem('ticket-invalid', {
        detail: ticketRefusals[refusal.reason],
        members: { reason: refusal.reason },
      });
    default:
      return problem(refusal.code);
  }
}
