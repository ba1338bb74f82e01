// An evaluation, step by step: a list inside lists, as deep as the rules are.

import { counted, element } from './dom.js';

/** Deeper steps are not indented further. */
const DEEPEST = 12;

const WORDS = { 'match': 'match', 'no-match': 'no match', 'true': 'true', 'false': 'false', 'error': 'cannot evaluate', 'skipped': '' };

/** The steps as nested lists. */
export function stepList(steps, leftOut) {
  const root = element('ol', 'steps');
  // The lists that are open, and the depth of the first step in each.
  const open = [{ list: root, depth: 0 }];
  let rules = 0;
  for (const [index, step] of steps.entries()) {
    const depth = Math.min(step.depth, DEEPEST);
    while (open.length > 1 && open.at(-1).depth > depth) open.pop();
    const last = open.at(-1).list.lastElementChild;
    if (open.at(-1).depth < depth && last) {
      const list = element('ol');
      last.append(list);
      open.push({ list, depth });
    }
    const made = line(step, index === steps.length - 1 && leftOut === 0);
    // The rules of the flag itself have numbers, as in the result above.
    if (step.depth === 1 && /^(IF|THEN) /.test(step.text.trimStart())) made.dataset.rule = String((rules += 1));
    open.at(-1).list.append(element('li', '', made));
  }
  if (leftOut > 0) root.append(element('li', 'reason', `${counted(leftOut, 'more step')} not shown.`));
  return root;
}

function line({ text, mark, reason }, isEnd) {
  const className = ['step', mark === 'skipped' && 'skipped', mark === 'match' && 'applied', isEnd && 'end'].filter(Boolean).join(' ');
  const word = WORDS[mark];
  return element(
    'div', className,
    element('span', '', text), word ? element('span', `mark ${mark}`, word) : null, reason ? element('span', 'reason', reason) : null,
  );
}
