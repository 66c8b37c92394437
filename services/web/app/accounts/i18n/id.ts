import type { Widen } from '../../i18n/id.ts';

/** What the pages of accounts say in Indonesian. */
export const id = {
  login: {
    title: 'Masuk',
    lead: 'Tanpa kata sandi: kami kirim kode ke email Anda.',
    needed: 'Masuk dulu untuk memesan. Setelah itu Anda kembali ke formulir.',
    email: 'Email',
    send: 'Kirim kode',
    sending: 'Mengirim …',
    fix: 'Periksa lagi alamat emailnya.',
  },
  code: {
    title: 'Masukkan kode',
    sent: 'Kode dan tautan sudah dikirim ke {{email}}. Berlaku 10 menit.',
    spam: 'Belum sampai? Periksa folder spam.',
    label: 'Kode 6 angka',
    submit: 'Masuk',
    sending: 'Memeriksa …',
    wrong: 'Kode salah atau sudah tidak berlaku.',
    wrongText:
      'Periksa lagi, atau minta kode baru. Setelah lima kali salah, kode tidak berlaku lagi.',
    again: 'Kirim kode baru',
    other: 'Pakai email lain',
  },
  link: {
    title: 'Masuk lewat tautan',
    lead: 'Satu langkah lagi.',
    submit: 'Masuk',
    wrong: 'Tautan ini sudah dipakai atau tidak berlaku lagi.',
    again: 'Minta tautan baru',
  },
  me: {
    title: 'Pesanan Anda',
    signedInAs: 'Masuk sebagai {{email}}',
    signOut: 'Keluar',
    empty: 'Belum ada pesanan.',
    emptyText: 'Pesanan yang dibuat setelah masuk tampil di sini, di semua perangkat Anda.',
    browse: 'Lihat acara',
    places_one: '{{count}} tempat',
    places_other: '{{count}} tempat',
    next: 'Pesanan sebelumnya',
    first: 'Kembali ke awal',
    until: 'Ditahan sampai {{time}}',
    action: {
      pay: 'Bayar',
      finish: 'Selesaikan',
      ticket: 'Lihat tiket',
      see: 'Lihat pesanan',
      again: 'Pesan lagi',
    },
  },
} as const;

export type AccountTranslation = Widen<typeof id>;
