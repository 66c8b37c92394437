import { type EmailTemplate, type TemplateRef, type WhatsAppTemplate } from '@karcis/contracts';
import type { Db } from './schema.ts';

export type Content = EmailTemplate | WhatsAppTemplate;

export type TemplateRow = TemplateRef & {
  readonly version: number;
  readonly content: Content | null;
  readonly updatedAt: Date;
};

/** Every text that was ever changed; a few dozen at most. */
export async function listTemplateRows(db: Db): Promise<TemplateRow[]> {
  const rows = await db.selectFrom('message_templates').selectAll().execute();
  return rows.map(({ updated_at, ...row }) => ({ ...row, updatedAt: updated_at }) as TemplateRow);
}

export type Change = {
  readonly ref: TemplateRef;
  /** The version that the change is of; 0 where there was none yet. */
  readonly version: number;
  /** Null goes back to our text. */
  readonly content: Content | null;
};

/** Writes the change, unless somebody else was quicker: false. */
export async function changeTemplate(db: Db, change: Change): Promise<boolean> {
  const { ref, version } = change;
  const content = change.content && JSON.stringify(change.content);
  if (version === 0) {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('message_templates')
      .values({ ...ref, version: 1, content })
      .onConflict((on) => on.doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }
  const { numUpdatedRows } = await db
    .updateTable('message_templates')
    .set({ version: version + 1, content, updated_at: new Date() })
    .where('kind', '=', ref.kind)
    .where('channel', '=', ref.channel)
    .where('language', '=', ref.language)
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
