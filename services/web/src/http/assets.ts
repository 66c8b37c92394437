import { readFile, readdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';

export type Assets = {
  /** Answers with the file of that path, or says false. */
  serve(req: IncomingMessage, res: ServerResponse, pathname: string): boolean;
};

type Asset = {
  readonly type: string;
  readonly cacheControl: string;
  readonly plain: Buffer;
  readonly br: Buffer | undefined;
  readonly gzip: Buffer | undefined;
};

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
};
const COMPRESSED = /\.(br|gz)$/;
/** Names of what is in `assets/` change with what is in them. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const A_DAY = 'public, max-age=86400';

/** Everything that was built for browsers, in memory: a megabyte or two, compressed already. */
export async function loadAssets(folder: string): Promise<Assets> {
  const assets = new Map<string, Asset>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || COMPRESSED.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    const pathname = `/${path.relative(folder, file).split(path.sep).join('/')}`;
    assets.set(pathname, {
      type: TYPES[path.extname(file)] ?? 'application/octet-stream',
      cacheControl: pathname.startsWith('/assets/') ? FOR_EVER : A_DAY,
      plain: await readFile(file),
      br: await readFile(`${file}.br`).catch(() => undefined),
      gzip: await readFile(`${file}.gz`).catch(() => undefined),
    });
  }

  return {
    serve(req, res, pathname) {
      const asset = assets.get(pathname);
      if (!asset || (req.method !== 'GET' && req.method !== 'HEAD')) return false;

      const { encoding, bytes } = choose(asset, String(req.headers['accept-encoding'] ?? ''));
      res.writeHead(200, {
        'Content-Type': asset.type,
        'Content-Length': bytes.length,
        'Cache-Control': asset.cacheControl,
        Vary: 'Accept-Encoding',
        ...(encoding && { 'Content-Encoding': encoding }),
      });
      res.end(req.method === 'HEAD' ? undefined : bytes);
      return true;
    },
  };
}

function choose({ plain, br, gzip }: Asset, accepted: string) {
  if (br && /\bbr\b/.test(accepted)) return { encoding: 'br', bytes: br };
  if (gzip && /\bgzip\b/.test(accepted)) return { encoding: 'gzip', bytes: gzip };
  return { encoding: undefined, bytes: plain };
}
