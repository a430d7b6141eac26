import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

/** What `${{ }}` can speak of. */
export type Contexts = Readonly<Record<string, unknown>>;

/** How the job stands, for `success()`, `cancelled()` and their like. */
export interface Standing {
  readonly failed: boolean;
}

const STATUS = ['success', 'failure', 'cancelled', 'always'];

/** Puts what they stand for in the place of a text's `${{ }}`, as the runner does: by GitHub's own evaluator. */
export function resolve(text: string, contexts: Contexts, standing: Standing): string {
  return text.replace(/\$\{\{([\s\S]*?)\}\}/g, (_all, expression: string) =>
    evaluate(expression, contexts, standing).coerceString(),
  );
}

/** Whether an `if:` holds; without a status function it asks for `success()` as well. */
export function holds(condition: string, contexts: Contexts, standing: Standing): boolean {
  const bare = condition.trim().replace(/^\$\{\{([\s\S]*)\}\}$/, '$1');
  const asksStatus = STATUS.some((name) => bare.includes(`${name}()`));
  const value = evaluate(bare, contexts, standing);
  const truthy = !['', 'false', '0'].includes(value.coerceString());
  return truthy && (asksStatus || !standing.failed);
}

function evaluate(
  expression: string,
  contexts: Contexts,
  { failed }: Standing,
): data.ExpressionData {
  const answers: Readonly<Record<string, boolean>> = {
    success: !failed,
    failure: failed,
    cancelled: false,
    always: true,
  };
  const functions = STATUS.map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(answers[name] ?? false),
  }));
  const { tokens } = new Lexer(expression.trim()).lex();
  const tree = new Parser(tokens, Object.keys(contexts), functions).parse();
  const values = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  const named = new Map(functions.map((each) => [each.name, each]));
  return new Evaluator(tree, values, named).evaluate();
}
