import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { codeOf, publicView, sampleFile } from '../steps.ts';
import type { World } from '../world.ts';

const NO_SCRIPT = { javaScriptEnabled: false };

export const withoutScript = (world: World) =>
  describe('without script', () => {
    it('a place is booked and paid, with errors beside their fields and nothing typed in vain', async () => {
      const { organiser } = world.stack;
      const item = await organiser.createItem({
        title: 'Kelas Tanpa Skrip',
        submission: {
          fileRequired: true,
          fields: [
            {
              key: 'ukuran',
              label: 'Ukuran kaus',
              type: 'select',
              options: ['S', 'M'],
              required: true,
            },
          ],
        },
      });
      const page = await world.visitor(NO_SCRIPT);

      await page.goto('/');
      await page.getByLabel('Cari acara').fill('tanpa skrip');
      await page.getByRole('button', { name: 'Cari' }).click();
      await page.getByRole('link', { name: item.title }).click();
      await page.getByRole('link', { name: 'Pesan tempat' }).click();

      await page.getByLabel('Nama lengkap').fill('S1');
      await page.getByLabel('Email').fill('siti@example.org');
      await page.getByRole('button', { name: 'Lanjut' }).click();
      await page.getByText('Periksa lagi isian yang ditandai.').waitFor();
      expect(await page.getByLabel('Nama lengkap').getAttribute('aria-invalid')).toBe('true');
      expect(await page.getByLabel('Email').inputValue()).toBe('siti@example.org');

      await page.getByLabel('Nama lengkap').fill('Siti Aminah');
      await page.getByRole('button', { name: 'Lanjut' }).click();
      await page.waitForURL('**/pay');
      const code = codeOf(page);
      expect(await page.content()).toMatch(/<noscript><meta http-equiv="refresh"/);

      await page.getByLabel('Ukuran kaus').selectOption('M');
      await page.getByLabel('Bukti pembayaran').setInputFiles({
        name: 'bukan-foto.jpg',
        mimeType: 'image/jpeg',
        buffer: Buffer.from('ini bukan foto'),
      });
      await page.getByRole('button', { name: 'Kirim bukti' }).click();
      await page.getByText('Hanya JPG, PNG, atau PDF', { exact: true }).waitFor();
      expect(await page.getByLabel('Ukuran kaus').inputValue()).toBe('M');

      await page.getByLabel('Bukti pembayaran').setInputFiles(sampleFile('transfer.jpg'));
      await page.getByRole('button', { name: 'Kirim bukti' }).click();
      await page.getByText('Sedang ditinjau').first().waitFor();

      const { id = '' } = await publicView(world, code);
      await organiser.approve(id);
      await page.reload();
      await page.getByRole('img', { name: /^Kode QR tiket/ }).waitFor();
    });

    it('language and appearance are kept, and the page comes painted in them', async () => {
      const page = await world.visitor(NO_SCRIPT);
      await page.goto('/?q=zzz');
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('heading', { name: 'Pick an event' }).waitFor();
      await page.getByRole('button', { name: /^Appearance/ }).click();
      await page.getByRole('button', { name: 'Appearance: Light' }).click();
      await page.getByRole('button', { name: 'Appearance: Dark' }).waitFor();

      await page.reload();
      expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
      expect(page.url()).toContain('q=zzz');
    });

    it('the list goes on by its link', async () => {
      for (let number = 0; number < 13; number += 1) {
        await world.stack.organiser.createItem({ title: `Lembar ${number}` });
      }
      const page = await world.visitor(NO_SCRIPT);
      await page.goto('/?q=lembar');
      expect(await page.getByRole('article').count()).toBe(12);
      await page.getByRole('link', { name: 'Acara berikutnya' }).click();
      await until(async () => (await page.getByRole('article').count()) === 1, {
        what: 'the last one alone',
      });

      const alive = await world.visitor();
      await alive.goto('/?q=lembar');
      await alive.mouse.wheel(0, 20_000);
      await alive.getByRole('article').nth(12).waitFor();
    });
  });
