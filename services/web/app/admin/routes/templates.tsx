import type { MessageTemplate } from '@karcis/contracts';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { unwrap } from '../../server/unwrap.ts';
import { Badge } from '../../ui/badge.tsx';
import { useText } from '../i18n/use-text.ts';
import { useMessageWords } from '../messages/use-message-words.ts';
import { organiserOf } from '../server/organiser.ts';
import { AdminPage } from '../shell/admin-page.tsx';

export async function loader(args: LoaderFunctionArgs) {
  const { data } = unwrap(await organiserOf(args).api.templates.list());
  return { rows: data };
}

export default function TemplatesPage() {
  const t = useText();
  const words = useMessageWords();
  const { rows } = useLoaderData<typeof loader>();
  const kinds = [...Map.groupBy(rows, ({ kind }) => kind)];
  return (
    <AdminPage title={t('templates.title')} lead={t('templates.lead')}>
      <ul className="divide-y divide-line rounded-card border border-line bg-surface">
        {kinds.map(([kind, texts]) => (
          <li key={kind} className="space-y-2 px-5 py-4">
            <h2 className="font-semibold">{words.kind(kind)}</h2>
            <ul className="grid gap-x-6 sm:grid-cols-2">
              {texts.map((text) => (
                <Text key={`${text.channel}-${text.language}`} text={text} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </AdminPage>
  );
}

function Text({ text }: { readonly text: MessageTemplate }) {
  const t = useText();
  const words = useMessageWords();
  const { kind, channel, language, isDefault, content } = text;
  const isSilent = 'template' in content && content.template === '';
  return (
    <li className="flex min-h-11 items-center justify-between gap-3">
      <Link
        to={`/admin/templates/${kind}/${channel}/${language}`}
        aria-label={`${words.kind(kind)}: ${words.channel(channel)}, ${t(`templates.language.${language}`)}`}
        className="text-accent underline underline-offset-4"
      >
        {words.channel(channel)}, {t(`templates.language.${language}`)}
      </Link>
      {isSilent ? (
        <Badge tone="wait">{t('templates.notSent')}</Badge>
      ) : (
        <Badge tone={isDefault ? 'neutral' : 'good'}>
          {t(isDefault ? 'templates.ours' : 'templates.own')}
        </Badge>
      )}
    </li>
  );
}
