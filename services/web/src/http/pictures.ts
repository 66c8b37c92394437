import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Item } from '@karcis/contracts';
import type { Logger } from '@karcis/telemetry';
import { createFormat } from '../../app/i18n/format.ts';
import type { Site } from '../../app/server/exchange.ts';
import type { Gateway } from '../gateway/connection.ts';
import { publicApi } from '../gateway/public-api.ts';
import { browserOf } from './browser.ts';

export type PicturesDeps = {
  readonly gateway: Gateway;
  readonly site: Site;
  readonly log: Pick<Logger, 'error'>;
};

/** Pictures in memory: about 100 kB each. */
const KEPT_MAX = 60;
const UPLOADED = /^\/api\/images\/[0-9a-f-]{36}$/;
const IMAGE_WIDTH = 1280;

/** `/x/…/og.png`: the picture of an item that chats show beside its link. Drawn once for each thing it says. */
export function createPictures({ gateway, site, log }: PicturesDeps): RequestListener {
  const drawn = new Map<string, Promise<Buffer>>();
  const format = createFormat('id', site.timeZone);

  function draw({ title, startsAt, endsAt, location, shortId, imageUrl }: Item): Promise<Buffer> {
    const when = format.span(startsAt, endsAt);
    const key = JSON.stringify([title, when, location, shortId, imageUrl]);
    const known = drawn.get(key);
    if (known) return known;

    const drawing = (async () => {
      // Native code and fonts: not loaded before somebody asks for a picture.
      const { drawPreview } = await import('../pictures/draw-preview.ts');
      // Pictures elsewhere on the web are not fetched from in here.
      const photo =
        imageUrl && UPLOADED.test(imageUrl)
          ? await gateway.findImage(`${imageUrl}?w=${IMAGE_WIDTH}`)
          : undefined;
      return drawPreview({ title, when, location, seed: shortId, photo, name: site.projectName });
    })();
    drawn.set(key, drawing);
    drawing.catch(() => drawn.delete(key));
    const [oldest] = drawn.keys();
    if (drawn.size > KEPT_MAX && oldest !== undefined) drawn.delete(oldest);
    return drawing;
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const ref = decodeURIComponent((req.url ?? '').split('/')[2] ?? '');
    const item = await publicApi(gateway.askFor(browserOf(req, res, 'id'))).findItem(ref);
    if (!item.ok) return void res.writeHead(item.status).end();

    const png = await draw(item.data);
    res.writeHead(200, {
      'Content-Type': 'image/png',
      'Content-Length': png.length,
      'Cache-Control': 'public, max-age=3600',
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
    res.end(req.method === 'HEAD' ? undefined : png);
  }

  return (req, res) => {
    answer(req, res).catch((error: unknown) => {
      log.error({ err: error }, 'a picture could not be drawn');
      if (!res.headersSent) res.writeHead(500).end();
    });
  };
}
