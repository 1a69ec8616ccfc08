import './workers.ts';
import 'graphiql/style.css';
import './page.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { authorization, useTokenField } from './token.ts';

const firstQuery = `# Enter an API key above, then press the play button.
# Subscriptions go over WebSocket with the same key.

query Overview {
  viewer {
    tenant {
      name
    }
    roles
  }
  cloudAccounts(first: 10) {
    nodes {
      id
      name
      provider
      status
      latestScan {
        status
        progress {
          percent
        }
      }
    }
  }
}

subscription Watch($cloudAccountId: ID!) {
  scanUpdated(cloudAccountId: $cloudAccountId) {
    status
    progress {
      percent
    }
    cloudAccount {
      name
      assetCounts {
        total
      }
    }
  }
}
`;

const withToken = (init: RequestInit = {}): RequestInit => {
  const headers = new Headers(init.headers);
  const token = authorization();
  if (token && !headers.has('authorization')) headers.set('authorization', token);
  return { ...init, headers };
};

const wsClient = createClient({
  url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
  connectionParams: () => ({ authorization: authorization() }),
});

const fetcher = createGraphiQLFetcher({ url: '/graphql', fetch: (url, init) => fetch(url, withToken(init)), wsClient });

/** Says whose token it is, so that a mistyped one is seen at once. */
async function showViewer(): Promise<void> {
  const output = document.querySelector<HTMLOutputElement>('#viewer')!;
  if (!authorization()) {
    output.value = 'nobody';
    return;
  }

  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query: '{ viewer { subject tenant { name } } }' });
  const response = await fetch('/graphql', withToken({ method: 'POST', headers, body }));
  const { data, errors } = (await response.json()) as {
    data?: { viewer: { subject: string; tenant: { name: string } } };
    errors?: { message: string }[];
  };
  output.value = data?.viewer ? `${data.viewer.subject} of ${data.viewer.tenant.name}` : (errors?.[0]?.message ?? 'not known');
}

const show = (): void => {
  showViewer().catch(() => {
    document.querySelector<HTMLOutputElement>('#viewer')!.value = 'the gateway does not answer';
  });
};

useTokenField(document.querySelector<HTMLInputElement>('#token')!, show);
show();
createRoot(document.querySelector('#graphiql')!).render(
  createElement(GraphiQL, { fetcher, defaultQuery: firstQuery, shouldPersistHeaders: false }),
);
