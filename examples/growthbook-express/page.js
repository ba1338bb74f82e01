'use strict';

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escape = (text) => String(text).replace(/[&<>"']/g, (char) => ESCAPES[char]);

/** JSON for the inside of a script element, which a `</script>` in a text must not end. */
const scriptJson = (value) => JSON.stringify(value).replace(/</g, '\\u003c');

/**
 * @param {{ title: string, isShippingFree: boolean, button: { text: string, color: string } }} shop
 * @param {object[]} tracks the deferred tracking calls
 */
const shopPage = ({ title, isShippingFree, button }, tracks) => `<!doctype html>
<html lang="en">
<title>${escape(title)}</title>
<h1>${escape(title)}</h1>
<p>${isShippingFree ? 'Shipping is free.' : 'Shipping: 4.90'}</p>
<button style="background: ${escape(button.color)}">${escape(button.text)}</button>
<script type="application/json" id="tracks">${scriptJson(tracks)}</script>
<script>
  for (const { experiment, result } of JSON.parse(document.getElementById('tracks').textContent)) {
    fetch('/exposures', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ experimentId: experiment.key, variationId: result.key }),
    });
  }
</script>
</html>
`;

module.exports = { shopPage };
