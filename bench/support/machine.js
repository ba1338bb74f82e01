'use strict';

const os = require('node:os');

/** What the figures were taken on. */
const describeMachine = () => ({
  cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
  cores: os.cpus().length,
  memoryGb: Math.round(os.totalmem() / 2 ** 30),
  platform: `${os.platform()} ${os.arch()}`,
  node: process.versions.node,
  v8: process.versions.v8,
  loadAverage: os.loadavg().map((load) => Math.round(load * 100) / 100),
});

module.exports = { describeMachine };
