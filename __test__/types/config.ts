import {
  ConfigJson,
  OverrideBehaviour,
  PollingMode,
  PrerequisiteFlagComparator,
  SegmentComparator,
  SettingType,
  UserComparator,
  createSettingFromValue,
  deserializeConfig,
  getClient,
  prepareConfig,
} from 'vexil';
import type { Config, FlagOverrides, IOverrideDataSource, Setting } from 'vexil';
import { console, expectType, type Same } from './expect.js';

const served: ConfigJson.Config = {
  p: { u: 'https://cdn-global.configcat.com', r: ConfigJson.RedirectMode.No, s: 'salt' },
  s: [{ n: 'beta', r: [{ a: 'Email', c: UserComparator.SensitiveTextIsOneOf, l: ['hash'] }] }],
  f: {
    flag: {
      t: SettingType.Boolean,
      v: { b: false },
      i: 'off',
      a: 'Country',
      p: [{ p: 100, v: { b: true }, i: 'on' }],
      r: [
        {
          c: [
            { u: { a: 'Version', c: UserComparator.SemVerLess, s: '1.0.0' } },
            { u: { a: 'Age', c: UserComparator.NumberGreater, d: 18 } },
            { p: { f: 'other', c: PrerequisiteFlagComparator.Equals, v: { b: true } } },
            { s: { s: 0, c: SegmentComparator.IsIn } },
          ],
          s: { v: { b: true }, i: 'on' },
        },
      ],
    },
    other: { t: SettingType.Double, v: { d: 1.5 }, i: 'x' },
  },
};
const config: Config = prepareConfig(served);
const parsed: Config = deserializeConfig(JSON.stringify(served));

// @ts-expect-error The value belongs to another type.
const wrongValue: ConfigJson.SettingUnion = { t: SettingType.Boolean, v: { s: 'x' }, i: 'x' };
// @ts-expect-error The comparison value belongs to another comparator.
const wrongComparison: ConfigJson.UserConditionUnion = { a: 'Email', c: UserComparator.TextEquals, l: ['x'] };
// @ts-expect-error A ready config is read-only.
config.f = {};
// @ts-expect-error A setting needs a value.
createSettingFromValue(null);

const settings: Record<string, Setting> = { ...config.f, ...parsed.f, plain: createSettingFromValue(true) };
const dataSource: IOverrideDataSource = { getOverrides: () => settings };
const flagOverrides: FlagOverrides = { dataSource, behaviour: OverrideBehaviour.LocalOnly };
getClient('local', PollingMode.ManualPoll, { flagOverrides });

expectType<Same<typeof ConfigJson.SettingType, typeof SettingType>>();
expectType<Same<ConfigJson.UserComparator, UserComparator>>();
console.log(wrongValue, wrongComparison);
