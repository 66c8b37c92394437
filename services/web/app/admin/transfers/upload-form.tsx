import { type Statement, STATEMENT_BYTES_MAX } from '@karcis/contracts';
import { type FormEvent, useRef, useState } from 'react';
import { Form, useRevalidator } from 'react-router';
import { sendFile } from '../../live/send-file.ts';
import { RefusalAlert } from '../../shell/refusal-alert.tsx';
import { useShell } from '../../shell/site.ts';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Input, Select } from '../../ui/input.tsx';
import { Seal } from '../forms/seal.tsx';
import { useText } from '../i18n/use-text.ts';
import { useFrame } from '../shell/use-frame.ts';
import { StatementRead } from './statement-read.tsx';

type Account = { readonly id: string; readonly name: string; readonly accountNo: string | null };

type State =
  | { readonly kind: 'idle' | 'lost' }
  | { readonly kind: 'sending'; readonly percent: number }
  | { readonly kind: 'wrong'; readonly error: 'fileRequired' | 'tooLarge' }
  | { readonly kind: 'refused'; readonly problem: Parameters<typeof RefusalAlert>[0]['problem'] }
  | { readonly kind: 'read'; readonly statement: Statement };

/** Asks for a bank's CSV. With script it goes to the API itself, with progress; without, by the page. */
export function UploadForm({
  accounts,
  formKey,
}: {
  readonly accounts: readonly Account[];
  readonly formKey: string;
}) {
  const t = useText();
  const { state, send, cancel } = useStatementUpload();
  const file = useRef<HTMLInputElement>(null);
  if (accounts.length === 0) return <Alert tone="wait">{t('transfers.upload.noAccounts')}</Alert>;

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void send(String(form.get('methodId')), file.current?.files?.[0]).then((isRead) => {
      if (isRead && file.current) file.current.value = '';
    });
  }

  return (
    <Form
      method="post"
      encType="multipart/form-data"
      onSubmit={submit}
      className="space-y-4 rounded-card border border-line bg-surface p-5"
    >
      <h2 className="text-xl">{t('transfers.upload.title')}</h2>
      <Seal formKey={formKey} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="methodId" label={t('transfers.upload.account')}>
          {(field) => (
            <Select {...field}>
              {accounts.map(({ id, name, accountNo }) => (
                <option key={id} value={id}>
                  {[name, accountNo].filter(Boolean).join(' · ')}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          name="file"
          label={t('transfers.upload.file')}
          hint={t('transfers.upload.fileHint')}
          error={state.kind === 'wrong' ? t(`transfers.upload.${state.error}`) : undefined}
        >
          {(field) => (
            <Input
              {...field}
              ref={file}
              type="file"
              accept=".csv,.txt,text/csv,text/plain"
              className="file:mr-3 file:rounded-control file:border-0 file:bg-sunken file:px-3 file:py-1.5 file:font-semibold file:text-ink"
            />
          )}
        </Field>
      </div>
      {state.kind === 'refused' && <Refusal problem={state.problem} />}
      {state.kind === 'lost' && (
        <Alert tone="wait" isNews>
          {t('transfers.upload.lost')}
        </Alert>
      )}
      {state.kind === 'read' && <StatementRead statement={state.statement} />}
      {state.kind === 'sending' ? (
        <Progress percent={state.percent} onCancel={cancel} />
      ) : (
        <Button name="intent" value="upload">
          <Icon name="upload" />
          {t('transfers.upload.send')}
        </Button>
      )}
    </Form>
  );
}

const Refusal = ({
  problem,
}: {
  readonly problem: Extract<State, { kind: 'refused' }>['problem'];
}) => <RefusalAlert problem={problem} text={detailOf(problem)} />;

/** What is wrong with the file, in the API's words. */
export const detailOf = (problem: object) =>
  'errors' in problem && Array.isArray(problem.errors)
    ? (problem.errors as { readonly detail: string }[])[0]?.detail
    : undefined;

function Progress({
  percent,
  onCancel,
}: {
  readonly percent: number;
  readonly onCancel: () => void;
}) {
  const t = useText();
  return (
    <div className="flex flex-wrap items-center gap-4">
      <div className="min-w-0 grow basis-60 space-y-2">
        <p id="statement-progress" className="font-semibold tabular-nums">
          {percent < 100
            ? t('transfers.upload.sending', { percent })
            : t('transfers.upload.reading')}
        </p>
        <progress
          aria-labelledby="statement-progress"
          max={100}
          value={percent < 100 ? percent : undefined}
          className="h-2.5 w-full overflow-hidden rounded-full accent-(--accent)"
        />
      </div>
      {percent < 100 && (
        <Button type="button" variant="outline" size="sm" onClick={onCancel}>
          {t('transfers.upload.cancel')}
        </Button>
      )}
    </div>
  );
}

/** One statement on its way; sending the same file again after a lost connection takes the same key. */
function useStatementUpload() {
  const { csrfToken } = useFrame();
  const { language } = useShell();
  const { revalidate } = useRevalidator();
  const [state, setState] = useState<State>({ kind: 'idle' });
  const running = useRef<AbortController>(undefined);
  const sent = useRef<{ readonly file: File; readonly key: string }>(undefined);

  /** True when it was read. */
  async function send(methodId: string, file: File | undefined): Promise<boolean> {
    if (state.kind === 'sending') return false;
    if (!file) return wrong('fileRequired');
    if (file.size > STATEMENT_BYTES_MAX) return wrong('tooLarge');
    // Another file under the key of one that may have arrived would be refused.
    if (sent.current?.file !== file) sent.current = { file, key: crypto.randomUUID() };
    const form = new FormData();
    form.set('fields', JSON.stringify({ methodId }));
    form.set('file', file);
    running.current = new AbortController();
    setState({ kind: 'sending', percent: 0 });
    const result = await sendFile<Statement>({
      address: '/api/admin/statements',
      headers: {
        'Idempotency-Key': sent.current.key,
        'X-CSRF-Token': csrfToken,
        'Accept-Language': language,
      },
      form,
      signal: running.current.signal,
      onProgress: (share) => setState({ kind: 'sending', percent: Math.floor(share * 100) }),
    });
    if (result.kind === 'done') {
      setState({ kind: 'read', statement: result.body });
      void revalidate();
      return true;
    }
    if (result.kind === 'refused') setState(result);
    else setState({ kind: result.kind === 'lost' ? 'lost' : 'idle' });
    return false;
  }

  function wrong(error: 'fileRequired' | 'tooLarge'): false {
    setState({ kind: 'wrong', error });
    return false;
  }

  return { state, send, cancel: () => running.current?.abort() };
}
