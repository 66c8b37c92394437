import type { Wording } from './letter.ts';

/** The default language. */
export const indonesian: Wording = {
  toPerson: {
    greeting: ({ name }) => `Halo ${name},`,
    footer: ({ projectName, organizationName }) =>
      `Pesan ini dikirim otomatis oleh ${projectName} atas nama ${organizationName} karena ada pemesanan dengan alamat ini.`,
  },
  toOrganiser: {
    greeting: () => 'Halo,',
    footer: ({ projectName }) =>
      `Pesan ini dikirim otomatis oleh ${projectName} kepada penyelenggara.`,
  },

  words: {
    'hold-made': ({ title, deadline, price, bookingUrl }) => ({
      subject: `Tempat Anda kami simpan: ${title}`,
      paragraphs: deadline
        ? [
            `Tempat Anda untuk ${title} kami simpan sampai ${deadline}.`,
            price
              ? 'Selesaikan pembayaran dan kirim buktinya sebelum waktu itu. Sesudahnya tempat ini terbuka lagi untuk orang lain.'
              : 'Lengkapi pendaftarannya sebelum waktu itu. Sesudahnya tempat ini terbuka lagi untuk orang lain.',
          ]
        : [`Pemesanan Anda untuk ${title} sudah kami catat.`],
      link: { label: deadline ? 'Lanjutkan pemesanan' : 'Lihat pemesanan', url: bookingUrl },
    }),

    'expiring-soon': ({ title, deadline, price, bookingUrl }) => ({
      subject: `Waktunya tinggal sebentar: ${title}`,
      paragraphs: [
        deadline
          ? `Tempat Anda untuk ${title} hanya kami simpan sampai ${deadline}.`
          : `Tempat Anda untuk ${title} hanya kami simpan sebentar lagi.`,
        price
          ? 'Jika sudah membayar, kirim buktinya sekarang. Jika tidak jadi, Anda tidak perlu melakukan apa-apa.'
          : 'Lengkapi pendaftarannya sekarang. Jika tidak jadi, Anda tidak perlu melakukan apa-apa.',
      ],
      link: { label: 'Lanjutkan pemesanan', url: bookingUrl },
    }),

    'proof-received': ({ title, price, bookingUrl }) => ({
      subject: price
        ? `Bukti Anda kami terima: ${title}`
        : `Pendaftaran Anda kami terima: ${title}`,
      paragraphs: [
        price
          ? `Terima kasih. Bukti pembayaran Anda untuk ${title} sudah kami terima dan akan segera diperiksa.`
          : `Terima kasih. Pendaftaran Anda untuk ${title} sudah kami terima dan akan segera diperiksa.`,
        'Tempat Anda aman selama pemeriksaan. Kami mengabari Anda begitu selesai.',
      ],
      link: { label: 'Lihat pemesanan', url: bookingUrl },
    }),

    'new-proof-waiting': ({ title, reviewUrl }) => ({
      subject: `Menunggu pemeriksaan: ${title}`,
      paragraphs: [`Sebuah pemesanan untuk ${title} menunggu pemeriksaan Anda.`],
      link: { label: 'Buka antrean pemeriksaan', url: reviewUrl },
    }),

    approved: ({ title, bookingUrl }) => ({
      subject: `Pemesanan Anda disetujui: ${title}`,
      paragraphs: [
        `Kabar baik: pemesanan Anda untuk ${title} sudah disetujui.`,
        'Tiketnya terlampir, dan ada di halaman pemesanan. Tunjukkan saat Anda datang. Sampai bertemu!',
      ],
      link: { label: 'Lihat tiket', url: bookingUrl },
    }),

    rejected: ({ title, rejectionReason, price, bookingUrl }) => ({
      subject: `Pemesanan Anda belum dapat disetujui: ${title}`,
      paragraphs: [
        rejectionReason
          ? `Maaf, pemesanan Anda untuk ${title} belum dapat kami setujui. Alasannya:`
          : `Maaf, pemesanan Anda untuk ${title} belum dapat kami setujui.`,
      ],
      quote: rejectionReason,
      after: [
        'Tempatnya sudah terbuka lagi, dan Anda dapat memesan ulang selama masih ada tempat.',
        ...(price
          ? ['Jika sudah membayar, hubungi penyelenggara dengan menyebut kode di bawah ini.']
          : []),
      ],
      link: { label: 'Lihat pemesanan', url: bookingUrl },
    }),

    expired: ({ title, price, bookingUrl }) => ({
      subject: `Waktunya habis: ${title}`,
      paragraphs: [
        `Waktu untuk menyelesaikan pemesanan Anda untuk ${title} sudah habis, jadi tempatnya terbuka lagi untuk orang lain.`,
        'Masih berminat? Anda dapat memesan lagi selama masih ada tempat.',
        ...(price
          ? ['Jika terlanjur membayar, hubungi penyelenggara dengan menyebut kode di bawah ini.']
          : []),
      ],
      link: { label: 'Lihat pemesanan', url: bookingUrl },
    }),

    cancelled: ({ title, price, bookingUrl }) => ({
      subject: `Pemesanan dibatalkan: ${title}`,
      paragraphs: [
        `Pemesanan Anda untuk ${title} sudah dibatalkan dan tempatnya terbuka lagi.`,
        ...(price
          ? ['Jika sudah membayar, hubungi penyelenggara dengan menyebut kode di bawah ini.']
          : []),
      ],
      link: { label: 'Lihat pemesanan', url: bookingUrl },
    }),

    'refund-due': ({ title, bookingUrl }) => ({
      subject: `Uang Anda akan dikembalikan: ${title}`,
      paragraphs: [
        `Penyelenggara akan mengembalikan uang Anda untuk pemesanan ${title}.`,
        'Anda tidak perlu melakukan apa-apa. Kami mengabari Anda begitu uangnya dikirim.',
      ],
      link: { label: 'Lihat pemesanan', url: bookingUrl },
    }),

    refunded: ({ title, bookingUrl }) => ({
      subject: `Uang sudah dikembalikan: ${title}`,
      paragraphs: [
        `Uang Anda untuk pemesanan ${title} sudah kami kirim kembali.`,
        'Tergantung bank Anda, uangnya bisa perlu beberapa hari sampai masuk.',
      ],
      link: { label: 'Lihat pemesanan', url: bookingUrl },
    }),

    reminder: ({ title, startsAt, location, bookingUrl }) => ({
      subject: `Sebentar lagi: ${title}`,
      paragraphs: [
        location ? `${title} dimulai ${startsAt} di ${location}.` : `${title} dimulai ${startsAt}.`,
        'Siapkan tiket Anda saat datang. Sampai bertemu!',
      ],
      link: { label: 'Lihat tiket', url: bookingUrl },
    }),
  },

  details: ({ code, title, startsAt, location, quantity, price }) => [
    ['Kode', code],
    ['Acara', title],
    ['Waktu', startsAt],
    ...(location ? [['Tempat', location] as const] : []),
    ['Jumlah', `${quantity} tempat`],
    ['Total', price ?? 'Gratis'],
  ],

  farewell: 'Salam hangat,',
};
