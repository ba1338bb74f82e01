// An ES module sees the names and a default export with all of them.
import growthbook, { GrowthBook, type FeatureResult } from 'vexil/growthbook';
import * as namespace from 'vexil/growthbook';
import { expectType, type Same } from './expect.js';

const gb: GrowthBook = new GrowthBook();
const other: growthbook.GrowthBook = new growthbook.GrowthBook();
const result: FeatureResult = gb.evalFeature('f');
expectType<Same<typeof namespace.GrowthBook, typeof growthbook.GrowthBook>>();
// @ts-expect-error Types hold here, too.
other.isOn(result);
