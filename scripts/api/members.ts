import type { ClassElement, MethodDefinition, Span, TSSignature, TSType } from 'oxc-parser';
import { publicMembers, writeCall } from './call.ts';
import { docAt, textOf } from './docstring.ts';
import type { Declared, Shape } from './names.ts';
import type { Source } from './source.ts';

/** A property or method of an interface, a type or a class; `part` is where its types stand. */
export interface Member {
  readonly name: string;
  readonly type: string;
  readonly part: unknown;
  readonly doc: string | undefined;
}

/** One value of a union of literals. */
export interface Value {
  readonly text: string;
  readonly doc: string | undefined;
}

/** What an object of this type has, in the order of the source. A constructor is in the signature, and not among them. */
export function membersOf({ source, shapes }: Declared): readonly Member[] {
  return shapes.flatMap(partsOf).flatMap((part) => {
    const described = describe(source, part);
    return described === undefined ? [] : { ...described, doc: docAt(source, part.start), part };
  });
}

/** The values of a union of literals of which at least one has a docstring; none for other types. */
export function describedValues(declared: Declared): readonly Value[] {
  const values = valuesOf(declared);
  return values.some(({ doc }) => doc !== undefined) ? values : [];
}

function valuesOf({ source, shapes }: Declared): readonly Value[] {
  const [shape] = shapes;
  if (shape?.type !== 'TSTypeAliasDeclaration' || shape.typeAnnotation.type !== 'TSUnionType') {
    return [];
  }
  const { types } = shape.typeAnnotation;
  return types.every(({ type }) => type === 'TSLiteralType')
    ? types.map((type) => ({ text: textOf(source, type), doc: docAt(source, type.start) }))
    : [];
}

export type Part = TSSignature | ClassElement;

/** The members of a type as they are written. */
export function partsOf(shape: Shape): readonly Part[] {
  switch (shape.type) {
    case 'TSInterfaceDeclaration':
      return shape.body.body;
    case 'TSTypeAliasDeclaration':
      return objectParts(shape.typeAnnotation);
    case 'ClassDeclaration':
      return publicMembers(shape);
    default:
      return [];
  }
}

function objectParts(type: TSType): readonly Part[] {
  return type.type === 'TSTypeLiteral' ? type.members : [];
}

type Described = Pick<Member, 'name' | 'type'>;

function describe(source: Source, part: Part): Described | undefined {
  switch (part.type) {
    case 'TSPropertySignature':
    case 'PropertyDefinition':
      return { name: nameOf(source, part), type: typeText(source, part.typeAnnotation) };
    case 'TSMethodSignature':
      return { name: nameOf(source, part), type: writeCall(source, part, ' => ') };
    case 'MethodDefinition':
    case 'TSAbstractMethodDefinition':
      return describeMethod(source, part);
    default:
      return undefined;
  }
}

/** What is read through a getter is a property to its users; its setter is the same one. */
function describeMethod(source: Source, method: MethodDefinition): Described | undefined {
  const { kind, value } = method;
  const name = nameOf(source, method);
  switch (kind) {
    case 'get':
      return { name, type: typeText(source, value.returnType) };
    case 'method':
      return { name, type: writeCall(source, value, ' => ') };
    default:
      return undefined;
  }
}

interface Named {
  readonly key: Span;
  readonly optional?: boolean | undefined;
  readonly computed: boolean;
  readonly static: boolean;
}

function nameOf(source: Source, { key, optional, computed, static: ofClass }: Named): string {
  const name = textOf(source, key);
  return `${ofClass ? 'static ' : ''}${computed ? `[${name}]` : name}${optional ? '?' : ''}`;
}

function typeText(source: Source, annotation: Span | null | undefined): string {
  return annotation ? textOf(source, annotation).replace(/^:\s*/, '') : '';
}
