import { useRef, useState } from 'react';
import { useFormat } from '../../shell/site.ts';
import { Button } from '../../ui/button.tsx';
import { useText } from '../i18n/use-text.ts';
import { Camera } from './camera.tsx';
import type { DoorItem } from './choose-door.tsx';
import { DoorStatus } from './door-status.tsx';
import type { Verdict } from './entries.ts';
import { GuestSearch } from './guest-search.tsx';
import { forgetPage } from './keep-page.ts';
import { Problems } from './problems.tsx';
import { type createSignals, toneOf } from './signals.ts';
import { useDoor } from './use-door.ts';
import { VerdictPanel } from './verdict-panel.tsx';

/** A code that stays in sight is one code; held up again after so long it is shown again. */
const SAME_CODE_MS = 3_000;
/** What could not be decided is tried again while its code is in sight. */
const AGAIN_MS = 2_000;

/** What one does at a door: look at a code, see the answer, look at the next one. */
export function DoorView({
  item,
  name,
  signal,
  onLeave,
}: {
  readonly item: DoorItem;
  readonly name: string;
  readonly signal: ReturnType<typeof createSignals>;
  readonly onLeave: () => void;
}) {
  const t = useText();
  const format = useFormat();
  const door = useDoor(item.id, name);
  const [verdict, setVerdict] = useState<Verdict>();
  const seen = useRef({ code: '', at: Number.NEGATIVE_INFINITY });
  const againAt = useRef(Number.POSITIVE_INFINITY);
  const isBusy = useRef(false);

  async function letIn(asked: { token: string } | { ticketId: string }): Promise<void> {
    if (!door || isBusy.current) return;
    isBusy.current = true;
    try {
      const answer = await door.letIn(asked);
      const isUnsure = answer.kind === 'unsure';
      if (!isUnsure || againAt.current === Number.POSITIVE_INFINITY) signal(toneOf(answer));
      againAt.current = isUnsure ? performance.now() + AGAIN_MS : Number.POSITIVE_INFINITY;
      setVerdict(answer);
    } finally {
      isBusy.current = false;
    }
  }

  function onCode(code: string): void {
    const { code: last, at } = seen.current;
    const now = performance.now();
    if (isBusy.current) return;
    seen.current = { code, at: now };
    const isAnother = code !== last || now - at > SAME_CODE_MS;
    if (isAnother || now > againAt.current) void letIn({ token: code });
  }

  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <div className="space-y-4">
        <VerdictPanel verdict={verdict} time={format.time} />
        <Camera onCode={onCode} />
      </div>
      <div className="space-y-6">
        {door && <DoorStatus name={name} state={door.state} />}
        {door && <Problems entries={door.state.entries} time={format.time} />}
        {door && (
          <GuestSearch state={door.state} onLetIn={(ticketId) => void letIn({ ticketId })} />
        )}
        <div className="flex flex-wrap gap-3 border-t border-line pt-5">
          <Button variant="outline" size="sm" onClick={onLeave}>
            {t('checkIn.change')}
          </Button>
          <Button
            variant="danger"
            size="sm"
            onClick={async () => {
              if (!window.confirm(t('checkIn.forgetHint'))) return;
              await door?.forget();
              await forgetPage();
              onLeave();
            }}
          >
            {t('checkIn.forget')}
          </Button>
        </div>
      </div>
    </div>
  );
}
