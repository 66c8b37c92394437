import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export type ReceivedMail = {
  /** Of the envelope: whom it was really sent to, whatever the headers say. */
  readonly from: string;
  readonly to: readonly string[];
  /** Subject, text, html, headers and attachments. */
  readonly mail: Email;
};

export type SmtpServer = {
  /** For a mail client: smtp://…, with user and password if it asks for them. */
  readonly url: string;
  readonly port: number;
  /** What was accepted, oldest first. */
  readonly received: readonly ReceivedMail[];
  /** How many messages have come whole and have not been answered yet. */
  readonly unanswered: number;
  /** Refuses every message with this reply (4xx: try again, 5xx: never) until called with undefined. */
  refuseWith(reply: { readonly code: number; readonly text: string } | undefined): void;
  /** Takes this long to answer each message. */
  answerAfter(delayMs: number): void;
  stop(): Promise<void>;
};

/** A mail server that keeps what it is sent. */
export async function startSmtpServer(
  options: { readonly login?: { readonly user: string; readonly password: string } } = {},
): Promise<SmtpServer> {
  const { login } = options;
  const received: ReceivedMail[] = [];
  let refusal: { readonly code: number; readonly text: string } | undefined;
  let delayMs = 0;
  let unanswered = 0;

  const server = new SMTPServer({
    // Its certificate would be nobody's, and a client that checks it would send nothing.
    disabledCommands: login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    authOptional: !login,
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      const isRight = username === login?.user && password === login?.password;
      done(isRight ? null : reply(535, 'Wrong user or password'), { user: username });
    },
    onData(stream, { envelope }, done) {
      receive(stream, envelope)
        .finally(() => unanswered--)
        .then(() => done(), done);
    },
  });
  // A client that hangs up is the test's business, not ours.
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;

  return {
    url: `smtp://${login ? `${login.user}:${login.password}@` : ''}127.0.0.1:${port}`,
    port,
    received,
    get unanswered() {
      return unanswered;
    },
    refuseWith(reply) {
      refusal = reply;
    },
    answerAfter(ms) {
      delayMs = ms;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };

  async function receive(
    stream: AsyncIterable<Buffer>,
    { mailFrom, rcptTo }: Envelope,
  ): Promise<void> {
    const raw = await buffer(stream).finally(() => unanswered++);
    if (delayMs > 0) await pause(delayMs);
    if (refusal) throw reply(refusal.code, refusal.text);
    received.push({
      from: mailFrom ? mailFrom.address : '',
      to: rcptTo.map(({ address }) => address),
      mail: await PostalMime.parse(raw),
    });
  }
}

type Address = { readonly address: string };
type Envelope = { readonly mailFrom: Address | false; readonly rcptTo: readonly Address[] };

const reply = (responseCode: number, text: string) =>
  Object.assign(new Error(text), { responseCode });
