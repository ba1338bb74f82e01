'use strict';

const path = require('node:path');
const { ROOT, runNode } = require('./npm');

/** Where `npm run stage` writes the package as users get it. */
const PACKAGE = path.join(ROOT, 'target', 'package');

/** Writes it from the sources as they are now. */
const stage = () => void runNode([path.join('scripts', 'stage.mjs')], { cwd: ROOT });

module.exports = { PACKAGE, stage };
