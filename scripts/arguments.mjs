import { parseArgs } from 'node:util';

/**
 * The arguments of a script.
 *
 * @param {import('node:util').ParseArgsConfig} config
 * @returns {{ values: Record<string, any>, positionals: string[] } | null} `null` if there are some that it does not know: the
 *   script says then how it is used, and exits with 2.
 */
export function readArguments(config) {
  try {
    return parseArgs(config);
  } catch {
    return null;
  }
}
