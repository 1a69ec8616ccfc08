import { it } from '@jest/globals';
import { credentialsWorld } from '../testing/credentials-world.ts';
import { verifyAndSeal } from './verify-and-seal.ts';
it('smoke', async () => {
  const world = await credentialsWorld();
  for (let i = 0; i < 3; i++) {
    const { input } = await world.onboarded();
    const start = performance.now();
    const answer = await verifyAndSeal(world.tenant(), input);
    console.log(performance.now() - start, JSON.stringify(answer, null, 1));
  }
  await world.close();
});
