import type { Wording } from './letter.ts';

export const english: Wording = {
  toPerson: {
    greeting: ({ name }) => `Hello ${name},`,
    footer: ({ projectName, organizationName }) =>
      `${projectName} sent this message for ${organizationName} because a booking was made with this address.`,
  },
  toOrganiser: {
    greeting: () => 'Hello,',
    footer: ({ projectName }) => `${projectName} sent this message to the organiser.`,
  },

  words: {
    'hold-made': ({ title, deadline, price, bookingUrl }) => ({
      subject: `We are holding your place: ${title}`,
      paragraphs: deadline
        ? [
            `We are holding your place for ${title} until ${deadline}.`,
            price
              ? 'Please pay and send the proof before then. Afterwards the place is open to others again.'
              : 'Please complete your registration before then. Afterwards the place is open to others again.',
          ]
        : [`We have your booking for ${title}.`],
      link: { label: deadline ? 'Continue your booking' : 'See your booking', url: bookingUrl },
    }),

    'expiring-soon': ({ title, deadline, price, bookingUrl }) => ({
      subject: `Not much time left: ${title}`,
      paragraphs: [
        deadline
          ? `We are holding your place for ${title} only until ${deadline}.`
          : `We are holding your place for ${title} only a little longer.`,
        price
          ? 'If you have paid, please send the proof now. If you have changed your mind, there is nothing to do.'
          : 'Please complete your registration now. If you have changed your mind, there is nothing to do.',
      ],
      link: { label: 'Continue your booking', url: bookingUrl },
    }),

    'proof-received': ({ title, price, bookingUrl }) => ({
      subject: price ? `We have your proof: ${title}` : `We have your registration: ${title}`,
      paragraphs: [
        price
          ? `Thank you. Your proof of payment for ${title} has arrived and will be looked at soon.`
          : `Thank you. Your registration for ${title} has arrived and will be looked at soon.`,
        'Your place is safe meanwhile. We will write to you as soon as it is done.',
      ],
      link: { label: 'See your booking', url: bookingUrl },
    }),

    'new-proof-waiting': ({ title, reviewUrl }) => ({
      subject: `Waiting for review: ${title}`,
      paragraphs: [`A booking for ${title} is waiting for your review.`],
      link: { label: 'Open the review queue', url: reviewUrl },
    }),

    approved: ({ title, bookingUrl }) => ({
      subject: `Your booking is approved: ${title}`,
      paragraphs: [
        `Good news: your booking for ${title} is approved.`,
        'Your ticket is attached, and on the booking page. Please show it when you arrive. See you there!',
      ],
      link: { label: 'See your ticket', url: bookingUrl },
    }),

    rejected: ({ title, rejectionReason, price, bookingUrl }) => ({
      subject: `Your booking could not be approved: ${title}`,
      paragraphs: [
        rejectionReason
          ? `We are sorry: your booking for ${title} could not be approved. The reason:`
          : `We are sorry: your booking for ${title} could not be approved.`,
      ],
      quote: rejectionReason,
      after: [
        'The place is open again, and you can book once more while there are places left.',
        ...(price
          ? ['If you have paid, please contact the organiser and mention the code below.']
          : []),
      ],
      link: { label: 'See your booking', url: bookingUrl },
    }),

    expired: ({ title, price, bookingUrl }) => ({
      subject: `The time is up: ${title}`,
      paragraphs: [
        `The time to complete your booking for ${title} is over, so the place is open to others again.`,
        'Still interested? You can book again while there are places left.',
        ...(price
          ? ['If you have paid already, please contact the organiser and mention the code below.']
          : []),
      ],
      link: { label: 'See your booking', url: bookingUrl },
    }),

    cancelled: ({ title, price, bookingUrl }) => ({
      subject: `Booking cancelled: ${title}`,
      paragraphs: [
        `Your booking for ${title} is cancelled and the place is open again.`,
        ...(price
          ? ['If you have paid, please contact the organiser and mention the code below.']
          : []),
      ],
      link: { label: 'See your booking', url: bookingUrl },
    }),

    'refund-due': ({ title, bookingUrl }) => ({
      subject: `Your money is coming back: ${title}`,
      paragraphs: [
        `The organiser owes you a refund for your booking of ${title}.`,
        'You need not do anything. We will write to you once it is on its way.',
      ],
      link: { label: 'See your booking', url: bookingUrl },
    }),

    refunded: ({ title, bookingUrl }) => ({
      subject: `Refunded: ${title}`,
      paragraphs: [
        `The refund for your booking of ${title} is on its way to you.`,
        'Depending on your bank it may take some days to arrive.',
      ],
      link: { label: 'See your booking', url: bookingUrl },
    }),

    reminder: ({ title, startsAt, location, bookingUrl }) => ({
      subject: `Almost there: ${title}`,
      paragraphs: [
        location
          ? `${title} begins on ${startsAt} at ${location}.`
          : `${title} begins on ${startsAt}.`,
        'Please have your ticket ready when you arrive. See you there!',
      ],
      link: { label: 'See your ticket', url: bookingUrl },
    }),
  },

  details: ({ code, title, startsAt, location, quantity, price }) => [
    ['Code', code],
    ['Event', title],
    ['Time', startsAt],
    ...(location ? [['Place', location] as const] : []),
    ['Quantity', quantity === 1 ? '1 place' : `${quantity} places`],
    ['Total', price ?? 'Free'],
  ],

  farewell: 'Kind regards,',
};
