// `npm run lint`: formatting, lints, documentation and types, without building the addon or running a test.
import { lintSteps, runSteps } from './steps.mjs';

await runSteps(lintSteps());
