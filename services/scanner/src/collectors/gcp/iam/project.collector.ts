import { gcpResourcemanagerProject } from '@offload/contracts';
import { googleApis } from '../../../clouds/gcp/clients.ts';
import { bindingsOf, type IamPolicy } from '../../../clouds/gcp/iam-policy.ts';
import { collector } from '../../../collector/collector.ts';
import { utcTime } from '../utc-time.ts';

interface Project {
  readonly projectId?: string;
  readonly projectNumber?: string;
  readonly lifecycleState?: string;
  readonly name?: string;
  readonly createTime?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly parent?: { readonly type?: string; readonly id?: string };
}

interface ProjectPolicy extends IamPolicy {
  readonly auditConfigs?: readonly {
    readonly service?: string;
    readonly auditLogConfigs?: readonly { readonly logType?: string; readonly exemptedMembers?: readonly string[] }[];
  }[];
}

const projectUrl = (projectId: string): string => `https://cloudresourcemanager.googleapis.com/v1/projects/${projectId}`;

export const gcpProjectCollector = collector({
  resource: gcpResourcemanagerProject,
  service: 'iam',
  scope: 'global',
  actions: ['resourcemanager.projects.get'],
  access: googleApis,

  async *pages({ client, accountId }) {
    yield [await client.get<Project>(projectUrl(accountId))];
  },

  describe: (project, { accountId }) => ({
    ref: `//cloudresourcemanager.googleapis.com/projects/${accountId}`,
    name: project.name ?? accountId,
    tags: project.labels ?? {},
    fields: {
      projectId: project.projectId,
      projectNumber: project.projectNumber,
      state: project.lifecycleState,
      createdAt: utcTime(project.createTime),
      parent: project.parent?.id ? { kind: project.parent.type ?? '', id: project.parent.id } : null,
    },
  }),

  parts: {
    iamPolicy: {
      actions: ['resourcemanager.projects.getIamPolicy'],
      async read({ client, accountId }) {
        // In an older version of the policy Google changes the roles that have a condition into others.
        const options = { requestedPolicyVersion: 3 };
        const policy = await client.post<ProjectPolicy>(`${projectUrl(accountId)}:getIamPolicy`, { options });
        return {
          bindings: bindingsOf(policy),
          auditConfigs: (policy.auditConfigs ?? []).map(({ service = '', auditLogConfigs = [] }) => ({
            service,
            logs: auditLogConfigs.map(({ logType = '', exemptedMembers = [] }) => ({ logType, exemptedMembers: [...exemptedMembers] })),
          })),
        };
      },
    },
  },
});
