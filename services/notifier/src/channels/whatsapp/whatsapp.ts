import type { Recipient, TemplateSettings } from '../../templates/facts.ts';
import { toFacts } from '../../templates/facts.ts';
import type { OwnTemplates } from '../../templates/own-templates.ts';
import { valuesOf } from '../../templates/variables.ts';
import { whatsappDefault } from '../../templates/whatsapp-defaults.ts';
import { type Channel, referenceOf } from '../channel.ts';
import type { WhatsAppProvider } from './provider.ts';

export type WhatsAppOptions = {
  readonly provider: WhatsAppProvider;
  readonly templates: Pick<OwnTemplates, 'whatsapp'>;
  readonly maxPerSecond: number;
  readonly settings: TemplateSettings;
};

const MAX_IN_FLIGHT = 8;
/** Neither provider takes an empty parameter. */
const NOTHING = '-';

/**
 * Messages to the WhatsApp number of who booked. Providers take only texts that they approved before, at any time; free text
 * would need the person to have written within 24 hours, and is never sent.
 */
export function createWhatsAppChannel(options: WhatsAppOptions): Channel {
  const { provider, templates, maxPerSecond, settings } = options;
  return {
    name: 'whatsapp',
    maxInFlight: MAX_IN_FLIGHT,
    maxPerSecond,
    async prepare(delivery, recipient) {
      const { kind } = delivery;
      const { whatsapp: to, language } = recipient;
      if (to === null || kind === 'new-proof-waiting') return undefined;

      const own = await templates.whatsapp({ kind, language });
      const { template, parameters } = own ?? whatsappDefault(kind, provider.hasTemplateNames);
      if (template === '') return undefined;
      const values = whatsappValues(recipient, settings);
      const message = {
        reference: referenceOf(delivery),
        ...{ to, template, language },
        parameters: parameters.map((name) => values[name] || NOTHING),
      };
      return () => provider.send(message);
    },
    close: () => provider.close(),
  };
}

/** By the names of the variables. */
const whatsappValues = (
  recipient: Recipient,
  settings: TemplateSettings,
): Readonly<Record<string, string>> => {
  const { language } = recipient;
  return valuesOf(toFacts(recipient, language, settings), language);
};
