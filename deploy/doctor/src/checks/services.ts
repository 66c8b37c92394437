import { type Check, fail, pass, unseen } from '../finding.ts';

const ANSWER_MS = 5_000;

type Readiness = { readonly status: string; readonly checks?: Readonly<Record<string, string>> };

/** Asks every process whether it can work, and what it lacks if not. */
export const services: Check = {
  name: 'services',
  remedy: 'see that every service runs, and that SERVICE_URLS names their own ports',
  async look({ SERVICE_URLS }) {
    if (SERVICE_URLS.length === 0) return [unseen('the processes', 'SERVICE_URLS')];

    const troubles = await Promise.all(SERVICE_URLS.map(([name, url]) => troubleOf(name, url)));
    const found = troubles.flatMap((trouble) => trouble ?? []);
    return found.length > 0 ? found : [pass(`${SERVICE_URLS.length} processes can work`)];
  },
};

async function troubleOf(name: string, url: string) {
  try {
    const answer = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(ANSWER_MS) });
    if (answer.ok) return undefined;
    const { status, checks = {} } = (await answer.json()) as Readiness;
    const lacking = Object.keys(checks).filter((each) => checks[each] !== 'ok');
    return fail(
      `${name} cannot work: ${lacking.join(', ') || status}`,
      `see that ${lacking.join(' and ') || name} is up and reachable from ${name}; its log says more`,
    );
  } catch {
    return fail(`${name} does not answer at ${url}`, `start ${name}; its log says why it ended`);
  }
}
