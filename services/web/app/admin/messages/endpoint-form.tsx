import { MessageKind } from '@karcis/contracts';
import { Form } from 'react-router';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Input } from '../../ui/input.tsx';
import { errorsByField } from '../forms/errors-by-field.ts';
import { Seal } from '../forms/seal.tsx';
import { useText } from '../i18n/use-text.ts';
import type { Refused } from '../server/outcome.ts';
import { useMessageWords } from './use-message-words.ts';

export type EndpointTyped = {
  readonly url: string;
  readonly description?: string;
  readonly kinds: string[];
};

/** What an endpoint may be told about. */
const KINDS = MessageKind.options.filter((kind) => kind !== 'new-proof-waiting');

export function readEndpoint(form: FormData): EndpointTyped {
  const description = String(form.get('description') ?? '').trim();
  return {
    url: String(form.get('url') ?? '').trim(),
    ...(description && { description }),
    kinds: form.getAll('kinds').map(String),
  };
}

/** Asks for a new endpoint. */
export function EndpointForm({
  formKey,
  refused,
}: {
  readonly formKey: string;
  readonly refused: Refused<EndpointTyped> | undefined;
}) {
  const t = useText();
  const words = useMessageWords();
  const errors = errorsByField(refused?.problem);
  const typed = refused?.values;
  const urlError =
    errors['url'] ??
    (refused?.problem.code === 'webhook-url-not-allowed' ? refused.problem.title : undefined);
  return (
    <Form
      method="post"
      noValidate
      className="space-y-5 rounded-card border border-line bg-surface p-5 sm:p-6"
    >
      <h2 className="text-xl">{t('messages.hooks.addTitle')}</h2>
      <Seal formKey={formKey} />
      <Field
        name="url"
        label={t('messages.hooks.url')}
        hint={t('messages.hooks.urlHint')}
        error={urlError}
      >
        {(field) => (
          <Input
            {...field}
            type="url"
            inputMode="url"
            placeholder="https://"
            defaultValue={typed?.url}
          />
        )}
      </Field>
      <Field
        name="description"
        label={t('messages.hooks.description')}
        optional={t('messages.hooks.optional')}
        error={errors['description']}
      >
        {(field) => <Input {...field} maxLength={120} defaultValue={typed?.description} />}
      </Field>
      <fieldset className="space-y-2">
        <legend className="font-semibold">{t('messages.hooks.kinds')}</legend>
        <p className="text-sm text-muted">{t('messages.hooks.kindsHint')}</p>
        <div className="grid gap-x-4 sm:grid-cols-2">
          {KINDS.map((kind) => (
            <label key={kind} className="flex min-h-11 items-center gap-3">
              <input
                type="checkbox"
                name="kinds"
                value={kind}
                defaultChecked={typed?.kinds.includes(kind)}
                className="size-5 shrink-0 accent-(--accent)"
              />
              {words.kind(kind)}
            </label>
          ))}
        </div>
      </fieldset>
      <Button name="intent" value="add">
        <Icon name="plus" />
        {t('messages.hooks.add')}
      </Button>
    </Form>
  );
}
