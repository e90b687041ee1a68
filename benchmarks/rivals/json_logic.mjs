// JsonLogic: one chain of `if` for the first rule, an operation for each rule for all.
import jsonLogic from 'json-logic-js';

const anyOf = (tests) => (tests.length === 1 ? tests[0] : { or: tests });
const allOf = (tests) => (tests.length === 1 ? tests[0] : { and: tests });

function testOf({ fact, values, low, high }) {
  const value = { var: fact.name };
  if (fact.kind === 'tags') return anyOf(values.map((v) => ({ in: [v, value] })));
  if (!values) return { '<=': [low, value, high] };
  return values.length === 1 ? { '===': [value, values[0]] } : { in: [value, values] };
}

function conditionOf({ how, count, tests }) {
  const where = allOf(tests.map(testOf)), items = { var: 'items' };
  if (how === 'test') return where;
  if (how === 'any') return { some: [items, where] };
  if (how === 'every') return { all: [items, where] };
  return { '>=': [{ reduce: [{ filter: [items, where] }, { '+': [{ var: 'accumulator' }, 1] }, 0] }, count] };
}

export function load({ rules }, first) {
  const conditions = rules.map((rule) => allOf(rule.conditions.map(conditionOf)));
  const text = JSON.stringify(first ? { if: [...conditions.flatMap((c, i) => [c, i]), -1] } : conditions);
  return () => {
    const logic = JSON.parse(text);
    if (!first) return (c) => logic.flatMap((l, i) => (jsonLogic.apply(l, c) ? [i] : []));
    return (c) => {
      const found = jsonLogic.apply(logic, c);
      return found < 0 ? [] : [found];
    };
  };
}
