import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet, { type HelmetOptions } from 'helmet';

/** What the API answers is data: nothing in it may run, load or be framed. */
const API_POLICY = {
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  },
};

/** The API's own page: our files only, nothing inline. */
const DOCS_POLICY = {
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  },
};

export type SecurityHeaders = {
  readonly api: Readonly<Record<string, string>>;
  readonly docs: Readonly<Record<string, string>>;
};

/** helmet's headers, made once: they are the same for each answer. */
export const createSecurityHeaders = ({ https }: { readonly https: boolean }): SecurityHeaders => {
  const common: HelmetOptions = {
    strictTransportSecurity: https && { maxAge: 31_536_000, includeSubDomains: true },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  };
  return {
    api: record({ ...common, contentSecurityPolicy: API_POLICY }),
    docs: record({ ...common, contentSecurityPolicy: DOCS_POLICY }),
  };
};

function record(options: HelmetOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  const res = {
    setHeader: (name: string, value: string) => void (headers[name] = value),
    removeHeader: () => undefined,
  };
  helmet(options)({} as IncomingMessage, res as unknown as ServerResponse, (error) => {
    if (error) throw error;
  });
  return headers;
}
