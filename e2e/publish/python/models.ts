import { docstring, isFieldName, pascal, quoted } from "./names.ts";

/** A schema of the document, as far as types of Python are made of it. */
export interface Schema {
	$ref?: string;
	type?: string | string[];
	description?: string;
	enum?: (string | number | boolean | null)[];
	const?: string | number | boolean | null;
	properties?: Record<string, Schema>;
	required?: string[];
	additionalProperties?: boolean | Schema;
	items?: Schema;
	prefixItems?: Schema[];
	anyOf?: Schema[];
	oneOf?: Schema[];
	allOf?: Schema[];
}

const HEAD = `"""Bodies and answers of the API, as \`json\` reads and writes them. Made of the API's own description; not to be changed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Dict, List, Literal, Optional, TypedDict, Union

if sys.version_info >= (3, 11):
    from typing import NotRequired, TypeAlias
else:
    from typing import TypeAlias

    if TYPE_CHECKING:
        from typing_extensions import NotRequired
`;

const PLAIN: Record<string, string> = {
	string: "str",
	integer: "int",
	number: "float",
	boolean: "bool",
	null: "None",
};

/** The types of a document: its named schemas, and those that stand inside of others, each under a name of its own. */
export class Models {
	private readonly taken: Set<string>;
	private readonly blocks: string[] = [];
	private readonly schemas: Readonly<Record<string, Schema>>;

	constructor(schemas: Readonly<Record<string, Schema>>) {
		this.schemas = schemas;
		this.taken = new Set(Object.keys(schemas));
		for (const [name, schema] of Object.entries(schemas)) this.define(name, schema);
	}

	/** The source of the module of all types. */
	source(): string {
		return `${HEAD}\n${this.blocks.join("\n\n")}\n`;
	}

	/** The type of what a page of a list holds. @throws Error where it is no page */
	itemOf(page: Schema): string {
		const named = page.$ref?.split("/").at(-1) ?? "";
		const item = (this.schemas[named] ?? page).properties?.data?.items;
		if (item === undefined) throw new Error(`${named} has no list in \`data\``);
		return this.typeOf(item, `${named}Item`);
	}

	/**
	 * How Python writes the type of a schema. `name`: of a class that it may need. @throws Error for what there is no
	 * type for: nothing is dropped in silence
	 */
	typeOf(schema: Schema, name: string): string {
		if (schema.$ref !== undefined) return schema.$ref.split("/").at(-1) ?? "";
		if (schema.const !== undefined) return literal([schema.const]);
		if (schema.enum !== undefined) return literal(schema.enum);
		const choices = schema.anyOf ?? schema.oneOf;
		if (choices !== undefined)
			return union(choices.map((one, index) => this.typeOf(one, `${name}${choiceName(one, index)}`)));
		if (schema.allOf !== undefined) {
			const saying = schema.allOf.filter((one) => Object.keys(one).some((key) => key !== "description"));
			const [only] = saying;
			if (only === undefined || saying.length > 1) throw new Error(`${name} is several schemas at once`);
			return this.typeOf(only, name);
		}
		const types = [schema.type ?? "anything"].flat();
		return union(types.map((type) => this.single(type, schema, name)));
	}

	private single(type: string, schema: Schema, name: string): string {
		if (type === "anything") return schema.properties ? this.object(schema, name) : "Any";
		if (type === "object") return this.object(schema, name);
		if (type !== "array") {
			const plain = PLAIN[type];
			if (plain === undefined) throw new Error(`${name} is of type ${type}, which is not known`);
			return plain;
		}
		// What a tuple holds is not told in order: JSON makes a list of it.
		if (schema.prefixItems !== undefined || schema.items === undefined) return "List[Any]";
		return `List[${this.typeOf(schema.items, `${name}Item`)}]`;
	}

	private object(schema: Schema, name: string): string {
		const { properties = {}, additionalProperties: more } = schema;
		if (Object.keys(properties).length > 0) return this.defineClass(this.free(name), schema);
		return `Dict[str, ${typeof more === "object" ? this.typeOf(more, `${name}Value`) : "Any"}]`;
	}

	private free(name: string): string {
		let free = name;
		for (let number = 2; this.taken.has(free); number++) free = `${name}${number}`;
		this.taken.add(free);
		return free;
	}

	/** Defines a name for a schema of the document. */
	private define(name: string, schema: Schema): void {
		const isObject = schema.type === "object" && Object.keys(schema.properties ?? {}).length > 0;
		if (isObject) return void this.defineClass(name, schema);
		this.blocks.push(`${name}: TypeAlias = ${quoted(this.typeOf(schema, name))}\n${aboutOf(schema)}`);
	}

	private defineClass(name: string, schema: Schema): string {
		const about = aboutOf(schema);
		const { properties = {}, required = [] } = schema;
		const fields = Object.entries(properties).map(([field, inner]) => {
			const type = this.typeOf(inner, `${name}${pascal(field)}`);
			const whole = required.includes(field) ? type : `NotRequired[${type}]`;
			return { field, type: whole, about: inner.description };
		});
		if (fields.every(({ field }) => isFieldName(field))) {
			const lines = fields.flatMap((field) => [
				`    ${field.field}: ${field.type}`,
				...(field.about === undefined ? [] : [`    ${docstring(field.about)}`]),
			]);
			this.blocks.push(`class ${name}(TypedDict):\n${indented(about)}${lines.join("\n")}\n`);
		} else {
			const lines = fields.map(({ field, type }) => `        ${quoted(field)}: ${quoted(type)},`);
			this.blocks.push(
				`${name} = TypedDict(\n    ${quoted(name)},\n    {\n${lines.join("\n")}\n    },\n)\n${about}`,
			);
		}
		return name;
	}
}

const aboutOf = ({ description }: Schema) => (description === undefined ? "" : `${docstring(description)}\n`);

const indented = (text: string) => (text === "" ? "" : `    ${text}\n`);

/** What tells one of several schemas from the others: the word that its `type` or `kind` is, or its place. */
function choiceName({ properties = {} }: Schema, index: number): string {
	for (const { enum: words } of Object.values(properties))
		if (words?.length === 1 && typeof words[0] === "string") return pascal(words[0]);
	return `Choice${index + 1}`;
}

function literal(values: readonly (string | number | boolean | null)[]): string {
	const told = values.map((value) => {
		if (value === null) return "None";
		if (typeof value === "boolean") return value ? "True" : "False";
		return typeof value === "string" ? quoted(value) : String(value);
	});
	return `Literal[${told.join(", ")}]`;
}

function union(types: readonly string[]): string {
	const all = [...new Set(types)];
	if (all.includes("Any")) return "Any";
	const some = all.filter((type) => type !== "None");
	const [only] = some;
	if (only === undefined) return "None";
	const joined = some.length === 1 ? only : `Union[${some.join(", ")}]`;
	return some.length === all.length ? joined : `Optional[${joined}]`;
}
