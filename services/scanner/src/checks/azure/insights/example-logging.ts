import type { azureSubscriptionLogging, ResourceOf } from '@offload/contracts';

type Export = ResourceOf<typeof azureSubscriptionLogging>['exports'][number];

/** An example of a diagnostic setting: of everything to a workspace, or what `more` says of it. */
export const exportOf = (categories: string[], more: Partial<Export> = {}): Export => ({
  name: 'example',
  categories,
  workspaceId: '/subscriptions/s/workspaces/w',
  storageAccountId: null,
  goesToEventHub: false,
  ...more,
});
