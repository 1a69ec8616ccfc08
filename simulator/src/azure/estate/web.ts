/** App Service apps. Their settings and connection strings hold secrets. */
import type { Estate } from './estate.ts';
import { guidFrom } from './names.ts';
import type { ArmResource } from './resource.ts';
import { tagsOf } from './tags.ts';

export function appAt(estate: Estate, location: string, index: number): ArmResource {
  const { tenantId, canary } = estate.options;
  const dice = estate.dice('web-app', location, index);
  const name = estate.nameAt('web-app', location, index);
  const host = `${name}.azurewebsites.net`;
  const isFunction = dice.chance('function', 0.3);
  const appSettings = [
    { name: 'APP_ENVIRONMENT', value: 'production' },
    { name: 'DATABASE_PASSWORD', value: canary },
  ];
  return {
    id: estate.idAt('web-app', location, index),
    name,
    location,
    kind: isFunction ? 'functionapp,linux' : dice.pick('kind', ['app', 'app,linux']),
    ...(dice.chance('identity', 0.55) && {
      identity: {
        type: dice.pick('identity type', ['SystemAssigned', 'SystemAssigned, UserAssigned']),
        principalId: guidFrom(dice, 'principal'),
        tenantId,
      },
    }),
    tags: tagsOf(dice),
    properties: {
      state: dice.chance('running', 0.9) ? 'Running' : 'Stopped',
      hostNames: [host, ...(dice.chance('domain', 0.4) ? [`${name}.example.com`] : [])],
      defaultHostName: host,
      httpsOnly: dice.chance('https', 0.7),
      clientCertEnabled: dice.chance('certificates', 0.2),
      publicNetworkAccess: dice.pick('public', ['Enabled', 'Enabled', 'Disabled', '']),
      serverFarmId: `${estate.scope}/resourceGroups/rg-shared/providers/Microsoft.Web/serverfarms/plan`,
      siteConfig: { numberOfWorkers: 1, appSettings: index === 0 ? appSettings : null, connectionStrings: null },
    },
    parts: {
      configuration: {
        minTlsVersion: dice.pick('tls', ['1.2', '1.2', '1.3', '1.0', '1.1']),
        scmMinTlsVersion: '1.2',
        ftpsState: dice.pick('ftp', ['FtpsOnly', 'Disabled', 'AllAllowed']),
        http20Enabled: dice.chance('http2', 0.5),
        remoteDebuggingEnabled: dice.chance('debugging', 0.1),
        alwaysOn: dice.chance('always', 0.6),
        linuxFxVersion: isFunction ? 'NODE|22' : '',
        publishingUsername: `$${name}`,
        appSettings,
        connectionStrings: [
          {
            name: 'main',
            type: 'SQLAzure',
            connectionString: `Server=tcp:db;Password=${canary};`,
          },
        ],
      },
      applicationSettings: Object.fromEntries(appSettings.map((setting) => [setting.name, setting.value])),
    },
  };
}
