import type { ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import {
  type HeadersFunction,
  Links,
  type LinksFunction,
  type LoaderFunctionArgs,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useMatches,
} from 'react-router';
import font from '@fontsource-variable/plus-jakarta-sans/files/plus-jakarta-sans-latin-wght-normal.woff2?url';
import { i18nOf } from './i18n/i18n.ts';
import { exchangeContext } from './server/exchange.ts';
import { findPerson } from './server/person.ts';
import { ErrorPage } from './shell/error-page.tsx';
import { Footer, Header } from './shell/header.tsx';
import { type Shell, useShell } from './shell/site.ts';
import stylesheet from './styles/app.css?url';

export const links: LinksFunction = () => [
  { rel: 'preload', href: font, as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' },
  { rel: 'stylesheet', href: stylesheet },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
];

export async function loader({ context }: LoaderFunctionArgs): Promise<Shell> {
  const exchange = context.get(exchangeContext);
  const { language, theme, site } = exchange;
  return { language, theme, site, email: (await findPerson(exchange))?.email ?? null };
}

/** An error page says when to try again as its answer did. */
export const headers: HeadersFunction = ({ errorHeaders }) => errorHeaders ?? {};

/** Every page, error pages too. */
export function Layout({ children }: { readonly children: ReactNode }) {
  const { language, theme } = useShell();
  const hasOwnFrame = useHasOwnFrame();
  return (
    <html lang={language} data-theme={theme === 'system' ? undefined : theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbf8f3" />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#15120f" />
        <Meta />
        <RefreshWithoutScript />
        <Links />
      </head>
      <body className="flex min-h-dvh flex-col antialiased">
        <I18nextProvider i18n={i18nOf(language)}>
          {hasOwnFrame ? (
            children
          ) : (
            <>
              <Header />
              <main id="main" tabIndex={-1} className="grow outline-none">
                {children}
              </main>
              <Footer />
            </>
          )}
        </I18nextProvider>
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

/** What a route says of itself besides its page. */
type Handle = {
  /** After how many seconds a page without script should come again; null for never. */
  readonly refreshSeconds?: (loaderData: unknown) => number | null;
  /** It brings its header and `<main>` itself, once its data are there: an error page has neither. */
  readonly hasOwnFrame?: boolean;
};

const useHasOwnFrame = () =>
  useMatches().some(
    ({ handle, loaderData }) => (handle as Handle | undefined)?.hasOwnFrame && loaderData,
  );

function RefreshWithoutScript() {
  const last = useMatches().at(-1);
  const { refreshSeconds } = (last?.handle ?? {}) as Handle;
  const seconds = last?.loaderData ? refreshSeconds?.(last.loaderData) : null;
  if (!seconds) return null;
  return (
    <noscript>
      <meta httpEquiv="refresh" content={String(seconds)} />
    </noscript>
  );
}

export default function App() {
  return <Outlet />;
}

export { ErrorPage as ErrorBoundary };
