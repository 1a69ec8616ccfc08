import { it } from '@jest/globals';
import { scannerWorld } from '../testing/scanner-world.ts';
import { swept, volumes, volumeType } from '../testing/estate.ts';
it('m', async () => {
  const world = await scannerWorld();
  const regions = ['us-east-1','us-east-2','us-west-1','us-west-2','eu-west-1','eu-west-2','eu-central-1','eu-north-1','ca-central-1','ap-southeast-1'];
  for (const perRegion of [500, 5000, 5000]) {
    const tenant = world.tenant();
    const account = await tenant.cloudAccount({ regions });
    for (const region of regions) world.estate.script('ec2', region, function* () {
      for (let from = 0; from < perRegion; from += 100) yield volumes(region, ...Array.from({ length: 100 }, (_, i) => `${i % 2 ? 'bad' : 'good'}-${from + i}`));
      yield swept(volumeType, region);
    });
    const stop = await world.runEngine();
    for (const run of [1, 2]) { const t = performance.now(); await tenant.ended((await tenant.startScan(account)).id, 60000); const ms = performance.now() - t;
    console.log(`${perRegion * 10} assets, half fail, scan ${run}: ${Math.round(ms)} ms, ${Math.round(perRegion * 1e4 / ms)} /s, rss ${Math.round(process.memoryUsage().rss / 1e6)}`); }
    await stop();
  }
  await world.drop();
}, 200000);
