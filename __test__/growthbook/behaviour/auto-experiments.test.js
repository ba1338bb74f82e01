'use strict';

const { same } = require('../support/sdk');

const urlPatterns = [{ type: 'simple', include: true, pattern: 'http://a.com/*' }];
const redirect = (key, to, more) => ({ key, urlPatterns, variations: [{ urlRedirect: to }, { urlRedirect: to }], ...more });
const visual = (key, more) => ({ key, urlPatterns, variations: [{ css: 'a' }, { css: 'b' }], ...more });

same('what runs by itself, and what it tells', async ({ GrowthBook }) => {
  const events = [];
  const gb = new GrowthBook({
    attributes: { id: '1' },
    url: 'http://a.com/x?z=1',
    trackingCallback: (experiment, result) => events.push(['tracked', experiment, result]),
    navigate: (url) => events.push(['navigate', url]),
    renderer: () => events.push('rendered'),
  });
  gb.subscribe((experiment, result) => events.push(['subscription', experiment.key, result.inExperiment]));
  const experiments = [
    visual('visual', { changeId: 'cv' }),
    visual('manual', { changeId: 'cm', manual: true }),
    { key: 'unknown', urlPatterns, variations: [{}, {}] },
    redirect('first', 'http://b.com/y?k=2', { changeId: 'cr', persistQueryString: true }),
    redirect('second', 'http://c.com/'),
  ];
  await gb.init({ payload: { features: {}, experiments } });
  const seen = [gb.getRedirectUrl(), gb.getCompletedChangeIds(), gb.getAllResults()];
  seen.push(gb.triggerExperiment('manual'), gb.triggerExperiment('first'), gb.triggerExperiment('nobody'));
  await gb.setURL('http://elsewhere.com/');
  seen.push(gb.getRedirectUrl());
  await gb.setURL('http://a.com/back');
  seen.push(gb.getRedirectUrl());
  gb.triggerAutoExperiments();
  gb.setExperiments([redirect('third', 'http://d.com/')]);
  seen.push(gb.getRedirectUrl());
  await gb.setAttributes({ id: '2' });
  await gb.setForcedVariations({ third: 0 });
  gb.forceVariation('third', 1);
  await gb.setAttributeOverrides({ id: '3' });
  gb.destroy();
  await gb.setAttributes({ id: '4' });
  return [...seen, gb.getRedirectUrl(), events];
});

same('an experiment is started by hand before it is there', async ({ GrowthBook }) => {
  const tracked = [];
  const gb = new GrowthBook({ attributes: { id: '1' }, url: 'http://a.com/x', trackingCallback: ({ key }) => tracked.push(key) });
  const seen = [gb.triggerExperiment('manual')];
  await gb.setPayload({ experiments: [visual('manual', { manual: true }), visual('another', { manual: true })] });
  return [...seen, tracked];
});

for (const [from, to] of [
  ['http://a.com/?x=1&x=2&y=3', 'http://b.com/?y=9'],
  ['http://a.com/?x=1#h', '/relative?z=1'],
  ['http://a.com/?x=1', 'http://b.com/#frag'],
  ['http://a.com/', 'http://b.com/?q'],
  ['http://a.com/?a=%20b+c', 'http://b.com/'],
  ['http://a.com/x', 'http://a.com/y'],
  ['http://a.com/x', 'not a url'],
  ['not a url', 'http://b.com/'],
  ['', 'http://b.com/'],
]) {
  same(`from ${JSON.stringify(from)} to ${to}`, ({ GrowthBook }) => {
    const run = (more) => {
      const gb = new GrowthBook({ attributes: { id: '1' }, url: from, experiments: [redirect('r', to, more)] });
      return [gb.getRedirectUrl(), gb.getAllResults(), gb.getDeferredTrackingCalls()];
    };
    return [run({}), run({ persistQueryString: true })];
  });
}

for (const options of [
  { disableUrlRedirectExperiments: true },
  { disableCrossOriginUrlRedirectExperiments: true },
  { disableVisualExperiments: true },
  { disableJsInjection: true },
  { disableExperimentsOnLoad: true },
  { blockedChangeIds: ['c'] },
  { enabled: false },
  { qaMode: true },
]) {
  same(`with ${JSON.stringify(options)}`, ({ GrowthBook }) => {
    const seen = [];
    for (const to of ['http://a.com/z', 'http://b.com/z']) {
      const experiments = [visual('v', { changeId: 'c' }), visual('j', { variations: [{ js: 'x' }, { js: 'y' }] }), redirect('r', to, { changeId: 'c' })];
      const gb = new GrowthBook({ attributes: { id: '1' }, url: 'http://a.com/x', ...options, experiments });
      seen.push(gb.getRedirectUrl(), gb.getAllResults());
      gb.triggerAutoExperiments();
      seen.push(gb.getRedirectUrl(), gb.getAllResults());
    }
    return seen;
  });
}

same('which changes run them again', async ({ GrowthBook }) => {
  const runs = [];
  let step = 'constructor';
  const include = () => {
    runs.push(step);
    return true;
  };
  const gb = new GrowthBook({ attributes: { id: '1' }, url: 'http://a.com/', experiments: [visual('v', { include })] });
  const steps = {
    setAttributes: () => gb.setAttributes({ id: '2' }),
    updateAttributes: () => gb.updateAttributes({}),
    setAttributeOverrides: () => gb.setAttributeOverrides({}),
    setForcedVariations: () => gb.setForcedVariations({}),
    forceVariation: () => gb.forceVariation('z', 1),
    setForcedFeatures: () => gb.setForcedFeatures(new Map()),
    setURL: () => gb.setURL('http://a.com/b'),
    sameURL: () => gb.setURL('http://a.com/b'),
    setFeatures: () => gb.setFeatures({}),
    setExperiments: () => gb.setExperiments(gb.getExperiments()),
    setPayload: () => gb.setPayload({ features: {} }),
    setPayloadWithExperiments: () => gb.setPayload({ experiments: gb.getExperiments() }),
    initSync: () => gb.initSync({ payload: { features: {} } }),
    initSyncWithExperiments: () => gb.initSync({ payload: { experiments: gb.getExperiments() } }),
    refreshStickyBuckets: () => gb.refreshStickyBuckets(),
    triggerAutoExperiments: () => gb.triggerAutoExperiments(),
    triggerExperiment: () => gb.triggerExperiment('v'),
  };
  for (step of Object.keys(steps)) await steps[step]();
  return runs;
});

same('change types', ({ getAutoExperimentChangeType }) =>
  [
    redirect('r', 'x'),
    { variations: [{ urlRedirect: 'x' }] },
    visual('v'),
    { variations: [{ js: '' }] },
    { variations: [{ domMutations: [] }] },
    { variations: [{ domMutations: 0 }] },
    { urlPatterns: [], variations: [{ urlRedirect: '', css: '' }] },
    { urlPatterns: [], variations: [null, 'x', { urlRedirect: 1 }] },
    { variations: [] },
  ].map((experiment) => getAutoExperimentChangeType(experiment)));
