import type { CreateItem, CreatePaymentMethod } from '@karcis/contracts';
import type { z } from 'zod';

type NewItem = z.input<typeof CreateItem>;
type NewPaymentMethod = z.input<typeof CreatePaymentMethod>;

const DAY_MS = 24 * 60 * 60 * 1000;

/** `days` after `since`, at that hour in Jakarta (UTC+7). */
function at(since: Date, days: number, hour: number): string {
  const day = new Date(since.getTime() + days * DAY_MS);
  day.setUTCHours(hour - 7, 0, 0, 0);
  return day.toISOString();
}

/** One item of each kind that a visitor can meet. */
export const demoItems = (since: Date) =>
  ({
    open: {
      title: 'Kelas Keramik untuk Pemula',
      slug: 'kelas-keramik',
      description:
        'Dua jam membentuk tanah liat bersama perajin dari Plered. Alat, bahan, dan pembakaran sudah termasuk; karya Anda dikirim dua minggu kemudian.',
      location: 'Studio Tanah, Bandung',
      startsAt: at(since, 21, 9),
      endsAt: at(since, 21, 12),
      capacity: 40,
      price: 150_000,
      maxPerBooking: 4,
      status: 'OPEN',
    },
    nearlySoldOut: {
      title: 'Konser Akustik Malam Minggu',
      slug: 'konser-akustik',
      description: 'Lima kursi di ruang tamu, satu gitar, dan kopi. Tempat terakhir masih ada.',
      location: 'Rumah Kopi Senja, Yogyakarta',
      startsAt: at(since, 12, 19),
      endsAt: at(since, 12, 21),
      capacity: 5,
      price: 75_000,
      status: 'OPEN',
    },
    free: {
      title: 'Webinar: Menulis Surat yang Dibaca Orang',
      slug: 'webinar-menulis-surat',
      description: 'Gratis. Tautan dikirim begitu formulir diisi; tidak perlu bukti apa pun.',
      location: 'Daring',
      startsAt: at(since, 7, 19),
      endsAt: at(since, 7, 20),
      capacity: 500,
      price: 0,
      status: 'OPEN',
      autoApprove: true,
      submission: {
        fileRequired: false,
        fields: [
          { key: 'pekerjaan', label: 'Pekerjaan', type: 'text', required: true },
          {
            key: 'tahuDari',
            label: 'Tahu acara ini dari',
            type: 'select',
            options: ['Teman', 'Instagram', 'Surel'],
          },
        ],
      },
    },
    closed: {
      title: 'Lokakarya Batik Tulis',
      slug: 'lokakarya-batik',
      description: 'Pendaftaran angkatan ini sudah ditutup. Angkatan berikutnya menyusul.',
      location: 'Laweyan, Surakarta',
      startsAt: at(since, 3, 9),
      endsAt: at(since, 3, 15),
      capacity: 12,
      price: 250_000,
      status: 'CLOSED',
    },
    draft: {
      title: 'Tur Kota Tua Saat Matahari Terbit',
      slug: 'tur-kota-tua',
      description: 'Masih disiapkan; hanya penyelenggara yang melihatnya.',
      location: 'Jakarta Barat',
      startsAt: at(since, 45, 5),
      capacity: 20,
      price: 50_000,
      status: 'DRAFT',
    },
  }) satisfies Record<string, NewItem>;

export const bankTransfer: NewPaymentMethod = {
  type: 'bank',
  displayName: 'Transfer Bank Contoh',
  accountNo: '0000000000',
  accountName: 'Data contoh, bukan rekening',
  instructions: 'Ini data contoh: jangan mengirim uang. Unggah gambar apa saja sebagai bukti.',
};

export const qris = (qrisUrl: string): NewPaymentMethod => ({
  type: 'qris',
  displayName: 'QRIS contoh',
  qrisUrl,
  instructions: 'Ini data contoh: kode ini tidak membayar apa pun.',
});

/** Who has booked the concert already; the last one still waits for the organiser. */
export const concertGuests = ['Siti Aminah', 'Budi Santoso', 'Dewi Lestari', 'Agus Wijaya'];
