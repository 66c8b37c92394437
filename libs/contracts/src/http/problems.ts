/** A text in the two languages that the API speaks. */
export type Bilingual = { readonly id: string; readonly en: string };

/** What a problem code means on the wire: RFC 9457 `status` and `title`, and a `detail` that says what to do. */
export type ProblemText = {
  readonly status: number;
  readonly title: Bilingual;
  readonly detail?: Bilingual;
};

const text = (status: number, id: string, en: string, detail?: Bilingual): ProblemText => ({
  status,
  title: { id, en },
  ...(detail && { detail }),
});

/** Every code that an answer can carry. The page `problems.md` lists the same ones, and a test compares them. */
export const problems = {
  'malformed-request': text(400, 'Permintaan tidak dapat dibaca', 'The request cannot be read'),
  'idempotency-key-required': text(
    400,
    'Header Idempotency-Key diperlukan',
    'An Idempotency-Key header is required',
    {
      id: 'Kirim 16 sampai 255 karakter yang dapat dicetak, misalnya sebuah UUID.',
      en: 'Send 16 to 255 printable characters, a UUID for example.',
    },
  ),
  unauthorized: text(401, 'Anda perlu masuk', 'You need to sign in'),
  'invalid-credentials': text(
    401,
    'Email atau kata sandi salah',
    'The e-mail or the password is wrong',
  ),
  'webhook-signature-invalid': text(
    401,
    'Tanda tangan webhook tidak sah',
    'The webhook is not signed by its provider',
  ),
  'login-required': text(401, 'Masuk dulu untuk memesan', 'Sign in to book', {
    id: 'Minta kode di POST /api/account/login-code, lalu coba lagi dengan kunci yang sama.',
    en: 'Ask for a code at POST /api/account/login-code, then try again with the same key.',
  }),
  'login-code-invalid': text(
    401,
    'Kode salah atau sudah tidak berlaku',
    'The code is wrong or no longer valid',
    { id: 'Minta kode baru bila perlu.', en: 'Ask for a new code if you need one.' },
  ),
  'second-factor-required': text(
    401,
    'Kode dari aplikasi autentikator diperlukan',
    'A code of the authenticator app is required',
    {
      id: 'Kirim ke POST /api/admin/login/second-factor dengan cookie dari jawaban ini.',
      en: 'Send it to POST /api/admin/login/second-factor with the cookie of this answer.',
    },
  ),
  'second-factor-invalid': text(
    401,
    'Kode salah atau sudah dipakai',
    'The code is wrong or was used already',
  ),
  forbidden: text(403, 'Anda tidak berhak melakukan ini', 'You are not allowed to do this'),
  'csrf-token-invalid': text(
    403,
    'Token CSRF tidak ada atau salah',
    'The CSRF token is missing or wrong',
    {
      id: 'Ambil token baru dari GET /api/csrf dan kirim sebagai X-CSRF-Token.',
      en: 'Get a new token from GET /api/csrf and send it as X-CSRF-Token.',
    },
  ),
  'second-factor-missing': text(
    403,
    'Aktifkan aplikasi autentikator dulu',
    'Set up an authenticator app first',
  ),
  'not-found': text(404, 'Tidak ditemukan', 'Not found'),
  'item-not-found': text(404, 'Acara tidak ditemukan', 'Item not found'),
  'booking-not-found': text(404, 'Pemesanan tidak ditemukan', 'Booking not found'),
  'proof-not-found': text(404, 'Bukti tidak ditemukan', 'Proof not found'),
  'image-not-found': text(404, 'Gambar tidak ditemukan', 'Image not found'),
  'ticket-not-found': text(404, 'Tiket tidak ditemukan', 'Ticket not found'),
  'notification-not-found': text(404, 'Pesan tidak ditemukan', 'Notification not found'),
  'dead-letter-not-found': text(404, 'Dead letter tidak ditemukan', 'Dead letter not found'),
  'template-not-found': text(404, 'Teks pesan tidak ditemukan', 'Message text not found'),
  'webhook-endpoint-not-found': text(
    404,
    'Alamat webhook tidak ditemukan',
    'Webhook endpoint not found',
  ),
  'statement-line-not-found': text(
    404,
    'Baris mutasi tidak ditemukan untuk pesanan ini',
    'No such statement line for this booking',
  ),
  'account-not-found': text(404, 'Akun tidak ditemukan', 'Account not found'),
  'method-not-allowed': text(
    405,
    'Metode tidak didukung di alamat ini',
    'This address does not support the method',
  ),
  'request-in-progress': text(
    409,
    'Permintaan yang sama sedang diproses',
    'The same request is still running',
    {
      id: 'Coba lagi sebentar lagi dengan kunci yang sama.',
      en: 'Try again in a moment with the same key.',
    },
  ),
  'already-done': text(409, 'Permintaan ini sudah lama selesai', 'This request was done long ago', {
    id: 'Lihat hasilnya di alamat pada header Location.',
    en: 'See the result at the address in the Location header.',
  }),
  'item-closed': text(409, 'Pemesanan ditutup', 'Booking is closed'),
  'sold-out': text(409, 'Tiket habis', 'Sold out'),
  'hold-pool-full': text(
    409,
    'Antrean penuh, coba beberapa saat lagi.',
    'The queue is full, try again in a little while.',
  ),
  'hold-expired': text(409, 'Waktu pemesanan sudah habis', 'The hold has expired', {
    id: 'Mulai pemesanan baru.',
    en: 'Start a new booking.',
  }),
  'invalid-transition': text(
    409,
    'Pemesanan tidak dalam keadaan yang mengizinkan ini',
    'The booking is not in a state that allows this',
  ),
  'ticket-not-ready': text(409, 'Tiket belum ada', 'There is no ticket yet', {
    id: 'Tiket terbit begitu pesanan lunas.',
    en: 'The ticket comes as soon as the booking is paid.',
  }),
  'certificate-not-ready': text(409, 'Sertifikat belum ada', 'There is no certificate yet'),
  'already-checked-in': text(409, 'Tiket ini sudah masuk', 'This ticket is already in'),
  'not-checked-in': text(409, 'Tiket ini belum masuk', 'This ticket is not in'),
  'capacity-in-use': text(
    409,
    'Kapasitas lebih kecil dari yang sudah terpakai',
    'The capacity is below what is in use',
  ),
  'last-owner': text(
    409,
    'Harus tetap ada satu pemilik yang aktif',
    'At least one active owner must remain',
  ),
  'email-taken': text(409, 'Email ini sudah punya akun', 'This e-mail has an account already'),
  'second-factor-active': text(
    409,
    'Aplikasi autentikator sudah aktif',
    'An authenticator app is active already',
  ),
  'template-changed': text(
    409,
    'Orang lain baru saja mengubah teks ini',
    'Somebody else has just changed this text',
    { id: 'Muat ulang, lalu ubah lagi.', en: 'Load it again, and make your change there.' },
  ),
  'nobody-to-reach': text(
    409,
    'Pemesanan ini tidak punya kontak',
    'This booking has no contact to write to',
  ),
  'slug-taken': text(409, 'Slug sudah dipakai', 'The slug is taken'),
  'statement-line-used': text(
    409,
    'Baris mutasi atau pesanan ini sudah dicocokkan',
    'This statement line or booking has been matched already',
  ),
  'payload-too-large': text(413, 'Isi permintaan terlalu besar', 'The request body is too large'),
  'file-too-large': text(413, 'Berkas lebih dari 10 MB', 'The file is larger than 10 MB'),
  'statement-too-large': text(
    413,
    'Mutasi rekening lebih dari 5 MB',
    'The bank statement is larger than 5 MB',
    {
      id: 'Unduh mutasi untuk jangka waktu yang lebih pendek.',
      en: 'Export a shorter period.',
    },
  ),
  'unsupported-media-type': text(
    415,
    'Jenis isi permintaan tidak didukung',
    'The content type is not supported',
  ),
  'file-type-not-allowed': text(415, 'Hanya JPG, PNG, atau PDF', 'Only JPG, PNG or PDF'),
  'validation-failed': text(422, 'Isian belum benar', 'The input is not valid'),
  'idempotency-key-reused': text(
    422,
    'Idempotency-Key sudah dipakai untuk permintaan lain',
    'The Idempotency-Key was used for another request',
    {
      id: 'Pakai kunci baru untuk permintaan baru.',
      en: 'Use a new key for a new request.',
    },
  ),
  'payment-method-not-found': text(
    422,
    'Cara pembayaran tidak ditemukan',
    'Payment method not found',
  ),
  'file-required': text(422, 'Bukti pembayaran diperlukan', 'A proof file is required'),
  'file-unreadable': text(422, 'Berkas rusak atau terpotong', 'The file is damaged or cut off'),
  'file-unsafe': text(422, 'Berkas ditolak demi keamanan', 'The file was refused for safety', {
    id: 'Simpan ulang sebagai foto atau PDF biasa tanpa sandi, skrip, atau lampiran.',
    en: 'Save it again as a plain photo or PDF without password, script or attachment.',
  }),
  'statement-unreadable': text(
    422,
    'Mutasi rekening ini tidak dapat dibaca',
    'This bank statement cannot be read',
  ),
  'ticket-invalid': text(422, 'Tiket tidak berlaku', 'The ticket is not valid'),
  'password-link-invalid': text(
    422,
    'Tautan ini sudah dipakai atau tidak berlaku lagi',
    'This link was used or is no longer valid',
  ),
  'webhook-url-not-allowed': text(
    422,
    'Alamat webhook tidak diizinkan',
    'The webhook address is not allowed',
  ),
  'rate-limited': text(429, 'Terlalu banyak permintaan', 'Too many requests', {
    id: 'Tunggu sesuai header Retry-After lalu coba lagi.',
    en: 'Wait as long as Retry-After says and try again.',
  }),
  'internal-error': text(
    500,
    'Terjadi kesalahan di pihak kami',
    'Something went wrong on our side',
  ),
  'payment-provider-unavailable': text(
    503,
    'Penyedia pembayaran belum menjawab',
    'The payment provider does not answer',
    {
      id: 'Tempat Anda tetap ditahan. Coba lagi sebentar lagi, atau pilih cara bayar lain.',
      en: 'Your place is still held. Try again in a moment, or choose another way to pay.',
    },
  ),
  'service-unavailable': text(503, 'Layanan sedang sibuk', 'The service is busy', {
    id: 'Tidak ada yang berubah atau hilang; coba lagi dengan kunci yang sama.',
    en: 'Nothing is lost; try again with the same key.',
  }),
} as const satisfies Record<string, ProblemText>;

export type ProblemCode = keyof typeof problems;

/** One problem with one place in the input (RFC 6901 pointer). */
export type InputError = {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
};

/** The body of every answer that is not 2xx: RFC 9457, with our stable `code`. */
export type ProblemDetails = {
  readonly type: `/problems/${ProblemCode}`;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly instance?: string;
  readonly errors?: readonly InputError[];
};
