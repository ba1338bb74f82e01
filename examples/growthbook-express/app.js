'use strict';

const { randomUUID } = require('node:crypto');
const cookieParser = require('cookie-parser');
const express = require('express');
const { ExpressCookieStickyBucketService, GrowthBook, prefetchPayload } = require('vexil/growthbook');
const { shopPage } = require('./page.js');

const connection = {
  apiHost: process.env.GROWTHBOOK_API_HOST, // without it: GrowthBook Cloud
  clientKey: process.env.GROWTHBOOK_CLIENT_KEY,
};

// One download and one stream for the whole process. The instances of the requests take what is there.
prefetchPayload({ ...connection, streaming: true }).then(() => console.log('Streaming connection open!'));

const app = express();
app.use(express.json());
app.use(cookieParser());

// Who comes back is the same visitor, and stays in the same variations.
app.use((req, res, next) => {
  req.visitorId = req.cookies.visitor ?? randomUUID();
  if (req.cookies.visitor === undefined) res.cookie('visitor', req.visitorId, { httpOnly: true, sameSite: 'lax' });
  next();
});

app.use((req, res, next) => {
  req.growthbook = new GrowthBook({
    ...connection,
    attributes: { id: req.visitorId, country: req.query.country ?? 'DE', url: req.path },
    stickyBucketService: new ExpressCookieStickyBucketService({ req, res }),
    // No trackingCallback: exposures are queued, and the page sends them to the analytics of the browser.
  });
  res.on('close', () => req.growthbook.destroy());
  // Never rejects for the network: without a payload, features have their fallbacks.
  req.growthbook.init({ timeout: 1000 }).then(() => next(), next);
});

app.get('/', (req, res) => {
  const gb = req.growthbook;
  const shop = {
    title: gb.getFeatureValue('shop-title', 'Shop'),
    isShippingFree: gb.isOn('free-shipping'),
    button: gb.getFeatureValue('buy-button', { text: 'Buy', color: '#64748b' }),
  };
  res.send(shopPage(shop, gb.getDeferredTrackingCalls()));
});

// Why did this visitor get that value?
app.get('/why/:feature', (req, res) => {
  const { value, source, ruleId, experiment, experimentResult } = req.growthbook.evalFeature(req.params.feature);
  res.json({ value, source, ruleId, experiment: experiment?.key, variation: experimentResult?.key });
});

// Where the page sends its exposures. A real one would call Segment, Mixpanel or the like in the browser.
app.post('/exposures', (req, res) => {
  console.log(`Exposure: ${req.body.experimentId} -> ${req.body.variationId}`);
  res.sendStatus(204);
});

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`Listening on http://127.0.0.1:${server.address().port}`);
});

// Nothing of GrowthBook's has to be closed: the stream does not keep the process alive.
process.once('SIGTERM', () => {
  server.close();
  server.closeIdleConnections();
});
