import http from 'node:http';
import type { Json } from './client.ts';

export type ServerEvent = { readonly id?: string; readonly event?: string; readonly data: Json };

export type EventSource = {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly events: ServerEvent[];
  readonly comments: number;
  readonly ended: boolean;
  /** Stops reading, as a phone in a tunnel does. */
  pause(): void;
  resume(): void;
  close(): void;
};

/** A client of server-sent events that keeps what came. */
export function listen(url: string, headers: Record<string, string> = {}): Promise<EventSource> {
  return new Promise((resolve, reject) => {
    const req = http.get(url, { headers, agent: false }, (res) => {
      const events: ServerEvent[] = [];
      let comments = 0;
      let ended = false;
      let text = '';
      res.setEncoding('utf8');
      res.on('data', (chunk: string) => {
        text += chunk;
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          if (block.startsWith(':')) comments += 1;
          else if (block.includes('data: ')) events.push(parse(block));
        }
      });
      res.on('end', () => (ended = true));
      res.on('error', () => (ended = true));
      resolve({
        status: res.statusCode ?? 0,
        headers: res.headers,
        events,
        get comments() {
          return comments;
        },
        get ended() {
          return ended;
        },
        pause: () => void res.pause(),
        resume: () => void res.resume(),
        close: () => void req.destroy(),
      });
    });
    req.on('error', reject);
  });
}

function parse(block: string): ServerEvent {
  const fields = Object.fromEntries(
    block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]),
  );
  return { ...fields, data: JSON.parse(fields['data'] ?? 'null') };
}
