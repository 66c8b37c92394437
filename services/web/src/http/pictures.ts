import type { RequestListener } from 'node:http';
import type { Site } from '../../app/server/exchange.ts';
import type { Gateway } from '../gateway/connection.ts';

/** The picture of an item that chats show beside a link. */
export function createPictures(_gateway: Gateway, _site: Site): RequestListener {
  return (_req, res) => void res.writeHead(404).end();
}
