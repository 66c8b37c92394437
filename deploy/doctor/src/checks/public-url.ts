import { type Check, fail, type Finding, pass, warn } from '../finding.ts';
import { gatewayOf } from '../settings.ts';

const ANSWER_MS = 10_000;
const DOCUMENT = '/api/openapi.json';

/** Comes in as people do, and compares the address with the one that the gateway writes into links and mail. */
export const publicUrl: Check = {
  name: 'public URL',
  remedy: 'see that DNS, proxy and firewall lead PUBLIC_URL to a gateway',
  async look(settings) {
    const url = new URL(settings.PUBLIC_URL);
    const told = await addressToldBy(url.origin);
    // Within a container nobody's localhost is anybody else's.
    const differs = told ?? (isLocal(url) ? await addressToldBy(gatewayOf(settings)) : undefined);
    if (!differs) {
      return [
        fail(
          `${url.origin} is not reached, or something else answers there`,
          'see that DNS, proxy and firewall lead PUBLIC_URL to a gateway',
        ),
      ];
    }
    return differs === url.origin
      ? [
          told ? pass(`${url.origin} is reached and is what links say`) : unreached(url),
          ...openness(url),
        ]
      : [
          fail(
            `links and mail say ${differs}, and people come to ${url.origin}`,
            'set PUBLIC_URL of gateway, web and notifier to the address that people use',
          ),
        ];
  },
};

const isLocal = ({ hostname }: URL) => hostname === 'localhost' || hostname.startsWith('127.');

const unreached = (url: URL) =>
  warn(
    `${url.origin} is not reached from here`,
    'run the doctor where that address leads somewhere',
  );

function openness(url: URL): Finding[] {
  if (isLocal(url)) return [];
  return url.protocol === 'https:'
    ? [pass('people come over TLS')]
    : [warn('people come without TLS', 'put a proxy with a certificate before the gateway')];
}

/** Undefined where no gateway answers. */
async function addressToldBy(origin: string): Promise<string | undefined> {
  try {
    const answer = await fetch(origin + DOCUMENT, { signal: AbortSignal.timeout(ANSWER_MS) });
    const { servers } = (await answer.json()) as { servers?: readonly { url: string }[] };
    return servers?.[0]?.url;
  } catch {
    return undefined;
  }
}
