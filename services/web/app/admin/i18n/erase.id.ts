/** Forgetting who booked. */
export const erase = {
  title: 'Data pribadi',
  lead: 'Atas permintaan orangnya: nama, kontak, catatan, jawaban, pesan, dan berkas bukti dihapus untuk selamanya. Jumlah tempat dan uang tetap.',
  this: 'Hapus dari pesanan ini',
  everything: 'Hapus semua milik {{contact}}',
  confirmTitle: 'Hapus data orang ini?',
  confirmText:
    'Tidak dapat dibatalkan. Tiket tetap berlaku, tetapi tanpa nama, dan kami tidak dapat menghubunginya lagi.',
  done: 'Data pribadi dihapus.',
  waits:
    'Data yang sudah boleh dihapus telah dihapus. Pesanan yang masih berjalan, atau yang uangnya harus dikembalikan, menunggu sampai selesai.',
  isErased: 'Data pribadi pesanan ini sudah dihapus.',
};
