// json-rules-engine: the first rule by priorities and `stop`; conditions about items are operators of our own.
import { Engine } from 'json-rules-engine';

export const waits = true;

function testsOf({ fact, values, low, high }) {
  const about = (operator, value) => ({ fact: fact.name, operator, value });
  if (fact.kind === 'tags') return [{ any: values.map((v) => about('contains', v)) }];
  if (values) return [values.length === 1 ? about('equal', values[0]) : about('in', values)];
  return [about('greaterThanInclusive', low), about('lessThanInclusive', high)].filter(({ value }, end) => value !== [fact.low, fact.high][end]);
}

const passes = (item) => ({ fact, values, low, high }) => (values ? values.includes(item[fact.name]) : low <= item[fact.name] && item[fact.name] <= high);

const ofItems = ({ how, count, tests }) => (items) => {
  const found = items.filter((item) => tests.every(passes(item))).length;
  return how === 'any' ? found > 0 : found >= (how === 'every' ? items.length : count);
};

export function load({ rules }, first) {
  const operators = [];
  const conditionOf = (c) => {
    if (c.how === 'test') return c.tests.flatMap(testsOf);
    operators.push(ofItems(c));
    return [{ fact: 'items', operator: `items${operators.length - 1}`, value: true }];
  };
  const text = JSON.stringify(rules.map(({ conditions }, i) => ({
    conditions: { all: conditions.flatMap(conditionOf) },
    priority: first ? rules.length - i : 1,
    event: { type: 'match', params: { rule: i } },
  })));
  return () => {
    const engine = new Engine();
    operators.forEach((operator, i) => engine.addOperator(`items${i}`, operator));
    for (const rule of JSON.parse(text)) engine.addRule(first ? { ...rule, onSuccess: () => engine.stop() } : rule);
    return async (c) => (await engine.run(c)).results.map(({ event }) => event.params.rule);
  };
}
