import { createRequire } from 'node:module';
import path from 'node:path';
import { Router } from 'express';

const require = createRequire(import.meta.url);
const assets = path.dirname(require.resolve('swagger-ui-dist/package.json'));
/** Only these of the package's files are served. */
const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js'];
const DAY_SECONDS = 86_400;

const START = `window.addEventListener('load', () => {
  SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#api', deepLinking: true });
});
`;

/** The API's document as a page, from our own origin and with nothing inline, so that a strict policy holds. */
export function docsRoutes(
  document: object,
  title: string,
  headers: Readonly<Record<string, string>>,
): Router {
  const router = Router();
  const json = JSON.stringify(document);
  const page = toPage(title);

  router.get('/api/openapi.json', (_req, res) => {
    res.set('Cache-Control', 'no-cache').type('json').send(json);
  });
  router.get('/api/docs', (_req, res) => {
    res.set(headers).type('html').send(page);
  });
  router.get('/api/docs/start.js', (_req, res) => {
    res.set('Cache-Control', 'no-cache').type('js').send(START);
  });
  for (const file of ASSETS) {
    router.get(`/api/docs/${file}`, (_req, res) => {
      res.sendFile(file, { root: assets, maxAge: DAY_SECONDS * 1000 });
    });
  }
  return router;
}

const toPage = (title: string) => `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>${escapeHtml(title)} API</title>
  <link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
  <div id="api"></div>
  <script src="/api/docs/swagger-ui-bundle.js"></script>
  <script src="/api/docs/start.js"></script>
</body>
</html>
`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escapeHtml = (text: string) => text.replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);
