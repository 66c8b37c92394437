import { createContext } from 'react-router';
import type { Ask } from '../../src/gateway/connection.ts';
import type { PublicApi } from '../../src/gateway/public-api.ts';
import type { Language } from '../i18n/language.ts';

export type Theme = 'system' | 'light' | 'dark';

/** One request and what its page is made with. Loaders and actions find it in their context. */
export type Exchange = {
  /** The API, asked for this browser. */
  readonly api: PublicApi;
  readonly ask: Ask;
  readonly nonce: string;
  readonly language: Language;
  readonly theme: Theme;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  readonly setCookie: (cookie: string) => void;
  readonly site: Site;
  /** An SVG of a QR code that says this. */
  readonly drawQr: (text: string) => Promise<string>;
};

/** The same for everybody. */
export type Site = {
  readonly projectName: string;
  readonly organizationName: string;
  readonly timeZone: string;
  /** A place can be held by people who are signed in only. */
  readonly requireLogin: boolean;
  /** Without a slash at its end. */
  readonly publicUrl: string;
};

export const exchangeContext = createContext<Exchange>();
