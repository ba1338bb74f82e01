'use strict';

// Which https servers are trusted: those that Node's own https trusts, which is what the official package goes by.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const process = require('node:process');
const tls = require('node:tls');
const { spawnSync } = require('node:child_process');
const { startProxy } = require('../snippets/proxy-server');
const { configOf } = require('./support/fixtures');
const { AUTHORITY, AUTHORITY_HASH } = require('./support/identity');
const { makeFolder, runNode, startSecureOrigin } = require('./support/secure');
const { own, shared } = require('./support/subjects');

const CONFIG = configOf({ flag: true });
const OPENSSL = ['--use-openssl-ca'];

/** Places with the certificate in them, by the name that the rows below use. */
function makePlaces(t) {
  const files = makeFolder(t, { 'authority.pem': AUTHORITY });
  return {
    FILE: path.join(files, 'authority.pem'),
    MISSING: path.join(files, 'missing.pem'),
    HASHED: makeFolder(t, { [`${AUTHORITY_HASH}.0`]: AUTHORITY }),
    PLAIN: makeFolder(t, { 'authority.pem': AUTHORITY, [AUTHORITY_HASH]: AUTHORITY }),
  };
}

const fill = (env, places) =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replace(/\b[A-Z]+\b/g, (word) => places[word] ?? word)]));

for (const [title, row] of Object.entries({
  'nobody has said anything': { trusted: false },
  'NODE_EXTRA_CA_CERTS': { trusted: true, env: { NODE_EXTRA_CA_CERTS: 'FILE' } },

  'SSL_CERT_FILE without --use-openssl-ca': { trusted: false, env: { SSL_CERT_FILE: 'FILE', SSL_CERT_DIR: 'HASHED' } },
  'SSL_CERT_FILE with --use-bundled-ca': { trusted: false, options: ['--use-bundled-ca'], env: { SSL_CERT_FILE: 'FILE' } },
  '--use-openssl-ca alone': { trusted: false, options: OPENSSL },
  '--use-openssl-ca and SSL_CERT_FILE': { trusted: true, options: OPENSSL, env: { SSL_CERT_FILE: 'FILE' } },
  '--use_openssl_ca and SSL_CERT_FILE': { trusted: true, options: ['--use_openssl_ca'], env: { SSL_CERT_FILE: 'FILE' } },
  '--use-openssl-ca and a hashed SSL_CERT_DIR': { trusted: true, options: OPENSSL, env: { SSL_CERT_DIR: 'HASHED' } },
  '--use-openssl-ca and a list as SSL_CERT_DIR': {
    trusted: true, options: OPENSSL, env: { SSL_CERT_DIR: ['MISSING', 'PLAIN', 'HASHED'].join(path.delimiter) },
  },
  '--use-openssl-ca and an SSL_CERT_DIR of other file names': { trusted: false, options: OPENSSL, env: { SSL_CERT_DIR: 'PLAIN' } },
  '--use-openssl-ca and an unreadable SSL_CERT_FILE': {
    trusted: false, options: OPENSSL, env: { SSL_CERT_FILE: 'MISSING', SSL_CERT_DIR: 'PLAIN' },
  },
  '--use-openssl-ca, an unreadable SSL_CERT_FILE and NODE_EXTRA_CA_CERTS': {
    trusted: true, options: OPENSSL, env: { SSL_CERT_FILE: 'MISSING', NODE_EXTRA_CA_CERTS: 'FILE' },
  },
  '--use-openssl-ca in NODE_OPTIONS': { trusted: true, env: { NODE_OPTIONS: '--trace-warnings --use-openssl-ca', SSL_CERT_FILE: 'FILE' } },
  '--use-openssl-ca in NODE_OPTIONS, in quotes': {
    trusted: true, env: { NODE_OPTIONS: '--title="a b"  "--use-\\openssl-ca"', SSL_CERT_FILE: 'FILE' },
  },
  '--use-openssl-ca as a part of another option': {
    trusted: false, env: { NODE_OPTIONS: '--title="a --use-openssl-ca"', SSL_CERT_FILE: 'FILE' },
  },

  'NODE_TLS_REJECT_UNAUTHORIZED=0': { trusted: true, env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
  'NODE_TLS_REJECT_UNAUTHORIZED=1': { trusted: false, env: { NODE_TLS_REJECT_UNAUTHORIZED: '1' } },
  'NODE_TLS_REJECT_UNAUTHORIZED=00': { trusted: false, env: { NODE_TLS_REJECT_UNAUTHORIZED: '00' } },
  'NODE_TLS_REJECT_UNAUTHORIZED=false': { trusted: false, env: { NODE_TLS_REJECT_UNAUTHORIZED: 'false' } },
  'NODE_TLS_REJECT_UNAUTHORIZED without a value': { trusted: false, env: { NODE_TLS_REJECT_UNAUTHORIZED: '' } },
})) {
  const { trusted, options, env = {} } = row;
  shared(`a server of an authority of its own is ${trusted ? 'trusted' : 'refused'}: ${title}`, async (t, _, subject) => {
    const origin = await startSecureOrigin(t, CONFIG);
    const { output, errors } = await runNode(t, subject, { origin, options, env: fill(env, makePlaces(t)) });
    assert.deepEqual(output, [String(trusted)], errors);
  });
}

shared('NODE_TLS_REJECT_UNAUTHORIZED counts in the moment of the connection', async (t, _, subject) => {
  const origin = await startSecureOrigin(t, CONFIG);
  const { output } = await runNode(t, subject, { origin, script: `
    const client = open();
    const values = [undefined, '0', '1', '0', undefined];
    for (const value of values) {
      if (value === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = value;
      console.log(await fetches(client));
    }
  ` });
  assert.deepEqual(output, ['false', 'true', 'false', 'true', 'false']);
});

shared('NODE_TLS_REJECT_UNAUTHORIZED=0 is warned of once', async (t, _, subject) => {
  const origin = await startSecureOrigin(t, CONFIG);
  const { errors } = await runNode(t, subject, {
    origin,
    env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    script: 'const client = open(); await fetches(client); await fetches(client); await fetches(open());',
  });
  const warnings = errors.split('\n').filter((line) => line.includes('Warning:'));
  assert.deepEqual(warnings.map((line) => line.replace(/^\(node:\d+\) /, '')), [
    "Warning: Setting the NODE_TLS_REJECT_UNAUTHORIZED environment variable to '0' makes TLS connections and HTTPS requests " +
      'insecure by disabling certificate verification.',
  ]);
});

shared('a thread without verification does not take it from another', async (t, _, subject) => {
  const origin = await startSecureOrigin(t, CONFIG);
  const { output, errors } = await runNode(t, subject, { origin, script: `
    const { once } = require('node:events');
    const { Worker } = require('node:worker_threads');
    const env = { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    const text = PRELUDE + \`
      const { parentPort } = require('node:worker_threads');
      const client = open();
      parentPort.on('message', async () => parentPort.postMessage(await fetches(client)));
    \`;
    const worker = new Worker(text, { eval: true, env });
    const client = open();
    for (let round = 0; round < 3; round++) {
      worker.postMessage('fetch');
      const [[there], here] = await Promise.all([once(worker, 'message'), fetches(client)]);
      console.log(there, here);
    }
    await worker.terminate();
  ` });
  assert.deepEqual(output, ['true false', 'true false', 'true false'], errors);
});

own('through a proxy, the same servers are trusted', async (t) => {
  const origin = await startSecureOrigin(t, CONFIG);
  const { FILE } = makePlaces(t);
  for (const [env, trusted] of [
    [{}, false],
    [{ NODE_TLS_REJECT_UNAUTHORIZED: '1' }, false],
    [{ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, true],
    [{ NODE_EXTRA_CA_CERTS: FILE }, true],
  ]) {
    const proxy = await startProxy(t);
    const script = `console.log(await fetches(open({ proxy: ${JSON.stringify(proxy.url)} })));`;
    const { output, errors } = await runNode(t, { official: false }, { origin, env, script });
    assert.deepEqual(output, [String(trusted)], errors);
    assert.ok(proxy.asked.every(({ method }) => method === 'CONNECT') && proxy.asked.length > 0);
  }
});

own('a variable of OpenSSL that leads nowhere is warned of, once and without effect', async (t) => {
  const origin = await startSecureOrigin(t, CONFIG);
  const { FILE, MISSING, PLAIN } = makePlaces(t);
  const run = (env) => runNode(t, { official: false }, {
    origin, options: OPENSSL, env, script: 'const client = open(); console.log(await fetches(client), await fetches(client));',
  });
  const lost = await run({ SSL_CERT_FILE: MISSING, SSL_CERT_DIR: PLAIN, NODE_EXTRA_CA_CERTS: FILE });
  assert.deepEqual(lost.output, ['true true']);
  assert.equal(lost.errors.match(/Warning: /g)?.length, 1, lost.errors);
  assert.match(lost.errors, /Warning: SSL_CERT_FILE leads to nothing that can be read/);
  const found = await run({ SSL_CERT_FILE: FILE, SSL_CERT_DIR: [MISSING, PLAIN].join(path.delimiter) });
  assert.deepEqual([found.output, found.errors], [['true true'], '']);
});

/** Where systems keep their certificates. */
const SYSTEM_STORES = /"\/(etc\/(ssl\/(certs|cert\.pem)|pki|ca-certificates)|usr\/(local\/)?(share|lib)\/(ca-certificates|ssl))/;

/** With it, the system's own record shows which files are opened. */
const hasStrace = process.platform === 'linux' && spawnSync('strace', ['-qq', 'true']).status === 0;

own('an image without system certificates is none the worse: nothing of the system is even looked for', async (t) => {
  const origin = await startSecureOrigin(t, CONFIG);
  const { FILE } = makePlaces(t);
  const record = path.join(makeFolder(t, {}), 'opened');
  const trace = ['strace', '-f', '-qq', '-e', 'trace=open,openat', '-o', record, process.execPath];
  const nowhere = { SSL_CERT_FILE: '/nonexistent/cert.pem', SSL_CERT_DIR: '/nonexistent/certs' };
  for (const [env, trusted] of [[{}, false], [{ NODE_EXTRA_CA_CERTS: FILE }, true]]) {
    const { output, errors } = await runNode(t, { official: false }, {
      origin,
      env: { ...nowhere, ...env },
      command: hasStrace ? trace : [process.execPath],
      script: `
        const { nodeRoots } = require(${JSON.stringify(path.resolve(__dirname, '../../lib/node/roots.js'))});
        const fetched = await fetches(open());
        const named = new Set(nodeRoots());
        console.log(fetched, require('node:tls').rootCertificates.every((pem) => named.has(pem)));
      `,
    });
    assert.deepEqual(output, [`${trusted} true`], errors);
    if (!hasStrace) continue;
    const opened = fs.readFileSync(record, 'utf8').split('\n');
    assert.ok(opened.some((line) => line.includes('.node"')), 'the record shows what is opened');
    assert.deepEqual(opened.filter((line) => SYSTEM_STORES.test(line)), []);
  }
});

const { getCACertificates, setDefaultCACertificates } = /** @type {any} */ (tls);

const systemFiles = process.platform === 'linux' && getCACertificates ? shared : () => {};

systemFiles('--use-system-ca trusts what the system does', async (t, _, subject) => {
  const origin = await startSecureOrigin(t, CONFIG);
  const { FILE } = makePlaces(t);
  const { output } = await runNode(t, subject, { origin, options: ['--use-system-ca'], env: { SSL_CERT_FILE: FILE } });
  assert.deepEqual(output, ['true']);
});

const changing = setDefaultCACertificates ? shared : () => {};

changing('tls.setDefaultCACertificates counts from the next connection on', async (t, _, subject) => {
  const origin = await startSecureOrigin(t, CONFIG);
  const { FILE } = makePlaces(t);
  const script = `
    const tls = require('node:tls');
const { spawnSync } = require('node:child_process');
    const answers = [await fetches(open())];
    for (const list of [[${JSON.stringify(AUTHORITY)}], []]) {
      tls.setDefaultCACertificates(list);
      // A new client: the agent of an old one resumes sessions without another look at the certificate.
      answers.push(await fetches(open()));
    }
    console.log(answers.join());
  `;
  assert.deepEqual((await runNode(t, subject, { origin, script })).output, ['false,true,false']);
  const openssl = await runNode(t, subject, { origin, script, options: OPENSSL, env: { SSL_CERT_FILE: FILE } });
  assert.deepEqual(openssl.output, ['true,true,false']);
});
