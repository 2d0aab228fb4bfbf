import { type Method, methodsOf, type Operation, type Paths } from "../resources.ts";
import type { Models, Schema } from "./models.ts";
import { allowed, docstring, pascal, quoted, snake } from "./names.ts";

const HEAD = `"""Every route as a method of its resource. Made of the API's own description; not to be changed by hand."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Literal, Optional, Union

from ..body import Form
from ..connection import Response
from ..resource import Asked, Resource, Upload, every_page, place
from ..transport import RequestOptions, Transport
from . import models
`;

/** What a method is made of, beside its name. */
interface Typed extends Method {
	schemas: { body?: Schema; answer?: Schema };
	contentType: string | undefined;
	/** It may answer that there is nothing to say. */
	mayBeNothing: boolean;
	query: { name: string; schema: Schema }[];
}

type Media = { schema?: Schema };

function typed(method: Method, operation: Operation): Typed {
	const content = Object.entries(operation.requestBody?.content ?? {})[0];
	const good = Object.entries(operation.responses).find(([code]) => code.startsWith("2"))?.[1];
	const answer = (good?.content?.["application/json"] as Media | undefined)?.schema;
	const body = (content?.[1] as Media | undefined)?.schema;
	const parameters = (operation.parameters ?? []) as { name: string; in: string; schema: Schema }[];
	return {
		...method,
		schemas: { ...(body && { body }), ...(answer && { answer }) },
		contentType: content?.[0],
		mayBeNothing: "204" in operation.responses,
		query: parameters.filter((parameter) => parameter.in === "query"),
	};
}

/** The source of the classes of all resources. Names of types that it needs are declared in `models`. */
export function resourcesSource(paths: Paths, models: Models): string {
	const methods = methodsOf(paths).map((method) => {
		const operation = paths[method.path]?.[method.verb.toLowerCase()];
		if (operation === undefined) throw new Error(`${method.operation} is not in the document`);
		return typed(method, operation);
	});
	const resources = [...new Set(methods.map(({ resource }) => resource))];
	const classes = resources.map((resource) => {
		const own = methods.filter((method) => method.resource === resource);
		const sources = own.map((method) => methodSource(method, models));
		return `class ${pascal(resource)}(Resource):\n    ${docstring(`Routes of \`${snake(resource)}\`.`)}\n\n${sources.join("\n")}`;
	});
	const fields = resources.map(
		(resource) => `        self.${snake(resource)} = ${pascal(resource)}(transport)`,
	);
	const all = `class Resources:\n    """Every resource by its name."""\n\n    def __init__(self, transport: Transport) -> None:\n${fields.join("\n")}\n`;
	return `${HEAD}\n\n${classes.join("\n\n")}\n\n${all}`;
}

/** What a method says of itself, and how it asks. */
interface Parts {
	places: string[];
	queries: Query[];
	body: string[];
	answer: string;
	item: string;
}

interface Query {
	/** As the API has it, and as Python does. */
	field: string;
	name: string;
	type: string;
}

/** Names of `models`, as another module says them. */
const qualified = (type: string) =>
	type.replaceAll(/"(?:[^"\\]|\\.)*"|\b[A-Z]\w*/g, (word) =>
		word.startsWith('"') || TYPING.has(word) ? word : `models.${word}`,
	);
const TYPING = new Set(["Any", "Dict", "List", "Literal", "Optional", "Union", "None", "True", "False"]);

const optional = (type: string) =>
	type.startsWith("Optional[") || type === "Any" ? type : `Optional[${type}]`;

function partsOf(method: Typed, models: Models): Parts {
	const id = pascal(method.operation);
	const typeOf = (schema: Schema, of: string) => qualified(models.typeOf(schema, `${id}${of}`));
	const { body, answer } = method.schemas;
	const json = method.answer === "json" || method.answer === "page";
	const told = json ? typeOf(answer ?? {}, "Answer") : method.answer === "nothing" ? "None" : "Response";
	return {
		places: method.parameters.map((parameter) => `${parameter}: str | int`),
		queries: method.query.map(({ name, schema }) => ({
			field: name,
			name: allowed(snake(name)),
			type: optional(typeOf(schema, pascal(name))),
		})),
		body: bodyParameter(method, () => typeOf(body ?? {}, "Body")),
		answer: json && method.mayBeNothing ? optional(told) : told,
		item: method.answer === "page" ? qualified(models.itemOf(answer ?? {})) : "",
	};
}

function bodyParameter({ body, contentType }: Typed, json: () => string): string[] {
	if (body === null) return [];
	if (body === "json") return [`body: ${json()}`];
	if (body === "optional json") return [`body: ${optional(json())} = None`];
	return [`body: ${contentType === "multipart/form-data" ? "Form" : "Upload"}`];
}

function methodSource(method: Typed, models: Models): string {
	const name = allowed(snake(method.name));
	const parts = partsOf(method, models);
	const path = method.path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => `{place(${parameter})}`);
	const call = `"${method.verb}", ${path === method.path ? "" : "f"}"${path}", ${asked(method, parts.queries)}`;
	const signature = ["self", ...parts.places, ...parts.body, "*", ...queryParameters(parts.queries), OPTIONS];
	const lines = [
		`    def ${name}(${signature.join(", ")}) -> ${parts.answer}:`,
		`        ${docstring(`${method.summary}. \`${method.verb} ${method.path}\``)}`,
	];
	if (method.answer === "nothing") return [...lines, `        self._nothing(${call})`, ""].join("\n");
	if (method.answer === "response") return [...lines, `        return self._open(${call})`, ""].join("\n");
	lines.push(`        answer: ${parts.answer} = self._json(${call})`, "        return answer", "");
	return [...lines, ...(method.answer === "page" ? everySource(method, name, parts) : [])].join("\n");
}

const OPTIONS = "options: Optional[RequestOptions] = None";
const queryParameters = (queries: readonly Query[]) =>
	queries.map(({ name, type }) => `${name}: ${type} = None`);

/** What goes with the request beside its address. */
function asked({ body, contentType, keyed }: Typed, queries: readonly Query[]): string {
	const fields = queries.map(({ field, name }) => `${quoted(field)}: ${name}`).join(", ");
	const isJson = body === "json" || body === "optional json";
	const more = [
		...(isJson ? ["json=body"] : body === null ? [] : ["upload=body"]),
		...(body === "bytes" && contentType !== undefined ? [`content_type=${quoted(contentType)}`] : []),
		...(queries.length === 0 ? [] : [`query={${fields}}`]),
		...(keyed ? ["keyed=True"] : []),
		"options=options",
	];
	return `Asked(${more.join(", ")})`;
}

/** The method that turns the pages of a list. */
function everySource(method: Typed, name: string, { places, queries, item }: Parts): string[] {
	const every = method.name === "list" ? "all" : `all_${name.replace(/^list_/, "")}`;
	const own = queries.filter((query) => query.field !== "cursor");
	const signature = ["self", ...places, "*", ...queryParameters(own), OPTIONS].join(", ");
	const names = [...own.map((query) => query.name), "cursor", "options"];
	const passed = [...method.parameters, ...names.map((given) => `${given}=${given}`)].join(", ");
	return [
		`    def ${every}(${signature}) -> Iterator[${item}]:`,
		`        """All of it, page by page: see \`${name}\`."""`,
		`        return every_page(lambda cursor: self.${name}(${passed}))`,
		"",
	];
}
