import { z } from 'zod';
import { defineCall } from '../define.ts';
import { uuid } from '../fields/ids.ts';
import { DeadLetter } from '../http/admin.ts';
import { listOf, Page, pageOf } from '../http/list.ts';

/** The services that consume events and so can have dead letters. */
export const deadLetterServices = ['booking', 'capacity', 'notifier', 'proof-validation'] as const;
export type DeadLetterService = (typeof deadLetterServices)[number];

export const listDeadLetters = (service: DeadLetterService) =>
  defineCall({
    subject: `qry.${service}.dead-letters.v1`,
    request: z.object(Page.shape),
    response: pageOf(listOf(DeadLetter)),
  });

/** Runs the handler again on the kept message; `replayed` is false if there is no such letter. */
export const replayDeadLetter = (service: DeadLetterService) =>
  defineCall({
    subject: `cmd.${service}.replay-dead-letter.v1`,
    request: z.object({ id: uuid }),
    response: z.object({ replayed: z.boolean(), letter: DeadLetter.nullable() }),
  });
