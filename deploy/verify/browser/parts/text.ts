import { describe, expect, it } from '@jest/globals';
import { holdPlace, ownBooking } from '../steps.ts';
import type { World } from '../world.ts';

const MARKUP = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';

export const text = (world: World) =>
  describe('what people wrote', () => {
    it('shows as text, with its markup', async () => {
      const item = await world.stack.organiser.createItem({
        title: `Judul ${MARKUP}`,
        slug: 'markup',
        description: MARKUP,
        location: MARKUP,
      });
      const page = await world.visitor();
      await page.goto('/?q=markup');
      await page.goto(item.url);
      await page.getByRole('heading', { name: MARKUP }).waitFor();
      await page.getByRole('link', { name: 'Pesan tempat' }).click();
      await page.getByLabel('Nama lengkap').fill('Siti Aminah');
      await page.getByLabel('Catatan').fill('<b>tebal</b> & "kutip"');
      await page.getByRole('button', { name: 'Lanjut' }).click();
      await page.waitForURL('**/pay');
      await page.goto(page.url().replace('/pay', ''));
      await page.getByText('<b>tebal</b> & "kutip"').waitFor();
      expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    });

    it('is masked for everybody but its owner', async () => {
      const item = await world.stack.organiser.createItem({ title: 'Rahasia' });
      const owner = await world.visitor();
      const held = await ownBooking(world, owner, item.id, 'PAID');
      const stranger = await world.visitor();
      await stranger.goto(`/b/${held.code.toLowerCase()}`);
      await stranger.getByText('S***i A***h').waitFor();
      const page = await stranger.content();
      expect(page).not.toContain('Siti Aminah');
      expect(await stranger.getByRole('img', { name: /Kode QR/ }).count()).toBe(0);
      await stranger.goto(`/b/${held.code}/pay`);
      await stranger.waitForURL(`**/b/${held.code}`);
    });

    it('never puts a token into an address, and none into the page', async () => {
      const item = await world.stack.organiser.createItem({ title: 'Tanpa Token' });
      const page = await world.visitor();
      const addresses: string[] = [];
      page.on('request', (request) => addresses.push(request.url()));
      const code = await holdPlace(page, item.url, 'Siti Aminah');
      const cookies = await page.context().cookies();
      const owner = cookies.find(({ name }) => name === `karcis_owner_${code}`);
      expect(owner).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
      expect(addresses.join('\n')).not.toContain(owner?.value);
      expect(await page.content()).not.toContain(owner?.value);
    });
  });
