// The checks of the Python package, where there is no Python, and how the report of its tests is read.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import test from 'node:test';
import { root } from '../../scripts/setup.mjs';
import { readReport } from '../../scripts/python/report.mjs';

const REPORT = `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="0" failures="1" skipped="2" tests="4">
<testcase classname="tests.test_a" name="test_one" time="0.001" />
<testcase classname="tests.test_a" name="test_two[a &gt; b]" time="0.001"><failure message="assert 1 == 2">def test_two():
&gt; assert 1 == 2</failure></testcase>
<testcase classname="tests.test_b" name="test_three" time="0.000"><skipped type="pytest.skip" message="the conformance data is not here">x.py:1: y</skipped></testcase>
<testcase classname="tests.test_b" name="test_four" time="0.000"><skipped type="pytest.xfail" message="later" /></testcase></testsuite></testsuites>`;

test('the report tells how many tests there were, and which of them did not run', () => {
  assert.deepEqual(readReport(REPORT), {
    tests: 4,
    skipped: [
      { name: 'tests.test_b.test_three', reason: 'the conformance data is not here' },
      { name: 'tests.test_b.test_four', reason: 'later' },
    ],
  });
});

for (const requireAll of [false, true]) {
  test(`without Python the checks ${requireAll ? 'fail where all is required' : 'are skipped'}, and say why`, () => {
    const script = `
      const { lintPython, testPython, pythonTestSummary } = await import('./scripts/python/checks.mjs');
      const given = { requireAll: ${requireAll} };
      console.log(JSON.stringify([lintPython(given), testPython(given), pythonTestSummary()]));`;
    const options = { cwd: root, env: { PATH: '' }, encoding: /** @type {const} */ ('utf8') };
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], options);
    const name = process.platform === 'win32' ? 'python' : 'python3';
    const expected = [!requireAll, !requireAll, `Python: skipped, there is no ${name}`];
    assert.deepEqual(stdout.trim().split('\n'), [...Array(2).fill(`skipped: there is no ${name}`), JSON.stringify(expected)]);
  });
}
