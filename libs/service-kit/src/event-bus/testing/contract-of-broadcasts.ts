import { describe, expect, it } from '@jest/globals';
import { eventually } from '@offload/testkit';
import type { EventBus } from '../event-bus.ts';
import { letters } from './bus-world.ts';

/** What broadcasts promise. */
export function contractOfBroadcasts(bus: () => EventBus, replica: () => EventBus): void {
  describe('broadcasts', () => {
    it('reach who listens, by exact subject, by `*` and by `>`, and nobody else', async () => {
      const heard: Record<string, string[]> = { exact: [], star: [], rest: [], other: [] };
      const scan = letters();
      const note = (who: string) => (_body: unknown, subject: string) => void heard[who]?.push(subject);
      await bus().listen(`scans.${scan}.progress`, note('exact'));
      await replica().listen(`scans.*.${scan}`, note('star'));
      await replica().listen(`scans.${scan}.>`, note('rest'));
      await bus().listen(`scans.${scan}`, note('other'));

      bus().broadcast(`scans.${scan}.progress`, { percent: 1 });
      bus().broadcast(`scans.x.${scan}`, {});
      bus().broadcast(`scans.${scan}.region.done`, {});

      await eventually(() => Object.values(heard).flat().length === 4);
      expect(heard).toEqual({
        exact: [`scans.${scan}.progress`],
        star: [`scans.x.${scan}`],
        rest: [`scans.${scan}.progress`, `scans.${scan}.region.done`],
        other: [],
      });
    });

    it('carry their body, and a listener that fails or stopped troubles nobody', async () => {
      const subject = `scans.${letters()}`;
      const [bodies, late]: [unknown[], unknown[]] = [[], []];
      await bus().listen(subject, () => {
        throw new Error('listener broke');
      });
      const stopped = await bus().listen(subject, (body) => void late.push(body));
      await replica().listen(subject, (body) => void bodies.push(body));
      await stopped.stop();

      bus().broadcast(subject, { percent: 40, at: 'ü' });
      bus().broadcast(subject, undefined);

      await eventually(() => bodies.length === 2);
      expect(bodies).toEqual([{ percent: 40, at: 'ü' }, null]);
      expect(late).toEqual([]);
    });
  });
}
