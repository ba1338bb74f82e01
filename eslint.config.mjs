import js from '@eslint/js';

const nodeGlobals = Object.fromEntries(
  [
    'AbortController', 'Buffer', 'URL', 'URLSearchParams', 'clearImmediate', 'clearInterval', 'clearTimeout', 'console', 'fetch',
    'global', 'performance', 'process', 'queueMicrotask', 'setImmediate', 'setInterval', 'setTimeout', 'structuredClone',
  ].map((name) => [name, 'readonly']),
);
const browserGlobals = Object.fromEntries(
  ['Event', 'EventSource', 'NodeFilter', 'addEventListener', 'document', 'getComputedStyle', 'history', 'location'].map((name) => [name, 'readonly']),
);
const commonJsGlobals = { __dirname: 'readonly', __filename: 'readonly', exports: 'writable', module: 'writable', require: 'readonly' };

export default [
  { ignores: ['target/', 'node_modules/', '**/*.ts', '**/*.mts'] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2023, globals: nodeGlobals },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none' }],
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: { sourceType: 'commonjs', globals: commonJsGlobals },
    rules: { strict: ['error', 'global'] },
  },
  {
    files: ['crates/proxy/src/diag/ui/page/*.js'],
    languageOptions: { sourceType: 'module', globals: browserGlobals },
    rules: { strict: 'off' },
  },
  {
    // Functions that run inside the page.
    files: ['__test__/proxy/ui.test.js', '__test__/proxy/support/page-checks.js'],
    languageOptions: { globals: browserGlobals },
  },
];
