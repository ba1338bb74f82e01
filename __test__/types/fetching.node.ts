import * as http from 'node:http';
import * as https from 'node:https';
import {
  FetchRequest,
  NodeHttpConfigFetcher,
  PollingMode,
  ServerSideFetchApiConfigFetcher,
  createClientWithAutoPoll,
  getClient,
} from 'vexil';
import type { FetchResponse, INodeHttpConfigFetcherOptions } from 'vexil';

const agents: INodeHttpConfigFetcherOptions = {
  httpAgent: new http.Agent(),
  httpAgentFactory: (recommended) => new http.Agent({ ...recommended, maxSockets: 1 }),
  httpsAgentFactory: (recommended: https.AgentOptions) => new https.Agent(recommended),
};
getClient('k', PollingMode.AutoPoll, { ...agents, pollIntervalSeconds: 5 });
createClientWithAutoPoll('k', agents);

class Authorised extends NodeHttpConfigFetcher {
  protected override setRequestHeaders(
    requestOptions: { headers?: Record<string, number | string | string[]> },
    headers: ReadonlyArray<readonly [string, string]>,
  ): void {
    super.setRequestHeaders(requestOptions, headers);
    requestOptions.headers = { ...requestOptions.headers, 'X-Key': 'secret' };
  }
}
class AuthorisedFetch extends ServerSideFetchApiConfigFetcher {
  protected override setRequestHeaders(
    requestInit: { headers?: [string, string][] },
    headers: ReadonlyArray<readonly [string, string]>,
  ): void {
    super.setRequestHeaders(requestInit, [...headers, ['X-Key', 'secret']]);
  }
}
const answer: Promise<FetchResponse> = new Authorised(agents).fetchAsync(
  new FetchRequest('https://localhost/', undefined, [['User-Agent', 'me']], 1000),
);
getClient('k', PollingMode.AutoPoll, { configFetcher: new AuthorisedFetch() });
answer.then(({ statusCode, eTag, body }) => console.log(statusCode.toFixed(), eTag?.length, body?.length));

// @ts-expect-error Meant for subclasses.
new NodeHttpConfigFetcher().setRequestHeaders({}, []);
// @ts-expect-error That is no agent.
new NodeHttpConfigFetcher({ httpAgent: 'agent' });
