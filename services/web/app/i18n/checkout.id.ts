/** Pembayaran lewat penyedia, dan uang yang kembali. */
export const checkout = {
  pay: 'Bayar lewat {{name}}',
  hint: 'Anda pindah ke halaman {{name}}, lalu kembali ke sini. Tempat Anda tetap ditahan selama itu, dan pembayaran dikonfirmasi otomatis.',
  goOn: 'Lanjutkan pembayaran',
  waiting:
    'Sudah membayar? Halaman ini berubah sendiri begitu penyedia memberi kabar. Belum? Selesaikan sebelum {{time}}.',
  paid: 'Uang sebesar {{amount}} sudah diterima lewat {{provider}}.',
  refundDue: 'Uang Anda akan dikembalikan',
  refundDueText:
    '{{amount}} yang Anda bayar tidak dapat dipakai untuk pemesanan ini. Panitia akan mengembalikannya; Anda tidak perlu melakukan apa-apa.',
  refundDueCancelled:
    'Panitia membatalkan pemesanan ini dan akan mengembalikan {{amount}}. Anda tidak perlu melakukan apa-apa.',
  refundDuePaid: 'Tempat Anda aman. {{amount}} yang masuk selain itu akan dikembalikan panitia.',
  refunded: 'Uang sudah dikembalikan',
  refundedText: '{{amount}} sudah dikirim kembali.',
  manual: 'transfer',
};
