import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import type { Page } from 'playwright-core';
import { clearQueue, decideBy, lookedAt, waitingBooking } from '../review-steps.ts';
import type { World } from '../world.ts';

const NAMES = ['Siti Aminah', 'Budi Santoso', 'Dewi Lestari', 'Agus Wijaya', 'Rina Marlina'];

/** From now on time passes on the page only where the test says so. */
const stopClock = (page: Page) => page.clock.pauseAt(Date.now() + 1_000);

/** One person, one booking every few seconds. */
export const organiserReview = (world: World) =>
  describe('the review queue', () => {
    const inspect = (id: string) => world.stack.organiser.inspect(id);
    const stateOf = async (id: string) => (await inspect(id)).state;
    const createItem = (title: string) => world.stack.organiser.createItem({ title });
    const isIn = (id: string, state: string) =>
      until(async () => (await stateOf(id)) === state, { what: `${id} is ${state}` });

    it('is worked through with the keyboard alone, and the next proof is there at once', async () => {
      await clearQueue(world);
      const item = await createItem('Antrean Cepat');
      const bookings = [];
      for (const name of NAMES) bookings.push(await waitingBooking(world, item.id, name));
      const page = await world.organiser();
      await page.goto('/admin/review');
      await lookedAt(page, 'Siti Aminah');

      const startedAt = performance.now();
      await decideBy(page, 'a', 'Siti Aminah', 'Budi Santoso');
      await decideBy(page, 'r', 'Budi Santoso', 'Budi Santoso');
      await page.getByText('Tolak dengan alasan').waitFor();
      await decideBy(page, '2', 'Budi Santoso', 'Dewi Lestari');
      await decideBy(page, 's', 'Dewi Lestari', 'Agus Wijaya');
      await decideBy(page, 'a', 'Agus Wijaya', 'Rina Marlina');
      await decideBy(page, 'k', 'Rina Marlina', 'Dewi Lestari');
      await decideBy(page, 'a', 'Dewi Lestari', 'Rina Marlina');
      await decideBy(page, 'a', 'Rina Marlina', undefined);
      const seconds = (performance.now() - startedAt) / 1000 / NAMES.length;
      console.log(
        `review by keyboard: ${seconds.toFixed(2)} s a booking, proof on screen each time`,
      );
      expect(seconds).toBeLessThan(5);

      const wanted = ['PAID', 'REJECTED', 'PAID', 'PAID', 'PAID'];
      for (const [index, { id }] of bookings.entries()) await isIn(id, wanted[index] ?? '');
      expect((await inspect(bookings[1]?.id ?? '')).rejectionReason).toMatch(
        /^Bukti tidak terbaca/,
      );
    });

    it('takes a reason in one’s own words, and asks for one when there is none', async () => {
      await clearQueue(world);
      const item = await createItem('Alasan Sendiri');
      const booking = await waitingBooking(world, item.id, 'Joko Widodo');
      const page = await world.organiser();
      await page.goto('/admin/review');
      await lookedAt(page, 'Joko Widodo');
      await page.keyboard.press('r');
      await page.getByRole('button', { name: 'Tolak pesanan' }).click();
      await page.getByText('Pilih atau tulis alasan dulu').waitFor();
      await page
        .getByLabel('Alasan lain')
        .fill('Nomor referensi <b>salah</b>, & tanggalnya kemarin.');
      await decideBy(page, 'Enter', 'Joko Widodo', undefined);
      await isIn(booking.id, 'REJECTED');
      const { rejectionReason } = await inspect(booking.id);
      expect(rejectionReason).toBe('Nomor referensi <b>salah</b>, & tanggalnya kemarin.');
    });

    it('undoes the last decision for a moment, and then nothing was sent', async () => {
      await clearQueue(world);
      const item = await createItem('Urungkan');
      const booking = await waitingBooking(world, item.id, 'Siti Aminah');
      const page = await world.organiser();
      await page.clock.install();
      const sent: string[] = [];
      page.on('request', (request) => {
        if (request.url().endsWith('/approve')) sent.push(request.url());
      });
      await page.goto('/admin/review');
      await lookedAt(page, 'Siti Aminah');
      await stopClock(page);
      await page.clock.runFor(1_000);
      await decideBy(page, 'a', 'Siti Aminah', undefined);
      await page.getByText('Siti Aminah disetujui', { exact: true }).waitFor();
      await page.keyboard.press('u');
      await lookedAt(page, 'Siti Aminah');
      await page.clock.runFor(10_000);
      expect(sent).toEqual([]);
      expect(await stateOf(booking.id)).toBe('REVIEW');
    });

    it.each([
      ['loading another page', 'goto'],
      ['following a link', 'link'],
    ])('sends what was decided when it is left by %s', async (_how, way) => {
      await clearQueue(world);
      const item = await createItem('Pergi');
      const booking = await waitingBooking(world, item.id, 'Budi Santoso');
      const page = await world.organiser();
      await page.clock.install();
      await page.goto('/admin/review');
      await lookedAt(page, 'Budi Santoso');
      await stopClock(page);
      await page.clock.runFor(1_000);
      await page.keyboard.press('a');
      await page.getByText('Budi Santoso disetujui', { exact: true }).waitFor();
      if (way === 'goto') await page.goto('/');
      else await page.getByRole('link', { name: 'Ringkasan' }).click();
      // The moment in which it could be undone is not over: the clock stands still.
      await isIn(booking.id, 'PAID');
    });

    it('approves one by a double click', async () => {
      await clearQueue(world);
      const item = await createItem('Klik Dua Kali');
      const first = await waitingBooking(world, item.id, 'Siti Aminah');
      const second = await waitingBooking(world, item.id, 'Budi Santoso');
      const page = await world.organiser();
      await page.clock.install();
      await page.goto('/admin/review');
      await lookedAt(page, 'Siti Aminah');
      await stopClock(page);
      await page.clock.runFor(1_000);
      await page.getByRole('button', { name: 'Setujui' }).dblclick();
      await lookedAt(page, 'Budi Santoso');
      await page.clock.runFor(10_000);
      await isIn(first.id, 'PAID');
      expect(await stateOf(second.id)).toBe('REVIEW');
    });

    it('tells that another organiser has decided meanwhile', async () => {
      await clearQueue(world);
      const item = await createItem('Dua Penyelenggara');
      const booking = await waitingBooking(world, item.id, 'Dewi Lestari');
      const [one, other] = [await world.organiser(), await world.organiser()];
      // Its news are late.
      await other.route('**/api/admin/bookings?*', (route) => route.abort());
      for (const page of [one, other]) {
        await page.goto('/admin/review');
        await lookedAt(page, 'Dewi Lestari');
      }
      await decideBy(one, 'r', 'Dewi Lestari', 'Dewi Lestari');
      await one.getByText('Tolak dengan alasan').waitFor();
      await decideBy(one, '1', 'Dewi Lestari', undefined);
      await isIn(booking.id, 'REJECTED');

      await decideBy(other, 'a', 'Dewi Lestari', undefined);
      await other.getByText('Dewi Lestari sudah ditolak penyelenggara lain').waitFor();
      expect(await stateOf(booking.id)).toBe('REJECTED');
    });

    it('does not take a booking away from under one’s eyes, but says what became of it', async () => {
      await clearQueue(world);
      const item = await createItem('Diambil');
      const booking = await waitingBooking(world, item.id, 'Agus Wijaya');
      await waitingBooking(world, item.id, 'Rina Marlina');
      const page = await world.organiser();
      await page.goto('/admin/review');
      await lookedAt(page, 'Agus Wijaya');
      await world.stack.organiser.approve(booking.id);
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      await page.getByText('Pesanan ini sudah disetujui').waitFor();
      await lookedAt(page, 'Agus Wijaya');
      expect(await page.getByRole('button', { name: 'Setujui' }).count()).toBe(0);
      await decideBy(page, 'j', 'Agus Wijaya', 'Rina Marlina');
    });

    it('shows what comes in by itself', async () => {
      await clearQueue(world);
      const item = await createItem('Baru Masuk');
      const page = await world.organiser();
      await page.goto('/admin/review');
      await page.getByText('Bukti baru akan muncul di sini dengan sendirinya').waitFor();
      await waitingBooking(world, item.id, 'Siti Aminah');
      await lookedAt(page, 'Siti Aminah');
    });

    it('keeps decisions while the connection is away, and sends each of them once', async () => {
      await clearQueue(world);
      const item = await createItem('Tanpa Sinyal');
      const booking = await waitingBooking(world, item.id, 'Joko Widodo');
      const page = await world.organiser();
      const keys: (string | undefined)[] = [];
      page.on('request', (request) => {
        if (request.url().endsWith('/approve')) keys.push(request.headers()['idempotency-key']);
      });
      await page.goto('/admin/review');
      await lookedAt(page, 'Joko Widodo');
      await page.route('**/approve', (route) => route.abort('connectionreset'));
      await decideBy(page, 'a', 'Joko Widodo', undefined);
      await page.getByText('1 keputusan belum terkirim').waitFor();
      await page.unroute('**/approve');
      await isIn(booking.id, 'PAID');
      await page.getByText('1 keputusan belum terkirim').waitFor({ state: 'detached' });
      expect(new Set(keys).size).toBe(1);
    });

    it('warns of a file that was used before, and shows answers under their questions', async () => {
      await clearQueue(world);
      const markup = '<img src=x onerror="window.hacked=1">';
      const item = await world.stack.organiser.createItem({
        title: `Judul ${markup}`,
        slug: 'judul-markup',
        submission: {
          fileRequired: true,
          fields: [{ key: 'alamat', label: `Alamat ${markup}`, type: 'text', required: true }],
        },
      });
      const answers = { alamat: `<script>window.hacked=1</script> Jalan & "Gang"` };
      const note = `<b>catatan</b> ${markup}`.slice(0, 120);
      const first = await waitingBooking(world, item.id, 'Siti Aminah', { answers, note });
      await waitingBooking(world, item.id, 'Budi Santoso', { answers, note });
      const page = await world.organiser();
      await page.goto('/admin/review');
      await lookedAt(page, 'Siti Aminah');
      await page.getByText(/^Berkas yang sama persis dipakai \d+ pesanan lain/).waitFor();
      await page.getByText(`Alamat ${markup}`, { exact: true }).waitFor();
      await page.getByText(answers.alamat, { exact: true }).waitFor();
      await page.getByText(note, { exact: true }).waitFor();
      await page.getByText('Jejak audit').click();
      await page
        .getByText(/oleh pemesan/)
        .first()
        .waitFor();
      expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
      expect(await stateOf(first.id)).toBe('REVIEW');
    });

    it('works on a phone, where nothing is wider than the screen', async () => {
      await clearQueue(world);
      const item = await createItem('Kelas dengan Judul yang Panjang Sekali di Layar Kecil');
      const booking = await waitingBooking(world, item.id, 'Agus Wijaya');
      const page = await world.organiser({
        viewport: { width: 360, height: 740 },
        hasTouch: true,
        isMobile: true,
      });
      await page.goto('/admin');
      await page.getByText('Menu', { exact: true }).tap();
      await page.getByRole('link', { name: 'Tinjauan' }).tap();
      await lookedAt(page, 'Agus Wijaya');
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(tooWide).toBeLessThanOrEqual(0);
      await page.getByRole('button', { name: 'Perbesar' }).tap();
      await page.getByText('150%').waitFor();
      await until(
        async () => {
          await page
            .getByRole('button', { name: 'Setujui' })
            .tap({ timeout: 1_000 })
            .catch(() => 0);
          return (await page.getByText('Agus Wijaya disetujui', { exact: true }).count()) > 0;
        },
        { what: 'it is approved by tapping' },
      );
      await isIn(booking.id, 'PAID');
    });

    it('leads to the login when the session is over, and back', async () => {
      await clearQueue(world);
      const item = await createItem('Sesi Habis');
      const booking = await waitingBooking(world, item.id, 'Rina Marlina');
      const page = await world.organiser();
      await page.goto('/admin/review');
      await lookedAt(page, 'Rina Marlina');
      await page.context().clearCookies();
      await decideBy(page, 'a', 'Rina Marlina', undefined);
      await page.waitForURL('**/admin/login?next=*');
      const { email, password } = world.stack.admin;
      await page.getByLabel('Email').fill(email);
      await page.getByLabel('Kata sandi').fill(password);
      await page.getByRole('button', { name: 'Masuk' }).click();
      await lookedAt(page, 'Rina Marlina');
      expect(await stateOf(booking.id)).toBe('REVIEW');
    });
  });
