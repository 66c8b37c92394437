/** One e-mail. Values may hold anything that people typed; a mailer encodes them. */
export type Mail = {
  /** Stays the same when a message is sent again, so that a repeat can be recognised. */
  readonly messageId: string;
  /** The delivery's id. */
  readonly id: string;
  readonly from: string;
  readonly to: Mailbox;
  /** Who gets the same mail without the others seeing it. */
  readonly bcc?: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments?: readonly Attachment[];
};

export type Mailbox = { readonly name: string; readonly address: string };

export type Attachment = {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
};

/** Where e-mail goes: a mail server, or a folder. */
export type Mailer = {
  /** Rejects with SendFailure. */
  send(mail: Mail): Promise<void>;
  /** Deletes what is still here of these deliveries. */
  forget(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
};

/** No text of ours names a file or an address to fetch, and none that people typed may. */
export const nothingFetched = { disableFileAccess: true, disableUrlAccess: true } as const;

/** Answers by machines (RFC 3834): keeps holiday notices from answering. */
export const headers = { 'Auto-Submitted': 'auto-generated' } as const;

/** As nodemailer wants it: with lists of its own, which it may change. */
export const toOptions = <M extends Omit<Mail, 'id'>>({
  bcc = [],
  attachments = [],
  ...mail
}: M) => ({
  ...mail,
  bcc: [...bcc],
  attachments: attachments.map((attachment) => ({ ...attachment })),
});
