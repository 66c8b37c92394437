import { getSystemErrorName } from 'node:util';
import { createTransport } from 'nodemailer';
import { SendFailure } from './channel.ts';
import { headers, type Mailer, nothingFetched, toOptions } from './mailer.ts';

const CONNECTIONS_MAX = 4;
const MESSAGES_PER_CONNECTION = 100;
const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;
/** The whole of one send, with its wait for a free connection. */
const SEND_MS = 30_000;

/** Sends through a mail server over a few connections that are kept. `url` is `smtp://user:pass@host:port` or `smtps://…`. */
export function createSmtpMailer(url: string, { sendMs = SEND_MS } = {}): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS_MAX,
    maxMessages: MESSAGES_PER_CONNECTION,
    // The worker retries, with a delay and a count that can be seen.
    maxRequeues: 0,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    ...nothingFetched,
  });

  return {
    async send({ id: _, ...mail }) {
      const signal = AbortSignal.timeout(sendMs);
      await transport.sendMail({ ...toOptions(mail), headers, signal }).catch((error: unknown) => {
        throw toSendFailure(error as SmtpError);
      });
    },
    // What was handed over is its reader's.
    forget: async () => undefined,
    close: async () => transport.close(),
  };
}

type SmtpError = {
  readonly code?: string;
  readonly errno?: number;
  /** What the server was told when it said no. */
  readonly command?: string;
  /** SMTP reply code; its text may quote the address, so it is left out. */
  readonly responseCode?: number;
};

const SERVICE_CLOSING = 421;
/** What is about this message or its reader; all else (greeting, login, sender) is about the server and our settings. */
const aboutTheMessage = ['RCPT TO', 'DATA'];

function toSendFailure({ code, errno, command = '', responseCode }: SmtpError): SendFailure {
  if (responseCode === undefined) {
    const what = errno === undefined ? (code ?? 'unknown') : getSystemErrorName(errno);
    const reason = code === 'EABORT' ? 'it took too long' : what;
    return new SendFailure(`mail server not reached: ${reason}`, { isOutage: true });
  }

  const isOutage = responseCode === SERVICE_CLOSING || !aboutTheMessage.includes(command);
  return new SendFailure(`mail server said ${responseCode} to ${command}`, {
    isOutage,
    // 5yz is a no for good, 4yz a "not now" (RFC 5321, section 4.2.1).
    isFinal: !isOutage && responseCode >= 500,
  });
}
