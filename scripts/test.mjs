// `npm test`: everything, from a fresh clone. With VEXIL_REQUIRE_ALL=1 a skipped test is a failed one.
import { nodeTestSummary } from './node-tests.mjs';
import { pythonTestSummary } from './python/checks.mjs';
import { runSteps, testSteps } from './steps.mjs';

await runSteps(testSteps());
console.log(`\n${nodeTestSummary()}\n${pythonTestSummary()}`);
