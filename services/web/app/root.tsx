import type { ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import {
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
import { ErrorPage } from './shell/error-page.tsx';
import { Footer, Header } from './shell/header.tsx';
import { type Shell, useShell } from './shell/site.ts';
import stylesheet from './styles/app.css?url';

export const links: LinksFunction = () => [
  { rel: 'preload', href: font, as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' },
  { rel: 'stylesheet', href: stylesheet },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
];

export function loader({ context }: LoaderFunctionArgs): Shell {
  const { language, theme, site } = context.get(exchangeContext);
  return { language, theme, site };
}

/** Every page, error pages too. */
export function Layout({ children }: { readonly children: ReactNode }) {
  const { language, theme } = useShell();
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
          <Header />
          <main id="main" tabIndex={-1} className="grow outline-none">
            {children}
          </main>
          <Footer />
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
};

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
