import type { TemplatePreview } from '@karcis/contracts';
import { Fact, FactList, Panel } from '../bookings/panel.tsx';
import { useText } from '../i18n/use-text.ts';

/** What a reader would see, as plain text. */
export function Preview({ preview }: { readonly preview: TemplatePreview }) {
  const t = useText();
  return (
    <Panel title={t('templates.preview')}>
      {'subject' in preview ? (
        <article className="space-y-3 rounded-card border border-line bg-surface p-5">
          <h3 className="font-semibold break-words">{preview.subject}</h3>
          <p className="break-words whitespace-pre-line">{preview.text}</p>
        </article>
      ) : (
        <FactList>
          {preview.parameters.map(({ name, value }, index) => (
            <Fact key={`${index}-${name}`} name={`${index + 1}. ${name}`}>
              {value}
            </Fact>
          ))}
        </FactList>
      )}
    </Panel>
  );
}
