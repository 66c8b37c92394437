import { randomUUID } from 'node:crypto';
import type { MessageTemplate, TemplatePreview } from '@karcis/contracts';
import {
  type ActionFunctionArgs,
  Form,
  Link,
  type LoaderFunctionArgs,
  useActionData,
  useLoaderData,
} from 'react-router';
import { unwrap } from '../../server/unwrap.ts';
import { RefusalAlert } from '../../shell/refusal-alert.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Fact, FactList, Panel } from '../bookings/panel.tsx';
import { keepWhenLost } from '../forms/keep-when-lost.ts';
import { Seal } from '../forms/seal.tsx';
import { useText } from '../i18n/use-text.ts';
import { useMessageWords } from '../messages/use-message-words.ts';
import { organiserOf, sealOf } from '../server/organiser.ts';
import { type Refused, refuse, succeed } from '../server/outcome.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { readTemplate, TemplateForm, type TemplateTyped } from '../templates/template-form.tsx';
import { Preview } from '../templates/template-preview.tsx';

const pathOf = ({ params }: Pick<LoaderFunctionArgs, 'params'>) =>
  [params['kind'], params['channel'], params['language']].join('/');

export async function loader(args: LoaderFunctionArgs) {
  return { template: unwrap(await organiserOf(args).api.templates.find(pathOf(args))) };
}

type Outcome =
  Refused<TemplateTyped> | { readonly preview: TemplatePreview; readonly values: TemplateTyped };

export async function action(args: ActionFunctionArgs) {
  const { api, exchange } = organiserOf(args);
  const form = await args.request.formData();
  const path = pathOf(args);
  const to = args.url.pathname;
  const typed = readTemplate(form);
  const { csrfToken } = sealOf(form);

  if (form.get('intent') === 'preview') {
    const { content, booking } = typed;
    const asked = { content, ...(booking && { booking }) };
    // Looking changes nothing: each look is another one.
    const answer = await api.templates.preview(path, asked, { csrfToken, key: randomUUID() });
    return answer.ok ? { preview: answer.data, values: typed } : refuse(answer.problem, typed);
  }
  if (form.get('intent') === 'reset') {
    const answer = await api.templates.reset(path, typed.version, sealOf(form));
    return answer.ok
      ? succeed(exchange, { to, done: 'templates.resetDone' })
      : refuse(answer.problem);
  }
  const { version, content } = typed;
  const answer = await api.templates.save(path, { version, content }, csrfToken);
  return answer.ok
    ? succeed(exchange, { to, done: 'templates.saved' })
    : refuse(answer.problem, typed);
}

export const clientAction = keepWhenLost;

export default function TemplatePage() {
  const t = useText();
  const words = useMessageWords();
  const { template } = useLoaderData<typeof loader>();
  const outcome = useActionData() as Outcome | undefined;
  const { kind, channel, language, version } = template;
  const refused = outcome && 'problem' in outcome ? outcome : undefined;
  const title = `${words.kind(kind)}: ${words.channel(channel)}, ${t(`templates.language.${language}`)}`;

  return (
    <AdminPage
      title={title}
      lead={
        <Link to="/admin/templates" className="text-accent underline underline-offset-4">
          {t('templates.back')}
        </Link>
      }
      actions={!template.isDefault && <Reset template={template} />}
    >
      {refused && <RefusalAlert problem={refused.problem} />}
      <TemplateForm key={version} template={template} typed={outcome?.values} refused={refused} />
      {outcome && 'preview' in outcome && <Preview preview={outcome.preview} />}
      <Panel title={t('templates.variables')}>
        <p className="text-muted">{t('templates.variablesHint')}</p>
        <FactList>
          {template.variables.map(({ name, example }) => (
            <Fact key={name} name={`{{${name}}}`}>
              {example}
            </Fact>
          ))}
        </FactList>
      </Panel>
    </AdminPage>
  );
}

function Reset({ template }: { readonly template: MessageTemplate }) {
  const t = useText();
  const { kind, channel, language, version } = template;
  return (
    <Form method="post">
      <Seal formKey={`reset-${kind}-${channel}-${language}-${version}`} />
      <input type="hidden" name="version" value={version} />
      <ConfirmButton
        name="intent"
        value="reset"
        variant="outline"
        title={t('templates.resetTitle')}
        text={t('templates.resetText')}
        confirm={t('templates.reset')}
        cancel={t('shell.cancel')}
      >
        <Icon name="refresh" />
        {t('templates.reset')}
      </ConfirmButton>
    </Form>
  );
}
