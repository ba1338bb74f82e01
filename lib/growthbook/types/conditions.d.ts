/** The names of types that `$type` tells apart. */
export type VarType = 'string' | 'number' | 'boolean' | 'array' | 'object' | 'null' | 'undefined';

/** Operators that one attribute is tested with; all of them have to hold. */
export type OperatorConditionValue = {
  $in?: (string | number)[];
  $ini?: (string | number)[];
  $inGroup?: string;
  $nin?: (string | number)[];
  $nini?: (string | number)[];
  $notInGroup?: string;
  $gt?: number | string;
  $gte?: number | string;
  $lt?: number | string;
  $lte?: number | string;
  $regex?: string;
  $regexi?: string;
  $ne?: number | string | boolean | null;
  $eq?: number | string | boolean | null;
  $exists?: boolean;
  $all?: ConditionValue[];
  $alli?: ConditionValue[];
  $size?: number | ConditionValue;
  $type?: VarType;
  $elemMatch?: ConditionInterface | OperatorConditionValue;
  $not?: ConditionValue;
  $veq?: string;
  $vne?: string;
  $vgt?: string;
  $vgte?: string;
  $vlt?: string;
  $vlte?: string;
};

/** What one attribute is compared to. */
export type ConditionValue = OperatorConditionValue | string | number | boolean | any[] | Record<string, any> | null;

/** Names a saved group. */
export type SavedGroupReference = {
  id: string;
  /** The attribute that is looked for in the group, instead of the group's own. */
  attributeKey?: string;
};

/** Holds for members of a saved group. */
export type SavedGroupCondition = { $savedGroup: SavedGroupReference };

/** A targeting condition, in the manner of MongoDB queries: attributes by their names, with dots for what lies deeper. */
export type ConditionInterface =
  | { $or: ConditionInterface[] }
  | { $nor: ConditionInterface[] }
  | { $and: ConditionInterface[] }
  | { $not: ConditionInterface }
  | SavedGroupCondition
  | { [attribute: string]: ConditionValue };

/** A condition on the value of another feature. */
export type ParentConditionInterface = {
  /** The other feature. */
  id: string;
  /** Tests `{ value }`. */
  condition: ConditionInterface;
  /** If it does not hold, the feature has no value at all; otherwise only the rule is skipped. */
  gate?: boolean;
};
