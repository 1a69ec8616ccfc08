import { connectBy, type DemoAccount } from './demo-account.ts';

/** By a service account's key, as the Terraform makes it. */
export const gcpDemoAccount: DemoAccount = {
  title: 'Google Cloud',

  async connect(graph, cloud) {
    const { projectId } = await cloud.gcp.createProject();
    const { key } = await cloud.gcp.applyOnboarding({ projectId });
    return connectBy(graph, 'connectGcpAccount', { name: 'Demo on Google Cloud', projectId, serviceAccountKey: key });
  },
};
