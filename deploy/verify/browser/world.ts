import { afterEach, beforeAll } from '@jest/globals';
import { atEndOfFile, whenATestFails } from '@karcis/testing';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Cookie,
  type Page,
  chromium,
} from 'playwright-core';
import { type JourneyStack, startJourneyStack } from '../journeys/stack.ts';
import { findChromium } from './find-chromium.ts';

/** As a Debian Chromium runs in a container: nothing calls home, nothing asks. */
const FLAGS = [
  ...['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
  ...['--disable-sync', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'],
  // Nothing is drawn by a graphics card.
  '--disable-gpu',
];
/** A first build of the pages and an installation of Chromium are in it. */
const START_WITHIN_MS = 240_000;
const STEP_WITHIN_MS = 30_000;

export type World = ReturnType<typeof useWorld>;

type Env = Readonly<Record<string, string>>;

/** One stack and one browser for all tests of a file. `env` is what this stack is told besides, `flags` what Chromium is. */
export function useWorld(env: Env | (() => Promise<Env>) = {}, flags: readonly string[] = []) {
  let stack: JourneyStack | undefined;
  let browser: Browser | undefined;
  /** Of the organiser: checking a password takes a second. */
  let session: Cookie[] | undefined;
  const contexts: BrowserContext[] = [];
  const troubles: string[] = [];

  whenATestFails(async () => {
    const pages = await Promise.all(contexts.flatMap((context) => context.pages()).map(shownBy));
    return `pages showed:\n${pages.join('\n')}`;
  });

  beforeAll(async () => {
    const executablePath = await findChromium(console.error);
    [stack, browser] = await Promise.all([
      startJourneyStack(typeof env === 'function' ? await env() : env),
      chromium.launch({ executablePath, args: [...FLAGS, ...flags] }),
    ]);
    const { stop } = stack;
    atEndOfFile(stop);
    atEndOfFile(() => browser?.close() ?? Promise.resolve());
  }, START_WITHIN_MS);

  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    const seen = troubles.splice(0);
    if (seen.length > 0) throw new Error(`pages complained:\n${seen.join('\n')}`);
  });

  const some = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the world has not begun');
    return value;
  };

  /** A browser of somebody's own: cookies, storage, a window. It is closed after the test. */
  async function visitor(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await some(browser).newContext({
      baseURL: some(stack).gateways[0] ?? '',
      locale: 'id-ID',
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    contexts.push(context);
    context.setDefaultTimeout(STEP_WITHIN_MS);
    context.on('page', (page) => watch(page, troubles));
    return context.newPage();
  }

  return {
    get stack() {
      return some(stack);
    },
    get url() {
      return some(stack).gateways[0] ?? '';
    },
    visitor,
    /** The browser of an organiser who has signed in. */
    async organiser(options: BrowserContextOptions = {}): Promise<Page> {
      const page = await visitor(options);
      session ??= await signIn(page, some(stack).admin);
      await page.context().addCookies(session);
      return page;
    },
  };
}

async function signIn(
  page: Page,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<Cookie[]> {
  const answer = await page.request.post('/api/admin/login', { data: { email, password } });
  if (!answer.ok()) throw new Error(`signing in: ${answer.status()} ${await answer.text()}`);
  return page.context().cookies();
}

/** Enough for a page and the news at its end. */
const TEXT_MAX = 4_000;

async function shownBy(page: Page): Promise<string> {
  const text = await page.innerText('body', { timeout: 2_000 }).catch(String);
  return `${page.url()}\n${text.slice(0, TEXT_MAX)}`;
}

/** What a page must never say, whatever else is tested: an exception, a broken policy, markup that did not match. */
const TROUBLE = /Content Security Policy|hydrat|Minified React error|did not match/i;

function watch(page: Page, troubles: string[]): void {
  page.on('pageerror', (error) => troubles.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    if (TROUBLE.test(message.text())) troubles.push(`${page.url()}: ${message.text()}`);
  });
}
