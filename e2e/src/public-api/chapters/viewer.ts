import { expect, it } from '@jest/globals';
import { ViewerDocument } from '@offload/client';
import type { Chapter } from '../public-api.ts';

export const viewer: Chapter = (api) => {
  it('tells who asks, and what they may do', async () => {
    const { viewer } = await api().run(ViewerDocument, {});

    expect(viewer).toMatchObject({ tenant: { id: api().story.platform.tenantId, awsPrincipalArn: expect.stringContaining('arn:aws:iam::'), oidcIssuer: expect.stringContaining('https://') }, roles: ['ADMIN'] });
    expect(viewer.scopes).toEqual(expect.arrayContaining(['accounts:write', 'scans:run', 'audit:read']));
  });

  it('lets nobody in without a key, and says so', async () => {
    const { status, errors } = await api().ask(ViewerDocument, {}, 'ofs_not-a-key');

    expect([status, errors[0]!.extensions]).toEqual([401, expect.objectContaining({ code: 'UNAUTHENTICATED', requestId: expect.any(String) })]);
  });
};
