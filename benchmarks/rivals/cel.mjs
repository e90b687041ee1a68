// CEL: an expression for each rule, types declared, numbers as doubles.
import { Environment } from '@marcbachmann/cel-js';
import { expressionOf } from './workload.mjs';

const listed = (values) => `[${values.map((v) => `"${v}"`).join(', ')}]`;
const words = {
  shop: '', item: 'i.', and: '&&', equals: '==', number: (n) => `${n}.0`,
  oneOf: (name, values) => `${name} in ${listed(values)}`,
  hasAny: (name, values) => `(${values.map((v) => `"${v}" in ${name}`).join(' || ')})`,
  any: (where) => `items.exists(i, ${where})`,
  every: (where) => `items.all(i, ${where})`,
  at_least: (where, count) => `items.filter(i, ${where}).size() >= ${count}`,
};
const types = { choice: 'string', flag: 'bool', number: 'double', money: 'double', tags: 'list<string>' };

export function load({ facts, fields, rules }, first) {
  const texts = rules.map((rule) => expressionOf(rule, words));
  return () => {
    const environment = new Environment();
    for (const { name, kind } of facts) environment.registerVariable(name, types[kind]);
    if (fields.length > 0) environment.registerVariable('items', 'list');
    const conditions = texts.map((text) => environment.parse(text));
    return (c) => {
      const out = [];
      for (let i = 0; i < conditions.length; ++i)
        if (conditions[i](c) === true && out.push(i) && first) break;
      return out;
    };
  };
}
