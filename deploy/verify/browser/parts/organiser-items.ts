import { describe, expect, it } from '@jest/globals';
import { Item } from '@karcis/contracts';
import type { Page } from 'playwright-core';
import { book, codeOf, sampleFile, slowUploads, JOURNEY_WITHIN_MS } from '../steps.ts';
import type { World } from '../world.ts';

const MARKUP = '<img src=x onerror="window.hacked=1"><b>tebal</b>';

export const organiserItems = (world: World) =>
  describe('an organiser’s items', () => {
    it(
      'are made with a picture and a question, seen by visitors as previewed, and booked',
      async () => {
        const page = await world.organiser();
        await page.goto('/admin/items');
        await page.getByRole('link', { name: 'Acara baru' }).first().click();
        await fillIn(page, 'Kelas Batik Tulis');
        const preview = page.locator('#preview');
        await preview.getByText('Rp175.000').first().waitFor();
        await preview.getByText('09.00 WIB').first().waitFor();

        await page.getByLabel('Gambar').setInputFiles(sampleFile('transfer.jpg'));
        await preview.locator('img[src*="/api/images/"]').first().waitFor();
        await page.getByRole('button', { name: 'Tambah pertanyaan' }).click();
        await addChoices(page, 0, 'Ukuran celemek', 'S\nM\nL');
        await page.getByRole('button', { name: 'Tambah pertanyaan' }).click();
        await page.getByLabel('Pertanyaan', { exact: true }).nth(1).fill('Alergi');
        await page.getByRole('button', { name: 'Naikkan pertanyaan 2' }).click();
        expect(await page.getByLabel('Pertanyaan', { exact: true }).first().inputValue()).toBe(
          'Alergi',
        );
        await page.getByRole('button', { name: 'Simpan dan buka' }).click();
        await page.getByText('Acara dibuat.').waitFor();
        await page.getByText('Dibuka: semua orang dapat melihat').waitFor();

        const visitor = await world.visitor();
        await visitor.goto('/?q=batik');
        await visitor.getByRole('link', { name: 'Kelas Batik Tulis' }).click();
        await visitor
          .locator('picture source[type="image/avif"]')
          .first()
          .waitFor({ state: 'attached' });
        await visitor.getByText('09.00⁠–⁠12.00 WIB').first().waitFor();
        await visitor.getByRole('link', { name: 'Pesan tempat' }).click();
        await book(visitor, 'Siti Aminah');
        await visitor.waitForURL('**/pay');
        // The address changes before the page does.
        await visitor.getByLabel('Ukuran celemek').waitFor();
        expect(
          await visitor
            .locator('[name^="answer-"]')
            .evaluateAll((fields) => fields.map((field) => field.getAttribute('name'))),
        ).toEqual(['answer-alergi', 'answer-ukuran_celemek']);
        await visitor.getByLabel('Ukuran celemek').selectOption('M');
        await visitor.getByLabel('Bukti pembayaran').setInputFiles(sampleFile('transfer.jpg'));
        await visitor.getByRole('button', { name: 'Kirim bukti' }).click();
        await visitor.getByText('Bukti sudah kami terima').waitFor();
        expect(codeOf(visitor)).toHaveLength(12);
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'are made without script: questions by a button that posts, errors beside their fields',
      async () => {
        const page = await world.organiser({ javaScriptEnabled: false });
        await page.goto('/admin/items/new');
        await page.getByLabel('Judul', { exact: true }).fill('Tanpa Skrip Panitia');
        await page.getByRole('button', { name: 'Tambah pertanyaan' }).click();
        expect(await page.getByLabel('Judul', { exact: true }).inputValue()).toBe(
          'Tanpa Skrip Panitia',
        );
        await addChoices(page, 0, 'Ukuran', '');
        await page.getByRole('button', { name: 'Simpan dan buka' }).click();
        await page.getByRole('alert').filter({ hasText: 'isian yang perlu diperbaiki' }).waitFor();
        for (const name of [
          'Mulai (WIB)',
          'Jumlah tempat',
          'Harga per tempat',
          'Pilihan jawaban',
        ]) {
          expect(await page.getByLabel(name).getAttribute('aria-invalid')).toBe('true');
        }

        await fillIn(page, 'Tanpa Skrip Panitia');
        await page.getByLabel('Pilihan jawaban').fill('S\nM');
        await page.getByLabel('Gambar').setInputFiles(sampleFile('transfer.png'));
        await page.getByRole('button', { name: 'Simpan dan buka' }).click();
        await page.getByText('Acara dibuat.').waitFor();
        const item = await find(page);
        expect(item).toMatchObject({ status: 'OPEN', price: 175_000, slug: 'tanpa-skrip-panitia' });
        expect(item.imageUrl).toMatch(/^\/api\/images\//);
        expect(item.submission.fields).toMatchObject([{ key: 'ukuran', options: ['S', 'M'] }]);

        await page.getByRole('button', { name: 'Hapus gambar' }).click();
        await page.getByRole('button', { name: 'Hapus pertanyaan 1' }).click();
        await page.getByRole('button', { name: 'Simpan perubahan' }).click();
        await page.getByText('Perubahan disimpan.').waitFor();
        expect(await find(page)).toMatchObject({ imageUrl: null, submission: { fields: [] } });

        await page.getByRole('button', { name: 'Tutup pemesanan' }).click();
        await page.getByText('Pemesanan ditutup.').waitFor();
        await page.getByRole('button', { name: 'Buka pemesanan' }).click();
        await page.getByText('Pemesanan dibuka.').waitFor();
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'are changed: only what was changed is sent, and fewer places than are in use are refused in words',
      async () => {
        const made = await world.stack.organiser.createItem({ title: 'Kelas Lama', capacity: 10 });
        await world.stack.guest('Budi Santoso').hold(made.id);
        await world.stack.guest('Dewi Lestari').hold(made.id);
        const page = await world.organiser();
        await page.goto(`/admin/items/${made.id}`);
        await page.getByText('2 tempat sedang terpakai').waitFor();
        await page.getByLabel('Jumlah tempat').fill('1');
        await page.getByLabel('Judul', { exact: true }).focus();
        await page.getByText('Paling sedikit 2: sebanyak itu sudah terpakai.').waitFor();

        // Two more holds that this page does not know of: now the server says it.
        await page.getByLabel('Jumlah tempat').fill('2');
        await world.stack.guest('Agus Wijaya').hold(made.id);
        await page.getByRole('button', { name: 'Simpan perubahan' }).click();
        await page.getByText('Paling sedikit 3: sebanyak itu sudah terpakai.').waitFor();
        await page.getByLabel('Jumlah tempat').fill('3');
        await page.getByLabel('Judul', { exact: true }).fill('Kelas Baru');
        await page.getByRole('button', { name: 'Simpan perubahan' }).click();
        await page.locator('#page-title', { hasText: 'Kelas Baru' }).waitFor();
        const changed = await find(page);
        expect(changed).toMatchObject({ title: 'Kelas Baru', startsAt: made.startsAt });
        expect(changed.availability.capacity).toBe(3);
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'are closed after one more question, copied with all that they say, and their drafts are nobody else’s',
      async () => {
        const made = await world.stack.organiser.createItem({
          title: 'Kelas Salinan',
          description: 'Sama persis.',
          maxPerBooking: 4,
        });
        const page = await world.organiser();
        await page.goto(`/admin/items/${made.id}`);
        await page.getByRole('button', { name: 'Tutup pemesanan' }).click();
        const dialog = page.getByRole('alertdialog');
        await dialog.getByText('Hanya pesanan baru yang dihentikan').waitFor();
        await dialog.getByRole('button', { name: 'Tutup pemesanan' }).click();
        await page.getByText('Ditutup: halamannya tetap terbaca').waitFor();

        await page.getByRole('link', { name: 'Salin jadi acara baru' }).click();
        await page.getByRole('heading', { name: 'Acara baru' }).waitFor();
        expect(await page.getByLabel('Judul', { exact: true }).inputValue()).toBe(
          'Kelas Salinan (salinan)',
        );
        await page.getByRole('button', { name: 'Simpan sebagai draf' }).click();
        await page.getByText('Draf: hanya penyelenggara yang melihatnya.').waitFor();
        const copy = await find(page);
        expect(copy).toMatchObject({
          status: 'DRAFT',
          description: 'Sama persis.',
          maxPerBooking: 4,
        });
        expect(copy.id).not.toBe(made.id);
        const visitor = await world.visitor();
        expect((await visitor.goto(copy.url))?.status()).toBe(404);
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'are made once, however often their form is sent',
      async () => {
        const page = await world.organiser();
        await page.goto('/admin/items/new');
        const second = await page.context().newPage();
        await second.goto('/admin/items/new');
        await fillIn(page, 'Hanya Sekali');
        await page.getByRole('button', { name: 'Simpan sebagai draf' }).dblclick();
        await page.getByText('Acara dibuat.').waitFor();
        await fillIn(second, 'Hanya Sekali Lagi');
        await second.getByRole('button', { name: 'Simpan sebagai draf' }).click();
        await second.getByText('Formulir ini sudah dipakai').waitFor();
        await page.goto('/admin/items?q=hanya+sekali');
        expect(await page.getByRole('link', { name: /Hanya Sekali/ }).count()).toBe(1);
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'show what was written as text, in lists, forms and previews',
      async () => {
        await world.stack.organiser.createItem({
          title: `Aneh ${MARKUP}`,
          slug: 'aneh',
          description: MARKUP,
          location: MARKUP,
          submission: { fields: [{ key: 'q', label: MARKUP, type: 'text' }] },
        });
        const page = await world.organiser();
        await page.goto('/admin/items?q=aneh');
        await page.getByText(MARKUP, { exact: true }).waitFor();
        await page.getByRole('link', { name: MARKUP }).click();
        await page.locator('#preview').getByText(`Aneh ${MARKUP}`).first().waitFor();
        expect(await page.getByLabel('Pertanyaan', { exact: true }).inputValue()).toBe(MARKUP);
        expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'are not left with unsaved changes unasked',
      async () => {
        const page = await world.organiser();
        await page.goto('/admin/items');
        await page.getByRole('link', { name: 'Acara baru' }).first().click();
        await page.getByLabel('Judul', { exact: true }).fill('Setengah jadi');
        await page.getByRole('link', { name: 'Cara bayar' }).click();
        const dialog = page.getByRole('alertdialog', { name: 'Tinggalkan perubahan?' });
        await dialog.getByRole('button', { name: 'Tetap di sini' }).click();
        expect(await page.getByLabel('Judul', { exact: true }).inputValue()).toBe('Setengah jadi');
        await page.getByRole('link', { name: 'Cara bayar' }).click();
        await dialog.getByRole('button', { name: 'Tinggalkan' }).click();
        await page.waitForURL('**/admin/payment-methods');
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'take a picture that was cancelled or refused once more, and say why it was not taken',
      async () => {
        const page = await world.organiser();
        await page.goto('/admin/items/new');
        await page.getByLabel('Gambar').setInputFiles({
          name: 'bukan.jpg',
          mimeType: 'image/jpeg',
          buffer: Buffer.from('bukan gambar'),
        });
        await page.getByText('Hanya JPG, PNG, atau PDF').waitFor();
        const slow = await slowUploads(page);
        await page.getByLabel('Gambar').setInputFiles(sampleFile('transfer.jpg'));
        await page.getByRole('button', { name: 'Batalkan' }).click();
        await page.getByText('Unggahan dibatalkan.').waitFor();
        await slow.end();
        await page.getByLabel('Gambar').setInputFiles(sampleFile('transfer.jpg'));
        await page.locator('#preview img[src*="/api/images/"]').first().waitFor();
      },
      JOURNEY_WITHIN_MS,
    );

    /** The item whose page is open, as the API has it. */
    async function find(page: Page): Promise<Item> {
      const { api, organiser } = world.stack;
      const id = new URL(page.url()).pathname.split('/').at(-1);
      const answer = await api('GET', `/api/admin/items/${id}`, { token: organiser.apiKey });
      return Item.parse(answer.json);
    }
  });

/** What every item needs. */
async function fillIn(page: Page, title: string): Promise<void> {
  await page.getByLabel('Judul', { exact: true }).fill(title);
  await page.getByLabel(/^Tempat\s*opsional/).fill('Studio, Bandung');
  await page.getByLabel('Mulai (WIB)').fill('2031-05-10T09:00');
  await page.getByLabel('Selesai (WIB)').fill('2031-05-10T12:00');
  await page.getByLabel('Jumlah tempat').fill('12');
  await page.getByLabel('Harga per tempat').fill('175000');
}

async function addChoices(page: Page, index: number, label: string, options: string) {
  await page.getByLabel('Pertanyaan', { exact: true }).nth(index).fill(label);
  await page.getByLabel('Jenis jawaban').nth(index).selectOption('select');
  await page.getByLabel('Pilihan jawaban').nth(index).fill(options);
}
