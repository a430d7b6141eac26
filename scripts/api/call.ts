import type { Class, ClassElement, Function as FunctionNode, ParamPattern, Span } from 'oxc-parser';
import { textOf } from './docstring.ts';
import { isPrivate } from './references.ts';
import type { Source } from './source.ts';

/** Called by the browser, and by nobody else. */
const LIFECYCLE = [
  'connectedCallback',
  'disconnectedCallback',
  'adoptedCallback',
  'attributeChangedCallback',
  'observedAttributes',
];

/** The members of a class that its users may call or read. */
export function publicMembers({ body }: Class): readonly ClassElement[] {
  return body.body.filter(
    (member) =>
      !isPrivate(member) &&
      member.type !== 'StaticBlock' &&
      !('key' in member && member.key.type === 'Identifier' && LIFECYCLE.includes(member.key.name)),
  );
}

/** What can be called: a function, a method, a constructor. */
type Callable = Pick<FunctionNode, 'typeParameters' | 'params' | 'returnType'>;

/** Type parameters, parameters and result of a function; as a declaration, or as a type with its arrow. */
export function writeCall(
  source: Source,
  { typeParameters, params, returnType }: Partial<Callable> & Pick<Callable, 'params'>,
  before: ': ' | ' => ' = ': ',
): string {
  const written = params.map((param) => writeParam(source, param));
  const result = returnType ? annotationOf(source, returnType).replace(/^:\s*/, before) : '';
  return `${annotationOf(source, typeParameters)}(${written.join(', ')})${result}`;
}

/** A parameter with a default is one that may be left out; one that is taken apart needs a name. */
function writeParam(source: Source, param: ParamPattern): string {
  if (param.type === 'TSParameterProperty') {
    return writeParam(source, param.parameter);
  }
  if (param.type === 'RestElement' || param.type === 'Identifier') {
    return textOf(source, param);
  }
  const [pattern, mark] = param.type === 'AssignmentPattern' ? [param.left, '?'] : [param, ''];
  const name = pattern.type === 'Identifier' ? pattern.name : 'options';
  return `${name}${mark}${annotationOf(source, pattern.typeAnnotation)}`;
}

/** The text of a part that may be missing. */
export function annotationOf(source: Source, span: Span | null | undefined): string {
  return span ? textOf(source, span) : '';
}
