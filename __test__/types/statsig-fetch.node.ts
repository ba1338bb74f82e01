// Node's own fetch, and functions with its types, can be given.
import type { NetworkOverrideFunc, StatsigOptions } from 'vexil/statsig';

const own: NetworkOverrideFunc = (url: string, params: RequestInit): Promise<Response> => fetch(url, params);
const options: StatsigOptions = { networkOverrideFunc: fetch, logger: { ...console, logLevel: 'warn' } };

export { own, options };
