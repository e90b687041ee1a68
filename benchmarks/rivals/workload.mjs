// The policy and the cases that `rival_files` writes, as JavaScript sees them: enums as texts, sets as lists of them.
import { readFileSync } from 'node:fs';

const lines = (file) => readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => line.split(' '));

const valuesOf = (bits) => [...Array(32).keys()].filter((v) => (bits >>> v) & 1);

export function readPolicy(folder) {
  const policy = { facts: [], fields: [], rules: [] };
  for (const [word, ...rest] of lines(`${folder}/policy.txt`)) {
    const numbers = rest.map(Number);
    if (word === 'fact' || word === 'field') {
      const [kind, name, low, high] = rest;
      policy[`${word}s`].push({ kind, name, low: Number(low), high: Number(high) });
    } else if (word === 'rule') policy.rules.push({ points: numbers[0], conditions: [] });
    else {
      const { conditions } = policy.rules.at(-1);
      if (word === 'test') conditions.push({ how: 'test', tests: [] });
      else if (word === 'any' || word === 'every' || word === 'at_least') conditions.push({ how: word, count: numbers[0], tests: [] });
      else {
        const { how, tests } = conditions.at(-1);
        const fact = (how === 'test' ? policy.facts : policy.fields)[numbers[0]];
        if (word === 'in') tests.push({ fact, low: numbers[1], high: numbers[2] });
        else tests.push({ fact, values: valuesOf(numbers[1]).map((v) => valueOf(fact, v)) });
      }
    }
  }
  return policy;
}

function valueOf({ kind, name }, number) {
  if (kind === 'flag') return number !== 0;
  return kind === 'choice' || kind === 'tags' ? `${name}_${number}` : number;
}

function objectOf(facts, numbers) {
  const given = (fact, i) => (fact.kind === 'tags' ? valuesOf(numbers[i]).map((v) => valueOf(fact, v)) : valueOf(fact, numbers[i]));
  return Object.fromEntries(facts.map((fact, i) => [fact.name, given(fact, i)]));
}

export function readCases(folder, { facts, fields }) {
  return lines(`${folder}/cases.txt`).map((words) => {
    const numbers = words.map(Number);
    const shop = objectOf(facts, numbers);
    if (fields.length === 0) return shop;
    shop.items = [];
    for (let at = facts.length; at < numbers.length; at += fields.length)
      shop.items.push(objectOf(fields, numbers.slice(at, at + fields.length)));
    return shop;
  });
}

/** A rule's condition in a language of expressions: `say` has its words. */
export function expressionOf({ conditions }, say) {
  const all = (tests, of) => tests.map((t) => testOf(t, of + t.fact.name, say)).join(` ${say.and} `);
  return conditions.map(({ how, count, tests }) => (how === 'test' ? all(tests, say.shop) : say[how](all(tests, say.item), count))).join(` ${say.and} `);
}

function testOf({ fact, values, low, high }, name, say) {
  if (fact.kind === 'flag') return values[0] ? name : `${say.not ?? '!'}${name}`;
  if (fact.kind === 'tags') return say.hasAny(name, values);
  if (fact.kind === 'choice') return values.length === 1 ? `${name} ${say.equals} "${values[0]}"` : say.oneOf(name, values);
  const ends = [];
  if (low !== fact.low) ends.push(`${name} >= ${say.number(low)}`);
  if (high !== fact.high || ends.length === 0) ends.push(`${name} <= ${say.number(high)}`);
  return ends.join(` ${say.and} `);
}
