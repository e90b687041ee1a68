// Decides cases with an engine for JavaScript: node measure.mjs ENGINE FOLDER first|all
//
// FOLDER is what `rival_files` writes. Prints `nanoseconds MEAN P99 LOAD`, then a line for each case decided: the numbers of the
// rules that match, or of the first. Slow engines decide fewer cases. Ends with 127 where the engine is not installed.
import { readCases, readPolicy } from './workload.mjs';

const [engine, folder, mode] = process.argv.slice(2);
const now = () => Number(process.hrtime.bigint());
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const secondsForOneRound = 0.5;

async function engineOr127() {
  try {
    return await import(`./${engine}.mjs`);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    process.exit(127);
  }
}

const { load, waits } = await engineOr127();
const policy = readPolicy(folder);
const cases = readCases(folder, policy);
const made = load(policy, mode === 'first');  // in the engine's own form
const begun = now();
const decide = made();
await decide(cases[0]);
const loaded = now() - begun;

const answers = [];
const run = waits
  ? async (from, to) => { for (let i = from; i < to; ++i) answers[i] = await decide(cases[i]); }
  : (from, to) => { for (let i = from; i < to; ++i) answers[i] = decide(cases[i]); };

let count = 0;
for (const warm = now(); count < cases.length && (count < 20 || now() - warm < secondsForOneRound * 1e9); ++count) await run(count, count + 1);
const means = [];
for (let i = 0; i < 3; ++i) {
  const start = now();
  await run(0, count);
  means.push((now() - start) / count);
}
const alone = [];
for (let i = 0; i < Math.min(count, 5000); ++i) {
  const start = now();
  await run(i, i + 1);
  alone.push(now() - start);
}
alone.sort((a, b) => a - b);
console.log(`nanoseconds ${median(means)} ${alone[Math.floor(alone.length * 0.99)]} ${loaded}`);
process.stdout.write(answers.slice(0, count).map((rules) => `${rules.join(' ')}\n`).join(''), () => process.exit(0));
