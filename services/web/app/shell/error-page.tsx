import { useTranslation } from 'react-i18next';
import { Link, isRouteErrorResponse, useLocation, useRouteError } from 'react-router';
import type { Refusal } from '../../src/gateway/connection.ts';
import { Button } from '../ui/button.tsx';

/** What went wrong in plain words, what became of it, and where to go. */
export function ErrorPage() {
  const { t } = useTranslation();
  const { pathname, search } = useLocation();
  const { title, text, canRetry } = useWords(useRouteError());

  return (
    <div className="page grid min-h-[60vh] content-center py-16">
      <title>{title}</title>
      <div className="max-w-xl space-y-5">
        <h1 className="text-3xl sm:text-4xl">{title}</h1>
        <p className="text-lg text-muted">{text}</p>
        <p className="flex flex-wrap gap-3 pt-2">
          {canRetry && (
            <Button asChild>
              <a href={pathname + search}>{t('error.retry')}</a>
            </Button>
          )}
          <Button asChild variant={canRetry ? 'outline' : 'primary'}>
            <Link to="/">{t('error.home')}</Link>
          </Button>
        </p>
      </div>
    </div>
  );
}

function useWords(error: unknown) {
  const { t } = useTranslation();
  const refusal = isRouteErrorResponse(error) ? (error.data as Partial<Refusal> | null) : null;
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const words = (title: string, text: string, canRetry: boolean) => ({ title, text, canRetry });

  if (refusal?.code === 'item-not-found') return words(t('error.item'), t('error.itemText'), false);
  if (refusal?.code === 'booking-not-found') {
    return words(t('error.booking'), t('error.bookingText'), false);
  }
  if (refusal?.code === 'csrf-token-invalid')
    return words(t('error.form'), t('error.formText'), true);
  if (status === 404) return words(t('error.notFound'), t('error.notFoundText'), false);
  if (status === 429) {
    const seconds = refusal?.retryAfter ?? 60;
    return words(t('error.tooMany'), t('error.tooManyText', { seconds }), true);
  }
  if (status === 503) return words(t('error.busy'), t('error.busyText'), true);
  return words(t('error.unexpected'), t('error.unexpectedText'), true);
}
