import { type LoaderFunctionArgs, Outlet, redirect, useLoaderData } from 'react-router';
import { unwrap } from '../../server/unwrap.ts';
import { Header } from '../../shell/header.tsx';
import { organiserOf } from '../server/organiser.ts';
import { takeDone } from '../server/outcome.ts';
import { SideNav, TopNav } from '../shell/nav.tsx';
import { Toasts } from '../shell/toasts.tsx';
import type { FrameData } from '../shell/use-frame.ts';
import { useFocusOnNavigation } from '../shell/use-focus-on-navigation.ts';

/** The session's guard, and the one place that asks for a form token: two at once would make each other worthless. */
export async function loader(args: LoaderFunctionArgs): Promise<FrameData> {
  const { api, exchange } = organiserOf(args);
  const [me, csrf] = await Promise.all([api.session.me(), exchange.api.issueCsrfToken()]);
  const organiser = unwrap(me);
  // Numbers are not for the door: it has a page to begin with of its own.
  if (organiser.role === 'door' && args.url.pathname === '/admin') {
    throw redirect('/admin/check-in', 303);
  }
  return {
    me: organiser,
    csrfToken: unwrap(csrf).csrfToken,
    done: takeDone(exchange),
  };
}

export const handle = { hasOwnFrame: true };

/** Around every page of the organiser. */
export default function Frame() {
  const { done } = useLoaderData<typeof loader>();
  useFocusOnNavigation();
  return (
    <Toasts done={done}>
      <meta name="robots" content="noindex" />
      <Header isOrganiser />
      <TopNav />
      <div className="flex grow">
        <SideNav />
        <main id="main" tabIndex={-1} className="min-w-0 grow px-4 pt-6 pb-16 outline-none lg:px-8">
          <Outlet />
        </main>
      </div>
    </Toasts>
  );
}
