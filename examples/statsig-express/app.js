'use strict';

const { randomUUID } = require('node:crypto');
const cookieParser = require('cookie-parser');
const express = require('express');
const statsig = require('vexil/statsig');
const { shopPage } = require('./page.js');

/** How long the last events may take at the end. */
const FLUSH_MS = 2_000;

const app = express();
app.use(express.json());
app.use(cookieParser());

// Who comes back is the same visitor, and stays in the same groups.
app.use((req, res, next) => {
  const visitorId = req.cookies.visitor ?? randomUUID();
  if (req.cookies.visitor === undefined) res.cookie('visitor', visitorId, { httpOnly: true, sameSite: 'lax' });
  req.user = {
    userID: req.cookies.account ?? '',
    customIDs: { visitorID: visitorId },
    country: req.query.country ?? 'DE',
    userAgent: req.get('user-agent'),
    privateAttributes: { plan: req.query.plan ?? 'free' }, // rules may ask for it; it never leaves the process
  };
  next();
});

app.get('/', (req, res) => {
  const button = statsig.getLayer(req.user, 'buy_button');
  res.send(
    shopPage({
      title: statsig.getConfig(req.user, 'shop').get('title', 'Shop'),
      isShippingFree: statsig.checkGate(req.user, 'free_shipping'),
      isTester: statsig.checkGate(req.user, 'new_checkout'),
      // Reading a parameter of a layer is what counts as seeing it.
      button: { text: button.get('text', 'Buy'), color: button.get('color', '#64748b') },
    }),
  );
});

app.post('/buy', (req, res) => {
  statsig.logEvent(req.user, 'purchase', Number(req.body.price), { item: String(req.body.item) });
  res.sendStatus(204);
});

// Why did this visitor get that value? Whoever asks has not seen it: no exposure.
app.get('/why/:gate', (req, res) => {
  const { value, ruleID, groupName, evaluationDetails } = statsig.getFeatureGate(req.user, req.params.gate, { disableExposureLogging: true });
  res.json({ value, ruleID, groupName, reason: evaluationDetails?.reason });
});

// What the client SDK in the page starts from, without a request of its own to Statsig.
app.get('/statsig-values.json', (req, res) => {
  res.json(statsig.getClientInitializeResponse(req.user, process.env.STATSIG_CLIENT_KEY, { hash: 'djb2' }));
});

async function main() {
  const { success, source, error } = await statsig.initialize(process.env.STATSIG_SECRET_KEY, {
    ...(process.env.STATSIG_API === undefined ? {} : { api: process.env.STATSIG_API }), // without it: Statsig
    environment: { tier: process.env.STATSIG_TIER ?? 'development' },
    initTimeoutMs: 3_000,
    rulesetsSyncIntervalMs: 5_000,
    rulesUpdatedCallback: () => console.log('New rules'),
  });
  // Without specs the app runs all the same: gates are off, and parameters have the defaults of the code. They come with a later poll.
  if (success) console.log(`Specs from ${source}`);
  else console.error(`No specs yet: ${error?.message}`);

  const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
    console.log(`Listening on http://127.0.0.1:${server.address().port}`);
  });

  let isEnding = false;
  async function end() {
    if (isEnding) return;
    isEnding = true;
    server.close();
    server.closeIdleConnections();
    // Sends the events that still wait. After that nothing of Statsig's keeps the process alive.
    await statsig.shutdownAsync(FLUSH_MS);
    console.log('Good bye');
  }
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

main();
