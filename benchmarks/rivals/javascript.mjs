// The policy as JavaScript, an `if` for each rule, as V8 compiles it.
import { expressionOf } from './workload.mjs';

const words = {
  shop: 'c.', item: 'i.', and: '&&', equals: '===', number: String,
  oneOf: (name, values) => `(${values.map((v) => `${name} === "${v}"`).join(' || ')})`,
  hasAny: (name, values) => `(${values.map((v) => `${name}.includes("${v}")`).join(' || ')})`,
  any: (where) => `c.items.some((i) => ${where})`,
  every: (where) => `c.items.every((i) => ${where})`,
  at_least: (where, count) => `c.items.reduce((n, i) => n + (${where} ? 1 : 0), 0) >= ${count}`,
};

export function load({ rules }, first) {
  const ifs = rules.map((rule, i) => `if (${expressionOf(rule, words)}) ${first ? `return [${i}]` : `out.push(${i})`};`);
  const parts = [];  // functions of 200 rules: longer ones are not compiled
  while (ifs.length > 0) parts.push(ifs.splice(0, 200).join('\n'));
  return () => {
    const functions = parts.map((part) => new Function('c', 'out', part));
    return (c) => {
      const out = [];
      for (const f of functions) {
        const found = f(c, out);
        if (found) return found;
      }
      return out;
    };
  };
}
