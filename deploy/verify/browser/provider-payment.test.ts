import { messagesAgain } from './parts/messages-again.ts';
import { providerLate } from './parts/provider-late.ts';
import { providerLooks } from './parts/provider-looks.ts';
import { providerPayment } from './parts/provider-payment.ts';
import { useProviderWorld } from './use-provider-world.ts';

const world = useProviderWorld();

providerPayment(world);
providerLate(world);
providerLooks(world);
messagesAgain(world);
