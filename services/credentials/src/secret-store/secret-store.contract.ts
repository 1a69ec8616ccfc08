import { describe, expect, it } from '@jest/globals';
import { Secret } from '@offload/service-kit';
import { randomUUID } from 'node:crypto';
import { SecretConflict, type SecretPath, type SecretStore } from './secret-store.ts';

const newPath = (): SecretPath => ({ tenantId: randomUUID(), cloudAccountId: randomUUID() });

/** What every SecretStore guarantees. `open` gives the one under test, opened before. */
export function secretStoreContract(open: () => SecretStore): void {
  describe('the contract of a secret store', () => {
    it('gives back what was put, under the version that it was given', async () => {
      const path = newPath();

      expect(await open().put(path, new Secret('first ✓ "quoted"\n'), { cas: 0 })).toBe(1);
      expect(await open().put(path, new Secret('second'), { cas: 1 })).toBe(2);

      expect((await open().get(path, 1))?.reveal()).toBe('first ✓ "quoted"\n');
      expect((await open().get(path, 2))?.reveal()).toBe('second');
    });

    it('holds a secret of 64 KiB', async () => {
      const path = newPath();
      const large = 'k'.repeat(64 * 1024);

      await open().put(path, new Secret(large), { cas: 0 });

      expect((await open().get(path, 1))?.reveal()).toBe(large);
    });

    it('gives null for what is not there', async () => {
      const path = newPath();
      await open().put(path, new Secret('one'), { cas: 0 });

      expect(await open().get(path, 2)).toBeNull();
      expect(await open().get(newPath(), 1)).toBeNull();
    });

    it('refuses to write over a version that the writer did not know, and says which is the present one', async () => {
      const path = newPath();
      await open().put(path, new Secret('one'), { cas: 0 });

      await expect(open().put(path, new Secret('two'), { cas: 0 })).rejects.toMatchObject({ name: 'SecretConflict', currentVersion: 1 });
      await expect(open().put(path, new Secret('two'), { cas: 7 })).rejects.toBeInstanceOf(SecretConflict);
      expect((await open().get(path, 1))?.reveal()).toBe('one');
    });

    it('tells the number of the version that was put last, destroyed or not, and 0 where nothing was put', async () => {
      const path = newPath();
      expect(await open().currentVersion(path)).toBe(0);
      await open().put(path, new Secret('one'), { cas: 0 });
      await open().put(path, new Secret('two'), { cas: 1 });
      expect(await open().currentVersion(path)).toBe(2);

      await open().destroyVersion(path, 2);

      expect(await open().currentVersion(path)).toBe(2);
      await expect(open().currentVersion({ ...path, tenantId: '../secret' })).rejects.toThrow('UUID');
    });

    it('lets one of several writers at once win', async () => {
      const path = newPath();

      const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map((text) => open().put(path, new Secret(text), { cas: 0 })));

      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ currentVersion: 1 });
    });

    it('destroys every version of one path and of no other, and once more without harm', async () => {
      const path = newPath();
      const sibling = { ...path, cloudAccountId: randomUUID() };
      await open().put(path, new Secret('one'), { cas: 0 });
      await open().put(path, new Secret('two'), { cas: 1 });
      await open().put(sibling, new Secret('sibling'), { cas: 0 });

      await open().destroy(path);
      await open().destroy(path);

      expect(await open().get(path, 1)).toBeNull();
      expect(await open().get(path, 2)).toBeNull();
      expect((await open().get(sibling, 1))?.reveal()).toBe('sibling');
      expect(await open().put(path, new Secret('anew'), { cas: 0 })).toBe(1);
    });

    it('destroys one version and no other, gives its number to nobody, and does it again without harm', async () => {
      const path = newPath();
      await open().put(path, new Secret('one'), { cas: 0 });
      await open().put(path, new Secret('two'), { cas: 1 });

      await open().destroyVersion(path, 2);
      await open().destroyVersion(path, 2);
      await open().destroyVersion(path, 3);
      await open().destroyVersion(newPath(), 1);

      expect(await open().get(path, 2)).toBeNull();
      expect((await open().get(path, 1))?.reveal()).toBe('one');
      await expect(open().put(path, new Secret('late'), { cas: 1 })).rejects.toMatchObject({ name: 'SecretConflict', currentVersion: 2 });
      expect(await open().put(path, new Secret('three'), { cas: 2 })).toBe(3);
      expect((await open().get(path, 3))?.reveal()).toBe('three');
    });

    it('keeps the same account id of two tenants apart', async () => {
      const path = newPath();
      const foreign = { ...path, tenantId: randomUUID() };
      await open().put(path, new Secret('mine'), { cas: 0 });

      expect(await open().get(foreign, 1)).toBeNull();
      await open().destroy(foreign);
      expect((await open().get(path, 1))?.reveal()).toBe('mine');
    });

    it('takes no path that could lead elsewhere', async () => {
      const astray = { ...newPath(), cloudAccountId: '../../other' };

      await expect(open().get(astray, 1)).rejects.toThrow(TypeError);
      await expect(open().put(astray, new Secret('x'), { cas: 0 })).rejects.toThrow(TypeError);
      await expect(open().destroyVersion(astray, 1)).rejects.toThrow(TypeError);
      await expect(open().destroy(astray)).rejects.toThrow(TypeError);
    });

    it('says that it is ready', async () => {
      await expect(open().ready()).resolves.toBeUndefined();
    });
  });
}
