import type { MessageTemplate, TemplateContent } from '@karcis/contracts';
import { Form } from 'react-router';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, Textarea } from '../../ui/input.tsx';
import { errorsByField } from '../forms/errors-by-field.ts';
import { Seal } from '../forms/seal.tsx';
import { useText } from '../i18n/use-text.ts';
import type { Refused } from '../server/outcome.ts';

/** What stands in the form. */
export type TemplateTyped = {
  readonly version: number;
  readonly content: TemplateContent;
  readonly booking: string;
};

export function readTemplate(form: FormData): TemplateTyped {
  const text = (name: string) => String(form.get(name) ?? '').replaceAll('\r\n', '\n');
  const parameters = text('parameters').split(',');
  return {
    version: Number(form.get('version')) || 0,
    booking: text('booking').trim(),
    content: form.has('subject')
      ? { subject: text('subject'), body: text('body') }
      : {
          template: text('template').trim(),
          parameters: parameters.map((name) => name.trim()).filter((name) => name !== ''),
        },
  };
}

/** The text with its fields, to look at it first or to save it. */
export function TemplateForm({
  template,
  typed,
  refused,
}: {
  readonly template: MessageTemplate;
  readonly typed: TemplateTyped | undefined;
  readonly refused: Refused<TemplateTyped> | undefined;
}) {
  const t = useText();
  const errors = errorsByField(refused?.problem);
  const content = typed?.content ?? template.content;
  return (
    <Form method="post" noValidate preventScrollReset className="space-y-5">
      <Seal formKey="template" />
      <input type="hidden" name="version" value={typed?.version ?? template.version} />
      {'subject' in content ? (
        <>
          <Field name="subject" label={t('templates.subject')} error={errors['content.subject']}>
            {(field) => <Input {...field} defaultValue={content.subject} />}
          </Field>
          <Field
            name="body"
            label={t('templates.body')}
            hint={t('templates.bodyHint')}
            error={errors['content.body']}
          >
            {(field) => <Textarea {...field} rows={9} defaultValue={content.body} />}
          </Field>
        </>
      ) : (
        <>
          <Field
            name="template"
            label={t('templates.template')}
            hint={t('templates.templateHint')}
            error={errors['content.template']}
          >
            {(field) => <Input {...field} spellCheck={false} defaultValue={content.template} />}
          </Field>
          <Field
            name="parameters"
            label={t('templates.parameters')}
            hint={t('templates.parametersHint')}
            error={parameterError(errors)}
          >
            {(field) => (
              <Input {...field} spellCheck={false} defaultValue={content.parameters.join(', ')} />
            )}
          </Field>
        </>
      )}
      <Field
        name="booking"
        label={t('templates.booking')}
        optional={t('templates.optional')}
        hint={t('templates.bookingHint')}
      >
        {(field) => <Input {...field} spellCheck={false} defaultValue={typed?.booking} />}
      </Field>
      <div className="flex flex-wrap gap-3">
        <Button name="intent" value="save">
          {t('templates.save')}
        </Button>
        <Button name="intent" value="preview" variant="outline">
          {t('templates.preview')}
        </Button>
      </div>
    </Form>
  );
}

/** Each parameter has an error of its own, and they share a field. */
const parameterError = (errors: Readonly<Record<string, string | undefined>>) =>
  Object.entries(errors).find(([name]) => name.startsWith('content.parameters'))?.[1];
