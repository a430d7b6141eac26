import { openGallery } from '@phasegate/scripts/stage/gallery';
import { NOTICES, snapshotWith } from './notices.ts';
const g = await openGallery();
await g.page.emulateMedia({ reducedMotion: 'reduce' });
for (const scheme of ['light', 'dark'] as const) {
  await g.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  for (const [name, notice] of Object.entries(NOTICES)) {
    await g.show(snapshotWith(notice));
    if (name === 'updating') {
      await g.page.waitForTimeout(1100);
      await g.show(
        snapshotWith({ ...notice, progress: { received: 40_000_000, total: 98_000_000 } }),
      );
    }
    await g.page.waitForTimeout(60);
    await g.page.screenshot({ path: `/tmp/g-${scheme}-${name}.png` });
  }
}
await g.page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
await g.show(snapshotWith(NOTICES.withdrawnHigh));
await g.page.screenshot({ path: '/tmp/g-forced-high.png' });
await g.show(snapshotWith(NOTICES.withdrawn));
await g.page.screenshot({ path: '/tmp/g-forced-critical.png' });
await g.page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
await g.page.setViewportSize({ width: 560, height: 620 }).catch(() => {});
await g.show(snapshotWith(NOTICES.withdrawnHigh));
await g.page.screenshot({ path: '/tmp/g-narrow-high.png' });
await g.show(snapshotWith(NOTICES.withdrawn));
await g.page.screenshot({ path: '/tmp/g-narrow-critical.png' });
await g.page.setViewportSize({ width: 1080, height: 720 });
await g.page.emulateMedia({ colorScheme: 'dark' });
await g.show(snapshotWith(NOTICES.paused));
await g.page.click('#show-updates');
await g.page.screenshot({ path: '/tmp/g-dark-menu.png' });
console.log(await g.calls());
await g.close();
