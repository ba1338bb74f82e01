'use strict';

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escape = (text) => String(text).replace(/[&<>"']/g, (char) => ESCAPES[char]);

/**
 * @param {{ title: string, isShippingFree: boolean, isTester: boolean, button: { text: string, color: string } }} shop
 */
const shopPage = ({ title, isShippingFree, isTester, button }) => `<!doctype html>
<html lang="en">
<title>${escape(title)}</title>
<h1>${escape(title)}</h1>
<p>${isShippingFree ? 'Shipping is free.' : 'Shipping: 4.90'}</p>
${isTester ? '<p>You are testing the new checkout.</p>' : ''}
<button style="background: ${escape(button.color)}">${escape(button.text)}</button>
<script>
  document.querySelector('button').addEventListener('click', () => {
    fetch('/buy', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ item: 'flag', price: 9.9 }),
    });
  });
</script>
</html>
`;

module.exports = { shopPage };
