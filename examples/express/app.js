'use strict';

const express = require('express');
const configcat = require('vexil');

const configCatClient = configcat.createClientWithAutoPoll(process.env.CONFIGCAT_SDK_KEY, {
  baseUrl: process.env.CONFIGCAT_BASE_URL, // without it: the ConfigCat CDN
  pollIntervalSeconds: 1,
  configChanged: () => {
    console.log('Your config has been changed!');
  },
});

const app = express();

app.get('/shop', async (request, response) => {
  const { id, email, country, subscription, version } = request.query;
  const userObject = {
    identifier: id,
    email,
    country,
    custom: { SubscriptionType: subscription, AppVersion: version },
  };

  const [newCheckout, paymentProvider, welcomeText, maxItems] = await Promise.all([
    configCatClient.getValueAsync('newCheckout', false, userObject),
    configCatClient.getValueAsync('paymentProvider', 'classic-pay', userObject),
    configCatClient.getValueAsync('welcomeText', '', userObject),
    configCatClient.getValueAsync('maxItems', 1, userObject),
  ]);
  response.json({ newCheckout, paymentProvider, welcomeText, maxItems });
});

app.get('/flags', (request, response) => {
  configCatClient.getAllKeys((keys) => {
    response.json(keys);
  });
});

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`Listening on http://127.0.0.1:${server.address().port}`);
});

process.once('SIGTERM', () => {
  configCatClient.dispose();
  server.close();
  server.closeIdleConnections();
});
