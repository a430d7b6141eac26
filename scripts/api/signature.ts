import { format } from 'oxfmt';
import type { Class, ClassElement, Expression, Span } from 'oxc-parser';
import { annotationOf, publicMembers, writeCall } from './call.ts';
import { textOf } from './docstring.ts';
import { describedValues } from './members.ts';
import type { Declared, Names, Shape } from './names.ts';
import type { Source } from './source.ts';

/** The declaration as a program that uses it sees it, laid out like our sources. */
export async function signatureOf(declared: Declared, names: Names): Promise<string> {
  const shapes = overloadsOf(declared.shapes);
  const text = shapes.map((shape) => writeShape(shape, declared, names)).join('\n');
  const { code, errors } = await format('signature.d.ts', text, {
    singleQuote: true,
    printWidth: 90,
  });
  const [error] = errors;
  if (error !== undefined) {
    throw new Error(
      `${declared.source.file}: the signature of ${declared.name}: ${error.message}\n${text}`,
    );
  }
  return code.trimEnd();
}

/** Where there are overloads, the function that carries the body is not to be seen. */
function overloadsOf(shapes: readonly Shape[]): readonly Shape[] {
  const overloads = shapes.filter(({ type }) => type === 'TSDeclareFunction');
  return overloads.length > 0 ? overloads : shapes;
}

function writeShape(shape: Shape, declared: Declared, names: Names): string {
  const { source, name } = declared;
  switch (shape.type) {
    case 'TSInterfaceDeclaration':
      return textOf(source, shape);
    case 'TSTypeAliasDeclaration':
      // The words about its values are in a table; inside other types, they are nowhere else.
      return describedValues(declared).length > 0 || shape.typeAnnotation.type === 'TSTypeLiteral'
        ? textOf(source, shape)
        : source.text.slice(shape.start, shape.end);
    case 'VariableDeclarator':
      return `const ${name}${typeOrValue(source, shape)};`;
    case 'ClassDeclaration':
    case 'ClassExpression':
      return writeClass(shape, declared, names);
    default:
      return `function ${name}${writeCall(source, shape)};`;
  }
}

function typeOrValue(
  source: Source,
  {
    id,
    init,
  }: { readonly id: { readonly typeAnnotation?: Span | null }; readonly init: Expression | null },
): string {
  if (id.typeAnnotation) {
    return textOf(source, id.typeAnnotation);
  }
  return init === null ? '' : ` = ${textOf(source, init)}`;
}

function writeClass(shape: Class, declared: Declared, names: Names): string {
  const { source, name } = declared;
  const parent = shape.superClass && ` extends ${parentName(shape.superClass, declared, names)}`;
  const members = publicMembers(shape).map((member) => writeMember(source, member));
  return `class ${name}${annotationOf(source, shape.typeParameters)}${parent ?? ''} {\n${members.join('\n')}\n}`;
}

/** A base that exists only to be extended is named as what it is. */
function parentName(parent: Expression, { source }: Declared, names: Names): string {
  const text = textOf(source, parent);
  const [shape] = names.lookUp(source.file, text)?.shapes ?? [];
  const type =
    shape?.type === 'VariableDeclarator' ? shape.id.typeAnnotation?.typeAnnotation : undefined;
  return type?.type === 'TSTypeQuery' ? textOf(source, type.exprName) : text;
}

function writeMember(source: Source, member: ClassElement): string {
  if (member.type === 'MethodDefinition' || member.type === 'TSAbstractMethodDefinition') {
    const before = source.text.slice(member.start, member.key.end).replace(/^async /, '');
    return `${before}${writeCall(source, member.value)};`;
  }
  if (member.type === 'PropertyDefinition') {
    const before = source.text.slice(member.start, member.key.end);
    return `${before}${member.optional ? '?' : ''}${annotationOf(source, member.typeAnnotation)};`;
  }
  return textOf(source, member);
}
