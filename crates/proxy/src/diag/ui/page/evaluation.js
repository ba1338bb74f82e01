// Evaluating the chosen flag, and showing what came of it.

import { readUser } from './attributes.js';
import { ask, byId, element } from './dom.js';
import { stepList } from './steps.js';

const summary = byId('summary');
const explanation = byId('explanation');

/** Evaluations overtake each other; only the last one counts. */
let latest = 0;

/** Forgets the last result. */
export function clearResult() {
  latest += 1;
  summary.replaceChildren();
  explanation.replaceChildren();
  byId('form-problem').textContent = '';
}

/** Evaluates a flag for the user in the form. `note`: why it is evaluated without being asked. */
export async function evaluate(sdk, key, note) {
  const mine = (latest += 1);
  byId('form-problem').textContent = '';
  try {
    const told = await asked(sdk, key);
    if (mine === latest) show(told, note);
  } catch (error) {
    if (mine !== latest) return;
    summary.replaceChildren();
    explanation.replaceChildren();
    byId('form-problem').textContent = error.message;
  }
}

function asked(sdk, key) {
  if (!sdk || !key) throw new Error('Choose a flag first.');
  // A user that is left out is nobody.
  const body = JSON.stringify({ key, user: readUser() });
  return ask(`ui/api/evaluate?sdk=${encodeURIComponent(sdk)}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
}

function show({ error, value, variationId, rule, option, steps, stepsLeftOut, warnings }, note) {
  const facts = error
    ? [element('p', 'problem', `The evaluation failed: ${error}`)]
    : [...fact('Value', 'value mono', JSON.stringify(value)), ...fact('Variation', 'mono', variationId ?? 'none'), ...fact('Served by', '', origin(rule, option))];
  const list = error ? facts : [element('dl', '', ...facts)];
  summary.replaceChildren(...list, ...(note ? [element('p', 'note', note)] : []));
  const parts = [];
  if (warnings.length > 0) parts.push(element('ul', 'warnings', ...warnings.map((text) => element('li', '', text))));
  parts.push(element('h3', '', 'Step by step'), stepList(steps, stepsLeftOut));
  explanation.replaceChildren(...parts);
}

function fact(name, className, text) {
  return [element('dt', '', name), element('dd', className, text)];
}

function origin(rule, option) {
  if (rule != null && option != null) return `Percentage option ${option + 1} of targeting rule ${rule + 1}`;
  if (rule != null) return `Targeting rule ${rule + 1}`;
  if (option != null) return `Percentage option ${option + 1}`;
  return 'The default value: no rule and no percentage option applied';
}
