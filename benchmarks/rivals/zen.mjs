// ZEN: one decision table, a column for each fact that a rule asks for, its cells compiled beforehand.
import zen from '@gorules/zen-engine';
import { expressionOf } from './workload.mjs';

export const waits = true;

const listed = (values) => values.map((v) => JSON.stringify(v)).join(', ');
const words = {
  shop: '', item: '#.', and: 'and', not: 'not ', equals: '==', number: String,
  oneOf: (name, values) => `${name} in [${listed(values)}]`,
  any: (where) => `some(items, ${where})`,
  every: (where) => `all(items, ${where})`,
  at_least: (where, count) => `count(items, ${where}) >= ${count}`,
};

function cellOf({ fact, values, low, high }) {
  if (fact.kind === 'tags') return `some($, # in [${listed(values)}])`;
  if (values) return listed(values);
  if (low === fact.low) return `<= ${high}`;
  return high === fact.high ? `>= ${low}` : `[${low}..${high}]`;
}

export function load({ facts, rules }, first) {
  const asked = facts.filter((fact) => rules.some(({ conditions }) => conditions.some(({ how, tests }) => how === 'test' && tests[0].fact === fact)));
  const inputs = [...asked.map(({ name }) => ({ id: name, name, field: name })), { id: 'items', name: 'items' }];
  const empty = Object.fromEntries(inputs.map(({ id }) => [id, '']));
  const rows = rules.map(({ conditions }, i) => {
    const row = { ...empty, _id: `r${i}`, rule: String(i) };
    for (const { how, tests } of conditions) if (how === 'test') row[tests[0].fact.name] = cellOf(tests[0]);
    row.items = expressionOf({ conditions: conditions.filter(({ how }) => how !== 'test') }, words);
    return row;
  });
  if (first) rows.push({ ...empty, _id: 'none', rule: '-1' });
  const node = (id, type, content) => ({ id, name: id, type, content, position: { x: 0, y: 0 } });
  const table = { hitPolicy: first ? 'first' : 'collect', inputs, outputs: [{ id: 'rule', name: 'rule', field: 'rule' }], rules: rows };
  const text = JSON.stringify({
    nodes: [node('in', 'inputNode'), node('table', 'decisionTableNode', table), node('out', 'outputNode')],
    edges: [['in', 'table'], ['table', 'out']].map(([sourceId, targetId]) => ({ id: sourceId, sourceId, targetId, type: 'edge' })),
  });
  return () => {
    const decision = new zen.ZenEngine().createDecision(new zen.ZenDecisionContent(Buffer.from(text)));
    return async (c) => {
      const { result } = await decision.evaluate(c);
      if (!first) return result.map(({ rule }) => rule);
      return result.rule < 0 ? [] : [result.rule];
    };
  };
}
