// Reads the report of pytest, which is XML in the form of JUnit.

/**
 * @param {string} xml
 * @returns {{ tests: number, skipped: { name: string, reason: string }[] }} tests: those that were skipped included
 */
export function readReport(xml) {
  const cases = [...xml.matchAll(/<testcase\b([^>]*?)(?:\/>|>([^]*?)<\/testcase>)/g)];
  const skipped = cases.flatMap(([, attributes, content = '']) => {
    const mark = /<skipped\b([^>]*)>/.exec(content);
    return mark ? [{ name: `${attribute(attributes, 'classname')}.${attribute(attributes, 'name')}`, reason: attribute(mark[1], 'message') }] : [];
  });
  return { tests: cases.length, skipped };
}

const attribute = (attributes, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
