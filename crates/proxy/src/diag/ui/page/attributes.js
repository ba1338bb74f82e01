// The user of the form: three fixed attributes and any number of others.

import { byId, element } from './dom.js';

const HINTS = { string: '', number: '', list: 'a, b, c' };

/** The user as the API wants it; `undefined`: nobody. Throws an error in words. */
export function readUser() {
  if (byId('nobody').checked) return undefined;
  const user = {};
  for (const name of ['Identifier', 'Email', 'Country']) {
    const { value } = byId('evaluate').elements[name];
    if (value !== '') user[name] = value;
  }
  for (const line of byId('attributes').children) {
    const [name, type, value] = line.querySelectorAll('input, select');
    if (name.value === '') throw problem(name, 'An attribute has no name.');
    user[name.value] = valueOf(type.value, value, name.value);
  }
  return user;
}

function valueOf(type, field, name) {
  const text = field.value.trim();
  switch (type) {
    case 'number': {
      const number = Number(text);
      if (text === '' || !Number.isFinite(number)) throw problem(field, `The value of '${name}' is not a number.`);
      return number;
    }
    case 'list':
      return text === '' ? [] : text.split(',').map((item) => item.trim());
    default:
      return field.value;
  }
}

function problem(field, text) {
  field.focus();
  return new Error(text);
}

function addAttribute() {
  const name = textField();
  const type = element('select', '', ...Object.keys(HINTS).map((kind) => element('option', '', kind)));
  const value = textField();
  type.addEventListener('change', () => (value.placeholder = HINTS[type.value]));
  const remove = element('button', 'plain', 'Remove');
  remove.type = 'button';
  const line = element(
    'div', 'attribute',
    element('label', '', 'Attribute ', name), element('label', '', 'Type ', type), element('label', '', 'Value ', value), remove,
  );
  remove.addEventListener('click', () => {
    line.remove();
    byId('add-attribute').focus();
  });
  byId('attributes').append(line);
  name.focus();
}

function textField() {
  const field = element('input');
  field.type = 'text';
  field.spellcheck = false;
  return field;
}

byId('add-attribute').addEventListener('click', addAttribute);
byId('nobody').addEventListener('change', ({ target }) => (byId('user').disabled = target.checked));
