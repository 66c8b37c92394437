import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { look } from '../look.ts';
import type { World } from '../world.ts';

const NO_SCRIPT = { javaScriptEnabled: false };
const LONG_MS = 240_000;
const PAGE = '/admin/templates/hold-made/email/id';

/** What people are written, in an organiser's own words. */
export const organiserTemplates = (world: World) =>
  describe('an organiser writes the texts of messages', () => {
    it.each([
      ['with script', {}, PAGE],
      ['without script', NO_SCRIPT, PAGE.replace('hold-made', 'expired')],
    ] as const)(
      '%s: is told of a wrong variable, looks at it, saves it, and goes back to the built-in one',
      async (how, options, path) => {
        const page = await world.organiser(options);
        await page.goto('/admin/templates');
        await page.locator(`a[href="${path}"]`).click();
        const body = page.getByLabel('Isi', { exact: true });
        const ours = await body.inputValue();

        await body.fill('Hai {{nama}}, <b>cepat</b>!');
        await page.getByRole('button', { name: 'Simpan' }).click();
        await page.getByText(/Variabel “nama” tidak dikenal\. Yang ada: name, title/).waitFor();
        expect(await body.inputValue()).toBe('Hai {{nama}}, <b>cepat</b>!');

        await body.fill('Hai {{name}}, <b>cepat</b>!');
        await page.getByRole('button', { name: 'Pratinjau' }).click();
        await page.getByText('Hai Siti Aminah, <b>cepat</b>!').waitFor();
        if (options !== NO_SCRIPT) await look(page, 'organiser-template');

        await page.getByRole('button', { name: 'Simpan' }).click();
        await page.getByText('Teks disimpan.').waitFor();
        expect(await body.inputValue()).toBe('Hai {{name}}, <b>cepat</b>!');

        await page.getByRole('button', { name: 'Kembali ke teks bawaan' }).click();
        if (options !== NO_SCRIPT) {
          const dialog = page.getByRole('alertdialog');
          await dialog.getByRole('button', { name: 'Kembali ke teks bawaan' }).click();
        }
        await page.getByText('Teks bawaan dipakai lagi.').waitFor();
        await until(async () => (await body.inputValue()) === ours, { what: `${how}: our words` });
      },
      LONG_MS,
    );

    it('does not overwrite what another one saved meanwhile', async () => {
      const path = PAGE.replace('hold-made', 'approved');
      const [first, second] = [await world.organiser(), await world.organiser()];
      await first.goto(path);
      await second.goto(path);
      await first.getByLabel('Subjek').fill('Yang pertama');
      await first.getByRole('button', { name: 'Simpan' }).click();
      await first.getByText('Teks disimpan.').waitFor();

      await second.getByLabel('Subjek').fill('Yang kedua');
      await second.getByRole('button', { name: 'Simpan' }).click();
      await second.getByText('Orang lain baru saja mengubah teks ini').waitFor();
      expect(await second.getByLabel('Subjek').inputValue()).toBe('Yang kedua');
      await first.reload();
      expect(await first.getByLabel('Subjek').inputValue()).toBe('Yang pertama');
    });

    it(
      'sees the list of all texts, in both themes',
      async () => {
        const page = await world.organiser();
        await page.goto('/admin/templates');
        await look(page, 'organiser-templates');
      },
      LONG_MS,
    );
  });
