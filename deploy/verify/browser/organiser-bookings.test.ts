import { afterAll } from '@jest/globals';
import { startSmtpServer } from '@karcis/testing';
import { organiserBookings } from './parts/organiser-bookings.ts';
import { organiserErasure } from './parts/organiser-erasure.ts';
import {
  organiserDeadLetters,
  organiserMessages,
  organiserWebhooks,
} from './parts/organiser-messages.ts';
import { useWorld } from './world.ts';

const mail = await startSmtpServer();
afterAll(() => mail.stop());
const world = useWorld({ SMTP_URL: mail.url, MAIL_FROM: 'Karcis <no-reply@karcis.example>' });

organiserBookings(world);
organiserErasure(world);
organiserMessages(world, mail);
organiserDeadLetters(world);
organiserWebhooks(world);
