// Cedar: a permit for each rule, whose condition is about the context; the reasons of an answer are the rules that match.
import cedar from '@cedar-policy/cedar-wasm/nodejs';
import { expressionOf } from './workload.mjs';

const listed = (values) => `[${values.map((v) => `"${v}"`).join(', ')}]`;
const words = {
  shop: 'context.', and: '&&', equals: '==', number: String,
  oneOf: (name, values) => `${listed(values)}.contains(${name})`,
  hasAny: (name, values) => `${name}.containsAny(${listed(values)})`,
};

export function load({ fields, rules }, first) {
  if (fields.length > 0) process.exit(126);  // it has no words for elements of a list
  const permits = rules.map((rule, i) => [`r${i}`, `permit(principal, action, resource) when { ${expressionOf(rule, words)} };`]);
  const request = {
    principal: { type: 'Person', id: 'p' }, action: { type: 'Action', id: 'a' }, resource: { type: 'Shop', id: 's' },
    preparsedPolicySetId: 'rules', entities: [],
  };
  return () => {
    const read = cedar.preparsePolicySet('rules', { staticPolicies: Object.fromEntries(permits) });
    if (read.type !== 'success') throw new Error(JSON.stringify(read));
    return (context) => {
      const answer = cedar.statefulIsAuthorized({ ...request, context });
      if (answer.type !== 'success') throw new Error(JSON.stringify(answer));
      const found = answer.response.diagnostics.reason.map((id) => Number(id.slice(1)));
      return first && found.length > 0 ? [Math.min(...found)] : found;
    };
  };
}
