import type { Answers, Question } from '@karcis/contracts';
import { useText } from '../i18n/use-text.ts';
import { Fact, FactList, Panel } from './panel.tsx';

/** What the person answered to the item's own questions; a question that was taken away since is known by its key. */
export function AnswersGiven({
  answers,
  questions,
}: {
  readonly answers: Answers;
  readonly questions: readonly Question[];
}) {
  const t = useText();
  const given = Object.entries(answers);
  if (given.length === 0) return null;
  return (
    <Panel title={t('bookings.answers')}>
      <FactList>
        {given.map(([key, answer]) => (
          <Fact key={key} name={questions.find((each) => each.key === key)?.label ?? key}>
            {typeof answer === 'boolean' ? t(answer ? 'bookings.yes' : 'bookings.no') : answer}
          </Fact>
        ))}
      </FactList>
    </Panel>
  );
}
