export { describeRule, languages, type RuleTold } from './describe-rule.ts';
export { ruleDiagram } from './rule-diagram.ts';
