/**
 * Names that a proof of payment has no use for. Wherever one stands as a name in a PDF, the file is refused: whether a
 * viewer would ever reach it depends on the viewer.
 */
const forbiddenNames: ReadonlySet<string> = new Set([
  'Encrypt', // what cannot be read cannot be checked
  'JavaScript',
  'JS',
  'Launch',
  'EmbeddedFile',
  'EmbeddedFiles',
  'FileAttachment',
  'XFA',
  'RichMedia',
  'Rendition',
  'SubmitForm',
  'ImportData',
  'GoToE',
  'GoToR', // opens another file, even one on a stranger's server
]);

/** Actions that only move within the document: the few that may run by themselves. */
const harmlessActions: ReadonlySet<string> = new Set(['GoTo', 'Named']);

/** `name` is decoded: `/J#61vaScript` comes as `JavaScript`. */
export const isForbiddenName = (name: string): boolean => forbiddenNames.has(name);

/** For actions that run without a click, alone or `chained` to more. What a person clicks may also be a `URI`. */
export const mayRunByItself = (action: string | undefined, chained: boolean): boolean =>
  action !== undefined && harmlessActions.has(action) && !chained;
