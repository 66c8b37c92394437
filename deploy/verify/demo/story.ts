import { type Answer, type Api, createApi, type Method, type Question } from '@karcis/local';
import { styleText } from 'node:util';
import type { z } from 'zod';
import { describeAnswer, shortPath } from './describe-answer.ts';

/** The stack answered otherwise than promised. */
export class Surprise extends Error {
  override name = 'Surprise';
}

export type Story = {
  /** Begins a part of the story. */
  chapter(title: string): void;
  /** Asks the API without telling. */
  readonly api: Api;
  /** Asks the API, and tells the question and the answer in a line. */
  readonly ask: Api;
  /** As `ask`; anything but that status, or a body that breaks the contract, is a Surprise. */
  expect<T>(status: number, schema: z.ZodType<T>, ...question: Parameters<Api>): Promise<T>;
  /** As `ask`; anything but a refusal with that code is a Surprise. */
  refuse(status: number, code: string, ...question: Parameters<Api>): Promise<Answer>;
  /** Tells something that was checked; false is a Surprise. */
  check(what: string, holds: boolean): void;
  readonly checks: number;
};

const paint = (style: Parameters<typeof styleText>[0], text: string) =>
  styleText(style, text, { stream: process.stdout });

export function createStory(origin: string, print: (line: string) => void): Story {
  const api = createApi(origin);
  let checks = 0;

  const ask = async (method: Method, path: string, question?: Question) => {
    const answer = await api(method, path, question);
    const status = paint(answer.status < 400 ? 'green' : 'yellow', `${answer.status}`);
    const asked = `${method.padEnd(5)} ${shortPath(path)}`;
    print(`  ${asked.padEnd(52)} ${status}  ${describeAnswer(answer)}`);
    return answer;
  };

  const check = (what: string, holds: boolean) => {
    if (!holds) throw new Surprise(what);
    checks += 1;
    print(`  ${paint('green', '✓')} ${paint('dim', what)}`);
  };

  return {
    api,
    ask,
    check,
    chapter: (title) => print(`\n${paint('bold', title)}`),
    async expect(status, schema, ...question) {
      const answer = await ask(...question);
      if (answer.status !== status) {
        throw new Surprise(`${status} was promised: ${answer.bytes.toString().slice(0, 500)}`);
      }
      const parsed = schema.safeParse(answer.json);
      if (!parsed.success)
        throw new Surprise(`the answer breaks its contract: ${parsed.error.message}`);
      checks += 1;
      return parsed.data;
    },
    async refuse(status, code, ...question) {
      const answer = await ask(...question);
      const problem = answer.json as { readonly code?: string } | undefined;
      if (answer.status !== status || problem?.code !== code) {
        throw new Surprise(
          `${status} ${code} was promised: ${answer.bytes.toString().slice(0, 500)}`,
        );
      }
      checks += 1;
      return answer;
    },
    get checks() {
      return checks;
    },
  };
}
